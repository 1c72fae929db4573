//! The Markdown files of a repository.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flow_core::adopt::{Source, is_worth_reading};
use flow_core::fs::{FileRead, read_regular};
use flow_core::path::RelPath;
use indicatif::{ProgressBar, ProgressStyle};

/// Folders that hold what was made or fetched, not what the team writes.
const SKIPPED: [&str; 18] = [
    ".git",
    ".flow",
    ".worktrees",
    "target",
    "node_modules",
    "bower_components",
    "vendor",
    "dist",
    "build",
    "venv",
    ".venv",
    "site-packages",
    "__pycache__",
    ".tox",
    ".cache",
    ".next",
    ".nuxt",
    "Pods",
];
/// The largest file that is read, in bytes.
const LARGEST: u64 = 8 * 1024 * 1024;
/// How long nobody wonders whether anything happens.
const PATIENCE: Duration = Duration::from_millis(300);

/// What was found.
#[derive(Default)]
pub struct Files {
    /// Every Markdown file and `todo.txt`.
    pub paths: Vec<RelPath>,
    /// Every folder.
    pub folders: Vec<RelPath>,
    /// Those worth reading closely.
    pub sources: Vec<Source>,
    /// Those that could not be read, and why.
    pub unread: Vec<(RelPath, String)>,
}

/// Reads the Markdown files below `root`; `draws` shows how far it is.
///
/// No link is followed, and no folder with a `.git` of its own is entered: that is another repository,
/// or another worktree.
pub fn files(root: &Path, draws: bool) -> Files {
    let mut found = Files::default();
    let mut open = vec![root.to_owned()];
    let begun = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    while let Some(folder) = open.pop() {
        // What cannot be listed has nothing that flow could move either.
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let (Ok(kind), Some(name)) = (entry.file_type(), name.to_str()) else { continue };
            if kind.is_dir() {
                if !SKIPPED.contains(&name) && !path.join(".git").exists() {
                    found.folders.extend(below(root, &path));
                    open.push(path);
                }
            } else if kind.is_file() && is_text(name) {
                read(root, &path, &mut found);
            }
            if draws && bar.is_none() && begun.elapsed() > PATIENCE {
                bar = Some(spinner());
            }
            if let Some(bar) = &bar {
                bar.set_message(format!("{} files read", found.paths.len()));
                bar.tick();
            }
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    found.paths.sort();
    found.sources.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn spinner() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg}");
    let bar = ProgressBar::new_spinner();
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn below(root: &Path, path: &Path) -> Option<RelPath> {
    RelPath::new(path.strip_prefix(root).ok()?.to_str()?).ok()
}

fn is_text(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "todo.txt" | "done.txt" | "config.yml" | "config.yaml")
        || [".md", ".markdown"].iter().any(|ending| name.ends_with(ending))
}

fn read(root: &Path, path: &Path, found: &mut Files) {
    let Some(rel) = below(root, path) else { return };
    let bytes = match read_regular(path, LARGEST) {
        Ok(FileRead::File(bytes, _)) => bytes,
        Ok(FileRead::TooLarge(size)) => {
            found.unread.push((rel, format!("it has {} MB", size / 1024 / 1024)));
            return;
        }
        Ok(_) => return,
        Err(error) => {
            found.unread.push((rel, error.to_string()));
            return;
        }
    };
    // Settings beside tasks may tell of them; they are no text of the team's.
    let is_settings = [".yml", ".yaml"].iter().any(|ending| rel.as_str().ends_with(ending));
    if !is_settings {
        found.paths.push(rel.clone());
    }
    match String::from_utf8(bytes) {
        Ok(text) if is_worth_reading(&rel, &text) => {
            found.sources.push(Source { path: rel, text: Arc::from(text) });
        }
        Ok(_) => {}
        Err(_) if is_settings => {}
        Err(_) => found.unread.push((rel, "it is not UTF-8".to_owned())),
    }
}
