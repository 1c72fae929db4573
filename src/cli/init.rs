//! `flow init`: writes a workflow.toml from the boards that are there.

use std::path::Path;

use flow_core::plugin::Plugins;
use flow_core::workflow::BundledScript;

use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;

/// Write a workflow.toml that fits the boards that are there
#[derive(clap::Args)]
pub struct Args {}

/// Runs it.
pub fn run(
    _: Args,
    _start: &Path,
    _plugins: &Plugins,
    _scripts: &'static [BundledScript],
) -> Result<Outcome, Failure> {
    Err(Failure::new("not-yet", Exit::Failed, "flow init is not there yet")
        .hint("write workflow.toml by hand"))
}
