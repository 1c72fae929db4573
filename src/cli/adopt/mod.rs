//! `flow adopt`: infers a workflow from the boards that are there, proves it, and writes it on consent.

mod page;
mod walk;

use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use flow_core::adopt::{Doubt, Draft, Inference, LeftAlone, Proof, Surroundings, infer, prove};
use flow_core::fs::Disk;
use flow_core::path::RelPath;
use flow_core::plugin::Plugins;
use flow_core::problem::Problem;
use flow_core::site::Site;
use flow_core::workflow::BundledScript;

use crate::failure::{Exit, Failure};
use crate::open::{WORKFLOW, locate};
use crate::outcome::Outcome;
use crate::render::{Printer, Voice};

/// Infer a workflow.toml from the boards that are there; nothing is written without consent
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow adopt              show what would be written, why, and what is doubtful
  flow adopt --write      write it
  flow adopt --json       the same as data

Before it is offered, every live card is taken to another stage and home on a copy in memory. A file
that is no board is left alone, and a workflow.toml that is there already is never written over.")]
pub struct Args {
    /// Write workflow.toml without asking
    #[arg(long)]
    write: bool,
}

/// What was found, and what became of it.
pub(super) struct Adopted {
    root: PathBuf,
    files: usize,
    draft: Draft,
    text: String,
    doubts: Vec<Doubt>,
    left: Vec<LeftAlone>,
    unread: Vec<(RelPath, String)>,
    proof: Proof,
    problems: Vec<Problem>,
    /// Whether a workflow.toml is there already.
    kept: bool,
    written: bool,
    /// Whether all but the outcome was shown before a person was asked.
    shown: bool,
}

/// Runs it.
pub fn run(
    args: Args,
    start: &Path,
    plugins: &Plugins,
    scripts: &'static [BundledScript],
    disk: &Disk,
    printer: Printer,
) -> Result<Outcome, Failure> {
    let place = locate(start, plugins)?;
    let root = place.as_ref().map_or_else(|| start.to_owned(), |place| place.main.clone());
    let kept = root.join(WORKFLOW).symlink_metadata().is_ok();
    if kept && args.write {
        let message = format!("{WORKFLOW} is there already, and is not written over");
        return Err(Failure::new("exists", Exit::Failed, message)
            .hint("see what adopt would write: flow adopt\nsee how the boards are: flow check"));
    }
    let draws = printer.voice == Voice::Text && stderr().is_terminal();
    let walk::Files { paths, folders, sources, unread } = walk::files(&root, draws);
    let files = paths.len();
    let branch = place.as_ref().filter(|place| place.here == place.main);
    let branch = branch.and_then(|place| place.branch_here.clone());
    let surroundings = Surroundings { versioned: place.is_some(), branch, paths, folders };
    let Inference { draft, doubts, left } = infer(&sources, &surroundings);
    let Some(draft) = draft else { return Err(page::no_board(files, &left, &unread)) };
    let text = draft.text();
    let proof = prove(&draft, &sources, scripts).map_err(|why| page::unread(&why, &text))?;
    if !proof.lost.is_empty() {
        return Err(page::unsound(&proof, &text));
    }
    let site = Site {
        root: root.clone(),
        here: root.clone(),
        branch_here: place.as_ref().and_then(|place| place.branch_here.clone()),
        state: place.as_ref().map_or_else(|| root.join(".flow"), |place| place.state.clone()),
        actor: place.and_then(|place| place.actor).unwrap_or_default(),
        now: crate::clock::now(),
        trusted: false,
        disk: disk.clone(),
    };
    let problems = flow_core::check::check(&site, &proof.workflow, &proof.snapshot, plugins);
    let (written, shown) = (false, false);
    let mut adopted = Adopted {
        root,
        files,
        draft,
        text,
        doubts,
        left,
        unread,
        proof,
        problems,
        kept,
        written,
        shown,
    };
    if !kept && !args.write {
        let question = format!("Write this to {WORKFLOW}?");
        let mut page = adopted.found(100);
        page.gap();
        if let Some(yes) = printer.confirm(&page, &question, &|| false) {
            adopted.shown = true;
            if !yes {
                return Ok(Outcome::new("adopt", adopted));
            }
            adopted.write(disk)?;
        }
    } else if args.write {
        adopted.write(disk)?;
    }
    Ok(Outcome::new("adopt", adopted))
}

impl Adopted {
    /// Writes the workflow where there is none.
    fn write(&mut self, disk: &Disk) -> Result<(), Failure> {
        let full = self.root.join(WORKFLOW);
        let beside = self.root.join(format!(".{WORKFLOW}.flow-new"));
        let written = disk.remove(&beside).and_then(|_| {
            disk.create(&beside, self.text.as_bytes(), 0o644)?;
            let placed = disk.rename_new(&beside, &full);
            if !matches!(placed, Ok(true)) {
                let _ = disk.remove(&beside);
            }
            let placed = placed?;
            disk.sync_dir(&self.root).map(|()| placed)
        });
        match written {
            Ok(true) => {
                self.written = true;
                Ok(())
            }
            Ok(false) => {
                let message = format!("{WORKFLOW} has come in between, and is not written over");
                Err(Failure::new("exists", Exit::Failed, message).hint("look at it: flow check"))
            }
            Err(error) => {
                let message = format!("{WORKFLOW} cannot be written: {error}");
                Err(Failure::new("adopt", Exit::Failed, message)
                    .hint("nothing was changed; run flow adopt --write again"))
            }
        }
    }
}
