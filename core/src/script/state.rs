//! What a run of a script leaves behind: how it ended, what it said, what it asked.

use std::cmp::Ordering;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rhai::Position;
use serde_json::Value;

use crate::fault::Fault;
use crate::gate::{Marks, Reason};
use crate::plan::Draft;
use crate::question::Asking;

use super::budget::Budget;

/// A question that a gate has asked. The core asks it again under the lock, to see whether the
/// gate's grounds still hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The question, such as `git::base`.
    pub question: String,
    /// Its arguments.
    pub args: Vec<Value>,
    /// The SHA-256 of the answer's JSON, in hexadecimal.
    pub digest: String,
    /// Whether it can be asked again: a question that runs a command is not.
    pub replay: bool,
}

/// How a script ended before its last line.
#[derive(Debug, Clone)]
pub(super) enum Ending {
    Pass {
        message: String,
        marks: Marks,
    },
    Skip(String),
    Refuse(Vec<Reason>),
    /// A question or an intent could not be answered.
    Fault {
        fault: Fault,
        asked: String,
        file: String,
        at: Position,
    },
    /// A limit of the host.
    Limit(String),
    Interrupted,
}

/// Shared by the functions of one engine.
pub(super) struct State {
    pub asking: Asking,
    pub file: String,
    pub budget: Budget,
    ending: Mutex<Option<Ending>>,
    said: Mutex<Vec<String>>,
    recorded: Mutex<Vec<Recorded>>,
    draft: Mutex<Option<Draft>>,
}

impl State {
    pub fn new(asking: &Asking, file: &str, draft: Option<Draft>) -> Self {
        Self {
            asking: asking.clone(),
            file: file.to_owned(),
            budget: Budget::begin(),
            ending: Mutex::default(),
            said: Mutex::default(),
            recorded: Mutex::default(),
            draft: Mutex::new(draft),
        }
    }

    /// The first ending counts: what a script does after `fail` changes nothing.
    pub fn end(&self, ending: Ending) {
        held(&self.ending).get_or_insert(ending);
    }

    pub fn has_ended(&self) -> bool {
        held(&self.ending).is_some()
    }

    pub fn take_ending(&self) -> Option<Ending> {
        held(&self.ending).take()
    }

    /// Keeps a warning or a note, within the same bounds as what is printed.
    pub fn say(&self, text: &str) {
        let mut said = held(&self.said);
        match usize::cmp(&said.len(), &(MAX_PRINTED - 1)) {
            Ordering::Less => said.push(short(text)),
            Ordering::Equal => said.push("… (the rest is left out)".into()),
            Ordering::Greater => {}
        }
    }

    pub fn take_said(&self) -> Vec<String> {
        std::mem::take(&mut held(&self.said))
    }

    pub fn record(&self, recorded: Recorded) {
        let mut all = held(&self.recorded);
        if !all.contains(&recorded) {
            all.push(recorded);
        }
    }

    pub fn take_recorded(&self) -> Vec<Recorded> {
        std::mem::take(&mut held(&self.recorded))
    }

    pub fn draft(&self) -> MutexGuard<'_, Option<Draft>> {
        held(&self.draft)
    }
}

/// The most lines that a script may print, and warn or note of, and the longest, in characters.
pub(super) const MAX_PRINTED: usize = 1000;
const MAX_LINE: usize = 4096;

/// As much of a text as a line may have.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_LINE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A panic elsewhere leaves nothing half-done in these values.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
