//! Finds what leads a file back to its very bytes before an entry, where all that flow has written
//! there since is taken back with it.

use std::collections::HashSet;

use super::{Entry, FileRecord, History};
use crate::change::MoveKind;

impl History {
    /// The changes of a file to be taken back, the last one first, so that it has the bytes again that
    /// it had before `entry` or before an earlier one. They are known where `entry` and every change
    /// since are undone, or undo one another, once `entry` is; and where nobody else has written to
    /// the file, which now has this digest. Where that is the one it had after `entry`, whatever came
    /// since is gone again.
    pub fn rewind<'h>(
        &'h self,
        entry: &'h Entry,
        path: &str,
        now: Option<&str>,
    ) -> Option<Vec<&'h FileRecord>> {
        self.led_back(entry, path, now, |kind| kind == MoveKind::Undo)
    }

    /// As [`Self::rewind`], where a move back takes back as well. Its hooks may have written something of
    /// their own, which would go with the rest: who leads a file back by this has to look at what is lost.
    pub fn homecoming<'h>(
        &'h self,
        entry: &'h Entry,
        path: &str,
        now: Option<&str>,
    ) -> Option<Vec<&'h FileRecord>> {
        self.led_back(entry, path, now, |kind| matches!(kind, MoveKind::Undo | MoveKind::Back))
    }

    fn led_back<'h>(
        &'h self,
        entry: &'h Entry,
        path: &str,
        now: Option<&str>,
        takes_back: impl Fn(MoveKind) -> bool,
    ) -> Option<Vec<&'h FileRecord>> {
        let changes: Vec<(&Entry, &FileRecord)> = self
            .entries()
            .iter()
            .filter_map(|e| Some((e, e.files.iter().find(|file| file.path == path)?)))
            .collect();
        let own = changes.iter().find(|(change, _)| change.seq == entry.seq);
        if let Some((_, file)) = own
            && file.after.as_deref() == now
        {
            return Some(vec![*file]);
        }
        let takes_back = |change: &Entry| change.reverts.filter(|_| takes_back(change.kind));
        let undone = undone(&changes, entry, takes_back);
        let mut back = Vec::new();
        let mut digest = now.map(str::to_owned);
        let mut unmatched: Vec<u64> = Vec::new();
        for (at, (change, file)) in changes.iter().enumerate().rev() {
            if file.after != digest {
                return None;
            }
            digest.clone_from(&file.before);
            back.push(*file);
            // A change that was undone stands for nothing; one that undoes another, for that one.
            unmatched.retain(|seq| *seq != change.seq);
            match (undone[at], takes_back(change)) {
                (true, _) => {}
                (false, Some(seq)) => unmatched.push(seq),
                (false, None) => return None,
            }
            if change.seq <= entry.seq && unmatched.is_empty() {
                return Some(back);
            }
        }
        None
    }
}

/// Which of these changes are undone, once `entry` is as well.
fn undone(
    changes: &[(&Entry, &FileRecord)],
    entry: &Entry,
    takes_back: impl Fn(&Entry) -> Option<u64>,
) -> Vec<bool> {
    let mut undone = vec![false; changes.len()];
    let mut taken_back = HashSet::new();
    // What takes back comes later than what it takes back, and is known first.
    for (at, (change, _)) in changes.iter().enumerate().rev() {
        undone[at] = change.seq == entry.seq || taken_back.contains(&change.seq);
        if !undone[at] {
            taken_back.extend(takes_back(change));
        }
    }
    undone
}
