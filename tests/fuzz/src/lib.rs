//! What the core promises of any input, asked of very many inputs: fuzz targets with a small driver, and
//! boards mutated as people damage boards.
//!
//! Nothing here is part of the shipped binary. `docs/fuzzing.md` tells what each target asserts.

pub mod boards;
pub mod driver;
pub mod journey;
pub mod mutants;
pub mod mutate;
pub mod results;
pub mod shape;
pub mod targets;
pub mod workflows;

#[cfg(test)]
mod tests;

/// What a target says of an input: the signature of what it saw, or the law that does not hold.
pub type Law = Result<u64, String>;

/// Fails with a message where a law does not hold.
#[macro_export]
macro_rules! law {
    ($holds:expr, $($message:tt)+) => {
        if !$holds {
            return Err(format!($($message)+));
        }
    };
}
