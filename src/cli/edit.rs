//! `flow edit`: a task's title, fields, or whole card.

use std::path::PathBuf;

use clap_complete::ArgValueCompleter;
use flow_core::flow::{Flow, FlowError};
use flow_core::plan::{PlanError, resolve, select};
use flow_core::verb::Edit;

use super::about::About;
use super::asked::explained;
use super::complete;
use super::editor;
use super::set::pair;
use super::text::{keeping, read_file};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::{Printer, Typed};

/// Edit a task: its title, its fields, or its whole card in the editor
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow edit PERF-007                             in VISUAL or EDITOR
  flow edit PERF-007 --title 'Pool connections'
  flow edit PERF-007 --set Priority=High
  flow edit PERF-007 --text card.md              the whole card, from a file

A text that would not read as this task is refused, and kept in a file.")]
pub struct Args {
    #[command(flatten)]
    about: About,
    /// Another title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// A field; may be given several times
    #[arg(long, value_name = "FIELD=VALUE", add = ArgValueCompleter::new(complete::fields))]
    set: Vec<String>,
    /// The whole card anew, from a file; `-` is standard input
    #[arg(long, value_name = "PATH")]
    text: Option<PathBuf>,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
    let about = args.about.task(flow, "edit")?;
    let fields = args.set.iter().map(|given| pair(given)).collect::<Result<Vec<_>, _>>()?;
    let how = &args.about.how;
    let retry = format!("flow edit {} --text", args.about.id);
    let mut verb = Edit { about, title: args.title.clone(), fields, text: None };
    if let Some(path) = &args.text {
        let text = read_file("--text", path)?;
        verb.text = Some((card(flow, &verb)?, text.clone()));
        let done = how.write(flow, "edit", &verb);
        return done.map_err(|failure| keeping(flow, failure, &text, &retry));
    }
    if verb.title.is_some() || !verb.fields.is_empty() {
        return how.write(flow, "edit", &verb);
    }
    let before = card(flow, &verb)?;
    let instead =
        format!("say what is new: flow edit {} --title TEXT --set FIELD=VALUE", args.about.id);
    let edited = editor::edit(flow, printer, &before, &instead)?;
    verb.text = Some((before, edited.text.clone()));
    match how.write(flow, "edit", &verb) {
        Ok(done) => {
            edited.settled(flow);
            Ok(done)
        }
        Err(failure) => Err(edited.kept(flow, failure, &retry)),
    }
}

/// The card as it is now.
fn card(flow: &Flow, verb: &Edit) -> Result<String, Failure> {
    let snapshot = flow.look()?;
    let typed = Typed::about("edit", None);
    let words = |error: PlanError| explained(flow, FlowError::Plan(error), &typed);
    let id = resolve(&snapshot, &verb.about.id).map_err(words)?;
    let (board, card) =
        select(flow.workflow(), &snapshot, &id, verb.about.from.as_ref()).map_err(words)?;
    Ok(board.slice(&card.range).to_owned())
}
