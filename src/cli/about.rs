//! Which task a command writes on, and how it is told: what all commands share that move nothing.

use clap::Args;
use clap_complete::ArgValueCompleter;
use flow_core::flow::Flow;
use flow_core::verb::{self, Verb};
use flow_core::workflow::StageName;

use super::asked::{explained, known_stage, task_here};
use super::complete;
use crate::failure::Failure;
use crate::outcome::{Body, Outcome};
use crate::render::written::Writing;
use crate::render::{Typed, kept_apart, quoted};

/// The task that is written on.
#[derive(Debug, Clone, Args)]
pub struct About {
    /// The task, such as PERF-007 or just 7; `.` is the one whose worktree flow was run in
    #[arg(value_name = "ID", add = ArgValueCompleter::new(complete::ids))]
    pub id: String,
    #[command(flatten)]
    pub how: How,
}

/// How a task is written on.
#[derive(Debug, Clone, Args)]
pub struct How {
    /// Its stage, where the id stands on several boards
    #[arg(long, value_name = "STAGE", add = ArgValueCompleter::new(complete::stages))]
    pub from: Option<String>,
    /// Show every change, but make none
    #[arg(long)]
    pub dry_run: bool,
}

impl About {
    /// The task as it was named, with its stage where that was said, to be typed again.
    pub fn typed(&self) -> String {
        let from = self.how.from.as_ref().map(|from| format!(" --from {}", quoted(from)));
        format!("{}{}", self.id, from.unwrap_or_default())
    }

    /// The task, as the core asks for it; `verb` is the command, for what to type next.
    pub fn task(&self, flow: &Flow, verb: &str) -> Result<verb::About, Failure> {
        self.how.task(flow, &self.id, verb)
    }
}

impl How {
    /// The task of that name, as the core asks for it.
    pub fn task(&self, flow: &Flow, id: &str, verb: &str) -> Result<verb::About, Failure> {
        if let Some(stage) = &self.from {
            known_stage(flow, stage)?;
        }
        let id = if id == "." { task_here(flow, verb)? } else { id.to_owned() };
        Ok(verb::About { id, from: self.from.as_ref().map(StageName::new) })
    }

    /// Has a verb write, or only plans it.
    pub fn write(
        &self,
        flow: &Flow,
        kind: &'static str,
        verb: &dyn Verb,
    ) -> Result<Outcome, Failure> {
        self.write_then(flow, kind, verb, |_| Vec::new())
    }

    /// Has a verb write, and says what to type after.
    pub fn write_then(
        &self,
        flow: &Flow,
        kind: &'static str,
        verb: &dyn Verb,
        next: impl Fn(&Writing) -> Vec<String>,
    ) -> Result<Outcome, Failure> {
        let done = if self.dry_run { flow.plan_write(verb) } else { flow.write_cards(verb) };
        let typed = Typed::about(kind, self.from.as_deref());
        let wrote = done.map_err(|error| explained(flow, error, &typed))?;
        let mut body = Writing { wrote, dry_run: self.dry_run, next: Vec::new() };
        body.next = next(&body);
        let kept = body.kept();
        if kept.is_empty() {
            return Ok(Outcome::new(kind, body));
        }
        let mut failure = kept_apart("it is written", &kept).details(body.data());
        failure.shown = Some(Box::new(body));
        Err(failure)
    }
}
