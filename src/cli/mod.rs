//! The subcommands, one file each.

mod about;
mod adopt;
mod advance;
mod asked;
mod back;
mod batch;
mod block;
mod check;
mod complete;
mod decide;
mod demo;
mod doctor;
mod edit;
mod editor;
mod find;
mod graph;
mod hands;
mod id;
mod init;
mod list;
mod log;
mod make;
mod note;
mod recover;
mod set;
pub mod shell;
mod show;
pub mod status;
mod steps;
mod text;
mod tick;
mod trust;
mod undo;
mod verify;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use flow_core::flow::Flow;
use flow_core::fs::Disk;
use flow_core::plugin::Plugins;
use flow_core::workflow::BundledScript;

use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::Printer;

/// Moves tasks across Markdown boards in one crash-safe transaction, behind scripted gates.
#[derive(Parser)]
#[command(name = "flow", version, max_term_width = 100)]
#[command(after_help = "Examples:
  flow                        where everything stands
  flow next --claim           take the next task, and show it whole
  flow note PERF-007 Found the cause: the pool never shrinks
  flow advance PERF-007       to the next stage, once its gates agree")]
pub struct Top {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Option<Given>,
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
    /// When to use colours: auto, always or never
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        default_value = "auto",
        hide_possible_values = true
    )]
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

/// Every command.
#[derive(Subcommand)]
enum Given {
    #[command(flatten)]
    OnBoards(OnBoards),
    #[command(flatten)]
    Alone(Alone),
}

/// The commands that work on the boards of a workflow.
#[derive(Subcommand)]
pub enum OnBoards {
    Status(status::Args),
    Advance(advance::Args),
    Back(back::Args),
    Verify(verify::Args),
    Undo(undo::Args),
    Id(id::Args),
    Next(find::Next),
    Ready(find::Ready),
    Blocked(find::Waits),
    Mine(find::Mine),
    Search(find::Search),
    Graph(graph::Args),
    Add(make::Added),
    Edit(edit::Args),
    Drop(make::Dropped),
    Plan(make::Planned),
    Split(make::Parted),
    Note(note::Args),
    Tick(tick::Ticked),
    Untick(tick::Unticked),
    Step(steps::Steps),
    Done(steps::Finished),
    Set(set::Args),
    See(steps::Seen),
    Block(block::Blocked),
    Unblock(block::Unblocked),
    Assign(hands::Assigned),
    Claim(hands::Claimed),
    Release(hands::Released),
    Handoff(hands::Handed),
    Ask(decide::Asked),
    Answer(decide::Answered),
    Approve(decide::Approved),
    Reject(decide::Rejected),
    Recover(recover::Args),
    Doctor(doctor::Args),
    List(list::Args),
    Show(show::Args),
    Log(log::Args),
    Check(check::Args),
    Trust(trust::Args),
}

/// The commands that need no workflow.
#[derive(Subcommand)]
pub enum Alone {
    Adopt(adopt::Args),
    Init(init::Args),
    Demo(demo::Args),
    Completions(shell::Completions),
    Man(shell::Manual),
}

/// What was asked.
pub enum Work {
    /// A command that works on the boards.
    OnBoards(OnBoards),
    /// A command that needs no workflow.
    Alone(Alone),
}

/// Help as it is read from its start: what a command is for, then how it is used by example.
const HELP: &str = "{about}{after-help}\n\n{usage-heading} {usage}\n\n{all-args}";

/// A command whose help, and that of all commands below it, begins with examples.
pub fn by_example(command: clap::Command) -> clap::Command {
    command.help_template(HELP).mut_subcommands(by_example)
}

impl Top {
    /// The command that was given; without one it is `flow status`.
    pub fn work(self) -> Work {
        match self.command {
            Some(Given::OnBoards(command)) => Work::OnBoards(command),
            Some(Given::Alone(command)) => Work::Alone(command),
            None => Work::OnBoards(OnBoards::Status(status::Args::default())),
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
        disk: &Disk,
        printer: Printer,
    ) -> Result<Outcome, Failure> {
        match self {
            Self::Adopt(args) => adopt::run(args, start, plugins, scripts, disk, printer),
            Self::Init(args) => init::run(args, start, plugins, scripts, disk),
            Self::Demo(args) => demo::run(args, printer),
            Self::Completions(args) => args.run(),
            Self::Man(args) => args.run(disk),
        }
    }
}

impl OnBoards {
    /// Whether it notices that the user wants it to stop; any other is simply ended by a signal.
    pub fn can_be_interrupted(&self) -> bool {
        match self {
            Self::Advance(_) | Self::Back(_) | Self::Verify(_) => true,
            Self::Undo(_) | Self::Id(_) | Self::Recover(_) => true,
            Self::Note(_) | Self::Tick(_) | Self::Untick(_) | Self::Step(_) => true,
            Self::Done(_) | Self::Set(_) | Self::See(_) => true,
            Self::Block(_) | Self::Unblock(_) | Self::Assign(_) | Self::Claim(_) => true,
            Self::Release(_) | Self::Handoff(_) | Self::Ask(_) | Self::Answer(_) => true,
            Self::Approve(_) | Self::Reject(_) | Self::Add(_) | Self::Drop(_) => true,
            Self::Plan(_) | Self::Split(_) | Self::Next(_) => true,
            Self::Ready(_) | Self::Blocked(_) | Self::Mine(_) => false,
            Self::Search(_) | Self::Graph(_) => false,
            // The editor is the user's, and ends as they like.
            Self::Edit(_) => false,
            Self::Check(args) => args.mends(),
            Self::Status(_) | Self::Doctor(_) | Self::List(_) | Self::Show(_) => false,
            Self::Log(_) | Self::Trust(_) => false,
        }
    }

    /// Whether it goes on telling as the boards change.
    pub fn watches(&self) -> bool {
        matches!(self, Self::Status(status::Args { watch: true }))
    }

    /// Runs it.
    pub fn run(self, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
        match self {
            Self::Status(_) => status::run(flow),
            Self::Advance(args) => advance::run(&args, flow, printer),
            Self::Back(args) => back::run(&args, flow, printer),
            Self::Verify(args) => verify::run(args, flow, printer),
            Self::Undo(args) => undo::run(&args, flow),
            Self::Id(args) => id::run(args, flow),
            Self::Next(args) => args.run(flow),
            Self::Ready(args) => args.run(flow),
            Self::Blocked(args) => args.run(flow),
            Self::Mine(args) => args.run(flow),
            Self::Search(args) => args.run(flow),
            Self::Graph(args) => args.run(flow),
            Self::Add(args) => args.run(flow, printer),
            Self::Edit(args) => edit::run(&args, flow, printer),
            Self::Drop(args) => args.run(flow),
            Self::Plan(args) => args.run(flow),
            Self::Split(args) => args.run(flow),
            Self::Note(args) => note::run(&args, flow),
            Self::Tick(args) => args.run(flow),
            Self::Untick(args) => args.run(flow),
            Self::Step(args) => args.run(flow),
            Self::Done(args) => args.run(flow),
            Self::Set(args) => set::run(&args, flow),
            Self::See(args) => args.run(flow),
            Self::Block(args) => args.run(flow),
            Self::Unblock(args) => args.run(flow),
            Self::Assign(args) => args.run(flow),
            Self::Claim(args) => args.run(flow),
            Self::Release(args) => args.run(flow),
            Self::Handoff(args) => args.run(flow),
            Self::Ask(args) => args.run(flow),
            Self::Answer(args) => args.run(flow),
            Self::Approve(args) => args.run(flow),
            Self::Reject(args) => args.run(flow),
            Self::Doctor(args) => doctor::run(&args, flow),
            Self::Recover(args) => recover::run(&args, flow),
            Self::List(args) => list::run(&args, flow),
            Self::Show(args) => show::run(args, flow),
            Self::Log(args) => log::run(&args, flow),
            Self::Check(args) => check::run(&args, flow, printer),
            Self::Trust(args) => trust::run(&args, flow, printer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Top::command().debug_assert();
    }

    #[test]
    fn flow_alone_is_flow_status() {
        let top = Top::try_parse_from(["flow", "--json"]).expect("it parses");
        assert!(matches!(top.work(), Work::OnBoards(OnBoards::Status(_))));
    }

    #[test]
    fn every_command_is_explained_and_begins_with_examples() {
        let mut left = vec![by_example(Top::command())];
        while let Some(mut command) = left.pop() {
            let name = command.get_name().to_owned();
            left.extend(command.get_subcommands().filter(|c| c.get_name() != "help").cloned());
            assert!(command.get_about().is_some(), "{name}");
            let help = command.render_help().to_string();
            let (examples, usage) = (help.find("\nExamples:\n"), help.find("\nUsage:"));
            assert!(examples.is_some() && examples < usage, "{name}:\n{help}");
        }
    }
}
