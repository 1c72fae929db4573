//! Earlier texts of boards: on all branches, in every worktree.

use std::collections::BTreeSet;

use flow_core::path::RelPath;
use flow_core::plugin::Past;

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
    let all = past::past(&fixture.site(), &paths, &[], &mut |path, text| {
        seen.push(format!("{path}: {}", text.trim()));
    });
    assert!(all.unwrap().whole);
    let unique: BTreeSet<_> = seen.iter().map(String::as_str).collect();
    assert_eq!(unique.len(), seen.len(), "{seen:?}");
    for wanted in ["TODO.md: A-2", "TODO.md: A-4"] {
        assert!(unique.contains(wanted), "{wanted} in {seen:?}");
    }
    // Two files had this one, and which commit comes first is a matter of the clock.
    assert!(seen.iter().any(|one| one.ends_with(": A-1")), "{seen:?}");
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
    past::past(&fixture.site(), &paths, &[], &mut |_, text| seen.push_str(text)).unwrap();
    assert_eq!(seen, "A-9\n");
    assert_eq!(past::worktrees(&fixture.site()), [fixture.root.clone(), linked]);
}

#[test]
fn a_repository_without_a_commit_has_no_past() {
    let fixture = Fixture::unborn(&[]);
    let paths = [RelPath::new("TODO.md").unwrap()];
    assert!(past::past(&fixture.site(), &paths, &[], &mut |_, _| unreachable!()).unwrap().whole);
}

/// The texts that a look shows, and the marks that it gives.
fn look(fixture: &Fixture, seen: &[String]) -> (Vec<String>, Past) {
    let paths = ["TODO.md", "archive"].map(|path| RelPath::new(path).unwrap());
    let mut texts = Vec::new();
    let past = past::past(&fixture.site(), &paths, seen, &mut |_, text| {
        texts.push(text.trim().to_owned());
    });
    (texts, past.unwrap())
}

#[test]
fn a_later_look_shows_only_what_is_new() {
    let fixture = Fixture::new();
    let root = fixture.root.clone();
    fixture.commit(&root, "TODO.md", "A-1\n");
    std::fs::create_dir_all(root.join("archive")).unwrap();
    fixture.commit(&root, "archive/A-2.md", "A-2\n");
    let (_, first) = look(&fixture, &[]);
    assert!(first.whole);
    assert_eq!(look(&fixture, &first.marks), (Vec::new(), first.clone()));
    // Neither what the new commit leaves as it was, nor what an older one had.
    fixture.commit(&root, "other.md", "other\n");
    let (texts, other) = look(&fixture, &first.marks);
    assert_eq!(texts, Vec::<String>::new());
    fixture.git(&["switch", "--quiet", "-c", "side", "HEAD~2"]);
    fixture.commit(&root, "TODO.md", "A-3\n");
    fixture.git(&["switch", "--quiet", "main"]);
    fixture.commit(&root, "archive/A-4.md", "A-4\n");
    let (texts, both) = look(&fixture, &other.marks);
    assert!(both.whole);
    let texts: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
    assert!(texts.contains("A-3") && texts.contains("A-4"), "{texts:?}");
    assert!(!texts.contains("A-1") && !texts.contains("A-2"), "{texts:?}");
    // A branch that goes takes no number with it, and one that comes back is looked at again.
    fixture.git(&["branch", "-m", "side", "elsewhere"]);
    assert_eq!(look(&fixture, &both.marks).0, Vec::<String>::new());
}

#[test]
fn marks_of_another_repository_hide_nothing() {
    let fixture = Fixture::new();
    fixture.commit(&fixture.root.clone(), "TODO.md", "A-1\n");
    let foreign = ["1".repeat(40), "no mark at all".into(), String::new()];
    let (texts, past) = look(&fixture, &foreign);
    assert!(texts.contains(&"A-1".to_owned()) && past.whole);
}

#[test]
fn a_clone_that_is_deepened_is_looked_through_again() {
    let fixture = Fixture::new();
    let root = fixture.root.clone();
    fixture.commit(&root, "TODO.md", "A-1\n");
    fixture.commit(&root, "TODO.md", "A-2\n");
    let whole = std::fs::read_to_string(root.join(".git/refs/heads/main")).unwrap();
    std::fs::write(root.join(".git/shallow"), whole).unwrap();
    let (texts, first) = look(&fixture, &[]);
    assert_eq!(texts, ["A-2"]);
    assert_eq!(look(&fixture, &first.marks).0, Vec::<String>::new());
    std::fs::remove_file(root.join(".git/shallow")).unwrap();
    let (texts, _) = look(&fixture, &first.marks);
    assert!(texts.contains(&"A-1".to_owned()), "{texts:?}");
}

#[test]
fn a_look_that_lacks_an_object_is_made_anew() {
    let fixture = Fixture::new();
    let root = fixture.root.clone();
    fixture.commit(&root, "TODO.md", "A-1\n");
    let blob = fixture.git(&["rev-parse", "HEAD:TODO.md"]);
    fixture.commit(&root, "TODO.md", "A-2\n");
    let (dir, name) = blob.trim().split_at(2);
    let object = root.join(".git/objects").join(dir).join(name);
    let kept = root.join("kept");
    std::fs::rename(&object, &kept).unwrap();
    let (texts, past) = look(&fixture, &[]);
    assert_eq!((texts, past), (vec!["A-2".to_owned()], Past::default()));
    std::fs::rename(&kept, &object).unwrap();
    assert!(look(&fixture, &[]).1.whole);
}
