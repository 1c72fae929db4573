//! Puts a card on another board, with the definitions of links that it uses.

use super::Draft;
use super::lay::Edits;
use crate::board::{Board, Card, Edit};
use crate::journal::Entry;
use crate::markdown::{BlockKind, Lines, Outline};
use crate::workflow::Stage;

/// Lays the edits that put a card's text on a board; the text as it then stands there.
pub(super) fn place(
    board: &Board,
    card: &Card,
    destination: &Board,
    to: &Stage,
    mut text: String,
    edits: &mut Edits,
    draft: &mut Draft,
) -> String {
    let put = |text: &str| destination.format.insert(destination, to, card.id.prefix(), text);
    let mut placed = put(&text);
    let mut lines = define(board, card, destination, draft);
    let behind = &destination.text
        [placed.edit.range.end.min(destination.outline.end)..destination.outline.end];
    let own = closing(&text);
    let free = |line: &str| !destination.defines(line);
    // At the end of a board, they are the board's own from now on.
    if let Some(at) = own.filter(|&at| behind.trim().is_empty() && text[at..].lines().all(free)) {
        lines.extend(text[at..].lines().filter(|line| !line.trim().is_empty()).map(str::to_owned));
        text = format!("{}{}", text[..at].trim_end(), destination.line_end());
        placed = put(&text);
    }
    if !lines.is_empty() {
        // Before the card, which may come to stand at the same byte, and then in front of them.
        edits.add(destination, destination.define(&lines));
    }
    if let Some(note) = placed.note {
        draft.note(note);
    }
    edits.add(destination, placed.edit);
    text
}

/// The definitions that a card uses and that its destination lacks. Where they cannot be written there,
/// that is noted.
pub(super) fn define(
    board: &Board,
    card: &Card,
    destination: &Board,
    draft: &mut Draft,
) -> Vec<String> {
    if destination.path == board.path {
        return Vec::new();
    }
    let needed = board.needed(card, Some(destination));
    let path = &destination.path;
    for (label, line) in needed.other {
        draft.note(format!("[{label}] leads elsewhere there: {path}:{line}"));
    }
    if destination.format.is_markdown() {
        return needed.lines;
    }
    for line in needed.lines {
        draft.note(format!("{path} has no place for what the card refers to: {line}"));
    }
    Vec::new()
}

/// The edits that take back off a board what an entry defined there for a card, and nothing there uses any more.
pub(super) fn undefine(board: &Board, card: &Card, entry: &Entry, cut: &Edit) -> Vec<Edit> {
    let records = entry.files.iter().filter(|record| record.path == board.path.as_str());
    let new = records.flat_map(|record| &record.splices).map(|splice| &splice.new);
    let texts = new.filter_map(|new| std::str::from_utf8(new).ok()).flat_map(str::lines);
    // What came as a part of the card may stand there besides, as it did before.
    let is_own = |line: &&str| entry.card.after.lines().any(|own| own.trim() == line.trim());
    let texts = texts.filter(|line| !is_own(line));
    let mut edits: Vec<Edit> = texts.filter_map(|line| board.undefine(line, card)).collect();
    edits.dedup();
    // What goes with the card is gone already.
    for edit in &mut edits {
        edit.range.start = edit.range.start.max(cut.range.end.min(edit.range.end));
    }
    edits.retain(|edit| !edit.range.is_empty());
    edits
}

/// Where the definitions begin with which the card of a heading closes.
fn closing(text: &str) -> Option<usize> {
    let outline = Outline::of(text, &Lines::of(text));
    let first = outline.blocks.first()?;
    let is_heading = matches!(first.kind, BlockKind::Heading(_)) && first.range.start == 0;
    (is_heading && outline.end < text.len()).then_some(outline.end)
}
