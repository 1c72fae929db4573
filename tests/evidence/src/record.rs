//! What a flow did to the disk, act by act, written down as it is done.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flow_core::fs::Act;
use serde::{Deserialize, Serialize};

/// An act that was done, or a sync that failed, and the number of the boundary behind it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recorded {
    /// The boundary.
    pub number: usize,
    /// What was done.
    pub done: Done,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    /// A file was made.
    Create(PathBuf, u32),
    /// Bytes were added at its end.
    Write(PathBuf, Vec<u8>),
    /// It was cut off behind that many bytes.
    Truncate(PathBuf, u64),
    /// It got a mode.
    SetMode(PathBuf, u32),
    /// Its bytes were made durable; or `false`: that failed.
    Sync(PathBuf, bool),
    /// A name moved.
    Rename(PathBuf, PathBuf),
    /// A file got a second name.
    Link(PathBuf, PathBuf),
    /// Two names were exchanged.
    Exchange(PathBuf, PathBuf),
    /// A name went.
    Remove(PathBuf),
    /// A folder was made.
    MakeDir(PathBuf),
    /// An empty folder went.
    RemoveDir(PathBuf),
    /// The names in a folder were made durable; or `false`: that failed.
    SyncDir(PathBuf, bool),
    /// A lock's file was opened, and made where there was none.
    OpenLock(PathBuf),
    /// Something that cannot be replayed: a program ran, a whole folder went.
    Other(String),
}

impl Done {
    /// What an act has done; nothing where it failed, unless it is a sync.
    fn of(act: &Act<'_>, done: Result<usize, &io::Error>) -> Option<Self> {
        let own = Path::to_owned;
        match (act, done) {
            (Act::Sync { path }, done) => return Some(Self::Sync(own(path), done.is_ok())),
            (Act::SyncDir { path }, done) => return Some(Self::SyncDir(own(path), done.is_ok())),
            (_, Err(_)) => return None,
            _ => {}
        }
        Some(match act {
            Act::Create { path, mode } => Self::Create(own(path), *mode),
            Act::Write { path, bytes } => {
                Self::Write(own(path), bytes[..done.unwrap_or_default()].to_vec())
            }
            Act::Truncate { path, length } => Self::Truncate(own(path), *length),
            Act::SetMode { path, mode } => Self::SetMode(own(path), *mode),
            Act::Rename { from, to } => Self::Rename(own(from), own(to)),
            Act::Link { from, to } => Self::Link(own(from), own(to)),
            Act::Exchange { one, other } => Self::Exchange(own(one), own(other)),
            Act::Remove { path } => Self::Remove(own(path)),
            Act::MakeDir { path } => Self::MakeDir(own(path)),
            Act::RemoveDir { path } => Self::RemoveDir(own(path)),
            Act::OpenLock { path } => Self::OpenLock(own(path)),
            act => Self::Other(format!("{act:?}")),
        })
    }
}

impl Recorded {
    /// Writes down what an act has done.
    pub fn keep(to: &Path, number: usize, act: &Act<'_>, done: Result<usize, &io::Error>) {
        let Some(done) = Done::of(act, done) else { return };
        let Ok(mut line) = serde_json::to_vec(&Self { number, done }) else { return };
        line.push(b'\n');
        if let Ok(mut file) = OpenOptions::new().create(true).append(true).open(to) {
            let _ = file.write_all(&line);
        }
    }

    /// Reads what was written down.
    ///
    /// # Errors
    /// Where a line is none.
    pub fn read(from: &Path) -> Result<Vec<Self>, String> {
        let text = std::fs::read_to_string(from).unwrap_or_default();
        let lines = text.lines().map(serde_json::from_str).collect::<Result<_, _>>();
        lines.map_err(|error| format!("{}: {error}", from.display()))
    }
}
