//! The command line as a value that can be built upon.

use std::borrow::Cow;
use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use anstream::ColorChoice;
use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use clap_complete::CompleteEnv;
use flow_core::flow::Flow;
use flow_core::fs::{Boundary, Disk};
use flow_core::plugin::{Plugin, Plugins};
use serde_json::{Value, json};

use crate::cli::shell::VARIABLE;
use crate::cli::{Color, Globals, Top, by_example};
use crate::failure::{Exit, Failure};
use crate::open::open;
use crate::outcome::{Body, Outcome};
use crate::render::page::Page;
use crate::render::progress::Progress;
use crate::render::{Printer, Voice, for_folder, safe};
use crate::signals::Stop;
use crate::watching::watch as watch_boards;
use crate::{plugins, scripts, signals};

/// A subcommand that a binary of one's own adds.
pub trait Command: Send + Sync {
    /// Its name, its help and its arguments.
    fn command(&self) -> clap::Command;

    /// Runs it.
    ///
    /// # Errors
    /// When it does not do what it was asked.
    fn run(&self, flow: &Flow, args: &ArgMatches) -> Result<Outcome, Failure>;
}

/// The command line of flow, with its plugins and subcommands.
pub struct Cli {
    plugins: Vec<Arc<dyn Plugin>>,
    commands: Vec<Box<dyn Command>>,
    disk: Disk,
}

impl Default for Cli {
    fn default() -> Self {
        Self::new()
    }
}

impl Cli {
    /// The command line with the plugins of this build.
    pub fn new() -> Self {
        Self { plugins: plugins::default(), ..Self::bare() }
    }

    /// The command line without any plugin.
    pub fn bare() -> Self {
        Self { plugins: Vec::new(), commands: Vec::new(), disk: Disk::default() }
    }

    /// Adds a native plugin.
    #[must_use]
    pub fn plugin(mut self, plugin: impl Plugin + 'static) -> Self {
        self.plugins.push(Arc::new(plugin));
        self
    }

    /// Adds a subcommand.
    #[must_use]
    pub fn command(mut self, command: impl Command + 'static) -> Self {
        self.commands.push(Box::new(command));
        self
    }

    /// Has every act upon the world pass a boundary, as tests of faults do.
    #[must_use]
    pub fn behind(mut self, boundary: Arc<dyn Boundary>) -> Self {
        self.disk = Disk::behind(boundary);
        self
    }

    /// Does what the process was asked on its command line.
    pub fn run(self) -> ExitCode {
        if self.completes() {
            return ExitCode::SUCCESS;
        }
        signals::survive_file_limit();
        let args: Vec<_> = std::env::args_os().collect();
        let voice = if wants_json(&args) { Voice::Json } else { Voice::Text };
        let printer = Printer { voice, color: ColorChoice::Auto };
        let said: Arc<Mutex<Option<String>>> = Arc::default();
        let heard = Arc::clone(&said);
        panic::set_hook(Box::new(move |info| {
            let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.get_or_insert_with(|| info.to_string());
        }));
        let exit = panic::catch_unwind(AssertUnwindSafe(|| self.dispatch(&args, printer)));
        let exit = exit.unwrap_or_else(|_| {
            let said = said.lock().unwrap_or_else(PoisonError::into_inner).take();
            printer.failure(&internal(said.unwrap_or_default()))
        });
        ExitCode::from(exit as u8)
    }

    /// Whether a shell asked for what may be typed next, and was told. Whatever goes wrong, it is told
    /// nothing: a person who types is not to be disturbed.
    fn completes(&self) -> bool {
        let asked = std::env::var_os(VARIABLE).is_some_and(|shell| !shell.is_empty());
        let parser = || {
            let additions = self.commands.iter().map(|command| command.command());
            Top::command().subcommands(additions)
        };
        let here = std::env::current_dir().ok();
        let answer = CompleteEnv::with_factory(parser).var(VARIABLE);
        asked && answer.try_complete(std::env::args_os(), here.as_deref()).unwrap_or(true)
    }

    fn dispatch(self, args: &[OsString], printer: Printer) -> Exit {
        let additions = self.commands.iter().map(|command| command.command());
        // Taking all commands apart again takes as long as one of them, and the process ends with this.
        let mut parser = ManuallyDrop::new(by_example(Top::command().subcommands(additions)));
        let matches = match parser.try_get_matches_from_mut(args) {
            Ok(matches) => matches,
            Err(error) => return misused(&error, args, printer),
        };
        let globals = match Globals::from_arg_matches(&matches) {
            Ok(globals) => globals,
            Err(error) => return misused(&error, args, printer),
        };
        let color = match globals.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let printer = Printer { color, ..printer };
        match self.execute(&matches, &globals, printer) {
            Ok(outcome) => printer.outcome(&outcome),
            Err(failure) => printer.failure(&typed_here(failure, &globals)),
        }
    }

    fn execute(
        self,
        matches: &ArgMatches,
        globals: &Globals,
        printer: Printer,
    ) -> Result<Outcome, Failure> {
        let start = start(globals)?;
        let plugins: Plugins = self.plugins.into();
        let stop = Stop::default();
        let watch = Arc::new(Progress::new(printer, stop.clone()));
        let disk = self.disk;
        let open = || open(&start, &plugins, scripts::BUNDLED, disk.clone(), watch.clone());
        let added = matches.subcommand().and_then(|(name, args)| {
            let command = self.commands.iter().find(|command| command.command().get_name() == name);
            Some((command?, args))
        });
        if let Some((command, args)) = added {
            stop.listen();
            let flow = open()?;
            return quoting(&flow, command.run(&flow, args));
        }
        let top = Top::from_arg_matches(matches).map_err(|error| usage(&error))?;
        match top.work() {
            crate::cli::Work::Alone(command) => {
                command.run(&start, &plugins, scripts::BUNDLED, &disk, printer)
            }
            crate::cli::Work::OnBoards(command) => {
                if command.watches() {
                    stop.listen();
                    return Ok(watch_boards(printer, &stop, || {
                        let flow = open()?;
                        quoting(&flow, crate::cli::status::run(&flow))
                    }));
                }
                if command.can_be_interrupted() {
                    stop.listen();
                }
                let flow = open()?;
                quoting(&flow, command.run(&flow, printer))
            }
        }
    }
}

/// Whether the command line asks for JSON, which even a mistake in it is then told in.
fn wants_json(args: &[OsString]) -> bool {
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let asked = |nth: usize| match args[nth].to_str() {
        Some("--json" | "--format=json") => true,
        Some("--format") => args.get(nth + 1).is_some_and(|value| value == "json"),
        _ => false,
    };
    (0..end).any(asked)
}

/// Reads the line that a failure points at.
fn quoting(flow: &Flow, result: Result<Outcome, Failure>) -> Result<Outcome, Failure> {
    result.map_err(|mut failure| {
        failure.quote(&flow.site().root);
        failure
    })
}

/// The folder that flow starts from.
fn start(globals: &Globals) -> Result<PathBuf, Failure> {
    let folder = globals.directory.clone().unwrap_or_else(|| PathBuf::from("."));
    folder.canonicalize().ok().filter(|folder| folder.is_dir()).ok_or_else(|| {
        let message = format!("there is no folder {}", folder.display());
        Failure::new("no-folder", Exit::Usage, message).hint("name a folder that is there: -C DIR")
    })
}

/// A bug of ours.
fn internal(said: String) -> Failure {
    let mut page = Page::default();
    page.text(2, &said);
    Failure::new("internal", Exit::Failed, "flow has a bug: it met what it does not expect")
        .page(page)
        .details(json!({ "panic": said }))
        .hint("the boards are safe; report this, and see that all is well: flow check")
}

/// A failure whose hint can be typed where flow was: with `-C`, if that was given.
fn typed_here(mut failure: Failure, globals: &Globals) -> Failure {
    let Some(folder) = &globals.directory else { return failure };
    let verbs: Vec<String> =
        Top::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    failure.hint = failure.hint.map(|hint| for_folder(&hint, folder, &verbs));
    failure
}

/// What clap says, in its own words to people and in ours to programs.
fn misused(error: &clap::Error, args: &[OsString], printer: Printer) -> Exit {
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    match (is_help, printer.voice) {
        (true, Voice::Json) => {
            let text = error.render().to_string();
            let kind = if error.kind() == ErrorKind::DisplayHelp { "help" } else { "version" };
            printer.outcome(&Outcome::new(kind, Text(text)))
        }
        (true, Voice::Text) => printer.raw(&error.render().ansi().to_string()),
        (false, Voice::Json) => printer.failure(&usage(error)),
        (false, Voice::Text) => {
            // What was given is told again, and clap tells it as it is.
            let is_safe = |arg: &OsString| matches!(safe(&arg.to_string_lossy()), Cow::Borrowed(_));
            if args.iter().all(is_safe) {
                printer.raw_error(&error.render().ansi().to_string());
                Exit::Usage
            } else {
                printer.failure(&usage(error))
            }
        }
    }
}

fn usage(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let first = lines.first().map_or("", |line| line.strip_prefix("error: ").unwrap_or(line));
    // What is missing stands on lines of its own.
    let more = |line: &&&str| !line.starts_with("tip:") && !line.starts_with("Usage:");
    let message = match first.strip_suffix(':') {
        Some(first) => {
            let missing: Vec<&str> = lines[1..].iter().take_while(more).copied().collect();
            format!("{first}: {}", missing.join(", "))
        }
        None => first.to_owned(),
    };
    // A near name helps; how to pass a mistyped option as a value does not.
    let is_near =
        |line: &&&str| line.starts_with("tip: a similar") || line.starts_with("tip: some similar");
    let hint = lines.iter().find(is_near);
    let hint = hint.or_else(|| lines.iter().find(|line| line.starts_with("Usage:")));
    Failure::new("usage", Exit::Usage, message)
        .hint(hint.map_or("flow --help", |hint| hint).to_owned())
        .details(json!({ "text": text }))
}

/// Help, as text.
struct Text(String);

impl Body for Text {
    fn data(&self) -> Value {
        json!({ "text": self.0 })
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        page.text(0, &self.0);
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn hint(args: &[&str]) -> (String, Option<String>) {
        let error = Top::try_parse_from(args).err().expect("a mistake");
        let failure = usage(&error);
        assert_eq!((failure.code, failure.exit), ("usage", Exit::Usage));
        (failure.message, failure.hint)
    }

    #[test]
    fn a_misspelt_option_has_its_near_one() {
        let (message, near) = hint(&["flow", "advance", "--dry-rum"]);
        assert_eq!(message, "unexpected argument '--dry-rum' found");
        assert_eq!(near.as_deref(), Some("tip: a similar argument exists: '--dry-run'"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let (message, _) = hint(&["flow", "tick"]);
        assert_eq!(message, "the following required arguments were not provided: <ID>, <BOX>...");
    }

    #[test]
    fn any_other_mistake_has_the_usage() {
        let (_, usage) = hint(&["flow", "log", "--bogus-option"]);
        assert_eq!(usage.as_deref(), Some("Usage: flow log [OPTIONS] [ID]"));
    }

    #[test]
    fn json_is_asked_for_in_three_ways() {
        let wants = |line: &str| {
            wants_json(&line.split(' ').map(OsString::from).collect::<Vec<OsString>>())
        };
        assert!(wants("flow check --json") && wants("flow check --format=json"));
        assert!(wants("flow check --format json"));
        assert!(!wants("flow check --format sarif") && !wants("flow back X-1 -- --json"));
        assert!(!wants("flow check --format"));
    }

    #[test]
    fn a_bug_of_ours_says_that_the_boards_are_safe() {
        let failure = internal("panicked at src/x.rs:1:1: index out of bounds".into());
        assert_eq!((failure.code, failure.exit), ("internal", Exit::Failed));
        assert!(failure.details["panic"].as_str().is_some_and(|said| said.contains("x.rs:1")));
    }
}
