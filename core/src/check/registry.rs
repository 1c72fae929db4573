//! `counter`, of the id registry: the next free number must be free.

use super::Problem;
use crate::board::registry_rows;
use crate::id::TaskId;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;

/// Rows of the registry that would give a number out again.
pub(super) fn registry(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let Some(registry) = &workflow.registry else { return Vec::new() };
    let Some(board) = snapshot.board(&registry.board) else { return Vec::new() };
    let width = registry.row.holes().find(|hole| hole.name == "next").map_or(0, |hole| hole.width);
    let used = |prefix: &str| -> Option<&TaskId> {
        let ids = snapshot.tasks().iter().map(|task| &task.id);
        ids.filter(|id| id.prefix().eq_ignore_ascii_case(prefix)).max_by_key(|id| id.number())
    };
    let rows = registry_rows(board, registry).into_iter().filter_map(|row| {
        let highest = used(&row.prefix).filter(|id| id.number() >= row.next)?;
        let free = highest.number().saturating_add(1);
        let message = format!(
            "the registry says that the next {} is {}, but {highest} is used already",
            row.prefix, row.next
        );
        let fix = format!(
            "write `{free:0width$}` as the next {} on {}:{}",
            row.prefix, board.path, row.line
        );
        Some(Problem::warning("counter", message, fix).at(&board.path, row.line))
    });
    rows.collect()
}
