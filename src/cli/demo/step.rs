//! A step of the demo: what was typed, what came of it, and which lines changed.

use serde_json::{Value, json};
use similar::{ChangeTag, TextDiff};

use super::world::{Ran, World};
use crate::render::page::{Line, Page};

/// A step, played.
#[derive(Debug, Default)]
pub struct Step {
    /// What it is about.
    pub title: &'static str,
    /// Why, for a newcomer.
    pub prose: &'static str,
    /// Whether what changed was written by hand, before anything was typed.
    pub by_hand: bool,
    /// What was typed.
    pub commands: Vec<Ran>,
    /// What changed in which file.
    pub changes: Vec<Change>,
}

/// The lines of a file that changed, each behind `-` or `+`.
#[derive(Debug)]
pub struct Change {
    /// The file, told from the repository's root.
    pub file: &'static str,
    /// What became of it as a whole: `new`, `gone`, or empty.
    pub whole: &'static str,
    /// The lines.
    pub lines: Vec<String>,
}

/// What the demo keeps an eye on; folders are only told of as new or gone.
const WATCHED: [&str; 8] = [
    ".worktrees/FEAT-001",
    ".worktrees/FEAT-001/greet.sh",
    ".worktrees/FEAT-001/tests.sh",
    "TODO.md",
    "IN_PROGRESS.md",
    "REVIEW.md",
    "CHANGELOG.md",
    "archive/FEAT-001.md",
];

/// The most lines shown of those that go or come in a row. A card that leaves a board is shown whole
/// on the next.
const GONE: usize = 2;
const NEW: usize = 12;

/// A line of output below its command.
fn indented(line: &str) -> Line {
    if line.is_empty() { Line::default() } else { Line::blanks(3).plain(line) }
}

/// The watched files as they stand.
pub struct Look(Vec<(bool, String)>);

impl Look {
    /// Looks at them.
    pub fn at(world: &World) -> Self {
        Self(WATCHED.iter().map(|path| (world.has(path), world.read(path))).collect())
    }

    /// What has changed since.
    pub fn changes(&self, now: &Self) -> Vec<Change> {
        let pairs = WATCHED.iter().zip(self.0.iter().zip(&now.0));
        let changed = pairs.filter(|(_, (before, after))| before != after);
        changed.filter_map(|(file, (before, after))| change(file, before, after)).collect()
    }
}

fn change(file: &'static str, before: &(bool, String), after: &(bool, String)) -> Option<Change> {
    let whole = match (before.0, after.0) {
        (false, true) => "new",
        (true, false) => "gone",
        _ => "",
    };
    // The files of a worktree come and go with it.
    if !whole.is_empty() && file.starts_with(".worktrees/FEAT-001/") {
        return None;
    }
    let diff = TextDiff::from_lines(&*before.1, &*after.1);
    let lines = diff.iter_all_changes().filter_map(|line| {
        let sign = match line.tag() {
            ChangeTag::Equal => return None,
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        Some(format!("{sign} {}", line.value().trim_end()).trim_end().to_owned())
    });
    Some(Change { file, whole, lines: lines.collect() })
}

impl Step {
    /// The step as data.
    pub fn data(&self) -> Value {
        let commands = self.commands.iter().map(|ran| {
            json!({
                "command": ran.line,
                "exit": ran.code,
                "stdout": ran.stdout,
                "stderr": ran.stderr,
            })
        });
        let changes = self.changes.iter().map(
            |change| json!({ "file": change.file, "whole": change.whole, "lines": change.lines }),
        );
        json!({
            "title": self.title,
            "commands": commands.collect::<Vec<_>>(),
            "changes": changes.collect::<Vec<_>>(),
        })
    }

    /// The step for a person; `nth` counts from 1.
    pub fn page(&self, nth: usize) -> Page {
        let mut page = Page::default();
        page.push(Line::default());
        page.push(Line::default().bold(format!("{nth}. {}", self.title)));
        page.text(3, self.prose);
        if self.by_hand {
            self.push_changes(&mut page);
        }
        for ran in &self.commands {
            page.push(Line::default());
            page.push(Line::blanks(3).dim("$ ").link(&ran.line));
            // As it came: progress first, or, in a failure, the error last.
            let (first, last) = match ran.code {
                0 => (&ran.stderr, &ran.stdout),
                _ => (&ran.stdout, &ran.stderr),
            };
            for line in first.lines().chain(last.lines()) {
                page.push(indented(line));
            }
            if ran.code != 0 {
                page.push(Line::blanks(3).dim(format!("(exit code {})", ran.code)));
            }
        }
        if !self.by_hand {
            self.push_changes(&mut page);
        }
        page
    }

    fn push_changes(&self, page: &mut Page) {
        for change in &self.changes {
            page.push(Line::default());
            let whole = if change.whole.is_empty() { "" } else { " is " };
            page.push(Line::blanks(3).bold(change.file).plain(whole).plain(change.whole));
            for run in change.lines.chunk_by(|a, b| a[..1] == b[..1]) {
                let comes = run.iter().all(|line| line.starts_with('+'));
                // An archived card was shown before it went.
                let most = if comes && change.whole != "new" { NEW } else { GONE };
                for line in run.iter().take(most) {
                    let shown = Line::blanks(3);
                    page.push(if comes { shown.good(line) } else { shown.warn(line) });
                }
                if run.len() > most {
                    let more = format!("{} … {} lines more", &run[0][..1], run.len() - most);
                    page.push(Line::blanks(3).dim(more));
                }
            }
        }
    }
}
