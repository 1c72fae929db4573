//! Files. Every write that flow makes passes through [`Fs`], so that faults, kills and power loss can
//! be played at each of them.

use std::io;
use std::path::Path;

/// Reads a whole file; `None` where there is none.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_file(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
