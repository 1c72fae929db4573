//! From one form to the other and back.

use super::*;

fn to_heading(card: &str) -> Result<Converted, Domain> {
    convert(card, 2, "A-001", "One", &form_of("doing"), "\n")
}

fn there_and_back(card: &str) -> String {
    let there = to_heading(card).unwrap_or_else(|error| panic!("{error}: {card:?}"));
    assert!(there.normalised.is_empty(), "{card:?}");
    let back = convert(&there.text, 0, "A-001", "One", &form_of("todo"), "\n");
    back.unwrap_or_else(|error| panic!("{error}: {:?}", there.text)).text
}

#[test]
fn a_body_is_only_shifted() {
    let card =
        "- [ ] **A-001**: One\n  - **Why:** so\n\n    deep  \n  ```\n  code\n\n    more\n  ```\n";
    let there = to_heading(card).expect("converted");
    assert_eq!(
        there.text,
        "### [A-001]: One\n- **Why:** so\n\n  deep  \n```\ncode\n\n  more\n```\n"
    );
    assert_eq!(there.width, 0);
    assert_eq!(there_and_back(card), card);
}

#[test]
fn real_shapes_go_there_and_back() {
    for body in [
        "",
        "  text\n",
        "  - **K:** v\n    - deeper\n      - deepest\n",
        "  - **Code:**\n    ```python\n",
        "  ```\n  never closed\n",
        "  - a\n  \n\t\n \n  - b\n",
        "  - [ ] open\n  - [x] done\n  - ✅ mark\n",
        "  hard break  \n  next\\\n  last\n",
        "  > quoted\n  > more\n",
        "  | a | b |\n  |---|---|\n",
        "  1. one\n  2. two\n     more\n",
        "\n  [B-002]: /url\n",
        "  <!-- comment -->\n",
        "  <div>\n  html\n  </div>\n",
        "  a\n  ---\n  b\n",
        "  text with\ttabs\tinside\n",
        "\n      code by its blanks\n",
    ] {
        let card = format!("- [ ] **A-001**: One\n{body}");
        assert_eq!(there_and_back(&card), card);
    }
}

#[test]
fn line_ends_are_those_asked_for() {
    let form = form_of("doing");
    let lf = "- [ ] **A-001**: One\n  - a\n\n  - b\n";
    let crlf = lf.replace('\n', "\r\n");
    let made = |card: &str, end| convert(card, 2, "A-001", "One", &form, end).expect("ok").text;
    let meant = "### [A-001]: One\n- a\n\n- b\n";
    assert_eq!(made(lf, "\n"), meant);
    assert_eq!(made(&crlf, "\n"), meant);
    assert_eq!(made(lf, "\r\n"), meant.replace('\n', "\r\n"));
    assert_eq!(made(&crlf, "\r\n"), meant.replace('\n', "\r\n"));
    assert_eq!(made("- [ ] **A-001**: One\n  last", "\n"), "### [A-001]: One\nlast\n");
    assert_eq!(made("- [ ] **A-001**: One", "\r\n"), "### [A-001]: One\r\n");
}

#[test]
fn titles_are_kept_as_they_are() {
    for title in ["", "One  ", "Do *all* `of` it ✅", "{id} {title}"] {
        let made = convert("- x\n", 2, "A-001", title, &form_of("doing"), "\n").expect("ok");
        assert_eq!(made.text, format!("### [A-001]: {title}\n"));
    }
    let broken = convert("- x\n", 2, "A-001", "two\nlines", &form_of("doing"), "\n");
    assert_eq!(broken, Err(Domain::Title));
}

#[test]
fn lines_outside_the_domain_are_named_or_refused() {
    let lazy = to_heading("- [ ] **A-001**: One\n  text\nlazy text\n").expect("the same text");
    assert_eq!(lazy.text, "### [A-001]: One\ntext\nlazy text\n");
    assert_eq!(lazy.normalised, [3]);
    let tabbed = to_heading("- [ ] **A-001**: One\n\t- nested\n").expect("the same list");
    assert_eq!(
        (tabbed.text.as_str(), &tabbed.normalised[..]),
        ("### [A-001]: One\n  - nested\n", &[2][..])
    );
    // Two blanks of a code block's four would be lost, and with them the code.
    let fence = to_heading("- [ ] **A-001**: One\n  ```\n  a\n b\n  ```\n");
    assert!(fence.as_ref().is_ok_and(|made| made.normalised == [4]) || fence.is_err(), "{fence:?}");
}

#[test]
fn what_would_read_otherwise_is_refused() {
    // A paragraph at the head of an item is the head's own; below a heading it begins a list.
    let heading = "### [A-001]: One\n2. two\n";
    let made = convert(heading, 0, "A-001", "One", &form_of("todo"), "\n");
    assert_eq!(made, Err(Domain::Structure { line: 2 }));
    // In the head's paragraph it is text; below a heading it would be a definition that nobody sees.
    let hidden = to_heading("- [ ] **A-001**: One\n  [B-002]: /url\n");
    assert_eq!(hidden, Err(Domain::Structure { line: 2 }));
}

#[test]
fn no_line_becomes_a_conflict_marker() {
    let card = "- [ ] **A-001**: One\n  text\n  <<<<<<< ours\n";
    let made = convert(card, 2, "A-001", "One", &form_of("doing"), "\n");
    assert_eq!(made, Err(Domain::Marker { line: 3 }));
}

#[test]
fn a_title_that_is_wrapped_below_its_box_stays_text() {
    let card =
        "- [ ] **A-001**: One\n      and more\n        of it\n  - a\n        - b\n\n      code\n";
    let there = convert(card, 2, "A-001", "One", &form_of("doing"), "\n").expect("fits");
    assert_eq!(there.text, "### [A-001]: One\nand more\n      of it\n- a\n      - b\n\n    code\n");
    assert_eq!(there.normalised, [2]);
}
