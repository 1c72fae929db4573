//! What holds for every changelog.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use crate::place::sections;
use crate::testing::{FILE, Repository, after, path};
use crate::text::Document;

/// A line of a changelog, or several.
fn block() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        4 => Just("\n"),
        2 => Just("## [Unreleased]\n"),
        1 => Just("## [1.0.0] - 2026-01-01\n"),
        2 => Just("### Changed - 2026-11-23\n"),
        2 => Just("### Fixed - 2026-11-22\n"),
        1 => Just("#### Deeper\n"),
        3 => Just("- **PERF-008: Other**\n"),
        1 => Just("* PERF-009 other\n"),
        1 => Just("  - nested or not\n"),
        1 => Just("1. numbered\n"),
        1 => Just("text\n"),
        1 => Just("  indented text\n"),
        1 => Just("```\n## [Unreleased]\n- PERF-007: Faster start\n```\n"),
        1 => Just("```\n"),
        1 => Just("<!-- - PERF-007: x -->\n"),
        1 => Just("<!--\n"),
        1 => Just("> - PERF-007: quoted\n"),
        1 => Just("---\n"),
        1 => Just("===\n"),
        1 => Just("[1.0.0]: https://example.org\n"),
        1 => Just("\tcode\n"),
    ]
}

fn changelog() -> impl Strategy<Value = String> {
    let blocks = proptest::collection::vec(block(), 0..14);
    let start = prop_oneof![Just(""), Just("# Changelog\n\n"), Just("\u{feff}# Changelog\n\n")];
    (start, blocks, any::<bool>(), any::<bool>()).prop_map(|(start, blocks, crlf, cut)| {
        let mut text = format!("{start}## [Unreleased]\n{}", blocks.concat());
        if cut {
            text.pop();
        }
        if crlf { text.replace('\n', "\r\n") } else { text }
    })
}

fn line() -> impl Strategy<Value = String> {
    "(```|~~~|<!--|-->|# |## \\[Unreleased\\]|- |> |---|===|<<<<<<< |\n|\r|\t|    |a|\\*\\*|`|\\[a\\]: ){0,6}"
}

/// The unreleased headings and how often each stands there.
fn headings(text: &str, repository: &Repository) -> BTreeMap<String, usize> {
    let settings = repository.asking.workflow.changelog.as_ref().expect("a changelog");
    let document = Document::read(FILE, text.as_bytes().to_vec()).expect("a text");
    let ranges = sections(&document, &settings.under);
    let mut count = BTreeMap::new();
    for (_, range) in document.outline.headings() {
        if ranges.iter().any(|section| section.contains(&range.start)) {
            *count.entry(document.text[range.clone()].trim().to_owned()).or_default() += 1;
        }
    }
    count
}

fn entries(text: &str, repository: &Repository) -> usize {
    let workflow = &repository.asking.workflow;
    let settings = workflow.changelog.as_ref().expect("a changelog");
    let document = Document::read(FILE, text.as_bytes().to_vec()).expect("a text");
    let ranges = sections(&document, &settings.under).into_iter();
    ranges.map(|r| crate::entry::entries(&document, r, &workflow.ids, &settings.entry).len()).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// An entry is one insertion, is read as one entry more, and is written once; or nothing is
    /// changed at all.
    #[test]
    fn an_entry_is_inserted_once(
        text in changelog(),
        title in "[a-zA-Z0-9 *`\\[\\]<>!:#-]{0,12}",
        lines in proptest::collection::vec(line(), 0..4),
    ) {
        let repository = Repository::new();
        repository.put(FILE, &text);
        let told = json!({ "id": "PERF-007", "title": title, "lines": lines });
        let mut draft = repository.draft();
        let outcome = repository.write(&mut draft, told.clone());
        let Ok(true) = outcome else {
            prop_assert!(outcome.is_err(), "only code, comments and quotes name the task: {}", text);
            prop_assert_eq!(draft.files().count(), 0);
            return Ok(());
        };
        let new = after(&draft, FILE);
        let splices = draft.files().find(|(file, _)| **file == path(FILE)).expect("held").1.text.splices();
        prop_assert_eq!(splices.len(), 1);
        prop_assert!(splices[0].old.is_empty());
        prop_assert_eq!(entries(&new, &repository), entries(&text, &repository) + 1, "{}", new);
        prop_assert_eq!(new.ends_with('\n'), text.ends_with('\n'));
        if text.contains("\r\n") {
            prop_assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
        }
        let (old_heads, new_heads) = (headings(&text, &repository), headings(&new, &repository));
        for (head, count) in &new_heads {
            let before = old_heads.get(head).copied().unwrap_or(0);
            prop_assert!(*count == before || (before, *count) == (0, 1), "{} in {}", head, new);
        }
        prop_assert_eq!(repository.write(&mut draft, told), Ok(false), "{}", new);
        prop_assert_eq!(after(&draft, FILE), new);
    }

    /// Where nothing in the file is left open, there is always a place.
    #[test]
    fn a_sound_changelog_takes_every_entry(
        groups in proptest::collection::vec((0..3usize, 0..4usize, any::<bool>()), 0..5),
        lines in proptest::collection::vec(line(), 0..4),
    ) {
        let mut text = "# Changelog\n\n## [Unreleased]\n\n".to_owned();
        for (name, count, loose) in groups {
            text.push_str(["### Changed - 2026-11-23\n\n", "### Added\n\n", "### Fixed\n"][name]);
            for index in 0..count {
                text.push_str(&format!("- **BUG-{index}: x**\n  ```\n  - code\n  ```\n"));
                text.push_str(if loose { "\n" } else { "" });
            }
            text.push('\n');
        }
        text.push_str("## [1.0.0]\n\n- old\n");
        let repository = Repository::new();
        repository.put(FILE, &text);
        let told = json!({ "id": "PERF-007", "title": "Faster start", "lines": lines });
        prop_assert_eq!(repository.write(&mut repository.draft(), told), Ok(true), "{}", text);
    }
}
