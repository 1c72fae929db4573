//! Repositories as they are: each a real one in a folder of its own, gone through with every kind of
//! command.

mod ends;
mod held;
mod hooks;
mod occupied;
mod places;
mod sealed;
mod whole;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::scenario::{PLAIN, Scenario};

/// Worktrees, and at the end a merge and their removal.
pub const GIT: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
gates = ["preflight", "unblocked"]
hooks = ["create-worktree"]

[[transition]]
from = "in-progress"
to = "review"
gates = ["verify-complete"]

[[transition]]
from = "review"
to = "done"
gates = ["verify-complete"]
hooks = ["merge-branch", "remove-worktree"]
after = ["notify"]
"#;

/// The task's worktree.
pub const TREE: &str = ".worktrees/FEAT-001";

/// Puts the workflow with git into a repository that has none yet.
pub fn set_up(scenario: Scenario) -> Scenario {
    let scenario = scenario.boards();
    scenario.file("workflow.toml", format!("{PLAIN}{GIT}")).commit("Worktrees and merges");
    scenario
}

/// A usual repository with them.
pub fn usual() -> Scenario {
    set_up(Scenario::new())
}

/// All commands that only look: they answer, in words and in JSON, and change nothing.
#[track_caller]
pub fn looks(scenario: &Scenario) {
    looks_in(scenario, ".");
}

#[track_caller]
pub fn looks_in(scenario: &Scenario, folder: &str) {
    let before = scenario.files();
    for words in [&["status"][..], &["list", "--all"], &["show", "BUG-001"], &["check"], &["log"]] {
        let json = scenario.flow_in(folder, &[words, &["--json"]].concat()).ok().json();
        assert_eq!((&json["schema"], &json["kind"]), (&1.into(), &words[0].into()), "{json}");
    }
    scenario.flow_in(folder, &["status"]).ok().says("todo");
    assert_eq!(scenario.files(), before);
}

/// A card stands in this stage, once.
#[track_caller]
pub fn stands(scenario: &Scenario, id: &str, stage: &str) {
    let data = scenario.flow(&["list", "--all", "--json"]).ok().data();
    let tasks = data["tasks"].as_array().expect("tasks").clone();
    let at: Vec<_> = tasks.iter().filter(|t| t["id"] == id).map(|t| t["stage"].clone()).collect();
    assert_eq!(at, [stage], "{id}");
}

/// Everything that a refused command must leave as it is: files, refs, worktrees.
pub fn world(scenario: &Scenario) -> (BTreeMap<PathBuf, Vec<u8>>, String, usize) {
    let trees = scenario.git(&["worktree", "list", "--porcelain"]).matches("worktree ").count();
    (scenario.files(), scenario.git(&["for-each-ref"]), trees)
}

/// A command is refused with this exit code and these words, as its dry run is, and nothing is
/// changed.
#[track_caller]
pub fn refused(scenario: &Scenario, words: &[&str], code: i32, says: &[&str]) {
    looks(scenario);
    let before = world(scenario);
    for dry in [&["--dry-run"][..], &[]] {
        let run = scenario.flow(&[words, dry].concat()).exits(code);
        let run = says.iter().fold(run, |run, part| run.says(part));
        run.never_says("panicked");
        assert_eq!(world(scenario), before, "{words:?} {dry:?}");
    }
    let error = scenario.flow(&[words, &["--json"]].concat()).exits(code).json();
    assert_eq!(error["kind"], "error");
    let hint = error["error"]["hint"].as_str().unwrap_or_default();
    assert!(!hint.is_empty(), "{error}");
    assert_eq!(world(scenario), before);
}

/// One task's whole way, and another's there and back, through every kind of command.
#[track_caller]
pub fn lap(scenario: &Scenario) {
    begins(scenario);
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    looks(scenario);
    looks_in(scenario, TREE);
    scenario.flow_in(TREE, &["verify"]).ok();
    scenario.flow_in(TREE, &["advance"]).ok();
    stands(scenario, "FEAT-001", "review");
    scenario.flow(&["back", "FEAT-001", "--why", "once more"]).ok();
    stands(scenario, "FEAT-001", "in-progress");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    ends(scenario);
    other(scenario);
}

/// From the first stage into a worktree: shown, made, taken back, made again.
#[track_caller]
pub fn begins(scenario: &Scenario) {
    looks(scenario);
    let before = world(scenario);
    scenario.flow(&["verify", "FEAT-001"]).ok();
    scenario.flow(&["advance", "FEAT-001", "--dry-run"]).ok().says("make worktree");
    assert_eq!(world(scenario), before);
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert!(scenario.exists(&format!("{TREE}/README.md")));
    stands(scenario, "FEAT-001", "in-progress");
    scenario.flow(&["undo", "--dry-run"]).ok();
    scenario.flow(&["undo"]).ok();
    assert_eq!(world(scenario), before);
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert_eq!(scenario.git_in(TREE, &["branch", "--show-current"]), "FEAT-001");
    assert_eq!(scenario.git_in(TREE, &["status", "--porcelain"]), "");
}

/// From the last board to its end: merged, archived, cleared away.
#[track_caller]
pub fn ends(scenario: &Scenario) {
    let before = world(scenario);
    scenario.flow(&["advance", "FEAT-001", "--dry-run"]).ok();
    assert_eq!(world(scenario), before);
    scenario.flow(&["advance", "FEAT-001"]).ok().never_says("are kept");
    ended(scenario);
}

/// Merged, archived and cleared away it is.
#[track_caller]
pub fn ended(scenario: &Scenario) {
    assert_eq!(scenario.git(&["show", "main:greet.sh"]), "echo hello $1");
    assert!(!scenario.exists(TREE));
    assert_eq!(scenario.git(&["branch", "--list", "FEAT-001"]), "");
    assert!(scenario.git(&["for-each-ref", "refs/flow/kept"]).contains("FEAT-001"));
    assert_eq!(scenario.git(&["for-each-ref", "refs/flow/tx"]), "");
    assert!(scenario.read("archive/FEAT-001.md").contains("- **Why:** people like it"));
    let listed = scenario.git(&["worktree", "list"]);
    assert!(!listed.contains("FEAT-001"), "{listed}");
    looks(scenario);
}

/// Another task goes there and back.
#[track_caller]
pub fn other(scenario: &Scenario) {
    let before = world(scenario);
    scenario.flow(&["advance", "BUG-001"]).ok();
    scenario.flow(&["undo"]).ok();
    assert_eq!(world(scenario), before);
    scenario.flow(&["log"]).ok().says("BUG-001");
}
