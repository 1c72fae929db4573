//! A disk that says no: once, or for good.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Yard;
use super::moves::{DOING, TODO, WORKFLOW};
use crate::apply::ApplyError;
use crate::flow::{FlowError, Request};
use crate::fs::{Act, Boundary, Disk, Leave};
use crate::journal::{Journal, JournalError, Progress};
use crate::plan::MoveKind;

/// Fails the acts that it is asked about, from the given one on.
struct Failing {
    what: fn(&Act<'_>) -> bool,
    from: usize,
    upto: usize,
    met: AtomicUsize,
}

impl Boundary for Failing {
    fn before(&self, act: &Act<'_>) -> io::Result<Leave> {
        if (self.what)(act) {
            let nth = self.met.fetch_add(1, Ordering::Relaxed);
            if (self.from..self.upto).contains(&nth) {
                return Err(io::Error::other("no"));
            }
        }
        Ok(Leave::Whole)
    }

    fn after(&self, _: &Act<'_>, _: Result<usize, &io::Error>) {}
}

fn failing(what: fn(&Act<'_>) -> bool, from: usize, upto: usize) -> Disk {
    Disk::behind(Arc::new(Failing { what, from, upto, met: AtomicUsize::new(0) }))
}

fn yard() -> Yard {
    Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)])
}

fn advance(yard: &Yard, disk: Disk) -> FlowError {
    let request = Request {
        id: "A-1".into(),
        from: None,
        to: None,
        kind: MoveKind::Advance,
        why: None,
        force: false,
    };
    yard.flow_on(disk).advance(&request).expect_err("no move")
}

#[test]
fn what_cannot_be_taken_back_is_said_and_goes_with_the_next_command() {
    let yard = yard();
    let before = yard.files();
    // The second staged file cannot be made, and the first not be removed.
    let staged = |act: &Act<'_>| match act {
        Act::Create { path, .. } => path.to_string_lossy().contains(".TODO.md.flow-"),
        Act::Remove { .. } => true,
        _ => false,
    };
    match advance(&yard, failing(staged, 0, usize::MAX)) {
        FlowError::Apply(ApplyError::Left { message, hint }) => {
            assert!(message.contains("TODO.md") && message.contains("not all is taken back"));
            assert!(hint.contains("any flow command"), "{hint}");
        }
        other => panic!("{other:?}"),
    }
    assert_ne!(yard.files(), before);
    yard.flow().recover().expect("cleared");
    assert_eq!(yard.files(), before);
}

#[test]
fn a_recovery_that_the_disk_prevents_can_be_made_again() {
    let yard = yard();
    // Nothing can be put in place once the entry is written.
    let swap = |act: &Act<'_>| matches!(act, Act::Exchange { .. });
    let failed = advance(&yard, failing(swap, 0, usize::MAX));
    assert!(matches!(failed, FlowError::Apply(ApplyError::Unfinished { .. })), "{failed:?}");
    let again = yard.flow_on(failing(swap, 0, usize::MAX)).recover();
    assert!(matches!(again, Err(FlowError::Apply(ApplyError::Unfinished { .. }))), "{again:?}");
    yard.flow().recover().expect("finished");
    assert!(yard.read("DOING.md").contains("### [A-1]"));
}

#[test]
fn a_record_that_was_told_as_failed_is_not_found() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    let before = yard.read(".flow/journal/00000001.jsonl");
    let sync = |act: &Act<'_>| matches!(act, Act::Sync { .. });
    let write = |act: &Act<'_>| matches!(act, Act::Write { .. });
    let journal = |disk| Journal::new(&yard.root().join(".flow"), disk);
    for what in [sync, write] {
        let failed = journal(failing(what, 0, 1)).record(1, &Progress::Committed);
        assert!(matches!(failed, Err(JournalError::Io { .. })), "{failed:?}");
        assert_eq!(yard.read(".flow/journal/00000001.jsonl"), before);
    }
    // Where the disk goes on failing, nobody knows what is there.
    let failed = journal(failing(sync, 0, usize::MAX)).record(1, &Progress::Committed);
    assert!(matches!(failed, Err(JournalError::Unsure { .. })), "{failed:?}");
}
