//! `flow doctor`: looks at everything beside the boards, and makes the repairs that are safe.

use super::{Flow, FlowError};
use crate::apply::Recovery;
use crate::doctor::{self, Finding};
use crate::problem::Severity;
use crate::snapshot::Snapshot;

/// What `flow doctor` found and did.
pub struct Examined {
    /// What is not as it should be, or was not.
    pub findings: Vec<Finding>,
    /// What was recovered first.
    pub recovered: Option<Recovery>,
}

impl Flow {
    /// What is not as it should be beside the boards. Nothing is changed.
    pub fn examine(&self) -> Vec<Finding> {
        self.findings(doctor::is_at_work(&self.hands))
    }

    /// The same; and under the lock, what can be mended safely is. A move that is half done is
    /// recovered first.
    ///
    /// # Errors
    /// When the lock cannot be had.
    pub fn mend(&self) -> Result<Examined, FlowError> {
        let lock = self.lock()?;
        // Where recovery cannot come to its end, the finding says how to see why.
        let recovered = self.recover_under(&lock).unwrap_or_default();
        let mut findings = self.findings(false);
        findings.iter_mut().for_each(Finding::mend);
        Ok(Examined { findings, recovered })
    }

    fn findings(&self, at_work: bool) -> Vec<Finding> {
        let nonces = doctor::nonces(&self.hands);
        let mut findings = Vec::new();
        let snapshot = self.look().unwrap_or_else(|error| {
            let why = error.to_string();
            findings.push(Finding::new("board", Severity::Error, why, "flow check"));
            Snapshot::default()
        });
        let boards = self.workflow.stages.iter().filter_map(|stage| stage.board.as_ref());
        let boards: Vec<String> = boards.map(ToString::to_string).collect();
        findings.extend(doctor::examine(&self.hands, &nonces, &boards, at_work));
        if let Some(error) = self.trust.trouble() {
            let fix = "see what is asked for, and agree again: flow trust";
            findings.push(Finding::new("trust-store", Severity::Error, error.to_string(), fix));
        }
        for plugin in self.plugins.iter() {
            findings.extend(plugin.doctor(&self.site, &self.workflow, &snapshot, &nonces));
        }
        findings
    }
}
