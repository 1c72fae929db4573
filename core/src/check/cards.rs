//! What a single card says wrongly: `empty-title`, `field-twice`, `no-such-date`; `stray-heading`, what looks like
//! one and is none; and `similar-id`, ids that a person takes for one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Problem;
use super::body::live;
use crate::board::Mislaid;
use crate::snapshot::Snapshot;
use crate::task::{Field, Task};
use crate::workflow::{CardKind, Workflow};

/// Cards that have no title.
pub(super) fn untitled(snapshot: &Snapshot) -> Vec<Problem> {
    let empty = snapshot.tasks().iter().filter(|task| task.title.chars().all(is_unseen));
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

/// Headings that look like cards, and are none.
pub(super) fn mislaid(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for board in snapshot.boards() {
        let mut told = BTreeSet::new();
        for stage in workflow.stages.iter().filter(|stage| stage.stands_on(&board.path)) {
            for Mislaid { line, id, written, is_joined } in board.mislaid(stage, &workflow.ids) {
                let at = board.lines.line(line);
                let card = board.cards.binary_search_by_key(&at.start, |card| card.range.start);
                if card.is_ok() || !told.insert(line) {
                    continue;
                }
                let why = match is_joined {
                    true => "the blank behind its signs is missing".to_owned(),
                    false => format!("the cards of {} are of another level", stage.name),
                };
                let shown = board.slice(&at).trim_end();
                let message = format!("`{shown}` is not read as a card: {why}");
                let fix = format!("write `{written}` at {}:{line}", board.path);
                let problem = Problem::warning("stray-heading", message, fix).at(&board.path, line);
                problems.push(Problem { id: Some(id), ..problem });
            }
        }
    }
    problems
}

/// Whether a character leaves nothing on the screen: blanks, and what has no width.
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Fields that stand twice on a card and say different things. A key that stands twice in front matter is
/// told with that.
pub(super) fn fields(snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (board, card, task) in live(snapshot) {
        let is_key = |field: &Field| {
            let entries = board.front().as_deref().unwrap_or_default();
            entries.iter().any(|entry| entry.line == field.line)
        };
        for (at, later) in task.fields.iter().enumerate() {
            let same = |field: &&Field| field.name.eq_ignore_ascii_case(&later.name);
            let Some(first) = task.fields[..at].iter().find(same) else { continue };
            // A column that stands twice is told of its table.
            if card.kind == CardKind::Row && first.line == later.line {
                continue;
            }
            if first.value == later.value || is_key(first) && is_key(later) {
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

/// Fields that begin with what is written like a date (`2026-02-30`), and no calendar has it.
pub(super) fn dates(snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (board, _, task) in live(snapshot) {
        // Where dates are part of the format, it tells of them.
        let is_told = |field: &Field| {
            board.format.doubts(board).iter().any(|doubt| doubt.line == Some(field.line))
        };
        for field in &task.fields {
            let Some(date) = field.value.get(..10).filter(|text| is_dated(text)) else { continue };
            if date.parse::<Date>().is_err() && !is_told(field) {
                let (id, name) = (&task.id, &field.name);
                let message = format!("{id} says {name} {date}, and there is no such day");
                let fix = format!("correct {}:{}", task.board, field.line);
                problems.push(Problem::warning("no-such-date", message, fix).on(task, field.line));
            }
        }
    }
    problems
}

/// Whether a text is shaped like `2026-11-24`.
fn is_dated(text: &str) -> bool {
    let is_digit = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.bytes().enumerate().all(is_digit)
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
