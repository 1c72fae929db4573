//! Reading, with bounds: what stands at a path may be anything.

use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Reads a whole file, which may be a link to one; `None` where there is none.
///
/// # Errors
/// When it is there and cannot be read, or is no file.
pub fn read_file(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match read_regular(path, u64::from(u32::MAX))? {
        FileRead::File(bytes, _) => Ok(Some(bytes)),
        FileRead::Missing => Ok(None),
        FileRead::NotRegular => Err(io::Error::other("it is no regular file")),
        FileRead::TooLarge(_) => Err(io::ErrorKind::FileTooLarge.into()),
    }
}

/// What stands where a regular file was expected.
#[derive(Debug)]
pub enum FileRead {
    /// The file's bytes and its mode.
    File(Vec<u8>, u32),
    /// Nothing.
    Missing,
    /// A folder, a pipe, a device.
    NotRegular,
    /// A file of this many bytes, which is over the limit.
    TooLarge(u64),
}

/// Reads a regular file of at most `limit` bytes. It is the opened file that is looked at, not the
/// name, and a pipe cannot hold the reader up.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_regular(path: &Path, limit: u64) -> io::Result<FileRead> {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    #[expect(clippy::disallowed_methods, reason = "opened for reading only")]
    let opened = options.open(path);
    let mut file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FileRead::Missing),
        Err(error) => return Err(error),
    };
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Ok(FileRead::NotRegular);
    }
    if meta.len() > limit {
        return Ok(FileRead::TooLarge(meta.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0) + 1);
    Read::by_ref(&mut file).take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Ok(FileRead::TooLarge(bytes.len() as u64));
    }
    Ok(FileRead::File(bytes, meta.permissions().mode() & 0o7777))
}

/// What was written of a file before a kill or a power cut: a system that lost its power may leave
/// NULs where the rest was to come.
pub fn written(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() - bytes.iter().rev().take_while(|&&byte| byte == 0).count()]
}
