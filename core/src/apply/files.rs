//! The files of a transaction: staged beside their targets, then swapped in.

use std::path::{Path, PathBuf};

use super::{ApplyError, Hands, folder};
use crate::digest::sha256;
use crate::edit::{self, Splice};
use crate::fs::{FileRead, read_file, read_regular};
use crate::journal::{Entry, FileRecord};
use crate::path::RelPath;
use crate::plan::FileChange;

fn fail(path: &str) -> impl FnOnce(std::io::Error) -> ApplyError {
    move |error| ApplyError::Write { path: path.to_owned(), error }
}

/// A file below the root. A board that is a link within the repository is written where it leads, so
/// that it stays a link.
fn target(root: &Path, path: &str) -> PathBuf {
    let full = root.join(path);
    full.canonicalize().unwrap_or(full)
}

fn temporary(root: &Path, record: &FileRecord) -> PathBuf {
    folder(&target(root, &record.path)).join(&record.temporary)
}

/// What the journal keeps of a change.
pub(super) fn record(change: &FileChange, nonce: &str) -> FileRecord {
    let name = change.path.as_str().rsplit('/').next().unwrap_or_default();
    FileRecord {
        path: change.path.to_string(),
        temporary: format!(".{name}.flow-{}", &nonce[..12]),
        before: change.existed.then(|| sha256(&change.before)),
        after: change.remains.then(|| sha256(&change.after())),
        splices: change.splices.clone(),
    }
}

/// Writes a file's new bytes beside it, durably. A full disk shows here.
pub(super) fn stage(
    hands: &Hands,
    change: &FileChange,
    record: &FileRecord,
) -> Result<(), ApplyError> {
    if !change.remains {
        return Ok(());
    }
    let root = &hands.site.root;
    let full = target(root, &record.path);
    if RelPath::new(&record.path).is_err() || !inside(root, &full) {
        let error = std::io::Error::other("it would lie outside the repository");
        return Err(fail(&record.path)(error));
    }
    let mode = match read_regular(&full, u64::MAX - 1) {
        Ok(FileRead::File(_, mode)) => mode,
        _ => 0o644,
    };
    hands
        .fs
        .create_dir_all(folder(&full))
        .and_then(|()| hands.fs.create(&temporary(root, record), &change.after(), mode))
        .map_err(fail(&record.path))
}

/// Whether a file to be made lies below the root, however its folders are linked.
fn inside(root: &Path, full: &Path) -> bool {
    let mut above = folder(full);
    while !above.exists() {
        above = folder(above);
    }
    match (above.canonicalize(), root.canonicalize()) {
        (Ok(above), Ok(root)) => above.starts_with(root),
        _ => false,
    }
}

/// Removes what was staged; what cannot be removed is harmless and found by its name.
pub(super) fn unstage(hands: &Hands, records: &[FileRecord]) {
    for record in records {
        let _ = hands.fs.remove(&temporary(&hands.site.root, record));
    }
}

/// Checks that every file is still as the plan read it.
pub(super) fn unchanged(root: &Path, records: &[FileRecord]) -> Result<(), ApplyError> {
    for record in records {
        let now = read_file(&target(root, &record.path)).map_err(fail(&record.path))?;
        if now.map(|bytes| sha256(&bytes)) != record.before {
            return Err(ApplyError::Moved(record.path.clone()));
        }
    }
    Ok(())
}

/// Swaps every file in, in the plan's order, and makes the names durable. Gives the files in which a
/// person's late edit was kept.
pub(super) fn swap(hands: &Hands, entry: &Entry) -> Result<Vec<String>, ApplyError> {
    let mut kept = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    for record in &entry.files {
        kept.extend(swap_one(hands, record, &entry.nonce)?);
        let dir = folder(&target(&hands.site.root, &record.path)).to_owned();
        if !folders.contains(&dir) {
            folders.push(dir);
        }
    }
    for dir in folders.iter().filter(|dir| dir.is_dir()) {
        hands.fs.sync_dir(dir).map_err(fail(&dir.display().to_string()))?;
    }
    Ok(kept)
}

fn swap_one(hands: &Hands, record: &FileRecord, nonce: &str) -> Result<Option<String>, ApplyError> {
    let root = &hands.site.root;
    let (full, staged) = (target(root, &record.path), temporary(root, record));
    let now = read_file(&full).map_err(fail(&record.path))?;
    let digest = now.as_deref().map(sha256);
    if digest == record.after {
        // Swapped in already, before a kill: what is beside it is the old text.
        hands.fs.remove(&staged).map_err(fail(&record.path))?;
        return Ok(None);
    }
    if record.after.is_none() {
        let ours = digest == record.before;
        if ours {
            hands.fs.remove(&full).map_err(fail(&record.path))?;
        }
        return Ok((!ours).then(|| record.path.clone()));
    }
    let fresh = rebuild(hands, record, now.as_deref(), &staged)?;
    if digest != record.before {
        return late(hands, record, now.unwrap_or_default(), &fresh, nonce);
    }
    put(hands, record, &full, &staged, nonce, &fresh)
}

/// The staged bytes; staged again where a kill or a clean-up took them.
fn rebuild(
    hands: &Hands,
    record: &FileRecord,
    now: Option<&[u8]>,
    staged: &Path,
) -> Result<Vec<u8>, ApplyError> {
    if let Some(bytes) = read_file(staged).map_err(fail(&record.path))?
        && Some(sha256(&bytes)) == record.after
    {
        return Ok(bytes);
    }
    let bytes = edit::apply(now.unwrap_or_default(), &record.splices)
        .ok_or_else(|| ApplyError::Moved(record.path.clone()))?;
    let again = hands.fs.remove(staged).and_then(|()| hands.fs.create(staged, &bytes, 0o644));
    again.map_err(fail(&record.path))?;
    Ok(bytes)
}

/// Puts the staged file in place and looks at what came out.
fn put(
    hands: &Hands,
    record: &FileRecord,
    full: &Path,
    staged: &Path,
    nonce: &str,
    fresh: &[u8],
) -> Result<Option<String>, ApplyError> {
    if record.before.is_none() {
        let put = hands.fs.rename_new(staged, full).map_err(fail(&record.path))?;
        let theirs = || read_file(full).map_err(fail(&record.path));
        return match put {
            true => Ok(None),
            false => late(hands, record, theirs()?.unwrap_or_default(), fresh, nonce),
        };
    }
    if !hands.fs.exchange(staged, full).map_err(fail(&record.path))? {
        hands.fs.rename(staged, full).map_err(fail(&record.path))?;
        return Ok(None);
    }
    let old = read_file(staged).map_err(fail(&record.path))?.unwrap_or_default();
    if Some(sha256(&old)) == record.before {
        hands.fs.remove(staged).map_err(fail(&record.path))?;
        return Ok(None);
    }
    late(hands, record, old, fresh, nonce)
}

/// A person wrote to the file between our last look and the swap. Where their change and ours do
/// not touch, both stand; else theirs is kept in a file beside it. Neither is lost.
fn late(
    hands: &Hands,
    record: &FileRecord,
    theirs: Vec<u8>,
    fresh: &[u8],
    nonce: &str,
) -> Result<Option<String>, ApplyError> {
    let root = &hands.site.root;
    let (full, staged) = (target(root, &record.path), temporary(root, record));
    let before = edit::apply(fresh, &edit::inverse(&record.splices)).unwrap_or_default();
    if let Some(both) = merge(&before, &theirs, &record.splices) {
        hands
            .fs
            .remove(&staged)
            .and_then(|()| hands.fs.create(&staged, &both, 0o644))
            .and_then(|()| hands.fs.rename(&staged, &full))
            .map_err(fail(&record.path))?;
        return Ok(None);
    }
    let kept = format!("{}.theirs-{}", record.path, &nonce[..12]);
    let place = root.join(&kept);
    let put = hands.fs.remove(&place).and_then(|()| hands.fs.create(&place, &theirs, 0o644));
    put.and_then(|()| {
        hands.fs.remove(&staged)?;
        hands.fs.create(&staged, fresh, 0o644)?;
        hands.fs.rename(&staged, &full)
    })
    .map_err(fail(&record.path))?;
    Ok(Some(kept))
}

/// Lays our splices over their text, where they changed none of the bytes that we did.
fn merge(before: &[u8], theirs: &[u8], splices: &[Splice]) -> Option<Vec<u8>> {
    let shorter = before.len().min(theirs.len());
    let same = |(a, b): &(&u8, &u8)| a == b;
    let head = before.iter().zip(theirs).take_while(same).count();
    let tail = before.iter().rev().zip(theirs.iter().rev()).take_while(same).count();
    let tail = tail.min(shorter - head);
    let (from, upto) = (head, before.len() - tail);
    let shift = theirs.len() as isize - before.len() as isize;
    let moved = splices.iter().map(|splice| {
        let range = splice.old_range();
        if range.end < from {
            Some(splice.clone())
        } else if range.start > upto {
            Some(Splice { at: splice.at.saturating_add_signed(shift), ..splice.clone() })
        } else {
            None
        }
    });
    edit::apply(theirs, &moved.collect::<Option<Vec<_>>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apart_are_merged_and_edits_that_touch_are_not() {
        let before = b"one\ntwo\nthree\nfour\n";
        let ours = [Splice { at: 14, old: b"four\n".to_vec(), new: Vec::new() }];
        assert_eq!(
            merge(before, b"ONE\ntwo\nthree\nfour\n", &ours).expect("apart"),
            b"ONE\ntwo\nthree\n"
        );
        assert_eq!(merge(before, b"one\ntwo\nthree\nFOUR\n", &ours), None);
    }
}
