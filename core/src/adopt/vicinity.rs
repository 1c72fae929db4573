//! The boards as a card's journey needs them: with the cards beside it, and without all the others. With
//! every board whole, the time that all journeys take together would grow as the square of the cards.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::reading::file_name;
use super::travel::{Texts, snapshot};
use crate::board::{Board, Card};
use crate::path::RelPath;
use crate::snapshot::Snapshot;
use crate::workflow::{Standing, Workflow};

/// How many cards of a board travel among each other.
pub(super) const GROUP: usize = 12;
/// How many cards stand at either end of every stage: next to these a card is put.
const ENDS: usize = 2;

/// Every board with few cards, and the files that are a task each by their names.
pub(super) struct Vicinity<'a> {
    workflow: &'a Workflow,
    boards: Texts,
    tasks: HashMap<&'a str, Vec<(&'a RelPath, &'a Arc<str>)>>,
}

/// Whether a file is a task as a whole.
pub(super) fn is_task_file(workflow: &Workflow, path: &RelPath) -> bool {
    let standings = workflow.stages.iter().filter_map(|stage| stage.board.as_ref());
    standings.filter_map(Standing::files).any(|files| files.holds(path))
}

impl<'a> Vicinity<'a> {
    pub fn of(workflow: &'a Workflow, texts: &'a Texts, read: &Snapshot) -> Self {
        let mut found = Self { workflow, boards: Texts::new(), tasks: HashMap::new() };
        for (path, text) in texts {
            if is_task_file(workflow, path) {
                found.tasks.entry(file_name(path.as_str())).or_default().push((path, text));
                continue;
            }
            let thinned = read.board(path).and_then(|board| found.thinned(board, 0..0));
            found.boards.insert(path.clone(), thinned.unwrap_or_else(|| Arc::clone(text)));
        }
        found
    }

    /// The texts among which these cards of a board travel.
    pub fn around(&self, board: &Board, cards: Range<usize>) -> Texts {
        let mut texts = self.boards.clone();
        if is_task_file(self.workflow, &board.path) {
            // One of the same name may stand where it goes.
            let named = self.tasks.get(file_name(board.path.as_str())).into_iter().flatten();
            texts.extend(named.map(|(path, text)| ((*path).clone(), Arc::clone(text))));
        } else {
            let thinned = self.thinned(board, cards);
            let text = thinned.unwrap_or_else(|| Arc::clone(&board.text));
            texts.insert(board.path.clone(), text);
        }
        texts
    }

    /// A board without most of its cards; `None` where it has few, or would be read otherwise.
    fn thinned(&self, board: &Board, cards: Range<usize>) -> Option<Arc<str>> {
        if board.cards.len() <= 2 * GROUP {
            return None;
        }
        let kept = self.kept(board, cards);
        let mut text = String::new();
        let mut from = 0;
        for (nth, card) in board.cards.iter().enumerate().filter(|(nth, _)| !kept[*nth]) {
            // A card within another went with it.
            if card.range.start < from {
                continue;
            }
            text.push_str(&board.text[from..card.range.start]);
            from = card.range.end;
            // What parts it from the next one goes as well.
            let next = board.cards.get(nth + 1).map(|next| next.range.start);
            if let Some(next) = next.filter(|next| *next >= from)
                && board.text[from..next].lines().all(parts)
            {
                from = next;
            }
        }
        text.push_str(&board.text[from..]);
        let texts = Texts::from([(board.path.clone(), Arc::from(text))]);
        let read = snapshot(self.workflow, &texts).ok()?;
        let same = |(one, other): (&Card, &Card)| {
            one.id == other.id && one.stage == other.stage && one.closed == other.closed
        };
        let left: Vec<&Card> = board
            .cards
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|(card, _)| card)
            .collect();
        let now = &read.board(&board.path)?.cards;
        (now.len() == left.len() && now.iter().zip(left).all(same))
            .then(|| texts.into_values().next())
            .flatten()
    }

    /// Which cards stay: those that travel with one at either side, the ends of every stage, and all of a
    /// stage that can be full.
    fn kept(&self, board: &Board, cards: Range<usize>) -> Vec<bool> {
        let near = cards.start.saturating_sub(1)..cards.end + 1;
        let mut kept: Vec<bool> =
            (0..board.cards.len()).map(|nth| !cards.is_empty() && near.contains(&nth)).collect();
        for stage in self.workflow.stages.iter().filter(|stage| stage.stands_on(&board.path)) {
            let own = board.cards.iter().enumerate().filter(|(_, card)| card.stage == stage.name);
            let own: Vec<usize> = own.map(|(nth, _)| nth).collect();
            let last = own.len().saturating_sub(ENDS);
            for (at, nth) in own.iter().enumerate() {
                kept[*nth] |= at < ENDS || at >= last || stage.limit.is_some();
            }
        }
        kept
    }
}

/// Whether a line only parts cards.
fn parts(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'-' | b'*' | b'_'))
}
