//! What becomes of the definitions of links where a card goes: they stay usable, there and here.

use super::Draft;
use super::lay::Edits;
use crate::board::{Board, Card, Edit, uses};
use crate::digest::sha256;
use crate::journal::{Entry, FileRecord, History};
use crate::workflow::Stage;

/// Cuts a card out of its board. Where it goes to another one, or to none, what others use here of the definitions
/// in its text stays, at the end of the board.
pub(super) fn cut(
    board: &Board,
    card: &Card,
    stage: &Stage,
    destination: Option<&Board>,
    edits: &mut Edits,
    draft: &mut Draft,
) {
    if leaves(board, destination) {
        leave(board, card, edits, draft);
    }
    edits.add(board, board.format.cut(board, card, stage));
}

/// The same where the card goes home: what flow defined on the board for it, and nobody there uses any more, goes.
pub(super) fn cut_home(
    board: &Board,
    card: &Card,
    stage: &Stage,
    destination: Option<&Board>,
    (entry, history): (&Entry, &History),
    edits: &mut Edits,
    draft: &mut Draft,
) {
    let mut gap = board.format.cut(board, card, stage);
    if leaves(board, destination) {
        let is_left = leave(board, card, edits, draft);
        let spent = undefine(board, card, (entry, history), &gap, is_left);
        // Behind the card was nothing else: it was the last one, and the blank line before it parts nothing.
        let is_last = |edit: &Edit| {
            edit.range.start == gap.range.end && board.text[edit.range.end..].trim().is_empty()
        };
        if matches!(&spent[..], [edit] if is_last(edit)) && gap.new.is_empty() && !is_left {
            let kept = board.text[..gap.range.start].trim_end().len();
            gap.range.start = kept.checked_sub(1).map_or(0, |last| board.lines.end_of(last));
        }
        spent.into_iter().for_each(|edit| edits.add(board, edit));
    }
    edits.add(board, gap);
}

/// Whether a card goes from the document of its board.
fn leaves(board: &Board, destination: Option<&Board>) -> bool {
    board.format.is_markdown() && destination.is_none_or(|there| there.path != board.path)
}

/// Writes behind a board what others there use of what a card defines that leaves it, and tells whether that is
/// anything.
pub(super) fn leave(board: &Board, card: &Card, edits: &mut Edits, draft: &mut Draft) -> bool {
    let left = board.left_without(card);
    let (id, path) = (&card.id, &board.path);
    for (label, line) in left.other {
        draft.note(format!("without {id}, [{label}] leads elsewhere: {path}:{line}"));
    }
    for (label, line) in left.long {
        draft.note(format!("{id} takes [{label}] along, which others use: {path}:{line}"));
    }
    if !left.lines.is_empty() {
        edits.add(board, board.define(&left.lines));
    }
    !left.lines.is_empty()
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
    for (label, line) in needed.other.into_iter().chain(board.collisions(card, destination)) {
        draft.note(format!("[{label}] leads elsewhere there: {path}:{line}"));
    }
    for (label, line) in needed.long {
        draft.note(format!(
            "[{label}] has several lines, and stays: {}:{line}; take it along by hand",
            board.path
        ));
    }
    if destination.format.is_markdown() {
        return needed.lines;
    }
    for line in needed.lines {
        draft.note(format!("{path} has no place for what the card refers to: {line}"));
    }
    Vec::new()
}

/// The edits that take off a board what flow defined there, that a card used which goes, and that nothing there uses
/// any more.
fn undefine(
    board: &Board,
    card: &Card,
    (entry, history): (&Entry, &History),
    cut: &Edit,
    more_come: bool,
) -> Vec<Edit> {
    let gone = board.slice(&card.range);
    let is_spent = |line: &&str| {
        let used = [gone, &entry.card.after].iter().any(|text| uses(text, line));
        (used || has_line(&entry.card.before, line))
            && !board.is_used_beside(line, card)
            && is_flows(board, gone, line, entry, history)
    };
    let spent: Vec<&str> = board.closing_definitions().filter(is_spent).collect();
    let mut edits = board.undefine(&spent, if more_come { usize::MAX } else { card.range.end });
    // What goes with the card is gone already.
    for edit in &mut edits {
        edit.range.start = edit.range.start.max(cut.range.end.min(edit.range.end));
    }
    edits.retain(|edit| !edit.range.is_empty());
    edits
}

/// Whether flow wrote a definition with which a board closes, as far as the journal can tell.
fn is_flows(board: &Board, gone: &str, line: &str, entry: &Entry, history: &History) -> bool {
    // What came as a part of the card may stand there besides, as it did before.
    let is_own = || has_line(&entry.card.after, line);
    if written(entry, board).any(|own| own.trim() == line.trim()) && !is_own() {
        return true;
    }
    // Another card may have brought it. That is known for as long as nobody else writes on the board.
    let (mut balance, mut known) = (0, None);
    for record in history.entries().iter().flat_map(|entry| records(entry, board)) {
        if record.before.as_ref() != known {
            balance = 0;
        }
        known = record.after.as_ref();
        for splice in &record.splices {
            balance += count(&splice.new, line) - count(&splice.old, line);
        }
    }
    let is_now = || known.is_some_and(|known| *known == sha256(board.text.as_bytes()));
    balance > count(gone.as_bytes(), line) && is_now()
}

/// The edits that take off a board what an entry left there for others of the definitions in a card's text, which it
/// brings back to this place. Where more come to stand behind the board, these keep the blank line before them.
pub(super) fn redefine(
    board: &Board,
    entry: &Entry,
    text: &str,
    place: &Edit,
    more_come: bool,
) -> Vec<Edit> {
    // Within one document nothing was left: what was written there is the card itself.
    let head = entry.card.after.lines().next().unwrap_or_default().trim();
    if !head.is_empty() && written(entry, board).any(|line| line.trim() == head) {
        return Vec::new();
    }
    let own: Vec<&str> = written(entry, board).filter(|line| has_line(text, line)).collect();
    let mut edits = board.undefine(&own, if more_come { usize::MAX } else { 0 });
    for edit in &mut edits {
        // The blank line before it parts the card from what stands above.
        if edit.range.contains(&place.range.start) {
            edit.range.start = place.range.start;
        }
    }
    // The card may take its very place.
    edits.retain(|edit| edit.range.end > place.range.end);
    edits
}

/// What an entry did to a board.
fn records<'a>(entry: &'a Entry, board: &Board) -> impl Iterator<Item = &'a FileRecord> {
    entry.files.iter().filter(|record| record.path == board.path.as_str())
}

/// The lines that an entry wrote on a board.
fn written<'a>(entry: &'a Entry, board: &Board) -> impl Iterator<Item = &'a str> {
    let new = records(entry, board).flat_map(|record| &record.splices).map(|splice| &splice.new);
    new.filter_map(|new| std::str::from_utf8(new).ok()).flat_map(str::lines)
}

/// How often a text has a line, however far it is indented.
fn count(text: &[u8], line: &str) -> isize {
    let line = line.trim().as_bytes();
    let lines = text.split(|&byte| byte == b'\n').filter(|own| own.trim_ascii() == line);
    isize::try_from(lines.count()).unwrap_or(isize::MAX)
}

/// Whether a text has this line, however far it is indented.
pub(super) fn has_line(text: &str, line: &str) -> bool {
    text.lines().any(|own| own.trim() == line.trim())
}
