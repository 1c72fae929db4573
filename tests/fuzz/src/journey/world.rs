//! Boards in memory, moved by the very code that plans moves. No disk is touched.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use flow_core::digest::sha256;
use flow_core::edit;
use flow_core::fs::Disk;
use flow_core::gate::Marks;
use flow_core::journal::{Entry, FileRecord, History, Logged, Progress, VERSION};
use flow_core::path::RelPath;
use flow_core::plan::{self, Grounds, Move, MoveKind, Plan, PlanError, Which};
use flow_core::site::Site;
use flow_core::snapshot::{Snapshot, SnapshotError};
use flow_core::workflow::{Standing, Workflow};

use crate::law;

/// Boards in memory, with the journal of what has been done to them.
#[derive(Clone)]
pub struct World {
    pub(super) workflow: Arc<Workflow>,
    site: Arc<Site>,
    /// The boards, by path.
    pub texts: BTreeMap<RelPath, Arc<str>>,
    entries: Vec<Logged>,
}

impl World {
    /// Lays texts out as the boards of a workflow, in its order; the last text stands for any more.
    pub fn new(workflow: Arc<Workflow>, texts: &[&str]) -> Self {
        let mut boards = BTreeMap::new();
        for standing in workflow.stages.iter().filter_map(|stage| stage.board.as_ref()) {
            let text = |nth: usize| texts.get(nth).or(texts.last()).copied().unwrap_or_default();
            match standing {
                Standing::Board(path) => {
                    let nth = boards.len();
                    boards.entry(path.clone()).or_insert_with(|| Arc::from(text(nth)));
                }
                // A text for each of the files.
                Standing::Files(files) if !boards.keys().any(|path| files.holds(path)) => {
                    for nth in boards.len()..texts.len().max(boards.len() + 1) {
                        let path = files.path_of(&format!("{nth}-task"));
                        boards.extend(path.map(|path| (path, Arc::from(text(nth)))));
                    }
                }
                Standing::Files(_) => {}
            }
        }
        // Nothing is there, so that whatever is no board is no file.
        let nowhere = PathBuf::from("there-is-no-such-folder");
        let site = Site {
            disk: Disk::default(),
            trusted: false,
            root: nowhere.clone(),
            here: nowhere.clone(),
            branch_here: None,
            state: nowhere.join(".flow"),
            actor: "Ada".into(),
            now: jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(jiff::tz::TimeZone::UTC),
        };
        Self { workflow, site: Arc::new(site), texts: boards, entries: Vec::new() }
    }

    pub(super) fn snapshot(&self) -> Result<Snapshot, SnapshotError> {
        let paths = self.workflow.boards_of(self.texts.keys());
        Snapshot::from_texts(&self.workflow, &paths, |path| {
            Ok(self.texts.get(path).cloned().unwrap_or_default())
        })
    }

    /// Plans a move on these boards as they are read afresh.
    pub(super) fn plan(&self, mov: &Move) -> Result<Plan, PlanError> {
        let snapshot = self.snapshot().map_err(|error| refused(&error))?;
        let marks = Marks::default();
        let grounds = Grounds {
            site: &self.site,
            workflow: &self.workflow,
            snapshot: &snapshot,
            marks: &marks,
        };
        match mov.kind {
            MoveKind::Advance | MoveKind::Id => {
                plan::plan(grounds, mov, &mut |_, _, draft| Ok(draft))
            }
            MoveKind::Back => {
                plan::plan_home(grounds, mov, &self.history(), &mut |_, _, draft| Ok(draft))
            }
            MoveKind::Undo => {
                let history = self.history();
                let entry = plan::which(&history, &Which::Last)?;
                plan::plan_undo(grounds, &history, entry, &|_, _| Ok(Vec::new()))
            }
            MoveKind::Mend | MoveKind::Write => {
                Err(flow_core::fault::Fault::failed("a mending moves no task").into())
            }
        }
    }

    fn history(&self) -> History {
        History::new(self.entries.clone())
    }

    /// Does what a plan says, as applying it does.
    pub(super) fn apply(&mut self, plan: &Plan) -> Result<(), String> {
        let mut files = Vec::new();
        for file in &plan.files {
            let after = edit::apply(&file.before, &file.splices);
            law!(
                after.as_deref() == Some(&file.after[..]),
                "{}: splices lead elsewhere",
                file.path
            );
            if self.workflow.is_board(&file.path) {
                let text = self.texts.get(&file.path);
                law!(
                    text.map_or(&b""[..], |text| text.as_bytes()) == &file.before[..],
                    "{}: planned from other bytes",
                    file.path
                );
                let now = std::str::from_utf8(&file.after);
                let now = now.map_err(|_| format!("{} is no text now", file.path))?;
                match file.remains {
                    true => self.texts.insert(file.path.clone(), Arc::from(now)),
                    false => self.texts.remove(&file.path),
                };
            }
            files.push(FileRecord {
                path: file.path.to_string(),
                at: None,
                temporary: ".board.flow-000000000000".into(),
                before: file.existed.then(|| sha256(&file.before)),
                after: file.remains.then(|| sha256(&file.after)),
                splices: file.splices.clone(),
            });
        }
        let entry = Entry {
            version: VERSION,
            seq: self.entries.len() as u64 + 1,
            nonce: "0".repeat(32),
            kind: plan.mov.kind,
            id: plan.mov.id.to_string(),
            title: plan.task.title.trim().to_owned(),
            from: plan.mov.from.to_string(),
            to: plan.mov.to.to_string(),
            actor: self.site.actor.clone(),
            at: self.site.now.to_string(),
            why: None,
            gates: Vec::new(),
            files,
            externals: Vec::new(),
            card: plan.card.clone(),
            reverts: plan.reverts,
            writing: None,
            given: Vec::new(),
            after: Vec::new(),
            committed: true,
        };
        self.entries.push(Logged { entry, progress: vec![Progress::Done] });
        Ok(())
    }
}

fn refused(error: &SnapshotError) -> PlanError {
    PlanError::Fault(flow_core::fault::Fault::refused(error.to_string()))
}
