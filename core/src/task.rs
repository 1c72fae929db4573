//! What a card says: the task, read off its Markdown.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::id::TaskId;
use crate::path::RelPath;
use crate::workflow::StageName;

/// A task, as its card tells it. Lines are counted from 1, in the board's file.
#[derive(Debug, Clone, Serialize)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// Its title, with every tail that stands there, not trimmed.
    pub title: String,
    /// Where its id or its title leads, where that is a link: `[FEAT-12](url)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The stage it stands in.
    pub stage: StageName,
    /// The board it stands on.
    pub board: RelPath,
    /// The line of its head.
    pub line: usize,
    /// Whether it stands in a closed form.
    pub closed: bool,
    /// Its fields, in their order.
    pub fields: Vec<Field>,
    /// Its sections, in their order.
    pub sections: Vec<Section>,
    /// Its checkboxes, in their order; the one in an item card's head is none of them.
    pub boxes: Vec<CheckBox>,
    /// Its dated notes, in their order.
    pub notes: Vec<Note>,
}

/// A field: `**Status**: In Progress`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name, without emphasis and colon.
    pub name: String,
    /// Its value, trimmed.
    pub value: String,
    /// Its line.
    pub line: usize,
}

/// A section: `**Next Steps** (Pending Review):` or a heading below the card's, and what follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its name, without suffix.
    pub name: String,
    /// What stands between the name and the colon, without parentheses; often empty.
    pub suffix: String,
    /// Its line.
    pub line: usize,
    /// Its list items of the first depth.
    pub items: Vec<Item>,
}

/// A list item of a section, and the lines below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its text, without marker and checkbox.
    pub text: String,
    /// Its line.
    pub line: usize,
    /// Whether its box is ticked; `None` where it has no box.
    pub done: Option<bool>,
    /// The texts of all lines nested in it, without markers.
    pub nested: Vec<String>,
}

/// A checkbox: `- [ ] Write tests`, `- ✅ Written`, `- ⏳ Under way`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckBox {
    /// Its text.
    pub text: String,
    /// Whether it is ticked.
    pub done: bool,
    /// Its line.
    pub line: usize,
    /// The section it stands in.
    pub section: Option<String>,
}

/// A dated note: `- 2025-11-24 01:00: Found the cause`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// When, in the writer's zone; midnight where no time is given.
    pub at: DateTime,
    /// What it says.
    pub text: String,
    /// Its line.
    pub line: usize,
}

impl Task {
    /// A task whose card has left the boards: all that is still known of it.
    pub fn departed(id: TaskId, title: String, stage: StageName, board: RelPath) -> Self {
        Self {
            id,
            title,
            link: None,
            stage,
            board,
            line: 1,
            closed: false,
            fields: Vec::new(),
            sections: Vec::new(),
            boxes: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The value of a field; letter case does not count.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|f| f.name.eq_ignore_ascii_case(name)).map(|f| f.value.as_str())
    }

    /// The section of that name; letter case does not count.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|s| s.name.eq_ignore_ascii_case(name))
    }

    /// How many of its boxes are ticked.
    pub fn boxes_done(&self) -> usize {
        self.boxes.iter().filter(|b| b.done).count()
    }

    /// The last sign of life: the newest dated note, else the `Started` field.
    pub fn last_touched(&self) -> Option<DateTime> {
        let noted = self.notes.iter().map(|note| note.at).max();
        noted.or_else(|| self.started().map(|date| date.at(0, 0, 0, 0)))
    }

    /// The day in the `Started` field.
    pub fn started(&self) -> Option<Date> {
        self.field("Started")?.get(..10)?.parse().ok()
    }
}
