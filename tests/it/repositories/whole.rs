//! Repositories in which everything works as in any other.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::*;

#[test]
fn a_usual_one() {
    let scenario = usual();
    lap(&scenario);
    assert!(scenario.exists("greet.sh"), "base's checkout follows");
}

#[test]
fn a_detached_head() {
    let scenario = usual();
    scenario.git(&["checkout", "-q", "--detach"]);
    let head = scenario.git(&["rev-parse", "HEAD"]);
    lap(&scenario);
    // Nobody has base checked out, so no checkout follows.
    assert_eq!(scenario.git(&["rev-parse", "HEAD"]), head);
    assert!(!scenario.exists("greet.sh"));
}

#[test]
fn a_detached_head_without_a_declared_base() {
    let scenario = usual();
    scenario.edit("workflow.toml", "base = \"main\"", "").commit("No base");
    scenario.git(&["checkout", "-q", "--detach"]);
    refused(&scenario, &["advance", "FEAT-001"], 3, &["detached head", "[git] base = \"main\""]);
    scenario.git(&["checkout", "-q", "main"]);
    lap(&scenario);
}

#[test]
fn a_shallow_clone() {
    let origin = usual();
    origin.file("later.txt", "later\n").commit("Later");
    let url = format!("file://{}", origin.root().display());
    let scenario = Scenario::without_git().below("clone");
    scenario.git(&["clone", "-q", "--depth", "1", &url, "."]);
    assert_eq!(scenario.git(&["rev-parse", "--is-shallow-repository"]), "true");
    lap(&scenario);
    assert!(scenario.exists("greet.sh"));
}

#[test]
fn submodules_are_never_looked_into() {
    let library = Scenario::new();
    library.file("lib.txt", "lib\n").commit("Library");
    let scenario = usual();
    let path = library.root().to_str().expect("a path");
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", path, "lib"];
    scenario.git(&add);
    scenario.commit("A library");
    // What is changed in it is its own matter, and holds up no merge.
    scenario.file("lib/lib.txt", "changed\n").file("lib/new.txt", "new\n");
    lap(&scenario);
    assert_eq!(scenario.read("lib/lib.txt"), "changed\n");
}

#[test]
fn a_sparse_checkout() {
    let scenario = usual();
    scenario.file("big/a.bin", "a\n").file("big/b.bin", "b\n").file("small/c.txt", "c\n");
    scenario.commit("Big and small");
    scenario.git(&["sparse-checkout", "set", "small"]);
    assert!(!scenario.exists("big/a.bin"));
    begins(&scenario);
    assert!(!scenario.exists(&format!("{TREE}/big/a.bin")), "the worktree is as sparse");
    assert!(scenario.exists(&format!("{TREE}/small/c.txt")));
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    ends(&scenario);
    other(&scenario);
    assert!(scenario.exists("greet.sh") && !scenario.exists("big/a.bin"));
    assert_eq!(scenario.git(&["show", "main:big/a.bin"]), "a");
}

#[test]
fn linked_worktrees_with_relative_paths() {
    let scenario = usual();
    begins(&scenario);
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    // As git 2.48 writes them with worktree.useRelativePaths.
    scenario.file(&format!("{TREE}/.git"), "gitdir: ../../.git/worktrees/FEAT-001\n");
    scenario.file(".git/worktrees/FEAT-001/gitdir", "../../../.worktrees/FEAT-001/.git\n");
    looks(&scenario);
    looks_in(&scenario, TREE);
    scenario.flow_in(TREE, &["advance"]).ok();
    scenario.flow(&["advance", "FEAT-002"]).ok();
    ends(&scenario);
    assert!(scenario.exists(".worktrees/FEAT-002/README.md"));
}

#[test]
fn a_repository_inside_another() {
    let outer = usual().below("vendor/inner");
    outer.git(&["init", "-q", "-b", "main"]);
    let inner = set_up(outer);
    lap(&inner);
    let boards =
        std::fs::read_to_string(inner.root().join("../../TODO.md")).expect("the outer one");
    assert!(boards.contains("FEAT-001"), "the outer boards are left alone");
}

#[test]
fn a_repository_inside_another_has_no_workflow_of_it() {
    let outer = usual();
    outer.git(&["init", "-q", "vendor"]);
    outer.flow_in("vendor", &["status"]).exits(1).says("there is no workflow.toml");
}

#[test]
fn a_dot_git_that_is_a_file() {
    let scenario = Scenario::without_git().below("project");
    scenario.git(&["init", "-q", "-b", "main", "--separate-git-dir", "../elsewhere.git"]);
    let scenario = set_up(scenario);
    begins(&scenario);
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    // git itself cannot say from a linked worktree where the main one is.
    scenario.flow_in(TREE, &["status"]).exits(3).says("main worktree").says("flow -C");
    ends(&scenario);
    other(&scenario);
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let library = usual();
    let outer = Scenario::new();
    outer.file("README.md", "# Outer\n").commit("Outer");
    let path = library.root().to_str().expect("a path");
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", path, "lib"];
    outer.git(&add);
    let inner = outer.below("lib");
    begins(&inner);
    looks_in(&inner, TREE);
    inner.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    inner.flow_in(TREE, &["advance"]).ok();
    ends(&inner);
    assert!(inner.exists("greet.sh"));
}

#[test]
fn a_folder_whose_name_is_no_text() {
    let name = OsStr::from_bytes(b"caf\xe9 project");
    let scenario = Scenario::without_git().below(name);
    scenario.git(&["init", "-q", "-b", "main"]);
    lap(&set_up(scenario));
}

#[test]
fn files_and_branches_whose_names_are_no_text() {
    let scenario = usual();
    let write = |folder: &str, text: &str| {
        let path = scenario.path(folder).join(OsStr::from_bytes(b"na\xefve.txt"));
        #[expect(clippy::disallowed_methods, reason = "people write files too")]
        std::fs::write(path, text).expect("written");
    };
    write(".", "one\n");
    scenario.commit("A name");
    let mut refs = std::process::Command::new("git");
    refs.current_dir(scenario.root()).arg("branch").arg(OsStr::from_bytes(b"caf\xe9"));
    assert!(refs.status().expect("git runs").success());
    begins(&scenario);
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n");
    write(TREE, "two\n");
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("greet.sh and 1 more");
    scenario.commit_in(TREE, "Greet by name");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    // In base's checkout the same file is changed: it is in the merge's way.
    write(".", "mine\n");
    refused(&scenario, &["advance", "FEAT-001"], 3, &["would overwrite", "ve.txt"]);
    write(".", "one\n");
    ends(&scenario);
}

#[test]
fn variables_that_point_elsewhere() {
    let other = usual();
    let git_dir = other.path(".git");
    let scenario = usual();
    let before = world(&other);
    // As in a hook of git, or in a shell that was set up for another repository.
    let vars = [("GIT_DIR", git_dir.clone()), ("GIT_WORK_TREE", other.root().to_owned())];
    let vars = vars.into_iter().chain([("GIT_INDEX_FILE", git_dir.join("index"))]);
    let run = |words: &[&str]| {
        let mut command = scenario.flow_command(words);
        command.envs(vars.clone());
        crate::scenario::Run::of(words, command.output().expect("flow runs"))
    };
    for words in [&["status"][..], &["check"], &["list"], &["advance", "FEAT-001", "--dry-run"]] {
        run(words).ok();
    }
    run(&["advance", "FEAT-001"]).ok();
    assert!(scenario.exists(&format!("{TREE}/README.md")));
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    run(&["advance", "FEAT-001"]).ok();
    run(&["advance", "FEAT-001"]).ok();
    ended(&scenario);
    assert!(scenario.exists("greet.sh"));
    run(&["advance", "BUG-001"]).ok();
    run(&["undo"]).ok();
    assert_eq!(world(&other), before);
}

#[test]
fn a_gates_command_is_not_led_elsewhere_either() {
    let other = usual();
    let scenario = usual();
    scenario.edit(
        "workflow.toml",
        "gates = [\"preflight\", \"unblocked\"]",
        "gates = [\"preflight\", \"here\"]",
    );
    let gate =
        "\n[gate.here]\nrun = [\"git\", \"rev-parse\", \"--verify\", \"refs/heads/only-here\"]\n";
    let text = scenario.read("workflow.toml");
    scenario.file("workflow.toml", format!("{text}{gate}")).commit("A gate");
    scenario.git(&["branch", "only-here"]);
    scenario.flow(&["trust", "--yes"]).ok();
    let mut command = scenario.flow_command(&["advance", "FEAT-001"]);
    command.env("GIT_DIR", other.path(".git"));
    crate::scenario::Run::of(&["advance"], command.output().expect("flow runs")).ok();
}
