//! `flow verify`: asks the gates of a transition, and moves nothing.

use flow_core::flow::Flow;
use flow_core::plan::MoveKind;

use super::asked::{self, Asked};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::Printer;
use crate::render::transition::State;

/// Ask the gates of the next move, and move nothing
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow verify PERF-007              may it go on?
  flow verify --json                the same for the task of this worktree, as data

It ends with exit code 3 where a gate refuses.")]
pub struct Args {
    #[command(flatten)]
    asked: Asked,
}

/// Runs it.
pub fn run(args: Args, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
    let request = args.asked.request(flow, MoveKind::Advance, None, "verify")?;
    asked::ask(flow, &request, "verify", State::Asked, &mut Vec::new(), printer)
}
