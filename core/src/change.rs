//! What becomes of cards: in a plan before it is done, and in the journal ever after.

use serde::{Deserialize, Serialize};

use crate::board::Entered;

/// The sense of a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MoveKind {
    /// Onwards.
    Advance,
    /// Back to where the card came from.
    Back,
    /// Takes an earlier transition, or an earlier mending, back.
    Undo,
    /// Stays where it is, and is given an id.
    Id,
    /// No task moves: the boards are mended.
    Mend,
    /// Stays where it is, and something is written on it; or it is made, or leaves the boards.
    Write,
}

/// A card before and after a move, for the way home.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardChange {
    /// The board it was taken from.
    pub home: Option<String>,
    /// Its text as it stood there.
    pub before: String,
    /// Its text as it was written; empty where it left the boards.
    pub after: String,
    /// What entering the stage wrote on it.
    pub entered: Vec<Entered>,
    /// The ids of the cards that stood before and after it.
    pub neighbours: (Option<String>, Option<String>),
}

/// A card that is called otherwise from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// What it was called: a handle, where it had no id.
    pub from: String,
    /// What it is called now.
    pub to: String,
    /// Its title.
    pub title: String,
    /// Its board.
    pub board: String,
    /// Its first line before, without its line end.
    pub before: String,
    /// Its first line now, without its line end.
    pub after: String,
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
    pub(crate) fn inverse(&self) -> Self {
        Self {
            id: self.name().to_owned(),
            called: self.called.as_ref().map(|_| self.id.clone()),
            before: self.after.clone(),
            after: self.before.clone(),
            ..self.clone()
        }
    }
}
