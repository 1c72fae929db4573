//! The end of a task: approval, merge, changelog, archive, and the worktree's end.

use crate::scenario::{PLAIN, Scenario};

const ENDING: &str = r#"
[changelog]
file = "CHANGELOG.md"
sections = { BUG = "Fixed", "*" = "Added" }

[[transition]]
from = "todo"
to = "in-progress"
hooks = ["create-worktree"]

[[transition]]
from = "in-progress"
to = "review"
gates = ["verify-complete"]
hooks = ["write-changelog"]

[[transition]]
from = "review"
to = "done"
gates = ["approved"]
hooks = ["merge-branch", "remove-worktree"]
after = ["notify"]
"#;

const CHANGELOG: &str =
    "# Changelog\n\n## [Unreleased]\n\n### Added - 2025-01-01\n\n- **FEAT-000: Begin**\n";

fn scenario() -> Scenario {
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", format!("{PLAIN}{ENDING}"));
    scenario.file("CHANGELOG.md", CHANGELOG).commit("Endings");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario
}

fn worked() -> Scenario {
    let scenario = scenario();
    scenario.file(".worktrees/FEAT-001/greet.sh", "echo hello $1\n");
    scenario.commit_in(".worktrees/FEAT-001", "Greet by name");
    scenario
}

fn reviewed() -> Scenario {
    let scenario = worked();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario
}

fn approved() -> Scenario {
    let scenario = reviewed();
    scenario.edit(
        "REVIEW.md",
        "### [FEAT-001]: Greet by name\n",
        "### [FEAT-001]: Greet by name\n**Approved**: Grace 2026-11-23\n",
    );
    scenario
}

#[test]
fn a_branch_without_work_is_not_complete() {
    let scenario = scenario();
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("FEAT-001");
    scenario.file(".worktrees/FEAT-001/greet.sh", "echo\n");
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("greet.sh");
}

#[test]
fn the_changelog_gets_one_entry_and_never_a_second() {
    let scenario = reviewed();
    let log = scenario.read("CHANGELOG.md");
    assert_eq!(log.matches("FEAT-001").count(), 1, "{log}");
    assert_eq!(log.matches("### Added").count(), 2, "{log}");
    scenario.flow(&["back", "FEAT-001", "--why", "once more"]).ok();
    scenario.edit(
        "CHANGELOG.md",
        "- **FEAT-000",
        "- **FEAT-001: Greet by name** by hand\n- **FEAT-000",
    );
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert_eq!(scenario.read("CHANGELOG.md").matches("FEAT-001").count(), 1);
}

#[test]
fn approval_is_by_somebody_else() {
    let scenario = reviewed();
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("flow approve FEAT-001");
    scenario.edit(
        "REVIEW.md",
        "### [FEAT-001]: Greet by name\n",
        "### [FEAT-001]: Greet by name\n**Approved**: Ada 2026-11-23\n",
    );
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("Ada");
}

#[test]
fn a_finished_task_is_merged_archived_and_cleared_away() {
    let scenario = approved();
    let data = scenario.flow(&["advance", "FEAT-001", "--json"]).ok().data();
    assert_eq!(data["to"], "done");
    assert!(scenario.exists("greet.sh"), "base's checkout follows");
    assert_eq!(scenario.git(&["log", "-1", "--format=%s"]), "Merge FEAT-001: Greet by name");
    assert_eq!(scenario.git(&["log", "-1", "--format=%p"]).split(' ').count(), 2);
    assert!(!scenario.exists(".worktrees/FEAT-001"));
    assert_eq!(scenario.git(&["branch", "--list", "FEAT-001"]), "");
    assert!(scenario.git(&["for-each-ref", "refs/flow/kept"]).contains("FEAT-001"));
    assert_eq!(scenario.git(&["for-each-ref", "refs/flow/tx"]), "");
    assert!(scenario.read("archive/FEAT-001.md").contains("- **Why:** people like it"));
    assert!(!scenario.read("REVIEW.md").contains("FEAT-001"));
    assert!(data["after"].to_string().contains("FEAT-001"), "{data}");
    // Uncommitted boards of the checkout are kept as they are.
    assert!(scenario.git(&["status", "--porcelain"]).contains("TODO.md"));
    scenario.flow(&["undo"]).exits(3).says("git revert");
}

#[test]
fn a_conflict_is_found_without_touching_any_tree() {
    let scenario = approved();
    scenario.file("greet.sh", "echo something else\n");
    scenario.git(&["add", "greet.sh"]);
    scenario.git(&["commit", "-q", "-m", "Another greeting", "greet.sh"]);
    let before = scenario.files();
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("greet.sh");
    assert_eq!(scenario.files(), before);
    assert!(scenario.exists(".worktrees/FEAT-001"));
}

#[test]
fn a_file_in_the_way_of_the_merge_is_named() {
    let scenario = approved();
    scenario.file("greet.sh", "not committed\n");
    let before = scenario.files();
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("greet.sh");
    assert_eq!(scenario.files(), before);
}

#[test]
fn a_worktree_with_unknown_ignored_files_is_kept() {
    let scenario = approved();
    scenario.file(".git/info/exclude", "*.log\n.worktrees/\n");
    scenario.file(".worktrees/FEAT-001/precious.log", "three days of measurements\n");
    scenario.flow(&["advance", "FEAT-001"]).ok().says("precious.log");
    assert_eq!(scenario.read(".worktrees/FEAT-001/precious.log"), "three days of measurements\n");
}

#[test]
fn what_is_merged_already_is_not_merged_again() {
    let scenario = approved();
    scenario.git(&["merge", "-q", "--no-ff", "-m", "By hand", "FEAT-001"]);
    let head = scenario.git(&["rev-parse", "HEAD"]);
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert_eq!(scenario.git(&["rev-parse", "HEAD"]), head);
    assert!(!scenario.exists(".worktrees/FEAT-001"));
    // What was not merged by flow can be taken back whole: branch, worktree and card.
    scenario.flow(&["undo"]).ok();
    assert!(scenario.exists(".worktrees/FEAT-001/greet.sh"));
    assert!(scenario.read("REVIEW.md").contains("### [FEAT-001]"));
    assert!(!scenario.exists("archive/FEAT-001.md"));
}

#[test]
fn hooks_that_refuse_and_gates_that_refuse_are_told_at_once() {
    let scenario = reviewed();
    scenario.file("greet.sh", "echo something else\n");
    scenario.git(&["add", "greet.sh"]);
    scenario.git(&["commit", "-q", "-m", "Another greeting", "greet.sh"]);
    let before = scenario.files();
    for command in ["advance", "verify"] {
        let run = scenario.flow(&[command, "FEAT-001"]).exits(3);
        run.says("nobody has approved FEAT-001").says("merge-branch").says("greet.sh");
    }
    let json = scenario.flow(&["advance", "FEAT-001", "--json"]).exits(3).json();
    let gates = json["error"]["details"]["gates"].as_array().expect("gates").clone();
    let failed = gates.iter().filter(|gate| gate["verdict"] == "fail").count();
    assert_eq!(failed, 2, "{json}");
    assert_eq!(scenario.files(), before);
}

#[test]
fn a_branch_that_edits_a_board_is_refused_before_anything_happens() {
    let scenario = worked();
    scenario.commit("Boards");
    scenario.git_in(".worktrees/FEAT-001", &["merge", "-q", "main"]);
    scenario.edit(".worktrees/FEAT-001/REVIEW.md", "# Review", "# Review\n\nSeen on the branch.");
    scenario.commit_in(".worktrees/FEAT-001", "A board on the branch");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.edit("REVIEW.md", "by name\n", "by name\n**Approved**: Grace 2026-11-23\n");
    scenario.commit("Boards");
    let before = scenario.files();
    let head = scenario.git(&["rev-parse", "main"]);
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("REVIEW.md");
    assert_eq!((scenario.files(), scenario.git(&["rev-parse", "main"])), (before, head));
    scenario.flow(&["status"]).ok();
}
