//! The plan of a transition: the whole list of its effects, as data.

mod draft;

pub use draft::{Draft, FileDraft};
