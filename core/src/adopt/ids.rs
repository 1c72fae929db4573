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
    if let Some((reading, id, at)) = found.iter().find(|(_, id, _)| id.joint != joint) {
        let id = &id.text;
        let text = format!("{id} is written otherwise than most ids, and is no id by this form");
        doubts.push(Doubt::new(text, place(reading, *at)));
    }
    let own: Vec<&&Shape> = shapes.iter().filter(|shape| shape.joint == joint).collect();
    let padded = most(own.iter().filter(|s| s.digits.starts_with('0')).map(|s| s.digits.len()));
    let shortest = own.iter().map(|shape| shape.digits.len()).min().unwrap_or(1);
    let width = padded.unwrap_or(shortest.min(3));
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
        let list = prefixes.iter().map(|prefix| quoted(prefix)).collect::<Vec<_>>().join(", ");
        table.raw(
            "prefixes",
            format!("[{list}]"),
            "those of the cards and of the id registry",
            None,
        );
    }
    if let Some(Registry { value, at, .. }) = registry.filter(|_| prefixed) {
        let reason = "a table there keeps the next free number of each prefix";
        table.raw("registry", value, reason, at);
    }
    Ids { table: Some(table), prefixes }
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
