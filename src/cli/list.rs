//! `flow list`: the tasks.

use clap_complete::ArgValueCompleter;
use flow_core::flow::Flow;

use super::asked::known_stage;
use super::complete;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::tasks::Tasks;

/// List tasks, with all that their cards say
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow list --stage review
  flow list --all --json     closed ones too, with fields, sections and boxes")]
pub struct Args {
    /// Only those in this stage
    #[arg(long, value_name = "STAGE", add = ArgValueCompleter::new(complete::stages))]
    stage: Option<String>,
    /// Closed ones too
    #[arg(long)]
    all: bool,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow) -> Result<Outcome, Failure> {
    if let Some(stage) = &args.stage {
        known_stage(flow, stage)?;
    }
    let snapshot = flow.look()?;
    let faults = snapshot.faults().map(ToString::to_string).collect();
    let mut tasks = snapshot.into_tasks();
    tasks.retain(|task| {
        (args.all || !task.closed)
            && args.stage.as_ref().is_none_or(|stage| task.stage.as_str() == stage)
    });
    // Stages that share a board are told apart; within a stage the board's order stays.
    tasks.sort_by_key(|task| flow.workflow().position(&task.stage));
    Ok(Outcome::new("list", Tasks { tasks, faults }))
}
