//! The table that keeps the next free number of each prefix.

use super::Board;
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
    lines
        .filter_map(|line| {
            let text = board.text[line.clone()].trim_end();
            let hit =
                registry.row.captures(text.as_bytes(), 0, &|hole, _| match hole.name.as_str() {
                    "next" => Grammar::Digits,
                    _ => Grammar::Anything,
                })?;
            let part = |name| {
                let range = hit.iter().find(|(n, _)| *n == name)?.1.clone();
                Some(text[range].trim())
            };
            let next = part("next")?.parse().ok()?;
            let prefix = part("prefix")?.to_owned();
            Some(RegistryRow { prefix, next, line: board.lines.number(line.start) })
        })
        .collect()
}
