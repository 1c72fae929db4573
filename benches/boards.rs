//! Benchmarks of the boards.

fn main() {}
