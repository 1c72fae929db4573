//! The renderer: the one place that prints, and that turns outcomes and errors into words.

pub mod bill;
pub mod card;
mod diff;
mod envelope;
mod escape;
mod failure;
pub mod found;
mod gates;
mod github;
pub mod history;
pub mod mend;
pub mod page;
mod print;
pub mod problems;
pub mod progress;
pub mod recovery;
mod sarif;
pub mod status;
mod table;
pub mod tasks;
pub mod transition;
mod typed;
mod words;
pub mod written;

pub use envelope::failure_data;
pub use escape::safe;
pub use failure::page as failure_page;
pub use gates::refused;
pub use github::annotations;
pub use print::{Printer, Voice};
pub use recovery::kept_apart;
pub use sarif::sarif;
pub use typed::{Typed, for_folder, quoted};
pub use words::{in_words, interrupted};
