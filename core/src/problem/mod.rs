//! What is not as it should be: a problem, as a check, a format or a plugin reports it.

mod rules;

pub use rules::{RULES, Rule};

use serde::Serialize;

use crate::board::Edit;
use crate::id::TaskId;
use crate::path::RelPath;
use crate::task::Task;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The process is broken.
    Error,
    /// Worth a look.
    Warning,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A stable name, such as `two-boards`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The board or file, where there is one.
    pub board: Option<String>,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// The task.
    pub id: Option<TaskId>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub fix: String,
    /// The edits of boards that do it, in bytes as the boards were read; none where there is more than
    /// one right answer.
    #[serde(skip)]
    pub edits: Vec<(RelPath, Edit)>,
}

impl Problem {
    /// A problem without a place.
    pub fn new(code: &'static str, severity: Severity, message: String, fix: String) -> Self {
        let edits = Vec::new();
        Self { code, severity, board: None, line: None, id: None, message, fix, edits }
    }

    /// Something that breaks the process.
    pub fn error(code: &'static str, message: String, fix: String) -> Self {
        Self::new(code, Severity::Error, message, fix)
    }

    /// Something worth a look.
    pub fn warning(code: &'static str, message: String, fix: String) -> Self {
        Self::new(code, Severity::Warning, message, fix)
    }

    /// On this line of this board, counted from 1.
    pub fn at(self, board: &RelPath, line: impl Into<Option<usize>>) -> Self {
        Self { board: Some(board.to_string()), line: line.into(), ..self }
    }

    /// On this line of a task's card.
    pub fn on(self, task: &Task, line: usize) -> Self {
        Self { id: Some(task.id.clone()), ..self.at(&task.board, line) }
    }

    /// With the one right answer: these edits.
    #[must_use]
    pub fn mended_by(self, edits: Vec<(RelPath, Edit)>) -> Self {
        Self { edits, ..self }
    }
}
