//! A task as a row of a stage's table: written, read back, and led back to the table that it came from.

use crate::board::{Board, Card, Domain, doubled, read_row, seated, tells};
use crate::task::Task;
use crate::workflow::{CardKind, HeadForm, Stage, Workflow};

/// Writes a task as a row of the table of a stage, which then tells what the task tells; and the names of
/// that table's columns.
///
/// # Errors
/// When there is no table, or its rows cannot say what the task tells.
pub(super) fn written(
    workflow: &Workflow,
    task: &Task,
    to: &Stage,
    form: &HeadForm,
    destination: &Board,
) -> Result<(String, Vec<String>), Domain> {
    let columns = destination.columns_of(to).ok_or(Domain::NoTable)?;
    let seated = seated(task.clone(), &columns, form, &workflow.names)?;
    let text = to.format.write(&seated, to, form, destination)?;
    let there = read_row(&seated, &text, &columns, to, &workflow.ids);
    let told = |task: &Task| tells(task, &workflow.names);
    match there {
        Some(there) if told(&there) == told(task) => Ok((text, columns)),
        _ => Err(Domain::Reads),
    }
}

/// Checks that a row which came of another would tell the same in the table where that stands.
///
/// # Errors
/// When it would not.
pub(super) fn leads_back(
    workflow: &Workflow,
    task: &Task,
    row: &str,
    (board, card): (&Board, &Card),
    to: &Stage,
    columns: &[String],
) -> Result<(), Domain> {
    let Some(table) = board.table_at(card.range.start) else { return Ok(()) };
    let form = workflow.stage(&card.stage).form_for(&card.id, task.link.is_some());
    let Some(form) = form.filter(|form| form.kind == CardKind::Row) else { return Ok(()) };
    // Which of two columns of one name a value came from would be forgotten on the way.
    if let Some(name) = doubled(task, &table.columns, columns) {
        return Err(Domain::Twice { name });
    }
    let there = read_row(task, row, columns, to, &workflow.ids).ok_or(Domain::Reads)?;
    let home = seated(there, &table.columns, form, &workflow.names)?;
    let told = |task: &Task| tells(task, &workflow.names);
    if told(&home) == told(task) { Ok(()) } else { Err(Domain::Reads) }
}
