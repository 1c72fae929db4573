//! Worktrees and branches: made, taken back, undone.

use std::os::unix::fs::PermissionsExt;

use flow_core::fault::FaultKind;
use serde_json::json;

use super::*;

pub(crate) fn hook(repo: &Fixture, name: &str, script: &str) {
    let file = repo.root.join(".git/hooks").join(name);
    repo.write(&repo.root, &format!(".git/hooks/{name}"), script);
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_worktree_is_made_and_undone() {
    let repo = Fixture::new();
    let effects = repo.prepared("create_worktree", json!({}));
    assert_eq!(effects.len(), 1);
    assert!(!repo.happened(&effects[0]));
    repo.perform(&effects);
    assert_eq!(repo.ask("checked_out_at", &[ID]).unwrap(), TREE);
    let told = repo.ask("worktree_at", &[TREE]).unwrap();
    assert_eq!(told["locked"], false);
    assert!(repo.clean(), "the folder is kept out of git status");
    assert!(repo.marks().is_empty());
    assert!(!repo.root.join(".gitignore").exists());
    let exclude = std::fs::read_to_string(repo.root.join(".git/info/exclude")).unwrap();
    assert_eq!(exclude.lines().filter(|line| *line == "/.worktrees/").count(), 1);

    let undo = repo.expected(&repo.inverse(&effects[0]).unwrap());
    assert_eq!(undo.len(), 2);
    repo.perform(&undo);
    assert!(!repo.root.join(TREE).exists());
    assert!(!repo.has_ref("refs/heads/PERF-007") && !repo.has_ref("refs/flow"));
    assert!(repo.git(&["worktree", "list"]).lines().count() == 1);
}

#[test]
fn undo_refuses_what_would_be_lost() {
    let repo = Fixture::new();
    let effects = repo.prepared("create_worktree", json!({}));
    repo.perform(&effects);
    let tree = repo.root.join(TREE);
    repo.write(&tree, "new", "x");
    let fault = repo.inverse(&effects[0]).unwrap_err();
    assert!(fault.message.contains("uncommitted changes: new"), "{fault}");
    repo.write(&repo.root, ".git/info/exclude", "/.worktrees/\nnew\n");
    let fault = repo.inverse(&effects[0]).unwrap_err();
    assert!(fault.message.contains("git ignores: new"), "{fault}");
    std::fs::remove_file(tree.join("new")).unwrap();
    repo.commit(&tree, "b.txt", "two\n");
    let fault = repo.inverse(&effects[0]).unwrap_err();
    assert!(fault.message.contains("has commits"), "{fault}");
}

#[test]
fn hooks_and_filters_run_in_a_new_worktree() {
    let repo = Fixture::new();
    hook(&repo, "post-checkout", "#!/bin/sh\necho hello > from-hook\n");
    repo.git(&["config", "filter.low.smudge", "tr A-Z a-z"]);
    repo.git(&["config", "filter.low.clean", "tr a-z A-Z"]);
    repo.commit(&repo.root, ".gitattributes", "*.low filter=low\n");
    repo.commit(&repo.root, "x.low", "ABC\n");
    repo.perform(&repo.prepared("create_worktree", json!({})));
    let read = |file: &str| std::fs::read_to_string(repo.root.join(TREE).join(file)).unwrap();
    assert_eq!((read("from-hook"), read("x.low")), ("hello\n".into(), "abc\n".into()));
}

#[test]
fn a_hook_that_fails_fails_the_worktree_and_leaves_nothing() {
    let repo = Fixture::new();
    hook(&repo, "post-checkout", "#!/bin/sh\nprintf 'no\\033[31mway\\n' >&2\nexit 1\n");
    let effects = repo.prepared("create_worktree", json!({}));
    let fault = repo.perform_one(&effects[0]).unwrap_err();
    assert!(fault.message.contains("no\\u{1b}[31mway"), "{fault}");
    repo.revert(&effects[0]).unwrap();
    untouched(&repo);
}

/// Nothing is left of the worktree.
pub(crate) fn untouched(repo: &Fixture) {
    assert!(!repo.root.join(".worktrees").exists());
    assert!(!repo.has_ref("refs/heads/PERF-007"), "the branch is there");
    assert!(repo.marks().is_empty(), "{}", repo.marks());
    let admins = std::fs::read_dir(repo.root.join(".git/worktrees")).into_iter().flatten();
    assert_eq!(admins.count(), 0);
    repo.git(&["fsck", "--no-dangling"]);
}

#[test]
fn a_whole_worktree_is_reverted_and_only_under_its_nonce() {
    let repo = Fixture::new();
    let effects = repo.prepared("create_worktree", json!({}));
    repo.revert(&effects[0]).unwrap();
    repo.perform(&effects);
    let other = "f".repeat(32);
    actuator("git.worktree").revert(&repo.site(), &effects[0].data, &other).unwrap();
    assert!(repo.root.join(TREE).exists(), "another transaction's");
    repo.revert(&effects[0]).unwrap();
    repo.revert(&effects[0]).unwrap();
    untouched(&repo);
}

#[test]
fn revert_keeps_what_a_person_put_there() {
    let repo = Fixture::new();
    let effects = repo.prepared("create_worktree", json!({}));
    repo.perform(&effects);
    let tree = repo.root.join(TREE);
    repo.write(&tree, "precious", "x");
    let fault = repo.revert(&effects[0]).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NeedsPerson);
    assert!(fault.message.contains("precious") && tree.join("precious").exists());
    std::fs::remove_file(tree.join("precious")).unwrap();
    repo.revert(&effects[0]).unwrap();
    untouched(&repo);
}

#[test]
fn a_branch_that_was_there_is_adopted_and_never_removed() {
    let repo = Fixture::new();
    repo.git(&["branch", ID]);
    repo.git(&["checkout", "--quiet", ID]);
    let tip = repo.commit(&repo.root, "b.txt", "two\n");
    let fault = repo.intend(&mut repo.draft(), "create_worktree", json!({"base": "main"}));
    assert!(fault.unwrap_err().message.contains("is checked out at"));
    repo.git(&["checkout", "--quiet", "main"]);
    let effects = repo.prepared("create_worktree", json!({}));
    repo.perform(&effects);
    assert!(repo.root.join(TREE).join("b.txt").exists());
    repo.revert(&effects[0]).unwrap();
    assert_eq!(repo.tip(ID), tip);
    assert!(!repo.root.join(".worktrees").exists() && repo.marks().is_empty());

    let wish = json!({"branch": "other", "path": ".worktrees/other"});
    repo.git(&["branch", "other", ID]);
    let fault = repo.intend(&mut repo.draft(), "create_worktree", wish).unwrap_err();
    assert!(fault.message.contains("with other commits"), "{fault}");
}

#[test]
fn an_occupied_place_is_refused() {
    let repo = Fixture::new();
    repo.write(&repo.root, &format!("{TREE}/mine"), "x");
    let create = || repo.intend(&mut repo.draft(), "create_worktree", json!({})).unwrap_err();
    assert!(create().message.contains("is there already"), "{}", create());
    std::fs::remove_dir_all(repo.root.join(".worktrees")).unwrap();
    repo.git(&["worktree", "add", "--quiet", "-b", "other", TREE]);
    assert!(create().message.contains("another worktree is registered"));
    repo.git(&["worktree", "remove", TREE]);
    repo.worktree();
    let mut draft = repo.draft();
    assert!(!repo.intend(&mut draft, "create_worktree", json!({})).unwrap());
    assert!(draft.externals().is_empty() && draft.notes().len() == 1);
}

#[test]
fn a_lock_that_is_held_is_waited_for_and_never_removed() {
    let repo = Fixture::new();
    let effects = repo.prepared("create_worktree", json!({}));
    let lock = repo.root.join(".git/refs/heads/PERF-007.lock");
    std::fs::write(&lock, "somebody else's").unwrap();
    let fault = repo.perform_one(&effects[0]).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Lost, "{fault}");
    assert!(lock.exists());
    let freed = lock.clone();
    let free = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        std::fs::remove_file(freed).unwrap();
    });
    repo.perform(&effects);
    free.join().unwrap();
}

#[test]
fn the_lock_that_a_killed_git_left_on_a_kept_branch_is_removed() {
    for whole in [true, false] {
        let repo = Fixture::new();
        let tree = repo.worktree();
        let tip = repo.commit(&tree, "b.txt", "two\n");
        repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", ID]);
        let mut draft = repo.draft();
        assert!(repo.intend(&mut draft, "remove_worktree", json!({})).unwrap());
        assert!(repo.intend(&mut draft, "delete_branch", json!({})).unwrap());
        let effects = repo.expected(draft.externals());
        let text = if whole { format!("{tip}\n") } else { String::new() };
        repo.write(&repo.root, ".git/refs/flow/kept/PERF-007.lock", &text);
        repo.perform(&effects);
        assert_eq!(repo.tip("refs/flow/kept/PERF-007"), tip);
        assert!(!repo.has_ref("refs/heads/PERF-007"));
    }
}

#[test]
fn a_worktree_is_removed_and_its_branch_kept() {
    let repo = Fixture::new();
    let tree = repo.worktree();
    let tip = repo.commit(&tree, "b.txt", "two\n");
    let mut draft = repo.draft();
    let fault = repo.intend(&mut draft, "remove_worktree", json!({})).unwrap_err();
    assert!(fault.message.contains("not merged"), "{fault}");
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", ID]);
    let fault = repo.intend(&mut draft, "delete_branch", json!({})).unwrap_err();
    assert!(fault.message.contains("is checked out at"), "{fault}");
    assert!(repo.intend(&mut draft, "remove_worktree", json!({})).unwrap());
    assert!(repo.intend(&mut draft, "delete_branch", json!({})).unwrap());
    let effects = repo.expected(draft.externals());
    repo.perform(&effects);
    assert!(!tree.exists() && !repo.has_ref("refs/heads/PERF-007"));
    assert_eq!(repo.tip("refs/flow/kept/PERF-007"), tip);
    assert!(!repo.intend(&mut draft, "remove_worktree", json!({})).unwrap());
    assert!(!repo.intend(&mut draft, "delete_branch", json!({})).unwrap());

    let undo = [repo.inverse(&effects[1]).unwrap(), repo.inverse(&effects[0]).unwrap()].concat();
    for effect in undo {
        repo.perform(&repo.expected(&[effect]));
    }
    assert_eq!(repo.tip(ID), tip);
    assert!(tree.join("b.txt").exists());
}

#[test]
fn a_worktree_with_anything_to_lose_is_not_removed() {
    let repo = Fixture::new();
    let tree = repo.worktree();
    let remove = || repo.intend(&mut repo.draft(), "remove_worktree", json!({}));
    repo.write(&tree, "a.txt", "changed\n");
    assert!(remove().unwrap_err().message.contains("uncommitted changes: a.txt"));
    repo.git_in(&tree, &["checkout", "--quiet", "a.txt"]);
    let effects = repo.prepared("remove_worktree", json!({}));
    repo.write(&repo.root, ".git/info/exclude", "/.worktrees/\n*.o\n");
    repo.write(&tree, "x.o", "x");
    assert!(remove().unwrap_err().message.contains("git ignores: x.o"));
    let fault = repo.perform_one(&effects[0]).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NeedsPerson);
    assert!(tree.join("x.o").exists() && tree.join("a.txt").exists());
    std::fs::remove_file(tree.join("x.o")).unwrap();
    repo.git(&["worktree", "lock", "--reason", "busy", TREE]);
    assert!(remove().unwrap_err().message.contains("locked: busy"));
}

#[test]
fn restoring_a_branch_can_be_taken_back() {
    let repo = Fixture::new();
    let data = json!({"branch": ID, "base": "main", "tip": repo.tip("main")});
    let effect = External { kind: "git.restore-branch".into(), summary: String::new(), data };
    let effects = repo.expected(&[effect]);
    repo.perform(&effects);
    assert!(repo.has_ref("refs/heads/PERF-007"));
    repo.revert(&effects[0]).unwrap();
    repo.revert(&effects[0]).unwrap();
    assert!(!repo.has_ref("refs/heads/PERF-007"));
}
