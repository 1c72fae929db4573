//! The changelog as one file.

use flow_core::fault::Fault;
use flow_core::path::RelPath;
use flow_core::plan::Draft;
use flow_core::question::Asking;
use flow_core::workflow::Heading;

use crate::place::{self, sections};
use crate::source::Sources;
use crate::text::{Document, expand};
use crate::{Finding, Wanted};

/// Whether the file, or the task's own copy of it, has the task's entry.
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
    let under = &wanted.settings.under;
    let sources = Sources::read(asking, wanted, path, draft, added)?;
    if let Some(found) = sources.find(wanted, |document| sections(document, under)) {
        return Ok(found);
    }
    let Some(base) = &sources.base else {
        return Ok(Finding::no(format!("there is no {path}")));
    };
    let ranges = sections(&base.document, under);
    if ranges.is_empty() {
        return Ok(Finding::no(format!("{path} has no heading `{under}`")));
    }
    let none = || format!("{path} has no entry of {} under `{under}`", wanted.id);
    Ok(Finding::no(sources.other(wanted, &ranges).unwrap_or_else(none)))
}

/// Adds the entry to the plan; `false` where it is there already.
///
/// # Errors
/// When the file has no place for it, cannot be understood, or would be read differently.
pub fn write(
    asking: &Asking,
    wanted: &Wanted<'_>,
    path: &RelPath,
    draft: &mut Draft,
    entry: &[String],
) -> Result<bool, Fault> {
    if look_up(asking, wanted, path, draft, None)?.answer {
        return Ok(false);
    }
    let under = &wanted.settings.under;
    let heading = group(asking, wanted)?;
    let Some(bytes) = draft.read(path)? else {
        draft.create(path, first(under, &heading, entry).as_bytes())?;
        return Ok(true);
    };
    let document = Document::read(path.as_str(), bytes)?;
    let insertion = place::place(&document, under, &heading, entry).ok_or_else(|| {
        Fault::refused(format!("{path} has no heading `{under}`"))
            .hint(format!("add the line `{under}` to {path}, above the released versions"))
    })?;
    place::accept(&document, &insertion, wanted, path.as_str())?;
    draft.splice(path, insertion.at..insertion.at, insertion.text.as_bytes())?;
    Ok(true)
}

fn group(asking: &Asking, wanted: &Wanted<'_>) -> Result<Heading, Fault> {
    let line = expand(&wanted.settings.heading, wanted, asking);
    let under = &wanted.settings.under;
    let heading = Heading::parse(line.trim_end()).filter(|heading| heading.level > under.level);
    heading.ok_or_else(|| {
        Fault::failed(format!("`{line}` is no heading below `{under}`"))
            .hint("give `heading` of [changelog] more number signs than `under`")
    })
}

/// A whole new changelog.
fn first(under: &Heading, group: &Heading, entry: &[String]) -> String {
    let title = if under.level > 1 { "# Changelog\n\n" } else { "" };
    format!("{title}{under}\n\n{group}\n\n{}\n", entry.join("\n"))
}
