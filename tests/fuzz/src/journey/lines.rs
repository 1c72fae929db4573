//! What may differ between boards that are alike: gaps between cards, counters, and lines that say that a
//! stage is empty.

use flow_core::board::{Board, Card};
use flow_core::form::{Grammar, Hole};
use flow_core::workflow::{Stage, Workflow};

use super::World;
use crate::law;

/// Whether boards are the same, to the byte.
pub(super) fn same(now: &World, before: &World) -> Result<(), String> {
    for (path, text) in &now.texts {
        let old = before.texts.get(path).map_or("", |text| text);
        let (mut new, mut old) = (text.split_inclusive('\n'), old.split_inclusive('\n'));
        for line in 1.. {
            let (is, was) = (new.next(), old.next());
            if is.is_none() && was.is_none() {
                break;
            }
            law!(
                is == was,
                "{path}:{line} is {is:?}, {:?}\ninstead of {was:?}, {:?}",
                new.next(),
                old.next()
            );
        }
    }
    Ok(())
}

/// Whether a line is a counter of one of these stages.
fn counts(line: &str, stages: &[&Stage]) -> bool {
    let digits = |_: &Hole, _| Grammar::Digits;
    let mut forms = stages.iter().flat_map(|stage| &stage.counters);
    let mut headings = stages.iter().flat_map(|stage| &stage.under);
    let counted = |found: Vec<(&str, _)>| found.iter().any(|(name, _)| *name != "*");
    forms.any(|form| form.captures(line.as_bytes(), 0, &digits).is_some())
        || headings.any(|form| form.read(line.trim()).is_some_and(counted))
}

/// Every line of a board outside a card. A line that says that a stage is empty comes and goes; a
/// counter counts.
pub(super) fn rest(
    board: &Board,
    card: Option<std::ops::Range<usize>>,
    workflow: &Workflow,
) -> Vec<String> {
    let card = card.unwrap_or(0..0);
    let whole = board.lines.within(0..board.text.len());
    let outside = whole.filter(|line| line.end <= card.start || line.start >= card.end);
    let stages: Vec<&Stage> = workflow.stages.iter().filter(|s| s.stands_on(&board.path)).collect();
    outside.filter_map(|line| kept(board.slice(&line).trim_end(), &stages)).collect()
}

/// A line without the blanks around it, where it counts.
pub(super) fn kept_bare(line: &str, stages: &[&Stage]) -> Option<String> {
    kept(line.trim_start_matches('\u{feff}').trim(), stages)
}

/// Whether a row may only fill an empty table: dashes, and one cell that says that there is nothing.
fn fills(line: &str) -> bool {
    let Some(row) = line.strip_prefix('|') else { return false };
    let is_dash = |cell: &&str| cell.chars().all(|c| matches!(c, '-' | '–' | '—'));
    let mut said = row.split('|').map(str::trim).filter(|cell| !is_dash(cell));
    let says_no = |cell: &str| {
        let mut words = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let first = words.next().unwrap_or_default().to_lowercase();
        matches!(first.as_str(), "no" | "none" | "empty" | "nothing")
    };
    said.next().is_none_or(says_no) && said.next().is_none()
}

fn kept(line: &str, stages: &[&Stage]) -> Option<String> {
    // What stands at the start of a file is not said to belong to its first line.
    let line = line.trim_start_matches('\u{feff}');
    let bare = line.trim();
    let rule = ['-', '*', '_'].iter().any(|&mark| {
        let marks = bare.chars().filter(|&c| c == mark).count();
        // Dashes under a paragraph separate as well, however few.
        let enough = marks >= 3 || mark == '-' && marks == bare.len();
        enough && bare.chars().all(|c| c == mark || c == ' ' || c == '\t')
    });
    let mut words = bare.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_lowercase();
    let empty = bare.starts_with(['*', '_', '(', '<'])
        && matches!(first.as_str(), "no" | "none" | "empty" | "nothing");
    let placeholder =
        stages.iter().any(|stage| stage.placeholder.as_deref().map(str::trim) == Some(bare));
    if bare.is_empty() || rule || empty || placeholder || fills(bare) {
        return None;
    }
    Some(if counts(line, stages) { "a counter".to_owned() } else { line.to_owned() })
}

/// Whether boards have the same cards, and the same lines.
pub(super) fn alike(now: &World, before: &World) -> Result<(), String> {
    let cards = |world: &World| {
        let snapshot = world.snapshot().map_err(|error| error.to_string())?;
        let cards = snapshot.boards().iter().flat_map(|board| {
            let text = |card: &Card| board.slice(&card.range).trim_end().to_owned();
            board.cards.iter().map(move |card| (card.stage.to_string(), text(card)))
        });
        let mut cards: Vec<_> = cards.collect();
        cards.sort();
        Ok::<_, String>(cards)
    };
    let (after, was) = (cards(now)?, cards(before)?);
    let other = after.iter().find(|card| !was.contains(card));
    law!(after == was, "the cards differ: {other:?} of {} instead of {}", after.len(), was.len());
    let (now, before) = (lines_of(now), lines_of(before));
    only(&now, &before)
}

/// Whether two sorted lists have the same lines.
fn only(now: &[String], before: &[String]) -> Result<(), String> {
    law!(now == before, "come: {:?}, gone: {:?}", but(now, before), but(before, now));
    Ok(())
}

/// The lines that the one list has and the other has not, each as often as that.
pub(super) fn but(one: &[String], other: &[String]) -> Vec<String> {
    let mut left = other.to_vec();
    let strange = |line: &&String| match left.iter().position(|known| known == *line) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    };
    one.iter().filter(strange).cloned().collect()
}

/// Every line of every board, sorted.
pub(super) fn lines_of(world: &World) -> Vec<String> {
    let stages: Vec<&Stage> = world.workflow.stages.iter().collect();
    let lines = world.texts.values().flat_map(|text| text.lines());
    let mut lines: Vec<String> = lines.filter_map(|line| kept_bare(line, &stages)).collect();
    defined_once(&mut lines);
    lines
}

/// Sorts lines. What a definition says goes along with every card that uses it, and is said once.
pub(super) fn defined_once(lines: &mut Vec<String>) {
    lines.sort();
    lines.dedup_by(|one, other| one == other && is_definition(one));
}

/// Whether a line says where links lead that are written elsewhere: `[plan]: docs/plan.md`.
pub(super) fn is_definition(line: &str) -> bool {
    line.trim_start().starts_with('[') && line.contains("]:")
}

/// Takes off the lines that have come and are definitions which stood on the board that a card came from.
pub(super) fn but_definitions(now: Vec<String>, before: &[String], from: &str) -> Vec<String> {
    let stood: Vec<&str> = from.lines().map(str::trim).collect();
    let mut come = but(&now, before);
    come.retain(|line| is_definition(line) && stood.contains(&line.trim()));
    let mut now = now;
    for line in come {
        // They are written behind everything else.
        if let Some(at) = now.iter().rposition(|other| *other == line) {
            now.remove(at);
        }
    }
    now
}
