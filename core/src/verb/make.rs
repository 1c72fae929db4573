//! `flow add` and `flow split`: tasks that are made.

use super::{About, Verb, block};
use crate::fault::Fault;
use crate::plan::{Desk, New, PlanError};

/// A new task.
#[derive(Debug, Clone)]
pub struct Add {
    /// What it is.
    pub new: New,
}

impl Verb for Add {
    fn name(&self) -> &'static str {
        "add"
    }

    fn gives_ids(&self) -> bool {
        true
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        desk.add(&self.new).map(drop)
    }
}

/// A task that is taken apart: it waits for the new ones.
#[derive(Debug, Clone)]
pub struct Split {
    /// The task.
    pub about: About,
    /// The parts, each with its title.
    pub parts: Vec<New>,
}

impl Verb for Split {
    fn name(&self) -> &'static str {
        "split"
    }

    fn gives_ids(&self) -> bool {
        true
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let (workflow, snapshot) = (desk.workflow(), desk.snapshot());
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let whole = pen.task().id.clone();
        if self.parts.is_empty() {
            return Err(Fault::refused("no part was named")
                .hint(format!("flow split {whole} 'First part' 'Second part'"))
                .into());
        }
        for part in &self.parts {
            let prefix = Some(whole.prefix().to_owned()).filter(|prefix| !prefix.is_empty());
            let new = New { prefix: part.prefix.clone().or(prefix), ..part.clone() };
            let id = desk.add(&new)?;
            block::add(desk.take_id(&whole, self.about.from.as_ref())?, (workflow, snapshot), &id)?;
        }
        Ok(())
    }
}
