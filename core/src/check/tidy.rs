//! `separator` and `placeholder`: what hand edits leave behind between cards.

use std::collections::BTreeSet;

use super::{Problem, is_conflicted};
use crate::board::{Leftover, untidy};
use crate::path::RelPath;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;

/// Doubled separators, and placeholders that are missing or too many.
pub(super) fn leftovers(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut told: BTreeSet<(&RelPath, usize, usize)> = BTreeSet::new();
    for stage in &workflow.stages {
        let board = snapshot.first_board_of(stage);
        let Some(board) =
            board.filter(|board| board.faults.is_empty() && !is_conflicted(snapshot, &board.path))
        else {
            continue;
        };
        let name = &stage.name;
        let placeholder = stage.placeholder.as_deref().unwrap_or_default();
        for left in untidy(board, stage, &workflow.ids) {
            let place = format!("{}:{}", board.path, left.line);
            let problem = match left.what {
                Leftover::Separator => {
                    let what = "a separator stands right behind another one";
                    Problem::warning(
                        "separator",
                        what.to_owned(),
                        format!("delete the line {place}"),
                    )
                }
                Leftover::Superfluous => {
                    let what =
                        format!("`{placeholder}` says that {name} is empty, and it has cards");
                    Problem::warning("placeholder", what, format!("delete the line {place}"))
                }
                Leftover::Missing => {
                    let what = format!("{name} is empty, and does not say so");
                    let fix = format!("write `{placeholder}` below {place}");
                    Problem::warning("placeholder", what, fix)
                }
            };
            // Of two stages that share a section, one says it for both.
            let place =
                left.edit.as_ref().map(|edit| (&board.path, edit.range.start, edit.range.end));
            if place.is_some_and(|place| !told.insert(place)) {
                continue;
            }
            let edits = left.edit.into_iter().map(|edit| (board.path.clone(), edit)).collect();
            found.push(problem.at(&board.path, left.line).mended_by(edits));
        }
    }
    found
}
