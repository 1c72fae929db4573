//! Earlier texts of boards: on all branches, in every worktree.

use std::collections::BTreeSet;

use flow_core::path::RelPath;

use super::Fixture;
use crate::past;

#[test]
fn every_text_that_a_commit_had_is_shown_once() {
    let fixture = Fixture::new();
    let root = fixture.root.clone();
    fixture.commit(&root, "TODO.md", "A-1\n");
    fixture.commit(&root, "TODO.md", "A-2\n");
    std::fs::create_dir_all(root.join("archive/old")).unwrap();
    fixture.commit(&root, "archive/old/A-3.md", "A-1\n");
    fixture.git(&["switch", "--quiet", "-c", "side", "HEAD~1"]);
    fixture.commit(&root, "TODO.md", "A-4\n");
    fixture.git(&["switch", "--quiet", "main"]);
    fixture.git(&["branch", "-m", "side", "other"]);
    let paths = ["TODO.md", "archive", "missing"].map(|path| RelPath::new(path).unwrap());
    let mut seen = Vec::new();
    let all = past::past(&fixture.site(), &paths, &mut |path, text| {
        seen.push(format!("{path}: {}", text.trim()));
    });
    assert!(all.unwrap());
    let unique: BTreeSet<_> = seen.iter().map(String::as_str).collect();
    assert_eq!(unique.len(), seen.len(), "{seen:?}");
    for wanted in ["TODO.md: A-1", "TODO.md: A-2", "TODO.md: A-4"] {
        assert!(unique.contains(wanted), "{wanted} in {seen:?}");
    }
    assert!(seen.iter().any(|one| one.starts_with("archive/old/A-3.md: ")), "{seen:?}");
}

#[test]
fn a_head_that_no_branch_has_is_history_too() {
    let fixture = Fixture::new();
    let linked = fixture.root.join(".worktrees/x");
    fixture.git(&["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()]);
    fixture.commit(&linked, "TODO.md", "A-9\n");
    std::fs::write(linked.join("TODO.md"), "").unwrap();
    let paths = [RelPath::new("TODO.md").unwrap()];
    let mut seen = String::new();
    past::past(&fixture.site(), &paths, &mut |_, text| seen.push_str(text)).unwrap();
    assert_eq!(seen, "A-9\n");
    assert_eq!(past::worktrees(&fixture.site()), [fixture.root.clone(), linked]);
}

#[test]
fn a_repository_without_a_commit_has_no_past() {
    let fixture = Fixture::unborn(&[]);
    let paths = [RelPath::new("TODO.md").unwrap()];
    assert!(past::past(&fixture.site(), &paths, &mut |_, _| unreachable!()).unwrap());
}
