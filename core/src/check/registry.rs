//! `counter`, of the id registry: the next free number must be free.

use super::Problem;
use crate::board::{registry_edits, registry_rows};
use crate::id::TaskId;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;

/// Rows of the registry that would give a number out again.
pub(super) fn registry(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let Some(registry) = &workflow.registry else { return Vec::new() };
    let Some(board) = snapshot.board(&registry.board) else { return Vec::new() };
    let used = |prefix: &str| -> Option<&TaskId> {
        let ids = snapshot.tasks().iter().map(|task| &task.id).filter(|id| !id.is_handle());
        ids.filter(|id| id.prefix().eq_ignore_ascii_case(prefix)).max_by_key(|id| id.number())
    };
    // A number past all counting has none after it.
    let edits = registry_edits(board, registry, |prefix| used(prefix)?.number().checked_add(1));
    let rows = registry_rows(board, registry).into_iter().filter_map(|row| {
        let edit = edits.iter().find(|edit| edit.range == row.at)?;
        let highest = used(&row.prefix)?;
        let message = format!(
            "the registry says that the next {} is {}, but {highest} is used already",
            row.prefix, row.next
        );
        let fix = format!(
            "write `{}` as the next {} on {}:{}",
            edit.new, row.prefix, board.path, row.line
        );
        let problem = Problem::warning("counter", message, fix).at(&board.path, row.line);
        Some(problem.mended_by(vec![(board.path.clone(), edit.clone())]))
    });
    rows.collect()
}
