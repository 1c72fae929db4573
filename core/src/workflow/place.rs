//! Where the cards of a stage stand.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::path::RelPath;

/// Where the cards of a stage stand: on one board, or each in a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// On this board.
    Board(RelPath),
    /// Each in one of these files.
    Files(TaskFiles),
}

impl Standing {
    /// Whether a file holds cards that stand there.
    pub fn holds(&self, path: &RelPath) -> bool {
        match self {
            Self::Board(board) => board == path,
            Self::Files(files) => files.holds(path),
        }
    }

    /// A file that could hold cards there.
    pub fn sample(&self) -> Option<RelPath> {
        match self {
            Self::Board(board) => Some(board.clone()),
            Self::Files(files) => files.path_of("1-task"),
        }
    }

    /// The board, where it is one.
    pub fn board(&self) -> Option<&RelPath> {
        match self {
            Self::Board(board) => Some(board),
            Self::Files(_) => None,
        }
    }

    /// The files, where each task has its own.
    pub fn files(&self) -> Option<&TaskFiles> {
        match self {
            Self::Board(_) => None,
            Self::Files(files) => Some(files),
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Board(board) => board.fmt(f),
            Self::Files(files) => files.fmt(f),
        }
    }
}

impl Serialize for Standing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The files of one folder whose names begin and end alike: `tasks/*.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFiles {
    /// The folder. Folders in it are no part of it.
    pub folder: RelPath,
    /// What every name begins with; often nothing.
    pub before: String,
    /// What every name ends with.
    pub after: String,
}

impl TaskFiles {
    /// Reads a path with one star in its last part; `None` where it is none.
    pub fn parse(path: &RelPath) -> Option<Self> {
        let (folder, name) = path.as_str().rsplit_once('/')?;
        let (before, after) = name.split_once('*')?;
        let fixed = !folder.contains('*') && !after.contains('*');
        let folder = RelPath::new(folder).ok().filter(|_| fixed)?;
        Some(Self { folder, before: before.to_owned(), after: after.to_owned() })
    }

    /// Whether a file is one of them. One whose name begins with a dot is hidden, and is none.
    pub fn holds(&self, path: &RelPath) -> bool {
        path.as_str().rsplit_once('/').is_some_and(|(folder, name)| {
            folder == self.folder.as_str() && self.named(name).is_some()
        })
    }

    /// The one whose name says this in the place of the star.
    pub fn path_of(&self, own: &str) -> Option<RelPath> {
        RelPath::new(&format!("{}/{}{own}{}", self.folder, self.before, self.after)).ok()
    }

    /// What the name of one of them says in the place of the star.
    pub fn named<'a>(&self, name: &'a str) -> Option<&'a str> {
        let own = name.strip_prefix(self.before.as_str())?.strip_suffix(self.after.as_str())?;
        (!own.is_empty() && !name.starts_with('.')).then_some(own)
    }
}

impl fmt::Display for TaskFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}*{}", self.folder, self.before, self.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> RelPath {
        RelPath::new(path).expect("a path")
    }

    #[test]
    fn a_star_stands_for_a_name_in_one_folder() {
        let files = TaskFiles::parse(&path("work/tasks/task-*.md")).expect("files");
        assert_eq!(files.to_string(), "work/tasks/task-*.md");
        assert_eq!(files.named("task-7 - Mend.md"), Some("7 - Mend"));
        assert!(files.holds(&path("work/tasks/task-7.md")));
        for other in
            ["work/tasks/task-.md", "work/tasks/a/task-7.md", "work/task-7.md", "task-7.md"]
        {
            assert!(!files.holds(&path(other)), "{other}");
        }
        let hidden = TaskFiles::parse(&path("tasks/*.md")).expect("files");
        assert!(!hidden.holds(&path("tasks/.board.flow-1.md")));
        for none in ["TODO.md", "*.md", "tasks/*/a.md", "tasks/*-*.md"] {
            assert_eq!(TaskFiles::parse(&path(none)), None, "{none}");
        }
    }
}
