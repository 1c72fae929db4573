//! Locks that another git holds: waited for a little, then told by name, and never removed.

use super::*;

const ADVANCE: [&str; 2] = ["advance", "FEAT-001"];

fn at_the_end() -> Scenario {
    let scenario = usual();
    scenario.flow(&ADVANCE).ok();
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    scenario.flow(&ADVANCE).ok();
    scenario
}

/// A move that needs the lock is lost, with nothing changed; once it is free it is made.
#[track_caller]
fn lost_to(scenario: &Scenario, words: &[&str], lock: &str) {
    scenario.file(lock, "");
    looks(scenario);
    let before = world(scenario);
    let run = scenario.flow(words).exits(4);
    run.says(lock.rsplit('/').next().expect("a name")).says("remove the lock file");
    assert_eq!(world(scenario), before);
    let error = scenario.flow(&[words, &["--json"]].concat()).exits(4).json();
    assert_eq!(error["error"]["retryable"], true, "{error}");
    assert!(scenario.exists(lock), "somebody else's lock is left alone");
    free(scenario, lock);
    scenario.flow(words).ok();
}

#[expect(clippy::disallowed_methods, reason = "another git lets go")]
fn free(scenario: &Scenario, lock: &str) {
    std::fs::remove_file(scenario.path(lock)).expect("removed");
}

#[test]
fn the_index_of_the_checkout_that_a_merge_is_to_follow() {
    let scenario = at_the_end();
    // Whatever needs no index goes on.
    scenario.file(".git/index.lock", "");
    scenario.flow(&["advance", "BUG-001"]).ok();
    scenario.flow(&["undo"]).ok();
    scenario.flow(&["back", "FEAT-001", "--why", "x"]).ok();
    scenario.flow(&["verify", "FEAT-001"]).ok();
    scenario.flow(&ADVANCE).ok();
    scenario.flow(&["advance", "FEAT-001", "--dry-run"]).ok();
    lost_to(&scenario, &ADVANCE, ".git/index.lock");
    ended(&scenario);
    assert!(scenario.exists("greet.sh"));
}

#[test]
fn the_index_of_the_worktree_that_is_to_go() {
    let scenario = at_the_end();
    lost_to(&scenario, &ADVANCE, ".git/worktrees/FEAT-001/index.lock");
    ended(&scenario);
}

#[test]
fn the_base_branch_while_a_merge_moves_it() {
    let scenario = at_the_end();
    lost_to(&scenario, &ADVANCE, ".git/refs/heads/main.lock");
    ended(&scenario);
}

#[test]
fn the_branch_that_is_to_be_made() {
    let scenario = usual();
    lost_to(&scenario, &ADVANCE, ".git/refs/heads/FEAT-001.lock");
    stands(&scenario, "FEAT-001", "in-progress");
}

#[test]
fn a_lock_that_is_let_go_in_time_is_waited_for() {
    let scenario = at_the_end();
    let lock = scenario.path(".git/index.lock");
    scenario.file(".git/index.lock", "");
    let mut other = std::process::Command::new("sh");
    other.args(["-c", "sleep 0.3; rm \"$0\""]).arg(&lock);
    let mut other = other.spawn().expect("a shell");
    scenario.flow(&ADVANCE).ok();
    assert!(other.wait().expect("it ends").success());
    ended(&scenario);
}

#[test]
fn a_lock_behind_the_commit_point_leaves_one_thing_for_later() {
    let scenario = at_the_end();
    // The branch is deleted last, when base has moved.
    scenario.file(".git/refs/heads/FEAT-001.lock", "");
    scenario.flow(&ADVANCE).exits(6).says("committed").says("FEAT-001.lock");
    looks(&scenario);
    scenario.flow(&["advance", "BUG-001"]).exits(6).says("FEAT-001.lock");
    free(&scenario, ".git/refs/heads/FEAT-001.lock");
    scenario.flow(&["advance", "BUG-001"]).ok();
    ended(&scenario);
}
