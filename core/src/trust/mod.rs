//! Trust: what a repository would have executed, and whether its user has agreed.
//!
//! The key is the repository's own path together with a digest of `workflow.toml` and of every script
//! that it names; any byte of those changed asks again. The store is the user's, outside any
//! repository, so that nothing in a repository can trust itself.

mod bill;
mod claim;
mod error;
mod store;

#[cfg(test)]
mod tests;

pub use bill::{Bill, Runs, Texts};
pub use claim::{Agreed, Before, Claim};
pub use error::TrustError;
pub use store::TrustStore;
