//! Rows of tables as cards: cells, columns, and a row written for another table.
//!
//! A table is one of GitHub Flavored Markdown: a line of names, a line of dashes, and rows up to the
//! first line that is none. A row of ours begins with a pipe.

use std::ops::Range;

use super::insert::zone_or_all;
use super::link::{Linked, linked};
use super::{Board, Domain, head, says_empty};
use crate::form::Template;
use crate::id::IdForm;
use crate::markdown::{BlockKind, Lines, Outline};
use crate::task::{Field, Task};
use crate::workflow::{HeadForm, Stage};

/// A table on a board.
#[derive(Debug, Clone)]
pub struct Table {
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its rows, from the end of the line of dashes.
    pub rows: Range<usize>,
}

impl Table {
    /// Whether its rows stand within a span; where it has none, they may begin at its end.
    pub(super) fn is_within(&self, span: &Range<usize>) -> bool {
        span.start <= self.rows.start && self.rows.end <= span.end
    }
}

/// The tables of a text, in order. What stands in code, comments, quotes and items is none.
pub(crate) fn tables(text: &str, lines: &Lines, outline: &Outline) -> Vec<Table> {
    let lines: Vec<Range<usize>> = lines.within(outline.start..outline.end).collect();
    let items = || outline.blocks.iter().filter(|block| block.kind == BlockKind::Item);
    let hidden = |at: usize| outline.is_opaque(at) || items().any(|item| item.range.contains(&at));
    let mut tables = Vec::new();
    let mut at = 1;
    while at < lines.len() {
        let (above, line) = (&text[lines[at - 1].clone()], &text[lines[at].clone()]);
        let columns = cells(above).len();
        let is_table = is_row(above)
            && is_delimiter(line)
            && cells(line).len() == columns
            && !hidden(lines[at].start);
        if !is_table {
            at += 1;
            continue;
        }
        let rows = lines[at + 1..].iter().take_while(|line| is_row(&text[(*line).clone()]));
        let rows = rows.count();
        let columns = cells(above).into_iter().map(|cell| plain(&above[cell])).collect();
        tables.push(Table { columns, rows: lines[at].end..lines[at + rows].end });
        at += rows + 1;
    }
    tables
}

impl Board {
    /// The table that a byte stands in.
    pub fn table_at(&self, at: usize) -> Option<&Table> {
        let nth = self.tables.partition_point(|table| table.rows.end <= at);
        self.tables.get(nth).filter(|table| table.rows.contains(&at))
    }

    /// The columns of the table that a stage keeps its cards in.
    pub(crate) fn columns_of(&self, stage: &Stage) -> Option<Vec<String>> {
        Some(self.table_of(stage)?.columns.clone())
    }

    /// The table that a stage keeps its cards in. Of several it is the one with the last of them that is
    /// written as a new one is, so that no row goes among what is past.
    pub(super) fn table_of(&self, stage: &Stage) -> Option<&Table> {
        let zone = zone_or_all(self, stage);
        let has_id = stage.card.first().is_some_and(HeadForm::has_id);
        let cards = self.cards_in(&stage.name, &zone).rev();
        let mut own = cards.filter(|card| !card.closed && card.id.is_handle() != has_id);
        own.find_map(|card| self.table_at(card.range.start))
            .or_else(|| self.table_in(&zone))
            .or_else(|| self.table_in(&self.zone_of(&stage.name)?.range))
    }

    /// The first table whose rows stand within a span; an empty one as well.
    pub fn table_in(&self, span: &Range<usize>) -> Option<&Table> {
        self.tables.iter().find(|table| table.is_within(span))
    }
}

/// Whether a line is a row: it begins with a pipe.
pub(super) fn is_row(line: &str) -> bool {
    let indent = line.len() - line.trim_start_matches(' ').len();
    indent < 4 && line[indent..].starts_with('|')
}

fn is_delimiter(line: &str) -> bool {
    is_row(line)
        && cells(line).into_iter().all(|cell| {
            let dashes = line[cell].trim_matches(':');
            !dashes.is_empty() && dashes.bytes().all(|b| b == b'-')
        })
}

/// Whether a line parts the names of columns from their rows in a table without pipes at its edges.
pub(crate) fn is_edgeless_delimiter(line: &str) -> bool {
    let line = line.trim();
    !line.starts_with('|') && line.contains('|') && is_delimiter(&format!("|{line}"))
}

/// Whether a row only fills a table in which nothing stands: all its cells are dashes, or one of them says
/// that there is nothing, `| — | No tasks |`. As a line of dashes may look the same, it is asked of rows.
pub(crate) fn is_filler(row: &str) -> bool {
    let is_dash =
        |cell: &str| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | '–' | '—'));
    let cells: Vec<&str> = cells(row).into_iter().map(|cell| &row[cell]).collect();
    let mut said = cells.iter().filter(|cell| !cell.is_empty() && !is_dash(cell));
    let dashes = cells.iter().filter(|cell| is_dash(cell)).count();
    let dashed = dashes > 0;
    match (said.next(), said.next()) {
        (None, _) => dashed,
        // Where neither an id nor anybody stands beside it, it may say so in many words.
        (Some(cell), None) if dashes > 1 && denies(cell) => true,
        (Some(cell), None) => {
            let no = cell.get(..3).filter(|no| no.eq_ignore_ascii_case("no "));
            let no_such = dashed && no.is_some() && cell.split_whitespace().count() == 2;
            no_such || says_empty(cell) || says_empty(&format!("*{cell}*"))
        }
        _ => false,
    }
}

/// Whether a text begins with a word that says that there is none of something, and is no rule of how many there
/// may be.
fn denies(text: &str) -> bool {
    const NONE: &str = "no none nothing kein keine aucun aucune ningún ninguna sin nenhum nenhuma nada nessun \
        nessuna geen ingen inga brak нет немає yok";
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    let is_rule =
        |word: &String| ["more", "may", "must", "should", "without"].contains(&word.as_str());
    let first = words.first().is_some_and(|word| NONE.split_whitespace().any(|none| none == word));
    first && !words.iter().any(is_rule)
}

/// The cells of a row, as byte ranges of its line without the blanks around them. A pipe behind a
/// backslash parts nothing.
pub(super) fn cells(line: &str) -> Vec<Range<usize>> {
    let line = line.trim_end();
    let start = line.find('|').map_or(0, |at| at + 1);
    let mut found = Vec::new();
    let (mut from, mut escaped) = (start, false);
    for (at, c) in line.char_indices().skip_while(|(at, _)| *at < start) {
        match c {
            '|' if !escaped => {
                found.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    // The last pipe may be left out.
    if from < line.len() {
        found.push(from..line.len());
    }
    let trimmed = |cell: Range<usize>| {
        let text = &line[cell.clone()];
        if text.trim().is_empty() {
            // Behind the blank that parts it from its pipe.
            let at = cell.start + text.chars().next().map_or(0, char::len_utf8);
            return at..at;
        }
        let lead = text.len() - text.trim_start().len();
        let text = text.trim();
        cell.start + lead..cell.start + lead + text.len()
    };
    found.into_iter().map(trimmed).collect()
}

/// The cell of a form at a column, where that has the id or the title.
fn own_cell(forms: &[Template], at: usize) -> Option<&Template> {
    forms.get(at).filter(|cell| cell.has("id") || cell.has("title"))
}

/// Whether a form has the id or the title in each of a table's columns: these are no fields.
pub(super) fn own_columns(columns: &[String], form: &HeadForm) -> Vec<bool> {
    let forms = head::cells_of(form);
    (0..columns.len()).map(|at| own_cell(&forms, at).is_some()).collect()
}

/// The names of a table's columns. Those that are no fields get no name, so that nothing is written over
/// them.
pub(crate) fn field_columns(columns: Vec<String>, form: &HeadForm) -> Vec<String> {
    let own = own_columns(&columns, form);
    let name = |(name, own)| if own { String::new() } else { name };
    columns.into_iter().zip(own).map(name).collect()
}

/// How many cells a row has.
pub fn row_cells(row: &str) -> usize {
    cells(row).len()
}

/// What the cell in a column of a row says; nothing where there is no such cell.
pub fn cell(row: &str, column: usize) -> String {
    cells(row).get(column).map_or(String::new(), |cell| plain(&row[cell.clone()]))
}

/// What a cell says.
pub(super) fn plain(cell: &str) -> String {
    cell.replace("\\|", "|")
}

/// A text as a cell.
pub(super) fn as_cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A row with another text in one of its cells. In a column of cells that are all as wide it is as wide as
/// what stood there, where it can be. `None` where the row has no such cell.
pub(super) fn with_cell(row: &str, column: usize, text: &str, is_aligned: bool) -> Option<String> {
    let cell = cells(row).get(column)?.clone();
    let new = as_cell(text);
    let (was, is) = (row[cell.clone()].chars().count(), new.chars().count());
    let room = row[cell.end..].len() - row[cell.end..].trim_start_matches(' ').len();
    // One blank stays before the pipe. An empty cell may be of any width.
    let free = if is_aligned || cell.is_empty() { room.saturating_sub(1) } else { 0 };
    let (fill, eaten) = match was.cmp(&is) {
        std::cmp::Ordering::Less => (0, free.min(is - was)),
        _ => (was - is, 0),
    };
    let lead = if cell.is_empty() && !row[..cell.start].ends_with(' ') { " " } else { "" };
    let tail = if cell.is_empty() && room == 0 { " " } else { "" };
    let fill = " ".repeat(if room == 0 || !is_aligned { 0 } else { fill });
    let written =
        format!("{}{lead}{new}{fill}{tail}{}", &row[..cell.start], &row[cell.end + eaten..]);
    (holds(&written, column, text) && cells(&written).len() == cells(row).len()).then_some(written)
}

/// Whether a cell of a row says a text: a pipe behind a backslash (`\|`) cannot be said in a cell.
fn holds(row: &str, column: usize, text: &str) -> bool {
    cells(row).get(column).is_some_and(|cell| plain(&row[cell.clone()]) == text.trim())
}

/// A task as a row of a table with these columns, in a form that names the first of them. Where several
/// columns have one name, they take the fields of that name in their order.
///
/// # Errors
/// When a field that says something has no column, or a cell cannot say it.
pub fn written_row(task: &Task, form: &HeadForm, columns: &[String]) -> Result<String, Domain> {
    let Linked { id, title, form } =
        linked(&task.id, task.title.trim(), task.link.as_deref(), form);
    let forms = head::cells_of(&form);
    let mut fields: Vec<&Field> = task.fields.iter().collect();
    let value = |(at, name): (usize, &String)| match own_cell(&forms, at) {
        Some(cell) => cell.expand(|hole| match hole.name.as_str() {
            "id" => Some(id.clone()),
            "title" => Some(title.clone()),
            _ => None,
        }),
        None => {
            let field = fields.iter().position(|field| field.name.eq_ignore_ascii_case(name));
            field.map_or(String::new(), |at| fields.remove(at).value.clone())
        }
    };
    let values: Vec<String> = columns.iter().enumerate().map(value).collect();
    if let Some(field) = fields.iter().find(|field| !field.value.is_empty()) {
        return Err(Domain::Column { name: field.name.clone() });
    }
    let written = values.iter().map(|value| format!(" {} |", as_cell(value)));
    let row = format!("|{}", written.collect::<String>());
    match (0..columns.len()).find(|&at| !holds(&row, at, &values[at])) {
        Some(at) => Err(Domain::Value { name: columns[at].clone() }),
        None => Ok(row),
    }
}

/// What the cells of a row say under the names of their columns, but for those in which its id and its
/// title stand, by their first bytes.
pub(super) fn row_fields(row: &str, columns: &[String], own: &[usize], line: usize) -> Vec<Field> {
    let cells = cells(row).into_iter().zip(columns);
    let is_own = |cell: &Range<usize>| own.iter().any(|at| (cell.start..=cell.end).contains(at));
    let field = |(cell, name): (Range<usize>, &String)| Field {
        name: name.clone(),
        value: plain(&row[cell]),
        line,
    };
    cells.filter(|(cell, _)| !is_own(cell)).map(field).collect()
}

/// A task as a row says it that was written for a stage; `None` where that reads it as no card, or as
/// another.
pub(crate) fn read_row(
    task: &Task,
    row: &str,
    columns: &[String],
    stage: &Stage,
    ids: &IdForm,
) -> Option<Task> {
    let row = row.trim_end();
    let head = head::Heads::of(stage).read_row(row, &(0..row.len()), ids)?;
    let own: Vec<usize> = head.id_at.iter().chain([&head.title]).map(|at| at.start).collect();
    let fields = row_fields(row, columns, &own, task.line);
    let title = plain(&row[head.title.clone()]);
    let is_it = head.id == task.id && head.declared && !head.closed;
    is_it.then(|| Task { title, fields, ..task.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_are_found_with_their_escapes() {
        let line = "|  a \\| b |c|| d";
        let texts: Vec<_> = cells(line).into_iter().map(|cell| plain(&line[cell])).collect();
        assert_eq!(texts, ["a | b", "c", "", "d"]);
        assert!(cells("|").is_empty());
        // Blanks may be wide.
        let wide = "|\u{3000}| a |\u{2028}|";
        let texts: Vec<_> = cells(wide).into_iter().map(|cell| plain(&wide[cell])).collect();
        assert_eq!(texts, ["", "a", ""]);
    }

    #[test]
    fn a_row_that_fills_an_empty_table_is_told_from_tasks() {
        for row in ["| — | — |", "|-|-|", "| - | | No tasks in progress |", "| _none_ | | |"] {
            assert!(is_filler(row), "{row}");
        }
        assert!(is_filler("| — | No tasks pending at this stage of the project | — |"));
        assert!(is_filler("| — | Nenhuma tarefa pendente | — |"));
        assert!(!is_filler("| — | Mend the roof | — |"));
        assert!(!is_filler("| — | No more than three of them | — |"));
        assert!(is_filler("| – | – | No blockers |") && is_filler("| | *No tasks* | |"));
        for row in ["| | |", "| A-1 | — | — |", "| | No blockers | |", "| — | No | yes |"] {
            assert!(!is_filler(row), "{row}");
        }
        assert!(!is_filler("| - | No more than three of them in a row |"));
    }

    #[test]
    fn a_cell_keeps_the_tables_shape_where_it_can() {
        assert_eq!(with_cell("| a   | b |", 0, "xyz", true).as_deref(), Some("| xyz | b |"));
        assert_eq!(with_cell("| abc | b |", 0, "x", true).as_deref(), Some("| x   | b |"));
        assert_eq!(with_cell("| a | b |", 1, "long", true).as_deref(), Some("| a | long |"));
        assert_eq!(with_cell("|a||", 1, "x", true).as_deref(), Some("|a| x |"));
        assert_eq!(with_cell("| a |  |", 1, "x|y", true).as_deref(), Some("| a | x\\|y |"));
        assert_eq!(with_cell("| abc | b |", 0, "x", false).as_deref(), Some("| x | b |"));
        assert_eq!(with_cell("| a   | b |", 0, "xyz", false).as_deref(), Some("| xyz   | b |"));
        assert_eq!(with_cell("|     | b |", 0, "xyz", false).as_deref(), Some("| xyz | b |"));
        assert_eq!(with_cell("| a |", 1, "x", true), None);
        assert_eq!(with_cell("| a |", 0, "x\\|y", true), None, "two cells");
    }

    proptest! {
        /// What is written into a cell is read from it, and no other cell changes.
        #[test]
        fn a_written_cell_is_read(
            row in "\\|( {0,2}[a-z]{0,4} {0,2}\\|){1,4}",
            column in 0usize..4,
            text in "[a-z]([a-z| é]{0,8}[a-z])?",
            is_aligned: bool,
        ) {
            let read = |row: &str| -> Vec<String> {
                cells(row).into_iter().map(|cell| plain(&row[cell])).collect()
            };
            let mut before = read(&row);
            if let Some(after) = with_cell(&row, column, &text, is_aligned) {
                before[column] = text;
                prop_assert_eq!(read(&after), before);
            } else {
                prop_assert!(column >= before.len());
            }
        }
    }
}
