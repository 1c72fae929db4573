//! Merges a branch into its base in three steps: the merge commit is made where nobody sees it, the
//! base moves to it (which commits the whole transaction), and base's checkout follows.

use flow_core::effect::{Actuator, External, Phase};
use flow_core::fault::{Fault, FaultKind};
use flow_core::site::Site;
use git2::{Oid, Repository};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::program::{Git, shown};
use crate::status::named;
use crate::{checkout, data, history, leftovers, names, questions, refs, repo};

/// `git.merge`: makes the merge commit.
pub(crate) struct MakeMerge;

/// `git.base`: moves the base to it.
pub(crate) struct MoveBase;

/// What all three effects say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Merging {
    /// The branch that is merged.
    pub(crate) branch: String,
    /// The branch it is merged into.
    pub(crate) base: String,
    /// The message of the merge commit.
    pub(crate) message: String,
    /// What was found under the lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<Found>,
}

/// What there was before the merge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Found {
    /// Where base stood.
    pub(crate) old: String,
    /// Where the branch stood.
    pub(crate) tip: String,
    /// The time of the merge commit, as git reads it. With parents and message it tells our commit
    /// from any other.
    pub(crate) when: String,
}

/// Whether the merge can be made as things stand.
pub(crate) fn mergeable(site: &Site, repo: &Repository, merging: &Merging) -> Result<(), Fault> {
    let Merging { branch, base, .. } = merging;
    let merged = history::merge(repo, branch, base)?;
    let conflicts = history::conflicts(&merged)?;
    if !conflicts.is_empty() {
        return Err(conflict(branch, base, &conflicts, checkout::near(repo, branch)));
    }
    if let Some(path) = checkout::of(repo, base) {
        let under_way = questions::under_way(&repo::open_at(&path)?);
        if !under_way.is_empty() {
            let at = shown(&path.display().to_string());
            return Err(Fault::refused(format!("a {under_way} is under way in {at}"))
                .hint("finish it or abort it, then try again"));
        }
    }
    let dirty = questions::in_the_way(site, repo, branch, base)?;
    if !dirty.is_empty() {
        let files = named(&dirty);
        let why =
            format!("the merge of `{branch}` would change files with uncommitted changes: {files}");
        return Err(Fault::refused(why)
            .hint(format!("commit them to `{base}` or move them away, then try again")));
    }
    Ok(())
}

fn conflict(
    branch: &str,
    base: &str,
    files: &[String],
    worktree: Option<std::path::PathBuf>,
) -> Fault {
    let at = match worktree {
        Some(path) => format!("-C {} ", shown(&path.display().to_string())),
        None => format!("switch {branch} && git "),
    };
    Fault::refused(format!("`{branch}` conflicts with `{base}` in {}", named(files)))
        .hint(format!("`git {at}merge {base}`, resolve the conflicts, commit, then try again"))
}

/// Fixes what a merge starts from; the same for each of the three effects.
pub(crate) fn expect(site: &Site, data: &Value, nonce: &str) -> Result<Value, Fault> {
    names::nonce(nonce)?;
    let mut merging: Merging = data::read(data)?;
    let repo = repo::settled(site)?;
    let (old, tip) = (repo::commit(&repo, &merging.base)?, repo::commit(&repo, &merging.branch)?);
    if history::contains(&repo, old.id(), tip.id())? {
        let Merging { branch, base, .. } = &merging;
        return Err(Fault::failed(format!("`{branch}` was merged into `{base}` by somebody else"))
            .kind(FaultKind::Lost)
            .hint("try again"));
    }
    mergeable(site, &repo, &merging)?;
    merging.found = Some(Found {
        old: old.id().to_string(),
        tip: tip.id().to_string(),
        when: site.now.strftime("@%s %z").to_string(),
    });
    data::write(&merging)
}

/// A merge that is under way: what it was to be, and what it started from.
pub(crate) fn begun(data: &Value, nonce: &str) -> Result<(Merging, Found), Fault> {
    names::nonce(nonce)?;
    let merging: Merging = data::read(data)?;
    names::branch(&merging.base)?;
    names::branch(&merging.branch)?;
    let found = data::expected(merging.found.clone())?;
    Ok((merging, found))
}

/// Our merge commit in base's history. It is looked for by what it is: its ref is gone once the
/// merge is through.
pub(crate) fn landed(
    repo: &Repository,
    merging: &Merging,
    found: &Found,
) -> Result<Option<Oid>, Fault> {
    let (old, tip) = (repo::id(&found.old)?, repo::id(&found.tip)?);
    let Some(base) = repo::tip(repo, &merging.base)? else { return Ok(None) };
    let mut walk = repo.revwalk().map_err(repo::broken)?;
    walk.push(base).map_err(repo::broken)?;
    walk.hide(old).map_err(repo::broken)?;
    walk.hide(tip).map_err(repo::broken)?;
    for id in walk {
        let commit = repo.find_commit(id.map_err(repo::broken)?).map_err(repo::broken)?;
        let seconds = format!("@{} ", commit.committer().when().seconds());
        let ours = commit.parent_ids().eq([old, tip])
            && found.when.starts_with(&seconds)
            && commit.message_bytes().trim_ascii() == merging.message.trim().as_bytes();
        if ours {
            return Ok(Some(commit.id()));
        }
    }
    Ok(None)
}

impl Actuator for MakeMerge {
    fn kind(&self) -> &'static str {
        "git.merge"
    }

    fn phase(&self) -> Phase {
        Phase::Prepare
    }

    fn expect(&self, site: &Site, data: &Value, nonce: &str) -> Result<Value, Fault> {
        expect(site, data, nonce)
    }

    fn perform(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault> {
        let (merging, found) = begun(data, nonce)?;
        let repo = repo::settled(site)?;
        let mark = names::merge_mark(nonce, &merging.base);
        if repo::at(&repo, &mark)?.is_some() {
            return Ok(());
        }
        let args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z"];
        let call = Git::changes(site, &site.root).args(args).args([&found.old, &found.tip]);
        let output = call.output()?;
        let mut lines = output.stdout.split(|&b| b == 0).map(String::from_utf8_lossy);
        let tree = lines.next().unwrap_or_default();
        if output.status.code() == Some(1) {
            let files: Vec<String> =
                lines.filter(|line| !line.is_empty()).map(|line| line.into_owned()).collect();
            let worktree = checkout::near(&repo, &merging.branch);
            return Err(conflict(&merging.branch, &merging.base, &files, worktree));
        }
        if !output.status.success() {
            return Err(call.fault(&output));
        }
        let mut git = Git::changes(site, &site.root).args(["commit-tree"]);
        // commit-tree alone does not heed the user's wish to sign every commit.
        if repo.config().and_then(|config| config.get_bool("commit.gpgsign")).unwrap_or(false) {
            // A key may want its passphrase; and a commit that nobody sees may be interrupted.
            git = git.args(["-S"]).prompts();
        }
        git = git.args(["-p", &found.old, "-p", &found.tip, "-F", "-", &tree]);
        git = git.env("GIT_AUTHOR_DATE", &found.when).env("GIT_COMMITTER_DATE", &found.when);
        let commit = git.input(format!("{}\n", merging.message.trim()).into_bytes()).line()?;
        refs::swap(site, &mark, &commit, refs::NOTHING, "flow: merge")
    }

    fn revert(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault> {
        let (merging, _) = begun(data, nonce)?;
        drop_mark(site, nonce, &merging.base)
    }

    fn happened(&self, site: &Site, data: &Value, nonce: &str) -> Result<bool, Fault> {
        let (merging, found) = begun(data, nonce)?;
        let repo = repo::settled(site)?;
        let mark = names::merge_mark(nonce, &merging.base);
        Ok(repo::at(&repo, &mark)?.is_some() || landed(&repo, &merging, &found)?.is_some())
    }

    /// An unseen commit needs no undoing; [`MoveBase`] says what does.
    fn inverse(&self, _: &Site, _: &Value, _: &str) -> Result<Vec<External>, Fault> {
        Ok(Vec::new())
    }
}

/// Lets go of the merge commit's ref.
pub(crate) fn drop_mark(site: &Site, nonce: &str, base: &str) -> Result<(), Fault> {
    let mark = names::merge_mark(nonce, base);
    let repo = repo::settled(site)?;
    // It bears our nonce in its name: only a git of ours that was killed has left it.
    leftovers::remove_file(site, &repo.commondir().join(format!("{mark}.lock")));
    match repo::at(&repo, &mark)? {
        Some(commit) => refs::delete(site, &mark, &commit.to_string()),
        None => Ok(()),
    }
}

impl Actuator for MoveBase {
    fn kind(&self) -> &'static str {
        "git.base"
    }

    fn phase(&self) -> Phase {
        Phase::Commit
    }

    fn expect(&self, site: &Site, data: &Value, nonce: &str) -> Result<Value, Fault> {
        expect(site, data, nonce)
    }

    fn perform(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault> {
        let (merging, found) = begun(data, nonce)?;
        let repo = repo::settled(site)?;
        let base = format!("refs/heads/{}", merging.base);
        if landed(&repo, &merging, &found)?.is_none() {
            let Some(commit) = repo::at(&repo, &names::merge_mark(nonce, &merging.base))? else {
                return Err(Fault::failed("the merge commit that flow made is gone"));
            };
            let why = format!("flow: merge {}", merging.branch);
            let moved = refs::swap(site, &base, &commit.to_string(), &found.old, &why);
            // A git that ended badly after the ref had moved has moved it all the same.
            if let Err(fault) = moved
                && !self.happened(site, data, nonce).unwrap_or(false)
            {
                return Err(fault);
            }
        }
        // The journal's record of the commit point must not reach the disk before the point.
        refs::settle(site, &base);
        Ok(())
    }

    /// Never called: what follows the commit point only goes forward.
    fn revert(&self, _: &Site, _: &Value, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn happened(&self, site: &Site, data: &Value, nonce: &str) -> Result<bool, Fault> {
        let (merging, found) = begun(data, nonce)?;
        Ok(landed(&repo::settled(site)?, &merging, &found)?.is_some())
    }

    fn inverse(&self, site: &Site, data: &Value, nonce: &str) -> Result<Vec<External>, Fault> {
        let (merging, found) = begun(data, nonce)?;
        let Merging { branch, base, .. } = &merging;
        let why = format!("`{branch}` was merged into `{base}`; history is not rewritten");
        Err(Fault::refused(why).hint(match landed(&repo::settled(site)?, &merging, &found)? {
            Some(commit) => format!("git revert -m 1 {commit}"),
            None => format!("`git log {base}` shows what became of the merge"),
        }))
    }
}
