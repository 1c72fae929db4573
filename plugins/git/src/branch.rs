//! Deletes a branch that is done with, and brings one back.

use flow_core::effect::{Actuator, External, Phase};
use flow_core::fault::{Fault, FaultKind};
use flow_core::site::Site;
use git2::{Oid, Repository};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::removal::unmoved;
use crate::{data, history, leftovers, names, refs, registered, repo};

/// `git.delete-branch`.
pub(crate) struct DeleteBranch;

/// `git.restore-branch`.
pub(crate) struct RestoreBranch;

/// What either effect says.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    branch: String,
    base: String,
    /// The commit that the branch stands at, or is to stand at again.
    tip: String,
    /// Whether its tip is kept under a ref: where it has commits of its own.
    #[serde(default = "yes")]
    keep: bool,
    /// That ref.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kept_at: String,
}

fn yes() -> bool {
    true
}

/// Where to keep the tip: under the branch's name, unless that keeps something else that would go.
pub(crate) fn keep_at(repo: &Repository, branch: &str, tip: Oid) -> Result<String, Fault> {
    let name = format!("refs/flow/kept/{branch}");
    Ok(match repo::at(repo, &name)? {
        Some(other) if !history::contains(repo, tip, other)? => {
            let tip = tip.to_string();
            format!("{name}-{}", &tip[..10])
        }
        _ => name,
    })
}

impl Actuator for DeleteBranch {
    fn kind(&self) -> &'static str {
        "git.delete-branch"
    }

    fn phase(&self) -> Phase {
        Phase::Finish
    }

    fn expect(&self, site: &Site, data: &Value, _nonce: &str) -> Result<Value, Fault> {
        let mut kept: Kept = data::read(data)?;
        let repo = repo::settled(site)?;
        unmoved(&repo, &kept.branch, &kept.tip)?;
        if kept.keep {
            kept.kept_at = keep_at(&repo, &kept.branch, repo::id(&kept.tip)?)?;
        }
        data::write(&kept)
    }

    fn perform(&self, site: &Site, data: &Value, _nonce: &str) -> Result<(), Fault> {
        let kept: Kept = data::read(data)?;
        let repo = repo::settled(site)?;
        let branch = &kept.branch;
        let Some(tip) = repo::tip(&repo, branch)? else { return Ok(()) };
        let person = |why: String, hint: String| {
            Err(Fault::failed(why).kind(FaultKind::NeedsPerson).hint(hint))
        };
        if tip.to_string() != kept.tip {
            let why = format!("branch `{branch}` is kept: it has got commits in the meantime");
            return person(
                why,
                format!("merge them or delete `{branch}` yourself, then run flow again"),
            );
        }
        if let Some(path) = registered::with_branch(&repo, branch).and_then(|found| found.path) {
            let path = names::told(site, &path);
            let why = format!("branch `{branch}` is kept: it is checked out at {path}");
            return person(why, "check out another branch there, then run flow again".into());
        }
        if kept.keep {
            leftovers::unlock_kept(site, &repo, &kept.kept_at, &kept.tip);
            let args = ["update-ref", "-m", "flow: kept", &kept.kept_at, &kept.tip];
            crate::program::Git::changes(site, &site.root).args(args).run()?;
        }
        refs::delete(site, &format!("refs/heads/{branch}"), &kept.tip)
    }

    fn revert(&self, _: &Site, _: &Value, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn happened(&self, site: &Site, data: &Value, _nonce: &str) -> Result<bool, Fault> {
        let kept: Kept = data::read(data)?;
        Ok(repo::tip(&repo::settled(site)?, &kept.branch)?.is_none())
    }

    fn inverse(&self, _: &Site, data: &Value, _nonce: &str) -> Result<Vec<External>, Fault> {
        let Kept { branch, base, tip, .. } = data::read(data)?;
        Ok(vec![External {
            kind: "git.restore-branch".into(),
            summary: format!("bring back branch {branch}"),
            data: json!({"branch": branch, "base": base, "tip": tip}),
        }])
    }
}

impl Actuator for RestoreBranch {
    fn kind(&self) -> &'static str {
        "git.restore-branch"
    }

    fn phase(&self) -> Phase {
        Phase::Prepare
    }

    fn expect(&self, site: &Site, data: &Value, _nonce: &str) -> Result<Value, Fault> {
        let kept: Kept = data::read(data)?;
        let repo = repo::settled(site)?;
        if repo::tip(&repo, &kept.branch)?.is_some() {
            return Err(Fault::refused(format!("branch `{}` is there already", kept.branch))
                .hint("rename it, then try again"));
        }
        if repo.find_commit(repo::id(&kept.tip)?).is_err() {
            let why = format!("the last commit of branch `{}` is gone", kept.branch);
            return Err(Fault::refused(why).hint("restore it from another clone"));
        }
        data::write(&kept)
    }

    fn perform(&self, site: &Site, data: &Value, _nonce: &str) -> Result<(), Fault> {
        let kept: Kept = data::read(data)?;
        let tip = repo::tip(&repo::settled(site)?, &kept.branch)?;
        if tip.is_some_and(|tip| tip.to_string() == kept.tip) {
            return Ok(());
        }
        let name = format!("refs/heads/{}", kept.branch);
        refs::swap(site, &name, &kept.tip, refs::NOTHING, "flow: brought back")
    }

    /// The branch was not there under the lock; while it stands at the kept commit, nothing is lost
    /// with it.
    fn revert(&self, site: &Site, data: &Value, _nonce: &str) -> Result<(), Fault> {
        let kept: Kept = data::read(data)?;
        match repo::tip(&repo::settled(site)?, &kept.branch)? {
            Some(tip) if tip.to_string() == kept.tip => {
                refs::delete(site, &format!("refs/heads/{}", kept.branch), &kept.tip)
            }
            _ => Ok(()),
        }
    }

    fn happened(&self, site: &Site, data: &Value, _nonce: &str) -> Result<bool, Fault> {
        let kept: Kept = data::read(data)?;
        let tip = repo::tip(&repo::settled(site)?, &kept.branch)?;
        Ok(tip.is_some_and(|tip| tip.to_string() == kept.tip))
    }

    fn inverse(&self, _: &Site, data: &Value, _nonce: &str) -> Result<Vec<External>, Fault> {
        let Kept { branch, base, tip, .. } = data::read(data)?;
        Ok(vec![External {
            kind: "git.delete-branch".into(),
            summary: format!("delete branch {branch}"),
            data: json!({"branch": branch, "base": base, "tip": tip}),
        }])
    }
}
