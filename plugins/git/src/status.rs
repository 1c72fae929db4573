//! What is uncommitted in a worktree, and what stands in the way of a merge.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use flow_core::fault::Fault;
use flow_core::site::Site;
use git2::{IndexEntryExtendedFlag, IndexEntryFlag, Repository, Status, StatusOptions};

use crate::program::{Git, shown};
use crate::repo::{broken, open, open_at};
use crate::{discard, filters, names, registered};

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

/// A path in a worktree as git has it, relative to the worktree's root; a folder ends in `/`.
pub(crate) type Bytes = Vec<u8>;

/// Paths for people.
pub(crate) fn told(paths: &[Bytes]) -> Vec<String> {
    paths.iter().map(|path| String::from_utf8_lossy(path).into_owned()).collect()
}

/// The files with uncommitted changes: staged, not staged, or not tracked. Another repository within
/// the worktree stands for its files.
pub(crate) fn changes(site: &Site, repo: &Repository) -> Result<Vec<Bytes>, Fault> {
    let mut options = StatusOptions::new();
    options.include_untracked(true).recurse_untracked_dirs(true).exclude_submodules(true);
    let mut found = list(repo, &mut options, !Status::IGNORED)?;
    let Some(root) = repo.workdir() else { return Ok(found) };
    // libgit2 runs no clean filters and knows little of sparse checkouts: what it takes for a change
    // there may be none.
    if !found.is_empty() && needs_program(repo) {
        found = changes_by_program(site, root)?;
    }
    found.extend(unseen(site, repo, root)?);
    Ok(found)
}

/// Changes that git was told not to look at (`--assume-unchanged`, `--skip-worktree`).
fn unseen(site: &Site, repo: &Repository, root: &Path) -> Result<Vec<Bytes>, Fault> {
    let index = repo.index().map_err(broken)?;
    let flagged = index.iter().filter(|entry| {
        entry.flags & IndexEntryFlag::VALID.bits() != 0
            || entry.flags_extended & IndexEntryExtendedFlag::SKIP_WORKTREE.bits() != 0
    });
    let differs = |entry: &git2::IndexEntry| {
        let rel = Path::new(OsStr::from_bytes(&entry.path));
        let file = root.join(rel);
        file.symlink_metadata().is_ok_and(|found| !found.is_dir())
            && !file.is_symlink()
            && !own_hash(site, root, rel, &file).is_ok_and(|id| id == entry.id.to_string())
    };
    Ok(flagged.filter(differs).map(|entry| entry.path).collect())
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
        let meta = folder.join(OsStr::from_bytes(&path)).symlink_metadata().ok();
        let time = meta.as_ref().and_then(|meta| meta.modified().ok());
        let path = path.escape_ascii();
        state += &format!("\n{path} {:?} {time:?}", meta.map(|meta| meta.len()));
    }
    Some(state)
}

/// The files that git ignores, without those that may be discarded; a folder that is ignored as a
/// whole stands for its files.
pub(crate) fn ignored(repo: &Repository, discard: &[String]) -> Result<Vec<Bytes>, Fault> {
    let mut options = StatusOptions::new();
    options.include_ignored(true).exclude_submodules(true);
    let mut found = list(repo, &mut options, Status::IGNORED)?;
    found.retain(|path| !discard::names(discard, path));
    Ok(found)
}

/// The files in the checkout of base that a merge of `touched` would overwrite: with uncommitted
/// changes, or not tracked, ignored ones included.
pub(crate) fn in_the_way(
    site: &Site,
    repo: &Repository,
    touched: &[PathBuf],
) -> Result<Vec<Bytes>, Fault> {
    let Some(root) = repo.workdir() else { return Ok(Vec::new()) };
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    let mut options = StatusOptions::new();
    options.include_untracked(true).recurse_untracked_dirs(true).exclude_submodules(true);
    options.include_ignored(true).recurse_ignored_dirs(true).disable_pathspec_match(true);
    touched.iter().for_each(|path| {
        options.pathspec(path.as_os_str().as_bytes());
    });
    let mut found = list(repo, &mut options, Status::all())?;
    if !found.is_empty() && needs_program(repo) {
        let real = changes_by_program(site, root)?;
        let index = repo.index().map_err(broken)?;
        let tracked =
            |path: &Bytes| index.get_path(Path::new(OsStr::from_bytes(path)), 0).is_some();
        found.retain(|path| real.contains(path) || !tracked(path));
    }
    // A file where the merge needs a folder.
    for path in touched {
        for folder in path.ancestors().skip(1) {
            let blocks = !folder.as_os_str().is_empty()
                && root.join(folder).symlink_metadata().is_ok_and(|found| !found.is_dir());
            let name = folder.as_os_str().as_bytes();
            if blocks
                && !touched.iter().any(|path| path == folder)
                && !found.iter().any(|n| n == name)
            {
                found.push(name.to_owned());
            }
        }
    }
    Ok(found)
}

fn list(repo: &Repository, how: &mut StatusOptions, of: Status) -> Result<Vec<Bytes>, Fault> {
    let statuses = repo.statuses(Some(how)).map_err(broken)?;
    let hits = statuses.iter().filter(|entry| entry.status().intersects(of));
    Ok(hits.map(|entry| entry.path_bytes().to_owned()).collect())
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
fn changes_by_program(site: &Site, root: &Path) -> Result<Vec<Bytes>, Fault> {
    let git = Git::asks(root);
    let git = if site.trusted { git } else { filters::without(git, root) };
    let how = ["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"];
    let out = git.args(how).args(["--ignore-submodules=all"]).run()?;
    let entries = out.split(|&b| b == 0).filter_map(|entry| entry.get(3..));
    Ok(entries.map(<[u8]>::to_vec).collect())
}

/// The files in a folder that did not come from a checkout of one of the commits: those none of them
/// has, and those with another content, but for what may be discarded. A file cut short counts as its own: a checkout that was killed, or a
/// removal, leaves such. What this does not name can be had again, so it may be removed.
pub(crate) fn strangers(
    repo: &Repository,
    folder: &Path,
    commits: &[git2::Oid],
    discard: &[String],
) -> Result<Vec<Bytes>, Fault> {
    let tree = |&id: &git2::Oid| repo.find_commit(id).and_then(|commit| commit.tree());
    let trees: Vec<_> = commits.iter().map(tree).collect::<Result<_, _>>().map_err(broken)?;
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
            let mut name = rel.as_os_str().as_bytes().to_owned();
            if kind.is_dir() {
                name.push(b'/');
                if !discard::names(discard, &name) {
                    open.push(rel);
                }
                continue;
            }
            let own = |tree| is_own(repo, tree, folder, &rel, kind.is_symlink()).unwrap_or(false);
            if !discard::names(discard, &name) && !trees.iter().any(own) {
                found.push(name);
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
    let somewhere = folder.ancestors().find(|a| a.join(".git").exists()).unwrap_or(folder);
    hashed(Git::asks(somewhere), rel, file)
}

/// The same for a question: filters run only where the user trusts the repository.
fn own_hash(site: &Site, root: &Path, rel: &Path, file: &Path) -> Result<String, Fault> {
    let git = Git::asks(root);
    hashed(if site.trusted { git } else { filters::without(git, root) }, rel, file)
}

fn hashed(git: Git<'_>, rel: &Path, file: &Path) -> Result<String, Fault> {
    let mut path = std::ffi::OsString::from("--path=");
    path.push(rel);
    let args = [OsStr::new("hash-object"), &path, OsStr::new("--"), file.as_os_str()];
    git.args(args).line()
}

/// Some files in a sentence: the first few by name, the rest by number.
pub(crate) fn named<P: AsRef<[u8]>>(files: &[P]) -> String {
    let name = |file: &P| shown(&String::from_utf8_lossy(file.as_ref()));
    let first: Vec<String> = files.iter().take(5).map(name).collect();
    match files.len().checked_sub(5) {
        Some(rest @ 1..) => format!("{} and {rest} more", first.join(", ")),
        _ => first.join(", "),
    }
}
