//! What a worktree holds is kept before it goes by force, and comes back with it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use flow_core::fault::FaultKind;
use serde_json::json;

use super::*;

const KEPT: &str = "refs/flow/kept/PERF-007.changes";

/// A worktree in which everything is somehow: staged, changed, gone, new, ignored.
fn busy(repo: &Fixture) -> PathBuf {
    repo.write(&repo.root, ".gitignore", "*.log\ntarget/\n/.worktrees/\n");
    repo.write(&repo.root, "b.txt", "b\n");
    repo.write(&repo.root, "gone.txt", "gone\n");
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "-m", "More"]);
    let tree = repo.worktree();
    repo.write(&tree, "b.txt", "staged\n");
    repo.git_in(&tree, &["add", "b.txt"]);
    repo.write(&tree, "b.txt", "and changed again\n");
    repo.write(&tree, "a.txt", "two\n");
    std::fs::remove_file(tree.join("gone.txt")).unwrap();
    repo.write(&tree, "new/deep/file", "new\n");
    repo.write(&tree, "run.sh", "#!/bin/sh\n");
    std::fs::set_permissions(tree.join("run.sh"), PermissionsExt::from_mode(0o755)).unwrap();
    symlink("nowhere", tree.join("link")).unwrap();
    std::fs::write(tree.join(OsStr::from_bytes(b"caf\xe9")), "latin\n").unwrap();
    repo.write(&tree, "precious.log", "three days\n");
    repo.write(&tree, "target/debug/app", "built\n");
    tree
}

fn asked_for_discard(repo: &Fixture, patterns: &[&str]) -> Asking {
    let mut asking = repo.asking();
    let mut workflow = workflow();
    workflow.git.discard = patterns.iter().map(|&p| p.to_owned()).collect();
    asking.workflow = Arc::new(workflow);
    asking
}

fn removal(repo: &Fixture, discard: &[&str], force: bool) -> Result<Vec<External>, Fault> {
    let intents = crate::Git.intents();
    let intent = intents.iter().find(|intent| intent.name == "remove_worktree").unwrap();
    let mut draft = repo.draft();
    let asking = asked_for_discard(repo, discard);
    (intent.propose)(&asking, &mut draft, &[json!({"force": force})])?;
    Ok(draft.externals().to_vec())
}

/// All that is to be seen of a worktree.
fn seen(repo: &Fixture, tree: &Path) -> (String, String, String) {
    let ask = |args: &[&str]| repo.git_in(tree, args);
    let status = ["status", "--porcelain=v2", "--ignored", "--untracked-files=all", "-z"];
    (ask(&status), ask(&["diff", "--cached"]), ask(&["diff"]))
}

#[test]
fn everything_is_kept_and_comes_back() {
    let repo = Fixture::new();
    let tree = busy(&repo);
    let before = seen(&repo, &tree);
    let index = repo.root.join(".git/worktrees/PERF-007/index");
    let untouched = std::fs::read(&index).unwrap();
    let effects = repo.expected(&removal(&repo, &["target/"], true).unwrap());
    let kinds: Vec<_> = effects.iter().map(|effect| effect.kind.as_str()).collect();
    assert_eq!(kinds, ["git.keep", "git.remove-worktree"]);

    // Taken back, nothing is left of it.
    repo.perform(&effects[..1]);
    assert_eq!(std::fs::read(&index).unwrap(), untouched, "the user's index");
    for _ in 0..2 {
        repo.revert(&effects[0]).unwrap();
    }
    assert!(!repo.has_ref("refs/flow") && !repo.happened(&effects[0]));
    assert!(!repo.root.join(format!(".git/flow/kept-{NONCE}.index")).exists());
    assert_eq!(seen(&repo, &tree), before);

    repo.perform(&effects);
    assert!(!tree.exists());
    let kept = |path: &str| repo.git(&["show", &format!("{KEPT}:{path}")]);
    assert_eq!(kept("b.txt"), "and changed again");
    assert_eq!(repo.git(&["show", &format!("{KEPT}^2:b.txt")]), "staged");
    assert_eq!(repo.tip(&format!("{KEPT}^1")), repo.tip(ID));
    assert_eq!((kept("new/deep/file"), kept("precious.log")), ("new".into(), "three days".into()));
    let names = repo.git(&["ls-tree", "-r", "-z", KEPT]);
    assert!(names.contains("120000") && names.contains("100755"), "{names}");
    assert!(!names.contains("gone.txt") && !names.contains("target"), "{names}");

    let undo = repo.expected(&repo.inverse(&effects[1]).unwrap());
    repo.perform(&undo);
    // Only what was named as worthless is gone.
    let without = |seen: &str| seen.split('\0').filter(|l| !l.contains("target")).count();
    let after = seen(&repo, &tree);
    assert_eq!(without(&after.0), without(&before.0), "{after:?}");
    assert_eq!((after.1, after.2), (before.1, before.2));
    assert!(!tree.join("target").exists());
    assert_eq!(std::fs::read_to_string(tree.join("precious.log")).unwrap(), "three days\n");

    // A second time the ref has another name.
    let again = removal(&repo, &["target/"], true).unwrap();
    assert_eq!(again[0].data["kept_at"], format!("{KEPT}-2"));
}

#[test]
fn what_is_written_after_it_was_kept_holds_the_worktree() {
    let repo = Fixture::new();
    let tree = busy(&repo);
    let effects = repo.expected(&removal(&repo, &["target/"], true).unwrap());
    repo.perform(&effects[..1]);
    repo.write(&tree, "late.txt", "late\n");
    let fault = repo.perform_one(&effects[1]).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NeedsPerson);
    assert!(fault.message.contains("late.txt") && !fault.message.contains("target"), "{fault}");
    std::fs::remove_file(tree.join("late.txt")).unwrap();
    // A removal that was killed half-way goes on.
    std::fs::remove_file(tree.join(".gitignore")).unwrap();
    std::fs::remove_file(tree.join("a.txt")).unwrap();
    repo.perform(&effects[1..]);
    assert!(!tree.exists());
}

#[test]
fn a_restoring_that_was_killed_is_done_again() {
    let repo = Fixture::new();
    let tree = busy(&repo);
    let before = seen(&repo, &tree);
    let effects = repo.expected(&removal(&repo, &[], true).unwrap());
    repo.perform(&effects);
    let undo = repo.expected(&repo.inverse(&effects[1]).unwrap());
    repo.perform(&undo);
    let own = format!("refs/worktree/flow/{NONCE}");
    let mark = format!("refs/flow/tx/{NONCE}/worktree/{ID}");
    let start = repo.tip(ID);
    // As a kill right after the files came back leaves it.
    repo.git_in(&tree, &["update-ref", "-d", &own]);
    repo.git(&["update-ref", &mark, &start]);
    let reason = format!("flow transaction {NONCE}");
    repo.git(&["worktree", "lock", "--reason", &reason, TREE]);
    std::fs::remove_file(tree.join("precious.log")).unwrap();
    repo.perform(&undo);
    assert_eq!(seen(&repo, &tree).0.len(), before.0.len());
    // And taken back whole.
    repo.git_in(&tree, &["update-ref", "-d", &own]);
    repo.git(&["update-ref", &mark, &start]);
    repo.git(&["worktree", "lock", "--reason", &reason, TREE]);
    repo.revert(&undo[0]).unwrap();
    assert!(!tree.exists() && repo.has_ref(KEPT));
}

#[test]
fn worthless_files_do_not_keep_a_worktree_and_others_do() {
    let repo = Fixture::new();
    let tree = busy(&repo);
    repo.git_in(&tree, &["add", "-A"]);
    repo.git_in(&tree, &["commit", "-q", "-m", "All"]);
    repo.git(&["merge", "-q", "--no-ff", "-m", "Merged", ID]);
    let fault = removal(&repo, &["target/"], false).unwrap_err();
    assert!(fault.message.ends_with("git ignores: precious.log"), "{fault}");
    assert!(fault.hint.unwrap().contains("[git] discard"));
    std::fs::remove_file(tree.join("precious.log")).unwrap();
    let effects = repo.expected(&removal(&repo, &["target/"], false).unwrap());
    assert_eq!(effects.len(), 1);
    // A kill has taken the rules of what is ignored first.
    std::fs::remove_file(tree.join(".gitignore")).unwrap();
    repo.perform(&effects);
    assert!(!tree.exists() && !repo.has_ref(KEPT));
}

#[test]
fn what_cannot_be_kept_is_not_removed() {
    let repo = Fixture::new();
    let tree = busy(&repo);
    let refused = |word: &str| {
        let fault = removal(&repo, &["target/"], true).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Refused);
        assert!(fault.message.contains(word) && fault.hint.is_some(), "{word}: {fault:?}");
    };
    // Another repository, among new files and among ignored ones.
    for place in ["lib", "cache.log"] {
        repo.git_in(&tree, &["init", "-q", place]);
        repo.write(&tree, &format!("{place}/x"), "x\n");
        refused(&format!("another repository, which flow does not look into: {place}/"));
        std::fs::remove_dir_all(tree.join(place)).unwrap();
    }
    let big = std::fs::File::create(tree.join("dump.log")).unwrap();
    big.set_len(300 * 1024 * 1024).unwrap();
    refused("more than 256 MiB that git ignores: dump.log");
    std::fs::remove_file(tree.join("dump.log")).unwrap();
    repo.git(&["worktree", "lock", "--reason", "mine", TREE]);
    refused("is locked: mine");
    repo.git(&["worktree", "unlock", TREE]);
    repo.git_in(&tree, &["switch", "-q", "-c", "spike"]);
    refused("does not have branch");
    repo.git_in(&tree, &["switch", "-q", ID]);
    let head = repo.tip("main");
    repo.write(&repo.root, ".git/worktrees/PERF-007/MERGE_HEAD", &format!("{head}\n"));
    refused("a merge is under way");
}

#[test]
fn a_filter_that_fails_loses_nothing() {
    let repo = Fixture::new();
    let tree = busy(&repo);
    let before = seen(&repo, &tree);
    let effects = repo.expected(&removal(&repo, &["target/"], true).unwrap());
    repo.git(&["config", "filter.x.clean", "false"]);
    repo.git(&["config", "filter.x.required", "true"]);
    repo.write(&repo.root, ".git/info/attributes", "new/** filter=x\n");
    let fault = repo.perform_one(&effects[0]).unwrap_err();
    assert!(fault.message.contains("update-index"), "{fault}");
    repo.revert(&effects[0]).unwrap();
    std::fs::remove_file(repo.root.join(".git/info/attributes")).unwrap();
    assert_eq!(seen(&repo, &tree), before);
    assert!(!repo.has_ref("refs/flow"));
}

#[test]
fn changes_that_git_was_told_not_to_see_are_seen() {
    let repo = Fixture::new();
    let tree = repo.worktree();
    for (hide, show) in
        [("--assume-unchanged", "--no-assume-unchanged"), ("--skip-worktree", "--no-skip-worktree")]
    {
        repo.git_in(&tree, &["update-index", hide, "a.txt"]);
        assert_eq!(repo.ask("changes", &[TREE]).unwrap(), json!([]));
        repo.write(&tree, "a.txt", "my own settings\n");
        assert_eq!(repo.ask("changes", &[TREE]).unwrap(), json!(["a.txt"]), "{hide}");
        let effects = repo.expected(&removal(&repo, &[], true).unwrap());
        repo.perform(&effects[..1]);
        assert_eq!(repo.git(&["show", &format!("{KEPT}:a.txt")]), "my own settings");
        repo.revert(&effects[0]).unwrap();
        repo.git_in(&tree, &["update-index", show, "a.txt"]);
        repo.git_in(&tree, &["checkout", "-q", "a.txt"]);
    }
}
