//! What a move lays beside the boards before there is a journal entry: noted in the lock's file, so
//! that a kill in between leaves nothing that nobody knows.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::files::{fail, nonce_beside, place, temporary};
use super::{ApplyError, Hands, Lock, folder, lock};
use crate::journal::FileRecord;
use crate::site::Site;

/// Notes which files are about to be staged, and which folders are to be made for them.
pub(super) fn announce(
    hands: &Hands,
    lock: &Lock,
    records: &[FileRecord],
) -> Result<(), ApplyError> {
    let root = &hands.site.root;
    let below = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
    let mut noted = Vec::new();
    for record in records {
        noted.push(below(&temporary(root, record)?));
        let full = place(root, record)?;
        // The innermost first, as they are removed again.
        let missing = full.ancestors().skip(1).take_while(|folder| !folder.exists());
        noted.extend(missing.map(|folder| format!("{}/", below(folder))));
    }
    lock.note(&hands.site.disk, &noted).map_err(fail("the lock"))
}

/// What the last holder of the lock noted and left behind, in the order in which it can go: staged
/// files, known by a name that only flow gives, and folders that hold nothing else.
fn left(site: &Site) -> Vec<PathBuf> {
    let Ok(root) = site.root.canonicalize() else { return Vec::new() };
    let mut left: Vec<PathBuf> = Vec::new();
    let noted = lock::noted(&site.state);
    let (folders, files): (Vec<_>, Vec<_>) = noted.iter().partition(|path| path.ends_with('/'));
    for path in files.into_iter().chain(folders).map(|path| root.join(path)) {
        let within = folder(&path).canonicalize().is_ok_and(|above| above.starts_with(&root));
        let Ok(found) = path.symlink_metadata() else { continue };
        let ours = match path.read_dir() {
            Ok(mut held) if found.is_dir() => {
                held.all(|held| held.is_ok_and(|held| left.contains(&held.path())))
            }
            _ => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                found.is_file() && nonce_beside(&name).is_some()
            }
        };
        if within && ours && !left.contains(&path) {
            left.push(path);
        }
    }
    left
}

/// Whether anything was left behind.
pub(super) fn is_left(site: &Site) -> bool {
    !left(site).is_empty()
}

/// Removes what an entry staged; what cannot be removed is found again by the note.
pub(super) fn unstage(hands: &Hands, records: &[FileRecord]) {
    for record in records {
        // Where its folder leads elsewhere by now, the staged bytes may be where it stood.
        let root = &hands.site.root;
        let here = || folder(&root.join(&record.path)).join(&record.temporary);
        let _ = hands.site.disk.remove(&temporary(root, record).unwrap_or_else(|_| here()));
    }
}

/// Removes what was left behind. Only for when no entry is pending: a pending one needs what is
/// staged.
pub(super) fn clear(hands: &Hands, lock: &Lock) -> Result<(), ApplyError> {
    let disk = &hands.site.disk;
    for path in left(&hands.site) {
        let gone = if path.is_dir() { disk.remove_dir(&path) } else { disk.remove(&path) };
        gone.map_err(fail(&path.display().to_string()))?;
    }
    // What is gone is gone for good before the note is: after a power cut it would be back.
    let noted = lock::noted(&hands.site.state);
    let paths = noted.iter().map(|path| hands.site.root.join(path));
    let folders: BTreeSet<PathBuf> = paths.map(|path| folder(&path).to_owned()).collect();
    let mut there = folders.iter().filter(|folder| folder.is_dir());
    if there.all(|folder| disk.sync_dir(folder).is_ok()) {
        lock.forget(disk);
    }
    Ok(())
}
