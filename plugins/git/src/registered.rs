//! The worktrees that the repository knows, read from their admin folders, half-made ones included.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use git2::Repository;

/// A worktree: the main one, or one with an admin folder in `<common dir>/worktrees`.
#[derive(Debug, Clone)]
pub(crate) struct Registered {
    /// Its admin folder.
    pub(crate) admin: PathBuf,
    /// Where it is, as its admin folder says; `None` where that was never written.
    pub(crate) path: Option<PathBuf>,
    /// The branch that is checked out in it.
    pub(crate) branch: Option<String>,
    /// Why it is locked, where it is.
    pub(crate) locked: Option<String>,
    /// Whether it is the main one.
    pub(crate) main: bool,
}

impl Registered {
    /// The name of its admin folder.
    pub(crate) fn name(&self) -> String {
        self.admin.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Whether its folder is gone.
    pub(crate) fn prunable(&self) -> bool {
        !self.main && !self.path.as_ref().is_some_and(|path| path.join(".git").exists())
    }

    /// Whether its admin folder holds no byte: git was killed as it began.
    pub(crate) fn says_nothing(&self) -> bool {
        let empty = |entry: std::io::Result<std::fs::DirEntry>| {
            entry.and_then(|entry| entry.metadata()).is_ok_and(|at| at.is_file() && at.len() == 0)
        };
        std::fs::read_dir(&self.admin).is_ok_and(|mut entries| entries.all(empty))
    }

    /// Whether it is at that place.
    pub(crate) fn is_at(&self, place: &Path) -> bool {
        self.path.as_ref().is_some_and(|path| same(path, place))
    }
}

/// Every worktree, the main one first.
pub(crate) fn all(repo: &Repository) -> Vec<Registered> {
    let common = repo.commondir();
    let mut found = Vec::new();
    if let Some(path) = main_root(repo) {
        let branch = branch_of(common);
        let admin = common.to_owned();
        found.push(Registered { admin, path: Some(path), branch, locked: None, main: true });
    }
    let linked = std::fs::read_dir(common.join("worktrees")).into_iter().flatten().flatten();
    let mut admins: Vec<PathBuf> = linked.map(|entry| entry.path()).collect();
    admins.sort();
    found.extend(admins.into_iter().filter(|admin| admin.is_dir()).map(|admin| {
        Registered {
            // Relative since git 2.48, where the user wishes; then it is told from here.
            path: bytes(&admin.join("gitdir"))
                .and_then(|dot_git| admin.join(OsStr::from_bytes(&dot_git)).parent().map(plain)),
            branch: branch_of(&admin),
            locked: line(&admin.join("locked")),
            main: false,
            admin,
        }
    }));
    found
}

/// The worktree registered at that place.
pub(crate) fn at(repo: &Repository, place: &Path) -> Option<Registered> {
    all(repo).into_iter().find(|worktree| worktree.is_at(place))
}

/// The worktree that has the branch checked out.
pub(crate) fn with_branch(repo: &Repository, branch: &str) -> Option<Registered> {
    all(repo).into_iter().find(|worktree| worktree.branch.as_deref() == Some(branch))
}

/// The root of the main worktree; `None` where the repository is bare.
pub(crate) fn main_root(repo: &Repository) -> Option<PathBuf> {
    if !repo.is_worktree() {
        return repo.workdir().map(Path::to_owned);
    }
    let main = Repository::open(repo.commondir()).ok()?;
    main.workdir().map(Path::to_owned)
}

fn branch_of(admin: &Path) -> Option<String> {
    let head = line(&admin.join("HEAD"))?;
    head.strip_prefix("ref:")?.trim().strip_prefix("refs/heads/").map(str::to_owned)
}

/// The text of a small file, without its line end. An admin folder that is being made may lack any.
fn line(path: &Path) -> Option<String> {
    bytes(path).map(|text| String::from_utf8_lossy(&text).into_owned())
}

/// The same, byte for byte: a path need not be text.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    Some(std::fs::read(path).ok()?.trim_ascii_end().to_owned())
}

/// A path without `..`, as far as that can be told.
fn plain(path: &Path) -> PathBuf {
    if path.components().any(|part| part == Component::ParentDir) {
        real(path)
    } else {
        path.into()
    }
}

/// Whether two paths name one place; a place that is gone is compared through its parent.
fn same(a: &Path, b: &Path) -> bool {
    a == b || real(a) == real(b)
}

fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_owned(),
    }
}
