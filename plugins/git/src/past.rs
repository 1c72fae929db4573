//! Earlier texts of files, over all branches and worktrees.

use std::collections::HashSet;
use std::path::PathBuf;

use flow_core::fault::Fault;
use flow_core::path::RelPath;
use flow_core::site::Site;
use git2::{ObjectType, Oid, Repository, Sort, Tree};

use crate::registered;
use crate::repo::{self, broken};

/// How many commits are looked at, the newest first.
const MOST_COMMITS: usize = 20_000;
/// How many bytes of texts are read (256 MiB).
const MOST_BYTES: usize = 256 * 1024 * 1024;
/// The largest text that is read, in bytes: a board has at most 16 MiB.
const LARGEST: usize = 16 * 1024 * 1024;

/// The roots of all worktrees that are there.
pub(crate) fn worktrees(site: &Site) -> Vec<PathBuf> {
    let Ok(repo) = repo::open(site) else { return Vec::new() };
    let roots = registered::all(&repo).into_iter().filter(|worktree| !worktree.prunable());
    roots.filter_map(|worktree| worktree.path).filter_map(|path| path.canonicalize().ok()).collect()
}

/// Shows every text that a commit has at or below these paths, once; whether that was all.
pub(crate) fn past(
    site: &Site,
    paths: &[RelPath],
    see: &mut dyn FnMut(&RelPath, &str),
) -> Result<bool, Fault> {
    let repo = repo::open(site)?;
    let mut walk = repo.revwalk().map_err(broken)?;
    walk.set_sorting(Sort::TIME).map_err(broken)?;
    // All branches, tags and stashes, and what flow has kept.
    walk.push_glob("refs/*").map_err(broken)?;
    for worktree in registered::all(&repo) {
        // One that is half made, or has no commit yet, has no history either.
        let head = std::fs::read_to_string(worktree.admin.join("HEAD")).unwrap_or_default();
        if let Ok(id) = Oid::from_str(head.trim()) {
            let _ = walk.push(id);
        }
    }
    let mut look = Look { repo: &repo, seen: HashSet::new(), bytes: 0, see };
    for (count, id) in walk.enumerate() {
        if count == MOST_COMMITS || look.bytes > MOST_BYTES {
            return Ok(false);
        }
        // A shallow or partial clone lacks objects: what is not here cannot be looked at.
        let Ok(id) = id else { return Ok(false) };
        let Ok(tree) = repo.find_commit(id).and_then(|commit| commit.tree()) else { continue };
        if look.seen.insert(tree.id()) {
            paths.iter().for_each(|path| look.path(&tree, path));
        }
    }
    Ok(true)
}

struct Look<'a> {
    repo: &'a Repository,
    /// Trees and texts that were looked at.
    seen: HashSet<Oid>,
    bytes: usize,
    see: &'a mut dyn FnMut(&RelPath, &str),
}

impl Look<'_> {
    fn path(&mut self, tree: &Tree<'_>, path: &RelPath) {
        if let Ok(entry) = tree.get_path(path.as_str().as_ref()) {
            self.object(entry.id(), entry.kind(), path);
        }
    }

    fn object(&mut self, id: Oid, kind: Option<ObjectType>, path: &RelPath) {
        if self.bytes > MOST_BYTES || !self.seen.insert(id) {
            return;
        }
        match kind {
            Some(ObjectType::Blob) => self.text(id, path),
            Some(ObjectType::Tree) => {
                let Ok(tree) = self.repo.find_tree(id) else { return };
                for entry in &tree {
                    let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
                    if let Ok(below) = RelPath::new(&format!("{path}/{name}")) {
                        // The name may say more than the text, which may have been seen elsewhere.
                        (self.see)(&below, below.as_str());
                        self.object(entry.id(), entry.kind(), &below);
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, id: Oid, path: &RelPath) {
        let size = self.repo.odb().and_then(|odb| odb.read_header(id)).map_or(0, |(size, _)| size);
        if size > LARGEST {
            return;
        }
        if let Ok(blob) = self.repo.find_blob(id) {
            self.bytes += blob.content().len();
            (self.see)(path, &String::from_utf8_lossy(blob.content()));
        }
    }
}
