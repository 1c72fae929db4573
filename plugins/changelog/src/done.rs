//! Tasks under way that the changelog tells of as done.
//!
//! An entry is no proof: some processes write it while the task is still under way. Where the workflow
//! says that this one does so, an entry says nothing from that stage on.

use std::collections::BTreeMap;

use flow_core::id::TaskId;
use flow_core::site::Site;
use flow_core::task::Task;
use flow_core::workflow::{Action, ChangelogSettings, ChangelogTarget, StageName, Workflow};
use serde_json::Value;

use crate::entry::{Entry, entries};
use crate::text::Document;

/// The bundled hook that writes an entry.
const WRITER: &str = "write-changelog";

/// Those of the tasks that have an entry too early, each with the place of it.
pub fn told(site: &Site, workflow: &Workflow, tasks: &[&Task]) -> Vec<(TaskId, String)> {
    let Some(settings) = &workflow.changelog else { return Vec::new() };
    let first = from(workflow);
    let early = |stage: &StageName| first.is_none_or(|first| workflow.position(stage) < first);
    let tasks = tasks.iter().filter(|task| early(&task.stage));
    match &settings.target {
        ChangelogTarget::File(path) => {
            let bytes = flow_core::within::read(&site.root, path).ok().flatten();
            // What cannot be read is told where somebody asks for it.
            let document = bytes.and_then(|bytes| Document::read(path.as_str(), bytes).ok());
            let Some(document) = document else { return Vec::new() };
            let named = by_id(&document, workflow, settings);
            let found = tasks.filter_map(|task| {
                let own = named.get(&task.id)?.iter().find(|e| e.is(&task.id, &task.title))?;
                let line = document.lines.number(own.at);
                Some((task.id.clone(), format!("{path}:{line} tells of it as done")))
            });
            found.collect()
        }
        ChangelogTarget::Fragment(form) => {
            let found = tasks.filter_map(|task| {
                let path = workflow.expand_for(form, &task.id);
                let there = site.root.join(&path).is_file();
                there.then(|| (task.id.clone(), format!("{path} tells of it as done")))
            });
            found.collect()
        }
    }
}

/// The entries of the whole changelog by the ids that they name: one in a released version tells more,
/// not less.
fn by_id(
    document: &Document,
    workflow: &Workflow,
    settings: &ChangelogSettings,
) -> BTreeMap<TaskId, Vec<Entry>> {
    let mut named: BTreeMap<TaskId, Vec<Entry>> = BTreeMap::new();
    for entry in entries(document, document.whole(), &workflow.ids, &settings.entry) {
        for id in &entry.ids {
            named.entry(id.clone()).or_default().push(entry.clone());
        }
    }
    named
}

/// The first stage in which a task has its entry by the workflow's own doing: one that a hook writes
/// on the way there, or that a gate asks for on the way out. A hook of the repository's own may write
/// one, too.
fn from(workflow: &Workflow) -> Option<usize> {
    let writes = |hook: &String| {
        hook == WRITER
            || workflow.hooks.get(hook).is_some_and(|step| match &step.action {
                Action::Bundled(script) => script == WRITER,
                Action::Script(_) | Action::Run(_) | Action::Native(_) => true,
            })
    };
    let asks = |gate: &String| {
        let step = workflow.gates.get(gate);
        step.is_some_and(|step| step.args.get("changelog") == Some(&Value::from("written")))
    };
    let stages = workflow.transitions.iter().filter_map(|transition| {
        if transition.gates.iter().any(asks) {
            Some(workflow.position(&transition.from))
        } else {
            let written = transition.hooks.iter().any(writes);
            written.then(|| workflow.position(&transition.to))
        }
    });
    stages.min()
}
