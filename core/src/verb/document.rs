//! `flow plan`: a planning document for a task, which its card refers to.

use super::{About, Verb, set};
use crate::fault::Fault;
use crate::path::RelPath;
use crate::plan::{Desk, PlanError};
use crate::within;

/// The folder that planning documents come into, where none is named.
const FOLDER: &str = "planning_docs";

/// What a planning document begins as, where the repository has no template of its own.
const TEMPLATE: &str = "\
# {id}: {title}

Begun {date} by {actor}.

## Why

## What will be different

## Steps

- [ ]

## How it is verified

## What may go wrong
";

/// A planning document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The task.
    pub about: About,
    /// Its path; else one in the folder of planning documents.
    pub path: Option<String>,
    /// The file that it is made from; else `TEMPLATE.md` in the same folder, or flow's own.
    pub template: Option<String>,
}

impl Verb for Document {
    fn name(&self) -> &'static str {
        "plan"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let site = desk.site();
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let (id, title) = (pen.task().id.clone(), pen.task().title.trim().to_owned());
        let slug = crate::id::TaskId::handle(&title).to_string();
        let name = if id.is_handle() { slug } else { format!("{id}_{}", slug.replace('-', "_")) };
        let path = self.path.clone().unwrap_or_else(|| format!("{FOLDER}/{name}.md"));
        let path = RelPath::new(&path).map_err(|bad| Fault::refused(bad.to_string()))?;
        let folder = path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let own = match folder {
            "" => "TEMPLATE.md".to_owned(),
            folder => format!("{folder}/TEMPLATE.md"),
        };
        let asked = self.template.as_ref().unwrap_or(&own);
        let from = RelPath::new(asked).map_err(|bad| Fault::refused(bad.to_string()))?;
        let template = match within::read(&site.root, &from).map_err(Fault::from)? {
            Some(bytes) => String::from_utf8(bytes)
                .map_err(|_| Fault::refused(format!("{from} is not UTF-8")))?,
            None if self.template.is_some() => {
                return Err(Fault::refused(format!("there is no {from}"))
                    .hint("name a file of the repository: --template PATH")
                    .into());
            }
            None => TEMPLATE.to_owned(),
        };
        let filled = template
            .replace("{id}", id.as_str())
            .replace("{title}", &title)
            .replace("{date}", &site.today())
            .replace("{actor}", &site.actor);
        set::refer(pen, path.as_str())?;
        desk.draft().create(&path, filled.as_bytes())?;
        Ok(())
    }
}
