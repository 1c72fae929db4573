//! `flow step add`, `flow done` and `flow see add`: what is to be done, what was, and where to look.

use clap::Subcommand;
use flow_core::flow::Flow;
use flow_core::verb::{Done, See, Step};

use super::about::About;
use super::text::Text;
use crate::failure::Failure;
use crate::outcome::Outcome;

/// Add a step that is to be done: a box under Next Steps
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow step add PERF-007 Measure it with a cold cache")]
pub struct Steps {
    #[command(subcommand)]
    what: StepWhat,
}

/// What is done to steps.
#[derive(Subcommand)]
enum StepWhat {
    /// Add one, as the last
    #[command(after_help = "Examples:
  flow step add PERF-007 Measure it with a cold cache
  flow step add PERF-007 --file step.md")]
    Add(Words),
}

/// Tell what was done, under Completed
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow done PERF-007 The pool shrinks when it is idle")]
pub struct Finished {
    #[command(flatten)]
    words: Words,
}

/// Refer a task to a document, a link or another task
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow see add PERF-007 planning_docs/PERF-007.md
  flow see add PERF-007 https://example.org/pools")]
pub struct Seen {
    #[command(subcommand)]
    what: SeeWhat,
}

/// What is done to references.
#[derive(Subcommand)]
enum SeeWhat {
    /// Add one, as the last
    #[command(after_help = "Examples:
  flow see add PERF-007 planning_docs/PERF-007.md
  flow see add PERF-007 https://example.org/pools")]
    Add(Words),
}

/// A task, and a text for it.
#[derive(clap::Args)]
struct Words {
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    text: Text,
}

impl Steps {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let StepWhat::Add(words) = &self.what;
        let about = words.about.task(flow, "step add")?;
        words.text.with(flow, "flow step add", &words.about.id, |text| {
            words.about.how.write(flow, "step", &Step { about, text })
        })
    }
}

impl Finished {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let words = &self.words;
        let about = words.about.task(flow, "done")?;
        words.text.with(flow, "flow done", &words.about.id, |text| {
            words.about.how.write(flow, "done", &Done { about, text })
        })
    }
}

impl Seen {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let SeeWhat::Add(words) = &self.what;
        let about = words.about.task(flow, "see add")?;
        words.text.with(flow, "flow see add", &words.about.id, |text| {
            words.about.how.write(flow, "see", &See { about, text })
        })
    }
}
