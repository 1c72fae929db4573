//! Brings a move to its end: plan, judge, lock, decide again, apply.

use std::sync::Arc;

use super::{Flow, FlowError, Judgement, Request};
use crate::apply::{Applied, ApplyError, Cleared, Kept, Lock, Recovery, Sense, apply, recover};
use crate::fault::{Fault, FaultKind};
use crate::gate::GateReport;
use crate::journal::Entry;
use crate::plan::{Move, MoveKind, Plan, PlanError, Which};
use crate::snapshot::Snapshot;

/// How often a judgement is made again when its grounds have changed.
const TRIES: usize = 3;

/// A move that was made.
#[derive(Debug)]
pub struct Outcome {
    /// What was applied.
    pub plan: Plan,
    /// What the gates said.
    pub reports: Vec<GateReport>,
    /// What was written.
    pub applied: Applied,
    /// What the after-scripts said.
    pub after: Vec<String>,
    /// What was recovered before.
    pub recovered: Vec<Recovery>,
}

impl Flow {
    /// The gates of the transition that a request means, without moving anything.
    ///
    /// # Errors
    /// As [`Flow::advance`], but for refusals of the gates, which are in the judgement.
    pub fn verify(&self, request: &Request) -> Result<(Judgement, Plan), FlowError> {
        self.verify_behind(&[], request)
    }

    /// The same behind other moves, none of which is made: what they fill and free counts.
    ///
    /// # Errors
    /// As [`Flow::verify`].
    pub fn verify_behind(
        &self,
        others: &[Move],
        request: &Request,
    ) -> Result<(Judgement, Plan), FlowError> {
        self.ask(others, request).map_err(|error| self.or_interrupted(error))
    }

    fn ask(&self, others: &[Move], request: &Request) -> Result<(Judgement, Plan), FlowError> {
        // What stops the move must stop its dry run as well.
        self.pending()?;
        let mut snapshot = self.look()?;
        others.iter().for_each(|other| snapshot.assume(&other.id, &other.from, &other.to));
        let snapshot = Arc::new(snapshot);
        let mov = self.resolve(&snapshot, request)?;
        self.consented(&mov)?;
        let plan = self.plan(&snapshot, &mov, &crate::gate::Marks::default())?;
        let judgement = self.judge(&snapshot, &plan);
        self.uninterrupted()?;
        match self.clear(&snapshot, judgement, plan.clone()) {
            Ok((judgement, cleared)) => Ok((judgement, cleared.into_plan())),
            Err(FlowError::Refused(judgement)) => Ok((*judgement, plan)),
            Err(error) => Err(error),
        }
    }

    /// Makes the move that a request means.
    ///
    /// # Errors
    /// With nothing changed, unless it says that the move is committed.
    pub fn advance(&self, request: &Request) -> Result<Outcome, FlowError> {
        self.make(request).map_err(|error| self.or_interrupted(error))
    }

    fn make(&self, request: &Request) -> Result<Outcome, FlowError> {
        let mut recovered = self.recover_first()?;
        let mut snapshot = Arc::new(self.look()?);
        let mov = self.resolve(&snapshot, request)?;
        // Who types a killed command again means that move, and not the one after it.
        let own = |r: &&Recovery| {
            r.sense == Sense::Finish && r.entry.id == mov.id.as_str() && r.entry.from != r.entry.to
        };
        if let Some(recovery) = recovered.iter().find(own).filter(|_| request.from.is_none()) {
            return Err(just_finished(recovery));
        }
        self.consented(&mov)?;
        let mut lost = None;
        for _ in 0..TRIES {
            let plan = self.plan(&snapshot, &mov, &crate::gate::Marks::default())?;
            let judgement = self.judge(&snapshot, &plan);
            self.uninterrupted()?;
            let judged = self.clear(&snapshot, judgement, plan)?;
            let lock = self.lock()?;
            recovered.extend(self.tell(self.recover_under(&lock)?));
            let now = self.read_again(&snapshot)?;
            let unchanged = Arc::ptr_eq(&now, &snapshot);
            let Some((judgement, cleared)) = self.again(&now, judged, unchanged)? else {
                snapshot = now;
                continue;
            };
            // The last look: a move that has been begun is brought to its end.
            self.uninterrupted()?;
            match apply(&self.hands, &lock, &cleared) {
                Ok(applied) => {
                    drop(lock);
                    let after = self.after(&now, &applied.entry);
                    let (plan, reports) = (cleared.into_plan(), judgement.reports);
                    return Ok(Outcome { plan, reports, applied, after, recovered });
                }
                Err(error) if error.is_race() => {
                    lost = Some(error);
                    snapshot = Arc::new(self.look()?);
                }
                Err(error) => return Err(error.into()),
            }
        }
        // Who was in the way is known, such as another git that holds a lock.
        if let Some(error @ ApplyError::Fault(_)) = lost {
            return Err(error.into());
        }
        Err(FlowError::Lost {
            message: format!(
                "the boards, or what the gates looked at, kept changing while {} was judged",
                mov.id
            ),
        })
    }

    /// Takes a transition back.
    ///
    /// # Errors
    /// With nothing changed, unless it says that the move is committed.
    pub fn undo(&self, which: &Which) -> Result<Outcome, FlowError> {
        let mut recovered = self.recover_before_undoing()?;
        let lock = self.lock()?;
        recovered.extend(self.tell(self.recover_under(&lock)?));
        let plan = self.undo_of(&self.read()?, which)?;
        self.uninterrupted()?;
        let cleared = Cleared::undoing(plan);
        let applied = apply(&self.hands, &lock, &cleared)?;
        let plan = cleared.into_plan();
        Ok(Outcome { plan, reports: Vec::new(), applied, after: Vec::new(), recovered })
    }

    /// Recovers before an undoing: who types a killed one again means that one.
    pub(super) fn recover_before_undoing(&self) -> Result<Vec<Recovery>, FlowError> {
        let recovered = self.recover_first()?;
        let undone = |r: &&Recovery| r.sense == Sense::Finish && r.entry.kind == MoveKind::Undo;
        match recovered.iter().find(undone) {
            Some(recovery) => Err(just_finished(recovery)),
            None => Ok(recovered),
        }
    }

    /// Recovers before anything else, and runs the after-scripts that were left.
    pub(super) fn recover_first(&self) -> Result<Vec<Recovery>, FlowError> {
        let recovered = self.tell(self.recover()?);
        self.after_pending()?;
        Ok(recovered.into_iter().collect())
    }

    /// Recovers under the lock.
    pub(super) fn recover_under(&self, lock: &Lock) -> Result<Option<Recovery>, FlowError> {
        Ok(recover(&self.hands, lock)?)
    }

    /// Tells those who watch what was recovered on the way to what they asked for.
    pub(super) fn tell(&self, recovered: Option<Recovery>) -> Option<Recovery> {
        if let Some(Recovery { entry, sense, kept, .. }) = &recovered {
            let what = match sense {
                Sense::Finish => "was interrupted, and has been finished",
                Sense::TakeBack => "was interrupted, and has been taken back",
            };
            self.watch.line("recover", &format!("{} {what}", entry.told()));
            for Kept { file, of } in kept {
                let line = format!("a late edit of {of} was kept apart in {file}");
                self.watch.line("recover", &line);
            }
        }
        recovered
    }

    /// Ends the command where the user has asked to stop.
    pub(super) fn uninterrupted(&self) -> Result<(), FlowError> {
        if !self.watch.interrupted() {
            return Ok(());
        }
        Err(Fault::failed("interrupted").kind(FaultKind::Interrupted).into())
    }

    /// A gate or a hook that fails because it was interrupted is no refusal, whatever it says.
    fn or_interrupted(&self, error: FlowError) -> FlowError {
        match error {
            FlowError::Refused(_) | FlowError::Plan(PlanError::Fault(_)) | FlowError::Fault(_) => {
                self.uninterrupted().err().unwrap_or(error)
            }
            error => error,
        }
    }

    /// Decides again under the lock, on the boards as they are now. `None` where the grounds of the
    /// judgement have changed, so that it has to be made again.
    fn again(
        &self,
        now: &Arc<Snapshot>,
        (judgement, cleared): (Judgement, Cleared),
        unchanged: bool,
    ) -> Result<Option<(Judgement, Cleared)>, FlowError> {
        let old = cleared.plan();
        // On the same boards the same plan comes out; what hooks see beside the boards may differ.
        if unchanged && old.transition.hooks.is_empty() {
            let holds = self.still_holds(now, &judgement, old);
            return Ok(holds.then_some((judgement, cleared)));
        }
        let mov = old.mov.clone();
        let marks = judgement.marks();
        let plan = match self.plan(now, &mov, &marks) {
            Err(FlowError::Plan(PlanError::NotThere { id, from, places })) => {
                let place =
                    places.first().map_or(String::new(), |p| format!(": it is in {} now", p.stage));
                let message = format!("{id} has left {from} meanwhile{place}");
                return Err(FlowError::Lost { message });
            }
            Err(FlowError::Plan(PlanError::NoCard { .. } | PlanError::Closed { .. })) => {
                let message = format!("{} has left {} meanwhile", mov.id, mov.from);
                return Err(FlowError::Lost { message });
            }
            planned => planned?,
        };
        match self.still_holds(now, &judgement, &plan) {
            true => judgement.cleared(plan).map(Some),
            false => Ok(None),
        }
    }
}

pub(super) fn just_finished(recovery: &Recovery) -> FlowError {
    let Entry { id, from, to, .. } = &recovery.entry;
    let what = match from == to || recovery.entry.is_mend() {
        true => format!("{} was interrupted, and", recovery.entry.told()),
        false => format!("the interrupted move of {id} from {from} to {to}"),
    };
    let message = format!("{what} has just been finished; nothing more was done");
    FlowError::Lost { message }
}
