//! Recovery: what a kill left half done is finished or taken back.

use super::{ApplyError, Hands, Lock, finish, of_phase, old, staged};
use crate::effect::Phase;
use crate::journal::{JournalError, Logged, Progress};

/// What recovery did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovered {
    /// There was nothing to do.
    Nothing,
    /// The transition of this task had passed its commit point, and is now finished.
    Finished(String),
    /// The transition of this task had not, and everything it made is gone again.
    TakenBack(String),
}

/// Finishes or takes back the last transition, where it is not settled. Doing it again changes
/// nothing.
///
/// # Errors
/// When the journal cannot be read, or something is left that a person has to decide.
pub fn recover(hands: &Hands, lock: &Lock) -> Result<Recovered, ApplyError> {
    let done = settle(hands, lock)?;
    // Behind a settled entry, whatever was staged belongs to none.
    staged::clear(hands, lock)?;
    let late = old::settle(hands);
    if late.is_empty() { Ok(done) } else { Err(ApplyError::Late(late)) }
}

/// Whether there is anything to recover.
///
/// # Errors
/// When the journal cannot be read.
pub fn is_needed(hands: &Hands) -> Result<bool, JournalError> {
    let pending = hands.journal.last()?.is_some_and(|last| !last.is_settled());
    Ok(pending || staged::is_left(&hands.site) || old::is_written(&hands.site.state))
}

fn settle(hands: &Hands, _lock: &Lock) -> Result<Recovered, ApplyError> {
    let Some(logged) = hands.journal.last()? else { return Ok(Recovered::Nothing) };
    if logged.is_settled() {
        return Ok(Recovered::Nothing);
    }
    let id = logged.entry.id.clone();
    if logged.is_committed() || happened(hands, &logged)? {
        if !logged.is_committed() {
            hands.journal.record(logged.entry.seq, &Progress::Committed)?;
        }
        finish(hands, &logged)?;
        Ok(Recovered::Finished(id))
    } else {
        roll_back(hands, &logged, "it was interrupted before its commit point")?;
        Ok(Recovered::TakenBack(id))
    }
}

/// Whether the base branch moved before the kill: then the commit point is passed.
pub(super) fn happened(hands: &Hands, logged: &Logged) -> Result<bool, ApplyError> {
    let entry = &logged.entry;
    match of_phase(entry, Phase::Commit).next() {
        None => Ok(false),
        Some(effect) => {
            let actuator = hands.actuators.of(&effect.kind)?;
            Ok(actuator.happened(&hands.site, &effect.data, &entry.nonce)?)
        }
    }
}

/// Takes back everything that bears the entry's nonce.
pub(super) fn roll_back(hands: &Hands, logged: &Logged, why: &str) -> Result<(), ApplyError> {
    let entry = &logged.entry;
    for effect in of_phase(entry, Phase::Prepare).rev() {
        hands.actuators.revert(&hands.site, effect, &entry.nonce)?;
    }
    staged::unstage(hands, &entry.files);
    let why = why.to_owned();
    Ok(hands.journal.record(entry.seq, &Progress::RolledBack { why })?)
}
