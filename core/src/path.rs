//! Paths within the repository.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// A path relative to the repository root that cannot leave it: no `..`, not absolute, `/` between
/// its parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelPath(Arc<str>);

/// A path that would leave the repository, or names nothing in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a path within the repository")]
pub struct BadPath(pub String);

impl RelPath {
    /// Checks and normalises a path (`./a//b` is `a/b`).
    ///
    /// # Errors
    /// When the path is empty, absolute, has a `..` or a control character, or points into a `.git` folder.
    pub fn new(path: &str) -> Result<Self, BadPath> {
        let bad = || BadPath(path.to_owned());
        if path.starts_with('/') || path.contains(|c: char| c.is_control() || c == '\\') {
            return Err(bad());
        }
        let names_nothing = |part: &str| part.is_empty() || part == ".";
        let (mut some, mut nothing) = (false, false);
        for part in path.split('/') {
            if part == ".." || part.eq_ignore_ascii_case(".git") {
                return Err(bad());
            }
            *(if names_nothing(part) { &mut nothing } else { &mut some }) = true;
        }
        match (some, nothing) {
            (false, _) => Err(bad()),
            (true, false) => Ok(Self(path.into())),
            (true, true) => {
                let parts = path.split('/').filter(|part| !names_nothing(part));
                Ok(Self(parts.collect::<Vec<_>>().join("/").into()))
            }
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below `root`.
    pub fn under(&self, root: &Path) -> PathBuf {
        root.join(self.as_str())
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for RelPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::Component;

    proptest! {
        /// Whatever is thrown at it: what comes out stays below the root, and out of `.git`.
        #[test]
        fn no_path_leads_out(path in r"([./\\~@{-]|\.\.|\.git|\.GIT|[a-z]|\PC|[\x00-\x1f])*") {
            if let Ok(path) = RelPath::new(&path) {
                let full = path.under(Path::new("/root"));
                let mut parts = full.components();
                prop_assert!(parts.next() == Some(Component::RootDir));
                prop_assert!(parts.next() == Some(Component::Normal("root".as_ref())));
                for part in parts {
                    let Component::Normal(name) = part else { panic!("{full:?}") };
                    prop_assert!(!name.eq_ignore_ascii_case(".git"), "{full:?}");
                }
            }
        }
    }

    #[test]
    fn paths_stay_inside() {
        assert_eq!(RelPath::new("./boards//TODO.md").expect("a path").as_str(), "boards/TODO.md");
        for bad in [
            "",
            ".",
            "/etc/passwd",
            "../x",
            "a/../../b",
            ".git/config",
            "a\0b",
            "a/.GIT/x",
            "a\nb",
            "\u{1b}[31m",
        ] {
            assert!(RelPath::new(bad).is_err(), "{bad:?}");
        }
    }
}
