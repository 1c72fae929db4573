//! `flow id`: gives ids to tasks that have none.

use flow_core::flow::{Flow, Unnamed};

use super::asked::{settled, told};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::transition::{State, Transition};
use crate::render::{Typed, in_words, quoted};

/// Give ids to tasks that have none
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow id mend-the-roof --dry-run    show what would be written
  flow id mend-the-roof
  flow id --all --prefix FEAT        every live task that has none

The cards stay where they are. Numbers come after the highest that any board, the
registry, the archive, the history or another worktree has. flow undo takes it back.")]
pub struct Args {
    /// The tasks, by handle or title
    #[arg(value_name = "HANDLE", required_unless_present = "all", conflicts_with = "all")]
    handles: Vec<String>,
    /// Every live task without an id, but for those at their end
    #[arg(long)]
    all: bool,
    /// What the ids begin with; may be left out where only one prefix is declared
    #[arg(long, value_name = "P")]
    prefix: Option<String>,
    /// Show every change, but make none
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(args: Args, flow: &Flow) -> Result<Outcome, Failure> {
    let typed = match (&args.handles[..], &args.prefix) {
        ([], None) => "flow id --all".to_owned(),
        ([], Some(prefix)) => format!("flow id --all --prefix {}", quoted(prefix)),
        (handles, prefix) => {
            let words: Vec<String> = handles.iter().map(|handle| quoted(handle)).collect();
            let prefix = prefix.iter().map(|prefix| format!(" --prefix {}", quoted(prefix)));
            format!("flow id {}{}", words.join(" "), prefix.collect::<String>())
        }
    };
    let wanted = Unnamed { handles: args.handles, prefix: args.prefix };
    let words = |error| in_words(error, &Typed::verb("id"));
    if args.dry_run {
        let plan = flow.plan_ids(&wanted).map_err(words)?;
        let body =
            Transition { plan, reports: Vec::new(), state: State::Planned, next: vec![typed] };
        Ok(Outcome::new("id", body))
    } else {
        let given = flow.give_ids(&wanted).map_err(words)?;
        settled("id", told(flow, given))
    }
}
