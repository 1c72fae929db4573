//! The lock that all worktrees of a repository share.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::fs::Disk;
use crate::watch::Watch;

/// How long another flow may hold the lock before this one gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The lock, held. The system releases it when the process ends, however it ends; the file stays, so
/// that no two processes can hold different files of the same name.
#[derive(Debug)]
pub struct Lock {
    _file: File,
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
        let path = state.join("lock");
        let opened = disk.create_dir_all(state).and_then(|()| disk.lock_file(&path));
        let file = opened.map_err(|error| LockError::Io { path: path.clone(), error })?;
        let begun = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if watch.interrupted() {
                return Err(LockError::Interrupted);
            }
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
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
        let file = File::open(state.join("lock"));
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}
