//! What hooks may intend: each looks at the repository, refuses what cannot be, and proposes
//! effects.

use flow_core::effect::External;
use flow_core::fault::Fault;
use flow_core::plan::Draft;
use flow_core::question::{Asking, Intent};
use git2::Repository;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::kept::{self, Keeping};
use crate::merge::{Merging, mergeable};
use crate::names::{self, Inside};
use crate::worktree::{Making, free};
use crate::{branch, checkout, data, history, questions, registered, removal, repo};

/// All of them. Each takes one map; what it lacks is taken from the task and the workflow. The
/// answer says whether anything was proposed.
pub(crate) fn all() -> Vec<Intent> {
    let intents: [(&'static str, Propose); 4] = [
        ("create_worktree", create_worktree),
        ("merge", merge),
        ("remove_worktree", remove_worktree),
        ("delete_branch", delete_branch),
    ];
    let intent = |(name, propose): (&'static str, Propose)| {
        Intent::new("git", name, 0..=1, move |asking, draft, args| {
            let wish: Wish = match args.first() {
                Some(wish) => data::read(wish)?,
                None => Wish::default(),
            };
            propose(asking, draft, &Means::new(asking, wish)?).map(Value::from)
        })
    };
    intents.into_iter().map(intent).collect()
}

type Propose = fn(&Asking, &mut Draft, &Means) -> Result<bool, Fault>;

/// The map that a hook gives.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    branch: Option<String>,
    path: Option<String>,
    base: Option<String>,
    message: Option<String>,
    force: Option<bool>,
}

/// The same with everything filled in, and held to the rules.
struct Means {
    repo: Repository,
    branch: String,
    base: String,
    place: Inside,
    message: String,
    /// Whether work that no commit, or not base, has may be cleared away, once it is kept.
    force: bool,
}

impl Means {
    fn new(asking: &Asking, wish: Wish) -> Result<Self, Fault> {
        let (site, workflow, task) = (&asking.site, &asking.workflow, &asking.task);
        let branch = wish.branch.unwrap_or_else(|| workflow.branch_of(&task.id));
        names::branch(&branch)?;
        let base = wish.base.map_or_else(|| questions::base(site, workflow), Ok)?;
        names::branch(&base)?;
        if base == branch {
            return Err(Fault::refused(format!("`{branch}` cannot be its own base"))
                .hint("let `[git] base` and `[git] branch` name two branches"));
        }
        let path = wish.path.unwrap_or_else(|| workflow.worktree_of(&task.id));
        let place = names::inside(site, &path)?;
        let message = wish.message.unwrap_or_else(|| format!("Merge branch '{branch}'"));
        if message.trim().is_empty() || message.contains('\0') {
            return Err(Fault::refused("a merge needs a message"));
        }
        let force = wish.force.unwrap_or_default();
        Ok(Self { repo: repo::open(site)?, branch, base, place, message, force })
    }

    /// Whether base has the branch's commit, or will have it by this plan. Refuses where not, unless
    /// that is what the user wants.
    fn done_with(&self, draft: &Draft, tip: git2::Oid) -> Result<bool, Fault> {
        let (branch, base) = (&self.branch, &self.base);
        let planned = draft.externals().iter().any(|effect| {
            effect.kind == "git.merge"
                && effect.data["branch"] == branch.as_str()
                && effect.data["base"] == base.as_str()
        });
        let into = repo::commit(&self.repo, base)?.id();
        let merged = planned || history::contains(&self.repo, into, tip)?;
        if merged || self.force {
            return Ok(merged);
        }
        Err(Fault::refused(format!("branch `{branch}` is not merged into `{base}`"))
            .hint(format!("merge it first; `git log {base}..{branch}` shows what it has")))
    }
}

fn external(kind: &str, summary: String, data: Value) -> External {
    External { kind: kind.to_owned(), summary, data }
}

fn create_worktree(asking: &Asking, draft: &mut Draft, means: &Means) -> Result<bool, Fault> {
    let Means { repo, branch, base, place, .. } = means;
    let there = registered::at(repo, &place.abs).filter(|found| !found.prunable());
    if there.is_some_and(|found| found.branch.as_deref() == Some(branch)) {
        draft.note(format!("worktree {} is there already", place.rel));
        return Ok(false);
    }
    let making = Making {
        branch: branch.clone(),
        path: place.rel.clone(),
        base: base.clone(),
        own: *branch == asking.workflow.branch_of(&asking.task.id),
        restored: None,
        kept: None,
        discard: asking.workflow.git.discard.clone(),
        found: None,
    };
    // Base must have a commit even where the branch is there: it is what the work is merged into.
    repo::commit(repo, base)?;
    let on = match free(repo, &making, place)? {
        Some(_) => format!("on branch {branch}"),
        None => format!("on a new branch {branch} from {base}"),
    };
    let summary = format!("make worktree {} {on}", place.rel);
    draft.external(external("git.worktree", summary, data::write(&making)?));
    Ok(true)
}

fn merge(asking: &Asking, draft: &mut Draft, means: &Means) -> Result<bool, Fault> {
    let Means { repo, branch, base, message, .. } = means;
    if history::merged(repo, branch, base)? {
        draft.note(format!("{branch} is merged into {base} already"));
        return Ok(false);
    }
    let merging = Merging {
        branch: branch.clone(),
        base: base.clone(),
        message: message.clone(),
        found: None,
    };
    mergeable(&asking.site, repo, &merging)?;
    // What later hooks write is looked at under the lock.
    let written =
        draft.files().filter(|(_, file)| !file.existed || !file.text.splices().is_empty());
    let written: Vec<_> = written.map(|(path, _)| path).collect();
    checkout::spares(&asking.site, repo, &merging, &written)?;
    let data = data::write(&merging)?;
    let made = format!("make the merge of {branch} into {base}");
    draft.external(external("git.merge", made, data.clone()));
    draft.external(external("git.base", format!("move {base} to the merge"), data.clone()));
    let followed = format!("bring the checkout of {base} up to date");
    draft.external(external("git.checkout", followed, data));
    Ok(true)
}

fn remove_worktree(asking: &Asking, draft: &mut Draft, means: &Means) -> Result<bool, Fault> {
    let Means { repo, branch, base, place, .. } = means;
    let discard = &asking.workflow.git.discard;
    let Some(found) = registered::at(repo, &place.abs) else { return Ok(false) };
    if !means.force {
        removal::removable(&asking.site, place, &found, branch, discard)?;
    }
    let tip = repo::commit(repo, branch)?.id();
    means.done_with(draft, tip)?;
    let tree = if means.force { removal::goes(place, &found, branch)? } else { None };
    let kept_at = match tree {
        Some(tree) if !kept::holdings(&asking.site, &tree, place, discard)?.is_empty() => {
            keep(repo, draft, means, tip, discard)?
        }
        _ => String::new(),
    };
    let data = json!({
        "path": place.rel, "branch": branch, "base": base, "tip": tip.to_string(),
        "discard": discard, "kept_at": kept_at,
    });
    let summary = format!("remove worktree {}", place.rel);
    draft.external(external("git.remove-worktree", summary, data));
    Ok(true)
}

/// Proposes to keep what the worktree holds; where.
fn keep(
    repo: &Repository,
    draft: &mut Draft,
    means: &Means,
    tip: git2::Oid,
    discard: &[String],
) -> Result<String, Fault> {
    let (path, branch) = (means.place.rel.clone(), means.branch.clone());
    let kept_at = kept::free_ref(repo, &branch)?;
    draft.note(format!(
        "what {path} holds beside its commits is kept: `git show --stat -m {kept_at}` shows it, \
         `git restore --source {kept_at} PATH` brings a file back, \
         `git worktree add --detach {path} {kept_at}` all of it"
    ));
    let summary = format!("keep what {path} holds at {kept_at}");
    let (tip, discard) = (tip.to_string(), discard.to_vec());
    let keeping = Keeping { path, branch, tip, discard, kept_at: kept_at.clone() };
    draft.external(external("git.keep", summary, data::write(&keeping)?));
    Ok(kept_at)
}

fn delete_branch(asking: &Asking, draft: &mut Draft, means: &Means) -> Result<bool, Fault> {
    let Means { repo, branch, base, .. } = means;
    let Some(tip) = repo::tip(repo, branch)? else { return Ok(false) };
    let merged = means.done_with(draft, tip)?;
    if let Some(path) = registered::with_branch(repo, branch).and_then(|found| found.path) {
        let path = names::told(&asking.site, &path);
        let leaves = |effect: &External| {
            effect.kind == "git.remove-worktree" && effect.data["branch"] == branch.as_str()
        };
        if !draft.externals().iter().any(leaves) {
            return Err(Fault::refused(format!("branch `{branch}` is checked out at {path}"))
                .hint(format!("remove the worktree first: `git worktree remove {path}`")));
        }
    }
    // Without commits of its own there is nothing to keep, and nothing that tells of a finished
    // task.
    let keep = !merged || history::has_own(repo, branch, base)?;
    if !merged {
        let kept_at = branch::keep_at(repo, branch, tip)?;
        draft.note(format!("`git branch {branch} {kept_at}` brings the branch {branch} back"));
    }
    let data = json!({"branch": branch, "base": base, "tip": tip.to_string(), "keep": keep});
    draft.external(external("git.delete-branch", format!("delete branch {branch}"), data));
    Ok(true)
}
