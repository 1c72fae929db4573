//! What a card says: fields, sections, boxes and notes, in any of the known forms.

use std::ops::Range;

use jiff::civil::{Date, Time};

use super::keyed::{Keyed, Keys};
use super::marker::leading;
use super::{Board, Card, rows};
use crate::inline;
use crate::markdown::{Lines, Outline};
use crate::task::{CheckBox, Field, Item, Note, Section, Task};
use crate::workflow::CardKind;

impl Board {
    /// Reads what a card says.
    pub fn task(&self, card: &Card) -> Task {
        self.format.task(self, card)
    }

    /// Reads what the lines of a card say from a byte on, `deeper` blanks aside. Code, comments, quotes
    /// and HTML say nothing.
    pub(crate) fn read_body(&self, card: &Card, from: usize, deeper: usize) -> Task {
        let span = from..card.range.end;
        let reader = Reader::of(&self.text, &self.lines, &self.outline, span, deeper);
        reader.task(self, card)
    }

    /// The title of a card, as it is told.
    pub fn title(&self, card: &Card) -> String {
        match card.kind {
            CardKind::Own => self.task(card).title,
            _ => self.told_title(card),
        }
    }

    pub(super) fn told_title(&self, card: &Card) -> String {
        let text = self.slice(&card.title);
        if card.kind == CardKind::Row {
            return rows::plain(text);
        }
        // Of a heading with its underline below it, all lines above that are its title.
        let head: Vec<&str> = self.text[card.range.start..card.head_end].lines().collect();
        match (card.kind, &head[..]) {
            (CardKind::Heading(_), [_, more @ .., _]) if !more.is_empty() => {
                let more = more.iter().map(|line| line.trim());
                [text.trim_end()].into_iter().chain(more).collect::<Vec<_>>().join(" ")
            }
            _ => text.to_owned(),
        }
    }

    /// What the columns of a row say, but for those with its id and its title.
    pub(crate) fn columns(&self, card: &Card) -> Vec<Field> {
        let Some(table) = self.table_at(card.range.start) else { return Vec::new() };
        let own = card.id_at.iter().chain([&card.title]);
        let own: Vec<usize> = own.map(|at| at.start - card.range.start).collect();
        rows::row_fields(self.slice(&card.range), &table.columns, &own, card.line)
    }
}

/// The fields in a title, and its tags as one more.
pub(crate) fn inline_fields(title: &str, line: usize) -> Vec<Field> {
    let field = |name: &str, value: String| Field { name: name.to_owned(), value, line };
    let marks = inline::marks(title).into_iter();
    let mut fields: Vec<Field> =
        marks.map(|mark| field(&title[mark.name], title[mark.value].trim().to_owned())).collect();
    let tags: Vec<&str> = inline::tags(title).into_iter().map(|tag| &title[tag]).collect();
    if !tags.is_empty() {
        fields.push(field("tags", tags.join(", ")));
    }
    fields
}

/// A line of a card's body, taken apart.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Columns before its first character, beyond the card's own width.
    pub indent: usize,
    /// Whether it begins with a list marker.
    pub bullet: bool,
    /// Its level as a heading, 0 where it is none.
    pub level: usize,
    /// What it says, without markers.
    pub text: &'a str,
}

impl<'a> Line<'a> {
    pub fn of(raw: &'a str, width: usize) -> Self {
        let body = raw.trim_start_matches([' ', '\t']);
        let indent = columns(&raw[..raw.len() - body.len()]).saturating_sub(width);
        let level = body.bytes().take_while(|&b| b == b'#').count();
        if (1..=6).contains(&level) && body[level..].starts_with(' ') {
            return Self { indent, bullet: false, level, text: body[level..].trim() };
        }
        match marker_len(body) {
            0 => Self { indent, bullet: false, level: 0, text: body },
            len => Self { indent, bullet: true, level: 0, text: body[len..].trim_start() },
        }
    }
}

/// How far blanks reach.
fn columns(blanks: &str) -> usize {
    blanks.bytes().map(|b| if b == b'\t' { 4 } else { 1 }).sum()
}

/// The blanks that every line of a body begins with, and their columns, where those are more than the
/// `width` of a card: items nested by four blanks or a tab are of the first depth all the same. With four
/// more they would be code (CommonMark 0.31).
pub(super) fn margin<'a>(
    lines: impl Iterator<Item = &'a str>,
    width: usize,
) -> Option<(&'a str, usize)> {
    let mut least: Option<(&str, usize)> = None;
    for raw in lines.filter(|raw| !raw.trim_ascii().is_empty()) {
        let blanks = &raw[..leading(raw)];
        let here = columns(blanks);
        if here <= width {
            return None;
        }
        if least.is_none_or(|(_, least)| here < least) {
            least = Some((blanks, here));
        }
    }
    least.filter(|(_, columns)| *columns < width + 4)
}

/// Length of a list marker: `-`, `*`, `+`, `1.`, `1)`; 0 where there is none.
fn marker_len(body: &str) -> usize {
    let bytes = body.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let len = match bytes.get(digits) {
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
        _ => return 0,
    };
    if matches!(bytes.get(len), None | Some(b' ' | b'\t')) { len } else { 0 }
}

#[derive(Default)]
pub(super) struct Reader {
    pub fields: Vec<Field>,
    pub sections: Vec<Section>,
    pub boxes: Vec<CheckBox>,
    notes: Vec<Note>,
    open: Option<Open>,
    /// Whether something stood there that is no field: `K: v` is prose from there on.
    past_fields: bool,
}

/// The section that is being read.
struct Open {
    /// Its opening line's indent where that was a bullet; `None` where it stood by itself, so that
    /// bullets of any depth belong to it.
    bullet: Option<usize>,
    /// The indent of its items, once one was seen.
    items: Option<usize>,
}

impl Reader {
    /// Reads the lines of a span of a text, `deeper` blanks aside, or as many as all of them have.
    pub fn of(
        text: &str,
        lines: &Lines,
        outline: &Outline,
        span: Range<usize>,
        deeper: usize,
    ) -> Self {
        let mut reader = Self::default();
        let raw = lines.within(span.clone()).map(|line| &text[line]);
        let deeper = margin(raw, deeper).map_or(deeper, |(_, columns)| columns);
        for (number, line) in lines.numbered(span) {
            let raw = text[line.clone()].trim_end_matches(['\n', '\r']);
            if !outline.is_opaque(line.start) && !raw.trim_ascii().is_empty() {
                reader.line(&Line::of(raw, deeper), number);
            }
        }
        reader
    }

    /// What a card tells whose lines were read.
    pub fn task(self, board: &Board, card: &Card) -> Task {
        Task {
            id: card.id.clone(),
            title: board.told_title(card),
            link: None,
            stage: card.stage.clone(),
            board: board.path.clone(),
            line: card.line,
            closed: card.closed,
            fields: self.fields,
            sections: self.sections,
            boxes: self.boxes,
            notes: self.notes,
        }
    }

    pub fn line(&mut self, line: &Line<'_>, number: usize) {
        // A heading within an item is the item's.
        let nested =
            self.open.as_ref().and_then(|open| open.items).is_some_and(|at| line.indent > at);
        if line.level > 0 && !nested {
            self.past_fields = true;
            return self.open_section(line.text.trim_end_matches(':'), "", number, None);
        }
        if self.open.as_ref().is_some_and(|open| open.bullet.is_some_and(|at| line.indent <= at)) {
            self.open = None;
        }
        // A bullet in a section that stands by itself is its item, whatever it looks like.
        let item = line.bullet && self.open.is_some();
        if line.indent == 0 && !item && checkbox(line.text).is_none() {
            let mut keys = Keys::of(line.text, !self.past_fields);
            if let Some(first) = keys.next() {
                if first.value.is_empty() && keys.rest().is_none() {
                    self.past_fields = true;
                    let bullet = line.bullet.then_some(line.indent);
                    return self.open_section(first.name, first.suffix, number, bullet);
                }
                self.open = None;
                let field = |key: Keyed<'_>| Field {
                    name: key.name.to_owned(),
                    value: key.value.to_owned(),
                    line: number,
                };
                self.fields.extend([first].into_iter().chain(keys).map(field));
                return;
            }
        }
        // A value may go on in the lines below it.
        self.past_fields |= line.indent == 0 || self.fields.is_empty();
        self.content(line, number);
    }

    fn open_section(&mut self, name: &str, suffix: &str, line: usize, bullet: Option<usize>) {
        self.open = Some(Open { bullet, items: None });
        let (name, suffix) = (name.trim().to_owned(), suffix.to_owned());
        self.sections.push(Section { name, suffix, line, items: Vec::new() });
    }

    fn content(&mut self, line: &Line<'_>, number: usize) {
        let ticked = line.bullet.then(|| checkbox(line.text)).flatten();
        let text = ticked.map_or(line.text, |(_, text)| text).trim();
        if let Some((done, text)) = ticked {
            let section = self.open.as_ref().and(self.sections.last()).map(|s| s.name.clone());
            self.boxes.push(CheckBox { text: text.trim().to_owned(), done, line: number, section });
        }
        if line.bullet
            && let Some(note) = dated(text, number)
        {
            self.notes.push(note);
        }
        let (Some(open), Some(section)) = (&mut self.open, self.sections.last_mut()) else {
            return;
        };
        let first_depth = line.bullet && line.indent <= *open.items.get_or_insert(line.indent);
        if first_depth {
            let done = ticked.map(|(done, _)| done);
            let item = Item { text: text.to_owned(), line: number, done, nested: Vec::new() };
            section.items.push(item);
        } else if let Some(item) = section.items.last_mut() {
            item.nested.push(text.to_owned());
        }
    }
}

/// A checkbox at the start of an item: whether it is ticked, and what follows.
pub(crate) fn checkbox(text: &str) -> Option<(bool, &str)> {
    let boxes = [("[ ]", false), ("[x]", true), ("[X]", true), ("✅", true), ("⏳", false)];
    boxes.iter().find_map(|&(mark, done)| {
        let rest = text.strip_prefix(mark)?;
        let bracket = mark.starts_with('[');
        (!bracket || rest.is_empty() || rest.starts_with([' ', '\t'])).then_some((done, rest))
    })
}

/// A note that begins with a date: `2025-11-24: text`, `2025-11-24 01:00: text`.
fn dated(text: &str, line: usize) -> Option<Note> {
    let is_bold = text.starts_with('*');
    let text = text.trim_start_matches('*');
    // Most texts are no dates, and saying why one is none takes long.
    let date = text.get(..10).filter(|date| date.starts_with(|c: char| c.is_ascii_digit()))?;
    let date: Date = date.parse().ok()?;
    let rest = text[10..].trim_start();
    let time: Option<Time> = rest.get(..5).and_then(|time| time.parse().ok());
    let rest = if time.is_some() { &rest[5..] } else { rest };
    let text = parted(rest);
    let text = if is_bold { parted(text.trim_start_matches('*')) } else { text };
    let at = date.to_datetime(time.unwrap_or(Time::midnight()));
    Some(Note { at, text: text.trim().to_owned(), line })
}

/// What stands behind the mark that parts a date from a note; what the note itself begins with stays.
fn parted(text: &str) -> &str {
    text.trim_start().trim_start_matches([':', '-', '–', '—']).trim_start()
}

/// The lines of a card's fields, read as [`Board::task`] reads them, and of those that wait for their
/// value: a key to which nothing belongs. A task reads such a key as a section without items. With each, whether
/// plain names count in it.
pub(super) fn field_lines(text: &str, head_end: usize, width: usize) -> Vec<(Range<usize>, bool)> {
    let lines = Lines::of(text);
    let outline = Outline::of(text, &lines);
    let mut reader = Reader::default();
    // The places of keys without a value, and which sections they open.
    let mut waiting: Vec<(usize, usize)> = Vec::new();
    // Where plain names count no more.
    let mut past_fields = text.len();
    // Whether the line before is such a key, so that what follows directly belongs to it.
    let mut after_key = false;
    for line in lines.within(head_end..text.len()) {
        let raw = text[line.clone()].trim_end_matches(['\n', '\r']);
        if raw.trim().is_empty() {
            after_key = false;
            continue;
        }
        if reader.past_fields {
            past_fields = past_fields.min(line.start);
        }
        let known = reader.fields.len() + reader.sections.len();
        let read = Line::of(raw, width);
        if !outline.is_opaque(line.start) {
            // The place stands in for the line's number.
            reader.line(&read, line.start);
        }
        let is_content = known == reader.fields.len() + reader.sections.len();
        if after_key && is_content {
            waiting.pop();
        }
        let opened = reader.sections.last().is_some_and(|section| section.line == line.start);
        after_key = opened && read.level == 0;
        if after_key {
            waiting.push((line.start, reader.sections.len() - 1));
        }
    }
    let waiting = waiting.iter().filter(|(_, section)| reader.sections[*section].items.is_empty());
    let mut starts: Vec<usize> = reader.fields.iter().map(|field| field.line).collect();
    starts.extend(waiting.map(|(at, _)| *at));
    // A line may say several.
    starts.dedup();
    // Those with a value come first: where a name stands twice, it is the one that counts.
    starts.into_iter().map(|at| (at..lines.end_of(at), at < past_fields)).collect()
}

/// The range of the leading block of fields in a card's body, as line ranges of `text`.
///
/// Only fields that stand as `bullet` says count: a list of fields below plain ones is body. Blank lines may
/// stand before them, but a paragraph behind one that only begins like a field (`Why: …`) is text.
pub(super) fn leading_fields(
    text: &str,
    head_end: usize,
    width: usize,
    bullet: bool,
) -> Vec<Range<usize>> {
    let mut fields: Vec<Range<usize>> = Vec::new();
    let mut at = head_end;
    let first = |text, plain| Keys::of(text, plain).next();
    let (bold, keyed) = (|text| first(text, false), |text| first(text, true));
    let (mut behind_blank, mut is_text) = (false, false);
    for raw in text[head_end..].split_inclusive('\n') {
        if fields.is_empty() && raw.trim().is_empty() {
            behind_blank = true;
            at += raw.len();
            continue;
        }
        let line = Line::of(raw.trim_end_matches(['\n', '\r']), width);
        let field = line.indent == 0
            && line.bullet == bullet
            && keyed(line.text).is_some_and(|key| !key.value.is_empty());
        // A value may wrap, and a listed field may have lines nested in it: a new field comes after.
        let plain = !line.bullet && line.level == 0 && keyed(line.text).is_none();
        let wraps = !line.text.is_empty() && (line.indent > 0 || plain && !bullet);
        if field && checkbox(line.text).is_none() {
            is_text |= fields.is_empty() && behind_blank && bold(line.text).is_none();
            fields.push(at..at + raw.len());
        } else if let (Some(last), true) = (fields.last_mut(), wraps) {
            if is_text && plain {
                return Vec::new();
            }
            last.end += raw.len();
        } else {
            break;
        }
        at += raw.len();
    }
    fields
}
