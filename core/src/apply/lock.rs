//! The lock that all worktrees of a repository share, and what its last holder noted in it.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::fs::{Disk, read_file};
use crate::watch::Watch;

/// How long another flow may hold the lock before this one gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The lock, held. The system releases it when the process ends, however it ends; the file stays, so
/// that no two processes can hold different files of the same name.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

/// The lock's file in a state folder.
fn path(state: &Path) -> PathBuf {
    state.join("lock")
}

/// Why there is no lock. Nothing has been changed.
#[derive(Debug, Error)]
pub enum LockError {
    /// Another flow holds it, and did so for 30 seconds: it is never taken from it.
    #[error("another flow has held the lock for 30 seconds")]
    Held,
    /// The user has asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// Its file cannot be opened.
    #[error("{} cannot be locked: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl Lock {
    /// Waits for the lock in a state folder, for as long as the user does not interrupt.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn acquire(disk: &Disk, state: &Path, watch: &dyn Watch) -> Result<Self, LockError> {
        let path = path(state);
        let opened = disk.create_dir_all(state).and_then(|()| disk.lock_file(&path));
        let file = opened.map_err(|error| LockError::Io { path: path.clone(), error })?;
        let begun = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if watch.interrupted() {
                return Err(LockError::Interrupted);
            }
            match file.try_lock() {
                Ok(()) => return Ok(Self { file, path }),
                Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => {
                    return Err(LockError::Held);
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(pause),
                Err(TryLockError::Error(error)) => return Err(LockError::Io { path, error }),
            }
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    /// Whether a flow holds the lock in a state folder just now.
    pub fn is_held(state: &Path) -> bool {
        let file = File::open(path(state));
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Notes in the lock's file, durably, which files its holder is about to lay beside others: until
    /// there is a journal entry, nothing else tells whose they are.
    pub(super) fn note(&self, disk: &Disk, files: &[String]) -> io::Result<()> {
        disk.overwrite(&self.file, &self.path, &serde_json::to_vec(files)?)
    }

    /// Takes the note away once it is of no use; one that stays on tells of files that are gone.
    pub(super) fn forget(&self, disk: &Disk) {
        if self.file.metadata().is_ok_and(|found| found.len() > 0) {
            let _ = disk.truncate(&self.file, &self.path);
        }
    }
}

/// What the last holder of the lock in a state folder noted. A note that is torn is none: nothing
/// was laid beside anything then.
pub(super) fn noted(state: &Path) -> Vec<String> {
    let bytes = read_file(&path(state)).ok().flatten().unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}
