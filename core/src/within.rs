//! Files within the repository: where a path really leads, and what really stands there.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::buffer::spare_capacity;
use rustix::fs::{Mode, OFlags, open};
use rustix::io::{Errno, retry_on_intr};
use thiserror::Error;

use crate::fault::Fault;
use crate::path::RelPath;

/// The largest file that flow reads or writes, in bytes (16 MiB).
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// How often a file is opened anew that is replaced while it is opened.
const TRIES: usize = 8;

/// Why a file cannot be used, well formed though its path is. Nothing has been written then.
#[derive(Debug, Error)]
pub enum Astray {
    /// It is a link, or stands below one, and leads out of the repository.
    #[error("{0} is a link that leads out of the repository")]
    Outside(RelPath),
    /// It is a link into git's own folder, where a card could become a setting or a hook.
    #[error("{0} is a link that leads into git's own folder")]
    Git(RelPath),
    /// It is a link to what is not there, or to itself.
    #[error("{0} is a link that leads nowhere")]
    Nowhere(RelPath),
    /// It is a folder, a pipe or a device.
    #[error("{0} is no regular file")]
    NotRegular(RelPath),
    /// Something stands where a new file was to be made.
    #[error("{0} is there already")]
    Occupied(RelPath),
    /// It has other names, which a change would part from it.
    #[error("{0} is a hard link: its other names would keep the old text")]
    Linked(RelPath),
    /// It is too large.
    #[error("{path} has {bytes} bytes; at most {MAX_BYTES} (16 MiB) are read")]
    TooLarge {
        /// The file.
        path: RelPath,
        /// Its size.
        bytes: u64,
    },
    /// The system cannot read it.
    #[error("{path} cannot be read: {error}")]
    Io {
        /// The file.
        path: RelPath,
        /// What the system says.
        error: io::Error,
    },
}

impl From<Astray> for Fault {
    fn from(astray: Astray) -> Self {
        let hint = astray.hint();
        let fault = match astray {
            Astray::Io { .. } => Self::failed(astray.to_string()),
            _ => Self::refused(astray.to_string()),
        };
        fault.hint(hint)
    }
}

impl Astray {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::TooLarge { path, .. } => format!("move what is closed out of {path}"),
            Self::Io { path, .. } => format!("let your user read {path}"),
            Self::Occupied(path) => format!("look at {path}, and move it away"),
            Self::Linked(path) => {
                format!("make it a file of its own: cp {path} {path}.own && mv {path}.own {path}")
            }
            _ => "put a file there, or name another one in workflow.toml".to_owned(),
        }
    }
}

/// Where a path leads, every link on its way resolved; the file itself need not be there yet.
///
/// # Errors
/// When it leads out of the repository, into `.git`, or nowhere.
pub fn resolve(root: &Path, path: &RelPath) -> Result<PathBuf, Astray> {
    let io = |error| Astray::Io { path: path.clone(), error };
    let root = root.canonicalize().map_err(io)?;
    let full = path.under(&root);
    // What is not there yet is as safe as the nearest folder above it.
    let there = full.ancestors().find(|above| above.symlink_metadata().is_ok()).unwrap_or(&root);
    let real = there.canonicalize().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Astray::Nowhere(path.clone()),
        _ if is_loop(&error) => Astray::Nowhere(path.clone()),
        _ => io(error),
    })?;
    let Ok(below) = real.strip_prefix(&root) else { return Err(Astray::Outside(path.clone())) };
    if below.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
        return Err(Astray::Git(path.clone()));
    }
    match full.strip_prefix(there) {
        Ok(rest) if !rest.as_os_str().is_empty() => Ok(real.join(rest)),
        _ => Ok(real),
    }
}

/// Reads one file, as [`Root::read`].
///
/// # Errors
/// As there.
pub fn read(root: &Path, path: &RelPath) -> Result<Option<Vec<u8>>, Astray> {
    Root::open(root).read(path)
}

/// The folder of a repository, opened once for all that is read in it.
#[derive(Debug)]
pub struct Root<'a> {
    path: &'a Path,
    /// `None` where the system cannot keep to it; then each name is resolved.
    #[cfg(target_os = "linux")]
    folder: Option<std::os::fd::OwnedFd>,
}

impl<'a> Root<'a> {
    /// Opens the folder of a repository. One that is not there holds no files.
    pub fn open(path: &'a Path) -> Self {
        Self {
            path,
            #[cfg(target_os = "linux")]
            folder: open(path, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
                .ok(),
        }
    }

    /// Reads a regular file of at most [`MAX_BYTES`]; `None` where there is none. It is the opened file
    /// that is judged, and not its name: what was opened has a name within the repository.
    ///
    /// # Errors
    /// When it leads elsewhere, is no regular file or too large, or cannot be read.
    pub fn read(&self, path: &RelPath) -> Result<Option<Vec<u8>>, Astray> {
        match self.beneath(path) {
            Some(file) => {
                let meta = file.metadata();
                let meta = meta.map_err(|error| Astray::Io { path: path.clone(), error })?;
                bytes_of(file, &meta, path).map(Some)
            }
            None => read_resolved(self.path, path),
        }
    }

    /// Opens a file to which no link leads, so that the system itself sees to it that it lies below the
    /// root. `None` wherever there is more to say.
    #[cfg(target_os = "linux")]
    fn beneath(&self, path: &RelPath) -> Option<File> {
        use rustix::fs::{ResolveFlags, openat2};
        let how = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        let folder = self.folder.as_ref()?;
        openat2(folder, path.as_str(), FLAGS, Mode::empty(), how).ok().map(File::from)
    }

    #[cfg(not(target_os = "linux"))]
    fn beneath(&self, _: &RelPath) -> Option<File> {
        None
    }
}

/// Reads a file by its name, and looks whether that still leads to what was opened.
fn read_resolved(root: &Path, path: &RelPath) -> Result<Option<Vec<u8>>, Astray> {
    let io = |error| Astray::Io { path: path.clone(), error };
    // Where there is no folder there is no file.
    if matches!(root.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound) {
        return Ok(None);
    }
    for _ in 0..TRIES {
        let real = resolve(root, path)?;
        let file = match open(&real, FLAGS, Mode::empty()).map_err(io::Error::from) {
            Ok(file) => File::from(file),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            // It has become a link since.
            Err(error) if is_loop(&error) => continue,
            Err(error) => return Err(not_opened(&real, path, error)),
        };
        let meta = file.metadata().map_err(io)?;
        let now = resolve(root, path)?.symlink_metadata();
        if !now.is_ok_and(|now| (now.dev(), now.ino()) == (meta.dev(), meta.ino())) {
            continue;
        }
        return bytes_of(file, &meta, path).map(Some);
    }
    Err(io(io::Error::other("it is being replaced all the time")))
}

/// A pipe must not hold the reader up, and a terminal must not become ours.
const FLAGS: OFlags = OFlags::RDONLY
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

fn bytes_of(file: File, meta: &Metadata, path: &RelPath) -> Result<Vec<u8>, Astray> {
    if !meta.is_file() {
        return Err(Astray::NotRegular(path.clone()));
    }
    let mut bytes = Vec::new();
    if meta.len() <= MAX_BYTES {
        let io = |error| Astray::Io { path: path.clone(), error };
        // There is room for a byte more, so that a read of the very size has come to the end.
        bytes.reserve_exact(usize::try_from(meta.len()).unwrap_or(0) + 1);
        let read = retry_on_intr(|| rustix::io::read(&file, spare_capacity(&mut bytes)));
        if read.map_err(|error| io(error.into()))? as u64 != meta.len() {
            file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
        }
    }
    let size = meta.len().max(bytes.len() as u64);
    if size > MAX_BYTES {
        return Err(Astray::TooLarge { path: path.clone(), bytes: size });
    }
    Ok(bytes)
}

fn is_loop(error: &io::Error) -> bool {
    Errno::from_io_error(error) == Some(Errno::LOOP)
}

/// A socket cannot be opened at all.
fn not_opened(real: &Path, path: &RelPath, error: io::Error) -> Astray {
    match real.symlink_metadata() {
        Ok(meta) if !meta.is_file() => Astray::NotRegular(path.clone()),
        _ => Astray::Io { path: path.clone(), error },
    }
}

/// Where a file is written: one that `existed`, or a new one.
///
/// # Errors
/// When it leads elsewhere, is no regular file or has other names, or, new, is there already.
pub fn writable(root: &Path, path: &RelPath, existed: bool) -> Result<PathBuf, Astray> {
    let real = resolve(root, path)?;
    match (real.symlink_metadata(), existed) {
        (Ok(_), false) => Err(Astray::Occupied(path.clone())),
        (Ok(meta), true) if !meta.is_file() => Err(Astray::NotRegular(path.clone())),
        // A file is replaced, and not written into: other names of it would go on with the old text.
        (Ok(meta), true) if meta.nlink() > 1 => Err(Astray::Linked(path.clone())),
        (Err(error), _) if error.kind() != ErrorKind::NotFound => {
            Err(Astray::Io { path: path.clone(), error })
        }
        _ => Ok(real),
    }
}
