//! Finds the repository that a folder belongs to. This runs at every start, so it reads little: the
//! configuration and HEAD.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use flow_core::fault::Fault;
use flow_core::site::Place;
use git2::{ErrorCode, Repository, RepositoryOpenFlags};

use crate::program::{Git, shown};
use crate::{registered, repo};

/// The repository of a folder; `None` outside any.
pub(crate) fn locate(start: &Path) -> Result<Option<Place>, Fault> {
    let none: [&OsStr; 0] = [];
    match Repository::open_ext(start, RepositoryOpenFlags::empty(), none) {
        Ok(found) => by_library(&found).map(Some),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        // Refs in tables and SHA-256 ids are git's alone. So is the refusal of a folder that
        // belongs to somebody else: git says it with the remedy.
        Err(_) => by_program(start).map(Some),
    }
}

fn by_library(found: &Repository) -> Result<Place, Fault> {
    let (Some(main), Some(here)) = (registered::main_root(found), found.workdir()) else {
        return Err(bare(found.commondir()));
    };
    let config = found.config().and_then(|mut config| config.snapshot());
    owned(&main, found.commondir())?;
    Ok(Place {
        main: real(&main)?,
        here: real(here)?,
        branch_here: repo::head_branch(found)?,
        state: real(found.commondir())?.join("flow"),
        actor: config.and_then(|config| config.get_string("user.name")).ok(),
    })
}

fn by_program(start: &Path) -> Result<Place, Fault> {
    let ask = |args: &[&str]| Git::asks(start).args(args).run().map(|out| path(&out));
    let common = ask(&["rev-parse", "--path-format=absolute", "--git-common-dir"])?;
    if Git::asks(start).args(["rev-parse", "--is-inside-work-tree"]).line()? != "true" {
        return Err(bare(&common));
    }
    let here = ask(&["rev-parse", "--path-format=absolute", "--show-toplevel"])?;
    let listed = Git::asks(start).args(["worktree", "list", "--porcelain", "-z"]).run()?;
    let mut lines = listed.split(|&b| b == 0).take_while(|line| !line.is_empty());
    let Some(main) = lines.next().and_then(|line| line.strip_prefix(b"worktree ")) else {
        return Err(Fault::failed("git does not say where the main worktree is"));
    };
    if lines.any(|line| line == b"bare") {
        return Err(bare(&common));
    }
    owned(&path(main), &common)?;
    let said = |args: &[&str]| Git::asks(start).args(args).line().ok().filter(|s| !s.is_empty());
    Ok(Place {
        main: real(&path(main))?,
        here: real(&here)?,
        branch_here: said(&["symbolic-ref", "--quiet", "--short", "HEAD"]),
        state: real(&common)?.join("flow"),
        actor: said(&["config", "user.name"]),
    })
}

fn bare(common: &Path) -> Fault {
    let place = shown(&common.display().to_string());
    Fault::refused(format!("{place} is a bare repository: it has no worktree for boards"))
        .hint("run flow in a clone that has a worktree of its own")
}

/// Refuses a main worktree that does not lead back to its repository: `core.worktree` can name any
/// folder, somebody else's boards in it included; and from a linked worktree of a repository that
/// lies apart (`--separate-git-dir`), git can only guess.
fn owned(main: &Path, common: &Path) -> Result<(), Fault> {
    let dot_git = main.join(".git");
    let leads_to = match std::fs::read(&dot_git) {
        Ok(text) => text
            .strip_prefix(b"gitdir: ")
            .map(|rest| main.join(OsStr::from_bytes(rest.trim_ascii_end())))
            .unwrap_or_default(),
        Err(_) => dot_git,
    };
    if leads_to.canonicalize().is_ok_and(|to| common.canonicalize().is_ok_and(|it| it == to)) {
        return Ok(());
    }
    let [main, common] = [main, common].map(|path| shown(&path.display().to_string()));
    let why = format!("the main worktree of {common} cannot be told: {main} does not belong to it");
    Err(Fault::refused(why).hint(
        "run flow there: flow -C DIR; or correct it: `git config --get core.worktree` shows what is \
         written",
    ))
}

fn path(printed: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(printed.strip_suffix(b"\n").unwrap_or(printed)))
}

fn real(path: &Path) -> Result<PathBuf, Fault> {
    path.canonicalize()
        .map_err(|error| Fault::failed(format!("{} cannot be found: {error}", path.display())))
}
