//! Finds tasks: what waits for what, what can be taken now, and what fits a query. Nothing here writes.

mod graph;
mod next;
mod query;
mod waits;

pub use graph::{Graph, Node};
pub use next::{Candidate, Choice, holder, next, priority};
pub use query::{Query, QueryError};
pub use waits::{Waits, blockers_named, named_in};
pub(crate) use waits::{handle_in, ids_in, is_nothing, joined, typed_in};
