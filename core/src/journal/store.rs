//! The journal's files.

use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, RawDir, open};
use rustix::io::Errno;
use serde::Deserialize;
use thiserror::Error;

use super::record::{checked, is_torn, line};
use super::{Entry, Logged, Progress, VERSION};
use crate::fs::{Disk, FileRead, read_regular, written};

/// How many entries are kept.
const KEPT: u64 = 1000;
/// The largest entry that is read, in bytes.
const LARGEST: u64 = 1 << 28;

/// How many bytes of names are read at once.
const NAMES: usize = 32 * 1024;

/// How many digits a name has at least, zeros before the number included.
const DIGITS: usize = 8;
/// What the names end with: of entries, of those that were set aside, of those that are being written.
const ENTRY: &str = ".jsonl";
const ASIDE: &str = ".damaged";
const BEGUN: &str = ".new";

/// The journal in a state folder.
#[derive(Clone)]
pub struct Journal {
    folder: PathBuf,
    disk: Disk,
}

/// What every entry says first, whatever else it says.
#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

/// Everything that the journal holds, in order.
#[derive(Debug, Default)]
pub struct Pages {
    /// The entries that can be read.
    pub entries: Vec<Logged>,
    /// The others, each by its number, with what is wrong. They are kept as they are.
    pub unreadable: Vec<(u64, JournalError)>,
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
    /// A line of an entry is not what was written.
    #[error("the journal entry {} is damaged; it is kept as it is", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Whether a record that is whole says that nothing of it is left to do.
        settled: bool,
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

    /// The file of an entry.
    pub fn path(&self, seq: u64) -> PathBuf {
        self.folder.join(format!("{seq:0DIGITS$}{ENTRY}"))
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
        self.named("", ENTRY)
    }

    /// The number of the next entry. That of one that was set aside is not given again.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn next(&self) -> Result<u64, JournalError> {
        let mut last = 0;
        self.each_name(|name| {
            let taken = [ENTRY, ASIDE].iter().find_map(|ending| name.strip_suffix(ending));
            last = last.max(taken.and_then(number).unwrap_or_default());
        })?;
        last.checked_add(1).ok_or_else(|| {
            let error = io::Error::other("no number is left for another entry");
            Self::io(&self.path(last))(error)
        })
    }

    /// The numbers of the files that are named so, in order.
    fn named(&self, lead: &str, ending: &str) -> Result<Vec<u64>, JournalError> {
        let mut numbers = Vec::new();
        self.each_name(|name| {
            let middle = name.strip_prefix(lead).and_then(|rest| rest.strip_suffix(ending));
            numbers.extend(middle.and_then(number));
        })?;
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Each command goes through the folder several times, so no name is copied.
    fn each_name(&self, mut see: impl FnMut(&str)) -> Result<(), JournalError> {
        let failed = |error: Errno| Self::io(&self.folder)(error.into());
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = match open(&self.folder, flags, Mode::empty()) {
            Ok(folder) => folder,
            Err(Errno::NOENT) => return Ok(()),
            Err(error) => return Err(failed(error)),
        };
        let mut names = Vec::with_capacity(NAMES);
        let mut entries = RawDir::new(folder, names.spare_capacity_mut());
        while let Some(entry) = entries.next() {
            let entry = entry.map_err(failed)?;
            entry.file_name().to_str().into_iter().for_each(&mut see);
        }
        Ok(())
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// When it is damaged or of a newer version. Torn records behind the first line are left out:
    /// they were never durable.
    pub fn read(&self, seq: u64) -> Result<Logged, JournalError> {
        let path = self.path(seq);
        let bytes = match read_regular(&path, LARGEST) {
            Ok(FileRead::File(bytes, _)) => Ok(bytes),
            Ok(FileRead::Missing) => Err(io::ErrorKind::NotFound.into()),
            // No flow has written it; a pipe would have us wait for ever.
            Ok(FileRead::NotRegular | FileRead::TooLarge(_)) => {
                return Err(JournalError::Corrupt { path, settled: false });
            }
            Err(error) => Err(error),
        };
        let bytes = bytes.map_err(Self::io(&path))?;
        Self::parse(&path, seq, &bytes)
    }

    /// Reads the entry of a number from the bytes of its file; `path` is how errors call it.
    ///
    /// # Errors
    /// As [`Journal::read`].
    pub fn parse(path: &Path, seq: u64, bytes: &[u8]) -> Result<Logged, JournalError> {
        let corrupt = || JournalError::Corrupt { path: path.to_owned(), settled: settled(bytes) };
        let mut lines = bytes.split(|&byte| byte == b'\n');
        let head = lines.next().and_then(checked).ok_or_else(corrupt)?;
        let Versioned { version } = serde_json::from_slice(head).map_err(|_| corrupt())?;
        if version != u64::from(VERSION) {
            return Err(JournalError::Newer { path: path.to_owned(), version });
        }
        let entry: Entry = serde_json::from_slice(head).map_err(|_| corrupt())?;
        if entry.seq != seq {
            return Err(corrupt());
        }
        let mut logged = Logged { entry, progress: Vec::new() };
        let mut whole = true;
        for line in lines.filter(|line| !line.is_empty()) {
            match record(line) {
                Some(progress) => logged.progress.push(progress),
                None => whole &= is_torn(line),
            }
        }
        // Of a settled entry nothing depends on its other records. Of any other, the one that was
        // damaged may be that which decides.
        if whole || logged.is_settled() { Ok(logged) } else { Err(corrupt()) }
    }

    /// The last entry, where there is one.
    ///
    /// # Errors
    /// As [`Journal::read`].
    pub fn last(&self) -> Result<Option<Logged>, JournalError> {
        self.numbers()?.last().map(|&seq| self.read(seq)).transpose()
    }

    /// Every entry, in order. One that cannot be read keeps none of the others from being read.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn all(&self) -> Result<Pages, JournalError> {
        self.after(0)
    }

    /// Every entry with a higher number, in order.
    ///
    /// # Errors
    /// As [`Journal::all`].
    pub fn after(&self, seq: u64) -> Result<Pages, JournalError> {
        let mut pages = Pages::default();
        for seq in self.numbers()?.into_iter().filter(|&number| number > seq) {
            match self.read(seq) {
                Ok(logged) => pages.entries.push(logged),
                // Another flow has pruned it meanwhile.
                Err(JournalError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => pages.unreadable.push((seq, error)),
            }
        }
        Ok(pages)
    }

    /// Files of entries that were begun and never took their place.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn begun(&self) -> Result<Vec<PathBuf>, JournalError> {
        let name = |seq: u64| self.folder.join(format!(".{seq:0DIGITS$}{BEGUN}"));
        let hidden = self.named(".", BEGUN)?.into_iter().map(name);
        Ok(hidden.collect())
    }

    /// Sets an entry aside, for a person to look at: it is kept beside the others, and no longer
    /// one of them. Gives its new name.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn set_aside(&self, seq: u64) -> Result<PathBuf, JournalError> {
        let (from, to) = (self.path(seq), self.aside(seq));
        let moved = self.disk.rename_new(&from, &to).and_then(|moved| match moved {
            true => self.disk.sync_dir(&self.folder),
            false => Err(io::ErrorKind::AlreadyExists.into()),
        });
        moved.map_err(Self::io(&from)).map(|()| to)
    }

    /// Where an entry is set aside.
    pub fn aside(&self, seq: u64) -> PathBuf {
        self.folder.join(format!("{seq:0DIGITS$}{ASIDE}"))
    }

    /// Writes a new entry, durably: after this returns, the entry is there, whole.
    ///
    /// # Errors
    /// When it cannot be written; nothing is there then, unless it is [`JournalError::Unsure`].
    pub fn write(&self, entry: &Entry) -> Result<(), JournalError> {
        let path = self.path(entry.seq);
        let temporary = self.folder.join(format!(".{:0DIGITS$}{BEGUN}", entry.seq));
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

    /// Forgets the oldest entries but the last thousand, `last` being the newest.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub fn prune(&self, last: u64) -> Result<(), JournalError> {
        // As one comes, one goes: where that one is not there, no folder need be looked through.
        let oldest = last.checked_sub(KEPT).filter(|&seq| self.path(seq).exists());
        let numbers = oldest.map_or_else(|| Ok(Vec::new()), |_| self.numbers())?;
        for seq in numbers.into_iter().take_while(|seq| seq.saturating_add(KEPT) <= last) {
            let path = self.path(seq);
            self.disk.remove(&path).map_err(Self::io(&path))?;
        }
        Ok(())
    }
}

/// The number that a file's name is made of. No other spelling of it is a name that flow gives.
fn number(name: &str) -> Option<u64> {
    let plain = name.bytes().all(|byte| byte.is_ascii_digit());
    let own = plain && (name.len() == DIGITS || name.len() > DIGITS && !name.starts_with('0'));
    own.then(|| name.parse().ok()).flatten()
}

/// A whole record. One that lacks no more than its end says what it says: what it tells of was done
/// before it was written.
fn record(line: &[u8]) -> Option<Progress> {
    serde_json::from_slice(checked(written(line))?).ok()
}

/// Whether a whole record says that nothing is left to do, whatever else is damaged.
fn settled(bytes: &[u8]) -> bool {
    let records = bytes.split(|&byte| byte == b'\n').skip(1).filter_map(record);
    let ends = |p: &Progress| matches!(p, Progress::Done | Progress::RolledBack { .. });
    records.into_iter().any(|progress| ends(&progress))
}
