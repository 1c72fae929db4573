//! Does to a task what moves it nowhere: notes, boxes, fields, and all that [`Verb`]s write.

use std::path::PathBuf;

use super::{Flow, FlowError};
use crate::apply::{Applied, Cleared, Recovery, Sense, apply};
use crate::gate::Marks;
use crate::given::Given;
use crate::plan::{Grounds, Plan, Verb, plan_write};
use crate::snapshot::Snapshot;
use crate::verb::ClaimNext;

/// What a verb wrote, or would.
#[derive(Debug)]
pub struct Wrote {
    /// What was changed, or would be; without files where the cards said it already.
    pub plan: Plan,
    /// What was written; `None` for a dry run, and where nothing was to be changed.
    pub applied: Option<Applied>,
    /// What was recovered before.
    pub recovered: Vec<Recovery>,
}

impl Flow {
    /// What [`Flow::write_cards`] would do as things stand.
    ///
    /// # Errors
    /// When a card is not there, or cannot say it.
    pub fn plan_write(&self, verb: &dyn Verb) -> Result<Wrote, FlowError> {
        self.pending()?;
        let snapshot = self.look()?;
        let mut given = self.given_for(verb, &snapshot);
        let plan = self.write_of(&snapshot, verb, given.as_mut())?;
        Ok(Wrote { plan, applied: None, recovered: Vec::new() })
    }

    /// Has a verb write on the cards that it is about, in one transaction. What it decides, it decides
    /// under the lock.
    ///
    /// # Errors
    /// With nothing changed, unless it says that the plan is committed.
    pub fn write_cards(&self, verb: &dyn Verb) -> Result<Wrote, FlowError> {
        // After-scripts may call flow: those that were left run before the lock is held.
        let mut recovered =
            if self.workflow.after.is_empty() { Vec::new() } else { self.recover_first()? };
        let _shared = if verb.gives_ids() { self.shared_lock()? } else { None };
        let lock = self.lock()?;
        recovered.extend(self.tell(self.recover_under(&lock)?));
        // Who types a killed command again means that one, and not the same a second time.
        let own = |r: &&Recovery| {
            let written = r.entry.writing.as_ref().is_some_and(|w| w.verb == verb.name());
            r.sense == Sense::Finish && written && r.entry.reverts.is_none()
        };
        if let Some(recovery) = recovered.iter().find(own) {
            return Err(super::commit::just_finished(recovery));
        }
        let snapshot = self.read()?;
        let mut given = self.given_for(verb, &snapshot);
        let plan = self.write_of(&snapshot, verb, given.as_mut())?;
        self.uninterrupted()?;
        if plan.files.is_empty() {
            return Ok(Wrote { plan, applied: None, recovered });
        }
        let cleared = Cleared::in_place(plan);
        let applied = apply(&self.hands, &lock, &cleared)?;
        if let Some(given) = given {
            given.remember(&self.site);
        }
        drop(lock);
        Ok(Wrote { plan: cleared.into_plan(), applied: Some(applied), recovered })
    }

    /// Takes the next task that nobody has, for whoever acts.
    ///
    /// # Errors
    /// When there is none, or no room for one.
    pub fn claim_next(&self, dry_run: bool) -> Result<Wrote, FlowError> {
        let waits = |snapshot: &Snapshot| self.waits(snapshot);
        let verb = ClaimNext { waits: &waits };
        if dry_run { self.plan_write(&verb) } else { self.write_cards(&verb) }
    }

    /// Keeps a text that could not be written, in a file of its own in the state folder; its path.
    ///
    /// # Errors
    /// When it cannot be written there either.
    pub fn keep_text(&self, text: &str) -> Result<PathBuf, std::io::Error> {
        let folder = self.site.state.join("texts");
        let name = crate::digest::sha256(text.as_bytes());
        let path = folder.join(format!("{}.md", &name[..12]));
        if !path.exists() {
            self.site.disk.create_dir_all(&folder)?;
            self.site.disk.create(&path, text.as_bytes(), 0o644)?;
        }
        Ok(path)
    }

    /// The numbers that were given, where a verb gives any.
    fn given_for(&self, verb: &dyn Verb, snapshot: &Snapshot) -> Option<Given> {
        verb.gives_ids().then(|| self.given(snapshot))
    }

    fn write_of(
        &self,
        snapshot: &Snapshot,
        verb: &dyn Verb,
        given: Option<&mut Given>,
    ) -> Result<Plan, FlowError> {
        let marks = Marks::default();
        let grounds =
            Grounds { site: &self.site, workflow: &self.workflow, snapshot, marks: &marks };
        let plan = plan_write(grounds, verb, given)?;
        self.are_writable(&plan.files)?;
        Ok(plan)
    }
}
