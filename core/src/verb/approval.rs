//! `flow approve` and `flow reject`: who agrees to what is to be done, and to what exactly.

use std::path::Path;

use super::{About, Verb, hands, note};
use crate::digest::sha256;
use crate::fault::Fault;
use crate::path::RelPath;
use crate::plan::{Desk, PlanError};
use crate::task::Task;
use crate::within;
use crate::workflow::Workflow;
use crate::workflow::names::{self, Names};

/// Approves a task as it stands.
#[derive(Debug, Clone)]
pub struct Approve {
    /// The task.
    pub about: About,
}

impl Verb for Approve {
    fn name(&self) -> &'static str {
        "approve"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let (site, workflow) = (desk.site(), desk.workflow());
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let task = pen.task().clone();
        let own = hands::holder(pen).is_some_and(|who| hands::is_same(&who, &site.actor));
        if own && !own_allowed(workflow) {
            return Err(Fault::refused(format!("{} is your own task, {}", task.id, site.actor))
                .hint("let another person approve it; or allow it in workflow.toml: [gate.approved] args = { own = true }")
                .into());
        }
        let digest = plan_digest(&site.root, &workflow.names, &task);
        let names = pen.names();
        pen.unset_all(&names.rejected)?;
        pen.put(&names.approved, &format!("{} {} ({digest})", site.actor, site.today()))
    }
}

/// Rejects a task, with the reason.
#[derive(Debug, Clone)]
pub struct Reject {
    /// The task.
    pub about: About,
    /// Why.
    pub why: String,
}

impl Verb for Reject {
    fn name(&self) -> &'static str {
        "reject"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let site = desk.site();
        desk.because(self.why.trim());
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let why = crate::plan::spoken(&self.why)?;
        let names = pen.names();
        pen.unset_all(&names.approved)?;
        let first = why.lines().next().unwrap_or_default();
        pen.put(&names.rejected, &format!("{} {}: {first}", site.actor, site.today()))?;
        if why.lines().count() > 1 {
            note::write(pen, site, &format!("rejected by {}: {why}", site.actor))?;
        }
        Ok(())
    }
}

/// Whether the workflow lets people approve their own tasks: `own = true` in the args of its gate.
fn own_allowed(workflow: &Workflow) -> bool {
    let gate = workflow.gates.get("approved");
    gate.is_some_and(|gate| gate.args["own"] == serde_json::Value::Bool(true))
}

/// The digest of what is to be done: the first 12 hexadecimal digits of the SHA-256 of the task's title, of
/// what its sections say but for those that tell of the work (notes, what is completed, questions), and of
/// the documents that it refers to. Whether a box is ticked does not count.
pub fn plan_digest(root: &Path, names: &Names, task: &Task) -> String {
    let tells = |name: &str| {
        [&names.notes, &names.completed, &names.questions]
            .into_iter()
            .any(|names| names::is_one(names, name))
    };
    let mut said = vec![task.title.trim().to_owned()];
    for section in task.sections.iter().filter(|section| !tells(&section.name)) {
        said.push(section.name.clone());
        for item in &section.items {
            said.push(item.text.clone());
            said.extend(item.nested.iter().cloned());
        }
    }
    said.extend(task.boxes.iter().filter(|b| b.section.is_none()).map(|b| b.text.clone()));
    let field =
        names::field(&names.see, task).map(|field| field.value.as_str()).unwrap_or_default();
    let section = names::section(&names.see, task);
    let items =
        section.into_iter().flat_map(|section| &section.items).map(|item| item.text.as_str());
    for named in std::iter::once(field).chain(items) {
        let words = named.split(|c: char| c.is_whitespace() || "(),;<>`[]".contains(c));
        for path in words.filter_map(|word| RelPath::new(word.trim_end_matches('.')).ok()) {
            if let Ok(Some(bytes)) = within::read(root, &path) {
                said.push(path.to_string());
                said.push(sha256(&bytes));
            }
        }
    }
    sha256(said.join("\0").as_bytes())[..12].to_owned()
}
