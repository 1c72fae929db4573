//! The trait that every plugin implements.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::doctor::{Finding, Nonces};
use crate::effect::Actuator;
use crate::fault::Fault;
use crate::finished::Finished;
use crate::format::Format;
use crate::gate::NativeGate;
use crate::id::TaskId;
use crate::path::RelPath;
use crate::problem::Problem;
use crate::question::{Intent, Question};
use crate::site::{Place, Site};
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{TaskFiles, Workflow};

/// A plugin: questions and intents for scripts, gates of its own, and the actuators that perform what
/// its intents propose. Every method has a default, so a plugin says only what it brings.
pub trait Plugin: Send + Sync {
    /// Its name, for messages.
    fn name(&self) -> &'static str;

    /// Tells which repository a folder belongs to. The first plugin that knows decides.
    ///
    /// # Errors
    /// When there is a repository that the plugin cannot read; flow then goes on without it where
    /// it can.
    fn locate(&self, _start: &Path) -> Result<Option<Place>, Fault> {
        Ok(None)
    }

    /// What gates and hooks may ask.
    fn questions(&self) -> Vec<Question> {
        Vec::new()
    }

    /// What hooks may intend.
    fn intents(&self) -> Vec<Intent> {
        Vec::new()
    }

    /// Gates of its own.
    fn gates(&self) -> Vec<NativeGate> {
        Vec::new()
    }

    /// Formats of boards, beside those that flow knows. They are asked first.
    fn formats(&self) -> Vec<&'static dyn Format> {
        Vec::new()
    }

    /// What performs its effects.
    fn actuators(&self) -> Vec<Arc<dyn Actuator>> {
        Vec::new()
    }

    /// Evidence, outside the boards, that a task is finished; `None` where it knows nothing.
    fn finished(&self, _site: &Site, _workflow: &Workflow, _id: &TaskId) -> Option<Finished> {
        None
    }

    /// The same of many tasks at once, in their order: for a plugin that would have to open something for
    /// each.
    fn finished_of(
        &self,
        site: &Site,
        workflow: &Workflow,
        ids: &[&TaskId],
    ) -> Vec<Option<Finished>> {
        ids.iter().map(|id| self.finished(site, workflow, id)).collect()
    }

    /// Of these tasks under way, those that something outside the boards tells of as done, each with
    /// what that is. It proves nothing, so that [`Plugin::finished`] says nothing of it.
    fn told_done(
        &self,
        _site: &Site,
        _workflow: &Workflow,
        _tasks: &[&Task],
    ) -> Vec<(TaskId, String)> {
        Vec::new()
    }

    /// The roots of all worktrees of the repository on this machine.
    fn worktrees(&self, _site: &Site) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Shows earlier texts of these files, and of all files below these folders, each with its path. It is
    /// bounded, and begins with the newest. What an earlier look has seen, by the marks that it gave for
    /// the same paths, need not be shown again.
    ///
    /// # Errors
    /// When there is a history that the plugin cannot read.
    fn past(
        &self,
        _site: &Site,
        _paths: &[RelPath],
        _seen: &[String],
        _see: &mut dyn FnMut(&RelPath, &str),
    ) -> Result<Past, Fault> {
        Ok(Past { whole: true, marks: Vec::new() })
    }

    /// The bytes that a file had in a version of the repository, by its path from the root of the
    /// worktree that flow was run in; within, `None` where that version has no such file. `None` from a
    /// plugin that keeps no versions.
    ///
    /// # Errors
    /// When there is no such version, or it cannot be read.
    fn version(
        &self,
        _site: &Site,
        _at: &Version,
        _path: &RelPath,
    ) -> Option<Result<Option<Vec<u8>>, Fault>> {
        None
    }

    /// The files of a folder, in a version of the repository. `None` from a plugin that keeps no versions.
    ///
    /// # Errors
    /// When there is no such version, or it cannot be read.
    fn files(
        &self,
        _site: &Site,
        _at: &Version,
        _files: &TaskFiles,
    ) -> Option<Result<Vec<RelPath>, Fault>> {
        None
    }

    /// The revisions from the one at which the work here left `since` to the last, the oldest first.
    /// `None` from a plugin that keeps no versions.
    ///
    /// # Errors
    /// When there is no such revision.
    fn revisions(&self, _site: &Site, _since: &str) -> Option<Result<Vec<String>, Fault>> {
        None
    }

    /// A digest of everything in a folder that a command run there could depend on; `None` where the
    /// plugin cannot tell. A command's verdict holds only as long as this stays the same.
    fn state_of(&self, _folder: &Path) -> Option<String> {
        None
    }

    /// What `flow doctor` should find: leftovers of killed moves, and what stands in the way of the
    /// plugin's effects. A repair is offered only for what flow made itself.
    fn doctor(
        &self,
        _site: &Site,
        _workflow: &Workflow,
        _snapshot: &Snapshot,
        _nonces: &Nonces,
    ) -> Vec<Finding> {
        Vec::new()
    }

    /// Programs that the repository's own configuration names, each as a name and a command line:
    /// questions may run them once the user trusts the repository ([`Site::trusted`]).
    fn configured(&self, _site: &Site) -> Vec<(String, String)> {
        Vec::new()
    }

    /// What `flow check` should report beside the boards.
    fn check(&self, _site: &Site, _workflow: &Workflow, _snapshot: &Snapshot) -> Vec<Problem> {
        Vec::new()
    }
}

/// How far a look at earlier texts came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// Whether there are no others.
    pub whole: bool,
    /// What the plugin knows by, another time, which texts were shown; none where it could not.
    pub marks: Vec<String>,
}

/// A version of the repository's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Version {
    /// What the next commit would hold.
    Staged,
    /// A revision, by whatever name the plugin knows.
    Revision(String),
}

impl Version {
    /// The last revision.
    pub const LAST: &'static str = "HEAD";
}

/// The plugins of a binary, in their order.
pub type Plugins = Arc<[Arc<dyn Plugin>]>;
