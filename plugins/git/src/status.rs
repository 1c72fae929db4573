//! What is uncommitted in a worktree, and what stands in the way of a merge.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use flow_core::fault::Fault;
use flow_core::site::Site;
use git2::{Repository, Status, StatusOptions};

use crate::program::{Git, shown};
use crate::repo::{broken, open, open_at};
use crate::{filters, names, registered};

/// Opens the repository of a worktree, which must be one of ours.
pub(crate) fn worktree(site: &Site, place: &Path) -> Result<Repository, Fault> {
    let ours = open(site)?;
    let none = || {
        let told = shown(&names::told(site, place));
        Fault::refused(format!("`{told}` is no worktree of this repository"))
            .hint("`git worktree list` shows those there are")
    };
    let known = registered::at(&ours, place).is_some_and(|worktree| !worktree.prunable());
    if known { open_at(place) } else { Err(none()) }
}

/// The files with uncommitted changes: staged, not staged, or not tracked.
pub(crate) fn changes(site: &Site, repo: &Repository) -> Result<Vec<String>, Fault> {
    let mut options = StatusOptions::new();
    options.include_untracked(true).recurse_untracked_dirs(true).exclude_submodules(true);
    let found = list(repo, &mut options, !Status::IGNORED)?;
    match repo.workdir() {
        // libgit2 runs no clean filters and knows little of sparse checkouts: what it takes for a
        // change there may be none.
        Some(root) if !found.is_empty() && needs_program(repo) => changes_by_program(site, root),
        _ => Ok(found),
    }
}

/// What a worktree holds, in a word: its commit, and every changed file with its size and time. Files
/// that are not tracked do not count: tests leave reports behind. `None` where it cannot be read.
pub(crate) fn state(folder: &Path) -> Option<String> {
    let repo = open_at(folder).ok()?;
    let head = repo.head().ok()?.target()?;
    let mut options = StatusOptions::new();
    options.include_untracked(false).exclude_submodules(true);
    let mut state = head.to_string();
    for path in list(&repo, &mut options, !Status::IGNORED).ok()? {
        let meta = folder.join(&path).symlink_metadata().ok();
        let time = meta.as_ref().and_then(|meta| meta.modified().ok());
        state += &format!("\n{path} {:?} {time:?}", meta.map(|meta| meta.len()));
    }
    Some(state)
}

/// The files that git ignores; a folder that is ignored as a whole stands for its files.
pub(crate) fn ignored(repo: &Repository) -> Result<Vec<String>, Fault> {
    let mut options = StatusOptions::new();
    options.include_ignored(true).exclude_submodules(true);
    list(repo, &mut options, Status::IGNORED)
}

/// The files in the checkout of base that a merge of `touched` would overwrite: with uncommitted
/// changes, or not tracked, ignored ones included.
pub(crate) fn in_the_way(
    site: &Site,
    repo: &Repository,
    touched: &[String],
) -> Result<Vec<String>, Fault> {
    let Some(root) = repo.workdir() else { return Ok(Vec::new()) };
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    let mut options = StatusOptions::new();
    options.include_untracked(true).recurse_untracked_dirs(true).exclude_submodules(true);
    options.include_ignored(true).recurse_ignored_dirs(true).disable_pathspec_match(true);
    touched.iter().for_each(|path| {
        options.pathspec(path.as_str());
    });
    let mut found = list(repo, &mut options, Status::all())?;
    if !found.is_empty() && needs_program(repo) {
        let real = changes_by_program(site, root)?;
        let index = repo.index().map_err(broken)?;
        found.retain(|path| real.contains(path) || index.get_path(Path::new(path), 0).is_none());
    }
    // A file where the merge needs a folder.
    for path in touched {
        for folder in Path::new(path).ancestors().skip(1) {
            let blocks = !folder.as_os_str().is_empty()
                && root.join(folder).symlink_metadata().is_ok_and(|found| !found.is_dir());
            let name = folder.to_string_lossy().into_owned();
            if blocks && !touched.contains(&name) && !found.contains(&name) {
                found.push(name);
            }
        }
    }
    Ok(found)
}

fn list(repo: &Repository, how: &mut StatusOptions, of: Status) -> Result<Vec<String>, Fault> {
    let statuses = repo.statuses(Some(how)).map_err(broken)?;
    let hits = statuses.iter().filter(|entry| entry.status().intersects(of));
    Ok(hits.map(|entry| String::from_utf8_lossy(entry.path_bytes()).into_owned()).collect())
}

fn needs_program(repo: &Repository) -> bool {
    let Ok(config) = repo.config() else { return true };
    let filters = |glob: &str| match config.entries(Some(glob)) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => true,
    };
    config.get_bool("core.sparsecheckout").unwrap_or(false)
        || filters(r"^filter\..*\.(clean|process)$")
}

/// Where the user does not trust the repository, its own filters are left out: a file that goes
/// through one may then be taken for a change that it is not.
fn changes_by_program(site: &Site, root: &Path) -> Result<Vec<String>, Fault> {
    let git = Git::asks(root);
    let git = if site.trusted { git } else { filters::without(git, root) };
    let how = ["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"];
    let out = git.args(how).args(["--ignore-submodules=all"]).run()?;
    let entries = out.split(|&b| b == 0).filter_map(|entry| entry.get(3..));
    Ok(entries.map(|path| String::from_utf8_lossy(path).into_owned()).collect())
}

/// The files in a folder that did not come from a checkout of `commit`: those it does not have, and
/// those with another content. A file cut short counts as its own: a checkout that was killed, or a
/// removal, leaves such. What this does not name can be had again, so it may be removed.
pub(crate) fn strangers(
    repo: &Repository,
    folder: &Path,
    commit: git2::Oid,
) -> Result<Vec<String>, Fault> {
    let tree = repo.find_commit(commit).and_then(|commit| commit.tree()).map_err(broken)?;
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    let cannot = |error: std::io::Error| {
        Fault::failed(format!("{} cannot be read: {error}", folder.display()))
    };
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(folder.join(&at)).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            let rel = at.join(entry.file_name());
            let kind = entry.file_type().map_err(cannot)?;
            if rel == Path::new(".git") && kind.is_file() {
                continue;
            }
            if kind.is_dir() {
                open.push(rel);
            } else if !is_own(repo, &tree, folder, &rel, kind.is_symlink()).map_err(cannot)? {
                found.push(rel.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_own(
    repo: &Repository,
    tree: &git2::Tree<'_>,
    folder: &Path,
    rel: &Path,
    link: bool,
) -> std::io::Result<bool> {
    let Some(entry) = tree.get_path(rel).ok() else { return Ok(false) };
    let Ok(blob) = repo.find_blob(entry.id()) else { return Ok(false) };
    let file = folder.join(rel);
    let is_link = entry.filemode() == 0o120_000;
    if link || is_link {
        let target = std::fs::read_link(&file).unwrap_or_default();
        return Ok(link && is_link && target.as_os_str() == OsStr::from_bytes(blob.content()));
    }
    if !file.symlink_metadata()?.is_file() {
        return Ok(false);
    }
    let bytes = std::fs::read(&file)?;
    if blob.content().starts_with(&bytes) {
        return Ok(true);
    }
    // Line ends or a filter changed it on its way out; git knows the way back.
    Ok(hash(folder, rel, &file).is_ok_and(|id| id == entry.id().to_string()))
}

/// The id that a file's content would be committed with.
pub(crate) fn hash(folder: &Path, rel: &Path, file: &Path) -> Result<String, Fault> {
    let mut path = std::ffi::OsString::from("--path=");
    path.push(rel);
    let somewhere = folder.ancestors().find(|a| a.join(".git").exists()).unwrap_or(folder);
    let args = [OsStr::new("hash-object"), &path, OsStr::new("--"), file.as_os_str()];
    Git::asks(somewhere).args(args).line()
}

/// Some files in a sentence: the first few by name, the rest by number.
pub(crate) fn named(files: &[String]) -> String {
    let first: Vec<String> = files.iter().take(5).map(|file| shown(file)).collect();
    match files.len().checked_sub(5) {
        Some(rest @ 1..) => format!("{} and {rest} more", first.join(", ")),
        _ => first.join(", "),
    }
}
