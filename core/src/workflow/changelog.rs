//! Where changelog entries go, and what they look like.

use std::collections::BTreeMap;

use super::Heading;
use crate::form::Template;
use crate::path::RelPath;

/// `[changelog]`.
#[derive(Debug, Clone)]
pub struct ChangelogSettings {
    /// Where entries go.
    pub target: ChangelogTarget,
    /// The heading that holds the unreleased entries.
    pub under: Heading,
    /// The heading of a group of entries: `### {section} - {date}`.
    pub heading: Template,
    /// The first line of an entry: `- **{id}: {title}**`.
    pub entry: Template,
    /// The section for each prefix; `*` for all others.
    pub sections: BTreeMap<String, String>,
}

impl ChangelogSettings {
    /// The section for an id's prefix; `Changed` where nothing is said.
    pub fn section(&self, prefix: &str) -> &str {
        self.sections
            .get(prefix)
            .or_else(|| self.sections.get("*"))
            .map_or("Changed", String::as_str)
    }
}

/// Where changelog entries go.
#[derive(Debug, Clone)]
pub enum ChangelogTarget {
    /// Into this file.
    File(RelPath),
    /// Each into a file of its own, such as `changelog.d/{id}.md`.
    Fragment(Template),
}
