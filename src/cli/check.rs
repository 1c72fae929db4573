//! `flow check`: what is not as it should be.

use std::mem::ManuallyDrop;

use clap::ValueEnum;
use flow_core::flow::{Against, Flow};
use flow_core::problem::Severity;

use super::asked::mended;
use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;
use crate::render::mend::Mending;
use crate::render::problems::Problems;
use crate::render::{Printer, Typed, Voice, annotations, in_words, sarif};

/// Find what is not as it should be, and say how to mend it
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow check
  flow check --fix --dry-run          show what can be mended, and mend nothing
  flow check --staged                 in a pre-commit hook
  flow check --base origin/main       in continuous integration
  flow check --format github          annotations, in a GitHub workflow
  flow check --format sarif > flow.sarif

It ends with exit code 3 where it finds an error, or with --fix leaves one: a
task on two boards, a conflict marker. Without --fix it changes nothing.")]
pub struct Args {
    /// How to tell it: text, json (as --json), github (annotations) or sarif (SARIF 2.1.0)
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<Format>,
    /// Mend what has just one right answer: counters, placeholders, doubled separators and notes of worktrees
    #[arg(long)]
    fix: bool,
    /// With --fix: show every change, but make none
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Judge only what the next commit would bring: the staged boards, held against HEAD
    #[arg(long, conflicts_with_all = ["fix", "base"])]
    staged: bool,
    /// Judge only what the boards here bring since they left this revision
    #[arg(long, value_name = "REV", conflicts_with = "fix")]
    base: Option<String>,
}

impl Args {
    /// Whether it writes.
    pub fn mends(&self) -> bool {
        self.fix && !self.dry_run
    }
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
    if args.fix {
        let words = |error| in_words(error, &Typed::verb("check --fix"));
        let done = if args.dry_run { flow.plan_mend() } else { flow.mend_boards() };
        let body = Mending::new(done.map_err(words)?, args.dry_run);
        let document = document(args, body.left())?;
        return Ok(in_format(mended("check", body)?, document));
    }
    let against = match &args.base {
        Some(base) => Some(Against::Base(base.clone())),
        None => args.staged.then_some(Against::Staged),
    };
    let problems = match against {
        Some(against) => flow.check_change(&against),
        // The process ends with this. The system takes its memory back at once; taking thousands of tasks
        // apart takes as long as reading their files.
        None => flow.look().map(|boards| flow.check_on(&ManuallyDrop::new(boards))),
    };
    let problems = Problems(problems?);
    let exit = if problems.count(Severity::Error) > 0 { Exit::Refused } else { Exit::Done };
    let document = document(args, &problems)?;
    Ok(in_format(Outcome::new("check", problems).exit(exit), document))
}

/// The problems in the format that was asked for, where that is neither of flow's own.
fn document(args: &Args, problems: &Problems) -> Result<Option<String>, Failure> {
    Ok(match args.format {
        Some(Format::Github) => Some(annotations(&problems.0)),
        Some(Format::Sarif) => Some(sarif(&problems.0).map_err(|error| {
            Failure::new("sarif", Exit::Failed, format!("SARIF cannot be written: {error}"))
        })?),
        None | Some(Format::Text | Format::Json) => None,
    })
}

fn in_format(outcome: Outcome, document: Option<String>) -> Outcome {
    match document {
        Some(document) => outcome.document(document),
        None => outcome,
    }
}
