//! Opens a board's file, and refuses what cannot be one.

use std::path::Path;
use std::sync::Arc;

use thiserror::Error;

use crate::path::RelPath;
use crate::within::{self, Astray};

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
    let bytes = within::read(root, path)?.ok_or_else(|| OpenError::Missing(path.clone()))?;
    String::from_utf8(bytes).map(Arc::from).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|&&b| b == b'\n').count() + 1;
        let column = good.iter().rev().take_while(|&&b| b != b'\n').count() + 1;
        OpenError::NotUtf8 { path: path.clone(), line, column }
    })
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
