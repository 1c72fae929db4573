//! `flow tick` and `flow untick`: the boxes of a task.

use clap_complete::ArgValueCompleter;
use flow_core::flow::Flow;
use flow_core::verb::{Boxes, Tick};

use super::about::About;
use super::complete;
use crate::failure::Failure;
use crate::outcome::Outcome;

/// Tick boxes of a task: by number, by text, or all
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow tick PERF-007 2                 the second box on its card
  flow tick PERF-007 'write tests'     the one that says so, whole or in part
  flow tick PERF-007 --all

flow show PERF-007 shows them. A text that several boxes have is refused.")]
pub struct Ticked {
    #[command(flatten)]
    args: Args,
}

/// Open boxes of a task again: by number, by text, or all
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow untick PERF-007 2
  flow untick PERF-007 'write tests'
  flow untick PERF-007 --all")]
pub struct Unticked {
    #[command(flatten)]
    args: Args,
}

/// Which boxes.
#[derive(clap::Args)]
struct Args {
    #[command(flatten)]
    about: About,
    /// The boxes, each by its number on the card, its text, or a part of that
    #[arg(value_name = "BOX", add = ArgValueCompleter::new(complete::boxes), required_unless_present = "all", conflicts_with = "all")]
    boxes: Vec<String>,
    /// Every box of the card
    #[arg(long)]
    all: bool,
}

impl Args {
    fn run(&self, flow: &Flow, verb: &'static str) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, verb)?;
        let boxes = if self.all { Boxes::All } else { Boxes::These(self.boxes.clone()) };
        self.about.how.write(flow, verb, &Tick { about, boxes, done: verb == "tick" })
    }
}

impl Ticked {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        self.args.run(flow, "tick")
    }
}

impl Unticked {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        self.args.run(flow, "untick")
    }
}
