//! Removes what a killed git left behind. git itself refuses to: it does not take such remains for
//! a worktree. Callers have looked at every file and know that it is ours.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use flow_core::fault::Fault;
use flow_core::site::Site;
use git2::Repository;

use crate::program::Git;

/// Removes a worktree's folder and its admin folders: by git where git can, else by hand.
pub(crate) fn remove(site: &Site, folder: &Path, admins: &[PathBuf]) -> Result<(), Fault> {
    if folder.join(".git").is_file() && !admins.is_empty() {
        let args = ["worktree", "remove", "--force", "--force", "--"];
        // What git cannot remove is removed below.
        let _ = Git::changes(site, &site.root).args(args).args([folder]).run();
    }
    // The folder first: while its admin folder is there, the rest is known as ours.
    std::iter::once(folder)
        .chain(admins.iter().map(PathBuf::as_path))
        .try_for_each(|path| gone(site, path))
}

fn gone(site: &Site, folder: &Path) -> Result<(), Fault> {
    site.disk
        .remove_dir_all(folder)
        .map_err(|error| Fault::failed(format!("{} cannot be removed: {error}", folder.display())))
}

/// Removes the folder above, if it is empty.
pub(crate) fn remove_empty_parent(site: &Site, folder: &Path) -> Result<(), Fault> {
    let Some(parent) = folder.parent() else { return Ok(()) };
    match site.disk.remove_dir(parent) {
        Err(error)
            if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty) =>
        {
            let parent = parent.display();
            Err(Fault::failed(format!("{parent} cannot be removed: {error}")))
        }
        _ => Ok(()),
    }
}

/// Removes the locks of a ref transaction of ours that was killed.
///
/// The mark's lock bears our nonce in its name. The branch's lock is ours when the mark or its lock
/// is there, the branch is not, and the lock holds the very id that we were writing, or nothing
/// yet: both refs are made in one transaction, and a git that loses its flow ends with it.
pub(crate) fn unlock(site: &Site, repo: &Repository, mark: &str, branch: &str, id: &str) {
    let (ours, theirs) = (lock(repo, mark), lock(repo, branch));
    let begun = ours.exists() || repo.find_reference(mark).is_ok();
    if begun && is_of(&theirs, id) && repo.find_reference(branch).is_err() {
        remove_file(site, &theirs);
    }
    remove_file(site, &ours);
}

/// Removes the lock of a ref that keeps a branch, where a git was killed that was writing this id there:
/// below `refs/flow` nobody writes but flow.
pub(crate) fn unlock_kept(site: &Site, repo: &Repository, name: &str, id: &str) {
    let ours = lock(repo, name);
    if name.starts_with("refs/flow/") && is_of(&ours, id) {
        remove_file(site, &ours);
    }
}

/// The lock of a ref.
fn lock(repo: &Repository, name: &str) -> PathBuf {
    repo.commondir().join(format!("{name}.lock"))
}

/// Whether a lock holds the id that was being written, or nothing yet.
fn is_of(lock: &Path, id: &str) -> bool {
    let written = std::fs::read_to_string(lock);
    written.is_ok_and(|text| text.trim_end() == id || text.is_empty())
}

/// Removes a file of ours that only a kill leaves behind.
pub(crate) fn remove_file(site: &Site, path: &Path) {
    // Where it cannot be removed, git says so when it meets it.
    let _ = site.disk.remove(path);
}
