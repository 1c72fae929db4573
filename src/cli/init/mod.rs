//! `flow init`: writes a workflow and the boards that it names, and overwrites nothing.

use std::path::{Path, PathBuf};

use flow_core::board::{Board, BoardError};
use flow_core::fs::{Disk, read_file};
use flow_core::markdown::BlockKind;
use flow_core::path::RelPath;
use flow_core::plugin::Plugins;
use flow_core::within;
use flow_core::workflow::{BundledScript, ChangelogTarget, Heading, Stage, Standing, Workflow};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::open::{WORKFLOW, load, locate};
use crate::outcome::{Body, Outcome};
use crate::render::page::{Line, Page};

/// Write a workflow.toml and its boards; what is there already is kept
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow init               four stages: TODO.md, IN_PROGRESS.md, REVIEW.md, and done
  flow -C ../other init   the same in another folder

Where a workflow.toml is there already, only the boards that it names and that are missing are written.")]
pub struct Args {}

/// Boards with more on them than a heading.
const BOARDS: [(&str, &str); 4] = [
    ("TODO.md", include_str!("TODO.md")),
    ("IN_PROGRESS.md", include_str!("IN_PROGRESS.md")),
    ("REVIEW.md", include_str!("REVIEW.md")),
    ("CHANGELOG.md", include_str!("CHANGELOG.md")),
];

/// What was done.
struct Done {
    root: PathBuf,
    disk: Disk,
    written: Vec<String>,
    kept: Vec<String>,
    /// What a person has to add to files that were kept.
    missing: Vec<Missing>,
    /// Boards that were there and lack our heading, so that their cards may stand anywhere.
    anywhere: Vec<Missing>,
    /// Boards that were kept and have lists, of which nothing is read as a task.
    unread: Vec<String>,
    /// A first card and its board, one a line.
    example: Option<String>,
}

/// A line that a file lacks.
struct Missing {
    file: String,
    line: String,
}

/// Runs it.
pub fn run(
    _: Args,
    start: &Path,
    plugins: &Plugins,
    scripts: &'static [BundledScript],
    disk: &Disk,
) -> Result<Outcome, Failure> {
    let place = locate(start, plugins)?;
    let root = place.as_ref().map_or_else(|| start.to_owned(), |place| place.main.clone());
    let mut done = Done {
        disk: disk.clone(),
        written: Vec::new(),
        kept: Vec::new(),
        missing: Vec::new(),
        anywhere: Vec::new(),
        unread: Vec::new(),
        example: None,
        root: root.clone(),
    };
    let base = place.as_ref().filter(|place| place.here == place.main);
    let base = base.and_then(|place| place.branch_here.as_deref());
    let mut text = workflow_toml(place.is_some(), base);
    let lacking = loosen(&root, &mut text);
    done.put(WORKFLOW, &text)?;
    let workflow = load(&root, plugins, scripts)?.ok_or_else(|| {
        Failure::new("init", Exit::Failed, format!("{WORKFLOW} was written, and is not there"))
            .hint("see what removes it, then run: flow init")
    })?;
    // Also where an init before this one had come no further.
    let fresh = read_file(&root.join(WORKFLOW)).is_ok_and(|now| now == Some(text.into_bytes()));
    if fresh {
        done.anywhere = lacking;
    }
    for stage in &workflow.stages {
        let Some(path) = stage.board.as_ref().and_then(Standing::board) else { continue };
        let text = text_of(path.as_str(), fresh).unwrap_or_else(|| plain_board(path, &workflow));
        done.put(path.as_str(), &text)?;
        done.need_heading(stage, path, &workflow);
    }
    if let Some(changelog) = &workflow.changelog
        && let ChangelogTarget::File(path) = &changelog.target
    {
        let plain = || format!("# Changelog\n\n{}\n", changelog.under);
        done.put(path.as_str(), &text_of(path.as_str(), fresh).unwrap_or_else(plain))?;
        done.need(path, &changelog.under);
    }
    done.example = example(&workflow);
    Ok(Outcome::new("init", done))
}

/// The workflow that is written.
fn workflow_toml(git: bool, base: Option<&str>) -> String {
    let base = base.map(|base| format!("base = {}\n", json!(base))).unwrap_or_default();
    let (section, transitions) = match git {
        true => (
            include_str!("git.toml").replace("@base@", &base),
            include_str!("transitions-git.toml"),
        ),
        false => (String::new(), include_str!("transitions.toml")),
    };
    include_str!("workflow.toml")
        .replace("@git@\n", &format!("{section}\n"))
        .replace("@transitions@", transitions)
}

/// Takes a stage's `under` out of our workflow where its board is there already and lacks the heading,
/// or has it twice: then cards may stand anywhere on it.
fn loosen(root: &Path, workflow: &mut String) -> Vec<Missing> {
    let mut lacking = Vec::new();
    for (file, board) in BOARDS {
        let read = RelPath::new(file).map(|path| within::read(root, &path));
        let Ok(Ok(Some(bytes))) = read else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for heading in board.lines().filter(|line| line.starts_with("## ")) {
            let under = format!("board = \"{file}\"\nunder = \"{heading}\"\n");
            let there = text.lines().filter(|line| line.trim_end() == heading).count();
            if there != 1 && workflow.contains(&under) {
                *workflow = workflow.replace(&under, &format!("board = \"{file}\"\n"));
                let (file, line) = (file.to_owned(), heading.to_owned());
                lacking.push(Missing { file, line });
            }
        }
    }
    lacking
}

/// The text of a board that goes with the workflow we write.
fn text_of(path: &str, fresh: bool) -> Option<String> {
    let found = BOARDS.iter().find(|(name, _)| fresh && *name == path);
    found.map(|(_, text)| (*text).to_owned())
}

/// A board with nothing but what the workflow says must stand on it.
fn plain_board(path: &RelPath, workflow: &Workflow) -> String {
    let mut stages = workflow.stages.iter().filter(|stage| stage.stands_on(path));
    if stages.any(|stage| !stage.format.is_markdown()) {
        return String::new();
    }
    let mut text = String::from("# Tasks\n");
    for stage in workflow.stages.iter().filter(|stage| stage.stands_on(path)) {
        let heading = stage.under.first().map(|heading| heading.first(stage.limit));
        for line in heading.iter().chain(&stage.placeholder) {
            text.push_str(&format!("\n{line}\n"));
        }
    }
    text
}

/// The first card that a person could write.
fn example(workflow: &Workflow) -> Option<String> {
    let first = workflow.stages.first().filter(|stage| !stage.keeps_files())?;
    let prefix = workflow.ids.prefixes().first().map_or("TASK", String::as_str);
    let id = workflow.ids.read(&format!("{prefix}-001"))?;
    let line = first.card.first()?.line.expand(|hole| match hole.name.as_str() {
        "id" => Some(id.to_string()),
        "title" => Some("What is to be done".to_owned()),
        _ => None,
    });
    Some(format!("{line}\n{}", first.board.as_ref()?))
}

impl Done {
    /// Writes a file where there is none.
    fn put(&mut self, path: &str, text: &str) -> Result<(), Failure> {
        if self.written.iter().chain(&self.kept).any(|known| known == path) {
            return Ok(());
        }
        let full = self.root.join(path);
        let folder = full.parent().unwrap_or(&self.root);
        let name = full.file_name().unwrap_or_default().to_string_lossy();
        let beside = folder.join(format!(".{name}.flow-new"));
        let written = self.disk.create_dir_all(folder).and_then(|()| {
            // What a killed init had begun to write.
            self.disk.remove(&beside)?;
            if full.symlink_metadata().is_ok() {
                return Ok(false);
            }
            // A file of its own name is whole: half a board would be taken for a person's.
            self.disk.create(&beside, text.as_bytes(), 0o644)?;
            let placed = self.disk.rename_new(&beside, &full);
            if !matches!(placed, Ok(true)) {
                let _ = self.disk.remove(&beside);
            }
            let placed = placed?;
            self.disk.sync_dir(folder).map(|()| placed)
        });
        match written {
            Ok(true) => self.written.push(path.to_owned()),
            Ok(false) => self.kept.push(path.to_owned()),
            Err(error) => {
                let message = format!("{path} cannot be written: {error}");
                return Err(Failure::new("init", Exit::Failed, message)
                    .hint("files that were written already stay; run flow init again"));
            }
        }
        Ok(())
    }

    /// Tells of a stage's heading that a kept board lacks, and of tasks on it that are written otherwise.
    fn need_heading(&mut self, stage: &Stage, path: &RelPath, workflow: &Workflow) {
        let Ok(text) = flow_core::board::open(&self.root, path) else { return };
        let parsed = Board::parse(path.clone(), text, workflow);
        let has_list = |board: &Board| {
            let items = board.outline.blocks.iter().filter(|block| block.kind == BlockKind::Item);
            board.cards.is_empty() && items.into_iter().next().is_some()
        };
        if self.kept.iter().any(|kept| kept == path.as_str())
            && !self.unread.iter().any(|other| other == path.as_str())
            && parsed.as_ref().is_ok_and(has_list)
        {
            self.unread.push(path.to_string());
        }
        if let Err(BoardError::NoHeading { stage: lacking, empty, .. }) = parsed
            && lacking == stage.name
        {
            self.lacks(path, &empty);
        }
    }

    /// Tells of a heading that a kept file lacks.
    fn need(&mut self, path: &RelPath, heading: &Heading) {
        let bytes = within::read(&self.root, path).ok().flatten().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        if !text.lines().any(|line| Heading::parse(line).as_ref() == Some(heading)) {
            self.lacks(path, &heading.to_string());
        }
    }

    fn lacks(&mut self, path: &RelPath, heading: &str) {
        self.missing.push(Missing { file: path.to_string(), line: heading.to_string() });
    }
}

impl Body for Done {
    fn data(&self) -> Value {
        let lines = |all: &[Missing]| -> Vec<Value> {
            all.iter().map(|m| json!({ "file": m.file, "line": m.line })).collect()
        };
        json!({
            "root": self.root,
            "written": self.written,
            "kept": self.kept,
            "anywhere": lines(&self.anywhere),
            "missing": lines(&self.missing),
            "unread": self.unread,
        })
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        for file in &self.written {
            page.push(Line::default().good("wrote ").plain(file));
        }
        for file in &self.kept {
            page.push(Line::default().dim("kept  ").plain(file).dim(", as it was"));
        }
        for file in &self.unread {
            page.gap();
            page.push(Line::default().warn(format!("nothing on {file} is read as a task.")));
            let todo = format!("if tasks stand there, delete {WORKFLOW}, and type: flow adopt");
            page.push(Line::default().link("help: ").plain(todo));
        }
        for Missing { file, line } in &self.anywhere {
            page.gap();
            let what =
                format!("{file} has no line `{line}`, so its cards may stand anywhere on it;");
            page.push(Line::default().dim(what));
            let todo =
                format!("to keep them below one, add it, and `under = \"{line}\"` to {WORKFLOW}");
            page.push(Line::default().dim(todo));
        }
        for Missing { file, line } in &self.missing {
            page.gap();
            page.push(Line::default().warn(format!("{file} has no line `{line}`.")));
            page.push(Line::default().link("help: ").plain(format!("add it to {file}: {line}")));
        }
        if self.missing.is_empty() {
            page.gap();
            if let Some((line, board)) = self.example.as_ref().and_then(|e| e.rsplit_once('\n')) {
                let next = Line::default().link("next: ");
                page.push(next.plain(format!("write a task in {board}, such as:  {line}")));
            }
            page.push(Line::blanks(6).plain("flow status"));
        }
        page
    }
}
