//! What `flow check` finds: worktrees without a task, and tasks without their worktree.

use flow_core::check::{Problem, Severity};
use flow_core::id::TaskId;
use flow_core::path::RelPath;
use flow_core::site::Site;
use flow_core::snapshot::Snapshot;
use flow_core::task::Task;
use flow_core::workflow::Workflow;
use git2::Repository;

use crate::{names, registered, repo};

/// Everything that is wrong; nothing where there is no repository to ask.
pub(crate) fn check(site: &Site, workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let Ok(repo) = repo::open(site) else { return Vec::new() };
    let mut problems = orphans(site, workflow, &repo, snapshot.tasks());
    problems.extend(missing(site, workflow, &repo, snapshot.tasks()));
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
        let card = cards.first();
        problems.push(Problem {
            code: "orphan-worktree",
            severity: Severity::Warning,
            board: card.map(|card| card.board.to_string()),
            line: card.map(|card| card.line),
            message: format!("worktree {path} is there, but {id} is not under way"),
            fix: format!("git worktree remove {path}"),
            id: Some(id),
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

/// Tasks under way whose card names a worktree that is none.
pub(crate) fn missing(
    site: &Site,
    workflow: &Workflow,
    repo: &Repository,
    tasks: &[Task],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let registered = registered::all(repo);
    for task in tasks.iter().filter(|task| is_live(workflow, task)) {
        let Ok(own) = RelPath::new(&workflow.worktree_of(&task.id)) else { continue };
        let fields = task.fields.iter().filter(|field| {
            ["Worktree", "Branch"].iter().any(|name| field.name.eq_ignore_ascii_case(name))
        });
        for field in fields {
            let Some(path) = worktree_named(&field.value, &own) else { continue };
            let place = path.under(&site.root);
            let found = registered.iter().find(|worktree| worktree.is_at(&place));
            if found.is_some_and(|found| !found.prunable()) {
                continue;
            }
            let branch = workflow.branch_of(&task.id);
            let new = match repo::tip(repo, &branch) {
                Ok(None) => format!("-b {branch} {path}"),
                _ => format!("{path} {branch}"),
            };
            problems.push(Problem {
                code: "missing-worktree",
                severity: Severity::Warning,
                board: Some(task.board.to_string()),
                line: Some(field.line),
                id: Some(task.id.clone()),
                message: format!("{} names worktree {path}, which is not there", task.id),
                fix: format!("git worktree add {new}"),
            });
            break;
        }
    }
    problems
}

/// The path that a field names, where it lies in the folder of worktrees.
fn worktree_named(value: &str, own: &RelPath) -> Option<RelPath> {
    let word = value.trim().trim_matches('`').split([' ', '`']).next()?;
    let path = RelPath::new(word).ok()?;
    let folder = |path: &RelPath| path.as_str().rsplit_once('/').map(|(f, _)| f.to_owned());
    let beside = folder(own).is_some() && folder(own) == folder(&path);
    (beside || path == *own).then_some(path)
}
