//! What tasks say that wait for one which is called otherwise from now on.

use super::lay::Edits;
use super::{Draft, Grounds};
use crate::find::blockers_named;
use crate::id::TaskId;
use crate::task::Task;
use crate::workflow::names;

/// A task that was called by its title, and what it is called now.
pub(super) type Called = (TaskId, TaskId);

/// The live tasks that wait for one of these by the name it had, each with the field that says so as it is to
/// be; `None` where that is no field.
pub(super) fn waiting<'s>(
    grounds: Grounds<'s>,
    called: &[Called],
) -> Vec<(&'s Task, Option<(String, String)>)> {
    let Grounds { workflow, snapshot, .. } = grounds;
    let waits = |task: &&Task| {
        let named = blockers_named(workflow, snapshot, task);
        called.iter().any(|(old, _)| named.contains(old))
    };
    let live = snapshot.tasks().iter().filter(|task| !task.closed);
    let field = |task: &'s Task| {
        let field = names::field(&workflow.names.blocked, task)?;
        let value = renamed_in(&field.value, called)?;
        Some((field.name.clone(), value))
    };
    live.filter(waits).map(|task| (task, field(task))).collect()
}

/// A value with the new names between its commas; `None` where it has none of the old ones.
fn renamed_in(said: &str, called: &[Called]) -> Option<String> {
    let mut is_new = false;
    let mut parts: Vec<String> = Vec::new();
    for part in said.split(',') {
        let bare = part.trim();
        let new = called.iter().find(|(old, _)| !bare.is_empty() && TaskId::handle(bare) == *old);
        is_new |= new.is_some();
        parts.push(new.map_or(part.to_owned(), |(_, new)| part.replacen(bare, new.as_str(), 1)));
    }
    is_new.then(|| parts.join(","))
}

/// Writes the new names where the lines of the waiting cards say the old ones; tells of the others.
pub(super) fn follow(
    grounds: Grounds<'_>,
    called: &[Called],
    edits: &mut Edits,
    draft: &mut Draft,
) {
    for (task, field) in waiting(grounds, called) {
        let mut cards = grounds.snapshot.cards();
        let own = cards.find(|(board, card)| board.path == task.board && card.line == task.line);
        let edit = own.zip(field.as_ref()).and_then(|((board, card), (name, value))| {
            Some((board, board.field_edit(card, name, Some(value))?))
        });
        match edit {
            Some((board, edit)) => edits.add(board, edit),
            None => draft.note(left(task, called)),
        }
    }
}

/// What is told where a card keeps the old name.
pub(super) fn left(task: &Task, called: &[Called]) -> String {
    let renamed: Vec<String> =
        called.iter().map(|(old, new)| format!("{old} is {new} now")).collect();
    let id = called.iter().find(|(old, _)| *old == task.id).map_or(&task.id, |(_, new)| new);
    format!("{id} still waits for a name that is gone ({}): flow edit {id}", renamed.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_between_commas_alone() {
        let handle = |text: &str| TaskId::handle(text);
        let called = [(handle("Mend the door"), handle("T-2"))];
        let renamed = |said: &str| renamed_in(said, &called);
        assert_eq!(renamed("mend-the-door").as_deref(), Some("t-2"));
        assert_eq!(renamed("roof, Mend the door").as_deref(), Some("roof, t-2"));
        assert_eq!(renamed("roof, mend the door today"), None);
        assert_eq!(renamed(""), None);
    }
}
