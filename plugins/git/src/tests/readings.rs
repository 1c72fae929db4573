//! Each question.

use serde_json::{Value, json};

use super::*;

#[test]
fn branches_and_tips() {
    let repo = Fixture::new();
    assert_eq!(repo.ask("base", &[]).unwrap(), "main");
    assert_eq!(repo.ask("branch_exists", &["main"]).unwrap(), true);
    assert_eq!(repo.ask("branch_exists", &[ID]).unwrap(), false);
    assert_eq!(repo.ask("tip", &["main"]).unwrap(), repo.tip("main"));
    assert_eq!(repo.ask("tip", &[ID]).unwrap(), "");
    let fault = repo.ask("ahead", &[ID, "main"]).unwrap_err();
    assert!(fault.message.contains("no branch") && fault.hint.is_some());
}

#[test]
fn worktrees() {
    let repo = Fixture::new();
    assert_eq!(repo.ask("checked_out_at", &["main"]).unwrap(), ".");
    assert_eq!(repo.ask("checked_out_at", &[ID]).unwrap(), "");
    assert_eq!(repo.ask("worktree_at", &[TREE]).unwrap(), Value::Null);
    assert_eq!(repo.ask("path_occupied", &[TREE]).unwrap(), false);
    let tree = repo.worktree();
    repo.git(&["worktree", "lock", TREE]);
    assert_eq!(repo.ask("checked_out_at", &[ID]).unwrap(), TREE);
    let mut told = json!({"path": TREE, "branch": ID, "locked": true, "prunable": false});
    assert_eq!(repo.ask("worktree_at", &[TREE]).unwrap(), told);
    assert_eq!(repo.ask("worktree_at", &[tree.to_str().unwrap()]).unwrap(), told);
    assert_eq!(repo.ask("path_occupied", &[TREE]).unwrap(), true);
    std::fs::remove_dir_all(tree).unwrap();
    told["prunable"] = true.into();
    assert_eq!(repo.ask("worktree_at", &[TREE]).unwrap(), told);
    std::fs::create_dir(repo.root.join("empty")).unwrap();
    assert_eq!(repo.ask("path_occupied", &["empty"]).unwrap(), false);
    assert_eq!(repo.ask("path_occupied", &["a.txt"]).unwrap(), true);
}

#[test]
fn changes_and_ignored_files() {
    let repo = Fixture::new();
    repo.commit(&repo.root, ".gitignore", "*.o\n/target/\n");
    let tree = repo.worktree();
    assert_eq!(repo.ask("changes", &[TREE]).unwrap(), json!([]));
    assert_eq!(repo.ask("ignored", &[TREE]).unwrap(), json!([]));
    repo.write(&tree, "a.txt", "changed\n");
    repo.write(&tree, "new/file", "x");
    repo.write(&tree, "staged", "x");
    repo.git_in(&tree, &["add", "staged"]);
    repo.write(&tree, "x.o", "x");
    repo.write(&tree, "target/y", "x");
    assert_eq!(repo.ask("changes", &[TREE]).unwrap(), json!(["a.txt", "new/file", "staged"]));
    assert_eq!(repo.ask("ignored", &[TREE]).unwrap(), json!(["target/", "x.o"]));
    assert!(repo.ask("changes", &["nowhere"]).is_err());
    assert_eq!(repo.ask("changes", &["."]).unwrap(), json!([]));
}

#[test]
fn a_filter_or_a_sparse_checkout_is_no_change() {
    let repo = Fixture::new();
    repo.git(&["config", "filter.upper.clean", "tr a-z A-Z"]);
    repo.git(&["config", "filter.upper.smudge", "tr A-Z a-z"]);
    repo.commit(&repo.root, ".gitattributes", "*.low filter=upper\n");
    repo.commit(&repo.root, "x.low", "abc\n");
    repo.commit(&repo.root, "far/away", "x\n");
    let tree = repo.worktree();
    repo.git_in(&tree, &["sparse-checkout", "set", "near"]);
    // A new time makes both look at the content again.
    let file = std::fs::File::open(tree.join("x.low")).unwrap();
    file.set_modified(std::time::SystemTime::now() - Duration::from_secs(99)).unwrap();
    assert!(!tree.join("far").exists());
    assert_eq!(std::fs::read_to_string(tree.join("x.low")).unwrap(), "abc\n");
    assert_eq!(repo.ask("changes", &[TREE]).unwrap(), json!([]));
    repo.write(&tree, "x.low", "abd\n");
    assert_eq!(repo.ask("changes", &[TREE]).unwrap(), json!(["x.low"]));
}

#[test]
fn history_of_a_merged_branch() {
    let repo = Fixture::new();
    let tree = repo.worktree();
    let own = || repo.ask("has_own_commits", &[ID, "main"]).unwrap();
    let merged = || repo.ask("merged", &[ID, "main"]).unwrap();
    assert_eq!((own(), merged()), (false.into(), true.into()), "a new branch");
    repo.commit(&repo.root, "c.txt", "three\n");
    assert_eq!((own(), merged()), (false.into(), true.into()), "base went on");
    repo.commit(&tree, "b.txt", "two\n");
    assert_eq!((own(), merged()), (true.into(), false.into()));
    assert_eq!(repo.ask("ahead", &[ID, "main"]).unwrap(), 1);
    assert_eq!(repo.ask("changed_files", &[ID, "main"]).unwrap(), json!(["b.txt"]));
    assert_eq!(repo.ask("conflicts", &[ID, "main"]).unwrap(), json!([]));
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", ID]);
    assert_eq!((own(), merged()), (true.into(), true.into()), "a merge brought it");
    repo.git(&["reflog", "expire", "--expire=all", "--all"]);
    repo.commit(&repo.root, "d.txt", "four\n");
    assert_eq!(own(), true);
}

#[test]
fn history_of_a_fast_forwarded_branch_is_in_its_log() {
    let repo = Fixture::new();
    let tree = repo.worktree();
    repo.commit(&tree, "b.txt", "two\n");
    repo.git(&["merge", "--quiet", "--ff-only", ID]);
    assert_eq!(repo.ask("has_own_commits", &[ID, "main"]).unwrap(), true);
    repo.git(&["reflog", "expire", "--expire=all", "--all"]);
    assert_eq!(repo.ask("has_own_commits", &[ID, "main"]).unwrap(), false);
}

#[test]
fn conflicts_and_files_at_revisions() {
    let repo = Fixture::new();
    let tree = repo.worktree();
    repo.commit(&tree, "a.txt", "theirs\n");
    repo.commit(&repo.root, "a.txt", "ours\n");
    assert_eq!(repo.ask("conflicts", &[ID, "main"]).unwrap(), json!(["a.txt"]));
    assert!(repo.clean());
    assert_eq!(repo.ask("file_at", &[ID, "a.txt"]).unwrap(), "theirs\n");
    assert_eq!(repo.ask("file_at", &["main~1", "a.txt"]).unwrap(), "one\n");
    assert_eq!(repo.ask("file_at", &["main", "nope"]).unwrap(), Value::Null);
    assert!(repo.ask("file_at", &["nope", "a.txt"]).is_err());
    assert!(repo.ask("file_at", &["--all", "a.txt"]).is_err());
}

#[test]
fn what_is_under_way() {
    let repo = Fixture::new();
    assert_eq!(repo.ask("under_way", &[]).unwrap(), "");
    for (file, word) in
        [("MERGE_HEAD", "merge"), ("REVERT_HEAD", "revert"), ("BISECT_LOG", "bisect")]
    {
        repo.write(&repo.root, &format!(".git/{file}"), &repo.tip("main"));
        assert_eq!(repo.ask("under_way", &[]).unwrap(), word);
        std::fs::remove_file(repo.root.join(".git").join(file)).unwrap();
    }
}

#[test]
fn what_is_in_the_way_of_a_merge() {
    let repo = Fixture::new();
    repo.commit(&repo.root, ".gitignore", "*.o\n");
    repo.commit(&repo.root, "far.txt", "far\n");
    let tree = repo.worktree();
    repo.commit(&tree, "a.txt", "two\n");
    repo.commit(&tree, "new.txt", "new\n");
    repo.write(&tree, "made.o", "x");
    repo.git_in(&tree, &["add", "-f", "made.o"]);
    repo.commit(&tree, "dir/inner", "x\n");
    let way = || repo.ask("dirty_in_the_way", &[ID, "main"]).unwrap();
    assert_eq!(way(), json!([]));
    repo.write(&repo.root, "far.txt", "mine\n");
    repo.write(&repo.root, "apart", "mine\n");
    assert_eq!(way(), json!([]), "changes elsewhere do not matter");
    repo.write(&repo.root, "a.txt", "mine\n");
    repo.write(&repo.root, "new.txt", "mine\n");
    repo.write(&repo.root, "made.o", "mine\n");
    repo.write(&repo.root, "dir", "a file\n");
    assert_eq!(way(), json!(["a.txt", "made.o", "new.txt", "dir"]));
}
