//! Removes a worktree that is done with.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use flow_core::effect::{Actuator, External, Phase};
use flow_core::fault::{Fault, FaultKind};
use flow_core::site::Site;
use git2::Repository;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::names::{self, Inside};
use crate::program::{self, shown};
use crate::registered::Registered;
use crate::status::named;
use crate::{data, kept, leftovers, questions, registered, repo, status};

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
    /// What may be lost with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) discard: Vec<String>,
    /// The ref at which the same plan keeps what the worktree holds; empty where it must hold
    /// nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) kept_at: String,
}

/// Holds a worktree against what keeps it whatever becomes of its files. `None` where its folder is
/// gone already.
pub(crate) fn obstacle(place: &Inside, worktree: &Registered) -> Result<Option<Repository>, Fault> {
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
        return Ok(None);
    }
    // Somebody is about to write there.
    program::wait_for(&worktree.admin.join("index.lock"))?;
    let tree = repo::open_at(&place.abs)?;
    let word = questions::under_way(&tree);
    if !word.is_empty() {
        let why = format!("a {word} is under way in {path}");
        return refuse(why, format!("finish it or abort it: `git -C {path} status` tells how"));
    }
    let index = tree.index().map_err(repo::broken)?;
    if index.has_conflicts() {
        let why = format!("{path} has conflicts that are not resolved");
        return refuse(why, format!("resolve them: `git -C {path} status` shows them"));
    }
    // Its own repository lies in the worktree's admin folder and would go with it.
    let checked_out = |entry: &git2::IndexEntry| {
        let folder = place.abs.join(OsStr::from_bytes(&entry.path));
        entry.mode == 0o160_000 && questions::occupied(&folder)
    };
    if let Some(entry) = index.iter().find(checked_out) {
        let name = named(&[entry.path]);
        let why =
            format!("{path} has the submodule {name} checked out, which flow does not look into");
        return refuse(
            why,
            format!("push what it has, then `git -C {path} submodule deinit {name}`"),
        );
    }
    Ok(Some(tree))
}

/// The same for a task's worktree, which must have the task's branch.
pub(crate) fn goes(
    place: &Inside,
    worktree: &Registered,
    branch: &str,
) -> Result<Option<Repository>, Fault> {
    let tree = obstacle(place, worktree)?;
    if tree.is_some() && worktree.branch.as_deref() != Some(branch) {
        let path = &place.rel;
        return Err(Fault::refused(format!("{path} does not have branch `{branch}` checked out"))
            .hint(format!("`git -C {path} switch {branch}`, or remove it yourself")));
    }
    Ok(tree)
}

/// Whether a worktree may go: nothing in it would be lost.
pub(crate) fn removable(
    site: &Site,
    place: &Inside,
    worktree: &Registered,
    branch: &str,
    discard: &[String],
) -> Result<(), Fault> {
    let path = &place.rel;
    let refuse = |why: String, hint: String| Err(Fault::refused(why).hint(hint));
    let Some(tree) = goes(place, worktree, branch)? else { return Ok(()) };
    let changes = status::changes(site, &tree)?;
    if !changes.is_empty() {
        let why = format!("{path} has uncommitted changes: {}", named(&changes));
        return refuse(why, format!("commit them: `git -C {path} commit -a`, then try again"));
    }
    let ignored = status::ignored(&tree, discard)?;
    if !ignored.is_empty() {
        let why = format!("{path} holds files that git ignores: {}", named(&ignored));
        let hint = format!(
            "keep what you need, then delete them: `git -C {path} clean -ndX` shows them; what is \
             always worthless can be named in workflow.toml: [git] discard"
        );
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
        let repo = repo::settled(site)?;
        let Some(worktree) = registered::at(&repo, &place.abs) else {
            return Err(Fault::failed(format!("there is no worktree at {} any more", place.rel))
                .kind(FaultKind::Lost)
                .hint("try again"));
        };
        match removing.kept_at.as_str() {
            "" => removable(site, &place, &worktree, &removing.branch, &removing.discard)?,
            _ => drop(goes(&place, &worktree, &removing.branch)?),
        }
        unmoved(&repo, &removing.branch, &removing.tip)?;
        data::write(&removing)
    }

    fn perform(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault> {
        let removing: Removing = data::read(data)?;
        let place = names::inside(site, &removing.path)?;
        let repo = repo::settled(site)?;
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
        let clean = worktree.as_ref().is_some_and(|found| {
            removable(site, &place, found, &removing.branch, &removing.discard).is_ok()
        });
        if !clean && place.abs.exists() {
            let mut known = vec![repo::id(&removing.tip)?];
            known.extend(kept::found(&repo, &removing.kept_at, nonce)?.map(|kept| kept.id()));
            let strangers = status::strangers(&repo, &place.abs, &known, &removing.discard)?;
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
        Ok(remains(&repo::settled(site)?, &place).is_none())
    }

    fn inverse(&self, site: &Site, data: &Value, nonce: &str) -> Result<Vec<External>, Fault> {
        let Removing { path, branch, base, tip, kept_at, .. } = data::read(data)?;
        let repo = repo::settled(site)?;
        let kept = kept::found(&repo, &kept_at, nonce)?.map(|kept| kept.id().to_string());
        Ok(vec![External {
            kind: "git.worktree".into(),
            summary: format!("make worktree {path} on branch {branch}"),
            data: json!({"path": path, "branch": branch, "base": base, "own": true, "restored": tip, "kept": kept}),
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
