//! `flow undo`: takes a move back.

use flow_core::flow::Flow;
use flow_core::plan::Which;

use super::asked::{in_log, mended, settled, told};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::mend::Mending;
use crate::render::transition::{State, Transition};
use crate::render::{Typed, in_words};

/// Take a move, or a mending, back: the last one, or any that flow log shows
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow undo --dry-run    show what would be taken back
  flow undo              the last move
  flow undo 12           the move that flow log shows as 12
  flow undo PERF-007     the last move of this task

It leaves alone whatever was changed since: then it says so, and does nothing.")]
pub struct Args {
    /// The move's number in flow log, or a task, whose last move is meant [default: the last move]
    #[arg(value_name = "N|ID")]
    asked: Option<String>,
    /// Show every change, but make none
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow) -> Result<Outcome, Failure> {
    let which = which(args.asked.as_deref(), flow)?;
    let words = |error| in_words(error, &Typed::verb("undo"));
    // Where none is meant, what is told of that is told after recovery.
    if let Ok((seq, true)) = flow.meant(&which) {
        let done = if args.dry_run { flow.plan_unmend(seq) } else { flow.unmend(seq) };
        return mended("undo", Mending::new(done.map_err(words)?, args.dry_run));
    }
    if args.dry_run {
        let plan = flow.plan_undo(&which).map_err(words)?;
        let asked = args.asked.iter().flat_map(|asked| [" ", asked.as_str()]);
        let next = vec![format!("flow undo{}", asked.collect::<String>())];
        let body = Transition { plan, reports: Vec::new(), state: State::Planned, next };
        Ok(Outcome::new("undo", body))
    } else {
        let moved = flow.undo(&which).map_err(words)?;
        settled("undo", told(flow, moved))
    }
}

/// The move that is meant. A number is that of a move: a task has a prefix.
fn which(asked: Option<&str>, flow: &Flow) -> Result<Which, Failure> {
    let Some(asked) = asked else { return Ok(Which::Last) };
    match asked.strip_prefix('#').unwrap_or(asked).parse() {
        Ok(seq) => Ok(Which::Number(seq)),
        Err(_) => Ok(Which::Of(in_log(flow, &flow.log()?.entries, asked)?)),
    }
}
