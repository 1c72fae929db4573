//! Changes within a card's sections: items that are added, boxes that are ticked.
//!
//! Only whole lines are put in, and only the mark of a box is written over.

use std::ops::Range;

use super::marker::{after_marker, leading, marker, next};
use super::read::{Line, Reader, checkbox};
use super::{CardText, Mould};
use crate::form::Template;
use crate::markdown::{Lines, Outline};

/// How an item begins that is added to a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// With its text.
    None,
    /// With an open box.
    Open,
    /// With a ticked one.
    Done,
}

/// An item that is to be added to a section.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// The section's name.
    pub section: &'a str,
    /// How it begins.
    pub mark: Mark,
    /// Whether the section counts its items, where it has none yet.
    pub counts: bool,
    /// Its text; the lines below the first are nested in it.
    pub text: &'a str,
}

/// A field or a section of a card's text, with the lines that belong to it.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) is_section: bool,
    /// Its first line.
    pub(super) line: Range<usize>,
    /// The lines of its items of the first depth.
    pub(super) items: Vec<Range<usize>>,
    /// The end of the last line that belongs to it.
    end: usize,
    /// Whether its items stand between two marks (`<!-- AC:BEGIN -->`), and the second was seen.
    closed: bool,
}

impl CardText {
    /// Whether the card has a section of that name.
    pub fn has_section(&self, name: &str) -> bool {
        self.keys().iter().any(|key| key.is_section && is(key, name))
    }

    /// The texts of a section's items of the first depth, with their boxes.
    pub fn items(&self, name: &str) -> Vec<String> {
        let keys = self.keys();
        let key = keys.iter().find(|key| key.is_section && is(key, name));
        let items = key.into_iter().flat_map(|key| &key.items).map(|item| self.line(item));
        items.map(|item| item[after_marker(item)..].trim().to_owned()).collect()
    }

    /// Adds an item at the end of its section, as the items before it stand; makes the section by the
    /// mould where the card has none.
    pub fn append(&mut self, item: &Item<'_>, mould: &Mould) {
        let keys = self.keys();
        let found = keys.iter().find(|key| key.is_section && is(key, item.section)).cloned();
        match found {
            Some(key) => self.append_to(&key, item, mould),
            None => self.make(&keys, item, mould),
        }
    }

    fn append_to(&mut self, key: &Key, item: &Item<'_>, mould: &Mould) {
        let header = self.line(&key.line);
        let (lead, boxed) = match key.items.last().map(|last| self.line(last)) {
            Some(last) => {
                let (at, len) = marker(last);
                let lead =
                    format!("{}{}", &last[..at], next(&last[at..at + len], &self.numbers(key)));
                (lead, is_emoji(&last[after_marker(last)..]))
            }
            None => {
                let nested = if Line::of(header, self.width()).bullet { 2 } else { 0 };
                let lead = format!("{}{}", &header[..leading(header)], " ".repeat(nested));
                (format!("{lead}{}", first_marker(item, &mould.marker.1)), None)
            }
        };
        let first = key.items.is_empty();
        let lines = self.written(&lead, item, boxed.or(mould.emoji));
        self.put(key.end, &lines, first);
    }

    /// The lines of an item behind `lead`, its blanks and marker.
    fn written(&self, lead: &str, item: &Item<'_>, emoji: Option<bool>) -> String {
        let mark = match (item.mark, emoji) {
            (Mark::None, _) => "",
            (Mark::Open, _) => "[ ] ",
            (Mark::Done, Some(true)) => "✅ ",
            (Mark::Done, _) => "[x] ",
        };
        let deeper: String = lead.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let mut out = String::new();
        for (nth, line) in item.text.lines().enumerate() {
            match (nth, line.trim().is_empty()) {
                (0, _) => out.push_str(&format!("{lead}{mark}{line}")),
                (_, true) => {}
                (_, false) => out.push_str(&format!("{deeper}{line}")),
            }
            out.push_str(self.line_end());
        }
        out
    }

    /// Puts whole lines in at the end of a line; with a blank line behind them where they are the first of
    /// a list and text follows directly.
    fn put(&mut self, at: usize, lines: &str, first: bool) {
        let mut lines = lines.to_owned();
        if !self.as_str()[..at].ends_with('\n') {
            lines.insert_str(0, self.line_end());
        }
        let next = self.as_str()[at..].lines().next();
        if first && next.is_some_and(|next| !next.trim().is_empty()) {
            lines.push_str(self.line_end());
        }
        self.insert(at, &lines);
    }

    /// Makes a section with its first item.
    fn make(&mut self, keys: &[Key], item: &Item<'_>, mould: &Mould) {
        let end = self.line_end();
        let blanks = format!("{}{}", self.blanks(), " ".repeat(mould.indent));
        let lead = format!("{blanks}{}{}", mould.marker.0, first_marker(item, &mould.marker.1));
        let mut lines = format!("{blanks}{}{end}", mould.head);
        if mould.apart.1 {
            lines.push_str(end);
        }
        lines.push_str(&self.written(&lead, item, mould.emoji));
        // What stands among the leading fields is no place for a section.
        let body = self.as_str().len() - self.below_fields().len();
        let mut others = keys.iter().filter(|key| key.line.start >= body);
        let follower = others.find(|key| mould.followers.iter().any(|name| is(key, name)));
        let text = self.as_str();
        let at = match follower {
            Some(key) => key.line.start,
            None => {
                let said = text.trim_end().len();
                text[said..].find('\n').map_or(text.len(), |at| said + at + 1)
            }
        };
        let is_blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
        // A line that is neither a heading nor an item goes on with the item before it, if any.
        let bare = |line: &str| {
            let line = Line::of(line, self.width());
            !line.bullet && line.level == 0
        };
        let body = text.get(self.start()..at).unwrap_or_default();
        let runs_on = bare(&mould.head)
            && body
                .lines()
                .rev()
                .take_while(|line| !line.trim().is_empty())
                .any(|line| Line::of(line, self.width()).bullet);
        // A heading has nothing of its card before it that it would run into, but a field or prose.
        if (mould.apart.0 || runs_on) && !is_blank(text[..at].lines().next_back()) {
            lines.insert_str(0, end);
        }
        if let Some(key) = follower
            && (mould.apart.0 || bare(self.line(&key.line)))
        {
            lines.push_str(end);
        }
        if !text[..at].is_empty() && !text[..at].ends_with('\n') {
            lines.insert_str(0, end);
        }
        self.insert(at, &lines);
    }

    /// Nests a line in an item of a section, behind what is nested there already; `false` where there is
    /// no such item.
    pub fn nest(&mut self, section: &str, nth: usize, text: &str) -> bool {
        let keys = self.keys();
        let Some(key) = keys.iter().find(|key| key.is_section && is(key, section)) else {
            return false;
        };
        let Some(item) = key.items.get(nth) else { return false };
        let at = self.item_end(key, nth);
        let head = self.line(item);
        let blanks: String = head[..after_marker(head)]
            .chars()
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        let nested = Item { section, mark: Mark::None, counts: false, text };
        let written = self.written(&format!("{blanks}- "), &nested, None);
        self.put(at, &written, false);
        true
    }

    /// The end of the last line of an item that says something.
    fn item_end(&self, key: &Key, nth: usize) -> usize {
        let end = key.items.get(nth + 1).map_or(key.end, |next| next.start);
        let start = key.items.get(nth).map_or(end, |item| item.start);
        let lines = Lines::of(self.as_str());
        let said = lines.within(start..end).filter(|at| !self.line(at).trim().is_empty());
        said.last().map_or(end, |line| line.end)
    }

    /// Takes the first item with that text off a section, with what is nested in it; `false` where there is
    /// none.
    pub fn strike(&mut self, section: &str, item: &str) -> bool {
        let keys = self.keys();
        let Some(key) = keys.iter().find(|key| key.is_section && is(key, section)) else {
            return false;
        };
        let Some(nth) = self.items(section).iter().position(|own| own == item) else {
            return false;
        };
        self.replace(key.items[nth].start..self.item_end(key, nth), "");
        true
    }

    /// Whether a field of that name stands behind its sections.
    pub fn ends_with_field(&self, name: &str) -> bool {
        let keys = self.keys();
        let at = keys.iter().position(|key| !key.is_section && is(key, name));
        at.is_some_and(|at| keys[..at].iter().any(|key| key.is_section))
    }

    /// Adds a field behind everything else.
    pub fn add_last(&mut self, form: &Template, name: &str, value: &str) {
        let end = self.line_end();
        let line = self.field_line(form, name, value);
        let text = self.as_str();
        let said = text.trim_end().len();
        let at = text[said..].find('\n').map_or(text.len(), |at| said + at + 1);
        let open = if text.ends_with('\n') { "" } else { end };
        self.insert(at, &format!("{open}{end}{line}{end}"));
    }

    /// Writes the mark of the box that begins in a line of the card, counted from 0; `false` where it
    /// has none there, or it is marked so.
    pub fn mark(&mut self, line: usize, done: bool) -> bool {
        let lines = Lines::of(self.as_str());
        let Some(at) = lines.within(0..self.as_str().len()).nth(line) else { return false };
        let raw = self.line(&at);
        let read = Line::of(raw, self.width());
        let Some((was, text)) = checkbox(read.text).filter(|_| read.bullet) else { return false };
        if was == done {
            return false;
        }
        let start = at.start + raw.len() - read.text.len();
        let mark = match (read.text.starts_with('['), done) {
            (true, true) => "[x]",
            (true, false) => "[ ]",
            (false, true) => "✅",
            (false, false) => "⏳",
        };
        let range = start..start + read.text.len() - text.len();
        self.replace(range, mark);
        true
    }

    /// The numbers of a section's items.
    fn numbers(&self, key: &Key) -> Vec<u64> {
        let number = |item: &Range<usize>| {
            let item = self.line(item).trim_start();
            let digits = item.bytes().take_while(u8::is_ascii_digit).count();
            item[..digits].parse().ok()
        };
        key.items.iter().filter_map(number).collect()
    }

    /// A line without its line end.
    pub(super) fn line(&self, at: &Range<usize>) -> &str {
        self.as_str()[at.clone()].trim_end_matches(['\n', '\r'])
    }

    /// Its fields and sections, in their order.
    pub(super) fn keys(&self) -> Vec<Key> {
        let text = self.as_str();
        let lines = Lines::of(text);
        let outline = Outline::of(text, &lines);
        let mut reader = Reader::default();
        let mut keys: Vec<Key> = Vec::new();
        let (mut after_blank, mut depth) = (false, 0);
        // The mark that the last section's items stand behind, and the end of its last line so far.
        let (mut mark, mut said) = (None::<&str>, 0);
        for at in lines.within(self.start()..text.len()) {
            let raw = self.line(&at);
            if raw.trim().is_empty() {
                after_blank = true;
                continue;
            }
            let read = Line::of(raw, self.width());
            let items = |reader: &Reader| reader.sections.last().map_or(0, |s| s.items.len());
            let known = (reader.fields.len(), reader.sections.len(), items(&reader), keys.len());
            if !outline.is_opaque(at.start) {
                // The place stands in for the line's number.
                reader.line(&read, at.start);
            }
            let new = |name: &str, is_section| Key {
                name: name.to_owned(),
                is_section,
                line: at.clone(),
                items: Vec::new(),
                end: at.end,
                closed: false,
            };
            if reader.sections.len() > known.1 {
                keys.extend(reader.sections.last().map(|section| new(&section.name, true)));
            } else if reader.fields.len() > known.0 {
                keys.extend(reader.fields[known.0..].iter().map(|field| new(&field.name, false)));
            } else if let Some(name) = keys.last().and_then(|_| framed(raw, "BEGIN")) {
                mark = Some(name);
                keys.last_mut().into_iter().for_each(|key| key.end = at.end);
            } else if mark.is_some() && framed(raw, "END") == mark {
                // What comes behind the other mark is not in the frame any more.
                keys.last_mut().into_iter().for_each(|key| (key.end, key.closed) = (said, true));
            } else if let Some(key) = keys.last_mut().filter(|key| !key.closed) {
                let is_item = key.is_section && items(&reader) > known.2;
                let belongs = match key.items.is_empty() {
                    true => !after_blank,
                    // A list goes on while its lines are nested, or run on.
                    false => !after_blank || read.indent > depth,
                };
                if is_item {
                    depth = read.indent;
                    key.items.push(at.clone());
                    key.end = at.end;
                } else if belongs {
                    key.end = at.end;
                }
            }
            if keys.len() > known.3 {
                mark = None;
            }
            (after_blank, said) = (false, at.end);
        }
        keys
    }
}

/// The name of a mark of this kind that a line is: `<!-- AC:BEGIN -->`.
fn framed<'l>(line: &'l str, kind: &str) -> Option<&'l str> {
    let inner = line.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    inner.strip_suffix(kind)?.strip_suffix(':')
}

/// Whether an item's box is an emoji; `None` where it has none.
pub(super) fn is_emoji(text: &str) -> Option<bool> {
    checkbox(text).map(|_| !text.starts_with('['))
}

pub(super) fn is(key: &Key, name: &str) -> bool {
    key.name.eq_ignore_ascii_case(name)
}

/// The marker of a section's first item.
fn first_marker(item: &Item<'_>, marker: &str) -> String {
    let digits = marker.bytes().take_while(u8::is_ascii_digit).count();
    match (digits, item.counts) {
        (0, false) => marker.to_owned(),
        (0, true) => "1. ".to_owned(),
        _ => format!("1{}", &marker[digits..]),
    }
}
