//! flow-changelog: tells whether a changelog holds a task's entry, and proposes the entry.
//!
//! A changelog is a file in the format of Keep a Changelog 1.1.0 (<https://keepachangelog.com/en/1.1.0/>:
//! an `[Unreleased]` section at the top, below it groups such as `Added` and `Fixed`, and in each
//! group a list of entries), or a folder of fragments, one file a task.
//!
//! Real changelogs reuse ids, name running tasks and lack merged ones. So an entry counts as a
//! task's only where its title matches too, or where the task's branch added it.

mod done;
mod entry;
mod file;
mod fragment;
mod place;
mod source;
mod text;
mod title;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use flow_core::fault::Fault;
use flow_core::id::TaskId;
use flow_core::plan::Draft;
use flow_core::plugin::Plugin;
use flow_core::problem::Problem;
use flow_core::question::{self, Asking, Intent, Question};
use flow_core::site::Site;
use flow_core::snapshot::Snapshot;
use flow_core::task::Task;
use flow_core::workflow::{ChangelogSettings, ChangelogTarget, Workflow};
use serde_json::{Value, json};

/// The changelog plugin. Scripts call it as the module `changelog`:
///
/// - `changelog::has(id, title)` and `changelog::has(id, title, added_text)` tell whether the
///   changelog holds the task's entry, as `#{answer: bool, why: string, place: string}`.
///   `added_text` is the changelog (or the fragment) as the task's branch has it.
/// - `changelog::write(#{id, title, lines})` proposes the entry with its nested `lines`, and is
///   `false` where the entry is there already.
#[derive(Debug, Clone, Copy, Default)]
pub struct Changelog;

impl Plugin for Changelog {
    fn name(&self) -> &'static str {
        "changelog"
    }

    fn questions(&self) -> Vec<Question> {
        vec![Question::new("changelog", "has", 2..=3, has)]
    }

    fn intents(&self) -> Vec<Intent> {
        vec![Intent::new("changelog", "write", 1..=1, write)]
    }

    fn told_done(
        &self,
        site: &Site,
        workflow: &Workflow,
        tasks: &[&Task],
    ) -> Vec<(TaskId, String)> {
        done::told(site, workflow, tasks)
    }

    fn check(&self, site: &Site, workflow: &Workflow, _: &Snapshot) -> Vec<Problem> {
        let Some(ChangelogSettings { target: ChangelogTarget::File(path), .. }) =
            &workflow.changelog
        else {
            return Vec::new();
        };
        let bytes = flow_core::within::read(&site.root, path).ok().flatten();
        let problem = |line| {
            let what = format!("{path} has conflict markers that were committed or never resolved");
            let fix =
                format!("keep the entries of both sides at {path}:{line}, delete the markers");
            Problem::error("conflict-markers", what, fix).at(path, line)
        };
        bytes.and_then(|bytes| text::conflict(&bytes)).map(problem).into_iter().collect()
    }
}

/// The entry that is looked for, or is to be written.
struct Wanted<'a> {
    workflow: &'a Workflow,
    settings: &'a ChangelogSettings,
    id: TaskId,
    title: String,
}

impl<'a> Wanted<'a> {
    fn of(asking: &'a Asking, id: &str, title: &str) -> Result<Self, Fault> {
        let workflow = &*asking.workflow;
        let settings = workflow.changelog.as_ref().ok_or_else(|| {
            Fault::failed("workflow.toml says nothing about a changelog")
                .hint("add a table: [changelog] with file = \"CHANGELOG.md\"")
        })?;
        // A task without an id is known by its handle.
        let handle = || (asking.task.id.as_str() == id).then(|| asking.task.id.clone());
        let id = workflow
            .ids
            .read(id)
            .or_else(handle)
            .ok_or_else(|| Fault::failed(format!("`{id}` is not an id of this workflow")))?;
        // The board's spelling of the id is the one to write.
        let id = if id == asking.task.id { asking.task.id.clone() } else { id };
        let title = text::single_line(title).trim_end().to_owned();
        Ok(Self { workflow, settings, id, title })
    }
}

/// The answer of `changelog::has`.
struct Finding {
    answer: bool,
    why: String,
    place: String,
}

impl Finding {
    fn yes(why: String, place: String) -> Self {
        Self { answer: true, why, place }
    }

    fn no(why: String) -> Self {
        Self { answer: false, why, place: String::new() }
    }
}

fn has(asking: &Asking, args: &[Value]) -> Result<Value, Fault> {
    let wanted = Wanted::of(asking, question::text(args, 0)?, question::text(args, 1)?)?;
    let added = match args.get(2) {
        None | Some(Value::Null) => None,
        Some(_) => Some(question::text(args, 2)?),
    };
    let on_disk = Draft::new(asking.site.root.clone());
    let Finding { answer, why, place } = match &wanted.settings.target {
        ChangelogTarget::File(path) => file::look_up(asking, &wanted, path, &on_disk, added)?,
        ChangelogTarget::Fragment(template) => {
            let path = fragment::path(&wanted, template)?;
            fragment::look_up(asking, &wanted, &path, &on_disk, added)?
        }
    };
    Ok(json!({ "answer": answer, "why": why, "place": place }))
}

fn write(asking: &Asking, draft: &mut Draft, args: &[Value]) -> Result<Value, Fault> {
    let told = args.first().and_then(Value::as_object).ok_or_else(|| {
        Fault::failed("changelog::write takes a map: #{id: …, title: …, lines: […]}")
    })?;
    let word = |name: &str| {
        let value = told.get(name).and_then(Value::as_str);
        value.ok_or_else(|| Fault::failed(format!("changelog::write needs `{name}`, a string")))
    };
    let wanted = Wanted::of(asking, word("id")?, word("title")?)?;
    let lines = lines_of(told.get("lines"))?;
    let entry = text::entry_lines(&wanted, asking, &lines)?;
    let written = match &wanted.settings.target {
        ChangelogTarget::File(path) => file::write(asking, &wanted, path, draft, &entry)?,
        ChangelogTarget::Fragment(template) => {
            let path = fragment::path(&wanted, template)?;
            fragment::write(asking, &wanted, &path, draft, &entry)?
        }
    };
    Ok(Value::Bool(written))
}

fn lines_of(value: Option<&Value>) -> Result<Vec<&str>, Fault> {
    let bad = || Fault::failed("changelog::write needs `lines`, an array of strings");
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(lines)) => {
            lines.iter().map(|line| line.as_str().ok_or_else(bad)).collect()
        }
        Some(_) => Err(bad()),
    }
}
