//! Removes a worktree that is done with.

use flow_core::effect::{Actuator, External, Phase};
use flow_core::fault::{Fault, FaultKind};
use flow_core::site::Site;
use git2::Repository;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::names::{self, Inside};
use crate::program::shown;
use crate::registered::Registered;
use crate::status::named;
use crate::{data, leftovers, registered, repo, status};

/// `git.remove-worktree`.
pub(crate) struct RemoveWorktree;

/// What the effect says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Removing {
    /// The worktree's path, relative to the root.
    pub(crate) path: String,
    /// The branch that is checked out in it.
    pub(crate) branch: String,
    /// The branch that has, or is to have, its commits.
    pub(crate) base: String,
    /// The commit of the branch when it was decided that the worktree may go.
    pub(crate) tip: String,
}

/// Whether a worktree may go: nothing in it would be lost.
pub(crate) fn removable(
    site: &Site,
    place: &Inside,
    worktree: &Registered,
    branch: &str,
) -> Result<(), Fault> {
    let path = &place.rel;
    let refuse = |why: String, hint: String| Err(Fault::refused(why).hint(hint));
    if worktree.main {
        return refuse(format!("{path} is the main worktree"), "name the task's worktree".into());
    }
    if let Some(reason) = &worktree.locked {
        let why = format!("{path} is locked: {}", shown(reason));
        return refuse(why, format!("`git worktree unlock {path}`, if nobody needs it"));
    }
    if worktree.prunable() {
        return Ok(());
    }
    if worktree.branch.as_deref() != Some(branch) {
        let why = format!("{path} does not have branch `{branch}` checked out");
        return refuse(why, format!("`git -C {path} switch {branch}`, or remove it yourself"));
    }
    let tree = repo::open_at(&place.abs)?;
    let changes = status::changes(site, &tree)?;
    if !changes.is_empty() {
        let why = format!("{path} has uncommitted changes: {}", named(&changes));
        return refuse(why, format!("commit them: `git -C {path} commit -a`, then try again"));
    }
    let ignored = status::ignored(&tree)?;
    if !ignored.is_empty() {
        let why = format!("{path} holds files that git ignores: {}", named(&ignored));
        let hint =
            format!("keep what you need, then delete them: `git -C {path} clean -ndX` shows them");
        return refuse(why, hint);
    }
    Ok(())
}

/// What is left of the worktree: nothing, or its folder or its admin folder.
fn remains(repo: &Repository, place: &Inside) -> Option<Option<Registered>> {
    let worktree = registered::at(repo, &place.abs);
    (worktree.is_some() || place.abs.symlink_metadata().is_ok()).then_some(worktree)
}

impl Actuator for RemoveWorktree {
    fn kind(&self) -> &'static str {
        "git.remove-worktree"
    }

    fn phase(&self) -> Phase {
        Phase::Finish
    }

    fn expect(&self, site: &Site, data: &Value, _nonce: &str) -> Result<Value, Fault> {
        let removing: Removing = data::read(data)?;
        let place = names::inside(site, &removing.path)?;
        let repo = repo::open(site)?;
        let Some(worktree) = registered::at(&repo, &place.abs) else {
            return Err(Fault::failed(format!("there is no worktree at {} any more", place.rel))
                .kind(FaultKind::Lost)
                .hint("try again"));
        };
        removable(site, &place, &worktree, &removing.branch)?;
        unmoved(&repo, &removing.branch, &removing.tip)?;
        data::write(&removing)
    }

    fn perform(&self, site: &Site, data: &Value, _nonce: &str) -> Result<(), Fault> {
        let removing: Removing = data::read(data)?;
        let place = names::inside(site, &removing.path)?;
        let repo = repo::open(site)?;
        let Some(worktree) = remains(&repo, &place) else {
            return Ok(());
        };
        let path = &place.rel;
        let keep = |why: String| {
            Err(Fault::failed(why)
                .kind(FaultKind::NeedsPerson)
                .hint(format!("save what you need from {path}, then run flow again")))
        };
        if let Some(found) = &worktree {
            if found.main || found.locked.is_some() {
                return keep(format!("{path} is locked, or is the main worktree"));
            }
            if found.branch.as_deref().is_some_and(|branch| branch != removing.branch) {
                return keep(format!("{path} has another branch checked out by now"));
            }
        }
        // A removal that was killed has only taken files away. Any file that its commit does not
        // have, or not so, is somebody's work.
        let clean =
            worktree.as_ref().is_some_and(|w| removable(site, &place, w, &removing.branch).is_ok());
        if !clean && place.abs.exists() {
            let strangers = status::strangers(&repo, &place.abs, repo::id(&removing.tip)?)?;
            if !strangers.is_empty() {
                return keep(format!("{path} is kept: it holds {}", named(&strangers)));
            }
        }
        let admins: Vec<_> = worktree.into_iter().map(|worktree| worktree.admin).collect();
        leftovers::remove(site, &place.abs, &admins)
    }

    fn revert(&self, _: &Site, _: &Value, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn happened(&self, site: &Site, data: &Value, _nonce: &str) -> Result<bool, Fault> {
        let removing: Removing = data::read(data)?;
        let place = names::inside(site, &removing.path)?;
        Ok(remains(&repo::open(site)?, &place).is_none())
    }

    fn inverse(&self, _: &Site, data: &Value, _nonce: &str) -> Result<Vec<External>, Fault> {
        let Removing { path, branch, base, tip, .. } = data::read(data)?;
        Ok(vec![External {
            kind: "git.worktree".into(),
            summary: format!("make worktree {path} on branch {branch}"),
            data: json!({"path": path, "branch": branch, "base": base, "own": true, "restored": tip}),
        }])
    }
}

/// Holds a branch to the commit at which something was decided about it.
pub(crate) fn unmoved(repo: &Repository, branch: &str, tip: &str) -> Result<(), Fault> {
    if repo::commit(repo, branch)?.id().to_string() == tip {
        return Ok(());
    }
    Err(Fault::failed(format!("branch `{branch}` has got commits in the meantime"))
        .kind(FaultKind::Lost)
        .hint("try again"))
}
