//! A branch or a place that is taken: refused, with everything as it was.

use std::os::unix::fs::symlink;

use super::*;

const ADVANCE: [&str; 2] = ["advance", "FEAT-001"];

#[test]
fn a_branch_that_is_there_goes_on() {
    let scenario = usual();
    scenario.git(&["branch", "FEAT-001"]);
    let run = scenario.flow(&["advance", "FEAT-001", "--dry-run"]).ok();
    run.says("the branch FEAT-001 is there already");
    scenario.flow(&ADVANCE).ok();
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.git(&["branch", "--list", "FEAT-001"]).trim(), "FEAT-001", "not ours");
    scenario.flow(&ADVANCE).ok();
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    scenario.flow(&ADVANCE).ok();
    ends(&scenario);
}

#[test]
fn a_branch_that_is_checked_out_elsewhere() {
    let scenario = usual();
    scenario.git(&["worktree", "add", "-q", "-b", "FEAT-001", "elsewhere"]);
    scenario.file(".git/info/exclude", "/elsewhere/\n");
    refused(&scenario, &ADVANCE, 3, &["the branch FEAT-001 is checked out at elsewhere"]);
    // Without the gate, the hook says so.
    let text =
        scenario.read("workflow.toml").replace("gates = [\"preflight\", \"unblocked\"]\n", "");
    scenario.file("workflow.toml", text);
    refused(&scenario, &ADVANCE, 3, &["branch `FEAT-001` is checked out at"]);
    scenario.git_in("elsewhere", &["checkout", "-q", "--detach"]);
    scenario.flow(&ADVANCE).ok();
}

#[test]
fn a_place_that_is_taken() {
    type Take = fn(&Scenario);
    let taken: [(&str, Take); 6] = [
        ("is there already", |s| write(s, TREE)),
        ("is there already", |s| write(s, &format!("{TREE}/mine.txt"))),
        ("it is a symlink", |s| link(s, "..", TREE)),
        ("it is a symlink", |s| link(s, "/nowhere", TREE)),
        (".worktrees is no folder", |s| write(s, ".worktrees")),
        ("a symlink leads out of the repository", |s| link(s, "/tmp", ".worktrees")),
    ];
    for (says, take) in taken {
        let scenario = usual();
        take(&scenario);
        refused(&scenario, &ADVANCE, 3, &[says]);
    }
}

fn write(scenario: &Scenario, path: &str) {
    scenario.file(path, "mine\n");
}

#[expect(clippy::disallowed_methods, reason = "people make folders too")]
fn link(scenario: &Scenario, to: &str, at: &str) {
    let place = scenario.path(at);
    std::fs::create_dir_all(place.parent().expect("a folder")).expect("made");
    symlink(to, place).expect("linked");
}

#[test]
fn an_empty_folder_is_as_good_as_none() {
    let scenario = usual();
    scenario.file(&format!("{TREE}/x"), "");
    scenario.git(&["clean", "-q", "-f", TREE]);
    scenario.flow(&ADVANCE).ok();
    assert!(scenario.exists(&format!("{TREE}/README.md")));
}

#[test]
fn another_worktree_at_the_place() {
    let scenario = usual();
    scenario.git(&["worktree", "add", "-q", "-b", "other", TREE]);
    refused(&scenario, &ADVANCE, 3, &["has another branch: other"]);
    // Its folder is gone, and git still knows it.
    let gone = std::process::Command::new("rm").arg("-r").arg(scenario.path(TREE)).status();
    assert!(gone.expect("rm runs").success());
    refused(&scenario, &ADVANCE, 3, &[TREE]);
    scenario.git(&["worktree", "prune"]);
    scenario.flow(&ADVANCE).ok();
}

#[test]
fn names_that_differ_in_case_alone() {
    let scenario = usual();
    scenario.git(&["branch", "feat-001"]);
    // Where they are two names, nobody minds.
    scenario.flow(&ADVANCE).ok();
    scenario.flow(&["undo"]).ok();
    // Where the file system does not tell them apart, git says so in its configuration.
    scenario.git(&["config", "core.ignoreCase", "true"]);
    refused(&scenario, &ADVANCE, 3, &["feat-001", "differs only in case"]);
    scenario.git(&["branch", "-D", "-q", "feat-001"]);
    scenario.file(".worktrees/feat-001/x", "x\n");
    refused(&scenario, &ADVANCE, 3, &[".worktrees/feat-001", "differs only in case"]);
    // A branch that would have to be a file and a folder at once.
    let scenario = usual();
    scenario.git(&["branch", "FEAT-001/part"]);
    refused(&scenario, &ADVANCE, 3, &["FEAT-001/part"]);
}
