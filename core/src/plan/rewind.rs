//! Leads files back to what they were, by the journal.

use std::sync::Arc;

use super::{Draft, Grounds, PlanError};
use crate::board::is_rule;
use crate::digest::sha256;
use crate::edit;
use crate::journal::{Entry, FileRecord, History};
use crate::path::RelPath;

/// Leads a file back to its very bytes, where the journal knows them: `false`, and nothing done,
/// where it does not.
pub(super) fn rewind(
    grounds: Grounds<'_>,
    entry: &Entry,
    history: &History,
    path: &RelPath,
    draft: &mut Draft,
) -> Result<bool, PlanError> {
    lead(grounds, path, draft, |now| history.rewind(entry, path.as_str(), now))
}

/// Takes the changes of a file back that are known for its digest.
pub(super) fn lead<'h>(
    grounds: Grounds<'_>,
    path: &RelPath,
    draft: &mut Draft,
    changes: impl FnOnce(Option<&str>) -> Option<Vec<&'h FileRecord>>,
) -> Result<bool, PlanError> {
    if let Some(board) = grounds.snapshot.board(path) {
        draft.hold(path, Arc::<[u8]>::from(board.text.clone()));
    }
    let now = draft.read(path)?.map(|bytes| sha256(&bytes));
    let Some(changes) = changes(now.as_deref()) else { return Ok(false) };
    for change in changes {
        take_back(draft, path, change)?;
    }
    Ok(true)
}

/// Takes back what an entry did to a file that is as it was left.
fn take_back(draft: &mut Draft, path: &RelPath, record: &FileRecord) -> Result<(), PlanError> {
    match (&record.before, &record.after) {
        (None, _) => draft.remove(path)?,
        (_, None) => {
            let whole: Vec<u8> = record.splices.iter().flat_map(|s| s.old.clone()).collect();
            draft.create(path, &whole)?;
        }
        _ => {
            for splice in edit::inverse(&record.splices).iter().rev() {
                draft.splice(path, splice.old_range(), &splice.new)?;
            }
        }
    }
    Ok(())
}

/// Takes back what an entry wrote into a file that is no board, where it still stands there once.
pub(super) fn take_back_aside(
    path: &RelPath,
    record: &FileRecord,
    draft: &mut Draft,
) -> Result<(), PlanError> {
    let Some(bytes) = draft.read(path)? else {
        // What it took away comes back; what it made is gone already.
        return if record.after.is_none() { take_back(draft, path, record) } else { Ok(()) };
    };
    if record.after.as_ref() == Some(&sha256(&bytes)) {
        return take_back(draft, path, record);
    }
    for splice in record.splices.iter().rev() {
        let bytes = draft.read(path)?.unwrap_or_default();
        let mut hits =
            bytes.windows(splice.new.len().max(1)).enumerate().filter(|(_, w)| *w == splice.new);
        let hit = hits.next().map(|(at, _)| at);
        match (hit, hits.next().is_none() && !splice.new.is_empty()) {
            (Some(at), true) => draft.splice(path, at..at + splice.new.len(), &splice.old)?,
            _ => draft.note(format!("{path} has been changed since; it is left as it is")),
        }
    }
    Ok(())
}

/// Whether these files have the same lines in both drafts, but for blank ones, rules and their order.
pub(super) fn says_the_same(
    one: &Draft,
    two: &Draft,
    files: &[RelPath],
) -> Result<bool, PlanError> {
    let lines = |draft: &Draft, path| -> Result<Vec<Vec<u8>>, PlanError> {
        let bytes = draft.read(path)?.unwrap_or_default();
        let lines = bytes.split(|&b| b == b'\n').map(<[u8]>::trim_ascii_end);
        let says = |line: &&[u8]| !line.is_empty() && !str::from_utf8(line).is_ok_and(is_rule);
        let mut lines: Vec<_> = lines.filter(says).map(<[u8]>::to_vec).collect();
        lines.sort_unstable();
        Ok(lines)
    };
    for path in files {
        if lines(one, path)? != lines(two, path)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_came_since_is_not_led_back_over() {
        let path = RelPath::new("B.md").expect("a path");
        let draft = |text: &str| {
            let mut draft = Draft::new("/nowhere".into());
            draft.hold(&path, Arc::from(text.as_bytes()));
            draft
        };
        let same = |one, two| {
            says_the_same(&draft(one), &draft(two), std::slice::from_ref(&path)).expect("read")
        };
        assert!(same("- one\n\n- two", "\n- two  \r\n- one\n"));
        assert!(same("- one\n---\n- two", "- two\n- one\n"));
        assert!(!same("- one\n- two\n", "- one\n"));
        assert!(!same("- one\n- one\n", "- one\n"));
    }
}
