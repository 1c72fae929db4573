//! The lines of a card in which it says something.

use std::borrow::Cow;

use crate::board::{Board, Card};
use crate::snapshot::Snapshot;
use crate::task::Task;

/// Every card that is live, with its board and what it says.
pub(super) fn live(snapshot: &Snapshot) -> impl Iterator<Item = (&Board, &Card, &Task)> {
    let read =
        snapshot.cards().zip(snapshot.tasks()).map(|((board, card), task)| (board, card, task));
    read.filter(|(_, card, _)| !card.closed)
}

/// The lines of a card's body with their numbers, without line ends and comments. Code, quotes and
/// HTML are left out.
pub(super) fn lines<'a>(
    board: &'a Board,
    card: &Card,
) -> impl Iterator<Item = (usize, Cow<'a, str>)> + 'a {
    let lines = board.lines.within(card.head_end.min(card.range.end)..card.range.end);
    lines.filter(|line| !board.outline.is_opaque(line.start)).map(|line| {
        let text = board.text[line.clone()].trim_end_matches(['\n', '\r']);
        (board.lines.number(line.start), without_comments(text))
    })
}

/// A line with blanks in the place of its comments, so that what is left stays where it is. A comment
/// that does not end on the line hides the rest of it.
pub(super) fn without_comments(line: &str) -> Cow<'_, str> {
    if !line.contains("<!--") {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("<!--") {
        let end = rest[at..].find("-->").map_or(rest.len(), |end| at + end + 3);
        out.push_str(&rest[..at]);
        out.push_str(&" ".repeat(end - at));
        rest = &rest[end..];
    }
    Cow::Owned(out + rest)
}
