//! The files of a transaction: staged beside their targets, then swapped in.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::Access;

use super::{ApplyError, Hands, Kept, folder};
use crate::digest::sha256;
use crate::edit::{self, Splice};
use crate::fault::Fault;
use crate::fs::read_file;
use crate::journal::{Entry, FileRecord};
use crate::path::RelPath;
use crate::plan::FileChange;
use crate::within;

pub(super) fn fail(path: &str) -> impl FnOnce(io::Error) -> ApplyError {
    move |error| ApplyError::Write { path: path.to_owned(), error }
}

/// A file below the root. A board that is a link within the repository is written where it leads, so
/// that it stays a link. Where it leads is asked anew each time: it may have been led elsewhere.
pub(super) fn target(root: &Path, path: &str) -> Result<PathBuf, ApplyError> {
    let rel = RelPath::new(path).map_err(|bad| Fault::failed(bad.to_string()))?;
    Ok(within::resolve(root, &rel).map_err(Fault::from)?)
}

pub(super) fn temporary(root: &Path, record: &FileRecord) -> Result<PathBuf, ApplyError> {
    Ok(folder(&target(root, &record.path)?).join(&record.temporary))
}

/// Reads what stands in a folder of ours; `None` where there is nothing. A link, a pipe or a device
/// is not followed, waited for or read.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
        Ok(meta) if !meta.is_file() => Err(io::Error::other("it is no regular file")),
        Ok(_) => read_file(path),
    }
}

/// What the journal keeps of a change.
pub(super) fn record(change: &FileChange, nonce: &str) -> FileRecord {
    FileRecord {
        path: change.path.to_string(),
        temporary: beside(change.path.as_str(), nonce),
        before: change.existed.then(|| sha256(&change.before)),
        after: change.remains.then(|| sha256(&change.after)),
        splices: change.splices.clone(),
    }
}

/// Refuses to replace a file that its user may not write: swapping it would not even notice.
pub(super) fn writable(root: &Path, records: &[FileRecord]) -> Result<(), ApplyError> {
    for record in records.iter().filter(|record| record.before.is_some()) {
        let allowed = rustix::fs::access(&target(root, &record.path)?, Access::WRITE_OK);
        allowed.map_err(|error| fail(&record.path)(error.into()))?;
    }
    Ok(())
}

/// The name that a file's new bytes have until they are swapped in.
fn beside(path: &str, nonce: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    format!(".{name}.flow-{}", &nonce[..12])
}

/// Whether an entry names only what a plan can have named. A journal may have come with the folder
/// that it lies in.
pub(super) fn is_ours(root: &Path, entry: &Entry) -> bool {
    let is_nonce = entry.nonce.len() >= 12 && entry.nonce.bytes().all(|b| b.is_ascii_hexdigit());
    is_nonce
        && entry.files.iter().all(|record| {
            let path = &record.path;
            RelPath::new(path).is_ok_and(|known| known.as_str() == path)
                && record.temporary == beside(path, &entry.nonce)
                && target(root, path).is_ok()
        })
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
    let full = within::writable(root, &change.path, change.existed).map_err(Fault::from)?;
    hands
        .site
        .disk
        .create_dir_all(folder(&full))
        .and_then(|()| {
            let staged = folder(&full).join(&record.temporary);
            hands.site.disk.create(&staged, &change.after, mode(&full))
        })
        .map_err(fail(&record.path))
}

/// The staged files that are there, for people.
pub(super) fn staged(root: &Path, records: &[FileRecord]) -> Vec<String> {
    let beside = records.iter().filter_map(|record| temporary(root, record).ok());
    let there = beside.filter(|path| path.symlink_metadata().is_ok());
    there
        .map(|path| path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned())
        .collect()
}

/// Whether a file holds what the entry makes of it.
pub(super) fn is_in_place(root: &Path, record: &FileRecord) -> Result<bool, ApplyError> {
    let now = read(&target(root, &record.path)?).map_err(fail(&record.path))?;
    Ok(now.map(|bytes| sha256(&bytes)) == record.after)
}

/// The files beside the boards in which late edits of an entry were kept, also by a process that was
/// killed before it could say so.
pub(super) fn apart(root: &Path, entry: &Entry) -> Vec<Kept> {
    let names = |record: &FileRecord| {
        let first = aside(record, &entry.nonce, 0);
        let more = (1..ASIDES).map(|attempt| aside(record, &entry.nonce, attempt));
        let there = std::iter::once(first).chain(more);
        there.take_while(|name| root.join(name).symlink_metadata().is_ok()).collect::<Vec<_>>()
    };
    let kept = |record: &FileRecord| {
        let of = record.path.clone();
        names(record).into_iter().map(move |file| Kept { file, of: of.clone() })
    };
    entry.files.iter().flat_map(kept).collect()
}

/// The name of a file that keeps a person's text, where that many are taken.
fn aside(record: &FileRecord, nonce: &str, taken: usize) -> String {
    let name = format!("{}.theirs-{}", record.path, &nonce[..12]);
    if taken == 0 { name } else { format!("{name}-{taken}") }
}

/// How many texts are kept beside one file at most.
const ASIDES: usize = 100;

/// Checks that every file is still as the plan read it.
pub(super) fn unchanged(root: &Path, records: &[FileRecord]) -> Result<(), ApplyError> {
    for record in records {
        let now = read(&target(root, &record.path)?).map_err(fail(&record.path))?;
        if now.map(|bytes| sha256(&bytes)) != record.before {
            return Err(ApplyError::Moved(record.path.clone()));
        }
    }
    Ok(())
}

/// Swaps every file in, in the plan's order, and makes the names durable. Gives the files in which a
/// person's late edit was kept.
pub(super) fn swap(hands: &Hands, entry: &Entry) -> Result<Vec<Kept>, ApplyError> {
    let mut kept = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    for record in &entry.files {
        let aside = swap_one(hands, record, entry)?;
        kept.extend(aside.map(|file| Kept { file, of: record.path.clone() }));
        let dir = folder(&target(&hands.site.root, &record.path)?).to_owned();
        if !folders.contains(&dir) {
            folders.push(dir);
        }
    }
    for dir in folders.iter().filter(|dir| dir.is_dir()) {
        hands.site.disk.sync_dir(dir).map_err(fail(&dir.display().to_string()))?;
    }
    Ok(kept)
}

fn swap_one(
    hands: &Hands,
    record: &FileRecord,
    entry: &Entry,
) -> Result<Option<String>, ApplyError> {
    let root = &hands.site.root;
    let place = Place {
        full: target(root, &record.path)?,
        staged: temporary(root, record)?,
        kept: aside(record, &entry.nonce, 0),
    };
    let now = read(&place.full).map_err(fail(&record.path))?;
    let beside = read(&place.staged).map_err(fail(&record.path))?;
    let (now_is, beside_is) = (now.as_deref().map(sha256), beside.as_deref().map(sha256));
    let Some(after) = &record.after else {
        // The file goes, if it is still the one that flow made.
        let ours = now_is == record.before;
        if ours {
            hands.site.disk.remove(&place.full).map_err(fail(&record.path))?;
        }
        return Ok((!ours && now.is_some()).then(|| record.path.clone()));
    };
    let staged = beside_is.as_ref() == Some(after);
    let (now, beside) = (now.unwrap_or_default(), beside.unwrap_or_default());
    match (now_is == record.after, now_is == record.before) {
        // Swapped in already, before a kill: what is beside it is the old text, or a late edit.
        (true, _) if beside_is.is_none() || staged || beside_is == record.before => {
            hands.site.disk.remove(&place.staged).map_err(fail(&record.path))?;
            Ok(None)
        }
        (true, _) => late(hands, record, &place, &beside, &now, after),
        (_, true) => {
            let fresh = if staged { beside } else { rebuild(hands, record, &place, &now)? };
            put(hands, record, &place, &fresh, after)
        }
        // Edited before the swap.
        _ if staged => late_before_swap(hands, record, &place, &now, &beside),
        // Swapped, and edited since: theirs stands, for ours is in it.
        _ if beside_is == record.before
            || (beside_is.is_none() && holds(&now, &record.splices)) =>
        {
            hands.site.disk.remove(&place.staged).map_err(fail(&record.path))?;
            Ok(None)
        }
        _ if beside_is.is_none() => Err(ApplyError::Unfinished {
            message: format!("{} was changed while a move was half done", record.path),
            hint: format!(
                "see with `flow log -n 1` what was to move, bring {} there by hand, and set the entry aside: \
                 mv {} {}",
                record.path,
                hands.journal.path(entry.seq).display(),
                hands.journal.aside(entry.seq).display()
            ),
        }),
        // Edited twice: once before the swap and once after it.
        _ => keep(hands, record, &place, &place.staged).map(Some),
    }
}

/// Where a file is, where its staged bytes are, and where a late edit would be kept.
struct Place {
    full: PathBuf,
    staged: PathBuf,
    kept: String,
}

/// The mode of the file that is replaced.
fn mode(full: &Path) -> u32 {
    std::fs::metadata(full).map_or(0o644, |meta| meta.permissions().mode() & 0o7777)
}

/// Whether a text holds what the splices put in, and no longer holds what they took out.
fn holds(text: &[u8], splices: &[Splice]) -> bool {
    let has = |part: &[u8]| text.windows(part.len().max(1)).any(|window| window == part);
    splices.iter().all(|s| if s.new.is_empty() { !has(&s.old) } else { has(&s.new) })
}

/// Stages the bytes again that a clean-up took: made from the very text they are for.
fn rebuild(
    hands: &Hands,
    record: &FileRecord,
    place: &Place,
    now: &[u8],
) -> Result<Vec<u8>, ApplyError> {
    let bytes =
        edit::apply(now, &record.splices).ok_or_else(|| ApplyError::Moved(record.path.clone()))?;
    let again = hands.site.disk.remove(&place.staged);
    again
        .and_then(|()| hands.site.disk.create(&place.staged, &bytes, mode(&place.full)))
        .map_err(fail(&record.path))?;
    Ok(bytes)
}

/// Puts the staged file in place and looks at what came out.
fn put(
    hands: &Hands,
    record: &FileRecord,
    place: &Place,
    fresh: &[u8],
    after: &str,
) -> Result<Option<String>, ApplyError> {
    let Place { full, staged, .. } = place;
    if record.before.is_none() {
        if hands.site.disk.rename_new(staged, full).map_err(fail(&record.path))? {
            return Ok(None);
        }
        let theirs = read(full).map_err(fail(&record.path))?.unwrap_or_default();
        return late_before_swap(hands, record, place, &theirs, fresh);
    }
    if !hands.site.disk.exchange(staged, full).map_err(fail(&record.path))? {
        hands.site.disk.rename(staged, full).map_err(fail(&record.path))?;
        return Ok(None);
    }
    // What cannot be read is somebody's all the same.
    let Ok(Some(old)) = read(staged) else {
        return keep(hands, record, place, staged).map(Some);
    };
    if Some(sha256(&old)) == record.before {
        hands.site.disk.remove(staged).map_err(fail(&record.path))?;
        return Ok(None);
    }
    late(hands, record, place, &old, fresh, after)
}

/// A person wrote to the file between our last look and the swap; their text is beside it now, ours
/// in place. Where their change and ours do not touch, both stand; else theirs is kept apart. Theirs
/// goes from beside only once it is in place.
fn late(
    hands: &Hands,
    record: &FileRecord,
    place: &Place,
    theirs: &[u8],
    fresh: &[u8],
    after: &str,
) -> Result<Option<String>, ApplyError> {
    let before = edit::apply(fresh, &edit::inverse(&record.splices)).unwrap_or_default();
    let Some(both) = merge(&before, theirs, &record.splices) else {
        return keep(hands, record, place, &place.staged).map(Some);
    };
    let kept = replace(hands, record, place, &both, after)?;
    hands.site.disk.remove(&place.staged).map_err(fail(&record.path))?;
    Ok(kept)
}

/// The same, found before the swap: theirs is still in place, ours beside it.
fn late_before_swap(
    hands: &Hands,
    record: &FileRecord,
    place: &Place,
    theirs: &[u8],
    fresh: &[u8],
) -> Result<Option<String>, ApplyError> {
    let before = edit::apply(fresh, &edit::inverse(&record.splices)).unwrap_or_default();
    if let Some(both) = merge(&before, theirs, &record.splices) {
        let kept = replace(hands, record, place, &both, &sha256(theirs))?;
        hands.site.disk.remove(&place.staged).map_err(fail(&record.path))?;
        return Ok(kept);
    }
    if !hands.site.disk.exchange(&place.staged, &place.full).map_err(fail(&record.path))? {
        let aside = hands.site.root.join(&place.kept);
        let kept = hands.site.disk.rename(&place.full, &aside);
        kept.and_then(|()| hands.site.disk.rename(&place.staged, &place.full))
            .map_err(fail(&record.path))?;
        return Ok(Some(place.kept.clone()));
    }
    keep(hands, record, place, &place.staged).map(Some)
}

/// Puts bytes in place of what has this digest. Anything else that comes out is kept.
fn replace(
    hands: &Hands,
    record: &FileRecord,
    place: &Place,
    bytes: &[u8],
    expected: &str,
) -> Result<Option<String>, ApplyError> {
    let mut merged = place.staged.clone().into_os_string();
    merged.push("-merged");
    let merged = PathBuf::from(merged);
    let ready = hands.site.disk.remove(&merged).and_then(|()| {
        hands.site.disk.create(&merged, bytes, mode(&place.full))?;
        hands.site.disk.exchange(&merged, &place.full)
    });
    if !ready.map_err(fail(&record.path))? {
        hands.site.disk.rename(&merged, &place.full).map_err(fail(&record.path))?;
        return Ok(None);
    }
    let out = read(&merged).map_err(fail(&record.path))?.unwrap_or_default();
    if sha256(&out) == expected {
        hands.site.disk.remove(&merged).map_err(fail(&record.path))?;
        return Ok(None);
    }
    keep(hands, record, place, &merged).map(Some)
}

/// Keeps a person's text in a file of its own, under a name that no other has.
fn keep(
    hands: &Hands,
    record: &FileRecord,
    place: &Place,
    from: &Path,
) -> Result<String, ApplyError> {
    for attempt in 0..ASIDES {
        let name = match attempt {
            0 => place.kept.clone(),
            n => format!("{}-{n}", place.kept),
        };
        let aside = hands.site.root.join(&name);
        if hands.site.disk.rename_new(from, &aside).map_err(fail(&record.path))? {
            return Ok(name);
        }
    }
    Err(ApplyError::Moved(record.path.clone()))
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
