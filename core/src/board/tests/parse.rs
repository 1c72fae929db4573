//! Which lines are cards, and where they end.

use super::*;

#[test]
fn items_and_what_is_nested_in_them_are_cards() {
    let text = "# To do\n\n- [ ] **A-001**: One\n  - **Why:** so\n\n  more\n\n- [x] **A-002**: Two  \n\
                * [ ] **A-003**: Three\n- plain\n  - [ ] **A-004**: nested\n\nend\n";
    let board = todo(text);
    assert_eq!(
        slices(&board),
        [
            "- [ ] **A-001**: One\n  - **Why:** so\n\n  more\n",
            "- [x] **A-002**: Two  \n",
            "* [ ] **A-003**: Three\n"
        ]
    );
    let two = &board.cards[1];
    assert!(two.closed && !board.cards[0].closed);
    assert_eq!((board.slice(&two.title), two.line, two.width), ("Two  ", 8, 2), "blanks stay");
}

#[test]
fn heading_cards_end_at_headings_and_before_separators() {
    let text = "### [A-001]: One\nbody\n\n#### Part\ntext\n\n---\n\nstill one\n\n---\n\n---\n\n\
                ### A-002: Two\n\n## Later\n\n### [A-003]: not here\n";
    let board = doing(text);
    assert_eq!(
        slices(&board),
        ["### [A-001]: One\nbody\n\n#### Part\ntext\n\n---\n\nstill one\n", "### A-002: Two\n"]
    );
}

#[test]
fn look_alikes_are_none() {
    for text in [
        "```\n- [ ] **A-001**: in a fence\n```\n",
        "    - [ ] **A-001**: in code\n",
        "> - [ ] **A-001**: quoted\n",
        "<!--\n- [ ] **A-001**: in a comment\n-->\n",
        "<div>\n- [ ] **A-001**: in HTML\n</div>\n",
        "text - [ ] **A-001**: in prose\n",
        "text\n    - [ ] **A-001**: a lazy line\n",
        "- [ ] **A-XXX**: a template\n",
        "- [ ] A-001: without emphasis\n",
        "-[ ] **A-001**: without a blank\n",
        "1. [ ] **A-001**: numbered\n",
        "- [-] **A-001**: another box\n",
        "---\nkind: front matter\n- [ ] **A-001**: x\n---\n",
    ] {
        let board = todo(text);
        assert!(board.cards.is_empty() && board.strangers.is_empty(), "{text:?}");
    }
}

#[test]
fn link_definitions_are_cards() {
    let board =
        todo("- [A-001]: Refactor\n- [A-002]: /url \"x\"\n  - **Why:** so\n\n[A-003]: no\n");
    assert_eq!(ids(&board), ["A-001", "A-002"]);
    assert_eq!(board.slice(&board.cards[1].title), "/url \"x\"");
    assert_eq!(board.task(&board.cards[1]).field("Why"), Some("so"));
}

#[test]
fn ids_may_have_suffixes_and_titles_tails() {
    let text =
        "- [ ] **TEST-007-C**: Cover **all** (COMPLETE ✅)\n- [ ] **A-012b**: x\n- [ ] **A-9**:\n";
    let board = todo(text);
    assert_eq!(ids(&board), ["TEST-007-C", "A-012b", "A-9"]);
    let titles: Vec<&str> = board.cards.iter().map(|card| board.slice(&card.title)).collect();
    assert_eq!(titles, ["Cover **all** (COMPLETE ✅)", "x", ""]);
}

#[test]
fn undeclared_prefixes_are_strangers() {
    let board = todo("# x\n\n- [ ] **ODD-1**: Odd\n- [ ] **A-1**: a\n");
    assert_eq!(ids(&board), ["A-1"]);
    assert_eq!((board.strangers[0].id.as_str(), board.strangers[0].line), ("ODD-1", 3));
}

#[test]
fn only_the_section_of_the_stage_is_live() {
    let text = "## Done\n\n### [A-001]: old\n\n## Now\n\n### [A-002]: live\n\n# Other\n\n### [A-003]: no\n";
    assert_eq!(ids(&board("DOING.md", text)), ["A-002"], "the second heading is read too");
}

#[test]
fn a_missing_or_double_heading_is_an_error() {
    let text = |text: &str| try_board("DOING.md", text).map(|_| ()).map_err(|e| e.to_string());
    assert_eq!(
        text("# Doing\n\n```\n## Active\n```\n"),
        Err("DOING.md has no heading `## Active`, under which stage doing keeps its cards".into())
    );
    assert_eq!(
        text("## Active\n\n### Active\n\n## Now\n"),
        Err("DOING.md has the heading of stage doing more than once: lines 1, 5".into())
    );
}

#[test]
fn marks_line_ends_and_missing_newlines_change_nothing() {
    let plain = "## Active\n\n### [A-001]: One\n- a\n\n---\n\n### [A-002]: Two\nlast";
    let told = |text: &str| -> Vec<(String, usize, String)> {
        let board = board("DOING.md", text);
        let cards = board.cards.iter();
        let text = |card: &Card| board.slice(&card.range).replace("\r\n", "\n");
        cards.map(|card| (card.id.to_string(), card.line, text(card))).collect()
    };
    let expected = told(plain);
    assert_eq!(expected.len(), 2);
    assert_eq!(expected[1].2, "### [A-002]: Two\nlast");
    assert_eq!(told(&plain.replace('\n', "\r\n")), expected);
    assert_eq!(told(&format!("\u{feff}{plain}")), expected);
    assert_eq!(told("\u{feff}## Active\n\n### [A-001]: One\n")[0].1, 3);
    assert_eq!(ids(&todo("\u{feff}- [ ] **A-001**: first line\n")), ["A-001"]);
    assert_eq!(ids(&todo("---\nkey: x\n---\n- [ ] **A-001**: a\n")), ["A-001"]);
}

#[test]
fn a_dashed_underline_is_a_separator() {
    let board = doing("### [A-001]: One\nlast words\n---\n### [A-002]: Two\n");
    assert_eq!(slices(&board), ["### [A-001]: One\nlast words\n", "### [A-002]: Two\n"]);
}

#[test]
fn an_open_fence_ends_with_its_item() {
    let board = todo(
        "- [ ] **A-001**: One\n  ```sh\n  run\n\n- [ ] **A-002**: Two\n\n```\n- [ ] **A-003**: x\n",
    );
    assert_eq!(
        slices(&board),
        ["- [ ] **A-001**: One\n  ```sh\n  run\n", "- [ ] **A-002**: Two\n"]
    );
    let fences: Vec<usize> =
        board.outline.unclosed.iter().map(|open| board.lines.number(open.at)).collect();
    assert_eq!(fences, [2, 7]);
}

#[test]
fn conflict_markers_are_found_by_line() {
    assert_eq!(conflict_marker("a\r\n<<<<<<< ours\r\n"), Some(2));
    assert_eq!(conflict_marker("a\n||||||| base\n"), Some(2));
    assert_eq!(conflict_marker(">>>>>>>\n"), Some(1));
    for fine in ["a\n=======\n", "<<<<<<<<\n", " <<<<<<< x\n", ">>>>>>>x\n"] {
        assert_eq!(conflict_marker(fine), None, "{fine:?}");
    }
}

#[test]
fn a_lone_carriage_return_makes_no_second_card() {
    let board = todo("- [ ] **A-001**: One\r- [ ] **A-002**: Two\n\n- [ ] **A-003**: Three\n");
    assert_eq!(ids(&board), ["A-001", "A-003"]);
    assert_eq!(board.slice(&board.cards[0].title), "One\r- [ ] **A-002**: Two");
}
