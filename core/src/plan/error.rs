//! Why there is no plan.

use thiserror::Error;

use crate::board::{BoardError, Domain, Mismatch};
use crate::change::MoveKind;
use crate::fault::Fault;
use crate::id::TaskId;
use crate::path::RelPath;
use crate::workflow::StageName;

/// A place on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The stage.
    pub stage: StageName,
    /// The board.
    pub board: RelPath,
    /// The line, counted from 1.
    pub line: usize,
}

/// A card that holds a place in a full stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The task.
    pub id: TaskId,
    /// Its title.
    pub title: String,
    /// Boxes ticked.
    pub done: usize,
    /// Boxes in all.
    pub boxes: usize,
    /// Whether the id stands nowhere else, so that it alone names the card.
    pub alone: bool,
}

/// Why a transition cannot be planned. Nothing has been changed.
#[derive(Debug, Error)]
pub enum PlanError {
    /// No card has that id.
    #[error("no card on any board is called {asked}")]
    NoCard {
        /// What was asked for.
        asked: String,
        /// Ids that come near.
        near: Vec<TaskId>,
    },
    /// Several tasks share the short id.
    #[error("{asked} could be {}", names(ids))]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// Those it could be.
        ids: Vec<TaskId>,
    },
    /// The id stands in several places.
    #[error("{id} stands in {} places", places.len())]
    Duplicate {
        /// The id.
        id: TaskId,
        /// All of them.
        places: Vec<Spot>,
    },
    /// The card is in a closed form only.
    #[error("{id} is closed ({board}:{line})", board = place.board, line = place.line)]
    Closed {
        /// The id.
        id: TaskId,
        /// Where.
        place: Spot,
    },
    /// The card is not in the stage that it was to leave.
    #[error("{id} is not in {from}")]
    NotThere {
        /// The id.
        id: TaskId,
        /// The stage.
        from: StageName,
        /// Where it is.
        places: Vec<Spot>,
    },
    /// The workflow has no such move.
    #[error("a task cannot go from {from} to {to}")]
    Illegal {
        /// From.
        from: StageName,
        /// To.
        to: StageName,
        /// Where it can go.
        reachable: Vec<StageName>,
    },
    /// There is no stage to go to.
    #[error("{id} is in {stage}, and no stage comes {way}")]
    NoStage {
        /// The id.
        id: TaskId,
        /// Where it is.
        stage: StageName,
        /// `next` or `before`.
        way: &'static str,
    },
    /// The stage is full.
    #[error("{stage} is full: {count} of {limit}")]
    Full {
        /// The stage.
        stage: StageName,
        /// Its limit.
        limit: u32,
        /// How many it holds.
        count: usize,
        /// Which, the nearly done first.
        holders: Vec<Holder>,
    },
    /// The board holds a conflict marker.
    #[error("{board}:{line}: a merge left a conflict marker")]
    Conflict {
        /// The board.
        board: RelPath,
        /// The line, counted from 1.
        line: usize,
    },
    /// The card cannot take the other form.
    #[error("{board}:{line}: {why}")]
    Form {
        /// The board it stands on.
        board: RelPath,
        /// The line, counted from 1; 0 where the card is not there yet.
        line: usize,
        /// Why not.
        why: Domain,
    },
    /// The stage writes its cards with an id, and this one has none; or the other way about.
    #[error("{board}:{line}: {}", lacks(id, stage))]
    NoForm {
        /// The task.
        id: TaskId,
        /// The stage.
        stage: StageName,
        /// The board it stands on.
        board: RelPath,
        /// The line, counted from 1.
        line: usize,
    },
    /// The section of a stage cannot be told, and its cards are not known.
    #[error(transparent)]
    Board(#[from] BoardError),
    /// The boards would not read as meant.
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    /// A fence or comment in the card is never closed and would swallow what follows.
    #[error("{board}:{line}: this {what} is never closed and would swallow the cards after it")]
    Unclosed {
        /// The board it stands on.
        board: RelPath,
        /// The line, counted from 1.
        line: usize,
        /// `fence` or `comment`.
        what: &'static str,
    },
    /// There is no transition to take back.
    #[error("there is no transition to take back")]
    NothingToUndo,
    /// What was written then has been changed since.
    #[error("{id} ({board}:{line}) has been changed since; it is left as it is")]
    Touched {
        /// The task.
        id: TaskId,
        /// Its board.
        board: RelPath,
        /// Its line, counted from 1.
        line: usize,
        /// The move that takes along what was changed, and where it leads; `None` where it did not move.
        way: Option<(MoveKind, StageName)>,
    },
    /// The journal has no move of that number, or none of that task.
    #[error("the journal has no move {asked} to take back")]
    NoMove {
        /// What was asked for.
        asked: String,
    },
    /// The move failed, and was taken back then.
    #[error("move {seq} was never made: it failed, and was taken back")]
    NeverMade {
        /// Its number.
        seq: u64,
    },
    /// The move is taken back already.
    #[error("move {seq} was taken back by move {by} already")]
    TakenBack {
        /// Its number.
        seq: u64,
        /// That of the one that did.
        by: u64,
        /// That of the one that has to be taken back first to make it again.
        next: u64,
    },
    /// More was done to the task since.
    #[error("more was done to {id} since move {seq}")]
    MovedOn {
        /// The task.
        id: TaskId,
        /// The number of the move.
        seq: u64,
        /// That of the last one since.
        by: u64,
    },
    /// The card is not where the move put it, and the journal does not know why.
    #[error("{id} is no longer where move {seq} put it")]
    Elsewhere {
        /// The task.
        id: TaskId,
        /// The number of the move.
        seq: u64,
        /// Where it is.
        places: Vec<Spot>,
    },
    /// What would be made again stands behind gates, and those are asked by moving on only.
    #[error("taking move {seq} back would move {id} on to {to}, past its gates")]
    Gated {
        /// The task.
        id: TaskId,
        /// The number of the move.
        seq: u64,
        /// The stage behind the gates.
        to: StageName,
    },
    /// A hook or an actuator says no.
    #[error(transparent)]
    Fault(#[from] Fault),
}

fn lacks(id: &TaskId, stage: &StageName) -> String {
    if id.is_handle() {
        format!("this card has no id, and every form of {stage} has one")
    } else {
        format!("no form of {stage} has a place for the id {id}, which would be lost")
    }
}

fn names(ids: &[TaskId]) -> String {
    ids.iter().map(TaskId::as_str).collect::<Vec<_>>().join(" or ")
}
