//! `line-reference`: `TODO.md line 571` was true when it was written.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};

use super::Problem;
use super::body::{lines, live};
use crate::board::{Board, Card};
use crate::id::TaskId;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::Workflow;

/// What the names of boards end with.
const ENDING: &str = ".md";

/// References to lines of boards at which the task meant does not stand.
pub(super) fn references(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    let boards = LazyCell::new(|| by_name(snapshot));
    let names_files =
        |(board, card, _): &(&Board, &Card, &Task)| board.slice(&card.range).contains(ENDING);
    for (board, card, task) in live(snapshot).filter(names_files) {
        for (line, text) in lines(board, card) {
            for reference in find(&text) {
                let place = format!("{}:{line}", task.board);
                let found = board_of(&boards, &reference.path).and_then(|target| {
                    wrong(workflow, snapshot, task, &text, &reference, target, &place)
                });
                if let Some((message, fix)) = found {
                    problems.push(Problem::warning("line-reference", message, fix).on(task, line));
                }
            }
        }
    }
    problems
}

/// What is wrong with the reference at `place`, and the edit that would mend it.
fn wrong(
    workflow: &Workflow,
    snapshot: &Snapshot,
    task: &Task,
    text: &str,
    reference: &Reference,
    target: &Board,
    place: &str,
) -> Option<(String, String)> {
    let ids = named(workflow, text);
    let mut meant = ids.iter().map(|(_, id)| id).chain([&task.id]);
    if meant.any(|id| cards(snapshot, target, id).any(|card| overlap(&card, &reference.lines))) {
        return None;
    }
    let beside = beside(text, &ids, &reference.range);
    let id = beside.unwrap_or(&task.id);
    let last = target.lines.number(target.text.len().saturating_sub(1));
    // Without an id beside it, a reference to the card's own board means something else than the card.
    if beside.is_none() && task.board == target.path && *reference.lines.start() <= last {
        return None;
    }
    let written = &text[reference.range.clone()];
    Some(match cards(snapshot, target, id).next() {
        Some(card) => {
            let truth =
                format!("{}{}", &text[reference.range.start..reference.digits], card.start());
            let line = card.start();
            (
                format!(
                    "{id} does not stand at `{written}`: it stands at {} line {line}",
                    target.path
                ),
                format!("write `{truth}` instead of `{written}` on {place}"),
            )
        }
        None => (
            format!("{id} does not stand at `{written}`: it has no card on {}", target.path),
            format!("take `{written}` out of {place}"),
        ),
    })
}

/// The lines of an id's cards on a board.
fn cards<'a>(
    snapshot: &'a Snapshot,
    target: &'a Board,
    id: &TaskId,
) -> impl Iterator<Item = RangeInclusive<usize>> + use<'a> {
    let cards = snapshot.cards_of(id).into_iter().filter(|(board, _)| board.path == target.path);
    cards.map(|(board, card)| card.line..=board.lines.number(card.range.end.saturating_sub(1)))
}

fn overlap(one: &RangeInclusive<usize>, other: &RangeInclusive<usize>) -> bool {
    one.start() <= other.end() && other.start() <= one.end()
}

/// The boards by the names of their files: where every task is one, there are many.
fn by_name(snapshot: &Snapshot) -> HashMap<&str, Vec<&Board>> {
    let mut named: HashMap<&str, Vec<&Board>> = HashMap::new();
    for board in snapshot.boards() {
        named.entry(last(board.path.as_str())).or_default().push(board);
    }
    named
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The board that a path in a card means: all of its path, or the end of it.
fn board_of<'a>(boards: &HashMap<&str, Vec<&'a Board>>, path: &str) -> Option<&'a Board> {
    let path = path.trim_start_matches("./");
    let boards = || boards.get(last(path)).into_iter().flatten().copied();
    let whole = boards().find(|board| board.path.as_str() == path);
    whole.or_else(|| {
        let mut ends = boards().filter(|board| {
            let before = board.path.as_str().strip_suffix(path);
            before.is_some_and(|before| before.ends_with('/'))
        });
        ends.next().filter(|_| ends.next().is_none())
    })
}

/// The ids in a text, but for those in the names of files.
fn named(workflow: &Workflow, text: &str) -> Vec<(usize, TaskId)> {
    let mut ids = workflow.ids.find_all(text);
    ids.retain(|(at, _)| {
        let blank = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '`' | ',');
        let start = text[..*at].rfind(blank).map_or(0, |blank| blank + 1);
        let end = text[*at..].find(char::is_whitespace).map_or(text.len(), |blank| at + blank);
        !text[start..end].contains(['/', '.']) || !text[start..end].contains(ENDING)
    });
    ids
}

/// The id that a reference is about: one directly behind it, as in `TODO.md:12 (BUG-001)`, else the
/// last before it in the same sentence.
fn beside<'a>(text: &str, ids: &'a [(usize, TaskId)], at: &Range<usize>) -> Option<&'a TaskId> {
    let behind = ids.iter().find(|(start, _)| *start >= at.end);
    let close = behind.filter(|(start, _)| {
        let between = &text[at.end..*start];
        !between.contains([',', ';', '.']) && !between.contains(char::is_alphanumeric)
    });
    let before = || {
        let (start, id) = ids.iter().rfind(|(start, _)| *start < at.start)?;
        let between = &text[*start..at.start];
        (!between.contains(';') && !between.contains(". ")).then_some(id)
    };
    close.map(|(_, id)| id).or_else(before)
}

/// A line of a file, named in a text.
#[derive(Debug, PartialEq, Eq)]
struct Reference {
    /// The file.
    path: String,
    /// Its line, or several.
    lines: RangeInclusive<usize>,
    /// Where in the text the reference stands.
    range: Range<usize>,
    /// Where its number begins.
    digits: usize,
}

/// Every `FILE.md line N`, `FILE.md:N` and `FILE.md#LN` in a text.
fn find(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    for (dot, ending) in text.match_indices(ENDING) {
        let end = dot + ending.len();
        let part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':');
        let start = text[..dot]
            .char_indices()
            .rev()
            .take_while(|(_, c)| part(*c))
            .last()
            .map_or(dot, |(at, _)| at);
        if let Some(digits) = locator(text, end)
            && let Some((line, mut stop)) = number(text, digits)
        {
            let mut last = line;
            let dash = text[stop..].chars().next().filter(|c| matches!(c, '-' | '–'));
            if let Some(dash) = dash {
                let next = stop + dash.len_utf8();
                let next = next + usize::from(text[next..].starts_with('L'));
                if let Some((to, end)) = number(text, next) {
                    (last, stop) = (to.max(line), end);
                }
            }
            let path = text[start..end].to_owned();
            found.push(Reference { path, lines: line..=last, range: start..stop, digits });
        }
    }
    found
}

/// Where the number begins that follows a file's name, whose end is `at`.
fn locator(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    for mark in [":", "#L"] {
        if let Some(after) = rest.strip_prefix(mark) {
            return after.starts_with(|c: char| c.is_ascii_digit()).then_some(at + mark.len());
        }
    }
    let words = rest.trim_start_matches(['`', '*', ',', ' ', '(']);
    if words.len() == rest.len() {
        return None;
    }
    let words = ["at ", "on "].iter().find_map(|word| words.strip_prefix(word)).unwrap_or(words);
    let after = ["lines ", "line ", "Lines ", "Line ", "L"]
        .iter()
        .find_map(|word| words.strip_prefix(word))?
        .trim_start();
    after.starts_with(|c: char| c.is_ascii_digit()).then_some(text.len() - after.len())
}

/// The number at a byte of a text, and where it ends.
fn number(text: &str, at: usize) -> Option<(usize, usize)> {
    let len = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    Some((text[at..at + len].parse().ok()?, at + len))
}
