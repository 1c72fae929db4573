//! Makes a branch and its worktree, so that a kill at any instant can be completed or taken back.
//!
//! `git worktree add` is not atomic. Three things tell what is ours: a ref under the transaction's
//! nonce, made in one ref transaction with the branch and before anything else; the reason of the
//! lock with which git makes the admin folder, which holds the nonce from its first file on; and,
//! once all is there, a ref of the worktree's own, which goes when the worktree goes.

use std::path::PathBuf;

use flow_core::effect::{Actuator, External, Phase};
use flow_core::fault::{Fault, FaultKind};
use flow_core::site::Site;
use git2::Repository;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::names::{self, Inside};
use crate::program::{Git, shown};
use crate::registered::{self, Registered};
use crate::status::named;
use crate::{clash, data, exclude, kept, leftovers, questions, refs, repo, status};

/// `git.worktree`.
pub(crate) struct MakeWorktree;

/// What the effect says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Making {
    /// The branch; made where it is not there.
    pub(crate) branch: String,
    /// The worktree's path, relative to the root.
    pub(crate) path: String,
    /// The branch that a new one starts from.
    pub(crate) base: String,
    /// Whether the branch is the task's own, and may hold commits already.
    #[serde(default)]
    pub(crate) own: bool,
    /// What may be lost with the worktree, should it be undone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) discard: Vec<String>,
    /// The commit of a branch that the same plan restores before this effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) restored: Option<String>,
    /// The commit that holds what a worktree held which this one brings back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kept: Option<String>,
    /// What was found under the lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<Found>,
}

/// What was there before the effect.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Found {
    /// The commit to check out.
    pub(crate) start: String,
    /// Whether the branch was there; it is then never removed.
    pub(crate) branch_existed: bool,
    /// Whether the folder of worktrees was there.
    pub(crate) folder_existed: bool,
    /// The names of the admin folders that were there.
    pub(crate) admins: Vec<String>,
}

/// What the other methods work on.
struct Job {
    making: Making,
    found: Found,
    place: Inside,
    repo: Repository,
    mark: String,
    reason: String,
    own_mark: String,
}

impl Job {
    fn new(site: &Site, data: &Value, nonce: &str) -> Result<Self, Fault> {
        names::nonce(nonce)?;
        let making: Making = data::read(data)?;
        names::branch(&making.branch)?;
        let found = data::expected(making.found.clone())?;
        let place = names::inside(site, &making.path)?;
        let mark = names::worktree_mark(nonce, &making.branch);
        let reason = format!("flow transaction {nonce}");
        let own_mark = format!("refs/worktree/flow/{nonce}");
        Ok(Self { making, found, place, repo: repo::settled(site)?, mark, reason, own_mark })
    }

    fn tip(&self) -> Result<Option<String>, Fault> {
        Ok(repo::tip(&self.repo, &self.making.branch)?.map(|id| id.to_string()))
    }

    fn marked(&self) -> Result<bool, Fault> {
        Ok(repo::at(&self.repo, &self.mark)?.is_some())
    }

    /// The worktree at our place with our branch that was made, whole, under our nonce.
    fn whole(&self) -> Option<Registered> {
        let found = registered::at(&self.repo, &self.place.abs)?;
        let branch = found.branch.as_deref() == Some(&self.making.branch);
        (branch && !found.prunable() && self.bears_mark(&found)).then_some(found)
    }

    fn bears_mark(&self, worktree: &Registered) -> bool {
        let ask = ["rev-parse", "--verify", "--quiet", self.own_mark.as_str()];
        worktree.path.as_ref().is_some_and(|path| Git::asks(path).args(ask).line().is_ok())
    }

    /// Admin folders that git made for us, whole or half. A kill can come before the first byte:
    /// one of our name that has none, and was not there under the lock, is ours too.
    fn admins(&self) -> Vec<PathBuf> {
        let all = registered::all(&self.repo).into_iter().filter(|worktree| !worktree.main);
        let ours = all.filter(|worktree| {
            worktree.locked.as_deref() == Some(&self.reason)
                || (worktree.is_at(&self.place.abs) && self.bears_mark(worktree))
                || (self.is_named_so(worktree) && worktree.says_nothing())
        });
        ours.map(|worktree| worktree.admin).collect()
    }

    fn is_named_so(&self, worktree: &Registered) -> bool {
        let given = worktree.name();
        let wanted = self.place.rel.rsplit('/').next().unwrap_or_default();
        let rest = given.strip_prefix(wanted);
        let counted = rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        counted && !self.found.admins.contains(&given)
    }

    /// Removes what was half made, after a look at every file in it.
    fn clear(&self, site: &Site) -> Result<(), Fault> {
        if let Some(other) = registered::at(&self.repo, &self.place.abs)
            && !self.admins().contains(&other.admin)
        {
            return Err(self.left("a worktree that flow did not make"));
        }
        if self.place.abs.exists() {
            let known = [Some(&self.found.start), self.making.kept.as_ref()];
            let known = known.into_iter().flatten().map(|id| repo::id(id));
            let known = known.collect::<Result<Vec<_>, _>>()?;
            let strangers = status::strangers(&self.repo, &self.place.abs, &known, &[])?;
            if !strangers.is_empty() {
                return Err(self.left(&named(&strangers)));
            }
        }
        leftovers::remove(site, &self.place.abs, &self.admins())
    }

    fn left(&self, files: &str) -> Fault {
        let path = &self.place.rel;
        Fault::failed(format!("{path} was made by flow and is kept: it holds {files}"))
            .kind(FaultKind::NeedsPerson)
            .hint(format!("move what you need out of {path}, then run flow again"))
    }
}

impl Actuator for MakeWorktree {
    fn kind(&self) -> &'static str {
        "git.worktree"
    }

    fn phase(&self) -> Phase {
        Phase::Prepare
    }

    fn expect(&self, site: &Site, data: &Value, nonce: &str) -> Result<Value, Fault> {
        names::nonce(nonce)?;
        let mut making: Making = data::read(data)?;
        let place = names::inside(site, &making.path)?;
        let repo = repo::settled(site)?;
        let tip = free(&repo, &making, &place)?;
        let start = match (&tip, &making.restored) {
            (Some(tip), _) => tip.to_string(),
            (None, Some(restored)) => restored.clone(),
            (None, None) => repo::commit(&repo, &making.base)?.id().to_string(),
        };
        making.found = Some(Found {
            start,
            branch_existed: tip.is_some() || making.restored.is_some(),
            folder_existed: place.abs.parent().is_some_and(|folder| folder.exists()),
            admins: registered::all(&repo).iter().map(Registered::name).collect(),
        });
        data::write(&making)
    }

    fn perform(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault> {
        let job = Job::new(site, data, nonce)?;
        let (branch, start) = (&job.making.branch, job.found.start.as_str());
        exclude::exclude(&site.disk, &job.repo, &job.place.rel)?;
        if job.whole().is_none() {
            let head = format!("refs/heads/{branch}");
            let why = format!("branch: Created from {}", job.making.base);
            leftovers::unlock(site, &job.repo, &job.mark, &head, start);
            if job.marked()? {
                job.clear(site)?;
                if job.tip()?.is_none() && !job.found.branch_existed {
                    refs::create(site, &[(&head, start)], &why)?;
                }
            } else {
                free(&job.repo, &Making { own: true, ..job.making.clone() }, &job.place)?;
                let mut made = vec![(job.mark.as_str(), start)];
                if !job.found.branch_existed {
                    made.push((head.as_str(), start));
                }
                refs::create(site, &made, &why)?;
            }
            if job.tip()?.as_deref() != Some(start) {
                let hint = "run flow again";
                let message = format!("branch `{branch}` was moved by somebody else");
                return Err(Fault::failed(message).kind(FaultKind::Lost).hint(hint));
            }
            let add = ["worktree", "add", "--quiet", "--lock", "--reason", &job.reason, "--"];
            let git = Git::changes(site, &site.root).args(add);
            git.args([job.place.rel.as_str(), branch]).run()?;
            if let Some(kept) = &job.making.kept {
                kept::restore(site, &job.place.abs, kept)?;
            }
            let own = ["update-ref", &job.own_mark, start];
            Git::changes(site, &job.place.abs).args(own).run()?;
        }
        let locked = registered::at(&job.repo, &job.place.abs).and_then(|found| found.locked);
        if locked.as_deref() == Some(&job.reason) {
            let unlock = ["worktree", "unlock", "--", job.place.rel.as_str()];
            Git::changes(site, &site.root).args(unlock).run()?;
        }
        if job.marked()? {
            refs::delete(site, &job.mark, start)?;
        }
        Ok(())
    }

    fn revert(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault> {
        let job = Job::new(site, data, nonce)?;
        let head = format!("refs/heads/{}", job.making.branch);
        let start = job.found.start.as_str();
        leftovers::unlock(site, &job.repo, &job.mark, &head, start);
        if !job.marked()? {
            if job.whole().is_none() {
                return Ok(());
            }
            // The worktree's own mark goes with it; the branch must be known as ours until the end.
            refs::create(site, &[(&job.mark, start)], "flow")?;
        }
        job.clear(site)?;
        if !job.found.folder_existed {
            leftovers::remove_empty_parent(site, &job.place.abs)?;
        }
        match job.tip()? {
            Some(tip) if !job.found.branch_existed && tip == start => {
                refs::delete(site, &head, start)?;
            }
            Some(_) if !job.found.branch_existed => {
                let branch = &job.making.branch;
                let message = format!("branch `{branch}` is kept: it has commits by now");
                return Err(Fault::failed(message)
                    .kind(FaultKind::NeedsPerson)
                    .hint(format!("keep it, or `git branch -D {branch}` and run flow again")));
            }
            _ => {}
        }
        refs::delete(site, &job.mark, start)
    }

    fn happened(&self, site: &Site, data: &Value, nonce: &str) -> Result<bool, Fault> {
        let job = Job::new(site, data, nonce)?;
        Ok(job.whole().is_some_and(|found| found.locked.as_deref() != Some(&job.reason)))
    }

    fn inverse(&self, site: &Site, data: &Value, nonce: &str) -> Result<Vec<External>, Fault> {
        let job = Job::new(site, data, nonce)?;
        let (path, branch, start) = (&job.place.rel, &job.making.branch, &job.found.start);
        let refuse = |why: String, hint: String| Err(Fault::refused(why).hint(hint));
        if job.whole().is_none() {
            return refuse(
                format!("{path} is not the worktree that flow made for branch `{branch}`"),
                "`git worktree list` shows what is there now".into(),
            );
        }
        let tree = repo::open_at(&job.place.abs)?;
        let changes = status::changes(site, &tree)?;
        if !changes.is_empty() {
            let why = format!("{path} has uncommitted changes: {}", named(&changes));
            return refuse(why, "commit them, or remove them yourself".into());
        }
        let ignored = status::ignored(&tree, &job.making.discard)?;
        if !ignored.is_empty() {
            let why = format!("{path} holds files that git ignores: {}", named(&ignored));
            return refuse(why, "remove them yourself, if nobody needs them".into());
        }
        if job.tip()?.as_ref() != Some(start) {
            let why = format!("branch `{branch}` has commits since it was made");
            let log = format!("`git log {}..{branch}` shows them", &start[..start.len().min(10)]);
            return refuse(why, log);
        }
        let mut effects = vec![External {
            kind: "git.remove-worktree".into(),
            summary: format!("remove worktree {path}"),
            data: json!({
                "path": path, "branch": branch, "base": job.making.base, "tip": start,
                "discard": job.making.discard,
            }),
        }];
        if !job.found.branch_existed {
            effects.push(External {
                kind: "git.delete-branch".into(),
                summary: format!("delete branch {branch}"),
                // Its tip is base's own commit: there is nothing to keep.
                data: json!({
                    "branch": branch, "base": job.making.base, "tip": start, "keep": false,
                }),
            });
        }
        Ok(effects)
    }
}

/// Whether the worktree can be made as things stand; where the branch is, if it is there already.
pub(crate) fn free(
    repo: &Repository,
    making: &Making,
    place: &Inside,
) -> Result<Option<git2::Oid>, Fault> {
    let (branch, path) = (&making.branch, &place.rel);
    let tip = repo::tip(repo, branch)?;
    if registered::at(repo, &place.abs).is_some() {
        return Err(Fault::refused(format!("another worktree is registered at {path}")).hint(
            format!("`git worktree list` shows it; `git worktree remove {path}` removes it"),
        ));
    }
    if questions::occupied(&place.abs) {
        return Err(Fault::refused(format!("{path} is there already, and is no worktree"))
            .hint("move it away, then try again"));
    }
    if let Some(other) = registered::with_branch(repo, branch) {
        let at = other.path.unwrap_or_default();
        let at = shown(&at.display().to_string());
        return Err(Fault::refused(format!("branch `{branch}` is checked out at {at}"))
            .hint("check out another branch there, then try again"));
    }
    if let (Some(tip), false) = (tip, making.own)
        && tip != repo::commit(repo, &making.base)?.id()
    {
        return Err(Fault::refused(format!(
            "branch `{branch}` is there already, with other commits"
        ))
        .hint("rename it, or let `[git] branch` name another"));
    }
    if tip.is_none() && making.restored.is_none() {
        clash::clash(repo, branch, place)?;
    }
    Ok(tip)
}
