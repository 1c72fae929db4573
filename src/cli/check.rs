//! `flow check`: what is not as it should be.

use flow_core::check::Severity;
use flow_core::flow::Flow;

use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;
use crate::render::problems::Problems;

/// Find what is not as it should be, and say how to mend it
#[derive(clap::Args)]
#[command(after_help = "It changes nothing, and ends with exit code 3 where it finds an error: a
task on two boards, a conflict marker, a worktree without a task.")]
pub struct Args {}

/// Runs it.
pub fn run(flow: &Flow) -> Result<Outcome, Failure> {
    let problems = Problems(flow.check()?);
    let exit = if problems.count(Severity::Error) > 0 { Exit::Refused } else { Exit::Done };
    Ok(Outcome::new("check", problems).exit(exit))
}
