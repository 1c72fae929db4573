//! `front-matter`: what stands before a board and is no YAML, so that other programs stumble over it.

use flow_core::check::{Problem, Severity};
use flow_core::snapshot::Snapshot;

use crate::front;

/// Boards whose front matter cannot be read. Their cards are read all the same.
pub(crate) fn check(snapshot: &Snapshot) -> Vec<Problem> {
    let boards = snapshot.boards().iter();
    // Two rules with prose between them are no front matter.
    let boards = boards.filter(|board| board.text[..board.outline.start].contains("---"));
    let broken = boards.filter_map(|board| {
        let error = front::matter(&board.text).err()?;
        Some(Problem {
            code: "front-matter",
            severity: Severity::Warning,
            board: Some(board.path.to_string()),
            line: Some(error.line),
            id: None,
            message: format!("the front matter is no YAML: {}", error.message),
            fix: format!(
                "correct {}:{}; a value with a colon goes in quotes",
                board.path, error.line
            ),
        })
    });
    broken.collect()
}
