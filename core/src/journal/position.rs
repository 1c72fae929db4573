//! Finds a place on a board again after other transitions have changed it.
//!
//! While every change since went through the journal, a place is followed exactly, from entry to
//! entry: each says which bytes it replaced, and its digests say that nobody came between. This is
//! how a card goes home to the very byte it was taken from although its neighbours have gone too.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{Entry, FileRecord, Logged};
use crate::change::MoveKind;
use crate::digest::sha256;
use crate::edit::Splice;

/// The committed entries, in order.
#[derive(Debug, Default)]
pub struct History {
    entries: Vec<Entry>,
}

impl History {
    /// Takes what the journal holds.
    pub fn new(entries: Vec<Logged>) -> Self {
        let committed = entries.into_iter().filter(|e| e.is_committed() && !e.is_rolled_back());
        Self { entries: committed.map(|logged| logged.entry).collect() }
    }

    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether a later entry took this one back.
    pub fn is_reverted(&self, seq: u64) -> bool {
        self.reverted_by(seq).is_some()
    }

    /// Whether what this entry did is gone with an earlier one of the same task that was undone since, or with the
    /// making of it: nothing of it is left to be undone.
    pub fn is_covered(&self, entry: &Entry) -> bool {
        // Mendings are of no task, and nothing to one another.
        !entry.is_mend()
            && self.entries.iter().any(|undo| {
                undo.seq > entry.seq
                    && undo.kind == MoveKind::Undo
                    && undo.reverts.is_some_and(|seq| seq < entry.seq)
                    && (undo.id.eq_ignore_ascii_case(&entry.id) || undo.unmakes(&entry.id))
                    && !self.is_reverted(undo.seq)
            })
    }

    /// The later entry that took this one back, and was not taken back itself.
    pub fn reverted_by(&self, seq: u64) -> Option<&Entry> {
        // Only what came later: of an entry that says it took itself back there would be no end.
        let later = self.entries.iter().filter(|entry| entry.seq > seq);
        let mut later = later.filter(|entry| entry.reverts == Some(seq));
        later.find(|entry| !self.is_reverted(entry.seq))
    }

    /// The entry by which what this one did stands today: itself, or the last one that undid an
    /// undoing of it. That is the one which made what has to be taken back.
    pub fn remade_by<'h>(&'h self, entry: &'h Entry) -> &'h Entry {
        let undoing = |later: &&Entry| {
            later.kind == MoveKind::Undo
                && later.seq > entry.seq
                && later.reverts == Some(entry.seq)
                && self.is_reverted(later.seq)
        };
        let again = self.entries.iter().rev().find(undoing);
        match again.and_then(|undoing| self.reverted_by(undoing.seq)) {
            Some(again) => self.remade_by(again),
            None => entry,
        }
    }

    /// Whether undoing this entry makes a move again: it undid one.
    pub fn undid(&self, entry: &Entry) -> bool {
        let undone = entry.reverts.filter(|&seq| entry.kind == MoveKind::Undo && seq < entry.seq);
        undone.is_some_and(|seq| !self.entry(seq).is_some_and(|earlier| self.undid(earlier)))
    }

    /// What has to be taken back first, before this entry can be, of what was done since to the task that it left
    /// with this name: the last that still counts. Behind that one, nothing of the task stands but what is taken back.
    pub fn since(&self, entry: &Entry, name: &str) -> Option<&Entry> {
        let at = self.entries.partition_point(|earlier| earlier.seq <= entry.seq);
        let mut name = name.to_owned();
        // What still counts, each with what the task was called before it.
        let mut open: Vec<(&Entry, String)> = Vec::new();
        for later in self.entries[at..].iter().filter(|later| !later.is_mend()) {
            if !later.is_of(&name) {
                continue;
            }
            let is_last = |(last, _): &mut (&Entry, String)| {
                self.made_again_by(last).any(|known| later.reverts == Some(known.seq))
            };
            if let Some((_, before)) = open.pop_if(is_last) {
                name = before;
            } else {
                let called = later.calls(&name).unwrap_or(&name).to_owned();
                open.push((later, std::mem::replace(&mut name, called)));
            }
        }
        open.pop().map(|(last, _)| last)
    }

    /// An entry, and what it makes again, where it undoes an undoing.
    fn made_again_by<'h>(&'h self, entry: &'h Entry) -> impl Iterator<Item = &'h Entry> {
        let earlier = |entry: &Entry| self.entry(entry.reverts.filter(|&seq| seq < entry.seq)?);
        std::iter::successors(Some(entry), move |entry| earlier(earlier(entry)?))
    }

    fn touching<'a>(
        &'a self,
        path: &'a str,
        after: u64,
    ) -> impl Iterator<Item = (&'a Entry, &'a FileRecord)> {
        let later = self.entries.iter().filter(move |entry| entry.seq > after);
        later.filter_map(move |entry| {
            entry.files.iter().find(|file| file.path == path).map(|file| (entry, file))
        })
    }

    /// Where the end of the `index`th splice's place is now, in a file that now has these bytes:
    /// the byte at which what it took out would go back in. `None` where somebody changed the file
    /// past the journal.
    pub fn place(&self, entry: &Entry, path: &str, index: usize, now: &[u8]) -> Option<usize> {
        let file = entry.files.iter().find(|file| file.path == path)?;
        let known = Known::default();
        let unbroken = self.unbroken(entry, file, path, now);
        unbroken
            .then(|| self.follow(&known, Taken { entry, file, path, index }, u64::MAX))
            .flatten()
    }

    /// Whether each change of the file since was made by the entry that follows.
    fn unbroken(&self, entry: &Entry, file: &FileRecord, path: &str, now: &[u8]) -> bool {
        let mut digest = file.after.clone();
        for (_, next) in self.touching(path, entry.seq) {
            if next.before != digest {
                return false;
            }
            digest.clone_from(&next.after);
        }
        digest.is_some_and(|digest| digest == sha256(now))
    }

    /// Follows the start of a splice through the entries before `until`. Each place on the way is
    /// remembered: entries ask for each other's.
    fn follow(&self, known: &Known, taken: Taken<'_>, until: u64) -> Option<usize> {
        let Taken { entry, file, path, index } = taken;
        if let Some(&at) = known.borrow().get(&(entry.seq, index, until)) {
            return Some(at);
        }
        let mut at = start_after(file, index)?;
        // What was taken out around the place, by whom, and how far within the place stood.
        let mut around: Vec<(u64, &[u8], usize)> = Vec::new();
        for (later, change) in self.touching(path, entry.seq).take_while(|(e, _)| e.seq < until) {
            known.borrow_mut().insert((entry.seq, index, later.seq), at);
            let back = around.iter().rposition(|(seq, ..)| later.reverts == Some(*seq));
            let back = back.map(|nth| around.swap_remove(nth));
            if let Some(within) = back.and_then(|(_, old, len)| Some(start_of(change, old)? + len))
            {
                at = within;
                continue;
            }
            let within = |splice: &&Splice| splice.at < at && at < splice.old_range().end;
            let splice = change.splices.iter().find(within);
            around.extend(splice.map(|splice| (later.seq, &splice.old[..], at - splice.at)));
            at = self.through(known, at, taken, later, change);
        }
        known.borrow_mut().insert((entry.seq, index, until), at);
        Some(at)
    }

    fn through(
        &self,
        known: &Known,
        at: usize,
        taken: Taken<'_>,
        later: &Entry,
        change: &FileRecord,
    ) -> usize {
        let mut shift = 0isize;
        for splice in &change.splices {
            let range = splice.old_range();
            let delta = splice.new.len() as isize - splice.old.len() as isize;
            if at > range.end || (at == range.end && !range.is_empty()) {
                shift += delta;
            } else if at == range.start && range.is_empty() {
                if self.goes_before(known, later, taken) {
                    shift += delta;
                }
            } else if at > range.start {
                return range.start.saturating_add_signed(shift);
            } else {
                break;
            }
        }
        at.saturating_add_signed(shift)
    }

    /// Whether what `later` put in at the very place of `entry`'s splice stands before it. It does
    /// where it puts back what another entry took out, and that stood before.
    fn goes_before(&self, known: &Known, later: &Entry, ours: Taken<'_>) -> bool {
        let Some(other) = later.reverts.and_then(|seq| self.entry(seq)) else { return false };
        let Some(file) = other.files.iter().find(|file| file.path == ours.path) else {
            return false;
        };
        let Some(index) = file.splices.iter().position(|s| s.old.len() > s.new.len()) else {
            return false;
        };
        let theirs = Taken { entry: other, file, path: ours.path, index };
        if other.seq < ours.entry.seq {
            // It was out already when ours was taken: its place stood before ours, or in the gap before
            // it that ours took with it, as the last card of a board does. In the gap behind, it stood so.
            let place = self.follow(known, theirs, ours.entry.seq);
            let splice = &ours.file.splices[ours.index];
            place.is_some_and(|place| {
                place <= splice.at + ours.entry.card_in(splice).unwrap_or_default()
            })
        } else {
            // Ours was out when it was taken.
            let place = self.follow(known, ours, other.seq);
            place.is_some_and(|place| place >= file.splices[index].old_range().end)
        }
    }

    /// The committed entry of that number.
    pub fn entry(&self, seq: u64) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok()?;
        self.entries.get(at)
    }
}

/// A splice of an entry, whose place is asked for.
#[derive(Clone, Copy)]
struct Taken<'a> {
    entry: &'a Entry,
    file: &'a FileRecord,
    path: &'a str,
    index: usize,
}

/// Places that were found: of this entry's splice, just before that entry.
type Known = RefCell<HashMap<(u64, usize, u64), usize>>;

impl Entry {
    /// Where the card that it moved begins in what a splice took: behind a gap, where it was the last.
    pub fn card_in(&self, splice: &Splice) -> Option<usize> {
        let card = self.card.before.trim_end_matches(['\n', '\r']).as_bytes();
        memchr::memmem::find(&splice.old, card).filter(|_| !card.is_empty())
    }
}

/// Where the text after a change has bytes again that it puts in.
fn start_of(change: &FileRecord, bytes: &[u8]) -> Option<usize> {
    let index = change.splices.iter().position(|splice| splice.new == bytes)?;
    start_after(change, index)
}

/// Where a splice's new bytes begin in the text after.
fn start_after(file: &FileRecord, index: usize) -> Option<usize> {
    let shift: isize = file.splices[..index]
        .iter()
        .map(|splice| splice.new.len() as isize - splice.old.len() as isize)
        .sum();
    Some(file.splices.get(index)?.at.saturating_add_signed(shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_takes_itself_back_is_asked_about_once() {
        let json = serde_json::json!({
            "version": 1, "seq": 5, "nonce": "00", "kind": "undo", "id": "A-1", "title": "One",
            "from": "todo", "to": "doing", "actor": "Ada", "at": "now", "externals": [], "files": [],
            "card": { "home": null, "before": "", "after": "", "entered": [], "neighbours": [null, null] },
            "reverts": 5, "committed": true,
        });
        let entry: Entry = serde_json::from_value(json).expect("an entry");
        let history = History::new(vec![Logged { entry, progress: Vec::new() }]);
        let entry = &history.entries()[0];
        assert!(!history.is_reverted(5) && !history.undid(entry));
        assert_eq!(history.remade_by(entry).seq, 5);
    }
}
