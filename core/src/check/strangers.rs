//! `unknown-prefix`: a card that nobody sees, because its prefix is not declared.

use super::Problem;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;

/// Id-shaped text in card position with an undeclared prefix.
pub(super) fn strangers(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for board in snapshot.boards() {
        for stranger in &board.strangers {
            let id = workflow.ids.at(stranger.id.as_bytes(), 0).map(|found| found.id);
            let prefix = id.as_ref().map_or("", |id| id.prefix());
            let message = format!(
                "{} stands where a card's id stands, but no ids begin with {prefix} here: it is not \
                 read as a card",
                stranger.id
            );
            let fix = format!("add \"{prefix}\" to `prefixes` of [ids] in workflow.toml");
            let problem = Problem::error("unknown-prefix", message, fix);
            problems.push(Problem { id, ..problem.at(&board.path, stranger.line) });
        }
    }
    problems
}
