//! The card's text in the form of the stage that it goes to.

use std::collections::HashSet;

use crate::board::{
    Board, Card, CardText, Converted, Domain, Entered, Linked, convert, linked, numbered, with_cell,
};
use crate::task::Task;
use crate::workflow::{CardKind, HeadForm, Stage, Workflow};

use super::PlanError;

/// A card under way to another stage: lines of its own, or one row of a table.
pub(super) enum Carried {
    /// Lines: a heading or an item, with its body.
    Lines(CardText, Vec<usize>),
    /// A row, and the columns of the table that it goes to.
    Row(String, Vec<String>),
}

/// Writes a card in the form of a stage on its board.
///
/// # Errors
/// When the stage has no form for it, or the form cannot hold what the card says.
pub(super) fn carry(
    workflow: &Workflow,
    board: &Board,
    card: &Card,
    text: &str,
    to: &Stage,
    destination: &Board,
) -> Result<(Carried, Vec<Entered>, HeadForm), PlanError> {
    let link = board.link_of(card);
    let form = form_in(to, destination, board, card)?;
    // In the same place, and in a form that is right there, it stays as it is.
    let stays = board.path == destination.path
        && board.is_shared(&card.stage, &to.name)
        && board.has_form_of(card, to, &workflow.ids);
    let refused = |why| refused(board, card, why);
    let end = destination.line_end();
    let carried = match (card.kind, form.kind) {
        (CardKind::Row, _) if stays => {
            let table = board.table_at(card.range.start);
            let columns = table.map_or(Vec::new(), |table| table.columns.clone());
            Carried::Row(text.to_owned(), columns)
        }
        _ if stays => Carried::Lines(CardText::new(text.to_owned(), card.width), Vec::new()),
        (_, CardKind::Row) => {
            let columns = columns_of(to, destination).ok_or_else(|| refused(Domain::NoTable))?;
            let task = said_once(board, card).map_err(refused)?;
            if card.kind != CardKind::Row && says_more(board, card, &task) {
                return Err(refused(Domain::Lines));
            }
            let row = crate::board::written_row(&task, &form, &columns).map_err(refused)?;
            Carried::Row(row + end, columns)
        }
        (CardKind::Row, _) => {
            let task = said_once(board, card).map_err(refused)?;
            let Linked { id, title, form } = linked(&card.id, task.title.trim(), link, &form);
            let head = convert("", 0, &id, &title, &form, end).map_err(refused)?;
            let mut text = CardText::converted(head);
            for field in task.fields.iter().filter(|field| !field.value.is_empty()) {
                text.set(&to.field, &field.name, &field.value);
                if text.value(&field.name) != Some(field.value.as_str()) {
                    return Err(refused(Domain::Field { name: field.name.clone() }));
                }
            }
            Carried::Lines(text, Vec::new())
        }
        _ => {
            let Linked { id, title, form } =
                linked(&card.id, board.slice(&card.title), link, &form);
            let converted = convert(text, card.width, &id, &title, &form, end);
            let Converted { normalised, .. } =
                converted.as_ref().map_err(|why| refused(why.clone()))?;
            let normalised = normalised.clone();
            let converted = converted.map_err(refused)?;
            Carried::Lines(CardText::converted(converted), normalised)
        }
    };
    let (carried, entered) = said(carried, to).map_err(refused)?;
    Ok((carried, entered, form))
}

/// Makes a card say what the cards of a stage say.
fn said(carried: Carried, to: &Stage) -> Result<(Carried, Vec<Entered>), Domain> {
    match carried {
        Carried::Lines(mut text, normalised) => {
            let said = to.says.iter();
            let entered = said.filter_map(|(name, value)| text.set(&to.field, name, value));
            let entered = entered.collect();
            Ok((Carried::Lines(text, normalised), entered))
        }
        Carried::Row(mut row, columns) => {
            for (name, value) in &to.says {
                let at = columns.iter().position(|column| column.eq_ignore_ascii_case(name));
                let new = at.and_then(|at| with_cell(&row, at, value));
                row = new.ok_or_else(|| Domain::Column { name: name.clone() })?;
            }
            Ok((Carried::Row(row, columns), Vec::new()))
        }
    }
}

/// The form that a card takes in a stage: that of its kind, with the number that comes next.
fn form_in(
    to: &Stage,
    destination: &Board,
    board: &Board,
    card: &Card,
) -> Result<HeadForm, PlanError> {
    let form =
        to.form_for(&card.id, board.link_of(card).is_some()).ok_or_else(|| PlanError::NoForm {
            id: card.id.clone(),
            stage: to.name.clone(),
            board: board.path.clone(),
            line: card.line,
        })?;
    let own = destination.cards.iter().filter(|other| other.stage == to.name);
    let heads = own.map(|other| destination.slice(&(other.range.start..other.head_end)));
    Ok(numbered(form, &heads.collect::<Vec<_>>()))
}

/// The columns of the table that a stage keeps its cards in.
fn columns_of(to: &Stage, destination: &Board) -> Option<Vec<String>> {
    let zone = destination.zone_of(&to.name)?;
    Some(destination.table_in(&zone.range)?.columns.clone())
}

/// What a card says, where no name stands for two values.
fn said_once(board: &Board, card: &Card) -> Result<Task, Domain> {
    let task = board.task_beside_title(card);
    let mut names = HashSet::new();
    let mut told = task.fields.iter().filter(|field| !field.value.is_empty());
    match told.find(|field| !names.insert(field.name.to_lowercase())) {
        Some(twice) => Err(Domain::Twice { name: twice.name.clone() }),
        None => Ok(task),
    }
}

/// Whether a card says anything besides its fields.
fn says_more(board: &Board, card: &Card, task: &Task) -> bool {
    let mut lines = board.lines.within(card.head_end..card.range.end);
    lines.any(|line| {
        let number = board.lines.number(line.start);
        !board.is_blank(&line) && !task.fields.iter().any(|field| field.line == number)
    })
}

/// Why a card cannot take a form, with its place.
fn refused(board: &Board, card: &Card, why: Domain) -> PlanError {
    let unclosed = board.outline.unclosed.iter().find(|u| card.range.contains(&u.at));
    match unclosed {
        Some(unclosed) => PlanError::Unclosed {
            board: board.path.clone(),
            line: board.lines.number(unclosed.at),
            what: if unclosed.comment { "comment" } else { "fence" },
        },
        None => {
            let line = match &why {
                Domain::Structure { line } | Domain::Marker { line } => card.line + line - 1,
                _ => card.line,
            };
            PlanError::Form { board: board.path.clone(), line, why }
        }
    }
}
