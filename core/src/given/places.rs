//! Where cards stand or stood: files, and folders of files.

use std::path::{Path, PathBuf};

use crate::path::RelPath;
use crate::within;
use crate::workflow::{ChangelogTarget, Workflow};

/// How many files below the folders of archives and fragments are looked at, in each worktree.
const MOST_FILES: usize = 20_000;
/// How deep these folders are gone into.
pub(super) const DEEPEST: usize = 8;

/// The files, and the folders of files, that hold or held cards.
pub(super) fn paths(workflow: &Workflow) -> Vec<RelPath> {
    let mut paths: Vec<RelPath> = Vec::new();
    let boards = workflow.stages.iter().filter_map(|stage| stage.board.as_ref());
    let boards: Vec<String> = boards.map(ToString::to_string).collect();
    let registry = workflow.registry.iter().map(|registry| registry.board.as_str());
    let archives = workflow.stages.iter().filter_map(|stage| stage.archive.as_ref());
    let mut named: Vec<&str> = boards.iter().map(String::as_str).chain(registry).collect();
    named.extend(archives.map(|archive| archive.source()));
    named.extend(workflow.changelog.iter().map(|changelog| match &changelog.target {
        ChangelogTarget::File(file) => file.as_str(),
        ChangelogTarget::Fragment(form) => form.source(),
    }));
    for name in named {
        if let Some(path) = fixed(name)
            && !paths.contains(&path)
        {
            paths.push(path);
        }
    }
    paths
}

/// The folder before the first part of a path that is not the same for all: of `archive/{id}.md` it is
/// `archive`. `None` where that is the repository itself, whose other files are no cards.
pub(super) fn fixed(path: &str) -> Option<RelPath> {
    let Some(open) = path.find(['{', '*', '?']) else { return RelPath::new(path).ok() };
    RelPath::new(&path[..path[..open].rfind('/')?]).ok()
}

/// The files at or below a path, in the order of their names; whether these are all.
pub(super) fn list(root: &Path, path: &RelPath, depth: usize, files: &mut Vec<RelPath>) -> bool {
    let Ok(real) = within::resolve(root, path) else { return true };
    if !real.is_dir() {
        files.push(path.clone());
        return true;
    }
    if depth == 0 {
        return false;
    }
    let entries = std::fs::read_dir(&real).into_iter().flatten().flatten();
    let mut names: Vec<PathBuf> = entries.map(|entry| PathBuf::from(entry.file_name())).collect();
    names.sort();
    names.iter().all(|name| {
        // A name that is no text is none that flow could have written.
        let Some(below) = name.to_str().and_then(|n| RelPath::new(&format!("{path}/{n}")).ok())
        else {
            return true;
        };
        files.len() < MOST_FILES && list(root, &below, depth - 1, files)
    })
}
