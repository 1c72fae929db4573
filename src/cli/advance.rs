//! `flow advance`: moves a task on.

use flow_core::flow::Flow;
use flow_core::plan::MoveKind;

use super::asked::{self, Asked};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::Printer;
use crate::render::transition::State;

/// Move a task to the next stage, once its gates agree
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow advance PERF-007              to the next stage
  flow advance PERF-007 --dry-run    show what would be done, and do nothing
  flow advance 7 --from todo         from this stage, where the id stands twice")]
pub struct Args {
    #[command(flatten)]
    asked: Asked,
    /// Ask the gates and show every change, but make none
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(args: Args, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
    let request = args.asked.request(flow, MoveKind::Advance, None, "advance")?;
    if args.dry_run {
        asked::ask(flow, &request, "advance", State::Planned, printer)
    } else {
        asked::make(flow, &request, "advance", printer)
    }
}
