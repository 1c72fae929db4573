//! What the repository asks its user to agree to, and what the user says.

use super::{Flow, FlowError};
use crate::plan::Move;
use crate::script::Consent;
use crate::trust::{Claim, Runs, TrustError};

impl Flow {
    /// What the repository would have executed, beside what its user has agreed to before.
    pub fn claim(&self) -> Claim {
        let mut runs = self.bill.runs(&self.questions);
        for plugin in self.plugins.iter() {
            let configured = plugin.configured(&self.site).into_iter();
            runs.extend(configured.map(|(name, line)| Runs::new("git", &name, vec![line], false)));
        }
        self.trust.claim(&self.bill, runs)
    }

    /// Whether the user has asked flow to stop.
    pub fn is_interrupted(&self) -> bool {
        self.watch.interrupted()
    }

    /// Whether the user trusts what the repository brings, or it brings nothing.
    pub fn is_trusted(&self) -> bool {
        self.consent().is_some()
    }

    /// Whether the user has said so, even where there was nothing that asked for it.
    pub fn is_agreed(&self) -> bool {
        self.trust.is_agreed(&self.bill)
    }

    /// Records that the user agrees to what was claimed.
    ///
    /// # Errors
    /// When the record cannot be used or written; it is as it was then.
    pub fn grant_trust(&self, claim: &Claim) -> Result<(), TrustError> {
        self.trust.grant(&self.site.disk, claim)
    }

    /// Takes the user's trust back. `false` where there was none.
    ///
    /// # Errors
    /// When the record cannot be used or written; it is as it was then.
    pub fn revoke_trust(&self) -> Result<bool, TrustError> {
        self.trust.revoke(&self.site.disk)
    }

    /// The consent to run what the repository brings; `None` where the user has not given it.
    pub(super) fn consent(&self) -> Option<Consent> {
        self.trust.consent(&self.bill)
    }

    /// Refuses where the transition would execute what the user has not trusted.
    pub(super) fn consented(&self, mov: &Move) -> Result<(), FlowError> {
        let Some(transition) = self.workflow.transition(&mov.from, &mov.to) else { return Ok(()) };
        let gates = self.gates_of(&transition.gates);
        let hooks = transition.hooks.iter().filter_map(|name| self.workflow.hooks.get(name));
        let after = transition.after.iter().filter_map(|name| self.workflow.after.get(name));
        let mut steps = gates.into_iter().chain(hooks).chain(after);
        if steps.any(|step| step.action.needs_consent()) && !self.is_trusted() {
            return Err(FlowError::Untrusted(Box::new(self.claim())));
        }
        Ok(())
    }
}
