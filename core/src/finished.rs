//! Whether a task is finished. One function says so; everything uses it.

use serde::Serialize;

use crate::id::TaskId;
use crate::path::RelPath;
use crate::plugin::Plugin;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;
use std::sync::Arc;

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
    let say = |answer, why: String| Finished { answer, why };
    let cards = snapshot.of(id);
    if let Some(card) = cards.iter().find(|card| !card.closed && workflow.is_active(&card.stage)) {
        let merged = plugins.iter().find_map(|plugin| plugin.finished(site, workflow, id));
        return match merged {
            Some(merged) if merged.answer == Answer::Yes => merged,
            _ => say(Answer::No, format!("it stands in {}", card.stage)),
        };
    }
    for stage in &workflow.stages {
        if let Some(archive) = &stage.archive {
            let path = workflow.expand_for(archive, id);
            if RelPath::new(&path).is_ok_and(|path| path.under(&site.root).is_file()) {
                return say(Answer::Yes, format!("it is archived in {path}"));
            }
        }
    }
    if let Some(fault) = snapshot.faults().next() {
        // It may be under way where nothing could be read.
        return say(Answer::Unknown, fault.to_string());
    }
    if let Some(card) = cards.iter().find(|c| c.closed || workflow.stage(&c.stage).ends) {
        return say(Answer::Yes, format!("it is closed on {} line {}", card.board, card.line));
    }
    if let Some(merged) = plugins.iter().find_map(|plugin| plugin.finished(site, workflow, id))
        && merged.answer != Answer::Unknown
    {
        return merged;
    }
    match cards.first() {
        Some(card) => say(Answer::No, format!("it stands in {}", card.stage)),
        None => say(Answer::Unknown, "it stands on no board and in no archive".into()),
    }
}
