//! The past moves, newest first.

use flow_core::journal::JournalError;
use flow_core::plan::MoveKind;
use serde::Serialize;
use serde_json::{Value, json};

use super::page::{BOLD, DIM, Line, PLAIN, Page, WARN};
use super::table;
use crate::outcome::Body;

/// Past moves.
pub struct PastMoves {
    /// Those that can be read.
    pub entries: Vec<PastMove>,
    /// The others.
    pub unreadable: Vec<Unreadable>,
}

/// An entry of the journal that cannot be read.
#[derive(Debug, Serialize)]
pub struct Unreadable {
    /// Its number.
    pub seq: u64,
    /// A stable name: `journal-damaged`, `journal-newer` or `journal`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
}

impl Unreadable {
    /// Names what is wrong with it.
    pub fn of(seq: u64, error: &JournalError) -> Self {
        let code = match error {
            JournalError::Corrupt { .. } => "journal-damaged",
            JournalError::Newer { .. } => "journal-newer",
            JournalError::Io { .. } | JournalError::Unsure { .. } => "journal",
        };
        Self { seq, code, message: error.to_string() }
    }
}

/// A past move.
#[derive(Debug, Serialize)]
pub struct PastMove {
    /// Its number.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// In which sense.
    pub kind: MoveKind,
    /// The task.
    pub id: String,
    /// Its title.
    pub title: String,
    /// From this stage.
    pub from: String,
    /// To this one.
    pub to: String,
    /// Why.
    pub why: Option<String>,
    /// The gates that passed.
    pub gates: Vec<String>,
    /// `done`, `pending` or `taken-back`.
    pub state: &'static str,
    /// Whether a later `undo` took it back.
    pub undone: bool,
    /// The move that it takes back.
    pub reverts: Option<u64>,
    /// What was written on it, where it did not move: the command's name.
    pub verb: Option<String>,
    /// The tasks that were called otherwise from then on.
    pub given: Vec<Called>,
}

/// What a task was called, and what from then on.
#[derive(Debug, Serialize)]
pub struct Called {
    /// What it was called.
    pub from: String,
    /// What it is called since.
    pub to: String,
}

impl Body for PastMoves {
    fn data(&self) -> Value {
        json!({ "entries": self.entries, "unreadable": self.unreadable })
    }

    fn page(&self, width: usize) -> Page {
        let mut page = Page::default();
        if self.entries.is_empty() && self.unreadable.is_empty() {
            page.push(Line::default().dim("nothing was moved yet"));
        }
        let rows = || self.entries.iter().map(PastMove::cells);
        let widths = table::widths(rows(), &[(5, 12), (2, 8), (1, 10), (5, 0)], width);
        for (entry, cells) in self.entries.iter().zip(rows()) {
            let is_odd = entry.undone || entry.state != "done";
            let remarks = if is_odd { WARN } else { DIM };
            page.push(table::row("", &cells, &widths, [DIM, DIM, PLAIN, BOLD, PLAIN, remarks]));
        }
        for Unreadable { seq, message, .. } in &self.unreadable {
            let line = Line::default().dim(format!("{seq}  ")).warn("unreadable  ");
            page.push(line.plain(message).prose(2));
        }
        if !self.unreadable.is_empty() {
            page.push(Line::default().link("next: ").plain("flow doctor"));
        }
        page
    }
}

impl PastMove {
    fn cells(&self) -> [String; 6] {
        let when = self.at.get(..16).unwrap_or(&self.at).replacen('T', " ", 1);
        let mut remarks = Vec::new();
        match (self.state, self.undone) {
            ("pending", _) => remarks.push("(unfinished)".to_owned()),
            ("taken-back", _) => remarks.push("(failed, and taken back)".to_owned()),
            (_, true) => remarks.push("(undone)".to_owned()),
            _ => {}
        }
        if let (MoveKind::Undo, Some(seq)) = (self.kind, self.reverts) {
            remarks.push(format!("undoes {seq}"));
        }
        remarks.extend(self.why.clone());
        // A mending is of no task.
        let (id, what) = match (&self.given[..], self.id.is_empty()) {
            ([one], _) => (one.from.clone(), format!("called {}", one.to)),
            ([one, rest @ ..], _) => {
                (one.from.clone(), format!("called {}, and {} more", one.to, rest.len()))
            }
            ([], true) => ("mend".to_owned(), self.title.clone()),
            ([], false) if let Some(verb) = &self.verb => (self.id.clone(), verb.clone()),
            ([], false) => (self.id.clone(), format!("{} → {}", self.from, self.to)),
        };
        [self.seq.to_string(), when, self.actor.clone(), id, what, remarks.join(" ")]
    }
}
