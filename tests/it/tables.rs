//! A team keeps a table for each stage, each with columns of its own.

use crate::scenario::Scenario;

const TODO: &str = "\
# Todo

| ID     | Task            | Priority |
|--------|-----------------|----------|
| QUAY-1 | Drive the piles | high     |
| QUAY-2 | Cap them        |          |
";

const DOING: &str = "\
# In progress

| ID | Owner | Task | Started |
|----|-------|------|---------|
| QUAY-3 | Ada | Order `a \\| b` | 2026-03-02 |
";

const REVIEW: &str = "\
# Review

| Prio | ID | Task | Assignee | Notes |
|---|---|---|---|---|
";

const DONE: &str = "\
# Done

| ID | Task | Completed |
|----|------|-----------|
| QUAY-4 | Dredge | 2026-02-11 |
";

const BOARDS: [(&str, &str); 4] =
    [("TODO.md", TODO), ("IN_PROGRESS.md", DOING), ("REVIEW.md", REVIEW), ("DONE.md", DONE)];

fn adopted() -> Scenario {
    let scenario = Scenario::new();
    for (path, text) in BOARDS {
        scenario.file(path, text);
    }
    scenario.commit("Boards");
    scenario
        .flow(&["adopt", "--write"])
        .ok()
        .says("4 tasks went out and home")
        .never_says("cannot");
    scenario.commit("Workflow");
    scenario
}

/// The last line of a board.
fn last(scenario: &Scenario, path: &str) -> String {
    scenario.read(path).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_row_takes_along_what_no_column_is_for_and_comes_home_as_it_was() {
    let scenario = adopted();
    scenario.flow(&["advance", "QUAY-1"]).ok();
    let there = "| QUAY-1 |  | Drive the piles @priority(high) |  |";
    assert_eq!(last(&scenario, "IN_PROGRESS.md"), there);
    let told = scenario.flow(&["show", "QUAY-1", "--json"]).ok().data();
    assert!(told.to_string().contains("\"priority\""), "{told}");
    // A column of that meaning takes it in again.
    scenario.flow(&["advance", "QUAY-1"]).ok();
    assert_eq!(last(&scenario, "REVIEW.md"), "| high | QUAY-1 | Drive the piles |  |  |");
    scenario.flow(&["advance", "QUAY-1"]).ok();
    assert_eq!(last(&scenario, "DONE.md"), "| QUAY-1 | Drive the piles @prio(high) |  |");
    for _ in 0..3 {
        scenario.flow(&["check"]).ok();
        scenario.flow(&["back", "QUAY-1", "--why", "not yet"]).ok();
    }
    for (path, text) in BOARDS {
        assert_eq!(scenario.read(path), text, "{path}");
    }
}

#[test]
fn a_row_that_was_written_on_takes_that_home() {
    let scenario = adopted();
    scenario.flow(&["advance", "QUAY-1"]).ok();
    scenario.edit("IN_PROGRESS.md", "@priority(high) |  |", "@priority(low) | 2026-03-09 |");
    scenario.flow(&["back", "QUAY-1", "--why", "not yet"]).ok();
    let home = "| QUAY-1 | Drive the piles @started(2026-03-09) | low      |";
    assert!(scenario.read("TODO.md").contains(home), "{}", scenario.read("TODO.md"));
    // On the way there once more, it is as it was.
    scenario.flow(&["advance", "QUAY-1"]).ok();
    let there = "| QUAY-1 |  | Drive the piles @priority(low) | 2026-03-09 |";
    assert_eq!(last(&scenario, "IN_PROGRESS.md"), there);
}

#[test]
fn a_field_without_a_column_is_written_behind_the_title() {
    let scenario = adopted();
    scenario.flow(&["set", "QUAY-2", "Depth=4 m (low tide)"]).ok();
    scenario.flow(&["claim", "QUAY-2"]).ok();
    // Blanks that filled its cell make room.
    let row = "| QUAY-2 | Cap them @depth(4 m (low tide)) @assigned(Ada) |          |";
    assert_eq!(last(&scenario, "TODO.md"), row);
    scenario.flow(&["set", "QUAY-2", "Depth=5 m"]).ok();
    assert!(last(&scenario, "TODO.md").contains("| Cap them @depth(5 m) @assigned(Ada)  "));
    // Who has it stands in the column for that as soon as there is one.
    scenario.flow(&["advance", "QUAY-2"]).ok();
    assert_eq!(last(&scenario, "IN_PROGRESS.md"), "| QUAY-2 | Ada | Cap them @depth(5 m) |  |");
    scenario.flow(&["release", "QUAY-2"]).ok();
    assert_eq!(last(&scenario, "IN_PROGRESS.md"), "| QUAY-2 |  | Cap them @depth(5 m) |  |");
    scenario.flow(&["set", "QUAY-2", "Depth="]).ok();
    assert_eq!(last(&scenario, "IN_PROGRESS.md"), "| QUAY-2 |  | Cap them |  |");
    scenario.flow(&["set", "QUAY-2", "Why=1) it leaks"]).exits(3).says("behind the title");
    for _ in 0..6 {
        scenario.flow(&["undo"]).ok();
    }
    for (path, text) in BOARDS {
        assert_eq!(scenario.read(path), text, "{path}");
    }
}

#[test]
fn a_field_that_entering_sets_is_set_where_it_stands() {
    let scenario = adopted();
    scenario.edit(
        "workflow.toml",
        "name = \"review\"",
        "name = \"review\"\non-enter.set = { State = \"look\", Assigned = \"{actor}\" }",
    );
    scenario.edit("IN_PROGRESS.md", "| Order `a", "| @state(new) Order `a");
    scenario.flow(&["advance", "QUAY-3"]).ok();
    let there = "|  | QUAY-3 | @state(look) Order `a \\| b` @started(2026-03-02) | Ada |  |";
    assert_eq!(last(&scenario, "REVIEW.md"), there);
}

#[test]
fn a_clone_that_knows_nothing_of_the_move_brings_the_row_home() {
    let scenario = adopted();
    scenario.flow(&["advance", "QUAY-3"]).ok();
    let there = "|  | QUAY-3 | Order `a \\| b` @started(2026-03-02) | Ada |  |";
    assert_eq!(last(&scenario, "REVIEW.md"), there);
    let clone = Scenario::new();
    for path in ["TODO.md", "IN_PROGRESS.md", "REVIEW.md", "DONE.md", "workflow.toml"] {
        clone.file(path, scenario.read(path));
    }
    clone.commit("Boards");
    clone.flow(&["back", "QUAY-3", "--why", "not yet"]).ok();
    for (path, text) in BOARDS {
        assert_eq!(clone.read(path), text, "{path}");
    }
}

#[test]
fn what_a_title_cannot_hold_is_refused_with_what_to_do() {
    let scenario = adopted();
    scenario.edit("TODO.md", "high    ", "1) first");
    let before = scenario.files();
    let run = scenario.flow(&["advance", "QUAY-1"]).exits(3);
    let run = run.says("TODO.md:5").says("no column for the field Priority");
    run.says("add the column to the table");
    assert_eq!(scenario.files(), before);
}

#[test]
fn a_number_in_a_column_is_what_a_task_is_called() {
    let board = "# Board\n\n## Todo\n\n| Task | # | Size |\n|---|---|---|\n| Ring 17 bells | 7 | 12 |\n\n\
                 ## Done\n\n| # | Task |\n|---|---|\n| 12 | Cast the bell |\n";
    let scenario = Scenario::new();
    scenario.file("BOARD.md", board).commit("Board");
    scenario.flow(&["adopt", "--write"]).ok().says("taken for the ids of tasks");
    scenario.flow(&["show", "7"]).ok().says("Ring 17 bells");
    scenario.flow(&["show", "#12"]).ok().says("Cast the bell");
    scenario.flow(&["advance", "#7"]).ok();
    assert!(scenario.read("BOARD.md").ends_with("| 7 | Ring 17 bells @size(12) |\n"));
    scenario.flow(&["add", "Muffle it"]).ok();
    assert!(scenario.read("BOARD.md").contains("| Muffle it | 13 |  |\n"));
    scenario.flow(&["undo"]).ok();
    scenario.flow(&["back", "7", "--why", "too loud"]).ok();
    assert_eq!(scenario.read("BOARD.md"), board);
}

#[test]
fn numbers_that_stand_twice_are_no_ids() {
    let board = "# Board\n\n## Todo\n\n| # | Task |\n|---|---|\n| 1 | Ring the bell |\n\n\
                 ## Done\n\n| # | Task |\n|---|---|\n| 1 | Cast the bell |\n";
    let scenario = Scenario::new();
    scenario.file("BOARD.md", board).commit("Board");
    let run = scenario.flow(&["adopt", "--write"]).ok();
    run.says("1 stands in more than one row").says("BOARD.md:13");
    scenario.flow(&["show", "ring-the-bell"]).ok();
}

#[test]
fn a_stage_whose_rows_have_no_ids_takes_those_that_have_one() {
    let board = "# Board\n\n## To Do\n\n| ID | Task | Owner |\n|---|---|---|\n| A-1 | Ring | Ada |\n\n\
                 ## Done\n\n| Task | Date |\n|---|---|\n| Cast it | May |\n| Paint | June |\n";
    let scenario = Scenario::new();
    scenario.file("BOARD.md", board).commit("Board");
    let run = scenario.flow(&["adopt", "--write"]).ok();
    // What has no id cannot go where ids are written.
    run.says("1 task went out and home").says("BOARD.md:13");
    scenario.flow(&["advance", "A-1"]).ok();
    assert!(scenario.read("BOARD.md").ends_with("| A-1: Ring @owner(Ada) |  |\n"));
    scenario.flow(&["back", "A-1", "--why", "too soon"]).ok();
    assert_eq!(scenario.read("BOARD.md"), board);
}

#[test]
fn a_row_that_no_form_reads_is_told() {
    let board = "# Board\n\n## To Do\n\n| ID | Task |\n|---|---|\n| A-1 | Ring |\n\n\
                 ## Done\n\n| ID | Task |\n|---|---|\n| A-2 | Cast it |\n| 3 (old) | Paint |\n";
    let scenario = Scenario::new();
    scenario.file("BOARD.md", board).commit("Board");
    let adopted = scenario.flow(&["adopt", "--json"]).ok().data();
    let covered = adopted["stages"][1]["live"] == 2;
    let told = adopted["uncovered"].to_string().contains("3 (old)");
    assert!(covered || told, "{adopted}");
}
