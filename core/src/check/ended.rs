//! `finished-active`: a task that is done and still stands where work is under way.

use std::collections::BTreeMap;

use super::Problem;
use super::places::{alike, words};
use crate::finished::{Answer, Archives, Finished, finished_of};
use crate::id::TaskId;
use crate::path::RelPath;
use crate::plugin::Plugins;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::within;
use crate::workflow::Workflow;

/// Tasks on active stages with evidence that they are finished, or of which something else than the
/// boards tells so.
pub(super) fn ended(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    plugins: &Plugins,
) -> Vec<Problem> {
    let tasks = snapshot.tasks().iter();
    let active: Vec<&Task> =
        tasks.filter(|task| !task.closed && workflow.is_active(&task.stage)).collect();
    let told = plugins.iter().flat_map(|plugin| plugin.told_done(site, workflow, &active));
    let told: BTreeMap<TaskId, String> = told.collect();
    let ids: Vec<&TaskId> = active.iter().map(|task| &task.id).collect();
    let answers = finished_of(site, workflow, snapshot, plugins, &ids);
    let archives = Archives::of(site, workflow);
    let found = active.into_iter().zip(answers).filter_map(|(task, answer)| {
        let archive = archives.path_of(&task.id);
        if let Some(path) = archive.as_ref().filter(|path| is_anothers(site, path, task)) {
            let (id, place) = (&task.id, format!("{}:{}", task.board, task.line));
            let message = format!("another task of the id {id} is archived in {path}");
            let fix = format!("in the head at {place}, give it a number that was never used");
            return Some(Problem::error("reused-id", message, fix).on(task, task.line));
        }
        let (why, otherwise) = match answer {
            Finished { answer: Answer::Yes, why } => (why, String::new()),
            _ => against(snapshot, archive, task).or_else(|| {
                let why = told.get(&task.id)?.clone();
                Some((why, "; if it is not finished, correct what tells so".to_owned()))
            })?,
        };
        let id = &task.id;
        let message = format!("{id} still stands in {}, but {why}", task.stage);
        let fix = format!("move it on with `flow advance {id} --from {}`{otherwise}", task.stage);
        Some(Problem::warning("finished-active", message, fix).on(task, task.line))
    });
    found.collect()
}

/// Whether an archive begins with a card of the task's id that has another title.
fn is_anothers(site: &Site, path: &RelPath, task: &Task) -> bool {
    let bytes = within::read(&site.root, path).ok().flatten();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let head = text.as_deref().and_then(|text| text.lines().find(|line| !line.trim().is_empty()));
    let own = words(&task.title);
    head.filter(|head| !own.is_empty() && head.contains(task.id.as_str()))
        .is_some_and(|head| own.is_disjoint(&words(head)))
}

/// What contradicts a card on an active stage, and what to do if it is right: it speaks against a closed
/// one elsewhere, so [`finished_of`] says no there, and that is the problem.
fn against(snapshot: &Snapshot, archive: Option<RelPath>, task: &Task) -> Option<(String, String)> {
    let twins = snapshot.of(&task.id);
    // Under another title it is another task, which is a problem of its own.
    if let Some(card) = twins.iter().find(|card| card.closed && alike(&card.title, &task.title)) {
        let place = format!("{}:{}", card.board, card.line);
        let otherwise = format!("; if it is not finished, delete the closed card at {place}");
        return Some((format!("it is closed on {} line {}", card.board, card.line), otherwise));
    }
    let path = archive?;
    let otherwise = format!("; if it is not finished, `git rm {path}`");
    Some((format!("it is archived in {path}"), otherwise))
}
