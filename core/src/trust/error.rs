//! Why the record of a user's trust cannot be used.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why the record of a user's trust cannot be used. It is as if there were none, and it is left as
/// it is.
#[derive(Debug, Error)]
pub enum TrustError {
    /// It lies within the repository.
    #[error("{} lies within the repository, which could so trust itself", path.display())]
    Within {
        /// The record, or its folder.
        path: PathBuf,
    },
    /// Others than the user may change it.
    #[error("{} can be changed by others than you", path.display())]
    Writable {
        /// The record, or its folder.
        path: PathBuf,
    },
    /// It is somebody else's.
    #[error("{} belongs to somebody else", path.display())]
    Foreign {
        /// The record, or its folder.
        path: PathBuf,
    },
    /// It does not say what such a record says.
    #[error("{} is damaged: {why}", path.display())]
    Damaged {
        /// The record.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A newer flow wrote it.
    #[error("{} was written by a newer flow", path.display())]
    Newer {
        /// The record.
        path: PathBuf,
    },
    /// The system does not let it be read or written.
    #[error("{} cannot be used: {error}", path.display())]
    Io {
        /// The record, or its folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}
