//! Whether a task is finished. One function says so; everything uses it.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::id::TaskId;
use crate::path::RelPath;
use crate::plugin::Plugin;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::Workflow;

/// Whether a task is finished, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finished {
    /// Yes, no or unknown.
    pub answer: Answer,
    /// The evidence, in words.
    pub why: String,
}

/// Yes, no or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// It is finished.
    Yes,
    /// It is not.
    No,
    /// Nothing speaks for either: the id may exist nowhere.
    Unknown,
}

/// Whether a task is finished: it is archived, it stands in a closed form (or a stage that ends) and
/// on no active stage, or its branch's own commits are in base. A changelog entry alone proves
/// nothing: real changelogs name running tasks and lack merged ones.
pub fn finished(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    plugins: &[Arc<dyn Plugin>],
    id: &TaskId,
) -> Finished {
    let unknown = || Finished { answer: Answer::Unknown, why: String::new() };
    finished_of(site, workflow, snapshot, plugins, &[id]).pop().unwrap_or_else(unknown)
}

/// The same of many tasks, in their order.
pub fn finished_of(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    plugins: &[Arc<dyn Plugin>],
    ids: &[&TaskId],
) -> Vec<Finished> {
    let archives = Archives::of(site, workflow);
    // Nobody is asked before the boards do not know.
    let told = OnceCell::new();
    let merged = |nth: usize| {
        let told: &Vec<Vec<Option<Finished>>> = told.get_or_init(|| {
            plugins.iter().map(|plugin| plugin.finished_of(site, workflow, ids)).collect()
        });
        told.iter().find_map(|told| told.get(nth).cloned().flatten())
    };
    let one = |(nth, id)| of_one(workflow, snapshot, &archives, id, || merged(nth));
    ids.iter().copied().enumerate().map(one).collect()
}

fn of_one(
    workflow: &Workflow,
    snapshot: &Snapshot,
    archives: &Archives<'_>,
    id: &TaskId,
    merged: impl Fn() -> Option<Finished>,
) -> Finished {
    let say = |answer, why: String| Finished { answer, why };
    let cards = snapshot.of(id);
    if let Some(card) = cards.iter().find(|card| !card.closed && workflow.is_active(&card.stage)) {
        return match merged() {
            Some(merged) if merged.answer == Answer::Yes => merged,
            _ => say(Answer::No, format!("it stands in {}", card.stage)),
        };
    }
    // What has the title of tasks that are past waits all the same.
    let waits = |card: &&&Task| !card.closed && !workflow.is_past(id, &card.stage);
    if let Some(card) = cards.iter().find(waits).filter(|_| id.is_handle()) {
        return say(Answer::No, format!("it stands in {}", card.stage));
    }
    if let Some(path) = archives.path_of(id) {
        return say(Answer::Yes, format!("it is archived in {path}"));
    }
    if let Some(card) = cards.iter().find(|c| c.closed || workflow.stage(&c.stage).ends) {
        return say(Answer::Yes, format!("it is closed on {} line {}", card.board, card.line));
    }
    if let Some(merged) = merged()
        && merged.answer != Answer::Unknown
    {
        return merged;
    }
    match cards.first() {
        Some(card) => say(Answer::No, format!("it stands in {}", card.stage)),
        None => say(Answer::Unknown, "it stands on no board and in no archive".into()),
    }
}

/// Where the texts of tasks lie that have left the boards. Where many are looked for, each folder is
/// read once.
pub(crate) struct Archives<'a> {
    site: &'a Site,
    workflow: &'a Workflow,
    folders: RefCell<BTreeMap<String, BTreeSet<String>>>,
    looks: Cell<usize>,
}

/// So many files are looked for one by one.
const FEW: usize = 16;

impl<'a> Archives<'a> {
    pub(crate) fn of(site: &'a Site, workflow: &'a Workflow) -> Self {
        Self { site, workflow, folders: RefCell::default(), looks: Cell::new(0) }
    }

    /// The file in which a task's text lies.
    pub(crate) fn path_of(&self, id: &TaskId) -> Option<RelPath> {
        let stages = self.workflow.stages.iter();
        stages.filter_map(|stage| stage.archive.as_ref()).find_map(|archive| {
            let path = RelPath::new(&self.workflow.expand_for(archive, id)).ok()?;
            (self.may_hold(&path) && path.under(&self.site.root).is_file()).then_some(path)
        })
    }

    /// Whether the folder of a file may have an entry of its name, letter case apart.
    fn may_hold(&self, path: &RelPath) -> bool {
        if self.looks.replace(self.looks.get().saturating_add(1)) < FEW {
            return true;
        }
        let (folder, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
        let mut folders = self.folders.borrow_mut();
        if !folders.contains_key(folder) {
            let entries = self.site.root.join(folder).read_dir().into_iter().flatten().flatten();
            let names = entries.map(|entry| entry.file_name().to_string_lossy().to_lowercase());
            folders.insert(folder.to_owned(), names.collect());
        }
        folders.get(folder).is_some_and(|names| names.contains(&name.to_lowercase()))
    }
}
