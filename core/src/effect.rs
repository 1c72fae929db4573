//! Effects: what a plan changes, as data.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::Fault;
use crate::fs::{Act, Disk};
use crate::path::RelPath;
use crate::site::Site;

/// When an external effect happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Before the commit point; can be reverted: a branch, a worktree, a merge commit nobody sees.
    Prepare,
    /// Is itself the commit point: the base branch moves. At most one in a plan.
    Commit,
    /// After the commit point; only ever forward: a checkout follows, a worktree goes.
    Finish,
}

/// An act outside the boards, as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct External {
    /// The actuator's name, such as `git.worktree`.
    pub kind: String,
    /// For people: what it touches.
    pub summary: String,
    /// What the actuator needs to know.
    pub data: Value,
}

/// Performs and reverts one kind of external effect.
///
/// Every method may be called again after a kill at any instant, and must then do what is left and
/// no more. Whatever an actuator makes before the commit point bears the transaction's `nonce`, so
/// that recovery can tell it from what others made.
pub trait Actuator: Send + Sync {
    /// The name that effects refer to.
    fn kind(&self) -> &'static str;

    /// When it happens.
    fn phase(&self) -> Phase;

    /// Looks at the world under the lock and fixes what is expected of it: the ids that are to be
    /// replaced, the commit that is to be made. The answer replaces the effect's data and is written
    /// to the journal before anything happens.
    ///
    /// # Errors
    /// When the effect cannot happen as things stand; nothing has been changed then.
    fn expect(&self, site: &Site, data: &Value, nonce: &str) -> Result<Value, Fault>;

    /// Holds the effect against the files below the root that the same plan writes. One that would
    /// write a file of the plan's in its own way must refuse: whichever of the two came second would
    /// find a file that it does not know, and past the commit point neither can be taken back.
    ///
    /// # Errors
    /// When both would write a file; nothing has been changed then.
    fn spares(&self, _site: &Site, _data: &Value, _files: &[&RelPath]) -> Result<(), Fault> {
        Ok(())
    }

    /// Does it.
    ///
    /// # Errors
    /// When it could not be done.
    fn perform(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault>;

    /// Takes back what `perform` made, or part-made, under this nonce; anything else is left alone.
    /// Only called for [`Phase::Prepare`].
    ///
    /// # Errors
    /// When something of ours is left behind.
    fn revert(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault>;

    /// Whether the effect has happened. Recovery asks it of the [`Phase::Commit`] effect to learn
    /// which side of the commit point it stands on.
    ///
    /// # Errors
    /// When that cannot be told.
    fn happened(&self, site: &Site, data: &Value, nonce: &str) -> Result<bool, Fault>;

    /// The effects that undo this one, while what it made is untouched.
    ///
    /// # Errors
    /// When it cannot be undone, with what to do instead.
    fn inverse(&self, site: &Site, data: &Value, nonce: &str) -> Result<Vec<External>, Fault>;
}

/// The actuators at hand, by name.
#[derive(Clone, Default)]
pub struct Actuators {
    all: Vec<Arc<dyn Actuator>>,
    disk: Disk,
}

impl Actuators {
    /// Takes the actuators of all plugins.
    pub fn new(all: Vec<Arc<dyn Actuator>>, disk: Disk) -> Self {
        Self { all, disk }
    }

    /// The actuator for an effect.
    ///
    /// # Errors
    /// When this binary has none of that name.
    pub fn of(&self, kind: &str) -> Result<&Arc<dyn Actuator>, Fault> {
        self.all.iter().find(|a| a.kind() == kind).ok_or_else(|| {
            Fault::failed(format!("this flow has no plugin that can perform `{kind}`"))
                .hint("use a flow binary that was built with it")
        })
    }

    /// Has an effect performed.
    ///
    /// # Errors
    /// As [`Actuator::perform`].
    pub fn perform(&self, site: &Site, effect: &External, nonce: &str) -> Result<(), Fault> {
        let actuator = self.of(&effect.kind)?;
        self.disk.bracket(Act::Perform { kind: &effect.kind }, broken, || {
            actuator.perform(site, &effect.data, nonce)
        })
    }

    /// Has an effect taken back.
    ///
    /// # Errors
    /// As [`Actuator::revert`].
    pub fn revert(&self, site: &Site, effect: &External, nonce: &str) -> Result<(), Fault> {
        let actuator = self.of(&effect.kind)?;
        self.disk.bracket(Act::Revert { kind: &effect.kind }, broken, || {
            actuator.revert(site, &effect.data, nonce)
        })
    }
}

fn broken(error: std::io::Error) -> Fault {
    Fault::failed(error.to_string())
}
