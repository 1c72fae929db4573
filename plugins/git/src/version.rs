//! Files as a commit has them, or the index.

use std::path::{Component, Path, PathBuf};

use flow_core::fault::Fault;
use flow_core::path::RelPath;
use flow_core::plugin::Version;
use flow_core::site::Site;
use flow_core::workflow::TaskFiles;
use git2::{Commit, ErrorCode, Index, Oid, Repository, Sort, Tree};

use crate::program::shown;
use crate::repo::{self, broken};

/// How many commits of a change are looked at, the newest first.
const MOST: usize = 500;
/// How many links lead on from one to the next.
const LINKS: usize = 8;
/// The kind of an entry that is a link, as git writes it.
const LINK: u32 = 0o120_000;

/// Under which numbers the index holds the sides of a conflict: what both had, ours and theirs.
const SIDES: [i32; 3] = [1, 2, 3];

/// The bytes of a file in a version of the worktree that flow was run in.
pub(crate) fn read(site: &Site, at: &Version, path: &RelPath) -> Result<Option<Vec<u8>>, Fault> {
    let repo = repo::open_at(&site.here)?;
    let files = match at {
        Version::Staged => Files::Index(index(&repo, site)?),
        Version::Revision(name) => match commit(&repo, name)? {
            Some(commit) => Files::Tree(commit.tree().map_err(broken)?),
            None => return Ok(None),
        },
    };
    let mut path = PathBuf::from(path.as_str());
    for _ in 0..LINKS {
        let Some((id, mode)) = files.find(&path)? else { return Ok(None) };
        // A folder or a submodule is no file.
        let Ok(blob) = repo.find_blob(id) else { return Ok(None) };
        if mode != LINK {
            return Ok(Some(blob.content().to_vec()));
        }
        let target = String::from_utf8_lossy(blob.content()).into_owned();
        let Some(next) = beside(&path, Path::new(&target)) else { return Ok(None) };
        path = next;
    }
    Ok(None)
}

/// The files of a folder in a version, in the order of their names.
pub(crate) fn list(site: &Site, at: &Version, files: &TaskFiles) -> Result<Vec<RelPath>, Fault> {
    let repo = repo::open_at(&site.here)?;
    let folder = files.folder.as_str();
    let mut paths: Vec<String> = match at {
        Version::Staged => {
            let entries = index(&repo, site)?;
            let names = entries.iter().filter_map(|entry| String::from_utf8(entry.path).ok());
            names.collect()
        }
        Version::Revision(name) => {
            let Some(commit) = commit(&repo, name)? else { return Ok(Vec::new()) };
            let tree = commit.tree().map_err(broken)?;
            let entry = match tree.get_path(Path::new(folder)) {
                Ok(entry) => entry,
                Err(error) if error.code() == ErrorCode::NotFound => return Ok(Vec::new()),
                Err(error) => return Err(broken(error)),
            };
            let Ok(tree) = repo.find_tree(entry.id()) else { return Ok(Vec::new()) };
            let names = tree.iter().filter_map(|entry| entry.name().map(str::to_owned).ok());
            names.map(|name| format!("{folder}/{name}")).collect()
        }
    };
    paths.sort();
    // The sides of a conflict have one name.
    paths.dedup();
    let paths = paths.into_iter().filter_map(|path| RelPath::new(&path).ok());
    Ok(paths.filter(|path| files.holds(path)).collect())
}

/// What names the files of a version.
enum Files<'r> {
    Index(Index),
    Tree(Tree<'r>),
}

impl Files<'_> {
    /// The blob at a path, and its mode.
    fn find(&self, path: &Path) -> Result<Option<(Oid, u32)>, Fault> {
        match self {
            Self::Index(index) => match index.get_path(path, 0) {
                None if SIDES.iter().any(|&side| index.get_path(path, side).is_some()) => {
                    let path = path.display();
                    Err(Fault::refused(format!(
                        "{path} is in conflict, and nothing of it is staged"
                    ))
                    .hint(format!(
                        "resolve what the merge left in it, `git add {path}`, then try again"
                    )))
                }
                entry => Ok(entry.map(|entry| (entry.id, entry.mode))),
            },
            Self::Tree(tree) => match tree.get_path(path) {
                Ok(entry) => Ok(Some((entry.id(), entry.filemode().cast_unsigned()))),
                Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
                Err(error) => Err(broken(error)),
            },
        }
    }
}

/// Where a link leads, from the root of the worktree; `None` where that is outside.
fn beside(link: &Path, target: &Path) -> Option<PathBuf> {
    let mut path = link.parent().map(Path::to_owned).unwrap_or_default();
    for part in target.components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir => path.pop().then_some(())?,
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

/// The index that the next commit is made of. Git names another one to its hooks where only some files
/// are committed (`git commit -a`); it lies in the repository, and only such a one is taken.
fn index(repo: &Repository, site: &Site) -> Result<Index, Fault> {
    let named = std::env::var_os("GIT_INDEX_FILE").map(|name| site.here.join(name));
    let own = |path: &PathBuf| {
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        folder.is_some() && folder == repo.path().canonicalize().ok()
    };
    match named.filter(own) {
        Some(path) => Index::open(&path).map_err(broken),
        None => repo.index().map_err(broken),
    }
}

/// A commit by any name that git knows; `None` for `HEAD` before the first commit.
fn commit<'r>(repo: &'r Repository, name: &str) -> Result<Option<Commit<'r>>, Fault> {
    match repo.revparse_single(name).and_then(|object| object.peel_to_commit()) {
        Ok(commit) => Ok(Some(commit)),
        Err(error) if error.code() == ErrorCode::NotFound && name == Version::LAST => Ok(None),
        Err(_) => Err(Fault::refused(format!("git knows no revision `{}`", shown(name)))
            .hint("name a branch, a tag or a commit; in a shallow clone, fetch it first")),
    }
}

/// The commit at which `HEAD` left a revision, and those of the first parents since, the oldest first.
pub(crate) fn since(site: &Site, name: &str) -> Result<Vec<String>, Fault> {
    let repo = repo::open_at(&site.here)?;
    let Some(base) = commit(&repo, name)? else { return Ok(vec![name.to_owned()]) };
    let Some(head) = commit(&repo, Version::LAST)? else { return Ok(vec![base.id().to_string()]) };
    // Histories without a common commit are held against each other as they are.
    let left = repo.merge_base(base.id(), head.id()).unwrap_or_else(|_| base.id());
    let mut walk = repo.revwalk().map_err(broken)?;
    walk.set_sorting(Sort::TOPOLOGICAL).map_err(broken)?;
    walk.simplify_first_parent().map_err(broken)?;
    walk.push(head.id()).map_err(broken)?;
    walk.hide(left).map_err(broken)?;
    let mut found: Vec<String> =
        walk.take(MOST).map_while(Result::ok).map(|id| id.to_string()).collect();
    found.push(left.to_string());
    found.reverse();
    Ok(found)
}
