//! Questions and intents: all that a script can say to the world.
//!
//! A plugin gives both as plain functions from JSON to JSON; the script host turns each into a
//! function of a Rhai module (`git::branch_exists(…)`), and the core asks a question again under the
//! lock to see whether a gate's grounds still hold.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

use crate::fault::Fault;
use crate::plan::Draft;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::watch::Watch;
use crate::workflow::Workflow;

/// What a question may look at.
#[derive(Clone)]
pub struct Asking {
    /// Where and for whom.
    pub site: Arc<Site>,
    /// The workflow.
    pub workflow: Arc<Workflow>,
    /// All boards, as they were read.
    pub snapshot: Arc<Snapshot>,
    /// The task whose transition it is.
    pub task: Arc<Task>,
    /// Shows what goes on, and tells of an interruption.
    pub watch: Arc<dyn Watch>,
    /// The gate, hook or after-script that asks; what `watch` is told.
    pub step: String,
    /// When the answer must be there.
    pub deadline: Instant,
}

impl Asking {
    /// The task's worktree where there is one, else the repository root.
    pub fn workplace(&self) -> PathBuf {
        let worktree = self.site.root.join(self.workflow.worktree_of(&self.task.id));
        if worktree.is_dir() { worktree } else { self.site.root.clone() }
    }
}

/// Answers a question.
pub type Answer = Arc<dyn Fn(&Asking, &[Value]) -> Result<Value, Fault> + Send + Sync>;

/// Adds effects to a plan.
pub type Propose = Arc<dyn Fn(&Asking, &mut Draft, &[Value]) -> Result<Value, Fault> + Send + Sync>;

/// A question: it reads, and changes nothing.
#[derive(Clone)]
pub struct Question {
    /// The script module, such as `git`.
    pub module: &'static str,
    /// The function.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: RangeInclusive<usize>,
    /// Whether it runs a command: it then needs the user's consent, and is not asked again under
    /// the lock.
    pub runs_commands: bool,
    /// Answers it.
    pub answer: Answer,
}

impl Question {
    /// A question that only reads.
    pub fn new(
        module: &'static str,
        name: &'static str,
        arity: RangeInclusive<usize>,
        answer: impl Fn(&Asking, &[Value]) -> Result<Value, Fault> + Send + Sync + 'static,
    ) -> Self {
        Self { module, name, arity, runs_commands: false, answer: Arc::new(answer) }
    }
}

/// An intent: it adds effects to the plan, and performs nothing.
#[derive(Clone)]
pub struct Intent {
    /// The script module.
    pub module: &'static str,
    /// The function.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: RangeInclusive<usize>,
    /// Adds its effects.
    pub propose: Propose,
}

impl Intent {
    /// An intent.
    pub fn new(
        module: &'static str,
        name: &'static str,
        arity: RangeInclusive<usize>,
        propose: impl Fn(&Asking, &mut Draft, &[Value]) -> Result<Value, Fault> + Send + Sync + 'static,
    ) -> Self {
        Self { module, name, arity, propose: Arc::new(propose) }
    }
}

/// Reads the argument at `index` as text.
///
/// # Errors
/// When it is missing or no text.
pub fn text(args: &[Value], index: usize) -> Result<&str, Fault> {
    args.get(index)
        .and_then(Value::as_str)
        .ok_or_else(|| Fault::failed(format!("argument {} must be a string", index + 1)))
}
