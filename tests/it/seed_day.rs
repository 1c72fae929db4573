//! The board that flow exists for, on the day it was taken.

use crate::corpus::{copy_day, skipped};
use crate::scenario::{Run, Scenario};

/// The design's workflow; the tests gate runs a command that needs nothing installed.
const WORKFLOW: &str = include_str!("../workflows/full.toml");

fn scenario() -> Option<Scenario> {
    let scenario = Scenario::new();
    if !copy_day(&scenario, "origin-seed-day") {
        return None;
    }
    let workflow = WORKFLOW.replace(r#"["cargo", "test"]"#, r#"["true"]"#);
    scenario.file("workflow.toml", workflow);
    scenario.file("planning_docs/PERF-007_connection_pooling_plan.md", "# Pool\n").commit("Begin");
    scenario.git(&["worktree", "add", "-q", "-b", "PERF-007", ".worktrees/PERF-007"]);
    scenario.file(".worktrees/PERF-007/pool.py", "pool = []\n");
    scenario.commit_in(".worktrees/PERF-007", "Pool");
    scenario.flow(&["trust", "--yes"]).ok();
    Some(scenario)
}

fn tick(scenario: &Scenario) {
    for text in ["Update CHANGELOG.md", "Update planning document with completion summary"] {
        scenario.edit("IN_PROGRESS.md", &format!("- [ ] {text}"), &format!("- [x] {text}"));
    }
}

#[test]
fn status_tells_what_stands_where() {
    let Some(scenario) = scenario() else { return skipped("origin-seed-day") };
    scenario.flow(&["status"]).ok().says("2/6").says("PERF-007").says("REF-013");
    let data = scenario.flow(&["status", "--json"]).ok().data();
    let stages = data["stages"].as_array().expect("stages");
    let active = stages.iter().find(|s| s["name"] == "in-progress").expect("a stage");
    assert_eq!((&active["count"], &active["limit"]), (&2.into(), &6.into()));
    assert_eq!(active["tasks"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_task_on_two_boards_is_refused_until_its_stage_is_named() {
    let Some(scenario) = scenario() else { return skipped("origin-seed-day") };
    let before = scenario.files();
    let refused = scenario.flow(&["advance", "PERF-007"]).exits(3);
    refused.says("TODO.md:").says("IN_PROGRESS.md:20").says("--from in-progress");
    let refused = scenario.flow(&["advance", "PERF-007", "--from", "in-progress"]).exits(3);
    refused.says("IN_PROGRESS.md:45  open: Update CHANGELOG.md").says("IN_PROGRESS.md:46");
    assert_eq!(scenario.files(), before);
}

#[test]
fn the_seed_task_reaches_review_whole_and_undo_takes_it_back() {
    let Some(scenario) = scenario() else { return skipped("origin-seed-day") };
    tick(&scenario);
    let before = scenario.files();
    let board = scenario.read("IN_PROGRESS.md");
    let card = board.split("### [PERF-007]").nth(1).and_then(|rest| rest.split("\n---\n").next());
    let moved = scenario.flow(&["advance", "PERF-007", "--from", "in-progress", "--json"]).ok();
    let data = moved.data();
    assert_eq!((&data["from"], &data["to"]), (&"in-progress".into(), &"review".into()));
    assert_eq!(data["applied"], true);
    let review = scenario.read("REVIEW.md");
    for line in card.expect("a card").lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let written = line.replace("Testing Phase - Ready for Quality Gates", "Awaiting Review");
        let written =
            written.replace("[ ] Run verify", "[x] Run verify").replace("[ ] Move", "[x] Move");
        assert!(review.contains(&written), "lost: {line}\n{review}");
    }
    assert!(review.contains("**Verification**: ✅ Passed (2/2 gates)"), "{review}");
    assert!(scenario.read("IN_PROGRESS.md").contains("**Current Active: 1/6**"));
    // The entry that stands there by hand is left alone.
    assert_eq!(
        before[std::path::Path::new("CHANGELOG.md")],
        scenario.read("CHANGELOG.md").as_bytes()
    );
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.files(), before);
}

#[test]
fn open_questions_hold_a_task_back() {
    let Some(scenario) = scenario() else { return skipped("origin-seed-day") };
    let refused: Run = scenario.flow(&["advance", "REF-013", "--from", "in-progress"]).exits(3);
    refused
        .says("IN_PROGRESS.md:95  unanswered: Approve Phase 1")
        .says("Awaiting")
        .says("Get user approval");
}

#[test]
fn a_seventh_task_is_refused() {
    let Some(scenario) = scenario() else { return skipped("origin-seed-day") };
    let workflow = scenario.read("workflow.toml");
    // Without gates and hooks, so that nothing but the limit can refuse.
    let bare = workflow.split("[[transition]]").next().expect("stages").to_owned();
    scenario.file("workflow.toml", bare);
    let ids = crate::corpus::movable(&scenario);
    for id in &ids[..4] {
        scenario.flow(&["advance", id]).ok();
    }
    let before = scenario.files();
    let refused = scenario.flow(&["advance", &ids[4]]).exits(3);
    refused.says("6 of 6").says("PERF-007").says("flow advance");
    assert_eq!(scenario.files(), before);
    let json = scenario.flow(&["advance", &ids[4], "--json"]).exits(3).json();
    assert_eq!(json["kind"], "error");
}
