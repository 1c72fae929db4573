//! Opens a board's file, and refuses what cannot be one.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use thiserror::Error;

use crate::path::RelPath;
use crate::within::{self, Astray, Root};
use crate::workflow::TaskFiles;

/// Why a file cannot be a board. Nothing has been written then.
#[derive(Debug, Error)]
pub enum OpenError {
    /// There is none.
    #[error("{0} is not there")]
    Missing(RelPath),
    /// It is no file of the repository.
    #[error(transparent)]
    Astray(#[from] Astray),
    /// It is not UTF-8.
    #[error("{path}:{line}: byte {column} of the line is not UTF-8")]
    NotUtf8 {
        /// The board.
        path: RelPath,
        /// Where, counted from 1.
        line: usize,
        /// The byte within the line, counted from 1.
        column: usize,
    },
}

/// Opens a board below `root` and reads its text.
///
/// # Errors
/// When it is missing, no file within the repository or not UTF-8.
pub fn open(root: &Path, path: &RelPath) -> Result<Arc<str>, OpenError> {
    open_in(&Root::open(root), path)
}

/// The same, where many are opened.
pub(crate) fn open_in(root: &Root<'_>, path: &RelPath) -> Result<Arc<str>, OpenError> {
    let bytes = root.read(path)?.ok_or_else(|| OpenError::Missing(path.clone()))?;
    String::from_utf8(bytes).map(Arc::from).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|&&b| b == b'\n').count() + 1;
        let column = good.iter().rev().take_while(|&&b| b != b'\n').count() + 1;
        OpenError::NotUtf8 { path: path.clone(), line, column }
    })
}

/// The files of a folder that hold a task each, in the order of their names. None where there is no such
/// folder: git keeps no empty one.
///
/// # Errors
/// When the folder leads out of the repository or cannot be read.
pub fn list_files(root: &Path, files: &TaskFiles) -> Result<Vec<RelPath>, OpenError> {
    let folder = &files.folder;
    let io = |error| Astray::Io { path: folder.clone(), error };
    let entries = match std::fs::read_dir(within::resolve(root, folder)?) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io(error).into()),
    };
    let mut paths = Vec::new();
    let mut path = format!("{folder}/");
    let above = path.len();
    for entry in entries {
        let entry = entry.map_err(io)?;
        // A name that is no text, or has control characters, is none that a workflow could mean.
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| files.named(name).is_some()) else { continue };
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        path.truncate(above);
        path.push_str(name);
        paths.extend(RelPath::new(&path).ok().filter(|_| !is_folder));
    }
    paths.sort_unstable();
    Ok(paths)
}

/// The first line, counted from 1, that a merge left as a conflict marker.
pub fn conflict_marker(text: &str) -> Option<usize> {
    let marker = |line: &str| {
        ["<<<<<<<", ">>>>>>>", "|||||||"].iter().any(|mark| {
            let rest = line.strip_prefix(mark);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r', '\n']))
        })
    };
    let bytes = text.as_bytes();
    let starts_line = |at: &usize| *at == 0 || bytes[at - 1] == b'\n';
    let mut marks = memchr::memchr3_iter(b'<', b'>', b'|', bytes).filter(starts_line);
    let at = marks.find(|&at| marker(&text[at..]))?;
    Some(memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1)
}
