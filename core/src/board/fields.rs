//! Changes within a card's own text: its fields and its boxes.

use std::ops::Range;

use super::convert::{Converted, ends};
use super::head::head_len;
use super::keyed::Keys;
use super::marker::leading;
use super::read::{Line, checkbox, field_lines, leading_fields, margin};
use super::{Board, Card, Edit};
use crate::form::Template;
use crate::inline;
use crate::workflow::CardKind;

impl Board {
    /// The edit that gives a field with a line of its own another value, or takes its line away. `None`
    /// where the card has no such line, as a row has none.
    pub fn field_edit(&self, card: &Card, name: &str, value: Option<&str>) -> Option<Edit> {
        if matches!(card.kind, CardKind::Row | CardKind::Own) {
            return None;
        }
        let text = CardText::new(self.slice(&card.range).to_owned(), card.width);
        let Place { line, whole, value: at, .. } = text.find(name).filter(|at| !at.in_title)?;
        let next = text.as_str()[line.end..].lines().next().unwrap_or_default();
        if value.is_none() && leading(next) > leading(&text.as_str()[line.clone()]) {
            return None;
        }
        let range = if value.is_some() { at } else { whole };
        let range = card.range.start + range.start..card.range.start + range.end;
        Some(Edit { range, new: value.unwrap_or_default().to_owned() })
    }
}

/// The text of one card, under change. Only whole fields and box marks are touched.
#[derive(Debug, Clone)]
pub struct CardText {
    text: String,
    /// At which column the lines of its body begin.
    width: usize,
    /// The blanks before such a line.
    blanks: String,
    /// Whether these are more than its marker is wide.
    is_deeper: bool,
    line_end: &'static str,
    /// Where its body begins, where that is not behind its head.
    body: Option<usize>,
}

/// Where a field stands in a card's text.
struct Place {
    /// Its line, with its line end.
    line: Range<usize>,
    /// Whether it is a mark in the title.
    in_title: bool,
    /// What goes when the field goes: the line, or, where others stand beside it, its part of it.
    whole: Range<usize>,
    /// Its value.
    value: Range<usize>,
}

/// A field that entering a stage wrote on a card.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entered {
    /// The line before, with its line end; `None` where the field is new.
    pub before: Option<String>,
    /// The line now, with its line end.
    pub after: String,
    /// Whether a blank line was put behind it, to part it from the body.
    #[serde(default)]
    pub apart: bool,
}

impl CardText {
    /// Takes a card's text, whose body begins with `width` blanks. New lines end as its first does.
    pub fn new(text: String, width: usize) -> Self {
        let line_end = ends(&text);
        let body = text[head_len(&text)..].split_inclusive('\n');
        let found = margin(body, width).map(|(blanks, columns)| (blanks.to_owned(), columns));
        let is_deeper = found.is_some();
        let (blanks, width) = found.unwrap_or_else(|| (" ".repeat(width), width));
        Self { text, width, blanks, is_deeper, line_end, body: None }
    }

    /// Takes a text of which only what stands from a byte on is a card's body: the file of a task.
    pub fn from_byte(text: String, body: usize) -> Self {
        let line_end = ends(&text);
        let (blanks, is_deeper) = (String::new(), false);
        Self { text, width: 0, blanks, is_deeper, line_end, body: Some(body) }
    }

    /// Says how the lines of its board end, for a text that has no line end yet.
    pub fn ending(mut self, line_end: &'static str) -> Self {
        if !self.text.contains('\n') {
            self.line_end = line_end;
        }
        self
    }

    /// Takes a card that was converted.
    pub fn converted(card: Converted) -> Self {
        Self::new(card.text, card.width)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, for good.
    pub fn into_string(self) -> String {
        self.text
    }

    /// The end of the head.
    fn head_end(&self) -> usize {
        self.body.unwrap_or_else(|| head_len(&self.text))
    }

    /// The end of the paragraph that the head of an item begins: what stands behind it may go on with it.
    fn lead_end(&self) -> usize {
        let head = self.head_end();
        if !Line::of(self.first_line().trim_end(), 0).bullet {
            return head;
        }
        let goes_on = |raw: &&str| {
            let line = Line::of(raw.trim_end_matches(['\n', '\r']), self.width);
            let begins = ["```", "~~~", ">", "|", "<!--"].iter().any(|b| line.text.starts_with(b));
            let is_field = Keys::of(line.text, true).next().is_some();
            !line.text.trim().is_empty() && !line.bullet && line.level == 0 && !begins && !is_field
        };
        let lines = self.text[head..].split_inclusive('\n').take_while(goes_on);
        head + lines.map(str::len).sum::<usize>()
    }

    /// Where the body begins.
    pub(super) fn start(&self) -> usize {
        self.head_end()
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The blanks before a line of its body.
    pub(super) fn blanks(&self) -> &str {
        &self.blanks
    }

    /// A field in its form, with the blanks that the lines of this card have before them.
    pub(super) fn field_line(&self, form: &Template, name: &str, value: &str) -> String {
        if form.source().starts_with('@') {
            return format!("{}**{name}**: {value}", self.blanks);
        }
        let line = filled(form, name, value);
        let own = leading(&line);
        match self.is_deeper || own < self.blanks.len() {
            true => format!("{}{}", self.blanks, &line[own..]),
            false => line,
        }
    }

    pub(super) fn line_end(&self) -> &'static str {
        self.line_end
    }

    /// What stands behind the leading fields.
    pub fn below_fields(&self) -> &str {
        let mut lines = self.text[self.head_end()..].lines();
        let first = lines.find(|line| !line.trim().is_empty()).unwrap_or_default();
        let bullet = Line::of(first, self.width).bullet;
        let fields = leading_fields(&self.text, self.head_end(), self.width, bullet);
        &self.text[fields.last().map_or(self.head_end(), |last| last.end)..]
    }

    pub(super) fn insert(&mut self, at: usize, text: &str) {
        self.text.insert_str(at, text);
    }

    pub(super) fn replace(&mut self, range: Range<usize>, text: &str) {
        self.text.replace_range(range, text);
    }

    /// The first line, with its line end.
    fn first_line(&self) -> &str {
        self.text.split_inclusive('\n').next().unwrap_or_default()
    }

    /// Where a field is. What the task does not read as its field, such as an item of a section, is none.
    fn find(&self, name: &str) -> Option<Place> {
        let fields = field_lines(&self.text, self.head_end(), self.width);
        let found = fields.into_iter().find_map(|(line, plain)| {
            let places = self.places(line, plain);
            let mut own = places.into_iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
            own.next().map(|(_, place)| place)
        });
        found.or_else(|| {
            let head = self.first_line();
            let mut marks = inline::marks(head).into_iter();
            let mark = marks.find(|mark| head[mark.name.clone()].eq_ignore_ascii_case(name))?;
            Some(Place {
                line: 0..head.len(),
                in_title: true,
                whole: mark.whole,
                value: mark.value,
            })
        })
    }

    /// The fields that a line says, by their names, each with its place; `plain` names are looked for as well.
    fn places(&self, line: Range<usize>, plain: bool) -> Vec<(&str, Place)> {
        let raw = self.text[line.clone()].trim_end_matches(['\n', '\r']);
        let text = Line::of(raw, self.width).text;
        let at = |part: &str| part.as_ptr() as usize - self.text.as_ptr() as usize;
        let (mut keys, mut places) = (Keys::of(text, plain), Vec::new());
        let first = keys.rest().map_or(0, at);
        let mut before = None;
        while let Some(key) = keys.next() {
            let value = at(key.value)..at(key.value) + key.value.len();
            // Of several, the first goes up to the next one; any other with the sign before it.
            let whole = match (before, keys.rest()) {
                (None, None) => line.clone(),
                (None, Some(next)) => first..at(next),
                (Some(before), _) => before..value.end,
            };
            before = Some(value.end);
            places.push((key.name, Place { line: line.clone(), in_title: false, whole, value }));
        }
        places
    }

    /// The line below a field that seems to go on with what it says: it begins in the middle of a sentence.
    pub fn goes_on(&self, name: &str) -> Option<&str> {
        let place = self.find(name).filter(|place| !place.in_title && !place.value.is_empty());
        let below = self.text[place?.line.end..].lines().next()?;
        let line = Line::of(below, self.width);
        let is_own = line.bullet || Keys::of(line.text, true).next().is_some();
        (!is_own && line.text.starts_with(char::is_lowercase)).then(|| line.text.trim_end())
    }

    /// What the first field of this name says.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.find(name).map(|place| &self.text[place.value])
    }

    /// Gives a field a value, where it is or as a new line after the leading fields. `None` where
    /// the field stands there already with this value.
    pub fn set(&mut self, form: &Template, name: &str, value: &str) -> Option<Entered> {
        let Some(Place { line, in_title, value: at, .. }) = self.find(name) else {
            return Some(self.add(form, name, value));
        };
        // A mark in the title ends at a parenthesis that matches none in it.
        if in_title && inline::mark(name, value).is_none() {
            return Some(self.add_line(form, name, value));
        }
        if &self.text[at.clone()] == value {
            return None;
        }
        let before = self.text[line.clone()].to_owned();
        let is_bare = at.is_empty() && !self.text[..at.start].ends_with('(');
        let value = if is_bare { format!(" {value}") } else { value.to_owned() };
        self.text.replace_range(at.clone(), &value);
        let end = line.end - at.len() + value.len();
        let after = self.text[line.start..end].to_owned();
        Some(Entered { before: Some(before), after, apart: false })
    }

    /// Adds a field where there is none of that name, or gives a value to one that has none. `None`
    /// where there is one.
    pub fn add_missing(&mut self, form: &Template, name: &str, value: &str) -> Option<Entered> {
        let has_value = self.find(name).is_some_and(|place| !place.value.is_empty());
        if has_value { None } else { self.set(form, name, value) }
    }

    /// Gives the fields of a card the lines that another text of it has for them, where they say the same.
    pub fn keep_fields_of(&mut self, other: &Self) {
        for (line, plain) in field_lines(&other.text, other.head_end(), other.width) {
            let raw = other.text[line.clone()].trim_end_matches(['\n', '\r']);
            let [(name, place)] = &other.places(line, plain)[..] else { continue };
            let value = &other.text[place.value.clone()];
            let own = self.find(name).filter(|own| {
                let is_alone = !own.in_title && own.whole == own.line;
                is_alone && self.text[own.value.clone()] == *value && !value.is_empty()
            });
            if let Some(Place { line: own, .. }) = own {
                let end = own.start + self.text[own.clone()].trim_end_matches(['\n', '\r']).len();
                self.text.replace_range(own.start..end, raw);
            }
        }
    }

    /// Takes a field off the card: its whole line, its part of one, or its mark in the title. `false` where it
    /// has none.
    pub fn unset(&mut self, name: &str) -> bool {
        let Some(Place { in_title, whole, value: at, .. }) = self.find(name) else {
            return false;
        };
        if !in_title {
            self.text.replace_range(whole, "");
            return true;
        }
        let head = self.first_line().to_owned();
        let marks = inline::marks(&head);
        let Some(mark) = marks.into_iter().find(|mark| mark.value == at) else { return false };
        let before = head[..mark.whole.start].trim_end_matches([' ', '\t']).len();
        let from = if head[mark.whole.end..].trim().is_empty() { before } else { mark.whole.start };
        let to = match from == mark.whole.start {
            true => {
                mark.whole.end
                    + (head[mark.whole.end..].len()
                        - head[mark.whole.end..].trim_start_matches(' ').len())
            }
            false => mark.whole.end,
        };
        self.text.replace_range(from..to, "");
        true
    }

    /// Writes a field behind those that the card begins with, or behind its title.
    pub fn add(&mut self, form: &Template, name: &str, value: &str) -> Entered {
        let mark = filled(form, name, value);
        let whole = inline::marks(&mark).iter().any(|found| found.whole == (0..mark.len()));
        if whole { self.add_mark(&mark) } else { self.add_line(form, name, value) }
    }

    /// Puts a field behind the title.
    fn add_mark(&mut self, mark: &str) -> Entered {
        let head = self.first_line().to_owned();
        let line = head.trim_end_matches(['\n', '\r']);
        let blank = if line.ends_with([' ', '\t']) { "" } else { " " };
        let after = format!("{line}{blank}{mark}{}", &head[line.len()..]);
        self.text.replace_range(..head.len(), &after);
        Entered { before: Some(head), after, apart: false }
    }

    fn add_line(&mut self, form: &Template, name: &str, value: &str) -> Entered {
        let mut line = self.field_line(form, name, value);
        line.push_str(self.line_end);
        if !self.text.ends_with('\n') {
            self.text.push_str(self.line_end);
        }
        let item = Line::of(line.trim_end(), self.width).bullet;
        // A plain name is none below text.
        let is_bold = line.contains("**");
        let from = if item && is_bold { self.lead_end() } else { self.head_end() };
        let fields = leading_fields(&self.text, from, self.width, item);
        let at = fields.last().map_or(from, |range| range.end);
        let next = self.text[at..].split_inclusive('\n').next();
        // What follows directly would run into the field's paragraph, or read as one with it.
        let apart = fields.is_empty() && !item && next.is_some_and(|next| !next.trim().is_empty());
        let entered = Entered { before: None, after: line.clone(), apart };
        if apart {
            line.push_str(self.line_end);
        }
        self.text.insert_str(at, &line);
        entered
    }

    /// The text with its body behind a blank line, where it has one.
    pub fn apart(mut self) -> String {
        let at = self.head_end();
        if self.text[at..].lines().next().is_some_and(|line| !line.trim().is_empty()) {
            self.text.insert_str(at, self.line_end);
        }
        self.text
    }

    /// Ticks the open boxes with these texts; tells how many were ticked.
    pub fn tick(&mut self, texts: &[String]) -> usize {
        let mut edits = Vec::new();
        let lines = crate::markdown::Lines::of(&self.text);
        let outline = crate::markdown::Outline::of(&self.text, &lines);
        for line in lines.within(self.head_end()..self.text.len()) {
            let raw = self.text[line.clone()].trim_end_matches(['\n', '\r']);
            let read = Line::of(raw, self.width);
            if !read.bullet || outline.is_opaque(line.start) {
                continue;
            }
            if let Some((false, text)) = checkbox(read.text)
                && texts.iter().any(|wanted| wanted == text.trim())
            {
                let at = line.start + raw.len() - read.text.len();
                let ticked = if read.text.starts_with('[') { "[x]" } else { "✅" };
                edits.push((at..at + read.text.len() - text.len(), ticked));
            }
        }
        for (range, ticked) in edits.iter().rev() {
            self.text.replace_range(range.clone(), ticked);
        }
        edits.len()
    }

    /// Takes back what entering wrote, as far as it still stands there unchanged.
    pub fn leave(&mut self, entered: &[Entered]) {
        for field in entered.iter().rev() {
            let Some(at) = self.line_at(&field.after) else { continue };
            let range = at..at + field.after.len();
            match &field.before {
                Some(before) => self.text.replace_range(range, before),
                None => {
                    self.text.replace_range(range, "");
                    // The blank line that parted the fields from the body goes with them; one that
                    // stood there before does not.
                    let blank = self.text[at..].split_inclusive('\n').next();
                    let blank = blank.filter(|line| field.apart && line.trim().is_empty());
                    let len = blank.map_or(0, str::len);
                    self.text.replace_range(at..at + len, "");
                }
            }
        }
    }

    fn line_at(&self, wanted: &str) -> Option<usize> {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            if line == wanted {
                return Some(at);
            }
            at += line.len();
        }
        None
    }
}

/// A field in its form.
fn filled(form: &Template, name: &str, value: &str) -> String {
    form.expand(|hole| match hole.name.as_str() {
        "name" => Some(name.to_owned()),
        "value" => Some(value.to_owned()),
        _ => None,
    })
}
