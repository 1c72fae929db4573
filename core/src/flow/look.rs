//! Looks at boards on which others are at work.

use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Flow, FlowError};
use crate::board::{OpenError, list_files, open_in};
use crate::digest::sha256;
use crate::edit;
use crate::journal::Logged;
use crate::path::RelPath;
use crate::snapshot::{Snapshot, SnapshotError};
use crate::spread::{A_FILE, spread};
use crate::within::Root;

/// For how long boards are looked at again that others change under the look.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(1);

/// Each board with its text.
type Texts = Vec<(RelPath, Result<Arc<str>, SnapshotError>)>;

impl Flow {
    /// Reads all boards as they stood at one instant, without the lock, for looking only: nothing is
    /// recovered. A transition that is under way behind its commit point, or was killed there, is
    /// seen as done.
    ///
    /// Boards are read one after the other, and a card that moves meanwhile would be seen twice, or
    /// on none. Every swap stands between two lines of the journal: while that says the same before
    /// and after, all boards are of one instant. A journal that cannot be read says nothing of them,
    /// and they are shown as they are.
    ///
    /// # Errors
    /// When a board cannot be read.
    pub fn look(&self) -> Result<Snapshot, FlowError> {
        let texts = steady(
            || self.hands.journal.last().unwrap_or_default(),
            |last| last.as_ref().map(|l| (l.entry.seq, l.is_committed(), l.is_settled())),
            |last| self.texts(last.as_ref()),
        )?;
        let texts = texts.into_iter().map(|(path, text)| Ok((path, text?)));
        let texts = texts.collect::<Result<_, SnapshotError>>()?;
        Ok(Snapshot::of_texts(&self.workflow, texts))
    }

    /// The text of each board, as the last entry leaves it.
    fn texts(&self, last: Option<&Logged>) -> Result<Texts, SnapshotError> {
        let pending = last.filter(|last| last.is_committed() && !last.is_settled());
        let records = || pending.iter().flat_map(|last| &last.entry.files);
        let mut boards = self.workflow.boards(|files| list_files(&self.site.root, files))?;
        // Files that come and go with the entry.
        boards.retain(|path| {
            !records().any(|file| file.path == path.as_str() && file.after.is_none())
        });
        let come = records().filter(|file| file.before.is_none() && file.after.is_some());
        let come = come.filter_map(|file| RelPath::new(&file.path).ok());
        let come: Vec<_> = come.filter(|path| self.workflow.is_board(path)).collect();
        boards.extend(come.into_iter().filter(|path| !boards.contains(path)).collect::<Vec<_>>());
        let root = Root::open(&self.site.root);
        let text = |path: &RelPath| -> Result<Arc<str>, SnapshotError> {
            let record = records().find(|file| file.path == path.as_str());
            let text = match open_in(&root, path) {
                Err(OpenError::Missing(_)) if record.is_some_and(|file| file.before.is_none()) => {
                    let made = record.and_then(|file| edit::apply(b"", &file.splices));
                    let made = made.and_then(|bytes| String::from_utf8(bytes).ok());
                    return Ok(made.unwrap_or_default().into());
                }
                other => other?,
            };
            let waits = |before: &String| *before == sha256(text.as_bytes());
            let ours = record.filter(|record| record.before.as_ref().is_some_and(waits));
            let after = ours.and_then(|record| edit::apply(text.as_bytes(), &record.splices));
            Ok(after.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(text, Arc::from))
        };
        let texts = spread(&boards, boards.len() * A_FILE, text);
        Ok(boards.into_iter().zip(texts).collect())
    }
}

/// Reads under a sign that says the same before and after; the last reading, should it never.
fn steady<S, M: PartialEq, T>(
    mut sign: impl FnMut() -> S,
    mark: impl Fn(&S) -> M,
    mut read: impl FnMut(&S) -> T,
) -> T {
    let begun = Instant::now();
    let mut before = sign();
    loop {
        let seen = read(&before);
        let after = sign();
        if mark(&before) == mark(&after) || begun.elapsed() > PATIENCE {
            return seen;
        }
        before = after;
        sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moved_under_the_look_is_looked_at_again() {
        // The first reading has a swap in its middle, the second is undisturbed.
        let signs = std::cell::RefCell::new(vec![2, 2, 1]);
        let mut readings = vec!["nowhere", "here"].into_iter();
        let seen = steady(
            || signs.borrow_mut().pop().expect("a sign"),
            |&sign| sign,
            |_| readings.next().expect("a reading"),
        );
        assert_eq!(seen, "here");
    }
}
