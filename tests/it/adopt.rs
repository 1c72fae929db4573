//! `flow adopt`: boards that are there get their workflow, and nothing else is touched.

use serde_json::Value;

use crate::corpus::{copy_day, skipped};
use crate::scenario::{IN_PROGRESS, REVIEW, Scenario, TODO};

/// The boards of the plain scenario, without their workflow.
fn boards() -> Scenario {
    let scenario = Scenario::new();
    scenario.file("TODO.md", TODO).file("IN_PROGRESS.md", IN_PROGRESS).file("REVIEW.md", REVIEW);
    scenario.file("README.md", "# Greeter\n").commit("Begin");
    scenario
}

fn live(data: &Value) -> Vec<(String, u64)> {
    let stages = data["stages"].as_array().expect("stages");
    let stage = |stage: &Value| {
        let name = stage["name"].as_str().expect("a name").to_owned();
        (name, stage["live"].as_u64().expect("a count"))
    };
    stages.iter().map(stage).collect()
}

#[test]
fn a_draft_is_shown_and_not_written() {
    let scenario = boards();
    let before = scenario.files();
    let run = scenario.flow(&["adopt"]).ok();
    run.says("card = \"- [ ] **{id}**: {title}\"")
        .says("# the file's name and `## Active Tasks` both say in progress (IN_PROGRESS.md:5)")
        .says("limit = 2")
        .says("3 tasks went out and home on a copy, to the byte")
        .says("what flow check finds")
        .says("nothing was written")
        .says("flow adopt --write");
    assert_eq!(scenario.files(), before);
}

#[test]
fn what_is_written_is_the_draft_and_works() {
    let scenario = boards();
    let before = scenario.files();
    let draft = scenario.flow(&["adopt", "--json"]).ok().data();
    assert_eq!(draft["written"], false);
    let data = scenario.flow(&["adopt", "--write", "--json"]).ok().data();
    assert_eq!((&data["written"], &data["proof"]["home"]), (&true.into(), &3.into()));
    assert_eq!(draft["workflow"], data["workflow"]);
    assert_eq!(scenario.read("workflow.toml"), data["workflow"].as_str().expect("a text"));
    let mut after = scenario.files();
    after.remove(std::path::Path::new("workflow.toml"));
    assert_eq!(after, before);
    for id in ["FEAT-001", "FEAT-002", "BUG-001"] {
        let before = scenario.files();
        scenario.flow(&["advance", id]).ok();
        assert_ne!(scenario.files(), before);
        scenario.flow(&["back", id, "--why", "not now"]).ok();
        assert_eq!(scenario.files(), before, "{id}");
    }
}

#[test]
fn a_workflow_that_is_there_is_never_written_over() {
    let scenario = boards();
    scenario.file("workflow.toml", "version = 1\n");
    let run = scenario.flow(&["adopt", "--write"]).exits(1);
    run.says("is there already").says("flow check");
    scenario.flow(&["adopt"]).ok().says("workflow.toml is there already; it stays as it is");
    assert_eq!(scenario.read("workflow.toml"), "version = 1\n");
}

#[test]
fn free_notes_are_refused_untouched() {
    let scenario = Scenario::new();
    scenario
        .file("README.md", "# Greeter\n\n## Todo\n\nWe greet.\n\n## Done\n\nWe have greeted.\n")
        .file(
            "IN_PROGRESS.md",
            "# In progress\n\nThe door sticks. Ada looks at it.\n\n## Seen\n\n- It is wet\n- It is old\n\n\
             ## Next\n\n- [ ] Ask Ada\n",
        )
        .file("docs/notes.md", "# Notes\n\n- [ ] buy nails\n- [ ] paint\n")
        .commit("Begin");
    let before = scenario.files();
    for args in [&["adopt"][..], &["adopt", "--write"]] {
        let run = scenario.flow(args).exits(1);
        run.says("none of the 3 Markdown files here is a board")
            .says("IN_PROGRESS.md  free notes")
            .says("flow init");
    }
    assert_eq!(scenario.flow(&["adopt", "--json"]).exits(1).error_code(), "no-board");
    assert_eq!(scenario.files(), before);
}

#[test]
fn an_empty_folder_has_nothing_to_adopt() {
    let scenario = Scenario::without_git();
    scenario.flow(&["adopt"]).exits(1).says("there is no Markdown here");
    assert!(scenario.files().is_empty());
}

#[test]
fn other_repositories_and_what_was_fetched_are_not_looked_at() {
    let scenario = boards();
    scenario
        .file("node_modules/x/TODO.md", "# Todo\n\n## Todo\n\n- [ ] **A-1**: no\n\n## Done\n")
        .file(".worktrees/FEAT-001/TODO.md", TODO)
        .file("other/.git", "gitdir: /nowhere\n")
        .file("other/TODO.md", TODO);
    let data = scenario.flow(&["adopt", "--json"]).ok().data();
    assert_eq!((&data["files"], &data["left"]), (&4.into(), &Value::Array(Vec::new())));
}

#[test]
fn a_line_that_no_stage_covers_is_named() {
    let scenario = boards();
    scenario.edit("REVIEW.md", "# Review\n", "# Review\n\n### [FEAT-009]: Stands too high\n");
    let run = scenario.flow(&["adopt"]).ok();
    run.says("looks like a task, and no stage covers it (1)").says("REVIEW.md:3");
}

/// The live cards of a day, counted by eye: no look-alike is among them.
fn day(day: &str, expected: &[(&str, u64)], home: u64) {
    let scenario = Scenario::new();
    if !copy_day(&scenario, day) {
        return skipped(day);
    }
    scenario.commit("Begin");
    let before = scenario.files();
    let data = scenario.flow(&["adopt", "--write", "--json"]).ok().data();
    let expected: Vec<(String, u64)> =
        expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    assert_eq!(live(&data), expected);
    assert_eq!(data["proof"]["home"], home);
    for refused in data["proof"]["refused"].as_array().expect("a list") {
        assert_eq!(refused["why"], "it stands on the boards more than once");
    }
    let doubled = &data["check"]["problems"];
    let doubled =
        doubled.as_array().expect("problems").iter().filter(|p| p["code"] == "two-boards");
    assert_eq!(doubled.count(), 2);
    let mut after = scenario.files();
    after.remove(std::path::Path::new("workflow.toml"));
    assert_eq!(after, before);
    scenario.flow(&["status"]).ok();
}

#[test]
fn the_seed_day_is_adopted() {
    day("origin-seed-day", &[("todo", 43), ("in-progress", 2), ("review", 0), ("done", 0)], 41);
}

#[test]
fn the_last_day_is_adopted() {
    day(
        "origin-last-day",
        &[("todo", 471), ("in-progress", 5), ("review", 1), ("testing", 5), ("done", 0)],
        478,
    );
}

#[test]
fn what_kanbn_could_not_read_is_not_added_to_its_index() {
    let index = "---\ncompletedColumns:\n  - Afloat\n---\n\n# Yard\n\n## Wanted\n\n- [tar](tasks/tar.md)\n\n## Afloat\n";
    let scenario = Scenario::new();
    scenario.file(".kanbn/index.md", index).file(".kanbn/tasks/tar.md", "# Tar\n").commit("Begin");
    let run = scenario.flow(&["adopt", "--write"]).ok();
    run.says("kanbn keeps the text of each task in a file");
    scenario.flow(&["add", "Oil"]).exits(3).says("are links");
    assert_eq!(scenario.read(".kanbn/index.md"), index);
    scenario.flow(&["advance", "tar"]).ok();
}
