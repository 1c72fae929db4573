//! `flow assign`, `claim`, `release` and `handoff`: whose task it is.

use std::path::PathBuf;

use flow_core::flow::Flow;
use flow_core::verb::{Assign, Claim, Handoff, Release};

use super::about::About;
use super::text::given;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::quoted;

/// Give a task to somebody, whoever has it
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow assign PERF-007 --to Ada")]
pub struct Assigned {
    #[command(flatten)]
    about: About,
    /// To whom
    #[arg(long, value_name = "NAME")]
    to: String,
}

/// Take a task that nobody has; of several who try at once, one gets it
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow claim PERF-007
  FLOW_ACTOR=agent-3 flow claim PERF-007 --json    exit code 4: somebody else has it")]
pub struct Claimed {
    #[command(flatten)]
    about: About,
}

/// Give back a task that is yours
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow release PERF-007")]
pub struct Released {
    #[command(flatten)]
    about: About,
}

/// Hand a task on, with a note of how far it is
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow handoff PERF-007 --to Bob --note 'The pool works, its tests are left'
  flow handoff PERF-007 --note 'Stuck at the tests'    to whoever takes it
  flow handoff PERF-007 --to Bob --file handoff.md")]
pub struct Handed {
    #[command(flatten)]
    about: About,
    /// To whom [default: whoever takes it]
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// How far it is; `-` reads it from standard input
    #[arg(long, value_name = "TEXT", required_unless_present = "file")]
    note: Option<String>,
    /// Read the note from a file; `-` is standard input
    #[arg(long, short = 'F', value_name = "PATH", conflicts_with = "note")]
    file: Option<PathBuf>,
}

impl Assigned {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "assign")?;
        self.about.how.write(flow, "assign", &Assign { about, to: self.to.clone() })
    }
}

impl Claimed {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "claim")?;
        let verb = Claim { about };
        self.about
            .how
            .write_then(flow, "claim", &verb, |body| vec![format!("flow show {}", body.id())])
    }
}

impl Released {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "release")?;
        self.about.how.write(flow, "release", &Release { about })
    }
}

impl Handed {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let note = given(self.note.as_deref(), self.file.as_deref())?;
        let to = self.to.as_ref().map(|to| format!(" --to {}", quoted(to))).unwrap_or_default();
        let retry = format!("flow handoff {}{to} --file", self.about.typed());
        let done = self.about.task(flow, "handoff").and_then(|about| {
            let verb = Handoff { about, to: self.to.clone(), note: note.text.clone() };
            self.about.how.write(flow, "handoff", &verb)
        });
        note.kept(flow, done, &retry)
    }
}
