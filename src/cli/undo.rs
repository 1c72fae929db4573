//! `flow undo`: takes the last move back.

use flow_core::flow::Flow;

use super::asked::told;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::transition::{State, Transition};
use crate::render::{Typed, in_words};

/// Take the last move back
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow undo --dry-run    show what would be taken back
  flow undo

It leaves alone whatever was changed since: then it says so, and does nothing.")]
pub struct Args {
    /// Show every change, but make none
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow) -> Result<Outcome, Failure> {
    let words = |error| in_words(error, &Typed::verb("undo"));
    if args.dry_run {
        let plan = flow.plan_undo().map_err(words)?;
        let next = vec!["flow undo".to_owned()];
        let body = Transition { plan, reports: Vec::new(), state: State::Planned, next };
        Ok(Outcome::new("undo", body))
    } else {
        let moved = flow.undo().map_err(words)?;
        Ok(Outcome::new("undo", told(flow, moved)))
    }
}
