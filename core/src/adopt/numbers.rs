//! Bare numbers in a table's column of ids: the ids of tasks, where none stands twice.

use std::collections::HashSet;

use super::boards::{Zone, choose};
use super::columns::Columns;
use super::line::Marker;
use super::reading::Reading;
use super::{Doubt, place};
use crate::board::Table;
use crate::path::RelPath;

/// Reads the files anew in which such numbers are ids, and tells what is doubtful of that.
pub(super) fn settle(readings: &mut [Reading<'_>]) -> Option<Doubt> {
    let tables = readings.iter().flat_map(|reading| &reading.tables);
    tables.into_iter().any(has_ids).then_some(())?;
    let chosen = choose(readings);
    let found = Numbers::of(&chosen.zones)?;
    if !found.once {
        return Some(found.doubt);
    }
    let told = |zones: &[Zone<'_, '_>]| -> Vec<(String, usize)> {
        zones.iter().map(|zone| (zone.name.clone(), zone.cards)).collect()
    };
    let before = told(&chosen.zones);
    drop(chosen);
    let own = |reading: &&mut Reading<'_>| found.files.contains(&reading.source.path);
    for reading in readings.iter_mut().filter(own) {
        *reading = Reading::numbered(reading.source);
    }
    // They tell what the tasks are called, and not which lines are tasks.
    if told(&choose(readings).zones) == before {
        return Some(found.doubt);
    }
    for reading in readings.iter_mut().filter(own) {
        *reading = Reading::of(reading.source);
    }
    None
}

fn has_ids(table: &Table) -> bool {
    Columns::of(&table.columns).is_some_and(|columns| columns.has_ids())
}

/// The numbers that every row of some stages has.
struct Numbers {
    files: Vec<RelPath>,
    /// Whether none stands twice.
    once: bool,
    doubt: Doubt,
}

impl Numbers {
    fn of(zones: &[Zone<'_, '_>]) -> Option<Self> {
        let (mut files, mut seen, mut twice, mut first) = (Vec::new(), HashSet::new(), None, None);
        for zone in zones {
            if zone.form.marker != Marker::Row || zone.form.id.is_some() {
                return None;
            }
            let (reading, text) = (zone.reading, &zone.reading.source.text);
            if !zone.tables().all(has_ids) {
                return None;
            }
            for found in zone.heads() {
                let mut tables = zone.tables();
                let table = tables.find(|table| table.rows.contains(&found.at))?;
                let row = &text[found.at..reading.lines.end_of(found.at)];
                let id = reading.columns(table)?.head(row, true)?.id?;
                let at = place(reading, found.at);
                if !seen.insert(id.text.clone()) {
                    twice.get_or_insert((id.text.clone(), at.clone()));
                }
                first.get_or_insert((id.text, at));
            }
            files.push(reading.source.path.clone());
        }
        let once = twice.is_none();
        let (doubt, at) = match twice {
            Some((number, at)) => (doubled(&number), at),
            None => {
                let (number, at) = first?;
                (taken(&number), at)
            }
        };
        Some(Self { files, once, doubt: Doubt::new(doubt, at) })
    }
}

/// What is doubtful of numbers that are taken for ids.
pub(super) fn taken(number: &str) -> String {
    format!(
        "numbers such as {number} are taken for the ids of tasks; where they only count the rows, \
         write `{{*}}` for `{{id}}` in `card`, and take [ids] out"
    )
}

/// Why numbers are no ids.
pub(super) fn doubled(number: &str) -> String {
    format!("{number} stands in more than one row, so numbers are no ids: tasks go by their titles")
}
