//! What the history says of a branch and its base.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use flow_core::fault::Fault;
use git2::{Diff, DiffOptions, ErrorCode, Index, Oid, Repository, Sort};

use crate::repo::{broken, commit, tip};

/// How many commits of the branch are not in base.
pub(crate) fn ahead(repo: &Repository, branch: &str, base: &str) -> Result<usize, Fault> {
    let (branch, base) = (commit(repo, branch)?, commit(repo, base)?);
    Ok(repo.graph_ahead_behind(branch.id(), base.id()).map_err(broken)?.0)
}

/// Whether `commit` is in the history of `of`.
pub(crate) fn contains(repo: &Repository, of: Oid, commit: Oid) -> Result<bool, Fault> {
    Ok(of == commit || repo.graph_descendant_of(of, commit).map_err(broken)?)
}

/// Whether base has all of the branch.
pub(crate) fn merged(repo: &Repository, branch: &str, base: &str) -> Result<bool, Fault> {
    contains(repo, commit(repo, base)?.id(), commit(repo, branch)?.id())
}

/// Whether the branch has, or had, commits of its own.
///
/// Once merged, its tip is in base's history: beside base's own line (a merge brought it), or on
/// it.
/// On it, the branch never had a commit, or base was fast-forwarded; then only the branch's own log
/// tells, while there is one.
pub(crate) fn has_own(repo: &Repository, branch: &str, base: &str) -> Result<bool, Fault> {
    let (at, base) = (commit(repo, branch)?.id(), commit(repo, base)?.id());
    Ok(beside(repo, at, base)? || committed(repo, branch, at)?)
}

/// Whether `at` lies beside the line of first parents that ends in `base`.
pub(crate) fn beside(repo: &Repository, at: Oid, base: Oid) -> Result<bool, Fault> {
    let mut walk = repo.revwalk().map_err(broken)?;
    walk.set_sorting(Sort::NONE).map_err(broken)?;
    walk.simplify_first_parent().map_err(broken)?;
    walk.push(base).map_err(broken)?;
    walk.hide(at).map_err(broken)?;
    let mut line_ends = None;
    for id in walk {
        line_ends = Some(id.map_err(broken)?);
    }
    // The walk stops at the first commit of the line that `at` has too; on the line, that is `at`.
    let meets = match line_ends {
        None => Some(base),
        Some(last) => repo.find_commit(last).map_err(broken)?.parent_id(0).ok(),
    };
    Ok(meets != Some(at))
}

/// Whether the branch's log shows a commit that its tip still has.
fn committed(repo: &Repository, branch: &str, at: Oid) -> Result<bool, Fault> {
    let log = match repo.reflog(&format!("refs/heads/{branch}")) {
        Ok(log) => log,
        Err(error) if error.code() == ErrorCode::NotFound => return Ok(false),
        Err(error) => return Err(broken(error)),
    };
    let acts = ["commit", "cherry-pick", "revert", "am"];
    for entry in log.iter() {
        let message = String::from_utf8_lossy(entry.message_bytes().unwrap_or_default());
        let first = message.split([':', ' ']).next().unwrap_or_default();
        if acts.contains(&first) && contains(repo, at, entry.id_new())? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The files that the branch changed since it left base.
pub(crate) fn changed(repo: &Repository, branch: &str, base: &str) -> Result<Vec<PathBuf>, Fault> {
    let (branch, base) = (commit(repo, branch)?, commit(repo, base)?);
    let start = match repo.merge_base(branch.id(), base.id()) {
        Ok(id) => Some(repo.find_commit(id).and_then(|c| c.tree()).map_err(broken)?),
        Err(error) if error.code() == ErrorCode::NotFound => None,
        Err(error) => return Err(broken(error)),
    };
    let tree = branch.tree().map_err(broken)?;
    let diff = repo.diff_tree_to_tree(start.as_ref(), Some(&tree), Some(&mut plain()));
    Ok(paths(&diff.map_err(broken)?))
}

/// Merges branch into base in memory.
pub(crate) fn merge(repo: &Repository, branch: &str, base: &str) -> Result<Index, Fault> {
    let (branch, base) = (commit(repo, branch)?, commit(repo, base)?);
    repo.merge_commits(&base, &branch, None).map_err(broken)
}

/// The files that conflict in a merge.
pub(crate) fn conflicts(merged: &Index) -> Result<Vec<String>, Fault> {
    let mut files = BTreeSet::new();
    if !merged.has_conflicts() {
        return Ok(Vec::new());
    }
    for conflict in merged.conflicts().map_err(broken)? {
        let conflict = conflict.map_err(broken)?;
        let sides = [conflict.our, conflict.their, conflict.ancestor];
        if let Some(entry) = sides.into_iter().flatten().next() {
            files.insert(String::from_utf8_lossy(&entry.path).into_owned());
        }
    }
    Ok(files.into_iter().collect())
}

/// The files of base that a merge of branch changes.
pub(crate) fn touched(repo: &Repository, branch: &str, base: &str) -> Result<Vec<PathBuf>, Fault> {
    let merged = merge(repo, branch, base)?;
    if merged.has_conflicts() {
        return changed(repo, branch, base);
    }
    let tree = commit(repo, base)?.tree().map_err(broken)?;
    let diff = repo.diff_tree_to_index(Some(&tree), Some(&merged), Some(&mut plain()));
    Ok(paths(&diff.map_err(broken)?))
}

/// The text of a file at a revision; `None` where it is not there, or no text.
pub(crate) fn file_at(repo: &Repository, rev: &str, path: &str) -> Result<Option<String>, Fault> {
    let found = match tip_or_rev(repo, rev)? {
        Some(id) => repo.find_commit(id).and_then(|commit| commit.tree()).map_err(broken)?,
        None => {
            return Err(Fault::refused(format!("there is no revision `{}`", crate::shown(rev)))
                .hint("name a branch, a tag or a commit"));
        }
    };
    let Ok(entry) = found.get_path(std::path::Path::new(path)) else { return Ok(None) };
    let Ok(blob) = repo.find_blob(entry.id()) else { return Ok(None) };
    Ok(String::from_utf8(blob.content().to_vec()).ok())
}

fn tip_or_rev(repo: &Repository, rev: &str) -> Result<Option<Oid>, Fault> {
    if rev.starts_with('-') || rev.contains('\0') {
        return Ok(None);
    }
    if let Ok(Some(id)) = tip(repo, rev) {
        return Ok(Some(id));
    }
    Ok(repo.revparse_single(rev).and_then(|object| object.peel_to_commit()).ok().map(|c| c.id()))
}

fn plain() -> DiffOptions {
    let mut options = DiffOptions::new();
    options.ignore_submodules(true);
    options
}

fn paths(diff: &Diff<'_>) -> Vec<PathBuf> {
    let both = diff.deltas().flat_map(|delta| {
        [
            delta.old_file().path_bytes().map(<[u8]>::to_vec),
            delta.new_file().path_bytes().map(<[u8]>::to_vec),
        ]
    });
    let unique: BTreeSet<Vec<u8>> = both.flatten().collect();
    unique.iter().map(|path| PathBuf::from(OsStr::from_bytes(path))).collect()
}
