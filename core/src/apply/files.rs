//! The files of a transaction: recorded, staged beside their targets, looked at.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::Access;

use super::found::Found;
use super::{ApplyError, Hands, Kept, folder};
use crate::digest::sha256;
use crate::fault::Fault;
use crate::journal::{Entry, FileRecord};
use crate::path::RelPath;
use crate::plan::FileChange;
use crate::within;

pub(super) fn fail(path: &str) -> impl FnOnce(io::Error) -> ApplyError {
    move |error| ApplyError::Write { path: path.to_owned(), error }
}

/// Where a path leads. A board that is a link within the repository is written where it leads, so
/// that it stays a link.
fn target(root: &Path, path: &str) -> Result<PathBuf, ApplyError> {
    let rel = RelPath::new(path).map_err(|bad| Fault::failed(bad.to_string()))?;
    Ok(within::resolve(root, &rel).map_err(Fault::from)?)
}

/// Where a file is. That is settled with the plan: a link that is laid there later is not followed.
/// Where its folder leads is asked anew each time: it may have been led elsewhere.
pub(super) fn place(root: &Path, record: &FileRecord) -> Result<PathBuf, ApplyError> {
    let path = record.at.as_ref().unwrap_or(&record.path);
    Ok(match path.rsplit_once('/') {
        Some((above, name)) => target(root, above)?.join(name),
        None => root.canonicalize().map_err(fail(path))?.join(path),
    })
}

pub(super) fn temporary(root: &Path, record: &FileRecord) -> Result<PathBuf, ApplyError> {
    Ok(folder(&place(root, record)?).join(&record.temporary))
}

/// What the journal keeps of a change.
pub(super) fn record(root: &Path, change: &FileChange, nonce: &str) -> FileRecord {
    let path = change.path.to_string();
    let real = root.canonicalize().ok();
    let full = target(root, &path).ok();
    let at = real.and_then(|real| full?.strip_prefix(real).ok()?.to_str().map(str::to_owned));
    FileRecord {
        // A link on the way out of the repository is refused when the file is staged.
        at: at.filter(|at| *at != path && change.existed),
        temporary: beside(&path, nonce),
        path,
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

/// How much of a nonce stands in a file's name, in hexadecimal digits.
const IN_NAME: usize = 12;

/// The name that a file's new bytes have until they are swapped in.
fn beside(path: &str, nonce: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    format!(".{name}.flow-{}", &nonce[..IN_NAME])
}

/// What stands of the nonce in a name that [`beside`] gave; `None` of any other name.
pub(crate) fn nonce_beside(name: &str) -> Option<&str> {
    let (_, nonce) = name.strip_prefix('.')?.rsplit_once(".flow-")?;
    is_nonce(nonce).then_some(nonce)
}

/// Whether a part of a name is what a nonce leaves there.
pub(crate) fn is_nonce(part: &str) -> bool {
    part.len() == IN_NAME && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
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
                && record.at.as_ref().is_none_or(|at| RelPath::new(at).is_ok())
                && place(root, record).is_ok()
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
    let staged = temporary(root, record)?;
    if folder(&staged) != folder(&full) {
        return Err(ApplyError::Moved(record.path.clone()));
    }
    let disk = &hands.site.disk;
    disk.create_dir_all(folder(&full))
        .and_then(|()| disk.create(&staged, &change.after, mode(&full)))
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
    Ok(Found::at(&place(root, record)?).map_err(fail(&record.path))?.is(&record.after))
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
pub(super) fn aside(record: &FileRecord, nonce: &str, taken: usize) -> String {
    let name = format!("{}.theirs-{}", record.path, &nonce[..IN_NAME]);
    if taken == 0 { name } else { format!("{name}-{taken}") }
}

/// How many texts are kept beside one file at most.
pub(super) const ASIDES: usize = 100;

/// Checks that every file is still as the plan read it.
pub(super) fn unchanged(
    root: &Path,
    changes: &[FileChange],
    records: &[FileRecord],
) -> Result<(), ApplyError> {
    for (change, record) in changes.iter().zip(records) {
        let full = place(root, record)?;
        let now = Found::at(&full).map_err(fail(&record.path))?;
        now.recognise(&change.before, &record.before);
        // The name still leads there.
        let leads = target(root, &record.path).is_ok_and(|leads| leads == full);
        if !now.is(&record.before) || !leads {
            return Err(ApplyError::Moved(record.path.clone()));
        }
    }
    Ok(())
}

/// The mode of the file that is replaced.
pub(super) fn mode(full: &Path) -> u32 {
    std::fs::metadata(full).map_or(0o644, |meta| meta.permissions().mode() & 0o7777)
}
