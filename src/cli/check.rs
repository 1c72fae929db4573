//! `flow check`: what is not as it should be.

use clap::ValueEnum;
use flow_core::check::Severity;
use flow_core::flow::Flow;

use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;
use crate::render::problems::Problems;
use crate::render::{Printer, Voice, annotations, sarif};

/// Find what is not as it should be, and say how to mend it
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow check
  flow check --format github          annotations, in a GitHub workflow
  flow check --format sarif > flow.sarif

It changes nothing, and ends with exit code 3 where it finds an error: a
task on two boards, a conflict marker, a counter that is wrong.")]
pub struct Args {
    /// How to tell it: text, json (as --json), github (annotations) or sarif (SARIF 2.1.0)
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<Format>,
}

/// How problems are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
    Sarif,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
    if printer.voice == Voice::Json && !matches!(args.format, None | Some(Format::Json)) {
        let message = "--json and --format ask for two different formats";
        return Err(Failure::new("usage", Exit::Usage, message).hint("leave one of them out"));
    }
    let problems = Problems(flow.check()?);
    let exit = if problems.count(Severity::Error) > 0 { Exit::Refused } else { Exit::Done };
    let document = match args.format {
        Some(Format::Github) => Some(annotations(&problems.0)),
        Some(Format::Sarif) => Some(sarif(&problems.0).map_err(|error| {
            Failure::new("sarif", Exit::Failed, format!("SARIF cannot be written: {error}"))
        })?),
        None | Some(Format::Text | Format::Json) => None,
    };
    let outcome = Outcome::new("check", problems).exit(exit);
    Ok(match document {
        Some(document) => outcome.document(document),
        None => outcome,
    })
}
