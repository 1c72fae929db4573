//! Why a command did not do what it was asked.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::Judgement;
use crate::apply::ApplyError;
use crate::fault::Fault;
use crate::journal::JournalError;
use crate::plan::PlanError;
use crate::snapshot::SnapshotError;
use crate::trust::Claim;

/// Why a command did not do what it was asked. Unless it says otherwise, nothing has been changed.
#[derive(Debug, Error)]
pub enum FlowError {
    /// The boards cannot be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// There is no plan for the move.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Gates refuse.
    #[error("the gates refuse")]
    Refused(Box<Judgement>),
    /// Somebody else was faster.
    #[error("{message}")]
    Lost {
        /// How.
        message: String,
    },
    /// The repository would have something executed that its user has not trusted.
    #[error("this repository brings what would be executed, and it is not trusted yet")]
    Untrusted(Box<Claim>),
    /// The plan could not be applied.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The state folder cannot be used.
    #[error("{} cannot be used: {error}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Something that was asked or intended failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}
