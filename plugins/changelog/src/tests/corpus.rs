//! Real changelogs, where they are there.

use std::path::Path;

use serde_json::json;

use crate::testing::{FILE, Repository, after};

/// A real changelog; `None`, and a word about it, where it is missing.
#[allow(clippy::print_stderr, reason = "a skipped test must be seen")]
fn real(day: &str) -> Option<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let file = corpus.join(day).join(FILE);
    match flow_core::fs::read_file(&file).expect("readable") {
        Some(bytes) => Some(String::from_utf8(bytes).expect("UTF-8")),
        None if std::env::var("FLOW_CORPUS").is_ok_and(|v| v == "required") => {
            panic!("{} is missing", file.display())
        }
        None => {
            eprintln!("skipped: {} is missing", file.display());
            None
        }
    }
}

#[test]
fn a_real_entry_is_found_and_not_written_again() {
    let Some(text) = real("origin-seed-day") else { return };
    let repository = Repository::new();
    repository.put(FILE, &text);
    let task = ["PERF-007", "Connection Pooling for Qdrant"];
    assert_eq!(repository.found(&task), (true, "CHANGELOG.md:56".to_owned()));
    assert!(repository.found(&["PERF-007", "Add Connection Pooling for Qdrant (~5 days)"]).0);
    assert!(!repository.found(&["PERF-007", "CI Test Suite Performance"]).0, "released already");
    let mut draft = repository.draft();
    let told = json!({ "id": task[0], "title": task[1], "lines": ["again"] });
    assert_eq!(repository.write(&mut draft, told), Ok(false));
    assert_eq!(draft.files().count(), 0);
}

#[test]
fn a_new_entry_goes_to_its_place_in_a_real_file() {
    for day in ["origin-seed-day", "origin-last-day"] {
        let Some(text) = real(day) else { continue };
        let repository = Repository::new();
        repository.put(FILE, &text);
        let told = json!({ "id": "TEST-9999", "title": "Made up", "lines": ["one", "two"] });
        let mut draft = repository.draft();
        assert_eq!(repository.write(&mut draft, told), Ok(true));
        let start = text.find("\n## [Unreleased]\n").expect("a heading");
        let first = start + 1 + text[start + 1..].find("\n### ").expect("a group") + 1;
        let gap = if day == "origin-last-day" { "" } else { "\n" };
        let new = format!(
            "### Changed - 2026-11-23\n{gap}- **TEST-9999: Made up**\n  - one\n  - two\n\n"
        );
        let expected = format!("{}{new}{}", &text[..first], &text[first..]);
        assert!(after(&draft, FILE) == expected, "{day}: the new group is the first");
    }
}

#[test]
fn a_real_group_that_repeats_is_extended_where_it_stands_first() {
    let Some(text) = real("origin-last-day") else { return };
    let mut repository = Repository::new();
    repository.configure(|settings| {
        let form = flow_core::form::Template::parse("### Fixed - 2025-12-01").expect("a form");
        settings.heading = form;
    });
    repository.put(FILE, &text);
    let told = json!({ "id": "BUG-9999", "title": "Made up" });
    let mut draft = repository.draft();
    assert_eq!(repository.write(&mut draft, told), Ok(true));
    let new = after(&draft, FILE);
    assert_eq!(new.len(), text.len() + "- **BUG-9999: Made up**\n".len() + blank(&new));
    let at = new.find("- **BUG-9999").expect("there");
    let heads: Vec<usize> =
        new.match_indices("\n### Fixed - 2025-12-01").map(|(at, _)| at).collect();
    assert!(heads[0] < at && at < heads[1]);
    assert_eq!(heads.len(), text.matches("\n### Fixed - 2025-12-01").count());
}

/// Whether a blank line was put before the new entry, as its neighbours have one.
fn blank(text: &str) -> usize {
    usize::from(text.contains("\n\n- **BUG-9999"))
}
