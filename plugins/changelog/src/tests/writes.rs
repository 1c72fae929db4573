//! `changelog::write` into a file.

use flow_core::fault::FaultKind;
use serde_json::json;

use crate::testing::{FILE, Repository, after, entry};

const NEW: &str = "### Changed - 2026-11-23\n\n- **PERF-007: Faster start**\n";

fn written(text: &str) -> String {
    Repository::new().written(text)
}

#[test]
fn an_entry_joins_its_group() {
    let head = "# Changelog\n\nWords.\n\n## [Unreleased]\n\n### Fixed - 2026-11-23\n\n- x\n\n";
    let tail = "\n### Changed - 2026-11-23\n\n- a later twin\n\n## [1.0.0]\n\n- old\n";
    let group = "### Changed - 2026-11-23\n\n- **BUG-001: One**\n  - more\n\n    and more\n";
    assert_eq!(
        written(&format!("{head}{group}{tail}")),
        format!("{head}{group}- **PERF-007: Faster start**\n{tail}")
    );
}

#[test]
fn a_new_group_is_the_first() {
    let head = "# Changelog\n\n## [Unreleased]\n\nIntro.\n\n";
    let tail = "### Changed - 2026-11-22\n\n- x\n";
    assert_eq!(written(&format!("{head}{tail}")), format!("{head}{NEW}\n{tail}"));
    // Without a blank line between them, one is made.
    let head = "## [Unreleased]\n";
    assert_eq!(written(&format!("{head}{tail}")), format!("{head}\n{NEW}\n{tail}"));
}

#[test]
fn a_first_group_follows_the_intro() {
    let head = "# Changelog\n\n## [Unreleased]\n";
    assert_eq!(written(head), format!("{head}\n{NEW}"));
    for tail in [
        "\n## [1.0.0]\n\n- old\n",
        "\n[unreleased]: https://example.org/compare\n[1.0]: https://example.org/1.0\n",
        "\n---\n\n## [1.0.0]\n",
    ] {
        assert_eq!(written(&format!("{head}{tail}")), format!("{head}\n{NEW}{tail}"));
        let head = format!("{head}\nIntro\n[of]: two-lines\n");
        assert_eq!(written(&format!("{head}{tail}")), format!("{head}\n{NEW}{tail}"));
    }
}

#[test]
fn an_empty_group_gets_its_first_entry() {
    let head = "## [Unreleased]\n\n### Changed - 2026-11-23\n";
    let one = "- **PERF-007: Faster start**\n";
    assert_eq!(written(head), format!("{head}\n{one}"));
    assert_eq!(
        written(&format!("{head}\nWords.\n\n## [1.0]\n")),
        format!("{head}\nWords.\n\n{one}\n## [1.0]\n")
    );
    assert_eq!(
        written(&format!("{head}### Fixed\n- x\n")),
        format!("{head}{one}### Fixed\n- x\n"),
        "tight as its neighbour"
    );
}

#[test]
fn blank_lines_are_as_the_neighbours_have_them() {
    let head = "## [Unreleased]\n\n### Changed - 2026-11-23\n\n";
    let one = "- **PERF-007: Faster start**\n";
    let loose = format!("{head}- a\n\n- b\n\n");
    assert_eq!(written(&format!("{loose}### Fixed\n")), format!("{loose}{one}\n### Fixed\n"));
    let mixed = format!("{head}- a\n\n- b\n- c\n");
    assert_eq!(written(&mixed), format!("{mixed}{one}"));
    let single = format!("{head}- a\n");
    let others = "\n### Fixed\n\n- b\n\n- c\n";
    assert_eq!(written(&format!("{single}{others}")), format!("{single}\n{one}{others}"));
    let tight = "## [Unreleased]\n\n";
    let group = "### Fixed - 2026-11-20\n- a\n";
    assert_eq!(
        written(&format!("{tight}{group}")),
        format!("{tight}### Changed - 2026-11-23\n{one}\n{group}")
    );
}

#[test]
fn line_ends_marks_and_last_newlines_stay() {
    let text = "\u{feff}# Changelog\r\n\r\n## [Unreleased]\r\n\r\n### Fixed\r\n\r\n- x";
    let new = NEW.replace('\n', "\r\n");
    let (head, tail) = text.split_once("### Fixed").expect("there");
    assert_eq!(written(text), format!("{head}{new}\r\n### Fixed{tail}"));
    let text = "## [Unreleased]\r\n\r\n### Changed - 2026-11-23\r\n\r\n- x";
    assert_eq!(written(text), format!("{text}\r\n- **PERF-007: Faster start**"));
    let text = "## [Unreleased]";
    assert_eq!(written(text), format!("{text}\n\n{}", NEW.trim_end()));
}

#[test]
fn lines_are_nested_and_cannot_leave() {
    let repository = Repository::new();
    repository.put(FILE, "## [Unreleased]\n\n### Fixed\n\n- x\n");
    let mut draft = repository.draft();
    let lines = ["one", "", "two\r\n# not a heading\n\n  deep\n", "```", "<!-- open", "- a\r- b"];
    assert_eq!(repository.write(&mut draft, entry(&lines)), Ok(true));
    let nested = "  - one\n  - two\n    # not a heading\n\n      deep\n  - ```\n  - <!-- open\n  - - a\n    - b\n";
    assert_eq!(
        after(&draft, FILE),
        format!("## [Unreleased]\n\n{NEW}{nested}\n### Fixed\n\n- x\n")
    );
    assert_eq!(repository.write(&mut draft, entry(&lines)), Ok(false));
}

#[test]
fn a_title_stays_on_its_line() {
    let repository = Repository::new();
    repository.put(FILE, "## [Unreleased]\n");
    let mut draft = repository.draft();
    let told = json!({ "id": "bug-3", "title": "Mend\n## [2.0.0]\r\n- it\t\u{7}\n" });
    assert_eq!(repository.write(&mut draft, told.clone()), Ok(true));
    assert!(
        after(&draft, FILE)
            .contains("### Fixed - 2026-11-23\n\n- **bug-3: Mend ## [2.0.0] - it**\n")
    );
    assert_eq!(repository.write(&mut draft, told), Ok(false));
}

#[test]
fn an_entry_that_is_there_is_not_written_again() {
    let repository = Repository::new();
    repository.put(FILE, "## [Unreleased]\n\n- PERF-007 – faster start (~2 days)\n");
    let mut draft = repository.draft();
    assert_eq!(repository.write(&mut draft, entry(&[])), Ok(false));
    assert_eq!(draft.files().count(), 0);
    repository.put(FILE, "## [Unreleased]\n\n- PERF-007: Something else\n");
    let there = repository.draft();
    repository.put(".worktrees/PERF-007/CHANGELOG.md", "## [Unreleased]\n\n- PERF-007: Mine\n");
    assert_eq!(repository.write(&mut there.clone(), entry(&[])), Ok(false));
}

#[test]
fn another_task_s_entry_does_not_stop_it() {
    let text = "## [Unreleased]\n\n### Changed - 2026-11-23\n\n- **PERF-007: Something else**\n";
    assert_eq!(written(text), format!("{text}- **PERF-007: Faster start**\n"));
}

#[test]
fn a_missing_file_is_made() {
    let repository = Repository::new();
    let mut draft = repository.draft();
    assert_eq!(repository.write(&mut draft, entry(&["why"])), Ok(true));
    assert_eq!(after(&draft, FILE), format!("# Changelog\n\n## [Unreleased]\n\n{NEW}  - why\n"));
    assert_eq!(repository.write(&mut draft, entry(&["why"])), Ok(false));
}

#[test]
fn what_cannot_be_written_safely_is_refused() {
    let repository = Repository::new();
    let refused = |bytes: &[u8]| {
        repository.put(FILE, bytes);
        let mut draft = repository.draft();
        let fault = repository.write(&mut draft, entry(&[])).expect_err("a fault");
        assert_eq!((fault.kind, draft.files().count()), (FaultKind::Refused, 0));
        format!("{} / {}", fault.message, fault.hint.expect("a hint"))
    };
    assert!(refused(b"# Changelog\n").contains("add the line `## [Unreleased]`"));
    assert!(refused(b"```\n## [Unreleased]\n```\n").contains("no heading"));
    assert!(refused(b"## [Unreleased]\n<<<<<<< ours\n").contains("CHANGELOG.md:2"));
    assert!(refused(b"## [Unreleased]\n\xff\n").contains("UTF-8"));
    let open = refused(b"## [Unreleased]\n\n```\ncode\n");
    assert!(open.contains("close the fence that opens at CHANGELOG.md:3"), "{open}");
    // The paragraph belongs to nobody; after the new entry it would belong to that.
    let swallowed = refused(b"## [Unreleased]\n\n### Changed - 2026-11-23\n\n  - a\n\n  text\n");
    assert!(swallowed.contains("by hand near CHANGELOG.md:6"), "{swallowed}");
}

#[test]
fn forms_that_make_no_entry_fail() {
    let mut repository = Repository::new();
    repository.put(FILE, "## [Unreleased]\n");
    repository.configure(|settings| {
        settings.entry = flow_core::form::Template::parse("{id}: {title}").expect("a form");
    });
    let fault = repository.write(&mut repository.draft(), entry(&[])).expect_err("a fault");
    assert!(fault.message.contains("no list item"), "{fault}");
    repository.configure(|settings| {
        settings.entry = flow_core::form::Template::parse("- {title} ({id})").expect("a form");
    });
    assert!(repository.written("## [Unreleased]\n").ends_with("\n- Faster start (PERF-007)\n"));
    repository.configure(|settings| {
        settings.heading = flow_core::form::Template::parse("## {section}").expect("a form");
    });
    let fault = repository.write(&mut repository.draft(), entry(&[])).expect_err("a fault");
    assert!(fault.message.contains("no heading below"), "{fault}");
}

#[test]
fn arguments_are_checked() {
    let repository = Repository::new();
    for told in [
        json!("PERF-007"),
        json!({ "id": "PERF-007" }),
        json!({ "id": "PERF-007", "title": "x", "lines": "y" }),
        json!({ "id": "PERF-007", "title": "x", "lines": [1] }),
    ] {
        assert!(repository.write(&mut repository.draft(), told).is_err());
    }
}
