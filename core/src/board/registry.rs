//! The table that keeps the next free number of each prefix.

use std::ops::Range;

use super::{Board, Edit};
use crate::form::Grammar;
use crate::workflow::Registry;

/// A row of the id registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryRow {
    /// The prefix.
    pub prefix: String,
    /// The next free number.
    pub next: u64,
    /// Its line, counted from 1.
    pub line: usize,
    /// Where the number stands, in bytes of the board.
    pub at: Range<usize>,
}

/// The edits that make rows give out the number that is really free: `free` tells it for a prefix. A
/// row that gives out a higher one is right as it is.
pub fn registry_edits(
    board: &Board,
    registry: &Registry,
    free: impl Fn(&str) -> Option<u64>,
) -> Vec<Edit> {
    let width = registry.row.holes().find(|hole| hole.name == "next").map_or(0, |hole| hole.width);
    let rows = registry_rows(board, registry).into_iter();
    let behind = rows.filter_map(|row| {
        let next = free(&row.prefix).filter(|&next| next > row.next)?;
        Some(Edit { range: row.at, new: format!("{next:0width$}") })
    });
    behind.collect()
}

/// The rows of the registry on its board.
pub fn registry_rows(board: &Board, registry: &Registry) -> Vec<RegistryRow> {
    let whole = 0..board.text.len();
    let Some(heading) = board.find_heading(&registry.under, &whole).into_iter().next() else {
        return Vec::new();
    };
    let end = board.outline.section_end(registry.under.level, heading.end, board.text.len());
    // A row in a fence or a quote is an example, and would be counted up in the table's stead.
    let lines = board.lines.within(heading.end..end);
    let lines = lines.filter(|line| !board.outline.is_opaque(line.start));
    let read = |line: Range<usize>| {
        let text = board.text[line.clone()].trim_end();
        let [prefix, next] =
            parts(registry, text, 0..text.len()).or_else(|| parts(registry, text, close(text)))?;
        Some(RegistryRow {
            prefix: text[prefix].trim().to_owned(),
            next: text[next.clone()].parse().ok()?,
            line: board.lines.number(line.start),
            at: line.start + next.start..line.start + next.end,
        })
    };
    lines.filter_map(read).collect()
}

/// The bytes of a row, but for all blanks of a run and one, with which columns are aligned.
fn close(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter(move |&at| bytes[at] != b' ' || bytes.get(at + 1) != Some(&b' '))
}

/// Where the prefix and the number stand in a row of which these bytes are read.
fn parts(
    registry: &Registry,
    text: &str,
    bytes: impl Iterator<Item = usize>,
) -> Option<[Range<usize>; 2]> {
    let places: Vec<usize> = bytes.collect();
    let row: Vec<u8> = places.iter().map(|&at| text.as_bytes()[at]).collect();
    let hit = registry.row.captures(&row, 0, &|hole, _| match hole.name.as_str() {
        "next" => Grammar::Digits,
        _ => Grammar::Anything,
    })?;
    let part = |name| {
        let (_, at) = hit.iter().find(|(n, at)| *n == name && !at.is_empty())?;
        let (first, last) = (places.get(at.start)?, places.get(at.end.checked_sub(1)?)?);
        Some(*first..last + 1)
    };
    Some([part("prefix")?, part("next")?])
}
