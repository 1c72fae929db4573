//! The bundled scripts, each branch of each: an unknown function fails only when it is called.

mod answered;
mod approved;
mod hooks;
mod preflight;
mod unblocked;
mod verify_complete;

use super::*;
use crate::gate::{Marks, Reason};

macro_rules! bundled {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/", $name, ".rhai"))
    };
}
use bundled;

/// A world with a repository in it: the task has a clean worktree and a branch that is ahead.
fn in_git() -> World {
    World::new()
        .answers("git", "base", json!("main"))
        .answers("git", "under_way", json!(""))
        .answers("git", "branch_exists", json!(true))
        .answers("git", "checked_out_at", json!(""))
        .answers(
            "git",
            "worktree_at",
            json!({"path": ".worktrees/PERF-007", "branch": "PERF-007", "prunable": false}),
        )
        .answers("git", "path_occupied", json!(false))
        .answers("git", "changes", json!([]))
        .answers("git", "ignored", json!([]))
        .answers("git", "unremovable", json!(""))
        .answers("git", "ahead", json!(2))
        .answers("git", "merged", json!(false))
        .answers("git", "has_own_commits", json!(true))
        .answers("git", "conflicts", json!([]))
        .answers("git", "dirty_in_the_way", json!([]))
        .answers("git", "file_at", Value::Null)
}

/// The reasons of a refusal; every one says what to do.
fn reasons(world: &World, source: &str) -> Vec<Reason> {
    match world.gate(source).verdict {
        Verdict::Refuse(reasons) => {
            assert!(reasons.iter().all(|r| r.hint.is_some()), "{reasons:?}");
            reasons
        }
        other => panic!("no refusal: {other:?}"),
    }
}

/// The one message of a refusal.
fn reason(world: &World, source: &str) -> String {
    let mut all = reasons(world, source);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).message
}

fn passed(world: &World, source: &str) -> (String, Marks) {
    match world.gate(source).verdict {
        Verdict::Pass { message, marks } => (message, marks),
        other => panic!("no pass: {other:?}"),
    }
}

#[test]
fn scripts_say_what_they_are() {
    for source in [
        bundled!("preflight"),
        bundled!("unblocked"),
        bundled!("verify-complete"),
        bundled!("approved"),
        bundled!("answered"),
        bundled!("create-worktree"),
        bundled!("write-changelog"),
        bundled!("merge-branch"),
        bundled!("remove-worktree"),
        bundled!("notify"),
    ] {
        assert!(source.starts_with("// "), "{source}");
        assert!(source.contains("\n// args"), "{source}");
    }
}

#[test]
fn a_copy_does_what_the_bundled_script_does() {
    let mut world = in_git().field("Approved", "Ada 2025-11-24").field("Assigned", "Grace");
    for source in [bundled!("preflight"), bundled!("unblocked"), bundled!("approved")] {
        let copied = world.gate(source).verdict;
        let mut script = world.script(source);
        script.bundled = true;
        world.consent = Consent::bundled();
        assert_eq!(world.gate_script(&script).verdict, copied);
        world.consent = Consent::trusted();
    }
}
