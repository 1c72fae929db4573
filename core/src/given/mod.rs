//! Which numbers were given already, so that none is given twice on this machine.
//!
//! An id stands on a card, and cards go: into archives, into history, onto the board of another
//! worktree. So every text that held cards, here or there, now or then, is looked through for ids; where
//! one stands in a sentence only, its number counts as well. A number too high costs nothing; one given
//! twice makes two tasks one.

mod memory;
mod places;
mod reading;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::plugin::Plugins;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;
use memory::Memory;
use reading::Reading;

/// The highest number that is known to be given, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Highest {
    /// The number.
    pub number: u64,
    /// Where, in words: a board, `the journal`, `git's history of TODO.md`.
    pub place: String,
}

/// The highest number of each prefix, by the prefix in capitals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Numbers(BTreeMap<String, Highest>);

impl Numbers {
    fn get(&self, prefix: &str) -> Option<&Highest> {
        self.0.get(&prefix.to_uppercase())
    }

    fn note(&mut self, prefix: &str, number: u64, place: &str) {
        // One past all counting is a text that looks like an id.
        if number == u64::MAX {
            return;
        }
        let prefix = prefix.to_uppercase();
        if self.0.get(&prefix).is_none_or(|known| known.number < number) {
            self.0.insert(prefix, Highest { number, place: place.to_owned() });
        }
    }
}

/// The numbers that were given, as far as this machine knows.
#[derive(Debug)]
pub struct Given {
    numbers: Numbers,
    memory: Memory,
    doubts: Vec<String>,
}

impl Given {
    /// Looks through the registry, the boards, archives and changelog of every worktree, what
    /// plugins know of their past, and the journals. What is past does not change: of that, only what
    /// is new since the last [`Given::remember`].
    ///
    /// What cannot be read is a doubt, and holds nothing up.
    pub fn of(site: &Site, workflow: &Workflow, snapshot: &Snapshot, plugins: &Plugins) -> Self {
        let mut doubts = Vec::new();
        let paths = places::paths(workflow);
        let mut memory = Memory::read(site, workflow);
        memory.look_on(site, workflow, plugins, &paths, &mut doubts);
        let mut now = Reading::new(workflow);
        for board in snapshot.boards() {
            now.board(board, board.path.as_str());
        }
        let read = |path: &_| snapshot.board(path).is_some();
        now.worktree(&site.root, &paths, None, &read, &mut doubts);
        let others = plugins.iter().flat_map(|plugin| plugin.worktrees(site));
        for other in others.filter(|other| *other != site.root) {
            let place = other.file_name().unwrap_or_default().to_string_lossy().into_owned();
            now.worktree(&other, &paths, Some(&place), &|_| false, &mut doubts);
        }
        let mut numbers = now.numbers;
        for (prefix, highest) in &memory.numbers.0 {
            numbers.note(prefix, highest.number, &highest.place);
        }
        Self { numbers, memory, doubts }
    }

    /// Keeps what was found in the past, so that the next look need not be as long. To be called under
    /// the lock.
    pub fn remember(&self, site: &Site) {
        self.memory.write(site);
    }

    /// The highest number given for a prefix.
    pub fn highest(&self, prefix: &str) -> Option<&Highest> {
        self.numbers.get(prefix)
    }

    /// Gives out the next free number of a prefix, which is taken from then on. `None` where no
    /// number is left.
    pub fn take(&mut self, prefix: &str) -> Option<u64> {
        let last = self.highest(prefix).map_or(0, |highest| highest.number);
        let number = last.checked_add(1).filter(|&number| number < u64::MAX)?;
        self.numbers.note(prefix, number, "this very command");
        Some(number)
    }

    /// What could not be looked through, each as a sentence.
    pub fn doubts(&self) -> &[String] {
        &self.doubts
    }
}
