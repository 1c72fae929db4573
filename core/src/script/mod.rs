//! The script host: gates, hooks and after-scripts in Rhai.
//!
//! A script asks or intends; it never does. It is given one value, `ctx`, the questions of the core
//! and the plugins, and, in a hook, their intents. Three things that can come of it are kept apart:
//! a verdict, a bug of the script ([`ScriptError`]), and a failure of what it asked
//! ([`Fault`](crate::fault::Fault)).

mod asks;
mod budget;
mod consent;
mod ctx;
mod dynamic;
mod error;
mod explain;
mod host;
mod library;
mod modules;
mod outcome;
mod questions;
mod run;
mod state;

#[cfg(test)]
mod tests;

pub use asks::Asks;
pub use budget::{MAX_ARRAY, MAX_GROWTH, MAX_MAP, MAX_OPERATIONS, MAX_PROCESSOR_TIME, MAX_STRING};
pub use consent::Consent;
pub use ctx::Facts;
pub use error::{Frame, ScriptError};
pub use library::{Library, MAX_SOURCE, Script};
pub use modules::digest;
pub use questions::{Intents, MAX_ARITY, Questions, core_questions};
pub use run::{Call, GateOutcome, HookError, run_after, run_gate, run_hook};
pub use state::Recorded;
