//! The archive: the text of a task that leaves the boards, as a file of its own.

use super::{Draft, PlanError};
use crate::board::{Board, Card};
use crate::fault::Fault;
use crate::form::Template;
use crate::id::TaskId;
use crate::path::RelPath;
use crate::workflow::Workflow;

/// Writes the text of a card that leaves the boards to where `archive` says, with the definitions of links
/// that it uses. Tasks without an id may have one title: each has a file of its own.
///
/// # Errors
/// When a task of this id was archived before, or nothing can be written there.
pub(super) fn archive(
    workflow: &Workflow,
    (board, card): (&Board, &Card),
    mut text: String,
    archive: Option<&Template>,
    draft: &mut Draft,
) -> Result<(), PlanError> {
    let id = &card.id;
    let Some(archive) = archive else {
        draft.note(format!("the text of {id} is kept in flow's journal only"));
        return Ok(());
    };
    let eol = board.line_end();
    if !text.ends_with('\n') {
        text.push_str(eol);
    }
    for (nth, line) in board.needed(card, None).lines.iter().enumerate() {
        text = format!("{text}{}{line}{eol}", if nth == 0 { eol } else { "" });
    }
    let path = |id: &TaskId| {
        RelPath::new(&workflow.expand_for(archive, id))
            .map_err(|bad| Fault::refused(bad.to_string()))
    };
    let mut path_there = path(id)?;
    let mut nth = 1;
    while draft.read(&path_there)?.is_some() {
        nth += 1;
        let next = path(&workflow.ids.recorded(&format!("{id}-{nth}")))?;
        if !id.is_handle() || next == path_there {
            return Err(taken(&path_there, board, card).into());
        }
        path_there = next;
    }
    Ok(draft.create(&path_there, text.as_bytes())?)
}

/// A task of this id was archived before.
fn taken(path: &RelPath, board: &Board, card: &Card) -> Fault {
    let (id, place) = (&card.id, format!("{}:{}", board.path, card.line));
    let message = format!("{path} is there already: a task of the id {id} was archived");
    let fix = format!(
        "if this is another one, give it a number that was never used, at {place}; if not, take one of the \
         two away"
    );
    Fault::refused(message).hint(fix)
}
