//! Finding and reading documents, within the repository and within bounds.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flow_core::fault::Fault;
use flow_core::path::RelPath;
use flow_core::question::Asking;
use rustix::fs::{Mode, OFlags, open};

/// The largest document that is read.
pub const LARGEST: u64 = 16 * 1024 * 1024;

/// A document, read whole.
pub struct Document {
    /// Its path, as the script gave it and normalised.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Document {
    /// Reads the document that a script names.
    pub fn read(asking: &Asking, path: &str) -> Result<Self, Fault> {
        let path = relative(path)?;
        let Some(real) = find(asking, path.as_str())? else {
            return Err(Fault::refused(format!("there is no document {path}"))
                .hint("it is looked for in the task's worktree, then in the repository root"));
        };
        let broken = |why: String| Fault::failed(format!("cannot read {path}: {why}"));
        let bytes = read_regular(&real).map_err(|error| broken(error.to_string()))?;
        if bytes.len() as u64 > LARGEST {
            return Err(broken(format!("it is larger than {} MiB", LARGEST / 1024 / 1024)));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            broken(format!("it is no UTF-8 at byte {}", error.utf8_error().valid_up_to() + 1))
        })?;
        Ok(Self { path: path.to_string(), text })
    }
}

/// Reads a file, one byte beyond the limit at most. The opened file is what is looked at: its name
/// may be given to a pipe or a device in between.
fn read_regular(real: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for a writer without NONBLOCK; on a file it means nothing.
    let flags =
        OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = File::from(open(real, flags, Mode::empty())?);
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where the document really is, every link resolved; `None` where there is nothing of that name.
pub fn find(asking: &Asking, path: &str) -> Result<Option<PathBuf>, Fault> {
    let path = relative(path)?;
    let homes = homes(asking);
    for home in &homes {
        match path.under(home).canonicalize() {
            Ok(real) if is_inside(&real, &homes) => return Ok(Some(real)),
            Ok(_) => {
                return Err(Fault::failed(format!(
                    "cannot read {path}: it leads out of the repository"
                ))
                .hint("a script reads only what lies within the repository, outside .git"));
            }
            Err(error) if is_absent(&error) => {}
            Err(error) => return Err(Fault::failed(format!("cannot read {path}: {error}"))),
        }
    }
    Ok(None)
}

fn relative(path: &str) -> Result<RelPath, Fault> {
    RelPath::new(path).map_err(|bad| Fault::failed(bad.to_string()))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The folders that documents are looked for in, in this order: the task's worktree, the root.
pub fn homes(asking: &Asking) -> Vec<PathBuf> {
    let places = [asking.workplace(), asking.site.root.clone()];
    let mut homes: Vec<PathBuf> = places.iter().filter_map(|p| p.canonicalize().ok()).collect();
    homes.dedup();
    homes
}

/// Whether a resolved path lies beneath one of the folders, and not in git's own.
pub fn is_inside(real: &Path, homes: &[PathBuf]) -> bool {
    homes
        .iter()
        .filter_map(|home| real.strip_prefix(home).ok())
        .any(|below| !below.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")))
}
