//! Whole transitions on real folders, without plugins: what the core alone promises.

mod brought;
mod corpus;
mod errors;
mod faults;
mod footers;
mod forms;
mod late;
mod lost;
mod mend;
mod moves;
mod shared;
mod swapped;
mod syncs;
mod tables;
mod undo;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Flow, FlowError, Outcome, Parts, Request};
use crate::check::{self, Change};
use crate::config::{self, Known};
use crate::fs::Disk;
use crate::id::TaskId;
use crate::path::RelPath;
use crate::plan::{MoveKind, Which};
use crate::plugin::Plugins;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::trust::TrustStore;
use crate::watch::Unwatched;
use crate::workflow::StageName;

/// A folder with boards and a workflow.
pub struct Yard {
    folder: tempfile::TempDir,
    workflow: String,
}

impl Yard {
    pub fn new(workflow: &str, files: &[(&str, &str)]) -> Self {
        let yard =
            Self { folder: tempfile::tempdir().expect("a folder"), workflow: workflow.into() };
        for (path, text) in files {
            yard.write(path, text);
        }
        yard
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own fixture")]
    pub fn write(&self, path: &str, text: &str) {
        let full = self.root().join(path);
        std::fs::create_dir_all(full.parent().expect("a folder")).expect("made");
        std::fs::write(full, text).expect("written");
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).expect("there")
    }

    pub fn flow(&self) -> Flow {
        self.flow_on(Disk::default())
    }

    pub fn flow_on(&self, disk: Disk) -> Flow {
        let known =
            Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| true };
        let workflow = config::load("workflow.toml", self.workflow.as_bytes(), &known)
            .unwrap_or_else(|e| panic!("{e}"));
        let plugins: Plugins = Arc::from(Vec::new());
        let site = Site {
            root: self.root().to_owned(),
            here: self.root().to_owned(),
            branch_here: None,
            state: self.root().join(".flow"),
            actor: "Ada".into(),
            now: "2026-11-23T10:00:00[UTC]".parse().expect("a time"),
            trusted: true,
            disk,
        };
        Flow::new(Parts {
            site,
            workflow,
            plugins,
            scripts: &[],
            watch: Arc::new(Unwatched),
            trust: TrustStore::new(
                self.root().join(".trust"),
                &self.root().join("elsewhere"),
                None,
            ),
        })
        .expect("a flow")
    }

    pub fn advance(&self, id: &str) -> Result<Outcome, FlowError> {
        self.go(id, MoveKind::Advance)
    }

    pub fn back(&self, id: &str) -> Result<Outcome, FlowError> {
        self.go(id, MoveKind::Back)
    }

    pub fn undo(&self) -> Result<Outcome, FlowError> {
        self.flow().undo(&Which::Last)
    }

    pub fn undo_number(&self, seq: u64) -> Result<Outcome, FlowError> {
        self.flow().undo(&Which::Number(seq))
    }

    pub fn go(&self, id: &str, kind: MoveKind) -> Result<Outcome, FlowError> {
        self.flow().advance(&Request {
            id: id.into(),
            from: None,
            to: None,
            kind,
            why: None,
            force: false,
        })
    }

    /// What a change from these boards to those that are there now has lost, as far as it is told.
    pub fn lost_since(&self, before: &Snapshot) -> Vec<String> {
        let flow = self.flow();
        let now = flow.look().expect("boards");
        let text = |path: &RelPath| {
            let text = std::fs::read_to_string(self.root().join(path.as_str())).ok();
            (text.clone(), text)
        };
        let moved = |_: &TaskId, _: &StageName, _: &StageName| true;
        let wrote = |_: &TaskId| None;
        let change =
            Change { before, now: &now, between: &[], moved: &moved, wrote: &wrote, text: &text };
        let problems = check::brought(&flow.site, &flow.workflow, &flow.plugins, &change);
        let lost = problems.into_iter().filter(|problem| problem.code == "lost-text");
        lost.map(|problem| problem.message).collect()
    }

    /// Every file that is no state, with its text.
    pub fn files(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.root().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.file_name().is_some_and(|name| name == ".flow") {
                    continue;
                }
                if path.is_dir() {
                    open.push(path);
                } else {
                    let text = std::fs::read(&path).expect("there");
                    files.insert(path, String::from_utf8_lossy(&text).into_owned());
                }
            }
        }
        files
    }
}
