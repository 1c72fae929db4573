//! Lines that look like rows of a stage's table, and are none of its cards: nobody would miss them.

use std::ops::Range;

use super::tidy::Covered;
use super::{Board, Table, rows};
use crate::id::{IdForm, TaskId};
use crate::workflow::{CardKind, Stage};

/// Lines that look like rows, and are not read as cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// The first and the last of them, counted from 1.
    pub lines: (usize, usize),
    /// Why they are no cards.
    pub why: Why,
}

/// Why a row is no card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It belongs to no table: a blank line parts it from that, or the line of dashes is missing.
    Apart,
    /// It does not begin with a pipe.
    NoPipe,
    /// Its id is written otherwise than the stage's form has it.
    Dressed(TaskId),
}

impl Board {
    /// The lines that look like rows of a stage, and are none of its cards.
    pub fn strays(&self, stage: &Stage, ids: &IdForm) -> Vec<Stray> {
        if !stage.forms().any(|form| form.kind == CardKind::Row) {
            return Vec::new();
        }
        let zones = self.zones_of(&stage.name);
        zones.flat_map(|zone| self.strays_in(stage, &zone.range, ids)).collect()
    }

    fn strays_in(&self, stage: &Stage, zone: &Range<usize>, ids: &IdForm) -> Vec<Stray> {
        let covered = Covered::of(self);
        let mut found: Vec<Stray> = Vec::new();
        let mut last: Option<Why> = None;
        for (number, line) in self.lines.numbered(zone.clone()) {
            let looks_so = self.slice(&line).contains('|')
                && !self.outline.is_opaque(line.start)
                && !covered.by_a_card(self, line.start)
                && self.is_own(&stage.name, line.start);
            let why = looks_so.then(|| self.why(stage, &line, last.as_ref(), ids)).flatten();
            match (&why, found.last_mut()) {
                (Some(Why::Apart | Why::NoPipe), Some(run)) if last == why => run.lines.1 = number,
                (Some(new), _) => found.push(Stray { lines: (number, number), why: new.clone() }),
                (None, _) => {}
            }
            last = why;
        }
        found
    }

    /// Why a line with a pipe that is part of no card is no row of a table, or no card there.
    fn why(
        &self,
        stage: &Stage,
        line: &Range<usize>,
        above: Option<&Why>,
        ids: &IdForm,
    ) -> Option<Why> {
        let text = self.slice(line).trim_end();
        let below = self.tables.partition_point(|table| table.rows.start <= line.start);
        let table = below.checked_sub(1).map(|at| &self.tables[at]);
        if table.is_some_and(|table| table.rows.contains(&line.start)) {
            return dressed(stage, text, ids).map(Why::Dressed);
        }
        // The names of its columns and its dashes stand above the rows of a table.
        let is_head = |table: &Table| {
            let first = self.lines.number(table.rows.start.saturating_sub(1)).saturating_sub(1);
            self.lines.number(line.start) >= first
        };
        if self.tables.get(below).is_some_and(is_head) {
            return None;
        }
        if rows::is_row(text) {
            return Some(Why::Apart);
        }
        // Without pipes at their edges they are rows all the same (GitHub Flavored Markdown).
        let next = self.lines.within(line.end..self.text.len()).next();
        let begins = next.is_some_and(|next| rows::is_edgeless_delimiter(self.slice(&next)));
        let goes_on = table.is_some_and(|table| table.rows.end == line.start);
        (begins || goes_on || above == Some(&Why::NoPipe)).then_some(Why::NoPipe)
    }
}

/// The id of a row that stands in marks of its own: in bold, or as code.
fn dressed(stage: &Stage, row: &str, ids: &IdForm) -> Option<TaskId> {
    let forms = stage.forms().filter(|form| form.kind == CardKind::Row);
    let mut columns =
        forms.filter_map(|form| super::head::cells_of(form).iter().position(|cell| cell.has("id")));
    columns.find_map(|column| {
        let cell = rows::cell(row, column);
        let bare = cell.trim_matches(['*', '_', '`', '~']);
        let found = ids.in_head(bare.as_bytes(), 0)?;
        let is_it = bare != cell && found.declared && found.end == bare.len();
        is_it.then_some(found.id)
    })
}
