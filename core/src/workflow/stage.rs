//! A stage, with all that its boards are read and written by.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{HeadForm, Heading, HeadingForm, Said, StageName, Standing};
use crate::form::Template;
use crate::format::Format;
use crate::id::TaskId;
use crate::path::RelPath;

/// A stage: a named state of a task, with its board, its card forms and its limit.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its name.
    pub name: StageName,
    /// Where its cards stand; a stage that ends the workflow may have no such place.
    pub board: Option<Standing>,
    /// How they stand there.
    pub format: &'static dyn Format,
    /// The headings that hold its cards, one of which stands there. Empty: anywhere.
    pub under: Vec<HeadingForm>,
    /// Further headings whose cards are the stage's as well, such as priorities. Any may be missing, and one
    /// with a hole may stand there several times; no new card goes there.
    pub groups: Vec<HeadingForm>,
    /// What the cards of this stage say, by field, where others stand in the same place.
    pub says: Vec<Said>,
    /// The forms of a live card; the first is written, all are read. Empty only without a board.
    pub card: Vec<HeadForm>,
    /// The forms of a card that is still there and no longer live.
    pub closed: Vec<HeadForm>,
    /// How a field is written: `**{name}**: {value}`.
    pub field: Template,
    /// Where a card goes, by prefix; `*` for all others.
    pub insert: BTreeMap<String, Spot>,
    /// The most live cards at once.
    pub limit: Option<u32>,
    /// Stages whose live cards count against the limit as well.
    pub limit_with: Vec<StageName>,
    /// Stages that must not be full where a card is to enter.
    pub waits_for: Vec<StageName>,
    /// Lines that tell the count and the limit.
    pub counters: Vec<Template>,
    /// The line between two cards, such as `---`.
    pub separator: Option<String>,
    /// The line that parts its cards from what stands below them and belongs to none, such as `---`.
    pub footer: Option<String>,
    /// The line that stands there while the stage is empty.
    pub placeholder: Option<String>,
    /// The heading of the board's own card template; its fields give the order of added fields.
    pub template: Option<Heading>,
    /// A card is stale when its last dated note is older than this.
    pub stale_after: Option<Duration>,
    /// Fields that a card gets where it has none of that name.
    pub on_enter_add: Vec<(String, Template)>,
    /// Fields that a card gets, whatever it said before.
    pub on_enter_set: Vec<(String, Template)>,
    /// Whether work only waits here, or was given up: the way from stage to stage passes it by.
    pub aside: bool,
    /// Whether a task is finished here.
    pub ends: bool,
    /// Where the text of a card goes that leaves the boards here.
    pub archive: Option<Template>,
}

impl Stage {
    /// Every heading that holds its cards.
    pub fn headings(&self) -> impl Iterator<Item = &HeadingForm> {
        self.under.iter().chain(&self.groups)
    }

    /// Whether cards of this stage stand in a file.
    pub fn stands_on(&self, path: &RelPath) -> bool {
        self.board.as_ref().is_some_and(|standing| standing.holds(path))
    }

    /// Whether what has the form of a card of this stage has that of one of another: what it says tells
    /// the two apart.
    pub fn reads_as(&self, other: &Self) -> bool {
        self.board == other.board
            && self.under == other.under
            && self.groups == other.groups
            && self.footer == other.footer
            && self.card == other.card
            && self.closed == other.closed
    }

    /// Whether each of its tasks is a file of its own.
    pub fn keeps_files(&self) -> bool {
        self.board.as_ref().is_some_and(|standing| standing.files().is_some())
    }

    /// Where a card stood that came from here, when these files were written.
    pub fn board_then<'a>(&self, mut files: impl Iterator<Item = &'a str>) -> Option<RelPath> {
        match self.board.as_ref()? {
            Standing::Board(board) => Some(board.clone()),
            Standing::Files(folder) => {
                files.find_map(|path| RelPath::new(path).ok().filter(|path| folder.holds(path)))
            }
        }
    }

    /// Every form of a card, closed ones included.
    pub fn forms(&self) -> impl Iterator<Item = &HeadForm> {
        self.card.iter().chain(&self.closed)
    }

    /// The form in which a card of this id is written: the first that can say the id, or, where there
    /// is only a handle, the first that needs none; a form with a `{link}` only for one that is `linked`.
    /// `None` where the stage has no such form.
    pub fn form_for(&self, id: &TaskId, linked: bool) -> Option<&HeadForm> {
        let fits = |form: &&HeadForm| linked || !form.line.has("link");
        self.card.iter().filter(fits).find(|form| form.has_id() != id.is_handle())
    }
}

/// Where a card is inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// Before the first card.
    Top,
    /// After the last card.
    Bottom,
    /// After the last card under this heading.
    Under(Heading),
}
