//! A card out and home, over boards in memory, by the very code that plans moves. No disk is touched.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::digest::sha256;
use crate::edit;
use crate::fs::Disk;
use crate::gate::Marks;
use crate::journal::{Entry, FileRecord, History, Logged, Progress, VERSION};
use crate::path::RelPath;
use crate::plan::{self, Grounds, Move, MoveKind, Plan, PlanError};
use crate::site::Site;
use crate::snapshot::{Snapshot, SnapshotError};
use crate::workflow::Workflow;

/// Boards in memory.
pub(super) type Texts = BTreeMap<RelPath, Arc<str>>;

/// How a card came home.
pub(super) enum Journey {
    /// To the byte.
    Home,
    /// It did not leave: the move was refused, and why.
    Refused(String),
    /// Something is not as it was, and what.
    Lost(String),
}

/// The boards of a workflow, in memory.
pub(super) struct World<'a> {
    pub workflow: &'a Workflow,
    pub texts: &'a Texts,
    pub snapshot: &'a Snapshot,
    pub site: Site,
}

/// A site that is nowhere, so that whatever is no board is no file.
pub(super) fn nowhere() -> Site {
    let nowhere = PathBuf::from("there-is-no-such-folder");
    Site {
        disk: Disk::default(),
        trusted: false,
        root: nowhere.clone(),
        here: nowhere.clone(),
        branch_here: None,
        state: nowhere.join(".flow"),
        actor: "flow".into(),
        now: jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(jiff::tz::TimeZone::UTC),
    }
}

/// Reads boards in memory.
pub(super) fn snapshot(workflow: &Workflow, texts: &Texts) -> Result<Snapshot, SnapshotError> {
    let paths = workflow.boards_of(texts.keys());
    Snapshot::from_texts(workflow, &paths, |path| Ok(texts.get(path).cloned().unwrap_or_default()))
}

impl World<'_> {
    /// Takes a card out and home.
    pub fn travel(&self, mov: &Move) -> Journey {
        let marks = Marks::default();
        let grounds = |snapshot| Grounds {
            site: &self.site,
            workflow: self.workflow,
            snapshot,
            marks: &marks,
        };
        let plan = match plan::plan(grounds(self.snapshot), mov, &mut |_, _, draft| Ok(draft)) {
            Ok(plan) => plan,
            Err(error) => return Journey::Refused(error.to_string()),
        };
        let there = match applied(self.workflow, self.texts, &plan) {
            Ok(there) => there,
            Err(why) => return Journey::Lost(why),
        };
        let after = match snapshot(self.workflow, &there) {
            Ok(after) => after,
            Err(error) => return Journey::Lost(format!("then the boards cannot be read: {error}")),
        };
        let (from, to, kind) = (mov.to.clone(), mov.from.clone(), MoveKind::Back);
        let home = Move { from, to, kind, ..mov.clone() };
        let history = History::new(vec![logged(&self.site, &plan)]);
        let back = plan::plan_home(grounds(&after), &home, &history, &mut |_, _, draft| Ok(draft));
        let back = match back {
            Ok(back) => back,
            // Its place was taken by nobody: a stage over its limit, or a way that is forbidden.
            Err(error @ (PlanError::Full { .. } | PlanError::Illegal { .. })) => {
                return Journey::Refused(format!("it goes out, but not home: {error}"));
            }
            Err(error) => return Journey::Lost(format!("it cannot go home: {error}")),
        };
        match applied(self.workflow, &there, &back) {
            Err(why) => Journey::Lost(why),
            Ok(here) => {
                let both = self.texts.keys().chain(here.keys());
                match both.into_iter().find(|path| here.get(*path) != self.texts.get(*path)) {
                    None => Journey::Home,
                    Some(path) => {
                        Journey::Lost(format!("{path} is not as it was, once it is home"))
                    }
                }
            }
        }
    }
}

/// Does what a plan says, as applying it does.
fn applied(workflow: &Workflow, texts: &Texts, plan: &Plan) -> Result<Texts, String> {
    let mut texts = texts.clone();
    for file in &plan.files {
        let after = edit::apply(&file.before, &file.splices);
        if after.as_deref() != Some(&file.after[..]) {
            return Err(format!("the edits of {} lead elsewhere", file.path));
        }
        let now = std::str::from_utf8(&file.after);
        let now = now.map_err(|_| format!("{} is no text then", file.path))?;
        // What is neither a board nor a file of a task is nothing that a card is read from.
        if !file.remains {
            texts.remove(&file.path);
        } else if workflow.is_board(&file.path) {
            texts.insert(file.path.clone(), Arc::from(now));
        }
    }
    Ok(texts)
}

/// The move as the journal would have it.
fn logged(site: &Site, plan: &Plan) -> Logged {
    let files = plan.files.iter().map(|file| FileRecord {
        path: file.path.to_string(),
        at: None,
        temporary: String::new(),
        before: file.existed.then(|| sha256(&file.before)),
        after: file.remains.then(|| sha256(&file.after)),
        splices: file.splices.clone(),
    });
    let entry = Entry {
        version: VERSION,
        seq: 1,
        nonce: "0".repeat(32),
        kind: plan.mov.kind,
        id: plan.mov.id.to_string(),
        title: plan.task.title.trim().to_owned(),
        from: plan.mov.from.to_string(),
        to: plan.mov.to.to_string(),
        actor: site.actor.clone(),
        at: site.now.to_string(),
        why: None,
        gates: Vec::new(),
        files: files.collect(),
        externals: Vec::new(),
        card: plan.card.clone(),
        reverts: plan.reverts,
        writing: None,
        given: Vec::new(),
        after: Vec::new(),
        committed: true,
    };
    Logged { entry, progress: vec![Progress::Done] }
}
