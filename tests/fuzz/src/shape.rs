//! Signatures: which inputs are alike.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Gathers what a target saw of an input. Two inputs of the same shape teach the same, so only the
/// first of them joins the pool.
#[derive(Default)]
pub struct Shape(DefaultHasher);

impl Shape {
    /// Notes something of few values: a kind of error, whether something is there.
    pub fn see(&mut self, what: impl Hash) {
        what.hash(&mut self.0);
    }

    /// Notes a count, coarsely: 0, 1, 2, 3, then by powers of two.
    pub fn count(&mut self, count: usize) {
        let bucket = if count < 4 { count } else { 2 + count.ilog2() as usize };
        self.see(bucket);
    }

    /// Notes the kind of an error: its message without names and numbers.
    pub fn error(&mut self, message: &str) {
        let letters = |word: &str| word.chars().all(|c| c.is_ascii_lowercase());
        for word in message.split_whitespace().filter(|word| letters(word)).take(12) {
            self.see(word);
        }
    }

    /// The signature.
    pub fn signature(&self) -> u64 {
        self.0.finish()
    }
}
