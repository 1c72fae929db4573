//! Opens a board's file, and refuses what cannot be one.

use std::io;
use std::path::Path;
use std::sync::Arc;

use thiserror::Error;

use crate::fs::{FileRead, read_regular};
use crate::path::RelPath;

/// The largest board that is read, in bytes (16 MiB).
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Why a file cannot be a board. Nothing has been written then.
#[derive(Debug, Error)]
pub enum OpenError {
    /// There is none.
    #[error("{0} is not there")]
    Missing(RelPath),
    /// It is a folder, a pipe or a device.
    #[error("{0} is no regular file")]
    NotRegular(RelPath),
    /// It is a link, and leads out of the repository.
    #[error("{0} is a link that leads out of the repository")]
    Outside(RelPath),
    /// It is too large.
    #[error("{path} has {bytes} bytes; a board may have at most {MAX_BYTES} (16 MiB)")]
    TooLarge {
        /// The board.
        path: RelPath,
        /// Its size.
        bytes: u64,
    },
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
    /// The system cannot read it.
    #[error("{path} cannot be read: {error}")]
    Io {
        /// The board.
        path: RelPath,
        /// What the system says.
        error: io::Error,
    },
}

/// Opens a board below `root` and reads its text.
///
/// # Errors
/// When it is missing, no regular file, a link out of the repository, over [`MAX_BYTES`] or not
/// UTF-8.
pub fn open(root: &Path, path: &RelPath) -> Result<Arc<str>, OpenError> {
    let full = path.under(root);
    let io = |error| OpenError::Io { path: path.clone(), error };
    match full.canonicalize() {
        Ok(real) if !real.starts_with(root.canonicalize().map_err(io)?) => {
            return Err(OpenError::Outside(path.clone()));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(OpenError::Missing(path.clone()));
        }
        Ok(_) => {}
        Err(error) => return Err(io(error)),
    }
    match read_regular(&full, MAX_BYTES).map_err(io)? {
        FileRead::Missing => Err(OpenError::Missing(path.clone())),
        FileRead::NotRegular => Err(OpenError::NotRegular(path.clone())),
        FileRead::TooLarge(bytes) => Err(OpenError::TooLarge { path: path.clone(), bytes }),
        FileRead::File(bytes, _) => String::from_utf8(bytes).map(Arc::from).map_err(|error| {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = good.iter().filter(|&&b| b == b'\n').count() + 1;
            let column = good.iter().rev().take_while(|&&b| b != b'\n').count() + 1;
            OpenError::NotUtf8 { path: path.clone(), line, column }
        }),
    }
}

/// The first line, counted from 1, that a merge left as a conflict marker.
pub fn conflict_marker(text: &str) -> Option<usize> {
    let marker = |line: &str| {
        ["<<<<<<<", ">>>>>>>", "|||||||"].iter().any(|mark| {
            line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    };
    text.lines().position(|line| marker(line.trim_end_matches('\r'))).map(|at| at + 1)
}
