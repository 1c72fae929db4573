//! Cards that nobody sees. `unknown-prefix`: its prefix is not declared. `no-stage`: it says what no stage
//! asks for. And what a file's format cannot read: `front-matter`, `no-such-day`.

use super::Problem;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;

/// Cards that no stage owns, by what they say: nothing else would show them.
pub(super) fn unplaced(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for board in snapshot.boards().iter().filter(|board| !board.unplaced.is_empty()) {
        let stages = workflow.stages.iter().filter(|s| s.stands_on(&board.path));
        let said = stages.flat_map(|stage| &stage.says);
        let said = said.map(|said| format!("{}: {}", said.name, said.value()));
        let said = said.collect::<Vec<_>>().join("`, `");
        for card in &board.unplaced {
            let (what, line) = match &card.said {
                Some(own) => (format!("says `{}: {}`", own.name, own.value), own.line),
                None => ("has the form of a card".to_owned(), card.line),
            };
            let message = format!("{} {what}, and no stage is its own", card.id);
            let fix = match card.said {
                Some(_) => {
                    format!("let it say one of `{said}`, or write a stage for it in workflow.toml")
                }
                None => format!("let it say one of `{said}`"),
            };
            problems.push(Problem::error("no-stage", message, fix).at(&board.path, line));
        }
    }
    problems
}

/// What in a file its format cannot read.
pub(super) fn doubts(snapshot: &Snapshot) -> Vec<Problem> {
    snapshot.boards().iter().flat_map(|board| board.format.doubts(board)).collect()
}

/// Id-shaped text in card position with an undeclared prefix.
pub(super) fn strangers(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for board in snapshot.boards() {
        for stranger in &board.strangers {
            let id = workflow.ids.in_head(stranger.id.as_bytes(), 0).map(|found| found.id);
            let prefix = id.as_ref().map_or("", |id| id.prefix());
            let message = format!(
                "{} stands where a card's id stands, but no ids begin with {prefix} here: it is not \
                 read as a card",
                stranger.id
            );
            let fix = match prefix.contains(|c: char| c.is_ascii_lowercase()) {
                true => format!("write it in capitals: {}", stranger.id.to_uppercase()),
                false => format!("add \"{prefix}\" to `prefixes` of [ids] in workflow.toml"),
            };
            let problem = Problem::error("unknown-prefix", message, fix);
            problems.push(Problem { id, ..problem.at(&board.path, stranger.line) });
        }
    }
    problems
}
