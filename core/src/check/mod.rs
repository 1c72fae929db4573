//! What `flow check` finds on the boards.

use serde::Serialize;

use crate::id::TaskId;

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
}

/// Everything that is not as it should be.
pub fn check(
    _site: &crate::site::Site,
    _workflow: &crate::workflow::Workflow,
    _snapshot: &crate::snapshot::Snapshot,
    _plugins: &crate::plugin::Plugins,
) -> Vec<Problem> {
    Vec::new()
}
