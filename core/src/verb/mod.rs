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
pub use hands::{Assign, Claim, ClaimNext, Handoff, Release, is_nobody};
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

/// The names of what cards say, each with others that boards have for it.
pub mod names {
    /// A dated line a day's work.
    pub const NOTES: &[&str] =
        &["Progress Notes", "Notes", "Log", "Progress", "Implementation Notes"];
    /// Which tasks it waits for.
    pub const BLOCKED: &[&str] = &["Blocked By", "Blocked", "Depends On", "Dependencies"];
    /// Whose it is.
    pub const ASSIGNED: &[&str] = &["Assigned", "Assignee", "Assigned To", "Owner"];
    /// What somebody has to decide.
    pub const QUESTIONS: &[&str] = &["User Questions", "Questions", "Open Questions"];
    /// Who approved it.
    pub const APPROVED: &str = "Approved";
    /// Who rejected it.
    pub const REJECTED: &str = "Rejected";
    /// What is done already.
    pub const COMPLETED: &[&str] = &["Completed", "Done"];
    /// What is to be done.
    pub const STEPS: &[&str] =
        &["Next Steps", "Steps", "Tasks", "Todo", "Acceptance Criteria", "Sub-tasks", "Subtasks"];
    /// Where more is said.
    pub const SEE: &[&str] = &["See", "See also", "References", "Links", "Documentation"];
}
