//! Which tasks wait for which.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::finished::{Answer, finished_of};
use crate::id::TaskId;
use crate::plugin::Plugins;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{Workflow, names};

/// Whether a value says that there is nothing.
pub(crate) fn is_nothing(part: &str) -> bool {
    ["none", "nothing", "no", "n/a", "-", "—", "[]"].contains(&part.to_lowercase().as_str())
}

/// The tasks that a task says it waits for, finished or not: by id, and, where tasks have none, by handle.
/// A task without an id that names a handle waits for it, wherever that is: it may have been renamed.
pub fn blockers_named(workflow: &Workflow, snapshot: &Snapshot, task: &Task) -> Vec<TaskId> {
    let said = names::field(&workflow.names.blocked, task);
    let said = said.map(|field| field.value.as_str()).unwrap_or_default();
    let section = names::section(&workflow.names.blocked, task);
    let items =
        section.into_iter().flat_map(|section| &section.items).map(|item| item.text.as_str());
    let parts = said.split(',').chain(items);
    named_among(workflow, snapshot, Some(task), parts)
}

/// The handle that a part of what a task without an id waits for is.
pub(crate) fn handle_in(task: &Task, part: &str) -> Option<TaskId> {
    let part = part.trim();
    if !task.id.is_handle() || is_nothing(part) {
        return None;
    }
    Some(TaskId::handle(part)).filter(|handle| handle.as_str() == part)
}

/// What stands between the signs and words that part tasks besides commas: `A-1 and A-2`.
pub(crate) fn joined(part: &str) -> impl Iterator<Item = &str> {
    part.split([';', '&', '+']).flat_map(|part| part.split(" and ")).map(str::trim)
}

/// The id that a part of what a task waits for is in small letters, where its prefix is declared: any other could
/// be a word (`q3-2026`).
pub(crate) fn typed_in(workflow: &Workflow, part: &str) -> Option<TaskId> {
    let declared = !workflow.ids.prefixes().is_empty() || !workflow.ids.has_prefix();
    workflow.ids.read(part.trim()).filter(|_| declared)
}

/// The tasks that a text names: by id, and, between its commas, by handle where tasks have none.
pub fn named_in(workflow: &Workflow, snapshot: &Snapshot, text: &str) -> Vec<TaskId> {
    named_among(workflow, snapshot, None, text.split(','))
}

fn named_among<'t>(
    workflow: &Workflow,
    snapshot: &Snapshot,
    by: Option<&Task>,
    parts: impl Iterator<Item = &'t str>,
) -> Vec<TaskId> {
    let mut found: Vec<TaskId> = Vec::new();
    for part in parts {
        let mut ids = ids_in(workflow, snapshot, by.map(|by| &by.id), part);
        if ids.is_empty() {
            let is_seen = |handle: &TaskId| !snapshot.of(handle).is_empty();
            let seen = Some(TaskId::handle(part)).filter(is_seen);
            let joined: Vec<TaskId> = joined(part).map(TaskId::handle).collect();
            if seen.is_none() && joined.len() > 1 && joined.iter().all(is_seen) {
                ids = joined;
                ids.dedup();
            } else {
                // An id in small letters is none in running text, and is one where nothing stands beside it.
                let typed = || typed_in(workflow, part);
                ids.extend(seen.or_else(typed).or_else(|| handle_in(by?, part)));
            }
        }
        ids.retain(|id| !found.contains(id));
        found.extend(ids);
    }
    found
}

/// The ids in a text. Of a range, what stands on the boards: there are gaps among ids, and what left the
/// boards is finished. The task that the text stands `by` is not meant by a range that it lies in.
pub(crate) fn ids_in(
    workflow: &Workflow,
    snapshot: &Snapshot,
    by: Option<&TaskId>,
    text: &str,
) -> Vec<TaskId> {
    let (ranges, _) = workflow.ids.ranges(text);
    let mut found: Vec<TaskId> = Vec::new();
    for (at, id) in workflow.ids.find_all(text) {
        let first = found.len();
        found.push(id);
        for range in ranges.iter().filter(|range| range.at.start == at) {
            let others = range.among(snapshot.sorted_ids()).filter(|id| Some(*id) != by);
            found.extend(others.cloned());
        }
        found[first..].sort();
    }
    let mut seen = HashSet::new();
    found.retain(|id| seen.insert(id.clone()));
    found
}

/// Who waits, and for whom.
#[derive(Debug, Default)]
pub struct Waits {
    /// For each task that waits, the unfinished tasks that it names, in its order.
    by: HashMap<TaskId, Vec<TaskId>>,
}

/// Of tasks, each with what it waits for.
impl FromIterator<(TaskId, Vec<TaskId>)> for Waits {
    fn from_iter<T: IntoIterator<Item = (TaskId, Vec<TaskId>)>>(named: T) -> Self {
        let named = named.into_iter().filter(|(_, blockers)| !blockers.is_empty());
        Self { by: named.collect() }
    }
}

impl Waits {
    /// Looks through all live tasks. What many wait for is asked about once.
    pub fn of(site: &Site, workflow: &Workflow, snapshot: &Snapshot, plugins: &Plugins) -> Self {
        let live = snapshot.tasks().iter().filter(|task| !task.closed);
        let named = live.map(|task| (task.id.clone(), blockers_named(workflow, snapshot, task)));
        let Self { mut by } = named.collect();
        let ids: BTreeSet<TaskId> = by.values().flatten().cloned().collect();
        let ids: Vec<&TaskId> = ids.iter().collect();
        let told = finished_of(site, workflow, snapshot, plugins, &ids);
        let told = ids.into_iter().zip(told);
        let open: BTreeSet<&TaskId> =
            told.filter(|(_, told)| told.answer != Answer::Yes).map(|(id, _)| id).collect();
        by.values_mut().for_each(|blockers| blockers.retain(|id| open.contains(id)));
        by.retain(|_, blockers| !blockers.is_empty());
        Self { by }
    }

    /// The unfinished tasks that a task waits for.
    pub fn on(&self, id: &TaskId) -> &[TaskId] {
        self.by.get(id).map_or(&[], Vec::as_slice)
    }

    /// Tasks that wait for each other, or for themselves: each circle once, from its least id on.
    pub fn cycles(&self) -> Vec<Vec<TaskId>> {
        let mut circles: BTreeSet<Vec<TaskId>> = BTreeSet::new();
        let mut done: BTreeSet<&TaskId> = BTreeSet::new();
        let starts: BTreeSet<&TaskId> = self.by.keys().collect();
        for start in starts {
            // Each frame: a task, and how many of its blockers were looked at; and where on the way it is.
            let mut way: Vec<(&TaskId, usize)> = vec![(start, 0)];
            let mut places: HashMap<&TaskId, usize> = HashMap::from([(start, 0)]);
            while let Some((id, nth)) = way.pop() {
                let Some(next) = self.on(id).get(nth) else {
                    places.remove(id);
                    done.insert(id);
                    continue;
                };
                way.push((id, nth + 1));
                if let Some(at) = places.get(next) {
                    let circle: Vec<TaskId> =
                        way[*at..].iter().map(|(id, _)| (*id).clone()).collect();
                    let least = (0..circle.len()).min_by_key(|&nth| &circle[nth]).unwrap_or(0);
                    circles
                        .insert(circle[least..].iter().chain(&circle[..least]).cloned().collect());
                } else if !done.contains(next) {
                    places.insert(next, way.len());
                    way.push((next, 0));
                }
            }
        }
        circles.into_iter().collect()
    }
}
