//! `flow ask`, `answer`, `approve` and `reject`: what somebody has to decide.

use flow_core::flow::Flow;
use flow_core::verb::{Answer, Approve, Ask, Reject};

use super::about::About;
use super::text::{Text, Why};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::quoted;

/// Ask something that a person has to decide, under User Questions
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow ask PERF-007 May the pool open more than 20 connections?

The gate `answered` stops a task that has an open question.")]
pub struct Asked {
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    text: Text,
}

/// Answer a question of a task
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow answer PERF-007 Up to 50                    where one question is open
  flow answer PERF-007 --question 2 Real ones
  flow answer PERF-007 --question mocks Real ones")]
pub struct Answered {
    #[command(flatten)]
    about: About,
    /// The question: its number, or a part of its text [default: the one that is open]
    #[arg(long, short, value_name = "N|TEXT")]
    question: Option<String>,
    #[command(flatten)]
    text: Text,
}

/// Approve a task as it stands: its title, its steps, and the documents it refers to
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow approve PERF-007

Who, when and a digest of what was approved come into the field Approved. The gate `approved`
asks again where that has changed since. Nobody approves a task of their own, unless
workflow.toml says so: [gate.approved] args = { own = true }")]
pub struct Approved {
    #[command(flatten)]
    about: About,
}

/// Reject a task, with the reason; an approval goes
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow reject PERF-007 --why 'The pool never shrinks'
  flow reject PERF-007 --file review.md")]
pub struct Rejected {
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    why: Why,
}

impl Asked {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "ask")?;
        self.text.with(flow, "flow ask", &self.about.typed(), |text| {
            self.about.how.write(flow, "ask", &Ask { about, text })
        })
    }
}

impl Answered {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "answer")?;
        let question = self.question.as_ref().map(|q| format!(" --question {}", quoted(q)));
        let typed = format!("{}{}", self.about.typed(), question.unwrap_or_default());
        self.text.with(flow, "flow answer", &typed, |text| {
            let verb = Answer { about, question: self.question.clone(), text };
            self.about.how.write(flow, "answer", &verb)
        })
    }
}

impl Approved {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "approve")?;
        self.about.how.write(flow, "approve", &Approve { about })
    }
}

impl Rejected {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let why = self.why.read()?;
        let retry = format!("flow reject {} --file", self.about.typed());
        let done = self.about.task(flow, "reject").and_then(|about| {
            self.about.how.write(flow, "reject", &Reject { about, why: why.text.clone() })
        });
        why.kept(flow, done, &retry)
    }
}
