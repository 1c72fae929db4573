//! `flow block` and `flow unblock`: which tasks wait for which.

use clap_complete::ArgValueCompleter;
use flow_core::flow::Flow;
use flow_core::verb::{Block, Unblock};

use super::about::About;
use super::complete;
use crate::failure::Failure;
use crate::outcome::Outcome;

/// Have a task wait for others
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow block PERF-007 --by BUG-012
  flow block PERF-007 --by BUG-012,FEAT-003

Tasks that would wait for each other are refused, with the way that leads back.")]
pub struct Blocked {
    #[command(flatten)]
    about: About,
    /// What it waits for
    #[arg(long, value_name = "ID", required = true, value_delimiter = ',', add = ArgValueCompleter::new(complete::ids))]
    by: Vec<String>,
}

/// Have a task wait no longer: for these, or for anything
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow unblock PERF-007 --by BUG-012
  flow unblock PERF-007")]
pub struct Unblocked {
    #[command(flatten)]
    about: About,
    /// What it waited for [default: everything]
    #[arg(long, value_name = "ID", value_delimiter = ',', add = ArgValueCompleter::new(complete::ids))]
    by: Vec<String>,
}

impl Blocked {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "block")?;
        self.about.how.write(flow, "block", &Block { about, by: self.by.clone() })
    }
}

impl Unblocked {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "unblock")?;
        self.about.how.write(flow, "unblock", &Unblock { about, by: self.by.clone() })
    }
}
