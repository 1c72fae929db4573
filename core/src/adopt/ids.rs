//! How ids are written, and the table that keeps the next ones.

use super::boards::Zone;
use super::draft::{Table, quoted};
use super::line::Shape;
use super::reading::Reading;
use super::{Doubt, place};

/// What was inferred of ids.
pub(super) struct Ids {
    /// `[ids]`; `None` where cards have none.
    pub table: Option<Table>,
    /// The prefixes.
    pub prefixes: Vec<String>,
}

/// Infers `[ids]` from the cards of every stage.
pub(super) fn of(zones: &[Zone<'_, '_>], doubts: &mut Vec<Doubt>) -> Ids {
    let with_ids = zones.iter().filter(|zone| zone.form.id.is_some());
    let heads = with_ids.flat_map(|zone| zone.heads().map(move |found| (zone.reading, found)));
    let found = heads.filter_map(|(reading, f)| Some((reading, f.head.id.as_ref()?, f.at)));
    let registry = zones.iter().find_map(|zone| table(zone.reading));
    ids(&found.collect::<Vec<_>>(), registry, doubts)
}

/// Infers `[ids]` from ids and where they stand.
pub(super) fn ids(
    found: &[(&Reading<'_>, &Shape, usize)],
    registry: Option<Registry>,
    doubts: &mut Vec<Doubt>,
) -> Ids {
    let shapes: Vec<&Shape> = found.iter().map(|(_, shape, _)| *shape).collect();
    let Some(joint) = most(shapes.iter().map(|shape| shape.joint)) else {
        return Ids { table: None, prefixes: Vec::new() };
    };
    if let Some(parts) = parts(&shapes) {
        return of_parts(found, &parts, doubts);
    }
    if let Some((reading, id, at)) = found.iter().find(|(_, id, _)| id.joint != joint) {
        doubts.push(otherwise(reading, id, *at));
    }
    let own: Vec<&&Shape> = shapes.iter().filter(|shape| shape.joint == joint).collect();
    let padded = most(own.iter().filter(|s| s.digits.starts_with('0')).map(|s| s.digits.len()));
    let shortest = own.iter().map(|shape| shape.digits.len()).min().unwrap_or(1);
    // A number alone counts on as it is, however long it is by now.
    let width = padded.unwrap_or(if joint == "#" { 1 } else { shortest.min(3) });
    let number = if width > 1 { format!("{{number:{width}}}") } else { "{number}".to_owned() };
    // A part of a task is named so sooner or later: `TEST-007-C`.
    let suffixed = joint == "-" || own.iter().any(|shape| shape.suffixed);
    let suffix = if suffixed { "{suffix?}" } else { "" };
    let prefixed = own.iter().any(|shape| !shape.prefix.is_empty());
    let form = match joint {
        "#" => format!("#{number}{suffix}"),
        joint if prefixed => format!("{{prefix}}{joint}{number}{suffix}"),
        _ => format!("{number}{suffix}"),
    };
    let example = own.first().map_or("", |shape| shape.text.as_str());
    let mut table = Table::new("[ids]");
    let at = found.iter().find(|(_, id, _)| id.text == example);
    let at = at.map(|(reading, _, at)| place(reading, *at));
    table.text(
        "form",
        &form,
        format!("{} cards have such an id, {example} for one", own.len()),
        at,
    );
    let mut prefixes: Vec<String> = Vec::new();
    let registered = registry.iter().flat_map(|registry| registry.prefixes.iter().cloned());
    for prefix in own.iter().map(|shape| shape.prefix.clone()).chain(registered) {
        if !prefix.is_empty() && prefixed && !prefixes.contains(&prefix) {
            prefixes.push(prefix);
        }
    }
    if !prefixes.is_empty() {
        let why = "those of the cards and of the id registry";
        table.raw("prefixes", listed(&prefixes), why, None);
    }
    if let Some(Registry { value, at, .. }) = registry.filter(|_| prefixed) {
        let reason = "a table there keeps the next free number of each prefix";
        table.raw("registry", value, reason, at);
    }
    Ids { table: Some(table), prefixes }
}

/// An id whose number stands behind a second letter: `S2-T13`.
struct Part<'s> {
    /// `S2`.
    prefix: &'s str,
    /// `-T`.
    joint: &'s str,
    /// `13`.
    digits: &'s str,
}

/// Such ids, where all are: beside a plain `T12`, `T12-A2` is a part of that.
fn parts<'s>(shapes: &[&'s Shape]) -> Option<Vec<Part<'s>>> {
    let part = |shape: &&'s Shape| {
        let (prefix, rest) = shape.text.split_once('-').filter(|_| shape.joint.is_empty())?;
        let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        let (_, digits) = rest.split_at(letters);
        let is_one =
            letters > 0 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let joint = &shape.text[prefix.len()..=prefix.len() + letters];
        is_one.then_some(Part { prefix, joint, digits })
    };
    shapes.iter().map(part).collect()
}

/// Infers `[ids]` from such ids. The letters that most have are those of the form.
fn of_parts(
    found: &[(&Reading<'_>, &Shape, usize)],
    parts: &[Part<'_>],
    doubts: &mut Vec<Doubt>,
) -> Ids {
    let joint = most(parts.iter().map(|part| part.joint)).unwrap_or_default();
    let mut all = found.iter().zip(parts);
    if let Some(((reading, id, at), _)) = all.find(|(_, part)| part.joint != joint) {
        doubts.push(otherwise(reading, id, *at));
    }
    let own = || parts.iter().filter(|part| part.joint == joint);
    let padded = own().filter(|part| part.digits.starts_with('0')).map(|part| part.digits.len());
    let number = most(padded).map_or("{number}".to_owned(), |width| format!("{{number:{width}}}"));
    let mut prefixes: Vec<String> = Vec::new();
    for part in own() {
        if !prefixes.iter().any(|known| known == part.prefix) {
            prefixes.push(part.prefix.to_owned());
        }
    }
    let mut table = Table::new("[ids]");
    let first = found.iter().zip(parts).find(|(_, part)| part.joint == joint);
    let at = first.map(|((reading, _, at), _)| place(reading, *at));
    let example = first.map_or("", |((_, id, _), _)| &id.text);
    let why = format!("{} cards have such an id, {example} for one", own().count());
    table.text("form", &format!("{{prefix}}{joint}{number}"), why, at);
    table.raw("prefixes", listed(&prefixes), "those of the cards", None);
    Ids { table: Some(table), prefixes }
}

fn otherwise(reading: &Reading<'_>, id: &Shape, at: usize) -> Doubt {
    let id = &id.text;
    let text = format!("{id} is written otherwise than most ids, and is no id by this form");
    Doubt::new(text, place(reading, at))
}

fn listed(prefixes: &[String]) -> String {
    format!("[{}]", prefixes.iter().map(|prefix| quoted(prefix)).collect::<Vec<_>>().join(", "))
}

/// The value that comes most often; the first of equals.
pub(super) fn most<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counted: Vec<(T, usize)> = Vec::new();
    for value in values {
        match counted.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counted.push((value, 1)),
        }
    }
    counted.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

pub(super) struct Registry {
    value: String,
    at: super::Place,
    prefixes: Vec<String>,
}

/// The id registry of a file: rows such as `| BUG | 457 | Bug fixes |` below a heading of their own.
fn table(reading: &Reading<'_>) -> Option<Registry> {
    reading.sections.iter().filter(|section| section.alone).find_map(|section| {
        let within = |at: usize| reading.section_at(at).is_some_and(|s| s.line == section.line);
        let lines = reading.shown(section.body..section.range.end).filter(|(at, _)| within(*at));
        let mut rows: Vec<(String, &str, usize, usize)> = Vec::new();
        for (at, line) in lines {
            let Some(inner) = line.strip_prefix("| ").and_then(|l| l.strip_suffix(" |")) else {
                continue;
            };
            let cells: Vec<&str> = inner.split(" | ").collect();
            let [prefix, next, ..] = &cells[..] else { continue };
            let is_part = |part: &str| {
                part.starts_with(|c: char| c.is_ascii_uppercase())
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            };
            let is_prefix = prefix.split('-').all(is_part);
            if is_prefix && !next.is_empty() && next.bytes().all(|b| b.is_ascii_digit()) {
                rows.push(((*prefix).to_owned(), next, cells.len(), at));
            }
        }
        let (_, _, cells, at) = rows.first()?;
        let title = section.title.to_lowercase();
        if rows.len() < 2 && !title.contains("id") {
            return None;
        }
        let padded = rows.iter().find(|(_, next, ..)| next.starts_with('0'));
        let next =
            padded.map_or("{next}".to_owned(), |(_, next, ..)| format!("{{next:{}}}", next.len()));
        let more = if *cells > 2 { " {*} |" } else { "" };
        let value = format!(
            "{{ board = {}, under = {}, row = {} }}",
            quoted(reading.source.path.as_str()),
            quoted(&section.line_text),
            quoted(&format!("| {{prefix}} | {next} |{more}")),
        );
        let prefixes = rows.iter().map(|(prefix, ..)| prefix.clone()).collect();
        Some(Registry { value, at: place(reading, *at), prefixes })
    })
}
