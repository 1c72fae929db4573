//! `flow step` and `flow done`: what is to be done, and what was.

use super::{About, Verb};
use crate::board::{Item, Mark};
use crate::plan::{Desk, PlanError};

/// A step to be done: a box under Next Steps.
#[derive(Debug, Clone)]
pub struct Step {
    /// The task.
    pub about: About,
    /// What is to be done.
    pub text: String,
}

impl Verb for Step {
    fn name(&self) -> &'static str {
        "step"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let section = &pen.section(&pen.names().steps);
        pen.append(&Item { section, mark: Mark::Open, counts: false, text: &self.text })
    }
}

/// Something that is done, under Completed.
#[derive(Debug, Clone)]
pub struct Done {
    /// The task.
    pub about: About,
    /// What was done.
    pub text: String,
}

impl Verb for Done {
    fn name(&self) -> &'static str {
        "done"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let section = &pen.section(&pen.names().completed);
        let plain = |item: &String| !item.starts_with('[') && !item.starts_with('✅');
        // Where those before it have no box, it has none either.
        let boxed = pen.items_like(section).last().is_none_or(|last| !plain(last));
        let mark = if boxed { Mark::Done } else { Mark::None };
        pen.append(&Item { section, mark, counts: false, text: &self.text })
    }
}
