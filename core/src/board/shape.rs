//! The shape of tables: which columns are as wide in every line, and rows that keep to it.

use std::ops::Range;

use super::Board;
use super::rows::{Table, as_cell, cell, cells, with_cell};
use crate::workflow::Stage;

/// How many rows of a table are looked at for its shape.
const LOOKED_AT: usize = 64;

/// Which columns of a table are kept as wide in every line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape(Vec<bool>);

impl Shape {
    /// A row of the table with another text in the cell of a column; `None` where there is no such column, or
    /// it cannot say that. Cells that were left out at the end of the row are put in.
    pub fn with_cell(&self, row: &str, column: usize, text: &str) -> Option<String> {
        // In a table that nobody knows, no column is kept so.
        let is_aligned = self.0.get(column).copied().unwrap_or_default();
        match column < self.0.len() && cells(row).len() <= column {
            true => with_cell(&filled_up(row, column + 1), column, text, is_aligned),
            false => with_cell(row, column, text, is_aligned),
        }
    }

    /// A row of the table with another text at a place within one of its cells. Where that is all that stands in
    /// the cell, the table keeps its shape.
    pub fn with_text(&self, row: &str, at: Range<usize>, text: &str) -> String {
        let whole = cells(row).into_iter().position(|cell| cell == at);
        let kept = whole.and_then(|column| self.with_cell(row, column, text));
        kept.unwrap_or_else(|| format!("{}{}{}", &row[..at.start], as_cell(text), &row[at.end..]))
    }
}

/// A row with at least so many cells.
fn filled_up(row: &str, columns: usize) -> String {
    let line = row.trim_end();
    let here = cells(line).len();
    let mut out = line.to_owned();
    // The last pipe may be left out.
    if cells(&format!("{line} |")).len() == here {
        out.push_str(" |");
    }
    out.push_str(&"  |".repeat(columns.saturating_sub(here)));
    out + &row[line.len()..]
}

/// A row, and what is known of the table that it stands in or goes to.
#[derive(Debug)]
pub(crate) struct RowText {
    /// The row.
    pub text: String,
    /// The names of the columns; those that are no fields have none.
    pub columns: Vec<String>,
    /// The shape of the table.
    pub shape: Shape,
}

impl RowText {
    /// What the cell in a column says.
    pub fn cell(&self, column: usize) -> String {
        cell(&self.text, column)
    }

    /// Writes a text into the cell of a column; whether that can be.
    pub fn set(&mut self, column: usize, text: &str) -> bool {
        let new = self.shape.with_cell(&self.text, column, text);
        new.map(|new| self.text = new).is_some()
    }
}

impl Board {
    /// The shape of the table in which a row stands that this byte is in. It is told by the other lines,
    /// so that it is the same whatever is written into that row.
    pub(crate) fn shape_at(&self, row: usize) -> Shape {
        self.table_at(row).map_or_else(Shape::default, |table| self.shape(table, Some(row)))
    }

    /// The shape of the table that a stage keeps its cards in.
    pub(crate) fn shape_of(&self, stage: &Stage) -> Shape {
        self.table_of(stage).map_or_else(Shape::default, |table| self.shape(table, None))
    }

    fn shape(&self, table: &Table, but: Option<usize>) -> Shape {
        let wide = || {
            let [names, dashes] = self.head_of(table)?.map(widths);
            let rows = self
                .lines
                .within(table.rows.clone())
                .filter(|line| !but.is_some_and(|at| line.contains(&at)));
            let rows = rows.take(LOOKED_AT).map(|line| widths(&self.text[line]));
            let rows: Vec<Vec<usize>> = rows.collect();
            let keeps = |(column, name): (usize, &usize)| {
                let like = rows.iter().filter(|row| row.get(column) == Some(name)).count();
                // Names alone have no shape but for that of the dashes below them.
                dashes.get(column) == Some(name) && 2 * like >= rows.len()
            };
            Some(Shape(names.iter().enumerate().map(keeps).collect()))
        };
        wide().unwrap_or_default()
    }

    /// The line of names and the line of dashes of a table.
    fn head_of(&self, table: &Table) -> Option<[&str; 2]> {
        let dashes = self.text_before(table.rows.start, 0)?;
        let names = self.text_before(dashes.start, 0)?;
        Some([&self.text[names], &self.text[dashes]])
    }

    /// A row for the table of a stage, each cell as wide as those of its column, where the lines of that
    /// table all are.
    pub(crate) fn aligned(&self, stage: &Stage, row: &str) -> String {
        let wide = || {
            let table = self.table_of(stage)?;
            let lines = self.head_of(table)?;
            let rows = self.text[table.rows.clone()].lines();
            let mut wide = rows.chain(lines).map(widths);
            let first = wide.next().filter(|_| !table.rows.is_empty())?;
            wide.all(|line| line == first).then_some(first)
        };
        let wide = wide().unwrap_or_default();
        let own = widths(row);
        let mut out = String::new();
        for (nth, part) in parts(row).into_iter().enumerate() {
            let missing =
                wide.get(nth).zip(own.get(nth)).map_or(0, |(w, own)| w.saturating_sub(*own));
            out.push_str(&format!("|{part}{}", " ".repeat(missing)));
        }
        if wide.is_empty() { row.to_owned() } else { out + "|" }
    }
}

/// What stands between the pipes of a row, with its blanks.
fn parts(row: &str) -> Vec<&str> {
    let row = row.trim();
    let cells = cells(row);
    let ends = cells.iter().map(|cell| {
        let rest = &row[cell.end..];
        cell.end + rest.find('|').unwrap_or(rest.len())
    });
    let mut start = 1;
    let parts = ends.map(|end| {
        let part = row.get(start..end).unwrap_or_default();
        start = end + 1;
        part
    });
    parts.collect()
}

/// How many characters stand between the pipes of a row.
fn widths(row: &str) -> Vec<usize> {
    parts(row).into_iter().map(|part| part.chars().count()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_were_left_out_are_put_in() {
        let shape = Shape(vec![false; 4]);
        let with = |row: &str, column| shape.with_cell(row, column, "x");
        assert_eq!(with("| a | b |\n", 3).as_deref(), Some("| a | b |  | x |\n"));
        assert_eq!(with("| a | b\n", 2).as_deref(), Some("| a | b | x |\n"));
        assert_eq!(with("| a | b \\|\n", 2).as_deref(), Some("| a | b \\| | x |\n"));
        assert_eq!(with("| a |", 4), None);
        assert_eq!(Shape::default().with_cell("| a |", 1, "x"), None);
    }
}
