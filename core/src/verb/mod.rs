//! What is done to a task besides moving it, a file each: what each [`Verb`] writes, and where.
//!
//! The names of fields and sections are those that most boards have; where a board has another of the
//! same meaning, that one is taken.

mod approval;
mod block;
mod document;
mod edit;
mod hands;
mod make;
mod note;
mod questions;
mod set;
mod steps;
mod tick;

pub use crate::plan::Verb;
pub use approval::{Approve, Reject, plan_digest};
pub use block::{Block, Unblock};
pub use document::Document;
pub use edit::{Drop, Edit};
pub use hands::{Assign, Claim, ClaimNext, Handoff, Release, is_nobody, is_same};
pub use make::{Add, Split};
pub use note::Note;
pub use questions::{Answer, Ask, is_open};
pub use set::{See, Set};
pub use steps::{Done, Step};
pub use tick::{Boxes, Tick};

use crate::workflow::StageName;

/// The task that a verb is about, as a person names it.
#[derive(Debug, Clone)]
pub struct About {
    /// Its id, short id or handle.
    pub id: String,
    /// Its stage, where the id stands in several.
    pub from: Option<StageName>,
}
