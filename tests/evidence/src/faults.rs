//! Faults, played at the boundary between flow and the world.
//!
//! This binary runs as flow itself where [`VARIABLE`] is set: the very command line of the shipped
//! one, with a boundary that counts what passes. Each act has two boundaries, before it and behind;
//! they are numbered from 0 in the order in which they are met.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use flow_core::fs::{Act, Boundary, Leave};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, kill_process};
use serde::{Deserialize, Serialize};

use crate::people::{Editors, Script};
use crate::record::Recorded;

/// The variable that holds a [`Fault`] as JSON, and makes this binary run as flow.
pub const VARIABLE: &str = "EVIDENCE_FAULT";

/// What goes wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing goes wrong; each boundary is written to this file, a line each.
    Trace(PathBuf),
    /// The process is killed at this boundary (SIGKILL).
    Kill(usize),
    /// The act behind this boundary fails with this error of the system.
    Fails(usize, i32),
    /// As [`Fault::Fails`], and so does every act of the same kind after it: a disk stays full.
    KeepsFailing(usize, i32),
    /// Of a write behind this boundary only the first half is taken.
    Short(usize),
    /// Of a write behind this boundary only the first half is taken, and what follows fails with
    /// this error.
    ShortThenFails(usize, i32),
    /// From this boundary on, whatever needs room fails with this error: the disk is full, or the
    /// user's share of it, and stays so.
    Full(usize, i32),
    /// From this boundary on, every act fails with this error: the disk has become read-only, or is
    /// gone.
    Gone(usize, i32),
    /// Each act is interrupted once by a signal before it is done.
    Interrupted,
    /// People edit files.
    People(Script),
    /// What is done is written to this file, a line each, as [`Recorded`]. At the given boundary a
    /// sync fails with EIO; where told so, each sync after it as well.
    Record(PathBuf, Option<(usize, bool)>),
}

/// A boundary at which a fault is played.
pub struct Faulty {
    fault: Fault,
    met: AtomicUsize,
    /// The kind of act that fails from now on.
    failing: Mutex<Option<String>>,
    /// Whether the act at hand was interrupted already.
    interrupted: Mutex<bool>,
    /// The editors of the people.
    editors: Mutex<Editors>,
}

impl Faulty {
    /// Plays a fault.
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            met: AtomicUsize::new(0),
            failing: Mutex::default(),
            interrupted: Mutex::default(),
            editors: Mutex::default(),
        }
    }

    /// What this process was told to play; `None` where it is no flow.
    ///
    /// # Errors
    /// When the variable holds no fault.
    pub fn from_env() -> Result<Option<Self>, String> {
        let Some(text) = std::env::var_os(VARIABLE) else { return Ok(None) };
        let text = text.to_string_lossy();
        let fault = serde_json::from_str(&text).map_err(|e| format!("{VARIABLE}: {e}"))?;
        Ok(Some(Self::new(fault)))
    }

    /// Meets the next boundary.
    fn meet(&self, side: &str, act: &Act<'_>) -> usize {
        let number = self.met.fetch_add(1, Ordering::SeqCst);
        match &self.fault {
            Fault::Trace(path) => trace(path, number, side, act),
            Fault::Kill(at) if *at == number => die(),
            Fault::People(script) if script.play(&mut lock(&self.editors), number) => die(),
            _ => {}
        }
        number
    }
}

impl Boundary for Faulty {
    fn before(&self, act: &Act<'_>) -> io::Result<Leave> {
        if self.fault == Fault::Interrupted
            && !matches!(act, Act::Perform { .. } | Act::Revert { .. })
        {
            let mut interrupted = lock(&self.interrupted);
            *interrupted = !*interrupted;
            if *interrupted {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
        let number = self.meet("before", act);
        let kind = kind(act);
        let error = |code: i32| Err(Errno::from_raw_os_error(code).into());
        match self.fault {
            Fault::Fails(at, code) if at == number => error(code),
            Fault::KeepsFailing(at, code) => {
                let mut failing = lock(&self.failing);
                if at == number {
                    *failing = Some(kind.clone());
                }
                if *failing == Some(kind) { error(code) } else { Ok(Leave::Whole) }
            }
            Fault::Full(at, code) if number >= at && needs_room(act) => error(code),
            Fault::Gone(at, code) if number >= at => error(code),
            Fault::Record(_, Some((at, keeps)))
                if is_sync(act) && (at == number || (keeps && at < number)) =>
            {
                error(Errno::IO.raw_os_error())
            }
            Fault::Short(at) | Fault::ShortThenFails(at, _) if at == number => Ok(half(act)),
            // The same write goes on behind two boundaries more.
            Fault::ShortThenFails(at, code) if at + 2 == number => error(code),
            _ => Ok(Leave::Whole),
        }
    }

    fn after(&self, act: &Act<'_>, done: Result<usize, &io::Error>) {
        if done.is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
            return;
        }
        let number = self.meet("after", act);
        if let Fault::Record(path, _) = &self.fault {
            Recorded::keep(path, number, act, done);
        }
    }
}

/// Ends this process at once.
fn die() {
    let _ = kill_process(getpid(), Signal::KILL);
    // The signal is on its way.
    loop {
        std::thread::park();
    }
}

/// Whether an act takes room on the disk.
fn needs_room(act: &Act<'_>) -> bool {
    matches!(act, Act::Create { .. } | Act::Write { .. } | Act::MakeDir { .. } | Act::Link { .. })
}

fn is_sync(act: &Act<'_>) -> bool {
    matches!(act, Act::Sync { .. } | Act::SyncDir { .. })
}

fn half(act: &Act<'_>) -> Leave {
    match act {
        Act::Write { bytes, .. } => Leave::Part(bytes.len() / 2),
        _ => Leave::Whole,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The name of an act, without what it is done to.
pub fn kind(act: &Act<'_>) -> String {
    let text = format!("{act:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

/// An act on one line, without the bytes that it writes.
fn told(act: &Act<'_>) -> String {
    match act {
        Act::Write { path, bytes } => format!("Write {} ({} bytes)", path.display(), bytes.len()),
        act => format!("{act:?}"),
    }
}

fn trace(path: &PathBuf, number: usize, side: &str, act: &Act<'_>) {
    let file = OpenOptions::new().create(true).append(true).open(path);
    let line = format!("{number}\t{side}\t{}\t{}\n", kind(act), told(act).replace('\n', " "));
    if let Ok(mut file) = file {
        let _ = file.write_all(line.as_bytes());
    }
}
