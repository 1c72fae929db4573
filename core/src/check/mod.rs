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
use crate::workflow::{Level, Workflow};

/// Everything that is not as it should be, in the order of the boards and their lines.
pub fn check(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    plugins: &Plugins,
) -> Vec<Problem> {
    let mut problems = structure::conflicts(snapshot);
    problems.extend(sections::sections(snapshot));
    problems.extend(structure::unclosed(snapshot));
    problems.extend(strangers::strangers(workflow, snapshot));
    problems.extend(strangers::unplaced(workflow, snapshot));
    problems.extend(strangers::doubts(snapshot));
    problems.extend(places::places(workflow, snapshot));
    problems.extend(cards::similar(snapshot));
    problems.extend(cards::untitled(snapshot));
    problems.extend(cards::fields(snapshot));
    problems.extend(cards::dates(snapshot));
    problems.extend(cards::rows(workflow, snapshot));
    problems.extend(counts::counters(workflow, snapshot));
    problems.extend(tidy::leftovers(workflow, snapshot));
    problems.extend(registry::registry(workflow, snapshot));
    problems.extend(counts::limits(workflow, snapshot));
    problems.extend(blockers::blockers(site, workflow, snapshot, plugins));
    problems.extend(ended::ended(site, workflow, snapshot, plugins));
    problems.extend(stale::stale(site, workflow, snapshot));
    problems.extend(references::references(workflow, snapshot));
    problems.extend(documents::documents(site, workflow, snapshot));
    for plugin in plugins.iter() {
        problems.extend(plugin.check(site, workflow, snapshot));
    }
    let problems = problems.into_iter().filter_map(|problem| as_configured(problem, workflow));
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
        let same_place = told.iter().rev().take_while(|p| p.line == problem.line);
        let mut twins = same_place.filter(|p| p.board == problem.board && p.line.is_some());
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
