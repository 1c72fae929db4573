//! Carrying cards: any boards, any workflow.

use crate::Law;
use crate::journey::{self, World};
use crate::shape::Shape;
use crate::workflows::parts;

/// Lays the texts out as the workflow's boards, and moves cards out and home.
pub fn run(input: &[u8]) -> Law {
    let Some((workflow, texts)) = parts(input) else { return Ok(0) };
    let mut shape = Shape::default();
    let world = World::new(workflow, &texts);
    let pick = input.iter().map(|&byte| usize::from(byte)).sum();
    let tale = journey::travel(&world, pick, 2)?;
    shape.see(&tale.told);
    Ok(shape.signature())
}
