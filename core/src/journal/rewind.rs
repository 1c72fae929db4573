//! Finds what leads a file back to its very bytes before an entry, where all that flow has written
//! there since is taken back with it.

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
        let undone = undone(&changes, entry);
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
            match (undone[at], change.kind, change.reverts) {
                (true, ..) => {}
                (false, MoveKind::Undo, Some(seq)) => unmatched.push(seq),
                (false, ..) => return None,
            }
            if change.seq <= entry.seq && unmatched.is_empty() {
                return Some(back);
            }
        }
        None
    }
}

/// Which of these changes are undone, once `entry` is as well.
fn undone(changes: &[(&Entry, &FileRecord)], entry: &Entry) -> Vec<bool> {
    let mut undone = vec![false; changes.len()];
    // What takes back comes later than what it takes back, and is known first.
    for at in (0..changes.len()).rev() {
        let seq = changes[at].0.seq;
        let undoes = |later: usize| {
            let (change, _) = changes[later];
            change.kind == MoveKind::Undo && change.reverts == Some(seq) && !undone[later]
        };
        undone[at] = seq == entry.seq || (at + 1..changes.len()).any(undoes);
    }
    undone
}
