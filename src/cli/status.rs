//! `flow status`: where everything stands. It asks no script, and git only where it is.

use std::collections::BTreeMap;

use flow_core::find::{blockers_named, holder};
use flow_core::finished::{Answer, finished};
use flow_core::flow::Flow;
use flow_core::id::TaskId;
use flow_core::snapshot::Snapshot;
use flow_core::task::Task;
use flow_core::workflow::Stage;

use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::status::{Boxes, Pending, StageStatus, Status, TaskStatus};

/// Show where everything stands (so does `flow` alone)
#[derive(Default, clap::Args)]
#[command(after_help = "Examples:
  flow status
  flow status --watch          tell again whenever something changes
  flow status --watch --json   a document a line, for each change

Each line has the task's id and title, who works on it, the days since it was started, its boxes
(3/4: three of four are ticked), and what stands in its way.")]
pub struct Args {
    /// Tell again whenever something changes, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
}

/// Runs it.
pub fn run(flow: &Flow) -> Result<Outcome, Failure> {
    let snapshot = flow.look()?;
    let mut waits = Waits { flow, snapshot: &snapshot, known: BTreeMap::new() };
    let stages: Vec<StageStatus> =
        flow.workflow().stages.iter().map(|stage| in_stage(&mut waits, stage)).collect();
    let (last, unreadable) = match flow.pending() {
        Ok(last) => (last, None),
        Err(error) => (None, Some(error.to_string())),
    };
    let pending = last.map(|logged| Pending {
        committed: logged.is_committed(),
        id: logged.entry.id,
        from: logged.entry.from,
        to: logged.entry.to,
    });
    let duplicates = duplicates(&snapshot);
    let faults = snapshot.faults().map(ToString::to_string).collect();
    Ok(Outcome::new("status", Status { stages, pending, unreadable, duplicates, faults }))
}

fn in_stage(waits: &mut Waits<'_>, stage: &Stage) -> StageStatus {
    let tasks: Vec<TaskStatus> =
        waits.snapshot.live(&stage.name).map(|task| in_line(waits, stage, task)).collect();
    StageStatus {
        name: stage.name.to_string(),
        board: stage.board.as_ref().map(ToString::to_string),
        count: tasks.len(),
        limit: stage.limit,
        tasks,
    }
}

fn in_line(waits: &mut Waits<'_>, stage: &Stage, task: &Task) -> TaskStatus {
    let now = waits.flow.site().now.datetime();
    let since = |at| now.duration_since(at);
    let stale = stage.stale_after.zip(task.last_touched()).is_some_and(|(after, touched)| {
        since(touched).try_into().is_ok_and(|silent: std::time::Duration| silent > after)
    });
    let age = task.started().map(|day| since(day.at(0, 0, 0, 0)).as_hours() / 24);
    TaskStatus {
        id: task.id.to_string(),
        title: task.title.trim().to_owned(),
        assignee: holder(&waits.flow.workflow().names, task).map(ToOwned::to_owned),
        age_days: age.map(|days| days.max(0)),
        boxes: Boxes { done: task.boxes_done(), total: task.boxes.len() },
        stale,
        blocked_by: waits.of(task),
    }
}

/// What tasks wait for. The boards mostly know; only where they do not, a plugin is asked.
struct Waits<'a> {
    flow: &'a Flow,
    snapshot: &'a Snapshot,
    known: BTreeMap<TaskId, bool>,
}

impl Waits<'_> {
    fn of(&mut self, task: &Task) -> Vec<String> {
        let ids = blockers_named(self.flow.workflow(), self.snapshot, task);
        ids.into_iter().filter(|id| self.is_open(id)).map(|id| id.to_string()).collect()
    }

    fn is_open(&mut self, id: &TaskId) -> bool {
        if let Some(known) = self.known.get(id) {
            return *known;
        }
        let flow = self.flow;
        let answer = match finished(flow.site(), flow.workflow(), self.snapshot, &[], id).answer {
            Answer::Unknown => flow.finished(self.snapshot, id).answer,
            told => told,
        };
        self.known.insert(id.clone(), answer != Answer::Yes);
        answer != Answer::Yes
    }
}

/// The ids that stand live in more than one place.
fn duplicates(snapshot: &Snapshot) -> Vec<String> {
    let mut counts: BTreeMap<&TaskId, usize> = BTreeMap::new();
    for task in snapshot.tasks().iter().filter(|task| !task.closed) {
        *counts.entry(&task.id).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id.to_string()).collect()
}
