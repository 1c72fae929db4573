//! Whole boards, adopted.

mod columns;
mod lanes;
mod misplaced;
mod ranked;
mod rows;
mod sections;
mod seen;
mod shapes;
mod strange;
mod told;
mod unseen;

use super::*;

fn source(path: &str, text: &str) -> Source {
    Source { path: RelPath::new(path).expect("a path"), text: text.into() }
}

fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    files.iter().map(|(path, text)| source(path, text)).collect()
}

/// What is inferred and proved: every card went home.
fn adopted(files: &[(&str, &str)]) -> (Inference, Proof) {
    let sources = sources(files);
    let inference = infer(&sources, &Surroundings::default());
    let draft = inference.draft.clone().expect("a draft");
    let proof = prove(&draft, &sources, &[]);
    let proof = proof.unwrap_or_else(|why| panic!("{why}\n{}", draft.text()));
    assert!(proof.lost.is_empty(), "{:?}\n{}", proof.lost, draft.text());
    (inference, proof)
}

/// Stages with the ids that are live in each.
fn stages(proof: &Proof) -> Vec<(String, Vec<String>)> {
    let ids = |stage: &crate::workflow::Stage| {
        proof.snapshot.live(&stage.name).map(|task| task.id.to_string()).collect()
    };
    proof.workflow.stages.iter().map(|s| (s.name.to_string(), ids(s))).collect()
}

fn has(inference: &Inference, line: &str) {
    let text = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert!(text.lines().any(|other| other == line), "no line {line:?} in\n{text}");
}

const TODO: &str = "\
# TODO

## ID Registry

| Prefix | Next | What |
|--------|------|------|
| BUG | 009 | Faults |
| FEAT | 010 | Wishes |

## Faults (BUG-*)

- [ ] **BUG-007**: Greets twice
  - **Where:** the hall

- [x] **BUG-008**: Greets nobody

## Wishes (FEAT-*)

- [ ] **FEAT-001**: Greet by name

## Notes

- BUG-007 blocks FEAT-001
";

const DOING: &str = "\
# IN_PROGRESS - Active Work

**Maximum tasks: 3**
**Current Active: 2/3**

## Guidelines

- At most 3 at once

## Active Tasks

### [BUG-001]: Waves with the wrong hand
**Started**: 2026-01-02
**Branch**: .worktrees/BUG-001

**Next Steps**:
- [ ] Try the other hand

---

### [FEAT-002]: Wave goodbye
**Started**: 2026-01-03

## Recently Completed

- [x] **BUG-002**: Waves at walls

## Task Template

```markdown
### [TASK-XXX]: Title
**Started**: YYYY-MM-DD
```
";

const REVIEW: &str = "\
# REVIEW

## Awaiting Review

*No tasks in review.*

## Review Template

```markdown
### [TASK-XXX]: Title
**Author**: who
```

## Removed

- BUG-003: Never was one
";

#[test]
fn a_file_per_stage() {
    let (inference, proof) =
        adopted(&[("TODO.md", TODO), ("IN_PROGRESS.md", DOING), ("REVIEW.md", REVIEW)]);
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        stages(&proof),
        [
            ("todo".into(), ids(&["BUG-007", "FEAT-001"])),
            ("in-progress".into(), ids(&["BUG-001", "FEAT-002"])),
            ("review".into(), ids(&[])),
            ("done".into(), ids(&[])),
        ]
    );
    for line in [
        "form = \"{prefix}-{number:3}{suffix?}\"",
        "prefixes = [\"BUG\", \"FEAT\"]",
        "registry = { board = \"TODO.md\", under = \"## ID Registry\", row = \"| {prefix} | {next:3} | {*} |\" }",
        "insert = { BUG = \"## Faults (BUG-*)\", FEAT = \"## Wishes (FEAT-*)\", \"*\" = \"bottom\" }",
        "card = \"- [ ] **{id}**: {title}\"",
        "closed = \"- [x] **{id}**: {title}\"",
        "field = \"  - **{name}:** {value}\"",
        "under = \"## Active Tasks\"",
        "limit = 3",
        "counters = [\"**Maximum tasks: {limit}**\", \"**Current Active: {count}/{limit}**\"]",
        "separator = \"---\"",
        "placeholder = \"*No tasks in review.*\"",
        "template = \"## Task Template\"",
    ] {
        has(&inference, line);
    }
    assert_eq!((proof.home, proof.refused.len()), (4, 0), "{:?}", proof.refused);
    let uncovered: Vec<(&str, bool)> =
        proof.uncovered.iter().map(|line| (line.text.as_str(), line.ticked)).collect();
    assert_eq!(
        uncovered,
        [("- [x] **BUG-002**: Waves at walls", true), ("- BUG-003: Never was one", false)]
    );
}

#[test]
fn sections_of_one_file() {
    let (inference, proof) = adopted(&[(
        "docs/BOARD.md",
        "# Board\n\n## 📋 Backlog\n\n- [ ] T12: Mend the roof\n- [ ] T13: Paint it\n\n## 🚧 Doing\n\n\
         - [ ] T3: Dig\n\n## ✅ Done\n\n- [x] T1: Plan\n\n## Notes\n\n- [ ] T99: Not on any stage\n",
    )]);
    let counts: Vec<_> = stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    assert_eq!(counts, [("backlog".into(), 2), ("doing".into(), 1), ("done".into(), 1)]);
    has(&inference, "form = \"{prefix}{number}\"");
    has(&inference, "card = \"- [x] {id}: {title}\"");
    assert_eq!(proof.home, 4);
    assert_eq!(proof.uncovered.len(), 1, "{:?}", proof.uncovered);
    assert_eq!(proof.uncovered[0].at.to_string(), "docs/BOARD.md:18");
}

#[test]
fn what_waits_is_passed_by() {
    let text = "# Tasks\n\n## Todo\n\n### A-1: One\n\n## Doing\n\n### A-2: Two\n\n## Blocked\n\n## Review\n\n## Done\n";
    let (inference, proof) = adopted(&[("TASKS.md", text)]);
    let names: Vec<_> = stages(&proof).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["todo", "doing", "blocked", "review", "done"]);
    has(&inference, "aside = true");
    let next = proof.workflow.stages.iter().find(|stage| stage.name.as_str() == "doing");
    let next = next.and_then(|doing| proof.workflow.next(&doing.name));
    assert_eq!(next.map(|stage| stage.name.as_str()), Some("review"));
    assert_eq!(proof.home, 2);
}

#[test]
fn free_notes_are_left_alone() {
    let notes = "# In progress\n\nI am looking at the roof. It leaks, and nobody knows why.\n\n\
                 ## Findings\n\n- Water comes in by the chimney\n- It has rained\n\n\
                 ## Next steps\n\n- [ ] Ask Ada\n";
    let inference = infer(&sources(&[("IN_PROGRESS.md", notes)]), &Surroundings::default());
    assert!(inference.draft.is_none());
    assert_eq!(inference.left.len(), 1);
    assert!(inference.left[0].why.starts_with("free notes"), "{}", inference.left[0].why);
}

#[test]
fn a_guide_that_names_stages_is_no_board() {
    let guide = "# How we work\n\n## Review\n\nAda reads it.\n\n- be kind\n- be brief\n\n## Done\n\n- tell everyone\n";
    let inference = infer(&sources(&[("CONTRIBUTING.md", guide)]), &Surroundings::default());
    assert!(inference.draft.is_none());
    assert_eq!(inference.left.len(), 1);
}

#[test]
fn the_board_that_holds_most_is_taken() {
    let other = "# Todo\n\n- [ ] A-1: One\n- [ ] A-2: Two\n";
    let (inference, proof) = adopted(&[("old/TODO.md", other), ("TODO.md", TODO)]);
    assert_eq!(stages(&proof)[0].1, ["BUG-007", "FEAT-001"]);
    assert_eq!(inference.left.len(), 1);
    assert_eq!(inference.left[0].file.as_str(), "old/TODO.md");
}

#[test]
fn few_files_are_read_closely() {
    let is = |path: &str, text: &str| is_worth_reading(&RelPath::new(path).expect("a path"), text);
    assert!(is("TODO.md", "") && is("docs/x.md", "## Todo\n\n## Done\n") && is("CHANGELOG.md", ""));
    assert!(!is("docs/x.md", "## Todo\n\n## Usage\n") && !is("README.md", "# Hello\n"));
}

/// The live tasks of each stage of one board, all of which went out and home.
#[track_caller]
fn counted(path: &str, text: &str, expected: &[(&str, usize)]) -> Inference {
    let (inference, proof) = adopted(&[(path, text)]);
    let found: Vec<(String, usize)> =
        stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    let expected: Vec<(String, usize)> =
        expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    assert_eq!(found, expected);
    let all: usize = expected.iter().map(|(_, count)| count).sum();
    assert_eq!((proof.home, proof.refused.len()), (all, 0), "{:?}", proof.refused);
    assert!(proof.uncovered.is_empty(), "{:?}", proof.uncovered);
    inference
}

#[test]
fn lanes_of_a_kanban_board() {
    let text = "---\n\nkanban-plugin: board\n\n---\n\n## Ideas\n\n- [ ] Paint the fence\n- [ ] Sing\n\twith \
                feeling\n\n\n## This week\n\n- [ ] Mend the roof #house\n\n\n## Done\n\n**Complete**\n- [x] \
                Buy nails\n\n\n\n\n%% kanban:settings\n```\n{\"kanban-plugin\":\"board\"}\n```\n%%\n";
    counted("House.md", text, &[("ideas", 2), ("this-week", 1), ("done", 1)]);
}

#[test]
fn numbers_in_headings_are_kept_true() {
    let text = "# Board\n\n### Todo (2)\n\n- [ ] Paint\n- [ ] Sing\n\n### DOING (5)\n\n- [ ] Mend\n\n\
                ### Review (0/3)\n\n### Done (2026-01-02)\n\n- [x] Buy\n";
    let stages = [("todo", 2), ("doing", 1), ("review", 0), ("done", 1)];
    let inference = counted("TODO.md", text, &stages);
    for line in [
        "under = \"### Todo ({count})\"",
        "under = \"### DOING ({limit})\"",
        "limit = 5",
        "under = \"### Review ({count}/{limit})\"",
        "limit = 3",
        "under = \"### Done (2026-01-02)\"",
    ] {
        has(&inference, line);
    }
    assert_eq!(inference.doubts.len(), 1, "{:?}", inference.doubts);
}

#[test]
fn bullets_numbers_and_headings_without_ids() {
    let stages = [("todo", 2), ("doing", 1), ("done", 1)];
    let board = |a: &str| {
        let (b, c) = (a.replace('1', "2"), "\n");
        format!(
            "# Tasks\n\n## Todo\n\n{a}Paint{c}{b}Sing\n\n## Doing\n\n{a}Mend\n\n## Done\n\n{a}Buy\n"
        )
    };
    has(&counted("TODO.md", &board("- "), &stages), "card = \"- {title}\"");
    has(&counted("TASKS.md", &board("1. "), &stages), "card = \"1. {title}\"");
    let text = "# Board\n\n## Todo\n\n### Paint\n\nIt is grey.\n\n### Sing\n\n## Doing\n\n### Mend\n\n\
                - [ ] find the ladder\n\n## Done\n\n### Buy\n";
    has(&counted("BOARD.md", text, &stages), "card = \"### {title}\"");
}

#[test]
fn headings_that_group_cards_are_none() {
    let text = "# Board\n\n## Todo\n\n### High priority\n\n- [ ] Paint\n\n### Low priority\n\n- [ ] Sing\n\n\
                ## Done\n\n- [x] Buy\n";
    let inference = counted("BOARD.md", text, &[("todo", 2), ("done", 1)]);
    has(&inference, "card = \"- [ ] {title}\"");
}

#[test]
fn cards_with_ids_beside_cards_without() {
    let text = "# Board\n\n## Todo\n\n- [ ] **A-1**: Paint\n- [ ] Sing\n\n## Doing\n\n- [ ] **A-2**: Mend\n\n\
                ## Done\n\n- [x] **A-3**: Buy\n";
    let inference = counted("TODO.md", text, &[("todo", 2), ("doing", 1), ("done", 1)]);
    has(&inference, "card = [\"- [ ] **{id}**: {title}\", \"- [ ] {title}\"]");
}

#[test]
fn a_file_per_task() {
    let (inference, proof) = adopted(&[
        ("backlog/tasks/task-1.md", "---\nid: task-1\ntitle: Mend\nstatus: To Do\n---\n\nText.\n"),
        ("backlog/tasks/task-2 - Sweep.md", "---\nid: task-2\nstatus: In Progress\n---\n# Sweep\n"),
        ("backlog/tasks/task-3.md", "---\nid: task-3\nstatus: Done\n---\n"),
        ("README.md", "# Read me\n"),
    ]);
    let counts: Vec<_> = stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    assert_eq!(counts, [("to-do".into(), 1), ("in-progress".into(), 1), ("done".into(), 1)]);
    has(&inference, "prefixes = [\"TASK\"]");
    has(&inference, "where = { \"status\" = \"To Do\" }");
    assert_eq!(proof.home, 3);
}

#[test]
fn a_table_with_a_column_for_the_stage() {
    let table = "# Plan\n\n| Id | Who | Task | Status |\n|---|---|---|---|\n| T-1 | Bo | Mend | Todo |\n\
                 | T-2 | | Sweep | Doing |\n| T-3 | | Old | Done |\n";
    let (inference, proof) = adopted(&[("TODO.md", table)]);
    let counts: Vec<_> = stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    assert_eq!(counts, [("todo".into(), 1), ("doing".into(), 1), ("done".into(), 1)]);
    has(&inference, "card = \"| {id} | {*} | {title} | {*} |\"");
    assert_eq!(proof.home, 3);
}

#[test]
fn a_todo_txt() {
    let (inference, proof) =
        adopted(&[("todo.txt", "(A) Call\nx 2026-11-01 Done that\nSweep +yard\n")]);
    let counts: Vec<_> = stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    assert_eq!(counts, [("todo".into(), 2), ("done".into(), 1)]);
    has(&inference, "card = \"x {title}\"");
    assert_eq!(proof.home, 3);
}

/// Nothing is adopted, and the reason says this.
#[track_caller]
fn refused(path: &str, text: &str, why: &str) {
    let inference = infer(&sources(&[(path, text)]), &Surroundings::default());
    assert!(inference.draft.is_none(), "{}", inference.draft.unwrap_or_default().text());
    let told: Vec<&str> = inference.left.iter().map(|left| left.why.as_str()).collect();
    assert!(why.is_empty() && told.is_empty() || told.iter().any(|t| t.contains(why)), "{told:?}");
}

#[test]
fn tables_that_hold_no_tasks_are_left_alone() {
    let table = |head: &str, rows: &str| format!("# Text\n\n| {head} |\n|---|---|---|\n{rows}");
    let http = table("Status | Name | Text", "| 200 | ok | a |\n| 404 | gone | b |\n");
    refused("docs/api.md", &http, "");
    let needs =
        table("Name | Version | Status", "| rope | 1 | active |\n| sail | 2 | deprecated |\n");
    refused("docs/needs.md", &needs, "");
    let features =
        table("Feature | Status | Notes", "| Greets | ✅ Complete | |\n| Waves | Pending | |\n");
    refused("README.md", &features, "");
    let past = table("Id | Task | Status", "| A-1 | Mend | Done |\n| A-2 | Sew | Done |\n");
    refused("STATUS.md", &past, "every row of its tables is finished");
    let tests = table("# | Test | Status", "| 1 | floats | PASS |\n| 2 | sinks | FAIL |\n");
    refused("docs/report.md", &tests, "");
    refused("STATUS.md", &tests.replace("Test |", "Task |"), "are no stages: PASS, FAIL");
}

#[test]
fn most_files_named_todo_txt_are_notes() {
    refused("todo.txt", "TODO:\n\n- Mend\n- Sew\n\t- by hand\n", "no line has a mark of todo.txt");
    refused("todo.txt", "1. sort\n2. embed\n3. print\n", "no line has a mark of todo.txt");
    refused("todo.txt", "Ask @ada about it\n\n- Mend\n- Sew\n", "a task a line");
    refused("todo.txt", "\n", "it is empty");
    let (_, proof) = adopted(&[("todo.txt", "Mend\nSew +sails\n"), ("done.txt", "0b1c\n77aa\n")]);
    let counts: Vec<_> = stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    assert_eq!(counts, [("todo".into(), 2), ("done".into(), 0)]);
}

#[test]
fn files_that_are_no_tasks_are_left_alone() {
    let two = |folder: &str, one: &str, other: &str| {
        let text = |status: &str| format!("---\ntitle: x\nstatus: {status}\n---\n# X\n");
        let (a, b) = (format!("{folder}/a.md"), format!("{folder}/b.md"));
        infer(&sources(&[(&a, &text(one)), (&b, &text(other))]), &Surroundings::default()).draft
    };
    for (folder, one, other) in [
        ("docs/adr", "accepted", "proposed"),
        ("_posts", "published", "draft"),
        ("docs", "active", "deprecated"),
        ("plans", "completed", "completed"),
    ] {
        assert!(two(folder, one, other).is_none(), "{folder}");
    }
    assert!(two("notes", "todo", "done").is_some() && two("tasks", "open", "open").is_some());
}

#[test]
fn settings_may_tell_the_end_before_what_never_begins() {
    let settings = "statuses: [\"Triage\", \"Doing\", \"Done\", \"Wontfix\", \"Thoughts\"]\n";
    let (_, proof) = adopted(&[
        ("backlog/config.yml", settings),
        ("backlog/tasks/not-1 - A.md", "---\nid: NOT-1\nstatus: Triage\n---\n# A\n"),
        ("backlog/tasks/not-2 - B.md", "---\nid: NOT-2\nstatus: Thoughts\n---\n# B\n"),
    ]);
    let names: Vec<String> = stages(&proof).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["thoughts", "triage", "doing", "done", "wontfix"]);
}

#[test]
fn cards_of_a_long_board_travel_among_their_neighbours() {
    let card = |n: usize| {
        format!("### [RIG-{n:03}]: Mend stay {n}\n**Size**: {n}\n\n- [ ] wire\n\n---\n\n")
    };
    let part = |from: usize| (from..from + 150).map(card).collect::<String>();
    let text = format!(
        "# Board\n\n**Active: 150/151**\n\n## Todo (150)\n\nWhat waits.\n\n{}## Doing\n\n{}## Done\n",
        part(1),
        part(151)
    );
    let begun = std::time::Instant::now();
    let (_, proof) = adopted(&[("BOARD.md", &text)]);
    assert_eq!((proof.home, proof.refused.len()), (300, 0), "{:?}", proof.refused.first());
    let rows: String = (1..=300)
        .map(|n| format!("| R-{n} | Mend | {} |\n", if n % 2 == 0 { "Todo" } else { "Done" }))
        .collect();
    let table = format!("| Id | Task | Status |\n|---|---|---|\n{rows}");
    assert_eq!(adopted(&[("TASKS.md", &table)]).1.home, 300);
    let lines: String = (1..=300).map(|n| format!("(B) Mend {n} +yard\n")).collect();
    assert_eq!(adopted(&[("todo.txt", &lines)]).1.home, 300);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn what_tells_of_tasks_beside_them_is_none() {
    let (_, proof) = adopted(&[
        ("tasks/backlog/README.md", "# Backlog\n\nWhat waits.\n"),
        ("tasks/backlog/a.md", "# A\n"),
        ("tasks/working/_template.md", "# Title\n"),
        ("tasks/working/b.md", "# B\n"),
        ("tasks/done/c.md", "# C\n"),
    ]);
    let counts: Vec<_> = stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    assert_eq!(counts, [("backlog".into(), 1), ("working".into(), 1), ("done".into(), 1)]);
}
