//! Brings a move to its end: plan, judge, lock, decide again, apply.

use std::sync::Arc;

use super::{Cleared, Flow, FlowError, Judgement, Request};
use crate::apply::{Applied, Recovered, recover};
use crate::fault::{Fault, FaultKind};
use crate::gate::{GateReport, Verdict};
use crate::journal::Entry;
use crate::plan::{MoveKind, Plan, PlanError};
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
}

impl Flow {
    /// The gates of the transition that a request means, without moving anything.
    ///
    /// # Errors
    /// As [`Flow::advance`], but for refusals of the gates, which are in the judgement.
    pub fn verify(&self, request: &Request) -> Result<(Judgement, Plan), FlowError> {
        let snapshot = Arc::new(self.look()?);
        let mov = self.resolve(&snapshot, request)?;
        self.consented(&mov)?;
        let plan = self.plan(&snapshot, &mov, &crate::gate::Marks::default())?;
        let judgement = self.judge(&snapshot, &plan);
        match self.clear(&snapshot, judgement, plan.clone()) {
            Ok(Cleared { judgement, plan }) => Ok((judgement, plan)),
            Err(FlowError::Refused(judgement)) => Ok((*judgement, plan)),
            Err(error) => Err(error),
        }
    }

    /// Makes the move that a request means.
    ///
    /// # Errors
    /// With nothing changed, unless it says that the move is committed.
    pub fn advance(&self, request: &Request) -> Result<Outcome, FlowError> {
        let finished = self.recover_first()?;
        let mut snapshot = Arc::new(self.read()?);
        let mov = self.resolve(&snapshot, request)?;
        // Who types a killed command again means that move, and not the one after it.
        if let Some(entry) = finished.filter(|e| e.id == mov.id.as_str() && request.from.is_none())
        {
            return Err(just_finished(&entry));
        }
        self.consented(&mov)?;
        for _ in 0..TRIES {
            let plan = self.plan(&snapshot, &mov, &crate::gate::Marks::default())?;
            let judgement = self.judge(&snapshot, &plan);
            self.uninterrupted(&judgement)?;
            let cleared = self.clear(&snapshot, judgement, plan)?;
            let lock = self.lock()?;
            recover(&self.hands, &lock)?;
            let now = self.read_again(&snapshot)?;
            let unchanged = Arc::ptr_eq(&now, &snapshot);
            let Some(cleared) = self.again(&now, cleared, unchanged)? else {
                snapshot = now;
                continue;
            };
            let gates = cleared.judgement.passed();
            match crate::apply::apply(&self.hands, &lock, &cleared.plan, gates) {
                Ok(applied) => {
                    drop(lock);
                    let after = self.after(&now, &applied.entry);
                    let Cleared { judgement, plan } = cleared;
                    return Ok(Outcome { plan, reports: judgement.reports, applied, after });
                }
                Err(error) if error.is_race() => snapshot = Arc::new(self.read()?),
                Err(error) => return Err(error.into()),
            }
        }
        Err(FlowError::Lost {
            message: format!(
                "the boards, or what the gates looked at, kept changing while {} was judged",
                mov.id
            ),
        })
    }

    /// Takes the last transition back.
    ///
    /// # Errors
    /// With nothing changed, unless it says that the move is committed.
    pub fn undo(&self) -> Result<Outcome, FlowError> {
        if let Some(entry) = self.recover_first()?.filter(|entry| entry.kind == MoveKind::Undo) {
            return Err(just_finished(&entry));
        }
        let lock = self.lock()?;
        recover(&self.hands, &lock)?;
        let plan = self.undo_of(&self.read()?)?;
        let applied = crate::apply::apply(&self.hands, &lock, &plan, Vec::new())?;
        Ok(Outcome { plan, reports: Vec::new(), applied, after: Vec::new() })
    }

    /// Recovers, and gives the entry that this finished.
    fn recover_first(&self) -> Result<Option<Entry>, FlowError> {
        let finished = match self.recover()? {
            Recovered::Finished(_) => self.hands.journal.last()?.map(|last| last.entry),
            Recovered::TakenBack(_) | Recovered::Nothing => None,
        };
        self.after_pending()?;
        Ok(finished)
    }

    /// A gate that was interrupted ends the command; it is no refusal.
    fn uninterrupted(&self, judgement: &Judgement) -> Result<(), FlowError> {
        if self.watch.interrupted() {
            return Err(Fault::failed("interrupted").kind(FaultKind::Interrupted).into());
        }
        for report in &judgement.reports {
            if let Verdict::Broken(fault) = &report.verdict
                && fault.kind == FaultKind::Interrupted
            {
                return Err(fault.clone().into());
            }
        }
        Ok(())
    }

    /// Decides again under the lock, on the boards as they are now. `None` where the grounds of the
    /// judgement have changed, so that it has to be made again.
    fn again(
        &self,
        now: &Arc<Snapshot>,
        cleared: Cleared,
        unchanged: bool,
    ) -> Result<Option<Cleared>, FlowError> {
        let Cleared { judgement, plan: old } = cleared;
        // On the same boards the same plan comes out; what hooks see beside the boards may differ.
        if unchanged && old.transition.hooks.is_empty() {
            let holds = self.still_holds(now, &judgement, &old);
            return Ok(holds.then_some(Cleared { judgement, plan: old }));
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

fn just_finished(entry: &Entry) -> FlowError {
    let Entry { id, from, to, .. } = entry;
    let message = format!(
        "the interrupted move of {id} from {from} to {to} has just been finished; nothing more was done"
    );
    FlowError::Lost { message }
}
