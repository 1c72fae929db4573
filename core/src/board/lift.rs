//! A card of lines as text below front matter: the fields that it begins with go ahead, and the rest is
//! shifted to depth 0.

use std::collections::BTreeMap;

use super::convert::{Domain, convert};
use super::head::head_len;
use super::keyed::{Keyed, Keys};
use super::read::{Line, Reader, checkbox, inline_fields};
use super::{Board, Card};
use crate::form::Template;
use crate::markdown::{BlockKind, Lines, Outline};
use crate::task::{Field, Task};
use crate::workflow::{CardKind, HeadForm};

/// A card of lines, taken apart.
pub(crate) struct Lifted {
    /// Its fields, as far as they stand above everything else and can go ahead.
    pub fields: Vec<Field>,
    /// Everything else but its head, at depth 0, without blank lines around it.
    pub body: String,
    /// Lines that had to be normalised, counted from the card's head as 1.
    pub normalised: Vec<usize>,
}

/// Takes a card of lines apart whose body begins with `width` blanks. Fields that cannot go ahead stay in
/// the body, and so does everything below them.
///
/// # Errors
/// When the body would read otherwise at depth 0.
pub(crate) fn lift(
    text: &str,
    width: usize,
    line_end: &str,
    can_go: impl Fn(&str) -> bool,
) -> Result<Lifted, Domain> {
    let (body, normalised) = flat(text, width, line_end)?;
    let lines: Vec<&str> = body.split_inclusive('\n').collect();
    let mut fields: Vec<Field> = Vec::new();
    let mut rest = 0;
    for (nth, raw) in lines.iter().enumerate() {
        if raw.trim().is_empty() {
            continue;
        }
        let line = Line::of(raw.trim_end_matches(['\n', '\r']), 0);
        let own: Vec<Keyed<'_>> = said(&line).collect();
        let is_known = |(at, key): (usize, &Keyed<'_>)| {
            let before = own[..at].iter().map(|key| key.name);
            let mut known = fields.iter().map(|field| field.name.as_str()).chain(before);
            known.any(|name| name.eq_ignore_ascii_case(key.name))
        };
        let stays = own.iter().any(|key| !can_go(key.name)) || own.iter().enumerate().any(is_known);
        if own.is_empty() || stays || goes_on(&line, &lines[nth + 1..]) {
            break;
        }
        let field = |key: Keyed<'_>| Field {
            name: key.name.to_owned(),
            value: key.value.to_owned(),
            line: nth + 1,
        };
        fields.extend(own.into_iter().map(field));
        rest = nth + 1;
    }
    let body: String = lines[rest..].concat();
    let blank = body.len() - body.trim_start_matches(['\n', '\r', ' ', '\t']).len();
    let start = body[..blank].rfind('\n').map_or(0, |at| at + 1);
    let body = body[start..].trim_end().to_owned();
    Ok(Lifted { fields, body, normalised })
}

/// A card's body at depth 0, as it would stand below a heading.
fn flat(text: &str, width: usize, line_end: &str) -> Result<(String, Vec<usize>), Domain> {
    let line = Template::parse("# {title}").map_err(|_| Domain::Title)?;
    let form = HeadForm { kind: CardKind::Heading(1), line };
    let converted = convert(text, width, "", "x", &form, line_end)?;
    let body = converted.text[head_len(&converted.text)..].to_owned();
    Ok((body, converted.normalised))
}

/// The fields that a line of the first depth says. None where one of them has no value: it would be lost.
fn said<'l>(line: &Line<'l>) -> impl Iterator<Item = Keyed<'l>> {
    let own = line.indent == 0 && line.level == 0 && checkbox(line.text).is_none();
    let keys = Keys::of(line.text, true);
    let own = own && keys.clone().all(|key| !key.value.is_empty());
    keys.filter(move |_| own)
}

/// Whether what follows a field belongs to it: lines that go on with its value, or are nested in its item.
fn goes_on(line: &Line<'_>, below: &[&str]) -> bool {
    let apart = below.first().is_none_or(|next| next.trim().is_empty());
    let next = below.iter().find(|next| !next.trim().is_empty());
    let Some(next) = next.map(|next| Line::of(next.trim_end_matches(['\n', '\r']), 0)) else {
        return false;
    };
    let begins = next.bullet || next.level > 0 || said(&next).next().is_some();
    if line.bullet {
        next.indent > 0 || !apart && !begins
    } else {
        !apart && (next.indent > 0 || !begins)
    }
}

/// The first heading of a card's text, but for its own, that would end a card which is a heading of this
/// level: its line, counted from 1.
pub(crate) fn ending_heading(text: &str, level: u8) -> Option<usize> {
    let lines = Lines::of(text);
    let outline = Outline::of(text, &lines);
    let mut ends = outline.blocks.iter().filter(|block| {
        block.range.start > 0 && matches!(block.kind, BlockKind::Heading(other) if other <= level)
    });
    ends.next().map(|block| lines.number(block.range.start))
}

/// What a card tells, without its lines: fields, sections with their items, and boxes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    fields: BTreeMap<(String, String), usize>,
    rest: Vec<String>,
}

impl Told {
    /// What a task tells.
    pub fn of(task: &Task) -> Self {
        let mut told = Self::default();
        for field in task.fields.iter().filter(|field| !field.value.is_empty()) {
            *told.fields.entry((field.name.to_lowercase(), field.value.clone())).or_default() += 1;
        }
        let sections = task.sections.iter().map(|section| {
            let items = section.items.iter().map(|item| &item.text).collect::<Vec<_>>();
            format!("{} {} {items:?}", section.name, section.suffix)
        });
        let boxes = task.boxes.iter().map(|b| format!("{} {} {:?}", b.text, b.done, b.section));
        let notes = task.notes.iter().map(|note| format!("{} {}", note.at, note.text));
        told.rest = sections.chain(boxes).chain(notes).collect();
        told
    }
}

impl Board {
    /// What a card of lines with this text, whose body begins with `width` blanks, would tell.
    pub(crate) fn task_of(&self, card: &Card, text: &str, title: &str, width: usize) -> Task {
        let lines = Lines::of(text);
        let outline = Outline::of(text, &lines);
        let span = head_len(text)..text.len();
        let reader = Reader::of(text, &lines, &outline, span, width);
        let mut task = reader.task(self, card);
        task.fields.extend(inline_fields(title, card.line));
        task
    }
}
