//! What `flow check` finds: worktrees without a task, and cards that name a worktree which is not there.

use flow_core::board::Edit;
use flow_core::id::TaskId;
use flow_core::path::RelPath;
use flow_core::problem::Problem;
use flow_core::site::Site;
use flow_core::snapshot::Snapshot;
use flow_core::task::{Field, Task};
use flow_core::workflow::Workflow;
use git2::Repository;

use crate::registered::{self, Registered};
use crate::{names, repo};

/// Everything that is wrong; nothing where there is no repository to ask.
pub(crate) fn check(site: &Site, workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let Ok(repo) = repo::open(site) else { return Vec::new() };
    let mut problems = orphans(site, workflow, &repo, snapshot.tasks());
    problems.extend(missing(site, workflow, &repo, snapshot));
    problems
}

fn is_live(workflow: &Workflow, task: &Task) -> bool {
    !task.closed && workflow.is_active(&task.stage)
}

/// Worktrees that stand where a task's does, of tasks that are not under way.
pub(crate) fn orphans(
    site: &Site,
    workflow: &Workflow,
    repo: &Repository,
    tasks: &[Task],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for worktree in registered::all(repo).into_iter().filter(|worktree| !worktree.main) {
        let Some(path) = worktree.path.as_ref().map(|path| names::told(site, path)) else {
            continue;
        };
        let Some(id) = task_at(workflow, &path) else { continue };
        let cards: Vec<&Task> = tasks.iter().filter(|task| task.id == id).collect();
        if cards.iter().any(|card| is_live(workflow, card)) {
            continue;
        }
        let what = format!("worktree {path} is there, but {id} is not under way");
        let problem =
            Problem::warning("orphan-worktree", what, format!("git worktree remove {path}"));
        problems.push(match cards.first() {
            Some(card) => problem.on(card, card.line),
            None => Problem { id: Some(id), ..problem },
        });
    }
    problems
}

/// The task whose worktree belongs at that path.
pub(crate) fn task_at(workflow: &Workflow, path: &str) -> Option<TaskId> {
    let ids = (0..path.len()).filter_map(|at| workflow.ids.at(path.as_bytes(), at));
    ids.filter(|found| found.declared).map(|found| found.id).find(|id| {
        RelPath::new(&workflow.worktree_of(id)).is_ok_and(|expected| expected.as_str() == path)
    })
}

/// Cards that name a worktree which is not there: of a task under way, it may be missing; of one that
/// waits, the note is a leftover. A finished card may tell where it was made.
pub(crate) fn missing(
    site: &Site,
    workflow: &Workflow,
    repo: &Repository,
    snapshot: &Snapshot,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let registered = registered::all(repo);
    let open = |task: &&Task| !task.closed && !workflow.stage(&task.stage).ends;
    for task in snapshot.tasks().iter().filter(open) {
        let fields = task.fields.iter().filter(|field| {
            ["Worktree", "Branch"].iter().any(|name| field.name.eq_ignore_ascii_case(name))
        });
        for field in fields {
            let Ok(own) = RelPath::new(&workflow.worktree_of(&task.id)) else { break };
            let Some(path) = worktree_named(&field.value, &own) else { continue };
            let place = path.under(&site.root);
            let found = registered.iter().find(|worktree| worktree.is_at(&place));
            if found.is_some_and(|found| !found.prunable()) {
                continue;
            }
            let named = Named { task, field, path };
            problems.push(match is_live(workflow, task) {
                true => named.missing(site, workflow, repo, &registered, snapshot),
                false => named.leftover(snapshot),
            });
            break;
        }
    }
    problems
}

/// A worktree that is not there, as a card names it.
struct Named<'a> {
    task: &'a Task,
    field: &'a Field,
    path: RelPath,
}

impl Named<'_> {
    /// The task is under way. Where its branch is checked out elsewhere, that is what is meant.
    fn missing(
        &self,
        site: &Site,
        workflow: &Workflow,
        repo: &Repository,
        registered: &[Registered],
        snapshot: &Snapshot,
    ) -> Problem {
        let Self { task, field, path } = self;
        let branch = workflow.branch_of(&task.id);
        let message = format!("{} names worktree {path}, which is not there", task.id);
        let mut elsewhere = registered.iter().filter(|worktree| {
            !worktree.main && !worktree.prunable() && worktree.branch.as_ref() == Some(&branch)
        });
        if let Some(there) = elsewhere.next().and_then(|worktree| worktree.path.as_ref()) {
            let there = names::told(site, there);
            let message = format!("{message}: its branch is checked out at {there}");
            let fix = format!("write `{there}` on {}:{}", task.board, field.line);
            let now = field.value.replacen(path.as_str(), &there, 1);
            return Problem::warning("missing-worktree", message, fix)
                .on(task, field.line)
                .mended_by(self.edits(snapshot, Some(&now)));
        }
        let new = match repo::tip(repo, &branch) {
            Ok(None) => format!("-b {branch} {path}"),
            _ => format!("{path} {branch}"),
        };
        Problem::warning("missing-worktree", message, format!("git worktree add {new}"))
            .on(task, field.line)
    }

    /// Nobody works on the task yet, or any more.
    fn leftover(&self, snapshot: &Snapshot) -> Problem {
        let Self { task, field, path } = self;
        let message =
            format!("{} is not under way, and names worktree {path}, which is not there", task.id);
        let fix = format!("delete `{}` on {}:{}", field.name, task.board, field.line);
        // What else stands there is somebody's remark.
        let says_more = field.value.trim().trim_matches('`') != path.as_str();
        let edits = if says_more { Vec::new() } else { self.edits(snapshot, None) };
        Problem::warning("worktree-note", message, fix).on(task, field.line).mended_by(edits)
    }

    /// What gives the field this value, or takes it away.
    fn edits(&self, snapshot: &Snapshot, value: Option<&str>) -> Vec<(RelPath, Edit)> {
        let Self { task, field, .. } = self;
        let mut cards = snapshot.cards_of(&task.id).into_iter();
        let own = cards.find(|(board, card)| board.path == task.board && card.line == task.line);
        let edit = own.and_then(|(board, card)| {
            let edit = board.field_edit(card, &field.name, value)?;
            let is_it = board.lines.number(edit.range.start) == field.line;
            is_it.then(|| (board.path.clone(), edit))
        });
        edit.into_iter().collect()
    }
}

/// The path that a field names, where it lies in the folder of worktrees.
fn worktree_named(value: &str, own: &RelPath) -> Option<RelPath> {
    let word = value.trim().trim_matches('`').split([' ', '`']).next()?;
    let path = RelPath::new(word).ok()?;
    let folder = |path: &RelPath| path.as_str().rsplit_once('/').map(|(f, _)| f.to_owned());
    let beside = folder(own).is_some() && folder(own) == folder(&path);
    (beside || path == *own).then_some(path)
}
