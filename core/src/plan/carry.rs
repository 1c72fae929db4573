//! The card's text in the form of the stage that it goes to.

use std::collections::HashSet;

use crate::board::{
    Board, Card, CardText, Domain, Entered, Linked, cell, convert, field_columns, head_width,
    linked, numbered, with_cell,
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
    /// In the words of a format that is no Markdown.
    Own(String),
}

/// Writes a card in the form of a stage on a board.
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
    let same_format = board.format.name() == to.format.name();
    let lines = |kind| !matches!(kind, CardKind::Row | CardKind::Own);
    let carried = match (card.kind, form.kind) {
        (CardKind::Row, _) if stays => {
            let table = board.table_at(card.range.start);
            let columns = table.map_or(Vec::new(), |table| table.columns.clone());
            Carried::Row(text.to_owned(), field_columns(columns, &form))
        }
        (CardKind::Own, _) if stays => Carried::Own(text.to_owned()),
        _ if stays => Carried::Lines(CardText::new(text.to_owned(), card.width), Vec::new()),
        (one, other) if lines(one) && lines(other) => {
            let title = board.slice(&card.title);
            let Linked { id, title, form } = linked(&card.id, title, link, &form);
            let converted = convert(text, card.width, &id, &title, &form, end);
            let converted = converted.map_err(refused)?;
            let normalised = converted.normalised.clone();
            Carried::Lines(CardText::converted(converted), normalised)
        }
        (CardKind::Own, CardKind::Own)
            if same_format && let Some(text) = board.format.recast(text, &form) =>
        {
            Carried::Own(text)
        }
        (_, kind) => {
            let task = said_once(board, card).map_err(refused)?;
            if board.format.says_more(board, card) {
                return Err(refused(Domain::Lines));
            }
            let text = to.format.write(&task, to, &form, destination).map_err(refused)?;
            match kind {
                CardKind::Row => {
                    let columns = destination.columns_of(to);
                    let columns = columns.ok_or_else(|| refused(Domain::NoTable))?;
                    Carried::Row(text, field_columns(columns, &form))
                }
                CardKind::Own => Carried::Own(text),
                _ => Carried::Lines(CardText::new(text, head_width(&form)), Vec::new()),
            }
        }
    };
    let (carried, entered) = said(carried, to).map_err(refused)?;
    Ok((carried, entered, form))
}

/// A card in a format's own words with another value; one that it has already is not written again.
pub(super) fn with(to: &Stage, text: &str, name: &str, value: &str) -> Result<String, Domain> {
    let said = to.format.value(text, name);
    if said.is_some_and(|said| said.trim().to_lowercase() == value.trim().to_lowercase()) {
        return Ok(text.to_owned());
    }
    to.format.set(to, text, name, value)
}

/// Makes a card say what the cards of a stage say.
fn said(carried: Carried, to: &Stage) -> Result<(Carried, Vec<Entered>), Domain> {
    match carried {
        Carried::Lines(mut text, normalised) => {
            let said = to.says.iter();
            let entered = said.filter_map(|said| match text.value(&said.name) {
                Some(value) if said.fits(value) => None,
                _ => text.set(&to.field, &said.name, said.value()),
            });
            let entered = entered.collect();
            Ok((Carried::Lines(text, normalised), entered))
        }
        Carried::Row(mut row, columns) => {
            for said in &to.says {
                let at = columns.iter().position(|column| column.eq_ignore_ascii_case(&said.name));
                if at.is_some_and(|at| said.fits(&cell(&row, at))) {
                    continue;
                }
                let new = at.and_then(|at| with_cell(&row, at, said.value()));
                row = new.ok_or_else(|| Domain::Column { name: said.name.clone() })?;
            }
            Ok((Carried::Row(row, columns), Vec::new()))
        }
        Carried::Own(mut text) => {
            for said in &to.says {
                if !to.format.value(&text, &said.name).is_some_and(|value| said.fits(&value)) {
                    text = to.format.set(to, &text, &said.name, said.value())?;
                }
            }
            Ok((Carried::Own(text), Vec::new()))
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

/// What a card says, where no name stands for two values.
fn said_once(board: &Board, card: &Card) -> Result<Task, Domain> {
    let task = board.format.told(board, card);
    let mut names = HashSet::new();
    let mut told = task.fields.iter().filter(|field| !field.value.is_empty());
    match told.find(|field| !names.insert(field.name.to_lowercase())) {
        Some(twice) => Err(Domain::Twice { name: twice.name.clone() }),
        None => Ok(task),
    }
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
