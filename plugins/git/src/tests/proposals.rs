//! Intents that lean on one another.

use serde_json::json;

use super::*;

#[test]
fn a_merge_in_the_same_plan_counts() {
    let repo = Fixture::new();
    let tree = repo.worktree();
    let tip = repo.commit(&tree, "b.txt", "two\n");
    let mut draft = repo.draft();
    for intent in ["merge", "remove_worktree", "delete_branch"] {
        assert!(repo.intend(&mut draft, intent, json!({})).unwrap(), "{intent}");
    }
    let effects = repo.expected(draft.externals());
    repo.perform(&effects);
    assert!(!tree.exists() && repo.clean() && repo.marks().is_empty());
    assert_eq!(repo.tip("refs/flow/kept/PERF-007"), tip);
    assert_eq!(repo.git(&["show", "main:b.txt"]), "two");
}

#[test]
fn commits_after_the_plan_are_noticed_under_the_lock() {
    let repo = Fixture::new();
    let tree = repo.worktree();
    repo.commit(&tree, "b.txt", "two\n");
    let mut draft = repo.draft();
    repo.intend(&mut draft, "merge", json!({})).unwrap();
    repo.intend(&mut draft, "remove_worktree", json!({})).unwrap();
    repo.commit(&tree, "c.txt", "three\n");
    let removal = draft.externals().last().unwrap();
    let fault = actuator(&removal.kind).expect(&repo.site(), &removal.data, NONCE).unwrap_err();
    assert!(fault.message.contains("in the meantime"), "{fault}");
}

#[test]
fn a_branch_without_commits_is_deleted_and_not_kept() {
    let repo = Fixture::new();
    repo.git(&["branch", ID]);
    repo.perform(&repo.prepared("delete_branch", json!({})));
    assert!(!repo.has_ref("refs/heads/PERF-007") && !repo.has_ref("refs/flow"));
}

#[test]
fn a_kept_tip_is_not_overwritten_by_another() {
    let repo = Fixture::new();
    let old = repo.git(&["commit-tree", "HEAD^{tree}", "-m", "an older life"]);
    repo.git(&["update-ref", "refs/flow/kept/PERF-007", &old]);
    let tree = repo.worktree();
    let tip = repo.commit(&tree, "b.txt", "two\n");
    let mut draft = repo.draft();
    for intent in ["merge", "remove_worktree", "delete_branch"] {
        repo.intend(&mut draft, intent, json!({})).unwrap();
    }
    repo.perform(&repo.expected(draft.externals()));
    assert_eq!(repo.tip("refs/flow/kept/PERF-007"), old);
    assert_eq!(repo.tip(&format!("refs/flow/kept/PERF-007-{}", &tip[..10])), tip);
}

#[test]
fn a_wish_that_nobody_knows_is_an_error() {
    let repo = Fixture::new();
    let fault = repo.intend(&mut repo.draft(), "merge", json!({"brunch": "x"})).unwrap_err();
    assert!(fault.message.contains("brunch"), "{fault}");
    let wish = json!({"branch": "main"});
    assert!(repo.intend(&mut repo.draft(), "delete_branch", wish).is_err(), "base itself");
}
