//! The workflow: what `workflow.toml` declares, checked and resolved.

mod changelog;
mod heads;
pub mod names;
mod place;
mod said;
mod stage;

pub use changelog::{ChangelogSettings, ChangelogTarget};
pub use heads::{CardKind, HeadForm, Heading, HeadingForm};
pub use names::Names;
pub use place::{Standing, TaskFiles};
pub use said::{MORE, Said};
pub use stage::{Spot, Stage};

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::form::Template;
use crate::id::{IdForm, TaskId};
use crate::path::RelPath;

/// The name of a stage that the workflow declares. Every card has one, so all have the same text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StageName(Arc<str>);

impl StageName {
    /// Names a stage. Names are normally made by [`crate::config`], so that each is a declared one.
    pub fn new(name: impl AsRef<str>) -> Self {
        Self(name.as_ref().into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for StageName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A whole workflow. Every stage, gate and script that it names exists.
#[derive(Debug, Clone)]
pub struct Workflow {
    /// How ids are written.
    pub ids: IdForm,
    /// Where the next free number of each prefix is kept.
    pub registry: Option<Registry>,
    /// Which worktree's boards are the boards.
    pub boards: BoardsAt,
    /// `[git]`.
    pub git: GitSettings,
    /// `[changelog]`, where there is one.
    pub changelog: Option<ChangelogSettings>,
    /// The environment variables that scripts may read.
    pub env: Vec<String>,
    /// `[names]`: what cards call what flow reads and writes on them.
    pub names: Names,
    /// `[check]`: how much a problem counts, by its code. Any other counts as its rule says.
    pub check: BTreeMap<String, Level>,
    /// The stages in their order; at least two.
    pub stages: Vec<Stage>,
    /// The declared transitions.
    pub transitions: Vec<Transition>,
    /// Every gate that a transition or another gate names.
    pub gates: BTreeMap<String, Step>,
    /// Every hook that a transition names.
    pub hooks: BTreeMap<String, Step>,
    /// Every after-script that a transition names.
    pub after: BTreeMap<String, Step>,
    /// The bytes that the workflow was read from, for the digest of trust.
    pub source: Vec<u8>,
}

/// How much a problem counts that `flow check` finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It is not told.
    Off,
    /// It is worth a look.
    Warning,
    /// It breaks the process.
    Error,
}

/// Which worktree's boards are the boards (`boards = …`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardsAt {
    /// The main worktree's, from wherever flow is run.
    Main,
    /// Those of the worktree flow is run in.
    Here,
}

/// `[ids] registry`: a table that keeps the next free number of each prefix.
#[derive(Debug, Clone)]
pub struct Registry {
    /// The board it stands on.
    pub board: RelPath,
    /// The heading it stands under.
    pub under: Heading,
    /// A row, by example.
    pub row: Template,
}

/// `[git]`.
#[derive(Debug, Clone)]
pub struct GitSettings {
    /// The branch that tasks start from and merge into; `None`: the branch of the main worktree.
    pub base: Option<String>,
    /// A task's branch, by default `{id}`.
    pub branch: Template,
    /// A task's worktree, relative to the repository root, by default `.worktrees/{id}`.
    pub worktree: Template,
    /// Which of the files that git ignores go with a worktree unasked: `target/`, `*.log`.
    pub discard: Vec<String>,
}

/// A declared transition.
#[derive(Debug, Clone)]
pub struct Transition {
    /// From this stage.
    pub from: StageName,
    /// To this one.
    pub to: StageName,
    /// Whether it is legal at all (`allow = false` forbids a neighbour).
    pub allow: bool,
    /// Its gates.
    pub gates: Vec<String>,
    /// Its hooks, in order.
    pub hooks: Vec<String>,
    /// What runs once it is committed.
    pub after: Vec<String>,
}

impl Transition {
    /// A legal one, without gates, hooks and what runs after.
    pub fn plain(from: &StageName, to: &StageName) -> Self {
        let (gates, hooks, after) = (Vec::new(), Vec::new(), Vec::new());
        Self { from: from.clone(), to: to.clone(), allow: true, gates, hooks, after }
    }
}

/// A gate, a hook or an after-script.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What it does.
    pub action: Action,
    /// Gates whose verdicts it needs, passed.
    pub needs: Vec<String>,
    /// Arguments from `workflow.toml`, as they were written.
    pub args: Value,
    /// How long it may take.
    pub timeout: Duration,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Runs a bundled script of this name. Needs no consent.
    Bundled(String),
    /// Runs a script of the repository. Needs consent.
    Script(RelPath),
    /// Runs a command, as an argument list. Needs consent.
    Run(Vec<String>),
    /// Asks a gate of a native plugin. Needs no consent: it is compiled in.
    Native(String),
}

impl Action {
    /// Whether the repository brings what would run, so that its user must have trusted it.
    pub fn needs_consent(&self) -> bool {
        matches!(self, Self::Script(_) | Self::Run(_))
    }
}

/// What a script is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScriptKind {
    /// Asks, and may refuse.
    Gate,
    /// Adds effects to the plan.
    Hook,
    /// Runs once the transition is committed.
    After,
}

impl fmt::Display for ScriptKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gate => "gate",
            Self::Hook => "hook",
            Self::After => "after-script",
        })
    }
}

/// A script that the binary brings. `workflow.toml` may name it without a table.
#[derive(Debug, Clone, Copy)]
pub struct BundledScript {
    /// The name it is called by.
    pub name: &'static str,
    /// Whether it is a gate, a hook or an after-script.
    pub kind: ScriptKind,
    /// Its text.
    pub source: &'static str,
}

impl Workflow {
    /// Every file that holds cards, each once, in the order of the stages; `list` knows the files of a
    /// folder.
    ///
    /// # Errors
    /// Those of `list`.
    pub fn boards<E>(
        &self,
        mut list: impl FnMut(&TaskFiles) -> Result<Vec<RelPath>, E>,
    ) -> Result<Vec<RelPath>, E> {
        let mut boards = Vec::new();
        let mut listed: Vec<&Standing> = Vec::new();
        for standing in self.stages.iter().filter_map(|stage| stage.board.as_ref()) {
            // Most stages of tasks that have files of their own share the folder.
            if listed.contains(&standing) {
                continue;
            }
            let here = match standing {
                Standing::Board(board) => vec![board.clone()],
                Standing::Files(files) => list(files)?,
            };
            let is_new = |path: &RelPath| !listed.iter().any(|standing| standing.holds(path));
            boards.extend(here.into_iter().filter(is_new));
            listed.push(standing);
        }
        Ok(boards)
    }

    /// The same, where these are all files that there are.
    pub fn boards_of<'a>(&self, files: impl Iterator<Item = &'a RelPath> + Clone) -> Vec<RelPath> {
        let list = |folder: &TaskFiles| {
            let own = files.clone().filter(|path| folder.holds(path)).cloned();
            Ok::<_, Infallible>(own.collect())
        };
        let Ok(boards) = self.boards(list);
        boards
    }

    /// Whether cards stand in a file.
    pub fn is_board(&self, path: &RelPath) -> bool {
        self.stages.iter().any(|stage| stage.stands_on(path))
    }

    /// The stage of that name.
    pub fn stage(&self, name: &StageName) -> &Stage {
        self.find_stage(name.as_str()).unwrap_or_else(|| unreachable!("stage names are declared"))
    }

    /// The stage that a person named.
    pub fn find_stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name.as_str() == name)
    }

    /// The stage after this one, past those that stand aside.
    pub fn next(&self, name: &StageName) -> Option<&Stage> {
        self.stages.iter().skip(self.position(name) + 1).find(|stage| !stage.aside)
    }

    /// The stage before this one, past those that stand aside. Work that stood aside is not finished by going
    /// back.
    pub fn previous(&self, name: &StageName) -> Option<&Stage> {
        let is_aside = self.stage(name).aside;
        let mut before = self.stages.iter().take(self.position(name));
        before.rfind(|stage| !(stage.aside || is_aside && stage.ends))
    }

    /// Where a stage stands in the order.
    pub fn position(&self, name: &StageName) -> usize {
        self.stages.iter().position(|stage| &stage.name == name).unwrap_or(self.stages.len())
    }

    /// Whether a card is past: it has no id, and stands where tasks end. Another task may have its title.
    pub fn is_past(&self, id: &TaskId, stage: &StageName) -> bool {
        id.is_handle() && self.stage(stage).ends
    }

    /// Whether a stage is active: neither the first (work not begun) nor an end.
    pub fn is_active(&self, name: &StageName) -> bool {
        !self.stage(name).ends && self.position(name) > 0
    }

    /// The transition from one stage to another: the declared one, or, between neighbours, past those that
    /// stand aside, and into one of these, one without gates. `None` where the move is not legal.
    pub fn transition(&self, from: &StageName, to: &StageName) -> Option<Transition> {
        let declared = self.transitions.iter().find(|t| &t.from == from && &t.to == to);
        match declared {
            Some(transition) => transition.allow.then(|| transition.clone()),
            None => {
                let is = |stage: Option<&Stage>| stage.is_some_and(|stage| stage.name == *to);
                let parks = self.stage(to).aside && !self.stage(from).ends && from != to;
                let neighbours = self.position(from).abs_diff(self.position(to)) == 1
                    || is(self.next(from))
                    || is(self.previous(from))
                    || parks;
                neighbours.then(|| Transition::plain(from, to))
            }
        }
    }

    /// Whether a move is declared not to be legal.
    pub fn forbids(&self, from: &StageName, to: &StageName) -> bool {
        self.transitions.iter().any(|t| t.from == *from && t.to == *to && !t.allow)
    }

    /// Every stage that can be reached from `from` in one move.
    pub fn reachable(&self, from: &StageName) -> Vec<&Stage> {
        self.stages.iter().filter(|to| self.transition(from, &to.name).is_some()).collect()
    }

    /// Fills a form with what is known of a task: `{id}`, and its parts.
    pub fn expand_for(&self, template: &Template, id: &TaskId) -> String {
        template.expand(|hole| match hole.name.as_str() {
            "id" => Some(id.to_string()),
            "prefix" => Some(id.prefix().to_owned()),
            "number" => Some(format!("{:0width$}", id.number(), width = hole.width)),
            _ => None,
        })
    }

    /// The branch of a task.
    pub fn branch_of(&self, id: &TaskId) -> String {
        self.expand_for(&self.git.branch, id)
    }

    /// The worktree of a task, relative to the repository root.
    pub fn worktree_of(&self, id: &TaskId) -> String {
        self.expand_for(&self.git.worktree, id)
    }
}
