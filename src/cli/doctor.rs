//! `flow doctor`: what is not as it should be beside the boards.

use flow_core::flow::{Examined, Flow};

use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;
use crate::render::problems::Findings;

/// Find what killed moves, git or the disk left in the way, and mend what can be mended safely
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow doctor
  flow doctor --fix

It looks at flow's journal, at files beside the boards, at git's worktrees and locks, at the
state folder and your trust; flow check looks at the boards themselves. It ends with exit code 3
where something has to be done. --fix removes only what flow made and nothing needs.")]
pub struct Args {
    /// Recover, and make the repairs that are safe
    #[arg(long)]
    fix: bool,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow) -> Result<Outcome, Failure> {
    let Examined { findings, recovered } = match args.fix {
        true => flow.mend()?,
        false => Examined { findings: flow.examine(), recovered: None },
    };
    let needs = findings.iter().any(|finding| finding.needs_doing());
    let exit = if needs { Exit::Refused } else { Exit::Done };
    Ok(Outcome::new("doctor", Findings { findings, recovered }).exit(exit))
}
