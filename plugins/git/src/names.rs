//! Names from scripts and from `workflow.toml`: what may become an argument of git, or a path.

use std::path::{Path, PathBuf};

use flow_core::fault::Fault;
use flow_core::path::RelPath;
use flow_core::site::Site;

use crate::program::shown;

/// Holds a branch name to git's rules, and to what cannot be taken for an option.
pub(crate) fn branch(name: &str) -> Result<(), Fault> {
    let sound = !name.starts_with('-')
        && name != "HEAD"
        && !name.contains(|c: char| c.is_control())
        && git2::Reference::is_valid_name(&format!("refs/heads/{name}"));
    if sound {
        return Ok(());
    }
    Err(Fault::refused(format!("`{}` cannot be the name of a branch", shown(name)))
        .hint("see `git help check-ref-format` for what a branch may be called"))
}

/// Holds a nonce to what may stand in a ref.
pub(crate) fn nonce(nonce: &str) -> Result<(), Fault> {
    let hex = nonce.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if hex && nonce.len() == 32 {
        return Ok(());
    }
    Err(Fault::failed(format!("`{}` is no nonce of a transaction", shown(nonce))))
}

/// The ref that keeps the base commit of a worktree in the making, and tells that it is ours.
pub(crate) fn worktree_mark(nonce: &str, branch: &str) -> String {
    format!("refs/flow/tx/{nonce}/worktree/{branch}")
}

/// The ref that keeps a merge commit until its base has moved.
pub(crate) fn merge_mark(nonce: &str, base: &str) -> String {
    format!("refs/flow/tx/{nonce}/merge/{base}")
}

/// A path beneath the repository root.
#[derive(Debug, Clone)]
pub(crate) struct Inside {
    /// Relative to the root, `/` between its parts.
    pub(crate) rel: String,
    /// Below the root as the site has it.
    pub(crate) abs: PathBuf,
}

/// Reads a path that something is to be made or removed at. It must lie beneath the root, also once
/// the symlinks on its way are followed, and must not be one itself.
pub(crate) fn inside(site: &Site, text: &str) -> Result<Inside, Fault> {
    let given = Path::new(text);
    let rel = match given.strip_prefix(&site.root) {
        Ok(rel) if given.is_absolute() => rel.to_str().unwrap_or_default(),
        _ => text,
    };
    let bad = |why: &str| {
        Err(Fault::refused(format!("`{}` cannot hold a worktree: {why}", shown(text)))
            .hint("name a folder within the repository, such as `.worktrees/PERF-007`"))
    };
    let Ok(path) = RelPath::new(rel) else {
        return bad("it is not a path within the repository");
    };
    if path.as_str().split('/').any(|part| part.starts_with('-')) {
        return bad("a part of it begins with a dash");
    }
    if path.as_str().contains(|c: char| c.is_control()) {
        return bad("it has control characters");
    }
    let abs = path.under(&site.root);
    if abs.is_symlink() {
        return bad("it is a symlink");
    }
    let Ok(root) = site.root.canonicalize() else {
        return bad("the repository root cannot be found");
    };
    let there = abs.ancestors().find(|a| a.symlink_metadata().is_ok()).unwrap_or(&root);
    if there != abs && !there.is_dir() {
        let at = there.strip_prefix(&site.root).unwrap_or(there);
        return bad(&format!("{} is no folder", at.display()));
    }
    let beneath = there.canonicalize().is_ok_and(|real| match real.strip_prefix(&root) {
        Ok(rest) => !rest.components().any(|part| part.as_os_str() == ".git"),
        Err(_) => false,
    });
    if !beneath {
        return bad("a symlink leads out of the repository");
    }
    Ok(Inside { rel: path.as_str().to_owned(), abs })
}

/// A path that a question is about: relative to the root, or absolute.
pub(crate) fn asked(site: &Site, text: &str) -> PathBuf {
    site.root.join(text)
}

/// A path as an answer gives it: relative to the root where it lies beneath it, `.` for the root.
pub(crate) fn told(site: &Site, path: &Path) -> String {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let root = site.root.canonicalize().unwrap_or_else(|_| site.root.clone());
    match real.strip_prefix(&root) {
        Ok(rest) if rest.as_os_str().is_empty() => ".".to_owned(),
        Ok(rest) => rest.to_string_lossy().into_owned(),
        Err(_) => real.to_string_lossy().into_owned(),
    }
}
