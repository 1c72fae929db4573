//! Earlier texts of files, over all branches and worktrees.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use flow_core::digest::sha256;
use flow_core::fault::Fault;
use flow_core::path::RelPath;
use flow_core::plugin::Past;
use flow_core::site::Site;
use git2::{Commit, ErrorClass, ObjectType, Oid, Repository, Sort, Tree};

use crate::registered;
use crate::repo::{self, broken};

/// How many commits are looked at, the newest first.
const MOST_COMMITS: usize = 20_000;
/// How many bytes of texts are read (256 MiB).
const MOST_BYTES: usize = 256 * 1024 * 1024;
/// The largest text that is read, in bytes: a board has at most 16 MiB.
const LARGEST: usize = 16 * 1024 * 1024;

/// The mark of a history of which only the newer part was looked at.
const PART: &str = "part";
/// What the mark of a shallow clone begins with: when it is deepened, there is an older past.
const SHALLOW: &str = "shallow ";

/// The roots of all worktrees that are there.
pub(crate) fn worktrees(site: &Site) -> Vec<PathBuf> {
    let Ok(repo) = repo::open(site) else { return Vec::new() };
    let roots = registered::all(&repo).into_iter().filter(|worktree| !worktree.prunable());
    roots.filter_map(|worktree| worktree.path).filter_map(|path| path.canonicalize().ok()).collect()
}

/// Shows every text that a commit has at or below these paths, once. A commit that can be reached from
/// one of the marks was looked at before.
pub(crate) fn past(
    site: &Site,
    paths: &[RelPath],
    seen: &[String],
    see: &mut dyn FnMut(&RelPath, &str),
) -> Result<Past, Fault> {
    let repo = repo::open(site)?;
    let shallow = std::fs::read(repo.commondir().join("shallow")).ok();
    let shallow = shallow.map(|grafts| format!("{SHALLOW}{}", sha256(&grafts)));
    let as_it_was = seen.iter().find(|mark| mark.starts_with(SHALLOW)) == shallow.as_ref();
    let seen = if as_it_was { seen } else { &[] };
    let known: HashSet<Oid> = seen.iter().filter_map(|mark| Oid::from_str(mark).ok()).collect();
    let was_whole = !seen.iter().any(|mark| mark == PART);

    let mut tips = tips(&repo)?;
    let mut look = Look { repo: &repo, seen: HashSet::new(), bytes: 0, lacks: false, see };
    let mut whole = was_whole;
    if tips.iter().any(|tip| !known.contains(tip)) {
        let mut walk = repo.revwalk().map_err(broken)?;
        walk.set_sorting(Sort::TIME).map_err(broken)?;
        // A ref may stand at something else than a commit, or at what is not here.
        tips.retain(|tip| known.contains(tip) || walk.push(*tip).is_ok());
        for old in &known {
            // One that is gone by now was no new one's ancestor.
            let _ = walk.hide(*old);
        }
        whole &= look.walk(walk.take(MOST_COMMITS + 1), paths, !known.is_empty());
    }
    if look.lacks {
        return Ok(Past { whole: false, marks: Vec::new() });
    }
    let marks = tips.iter().map(Oid::to_string).chain(shallow);
    let marks = marks.chain((!whole).then(|| PART.to_owned())).collect();
    Ok(Past { whole, marks })
}

/// What all branches, tags and stashes stand at, what flow has kept, and the heads of all worktrees.
fn tips(repo: &Repository) -> Result<BTreeSet<Oid>, Fault> {
    let refs = repo.references().map_err(broken)?;
    let mut tips: BTreeSet<Oid> = refs.flatten().filter_map(|found| found.target()).collect();
    for worktree in registered::all(repo) {
        // One that is half made, or has no commit yet, has no history either.
        let head = std::fs::read_to_string(worktree.admin.join("HEAD")).unwrap_or_default();
        tips.extend(Oid::from_str(head.trim()).ok());
    }
    Ok(tips)
}

struct Look<'a> {
    repo: &'a Repository,
    /// Trees and texts that were looked at.
    seen: HashSet<Oid>,
    bytes: usize,
    /// Whether anything is not here: a shallow or partial clone lacks objects.
    lacks: bool,
    see: &'a mut dyn FnMut(&RelPath, &str),
}

impl Look<'_> {
    /// Looks at commits, the newest first; whether these were all. Where there were `earlier` looks,
    /// what stands at the parents that are not among them was seen.
    fn walk(
        &mut self,
        walk: impl Iterator<Item = Result<Oid, git2::Error>>,
        paths: &[RelPath],
        earlier: bool,
    ) -> bool {
        let mut ids = Vec::new();
        for id in walk {
            let Ok(id) = id else {
                self.lacks = true;
                break;
            };
            ids.push(id);
        }
        let earlier = earlier && ids.len() <= MOST_COMMITS;
        let new: HashSet<Oid> = ids.iter().copied().collect();
        for (count, &id) in ids.iter().enumerate() {
            if count == MOST_COMMITS || self.bytes > MOST_BYTES {
                return false;
            }
            let Some(commit) = self.there(self.repo.find_commit(id)) else { continue };
            if earlier {
                self.pass(&commit, &new, paths);
            }
            let Some(tree) = self.there(commit.tree()) else { continue };
            if self.seen.insert(tree.id()) {
                paths.iter().for_each(|path| self.path(&tree, path));
            }
        }
        !self.lacks && self.bytes <= MOST_BYTES
    }

    /// Takes as seen what the parents of a commit have that an earlier look has reached.
    fn pass(&mut self, commit: &Commit<'_>, new: &HashSet<Oid>, paths: &[RelPath]) {
        for parent in commit.parents().filter(|parent| !new.contains(&parent.id())) {
            let Ok(tree) = parent.tree() else { continue };
            for entry in paths.iter().filter_map(|path| tree.get_path(path.as_str().as_ref()).ok())
            {
                self.pass_below(entry.id(), entry.kind());
            }
        }
    }

    fn pass_below(&mut self, id: Oid, kind: Option<ObjectType>) {
        if self.seen.insert(id)
            && kind == Some(ObjectType::Tree)
            && let Ok(tree) = self.repo.find_tree(id)
        {
            tree.iter().for_each(|entry| self.pass_below(entry.id(), entry.kind()));
        }
    }

    /// What was found; notes where it is not here.
    fn there<T>(&mut self, found: Result<T, git2::Error>) -> Option<T> {
        self.lacks |= found.is_err();
        found.ok()
    }

    fn path(&mut self, tree: &Tree<'_>, path: &RelPath) {
        match tree.get_path(path.as_str().as_ref()) {
            Ok(entry) => self.object(entry.id(), entry.kind(), path),
            // The folder is there, and not here.
            Err(error) => self.lacks |= error.class() == ErrorClass::Odb,
        }
    }

    fn object(&mut self, id: Oid, kind: Option<ObjectType>, path: &RelPath) {
        if self.bytes > MOST_BYTES || !self.seen.insert(id) {
            return;
        }
        match kind {
            Some(ObjectType::Blob) => self.text(id, path),
            Some(ObjectType::Tree) => {
                let Some(tree) = self.there(self.repo.find_tree(id)) else { return };
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
        let header = self.repo.odb().and_then(|odb| odb.read_header(id));
        let Some((size, _)) = self.there(header) else { return };
        if size > LARGEST {
            return;
        }
        if let Some(blob) = self.there(self.repo.find_blob(id)) {
            self.bytes += blob.content().len();
            (self.see)(path, &String::from_utf8_lossy(blob.content()));
        }
    }
}
