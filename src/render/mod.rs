//! The renderer: the one place that prints, and that turns outcomes and errors into words.

mod diff;
mod envelope;
pub mod escape;
mod failure;
mod gates;
pub mod page;
mod print;
pub mod progress;
pub mod transition;
mod words;

pub use diff::unified;
pub use gates::refused;
pub use print::{Printer, Voice};
pub use words::in_words;
