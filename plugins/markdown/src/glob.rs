//! `md::glob`: which documents there are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ::glob::{MatchOptions, Pattern};
use flow_core::fault::{Fault, FaultKind};
use flow_core::path::RelPath;
use flow_core::question::Asking;

use crate::document::{homes, is_inside};

/// More paths than a script can have use for.
const MOST: usize = 10_000;

const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// The files that match, in the task's worktree or in the root, relative to it and sorted.
pub fn glob(asking: &Asking, pattern: &str) -> Result<Vec<String>, Fault> {
    let levels = levels(pattern)?;
    let homes = homes(asking);
    let mut found = BTreeSet::new();
    for home in &homes {
        let mut walk = Walk { asking, pattern, homes: &homes, found: &mut found };
        walk.descend(home, String::new(), &levels)?;
    }
    Ok(found.into_iter().collect())
}

/// One level of a pattern: a name, or what names must look like.
enum Level {
    Name(String),
    Like(Pattern),
}

fn levels(pattern: &str) -> Result<Vec<Level>, Fault> {
    let bad = |why: &str| Fault::failed(format!("md::glob: `{pattern}` is no pattern: {why}"));
    let path = RelPath::new(pattern).map_err(|bad| Fault::failed(format!("md::glob: {bad}")))?;
    path.as_str()
        .split('/')
        .map(|level| {
            if level.contains("**") {
                return Err(bad("`**` is not read").hint("write one `*` for each level of folders"));
            }
            if !level.contains(['*', '?', '[']) {
                return Ok(Level::Name(level.to_owned()));
            }
            Pattern::new(level).map(Level::Like).map_err(|error| bad(error.msg))
        })
        .collect()
}

struct Walk<'a> {
    asking: &'a Asking,
    pattern: &'a str,
    homes: &'a [PathBuf],
    found: &'a mut BTreeSet<String>,
}

impl Walk<'_> {
    /// Follows the levels from `folder`, whose path below its home is `below`.
    fn descend(&mut self, folder: &Path, below: String, levels: &[Level]) -> Result<(), Fault> {
        let Some((level, rest)) = levels.split_first() else {
            return Ok(());
        };
        match level {
            Level::Name(name) => self.visit(folder, &below, name, rest),
            Level::Like(like) => {
                self.check_time()?;
                for name in names(folder, like) {
                    self.visit(folder, &below, &name, rest)?;
                }
                Ok(())
            }
        }
    }

    fn visit(
        &mut self,
        folder: &Path,
        below: &str,
        name: &str,
        rest: &[Level],
    ) -> Result<(), Fault> {
        // What is not there, or leads out, is no match; to read it is an error of its own.
        let Ok(real) = folder.join(name).canonicalize() else {
            return Ok(());
        };
        if !is_inside(&real, self.homes) {
            return Ok(());
        }
        let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        if !rest.is_empty() {
            return if real.is_dir() { self.descend(&real, path, rest) } else { Ok(()) };
        }
        if real.is_file() {
            self.found.insert(path);
        }
        if self.found.len() > MOST {
            let message = format!("md::glob: `{}` matches more than {MOST} files", self.pattern);
            return Err(Fault::failed(message).hint("narrow the pattern"));
        }
        Ok(())
    }

    /// The host cannot stop native code, so a walk through many folders looks at the clock itself.
    fn check_time(&self) -> Result<(), Fault> {
        let pattern = self.pattern;
        if self.asking.watch.interrupted() {
            return Err(Fault::failed(format!("md::glob: `{pattern}` was interrupted"))
                .kind(FaultKind::Interrupted));
        }
        if Instant::now() >= self.asking.deadline {
            return Err(Fault::failed(format!("md::glob: `{pattern}` took too long"))
                .hint("narrow the pattern"));
        }
        Ok(())
    }
}

/// The names in a folder that fit. A folder that cannot be read has none; a name that is no UTF-8
/// cannot be told to a script.
fn names(folder: &Path, like: &Pattern) -> Vec<String> {
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| like.matches_with(name, OPTIONS))
        .collect()
}
