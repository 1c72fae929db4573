//! Performs a plan that was cleared: the one place where flow changes anything.
//!
//! The order of steps is that of a write-ahead log: after-images beside their targets, then the
//! journal entry, then what can be reverted, then the commit point, then what only goes forward. A
//! kill at any instant leaves what [`recover`] finishes or takes back.

mod cleared;
mod files;
mod found;
mod lock;
mod merge;
mod old;
mod recover;
mod staged;
mod swap;

pub use cleared::Cleared;
use cleared::Work;
pub(crate) use files::{is_nonce, nonce_beside};
pub use lock::{Lock, LockError};
pub use recover::{Recovery, Sense, Step, StepAct, is_needed, recover, recovery};

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use thiserror::Error;

use crate::digest;
use crate::effect::{Actuators, External, Phase};
use crate::fault::{Fault, FaultKind};
use crate::journal::{Entry, ExternalRecord, Journal, JournalError, Logged, Progress, VERSION};
use crate::plan::{FileChange, Mend};
use crate::site::Site;

/// What applying and recovering need of the world.
#[derive(Clone)]
pub struct Hands {
    /// Where and for whom.
    pub site: Arc<Site>,
    /// The journal.
    pub journal: Journal,
    /// What performs external effects.
    pub actuators: Actuators,
}

/// Why a plan was not applied, or not to its end.
#[derive(Debug, Error)]
pub enum ApplyError {
    /// Somebody wrote to a board meanwhile; everything was taken back.
    #[error("{0} was changed meanwhile")]
    Moved(String),
    /// An effect could not happen; everything was taken back.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A file cannot be written; everything was taken back.
    #[error("{path} cannot be written: {error}")]
    Write {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// It failed, and not everything could be taken back, or it is not known how far it got: the
    /// next command takes it back or finishes it.
    #[error("{message}")]
    Left {
        /// Why it failed, and what is left.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The move is committed, and something after that is left to a person.
    #[error("the move is committed, and one thing is left: {message}")]
    Unfinished {
        /// What is left.
        message: String,
        /// What to do.
        hint: String,
    },
    /// Somebody wrote to a file after it was swapped out, and that is kept now. Nothing else was done.
    #[error("an editor that still had the old {} open has written to it", of(.0))]
    Late(Vec<Kept>),
}

fn of(kept: &[Kept]) -> String {
    kept.iter().map(|kept| kept.of.as_str()).collect::<Vec<_>>().join(" and the old ")
}

/// What was done.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The journal entry.
    pub entry: Entry,
    /// Late edits that were kept apart.
    pub kept: Vec<Kept>,
}

/// A person's late edit of a file, kept apart: which of the two texts is right is theirs to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The file that holds their text. Where it is `of` itself, that was to go, and stays.
    pub file: String,
    /// The file that they had edited.
    pub of: String,
}

/// Applies a plan under the lock.
///
/// # Errors
/// Before the commit point with nothing changed, unless it is [`ApplyError::Left`]; after it, only
/// [`ApplyError::Unfinished`].
pub(crate) fn apply(hands: &Hands, lock: &Lock, cleared: &Cleared) -> Result<Applied, ApplyError> {
    perform(hands, lock, &cleared.into())
}

/// Applies a mending under the lock.
///
/// # Errors
/// As [`apply`].
pub(crate) fn apply_mend(hands: &Hands, lock: &Lock, mend: &Mend) -> Result<Applied, ApplyError> {
    perform(hands, lock, &mend.into())
}

fn perform(hands: &Hands, lock: &Lock, work: &Work<'_>) -> Result<Applied, ApplyError> {
    let root = &hands.site.root;
    let nonce = digest::nonce()
        .map_err(|error| Fault::failed(format!("the system has no random bits: {error}")))?;
    let externals = expect(hands, work.externals, work.files, &nonce)?;
    let committed = externals.iter().all(|external| external.phase == Phase::Finish);
    let seq = hands.journal.next()?;
    let files = work.files.iter().map(|file| files::record(root, file, &nonce)).collect();
    let entry = Entry {
        version: VERSION,
        seq,
        nonce,
        kind: work.kind,
        id: work.id.to_owned(),
        title: work.title.to_owned(),
        from: work.from.to_owned(),
        to: work.to.to_owned(),
        actor: hands.site.actor.clone(),
        at: hands.site.now.to_string(),
        why: work.why.map(str::to_owned),
        gates: work.gates.to_vec(),
        files,
        externals,
        card: work.card.clone(),
        reverts: work.reverts,
        given: work.given.to_vec(),
        writing: work.writing.cloned(),
        after: work.after.to_vec(),
        committed,
    };
    let staged = files::writable(root, &entry.files)
        .and_then(|()| staged::announce(hands, lock, &entry.files))
        .and_then(|()| {
            let mut files = work.files.iter().zip(&entry.files);
            files.try_for_each(|(change, record)| files::stage(hands, change, record))
        })
        .and_then(|()| files::unchanged(root, work.files, &entry.files))
        .and_then(|()| Ok(hands.journal.write(&entry)?));
    match staged {
        Ok(()) => {}
        // Whether the entry is there is not known: what it needs stays where it is.
        Err(ApplyError::Journal(error @ JournalError::Unsure { .. })) => {
            return Err(left(&error, None));
        }
        Err(error) => {
            // What cannot be removed now is known by the note, and goes later.
            return match staged::clear(hands, lock) {
                Ok(()) => Err(error),
                Err(more) => Err(left(&error, Some(&more))),
            };
        }
    }
    let logged = Logged { entry, progress: Vec::new() };
    if !committed {
        let entry = &logged.entry;
        let ready = prepare(hands, entry)
            .and_then(|()| files::unchanged(root, work.files, &entry.files))
            .and_then(|()| commit(hands, entry));
        if let Err(error) = ready {
            // An act may fail and have happened all the same: the world decides, not the report.
            match recover::happened(hands, &logged) {
                Ok(true) => {}
                // Whether the record of the commit point is there is not known: to take back what it
                // stands for could leave half of it.
                Ok(false) if matches!(error, ApplyError::Journal(JournalError::Unsure { .. })) => {
                    return Err(left(&error, None));
                }
                Ok(false) => {
                    let back = recover::roll_back(hands, &logged, &error.to_string());
                    return match back.and_then(|()| staged::clear(hands, lock)) {
                        Ok(()) => Err(error),
                        Err(more) => Err(left(&error, Some(&more))),
                    };
                }
                Err(unknown) => return Err(left(&error, Some(&unknown))),
            }
        }
    }
    let kept = finish(hands, &logged)?;
    lock.forget(&hands.site.disk);
    // Old entries that cannot be removed today are removed another day.
    let _ = hands.journal.prune(logged.entry.seq);
    Ok(Applied { entry: logged.entry, kept })
}

/// A move that failed and could not be taken back as it should.
fn left(error: &dyn Display, more: Option<&ApplyError>) -> ApplyError {
    let next = "mend that, then run any flow command: it finishes the move or takes it back";
    let (message, hint) = match more {
        None => (error.to_string(), None),
        Some(ApplyError::Fault(fault)) => {
            (format!("{error}, and not all is taken back: {fault}"), fault.hint.clone())
        }
        Some(more) => (format!("{error}, and not all is taken back: {more}"), None),
    };
    ApplyError::Left { message, hint: hint.unwrap_or_else(|| next.into()) }
}

/// Has each actuator fix what it expects of the world, and spare the files of the plan.
fn expect(
    hands: &Hands,
    externals: &[External],
    files: &[FileChange],
    nonce: &str,
) -> Result<Vec<ExternalRecord>, Fault> {
    let files: Vec<_> = files.iter().map(|file| &file.path).collect();
    externals
        .iter()
        .map(|external| {
            let actuator = hands.actuators.of(&external.kind)?;
            let data = actuator.expect(&hands.site, &external.data, nonce)?;
            actuator.spares(&hands.site, &data, &files)?;
            Ok(ExternalRecord {
                phase: actuator.phase(),
                effect: External { data, ..external.clone() },
            })
        })
        .collect()
}

fn of_phase(entry: &Entry, phase: Phase) -> impl DoubleEndedIterator<Item = &External> {
    let records = entry.externals.iter().filter(move |record| record.phase == phase);
    records.map(|record| &record.effect)
}

fn prepare(hands: &Hands, entry: &Entry) -> Result<(), ApplyError> {
    for effect in of_phase(entry, Phase::Prepare) {
        hands.actuators.perform(&hands.site, effect, &entry.nonce)?;
    }
    Ok(())
}

/// Passes the commit point: where the plan merges, the base branch moves first, and the record only
/// remembers it.
fn commit(hands: &Hands, entry: &Entry) -> Result<(), ApplyError> {
    for effect in of_phase(entry, Phase::Commit) {
        hands.actuators.perform(&hands.site, effect, &entry.nonce)?;
    }
    let recorded = hands.journal.record(entry.seq, &Progress::Committed);
    // Once base has moved, the entry is committed whether or not the record could be written.
    if of_phase(entry, Phase::Commit).next().is_none() { Ok(recorded?) } else { Ok(()) }
}

/// Does everything behind the commit point, each step as often as it takes.
fn finish(hands: &Hands, logged: &Logged) -> Result<Vec<Kept>, ApplyError> {
    let entry = &logged.entry;
    let unfinished = |message: String, hint: Option<String>| ApplyError::Unfinished {
        message,
        hint: hint.unwrap_or_else(|| "run any flow command to try again".into()),
    };
    let mut kept = match logged.progress.contains(&Progress::Swapped) {
        true => Vec::new(),
        false => swap::swap(hands, entry).map_err(|error| match error {
            known @ ApplyError::Unfinished { .. } => known,
            error => unfinished(error.to_string(), None),
        })?,
    };
    for Kept { file, .. } in &kept {
        let kept = Progress::Kept { path: file.clone() };
        hands.journal.record(entry.seq, &kept).map_err(|e| unfinished(e.to_string(), None))?;
    }
    if of_phase(entry, Phase::Finish).next().is_some() {
        // What follows may need a person, who may edit the boards before it is tried again.
        let swapped = hands.journal.record(entry.seq, &Progress::Swapped);
        swapped.map_err(|e| unfinished(e.to_string(), None))?;
    }
    for effect in of_phase(entry, Phase::Finish) {
        if let Err(fault) = hands.actuators.perform(&hands.site, effect, &entry.nonce) {
            return Err(unfinished(format!("{}: {}", effect.summary, fault.message), fault.hint));
        }
    }
    let done = hands.journal.record(entry.seq, &Progress::Done);
    done.map_err(|e| unfinished(e.to_string(), None))?;
    kept.extend(old::settle(hands, entry.seq));
    // What an earlier try kept was not told yet.
    let earlier = files::apart(&hands.site.root, entry);
    kept.extend(earlier.into_iter().filter(|found| !kept.contains(found)).collect::<Vec<_>>());
    Ok(kept)
}

/// The folder that holds a path.
fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

impl ApplyError {
    /// Whether somebody else was faster, so that trying again may help.
    pub fn is_race(&self) -> bool {
        match self {
            Self::Moved(_) => true,
            Self::Fault(fault) => fault.kind == FaultKind::Lost,
            _ => false,
        }
    }
}
