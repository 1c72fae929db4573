//! The settings of Backlog.md, which tell the stages in their order, also those where nothing stands now.

use super::super::reading::{file_name, folder};
use super::super::{Place, Source};
use crate::format::yaml;

/// What the settings tell.
pub(super) struct Settings {
    /// The folder of the tasks.
    pub tasks: String,
    /// The stages, in their order.
    pub statuses: Vec<String>,
    /// Where they stand.
    pub at: Place,
}

/// Whether a file could be the settings.
pub(super) fn is_one(path: &str) -> bool {
    matches!(file_name(path), "config.yml" | "config.yaml")
        && matches!(file_name(folder(path)), "backlog" | ".backlog")
}

/// Reads the settings that are there.
pub(super) fn read(sources: &[&Source]) -> Option<Settings> {
    let source = sources.iter().find(|source| is_one(source.path.as_str()))?;
    let (_, values, line) = yaml(&source.text).into_iter().find(|(key, ..)| key == "statuses")?;
    let statuses = values.split(", ").filter(|s| !s.is_empty()).map(str::to_owned).collect();
    let tasks = format!("{}/tasks", folder(source.path.as_str()));
    Some(Settings { tasks, statuses, at: Place { file: source.path.to_string(), line } })
}
