//! The grammars of real boards: each with boards of its own, every task moved through all stages and
//! home, and not a byte changed.

use crate::scenario::Scenario;

const HEAD: &str = "version = 1\n\n[git]\nbase = \"main\"\n";

/// Moves every task to the last stage and home again, one after the other; then all of them there,
/// the last first, and home. The boards are as they were, to the byte.
#[track_caller]
pub fn there_and_back(
    workflow: &str,
    boards: &[(&str, &str)],
    tasks: &[&str],
    stages: usize,
) -> Scenario {
    let scenario = Scenario::new();
    scenario.file("workflow.toml", format!("{HEAD}{workflow}"));
    for (path, text) in boards {
        scenario.file(path, text);
    }
    scenario.commit("Boards");
    let same = || {
        for (path, text) in boards {
            assert_eq!(scenario.read(path), *text, "{path}");
        }
    };
    scenario.flow(&["check"]).ok();
    for task in tasks {
        for step in 1..stages {
            scenario.flow(&["advance", task]).ok();
            if step < stages {
                scenario.flow(&["check"]).ok();
            }
        }
        for _ in 1..stages {
            scenario.flow(&["back", task, "--why", "not yet"]).ok();
        }
        same();
    }
    for task in tasks {
        scenario.flow(&["advance", task]).ok();
    }
    scenario.flow(&["check"]).ok();
    for _ in tasks {
        scenario.flow(&["undo"]).ok();
    }
    same();
    scenario
}

const LANES: &str = r####"
[[stage]]
name = "todo"
board = "Board.md"
under = "## Todo{*}"
card = "- [ ] {title}"
closed = "- [x] {title}"

[[stage]]
name = "doing"
board = "Board.md"
under = "## 🚧 Doing ({count})"
card = "- [ ] {title}"
closed = "- [x] {title}"

[[stage]]
name = "done"
board = "Board.md"
under = "## Done"
card = "- [x] {title}"
ends = true
"####;

const KANBAN: &str = "\
---

kanban-plugin: board

---

## Todo 📥

- [ ] Mend the roof before the autumn rains come @{2026-10-01} #house
\tand the gutter with it
- [ ] Sweep [the chimney](notes/chimney.md)


## 🚧 Doing (1)

- [ ] Paint the door


## Done

**Complete**
- [x] Buy a ladder




%% kanban:settings
```
{\"kanban-plugin\":\"board\"}
```
%%
";

#[test]
fn an_obsidian_board_keeps_its_lanes_and_settings() {
    let tasks = ["sweep-the-chimney", "mend-the-roof-before", "paint-the-door"];
    there_and_back(LANES, &[("Board.md", KANBAN)], &tasks[..2], 3);
    let scenario = there_and_back(LANES, &[("Board.md", KANBAN)], &["sweep-the-chimney"], 3);
    scenario.flow(&["advance", "sweep"]).ok();
    let board = scenario.read("Board.md");
    assert!(board.contains("## 🚧 Doing (2)\n"), "{board}");
    assert!(board.ends_with("%% kanban:settings\n```\n{\"kanban-plugin\":\"board\"}\n```\n%%\n"));
    scenario.flow(&["advance", "sweep"]).ok();
    let board = scenario.read("Board.md");
    let done = "- [x] Buy a ladder\n- [x] Sweep [the chimney](notes/chimney.md)\n";
    assert!(board.contains(done), "{board}");
}

const BULLETS: &str = r####"
[[stage]]
name = "todo"
board = "TODO.md"
card = ["- {title}"]

[[stage]]
name = "doing"
board = "DOING.md"
card = "### {title}"
placeholder = "Nothing yet."

[[stage]]
name = "review"
board = "REVIEW.md"
card = "1. {title}"
"####;

#[test]
fn plain_bullets_become_headings_and_numbers_and_come_home() {
    let boards = [
        ("TODO.md", "# Later\n\n* mend the roof\n  - with tiles\n* mend the fence\n\n* sweep\n"),
        ("DOING.md", "# Now\n\nNothing yet.\n"),
        ("REVIEW.md", "# Look\n\n1. first things\n2. second things\n"),
    ];
    let tasks = ["mend-the-roof", "mend-the-fence", "sweep"];
    let scenario = there_and_back(BULLETS, &boards, &tasks, 3);
    scenario.flow(&["advance", "mend the"]).exits(2).says("mend-the-roof").says("mend-the-fence");
    scenario.flow(&["advance", "sweep"]).ok();
    assert_eq!(scenario.read("DOING.md"), "# Now\n\n### sweep\n");
    scenario.flow(&["advance", "sweep"]).ok();
    assert_eq!(
        scenario.read("REVIEW.md"),
        "# Look\n\n1. first things\n2. second things\n3. sweep\n"
    );
}

const MIXED: &str = r####"
[ids]
prefixes = ["A"]

[[stage]]
name = "todo"
board = "TODO.md"
card = ["- [ ] {id}: {title}", "- [ ] {title}"]

[[stage]]
name = "doing"
board = "DOING.md"
card = "### {id}: {title}"
"####;

#[test]
fn a_card_without_an_id_does_not_enter_where_ids_are_written() {
    let todo = "- [ ] A-001: Mend the roof\n- [ ] Sweep\n";
    let scenario =
        there_and_back(MIXED, &[("TODO.md", todo), ("DOING.md", "# Now\n")], &["A-1"], 2);
    let run = scenario.flow(&["advance", "sweep"]).exits(3);
    run.says("TODO.md:2").says("this card has no id").says("workflow.toml");
    assert_eq!(scenario.read("TODO.md"), todo);
}

#[test]
fn a_title_that_reads_as_an_id_elsewhere_does_not_go_there() {
    let workflow = r####"
[ids]
prefixes = ["A"]

[[stage]]
name = "todo"
board = "TODO.md"
card = "- {title}"

[[stage]]
name = "doing"
board = "DOING.md"
card = ["- {title}", "- {id} {title}"]
"####;
    let todo = "- A-1\n  wait\n- Sweep\n";
    let boards = [("TODO.md", todo), ("DOING.md", "# Now\n")];
    let scenario = there_and_back(workflow, &boards, &["sweep"], 2);
    scenario.flow(&["advance", "a-1"]).exits(3).says("would not read as it was written");
    assert_eq!(scenario.read("TODO.md"), todo);
}

const TABLES: &str = r####"
[ids]
prefixes = ["T"]

[[stage]]
name = "todo"
board = "PLAN.md"
under = "## Open"
card = "| {id} | {title} | {*} |"

[[stage]]
name = "doing"
board = "PLAN.md"
under = "## Under way"
card = "| **{id}** | {title} | {*} |"
on-enter.set = { Status = "started" }

[[stage]]
name = "review"
board = "REVIEW.md"
card = "### {id}: {title}"
on-enter.set = { Status = "look" }
"####;

const PLAN: &str = "\
# Plan

## Open

| Id    | What               | Status | Effort |
|-------|--------------------|:------:|-------:|
| T-001 | Mend the roof      |        |      3 |
| T-002 | Buy nails \\| screws |        |        |
| T-003 | Sweep              | soon   |      1 |

Words below.

## Under way

| Id | What | Effort | Status |
| --- | --- | --- | --- |
";

#[test]
fn rows_move_from_table_to_table_and_become_headings() {
    let boards = [("PLAN.md", PLAN), ("REVIEW.md", "# Look\n")];
    let scenario = there_and_back(TABLES, &boards, &["T-1", "T-2", "T-3"], 3);
    scenario.flow(&["show", "T-3", "--json"]).ok().says("\"Effort\"");
    scenario.flow(&["advance", "T-2"]).ok();
    scenario.flow(&["advance", "T-3"]).ok();
    let board = scenario.read("PLAN.md");
    assert!(board.contains("| T-001 | Mend the roof      |        |      3 |\n\nWords"), "{board}");
    let rows =
        "| **T-002** | Buy nails \\| screws |  | started |\n| **T-003** | Sweep | 1 | started |\n";
    assert!(board.ends_with(rows), "{board}");
    scenario.flow(&["advance", "T-2"]).ok();
    let review = scenario.read("REVIEW.md");
    assert_eq!(review, "# Look\n\n### T-002: Buy nails | screws\n**Status**: look\n");
    // With lines of its own it fits into no row; with fields it does.
    scenario.edit("REVIEW.md", "look\n", "look\n**Effort**: 2\n");
    scenario.flow(&["back", "T-2", "--why", "not yet"]).ok();
    let board = scenario.read("PLAN.md");
    assert!(board.contains("| **T-002** | Buy nails \\| screws | 2 | "), "{board}");
    scenario.flow(&["advance", "T-2"]).ok();
    scenario.edit("REVIEW.md", "**Effort**: 2\n", "**Effort**: 2\n\nA remark.\n");
    scenario
        .flow(&["back", "T-2", "--why", "no"])
        .exits(3)
        .says("REVIEW.md:3")
        .says("lines of its own");
    // What stands under no name is no field.
    scenario.edit("PLAN.md", "| Effort | Status |", "| Effort |  |");
    scenario.edit("PLAN.md", "T-003** | Sweep | 1 | started |", "T-003** | Sweep | 1 | so |");
    let run = scenario.flow(&["advance", "T-3"]).exits(3);
    run.says("PLAN.md:").says("would not be read there");
    scenario.edit("PLAN.md", "| Effort |  |", "| Effort | Status |");
    // Nor does a second value of one name.
    scenario.edit("REVIEW.md", "\nA remark.\n", "**Effort**: 3\n");
    let run = scenario.flow(&["back", "T-2", "--why", "no"]).exits(3);
    run.says("REVIEW.md:3").says("field Effort stands twice");
}

const COLUMN: &str = r####"
[[stage]]
name = "todo"
board = "PLAN.md"
card = "| {title} | {*} |"
where = { State = "open" }

[[stage]]
name = "doing"
board = "PLAN.md"
card = "| {title} | {*} |"
where = { State = "doing" }
limit = 1

[[stage]]
name = "done"
board = "PLAN.md"
card = "| {title} | {*} |"
where = { State = "done" }
ends = true
"####;

#[test]
fn a_column_that_says_the_stage_is_set_in_place() {
    let plan = "# Plan\n\n| Task | Who | State |\n|------|-----|-------|\n\
                | Mend the roof | Ada | open  |\n| Sweep         |     | Doing |\n";
    let scenario = there_and_back(COLUMN, &[("PLAN.md", plan)], &["sweep"], 2);
    scenario.file("PLAN.md", format!("{plan}| Rest |  | later |\n"));
    scenario.flow(&["check"]).exits(3).says("PLAN.md:7").says("rest says `State: later`");
    scenario.file("PLAN.md", plan);
    scenario.flow(&["advance", "mend"]).exits(3).says("doing is full");
    scenario.flow(&["advance", "sweep"]).ok();
    scenario.flow(&["advance", "mend"]).ok();
    let there = plan.replace("| Doing |", "| done  |").replace("| open  |", "| doing |");
    assert_eq!(scenario.read("PLAN.md"), there);
    // A hand has been at another row: the value alone goes back.
    scenario.edit("PLAN.md", "Ada", "Bea");
    scenario.flow(&["back", "mend", "--why", "rain"]).ok();
    assert_eq!(scenario.read("PLAN.md"), there.replace("Ada", "Bea").replace("doing", "open "));
}

const BOXES: &str = r####"
[[stage]]
name = "open"
board = "TODO.md"
card = "- [ ] {title}"

[[stage]]
name = "done"
board = "TODO.md"
card = "- [x] {title}"
ends = true
"####;

#[test]
fn a_box_that_says_the_stage_is_ticked_in_place() {
    let todo = "# Work\n\n- [ ] one\n\t- with a tab\n- [x] two\n- [ ] three";
    let scenario = there_and_back(BOXES, &[("TODO.md", todo)], &["one", "three"], 2);
    scenario.flow(&["advance", "three"]).ok();
    assert_eq!(scenario.read("TODO.md"), todo.replace("- [ ] three", "- [x] three"));
}

const STATUS: &str = r####"
[[stage]]
name = "todo"
board = "TASKS.md"
card = "## {title}"
where = { Status = "To do" }

[[stage]]
name = "doing"
board = "TASKS.md"
card = "## {title}"
where = { Status = "In progress" }
"####;

#[test]
fn a_field_that_says_the_stage_is_set_in_place() {
    let tasks = "# Tasks\n\n## Mend the roof\n\n- **Status**: To do\n- **Who:** Ada\n\nWith tiles.\n\n\
                 ## About\n\nNo task.\n\n## Sweep\n**Status:** in progress\n";
    let scenario = there_and_back(STATUS, &[("TASKS.md", tasks)], &["mend"], 2);
    scenario.flow(&["advance", "mend"]).ok();
    assert_eq!(scenario.read("TASKS.md"), tasks.replace("To do", "In progress"));
}

#[test]
fn a_field_is_never_written_over_a_title() {
    let workflow = r####"
[ids]
prefixes = ["T"]

[[stage]]
name = "todo"
board = "PLAN.md"
under = "## Open"
card = "| {id} | {title} | {*} |"

[[stage]]
name = "doing"
board = "PLAN.md"
under = "## Now"
card = "| {id} | {title} | {*} |"
on-enter.set = { Who = "{actor}" }
"####;
    let plan = "## Open\n\n| Id | What | Who |\n|---|---|---|\n| T-1 | Oil the winch | |\n\n\
                ## Now\n\n| Id | Who | What |\n|---|---|---|\n";
    let scenario = there_and_back(workflow, &[("PLAN.md", plan)], &["T-1"], 2);
    scenario.flow(&["advance", "T-1"]).ok().says("no column Who");
    assert!(scenario.read("PLAN.md").ends_with("| T-1 | Oil the winch |  |\n"));
}

const GROUPS: &str = r####"
[[stage]]
name = "backlog"
board = "TODO.md"
under = "## Backlog"
groups = ["## High priority", "## Low priority"]
card = "- [ ] {title}"

[[stage]]
name = "doing"
board = "TODO.md"
under = "## In progress"
card = "- [ ] {title}"

[[stage]]
name = "done"
board = "TODO.md"
under = "## Done 2"
groups = "## Done{*}"
card = "- [x] {title}"
"####;

#[test]
fn a_stage_may_have_several_sections_and_a_card_comes_home_to_its_own() {
    let todo = "# Todo\n\n## In progress\n\n- [ ] Mend the gate\n\n## High priority\n\n\
                - [ ] Paint the fence\n\n## Low priority\n\n- [ ] Count the nails\n- [ ] Oil the hinge\n\n\
                ## Backlog\n\n- [ ] Buy a saw\n\n## Done 2\n\n- [x] Sweep\n\n## Done 1\n\n- [x] Dig\n";
    let tasks = ["paint", "count", "oil", "buy"];
    let town = there_and_back(GROUPS, &[("TODO.md", todo)], &tasks, 3);
    town.flow(&["advance", "paint"]).ok();
    // Others write meanwhile, and it still comes home to its section, where a neighbour tells.
    town.flow(&["add", "Sort the screws"]).ok();
    town.flow(&["back", "paint", "--why", "rain"]).ok();
    let now = town.read("TODO.md");
    assert_eq!(now, todo.replace("Buy a saw\n", "Buy a saw\n- [ ] Sort the screws\n"));
    town.flow(&["advance", "count"]).ok();
    town.edit("TODO.md", "- [ ] Oil the hinge", "- [ ] Oil the hinge\n- [ ] Wax the sledge");
    town.flow(&["back", "count", "--why", "rain"]).ok();
    let now = town.read("TODO.md");
    assert!(
        now.contains("## Low priority\n\n- [ ] Count the nails\n- [ ] Oil the hinge\n- [ ] Wax")
    );
    town.flow(&["check"]).ok();
}
