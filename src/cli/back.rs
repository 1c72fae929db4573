//! `flow back`: moves a task back.

use flow_core::flow::Flow;
use flow_core::plan::MoveKind;

use super::asked::{self, Asked};
use super::batch;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::Printer;
use crate::render::transition::State;

/// Move a task back to the stage before, and say why
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow back PERF-007 --why 'the pool leaks under load'
  flow back PERF-007 --to todo --why 'not this month'

An unchanged card goes back to the place, and to the text, that it came from.")]
pub struct Args {
    #[command(flatten)]
    asked: Asked,
    /// Why; it is kept in the log
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Show every change, but make none
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
    match args.asked.several() {
        Some(several) => Ok(batch::each("back", several, |asked| one(args, asked, flow, printer))),
        None => one(args, args.asked.clone(), flow, printer),
    }
}

/// One task.
fn one(args: &Args, asked: Asked, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
    let request = asked.request(flow, MoveKind::Back, Some(args.why.clone()), "back")?;
    if args.dry_run {
        asked::ask(flow, &request, "back", State::Planned, printer)
    } else {
        asked::make(flow, &request, "back", printer)
    }
}
