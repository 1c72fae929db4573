//! What git itself runs: filters and hooks of the user's.

use std::os::unix::fs::PermissionsExt;

use super::*;

const ADVANCE: [&str; 2] = ["advance", "FEAT-001"];

/// Installs a hook of git's.
#[expect(clippy::disallowed_methods, reason = "people make files executable")]
fn hook(scenario: &Scenario, script: &str) {
    scenario.file(".git/hooks/post-checkout", format!("#!/bin/sh\n{script}\n"));
    let file = scenario.path(".git/hooks/post-checkout");
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).expect("executable");
}

/// As LFS has it: what is committed is a pointer, what is checked out the real thing.
fn filtered() -> Scenario {
    let scenario = usual();
    scenario.git(&["config", "filter.big.clean", "sed s/^real/pointer/"]);
    scenario.git(&["config", "filter.big.smudge", "sed s/^pointer/real/"]);
    scenario.git(&["config", "filter.big.required", "true"]);
    scenario.file(".gitattributes", "*.big filter=big\n").file("film.big", "real film\n");
    scenario.commit("A film");
    // Filters of the repository's own configuration answer no question before that.
    scenario.flow(&["trust", "--yes"]).ok();
    scenario
}

#[test]
fn filters_run_both_ways() {
    let scenario = filtered();
    assert_eq!(scenario.git(&["show", "main:film.big"]), "pointer film");
    begins(&scenario);
    assert_eq!(scenario.read(&format!("{TREE}/film.big")), "real film\n");
    scenario.file(&format!("{TREE}/cut.big"), "real cut\n");
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    scenario.flow(&ADVANCE).ok();
    ends(&scenario);
    assert_eq!(scenario.git(&["show", "main:cut.big"]), "pointer cut");
    assert_eq!(scenario.read("cut.big"), "real cut\n", "base's checkout follows through them");
    other(&scenario);
}

#[test]
fn what_is_kept_by_force_passes_the_filters() {
    let scenario = filtered();
    scenario.flow(&ADVANCE).ok();
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    scenario.flow(&ADVANCE).ok();
    scenario.file(&format!("{TREE}/film.big"), "real second film\n");
    scenario.flow(&["advance", "FEAT-001", "--force"]).ok();
    let kept = "refs/flow/kept/FEAT-001.changes";
    assert_eq!(scenario.git(&["show", &format!("{kept}:film.big")]), "pointer second film");
    scenario.git(&["restore", "--source", kept, "film.big"]);
    assert_eq!(scenario.read("film.big"), "real second film\n");
}

#[test]
fn a_filter_that_fails_while_a_worktree_is_made() {
    let scenario = filtered();
    scenario.git(&["config", "filter.big.smudge", "false"]);
    looks(&scenario);
    let before = world(&scenario);
    scenario.flow(&["advance", "FEAT-001", "--dry-run"]).ok();
    scenario.flow(&ADVANCE).exits(1).says("git worktree add").says("film.big");
    assert_eq!(world(&scenario), before);
    scenario.git(&["config", "filter.big.smudge", "cat"]);
    lap(&scenario);
}

#[test]
fn a_filter_that_fails_once_base_has_moved() {
    let scenario = filtered();
    scenario.flow(&ADVANCE).ok();
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n");
    scenario.file(&format!("{TREE}/cut.big"), "real cut\n").commit_in(TREE, "Greet by name");
    scenario.flow(&ADVANCE).ok();
    scenario.git(&["config", "filter.big.smudge", "false"]);
    let run = scenario.flow(&ADVANCE).exits(6);
    run.says("committed").says("cut.big").says("run flow again").never_says("in the way");
    looks(&scenario);
    scenario.git(&["config", "filter.big.smudge", "sed s/^pointer/real/"]);
    scenario.flow(&["advance", "BUG-001"]).ok();
    ended(&scenario);
    assert_eq!(scenario.read("cut.big"), "real cut\n");
    assert_eq!(scenario.git(&["status", "--porcelain", "cut.big", "greet.sh"]), "");
}

#[test]
fn a_hook_that_fails() {
    for (script, says) in [
        ("echo no worktrees today >&2; exit 3", "no worktrees today"),
        ("exit 3", "it said nothing (exit status: 3); a hook of git's may have ended it"),
    ] {
        let scenario = usual();
        hook(&scenario, script);
        looks(&scenario);
        let before = world(&scenario);
        let run = scenario.flow(&ADVANCE).exits(1);
        run.says("git worktree add").says(says);
        assert_eq!(world(&scenario), before);
        assert_eq!(scenario.git(&["for-each-ref", "refs/flow"]), "");
        hook(&scenario, "exit 0");
        scenario.flow(&ADVANCE).ok();
    }
}

#[test]
fn a_hook_that_runs_flow_itself() {
    let scenario = usual();
    let flow = env!("CARGO_BIN_EXE_flow");
    let said = scenario.path(".git/said");
    hook(&scenario, &format!("{flow} status > {0} && {flow} check --json >> {0}", said.display()));
    scenario.flow(&ADVANCE).ok();
    let said = scenario.read(".git/said");
    // The move is not committed while its worktree is made.
    assert!(said.contains("todo") && said.contains("FEAT-001"), "{said}");
    scenario.flow(&["undo"]).ok();
    lap(&scenario);
}

#[test]
fn a_hook_that_takes_its_time() {
    let scenario = usual();
    hook(&scenario, "sleep 1; echo done > .git-hook-was-here");
    scenario.file(".git/info/exclude", ".git-hook-was-here\n/.worktrees/\n");
    scenario.flow(&ADVANCE).ok();
    assert!(scenario.exists(&format!("{TREE}/.git-hook-was-here")), "flow waited for it");
    // It is an ignored file by now, and nobody said that it is worthless.
    scenario.flow(&["undo"]).exits(3).says(".git-hook-was-here");
}

#[test]
fn a_hook_that_leaves_a_process_behind() {
    let scenario = usual();
    // It holds all that it was given open: flow's outputs, and the lock of the git that ran it.
    hook(
        &scenario,
        "sh -c 'while [ -e .git ] && ! [ -e .git/stop ] && ! [ -e ../../.git/stop ]; do sleep 0.1; done; touch ../../.git/stopped' &",
    );
    scenario.flow(&ADVANCE).ok();
    assert!(!scenario.exists(".git/stopped"), "it is still at work");
    scenario.flow(&["advance", "BUG-001"]).ok();
    assert!(!scenario.exists(".git/stopped"));
    scenario.file(".git/stop", "");
}
