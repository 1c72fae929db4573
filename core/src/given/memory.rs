//! What was found in the past, kept so that it need not be looked through each time.
//!
//! It has no authority. It is one line with a checksum, and tells how far it goes by what cannot lie: the
//! marks of plugins (git's are ids of commits), and the nonce of the last entry of each journal. One that
//! is torn, damaged, of another workflow or of another flow is as if there were none, and where a mark is
//! not to be found any more, that past is looked through again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Numbers;
use super::reading::Reading;
use crate::digest::sha256;
use crate::fs::{FileRead, read_regular};
use crate::journal::{Journal, JournalError, checked, line};
use crate::path::RelPath;
use crate::plugin::Plugins;
use crate::site::Site;
use crate::workflow::Workflow;

/// The largest that is read or written, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// The numbers that were found in the past, and how far it was looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The workflow and the flow that it is of: what an id is, and where ids stand.
    key: String,
    pub(super) numbers: Numbers,
    /// By the name of the plugin.
    marks: BTreeMap<String, Vec<String>>,
    /// By the name of the state folder.
    journals: BTreeMap<String, Reached>,
}

/// The last entry of a journal that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Reached {
    seq: u64,
    nonce: String,
}

fn path(site: &Site) -> PathBuf {
    site.state.join("given")
}

impl Memory {
    /// What is remembered; nothing where that cannot be relied on.
    pub(super) fn read(site: &Site, workflow: &Workflow) -> Self {
        let key = key(workflow);
        let path = path(site);
        // Where a link leads, nothing of ours stands.
        let own = path.symlink_metadata().is_ok_and(|found| found.is_file());
        let known = match own.then(|| read_regular(&path, LARGEST as u64)) {
            Some(Ok(FileRead::File(bytes, _))) => Self::parse(&bytes),
            _ => None,
        };
        let known = known.filter(|known| known.key == key);
        known.unwrap_or_else(|| Self { key, ..Self::default() })
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let whole = bytes.strip_suffix(b"\n")?;
        serde_json::from_slice(checked(whole)?).ok()
    }

    /// Writes it. Nothing is lost with it but time: so nothing waits for the disk, and a failure is no
    /// failure of what was done.
    pub(super) fn write(&self, site: &Site) {
        let line = line(self).ok().filter(|line| line.len() <= LARGEST);
        let _ = line.map(|line| site.disk.put(&path(site), &line));
    }

    /// Looks through what is new in the past.
    pub(super) fn look_on(
        &mut self,
        site: &Site,
        workflow: &Workflow,
        plugins: &Plugins,
        paths: &[RelPath],
        doubts: &mut Vec<String>,
    ) {
        // A line that was seen is not looked at again, so each past has to begin with none seen: what is
        // kept must not depend on what stands on the boards.
        let mut reading = Reading::new(workflow);
        for plugin in plugins.iter() {
            let name = plugin.name();
            let marks = self.marks.get(name).map(Vec::as_slice).unwrap_or_default();
            let past = plugin.past(site, paths, marks, &mut |path, text| {
                reading.text(path, text, &format!("{name}'s history of {path}"));
            });
            match past {
                Ok(past) => {
                    if !past.whole {
                        doubts.push(format!(
                            "{name}'s history is long: only its newer part was looked through for ids"
                        ));
                    }
                    self.marks.remove(name);
                    let marks = Some(past.marks).filter(|marks| !marks.is_empty());
                    self.marks.extend(marks.map(|marks| (name.to_owned(), marks)));
                }
                Err(fault) => {
                    self.marks.remove(name);
                    doubts.push(format!(
                        "{name}'s history could not be looked through for ids: {}",
                        fault.message
                    ));
                }
            }
        }
        // Of these boards, and of those that other worktrees have of their own.
        for state in site.states() {
            let journal = Journal::new(&state, site.disk.clone());
            if let Err(error) = self.journal(&state, &journal, &mut reading) {
                doubts.push(format!("a journal could not be looked at for ids: {error}"));
            }
        }
        for (prefix, highest) in &reading.numbers.0 {
            self.numbers.note(prefix, highest.number, &highest.place);
        }
    }

    fn journal(
        &mut self,
        state: &Path,
        journal: &Journal,
        reading: &mut Reading<'_>,
    ) -> Result<(), JournalError> {
        let name = state.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let reached = self.journals.remove(&name).filter(|reached| {
            let last = journal.read(reached.seq);
            last.is_ok_and(|last| last.entry.nonce == reached.nonce)
        });
        let pages = journal.after(reached.as_ref().map_or(0, |reached| reached.seq))?;
        pages.entries.iter().for_each(|logged| reading.entry(&logged.entry));
        // One that cannot be read today may be mended another day.
        let gap = pages.unreadable.first().map_or(u64::MAX, |(seq, _)| *seq);
        let last = pages.entries.iter().rev().map(|logged| &logged.entry).find(|e| e.seq < gap);
        let last = last.map(|entry| Reached { seq: entry.seq, nonce: entry.nonce.clone() });
        self.journals.extend(last.or(reached).map(|reached| (name, reached)));
        Ok(())
    }
}

fn key(workflow: &Workflow) -> String {
    let flow = env!("CARGO_PKG_VERSION");
    sha256(&[flow.as_bytes(), b"\n", &workflow.source].concat())
}
