//! Git for flow: where the repository is, what gates and hooks may ask of it, and the effects that
//! change it.
//!
//! Questions go through libgit2. Changes go through the `git` program, and only so: libgit2 skips
//! filters, sparse checkouts and hooks.

mod branch;
mod check;
mod checkout;
mod clash;
mod data;
mod discard;
mod doctor;
mod exclude;
mod filters;
mod finished;
mod history;
mod intents;
mod kept;
mod leftovers;
mod locate;
mod merge;
mod names;
mod past;
mod program;
mod questions;
mod refs;
mod registered;
mod removal;
mod repo;
mod status;
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests play what people and killed gits do")]
mod tests;
mod version;
mod worktree;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use flow_core::doctor::{Finding, Nonces};
use flow_core::effect::Actuator;
use flow_core::fault::Fault;
use flow_core::finished::Finished;
use flow_core::id::TaskId;
use flow_core::path::RelPath;
use flow_core::plugin::{Past, Plugin, Version};
use flow_core::problem::Problem;
use flow_core::question::{Intent, Question};
use flow_core::site::{Place, Site};
use flow_core::snapshot::Snapshot;
use flow_core::workflow::{TaskFiles, Workflow};

pub(crate) use program::shown;

/// The git plugin.
#[derive(Debug, Clone, Copy, Default)]
pub struct Git;

impl Plugin for Git {
    fn name(&self) -> &'static str {
        "git"
    }

    fn locate(&self, start: &Path) -> Result<Option<Place>, Fault> {
        locate::locate(start)
    }

    fn questions(&self) -> Vec<Question> {
        questions::all()
    }

    fn intents(&self) -> Vec<Intent> {
        intents::all()
    }

    fn actuators(&self) -> Vec<Arc<dyn Actuator>> {
        vec![
            Arc::new(worktree::MakeWorktree),
            Arc::new(branch::RestoreBranch),
            Arc::new(kept::KeepChanges),
            Arc::new(merge::MakeMerge),
            Arc::new(merge::MoveBase),
            Arc::new(checkout::FollowBase),
            Arc::new(removal::RemoveWorktree),
            Arc::new(branch::DeleteBranch),
        ]
    }

    fn finished(&self, site: &Site, workflow: &Workflow, id: &TaskId) -> Option<Finished> {
        finished::finished(site, workflow, id)
    }

    fn finished_of(
        &self,
        site: &Site,
        workflow: &Workflow,
        ids: &[&TaskId],
    ) -> Vec<Option<Finished>> {
        finished::finished_of(site, workflow, ids)
    }

    fn worktrees(&self, site: &Site) -> Vec<PathBuf> {
        past::worktrees(site)
    }

    fn past(
        &self,
        site: &Site,
        paths: &[RelPath],
        seen: &[String],
        see: &mut dyn FnMut(&RelPath, &str),
    ) -> Result<Past, Fault> {
        past::past(site, paths, seen, see)
    }

    fn version(
        &self,
        site: &Site,
        at: &Version,
        path: &RelPath,
    ) -> Option<Result<Option<Vec<u8>>, Fault>> {
        Some(version::read(site, at, path))
    }

    fn files(
        &self,
        site: &Site,
        at: &Version,
        files: &TaskFiles,
    ) -> Option<Result<Vec<RelPath>, Fault>> {
        Some(version::list(site, at, files))
    }

    fn revisions(&self, site: &Site, since: &str) -> Option<Result<Vec<String>, Fault>> {
        Some(version::since(site, since))
    }

    fn state_of(&self, folder: &Path) -> Option<String> {
        status::state(folder)
    }

    fn doctor(
        &self,
        site: &Site,
        workflow: &Workflow,
        snapshot: &Snapshot,
        nonces: &Nonces,
    ) -> Vec<Finding> {
        doctor::doctor(site, workflow, snapshot, nonces)
    }

    fn configured(&self, site: &Site) -> Vec<(String, String)> {
        filters::own(&site.root)
    }

    fn check(&self, site: &Site, workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
        check::check(site, workflow, snapshot)
    }
}
