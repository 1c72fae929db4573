//! What tasks say that wait for one which is called otherwise from now on.

use std::collections::HashMap;

use super::Grounds;
use crate::board::{Board, Card, Edit};
use crate::find::blockers_named;
use crate::id::TaskId;
use crate::task::Task;
use crate::workflow::{Workflow, names};

/// What tasks are called now, by what they were called; several may have had one name.
#[derive(Debug, Default)]
pub(super) struct Called(HashMap<TaskId, Vec<TaskId>>);

impl FromIterator<(TaskId, TaskId)> for Called {
    fn from_iter<T: IntoIterator<Item = (TaskId, TaskId)>>(pairs: T) -> Self {
        let mut called: HashMap<TaskId, Vec<TaskId>> = HashMap::new();
        for (old, new) in pairs {
            called.entry(old).or_default().push(new);
        }
        Self(called)
    }
}

/// A live task that waits for one which is called otherwise.
pub(super) struct Waiter<'s> {
    pub board: &'s Board,
    pub card: &'s Card,
    /// Where it says so; `None` where it says more than the name.
    pub named: Option<Named>,
    /// What is told where the card keeps the old name.
    pub note: String,
}

/// Where a card names what it waits for.
pub(super) enum Named {
    /// In a field, which has this value from now on.
    Field(String, String),
    /// In items of a section, each an edit of the board.
    Items(Vec<Edit>),
}

impl Called {
    /// The live tasks that wait for one of these by the name it had.
    pub fn waiters<'s>(&self, grounds: Grounds<'s>) -> Vec<Waiter<'s>> {
        let Grounds { workflow, snapshot, .. } = grounds;
        if self.0.is_empty() {
            return Vec::new();
        }
        let live = snapshot.cards().zip(snapshot.tasks()).filter(|(_, task)| !task.closed);
        let waiter = |((board, card), task): ((&'s Board, &'s Card), &'s Task)| {
            let named = blockers_named(workflow, snapshot, task);
            let named: Vec<&TaskId> = named.iter().filter(|id| self.0.contains_key(id)).collect();
            named.first()?;
            let field = names::field(&workflow.names.blocked, task);
            let field = field.and_then(|field| {
                let value = self.renamed_in(workflow, &field.value)?;
                Some(Named::Field(field.name.clone(), value))
            });
            let note = self.note(task, &named);
            let named = field.or_else(|| self.items(workflow, board, task));
            Some(Waiter { board, card, named, note })
        };
        live.filter_map(waiter).collect()
    }

    /// The items of a task's section that are nothing but one of the old names.
    fn items(&self, workflow: &Workflow, board: &Board, task: &Task) -> Option<Named> {
        let section = names::section(&workflow.names.blocked, task)?;
        let edits = section.items.iter().filter_map(|item| {
            let new = self.renamed_in(workflow, &item.text)?;
            let line = board.lines.line(item.line);
            let at = line.start + board.text[line].rfind(&item.text)?;
            Some(Edit { range: at..at + item.text.len(), new })
        });
        let edits: Vec<Edit> = edits.collect();
        (!edits.is_empty()).then_some(Named::Items(edits))
    }

    /// A value with the new names between its commas; `None` where it has none of the old ones.
    fn renamed_in(&self, workflow: &Workflow, said: &str) -> Option<String> {
        let mut is_new = false;
        let mut parts: Vec<String> = Vec::new();
        for part in said.split(',') {
            let bare = part.trim();
            let id = workflow.ids.read(bare).unwrap_or_else(|| TaskId::handle(bare));
            let new = self.0.get(&id).filter(|_| !bare.is_empty());
            is_new |= new.is_some();
            parts.push(new.map_or(part.to_owned(), |new| part.replacen(bare, &joined(new), 1)));
        }
        is_new.then(|| parts.join(","))
    }

    fn note(&self, task: &Task, named: &[&TaskId]) -> String {
        let now = |old: &&TaskId| {
            let new = self.0.get(*old).map(|new| joined(new)).unwrap_or_default();
            format!("{old}, which is {new} now")
        };
        let waits: Vec<String> = named.iter().map(now).collect();
        let id = self.0.get(&task.id).and_then(|new| new.first()).unwrap_or(&task.id);
        format!("{id} still waits for {}: flow edit {id}", waits.join(", and for "))
    }
}

fn joined(ids: &[TaskId]) -> String {
    ids.iter().map(TaskId::as_str).collect::<Vec<_>>().join(", ")
}
