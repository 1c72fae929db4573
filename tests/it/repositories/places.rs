//! Places that are no repository to work in, and say so.

use super::*;

#[test]
fn an_unborn_branch() {
    let scenario = Scenario::new();
    scenario
        .file("workflow.toml", format!("{PLAIN}{GIT}"))
        .file("TODO.md", crate::scenario::TODO)
        .file("IN_PROGRESS.md", crate::scenario::IN_PROGRESS)
        .file("REVIEW.md", crate::scenario::REVIEW);
    refused(&scenario, &["advance", "FEAT-001"], 3, &["branch `main` has no commit yet"]);
    // What asks nothing of git moves.
    scenario.file("workflow.toml", PLAIN);
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["verify", "FEAT-001"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["back", "FEAT-001", "--why", "once more"]).ok();
    scenario.flow(&["undo"]).ok();
    looks(&scenario);
    stands(&scenario, "FEAT-001", "review");
    scenario.file("workflow.toml", format!("{PLAIN}{GIT}")).commit("Begin");
    scenario.flow(&["advance", "FEAT-002"]).ok();
    assert!(
        scenario.exists(".worktrees/FEAT-002/README.md") || scenario.exists(".worktrees/FEAT-002")
    );
}

#[test]
fn a_bare_one_and_its_worktrees() {
    let origin = usual();
    let scenario = Scenario::without_git();
    let url = origin.root().to_str().expect("a path");
    scenario.git(&["clone", "-q", "--bare", url, "project.git"]);
    scenario.git_in("project.git", &["worktree", "add", "-q", "../main", "main"]);
    for folder in ["project.git", "main"] {
        for words in [&["status"][..], &["list"], &["check"], &["log"], &["show", "FEAT-001"]] {
            scenario.flow_in(folder, words).exits(3).says("is a bare repository").says("help:");
        }
        for words in [
            &["advance", "FEAT-001"][..],
            &["advance", "FEAT-001", "--dry-run"],
            &["back", "FEAT-001", "--why", "x"],
            &["verify", "FEAT-001"],
            &["undo"],
        ] {
            scenario.flow_in(folder, words).exits(3).says("is a bare repository");
        }
    }
    assert_eq!(scenario.git_in("main", &["status", "--porcelain"]), "");
    assert!(!scenario.exists("project.git/flow"));
}

#[test]
fn a_core_worktree_that_names_somebody_elses_folder() {
    let victim = usual();
    let before = world(&victim);
    let scenario = usual();
    let place = victim.root().to_str().expect("a path");
    for hostile in [place, "/", "../.."] {
        scenario.git(&["config", "core.worktree", hostile]);
        for words in [
            &["status"][..],
            &["check"],
            &["log"],
            &["advance", "FEAT-001"],
            &["back", "FEAT-001", "--why", "x"],
            &["undo"],
        ] {
            scenario.flow(words).exits(3).says("does not belong to it").says("core.worktree");
        }
    }
    assert_eq!(world(&victim), before);
    // One that names the very folder is as good as none.
    let own = scenario.root().to_str().expect("a path").to_owned();
    scenario.git(&["config", "core.worktree", &own]);
    lap(&scenario);
}

#[test]
fn a_repository_of_somebody_else() {
    let scenario = usual();
    let folder = scenario.root().to_str().expect("a path");
    let given = std::process::Command::new("chown").args(["-R", "65534", folder]).output();
    if !given.is_ok_and(|output| output.status.success()) {
        crate::scenario::skipped("only root can give a repository to somebody else");
        return;
    }
    for words in [
        &["status"][..],
        &["list"],
        &["show", "FEAT-001"],
        &["check"],
        &["log"],
        &["advance", "FEAT-001", "--dry-run"],
        &["advance", "FEAT-001"],
        &["back", "FEAT-001", "--why", "x"],
        &["verify", "FEAT-001"],
        &["undo"],
    ] {
        scenario.flow(words).exits(1).says("dubious ownership").says("safe.directory");
    }
    assert!(!scenario.exists(".git/flow"));
}
