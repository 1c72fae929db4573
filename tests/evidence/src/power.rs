//! Power cuts: what a disk may hold after one, made from what was done before it.
//!
//! A run is recorded act by act. A cut comes at any moment of it, and what the disk then holds is
//! built on the repository as it stood before the run:
//!
//! - **Bytes** of a file are there for certain once it was synced. What was written since is there,
//!   gone, or torn: a beginning of it is there, and behind it zeros, or the file's end.
//! - **Names** are there for certain once their folder was synced. A file that is made or removed, a
//!   rename, a second name, an exchange, a folder: each that was not synced is there or is not, whole.
//!   Either any of them, whatever the order, or, folder by folder, those up to some moment.
//! - **A sync that fails** has told all there is to know: what was not durable then may be lost, and a
//!   later sync of the same file or folder that succeeds says nothing about it.
//!
//! Stricter than most disks: syncing a new file does not make its name durable, and the names of one
//! folder come in any order. Milder than some: an act on names is never half there, what was durable
//! stays so, and no byte is there that nobody wrote, zeros apart. What git writes passes no boundary
//! of ours (flow has git sync it, by `core.fsync`), so only transitions without git's help are played.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::record::{Done, Recorded};

/// What a cut leaves of what is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaves {
    /// None of it.
    None,
    /// All of it.
    All,
    /// Of each folder's names those up to some moment.
    UpTo,
    /// Anything.
    Any,
}

/// How certain it is that something is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Durable,
    Pending,
    /// A sync that was to make it durable has failed.
    Lost,
}

impl State {
    fn sync(&mut self, succeeded: bool) {
        if *self == Self::Pending {
            *self = if succeeded { Self::Durable } else { Self::Lost };
        }
    }
}

/// A file, whatever its names.
#[derive(Debug)]
struct File {
    changes: Vec<(Change, State)>,
    /// Its length now.
    length: usize,
}

/// What is done to a file.
#[derive(Debug)]
enum Change {
    /// From this place on it holds these bytes.
    Bytes(usize, Vec<u8>),
    /// It holds no more than that.
    Length(usize),
    Mode(u32),
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Nothing,
    File(usize),
    Folder,
}

/// An act on names: it is there or is not, whole.
#[derive(Debug)]
struct Naming {
    sets: Vec<(PathBuf, Entry)>,
    /// The folders that it changes.
    folders: Vec<(PathBuf, State)>,
}

/// A disk, as far as a run has touched it.
#[derive(Debug, Default)]
pub struct Disk {
    files: Vec<File>,
    /// Files that were there before the run.
    began: BTreeMap<PathBuf, Entry>,
    /// What each name stands for now.
    now: BTreeMap<PathBuf, Entry>,
    namings: Vec<Naming>,
}

impl Disk {
    /// The disk after these acts, on files as they stand before them.
    ///
    /// # Errors
    /// Where an act cannot be replayed.
    pub fn after(acts: &[Recorded]) -> Result<Self, String> {
        let mut disk = Self::default();
        acts.iter().try_for_each(|act| disk.act(&act.done))?;
        Ok(disk)
    }

    fn act(&mut self, done: &Done) -> Result<(), String> {
        match done {
            Done::Create(path, mode) => {
                let file = self.new_file(&[], *mode, State::Pending);
                self.name([(path.clone(), file)]);
            }
            Done::OpenLock(path) => {
                if self.at(path).is_err() {
                    let file = self.new_file(&[], 0o644, State::Pending);
                    self.name([(path.clone(), file)]);
                }
            }
            Done::Write(path, bytes) => {
                let file = self.file(path)?;
                file.changes.push((Change::Bytes(file.length, bytes.clone()), State::Pending));
                file.length += bytes.len();
            }
            Done::Truncate(path, length) => {
                let file = self.file(path)?;
                file.length = usize::try_from(*length).unwrap_or(usize::MAX);
                file.changes.push((Change::Length(file.length), State::Pending));
            }
            Done::SetMode(path, mode) => {
                self.file(path)?.changes.push((Change::Mode(*mode), State::Pending));
            }
            Done::Sync(path, succeeded) => {
                let changes = &mut self.file(path)?.changes;
                changes.iter_mut().for_each(|(_, state)| state.sync(*succeeded));
            }
            Done::Rename(from, to) => {
                let what = self.at(from)?;
                self.name([(from.clone(), Entry::Nothing), (to.clone(), what)]);
            }
            Done::Link(from, to) => {
                let what = self.at(from)?;
                self.name([(to.clone(), what)]);
            }
            Done::Exchange(one, other) => {
                let (first, second) = (self.at(one)?, self.at(other)?);
                self.name([(one.clone(), second), (other.clone(), first)]);
            }
            Done::Remove(path) => {
                self.at(path)?;
                self.name([(path.clone(), Entry::Nothing)]);
            }
            Done::MakeDir(path) => self.name([(path.clone(), Entry::Folder)]),
            Done::RemoveDir(path) => self.name([(path.clone(), Entry::Nothing)]),
            Done::SyncDir(folder, succeeded) => {
                let all = self.namings.iter_mut().flat_map(|naming| &mut naming.folders);
                let here = all.filter(|(path, _)| path == folder);
                here.for_each(|(_, state)| state.sync(*succeeded));
            }
            Done::Other(what) => return Err(format!("cannot be replayed: {what}")),
        }
        Ok(())
    }

    fn new_file(&mut self, bytes: &[u8], mode: u32, state: State) -> Entry {
        let changes = vec![(Change::Mode(mode), state), (Change::Bytes(0, bytes.to_vec()), state)];
        self.files.push(File { changes, length: bytes.len() });
        Entry::File(self.files.len() - 1)
    }

    fn name<const N: usize>(&mut self, sets: [(PathBuf, Entry); N]) {
        let mut folders: Vec<(PathBuf, State)> = Vec::new();
        for (path, entry) in &sets {
            // What it replaces may come back. Nothing stands there where it cannot be read.
            let _ = self.at(path);
            self.now.insert(path.clone(), *entry);
            let folder = path.parent().unwrap_or(path).to_owned();
            if folders.iter().all(|(known, _)| *known != folder) {
                folders.push((folder, State::Pending));
            }
        }
        self.namings.push(Naming { sets: sets.into(), folders });
    }

    /// What a name stands for; a file that was there before the run is read when it is met.
    fn at(&mut self, path: &Path) -> Result<Entry, String> {
        if let Some(entry) = self.now.get(path) {
            return Ok(*entry);
        }
        let cannot = |error: std::io::Error| format!("{}: {error}", path.display());
        let found = path.symlink_metadata().map_err(cannot)?;
        let entry = if found.is_dir() {
            Entry::Folder
        } else {
            let bytes = std::fs::read(path).map_err(cannot)?;
            self.new_file(&bytes, found.permissions().mode() & 0o7777, State::Durable)
        };
        self.now.insert(path.to_owned(), entry);
        self.began.insert(path.to_owned(), entry);
        Ok(entry)
    }

    fn file(&mut self, path: &Path) -> Result<&mut File, String> {
        match self.at(path)? {
            Entry::File(index) => Ok(&mut self.files[index]),
            entry => Err(format!("{} is no file: {entry:?}", path.display())),
        }
    }

    /// Cuts the power: the files and names get what the disk may hold now.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn cut(self, random: &mut fastrand::Rng) -> Result<(), String> {
        let pick = |random: &mut fastrand::Rng| match random.u8(..8) {
            0 => Leaves::None,
            1 => Leaves::All,
            2..=4 => Leaves::UpTo,
            _ => Leaves::Any,
        };
        let (names, bytes) = (pick(random), pick(random));
        let mut left = self.began.clone();
        let mut moments: BTreeMap<&Path, usize> = BTreeMap::new();
        for (nth, naming) in self.namings.iter().enumerate() {
            let certain = naming.folders.iter().all(|(_, state)| *state == State::Durable);
            let all = self.namings.len();
            let stays = certain
                || match names {
                    Leaves::None => false,
                    Leaves::All => true,
                    Leaves::Any => random.bool(),
                    Leaves::UpTo => naming.folders.iter().all(|(folder, _)| {
                        nth < *moments.entry(folder).or_insert_with(|| random.usize(..=all))
                    }),
                };
            if stays {
                left.extend(naming.sets.iter().cloned());
            }
        }
        for naming in &self.namings {
            for (path, _) in &naming.sets {
                left.entry(path.clone()).or_insert(Entry::Nothing);
            }
        }
        // A folder's name comes before those in it; what is in a folder that is not there is lost.
        // Two names of a file stay two names of it.
        let mut names_of: BTreeMap<usize, &Path> = BTreeMap::new();
        for (path, entry) in &left {
            let written = match entry {
                Entry::Nothing => clear(path),
                Entry::Folder => match std::fs::create_dir(path) {
                    Err(_) if path.is_dir() || !above(path) => Ok(()),
                    made => made,
                },
                Entry::File(_) if !above(path) => Ok(()),
                Entry::File(index) if let Some(first) = names_of.get(index) => {
                    clear(path).and_then(|()| std::fs::hard_link(first, path))
                }
                Entry::File(index) => {
                    names_of.insert(*index, path);
                    let (bytes, mode) = self.files[*index].left(bytes, random);
                    clear(path).and_then(|()| std::fs::write(path, bytes)).and_then(|()| {
                        std::fs::set_permissions(path, PermissionsExt::from_mode(mode))
                    })
                }
            };
            written.map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(())
    }
}

fn above(path: &Path) -> bool {
    path.parent().is_some_and(Path::is_dir)
}

/// Takes a name away, with what a folder holds.
fn clear(path: &Path) -> std::io::Result<()> {
    match path.symlink_metadata() {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
        Err(_) => Ok(()),
    }
}

impl File {
    /// What a cut leaves of it.
    fn left(&self, leaves: Leaves, random: &mut fastrand::Rng) -> (Vec<u8>, u32) {
        let (mut bytes, mut mode) = (Vec::new(), 0o600);
        // Up to here it is more than zeros, or certain.
        let mut written = 0;
        for (nth, (change, state)) in self.changes.iter().enumerate() {
            let certain = *state == State::Durable || leaves == Leaves::All;
            // How much of this many bytes is there; of one, whether.
            let mut stays = |all: usize| match leaves {
                _ if certain => all,
                Leaves::None => 0,
                _ => random.usize(..=all),
            };
            match change {
                Change::Bytes(from, new) => {
                    let stays = stays(new.len());
                    let upto = from + stays;
                    bytes.resize(bytes.len().max(from + new.len()), 0);
                    bytes[*from..upto].copy_from_slice(&new[..stays]);
                    if stays > 0 {
                        written = written.max(upto);
                    }
                }
                Change::Length(length) if stays(1) == 1 => {
                    bytes.truncate(*length);
                    written = written.min(*length);
                }
                Change::Mode(new) if nth == 0 || stays(1) == 1 => mode = *new,
                Change::Length(_) | Change::Mode(_) => {}
            }
        }
        if leaves == Leaves::None || random.bool() {
            bytes.truncate(written);
        }
        (bytes, mode)
    }
}
