//! flow moves tasks across Markdown boards in one crash-safe transaction, behind scripted gates.
//!
//! This crate is the command line, and the way to build one of your own: a repository that needs a
//! native gate, a script function or a subcommand makes a binary of three lines.
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     flow::Cli::new().run()
//! }
//! ```
//!
//! [`Cli::plugin`] adds a native plugin, [`Cli::command`] a subcommand. `examples/xtask` in the
//! repository does both.

mod cli;
mod clock;
mod failure;
mod open;
mod outcome;
mod plugins;
mod render;
mod runner;
mod scripts;
mod signals;
mod watching;

pub use failure::{Exit, Failure};
pub use flow_core as core;
pub use outcome::{Body, Outcome};
pub use render::page::{Line, Page};
pub use runner::{Cli, Command};
