//! The changelog as a folder of fragments, one file a task.

use flow_core::fault::Fault;
use flow_core::form::Template;
use flow_core::path::RelPath;
use flow_core::plan::Draft;
use flow_core::question::Asking;

use crate::source::{Source, Sources};
use crate::text::section;
use crate::{Finding, Wanted};

/// The fragment of the task.
///
/// # Errors
/// When the form leads out of the repository.
pub fn path(wanted: &Wanted<'_>, template: &Template) -> Result<RelPath, Fault> {
    let path = wanted.workflow.expand_for(template, &wanted.id);
    RelPath::new(&path).map_err(|error| {
        Fault::failed(error.to_string()).hint("mend `fragment` of [changelog] in workflow.toml")
    })
}

/// Whether the fragment is there and is this task's.
///
/// # Errors
/// When a file cannot be read or understood.
pub fn look_up(
    asking: &Asking,
    wanted: &Wanted<'_>,
    path: &RelPath,
    draft: &Draft,
    added: Option<&str>,
) -> Result<Finding, Fault> {
    let sources = Sources::read(asking, wanted, path, draft, added)?;
    if let Some(found) = sources.find(wanted, |document| vec![document.whole()]) {
        return Ok(found);
    }
    if let Some(base) = &sources.base
        && let Some(other) = sources.other(wanted, &[base.document.whole()])
    {
        return Ok(Finding::no(other));
    }
    // Fragments are written by hand without an id, too: their name has it.
    let written = sources.base.iter().chain(&sources.task);
    let mut written = written.filter(|source| !source.document.text.trim().is_empty());
    Ok(match written.next() {
        Some(Source { name, .. }) => {
            Finding::yes(format!("{name} is named for {}", wanted.id), name.clone())
        }
        None if sources.base.is_some() => Finding::no(format!("{path} is empty")),
        None => Finding::no(format!("there is no {path}")),
    })
}

/// Adds the fragment to the plan; `false` where it is there already, whatever it says.
///
/// # Errors
/// When a file cannot be read or understood.
pub fn write(
    asking: &Asking,
    wanted: &Wanted<'_>,
    path: &RelPath,
    draft: &mut Draft,
    entry: &[String],
) -> Result<bool, Fault> {
    let found = look_up(asking, wanted, path, draft, None)?;
    if found.answer {
        return Ok(false);
    }
    if draft.read(path)?.is_some() {
        // It is somebody's file: the person is told, and nothing is put into it.
        draft.note(format!("no changelog entry was written: {}", found.why));
        return Ok(false);
    }
    let text = format!("### {}\n\n{}\n", section(wanted), entry.join("\n"));
    draft.create(path, text.as_bytes())?;
    Ok(true)
}
