//! Brings the checkout of base up to date, once base has moved. What a person changed there stays.

use std::collections::BTreeSet;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use flow_core::effect::{Actuator, External, Phase};
use flow_core::fault::{Fault, FaultKind};
use flow_core::path::RelPath;
use flow_core::site::Site;
use git2::{Oid, Repository, Tree};
use serde_json::Value;

use crate::merge::Merging;
use crate::program::{self, Git, shown};
use crate::status::named;
use crate::{data, history, merge, names, registered, repo, status};

/// `git.checkout`.
pub(crate) struct FollowBase;

/// Where a branch is checked out.
pub(crate) fn of(repo: &Repository, branch: &str) -> Option<PathBuf> {
    registered::with_branch(repo, branch).filter(|found| !found.prunable())?.path
}

/// The same for a message: relative to the repository's root where it lies beneath it.
pub(crate) fn near(repo: &Repository, branch: &str) -> Option<PathBuf> {
    let path = of(repo, branch)?;
    let root = repo.workdir().and_then(|root| root.canonicalize().ok());
    let rel = root.and_then(|root| path.strip_prefix(root).map(Path::to_owned).ok());
    Some(rel.filter(|rel| !rel.as_os_str().is_empty()).unwrap_or(path))
}

/// Refuses a merge that would bring files into the checkout at the root which the plan writes too:
/// the plan's version would stand in the checkout's way for good once base has moved.
pub(crate) fn spares(
    site: &Site,
    repo: &Repository,
    merging: &Merging,
    files: &[&RelPath],
) -> Result<(), Fault> {
    let Merging { branch, base, .. } = merging;
    let here = |path: PathBuf| names::told(site, &path) == ".";
    if files.is_empty() || !of(repo, base).is_some_and(here) {
        return Ok(());
    }
    let touched = history::touched(repo, branch, base)?;
    // A file where the other has a folder is in the way as well.
    let meet = |a: &Path, b: &Path| a.starts_with(b) || b.starts_with(a);
    let meets =
        |file: &&&RelPath| touched.iter().any(|other| meet(other, Path::new(file.as_str())));
    let both: Vec<String> = files.iter().filter(meets).map(ToString::to_string).collect();
    if both.is_empty() {
        return Ok(());
    }
    let tree = repo::commit(repo, base)?.tree().map_err(repo::broken)?;
    let way = match near(repo, branch) {
        _ if !both.iter().all(|file| tree.get_path(Path::new(file)).is_ok()) => String::new(),
        Some(at) => {
            let at = shown(&at.display().to_string());
            format!(" (`git -C {at} checkout {base} -- {}`, commit)", shown(&both.join(" ")))
        }
        None => format!(
            " (`git switch {branch} && git checkout {base} -- {}`, commit)",
            shown(&both.join(" "))
        ),
    };
    let named = named(&both);
    Err(Fault::refused(format!("the merge of `{branch}` changes {named}, which flow writes too"))
        .hint(format!("take the change of {named} off the branch{way}, or merge it by hand first")))
}

/// A file that differs between two commits.
struct Change {
    path: PathBuf,
    old: Option<(Oid, i32)>,
    new: Option<(Oid, i32)>,
}

fn changes(repo: &Repository, old: &str, new: &str) -> Result<Vec<Change>, Fault> {
    let tree = |id: &str| {
        let commit = repo.find_commit(repo::id(id)?).map_err(repo::broken)?;
        commit.tree().map_err(repo::broken)
    };
    let (old, new) = (tree(old)?, tree(new)?);
    let diff = repo.diff_tree_to_tree(Some(&old), Some(&new), None).map_err(repo::broken)?;
    let paths: BTreeSet<PathBuf> = diff
        .deltas()
        .flat_map(|delta| [delta.old_file().path(), delta.new_file().path()])
        .flatten()
        .map(Path::to_owned)
        .collect();
    let entry = |tree: &Tree<'_>, path: &Path| {
        tree.get_path(path).ok().map(|entry| (entry.id(), entry.filemode()))
    };
    let change = |path: PathBuf| Change { old: entry(&old, &path), new: entry(&new, &path), path };
    Ok(paths.into_iter().map(change).collect())
}

/// What the index of the checkout has of a file.
fn indexed(index: &git2::Index, path: &Path) -> Option<(Oid, i32)> {
    index.get_path(path, 0).map(|entry| (entry.id, entry.mode.cast_signed()))
}

/// Removes what a killed checkout had only begun to write: a beginning of the very bytes that are to
/// come, and not what stood there before. That the place was free, or unchanged, was seen before base
/// moved; a person's text is no beginning of the new one.
fn drop_begun(site: &Site, repo: &Repository, root: &Path, todo: &[&Change]) -> Result<(), Fault> {
    for change in todo {
        let Some((id, _)) = change.new else { continue };
        let file = root.join(&change.path);
        if !file.symlink_metadata().is_ok_and(|found| found.is_file()) {
            continue;
        }
        let there = std::fs::read(&file).unwrap_or_default();
        let blob = |id: Oid| repo.find_blob(id).map(|blob| blob.content().to_vec()).ok();
        let begun = blob(id).is_some_and(|new| new.len() > there.len() && new.starts_with(&there));
        let was = change.old.and_then(|(old, _)| blob(old)).is_some_and(|old| old == there);
        if begun && !was {
            site.disk.remove(&file).map_err(|error| {
                Fault::failed(format!("{} cannot be removed: {error}", file.display()))
            })?;
        }
    }
    Ok(())
}

/// Lets the index know files that a killed checkout had written already: git would take them for
/// somebody's changes.
fn adopt(site: &Site, root: &Path, todo: &[&Change]) -> Result<(), Fault> {
    let mut lines = Vec::new();
    for change in todo {
        let file = root.join(&change.path);
        let Some((id, mode)) = change.new.filter(|_| file.symlink_metadata().is_ok()) else {
            continue;
        };
        let there = match std::fs::read_link(&file) {
            Ok(target) => {
                let bytes = target.as_os_str().as_bytes();
                Oid::hash_object(git2::ObjectType::Blob, bytes).map_err(repo::broken)?.to_string()
            }
            Err(_) => status::hash(root, &change.path, &file).unwrap_or_default(),
        };
        if there == id.to_string() {
            lines.extend_from_slice(format!("{mode:06o} {id} 0\t").as_bytes());
            lines.extend_from_slice(change.path.as_os_str().as_bytes());
            lines.push(0);
        }
    }
    let args = ["update-index", "-z", "--index-info"];
    Git::changes(site, root).args(args).input(lines).run().map(drop)
}

/// Brings index and files from one commit to the other.
fn follow(site: &Site, root: &Path, old: &str, new: &str) -> Result<(), Fault> {
    let repo = repo::open_at(root)?;
    let changes = changes(&repo, old, new)?;
    let index = repo.index().map_err(repo::broken)?;
    let behind = |change: &&Change| indexed(&index, &change.path) != change.new;
    let todo: Vec<&Change> = changes.iter().filter(behind).collect();
    if todo.is_empty() {
        return Ok(());
    }
    // Files that were only touched look changed until the index is refreshed. It fails where some
    // really are; that is not our matter.
    Git::changes(site, root).args(["update-index", "-q", "--refresh"]).output()?;
    let read = || Git::changes(site, root).args(["read-tree", "-m", "-u", old, new]).run();
    // An ignored file would be overwritten without a word.
    let held = untracked(root, &todo);
    if held.is_empty() && read().is_ok() {
        return Ok(());
    }
    drop_begun(site, &repo, root, &todo)?;
    adopt(site, root, &todo)?;
    let index = repo::open_at(root)?.index().map_err(repo::broken)?;
    let fresh = |change: &&&Change| indexed(&index, &change.path) != change.new;
    let todo: Vec<&Change> = todo.iter().filter(fresh).copied().collect();
    let held = untracked(root, &todo);
    if !held.is_empty() {
        return Err(stuck(root, &held));
    }
    let names = |change: &&Change| change.path.to_string_lossy().into_owned();
    let in_the_way = ["not uptodate", "would be overwritten", "would be removed", "would lose"];
    read().map(drop).map_err(|fault| match fault.kind {
        FaultKind::Lost => fault,
        _ if in_the_way.iter().any(|words| fault.message.contains(words)) => {
            stuck(root, &todo.iter().map(names).collect::<Vec<_>>())
        }
        // A filter, a full disk: git knows.
        _ => {
            let at = shown(&root.display().to_string());
            Fault::failed(format!("{at} cannot follow its branch: {}", fault.message))
                .kind(FaultKind::NeedsPerson)
                .hint("mend what git names, then run flow again: it does what is left")
        }
    })
}

/// Waits for another git that is at work in the checkout of base: once base has moved, its files are
/// to follow.
fn at_rest(repo: &Repository, base: &str) -> Result<(), Fault> {
    match registered::with_branch(repo, base) {
        Some(worktree) => program::wait_for(&worktree.admin.join("index.lock")),
        None => Ok(()),
    }
}

/// Files that the merge adds and that are there already.
fn untracked(root: &Path, todo: &[&Change]) -> Vec<String> {
    let added = todo.iter().filter(|change| change.old.is_none());
    let there = added.filter(|change| {
        root.join(&change.path).symlink_metadata().is_ok_and(|found| !found.is_dir())
    });
    there.map(|change| change.path.to_string_lossy().into_owned()).collect()
}

fn stuck(root: &Path, files: &[String]) -> Fault {
    let at = shown(&root.display().to_string());
    let files = named(files);
    Fault::failed(format!("{at} cannot follow its branch: changes there are in the way of {files}"))
        .kind(FaultKind::NeedsPerson)
        .hint(format!(
            "`git -C {at} status` shows them; move your versions away, then run flow again"
        ))
}

impl Actuator for FollowBase {
    fn kind(&self) -> &'static str {
        "git.checkout"
    }

    fn phase(&self) -> Phase {
        Phase::Finish
    }

    fn expect(&self, site: &Site, data: &Value, nonce: &str) -> Result<Value, Fault> {
        let data = merge::expect(site, data, nonce)?;
        let (merging, _) = merge::begun(&data, nonce)?;
        at_rest(&repo::settled(site)?, &merging.base)?;
        Ok(data)
    }

    fn spares(&self, site: &Site, data: &Value, files: &[&RelPath]) -> Result<(), Fault> {
        spares(site, &repo::settled(site)?, &data::read(data)?, files)
    }

    fn perform(&self, site: &Site, data: &Value, nonce: &str) -> Result<(), Fault> {
        let (merging, found) = merge::begun(data, nonce)?;
        let repo = repo::settled(site)?;
        let mark = names::merge_mark(nonce, &merging.base);
        // The ref goes last: without it, all was done before.
        let Some(commit) = repo::at(&repo, &mark)? else { return Ok(()) };
        if let Some(root) = of(&repo, &merging.base) {
            follow(site, &root, &found.old, &commit.to_string())?;
        }
        merge::drop_mark(site, nonce, &merging.base)
    }

    fn revert(&self, _: &Site, _: &Value, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn happened(&self, site: &Site, data: &Value, nonce: &str) -> Result<bool, Fault> {
        let (merging, found) = merge::begun(data, nonce)?;
        let repo = repo::settled(site)?;
        let waits = repo::at(&repo, &names::merge_mark(nonce, &merging.base))?.is_some();
        Ok(!waits && merge::landed(&repo, &merging, &found)?.is_some())
    }

    /// Base does not go back, so its checkout does not either.
    fn inverse(&self, _: &Site, _: &Value, _: &str) -> Result<Vec<External>, Fault> {
        Ok(Vec::new())
    }
}
