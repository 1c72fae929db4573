//! The lock that all worktrees of a repository share, and what its last holder noted in it.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::fs::{Disk, FileRead, read_regular};
use crate::watch::Watch;

/// How long another flow may hold the lock before this one gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often one who waits looks whether the user has interrupted.
const GLANCE: Duration = Duration::from_millis(20);

/// The longest note that is read, in bytes.
const NOTE: u64 = 1 << 20;

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
        Self::acquire_within(disk, state, watch, PATIENCE)
    }

    fn acquire_within(
        disk: &Disk,
        state: &Path,
        watch: &dyn Watch,
        patience: Duration,
    ) -> Result<Self, LockError> {
        let path = path(state);
        let opened = disk.create_dir_all(state).and_then(|()| disk.lock_file(&path));
        let file = opened.map_err(|error| LockError::Io { path: path.clone(), error })?;
        match file.try_lock() {
            Ok(()) => return Ok(Self { file, path }),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(LockError::Io { path, error }),
        }
        // Who asks again and again is overtaken by whoever comes at the right instant; so one waits
        // in the system's own queue, on a thread beside the one that looks after the user.
        let (sender, granted) = mpsc::channel();
        let wait = move || {
            let locked = loop {
                match file.lock() {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    locked => break locked,
                }
            };
            // Where nobody waits any more, the file is closed, and the lock is free again.
            let _ = sender.send(locked.map(|()| file));
        };
        let waits = std::thread::Builder::new().spawn(wait);
        waits.map_err(|error| LockError::Io { path: path.clone(), error })?;
        let begun = Instant::now();
        loop {
            match granted.recv_timeout(GLANCE) {
                Ok(Ok(file)) => return Ok(Self { file, path }),
                Ok(Err(error)) => return Err(LockError::Io { path, error }),
                Err(_) if watch.interrupted() => return Err(LockError::Interrupted),
                Err(_) if begun.elapsed() > patience => return Err(LockError::Held),
                Err(_) => {}
            }
        }
    }

    /// Whether a flow holds the lock in a state folder just now.
    pub fn is_held(state: &Path) -> bool {
        let path = path(state);
        if !path.symlink_metadata().is_ok_and(|found| found.is_file()) {
            return false;
        }
        File::open(path)
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
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
    match read_regular(&path(state), NOTE) {
        Ok(FileRead::File(bytes, _)) => serde_json::from_slice(&bytes).unwrap_or_default(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Unwatched;

    const MOMENT: Duration = Duration::from_millis(60);

    fn acquire(state: &Path) -> Result<Lock, LockError> {
        Lock::acquire_within(&Disk::default(), state, &Unwatched, MOMENT)
    }

    #[test]
    fn a_live_lock_is_never_taken_and_one_that_nobody_holds_never_blocks() {
        let folder = tempfile::tempdir().expect("a folder");
        let held = acquire(folder.path()).expect("free");
        assert!(matches!(acquire(folder.path()), Err(LockError::Held)));
        assert!(Lock::is_held(folder.path()));
        // What a holder that was killed had noted stays, and is in nobody's way.
        held.note(&Disk::default(), &["x".into()]).expect("noted");
        drop(held);
        drop(acquire(folder.path()).expect("free again, whoever had given up on it"));
    }

    #[test]
    fn those_who_wait_get_it_one_after_the_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    let disk = Disk::default();
                    let lock = Lock::acquire(&disk, folder.path(), &Unwatched).expect("a turn");
                    let before = inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    assert_eq!(before, 0);
                    std::thread::yield_now();
                    inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                    drop(lock);
                });
            }
        });
    }

    #[expect(clippy::disallowed_methods, reason = "a test plays what others leave")]
    #[test]
    fn what_is_no_file_is_no_lock_and_a_link_is_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        let outside = folder.path().join("outside");
        std::fs::create_dir(&state).expect("made");
        std::os::unix::fs::symlink(&outside, path(&state)).expect("linked");
        assert!(matches!(acquire(&state), Err(LockError::Io { .. })));
        assert!(!outside.exists());
        std::fs::remove_file(path(&state)).expect("removed");
        std::fs::create_dir(path(&state)).expect("made");
        assert!(matches!(acquire(&state), Err(LockError::Io { .. })));
        std::fs::remove_dir(path(&state)).expect("removed");
        let (fifo, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR);
        rustix::fs::mknodat(rustix::fs::CWD, path(&state), fifo, mode, 0).expect("a pipe");
        assert!(matches!(acquire(&state), Err(LockError::Io { .. })));
        assert!(noted(&state).is_empty() && !Lock::is_held(&state));
    }
}
