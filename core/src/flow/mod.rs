//! The whole way of a transition, one step after the other: look, plan, judge, apply.

mod after;
mod change;
mod commit;
mod doctor;
mod error;
mod ids;
mod judge;
mod look;
mod mend;
mod request;
mod steps;
mod trust;
mod write;

#[cfg(test)]
mod tests;

pub use change::Against;
pub use commit::Outcome;
pub use doctor::Examined;
pub use error::FlowError;
pub use ids::Unnamed;
pub use judge::Judgement;
pub use mend::Mended;
pub use request::Request;
pub use write::Wrote;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::apply::{Hands, Lock, LockError, Recovery, is_needed, recovery};
use crate::board::open;
use crate::check;
use crate::effect::Actuators;
use crate::fault::{Fault, FaultKind};
use crate::find::Waits;
use crate::id::TaskId;
use crate::journal::{History, Journal, JournalError, Logged, Pages};
use crate::path::RelPath;
use crate::plan::{Plan, PlanError, Which, plan_undo, which};
use crate::plugin::Plugins;
use crate::problem::Problem;
use crate::script::{Intents, Library, MAX_SOURCE, Questions};
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::trust::{Bill, TrustStore};
use crate::watch::Watch;
use crate::within;
use crate::workflow::{Action, BundledScript, Workflow};

/// A workflow at work in one repository. Made once for a command, from what the root hands in.
pub struct Flow {
    site: Arc<Site>,
    workflow: Arc<Workflow>,
    plugins: Plugins,
    library: Library,
    questions: Questions,
    intents: Intents,
    hands: Hands,
    watch: Arc<dyn Watch>,
    trust: TrustStore,
    bill: Bill,
}

/// What a [`Flow`] is made of.
pub struct Parts {
    /// Where and for whom.
    pub site: Site,
    /// The workflow.
    pub workflow: Workflow,
    /// The plugins of this binary.
    pub plugins: Plugins,
    /// The scripts in this binary.
    pub scripts: &'static [BundledScript],
    /// Who watches.
    pub watch: Arc<dyn Watch>,
    /// The user's trust.
    pub trust: TrustStore,
}

impl Flow {
    /// Puts the parts together, and reads the scripts that the workflow names: the bytes that are
    /// read here are those that trust is asked for and those that run.
    ///
    /// # Errors
    /// When a script cannot be read.
    pub fn new(parts: Parts) -> Result<Self, FlowError> {
        let Parts { site, workflow, plugins, scripts, watch, trust } = parts;
        site.own_state().map_err(|path| {
            let error = std::io::Error::other("it is a link, which flow never makes");
            FlowError::State { path, error }
        })?;
        let named = named_scripts(&site.root, &workflow)?;
        let bill = Bill::of(&workflow, named.clone());
        let library = Library::new(
            scripts.iter().map(|script| (script.name, script.source)),
            named.into_iter().filter_map(|(path, text)| Some((RelPath::new(&path).ok()?, text))),
        );
        let site = Arc::new(Site { trusted: trust.is_agreed(&bill), ..site });
        let journal = Journal::new(&site.state, site.disk.clone());
        let actuators = plugins.iter().flat_map(|plugin| plugin.actuators()).collect();
        let actuators = Actuators::new(actuators, site.disk.clone());
        let hands = Hands { site: site.clone(), journal, actuators };
        Ok(Self {
            questions: Questions::of(&plugins),
            intents: Intents::of(&plugins),
            workflow: Arc::new(workflow),
            site,
            plugins,
            library,
            hands,
            watch,
            trust,
            bill,
        })
    }

    /// Where and for whom.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The workflow.
    pub fn workflow(&self) -> &Workflow {
        &self.workflow
    }

    fn read(&self) -> Result<Snapshot, FlowError> {
        Ok(Snapshot::read(&self.site.root, &self.workflow)?)
    }

    /// Reads all boards again. Where no byte of them has changed, it is the same snapshot.
    fn read_again(&self, before: &Arc<Snapshot>) -> Result<Arc<Snapshot>, FlowError> {
        let same = before
            .boards()
            .iter()
            .all(|board| open(&self.site.root, &board.path).is_ok_and(|text| text == board.text));
        if same { Ok(before.clone()) } else { Ok(Arc::new(self.read()?)) }
    }

    /// Finishes or takes back what a kill left half done. `None` where there is nothing to do.
    ///
    /// # Errors
    /// When the lock cannot be had, or something is left that a person has to decide.
    pub fn recover(&self) -> Result<Option<Recovery>, FlowError> {
        // Where nothing was left there is nothing to lock for.
        if !is_needed(&self.hands)? {
            return Ok(None);
        }
        let lock = self.lock()?;
        self.recover_under(&lock)
    }

    /// What [`Flow::recover`] would do as things stand.
    ///
    /// # Errors
    /// When the journal or a file cannot be read.
    pub fn recovery(&self) -> Result<Option<Recovery>, FlowError> {
        Ok(recovery(&self.hands)?)
    }

    fn lock(&self) -> Result<Lock, FlowError> {
        let held = Lock::acquire(&self.site.disk, &self.site.state, &*self.watch);
        held.map_err(|error| match error {
            LockError::Held => FlowError::Lost { message: error.to_string() },
            LockError::Interrupted => {
                Fault::failed("interrupted").kind(FaultKind::Interrupted).into()
            }
            LockError::Io { path, error } => FlowError::State { path, error },
        })
    }

    /// Whether a task is finished, and why.
    pub fn finished(&self, snapshot: &Snapshot, id: &TaskId) -> crate::finished::Finished {
        crate::finished::finished(&self.site, &self.workflow, snapshot, &self.plugins, id)
    }

    /// Which tasks wait for which.
    pub fn waits(&self, snapshot: &Snapshot) -> Waits {
        Waits::of(&self.site, &self.workflow, snapshot, &self.plugins)
    }

    /// What is not as it should be, on the boards and beside them.
    ///
    /// # Errors
    /// When a board cannot be read.
    pub fn check(&self) -> Result<Vec<Problem>, FlowError> {
        Ok(self.check_on(&self.look()?))
    }

    /// The same, for boards that were read already.
    pub fn check_on(&self, snapshot: &Snapshot) -> Vec<Problem> {
        check::check(&self.site, &self.workflow, snapshot, &self.plugins)
    }

    /// The past transitions, the oldest first, and the entries that cannot be read.
    ///
    /// # Errors
    /// When the journal's folder cannot be read.
    pub fn log(&self) -> Result<Pages, FlowError> {
        Ok(self.hands.journal.all()?)
    }

    /// The last transition, where it was not brought to its end: it is under way, or was killed.
    ///
    /// # Errors
    /// When the last entry cannot be read.
    pub fn pending(&self) -> Result<Option<Logged>, FlowError> {
        Ok(self.hands.journal.last()?.filter(|last| !last.is_settled()))
    }

    /// The plan that takes a transition back.
    ///
    /// # Errors
    /// When there is none, or it cannot be taken back.
    pub fn plan_undo(&self, which: &Which) -> Result<Plan, FlowError> {
        self.pending()?;
        self.undo_of(&self.look()?, which)
    }

    fn undo_of(&self, snapshot: &Snapshot, asked: &Which) -> Result<Plan, FlowError> {
        let history = self.history()?;
        let marks = crate::gate::Marks::default();
        let grounds = crate::plan::Grounds {
            site: &self.site,
            workflow: &self.workflow,
            snapshot,
            marks: &marks,
        };
        let invert = |record: &crate::journal::ExternalRecord, nonce: &str| {
            let actuator = self.hands.actuators.of(&record.effect.kind)?;
            actuator.inverse(&self.site, &record.effect.data, nonce)
        };
        let entry = which(&history, asked).map_err(|error| self.not_meant(asked, error))?;
        let plan = plan_undo(grounds, &history, entry, &invert)?;
        self.are_writable(&plan.files)?;
        Ok(plan)
    }

    /// Why none of the moves is the one to be undone.
    fn not_meant(&self, asked: &Which, error: PlanError) -> FlowError {
        match error {
            PlanError::NoMove { asked: name } => self.no_move(asked, name),
            error => error.into(),
        }
    }

    /// Why a move that was asked for cannot be undone, where the history lacks it.
    fn no_move(&self, asked: &Which, name: String) -> FlowError {
        let Which::Number(seq) = *asked else { return PlanError::NoMove { asked: name }.into() };
        match self.hands.journal.read(seq) {
            Ok(_) => PlanError::NeverMade { seq }.into(),
            Err(error @ (JournalError::Corrupt { .. } | JournalError::Newer { .. })) => {
                error.into()
            }
            Err(_) => PlanError::NoMove { asked: name }.into(),
        }
    }

    /// What is known of the past: an entry that cannot be read is as if it were not there, and what
    /// depends on its bytes finds them changed.
    pub(super) fn history(&self) -> Result<History, FlowError> {
        Ok(History::new(self.hands.journal.all()?.entries))
    }
}

/// The texts of the scripts that a workflow names, by path.
fn named_scripts(root: &Path, workflow: &Workflow) -> Result<BTreeMap<String, String>, FlowError> {
    let steps =
        workflow.gates.values().chain(workflow.hooks.values()).chain(workflow.after.values());
    let mut texts = BTreeMap::new();
    for step in steps {
        let Action::Script(path) = &step.action else { continue };
        let bad = |why: &str| Fault::failed(format!("the script {path} cannot be used: {why}"));
        let read = within::read(root, path);
        let read = read.map_err(|astray| Fault::from(astray).kind(FaultKind::Failed))?;
        let bytes = read.ok_or_else(|| bad("it is not there"))?;
        if bytes.len() > MAX_SOURCE {
            return Err(bad(&format!("it is larger than {} KiB", MAX_SOURCE / 1024)).into());
        }
        let text = String::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        texts.insert(path.to_string(), text);
    }
    Ok(texts)
}
