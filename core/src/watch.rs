//! What the core tells while it works, and how it learns of an interruption.

use std::time::Duration;

/// Watches gates and commands at work. The terminal is the root's business.
pub trait Watch: Send + Sync {
    /// A step begins.
    fn started(&self, step: &str);
    /// A running step printed a line.
    fn line(&self, step: &str, line: &str);
    /// A step ended with this word (`pass`, `skip`, `fail`, `error`).
    fn finished(&self, step: &str, word: &str, took: Duration);
    /// Whether the user has asked to stop. Once it is so, it stays so.
    fn interrupted(&self) -> bool;
    /// Whether the user has asked again: what was asked to end is then ended at once.
    fn insisted(&self) -> bool {
        false
    }
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn started(&self, _: &str) {}
    fn line(&self, _: &str, _: &str) {}
    fn finished(&self, _: &str, _: &str, _: Duration) {}
    fn interrupted(&self) -> bool {
        false
    }
}
