//! Tables with a column that says the stage: every row is a task.

use std::collections::HashSet;
use std::ops::Range;

use super::super::boards::names_kept;
use super::super::draft::Table;
use super::super::ids;
use super::super::line::Shape;
use super::super::meaning::meaning;
use super::super::numbers;
use super::super::reading::{Reading, Section};
use super::super::role::{DONE, words};
use super::super::{Doubt, LeftAlone, place};
use super::legend::{Told, legend};
use super::values::Values;
use super::{Plain, ranks, says_stage};
use crate::board::{self, cell};

/// The tables of a file that say stages in a column of the same name.
struct Rows<'r, 'a> {
    reading: &'r Reading<'a>,
    values: Values,
    /// The forms of its rows, each with how many have it, and where the first of them stands.
    forms: Vec<(String, usize, usize)>,
    shapes: Vec<(Shape, usize)>,
    /// The tables in which most rows have ids.
    named: Vec<Range<usize>>,
    /// Whether a column is named after tasks.
    tasks: bool,
    tables: Vec<&'r board::Table>,
    /// Tables that have such a column as well, and hold no tasks.
    others: Vec<&'r board::Table>,
}

/// The file whose tables hold most.
pub(super) fn board(readings: &[Reading<'_>], left: &mut Vec<LeftAlone>) -> Option<Plain> {
    let mut best: Option<Rows<'_, '_>> = None;
    for reading in readings {
        let Some(rows) = rows(reading, false) else { continue };
        let named = names_kept(reading.stem());
        let live = rows.values.is_live() && (rows.values.ranks() > 1 || named);
        let sure = named || rows.tasks && rows.shapes.len() * 2 > rows.values.cards;
        if !rows.values.is_sound() || !live || !sure {
            if named {
                let why = match rows.values.is_sound() {
                    true => "every row of its tables is finished".to_owned(),
                    false => format!(
                        "what its column {} says are no stages: {}",
                        rows.values.key,
                        rows.values.list()
                    ),
                };
                left.push(LeftAlone::new(reading, why));
            }
            continue;
        }
        if best.as_ref().is_none_or(|known| weight(known) < weight(&rows)) {
            best = Some(rows);
        }
    }
    best.map(Rows::plain)
}

/// Whether the tables of a file say several stages, of which some are live.
pub(in super::super) fn says_stages(reading: &Reading<'_>) -> bool {
    let sound = |rows: &Rows<'_, '_>| {
        rows.values.is_sound() && rows.values.is_live() && rows.values.ranks() > 1
    };
    rows(reading, false).as_ref().is_some_and(sound)
}

/// Why a file whose tables say stages is no board; `None` where they say none.
pub(super) fn half(reading: &Reading<'_>) -> Option<String> {
    if let Some(why) = edgeless(reading) {
        return Some(why);
    }
    let says = |table: &&board::Table| table.columns.iter().any(|name| says_stage(name));
    let tables: Vec<_> = reading.tables.iter().filter(says).collect();
    let first = tables.first()?;
    let key = first.columns.iter().find(|name| says_stage(name))?;
    let mut values = Values::of(key);
    for table in &tables {
        let at = table.columns.iter().position(|name| says_stage(name))?;
        for line in reading.lines.within(table.rows.clone()) {
            values.add(&cell(&reading.source.text[line.clone()], at), place(reading, line.start));
        }
    }
    (values.is_sound() && values.is_live() && values.ranks() > 1).then_some(())?;
    let columns = tables.iter().find_map(|table| Some((table, reading.columns(table)?)));
    let why = match columns {
        Some((table, columns)) => format!(
            "neither its name nor that of the column {} says that the rows are tasks: call the column `Task`",
            table.columns[columns.title()]
        ),
        None => format!(
            "no other is known to hold the titles of tasks ({}): call the one that does `Task`",
            first.columns.join(", ")
        ),
    };
    Some(format!("its table says stages in the column {key}, but {why}"))
}

/// Why a table without pipes at its edges is none to flow, where it says stages.
fn edgeless(reading: &Reading<'_>) -> Option<String> {
    let shown = reading.shown(reading.outline.start..reading.outline.end);
    let lines: Vec<(usize, &str)> = shown.collect();
    let parts = |pair: &&[(usize, &str)]| {
        let says = pair[0].1.split('|').any(|name| says_stage(name.trim()));
        says && board::is_edgeless_delimiter(pair[1].1)
    };
    let [(at, _), _] = lines.windows(2).find(parts)? else { return None };
    Some(format!(
        "the rows of its table have no pipes at their edges: begin and end each with one, from {} on",
        place(reading, *at)
    ))
}

fn weight(rows: &Rows<'_, '_>) -> usize {
    let is_numbered = || rows.numbered().is_some_and(|(numbered, _)| numbered.is_some());
    let each = if rows.shapes.is_empty() && !is_numbered() { 1 } else { 3 };
    rows.values.cards * each + rows.values.len() * 10
}

/// Reads the tables of a file; a bare number is an id only where `numbers` are.
fn rows<'r, 'a>(reading: &'r Reading<'a>, numbers: bool) -> Option<Rows<'r, 'a>> {
    let known = |table: &&board::Table| reading.columns(table).is_some();
    let by_name = |name: &&String| says_stage(name);
    let named = reading.tables.iter().filter(known).flat_map(|table| &table.columns).find(by_name);
    let key = named.or_else(|| said_by_rows(reading))?;
    let is_key =
        |name: &String| name.eq_ignore_ascii_case(key) || named.is_some() && by_name(&name);
    let says = |table: &&board::Table| table.columns.iter().any(is_key);
    // Beside a table that says known stages, one that says none is of something else.
    let is_known = |table: &board::Table| {
        let at = table.columns.iter().position(&is_key);
        let mut rows = reading.lines.within(table.rows.clone());
        let says = |text: &str| meaning(text).is_some_and(|meaning| meaning.rank.is_some());
        at.is_some_and(|at| rows.any(|row| says(&cell(&reading.source.text[row], at))))
    };
    let any_known =
        reading.tables.iter().filter(says).any(|table| known(&table) && is_known(table));
    let is_own = |table: &&board::Table| {
        known(table) && (!any_known || is_known(table) || table.rows.is_empty())
    };
    let (tables, others): (Vec<_>, Vec<_>) = reading.tables.iter().filter(says).partition(is_own);
    let mut values = Values::of(key);
    for Told { value, meaning, at } in legend(reading) {
        values.explain(&value, meaning, place(reading, at));
    }
    listed(reading).into_iter().for_each(|(name, at)| values.expect(&name, place(reading, at)));
    let (forms, shapes) = (Vec::new(), Vec::new());
    let mut found =
        Rows { reading, values, forms, shapes, named: Vec::new(), tasks: false, tables, others };
    for table in found.tables.clone() {
        let texts = reading.lines.within(table.rows.clone());
        let texts: Vec<&str> = texts.map(|line| &reading.source.text[line]).collect();
        let columns = reading.columns(table)?.sure_of(&texts, numbers, names_kept(reading.stem()));
        found.tasks |= columns.names_tasks(&table.columns);
        let Some(at) = table.columns.iter().position(|name| name.eq_ignore_ascii_case(key)) else {
            continue;
        };
        let (cards, shapes) = (found.values.cards, found.shapes.len());
        for line in reading.lines.within(table.rows.clone()) {
            let row = &reading.source.text[line.clone()];
            // What stands in which cell of a row with too many nobody knows.
            if board::row_cells(row) > table.columns.len() {
                continue;
            }
            let Some(head) = columns.head(row, numbers) else { continue };
            found.values.add(&cell(row, at), place(reading, line.start));
            match found.forms.iter_mut().find(|(form, ..)| *form == head.form) {
                Some((_, count, _)) => *count += 1,
                None => found.forms.push((head.form.clone(), 1, line.start)),
            }
            found.shapes.extend(head.id.map(|id| (id, line.start)));
        }
        if (found.shapes.len() - shapes) * 2 > found.values.cards - cards {
            found.named.push(table.rows.clone());
        }
    }
    Some(found)
}

/// The stages that a list beside the table names, each with its place: `## Lanes`, and an item for each.
fn listed(reading: &Reading<'_>) -> Vec<(String, usize)> {
    const LISTS: [&str; 6] = ["lanes", "columns", "stages", "statuses", "states", "workflow"];
    let is_list = |section: &&Section| LISTS.contains(&words(&section.title).join(" ").as_str());
    let Some(section) = reading.sections.iter().find(is_list) else { return Vec::new() };
    let range = section.body..section.range.end;
    let items = reading.heads_in(&range);
    let items = items.map(|found| (found.head.title.trim_matches(['*', '`']).to_owned(), found.at));
    let items: Vec<(String, usize)> = items.collect();
    let is_stage = |(name, _): &(String, usize)| meaning(name).is_some_and(|m| m.rank.is_some());
    if items.iter().all(is_stage) { items } else { Vec::new() }
}

/// The one column in whose every row words say a stage, some of what is finished and some of what is not, where
/// no heading parts the tasks.
fn said_by_rows<'r>(reading: &'r Reading<'_>) -> Option<&'r String> {
    let mut lanes = reading.sections.iter().filter_map(|section| Some(section.role.as_ref()?.rank));
    let first = lanes.next();
    if lanes.any(|rank| Some(rank) != first) {
        return None;
    }
    let tables =
        || reading.tables.iter().filter_map(|table| Some((table, reading.columns(table)?)));
    let says = |name: &&String| {
        let mut ranks = Vec::new();
        for (table, columns) in tables() {
            let Some(at) = table.columns.iter().position(|other| other == *name) else { continue };
            if columns.has(at) {
                return false;
            }
            for line in reading.lines.within(table.rows.clone()) {
                let row = &reading.source.text[line];
                let said = cell(row, at);
                let is_task = columns.head(row, true).is_some();
                let rank = meaning(&said).and_then(|m| m.rank).filter(|_| !words(&said).is_empty());
                match rank {
                    Some(rank) => ranks.push(rank),
                    None if is_task => return false,
                    None => {}
                }
            }
        }
        ranks.iter().any(|rank| *rank >= DONE) && ranks.iter().any(|rank| *rank < DONE)
    };
    let mut names: Vec<&String> = tables().flat_map(|(table, _)| &table.columns).collect();
    names.sort_unstable();
    names.dedup();
    let mut found = names.into_iter().filter(says);
    found.next().filter(|_| found.next().is_none())
}

impl<'r> Rows<'r, '_> {
    /// What is doubtful where the tables stand below headings that say stages as well.
    fn in_sections(&self) -> Option<Doubt> {
        let reading = self.reading;
        let sections = self.tables.iter().filter_map(|table| reading.section_at(table.rows.start));
        let mut said: Vec<(u8, &str)> = Vec::new();
        for section in sections {
            let Some(role) = &section.role else { continue };
            if !said.iter().any(|(rank, _)| *rank == role.rank) {
                said.push((role.rank, &section.line_text));
            }
        }
        let [(_, one), (_, other), ..] = said[..] else { return None };
        let text = format!(
            "`{one}` and `{other}` say stages as the column `{}` does: flow writes that one alone, and a row stays \
             below its heading",
            self.values.key
        );
        let at = self.tables.first().map(|table| place(reading, table.rows.start));
        Some(Doubt::new(text, at))
    }

    fn plain(mut self) -> Plain {
        let weight = weight(&self);
        let reading = self.reading;
        let mut doubts = Vec::new();
        doubts.extend(reading.category());
        if !says_stage(&self.values.key) {
            let key = &self.values.key;
            let text = format!(
                "every row says a stage in the column `{key}`, so it is taken for that of the stage"
            );
            let at = self.tables.first().map(|table| place(reading, table.rows.start));
            doubts.push(Doubt::new(text, at));
        }
        doubts.extend(self.in_sections());
        if let Some((numbered, doubt)) = self.numbered() {
            doubts.push(doubt);
            self = numbered.unwrap_or(self);
        }
        self.forms
            .sort_by_key(|(form, count, _)| (!form.contains("{id}"), std::cmp::Reverse(*count)));
        // A mention of an id in few rows is no form of their own, but for those of a table where most have one.
        if self.shapes.len() * 2 <= self.values.cards {
            let is_named = |at: &usize| self.named.iter().any(|rows| rows.contains(at));
            self.shapes.retain(|(_, at)| is_named(at));
            for (form, ..) in self.forms.iter_mut().filter(|(.., at)| !is_named(at)) {
                *form = without_id(form);
            }
        }
        doubts.extend(self.misread());
        let has_ids = !self.shapes.is_empty();
        let mut forms: Vec<String> = self.forms.iter().map(|(form, ..)| form.clone()).collect();
        let free: Vec<String> = forms.iter().map(|form| without_id(form)).collect();
        // Where ids are written in several ways, some rows have none that can be read.
        let joint = ids::most(self.shapes.iter().map(|(shape, _)| shape.joint));
        let strange = self.shapes.iter().any(|(shape, _)| Some(shape.joint) != joint);
        match has_ids {
            false => forms = free,
            true if strange => forms.extend(free),
            true => {}
        }
        let mut known = Vec::new();
        forms.retain(|form| {
            !known.contains(form) && {
                known.push(form.clone());
                true
            }
        });
        let under = self.section();
        if under.is_none() {
            for other in &self.others {
                let at = place(reading, other.rows.start);
                let text = match !has_ids || strange || self.reads(other) {
                    true => {
                        "this table has the column that says the stage, and would be read as tasks"
                    }
                    false => {
                        "this table has the column that says the stage, but its rows are read as no tasks: call the \
                         column of their titles `Task`"
                    }
                };
                doubts.push(Doubt::new(text, at));
            }
        }
        let mut tables = Vec::new();
        if has_ids {
            let shapes: Vec<_> =
                self.shapes.iter().map(|(shape, at)| (reading, shape, *at)).collect();
            tables.extend(ids::ids(&shapes, None, &mut doubts).table);
        }
        let form = |stage: &mut Table| {
            if let Some(section) = under {
                stage.text("under", &section.line_text, "its tables stand there", None);
            }
            // What is struck through is done, whatever its row says else.
            let (struck, live): (Vec<String>, Vec<String>) =
                forms.iter().cloned().partition(|form| form.contains("~~"));
            match ranks(std::slice::from_ref(stage)).iter().all(|(_, rank)| *rank < DONE) {
                true if !struck.is_empty() && !live.is_empty() => {
                    stage.texts("card", &live, "so its rows are", None);
                    stage.texts("closed", &struck, "what is struck through is done", None);
                }
                _ => stage.texts("card", &forms, "so its rows are", None),
            }
        };
        let path = reading.source.path.clone();
        tables.extend(self.values.stages(path.as_str(), "row", form, &mut doubts));
        Plain { tables, weight, file: path, doubts }
    }

    /// The rows with their numbers for ids, where each has one: `None` for them where one stands twice.
    fn numbered(&self) -> Option<(Option<Self>, Doubt)> {
        let numbered = rows(self.reading, true).filter(|_| self.shapes.is_empty())?;
        let (first, at) = numbered.shapes.first()?;
        let first = Doubt::new(numbers::taken(&first.text), place(self.reading, *at));
        if numbered.shapes.len() < numbered.values.cards {
            return None;
        }
        let mut seen = HashSet::new();
        let twice = numbered.shapes.iter().find(|(shape, _)| !seen.insert(&shape.text));
        let twice = twice.map(|(shape, at)| (numbers::doubled(&shape.text), *at));
        match twice {
            Some((text, at)) => Some((None, Doubt::new(text, place(self.reading, at)))),
            None => Some((Some(numbered), first)),
        }
    }

    /// Whether some rows of another table have ids as these have, in the same column.
    fn reads(&self, other: &board::Table) -> bool {
        let columns = self.tables.first().and_then(|table| self.reading.columns(table));
        let is_known = |row: &str| {
            let id = columns.as_ref()?.head(row, false)?.id?;
            let mut own = self.shapes.iter().map(|(shape, _)| shape);
            own.any(|own| own.prefix == id.prefix && own.joint == id.joint).then_some(())
        };
        let mut rows = self.reading.lines.within(other.rows.clone());
        rows.any(|row| is_known(&self.reading.source.text[row]).is_some())
    }

    /// What is doubtful where rows without ids have their titles in another column than those of another
    /// table: their form fits these as well.
    fn misread(&self) -> Option<Doubt> {
        let title = |form: &str| form.split('|').position(|cell| cell.contains("{title}"));
        let mut free = self.forms.iter().filter(|(form, ..)| !form.contains("{id}"));
        let (first, ..) = free.next()?;
        let (_, _, at) = free.find(|(form, ..)| title(form) != title(first))?;
        let text = "the titles of this table stand in another column than those of others, and flow reads rows \
                    without ids alike: put the column where it stands in the others";
        Some(Doubt::new(text, place(self.reading, *at)))
    }

    /// Where a table that holds no tasks would be read as well: the section in which all others stand.
    fn section(&self) -> Option<&'r Section> {
        if self.others.is_empty() {
            return None;
        }
        let holds =
            |section: &Section, table: &&board::Table| section.range.contains(&table.rows.start);
        let sections = &self.reading.sections;
        sections.iter().rfind(|section| {
            section.alone
                && self.tables.iter().all(|table| holds(section, table))
                && !self.others.iter().any(|table| holds(section, table))
        })
    }
}

/// The form of a row of which no cell is an id.
fn without_id(form: &str) -> String {
    let cells = form.trim_matches('|').split('|').map(str::trim);
    let cells = cells.map(|cell| if cell.contains("{id}") { "{*}" } else { cell });
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_left_out_of_a_form() {
        assert_eq!(without_id("| **{id}** | {title} | {*} |"), "| {*} | {title} | {*} |");
        assert_eq!(without_id("| {title} |"), "| {title} |");
    }
}
