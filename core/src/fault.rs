//! What a plugin says when it cannot do what it was asked.

use thiserror::Error;

/// A failure of a question, an intent or an actuator, in words for a person.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("{message}")]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// The next thing to type or to do.
    pub hint: Option<String>,
    /// Which kind of failure it is.
    pub kind: FaultKind,
}

/// What a failure means for the transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The world is not as the move needs it: the transition is refused.
    Refused,
    /// Something broke.
    Failed,
    /// Somebody else was faster; trying again may help.
    Lost,
    /// A person has to decide.
    NeedsPerson,
    /// The user has interrupted it.
    Interrupted,
}

impl Fault {
    /// Something broke.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, kind: FaultKind::Failed }
    }

    /// The move cannot go on as the world is.
    pub fn refused(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, kind: FaultKind::Refused }
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the kind.
    #[must_use]
    pub fn kind(mut self, kind: FaultKind) -> Self {
        self.kind = kind;
        self
    }
}
