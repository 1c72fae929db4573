//! A card that leaves takes its gap, and nothing else.

use super::*;

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
