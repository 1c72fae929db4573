//! `flow add`, `flow split`, `flow plan` and `flow drop`: tasks that come, and tasks that go.

use clap_complete::ArgValueCompleter;
use std::path::PathBuf;

use flow_core::flow::Flow;
use flow_core::plan::New;
use flow_core::verb::{Add, Document, Drop, Split};
use flow_core::workflow::StageName;

use super::about::{About, How};
use super::asked::known_stage;
use super::complete;
use super::editor;
use super::set::pair;
use super::text::{Why, keeping, read_file};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::written::Writing;
use crate::render::{Printer, quoted};

/// Make a new task, with the next free id where its board has ids
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow add 'Shrink the pool when it is idle'
  flow add 'Greets twice' --prefix BUG --set Priority=High
  flow add 'Shrink the pool' --stage in-progress --body notes.md
  echo 'As seen in the log' | flow add 'Greets twice' --prefix BUG --body -

Without a body, the card begins as the example on its board does, where that has one.")]
pub struct Added {
    /// Its title
    #[arg(value_name = "TITLE", required = true, num_args = 1..)]
    title: Vec<String>,
    /// Its stage [default: the first]
    #[arg(long, value_name = "STAGE", add = ArgValueCompleter::new(complete::stages))]
    stage: Option<String>,
    /// What its id begins with; may be left out where one prefix is declared
    #[arg(long, value_name = "P")]
    prefix: Option<String>,
    /// A field; may be given several times
    #[arg(long, value_name = "FIELD=VALUE", add = ArgValueCompleter::new(complete::fields))]
    set: Vec<String>,
    /// What it says below its fields, from a file; `-` is standard input
    #[arg(long, value_name = "PATH", conflicts_with = "editor")]
    body: Option<PathBuf>,
    /// Write what it says below its fields in the editor (VISUAL, EDITOR)
    #[arg(long, short)]
    editor: bool,
    /// Show every change, but make none
    #[arg(long)]
    dry_run: bool,
}

/// Take a task apart: new tasks that it waits for
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow split PERF-007 'Measure the pool' 'Shrink the pool'
  flow split PERF-007 'Measure the pool' --stage todo")]
pub struct Parted {
    #[command(flatten)]
    about: About,
    /// The title of each part
    #[arg(value_name = "TITLE", required = true)]
    parts: Vec<String>,
    /// The stage of the parts [default: the first]
    #[arg(long, value_name = "STAGE", add = ArgValueCompleter::new(complete::stages))]
    stage: Option<String>,
    /// What their ids begin with [default: as the task's]
    #[arg(long, value_name = "P")]
    prefix: Option<String>,
}

/// Write a planning document for a task, and refer to it on its card
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow plan PERF-007                               planning_docs/PERF-007_….md
  flow plan PERF-007 --path docs/plans/pool.md
  flow plan PERF-007 --template docs/plan-template.md

A file TEMPLATE.md in the same folder is the template, where there is one; {id}, {title},
{date} and {actor} are filled in.")]
pub struct Planned {
    #[command(flatten)]
    about: About,
    /// The document
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// What it is made from
    #[arg(long, value_name = "PATH")]
    template: Option<String>,
}

/// Give a task up: its card leaves the boards, and its text goes to the archive, or stays in flow's journal
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow drop PERF-007 --why 'The pool is gone'
  flow drop PERF-007 --why - < reason.txt

flow undo brings it back.")]
pub struct Dropped {
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    why: Why,
}

fn shown(body: &Writing) -> Vec<String> {
    vec![format!("flow show {}", body.id())]
}

impl Added {
    /// Runs it.
    pub fn run(&self, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
        let stage = stage(flow, self.stage.as_ref())?;
        let fields = self.set.iter().map(|given| pair(given)).collect::<Result<_, _>>()?;
        let mut new = New {
            title: self.title.join(" "),
            stage,
            prefix: self.prefix.clone(),
            fields,
            body: self.body.as_ref().map(|path| read_file("--body", path)).transpose()?,
        };
        let how = How { from: None, dry_run: self.dry_run };
        let options = [("stage", &self.stage), ("prefix", &self.prefix)].into_iter();
        let options = options.filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let options = options.chain(self.set.iter().map(|given| ("set", given)));
        let options: String =
            options.map(|(name, value)| format!(" --{name} {}", quoted(value))).collect();
        let retry = format!("flow add {}{options} --body", quoted(&new.title));
        if !self.editor {
            let piped = self.body.as_ref().is_some_and(|path| path.as_os_str() == "-");
            let text = new.body.clone().filter(|_| piped);
            let done = how.write_then(flow, "add", &Add { new }, shown);
            return done.map_err(|failure| match text {
                Some(text) => keeping(flow, failure, &text, &retry),
                None => failure,
            });
        }
        let edited = editor::edit(flow, printer, "\n", "name a file of text: --body PATH")?;
        new.body = Some(edited.text.clone()).filter(|text| !text.trim().is_empty());
        match how.write_then(flow, "add", &Add { new }, shown) {
            Ok(done) => {
                edited.settled(flow);
                Ok(done)
            }
            Err(failure) => Err(edited.kept(flow, failure, &retry)),
        }
    }
}

impl Parted {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "split")?;
        let stage = stage(flow, self.stage.as_ref())?;
        let part = |title: &String| New {
            title: title.clone(),
            stage: stage.clone(),
            prefix: self.prefix.clone(),
            ..New::default()
        };
        let verb = Split { about, parts: self.parts.iter().map(part).collect() };
        self.about.how.write(flow, "split", &verb)
    }
}

impl Planned {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let about = self.about.task(flow, "plan")?;
        let (path, template) = (self.path.clone(), self.template.clone());
        self.about.how.write(flow, "plan", &Document { about, path, template })
    }
}

impl Dropped {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let why = self.why.read()?;
        let retry = format!("flow drop {} --file", self.about.typed());
        let done = self.about.task(flow, "drop").and_then(|about| {
            let verb = Drop { about, why: why.text.clone() };
            self.about.how.write_then(flow, "drop", &verb, |body| {
                vec![format!("to bring it back: flow undo {}", body.id())]
            })
        });
        why.kept(flow, done, &retry)
    }
}

fn stage(flow: &Flow, name: Option<&String>) -> Result<Option<StageName>, Failure> {
    if let Some(name) = name {
        known_stage(flow, name)?;
    }
    Ok(name.map(StageName::new))
}
