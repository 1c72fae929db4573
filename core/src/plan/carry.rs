//! The card's text in the form of the stage that it goes to.

use std::collections::HashSet;

use crate::board::{
    Board, Card, CardText, Domain, Entered, Linked, RowText, Shape, column_for, convert,
    field_columns, head_width, linked, numbered, rewritten_head,
};
use crate::id::TaskId;
use crate::task::Task;
use crate::workflow::{CardKind, HeadForm, Stage, Workflow};

use super::{PlanError, filed, left, row};

/// A card under way to another stage.
pub(super) struct Carried {
    /// As it is written there.
    pub text: CarriedText,
    /// What making it say its stage wrote on it.
    pub entered: Vec<Entered>,
    /// The form that it has there.
    pub form: HeadForm,
    /// Remarks on what changes on the way.
    pub notes: Vec<String>,
}

/// Lines of its own, one row of a table, or a format's own words.
pub(super) enum CarriedText {
    /// Lines: a heading or an item, with its body.
    Lines(CardText),
    /// A row, and the table that it goes to.
    Row(RowText),
    /// In the words of a format that is no Markdown.
    Own(String),
}

/// Writes a card in the form of a stage on a board; `text` is the card's, or what it was changed to.
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
) -> Result<Carried, PlanError> {
    // A file that was changed is read anew.
    let changed = filed::changed(workflow, board, card, text);
    let (board, card) = changed.as_ref().map_or((board, card), |(board, card)| (board, card));
    let link = link_of(board, card);
    let form = form_in(to, destination, board, card, link.is_some())?;
    let in_place = board.path == destination.path && board.is_shared(&card.stage, &to.name);
    // In the same place, and in a form that is right there, it stays as it is.
    let stays = in_place && board.has_form_of(card, to, &workflow.ids);
    let refused = |why| refused(board, card, why);
    let has_link = form.line.has("link");
    let end = destination.line_end();
    let same_format = board.format.name() == to.format.name();
    let lines = |kind| !matches!(kind, CardKind::Row | CardKind::Own);
    let mut notes = Vec::new();
    let carried = match (card.kind, form.kind) {
        (CardKind::Row, _) if stays => {
            let table = board.table_at(card.range.start);
            let columns = table.map_or(Vec::new(), |table| table.columns.clone());
            CarriedText::Row(RowText {
                text: text.to_owned(),
                columns: field_columns(columns, &form),
                shape: board.shape_at(card.range.start),
            })
        }
        (CardKind::Own, _) if stays => CarriedText::Own(text.to_owned()),
        _ if stays => CarriedText::Lines(CardText::new(text.to_owned(), card.width).ending(end)),
        (one, other) if lines(one) && lines(other) => {
            let title = board.title(card);
            keeps_its_name(card, &title).map_err(refused)?;
            let Linked { mut id, title, form } = linked(&card.id, &title, link.as_deref(), &form);
            // A reference stays one: what it is defined as goes along.
            if let (Some(label), false) = (board.reference_of(card), has_link) {
                id = format!("[{}]{label}", card.id);
            }
            // An item that stays where it is keeps its marker, and every line below its first.
            let kept = rewritten_head(text, &form, &id, &title, &Shape::default());
            match kept.filter(|_| in_place && form.kind.is_item()) {
                Some(text) => CarriedText::Lines(CardText::new(text, card.width).ending(end)),
                None => {
                    let converted = convert(text, card.width, &id, &title, &form, end);
                    let converted = converted.map_err(refused)?;
                    notes.extend(shifted(board, card, &converted.normalised));
                    CarriedText::Lines(CardText::converted(converted))
                }
            }
        }
        (CardKind::Own, CardKind::Own)
            if same_format && let Some(text) = board.format.recast(text, &form) =>
        {
            CarriedText::Own(text)
        }
        (one, CardKind::Own) if lines(one) && to.format.below("").is_some() => {
            keeps_its_name(card, &board.title(card)).map_err(refused)?;
            is_defined(board, card, link.is_some()).map_err(refused)?;
            let (text, normalised) =
                filed::into_file(workflow, board, card, text, to, &form).map_err(refused)?;
            notes.extend(shifted(board, card, &normalised));
            CarriedText::Own(text)
        }
        (CardKind::Own, other)
            if lines(other)
                && let Some(at) = board.format.below(text) =>
        {
            keeps_its_handle(board, card).map_err(refused)?;
            notes.extend(left_behind(board, text).map_err(refused)?);
            let text =
                filed::out_of_file(workflow, (board, card), text, at, to, &form, destination);
            CarriedText::Lines(text.map_err(refused)?)
        }
        (_, kind) => {
            // From row to row, of two columns of one name each has its own.
            let mut task = match (card.kind, kind) {
                (CardKind::Row, CardKind::Row) => board.format.told(board, card),
                _ => said_once(board, card).map_err(refused)?,
            };
            let columns = destination.columns_of(to).filter(|_| kind == CardKind::Row);
            let has_place = |name: &str| {
                let columns = columns.as_deref().unwrap_or_default();
                column_for(columns, name, &workflow.names).is_some()
            };
            task.fields
                .retain(|field| has_place(&field.name) || !left::tells(workflow, card, to, field));
            if board.format.says_more(board, card) {
                return Err(refused(Domain::Lines));
            }
            keeps_its_handle(board, card).map_err(refused)?;
            is_defined(board, card, link.is_some()).map_err(refused)?;
            notes.extend(left_behind(board, text).map_err(refused)?);
            match kind {
                CardKind::Row => {
                    let (text, columns) =
                        row::written(workflow, &task, to, &form, destination).map_err(refused)?;
                    if card.kind == CardKind::Row {
                        let own = (board, card);
                        row::leads_back(workflow, &task, &text, own, to, &columns)
                            .map_err(refused)?;
                    }
                    let columns = field_columns(columns, &form);
                    CarriedText::Row(RowText { text, columns, shape: destination.shape_of(to) })
                }
                _ => {
                    let text = to.format.write(&task, to, &form, destination).map_err(refused)?;
                    match kind {
                        CardKind::Own => CarriedText::Own(text),
                        _ => CarriedText::Lines(CardText::new(text, head_width(&form))),
                    }
                }
            }
        }
    };
    let (text, entered) = said(carried, to).map_err(refused)?;
    Ok(Carried { text, entered, form, notes })
}

/// Where a card's id or title leads.
fn link_of(board: &Board, card: &Card) -> Option<String> {
    let own = || (card.kind == CardKind::Own).then(|| board.task(card).link).flatten();
    board.link_of(card).map(str::to_owned).or_else(own)
}

/// Refuses a card without an id that another format would call otherwise.
fn keeps_its_handle(board: &Board, card: &Card) -> Result<(), Domain> {
    let now = TaskId::handle(&board.format.told(board, card).title);
    if !card.id.is_handle() || now == card.id {
        return Ok(());
    }
    Err(Domain::Handle { now: now.to_string() })
}

/// Refuses a card without an id whose title would be told from more than its first line.
fn keeps_its_name(card: &Card, title: &str) -> Result<(), Domain> {
    let stays = !card.id.is_handle() || TaskId::handle(title) == card.id;
    if stays { Ok(()) } else { Err(Domain::Lined) }
}

/// Refuses a card whose id refers to what is defined nowhere, where only what it leads to would be written.
fn is_defined(board: &Board, card: &Card, is_linked: bool) -> Result<(), Domain> {
    match board.reference_of(card) {
        Some(label) if !is_linked => Err(Domain::Undefined { label: label.to_owned() }),
        _ => Ok(()),
    }
}

/// Remarks on lines that are indented otherwise afterwards.
fn shifted(board: &Board, card: &Card, lines: &[usize]) -> Vec<String> {
    let note = |line: &usize| {
        let (path, line) = (&board.path, card.line + line - 1);
        format!("{path}:{line} is not indented as a line of its card; its blanks change")
    };
    lines.iter().map(note).collect()
}

/// Remarks on what of a card no other format can say.
fn left_behind(board: &Board, text: &str) -> Result<Vec<String>, Domain> {
    let notes = board.format.unsaid(text)?.into_iter();
    Ok(notes.map(|note| format!("{}: {note}", board.path)).collect())
}

/// A card in a format's own words with another value; one that it has already is not written again.
pub(super) fn with(to: &Stage, text: &str, name: &str, value: &str) -> Result<String, Domain> {
    let said = to.format.value(text, name);
    if said.is_some_and(|said| said.trim().to_lowercase() == value.trim().to_lowercase()) {
        return Ok(text.to_owned());
    }
    to.format.set(to, text, name, value)
}

/// A card in a format's own words with another value, and what that wrote on it.
pub(super) fn enter(
    to: &Stage,
    text: &mut String,
    name: &str,
    value: &str,
) -> Result<Option<Entered>, Domain> {
    let now = with(to, text, name, value)?;
    let entered = changed_line(text, &now);
    *text = now;
    Ok(entered)
}

/// The one line that differs between two texts.
fn changed_line(before: &str, now: &str) -> Option<Entered> {
    let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(before), lines(now));
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[same..], &new[same..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    match (&old[..old.len() - tail], &new[..new.len() - tail]) {
        ([], [after]) => Some(Entered { before: None, after: after.clone(), apart: false }),
        ([before], [after]) => {
            let before = Some(before.clone());
            Some(Entered { before, after: after.clone(), apart: false })
        }
        _ => None,
    }
}

/// Makes a card say what the cards of a stage say.
fn said(carried: CarriedText, to: &Stage) -> Result<(CarriedText, Vec<Entered>), Domain> {
    match carried {
        CarriedText::Lines(mut text) => {
            let said = to.says.iter();
            let entered = said.filter_map(|said| match text.value(&said.name) {
                Some(value) if said.fits(value) => None,
                _ => text.set(&to.field, &said.name, said.value()),
            });
            let entered = entered.collect();
            Ok((CarriedText::Lines(text), entered))
        }
        CarriedText::Row(mut row) => {
            for said in &to.says {
                let same = |column: &String| column.eq_ignore_ascii_case(&said.name);
                let at = row.columns.iter().position(same);
                let says = |at| said.fits(&row.cell(at));
                if !at.is_some_and(says) && !at.is_some_and(|at| row.set(at, said.value())) {
                    return Err(Domain::Column { name: said.name.clone() });
                }
            }
            Ok((CarriedText::Row(row), Vec::new()))
        }
        CarriedText::Own(mut text) => {
            let mut entered = Vec::new();
            for said in &to.says {
                if !to.format.value(&text, &said.name).is_some_and(|value| said.fits(&value)) {
                    text = left::untitled(to, text, &said.name)?;
                    entered.extend(enter(to, &mut text, &said.name, said.value())?);
                }
            }
            Ok((CarriedText::Own(text), entered))
        }
    }
}

/// The form that a card takes in a stage: that of its kind, with the number that comes next.
fn form_in(
    to: &Stage,
    destination: &Board,
    board: &Board,
    card: &Card,
    linked: bool,
) -> Result<HeadForm, PlanError> {
    let form = to.form_for(&card.id, linked).ok_or_else(|| PlanError::NoForm {
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
pub(super) fn said_once(board: &Board, card: &Card) -> Result<Task, Domain> {
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
                Domain::Structure { line }
                | Domain::Marker { line }
                | Domain::Heading { line, .. } => card.line + line - 1,
                _ => card.line,
            };
            PlanError::Form { board: board.path.clone(), line, why }
        }
    }
}
