//! What a repository looks like: everything that a transition may change, and nothing that differs
//! from run to run.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::ground::Ground;

/// A repository's files, refs and worktrees.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// Each thing by its name, with what it holds.
    things: BTreeMap<String, Vec<u8>>,
}

impl Picture {
    /// Looks at a repository.
    pub fn of(ground: &Ground) -> Self {
        let mut picture = Self::default();
        picture.folder(&ground.root(), "");
        if ground.has_git {
            picture.git(ground);
        }
        picture
    }

    /// Looks at a repository's files alone, as texts by their names.
    pub fn texts(ground: &Ground) -> BTreeMap<String, String> {
        let mut picture = Self::default();
        picture.folder(&ground.root(), "");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        picture.things.into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
    }

    fn put(&mut self, name: String, what: impl Into<Vec<u8>>) {
        self.things.insert(name, what.into());
    }

    fn folder(&mut self, folder: &Path, below: &str) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name == ".flow" || name == ".git" {
                continue;
            }
            let (path, name) = (entry.path(), format!("{below}{name}"));
            let Ok(meta) = path.symlink_metadata() else { continue };
            if meta.is_dir() {
                self.put(format!("{name}/"), "");
                self.folder(&path, &format!("{name}/"));
            } else if meta.is_symlink() {
                let to = std::fs::read_link(&path).unwrap_or_default();
                self.put(name, format!("-> {}", to.display()));
            } else {
                let mut bytes = format!("{:o}\n", meta.permissions().mode() & 0o777).into_bytes();
                bytes.extend(std::fs::read(&path).unwrap_or_default());
                self.put(name, bytes);
            }
        }
    }

    fn git(&mut self, ground: &Ground) {
        // Commits differ by their time; their trees and the number of their parents do not.
        let refs = ground.git(&["for-each-ref", "--format=%(refname) %(tree) %(parent)"]);
        for line in refs.lines() {
            let mut words = line.split(' ');
            let (name, tree) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let parents = words.filter(|word| !word.is_empty()).count();
            self.put(format!("ref {name}"), format!("{tree} {parents}"));
        }
        self.put("HEAD".into(), ground.git(&["symbolic-ref", "HEAD"]));
        let listed = ground.git(&["worktree", "list", "--porcelain"]);
        let kept = listed.lines().filter(|line| !line.starts_with("HEAD "));
        self.put("worktrees".into(), kept.collect::<Vec<_>>().join("\n"));
        for path in listed.lines().filter_map(|line| line.strip_prefix("worktree ")) {
            let status = ground.git_in(Path::new(path), &["status", "--porcelain"]);
            self.put(format!("status of {path}"), status);
        }
        let folder = ground.root().join(".git");
        for lock in locks(&folder) {
            let name = lock.strip_prefix(&folder).unwrap_or(&lock).display().to_string();
            self.put(format!("lock {name}"), "");
        }
    }

    /// In what two pictures differ, a line each.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let names = self.things.keys().chain(other.things.keys());
        let names: std::collections::BTreeSet<_> = names.collect();
        let shown = |what: Option<&Vec<u8>>| {
            what.map_or("-".into(), |what| String::from_utf8_lossy(what).into_owned())
        };
        let differ =
            names.into_iter().filter(|name| self.things.get(*name) != other.things.get(*name));
        differ
            .map(|name| {
                let (one, other) = (self.things.get(name), other.things.get(name));
                format!("{name}\n    was {:?}\n    is  {:?}", shown(one), shown(other))
            })
            .collect()
    }
}

/// Locks that a git left behind in a repository's git folder; flow's own state is no part of it.
pub fn locks(git: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![git.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        for entry in entries {
            let path = entry.path();
            let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_dir && path != git.join("objects") && path != git.join("flow") {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "lock") {
                found.push(path);
            }
        }
    }
    found
}
