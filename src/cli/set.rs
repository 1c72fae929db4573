//! `flow set`: the fields of a task.

use clap_complete::ArgValueCompleter;
use flow_core::flow::Flow;
use flow_core::verb::Set;

use super::about::About;
use super::complete;
use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;

/// Set fields of a task; an empty value takes the field off
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow set PERF-007 Priority=High
  flow set PERF-007 'Blocked By=None' Assigned=Ada
  flow set PERF-007 Due=")]
pub struct Args {
    #[command(flatten)]
    about: About,
    /// The fields with their values
    #[arg(value_name = "FIELD=VALUE", required = true, add = ArgValueCompleter::new(complete::fields))]
    fields: Vec<String>,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow) -> Result<Outcome, Failure> {
    let about = args.about.task(flow, "set")?;
    let fields = args.fields.iter().map(|given| pair(given)).collect::<Result<_, _>>()?;
    args.about.how.write(flow, "set", &Set { about, fields })
}

/// A field and its value, as they are typed.
pub fn pair(given: &str) -> Result<(String, String), Failure> {
    let (name, value) = given.split_once('=').ok_or_else(|| {
        Failure::new("usage", Exit::Usage, format!("`{given}` is no FIELD=VALUE"))
            .hint("write it so: flow set ID Priority=High")
    })?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}
