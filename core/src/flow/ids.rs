//! Gives ids to tasks that have none.

use super::{Flow, FlowError, Outcome};
use crate::apply::{Cleared, Lock, LockError, Recovery, Sense, apply};
use crate::board::{Board, Card};
use crate::fault::{Fault, FaultKind};
use crate::given::Given;
use crate::plan::{Grounds, MoveKind, Plan, PlanError, plan_ids, prefix, resolve, select};
use crate::snapshot::Snapshot;

/// Which tasks are to have ids.
#[derive(Debug, Clone)]
pub struct Unnamed {
    /// Their handles; empty for every live task that has no id and is not at its end.
    pub handles: Vec<String>,
    /// The prefix; needed where the workflow declares several.
    pub prefix: Option<String>,
}

impl Flow {
    /// The numbers that were given already, as far as this machine knows.
    pub fn given(&self, snapshot: &Snapshot) -> Given {
        Given::of(&self.site, &self.workflow, snapshot, &self.plugins)
    }

    /// The plan that gives ids, as things stand. Only under the lock is it sure that nobody else
    /// gives the same.
    ///
    /// # Errors
    /// When a task is not there or has an id, or a board would not read as meant.
    pub fn plan_ids(&self, wanted: &Unnamed) -> Result<Plan, FlowError> {
        self.pending()?;
        let snapshot = self.look()?;
        self.ids_of(&snapshot, wanted, &mut self.given(&snapshot))
    }

    /// Gives ids, each in the card's place.
    ///
    /// # Errors
    /// With nothing changed, unless it says that the plan is committed.
    pub fn give_ids(&self, wanted: &Unnamed) -> Result<Outcome, FlowError> {
        let mut recovered = self.recover_first()?;
        let own = |r: &&Recovery| r.sense == Sense::Finish && r.entry.kind == MoveKind::Id;
        if recovered.iter().any(|recovery| own(&recovery)) {
            let message =
                "an interrupted giving of ids has just been finished; nothing more was done";
            return Err(FlowError::Lost { message: message.to_owned() });
        }
        let _shared = self.shared_lock()?;
        let lock = self.lock()?;
        recovered.extend(self.tell(self.recover_under(&lock)?));
        let snapshot = self.read()?;
        let mut given = self.given(&snapshot);
        let plan = self.ids_of(&snapshot, wanted, &mut given)?;
        self.uninterrupted()?;
        let cleared = Cleared::in_place(plan);
        let applied = apply(&self.hands, &lock, &cleared)?;
        given.remember(&self.site);
        let plan = cleared.into_plan();
        Ok(Outcome { plan, reports: Vec::new(), applied, after: Vec::new(), recovered })
    }

    /// A worktree with boards of its own has a lock of its own: numbers are everybody's.
    pub(super) fn shared_lock(&self) -> Result<Option<Lock>, FlowError> {
        let shared = self.site.shared_state();
        if shared == self.site.state {
            return Ok(None);
        }
        match Lock::acquire(&self.site.disk, shared, &*self.watch) {
            Ok(lock) => Ok(Some(lock)),
            Err(error @ LockError::Held) => Err(FlowError::Lost { message: error.to_string() }),
            Err(LockError::Interrupted) => {
                Err(Fault::failed("interrupted").kind(FaultKind::Interrupted).into())
            }
            Err(LockError::Io { path, error }) => Err(FlowError::State { path, error }),
        }
    }

    fn ids_of(
        &self,
        snapshot: &Snapshot,
        wanted: &Unnamed,
        given: &mut Given,
    ) -> Result<Plan, FlowError> {
        let prefix = prefix(&self.workflow, wanted.prefix.as_deref())?;
        let cards = self.unnamed(snapshot, &wanted.handles)?;
        let marks = crate::gate::Marks::default();
        let grounds =
            Grounds { site: &self.site, workflow: &self.workflow, snapshot, marks: &marks };
        let plan = plan_ids(grounds, &cards, &prefix, given)?;
        self.are_writable(&plan.files)?;
        Ok(plan)
    }

    /// The cards that are meant, in the order of the boards.
    fn unnamed<'s>(
        &self,
        snapshot: &'s Snapshot,
        handles: &[String],
    ) -> Result<Vec<(&'s Board, &'s Card)>, PlanError> {
        let mut cards = Vec::new();
        for handle in handles {
            let id = resolve(snapshot, handle)?;
            let found = select(&self.workflow, snapshot, &id, None)?;
            if !cards.iter().any(|(_, card): &(&Board, &Card)| card.id == id) {
                cards.push(found);
            }
        }
        if handles.is_empty() {
            cards = snapshot.cards().collect();
            cards.retain(|(_, card)| {
                let over = card.closed || self.workflow.stage(&card.stage).ends;
                card.id.is_handle() && !over
            });
        }
        Ok(cards)
    }
}
