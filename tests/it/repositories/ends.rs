//! The end of a task whose worktree or branch holds work that is nowhere else.

use super::*;

const KEPT: &str = "refs/flow/kept/FEAT-001.changes";
const ADVANCE: [&str; 2] = ["advance", "FEAT-001"];

/// A task in its last stage but one, with a commit to merge. Only the last hooks remain.
fn at_the_end(ending: &str) -> Scenario {
    let scenario = set_up(Scenario::new());
    let text = scenario.read("workflow.toml");
    let begin = "hooks = [\"create-worktree\"]\n";
    let start = text.split(begin).next().expect("a beginning");
    scenario.file("workflow.toml", format!("{start}{begin}{ending}"));
    scenario.file(".gitignore", "*.log\ntarget/\n").commit("Endings");
    scenario.flow(&ADVANCE).ok();
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    scenario.flow(&ADVANCE).ok();
    scenario
}

fn merging() -> Scenario {
    at_the_end(
        "\n[[transition]]\nfrom = \"review\"\nto = \"done\"\nhooks = [\"merge-branch\", \"remove-worktree\"]\n",
    )
}

/// Merged by others, somewhere else: nothing here knows.
fn cleaning() -> Scenario {
    at_the_end("\n[[transition]]\nfrom = \"review\"\nto = \"done\"\nhooks = \"remove-worktree\"\n")
}

/// Work that no commit has.
fn work(scenario: &Scenario) {
    scenario.file(&format!("{TREE}/README.md"), "# Greeter, politely\n");
    scenario.file(&format!("{TREE}/notes/new.txt"), "new\n");
    scenario.file(&format!("{TREE}/three-days.log"), "measurements\n");
    scenario.file(&format!("{TREE}/staged.txt"), "staged\n");
    scenario.git_in(TREE, &["add", "staged.txt"]);
}

fn show(scenario: &Scenario, what: &str) -> String {
    scenario.git(&["show", what])
}

#[test]
fn a_dirty_worktree_is_kept_and_said() {
    let scenario = merging();
    work(&scenario);
    let before = scenario.git_in(TREE, &["status", "--porcelain", "--ignored"]);
    for words in [&["advance", "FEAT-001", "--dry-run"][..], &ADVANCE] {
        let run = scenario.flow(words).ok();
        run.says("the worktree .worktrees/FEAT-001 and the branch FEAT-001 are kept")
            .says("it has uncommitted changes: README.md, notes/new.txt, staged.txt")
            .says("it holds files that git ignores: three-days.log")
            .says("git worktree remove .worktrees/FEAT-001 && git branch -d FEAT-001")
            .says("--force");
    }
    assert_eq!(scenario.git_in(TREE, &["status", "--porcelain", "--ignored"]), before);
    assert!(scenario.exists("greet.sh"), "the merge is made all the same");
    assert!(scenario.exists("archive/FEAT-001.md"));
    scenario.flow(&["check"]).ok().says(TREE);
}

#[test]
fn by_force_it_goes_and_all_it_held_is_kept() {
    let scenario = merging();
    work(&scenario);
    let before = world(&scenario);
    let dry = scenario.flow(&["advance", "FEAT-001", "--force", "--dry-run"]).ok();
    dry.says(KEPT);
    assert_eq!(world(&scenario), before);
    let run = scenario.flow(&["advance", "FEAT-001", "--force"]).ok();
    run.says(&format!("git show --stat -m {KEPT}")).says(&format!("--source {KEPT}"));
    ended(&scenario);
    assert_eq!(show(&scenario, &format!("{KEPT}:README.md")), "# Greeter, politely");
    assert_eq!(show(&scenario, &format!("{KEPT}:notes/new.txt")), "new");
    assert_eq!(show(&scenario, &format!("{KEPT}:three-days.log")), "measurements");
    assert_eq!(show(&scenario, &format!("{KEPT}^2:staged.txt")), "staged");
    scenario.git(&["gc", "-q", "--prune=now"]);
    // The commands that were told do what they say.
    scenario.git(&["show", "--stat", "-m", KEPT]);
    scenario.git(&["restore", "--source", KEPT, "notes/new.txt"]);
    assert_eq!(scenario.read("notes/new.txt"), "new\n");
    scenario.git(&["worktree", "add", "-q", "--detach", TREE, KEPT]);
    assert_eq!(scenario.read(&format!("{TREE}/three-days.log")), "measurements\n");
}

#[test]
fn force_where_nothing_is_lost_changes_nothing() {
    let scenario = merging();
    scenario.flow(&["advance", "FEAT-001", "--force"]).ok().never_says(KEPT);
    ended(&scenario);
    assert!(!scenario.git(&["for-each-ref"]).contains("changes"));
}

#[test]
fn an_unmerged_branch_is_kept_and_by_force_its_commits_are() {
    let scenario = cleaning();
    let tip = scenario.git(&["rev-parse", "FEAT-001"]);
    let run = scenario.flow(&["advance", "FEAT-001", "--dry-run"]).ok();
    run.says("are kept: FEAT-001 is not merged into main");
    work(&scenario);
    let status = ["status", "--porcelain", "--ignored"];
    let before = (scenario.git_in(TREE, &status), scenario.git_in(TREE, &["diff", "HEAD"]));
    let run = scenario.flow(&["advance", "FEAT-001", "--force"]).ok();
    run.says("git branch FEAT-001 refs/flow/kept/FEAT-001");
    assert!(!scenario.exists(TREE));
    assert_eq!(scenario.git(&["branch", "--list", "FEAT-001"]), "");
    assert_eq!(scenario.git(&["rev-parse", "refs/flow/kept/FEAT-001"]), tip);
    // Nothing was merged, so all of it can be taken back: branch, worktree and what it held.
    scenario.flow(&["undo"]).ok();
    stands(&scenario, "FEAT-001", "review");
    assert_eq!(scenario.git(&["rev-parse", "FEAT-001"]), tip);
    let after = (scenario.git_in(TREE, &status), scenario.git_in(TREE, &["diff", "HEAD"]));
    assert_eq!(after, before);
    // And once more.
    scenario.flow(&["advance", "FEAT-001", "--force"]).ok().says(&format!("{KEPT}-2"));
    assert!(!scenario.exists(TREE));
}

#[test]
fn a_gate_that_wants_all_committed_lets_go_by_force() {
    let scenario = usual();
    scenario.flow(&ADVANCE).ok();
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    scenario.file(&format!("{TREE}/scratch.txt"), "scratch\n");
    // Not where nothing is removed: the work would go on without it.
    let run = scenario.flow(&["advance", "FEAT-001", "--force"]).exits(3);
    run.says("uncommitted changes: scratch.txt").says("flow advance FEAT-001 --force");
    scenario.git_in(TREE, &["stash", "-q", "-u"]);
    scenario.flow(&ADVANCE).ok();
    scenario.git_in(TREE, &["stash", "pop", "-q"]);
    refused(&scenario, &ADVANCE, 3, &["uncommitted changes: scratch.txt"]);
    scenario.flow(&["advance", "FEAT-001", "--force"]).ok().says("scratch.txt");
    ended(&scenario);
    assert_eq!(show(&scenario, &format!("{KEPT}:scratch.txt")), "scratch");
}

#[test]
fn what_is_worthless_has_a_name() {
    let scenario = merging();
    scenario.file(&format!("{TREE}/target/debug/app"), "built\n");
    scenario.flow(&["advance", "FEAT-001", "--dry-run"]).ok().says("git ignores: target/");
    scenario.edit("workflow.toml", "base = \"main\"", "base = \"main\"\ndiscard = [\"target/\"]");
    scenario.flow(&ADVANCE).ok().never_says("are kept");
    ended(&scenario);
    // Taking back a beginning is free of it too.
    scenario.flow(&["advance", "FEAT-002"]).ok();
    scenario.file(".worktrees/FEAT-002/target/debug/app", "built\n");
    scenario.flow(&["undo"]).ok();
    assert!(!scenario.exists(".worktrees/FEAT-002"));
}

#[test]
fn what_cannot_be_kept_is_refused_even_by_force() {
    let force = ["advance", "FEAT-001", "--force"];
    let scenario = merging();
    scenario.git_in(TREE, &["init", "-q", "tool"]);
    scenario.file(&format!("{TREE}/tool/x"), "x\n");
    refused(&scenario, &force, 3, &["another repository", "tool/"]);

    let scenario = merging();
    scenario.git(&["worktree", "lock", "--reason", "a long run", TREE]);
    refused(&scenario, &force, 3, &["is locked: a long run"]);
    scenario.flow(&ADVANCE).ok().says("are kept: .worktrees/FEAT-001 is locked: a long run");
    assert!(scenario.exists(TREE));
}

#[test]
fn a_submodule_that_is_checked_out_keeps_its_worktree() {
    let library = Scenario::new();
    library.file("lib.txt", "lib\n").commit("Library");
    let scenario = usual();
    let path = library.root().to_str().expect("a path");
    let allow = ["-c", "protocol.file.allow=always"];
    scenario.git(&[&allow[..], &["submodule", "--quiet", "add", path, "lib"]].concat());
    scenario.commit("A library");
    scenario.flow(&ADVANCE).ok();
    scenario.git_in(TREE, &[&allow[..], &["submodule", "--quiet", "update", "--init"]].concat());
    scenario.file(&format!("{TREE}/greet.sh"), "echo hello $1\n").commit_in(TREE, "Greet by name");
    // A commit that is only in the submodule of this worktree.
    scenario.file(&format!("{TREE}/lib/lib.txt"), "mine\n");
    scenario.git_in(&format!("{TREE}/lib"), &["commit", "-qam", "Only here"]);
    scenario.flow(&ADVANCE).ok();
    refused(&scenario, &["advance", "FEAT-001", "--force"], 3, &["submodule lib checked out"]);
    scenario.flow(&ADVANCE).ok().says("has the submodule lib checked out");
    assert_eq!(scenario.read(&format!("{TREE}/lib/lib.txt")), "mine\n");
}
