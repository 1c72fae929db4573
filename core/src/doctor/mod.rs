//! What `flow doctor` finds: everything that is not as it should be beside the boards, and what can be
//! done about it.
//!
//! Looking changes nothing. A repair is offered only where it is safe by construction: it touches
//! what flow made, and nothing whose bytes are not accounted for. For the rest, the commands are told
//! and a person types them.

mod journal;
mod leftovers;
mod place;

pub use place::network;

use serde::Serialize;

use crate::apply::{Hands, Lock};
use crate::fault::Fault;
use crate::problem::{Problem, Severity};

/// A finding, with the repair that flow itself can make.
#[derive(Serialize)]
pub struct Finding {
    /// What is wrong, and what a person can do about it.
    #[serde(flatten)]
    pub problem: Problem,
    /// Whether the repair was made.
    pub mended: bool,
    /// Whether `flow doctor --fix` makes the repair.
    pub mends: bool,
    #[serde(skip)]
    repair: Option<Repair>,
}

/// A repair that is safe by construction. It is made under the lock, right after the finding.
pub type Repair = Box<dyn Fn() -> Result<(), Fault>>;

impl Finding {
    /// A finding without a place.
    pub fn new(
        code: &'static str,
        severity: Severity,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        let problem = Problem::new(code, severity, message.into(), fix.into());
        Self { problem, mended: false, mends: false, repair: None }
    }

    /// In this file or folder.
    #[must_use]
    pub fn at(mut self, path: impl ToString) -> Self {
        self.problem.board = Some(path.to_string());
        self
    }

    /// With the repair that `flow doctor --fix` makes.
    #[must_use]
    pub fn mends(mut self, repair: impl Fn() -> Result<(), Fault> + 'static) -> Self {
        self.repair = Some(Box::new(repair));
        self.mends = true;
        self
    }

    /// Makes the repair, where there is one. A repair that fails says why in place of the finding.
    pub(crate) fn mend(&mut self) {
        let Some(repair) = &self.repair else { return };
        match repair() {
            Ok(()) => self.mended = true,
            Err(fault) => {
                self.problem.message += &format!("; it could not be mended: {}", fault.message);
                self.problem.fix = fault.hint.unwrap_or_else(|| self.problem.fix.clone());
            }
        }
    }

    /// Whether it is still as it was found, and something has to be done about it.
    pub fn needs_doing(&self) -> bool {
        !self.mended && self.problem.severity == Severity::Error
    }
}

/// Whose leftovers are whose: what the journal knows of transactions.
#[derive(Debug, Clone, Default)]
pub struct Nonces {
    /// The nonce of the transaction that is not brought to its end. What bears it is recovery's.
    pub pending: Option<String>,
    /// Those of transactions that are.
    pub settled: Vec<String>,
    /// Whether there are entries that cannot be read: any other nonce may be theirs.
    pub unreadable: bool,
}

impl Nonces {
    /// Whether what bears this nonce can be needed by nothing any more.
    pub fn is_over(&self, nonce: &str) -> bool {
        let settled = self.settled.iter().any(|known| known == nonce);
        settled || (!self.unreadable && self.pending.as_deref() != Some(nonce))
    }
}

/// What the core itself finds. Where another flow is at work, what looks half done is under way.
pub(crate) fn examine(
    hands: &Hands,
    nonces: &Nonces,
    boards: &[String],
    at_work: bool,
) -> Vec<Finding> {
    let mut found = journal::examine(hands, at_work);
    found.extend(leftovers::examine(hands, nonces, boards, at_work));
    found.extend(place::examine(&hands.site));
    found
}

/// What the journal knows of transactions.
pub(crate) fn nonces(hands: &Hands) -> Nonces {
    let Ok(pages) = hands.journal.all() else {
        return Nonces { unreadable: true, ..Nonces::default() };
    };
    let mut nonces = Nonces { unreadable: !pages.unreadable.is_empty(), ..Nonces::default() };
    let last = pages.entries.last().map(|logged| logged.entry.seq);
    for logged in pages.entries {
        // No entry is begun before the one before it is settled.
        if logged.is_settled() || last != Some(logged.entry.seq) {
            nonces.settled.push(logged.entry.nonce);
        } else {
            nonces.pending = Some(logged.entry.nonce);
        }
    }
    nonces
}

/// Whether another flow is at work just now.
pub(crate) fn is_at_work(hands: &Hands) -> bool {
    Lock::is_held(&hands.site.state)
}
