//! Puts a card on another board, with the definitions of links that it uses.

use super::Draft;
use super::definitions::define;
use super::lay::Edits;
use crate::board::{Board, Card};
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

/// Where the definitions begin with which the card of a heading closes.
pub(super) fn closing(text: &str) -> Option<usize> {
    let outline = Outline::of(text, &Lines::of(text));
    let first = outline.blocks.first()?;
    let is_heading = matches!(first.kind, BlockKind::Heading(_)) && first.range.start == 0;
    (is_heading && outline.end < text.len()).then_some(outline.end)
}
