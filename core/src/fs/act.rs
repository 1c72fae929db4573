//! What flow does to the world, one act at a time, and who may look on.

use std::ffi::OsString;
use std::io;
use std::path::Path;

/// One act of flow upon the world outside its memory: the smallest step that a kill, a fault or a
/// power cut can come before or behind.
#[derive(Debug, Clone, Copy)]
pub enum Act<'a> {
    /// A new file is made.
    Create {
        /// Its path.
        path: &'a Path,
        /// Its mode, before the umask.
        mode: u32,
    },
    /// Bytes are added at the end of a file that flow has open; the system may take only some.
    Write {
        /// The file.
        path: &'a Path,
        /// The bytes.
        bytes: &'a [u8],
    },
    /// A file is cut off behind its first bytes.
    Truncate {
        /// The file.
        path: &'a Path,
        /// How many stay.
        length: u64,
    },
    /// An open file gets a mode.
    SetMode {
        /// The file.
        path: &'a Path,
        /// The mode.
        mode: u32,
    },
    /// A file's bytes are made durable.
    Sync {
        /// The file.
        path: &'a Path,
    },
    /// A name moves, over what has the other.
    Rename {
        /// The name now.
        from: &'a Path,
        /// The name then.
        to: &'a Path,
    },
    /// A file gets a second name.
    Link {
        /// The name it has.
        from: &'a Path,
        /// The other.
        to: &'a Path,
    },
    /// Two names are exchanged.
    Exchange {
        /// One.
        one: &'a Path,
        /// The other.
        other: &'a Path,
    },
    /// A file's name goes.
    Remove {
        /// The name.
        path: &'a Path,
    },
    /// A folder is made.
    MakeDir {
        /// Its path.
        path: &'a Path,
    },
    /// An empty folder goes.
    RemoveDir {
        /// Its path.
        path: &'a Path,
    },
    /// A folder goes with all that is in it.
    RemoveTree {
        /// Its path.
        path: &'a Path,
    },
    /// The names in a folder are made durable.
    SyncDir {
        /// The folder.
        path: &'a Path,
    },
    /// A lock's file is opened, and made where there is none.
    OpenLock {
        /// The file.
        path: &'a Path,
    },
    /// A program is started.
    Start {
        /// Its name and its arguments.
        words: &'a [OsString],
    },
    /// A program that was started is waited for.
    Wait {
        /// Its name and its arguments.
        words: &'a [OsString],
    },
    /// An actuator performs its effect; what it does in particular are acts of their own.
    Perform {
        /// The actuator.
        kind: &'a str,
    },
    /// An actuator takes its effect back.
    Revert {
        /// The actuator.
        kind: &'a str,
    },
}

/// How much of an act may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// All of it.
    Whole,
    /// Of a write, at most this many bytes; of any other act, all.
    Part(usize),
}

/// Stands at the boundary between flow and the world: every act passes here before it is done and
/// after. Faults, kills and power cuts are played from here, so that an act that is added to flow
/// is covered as soon as it compiles.
pub trait Boundary: Send + Sync {
    /// An act is about to be done.
    ///
    /// # Errors
    /// With what the system is to have said; the act is not done then. After
    /// [`io::ErrorKind::Interrupted`] it is tried again.
    fn before(&self, act: &Act<'_>) -> io::Result<Leave>;

    /// An act was tried. `done` says whether it succeeded, and of a write how many bytes were taken.
    fn after(&self, act: &Act<'_>, done: Result<usize, &io::Error>);
}
