//! What holds on every board.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Bodies that stay as they are when they are shifted: what real cards are made of.
const LINES: [&str; 22] = [
    "- **Why:** so it is",
    "- **Steps:**",
    "  - [ ] one",
    "  - [x] two",
    "- ✅ done",
    "- ⏳ later",
    "```",
    "~~~ sh",
    "",
    "  ",
    "text  ",
    "more text",
    "**Status**: Red",
    "**Notes**:",
    "- 2026-01-02: looked",
    "1. one",
    "> quoted",
    "<!-- aside -->",
    "| a | b |",
    "    deep",
    "- A-001 in prose",
    "[B-77]: /url",
];

fn body() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(select(&LINES[..]), 0..8)
}

/// A card's text in its stage's form; a body of blank lines only is no body.
fn card(id: usize, body: &[&str], width: usize) -> String {
    let head = match width {
        0 => format!("### [A-{id:03}]: Title {id}\n"),
        _ => format!("- [ ] **A-{id:03}**: Title {id}\n"),
    };
    let indent = " ".repeat(width);
    let mut text = head;
    for line in body {
        match line.trim().is_empty() {
            true => text.push_str(line),
            false => text.extend([indent.as_str(), line]),
        }
        text.push('\n');
    }
    format!("{}\n", text.trim_end())
}

/// A board and the ids on it: its path, the text.
fn boards() -> impl Strategy<Value = (&'static str, String)> {
    let cards = prop::collection::vec(body(), 0..5);
    let gaps = select(&["\n", "\n\n", "\n---\n\n", ""][..]);
    let tail =
        select(&["", "\n## Rest\n\ntext\n", "\n---\n\n## Rest\n\n- [x] **A-500**: old\n"][..]);
    let path = select(&["TODO.md", "DOING.md", "REVIEW.md"][..]);
    (path, cards, gaps, tail, any::<[bool; 3]>()).prop_map(
        |(path, cards, gap, tail, [mark, crlf, open])| {
            let width = if path == "TODO.md" { 2 } else { 0 };
            let head = match path {
                "DOING.md" => "**Active: 9/9**\n\n## Active\n\n",
                "REVIEW.md" => "# Review\n\n## Waiting\n\n",
                _ => "# To do\n\n",
            };
            let texts: Vec<String> =
                cards.iter().enumerate().map(|(at, body)| card(at, body, width)).collect();
            let mut text = format!("{head}{}{tail}", texts.join(gap));
            if open {
                text.truncate(text.trim_end().len());
            }
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            (path, if mark { format!("\u{feff}{text}") } else { text })
        },
    )
}

fn live_cards(board: &Board) -> usize {
    board.cards.iter().filter(|card| !card.closed).count()
}

fn arrival<'a>(board: &'a Board, id: &'a crate::id::TaskId, text: &'a str) -> Arrival<'a> {
    Arrival { id, stage: &board.zones[0].stage, text }
}

proptest! {
    /// Cards lie apart, on line borders, and begin with their heads.
    #[test]
    fn cards_are_whole_lines_and_apart((path, text) in boards()) {
        let board = board(path, &text);
        for card in &board.cards {
            prop_assert!(card.head_end <= card.range.end && card.title.end <= card.head_end);
            prop_assert!(board.slice(&card.range).contains(card.id.as_str()));
            prop_assert!(card.range.end == text.len() || text[..card.range.end].ends_with('\n'));
            prop_assert!(!board.is_blank(&(board.lines.start_of(card.range.end - 1)..card.range.end)));
            let _ = board.task(card);
        }
        prop_assert!(board.cards.windows(2).all(|two| two[0].range.end <= two[1].range.start));
    }

    /// No text at all makes a reader panic.
    #[test]
    fn any_text_is_a_board(text in "([-*>#`~ |\\[\\]xA:\n\r\t✅]|- \\[ \\] \\*\\*A-1\\*\\*: |### \\[A-2\\]: |---\n|```\n|<!--|-->|\\*\\*K\\*\\*: ){0,50}") {
        let first = board("TODO.md", &text);
        let second = board("DOING.md", &format!("## Active\n{text}").replace("## Active\n## Active", "x"));
        for board in [first, second] {
            let stage = stage_of(&board);
            let _ = counters(&board, &stage);
            let _ = insert(&board, &stage, "A", "- [ ] **A-009**: x\n");
            for card in &board.cards {
                let _ = board.task(card);
                let _ = cut(&board, card, &stage);
                let _ = convert(board.slice(&card.range), card.width, "A-1", "t", &stage.card[0], "\n");
            }
        }
    }

    /// Without a card the others stand as they stood.
    #[test]
    fn a_cut_leaves_every_other_card((path, text) in boards(), pick in any::<prop::sample::Index>()) {
        let before = board(path, &text);
        prop_assume!(!before.cards.is_empty());
        let card = pick.get(&before.cards);
        let after = board(path, &without(&before, card.id.as_str()));
        prop_assert_eq!(same_but_one(&before, &after, Some(card), None), Ok(()), "{:?}", after.text);
    }

    /// A card that arrives and leaves again leaves nothing.
    #[test]
    fn insert_and_cut_is_nothing((path, text) in boards(), body in body()) {
        let before = board(path, &text);
        let stage = stage_of(&before);
        let width = if path == "TODO.md" { 2 } else { 0 };
        let new = card(99, &body, width).replace('\n', before.line_end());
        let after = board(path, &with(&before, "A", &new));
        let id = workflow().ids.read("A-099").expect("an id");
        prop_assume!(same_but_one(&before, &after, None, Some(arrival(&before, &id, &new))).is_ok());
        // The placeholder of a stage that was empty stays behind by intent.
        prop_assume!(stage.placeholder.is_none() || live_cards(&before) > 0);
        let left = without(&after, "A-099");
        let at = after.cards.iter().position(|card| card.id == id).expect("a card");
        // The definitions with which a board closes are its own: a plan puts them behind the card.
        prop_assume!(after.slice(&after.cards[at].range).trim_end() == new.trim_end());
        let gap = after.skip_blank(after.cards[at].range.end, after.text.len());
        let followed = after.cards.get(at + 1).is_some_and(|next| next.range.start == gap);
        if followed {
            prop_assert_eq!(left, text);
        } else if gap == after.text.len() {
            // The line that is the last again keeps the newline it was given.
            prop_assert_eq!(left.trim_end(), text.trim_end());
        } else {
            // Before other text the gap that goes is the one behind the card, which may be another
            // number of blank lines than the one that came; a journal gives the bytes back.
            let lines = |text: &str| -> Vec<String> {
                text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
            };
            prop_assert_eq!(lines(&left), lines(&text));
        }
    }

    /// A card stands where it is put, and every other as before.
    #[test]
    fn an_insert_adds_one_card((path, text) in boards(), text_of in "[a-z]{1,8}") {
        let before = board(path, &text);
        let width = if path == "TODO.md" { 2 } else { 0 };
        let new = card(99, &[text_of.as_str()], width).replace('\n', before.line_end());
        let after = board(path, &with(&before, "A", &new));
        let id = workflow().ids.read("A-099").expect("an id");
        // Behind an open fence that no item closes, nothing is a card; such a move is refused.
        prop_assume!(width > 0 || before.outline.unclosed.is_empty());
        prop_assert_eq!(same_but_one(&before, &after, None, Some(arrival(&before, &id, &new))), Ok(()), "{:?}", after.text);
    }

    /// Inside its domain a body goes to the other form and back to the byte.
    #[test]
    fn there_and_back_is_nothing(body in body(), crlf: bool) {
        let end = if crlf { "\r\n" } else { "\n" };
        let text = card(1, &body, 2).replace('\n', end);
        let (item, heading) = (form_of("todo"), form_of("doing"));
        let there = convert(&text, 2, "A-001", "Title 1", &heading, end);
        prop_assume!(there.is_ok());
        let there = there.expect("converted");
        if !there.normalised.is_empty() {
            // A wrapped title is no code.
            prop_assert!(body[0].starts_with("    "), "{:?}", there.normalised);
            return Ok(());
        }
        let back = convert(&there.text, 0, "A-001", "Title 1", &item, end);
        prop_assert_eq!(back.map(|made| made.text), Ok(text));
    }

    /// Counters are true once their edits are made.
    #[test]
    fn counters_are_true_afterwards((_, text) in boards(), says in 0u64..1000) {
        let text = format!("**Active: {says}/{says}**\n\n## Active\n\n{}", text.replace("## ", "### "));
        let before = board("DOING.md", &text);
        let stage = stage_of(&before);
        let count = live_cards(&before);
        let mut edits = counter_edits(&before, &stage, count);
        edits.sort_by_key(|edit| edit.range.start);
        let edited = edits.iter().rev().fold(text, |text, edit| apply(&text, edit));
        let after = board("DOING.md", &edited);
        prop_assert_eq!(counter_edits(&after, &stage, count), []);
        prop_assert!(!counters(&after, &stage).is_empty());
        prop_assert_eq!(ids(&after), ids(&before));
    }

    /// What entering a stage writes, leaving it takes back.
    #[test]
    fn entering_and_leaving_is_nothing(body in body(), value in "[a-z]{1,6}") {
        let text = card(1, &body, 0);
        let stage = workflow().find_stage("doing").expect("a stage").clone();
        let mut under_change = CardText::new(text.clone(), 0);
        let entered: Vec<Entered> = ["Status", "Owner"]
            .iter()
            .filter_map(|name| under_change.set(&stage.field, name, &value))
            .collect();
        under_change.leave(&entered);
        prop_assert_eq!(under_change.as_str(), text);
    }
}
