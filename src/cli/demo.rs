//! `flow demo`: shows flow at work in a repository made for the purpose.

use std::path::Path;

use flow_core::plugin::Plugins;
use flow_core::workflow::BundledScript;

use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;

/// Make a small repository to try flow in
#[derive(clap::Args)]
pub struct Args {}

/// Runs it.
pub fn run(
    _: Args,
    _start: &Path,
    _plugins: &Plugins,
    _scripts: &'static [BundledScript],
) -> Result<Outcome, Failure> {
    Err(Failure::new("not-yet", Exit::Failed, "flow demo is not there yet")
        .hint("try flow status in a repository of your own"))
}
