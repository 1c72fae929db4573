//! The lock that all worktrees of a repository share.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::fs::Disk;

/// How long another flow may hold the lock before this one gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The lock, held. The system releases it when the process ends, however it ends; the file stays, so
/// that no two processes can hold different files of the same name.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock in a state folder. `None` where another flow holds it for 30 seconds: it is
    /// never taken from it.
    ///
    /// # Errors
    /// When the lock's file cannot be opened.
    pub fn acquire(disk: &Disk, state: &Path) -> io::Result<Option<Self>> {
        disk.create_dir_all(state)?;
        let file = disk.lock_file(&state.join("lock"))?;
        let begun = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self { _file: file })),
                Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => return Ok(None),
                Err(TryLockError::WouldBlock) => std::thread::sleep(pause),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }
}
