//! Keeps what a worktree holds and no commit has, before the worktree is removed by force.
//!
//! What is kept is one commit under `refs/flow/kept`: its tree is the worktree as it stands, its
//! first parent the branch, and, where something was staged that differs from both, its second
//! parent a commit of the index. It is made with an index of its own, so that the user's is not
//! touched. Its message bears the transaction's nonce.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use flow_core::effect::{Actuator, External, Phase};
use flow_core::fault::{Fault, FaultKind};
use flow_core::site::Site;
use git2::{Commit, Repository};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::names::{self, Inside};
use crate::program::Git;
use crate::status::{self, Bytes, named};
use crate::{data, leftovers, refs, registered, removal, repo};

/// `git.keep`.
pub(crate) struct KeepChanges;

/// What the effect says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Keeping {
    /// The worktree's path, relative to the root.
    pub(crate) path: String,
    /// The branch that is checked out in it.
    pub(crate) branch: String,
    /// The commit of the branch.
    pub(crate) tip: String,
    /// What is not kept.
    pub(crate) discard: Vec<String>,
    /// The ref that will hold the commit.
    pub(crate) kept_at: String,
}

/// How much of what git ignores is kept, in bytes. Whoever has more there has forgotten to say that
/// it is worthless.
const LARGEST_IGNORED: u64 = 256 * 1024 * 1024;

/// The ref for the changes of a branch's worktree: the first of its names that is free.
pub(crate) fn free_ref(repo: &Repository, branch: &str) -> Result<String, Fault> {
    let name = format!("refs/flow/kept/{branch}.changes");
    let mut free = name.clone();
    for count in 2.. {
        if repo::at(repo, &free)?.is_none() {
            break;
        }
        free = format!("{name}-{count}");
    }
    Ok(free)
}

/// The files of a worktree that are to be kept, each by its path from the worktree's root.
pub(crate) fn holdings(
    site: &Site,
    tree: &Repository,
    place: &Inside,
    discard: &[String],
) -> Result<Vec<Bytes>, Fault> {
    let mut files = Vec::new();
    let root = &place.abs;
    for path in status::changes(site, tree)? {
        gather(root, path, &mut files).map_err(|why| uncountable(place, why))?;
    }
    let mut ignored = Vec::new();
    for path in status::ignored(tree, discard)? {
        gather(root, path, &mut ignored).map_err(|why| uncountable(place, why))?;
    }
    ignored.retain(|path| !crate::discard::names(discard, path));
    let size =
        |path: &Bytes| root.join(OsStr::from_bytes(path)).symlink_metadata().map_or(0, |m| m.len());
    if ignored.iter().map(size).sum::<u64>() > LARGEST_IGNORED {
        let top =
            |path: &Bytes| path.split_inclusive(|&b| b == b'/').next().unwrap_or_default().to_vec();
        let mut tops: Vec<Bytes> = ignored.iter().map(top).collect();
        tops.dedup();
        let why =
            format!("{} holds more than 256 MiB that git ignores: {}", place.rel, named(&tops));
        return Err(Fault::refused(why).hint(
            "delete what is worthless, or name it in workflow.toml: [git] discard = [\"target/\"]",
        ));
    }
    files.extend(ignored);
    Ok(files)
}

/// Why a path cannot be kept.
enum Unkept {
    /// Another repository is there.
    Repository(Bytes),
    /// It cannot be read.
    Unreadable(Bytes, std::io::Error),
}

fn uncountable(place: &Inside, why: Unkept) -> Fault {
    let path = &place.rel;
    match why {
        Unkept::Repository(at) => {
            let at = named(&[at]);
            Fault::refused(format!(
                "{path} holds another repository, which flow does not look into: {at}"
            ))
            .hint(format!("move {path}/{at} out of the worktree, then try again"))
        }
        Unkept::Unreadable(at, error) => {
            Fault::refused(format!("{path}/{} cannot be read: {error}", named(&[at])))
                .hint("see to it that your user can read it, or delete it")
        }
    }
}

/// Adds a path, or where it is a folder all files and links below it.
fn gather(root: &Path, path: Bytes, files: &mut Vec<Bytes>) -> Result<(), Unkept> {
    let mut open = vec![path];
    while let Some(path) = open.pop() {
        if !path.ends_with(b"/") {
            files.push(path);
            continue;
        }
        let folder = root.join(OsStr::from_bytes(&path));
        if folder.join(".git").symlink_metadata().is_ok() {
            return Err(Unkept::Repository(path));
        }
        let unreadable = |error| Unkept::Unreadable(path.clone(), error);
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            let mut below = path.clone();
            below.extend_from_slice(entry.file_name().as_bytes());
            if kind.is_dir() {
                below.push(b'/');
                open.push(below);
            } else if kind.is_file() || kind.is_symlink() {
                files.push(below);
            }
        }
    }
    Ok(())
}

/// The commit that was kept at a ref under a nonce.
pub(crate) fn found<'r>(
    repo: &'r Repository,
    name: &str,
    nonce: &str,
) -> Result<Option<Commit<'r>>, Fault> {
    if name.is_empty() {
        return Ok(None);
    }
    let Some(id) = repo::at(repo, name)? else { return Ok(None) };
    let commit = repo.find_commit(id).map_err(repo::broken)?;
    let bears = commit.message_bytes().ends_with(trailer(nonce).as_bytes());
    Ok(bears.then_some(commit))
}

fn trailer(nonce: &str) -> String {
    format!("flow-transaction: {nonce}\n")
}

/// The index that the commit is made with.
fn index(site: &Site, nonce: &str) -> PathBuf {
    site.state.join(format!("kept-{nonce}.index"))
}

fn save(site: &Site, keeping: &Keeping, nonce: &str) -> Result<String, Fault> {
    let place = names::inside(site, &keeping.path)?;
    let tree = repo::open_at(&place.abs)?;
    let files = holdings(site, &tree, &place, &keeping.discard)?;
    let index = index(site, nonce);
    let git = || Git::changes(site, &place.abs).env("GIT_INDEX_FILE", index.as_os_str());
    let commit = |tree: &str, what: &str, parents: &[&str]| {
        // Whoever has no name in git yet must not lose work for it.
        let call =
            ["AUTHOR", "COMMITTER"].iter().fold(Git::changes(site, &place.abs), |git, who| {
                let (name, email) = match *who {
                    "AUTHOR" => ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"),
                    _ => ("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"),
                };
                git.env(name, "flow").env(email, "flow@localhost")
            });
        let message = format!("{what} of {}\n\n{}", keeping.path, trailer(nonce));
        let parents = parents.iter().flat_map(|&parent| ["-p", parent]);
        call.args(["commit-tree", "-F", "-"])
            .args(parents)
            .args([tree])
            .input(message.into_bytes())
            .line()
    };
    let staged = Git::asks(&place.abs).args(["ls-files", "--stage", "-z"]).run()?;
    git().args(["read-tree", "--empty"]).run()?;
    git().args(["update-index", "-z", "--index-info"]).input(staged).run()?;
    let staged = git().args(["write-tree"]).line()?;
    let input = files.iter().flat_map(|path| [path.as_slice(), b"\0"]).flatten().copied().collect();
    let add = ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"];
    git().args(add).input(input).run()?;
    let whole = git().args(["write-tree"]).line()?;
    let base =
        tree.find_commit(repo::id(&keeping.tip)?).map_err(repo::broken)?.tree_id().to_string();
    if staged == base || staged == whole {
        return commit(&whole, "Changes", &[&keeping.tip]);
    }
    let staged = commit(&staged, "Staged changes", &[&keeping.tip])?;
    commit(&whole, "Changes", &[&keeping.tip, &staged])
}

/// Brings what was kept back into a worktree that was just made at the commit's first parent: what
/// was staged is staged again, what was not tracked is not.
pub(crate) fn restore(site: &Site, folder: &Path, kept: &str) -> Result<(), Fault> {
    let git = |args: &[&str]| Git::changes(site, folder).args(args).run().map(drop);
    let staged =
        Git::asks(folder).args(["rev-parse", "--verify", "--quiet", &format!("{kept}^2")]).line();
    let staged = staged.unwrap_or_else(|_| format!("{kept}^1"));
    git(&["read-tree", "-m", "-u", "HEAD", kept])?;
    git(&["read-tree", &format!("{staged}^{{tree}}")])?;
    // It says by its exit code that some files differ, as they are to.
    Git::changes(site, folder).args(["update-index", "-q", "--refresh"]).output().map(drop)
}

impl Actuator for KeepChanges {
    fn kind(&self) -> &'static str {
        "git.keep"
    }

    fn phase(&self) -> Phase {
        Phase::Prepare
    }

    fn expect(&self, site: &Site, data: &Value, nonce: &str) -> Result<Value, Fault> {
        names::nonce(nonce)?;
        let keeping: Keeping = data::read(data)?;
        let place = names::inside(site, &keeping.path)?;
        let repo = repo::settled(site)?;
        let lost = |why: String| Fault::failed(why).kind(FaultKind::Lost).hint("try again");
        let Some(worktree) = registered::at(&repo, &place.abs) else {
            return Err(lost(format!("there is no worktree at {} any more", place.rel)));
        };
        removal::unmoved(&repo, &keeping.branch, &keeping.tip)?;
        if let Some(tree) = removal::goes(&place, &worktree, &keeping.branch)? {
            holdings(site, &tree, &place, &keeping.discard)?;
        }
        if repo::at(&repo, &keeping.kept_at)?.is_some() {
            return Err(lost(format!("{} was made by somebody else", keeping.kept_at)));
        }
        data::write(&keeping)
    }

    fn perform(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault> {
        names::nonce(nonce)?;
        let keeping: Keeping = data::read(data)?;
        if found(&repo::settled(site)?, &keeping.kept_at, nonce)?.is_none() {
            let saved = save(site, &keeping, nonce);
            leftovers::remove_file(site, &index(site, nonce));
            refs::swap(site, &keeping.kept_at, &saved?, refs::NOTHING, "flow: kept")?;
        }
        // The worktree is not removed before its last copy has a name that lasts.
        refs::settle(site, &keeping.kept_at);
        Ok(())
    }

    fn revert(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault> {
        names::nonce(nonce)?;
        let keeping: Keeping = data::read(data)?;
        let index = index(site, nonce);
        leftovers::remove_file(site, &index.with_extension("index.lock"));
        leftovers::remove_file(site, &index);
        let repo = repo::settled(site)?;
        match found(&repo, &keeping.kept_at, nonce)? {
            Some(commit) => refs::delete(site, &keeping.kept_at, &commit.id().to_string()),
            None => Ok(()),
        }
    }

    fn happened(&self, site: &Site, data: &Value, nonce: &str) -> Result<bool, Fault> {
        let keeping: Keeping = data::read(data)?;
        Ok(found(&repo::settled(site)?, &keeping.kept_at, nonce)?.is_some())
    }

    /// A backup stays; the worktree's return brings back what it holds.
    fn inverse(&self, _: &Site, _: &Value, _: &str) -> Result<Vec<External>, Fault> {
        Ok(Vec::new())
    }
}
