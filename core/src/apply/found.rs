//! What stands at a path, as it was looked at.

use std::cell::OnceCell;
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::digest::sha256;
use crate::fs::{FileRead, read_regular};

/// What stands at a path.
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file.
    Text(Text),
    /// A folder, a link, a pipe.
    Other,
}

/// What a file holds.
pub(super) struct Text {
    bytes: Vec<u8>,
    /// When that was written. Looked at before the bytes were: a write in between shows.
    pub written: Time,
    digest: OnceCell<String>,
}

impl Found {
    /// Looks at a path. A link is not followed.
    pub fn at(path: &Path) -> io::Result<Self> {
        let written = match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) => return Err(error),
            Ok(found) if !found.is_file() => return Ok(Self::Other),
            Ok(found) => Time::written(&found),
        };
        Ok(match read_regular(path, u64::MAX / 2)? {
            FileRead::File(bytes, _) => {
                Self::Text(Text { bytes, written, digest: OnceCell::new() })
            }
            FileRead::Missing => Self::Nothing,
            FileRead::NotRegular | FileRead::TooLarge(_) => Self::Other,
        })
    }

    /// Whether it has this digest; `None` is that of nothing.
    pub fn is(&self, digest: &Option<String>) -> bool {
        match self {
            Self::Nothing => digest.is_none(),
            Self::Text(text) => digest.as_deref() == Some(text.digest()),
            Self::Other => false,
        }
    }

    /// Where it holds these bytes, whose digest is known, that need not be computed again.
    pub fn recognise(&self, bytes: &[u8], digest: &Option<String>) {
        if let (Self::Text(text), Some(digest)) = (self, digest)
            && text.bytes == bytes
        {
            text.digest.get_or_init(|| digest.clone());
        }
    }

    /// Its bytes, where it is a file.
    pub fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(&text.bytes),
            Self::Nothing | Self::Other => None,
        }
    }
}

impl Text {
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| sha256(&self.bytes))
    }
}

/// A time of a file, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time(pub i128);

impl Time {
    /// When its text was written last.
    pub fn written(found: &Metadata) -> Self {
        Self::of(found.mtime(), found.mtime_nsec())
    }

    /// When its text, its names or its rights were changed last.
    pub fn changed(found: &Metadata) -> Self {
        Self::of(found.ctime(), found.ctime_nsec())
    }

    fn of(seconds: i64, rest: i64) -> Self {
        Self(i128::from(seconds) * 1_000_000_000 + i128::from(rest))
    }
}
