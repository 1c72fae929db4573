//! Stories through the real binary, and what holds of the whole repository.

mod book;
