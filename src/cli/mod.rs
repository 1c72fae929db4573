//! The subcommands, one file each.

mod advance;
mod asked;
mod demo;
mod init;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use flow_core::flow::Flow;
use flow_core::plugin::Plugins;
use flow_core::workflow::BundledScript;

use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::{Printer, Voice};

/// Moves tasks across Markdown boards in one crash-safe transaction, behind scripted gates.
#[derive(Parser)]
#[command(name = "flow", version, max_term_width = 100)]
pub struct Top {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Given,
}

/// A subcommand.
#[derive(Subcommand)]
enum Given {
    #[command(flatten)]
    Alone(Alone),
    #[command(flatten)]
    OnBoards(OnBoards),
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Globals {
    /// Start in this folder instead of the current one
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,
    /// Print one JSON document, and never ask anything
    #[arg(long, global = true)]
    json: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands that work on the boards of a workflow.
#[derive(Subcommand)]
pub enum OnBoards {
    Advance(advance::Args),
}

/// The commands that need no workflow.
#[derive(Subcommand)]
pub enum Alone {
    Init(init::Args),
    Demo(demo::Args),
}

/// What was asked.
pub enum Work {
    /// A command that needs no workflow.
    Alone(Alone),
    /// A command that works on the boards.
    OnBoards(OnBoards),
}

impl Top {
    /// The command that was given.
    pub fn work(self) -> Work {
        let _ = self.globals;
        match self.command {
            Given::Alone(command) => Work::Alone(command),
            Given::OnBoards(command) => Work::OnBoards(command),
        }
    }
}

impl Alone {
    /// Runs it.
    pub fn run(
        self,
        start: &Path,
        plugins: &Plugins,
        scripts: &'static [BundledScript],
        printer: Printer,
    ) -> Result<Outcome, Failure> {
        match self {
            Self::Init(args) => init::run(args, start, plugins, scripts),
            Self::Demo(args) => demo::run(args, printer),
        }
    }
}

impl OnBoards {
    /// Whether it notices that the user wants it to stop; any other is simply ended.
    pub fn can_be_interrupted(&self) -> bool {
        true
    }

    /// Runs it.
    pub fn run(self, flow: &Flow, _: Voice) -> Result<Outcome, Failure> {
        match self {
            Self::Advance(args) => advance::run(args, flow),
        }
    }
}
