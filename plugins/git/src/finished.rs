//! What the history says of a task being finished.

use flow_core::fault::Fault;
use flow_core::finished::{Answer, Finished};
use flow_core::id::TaskId;
use flow_core::site::Site;
use flow_core::workflow::Workflow;

use crate::{history, names, questions, repo};

/// Yes, where the commits of the task's branch are in base; else nothing is known. A branch without
/// commits of its own says nothing: it looks merged from its first moment.
pub(crate) fn finished(site: &Site, workflow: &Workflow, id: &TaskId) -> Option<Finished> {
    evidence(site, workflow, id).ok().flatten().map(|why| Finished { answer: Answer::Yes, why })
}

fn evidence(site: &Site, workflow: &Workflow, id: &TaskId) -> Result<Option<String>, Fault> {
    let branch = workflow.branch_of(id);
    names::branch(&branch)?;
    let repo = repo::open(site)?;
    let live = repo::tip(&repo, &branch)?;
    // A branch that lives again is the task's present; what was kept of it is its past.
    let tip = match live {
        Some(tip) => Some(tip),
        None => repo::at(&repo, &format!("refs/flow/kept/{branch}"))?,
    };
    let Some(tip) = tip else { return Ok(None) };
    let base = questions::base(site, workflow)?;
    let into = repo::commit(&repo, &base)?.id();
    let own = || match live {
        Some(_) => history::has_own(&repo, &branch, &base),
        // Only a branch with commits of its own is kept.
        None => Ok(true),
    };
    let merged = history::contains(&repo, into, tip)? && own()?;
    Ok(merged.then(|| format!("its branch {branch} is merged into {base}")))
}
