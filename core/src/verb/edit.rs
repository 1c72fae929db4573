//! `flow edit` and `flow drop`: what a card says, and whether it is there.

use super::{About, Verb};
use crate::fault::{Fault, FaultKind};
use crate::find::blockers_named;
use crate::plan::{Desk, PlanError};
use crate::task::Task;

/// Another title, other fields, or another text.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The task.
    pub about: About,
    /// Its title.
    pub title: Option<String>,
    /// Fields with their values.
    pub fields: Vec<(String, String)>,
    /// The whole card, as it was and as it is to be: where it is otherwise by now, nothing is written.
    pub text: Option<(String, String)>,
}

impl Verb for Edit {
    fn name(&self) -> &'static str {
        "edit"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        if let Some((before, after)) = &self.text {
            let id = &pen.task().id;
            if pen.text() != before {
                return Err(Fault::failed(format!("{id} was changed while it was edited"))
                    .kind(FaultKind::Lost)
                    .hint(format!("edit it again, as it is now: flow edit {id}"))
                    .into());
            }
            pen.rewrite(after)?;
        }
        if let Some(title) = &self.title {
            pen.retitle(title)?;
        }
        for (name, value) in &self.fields {
            pen.set(name, value)?;
        }
        Ok(())
    }
}

/// A task that is given up: its card leaves the boards, and its text goes to where finished ones go.
#[derive(Debug, Clone)]
pub struct Drop {
    /// The task.
    pub about: About,
    /// Why.
    pub why: String,
}

impl Verb for Drop {
    fn name(&self) -> &'static str {
        "drop"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let (site, workflow, snapshot) = (desk.site(), desk.workflow(), desk.snapshot());
        let why = crate::plan::spoken(&self.why)?;
        crate::plan::one_line(&why, "the reason")?;
        desk.because(&why);
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let id = pen.task().id.clone();
        let waiting = snapshot.tasks().iter().filter(|task| !task.closed && task.id != id);
        let waits = |task: &&Task| blockers_named(workflow, snapshot, task).contains(&id);
        let waiting: Vec<String> = waiting.filter(waits).map(|task| task.id.to_string()).collect();
        // A row may have no column for it, and the log tells it all the same.
        let told = pen.set("Dropped", &format!("{} {}: {why}", site.actor, site.today()));
        drop(told);
        let archive = workflow.stages.iter().find_map(|stage| stage.archive.as_ref());
        desk.leave(&id, archive)?;
        for other in waiting {
            desk.note(format!("{other} waits for it: flow unblock {other} --by {id}"));
        }
        Ok(())
    }
}
