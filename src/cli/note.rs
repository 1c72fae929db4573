//! `flow note`: a dated line on a task.

use flow_core::flow::Flow;
use flow_core::verb::Note;

use super::about::About;
use super::text::Text;
use crate::failure::Failure;
use crate::outcome::Outcome;

/// Leave a dated note on a task, under Progress Notes
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow note PERF-007 Found the cause: the pool never shrinks
  flow note . --file notes.txt         on the task of this worktree
  git log -1 --format=%B | flow note PERF-007 -

Lines below the first are nested in the note. Where a card has no Progress Notes, they are
made as the other cards of its board have them.")]
pub struct Args {
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    text: Text,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow) -> Result<Outcome, Failure> {
    let about = args.about.task(flow, "note")?;
    args.text.with(flow, "flow note", &args.about.id, |text| {
        args.about.how.write(flow, "note", &Note { about, text })
    })
}
