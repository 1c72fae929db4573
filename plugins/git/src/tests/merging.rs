//! Merges.

use flow_core::fault::FaultKind;
use serde_json::json;

use super::*;

/// A branch with a commit, in its worktree.
fn worked() -> (Fixture, PathBuf) {
    let repo = Fixture::new();
    repo.commit(&repo.root, "far.txt", "far\n");
    let tree = repo.worktree();
    repo.commit(&tree, "a.txt", "two\n");
    repo.commit(&tree, "dir/new.txt", "new\n");
    repo.git_in(&tree, &["rm", "--quiet", "far.txt"]);
    repo.git_in(&tree, &["commit", "--quiet", "-m", "rm"]);
    (repo, tree)
}

#[test]
fn a_branch_is_merged_and_the_checkout_follows() {
    let (repo, _) = worked();
    repo.write(&repo.root, "apart", "mine\n");
    let (old, tip) = (repo.tip("main"), repo.tip(ID));
    let effects = repo.prepared("merge", json!({"message": "Merge PERF-007\n\nWhy."}));
    let kinds: Vec<_> = effects.iter().map(|effect| effect.kind.as_str()).collect();
    assert_eq!(kinds, ["git.merge", "git.base", "git.checkout"]);
    assert!(!repo.happened(&effects[1]));

    repo.perform(&effects[..1]);
    assert_eq!(repo.tip("main"), old, "nobody sees the merge commit yet");
    assert_eq!(repo.git(&["status", "--porcelain"]), "?? apart");
    assert!(!repo.happened(&effects[1]));

    repo.perform(&effects[1..]);
    assert_eq!(repo.git(&["log", "-1", "--format=%P", "main"]), format!("{old} {tip}"));
    assert_eq!(repo.git(&["log", "-1", "--format=%B%an", "main"]), "Merge PERF-007\n\nWhy.\nAda");
    assert_eq!(repo.git(&["status", "--porcelain"]), "?? apart");
    assert!(repo.root.join("dir/new.txt").exists() && !repo.root.join("far.txt").exists());
    assert!(repo.marks().is_empty());
    assert!(effects.iter().all(|effect| repo.happened(effect)), "also without the ref");

    let fault = repo.inverse(&effects[1]).unwrap_err();
    assert!(fault.message.contains("history is not rewritten"));
    assert_eq!(fault.hint.unwrap(), format!("git revert -m 1 {}", repo.tip("main")));
    let mut draft = repo.draft();
    assert!(!repo.intend(&mut draft, "merge", json!({})).unwrap(), "merged already");
    assert!(draft.externals().is_empty());
}

#[test]
fn an_unseen_merge_is_reverted() {
    let (repo, _) = worked();
    let effects = repo.prepared("merge", json!({}));
    repo.revert(&effects[0]).unwrap();
    repo.perform(&effects[..1]);
    repo.revert(&effects[0]).unwrap();
    repo.revert(&effects[0]).unwrap();
    assert!(repo.marks().is_empty() && !repo.happened(&effects[0]));
}

#[test]
fn a_base_that_moved_is_a_lost_race() {
    let (repo, _) = worked();
    let effects = repo.prepared("merge", json!({}));
    repo.perform(&effects[..1]);
    let moved = repo.commit(&repo.root, "late.txt", "late\n");
    let fault = repo.perform_one(&effects[1]).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Lost, "{fault}");
    assert_eq!(repo.tip("main"), moved);
    assert!(!repo.happened(&effects[1]));
    repo.revert(&effects[0]).unwrap();
    // A merge that somebody else made of the same two commits is not ours.
    repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "by hand", ID]);
    assert!(!repo.happened(&effects[1]));
}

#[test]
fn our_merge_is_found_below_later_commits() {
    let (repo, _) = worked();
    let effects = repo.prepared("merge", json!({}));
    repo.perform(&effects);
    repo.commit(&repo.root, "later.txt", "later\n");
    assert!(repo.happened(&effects[1]));
    repo.perform_one(&effects[1]).unwrap();
}

#[test]
fn a_conflict_is_refused_with_the_way_out() {
    let (repo, _) = worked();
    repo.commit(&repo.root, "a.txt", "ours\n");
    let fault = repo.intend(&mut repo.draft(), "merge", json!({})).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused);
    assert!(fault.message.ends_with("in a.txt"), "{fault}");
    assert!(fault.hint.unwrap().starts_with("`git -C .worktrees/PERF-007 merge main`"));
    assert!(repo.clean());
}

#[test]
fn dirty_files_in_the_way_are_refused_and_others_kept() {
    let (repo, _) = worked();
    repo.write(&repo.root, "a.txt", "mine\n");
    let fault = repo.intend(&mut repo.draft(), "merge", json!({})).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused);
    assert!(fault.message.contains("a.txt"), "{fault}");
}

#[test]
fn an_operation_under_way_is_refused() {
    let (repo, _) = worked();
    repo.write(&repo.root, ".git/MERGE_HEAD", &repo.tip("main"));
    let fault = repo.intend(&mut repo.draft(), "merge", json!({})).unwrap_err();
    assert!(fault.message.contains("a merge is under way"), "{fault}");
}

/// What a killed read-tree leaves: some files are there, the index is as it was.
#[test]
fn a_checkout_that_was_killed_is_completed() {
    let steps: [fn(&Fixture); 6] = [
        // A file that git had only begun to write.
        |repo| repo.write(&repo.root, "dir/new.txt", ""),
        |repo| repo.write(&repo.root, "a.txt", "tw"),
        |repo| repo.write(&repo.root, "a.txt", "two\n"),
        |repo| repo.write(&repo.root, "dir/new.txt", "new\n"),
        |repo| std::fs::remove_file(repo.root.join("far.txt")).unwrap(),
        |repo| {
            repo.write(&repo.root, "a.txt", "two\n");
            repo.write(&repo.root, "dir/new.txt", "new\n");
            std::fs::remove_file(repo.root.join("far.txt")).unwrap();
        },
    ];
    for step in steps {
        let (repo, _) = worked();
        let effects = repo.prepared("merge", json!({}));
        repo.perform(&effects[..2]);
        step(&repo);
        repo.perform(&effects[2..]);
        assert!(repo.clean(), "{}", repo.git(&["status", "--porcelain"]));
    }
}

#[test]
fn a_late_edit_in_the_checkout_is_never_overwritten() {
    for file in ["a.txt", "dir/new.txt"] {
        let (repo, _) = worked();
        let effects = repo.prepared("merge", json!({}));
        repo.perform(&effects[..2]);
        repo.write(&repo.root, ".git/info/exclude", "/.worktrees/\nnew.txt\n");
        repo.write(&repo.root, file, "late\n");
        let fault = repo.perform_one(&effects[2]).unwrap_err();
        assert_eq!(fault.kind, FaultKind::NeedsPerson, "{fault}");
        assert!(fault.message.contains(file), "{fault}");
        assert_eq!(std::fs::read_to_string(repo.root.join(file)).unwrap(), "late\n");
        std::fs::remove_file(repo.root.join(file)).unwrap();
        repo.perform(&effects[2..]);
        assert!(repo.clean());
    }
}

#[test]
fn a_base_that_is_checked_out_nowhere_needs_no_checkout() {
    let (repo, _) = worked();
    repo.git(&["switch", "--quiet", "-c", "elsewhere"]);
    let effects = repo.prepared("merge", json!({"base": "main"}));
    repo.perform(&effects);
    assert!(repo.clean() && repo.marks().is_empty());
    assert_eq!(repo.git(&["show", "main:a.txt"]), "two");
}

/// The branch changes a file that the plan writes, adds one where the plan makes a folder, and one
/// that the plan makes too.
#[test]
fn a_merge_of_a_file_that_the_plan_writes_is_refused() {
    let path = |path: &str| RelPath::new(path).unwrap();
    let written = |repo: &Fixture, file: &str| {
        let mut draft = repo.draft();
        match repo.root.join(file).exists() {
            true => draft.splice(&path(file), 0..0, b"card\n").unwrap(),
            false => draft.create(&path(file), b"card\n").unwrap(),
        }
        draft
    };
    for file in ["a.txt", "dir/new.txt", "dir/new.txt/below"] {
        let (repo, _) = worked();
        let fault = repo.intend(&mut written(&repo, file), "merge", json!({})).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Refused, "{fault}");
        assert!(fault.message.contains(file), "{fault}");
        let hint = fault.hint.unwrap();
        let command = "(`git -C .worktrees/PERF-007 checkout main -- a.txt`, commit)";
        assert_eq!(hint.contains(command), file == "a.txt", "{hint}");
        // A hook after the merge wrote it.
        let effects = repo.prepared("merge", json!({}));
        let spares = |of: &External| {
            actuator(&of.kind).spares(&repo.site(), &of.data, &[&path("b"), &path(file)])
        };
        assert!(effects[..2].iter().all(|effect| spares(effect).is_ok()));
        assert_eq!(spares(&effects[2]).unwrap_err().kind, FaultKind::Refused);
    }
}

#[test]
fn the_hint_of_a_refused_merge_leads_on() {
    let (repo, tree) = worked();
    let mut draft = repo.draft();
    draft.splice(&RelPath::new("a.txt").unwrap(), 0..0, b"card\n").unwrap();
    assert!(repo.intend(&mut draft, "merge", json!({})).is_err());
    // Base goes on meanwhile.
    repo.commit(&repo.root, "b.txt", "b\n");
    repo.git_in(&tree, &["checkout", "main", "--", "a.txt"]);
    repo.git_in(&tree, &["commit", "--quiet", "-m", "off"]);
    assert!(repo.intend(&mut draft, "merge", json!({})).unwrap());
}

#[test]
fn files_of_the_plan_that_the_branch_leaves_alone_are_no_obstacle() {
    let (repo, _) = worked();
    repo.commit(&repo.root, "DOING.md", "# Doing\n");
    repo.write(&repo.root, "DOING.md", "# Doing\n\ndirty\n");
    let mut draft = repo.draft();
    draft.splice(&RelPath::new("DOING.md").unwrap(), 0..0, b"card\n").unwrap();
    // Read, and not written.
    draft.hold(&RelPath::new("a.txt").unwrap(), b"one\n".to_vec().into());
    assert!(repo.intend(&mut draft, "merge", json!({})).unwrap());
    // Where base is checked out elsewhere, its checkout and the plan have different files.
    let (repo, _) = worked();
    repo.git(&["switch", "--quiet", "-c", "boards"]);
    repo.git(&["worktree", "add", "--quiet", "../main", "main"]);
    let mut draft = repo.draft();
    draft.splice(&RelPath::new("a.txt").unwrap(), 0..0, b"card\n").unwrap();
    assert!(repo.intend(&mut draft, "merge", json!({"base": "main"})).unwrap());
}
