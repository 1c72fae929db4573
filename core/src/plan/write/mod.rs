//! Plans what is written on cards where they stand, on cards that are made, and on cards that leave: all
//! that is done to a task besides moving it.

mod desk;
mod like;
mod make;
mod pen;
mod text;
mod title;
mod undo;

pub use desk::Desk;
pub use make::New;
pub use pen::{Pen, Says};
pub use text::{one_line, spoken};
pub(super) use undo::plan_unwrite;

use super::{CardChange, Draft, Grounds, Move, MoveKind, Plan, PlanError};
use crate::board::{Board, Card, Edit};
use crate::change::{Writing, Written};
use crate::given::Given;
use crate::task::Task;
use crate::workflow::Transition;

/// What is done to a task besides moving it: one a command, such as a note.
pub trait Verb {
    /// Its name, as it is typed and as the log tells it.
    fn name(&self) -> &'static str;

    /// Whether it gives ids, for which the numbers of all worktrees are looked through.
    fn gives_ids(&self) -> bool {
        false
    }

    /// Writes it on the cards that it is about.
    ///
    /// # Errors
    /// When a card is not there, or cannot say it.
    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError>;
}

/// Plans what a verb writes. A plan without files has nothing to change: the cards say it already.
///
/// # Errors
/// When a card is not there, cannot say it, or would not read as it was meant.
pub fn plan_write(
    grounds: Grounds<'_>,
    verb: &dyn Verb,
    given: Option<&mut Given>,
) -> Result<Plan, PlanError> {
    let mut desk = Desk::new(grounds, given);
    verb.write(&mut desk)?;
    desk.finish(verb.name())
}

/// The edit that gives a field of a card another value, whatever the card's format, and touches nothing else;
/// `None` where it cannot say that.
pub(super) fn value_edit(
    grounds: Grounds<'_>,
    board: &Board,
    card: &Card,
    (name, value): (&str, &str),
) -> Option<Edit> {
    let mut pen = Pen::new(grounds, board, card);
    pen.set(name, value).ok()?;
    let (old, new) = (board.slice(&card.range), pen.text());
    let same = |one: &(char, char)| one.0 == one.1;
    let before = old.chars().zip(new.chars()).take_while(same);
    let before: usize = before.map(|(one, _)| one.len_utf8()).sum();
    let behind = old[before..].chars().rev().zip(new[before..].chars().rev()).take_while(same);
    let behind: usize = behind.map(|(one, _)| one.len_utf8()).sum();
    let range = card.range.start + before..card.range.end - behind;
    Some(Edit { range, new: new[before..new.len() - behind].to_owned() })
}

/// A plan that moves nothing.
fn plan_of(mov: Move, task: Task, draft: &Draft, writing: Writing) -> Plan {
    let transition = Transition::plain(&mov.from, &mov.to);
    let plan = Plan::from_draft(mov, task, transition, draft, CardChange::default(), None);
    Plan { writing: Some(writing), ..plan }
}

/// A move that stays where it is.
fn stays(task: &Task, kind: MoveKind, why: Option<String>) -> Move {
    let (id, stage) = (task.id.clone(), task.stage.clone());
    Move { id, from: stage.clone(), to: stage, kind, why, force: false }
}
