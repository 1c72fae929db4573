//! `flow back`: moves a task back.

use flow_core::flow::Flow;
use flow_core::plan::{Move, MoveKind};

use super::asked::{self, Asked};
use super::batch;
use super::text::Why;
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
    #[command(flatten)]
    why: Why,
    /// Show every change, but make none
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
    // Standard input is read once, for all of them.
    let why = args.why.read()?;
    let mut planned = Vec::new();
    let mut one = |asked: Asked| {
        let retry = format!("flow back {} --file", asked.typed());
        why.kept(flow, one(args, &why.text, asked, flow, &mut planned, printer), &retry)
    };
    match args.asked.several() {
        Some(several) => Ok(batch::each("back", several, one)),
        None => one(args.asked.clone()),
    }
}

/// One task.
fn one(
    args: &Args,
    why: &str,
    asked: Asked,
    flow: &Flow,
    planned: &mut Vec<Move>,
    printer: Printer,
) -> Result<Outcome, Failure> {
    let request = asked.request(flow, MoveKind::Back, Some(why.to_owned()), "back")?;
    if args.dry_run {
        asked::ask(flow, &request, "back", State::Planned, planned, printer)
    } else {
        asked::make(flow, &request, "back", printer)
    }
}
