//! `finished-active`: a task that is done and still stands where work is under way.

use std::collections::BTreeMap;

use super::Problem;
use super::places::alike;
use crate::finished::{Answer, finished};
use crate::id::TaskId;
use crate::plugin::Plugins;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
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
    let found = active.into_iter().filter_map(|task| {
        let (why, otherwise) = evidence(site, workflow, snapshot, plugins, task).or_else(|| {
            let why = told.get(&task.id)?.clone();
            Some((why, "; if it is not finished, correct what tells so".to_owned()))
        })?;
        let id = &task.id;
        let message = format!("{id} still stands in {}, but {why}", task.stage);
        let fix = format!("move it on with `flow advance {id} --from {}`{otherwise}", task.stage);
        Some(Problem::warning("finished-active", message, fix).on(task, task.line))
    });
    found.collect()
}

/// Why the task is finished, and what to do if it is not. A card on an active stage speaks against a
/// closed one elsewhere, so [`finished`] says no there; that they contradict each other is the
/// problem.
fn evidence(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    plugins: &Plugins,
    task: &Task,
) -> Option<(String, String)> {
    let told = finished(site, workflow, snapshot, plugins, &task.id);
    if told.answer == Answer::Yes {
        return Some((told.why, String::new()));
    }
    let twins = snapshot.of(&task.id);
    // Under another title it is another task, which is a problem of its own.
    if let Some(card) = twins.iter().find(|card| card.closed && alike(&card.title, &task.title)) {
        let place = format!("{}:{}", card.board, card.line);
        let otherwise = format!("; if it is not finished, delete the closed card at {place}");
        return Some((format!("it is closed on {} line {}", card.board, card.line), otherwise));
    }
    let archives = workflow.stages.iter().filter_map(|stage| stage.archive.as_ref());
    let path = archives
        .map(|archive| workflow.expand_for(archive, &task.id))
        .find(|path| site.root.join(path).is_file())?;
    let otherwise = format!("; if it is not finished, `git rm {path}`");
    Some((format!("it is archived in {path}"), otherwise))
}
