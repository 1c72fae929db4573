//! Recovery: what a kill left half done is finished or taken back.

use super::{ApplyError, Hands, Kept, Lock, files, finish, of_phase, old, staged};
use crate::effect::Phase;
use crate::journal::{Entry, JournalError, Logged, Progress};

/// What recovery did with a transition, or would do.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// The transition.
    pub entry: Entry,
    /// Which way it goes.
    pub sense: Sense,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// Late edits that were kept apart.
    pub kept: Vec<Kept>,
}

/// Which way recovery goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// The commit point is passed: what is left is done.
    Finish,
    /// It is not: what was made is taken away again.
    TakeBack,
}

/// A step of a recovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What kind of step it is.
    pub act: StepAct,
    /// The file, or the summary of the effect.
    pub what: String,
    /// Whether the kill came after it, so that there is nothing left of it to do.
    pub was_done: bool,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepAct {
    /// A file gets its new bytes.
    Write,
    /// A file goes.
    Remove,
    /// An effect is performed.
    Perform,
    /// An effect is taken back, as far as it was made.
    Revert,
}

/// Finishes or takes back the last transition, where it is not settled. Doing it again changes
/// nothing. `None` where there was nothing to do.
///
/// # Errors
/// When the journal cannot be read, or something is left that a person has to decide.
pub fn recover(hands: &Hands, lock: &Lock) -> Result<Option<Recovery>, ApplyError> {
    let last = hands.journal.last()?;
    let newest = last.as_ref().map(|last| last.entry.seq);
    let done = settle(hands, last)?;
    // Behind a settled entry, whatever was staged belongs to none.
    staged::clear(hands, lock).map_err(unsettled)?;
    let late = old::settle(hands, newest.unwrap_or_default());
    if late.is_empty() { Ok(done) } else { Err(ApplyError::Late(late)) }
}

/// A recovery that the disk prevents. What it is to settle is still there.
fn unsettled(error: ApplyError) -> ApplyError {
    match error {
        ApplyError::Write { .. }
        | ApplyError::Journal(JournalError::Io { .. } | JournalError::Unsure { .. }) => {
            ApplyError::Left {
                message: format!("what an interrupted move left cannot be settled: {error}"),
                hint: "mend that, then run any flow command".into(),
            }
        }
        error => error,
    }
}

/// Whether there is anything to recover.
///
/// # Errors
/// When the journal cannot be read.
pub fn is_needed(hands: &Hands) -> Result<bool, JournalError> {
    let pending = hands.journal.last()?.is_some_and(|last| !last.is_settled());
    Ok(pending || staged::is_left(&hands.site) || old::is_written(&hands.site.state))
}

fn settle(hands: &Hands, last: Option<Logged>) -> Result<Option<Recovery>, ApplyError> {
    let Some(logged) = pending(hands, last)? else { return Ok(None) };
    bring_to_end(hands, &logged).map(Some).map_err(unsettled)
}

fn bring_to_end(hands: &Hands, logged: &Logged) -> Result<Recovery, ApplyError> {
    let mut recovery = survey(hands, logged)?;
    match recovery.sense {
        Sense::Finish => {
            if !logged.is_committed() {
                hands.journal.record(logged.entry.seq, &Progress::Committed)?;
            }
            recovery.kept = finish(hands, logged)?;
        }
        Sense::TakeBack => {
            roll_back(hands, logged, "it was interrupted before its commit point")?;
        }
    }
    Ok(recovery)
}

/// What [`recover`] would do as things stand. Nothing is changed.
///
/// # Errors
/// When the journal or a file cannot be read.
pub fn recovery(hands: &Hands) -> Result<Option<Recovery>, ApplyError> {
    let last = hands.journal.last()?;
    pending(hands, last)?.map(|logged| survey(hands, &logged)).transpose()
}

/// The last entry, where it is not settled.
fn pending(hands: &Hands, last: Option<Logged>) -> Result<Option<Logged>, ApplyError> {
    let Some(last) = last.filter(|last| !last.is_settled()) else { return Ok(None) };
    if !files::is_ours(&hands.site.root, &last.entry) {
        let path = hands.journal.path(last.entry.seq);
        return Err(JournalError::Corrupt { path, settled: false }.into());
    }
    Ok(Some(last))
}

/// Looks which way it goes, and which of its steps are left.
fn survey(hands: &Hands, logged: &Logged) -> Result<Recovery, ApplyError> {
    let entry = &logged.entry;
    let step = |act, what: &str, was_done| Step { act, what: what.to_owned(), was_done };
    let (sense, steps) = if logged.is_committed() || happened(hands, logged)? {
        let swapped = logged.progress.contains(&Progress::Swapped);
        let mut steps = Vec::new();
        for record in &entry.files {
            let act = if record.after.is_some() { StepAct::Write } else { StepAct::Remove };
            let was_done = swapped || files::is_in_place(&hands.site.root, record)?;
            steps.push(step(act, &record.path, was_done));
        }
        for effect in of_phase(entry, Phase::Finish) {
            let actuator = hands.actuators.of(&effect.kind)?;
            // Where that cannot be told, it is tried.
            let was_done = actuator.happened(&hands.site, &effect.data, &entry.nonce);
            steps.push(step(StepAct::Perform, &effect.summary, was_done.unwrap_or(false)));
        }
        (Sense::Finish, steps)
    } else {
        let effects = of_phase(entry, Phase::Prepare).rev();
        let mut steps: Vec<Step> =
            effects.map(|effect| step(StepAct::Revert, &effect.summary, false)).collect();
        let staged = files::staged(&hands.site.root, &entry.files);
        steps.extend(staged.iter().map(|path| step(StepAct::Remove, path, false)));
        (Sense::TakeBack, steps)
    };
    Ok(Recovery { entry: entry.clone(), sense, steps, kept: Vec::new() })
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
