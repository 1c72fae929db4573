//! `flow advance`: moves a task on.

use flow_core::flow::{Flow, Request};
use flow_core::plan::{Move, MoveKind};

use super::asked::{self, Asked};
use super::batch;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::Printer;
use crate::render::transition::State;

/// Move a task to the next stage, once its gates agree
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow advance PERF-007              to the next stage
  flow advance PERF-007,BUG-012,3    several, each in a transaction of its own
  flow advance PERF-007 --dry-run    show what would be done, and do nothing
  flow advance 7 --from todo         from this stage, where the id stands twice
  flow advance PERF-007 --force      clear its worktree away, and keep what it holds")]
pub struct Args {
    #[command(flatten)]
    asked: Asked,
    /// Ask the gates and show every change, but make none
    #[arg(long)]
    dry_run: bool,
    /// Clear away the task's worktree and branch even where they hold work that is not merged or
    /// not committed, and keep that work under refs/flow/kept
    #[arg(long)]
    force: bool,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
    let mut planned = Vec::new();
    let mut one = |asked| one(args, asked, flow, &mut planned, printer);
    match args.asked.several() {
        Some(several) => Ok(batch::each("advance", several, one)),
        None => one(args.asked.clone()),
    }
}

/// One task.
fn one(
    args: &Args,
    asked: Asked,
    flow: &Flow,
    planned: &mut Vec<Move>,
    printer: Printer,
) -> Result<Outcome, Failure> {
    let request = asked.request(flow, MoveKind::Advance, None, "advance")?;
    let request = Request { force: args.force, ..request };
    if args.dry_run {
        asked::ask(flow, &request, "advance", State::Planned, planned, printer)
    } else {
        asked::make(flow, &request, "advance", printer)
    }
}
