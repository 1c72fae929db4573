//! `flow block` and `flow unblock`: which tasks wait for which.

use std::borrow::Cow;

use super::{About, Verb};
use crate::board::{Item, Mark};
use crate::fault::Fault;
use crate::find::{blockers_named, ids_in, is_nothing, joined, typed_in};
use crate::id::TaskId;
use crate::plan::{Desk, Pen, PlanError, resolve};
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;

/// A task waits for others.
#[derive(Debug, Clone)]
pub struct Block {
    /// The task that waits.
    pub about: About,
    /// What it waits for.
    pub by: Vec<String>,
}

impl Verb for Block {
    fn name(&self) -> &'static str {
        "block"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let (workflow, snapshot) = (desk.workflow(), desk.snapshot());
        let mut by = Vec::new();
        for asked in &self.by {
            let (ranges, _) = workflow.ids.ranges(asked);
            if ranges.is_empty() {
                by.push(resolve(snapshot, asked)?);
                continue;
            }
            for id in ids_in(workflow, snapshot, None, asked) {
                by.push(resolve(snapshot, id.as_str())?);
            }
        }
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let id = pen.task().id.clone();
        let mut notes = Vec::new();
        for blocker in by {
            if blocker == id {
                return Err(Fault::refused(format!("{id} cannot wait for itself"))
                    .hint(format!("name another: flow block {id} --by ID"))
                    .into());
            }
            if let Some(cycle) = way(workflow, snapshot, &blocker, &id) {
                let cycle: Vec<&str> = cycle.iter().map(TaskId::as_str).collect();
                let message =
                    format!("{id} cannot wait for {blocker}: {id} → {}", cycle.join(" → "));
                let hint = format!(
                    "let the other go first: flow unblock {} --by {id}",
                    cycle[cycle.len().saturating_sub(2)]
                );
                return Err(Fault::refused(message).hint(hint).into());
            }
            let tasks = snapshot.of(&blocker);
            if !tasks.iter().any(|task| !task.closed && !workflow.stage(&task.stage).ends) {
                notes.push(format!("{blocker} is finished already"));
            }
            add(pen, (workflow, snapshot), &blocker)?;
        }
        notes.into_iter().for_each(|note| desk.note(note));
        Ok(())
    }
}

/// A task waits no longer.
#[derive(Debug, Clone)]
pub struct Unblock {
    /// The task.
    pub about: About,
    /// For these; empty for all.
    pub by: Vec<String>,
}

impl Verb for Unblock {
    fn name(&self) -> &'static str {
        "unblock"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let (workflow, snapshot) = (desk.workflow(), desk.snapshot());
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let id = pen.task().id.clone();
        let name = pen.field_name(&pen.names().blocked);
        let said = pen.field(&name).unwrap_or_default();
        let naming = Naming { workflow, snapshot, task: &id };
        let mut fields = naming.parts(&said);
        // Where its blockers stand in a section, each is an item.
        let section = pen.listed(&pen.names().blocked);
        let items = section.as_ref().map(|section| pen.items(section)).unwrap_or_default();
        let items: Vec<&str> =
            items.iter().map(String::as_str).filter(|item| !is_nothing(item)).collect();
        if fields.is_empty() && items.is_empty() {
            return Err(Fault::refused(format!("{id} waits for nothing"))
                .hint(format!("see what it says: flow show {id}"))
                .into());
        }
        let all = |fields: &[Cow<'_, str>]| -> Vec<String> {
            let items = items.iter().map(|item| (*item).to_owned());
            fields.iter().map(|part| part.clone().into_owned()).chain(items).collect()
        };
        let mut gone: Vec<String> = if self.by.is_empty() { all(&fields) } else { Vec::new() };
        for asked in &self.by {
            // What it waits for may be on no board any more.
            let by = resolve(snapshot, asked).ok().or_else(|| workflow.ids.read(asked));
            if let Some(by) = &by {
                fields = fields.into_iter().flat_map(|part| naming.spelt_out(part, by)).collect();
            }
            let known = all(&fields);
            let meant = known.iter().filter(|part| {
                by.as_ref().is_some_and(|by| naming.names(part, by))
                    || part.eq_ignore_ascii_case(asked)
            });
            let meant: Vec<&String> = meant.collect();
            if meant.is_empty() {
                let said = known.join(", ");
                return Err(Fault::refused(format!(
                    "{id} does not wait for {asked}: it says `{said}`"
                ))
                .hint(format!("name one of these, or none for all: flow unblock {id}"))
                .into());
            }
            if let Some(part) = meant.iter().find(|part| naming.count(part) > 1) {
                let message = format!("`{part}` names more than {asked}, and would go with it");
                let hint = format!(
                    "write what is left: flow set {id} '{name}=…'; or edit it: flow edit {id}"
                );
                return Err(Fault::refused(message).hint(hint).into());
            }
            gone.extend(meant.into_iter().cloned());
        }
        if let Some(section) = section {
            for item in items.iter().filter(|item| gone.iter().any(|gone| gone == *item)) {
                pen.strike(&section, item)?;
            }
        }
        let is_left = |part: &&str| !gone.iter().any(|gone| gone == part);
        let left: Vec<&str> = fields.iter().map(AsRef::as_ref).filter(is_left).collect();
        match left.is_empty() {
            _ if left.len() == fields.len() => Ok(()),
            // In front matter and in a line of todo.txt a word would be one more task.
            true if pen.is_own() => pen.unset(&name),
            true => pen.set(&name, "None"),
            false => pen.set(&name, &left.join(", ")),
        }
    }
}

/// Writes a blocker behind those that a card names already.
pub(super) fn add(
    pen: &mut Pen<'_>,
    (workflow, snapshot): (&Workflow, &Snapshot),
    by: &TaskId,
) -> Result<(), PlanError> {
    let names = &pen.names().blocked;
    let name = pen.field_name(names);
    let said = pen.field(&name).unwrap_or_default();
    let section = pen.listed(names);
    let items = section.as_ref().map(|section| pen.items(section)).unwrap_or_default();
    let id = pen.task().id.clone();
    let naming = Naming { workflow, snapshot, task: &id };
    let says = |text: &str| naming.names(text, by) || text.trim() == by.as_str();
    if said.split(',').chain(items.iter().map(String::as_str)).any(says) {
        return Ok(());
    }
    if let Some(section) = &section {
        return pen.append(&Item { section, mark: Mark::None, counts: false, text: by.as_str() });
    }
    // What stands there stays as it is, however it is joined.
    let all = said.split(',').map(str::trim).filter(|part| !part.is_empty() && !is_nothing(part));
    let all: Vec<&str> = all.chain([by.as_str()]).collect();
    pen.put(names, &all.join(", "))
}

/// What the texts of a task name that say what it waits for.
#[derive(Clone, Copy)]
struct Naming<'a> {
    workflow: &'a Workflow,
    snapshot: &'a Snapshot,
    task: &'a TaskId,
}

impl Naming<'_> {
    fn ids(&self, text: &str) -> Vec<TaskId> {
        ids_in(self.workflow, self.snapshot, Some(self.task), text)
    }

    /// How many tasks a text names.
    fn count(&self, text: &str) -> usize {
        self.ids(text).len()
    }

    fn names(&self, part: &str, by: &TaskId) -> bool {
        self.ids(part).contains(by)
            || typed_in(self.workflow, part).as_ref() == Some(by)
            || (by.is_handle() && resolve(self.snapshot, part).is_ok_and(|id| id == *by))
    }

    /// What a field names, one by one; nothing where it says that there is nothing. Besides commas, what
    /// stands between ids may part them (`A-1 and A-2`), where each part is whole then.
    fn parts<'s>(&self, said: &'s str) -> Vec<Cow<'s, str>> {
        let is_whole = |part: &&str| {
            self.count(part) == 1 && part.matches('(').count() == part.matches(')').count()
        };
        let mut parts = Vec::new();
        for part in said.split(',').map(str::trim) {
            let joined: Vec<&str> = joined(part).collect();
            match self.count(part) > 1 && joined.iter().all(&is_whole) {
                true => parts.extend(joined),
                false => parts.push(part),
            }
        }
        parts.retain(|part| !part.is_empty() && !is_nothing(part));
        parts.into_iter().map(Cow::Borrowed).collect()
    }

    /// A part, or, where it is a range that a task lies in, each task of the range.
    fn spelt_out<'s>(&self, part: Cow<'s, str>, by: &TaskId) -> Vec<Cow<'s, str>> {
        let (ranges, _) = self.workflow.ids.ranges(&part);
        let ids = self.ids(&part);
        match &ranges[..] {
            [range] if range.at == (0..part.len()) && ids.contains(by) => {
                ids.iter().map(|id| Cow::Owned(id.to_string())).collect()
            }
            _ => vec![part],
        }
    }
}

/// The way over blockers that leads from one task to another, both included.
fn way(
    workflow: &Workflow,
    snapshot: &Snapshot,
    from: &TaskId,
    to: &TaskId,
) -> Option<Vec<TaskId>> {
    let mut ways = vec![vec![from.clone()]];
    let mut seen = std::collections::HashSet::new();
    while let Some(way) = ways.pop() {
        let last = way.last()?;
        if last == to {
            return Some(way);
        }
        if !seen.insert(last.clone()) {
            continue;
        }
        for task in snapshot.of(last).into_iter().filter(|task| !task.closed) {
            let ids = blockers_named(workflow, snapshot, task);
            ways.extend(ids.into_iter().map(|id| way.iter().cloned().chain([id]).collect()));
        }
    }
    None
}
