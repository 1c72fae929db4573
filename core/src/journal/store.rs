//! The journal's files.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Entry, Logged, Progress, VERSION};
use crate::digest::sha256;
use crate::fs::{Disk, read_file};

/// How many entries are kept.
const KEPT: u64 = 1000;

/// The journal in a state folder.
#[derive(Clone)]
pub struct Journal {
    folder: PathBuf,
    disk: Disk,
}

/// Why the journal cannot be read or written.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The system says no.
    #[error("the journal at {} cannot be used: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The first line of an entry is not what was written.
    #[error("the journal entry {} is damaged; it is kept as it is", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
    },
    /// The entry may be there or not: the disk failed between writing it and saying so.
    #[error("it is not known whether {} was written: {error}", path.display())]
    Unsure {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The entry was written by a newer flow.
    #[error("the journal entry {} is of version {version}; this flow reads version {VERSION}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u64,
    },
}

impl Journal {
    /// The journal in a state folder, which need not be there yet.
    pub fn new(state: &Path, disk: Disk) -> Self {
        Self { folder: state.join("journal"), disk }
    }

    pub(crate) fn path(&self, seq: u64) -> PathBuf {
        self.folder.join(format!("{seq:08}.jsonl"))
    }

    fn io(path: &Path) -> impl FnOnce(io::Error) -> JournalError {
        let path = path.to_owned();
        move |error| JournalError::Io { path, error }
    }

    /// The numbers of all entries, in order.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn numbers(&self) -> Result<Vec<u64>, JournalError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Self::io(&self.folder)(error)),
        };
        let mut numbers = Vec::new();
        for entry in entries {
            let name = entry.map_err(Self::io(&self.folder))?.file_name();
            let number: Option<u64> =
                name.to_str().and_then(|name| name.strip_suffix(".jsonl")?.parse().ok());
            numbers.extend(number);
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// When it is damaged or of a newer version. Torn records behind the first line are left out:
    /// they were never durable.
    pub fn read(&self, seq: u64) -> Result<Logged, JournalError> {
        let path = self.path(seq);
        let bytes = read_file(&path)
            .and_then(|bytes| bytes.ok_or_else(|| io::ErrorKind::NotFound.into()))
            .map_err(Self::io(&path))?;
        let mut lines = bytes.split(|&byte| byte == b'\n').map(checked);
        let corrupt = || JournalError::Corrupt { path: path.clone() };
        let head = lines.next().flatten().ok_or_else(corrupt)?;
        let version = serde_json::from_slice::<serde_json::Value>(head).ok();
        let version = version.and_then(|value| value["version"].as_u64()).ok_or_else(corrupt)?;
        if version != u64::from(VERSION) {
            return Err(JournalError::Newer { path, version });
        }
        let entry: Entry = serde_json::from_slice(head).map_err(|_| corrupt())?;
        let progress =
            lines.flatten().filter_map(|line| serde_json::from_slice(line).ok()).collect();
        Ok(Logged { entry, progress })
    }

    /// The last entry, where there is one.
    ///
    /// # Errors
    /// As [`Journal::read`].
    pub fn last(&self) -> Result<Option<Logged>, JournalError> {
        self.numbers()?.last().map(|&seq| self.read(seq)).transpose()
    }

    /// Every entry, in order.
    ///
    /// # Errors
    /// As [`Journal::read`].
    pub fn all(&self) -> Result<Vec<Logged>, JournalError> {
        self.numbers()?.into_iter().map(|seq| self.read(seq)).collect()
    }

    /// Writes a new entry, durably: after this returns, the entry is there, whole.
    ///
    /// # Errors
    /// When it cannot be written; nothing is there then, unless it is [`JournalError::Unsure`].
    pub fn write(&self, entry: &Entry) -> Result<(), JournalError> {
        let path = self.path(entry.seq);
        let temporary = self.folder.join(format!(".{:08}.new", entry.seq));
        let ready = self.disk.create_dir_all(&self.folder).and_then(|()| {
            self.disk.remove(&temporary)?;
            self.disk.create(&temporary, &line(entry)?, 0o600)
        });
        ready.map_err(Self::io(&path))?;
        let placed = self.disk.rename(&temporary, &path);
        let Err(error) = placed.and_then(|()| self.disk.sync_dir(&self.folder)) else {
            return Ok(());
        };
        // The name may stand there without being durable. An entry that was told as failed must not
        // be found by the next command.
        let gone = self.disk.remove(&path).and_then(|()| self.disk.remove(&temporary));
        match gone.and_then(|()| self.disk.sync_dir(&self.folder)) {
            Ok(()) => Err(JournalError::Io { path, error }),
            Err(_) => Err(JournalError::Unsure { path, error }),
        }
    }

    /// Records how far an entry got, durably.
    ///
    /// # Errors
    /// When it cannot be written; nothing of it is there then, unless it is [`JournalError::Unsure`].
    pub fn record(&self, seq: u64, progress: &Progress) -> Result<(), JournalError> {
        let path = self.path(seq);
        // A line of its own, even behind a record that was torn.
        let line = line(progress).map(|line| [b"\n".as_slice(), &line].concat());
        let line = line.map_err(Self::io(&path))?;
        let length = path.metadata().map_err(Self::io(&path))?.len();
        let Err(error) = self.disk.append(&path, &line) else { return Ok(()) };
        // A record that was told as failed must not be found by the next command, nor after a power
        // cut: what follows here, and there, depends on it.
        Err(match self.disk.cut_off(&path, length) {
            Ok(()) => JournalError::Io { path, error },
            Err(_) => JournalError::Unsure { path, error },
        })
    }

    /// Forgets the oldest entries but the last thousand.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub fn prune(&self) -> Result<(), JournalError> {
        let numbers = self.numbers()?;
        let last = numbers.last().copied().unwrap_or_default();
        for seq in numbers.into_iter().take_while(|seq| seq + KEPT <= last) {
            let path = self.path(seq);
            self.disk.remove(&path).map_err(Self::io(&path))?;
        }
        Ok(())
    }
}

/// A line with its checksum.
fn line(value: &impl serde::Serialize) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(value)?;
    let mut line = sha256(&json).as_bytes()[..16].to_vec();
    line.push(b' ');
    line.extend(json);
    line.push(b'\n');
    Ok(line)
}

/// The JSON of a line whose checksum is right.
fn checked(line: &[u8]) -> Option<&[u8]> {
    let (sum, json) = line.split_at_checked(17)?;
    (sum[16] == b' ' && sha256(json).as_bytes()[..16] == sum[..16]).then_some(json)
}
