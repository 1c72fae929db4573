//! Ids: any form, any prefixes, any text.

use flow_core::id::{IdForm, Resolution, TaskId, resolve};

use crate::shape::Shape;
use crate::workflows::sections;
use crate::{Law, law};

/// The form, the prefixes with commas between them, and the text.
pub fn run(input: &[u8]) -> Law {
    let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
    let mut sections = sections(text).into_iter();
    let mut next = || sections.next().unwrap_or_default();
    let (form, prefixes, text) = (next().trim_end_matches('\n'), next().trim(), next());
    let prefixes: Vec<String> =
        prefixes.split(", ").filter(|prefix| !prefix.is_empty()).map(str::to_owned).collect();
    let mut shape = Shape::default();
    // A workflow with such a form is refused.
    if form.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Ok(0);
    }
    let ids = match IdForm::new(form, prefixes) {
        Ok(ids) => ids,
        Err(error) => {
            shape.error(&error.to_string());
            return Ok(shape.signature());
        }
    };
    let found = ids.find_all(text);
    let mut end = 0;
    for (at, id) in &found {
        law!(*at >= end, "{id} overlaps the id before it");
        end = at + id.as_str().len();
        law!(text.get(*at..end) == Some(id.as_str()), "{id} does not stand at byte {at}");
        let read = ids.read(id.as_str());
        law!(read.as_ref() == Some(id), "{id} is read as {read:?}");
        shape.see((id.prefix().len().min(3), id.suffix().len().min(2), id.number() == u64::MAX));
    }
    for at in 0..text.len().min(200) {
        if let Some(hit) = ids.at(text.as_bytes(), at) {
            law!(hit.end <= text.len(), "the id at byte {at} ends past the text");
            shape.see(hit.declared);
        }
    }
    for id in found.iter().map(|(_, id)| id).take(5) {
        shape.see(ids.read(&ids.write(id.prefix(), id.number(), id.suffix())).is_some());
    }
    let all: Vec<TaskId> = found.into_iter().map(|(_, id)| id).collect();
    shape.count(all.len());
    for asked in text.split_whitespace().take(20) {
        shape.see(resolved(asked, &all)?);
        shape.see(ids.read(asked).is_some());
    }
    for id in &all {
        let whole = resolve(id.as_str(), &all);
        law!(whole == Resolution::One(id.clone()), "{id} in full gives {whole:?}");
    }
    Ok(shape.signature())
}

/// One where one fits, and never one of several.
fn resolved(asked: &str, all: &[TaskId]) -> Result<usize, String> {
    let same = |id: &&TaskId| id.as_str().eq_ignore_ascii_case(asked);
    Ok(match resolve(asked, all) {
        Resolution::None => {
            law!(!all.iter().any(|id| same(&id)), "{asked} stands there and is not found");
            0
        }
        Resolution::One(id) => {
            law!(all.contains(&id), "{asked} gives {id}, which is nowhere");
            let number = asked.parse::<u64>();
            let others = all.iter().filter(|other| **other != id && other.suffix().is_empty());
            let rivals = others.filter(|other| number == Ok(other.number())).count();
            law!(same(&&id) || rivals == 0, "{asked} gives {id}, and {rivals} others fit");
            1
        }
        Resolution::Many(ids) => {
            let apart = ids.iter().enumerate().all(|(at, id)| !ids[..at].contains(id));
            law!(ids.len() > 1 && apart, "{asked} gives {ids:?}");
            law!(!all.iter().any(|id| same(&id)), "{asked} stands there and gives several");
            2
        }
    })
}
