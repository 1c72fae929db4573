//! `changelog::has` and what `flow check` is told.

use flow_core::fault::FaultKind;
use flow_core::plugin::Plugin;

use crate::Changelog;
use crate::testing::{FILE, Repository};

const TASK: [&str; 2] = ["PERF-007", "Faster start"];

fn log(entries: &str) -> String {
    format!("# Changelog\n\n## [Unreleased]\n\n### Changed - 2026-11-20\n\n{entries}\n")
}

#[test]
fn an_entry_counts_by_id_and_title() {
    let repository = Repository::new();
    repository.put(FILE, log("- **BUG-001: x**\n- PERF-007: faster start ✅"));
    assert_eq!(repository.found(&TASK), (true, "CHANGELOG.md:8".to_owned()));
    assert!(repository.found(&["perf-007", "Faster start (~1 day)"]).0);
    let other = repository.has(&["PERF-007", "Smaller binary"]).expect("an answer");
    assert_eq!(other["answer"], false);
    assert!(other["why"].as_str().expect("words").contains("CHANGELOG.md:8"), "{other}");
}

#[test]
fn released_hidden_and_nested_entries_do_not_count() {
    let repository = Repository::new();
    for text in [
        log("- BUG-001: x\n  - PERF-007: Faster start"),
        log("```\n- PERF-007: Faster start\n```"),
        log("<!--\n- PERF-007: Faster start\n-->"),
        log("> - PERF-007: Faster start"),
        log("- x\n\n## [1.0.0]\n\n### Changed\n\n- PERF-007: Faster start"),
        "# Changelog\n\n- PERF-007: Faster start\n".to_owned(),
    ] {
        repository.put(FILE, &text);
        assert_eq!(repository.found(&TASK), (false, String::new()), "{text}");
    }
}

#[test]
fn a_second_unreleased_heading_is_read_too() {
    let repository = Repository::new();
    repository.put(FILE, log("- x\n\n## [unreleased]\n\n- PERF-007: Faster start"));
    assert!(repository.found(&TASK).0);
}

#[test]
fn missing_file_and_heading_are_said() {
    let repository = Repository::new();
    let why = || repository.has(&TASK).expect("an answer")["why"].to_string();
    assert!(why().contains("there is no CHANGELOG.md"));
    repository.put(FILE, "# Changelog\n");
    assert!(why().contains("no heading `## [Unreleased]`"));
    repository.put(FILE, log("- x"));
    assert!(why().contains("no entry of PERF-007"));
}

#[test]
fn the_worktree_s_entry_counts() {
    let repository = Repository::new();
    repository.put(FILE, log("- **PERF-007: An older task**"));
    repository.put(
        ".worktrees/PERF-007/CHANGELOG.md",
        log("- **PERF-007: Reworded beyond recognition**\n- **PERF-007: An older task**"),
    );
    let (answer, place) = repository.found(&TASK);
    assert!(answer);
    assert_eq!(place, ".worktrees/PERF-007/CHANGELOG.md:7");
    repository.put(".worktrees/PERF-007/CHANGELOG.md", log("- **PERF-007: An older task**"));
    assert!(!repository.found(&TASK).0, "the branch has not added what base has");
}

#[test]
fn what_the_branch_added_counts() {
    let repository = Repository::new();
    repository.put(FILE, log("- x\n\n## [1.0.0]\n\n- PERF-007: An older task"));
    let branch = log("- PERF-007: Reworded beyond recognition");
    assert!(!repository.found(&TASK).0);
    let (answer, place) = repository.found(&[TASK[0], TASK[1], &branch]);
    assert!(answer);
    assert_eq!(place, "CHANGELOG.md on the branch PERF-007:7");
    // Base has moved it into a release since: the branch did not add it.
    assert!(!repository.found(&[TASK[0], TASK[1], &log("- PERF-007: An older task")]).0);
}

#[test]
fn faults_say_what_to_do() {
    let repository = Repository::with(None);
    let fault = repository.has(&TASK).expect_err("a fault");
    assert_eq!(fault.kind, FaultKind::Failed);
    assert!(fault.hint.expect("a hint").contains("[changelog]"));
    let repository = Repository::new();
    assert!(repository.has(&["NOPE-1", "x"]).is_err());
    repository.put(FILE, "a\n<<<<<<< ours\n");
    let fault = repository.has(&TASK).expect_err("a fault");
    assert_eq!(fault.kind, FaultKind::Refused);
    assert!(fault.message.contains("CHANGELOG.md:2"), "{fault}");
}

#[test]
fn check_reports_conflict_markers_only() {
    let repository = Repository::new();
    let asking = &repository.asking;
    let check = || Changelog.check(&asking.site, &asking.workflow, &asking.snapshot);
    assert!(check().is_empty());
    repository.put(FILE, "no heading\n\n=======\n");
    assert!(check().is_empty());
    repository.put(FILE, "a\n\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n");
    let problems = check();
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].code, problems[0].line), ("conflict-markers", Some(3)));
    assert_eq!(problems[0].board.as_deref(), Some(FILE));
}
