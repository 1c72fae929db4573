//! Reads `workflow.toml` into a [`Workflow`] in which every name is resolved, or points at the
//! character that is wrong.

mod apart;
mod error;
mod form;
mod keys;
mod names;
mod section;
mod settings;
mod stage;
mod step;
mod suggest;
mod transition;

#[cfg(test)]
mod tests;

use toml::de::DeTable;

pub use self::error::ConfigError;
use self::error::Mistake;
pub use self::keys::TABLES;
use self::section::Section;
use crate::format::Format;
use crate::path::RelPath;
use crate::workflow::{BundledScript, Workflow};

/// The version of `workflow.toml` that is read.
const VERSION: i64 = 1;

/// What the binary brings, by name, so that gates, hooks and after-scripts can be resolved.
pub struct Known<'a> {
    /// The scripts in the binary.
    pub scripts: &'a [BundledScript],
    /// The gates of native plugins.
    pub native_gates: &'a [&'a str],
    /// The formats of boards that plugins bring.
    pub formats: &'a [&'static dyn Format],
    /// Whether the repository has a script at this path.
    pub script_exists: &'a dyn Fn(&RelPath) -> bool,
}

/// Reads a workflow from the bytes of a `workflow.toml`; `path` is how messages call it.
///
/// # Errors
/// The first mistake, with its place, and a hint where one can be given.
pub fn load(path: &str, source: &[u8], known: &Known<'_>) -> Result<Workflow, ConfigError> {
    // A byte order mark is no character of the first line.
    let bytes = source.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(source);
    let workflow = read(bytes, known).map_err(|mistake| mistake.locate(path, bytes))?;
    Ok(Workflow { source: source.to_vec(), ..workflow })
}

fn read(bytes: &[u8], known: &Known<'_>) -> Result<Workflow, Mistake> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Mistake::new(&(at..at + 1), "this byte is not UTF-8").hint("save the file as UTF-8")
    })?;
    let (document, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.iter().min_by_key(|error| error.span().map(|span| span.start)) {
        return Err(no_toml(error));
    }
    let root = Section::root(text, document.get_ref());
    // First, for the keys of another version may well be other ones.
    version(&root)?;
    root.only("")?;
    let (ids, registry) = settings::ids(&root)?;
    let mut stages = stage::stages(&root, &ids, known.formats)?;
    stage::related(&root, &mut stages)?;
    let mut steps = step::Steps::new(&root, known)?;
    let transitions = transition::transitions(&root, &stages, &mut steps)?;
    let (gates, hooks, after) = steps.finish()?;
    let workflow = Workflow {
        registry,
        boards: settings::boards(&root)?,
        git: settings::git(&root)?,
        changelog: settings::changelog(&root, &ids)?,
        env: settings::env(&root)?,
        check: settings::check(&root)?,
        names: names::names(&root)?,
        ids,
        stages,
        transitions,
        gates,
        hooks,
        after,
        source: Vec::new(),
    };
    transition::all_reached(&root, &workflow)?;
    Ok(workflow)
}

fn no_toml(error: &toml::de::Error) -> Mistake {
    let message = error.message();
    let span = error.span().unwrap_or(0..0);
    let mistake = Mistake::new(&span, format!("this is not TOML: {message}"));
    let hints = [
        ("duplicate key", "a key stands once in its table; make one of the two"),
        ("invalid basic string", "end the text with `\"` on the line where it begins"),
        ("invalid literal string", "end the text with `'` on the line where it begins"),
        ("string values must be quoted", "write a value after `=`, a text in quotes: `\"text\"`"),
        ("unexpected key or value", "write one `key = value` a line, a text in quotes: `\"text\"`"),
    ];
    match hints.iter().find(|(part, _)| message.contains(part)) {
        Some((_, hint)) => mistake.hint(*hint),
        None => mistake,
    }
}

fn version(root: &Section<'_>) -> Result<(), Mistake> {
    let Some(item) = root.get("version") else {
        return Err(Mistake::new(&(0..0), "this file does not say its `version`")
            .hint("begin it with `version = 1`"));
    };
    match item.number()? {
        Some(VERSION) => Ok(()),
        _ => Err(Mistake::new(&item.span(), "this version is not supported")
            .hint("this flow reads `version = 1`; a newer flow may read yours")),
    }
}
