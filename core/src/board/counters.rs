//! Lines that tell how many cards a stage holds.

use std::ops::Range;

use super::tidy::Covered;
use super::{Board, Edit};
use crate::form::{Grammar, Template};
use crate::workflow::Stage;

/// A counter on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Its line, counted from 1.
    pub line: usize,
    /// Its numbers: which (`count` or `limit`), where, and what it says.
    pub numbers: Vec<(String, Range<usize>, u64)>,
}

/// Every counter of a stage on its board. Those in code, comments, quotes and cards are none.
///
/// Each counts for one stage: for that in whose zone it stands, and outside all zones for the first
/// stage on the board that has such a counter.
pub fn counters(board: &Board, stage: &Stage) -> Vec<Counter> {
    let mut found: Vec<Counter> = in_heading(board, stage).into_iter().collect();
    if stage.counters.is_empty() {
        return found;
    }
    let covered = Covered::of(board);
    for line in board.lines.within(board.outline.start..board.outline.end) {
        let text = board.text[line.clone()].trim_end();
        let Some(hit) = read(&stage.counters, text) else { continue };
        let owner = board
            .zone_at(line.start)
            .or_else(|| board.zones.iter().find(|zone| read(&zone.counters, text).is_some()));
        if owner.is_some_and(|zone| zone.stage != stage.name)
            || board.outline.is_opaque(line.start)
            || covered.by_a_card(board, line.start)
        {
            continue;
        }
        let numbers = hit.into_iter().filter_map(|(name, range)| {
            let value = text[range.clone()].parse().ok()?;
            Some((name.to_owned(), line.start + range.start..line.start + range.end, value))
        });
        let numbers = numbers.filter(|(name, _, _)| name == "count" || name == "limit").collect();
        found.push(Counter { line: board.lines.number(line.start), numbers });
    }
    found
}

/// The counter in the heading over a stage: `## Doing ({count})`.
fn in_heading(board: &Board, stage: &Stage) -> Option<Counter> {
    let at = board.zone_of(&stage.name)?.heading.clone()?;
    let line = &board.text[at.clone()];
    let indent = line.len() - line.trim_start().len();
    let holes = stage.under.iter().find_map(|form| form.read(line.trim()))?;
    let numbers = holes.into_iter().filter_map(|(name, range)| {
        let range = at.start + indent + range.start..at.start + indent + range.end;
        let value = board.text[range.clone()].parse().ok()?;
        matches!(name, "count" | "limit").then(|| (name.to_owned(), range, value))
    });
    let numbers: Vec<_> = numbers.collect();
    (!numbers.is_empty()).then(|| Counter { line: board.lines.number(at.start), numbers })
}

/// The numbers of a line that is in one of these forms.
fn read<'f>(forms: &'f [Template], text: &str) -> Option<Vec<(&'f str, Range<usize>)>> {
    forms.iter().find_map(|form| {
        form.captures(text.as_bytes(), 0, &|hole, _| match hole.name.as_str() {
            "count" | "limit" => Grammar::Digits,
            _ => Grammar::Anything,
        })
    })
}

/// The edits that make a stage's counters true.
pub fn counter_edits(board: &Board, stage: &Stage, count: usize) -> Vec<Edit> {
    let numbers = counters(board, stage).into_iter().flat_map(|counter| counter.numbers);
    numbers
        .filter_map(|(name, range, value)| {
            let truth =
                if name == "count" { Some(count as u64) } else { stage.limit.map(u64::from) };
            let truth = truth.filter(|truth| *truth != value)?;
            Some(Edit { range, new: truth.to_string() })
        })
        .collect()
}
