//! The yardstick of commands that read boards.

use std::path::Path;
use std::process::ExitCode;

use flow_core::config::{self, Known};
use flow_core::snapshot::Snapshot;

/// Reads the boards and parses them, and does no more.
pub fn read(root: &Path) -> ExitCode {
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| true };
    let source = std::fs::read(root.join("workflow.toml")).unwrap_or_default();
    let workflow = config::load("workflow.toml", &source, &known);
    let tasks = workflow
        .ok()
        .and_then(|workflow| Some(Snapshot::read(root, &workflow).ok()?.tasks().len()));
    if tasks.is_some_and(|tasks| tasks > 0) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
