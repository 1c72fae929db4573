//! Stories: the real binary in real repositories, in temporary folders.

#![expect(clippy::expect_used, reason = "a story that cannot be told fails")]

mod adopt;
mod adopted;
mod bad_input;
mod barrier;
mod boards;
mod book;
mod changes;
mod checks;
mod cli;
mod corpus;
mod damage;
mod day;
mod demo;
mod doctor;
mod escapes;
mod filed;
mod formats;
mod forms;
mod found;
mod grammars;
mod hostile;
mod house;
mod ids;
mod last_day;
mod mending;
mod merging;
mod mishaps;
mod nesting;
mod plugins;
mod recover;
mod reference;
mod repositories;
mod scenario;
mod seed_day;
mod shell;
mod signals;
mod tables;
mod terminal;
mod trust;
mod undo;
mod untrusted;
mod verbs;
mod watching;
mod worktrees;
