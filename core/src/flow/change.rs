//! Judges what a change brings: the boards that are staged, or in the worktree, held against those of
//! a revision.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Flow, FlowError};
use crate::board::{list_files, open};
use crate::check::{self, Change, Stages, stages};
use crate::fault::Fault;
use crate::id::TaskId;
use crate::journal::History;
use crate::path::RelPath;
use crate::plugin::Version;
use crate::problem::Problem;
use crate::snapshot::{Snapshot, SnapshotError};
use crate::within;
use crate::workflow::StageName;

/// Which change is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// What is staged, against the last revision.
    Staged,
    /// What is in the worktree, against the revision at which it left this one.
    Base(String),
}

impl Flow {
    /// What a change brings that is not as it should be. What was so before is not told.
    ///
    /// # Errors
    /// When no plugin keeps versions, there is no such revision, or a board cannot be read.
    pub fn check_change(&self, against: &Against) -> Result<Vec<Problem>, FlowError> {
        let revisions = match against {
            Against::Staged => vec![Version::LAST.to_owned()],
            Against::Base(base) => self.revisions(base)?,
        };
        let Some((first, later)) = revisions.split_first() else { return Ok(Vec::new()) };
        let now = self.boards_now(against)?;
        let before = self.boards_at(first, against)?;
        let mut between: Vec<Stages> = Vec::new();
        let step = check::is_step(&self.workflow, &before, &now);
        for revision in later.iter().filter(|_| !step) {
            between.push(stages(&self.boards_at(revision, against)?));
        }
        let history = self.history().unwrap_or_default();
        let text = |path: &RelPath| {
            // Most tasks have no archive, and to ask git for each would take its time.
            if !path.under(&self.site.here).is_file() {
                return (None, None);
            }
            let bytes = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
            let then = self.file_at(first, path).ok().flatten().map(bytes);
            (then, self.file_now(against, path).ok().flatten().map(bytes))
        };
        let moved = |id: &TaskId, from: &StageName, to: &StageName| leads(&history, id, from, to);
        let wrote = |id: &TaskId| last_written(&history, id);
        let change = Change {
            before: &before,
            now: &now,
            between: &between,
            moved: &moved,
            wrote: &wrote,
            text: &text,
        };
        Ok(check::brought(&self.site, &self.workflow, &self.plugins, &change))
    }

    fn boards_now(&self, against: &Against) -> Result<Snapshot, FlowError> {
        let text = |path: &RelPath| -> Result<Arc<str>, Stop> {
            match against {
                Against::Base(_) => Ok(open(&self.site.here, path).map_err(SnapshotError::from)?),
                Against::Staged => match self.file_now(against, path)? {
                    Some(bytes) => Ok(utf8(path, bytes)?),
                    // A board that no revision ever had is no part of any change.
                    None if self.file_at(Version::LAST, path)?.is_none() => {
                        Ok(open(&self.site.here, path).map_err(SnapshotError::from)?)
                    }
                    None => {
                        let what = format!("{path} is a board, and the change removes it");
                        Err(Fault::refused(what).hint("name another one in workflow.toml").into())
                    }
                },
            }
        };
        let mut stopped = None;
        let paths = match against {
            Against::Base(_) => self
                .workflow
                .boards(|files| list_files(&self.site.here, files))
                .map_err(SnapshotError::from)?,
            Against::Staged => self.paths_at(&Version::Staged)?,
        };
        let snapshot = Snapshot::from_texts(&self.workflow, &paths, |path| match text(path) {
            Ok(text) => Ok(text),
            Err(Stop::Board(error)) => Err(error),
            Err(Stop::Fault(fault)) => {
                stopped = Some(fault);
                Ok(Arc::from(""))
            }
        });
        match stopped {
            Some(fault) => Err(fault.into()),
            None => Ok(snapshot?),
        }
    }

    /// The boards of a revision, as far as they can be read.
    fn boards_at(&self, revision: &str, against: &Against) -> Result<Snapshot, Fault> {
        let mut stopped = None;
        let paths = self.paths_at(&Version::Revision(revision.to_owned()))?;
        let snapshot = Snapshot::of_those_there(&self.workflow, &paths, |path| {
            let text = self.file_at(revision, path).map(|bytes| match bytes {
                Some(bytes) => String::from_utf8(bytes).ok().map(Arc::from),
                // As it is on both sides, it brings nothing.
                None if *against == Against::Staged => {
                    let staged = self.file_now(against, path).ok().flatten();
                    let same = || open(&self.site.here, path).ok();
                    staged.is_none().then(same).flatten()
                }
                None => None,
            });
            text.unwrap_or_else(|fault| {
                stopped = Some(fault);
                None
            })
        });
        stopped.map_or(Ok(snapshot), Err)
    }

    /// The boards of a version.
    fn paths_at(&self, at: &Version) -> Result<Vec<RelPath>, Fault> {
        self.workflow.boards(|files| {
            let found = self.plugins.iter().find_map(|plugin| plugin.files(&self.site, at, files));
            found.unwrap_or_else(|| Err(no_versions()))
        })
    }

    fn file_at(&self, revision: &str, path: &RelPath) -> Result<Option<Vec<u8>>, Fault> {
        self.version(&Version::Revision(revision.to_owned()), path)
    }

    fn file_now(&self, against: &Against, path: &RelPath) -> Result<Option<Vec<u8>>, Fault> {
        match against {
            Against::Staged => self.version(&Version::Staged, path),
            Against::Base(_) => Ok(within::read(&self.site.here, path)?),
        }
    }

    fn version(&self, at: &Version, path: &RelPath) -> Result<Option<Vec<u8>>, Fault> {
        let mut plugins = self.plugins.iter();
        let found = plugins.find_map(|plugin| plugin.version(&self.site, at, path));
        found.unwrap_or_else(|| Err(no_versions()))
    }

    fn revisions(&self, since: &str) -> Result<Vec<String>, Fault> {
        let mut plugins = self.plugins.iter();
        let found = plugins.find_map(|plugin| plugin.revisions(&self.site, since));
        found.unwrap_or_else(|| Err(no_versions()))
    }
}

/// Why a board of the change cannot be had.
enum Stop {
    Board(SnapshotError),
    Fault(Fault),
}

impl From<SnapshotError> for Stop {
    fn from(error: SnapshotError) -> Self {
        Self::Board(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

fn utf8(path: &RelPath, bytes: Vec<u8>) -> Result<Arc<str>, Fault> {
    let text = String::from_utf8(bytes);
    text.map(Arc::from).map_err(|_| Fault::failed(format!("{path}, as it is staged, is not UTF-8")))
}

fn no_versions() -> Fault {
    Fault::failed("no plugin of this flow keeps versions of the boards")
        .hint("judge the boards as they are: flow check")
}

/// The card of a task as flow left it, where the last that it did with that was to write on it.
fn last_written(history: &History, id: &TaskId) -> Option<String> {
    let own = history.entries().iter().filter(|entry| entry.is_of(id.as_str()));
    let cards = &own.max_by_key(|entry| entry.seq)?.writing.as_ref()?.cards;
    let card = cards.iter().rfind(|card| card.name().eq_ignore_ascii_case(id.as_str()))?;
    Some(card.after.clone())
}

/// Whether moves that flow has made lead a task from one stage to another.
fn leads(history: &History, id: &TaskId, from: &StageName, to: &StageName) -> bool {
    let own = history.entries().iter().filter(|entry| entry.id.eq_ignore_ascii_case(id.as_str()));
    let steps: Vec<(&str, &str)> = own.map(|entry| (&*entry.from, &*entry.to)).collect();
    let mut seen = BTreeSet::from([from.as_str()]);
    let mut open = vec![from.as_str()];
    while let Some(stage) = open.pop() {
        let next = steps.iter().filter(|(one, _)| *one == stage).map(|(_, other)| *other);
        open.extend(next.filter(|stage| seen.insert(stage)));
    }
    seen.contains(to.as_str())
}
