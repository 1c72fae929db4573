//! What the history says of a task being finished.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use flow_core::fault::Fault;
use flow_core::finished::{Answer, Finished};
use flow_core::id::TaskId;
use flow_core::site::Site;
use flow_core::workflow::Workflow;
use git2::Repository;

use crate::{history, names, questions, repo};

const LIVE: &str = "refs/heads/";
const KEPT: &str = "refs/flow/kept/";

/// So many branches are looked for one by one.
const FEW: usize = 16;

/// Yes, where the commits of the task's branch are in base; else nothing is known. A branch without
/// commits of its own says nothing: it looks merged from its first moment.
pub(crate) fn finished(site: &Site, workflow: &Workflow, id: &TaskId) -> Option<Finished> {
    finished_of(site, workflow, &[id]).pop().flatten()
}

/// The same of many tasks, in their order: the repository is opened once, and its refs are read once.
pub(crate) fn finished_of(
    site: &Site,
    workflow: &Workflow,
    ids: &[&TaskId],
) -> Vec<Option<Finished>> {
    let Ok(repo) = repo::open(site) else { return vec![None; ids.len()] };
    let there = if ids.len() > FEW { branches(&repo).ok() } else { None };
    let base = OnceCell::new();
    let one = |id: &&TaskId| {
        let branch = workflow.branch_of(id);
        if there.as_ref().is_some_and(|there| !there.contains(&branch.to_lowercase())) {
            return None;
        }
        let base = || base.get_or_init(|| questions::base(site, workflow)).clone();
        let why = evidence(&repo, &branch, base).ok().flatten()?;
        Some(Finished { answer: Answer::Yes, why })
    };
    ids.iter().map(one).collect()
}

/// The branches that live, and those that were kept, letter case apart.
fn branches(repo: &Repository) -> Result<BTreeSet<String>, Fault> {
    let mut there = BTreeSet::new();
    for folder in [LIVE, KEPT] {
        let refs = repo.references_glob(&format!("{folder}*")).map_err(repo::broken)?;
        for found in refs {
            let found = found.map_err(repo::broken)?;
            let name = String::from_utf8_lossy(found.name_bytes()).into_owned();
            there.extend(name.strip_prefix(folder).map(str::to_lowercase));
        }
    }
    Ok(there)
}

fn evidence(
    repo: &Repository,
    branch: &str,
    base: impl Fn() -> Result<String, Fault>,
) -> Result<Option<String>, Fault> {
    names::branch(branch)?;
    let live = repo::tip(repo, branch)?;
    // A branch that lives again is the task's present; what was kept of it is its past.
    let tip = match live {
        Some(tip) => Some(tip),
        None => repo::at(repo, &format!("{KEPT}{branch}"))?,
    };
    let Some(tip) = tip else { return Ok(None) };
    let base = base()?;
    let into = repo::commit(repo, &base)?.id();
    let own = || match live {
        Some(_) => history::has_own(repo, branch, &base),
        // Only a branch with commits of its own is kept.
        None => Ok(true),
    };
    let merged = history::contains(repo, into, tip)? && own()?;
    Ok(merged.then(|| format!("its branch {branch} is merged into {base}")))
}
