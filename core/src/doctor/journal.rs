//! The journal: what is pending, damaged, newer, or was only begun.

use super::Finding;
use crate::apply::Hands;
use crate::fault::Fault;
use crate::journal::{Entry, JournalError};
use crate::problem::Severity;

pub(super) fn examine(hands: &Hands, at_work: bool) -> Vec<Finding> {
    let journal = &hands.journal;
    let pages = match journal.all() {
        Ok(pages) => pages,
        Err(error) => {
            let fix = "let your user read and write there";
            return vec![Finding::new("journal", Severity::Error, error.to_string(), fix)];
        }
    };
    let mut found = Vec::new();
    let last = journal.numbers().ok().and_then(|numbers| numbers.last().copied());
    for logged in pages.entries.iter().filter(|e| !e.is_settled() && Some(e.entry.seq) == last) {
        let Entry { seq, id, from, to, .. } = &logged.entry;
        let what = match logged.entry.is_mend() {
            true => format!("{}, as move {seq},", logged.entry.told()),
            false => format!("move {seq} of {id} from {from} to {to}"),
        };
        found.push(match at_work {
            true => {
                let what = format!("{what} is under way: another flow holds the lock");
                Finding::new("at-work", Severity::Warning, what, "wait for it to end")
            }
            // Whoever makes repairs recovers first.
            false => {
                let what = format!("{what} was interrupted, and is half done");
                Finding::new("unfinished-move", Severity::Error, what, "flow recover")
            }
        });
    }
    for (seq, error) in pages.unreadable {
        found.push(unreadable(hands, seq, &error, Some(seq) == last));
    }
    let begun = journal.begun().unwrap_or_default();
    for path in begun.into_iter().filter(|_| !at_work) {
        let (disk, file) = (hands.site.disk.clone(), path.clone());
        let message =
            "this journal entry was begun, and never took its place: its move was not made";
        let finding = Finding::new("begun-entry", Severity::Error, message, "flow doctor --fix");
        let gone = move || disk.remove(&file).map_err(|error| Fault::failed(error.to_string()));
        found.push(finding.at(path.display()).mends(gone));
    }
    found
}

fn unreadable(hands: &Hands, seq: u64, error: &JournalError, is_last: bool) -> Finding {
    let path = hands.journal.path(seq);
    let (message, by_hand) = (
        error.to_string(),
        format!("mv {} {}", path.display(), hands.journal.aside(seq).display()),
    );
    let stops = if is_last { "nothing can be moved until this is settled; " } else { "" };
    let finding = match error {
        JournalError::Corrupt { settled, .. } => {
            // Of any but the last it is known: no entry is begun before the one before it is settled.
            let fix = match *settled || !is_last {
                true => {
                    "its move had come to its end; set the entry aside: flow doctor --fix".into()
                }
                false => format!(
                    "{stops}restore it from a backup; or see with flow check that each board is as \
                     it should be, then {by_hand}"
                ),
            };
            let finding = Finding::new("journal-damaged", Severity::Error, message, fix);
            if !*settled && is_last {
                finding
            } else {
                let journal = hands.journal.clone();
                let aside = move || journal.set_aside(seq).map(drop);
                finding.mends(move || aside().map_err(|error| Fault::failed(error.to_string())))
            }
        }
        JournalError::Newer { .. } => {
            let fix = format!("{stops}use the newer flow that wrote it");
            Finding::new("journal-newer", Severity::Error, message, fix)
        }
        JournalError::Io { .. } | JournalError::Unsure { .. } => {
            Finding::new("journal", Severity::Error, message, "let your user read and write there")
        }
    };
    finding.at(path.display())
}
