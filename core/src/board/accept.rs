//! The last look before anything is written: the new board is read again, and must hold exactly what
//! was meant.

use std::collections::{HashMap, HashSet};

use thiserror::Error;

use super::{Board, Card};
use crate::id::TaskId;
use crate::markdown::closing;
use crate::workflow::StageName;

/// How a board would differ from what was meant.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Mismatch {
    /// Another card would change or vanish.
    #[error("{board}: the card {id} would not read as before")]
    Other {
        /// The board.
        board: String,
        /// The card.
        id: TaskId,
    },
    /// The moved card would not stand there as it was written.
    #[error("{board}: the card {id} would not read as it was written")]
    Moved {
        /// The board.
        board: String,
        /// The card.
        id: TaskId,
    },
}

/// The card that arrived on a board, as it was meant.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// Its id.
    pub id: &'a TaskId,
    /// The stage it came to.
    pub stage: &'a StageName,
    /// Its text.
    pub text: &'a str,
}

/// Checks that a board after an edit has the cards it had before, byte for byte and in their order,
/// but for the one taken from `gone` and the one that `came`, which is live in its stage.
///
/// # Errors
/// Names the first card that is not as it was meant.
pub fn same_but_one(
    before: &Board,
    after: &Board,
    gone: Option<&Card>,
    came: Option<Arrival<'_>>,
) -> Result<(), Mismatch> {
    same_but(before, after, gone.as_slice(), came.as_slice())
}

/// Checks that a board after an edit has the cards it had before, byte for byte and in their order,
/// but for those `gone` and those that `came`, in this order, which are live in their stages.
///
/// # Errors
/// Names the first card that is not as it was meant.
pub fn same_but(
    before: &Board,
    after: &Board,
    gone: &[&Card],
    came: &[Arrival<'_>],
) -> Result<(), Mismatch> {
    let board = || after.path.to_string();
    let gone: HashSet<usize> = gone.iter().map(|gone| gone.range.start).collect();
    let stays = |card: &&Card| !gone.contains(&card.range.start);
    let mut left = before.cards.iter().filter(stays).peekable();
    let mut coming = came.iter().peekable();
    for card in &after.cards {
        let text = Told::by(after, card);
        let same = left.peek().is_some_and(|old| {
            old.id == card.id
                && old.stage == card.stage
                && old.closed == card.closed
                && Told::by(before, old) == text
        });
        if same {
            left.next();
            continue;
        }
        let arrives = |came: &&Arrival<'_>| *came.id == card.id && Told::meant(came) == text;
        match coming.next_if(|came| arrives(came)) {
            // What reads as an id there (`- A-1`) may have been words of a title here.
            Some(came)
                if came.id.is_handle() != card.id.is_handle()
                    || card.stage != *came.stage
                    || card.closed =>
            {
                return Err(Mismatch::Moved { board: board(), id: came.id.clone() });
            }
            Some(_) => {}
            None => {
                let id = left.peek().map_or(&card.id, |old| &old.id);
                return Err(Mismatch::Other { board: board(), id: id.clone() });
            }
        }
    }
    if let Some(lost) = left.next() {
        return Err(Mismatch::Other { board: board(), id: lost.id.clone() });
    }
    match coming.next() {
        Some(came) => Err(Mismatch::Moved { board: board(), id: came.id.clone() }),
        None => Ok(()),
    }
}

/// Checks the same of a board that gets back the very bytes it once had, where the other cards may
/// have stood in another order.
///
/// # Errors
/// Names a card that is not as it was meant.
pub fn same_in_any_order(
    before: &Board,
    after: &Board,
    gone: &[&Card],
    came: &[Arrival<'_>],
) -> Result<(), Mismatch> {
    let gone: HashSet<usize> = gone.iter().map(|gone| gone.range.start).collect();
    let stays = |card: &&Card| !gone.contains(&card.range.start);
    let stayed = before.cards.iter().filter(stays);
    // As its neighbours come and go, what stands at the end of a card is its own, or the board's.
    let mut meant: HashMap<_, Vec<Told<'_>>> = HashMap::new();
    let stayed = stayed.map(|c| ((c.id.as_str(), c.stage.as_str(), c.closed), Told::by(before, c)));
    let arrivals = || came.iter().map(|came| came.id);
    let came = came.iter().map(|c| ((c.id.as_str(), c.stage.as_str(), false), Told::meant(c)));
    for (called, told) in stayed.chain(came) {
        meant.entry(called).or_default().push(told.open());
    }
    let other = |id: &TaskId| Mismatch::Other { board: after.path.to_string(), id: id.clone() };
    for c in &after.cards {
        let told = Told::by(after, c).open();
        let known = meant.get_mut(&(c.id.as_str(), c.stage.as_str(), c.closed));
        let at = known.as_ref().and_then(|known| known.iter().position(|meant| *meant == told));
        match (known, at) {
            (Some(known), Some(at)) => drop(known.swap_remove(at)),
            _ => return Err(other(&c.id)),
        }
    }
    let lost = meant.into_iter().filter(|(_, left)| !left.is_empty()).map(|((id, ..), _)| id).min();
    let lost = lost.and_then(|id| {
        let mut ids = before.cards.iter().map(|card| &card.id).chain(arrivals());
        ids.find(|known| known.as_str() == id)
    });
    lost.map_or(Ok(()), |id| Err(other(id)))
}

/// What must be the same of a card.
#[derive(Debug, Clone, Copy)]
struct Told<'a> {
    /// Its text, but for the end of its last line.
    text: &'a str,
    /// The same without the definitions with which it closes.
    bare: &'a str,
    /// Whether no card comes behind it: then these are the board's.
    is_last: bool,
}

impl<'a> Told<'a> {
    fn by(board: &'a Board, card: &Card) -> Self {
        let behind = board.text.get(card.range.end..board.outline.end).unwrap_or_default();
        // What an open fence swallows is no definition, and changes the card.
        let hidden = |at| board.outline.is_opaque(card.range.start + at);
        Self { is_last: behind.trim().is_empty(), ..Self::of(board.slice(&card.range), hidden) }
    }

    /// The same, where another card may be the last.
    fn open(self) -> Self {
        Self { is_last: true, ..self }
    }

    fn meant(came: &Arrival<'a>) -> Self {
        Self::of(came.text, |_| false)
    }

    fn of(text: &'a str, hidden: impl Fn(usize) -> bool) -> Self {
        Self { text: without_end(text), bare: without_closing(text, hidden), is_last: false }
    }
}

impl PartialEq for Told<'_> {
    fn eq(&self, other: &Self) -> bool {
        match self.is_last || other.is_last {
            true => self.bare == other.bare,
            false => self.text == other.text,
        }
    }
}

fn without_closing(text: &str, hidden: impl Fn(usize) -> bool) -> &str {
    without_end(&text[..closing(text, 0..text.len(), hidden)])
}

/// A text up to the end of its last line that says something.
fn without_end(text: &str) -> &str {
    let said = text.trim_end().len();
    let end = text[said..].find('\n').map_or(text.len(), |newline| said + newline);
    text[..end].trim_end_matches('\r')
}
