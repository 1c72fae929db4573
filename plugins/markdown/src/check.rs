//! `front-matter`: what stands before a board and is no YAML, so that other programs stumble over it.

use flow_core::problem::Problem;
use flow_core::snapshot::Snapshot;

use crate::front;

/// Boards whose front matter cannot be read. Their cards are read all the same.
pub(crate) fn check(snapshot: &Snapshot) -> Vec<Problem> {
    let boards = snapshot.boards().iter();
    // Two rules with prose between them are no front matter.
    let boards = boards.filter(|board| board.text[..board.outline.start].contains("---"));
    let broken = boards.filter_map(|board| {
        let error = front::matter(&board.text).err()?;
        let message = format!("the front matter is no YAML: {}", error.message);
        let place = format!("{}:{}", board.path, error.line);
        let fix = format!("correct {place}; a value with a colon goes in quotes");
        Some(Problem::warning("front-matter", message, fix).at(&board.path, error.line))
    });
    broken.collect()
}
