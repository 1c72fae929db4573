//! `flow recover`: finishes or takes back what was left half done.

use flow_core::flow::Flow;

use crate::failure::Failure;
use crate::outcome::{Body, Outcome};
use crate::render::kept_apart;
use crate::render::recovery::Recovered;

/// Finish or take back a move that a kill left half done
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow recover --dry-run
  flow recover

Every command that moves a task does this first. A move that had passed its commit point is
finished; any other is taken back, and what it had made is removed. Doing it again changes nothing.")]
pub struct Args {
    /// Show each step, but do none
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow) -> Result<Outcome, Failure> {
    let recovery = if args.dry_run { flow.recovery()? } else { flow.recover()? };
    let body = Recovered { recovery, dry_run: args.dry_run };
    let kept = body.recovery.iter().flat_map(|recovery| recovery.kept.clone()).collect::<Vec<_>>();
    if kept.is_empty() {
        return Ok(Outcome::new("recover", body));
    }
    let mut failure = kept_apart("the move is finished", &kept).details(body.data());
    failure.shown = Some(Box::new(body));
    Err(failure)
}
