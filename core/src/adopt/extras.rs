//! What stands around the cards of a stage: counters, separators, placeholders, fields.

use std::ops::Range;

use super::boards::Zone;
use super::ids::most;
use super::line::Marker;
use super::reading::{Found, Reading, Section};
use super::role::{DONE, count_at, role, stage_name, words};
use crate::board::{is_filler, says_empty};
use crate::markdown::BlockKind;

/// The lines of a card below its first, with their first bytes.
pub(super) fn body<'r>(reading: &'r Reading<'_>, found: &Found) -> Vec<(usize, &'r str)> {
    if found.head.marker == Marker::Row {
        return Vec::new();
    }
    let blocks = &reading.outline.blocks;
    let from = blocks.partition_point(|block| block.range.start < found.at);
    let Some(block) = blocks.get(from) else { return Vec::new() };
    let text = &reading.source.text;
    let end = match block.kind {
        BlockKind::Heading(level) => {
            reading.outline.section_end(level, block.range.end, text.len())
        }
        _ => block.range.end,
    };
    reading.shown(reading.lines.end_of(found.at)..end).collect()
}

/// A field, in one of the usual forms.
pub(super) struct Field<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its value.
    pub value: &'t str,
    /// Its form by example.
    pub form: String,
}

/// Reads `**Name**: value`, `- **Name:** value` and the like.
pub(super) fn field(line: &str) -> Option<Field<'_>> {
    let bare = line.trim_start_matches([' ', '\t']);
    let indent = &line[..line.len() - bare.len()];
    let (bullet, rest) = match bare.strip_prefix("- ").or_else(|| bare.strip_prefix("* ")) {
        Some(rest) => (&bare[..2], rest),
        None => ("", bare),
    };
    let rest = rest.strip_prefix("**")?;
    let (name, after) = rest.split_once("**")?;
    let (name, close, value) = match (name.strip_suffix(':'), after.strip_prefix(": ")) {
        (Some(name), _) => (name, ":** ", after.strip_prefix(' ')?),
        (None, Some(value)) => (name, "**: ", value),
        _ => return None,
    };
    if name.is_empty() || name.chars().count() > 40 || name.contains(['{', '}', ':']) {
        return None;
    }
    Some(Field { name, value, form: format!("{indent}{bullet}**{{name}}{close}{{value}}") })
}

/// The form that most fields of a stage's cards have, and how many have it; of a stage without cards,
/// that of its template.
pub(super) fn field_form(zone: &Zone<'_, '_>) -> Option<(String, usize)> {
    let reading = zone.reading;
    let bodies = zone.heads().flat_map(|found| body(reading, found));
    let mut forms: Vec<String> = bodies.filter_map(|(_, line)| Some(field(line)?.form)).collect();
    if let (true, Some((_, _, fence))) = (forms.is_empty(), reading.template()) {
        let lines = reading.lines.within(fence);
        let lines = lines.map(|line| reading.source.text[line].trim_end());
        forms = lines.filter_map(|line| Some(field(line)?.form)).collect();
    }
    // Below a heading fields stand at the margin, below an item within it; others are nested deeper.
    let heading = matches!(zone.form.marker, Marker::Heading(_));
    forms.retain(|form| heading != form.starts_with([' ', '\t']));
    let form = most(forms.iter().cloned())?;
    let count = forms.iter().filter(|other| **other == form).count();
    Some((form, count))
}

/// Counters and the limit of a stage.
#[derive(Default)]
pub(super) struct Counters {
    /// The most cards at once, and the byte of the line that says so.
    pub limit: Option<(u32, usize)>,
    /// The lines, by example, each with the byte where it stands.
    pub forms: Vec<(String, usize)>,
}

/// Reads the lines before a stage's first card for numbers that tell its count and its limit.
pub(super) fn counters(zone: &Zone<'_, '_>, is_alone: bool) -> Counters {
    let mut found = Counters::default();
    for (at, line) in reading_ahead(zone, is_alone) {
        if line.starts_with(['-', '#', '|', '>', '+']) || line.starts_with("* ") {
            continue;
        }
        let numbers = numbers(line);
        let words = line.to_lowercase();
        let says = |known: &[&str]| known.iter().any(|word| words.contains(word));
        let number = |range: &Range<usize>| line[range.clone()].parse::<u32>().ok();
        let with = |parts: &[(&Range<usize>, &str)]| {
            let (mut form, mut from) = (String::new(), 0);
            for (range, hole) in parts {
                form.push_str(&escaped(&line[from..range.start]));
                form.push_str(hole);
                from = range.end;
            }
            form.push_str(&escaped(&line[from..]));
            form
        };
        match &numbers[..] {
            [count, limit] if line[count.end..limit.start].trim() == "/" => {
                let counts = [
                    "active", "current", "count", "wip", "task", "progress", "capacity", "slot",
                    "card", "limit",
                ];
                let Some(most) = number(limit).filter(|most| *most > 0 && says(&counts)) else {
                    continue;
                };
                if found.limit.is_none_or(|(known, _)| known == most) {
                    found.limit = found.limit.or(Some((most, at)));
                    found.forms.push((with(&[(count, "{count}"), (limit, "{limit}")]), at));
                }
            }
            [limit] if says(&["max", "limit", "at most"]) => {
                let Some(most) = number(limit).filter(|most| *most > 0) else { continue };
                if found.limit.is_none_or(|(known, _)| known == most) {
                    found.limit = found.limit.or(Some((most, at)));
                    found.forms.push((with(&[(limit, "{limit}")]), at));
                }
            }
            [count]
                if says(&["count", "total", "currently", "active:", "active**:", "tasks:"])
                    && number(count) == u32::try_from(zone.cards).ok() =>
            {
                found.forms.push((with(&[(count, "{count}")]), at));
            }
            _ => {}
        }
    }
    found
}

/// The limit that a list of limits tells of a stage: `- **Doing:** 3 at most` below `## WIP limits`.
pub(super) fn listed_limit(zone: &Zone<'_, '_>) -> Option<(u32, usize)> {
    if zone.rank >= DONE {
        return None;
    }
    let reading = zone.reading;
    let own = zone.section.and_then(|section| section.role.as_ref());
    let is_limits = |section: &&Section| {
        let said = words(&section.title);
        said.len() < 5
            && said.last().is_some_and(|word| matches!(word.as_str(), "limit" | "limits"))
    };
    let limits = reading.sections.iter().filter(is_limits);
    let mut lines = limits.flat_map(|section| reading.shown(section.body..section.range.end));
    lines.find_map(|(at, line)| {
        let line = line.trim_start_matches(['-', '*', '+', '|', ' ', '\t']);
        let (name, said) = line.split_once([':', '|', '：'])?;
        let name = name.trim_matches(['*', '_', '`', ' ']);
        let is_own = stage_name(name) == zone.name || own.is_some() && role(name).as_ref() == own;
        match &numbers(said)[..] {
            // So many for each person are more in all.
            [limit] if is_own && !said.contains(" per ") && !said.contains(" each") => {
                let limit = said[limit.clone()].parse().ok().filter(|limit| *limit > 0)?;
                Some((limit, at))
            }
            _ => None,
        }
    })
}

/// The lines that stand before a stage's first card and belong to it.
fn reading_ahead<'r>(zone: &Zone<'r, '_>, is_alone: bool) -> Vec<(usize, &'r str)> {
    let reading = zone.reading;
    let start = match zone.section {
        Some(section) if !is_alone => section.body,
        _ => reading.outline.start,
    };
    let end = zone.section.map_or(reading.source.text.len(), |section| section.range.end);
    let end = zone.heads().find(|found| found.at >= start).map_or(end, |first| first.at);
    reading.shown(start..end).collect()
}

/// The runs of digits in a line that are numbers of their own.
fn numbers(line: &str) -> Vec<Range<usize>> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let len = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if len > 0 {
            let touches = |b: Option<&u8>| {
                b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b','))
            };
            let after = bytes.get(at + len);
            let next = bytes.get(at + len + 1);
            let ends = after == Some(&b'.') && next.is_none()
                || after == Some(&b',') && next == Some(&b' ');
            if !touches(at.checked_sub(1).and_then(|at| bytes.get(at))) && (ends || !touches(after))
            {
                found.push(at..at + len);
            }
        }
        at += len.max(1);
    }
    found
}

/// Text as a form has it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// The rule that stands between most cards.
pub(super) fn separator(zone: &Zone<'_, '_>) -> Option<(String, usize)> {
    let reading = zone.reading;
    let starts: Vec<usize> = zone.heads().map(|found| found.at).collect();
    let gaps = starts.windows(2).filter_map(|pair| {
        let mut rules = reading.outline.blocks.iter().filter(|block| {
            block.kind == BlockKind::Rule && (pair[0]..pair[1]).contains(&block.range.start)
        });
        // The last thing before the next card, but for blank lines.
        let last = rules
            .next_back()
            .filter(|rule| reading.source.text[rule.range.end..pair[1]].trim().is_empty());
        last.map(|rule| reading.source.text[rule.range.clone()].trim().to_owned())
    });
    let gaps: Vec<String> = gaps.collect();
    let line = most(gaps.iter().cloned())?;
    let count = gaps.iter().filter(|gap| **gap == line).count();
    (count * 2 >= starts.len() - 1).then_some((line, count))
}

/// Whether a line says that there is nothing, set off from other text or not.
pub(super) fn says_nothing(line: &str) -> bool {
    says_empty(line) || says_empty(&format!("*{line}*"))
}

/// The line that says that a stage is empty.
pub(super) fn placeholder<'r>(zone: &Zone<'r, '_>) -> Option<(&'r str, usize)> {
    if zone.heads().next().is_some() {
        return None;
    }
    let reading = zone.reading;
    let range = match zone.section {
        Some(section) => section.body..section.range.end,
        None => reading.outline.start..reading.source.text.len(),
    };
    let mut lines = reading.lines.within(range);
    let line = lines.find(|line| {
        let text = reading.source.text[line.clone()].trim();
        let is_row = reading.tables.iter().any(|table| table.rows.contains(&line.start));
        reading.is_blank((line.start, text)) || is_row && is_filler(text)
    })?;
    Some((reading.source.text[line.clone()].trim(), line.start))
}

/// The line that every empty stage of the board has, where the cards of this one are no rows.
pub(super) fn habit<'r>(zone: &Zone<'r, '_>, zones: &[Zone<'r, '_>]) -> Option<&'r str> {
    let empty = zones.iter().filter(|other| other.heads().next().is_none());
    let mut said = empty.map(placeholder).peekable();
    let (line, at) = said.next()??;
    // A single line whose words nobody knows is that of its own lane.
    if said.peek().is_none() && zone.reading.blanks.contains(&at) {
        return None;
    }
    // One that names its stage says nothing of others.
    let names = |zone: &Zone<'_, '_>| {
        let own = words(&zone.name);
        words(line).iter().any(|word| word.len() > 2 && own.contains(word))
    };
    let owner = zones.iter().find(|other| placeholder(other).is_some_and(|(own, _)| own == line));
    if owner.is_some_and(names) {
        return None;
    }
    let mut said = said.map(|other| other.map(|(line, _)| line));
    let is_row = zone.form.marker == Marker::Row || line.starts_with('|');
    (!is_row && said.all(|other| other == Some(line))).then_some(line)
}

/// The heading of a stage, by example.
pub(super) struct StageHeading {
    /// With holes for its count and its limit.
    pub form: String,
    /// The limit that it tells.
    pub limit: Option<u32>,
    /// Why it is so.
    pub why: &'static str,
    /// What could also be otherwise.
    pub doubt: Option<String>,
}

/// The heading of a stage in which tasks are live without what changes from day to day at its end, a day or what
/// a program shows there, where no other heading begins so.
pub(super) fn changing(zone: &Zone<'_, '_>) -> Option<String> {
    let line = &zone.section?.line_text;
    let from = line.find('<').or_else(|| {
        let digits = line.trim_end_matches(|c: char| c.is_ascii_digit() || "-/.".contains(c)).len();
        let parts = line[digits..].split(['-', '/', '.']);
        (parts.filter(|part| !part.is_empty()).count() == 3).then_some(digits)
    })?;
    let stem = line[..from].trim_end();
    let lines = zone.reading.sections.iter().filter(|other| other.line_text.starts_with(stem));
    let tells = stem.contains(char::is_alphabetic) && lines.count() == 1 && zone.rank < DONE;
    tells.then(|| format!("{}{{*}}", escaped(&line[..from])))
}

/// Words beside a number in brackets that leave it a count, or make it a limit.
const COUNTED: [&str; 20] = [
    "max", "maximum", "limit", "wip", "of", "up", "to", "at", "most", "task", "tasks", "item",
    "items", "card", "cards", "issue", "issues", "total", "open", "left",
];

/// Whether what stands behind a count says that a limit follows: `2/5`, `2 of 5`, `2, max 5`.
fn parts_limit(between: &str) -> bool {
    let bare = between.trim_matches(|c: char| c.is_whitespace() || ",;:".contains(c));
    ["/", "of", "max", "limit", "wip"].contains(&bare)
}

/// Reads the numbers in brackets at the end of a stage's heading: `## Doing (2/5)`.
pub(super) fn heading(line: &str, cards: usize, rank: u8) -> StageHeading {
    let plain = || StageHeading {
        form: escaped(line),
        limit: None,
        why: "the heading of its cards, once in the file",
        doubt: None,
    };
    let bracket = line.rfind(['(', '[']).filter(|_| line.ends_with([')', ']']));
    let Some(open) = bracket.or_else(|| count_at(line)) else {
        return plain();
    };
    let inner = &line[open..];
    let found = numbers(inner);
    let value = |range: &Range<usize>| inner[range.clone()].parse::<u32>().ok();
    // Without brackets, only what is true already is a count.
    let first = found.first().and_then(value);
    if bracket.is_none() && first != u32::try_from(cards).ok() {
        return plain();
    }
    // A day or a version has numbers that are none of their own.
    let digits = inner.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    if digits.count() > found.len() {
        return plain();
    }
    let words = inner.to_lowercase();
    // A number of something else, as in `Done (last 7 days)`, is nobody's count.
    let mut others = words.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    if others.any(|word| !COUNTED.contains(&word)) {
        return plain();
    }
    let (holes, limit, doubt) = match &found[..] {
        [count, limit] if parts_limit(&inner[count.end..limit.start].to_lowercase()) => {
            (vec!["{count}", "{limit}"], value(limit), None)
        }
        [one] => {
            let told = value(one);
            let is_count = told == u32::try_from(cards).ok();
            let says = ["max", "limit", "wip"].iter().any(|word| words.contains(word));
            let over = told.is_some_and(|told| told as usize > cards);
            if says {
                (vec!["{limit}"], told, None)
            } else if !is_count && over && (4..8).contains(&rank) {
                let doubt =
                    format!("the number in `{line}` is taken for a limit, and could be a count");
                (vec!["{limit}"], told, Some(doubt))
            } else {
                let doubt = (!is_count).then(|| {
                    format!("`{line}` is taken to tell a count, and {cards} cards stand there")
                });
                (vec!["{count}"], None, doubt)
            }
        }
        _ => return plain(),
    };
    if limit == Some(0) || limit.is_none() && holes.contains(&"{limit}") {
        return plain();
    }
    let (mut form, mut from) = (escaped(&line[..open]), 0);
    for (range, hole) in found.iter().zip(holes) {
        form.push_str(&escaped(&inner[from..range.start]));
        form.push_str(hole);
        from = range.end;
    }
    form.push_str(&escaped(&inner[from..]));
    StageHeading {
        form,
        limit,
        why: "the heading of its cards; flow keeps its numbers true",
        doubt,
    }
}
