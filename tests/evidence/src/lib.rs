//! Evidence: what flow promises, tried at any size.
//!
//! A sweep is a row of trials. Each trial follows from its number alone, so that a sweep can be
//! stopped, gone on with, and one of its trials played again. What it tries and how, says
//! `docs/reliability.md`.

#![expect(
    clippy::disallowed_methods,
    reason = "trials build repositories, and play what people do"
)]

pub mod faults;
pub mod ground;
pub mod people;
pub mod picture;
pub mod power;
pub mod record;
pub mod results;
pub mod sweep;
pub mod sweeps;
