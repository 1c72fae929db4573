//! The plugin as scripts see it.

mod corpus;
mod fragments;
mod has;
mod laws;
mod writes;
