//! Plans what is written on cards where they stand, on cards that are made, and on cards that leave: all
//! that is done to a task besides moving it.

mod desk;
mod make;
mod pen;
mod text;
mod undo;

pub use desk::Desk;
pub use make::New;
pub use pen::{Pen, Says};
pub use text::{one_line, sound};
pub(super) use undo::plan_unwrite;

use serde::{Deserialize, Serialize};

use super::{CardChange, Draft, Grounds, Move, MoveKind, Plan, PlanError};
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

/// What a plan writes on cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    /// The verb.
    pub verb: String,
    /// The cards, the one that it is about first.
    pub cards: Vec<Written>,
}

/// A card that is written anew where it stands, is made, or leaves the boards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Its id.
    pub id: String,
    /// What it is called from then on, where that is another: a handle follows the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
    /// Its title, after.
    pub title: String,
    /// Its stage.
    pub stage: String,
    /// Its board.
    pub board: String,
    /// Its text before; empty where it is made.
    pub before: String,
    /// Its text after; empty where it leaves.
    pub after: String,
}

impl Written {
    /// What it is called after.
    pub fn name(&self) -> &str {
        self.called.as_deref().unwrap_or(&self.id)
    }

    /// The same the other way round.
    pub(super) fn inverse(&self) -> Self {
        Self {
            id: self.name().to_owned(),
            called: self.called.as_ref().map(|_| self.id.clone()),
            before: self.after.clone(),
            after: self.before.clone(),
            ..self.clone()
        }
    }
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

/// A plan that moves nothing.
fn plan_of(mov: Move, task: Task, draft: &Draft, writing: Writing) -> Plan {
    let transition = Transition {
        from: mov.from.clone(),
        to: mov.to.clone(),
        allow: true,
        gates: Vec::new(),
        hooks: Vec::new(),
        after: Vec::new(),
    };
    let plan = Plan::from_draft(mov, task, transition, draft, CardChange::default(), None);
    Plan { writing: Some(writing), ..plan }
}

/// A move that stays where it is.
fn stays(task: &Task, kind: MoveKind, why: Option<String>) -> Move {
    let (id, stage) = (task.id.clone(), task.stage.clone());
    Move { id, from: stage.clone(), to: stage, kind, why, force: false }
}
