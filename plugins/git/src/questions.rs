//! What gates and hooks may ask of git. Questions are answered by libgit2 and change nothing.

use flow_core::fault::{Fault, FaultKind};
use flow_core::question::{Asking, Question, text};
use flow_core::site::Site;
use flow_core::workflow::Workflow;
use git2::{Repository, RepositoryState};
use serde_json::{Value, json};

use crate::{history, names, registered, removal, repo, status};

type Ask = fn(&Asking, &[Value]) -> Result<Value, Fault>;

/// All of them.
pub(crate) fn all() -> Vec<Question> {
    let questions: [(&'static str, usize, Ask); 17] = [
        ("base", 0, |asking, _| Ok(base(&asking.site, &asking.workflow)?.into())),
        ("under_way", 0, |asking, _| Ok(under_way(&main(&asking.site)?).into())),
        ("branch_exists", 1, |asking, args| {
            Ok(repo::tip(&repo::open(&asking.site)?, text(args, 0)?)?.is_some().into())
        }),
        ("tip", 1, |asking, args| {
            let tip = repo::tip(&repo::open(&asking.site)?, text(args, 0)?)?;
            Ok(tip.map(|id| id.to_string()).unwrap_or_default().into())
        }),
        ("checked_out_at", 1, checked_out_at),
        ("worktree_at", 1, worktree_at),
        ("path_occupied", 1, |asking, args| {
            Ok(occupied(&names::asked(&asking.site, text(args, 0)?)).into())
        }),
        ("changes", 1, |asking, args| {
            let place = names::asked(&asking.site, text(args, 0)?);
            let tree = status::worktree(&asking.site, &place)?;
            Ok(status::told(&status::changes(&asking.site, &tree)?).into())
        }),
        ("ignored", 1, |asking, args| {
            let place = names::asked(&asking.site, text(args, 0)?);
            let tree = status::worktree(&asking.site, &place)?;
            let ignored = status::ignored(&tree, &asking.workflow.git.discard)?;
            Ok(status::told(&ignored).into())
        }),
        ("unremovable", 1, unremovable),
        ("ahead", 2, |asking, args| two(asking, args, history::ahead).map(Value::from)),
        ("merged", 2, |asking, args| two(asking, args, history::merged).map(Value::from)),
        ("has_own_commits", 2, |asking, args| two(asking, args, history::has_own).map(Value::from)),
        ("changed_files", 2, |asking, args| {
            let files = two(asking, args, history::changed)?;
            Ok(files.iter().map(|file| file.to_string_lossy()).collect::<Vec<_>>().into())
        }),
        ("conflicts", 2, |asking, args| {
            let merged = two(asking, args, history::merge)?;
            history::conflicts(&merged).map(Value::from)
        }),
        ("file_at", 2, |asking, args| {
            let repo = repo::open(&asking.site)?;
            history::file_at(&repo, text(args, 0)?, text(args, 1)?).map(Value::from)
        }),
        ("dirty_in_the_way", 2, |asking, args| {
            let (branch, base) = (text(args, 0)?, text(args, 1)?);
            let files = in_the_way(&asking.site, &repo::open(&asking.site)?, branch, base)?;
            Ok(status::told(&files).into())
        }),
    ];
    let question = |(name, arity, ask)| Question::new("git", name, arity..=arity, ask);
    questions.into_iter().map(question).collect()
}

/// The branch that tasks start from and merge into.
pub(crate) fn base(site: &Site, workflow: &Workflow) -> Result<String, Fault> {
    if let Some(base) = &workflow.git.base {
        names::branch(base)?;
        return Ok(base.clone());
    }
    repo::head_branch(&main(site)?)?.ok_or_else(|| {
        Fault::refused("the main worktree is on a detached head, so no branch is the base")
            .hint("check out a branch there, or write `[git] base = \"main\"` in workflow.toml")
    })
}

/// The files in base's checkout that a merge of branch would overwrite.
pub(crate) fn in_the_way(
    site: &Site,
    repo: &Repository,
    branch: &str,
    base: &str,
) -> Result<Vec<status::Bytes>, Fault> {
    let touched = history::touched(repo, branch, base)?;
    match registered::with_branch(repo, base).filter(|w| !w.prunable()).and_then(|w| w.path) {
        Some(path) => status::in_the_way(site, &repo::open_at(&path)?, &touched),
        None => Ok(Vec::new()),
    }
}

/// Whether a worktree cannot be made at a path: something is there, other than an empty folder.
pub(crate) fn occupied(path: &std::path::Path) -> bool {
    match path.symlink_metadata() {
        Err(_) => false,
        Ok(found) if found.is_dir() => {
            std::fs::read_dir(path).map_or(true, |mut entries| entries.next().is_some())
        }
        Ok(_) => true,
    }
}

/// What is under way in a worktree, such as `merge`; empty where nothing is.
pub(crate) fn under_way(repo: &Repository) -> &'static str {
    match repo.state() {
        RepositoryState::Clean => "",
        RepositoryState::Merge => "merge",
        RepositoryState::Revert | RepositoryState::RevertSequence => "revert",
        RepositoryState::CherryPick | RepositoryState::CherryPickSequence => "cherry-pick",
        RepositoryState::Bisect => "bisect",
        RepositoryState::Rebase
        | RepositoryState::RebaseInteractive
        | RepositoryState::RebaseMerge => "rebase",
        RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => "am",
    }
}

/// The main worktree's repository: `site.root` may be a linked one.
fn main(site: &Site) -> Result<Repository, Fault> {
    let found = repo::open(site)?;
    match registered::main_root(&found) {
        Some(root) if found.is_worktree() => repo::open_at(&root),
        _ => Ok(found),
    }
}

fn checked_out_at(asking: &Asking, args: &[Value]) -> Result<Value, Fault> {
    let branch = text(args, 0)?;
    names::branch(branch)?;
    let found = registered::with_branch(&repo::open(&asking.site)?, branch);
    let path = found.and_then(|worktree| worktree.path);
    Ok(path.map(|path| names::told(&asking.site, &path)).unwrap_or_default().into())
}

fn worktree_at(asking: &Asking, args: &[Value]) -> Result<Value, Fault> {
    let place = names::asked(&asking.site, text(args, 0)?);
    let Some(found) = registered::at(&repo::open(&asking.site)?, &place) else {
        return Ok(Value::Null);
    };
    Ok(json!({
        "path": names::told(&asking.site, &place),
        "branch": found.branch.clone().unwrap_or_default(),
        "locked": found.locked.is_some(),
        "prunable": found.prunable(),
    }))
}

/// Why the worktree cannot be removed, whatever becomes of its files; empty where it can.
fn unremovable(asking: &Asking, args: &[Value]) -> Result<Value, Fault> {
    let place = names::inside(&asking.site, text(args, 0)?)?;
    let Some(found) = registered::at(&repo::open(&asking.site)?, &place.abs) else {
        return Ok("".into());
    };
    match removal::obstacle(&place, &found) {
        Err(fault) if fault.kind != FaultKind::Refused => Err(fault),
        Err(fault) => Ok(fault.message.into()),
        Ok(_) => Ok("".into()),
    }
}

fn two<T>(
    asking: &Asking,
    args: &[Value],
    ask: fn(&Repository, &str, &str) -> Result<T, Fault>,
) -> Result<T, Fault> {
    ask(&repo::open(&asking.site)?, text(args, 0)?, text(args, 1)?)
}
