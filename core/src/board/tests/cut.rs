//! A card that leaves takes its gap, and nothing else.

use super::*;
use proptest::prelude::*;

#[test]
fn a_card_takes_the_gap_behind_it() {
    let board =
        todo("# T\n\n- [ ] **A-001**: a\n  - x\n\n- [ ] **A-002**: b\n\n- [ ] **A-003**: c\n");
    assert_eq!(without(&board, "A-001"), "# T\n\n- [ ] **A-002**: b\n\n- [ ] **A-003**: c\n");
    assert_eq!(
        without(&board, "A-002"),
        "# T\n\n- [ ] **A-001**: a\n  - x\n\n- [ ] **A-003**: c\n"
    );
    assert_eq!(
        without(&board, "A-003"),
        "# T\n\n- [ ] **A-001**: a\n  - x\n\n- [ ] **A-002**: b\n"
    );
}

#[test]
fn a_separator_goes_with_its_card() {
    let board = doing(
        "### [A-001]: a\n\n---\n\n### [A-002]: b\n\n---\n\n### [A-003]: c\n\n---\n\n## Rest\n",
    );
    let left = |one: &str, two: &str| {
        format!("# Doing\n\n## Active\n\n### [{one}\n\n---\n\n### [{two}\n\n---\n\n## Rest\n")
    };
    assert_eq!(without(&board, "A-001"), left("A-002]: b", "A-003]: c"));
    assert_eq!(without(&board, "A-002"), left("A-001]: a", "A-003]: c"));
    assert_eq!(without(&board, "A-003"), left("A-001]: a", "A-002]: b"));
}

#[test]
fn doubled_separators_stay_doubled() {
    let board = doing("### [A-001]: a\n\n---\n\n---\n\n### [A-002]: b\n\n### [A-003]: c\n");
    let cut = without(&board, "A-002");
    assert_eq!(cut, "# Doing\n\n## Active\n\n### [A-001]: a\n\n---\n\n---\n\n### [A-003]: c\n");
}

#[test]
fn the_last_card_leaves_the_placeholder() {
    let board = doing("### [A-001]: a\nbody\n\n---\n\n## Rest\n");
    let text = "# Doing\n\n## Active\n\n*No tasks in progress.*\n\n---\n\n## Rest\n";
    assert_eq!(without(&board, "A-001"), text);
    let crlf = super::board("DOING.md", "## Active\r\n\r\n### [A-001]: a\r\n");
    assert_eq!(without(&crlf, "A-001"), "## Active\r\n\r\n*No tasks in progress.*\r\n");
}

#[test]
fn text_behind_a_card_does_not_join_the_one_before() {
    let board = todo("- [ ] **A-001**: a\n- [ ] **A-002**: b\n\nA paragraph.\n");
    let after = without(&board, "A-002");
    assert_eq!(after, "- [ ] **A-001**: a\n\nA paragraph.\n");
    assert_eq!(slices(&todo(&after)), ["- [ ] **A-001**: a\n"]);
}

#[test]
fn the_only_card_leaves_an_empty_board() {
    assert_eq!(without(&todo("- [ ] **A-001**: a\n"), "A-001"), "");
    assert_eq!(without(&todo("- [ ] **A-001**: a"), "A-001"), "");
    assert_eq!(without(&todo("\u{feff}- [ ] **A-001**: a\n"), "A-001"), "\u{feff}");
}

#[test]
fn the_line_before_keeps_its_own_newline() {
    let board = todo("- [ ] **A-001**: a\n- [ ] **A-002**: b");
    assert_eq!(without(&board, "A-002"), "- [ ] **A-001**: a\n");
    assert_eq!(without(&board, "A-001"), "- [ ] **A-002**: b");
    let crlf = todo("- [ ] **A-001**: a\r\n\r\n- [ ] **A-002**: b");
    assert_eq!(without(&crlf, "A-002"), "- [ ] **A-001**: a\r\n");
}

#[test]
fn an_open_fence_leaves_with_its_card() {
    let board = todo("- [ ] **A-001**: a\n  ```\n  run\n\n- [ ] **A-002**: b\n");
    assert_eq!(without(&board, "A-001"), "- [ ] **A-002**: b\n");
}

#[test]
fn what_parts_a_lane_from_the_next_stays() {
    for (before, after) in [
        // A rule between lanes parts no cards.
        (
            "- [ ] **A-001**: a\n- [ ] **A-002**: b\n\n---\n\n## Next\n",
            "- [ ] **A-001**: a\n\n---\n\n## Next\n",
        ),
        ("## Lane\n\n- [ ] **A-002**: b\n\n---\n\n## Next\n", "## Lane\n\n---\n\n## Next\n"),
        // An empty lane may have several blank lines.
        ("## Lane\n\n- [ ] **A-002**: b\n\n\n\n## Next\n", "## Lane\n\n\n\n## Next\n"),
        (
            "- [ ] **A-001**: a\n\n- [ ] **A-002**: b\n\n\n## Next\n",
            "- [ ] **A-001**: a\n\n\n## Next\n",
        ),
        ("## Lane\n\n- [ ] **A-002**: b\n## Next\n", "## Lane\n\n## Next\n"),
    ] {
        assert_eq!(without(&todo(before), "A-002"), after);
    }
}

/// A lane of a board with the lane behind it, read by a workflow of its own.
fn lane(text: &str) -> (Board, Stage) {
    let lane = |name: &str| {
        let card = "card = \"- [ ] {id}: {title}\"";
        format!("[[stage]]\nname = \"{name}\"\nboard = \"B.md\"\nunder = \"## {name}\"\n{card}\n")
    };
    let end = "[[stage]]\nname = \"end\"\nends = true\n";
    let source = format!("version = 1\n{}{}{end}", lane("lane"), lane("next"));
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    let workflow = load("workflow.toml", source.as_bytes(), &known).expect("a workflow");
    let path = RelPath::new("B.md").expect("a path");
    let board = Board::parse(path, text.into(), &workflow).expect("a board");
    (board, workflow.stages[0].clone())
}

proptest! {
    /// A card that came into a lane and goes on leaves that as it was.
    #[test]
    fn a_card_that_passes_through_leaves_no_trace(
        cards in "(- \\[ \\] A-001: a\n)?",
        below in "\n{1,4}(---\n\n{1,3})?",
        next in "## next\n\n(- \\[ \\] A-003: c\n)?",
    ) {
        let text = format!("# Board\n\n## lane\n\n{cards}{below}{next}");
        let (board, stage) = lane(&text);
        let now = apply(&text, &insert(&board, &stage, "A", "- [ ] A-002: b\n").edit);
        let (board, stage) = lane(&now);
        let card = board.cards.iter().find(|card| card.id.as_str() == "A-002").expect("a card");
        prop_assert_eq!(apply(&now, &cut(&board, card, &stage)), text);
    }
}

#[test]
fn an_item_without_text_that_ends_a_card_goes_with_it() {
    // Below a line of text the parser takes a lone dash for the underline of a heading.
    let board = doing("### [A-001]: One\n**Notes**:\n-\n\n### [A-002]: Two\n**Notes**:\n-\n");
    let own = ["### [A-001]: One\n**Notes**:\n-\n", "### [A-002]: Two\n**Notes**:\n-\n"];
    assert_eq!(slices(&board), own);
}
