//! `section`: a stage whose heading is not there, or stands there twice. Its cards cannot be told.

use super::Problem;
use crate::board::BoardError;
use crate::snapshot::Snapshot;

/// Stages whose section cannot be told on their board.
pub(super) fn sections(snapshot: &Snapshot) -> Vec<Problem> {
    let problem = |fault: &BoardError| {
        let (board, line, fix) = match fault {
            BoardError::NoHeading { board, empty, .. } => {
                let fix = format!("write `{empty}` into {board}, or mend `under` in workflow.toml");
                (board, None, fix)
            }
            BoardError::TwoHeadings { board, lines, .. } => {
                let fix = format!("keep one of them in {board}");
                (board, lines.last().copied(), fix)
            }
        };
        let message = format!(
            "{fault}; until that is settled, its cards are not read, and none moves on this board"
        );
        Problem::error("section", message, fix).at(board, line)
    };
    snapshot.faults().map(problem).collect()
}
