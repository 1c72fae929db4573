//! The workflows that boards are read by, and how an input names its own.

use std::sync::{Arc, OnceLock};

use flow_core::config::{ConfigError, Known, load};
use flow_core::workflow::{BundledScript, ScriptKind, Workflow};

/// Parts of an input stand apart by a line of this.
const APART: &str = "%%%%";

/// The workflows at hand, by name.
const SOURCES: [(&str, &str); 12] = [
    ("days", include_str!("../workflows/days.toml")),
    ("columns", include_str!("../workflows/columns.toml")),
    ("lists", include_str!("../workflows/lists.toml")),
    ("levels", include_str!("../workflows/levels.toml")),
    ("lanes", include_str!("../workflows/lanes.toml")),
    ("groups", include_str!("../workflows/groups.toml")),
    ("plain", include_str!("../workflows/plain.toml")),
    ("cells", include_str!("../workflows/cells.toml")),
    ("tables", include_str!("../workflows/tables.toml")),
    ("files", include_str!("../workflows/files.toml")),
    ("txt", include_str!("../workflows/txt.toml")),
    ("full", include_str!("../../workflows/full.toml")),
];

/// What the real binary brings, by name alone.
const SCRIPTS: [BundledScript; 9] = [
    script("approved", ScriptKind::Gate),
    script("preflight", ScriptKind::Gate),
    script("unblocked", ScriptKind::Gate),
    script("verify-complete", ScriptKind::Gate),
    script("create-worktree", ScriptKind::Hook),
    script("merge-branch", ScriptKind::Hook),
    script("remove-worktree", ScriptKind::Hook),
    script("write-changelog", ScriptKind::Hook),
    script("notify", ScriptKind::After),
];

const fn script(name: &'static str, kind: ScriptKind) -> BundledScript {
    BundledScript { name, kind, source: "" }
}

/// Reads a `workflow.toml` as the binary would.
///
/// # Errors
/// As [`load`].
pub fn read(source: &[u8]) -> Result<Workflow, ConfigError> {
    let exists = |path: &flow_core::path::RelPath| path.as_str().starts_with("scripts/");
    load(
        "workflow.toml",
        source,
        &Known {
            scripts: &SCRIPTS,
            native_gates: &["git.clean"],
            formats: &[],
            script_exists: &exists,
        },
    )
}

/// Every workflow at hand, with its name and source.
pub fn all() -> &'static [(&'static str, &'static str, Arc<Workflow>)] {
    static READ: OnceLock<Vec<(&str, &str, Arc<Workflow>)>> = OnceLock::new();
    READ.get_or_init(|| {
        let read = |(name, source): (&'static str, &'static str)| {
            let workflow = read(source.as_bytes());
            let workflow = workflow.unwrap_or_else(|error| unreachable!("{error}"));
            (name, source, Arc::new(workflow))
        };
        SOURCES.into_iter().map(read).collect()
    })
}

/// A workflow by its name.
pub fn named(name: &str) -> Option<Arc<Workflow>> {
    all().iter().find(|(known, ..)| *known == name).map(|(_, _, workflow)| workflow.clone())
}

/// Takes an input apart: a workflow, by its name or as a whole file, and the texts behind it.
///
/// `None` where it is no text, or the workflow cannot be read.
pub fn parts(input: &[u8]) -> Option<(Arc<Workflow>, Vec<&str>)> {
    let mut parts = sections(std::str::from_utf8(input).ok()?).into_iter();
    let first = parts.next()?;
    let workflow = match first.contains("version") {
        true => Arc::new(read(first.as_bytes()).ok()?),
        // A name that was mutated stands for one of them all the same.
        false => named(first.trim()).unwrap_or_else(|| {
            let sum: usize = first.bytes().map(usize::from).sum();
            all()[sum % all().len()].2.clone()
        }),
    };
    Some((workflow, parts.collect()))
}

/// The sections of an input, which stand apart by a line of their own.
pub fn sections(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches('\n') == APART {
            out.push(&text[start..at]);
            start = at + line.len();
        }
        at += line.len();
    }
    out.push(&text[start..]);
    out
}

/// Puts sections together into an input.
pub fn joined(sections: &[&str]) -> Vec<u8> {
    let mut out = String::new();
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            out.push_str(APART);
            out.push('\n');
        }
        out.push_str(section);
        // The last section alone may lack its newline.
        if index + 1 < sections.len() && !section.ends_with('\n') {
            out.push('\n');
        }
    }
    out.into_bytes()
}
