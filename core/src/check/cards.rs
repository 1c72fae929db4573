//! What a single card says wrongly: `empty-title`, `field-twice`; and `similar-id`, ids that a person
//! takes for one.

use std::collections::BTreeMap;

use super::Problem;
use crate::snapshot::Snapshot;
use crate::task::Task;

/// Cards that have no title.
pub(super) fn untitled(snapshot: &Snapshot) -> Vec<Problem> {
    let empty = snapshot.tasks().iter().filter(|task| task.title.trim().is_empty());
    let problem = |task: &Task| {
        let message = match task.id.is_handle() {
            true => "a card has neither id nor title".to_owned(),
            false => format!("{} has no title", task.id),
        };
        let fix = format!("write one at {}:{}", task.board, task.line);
        Problem::warning("empty-title", message, fix).on(task, task.line)
    };
    empty.map(problem).collect()
}

/// Fields that stand twice on a card and say different things.
pub(super) fn fields(snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for task in snapshot.tasks().iter().filter(|task| !task.closed) {
        for (at, later) in task.fields.iter().enumerate() {
            let same = |field: &&crate::task::Field| field.name.eq_ignore_ascii_case(&later.name);
            let Some(first) = task.fields[..at].iter().find(same) else { continue };
            if first.value == later.value {
                continue;
            }
            let message = format!(
                "{} says {} twice: `{}` on line {}, which counts, and `{}`",
                task.id, later.name, first.value, first.line, later.value
            );
            let fix = format!(
                "keep the right one of {board}:{} and {board}:{}",
                first.line,
                later.line,
                board = task.board
            );
            problems.push(Problem::warning("field-twice", message, fix).on(task, later.line));
        }
    }
    problems
}

/// Ids that differ only in the zeros before their number. Such are two tasks, but who leaves the zeros
/// out on the command line cannot say which.
pub(super) fn similar(snapshot: &Snapshot) -> Vec<Problem> {
    let mut alike: BTreeMap<(String, u64, String), Vec<&Task>> = BTreeMap::new();
    for task in snapshot.tasks().iter().filter(|task| !task.id.is_handle()) {
        // A number past all counting is compared as a text.
        if task.id.number() < u64::MAX {
            let (prefix, suffix) = (task.id.prefix(), task.id.suffix());
            let key = (prefix.to_uppercase(), task.id.number(), suffix.to_uppercase());
            let known = alike.entry(key).or_default();
            if !known.iter().any(|other| other.id == task.id) {
                known.push(task);
            }
        }
    }
    let mut problems = Vec::new();
    for tasks in alike.into_values() {
        let [first, rest @ ..] = &tasks[..] else { continue };
        for other in rest {
            let message = format!(
                "{} differs from {} ({}:{}) in its zeros alone",
                other.id, first.id, first.board, first.line
            );
            let fix = format!(
                "give one of the two another id, or write both as one task: flow show {}",
                other.id
            );
            problems.push(Problem::warning("similar-id", message, fix).on(other, other.line));
        }
    }
    problems
}
