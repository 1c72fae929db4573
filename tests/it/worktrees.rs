//! Worktrees: made, moved from within, and taken back.

use crate::scenario::{PLAIN, Scenario};

const WORKTREES: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
gates = ["preflight", "unblocked"]
hooks = ["create-worktree"]
"#;

fn scenario() -> Scenario {
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", format!("{PLAIN}{WORKTREES}")).commit("Worktrees");
    scenario
}

#[test]
fn a_task_gets_a_worktree_that_git_status_does_not_see() {
    let scenario = scenario();
    let data = scenario.flow(&["advance", "FEAT-001", "--json"]).ok().data();
    let kinds: Vec<_> =
        data["effects"].as_array().expect("effects").iter().map(|e| e["kind"].clone()).collect();
    assert!(kinds.contains(&"git.worktree".into()), "{kinds:?}");
    assert!(scenario.exists(".worktrees/FEAT-001/README.md"));
    assert_eq!(scenario.git_in(".worktrees/FEAT-001", &["branch", "--show-current"]), "FEAT-001");
    assert!(!scenario.git(&["status", "--porcelain"]).contains(".worktrees"));
    assert!(!scenario.exists(".gitignore"));
}

#[test]
fn from_within_a_worktree_the_id_is_known_and_the_main_boards_are_meant() {
    let scenario = scenario();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    let in_branch = scenario.read(".worktrees/FEAT-001/IN_PROGRESS.md");
    scenario.flow_in(".worktrees/FEAT-001", &["advance"]).ok().says("FEAT-001").says("review");
    assert!(scenario.read("REVIEW.md").contains("### [FEAT-001]: Greet by name"));
    assert_eq!(scenario.read(".worktrees/FEAT-001/IN_PROGRESS.md"), in_branch);
    scenario.flow_in(".worktrees/FEAT-001", &["status"]).ok().says("FEAT-001");
}

#[test]
fn outside_a_worktree_an_id_is_needed() {
    scenario().flow(&["advance"]).exits(2).says("no task is named");
}

#[test]
fn undo_takes_an_untouched_worktree_and_its_branch_back() {
    let scenario = scenario();
    let before = scenario.files();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.files(), before);
    assert_eq!(scenario.git(&["branch", "--list", "FEAT-001"]), "");
    assert_eq!(scenario.git(&["worktree", "list"]).lines().count(), 1);
}

#[test]
fn undo_leaves_a_worktree_in_which_somebody_worked() {
    let scenario = scenario();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.file(".worktrees/FEAT-001/notes.txt", "mine\n");
    let before = scenario.files();
    scenario.flow(&["undo"]).exits(3).says("notes.txt");
    assert_eq!(scenario.files(), before);
}

#[test]
fn an_occupied_worktree_folder_is_refused_and_nothing_moves() {
    let scenario = scenario();
    scenario.file(".worktrees/FEAT-001/mine.txt", "mine\n");
    let before = scenario.files();
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says(".worktrees/FEAT-001");
    assert_eq!(scenario.files(), before);
    assert_eq!(scenario.git(&["branch", "--list", "FEAT-001"]), "");
}

#[test]
fn a_blocked_task_waits_and_an_unknown_blocker_is_named() {
    let scenario = scenario();
    scenario.edit(
        "TODO.md",
        "- [ ] **FEAT-002**: Wave goodbye\n",
        "- [ ] **FEAT-002**: Wave goodbye\n  - **Blocked By:** FEAT-001, FEAT-999\n",
    );
    let refused = scenario.flow(&["advance", "FEAT-002"]).exits(3);
    refused.says("FEAT-001").says("FEAT-999");
    scenario.edit("TODO.md", "FEAT-001, FEAT-999", "None");
    scenario.flow(&["advance", "FEAT-002"]).ok();
}

#[test]
fn a_merge_under_way_holds_everything() {
    let scenario = scenario();
    let head = scenario.git(&["rev-parse", "HEAD"]);
    scenario.file(".git/MERGE_HEAD", format!("{head}\n"));
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("merge");
}

#[test]
fn the_same_changed_files_are_warned_of() {
    let scenario = scenario();
    scenario.edit(
        "TODO.md",
        "  - **Why:** people",
        "  - **Changed Files:** greet.sh\n  - **Why:** people",
    );
    scenario.edit(
        "TODO.md",
        "Wave goodbye\n",
        "Wave goodbye\n  - **Changed Files:** greet.sh, wave.sh\n",
    );
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["advance", "FEAT-002"]).ok().says("greet.sh").says("FEAT-001");
}
