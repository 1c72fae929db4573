//! The plan of a transition: the whole list of its effects, as data. Making one reads and never
//! writes.

mod archive;
mod carry;
mod definitions;
mod draft;
mod error;
mod filed;
mod follow;
mod give;
mod home;
mod inverse;
mod lay;
mod left;
mod mend;
mod old_place;
mod place;
mod rewind;
mod room;
mod row;
mod select;
mod transition;
mod way;
mod write;

pub use crate::change::{CardChange, MoveKind, Renamed, Writing, Written};
use definitions::cut;
pub use draft::{Draft, FileDraft};
pub use error::{Holder, PlanError, Spot};
pub use give::plan_ids;
pub(crate) use give::prefix;
pub use home::plan_home;
pub use inverse::{Which, plan_undo, which};
pub use mend::{Mend, plan_mend, plan_unmend};
pub(crate) use room::{counted, taken};
pub use select::{resolve, resolve_live, select};
pub use transition::plan;
pub(crate) use way::came_from;
pub use write::{Desk, New, Pen, Says, Verb, one_line, plan_write, spoken};

use std::sync::Arc;

use crate::edit::Splice;
use crate::effect::External;
use crate::fault::{Fault, FaultKind};
use crate::gate::Marks;
use crate::id::TaskId;
use crate::path::RelPath;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{StageName, Transition, Workflow};

/// What is to be moved, from where to where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The task.
    pub id: TaskId,
    /// From this stage.
    pub from: StageName,
    /// To this one.
    pub to: StageName,
    /// In which sense.
    pub kind: MoveKind,
    /// Why, where the person says so.
    pub why: Option<String>,
    /// Whether hooks may clear away what holds work that no commit has, once that is kept.
    pub force: bool,
}

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct Grounds<'a> {
    /// Where and for whom.
    pub site: &'a Site,
    /// The workflow.
    pub workflow: &'a Workflow,
    /// The boards.
    pub snapshot: &'a Snapshot,
    /// What passed gates write on the card.
    pub marks: &'a Marks,
}

/// Runs a hook over the draft; given by whoever has a script host.
pub type HookRunner<'a> = dyn FnMut(&str, &Task, Draft) -> Result<Draft, Fault> + 'a;

/// The whole list of effects of a transition.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The move.
    pub mov: Move,
    /// The task as it stands before.
    pub task: Task,
    /// The transition that the workflow declares for it.
    pub transition: Transition,
    /// Files, in the order in which they are written: the destination before the source.
    pub files: Vec<FileChange>,
    /// Acts outside the boards, in order.
    pub externals: Vec<External>,
    /// Remarks for the person who reads the plan.
    pub notes: Vec<String>,
    /// What becomes of the card.
    pub card: CardChange,
    /// The journal entry that this plan takes back.
    pub reverts: Option<u64>,
    /// The cards that are called otherwise afterwards, each in its place.
    pub given: Vec<Renamed>,
    /// What is written on cards, where none moves.
    pub writing: Option<Writing>,
    /// Hooks that refuse. The plan lacks what they would have added, and is never applied; it is there
    /// so that the gates can be asked all the same, and every refusal be told at once.
    pub refused: Vec<(String, Fault)>,
}

/// Lets the hooks of a transition propose, one after the other.
fn propose(
    hooks: &mut HookRunner<'_>,
    names: &[String],
    task: &Task,
    mut draft: Draft,
) -> Result<(Draft, Vec<(String, Fault)>), Fault> {
    let mut refused = Vec::new();
    for name in names {
        match hooks(name, task, draft.clone()) {
            Ok(proposed) => draft = proposed,
            // Those after it build on what it would have proposed.
            Err(fault) if fault.kind == FaultKind::Refused => {
                refused.push((name.clone(), fault));
                break;
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok((draft, refused))
}

/// A file that a plan changes.
#[derive(Debug, Clone)]
pub struct FileChange {
    /// The file.
    pub path: RelPath,
    /// Whether it is there before.
    pub existed: bool,
    /// Whether it is there after.
    pub remains: bool,
    /// Its bytes before; empty where it is new.
    pub before: Arc<[u8]>,
    /// Its bytes after.
    pub after: Arc<[u8]>,
    /// What changes in it.
    pub splices: Vec<Splice>,
}

impl Plan {
    /// Builds a plan from a finished draft.
    pub(crate) fn from_draft(
        mov: Move,
        task: Task,
        transition: Transition,
        draft: &Draft,
        card: CardChange,
        source: Option<&RelPath>,
    ) -> Self {
        let mut files = draft.changes();
        // Law 1: while files are swapped, the card stands twice rather than not at all.
        files.sort_by_key(|file| (!file.remains, Some(&file.path) == source));
        Self {
            mov,
            task,
            transition,
            files,
            externals: draft.externals().to_vec(),
            notes: draft.notes().to_vec(),
            card,
            reverts: None,
            given: Vec::new(),
            writing: None,
            refused: Vec::new(),
        }
    }
}
