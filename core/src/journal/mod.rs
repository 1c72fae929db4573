//! The journal: the record that makes a plan atomic, recoverable and undoable.
//!
//! One file an entry, `journal/00000012.jsonl` in the state folder. Its first line is the whole entry,
//! written durably before anything happens; each later line records how far it got. Every line
//! begins with the first 16 hexadecimal digits of the SHA-256 digest of the rest, so that a torn
//! line is told from a whole one.

mod position;
mod record;
mod rewind;
mod store;
#[cfg(test)]
mod tests;

pub use position::History;
pub(crate) use record::{checked, line};
pub use store::{Journal, JournalError, Pages};

use serde::{Deserialize, Serialize};

use crate::change::{CardChange, MoveKind, Renamed, Writing};
use crate::edit::Splice;
use crate::effect::{External, Phase};

/// The version of the format that this flow writes, and the only one it reads.
pub const VERSION: u32 = 1;

/// A transition, as it was committed: enough to finish it, to take it back, and to tell of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The format's version.
    pub version: u32,
    /// Its place in the order; never given twice.
    pub seq: u64,
    /// What everything bears that it made.
    pub nonce: String,
    /// In which sense the task moved.
    pub kind: MoveKind,
    /// The task; empty where none moved, as where boards are mended.
    pub id: String,
    /// Its title; of a mending, what was mended.
    pub title: String,
    /// From this stage.
    pub from: String,
    /// To this one.
    pub to: String,
    /// Who moved it.
    pub actor: String,
    /// When, as RFC 9557 has it.
    pub at: String,
    /// Why, where the person said so.
    #[serde(default)]
    pub why: Option<String>,
    /// The gates that passed.
    #[serde(default)]
    pub gates: Vec<String>,
    /// The files it changes, in the order in which they are written.
    pub files: Vec<FileRecord>,
    /// What it does outside the boards, in order.
    pub externals: Vec<ExternalRecord>,
    /// What becomes of the card.
    pub card: CardChange,
    /// The entry that it takes back.
    #[serde(default)]
    pub reverts: Option<u64>,
    /// The cards that were called otherwise from then on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<Renamed>,
    /// What it writes on cards, where none moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writing: Option<Writing>,
    /// What runs once it is committed.
    #[serde(default)]
    pub after: Vec<String>,
    /// Whether writing the entry is itself the commit point: so where nothing has to be prepared.
    pub committed: bool,
}

impl Entry {
    /// Whether it is about this task, under the name that it had then or got.
    pub fn is_of(&self, id: &str) -> bool {
        let one =
            |one: &Renamed| one.from.eq_ignore_ascii_case(id) || one.to.eq_ignore_ascii_case(id);
        let written = |writing: &Writing| {
            writing.cards.iter().any(|card| {
                card.id.eq_ignore_ascii_case(id) || card.name().eq_ignore_ascii_case(id)
            })
        };
        self.id.eq_ignore_ascii_case(id)
            || self.given.iter().any(one)
            || self.writing.as_ref().is_some_and(written)
    }

    /// Whether a card of that name leaves the boards by what it writes.
    pub fn unmakes(&self, id: &str) -> bool {
        let mut cards = self.writing.iter().flat_map(|writing| &writing.cards);
        cards.any(|card| card.after.is_empty() && card.id.eq_ignore_ascii_case(id))
    }

    /// What it calls the task from then on that had this name, where that is another.
    pub fn calls(&self, name: &str) -> Option<&str> {
        let given = self.given.iter().map(|one| (one.from.as_str(), one.to.as_str()));
        let cards = self.writing.iter().flat_map(|writing| &writing.cards);
        let mut all = given.chain(cards.map(|card| (card.id.as_str(), card.name())));
        all.find(|(from, _)| from.eq_ignore_ascii_case(name)).map(|(_, to)| to)
    }

    /// Whether boards were mended, or a mending was taken back: no task moved.
    pub fn is_mend(&self) -> bool {
        self.id.is_empty()
    }

    /// What it does, for the middle of a sentence.
    pub fn told(&self) -> String {
        let Self { kind, id, title, from, to, .. } = self;
        if let Some(writing) = &self.writing {
            let verb = &writing.verb;
            return match kind {
                MoveKind::Undo => format!("the undoing of `{verb}` on {id}"),
                _ => format!("`{verb}` on {id}"),
            };
        }
        match &self.given[..] {
            [] => {}
            [one] => return format!("the naming of {} as {}", one.from, one.to),
            [one, rest @ ..] => {
                return format!("the naming of {} and {} more", one.from, rest.len());
            }
        }
        match (self.is_mend(), kind) {
            (false, _) => format!("the move of {id} from {from} to {to}"),
            (true, MoveKind::Undo) => format!("the undoing of a mending ({title})"),
            (true, _) => format!("the mending of {title}"),
        }
    }
}

/// A file that an entry changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileRecord {
    /// The file, relative to the repository root.
    pub path: String,
    /// Where that leads over links, relative to the repository root; `None` where it is no link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The file that takes the new bytes until they are swapped in, beside it.
    pub temporary: String,
    /// The digest before; `None` where the file is new.
    pub before: Option<String>,
    /// The digest after; `None` where the file goes.
    pub after: Option<String>,
    /// What changes in it.
    pub splices: Vec<Splice>,
}

/// An act outside the boards.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExternalRecord {
    /// When it happens.
    pub phase: Phase,
    /// The act, with the ids that are expected.
    #[serde(flatten)]
    pub effect: External,
}

/// How far an entry got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum Progress {
    /// The commit point is passed: from here on only forward.
    Committed,
    /// The files are swapped in; what is left is beside the boards.
    Swapped,
    /// Everything is done.
    Done,
    /// Everything was taken back before the commit point.
    RolledBack {
        /// Why.
        why: String,
    },
    /// An after-script has run.
    After {
        /// Its name.
        name: String,
    },
    /// A person's late edit was kept in a file of its own.
    Kept {
        /// That file.
        path: String,
    },
}

/// An entry with how far it got.
#[derive(Debug, Clone)]
pub struct Logged {
    /// The entry.
    pub entry: Entry,
    /// Its records, in order.
    pub progress: Vec<Progress>,
}

impl Logged {
    /// Whether the commit point is passed.
    pub fn is_committed(&self) -> bool {
        self.entry.committed || self.progress.contains(&Progress::Committed) || self.is_done()
    }

    /// Whether everything is done.
    pub fn is_done(&self) -> bool {
        self.progress.contains(&Progress::Done)
    }

    /// Whether it was taken back before its commit point.
    pub fn is_rolled_back(&self) -> bool {
        self.progress.iter().any(|p| matches!(p, Progress::RolledBack { .. }))
    }

    /// Whether nothing is left to do.
    pub fn is_settled(&self) -> bool {
        self.is_done() || self.is_rolled_back()
    }
}
