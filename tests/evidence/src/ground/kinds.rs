//! The kinds of transition.

use super::Ground;

/// A kind of transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// From a list to headings, with counters, fields and a placeholder.
    Forward,
    /// The same where there is no git.
    WithoutGit,
    /// Home, to the place it came from, past another that left since.
    Home,
    /// The last transition is undone.
    Undo,
    /// To the end: an archive file of its own, and an entry in the changelog.
    Archive,
    /// The entry is a file of its own.
    Fragment,
    /// A branch and a worktree are made.
    Worktree,
    /// That is undone.
    UndoWorktree,
    /// The branch is merged, the worktree and the branch go.
    Merge,
    /// From one table to another that has other columns.
    Row,
    /// A task that is a file of its own gets another folder.
    Refile,
    /// That is undone.
    UndoRefile,
    /// A line of a todo.txt is filed as done.
    Line,
    /// An item of a list becomes a file of its own.
    IntoFile,
    /// A file of its own becomes a heading on a board.
    OutOfFile,
    /// A step is written on a card where it stands.
    Write,
    /// A task is taken apart: two cards are made, and the whole one waits for them.
    Split,
    /// A card leaves the boards for the archive, and is on none.
    Drop,
    /// A planning document is made, and the card refers to it.
    Document,
    /// That is undone: the file goes.
    UndoDocument,
}

/// The tasks that stand on each ground.
pub const TASKS: [&str; 4] = ["FEAT-001", "FEAT-002", "BUG-001", "FEAT-003"];

const WORKFLOW: &str = r####"version = 1

[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["FEAT", "BUG"]

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"
closed = "- [x] **{id}**: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
under = "## Active"
card = "### [{id}]: {title}"
limit = 3
counters = "**Active: {count}/{limit}**"
separator = "---"
placeholder = "*Nobody works.*"
on-enter.add = { Assigned = "{actor}" }
on-enter.set = { Status = "Doing" }

[[stage]]
name = "review"
board = "REVIEW.md"
under = "## Waiting"
card = "### [{id}]: {title}"

[[stage]]
name = "done"
ends = true
archive = "archive/{id}.md"
"####;

/// Stages in other grammars, behind the end: no other task comes there.
const ROWS: &str = r####"
[[stage]]
name = "listed"
board = "PLAN.md"
under = "## Listed"
card = "| {id} | {title} | {*} |"

[[stage]]
name = "picked"
board = "PLAN.md"
under = "## Picked ({count})"
card = "| {*} | {id} | {title} |"
placeholder = "| — | — | — |"
on-enter.set = { Who = "{actor}" }
"####;

const PLAN: &str = "\
# Plan

## Listed

| Id | What | Who | Depth |
| --- | --- | --- | --- |
| FEAT-006 | Sweep the pier | Bo | |
| FEAT-007 | Oil the winch | | 4 m (low tide) |

## Picked (0)

| Who | Id | What |
| --- | --- | --- |
| — | — | — |
";

const FILES: &str = r####"
[[stage]]
name = "drawn"
board = "tasks/*.md"
where = { status = "Drawn" }

[[stage]]
name = "filed"
board = "filed/*.md"
where = { status = "Filed" }
on-enter.add = { by = "{actor}" }
"####;

const FILE: &str = "---\ntitle: A new pier\nstatus: Drawn # in ink\n---\n\nOf oak.\n";

const LINES: &str = r####"
[[stage]]
name = "open"
board = "todo.txt"
card = "{id} {title}"

[[stage]]
name = "old"
board = "done.txt"
card = "x {id} {title}"
"####;

const TODO_TXT: &str = "(A) 2026-01-02 FEAT-009 Call the pilot @phone\nFEAT-005 Wait\n";

const FILED: &str = r####"
[[stage]]
name = "noted"
board = "NOTED.md"
card = "- [ ] {id}: {title}"

[[stage]]
name = "kept"
board = "kept/*.md"
where = { status = "Kept" }
on-enter.add = { by = "{actor}" }

[[stage]]
name = "shown"
board = "SHOWN.md"
card = "### {id}: {title}"
"####;

const NOTED: &str = "\
# Noted

- [ ] FEAT-006: Light the lamp
- [ ] FEAT-010: Sound the [depth][chart]
  - **Why:** the sand shifts

  At low tide.
- [ ] FEAT-011: Ring the bell

[chart]: charts/harbour.md
";

const KEPT: &str = "---\nid: FEAT-012\ntitle: Tar the hull\nstatus: Kept\n---\n\nTwo barrels.\n";

const SHOWN: &str = "# Shown\n\n### FEAT-013: Hoist the flag\n\nAt noon.\n";

const GIT: &str = "\n[git]\nbase = \"main\"\n";

const TODO: &str = "\
# Some day

- [ ] **FEAT-001**: Count the boats
  - **Why:** the harbour master asks every evening
  - [ ] Look out of the window

- [ ] **FEAT-002**: Paint the buoys

      a block of code that is indented

- [ ] **BUG-001**: The bell rings twice

Below the cards stands a line.
";

const DOING: &str = "\
# Now

**Active: 0/3**

## Active

*Nobody works.*

## Habits

Tea at four.
";

const REVIEW: &str = "\
# Looked at

## Waiting

### [FEAT-003]: Mend the net
**Status**: Doing

#### Completed

- ✅ All holes found
";

const CHANGELOG: &str = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- **FEAT-000: Begin**\n";

const HOOKED: &str = r#"
[changelog]
file = "CHANGELOG.md"
sections = { BUG = "Fixed", "*" = "Added" }

[[transition]]
from = "review"
to = "done"
hooks = ["write-changelog"]
after = ["notify"]
"#;

const FRAGMENTS: &str = r#"
[changelog]
fragment = "changes/{id}.md"
sections = { BUG = "Fixed", "*" = "Added" }

[[transition]]
from = "review"
to = "done"
hooks = ["write-changelog"]
"#;

const BRANCHES: &str = r#"
[[transition]]
from = "todo"
to = "doing"
hooks = ["create-worktree"]

[[transition]]
from = "review"
to = "done"
hooks = ["merge-branch", "remove-worktree"]
"#;

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::Forward,
        Self::WithoutGit,
        Self::Home,
        Self::Undo,
        Self::Archive,
        Self::Fragment,
        Self::Worktree,
        Self::UndoWorktree,
        Self::Merge,
        Self::Row,
        Self::Refile,
        Self::UndoRefile,
        Self::Line,
        Self::IntoFile,
        Self::OutOfFile,
        Self::Write,
        Self::Split,
        Self::Drop,
        Self::Document,
        Self::UndoDocument,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::WithoutGit => "without-git",
            Self::Home => "home",
            Self::Undo => "undo",
            Self::Archive => "archive",
            Self::Fragment => "fragment",
            Self::Worktree => "worktree",
            Self::UndoWorktree => "undo-worktree",
            Self::Merge => "merge",
            Self::Row => "row",
            Self::Refile => "refile",
            Self::UndoRefile => "undo-refile",
            Self::Line => "line",
            Self::IntoFile => "into-file",
            Self::OutOfFile => "out-of-file",
            Self::Write => "write",
            Self::Split => "split",
            Self::Drop => "drop",
            Self::Document => "document",
            Self::UndoDocument => "undo-document",
        }
    }

    /// Whether it stands in a git repository.
    pub fn has_git(self) -> bool {
        self != Self::WithoutGit
    }

    /// Whether everything that changes is files of its own.
    pub fn is_plain(self) -> bool {
        !matches!(self, Self::Worktree | Self::UndoWorktree | Self::Merge)
    }

    /// The command that makes the transition.
    pub fn command(self) -> &'static [&'static str] {
        match self {
            Self::Forward | Self::WithoutGit | Self::Worktree | Self::Merge => {
                &["advance", "FEAT-001"]
            }
            Self::Home => &["back", "FEAT-001", "--why", "it rains"],
            Self::Undo | Self::UndoWorktree | Self::UndoRefile | Self::UndoDocument => &["undo"],
            Self::Write => &["step", "add", "FEAT-001", "Count them twice"],
            Self::Split => &["split", "FEAT-001", "The rowing boats", "The sailing boats"],
            Self::Drop => &["drop", "FEAT-001", "--why", "they are all gone"],
            Self::Document => &["plan", "FEAT-001"],
            Self::Row => &["advance", "FEAT-007"],
            Self::Refile => &["advance", "FEAT-008"],
            Self::Line => &["advance", "FEAT-009"],
            Self::IntoFile => &["advance", "FEAT-010"],
            Self::OutOfFile => &["advance", "FEAT-012"],
            Self::Archive | Self::Fragment => &["advance", "FEAT-003"],
        }
    }

    fn workflow(self) -> String {
        let hooks = match self {
            Self::Archive => HOOKED,
            Self::Fragment => FRAGMENTS,
            Self::Worktree | Self::UndoWorktree | Self::Merge => BRANCHES,
            _ => "",
        };
        let git = if self.has_git() { GIT } else { "" };
        let others = match self {
            Self::Row => ROWS,
            Self::Refile | Self::UndoRefile => FILES,
            Self::Line => LINES,
            Self::IntoFile | Self::OutOfFile => FILED,
            _ => "",
        };
        format!("{WORKFLOW}{others}{git}{hooks}")
    }

    /// Makes the repository, up to the moment before the transition.
    pub(super) fn build(self, ground: &Ground) -> Result<(), String> {
        if self.has_git() {
            ground.git(&["init", "-q", "--template=", "-b", "main"]);
            // A copy of the repository is as good as the repository.
            for (name, value) in
                [("core.trustctime", "false"), ("core.checkStat", "minimal"), ("gc.auto", "0")]
            {
                ground.git(&["config", name, value]);
            }
        }
        ground.write("workflow.toml", &self.workflow());
        ground.write("TODO.md", TODO);
        ground.write("DOING.md", DOING);
        ground.write("REVIEW.md", REVIEW);
        ground.write("CHANGELOG.md", CHANGELOG);
        ground.write("harbour.txt", "Seven boats.\n");
        match self {
            Self::Row => ground.write("PLAN.md", PLAN),
            Self::Refile | Self::UndoRefile => {
                ground.write("tasks/FEAT-008.md", FILE);
                ground.write("filed/README.md", "What was built.\n");
            }
            Self::Line => {
                ground.write("todo.txt", TODO_TXT);
                ground.write("done.txt", "x FEAT-004 Begin\n");
            }
            Self::IntoFile | Self::OutOfFile => {
                ground.write("NOTED.md", NOTED);
                ground.write("kept/FEAT-012.md", KEPT);
                ground.write("SHOWN.md", SHOWN);
            }
            _ => {}
        }
        if self.has_git() {
            ground.git(&["add", "-A"]);
            ground.git(&["commit", "-q", "-m", "The harbour"]);
        }
        let steps: &[&[&str]] = match self {
            Self::Home => &[&["advance", "FEAT-001"], &["advance", "FEAT-002"]],
            Self::Undo | Self::UndoWorktree => &[&["advance", "FEAT-001"]],
            Self::UndoRefile => &[&["advance", "FEAT-008"]],
            Self::UndoDocument => &[&["plan", "FEAT-001"]],
            Self::Merge => &[&["advance", "FEAT-001"], &["advance", "FEAT-001"]],
            _ => &[],
        };
        for step in steps {
            let said = ground.flow(step, None);
            if said.code != Some(0) {
                return Err(format!("{step:?} said {}", said.text));
            }
        }
        if self == Self::Merge {
            ground.write(".worktrees/FEAT-001/boats.txt", "One, two, three.\n");
            ground.write(".worktrees/FEAT-001/harbour.txt", "Nine boats.\n");
            let tree = ground.root().join(".worktrees/FEAT-001");
            ground.git_in(&tree, &["add", "-A"]);
            ground.git_in(&tree, &["commit", "-q", "-m", "Count the boats"]);
            // Where both have gone on, the merge is a commit of its own.
            ground.write("weather.txt", "Wind.\n");
            ground.git(&["add", "weather.txt"]);
            ground.git(&["commit", "-q", "-m", "The weather"]);
        }
        Ok(())
    }
}
