//! What is wrong with tables of tasks: `row-cells`, `stray-row`, columns that stand twice or are missing.

use std::collections::BTreeSet;

use super::Problem;
use crate::board::{Board, Stray, Table, Why, cell, row_cells};
use crate::path::RelPath;
use crate::snapshot::Snapshot;
use crate::workflow::{CardKind, Stage, Workflow};

/// The stages that keep their cards in the rows of a board.
fn of_rows<'a>(workflow: &'a Workflow, board: &Board) -> impl Iterator<Item = &'a Stage> {
    let own = workflow.stages.iter().filter(|stage| stage.stands_on(&board.path));
    own.filter(|stage| stage.forms().any(|form| form.kind == CardKind::Row))
}

/// The tables of a board in which stages keep their cards, with the lines of the names of their columns.
fn tables<'a>(workflow: &Workflow, board: &'a Board) -> Vec<(&'a Table, usize)> {
    let names: BTreeSet<_> = of_rows(workflow, board).map(|stage| stage.name.as_str()).collect();
    let zones = board.zones.iter().filter(|zone| names.contains(zone.stage.as_str()));
    let spans: Vec<_> = zones.map(|zone| &zone.range).collect();
    let own = board
        .tables
        .iter()
        .filter(|table| spans.iter().any(|span| span.contains(&table.rows.start)));
    // The line of dashes stands between them and the rows.
    let head =
        |table: &Table| board.lines.number(table.rows.start.saturating_sub(1)).saturating_sub(1);
    own.map(|table| (table, head(table))).collect()
}

/// Rows with another number of cells than their table has columns: a cell is missing, or a pipe in one is
/// not escaped.
pub(super) fn rows(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for board in snapshot.boards().iter().filter(|board| !board.tables.is_empty()) {
        for (table, _) in tables(workflow, board) {
            for row in board.lines.within(table.rows.clone()) {
                problems.extend(cells(board, table, board.lines.number(row.start), &row));
            }
        }
    }
    problems
}

fn cells(
    board: &Board,
    table: &Table,
    line: usize,
    row: &std::ops::Range<usize>,
) -> Option<Problem> {
    let (cells, columns) = (row_cells(board.slice(row)), table.columns.len());
    if cells == columns {
        return None;
    }
    let known = board.cards.binary_search_by_key(&line, |card| card.line);
    let known = known.ok().map(|at| &board.cards[at]);
    let what = known.map_or("this row".to_owned(), |card| card.id.to_string());
    let unread = if known.is_some() { "" } else { ", and is not read as a card" };
    let message = format!("{what} has {cells} of the {columns} cells of its table{unread}");
    let fix = match cells < columns {
        true => format!("write the missing cells at {}:{line}", board.path),
        false => format!("write `\\|` for a pipe in a cell at {}:{line}", board.path),
    };
    let problem = Problem::warning("row-cells", message, fix);
    let id = known.map(|card| card.id.clone());
    Some(Problem { id, ..problem.at(&board.path, line) })
}

/// Columns that have one name, and say different things in a row.
pub(super) fn columns(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for board in snapshot.boards().iter().filter(|board| !board.tables.is_empty()) {
        for (table, line) in tables(workflow, board) {
            for (at, name) in table.columns.iter().enumerate().filter(|(_, name)| !name.is_empty())
            {
                let same = |other: &String| other.eq_ignore_ascii_case(name);
                let Some(first) = table.columns[..at].iter().position(same) else { continue };
                let differs = |row: &str| cell(row, first) != cell(row, at);
                if board.text[table.rows.clone()].lines().any(differs) {
                    let message = format!("the table has two columns {name}: the first counts");
                    let fix = format!("give one of them another name at {}:{line}", board.path);
                    let problem = Problem::warning("field-twice", message, fix);
                    problems.push(problem.at(&board.path, line));
                }
            }
        }
    }
    problems
}

/// Tables without the column that tells their stages apart: nobody knows whose their rows are.
pub(super) fn unparted(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for board in snapshot.boards().iter().filter(|board| !board.tables.is_empty()) {
        let asked = of_rows(workflow, board).flat_map(|stage| &stage.says);
        let asked: BTreeSet<&str> = asked.map(|said| said.name.as_str()).collect();
        let tables = tables(workflow, board);
        for &(table, line) in &tables {
            // A table of something else may stand beside one that has the column.
            let has = |name: &str| {
                let mut columns = tables.iter().flat_map(|(table, _)| &table.columns);
                columns.any(|own| own.eq_ignore_ascii_case(name))
            };
            let from = board.cards.partition_point(|card| card.range.start < table.rows.start);
            let read = board.cards.get(from).is_some_and(|card| card.range.start < table.rows.end);
            let Some(name) = asked.iter().find(|name| !has(name)) else { continue };
            if read || table.rows.is_empty() {
                continue;
            }
            let message = format!(
                "the table has no column {name}, by which its stages are told apart: none of its \
                 rows is read as a card"
            );
            let fix = format!(
                "name the column so at {}:{line}, or mend `where` in workflow.toml",
                board.path
            );
            problems.push(Problem::error("no-stage", message, fix).at(&board.path, line));
        }
    }
    problems
}

/// Tables with more columns than any form of their stages names: none of their rows is read.
pub(super) fn narrow(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    for board in snapshot.boards().iter().filter(|board| !board.tables.is_empty()) {
        let forms = of_rows(workflow, board).flat_map(|stage| stage.forms());
        let forms: Vec<&str> = forms
            .filter(|form| form.kind == CardKind::Row)
            .map(|form| form.line.source())
            .collect();
        let is_narrow = |table: &Table| {
            let fits = |form: &&str| form.contains("{*}") || row_cells(form) >= table.columns.len();
            !forms.iter().any(fits)
        };
        let Some(form) = forms.first() else { continue };
        for (table, line) in tables(workflow, board) {
            let from = board.cards.partition_point(|card| card.range.start < table.rows.start);
            let read = board.cards.get(from).is_some_and(|card| card.range.start < table.rows.end);
            if read || table.rows.is_empty() || !is_narrow(table) {
                continue;
            }
            let (columns, named) = (table.columns.len(), row_cells(form));
            let message = format!(
                "the table has {columns} columns, and the form of its cards names {named}: none of its rows is \
                 read as a card"
            );
            let fix = format!(
                "name the others in workflow.toml: card = \"{} {{*}} |\"; or, if it holds no tasks, take it to \
                 another section",
                form.trim_end()
            );
            problems.push(Problem::warning("stray-row", message, fix).at(&board.path, line));
        }
    }
    problems
}

/// Lines that look like rows of a stage, and are none of its cards.
pub(super) fn strays(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut told: BTreeSet<(&RelPath, usize)> = BTreeSet::new();
    let mut problems = Vec::new();
    for board in snapshot.boards() {
        for stage in of_rows(workflow, board) {
            for stray in board.strays(stage, &workflow.ids) {
                if told.insert((&board.path, stray.lines.0)) {
                    problems.push(stray_row(board, stage, &stray));
                }
            }
        }
    }
    problems
}

fn stray_row(board: &Board, stage: &Stage, stray: &Stray) -> Problem {
    let (first, last) = stray.lines;
    let place = format!("{}:{first}", board.path);
    let (what, its) = match first == last {
        true => ("this line".to_owned(), "is not read as a card"),
        false => (format!("lines {first} to {last}"), "are not read as cards"),
    };
    let (why, fix) = match &stray.why {
        Why::Apart => (
            "in no table".to_owned(),
            format!(
                "take out the blank lines between the table and {place}, or write its line of dashes, `| --- |`"
            ),
        ),
        Why::NoPipe => (
            "without a pipe in front".to_owned(),
            format!("begin and end each row with a pipe from {place} on"),
        ),
        Why::Dressed(id) => {
            let form =
                stage.card.first().map_or(String::new(), |form| form.line.source().to_owned());
            let row = &board.text[board.lines.line(first)];
            let is_struck = row.contains(&format!("~~{id}~~"));
            let fix = match is_struck {
                true => format!(
                    "if it is finished, name its form in `closed` of the stage {} in workflow.toml; else write it as \
                     `{form}` has it at {place}",
                    stage.name
                ),
                false => format!("write it as `{form}` has it at {place}"),
            };
            (format!("with {id} in marks of its own"), fix)
        }
    };
    let message = format!("{what} {its}: it stands in {}, {why}", stage.name);
    let problem = Problem::warning("stray-row", message, fix);
    let id = match &stray.why {
        Why::Dressed(id) => Some(id.clone()),
        _ => None,
    };
    Problem { id, ..problem.at(&board.path, first) }
}
