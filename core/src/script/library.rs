//! Scripts, and what their imports may resolve to.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::path::RelPath;

/// The longest script, in bytes.
pub const MAX_SOURCE: usize = 256 * 1024;

/// The scripts of a workflow by name: those that are bundled, and those that it names. `import`
/// resolves to these and to nothing else.
#[derive(Debug, Clone, Default)]
pub struct Library(Arc<BTreeMap<String, Entry>>);

#[derive(Debug, Clone)]
struct Entry {
    origin: Arc<str>,
    source: Arc<str>,
    bundled: bool,
}

/// A script that can be run.
#[derive(Debug, Clone)]
pub struct Script {
    /// Its name in the library: a bundled script's name, or a path in the repository.
    pub name: String,
    /// What messages call it: `scripts/preflight.rhai`, `<bundled> preflight`.
    pub origin: Arc<str>,
    /// Its text.
    pub source: Arc<str>,
    /// Whether it is compiled into the binary; any other needs the user's consent.
    pub bundled: bool,
    /// What its imports resolve to.
    pub library: Library,
}

impl Library {
    /// Takes the bundled scripts, as name and text, and those of the repository that the workflow
    /// names, as path and text. A bundled script is imported by its name, any other by its path.
    pub fn new(
        bundled: impl IntoIterator<Item = (impl Into<String>, impl Into<Arc<str>>)>,
        named: impl IntoIterator<Item = (RelPath, impl Into<Arc<str>>)>,
    ) -> Self {
        let mut entries = BTreeMap::new();
        for (name, source) in bundled {
            let name = name.into();
            let origin = format!("<bundled> {name}").into();
            entries.insert(name, Entry { origin, source: source.into(), bundled: true });
        }
        for (path, source) in named {
            let origin = path.as_str().into();
            let entry = Entry { origin, source: source.into(), bundled: false };
            entries.insert(path.as_str().to_owned(), entry);
        }
        Self(Arc::new(entries))
    }

    /// The script of that name or path; `.rhai` may be left out.
    pub fn script(&self, name: &str) -> Option<Script> {
        let with_suffix = format!("{name}.rhai");
        let (name, entry) =
            self.0.get_key_value(name).or_else(|| self.0.get_key_value(&with_suffix))?;
        Some(Script {
            name: name.clone(),
            origin: Arc::clone(&entry.origin),
            source: Arc::clone(&entry.source),
            bundled: entry.bundled,
            library: self.clone(),
        })
    }

    /// The names that scripts can be imported by.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn sources(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|entry| &*entry.source)
    }

    /// The text that messages with this origin point into.
    pub(super) fn text_of(&self, origin: &str) -> Option<Arc<str>> {
        self.0.values().find(|e| &*e.origin == origin).map(|e| Arc::clone(&e.source))
    }
}
