//! `fs::…`: files of the repository, read only. A path is looked up in the task's worktree first,
//! then in the repository root, and never leads out of them or into `.git`.

use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::path::RelPath;
use crate::question::{Asking, Question, text};

/// The largest file that is read, in bytes.
const MAX_READ: u64 = 1024 * 1024;
/// The most hits of a pattern.
const MAX_HITS: usize = 1000;
/// The most folder entries that a pattern looks at.
const MAX_ENTRIES: usize = 100_000;

pub(super) fn questions() -> Vec<Question> {
    vec![
        Question::new("fs", "exists", 1..=1, |asking, args| {
            Ok(json!(look_up(asking, &rel(text(args, 0)?)?)?.is_some()))
        }),
        Question::new("fs", "read", 1..=1, |asking, args| {
            let path = rel(text(args, 0)?)?;
            let Some(found) = look_up(asking, &path)? else {
                return Err(Fault::failed(format!("there is no file {path}"))
                    .hint(format!("ask first: `if fs::exists(\"{path}\") {{ … }}`")));
            };
            read(&found, &path).map(Value::String)
        }),
        Question::new("fs", "glob", 1..=1, |asking, args| {
            let pattern = rel(text(args, 0)?)?;
            if pattern.as_str().contains("**") {
                return Err(Fault::failed(format!("`{pattern}` has a `**`")).hint(
                    "`*` and `?` stand for parts of one name; write one `*` for each folder",
                ));
            }
            for root in roots(asking) {
                let hits = Glob { root: &root, entries: 0, hits: Vec::new() }.find(&pattern)?;
                if !hits.is_empty() {
                    return Ok(json!(hits));
                }
            }
            Ok(json!([]))
        }),
    ]
}

fn rel(path: &str) -> Result<RelPath, Fault> {
    RelPath::new(path).map_err(|error| {
        Fault::failed(error.to_string()).hint("scripts read within the repository, and no `.git`")
    })
}

/// Where paths are looked up, in order.
fn roots(asking: &Asking) -> Vec<PathBuf> {
    let mut roots = vec![asking.workplace()];
    if roots[0] != asking.site.root {
        roots.push(asking.site.root.clone());
    }
    roots
}

fn look_up(asking: &Asking, path: &RelPath) -> Result<Option<PathBuf>, Fault> {
    for root in roots(asking) {
        let Ok(found) = path.under(&root).canonicalize() else { continue };
        if !is_within(&root, &found) {
            return Err(Fault::failed(format!(
                "{path} is a link that leads out of the repository"
            ))
            .hint("scripts read within the repository, and no `.git`"));
        }
        return Ok(Some(found));
    }
    Ok(None)
}

/// Whether a resolved path lies below `root`, and in no `.git`.
fn is_within(root: &Path, found: &Path) -> bool {
    let Ok(root) = root.canonicalize() else { return false };
    let Ok(inner) = found.strip_prefix(&root) else { return false };
    !inner.components().any(|part| match part {
        Component::Normal(name) => name.eq_ignore_ascii_case(".git"),
        _ => true,
    })
}

fn read(found: &Path, path: &RelPath) -> Result<String, Fault> {
    let broken = |error: std::io::Error| Fault::failed(format!("{path} cannot be read: {error}"));
    // Before it is opened: opening a pipe would wait for its other end.
    if !found.metadata().map_err(broken)?.is_file() {
        return Err(Fault::failed(format!("{path} is no file")));
    }
    let mut bytes = Vec::new();
    let file = File::open(found).map_err(broken)?;
    file.take(MAX_READ + 1).read_to_end(&mut bytes).map_err(broken)?;
    if bytes.len() as u64 > MAX_READ {
        return Err(Fault::failed(format!("{path} is larger than 1 MiB, the most that is read")));
    }
    String::from_utf8(bytes).map_err(|_| Fault::failed(format!("{path} is not UTF-8")))
}

/// A walk along a pattern, one name at a time.
struct Glob<'a> {
    root: &'a Path,
    entries: usize,
    hits: Vec<String>,
}

impl Glob<'_> {
    fn find(mut self, pattern: &RelPath) -> Result<Vec<String>, Fault> {
        let parts: Vec<&str> = pattern.as_str().split('/').collect();
        self.walk("", &parts)?;
        self.hits.sort();
        Ok(self.hits)
    }

    fn walk(&mut self, folder: &str, parts: &[&str]) -> Result<(), Fault> {
        let Some((part, rest)) = parts.split_first() else { return self.hit(folder) };
        let join = |name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        if !part.contains(['*', '?']) {
            return self.walk(&join(part), rest);
        }
        // A link to a folder elsewhere is not walked.
        let path = self.root.join(folder);
        let inside = path.canonicalize().is_ok_and(|found| is_within(self.root, &found));
        let Some(entries) = inside.then(|| path.read_dir().ok()).flatten() else { return Ok(()) };
        for entry in entries.flatten() {
            self.entries += 1;
            if self.entries > MAX_ENTRIES {
                return Err(Fault::failed(format!("a pattern looked at {MAX_ENTRIES} files"))
                    .hint("name more of the folders in it"));
            }
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let hidden = name.starts_with('.') && !part.starts_with('.');
            if !hidden && matches(part, name) {
                self.walk(&join(name), rest)?;
            }
        }
        Ok(())
    }

    fn hit(&mut self, path: &str) -> Result<(), Fault> {
        let found = self.root.join(path).canonicalize();
        if !found.is_ok_and(|found| is_within(self.root, &found)) {
            return Ok(());
        }
        if self.hits.len() == MAX_HITS {
            return Err(Fault::failed(format!("a pattern found more than {MAX_HITS} files"))
                .hint("name more of the path in it"));
        }
        self.hits.push(path.to_owned());
        Ok(())
    }
}

/// Whether a name matches a pattern of `*` and `?`. Linear in the product of their lengths.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&c) if c == '?' || c == name[n] => (p, n) = (p + 1, n + 1),
            // Let the last star take one character more.
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (p, n) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stay_within_a_name() {
        for (pattern, name, expected) in [
            ("*.md", "plan.md", true),
            ("REF-013_*.md", "REF-013_PLAN.md", true),
            ("REF-013_*.md", "REF-014_PLAN.md", false),
            ("?.md", "a.md", true),
            ("?.md", ".md", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbY", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
