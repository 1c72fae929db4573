//! What `flow check` finds on the boards.
//!
//! Each family of problems has a file of its own. Nothing in code, comments and quotes is looked at,
//! nothing is executed and nothing is repaired: each problem says what a person can do about it.

mod blockers;
mod body;
mod cards;
mod change;
mod counts;
mod documents;
mod ended;
mod places;
mod references;
mod registry;
mod sections;
mod stale;
mod strangers;
mod structure;
mod tables;
mod tidy;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests put files where cards say they are")]
mod tests;

pub use change::{Change, Stages, Texts, brought, is_step, stages};

use std::collections::HashMap;

use crate::board::conflict_marker;
use crate::path::RelPath;
use crate::plugin::Plugins;
use crate::problem::{Problem, Severity};
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::spread::spread;
use crate::workflow::{Level, Workflow};

/// What looks for the problems of one family.
type Family<'a> = Box<dyn Fn() -> Vec<Problem> + Sync + 'a>;

/// How much looking at a task is worth, in bytes of text that is read.
const A_TASK: usize = 512;

/// Everything that is not as it should be, in the order of the boards and their lines.
pub fn check(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    plugins: &Plugins,
) -> Vec<Problem> {
    // Asking for the tasks takes them apart, on all threads; else every family would wait for the first.
    let bytes = snapshot.tasks().len() * A_TASK;
    let of_plugins = plugins
        .iter()
        .map(|plugin| -> Family<'_> { Box::new(move || plugin.check(site, workflow, snapshot)) });
    let families: Vec<Family<'_>> = vec![
        Box::new(|| structure::conflicts(snapshot)),
        Box::new(|| sections::sections(snapshot)),
        Box::new(|| structure::unclosed(snapshot)),
        Box::new(|| strangers::strangers(workflow, snapshot)),
        Box::new(|| strangers::unplaced(workflow, snapshot)),
        Box::new(|| strangers::doubts(snapshot)),
        Box::new(|| places::places(workflow, snapshot)),
        Box::new(|| cards::similar(snapshot)),
        Box::new(|| cards::untitled(snapshot)),
        Box::new(|| cards::fields(snapshot)),
        Box::new(|| cards::dates(snapshot)),
        Box::new(|| tables::rows(workflow, snapshot)),
        Box::new(|| tables::columns(workflow, snapshot)),
        Box::new(|| tables::unparted(workflow, snapshot)),
        Box::new(|| tables::narrow(workflow, snapshot)),
        Box::new(|| tables::strays(workflow, snapshot)),
        Box::new(|| cards::mislaid(workflow, snapshot)),
        Box::new(|| counts::counters(workflow, snapshot)),
        Box::new(|| tidy::leftovers(workflow, snapshot)),
        Box::new(|| registry::registry(workflow, snapshot)),
        Box::new(|| counts::limits(workflow, snapshot)),
        Box::new(|| blockers::blockers(site, workflow, snapshot, plugins)),
        Box::new(|| ended::ended(site, workflow, snapshot, plugins)),
        Box::new(|| stale::stale(site, workflow, snapshot)),
        Box::new(|| references::references(workflow, snapshot)),
        Box::new(|| documents::documents(site, workflow, snapshot)),
    ];
    let families: Vec<Family<'_>> = families.into_iter().chain(of_plugins).collect();
    let problems = spread(&families, bytes, |family| family()).into_iter().flatten();
    let problems = problems.filter_map(|problem| as_configured(problem, workflow));
    in_order(problems.collect(), snapshot)
}

/// The problem as much as `[check]` in workflow.toml lets it count.
fn as_configured(problem: Problem, workflow: &Workflow) -> Option<Problem> {
    let severity = match workflow.check.get(problem.code) {
        None => problem.severity,
        Some(Level::Off) => return None,
        Some(Level::Warning) => Severity::Warning,
        Some(Level::Error) => Severity::Error,
    };
    Some(Problem { severity, ..problem })
}

/// Sorts by board and line; other files come after the boards, and what has no place comes last. Two
/// parts that see the same problem, as where a changelog is a board too, tell it once.
fn in_order(mut problems: Vec<Problem>, snapshot: &Snapshot) -> Vec<Problem> {
    let boards = snapshot.boards().iter().enumerate();
    let boards: HashMap<&str, usize> = boards.map(|(nth, b)| (b.path.as_str(), nth)).collect();
    let position = |problem: &Problem| match &problem.board {
        Some(name) => boards.get(name.as_str()).copied().unwrap_or(boards.len()),
        None => boards.len() + 1,
    };
    problems.sort_by_cached_key(|problem| (position(problem), problem.board.clone(), problem.line));
    let mut told: Vec<Problem> = Vec::new();
    for problem in problems {
        let is_here = |p: &&Problem| p.line == problem.line && p.board == problem.board;
        let mut twins = told.iter().rev().take_while(is_here).filter(|p| p.line.is_some());
        if twins.all(|p| (p.code, &p.id) != (problem.code, &problem.id) || told_apart(p, &problem))
        {
            told.push(problem);
        }
    }
    told
}

/// Whether two problems of one code on one line say different things.
fn told_apart(one: &Problem, other: &Problem) -> bool {
    !["conflict-markers", "front-matter"].contains(&one.code) && one.message != other.message
}

/// Whether a merge left its markers on the board. Its cards then stand there in two versions, so that
/// neither their number nor their ids can be judged.
fn is_conflicted(snapshot: &Snapshot, path: &RelPath) -> bool {
    snapshot.board(path).is_some_and(|board| conflict_marker(&board.text).is_some())
}
