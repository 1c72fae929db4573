//! Keeps the worktrees' folder out of `git status`, without touching the user's `.gitignore`.

use std::path::Path;

use flow_core::fault::Fault;
use flow_core::fs::Disk;
use git2::Repository;

/// Adds the folder that holds the worktree to `info/exclude`, unless git ignores it already.
pub(crate) fn exclude(disk: &Disk, repo: &Repository, rel: &str) -> Result<(), Fault> {
    if repo.is_path_ignored(Path::new(rel).join("x")).unwrap_or(false) {
        return Ok(());
    }
    let file = repo.commondir().join("info").join("exclude");
    let cannot = |error: std::io::Error| {
        Fault::failed(format!("{} cannot be written: {error}", file.display()))
    };
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let pattern = pattern(repo, rel);
    if text.lines().any(|line| line == pattern) {
        return Ok(());
    }
    // A last line without an end must not run into ours.
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    append(disk, &file, &format!("{gap}{pattern}\n")).map_err(cannot)
}

/// The folder of all worktrees, or, where that has tracked files of its own, this worktree alone.
fn pattern(repo: &Repository, rel: &str) -> String {
    let whole = rel.rsplit_once('/').map(|(parent, _)| parent).filter(|parent| {
        let below = format!("{parent}/");
        let tracked =
            |index: git2::Index| index.iter().any(|entry| entry.path.starts_with(below.as_bytes()));
        !repo.index().map_or(true, tracked)
    });
    let mut pattern = String::from("/");
    for c in whole.unwrap_or(rel).chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '\\' | ' ') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('/');
    pattern
}

/// Adds a line to a file, which is made where there is none.
fn append(disk: &Disk, file: &Path, line: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        disk.create_dir_all(folder)?;
    }
    match disk.append(file, line.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            disk.create(file, line.as_bytes(), 0o644)
        }
        appended => appended,
    }
}
