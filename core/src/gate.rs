//! Gates: they ask, and may refuse; they change nothing.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::Fault;
use crate::question::Asking;

/// What a gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The move may go on; the marks are written on the card with it.
    Pass {
        /// What it found, where it says so.
        message: String,
        /// What the pass writes on the card.
        marks: Marks,
    },
    /// It does not concern this task.
    Skip {
        /// Why not.
        message: String,
    },
    /// The move must not go on.
    Refuse(Vec<Reason>),
    /// The gate itself failed: a bug in the script, a command that is not there.
    Broken(Fault),
}

/// One reason of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The line on the task's board, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// What a passed gate writes on the card. The gate itself writes nothing: the plan does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Boxes to tick, by the text that stands beside them.
    #[serde(default)]
    pub tick: Vec<String>,
    /// Fields to set, by name.
    #[serde(default)]
    pub set: Vec<(String, String)>,
}

/// A gate's name, verdict and warnings.
#[derive(Debug, Clone)]
pub struct GateReport {
    /// The gate.
    pub name: String,
    /// What it said.
    pub verdict: Verdict,
    /// What it warned of.
    pub warnings: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

impl GateReport {
    /// Whether the move may go on as far as this gate is concerned.
    pub fn agrees(&self) -> bool {
        matches!(self.verdict, Verdict::Pass { .. } | Verdict::Skip { .. })
    }

    /// The verdict in one word: `pass`, `skip`, `fail` or `error`.
    pub fn word(&self) -> &'static str {
        match self.verdict {
            Verdict::Pass { .. } => "pass",
            Verdict::Skip { .. } => "skip",
            Verdict::Refuse(_) => "fail",
            Verdict::Broken(_) => "error",
        }
    }
}

/// What a native gate does with the arguments from `workflow.toml`.
pub type Judge = Arc<dyn Fn(&Asking, &Value) -> Result<Verdict, Fault> + Send + Sync>;

/// A gate that a native plugin brings.
#[derive(Clone)]
pub struct NativeGate {
    /// The name `workflow.toml` calls it by.
    pub name: &'static str,
    /// What it does.
    pub judge: Judge,
}
