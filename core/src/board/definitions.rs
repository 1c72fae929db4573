//! Definitions of links that stand outside a card and that it uses: they stay usable where it goes.

use std::collections::HashSet;
use std::ops::Range;
use std::slice::from_ref;

use super::{Board, Card, Edit};
use crate::markdown::{BlockKind, definition};

/// What a card needs where it goes.
#[derive(Debug, Default)]
pub(crate) struct Needed {
    /// Definitions, each without its line end.
    pub lines: Vec<String>,
    /// Labels that are defined otherwise there, each with the line, counted from 1.
    pub other: Vec<(String, usize)>,
    /// Labels whose definition goes on below its first line, each with that line here: it stays where it is.
    pub long: Vec<(String, usize)>,
}

impl Board {
    /// The definitions outside a card that its text uses, in their order; of several of a label, the
    /// first, as Markdown has it. `None` of a destination: nothing is defined there.
    pub(crate) fn needed(&self, card: &Card, destination: Option<&Self>) -> Needed {
        // Most cards refer to nothing, and need no look at the whole board.
        if !self.slice(&card.range).contains(']') || !self.text.contains("]:") {
            return Needed::default();
        }
        let there = |name: &str| destination?.definition_of(name, |_| true);
        self.lacking(|at| !card.range.contains(&at), from_ref(&card.range), there)
    }

    /// The definitions within a card that the text around it uses, and that it would lack without the card.
    pub(crate) fn left_without(&self, card: &Card) -> Needed {
        // Most cards define nothing.
        if self.definitions_in(card.range.clone()).next().is_none() {
            return Needed::default();
        }
        let own = |at: usize| card.range.contains(&at);
        let around = [0..card.range.start, card.range.end..self.text.len()];
        self.lacking(own, &around, |name| self.definition_of(name, |at| !own(at)))
    }

    /// The definitions here that are used in some parts of the text, while others define what is used there.
    fn lacking<'a>(
        &self,
        is_here: impl Fn(usize) -> bool,
        using: &[Range<usize>],
        there: impl Fn(&str) -> Option<(&'a str, usize)>,
    ) -> Needed {
        let mut needed = Needed::default();
        let using: Vec<String> = using.iter().map(|part| folded(self.slice(part))).collect();
        let is_used = |name: &str| {
            let used = format!("[{name}]");
            using.iter().any(|text| text.contains(&used))
        };
        let mut seen = HashSet::new();
        for (at, label) in self.definitions() {
            let name = folded(label);
            if !seen.insert(name.clone()) || !is_here(at) || !is_used(&name) {
                continue;
            }
            let line = self.line_at(at).trim();
            match there(&name) {
                None if self.goes_on(at) => {
                    needed.long.push((label.to_owned(), self.lines.number(at)));
                }
                None => needed.lines.push(line.to_owned()),
                Some((same, _)) if same.trim() == line => {}
                Some((_, number)) => needed.other.push((label.to_owned(), number)),
            }
        }
        // Where it leads may stand on the next line.
        for (at, label) in self.open_labels() {
            let name = folded(label);
            let is_new = seen.insert(name.clone());
            if is_new && is_here(at) && is_used(&name) && there(&name).is_none() {
                needed.long.push((label.to_owned(), self.lines.number(at)));
            }
        }
        needed
    }

    /// The first line that defines a label, of those that count, and its number, counted from 1.
    fn definition_of(&self, name: &str, counts: impl Fn(usize) -> bool) -> Option<(&str, usize)> {
        let mut all = self.definitions();
        let (at, _) = all.find(|(at, label)| counts(*at) && folded(label) == name)?;
        Some((self.line_at(at), self.lines.number(at)))
    }

    /// A card as it was left with this text. Those definitions with which a board closes are nobody's, though they may
    /// have come with the last card of it.
    pub(crate) fn as_left(&self, card: &Card, text: &str) -> Card {
        let mut whole = card.clone();
        let (said, here) = (text.trim_end(), &self.text[card.range.start..]);
        let behind = self.text.get(card.range.end..self.outline.end).unwrap_or_default();
        let goes_on =
            here.strip_prefix(said).map(|rest| rest.trim_start_matches([' ', '\t', '\r']));
        let is_whole = goes_on.is_some_and(|rest| rest.is_empty() || rest.starts_with('\n'));
        if said.len() > self.slice(&card.range).trim_end().len()
            && behind.trim().is_empty()
            && is_whole
        {
            whole.range.end = self.lines.end_of(card.range.start + said.len() - 1);
        }
        whole
    }

    /// The edit that puts definitions behind everything on the board. It leaves room for a card that is
    /// put at the same place.
    pub(crate) fn define(&self, lines: &[String]) -> Edit {
        let eol = self.line_end();
        let closing = self.text[self.outline.end..self.outline.closed].trim_end().len();
        let at = match closing.checked_sub(1) {
            Some(last) => self.lines.end_of(self.outline.end + last),
            None => self.outline.closed,
        };
        let open = at > 0 && !self.text[..at].ends_with('\n');
        let lead = match (closing > 0, open) {
            (true, false) => "",
            (true, true) | (false, false) => eol,
            (false, true) => &eol.repeat(2),
        };
        // Settings behind the board stay apart.
        let settings = closing == 0 && self.outline.closed < self.text.len();
        let tail = if open { 0 } else { 1 + usize::from(settings) };
        Edit { range: at..at, new: format!("{lead}{}{}", lines.join(eol), eol.repeat(tail)) }
    }

    /// The edits that take definitions off the end of the board, and where no other is left there, the blank line before
    /// them, unless it stands above `from`.
    pub(crate) fn undefine(&self, lines: &[&str], from: usize) -> Vec<Edit> {
        let goes = |at: &usize| lines.iter().any(|line| line.trim() == self.line_at(*at).trim());
        let mut seen = HashSet::new();
        let mut own: Vec<usize> = self.closing().map(|(at, _)| at).filter(goes).collect();
        own.retain(|at| seen.insert(self.line_at(*at).trim()));
        let cut = |at: &usize| Edit { range: *at..self.lines.end_of(*at), new: String::new() };
        let mut edits: Vec<Edit> = own.iter().map(cut).collect();
        let kept = |line: &Range<usize>| !self.is_blank(line) && !own.contains(&line.start);
        if let (Some(first), Some(last)) = (edits.first(), edits.last())
            && !self.lines.within(self.outline.end..self.outline.closed).any(|line| kept(&line))
        {
            let (mut whole, at) = (first.range.start..last.range.end, first.range.start);
            let before = at.checked_sub(1).map_or(0, |above| self.lines.start_of(above));
            if before < at && before >= from && self.is_blank(&(before..at)) {
                whole.start = before;
            }
            edits = vec![Edit { range: whole, new: String::new() }];
        }
        edits
    }

    /// Whether text beside a card and beside this definition uses it.
    pub(crate) fn is_used_beside(&self, line: &str, card: &Card) -> bool {
        let is_it = |at: usize| self.line_at(at).trim() == line.trim();
        let Some((at, _)) = self.closing().find(|(at, _)| is_it(*at)) else { return false };
        let others =
            [0..card.range.start, card.range.end..at, self.lines.end_of(at)..self.text.len()];
        let mut others = others.into_iter().filter_map(|range| self.text.get(range));
        others.any(|text| uses(text, line))
    }

    /// The definitions with which the board closes, each without its line end.
    pub(crate) fn closing_definitions(&self) -> impl Iterator<Item = &str> {
        self.closing().map(|(at, _)| self.line_at(at))
    }

    fn closing(&self) -> impl Iterator<Item = (usize, &str)> {
        self.definitions_in(self.outline.end..self.outline.closed)
    }

    /// Whether the label of a definition means something on the board.
    pub(crate) fn defines(&self, line: &str) -> bool {
        let label = definition(line).map(folded);
        label.is_some_and(|name| self.definition_of(&name, |_| true).is_some())
    }

    /// Where a label leads that is defined on the board.
    pub(crate) fn leads_to(&self, label: &str) -> Option<&str> {
        let (line, _) = self.definition_of(&folded(label), |_| true)?;
        let rest = line.split_once("]:")?.1.trim();
        // With blanks in it, it stands in angle brackets, there as in a link.
        match rest.strip_prefix('<').and_then(|inner| inner.find('>')) {
            Some(end) => Some(&rest[..end + 2]),
            None => rest.split_whitespace().next(),
        }
    }

    /// Whether a line is a definition that stands on the board as it is.
    pub(crate) fn has_definition(&self, line: &str) -> bool {
        definition(line).is_some()
            && self.definitions().any(|(at, _)| self.line_at(at).trim() == line.trim())
    }

    /// Where each definition begins, and its label.
    fn definitions(&self) -> impl Iterator<Item = (usize, &str)> {
        self.definitions_in(self.outline.start..self.outline.closed)
    }

    fn definitions_in(&self, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.lines.within(range);
        let told = lines.filter_map(|line| Some((definition(&self.text[line.clone()])?, line)));
        let seen = told.filter(|(_, line)| !self.outline.is_opaque(line.start));
        // Where the last one ended, and whether it was one: what follows at once is as it is.
        let mut last = (usize::MAX, false);
        seen.filter_map(move |(label, line)| {
            let is_one = if last.0 == line.start { last.1 } else { self.can_begin(line.start) };
            last = (line.end, is_one);
            is_one.then_some((line.start, label))
        })
    }

    /// The labels that stand alone on a line, as where a definition goes on below them: `[plan]:`.
    fn open_labels(&self) -> impl Iterator<Item = (usize, &str)> {
        let has_some = self.text.contains("]:\n") || self.text.contains("]:\r\n");
        let lines = self.lines.within(self.outline.start..self.outline.closed);
        let lines = lines.filter(move |_| has_some).filter_map(|line| {
            let label = self.text[line.clone()].trim().strip_prefix('[')?.strip_suffix("]:")?;
            let is_label = !label.trim().is_empty() && !label.contains(['[', ']']);
            let goes_on = !self.is_blank(&(line.end..self.lines.end_of(line.end)));
            (is_label && goes_on).then_some((line.start, label))
        });
        lines.filter(|(at, _)| !self.outline.is_opaque(*at) && self.can_begin(*at))
    }

    /// Whether a definition can begin at a line: it interrupts no paragraph.
    fn can_begin(&self, mut at: usize) -> bool {
        loop {
            let Some(last) = at.checked_sub(1).filter(|_| at > self.outline.start) else {
                return true;
            };
            let above = self.lines.start_of(last);
            let line = &self.text[above..at];
            // A definition may go on below its first line: with a title, or where it leads.
            let goes_on = line.starts_with([' ', '\t']) || line.starts_with(['"', '\'', '(']);
            if goes_on && above > self.outline.start && definition(line).is_none() {
                let first = self.lines.start_of(above - 1);
                let began = self.text[first..above].trim();
                if definition(began).is_some() || began.starts_with('[') && began.ends_with("]:") {
                    at = first;
                    continue;
                }
            }
            if definition(line).is_none() || self.outline.is_opaque(above) {
                let blocks = &self.outline.blocks;
                let nth = blocks.partition_point(|block| block.range.start < at);
                let block = nth.checked_sub(1).map(|last| &blocks[last]);
                // A heading may have its underline there.
                let is_block = block
                    .is_some_and(|block| block.kind != BlockKind::Item && block.range.end > above);
                let is_text = !line.trim_start().starts_with(['>', '|', '<', '`', '~']);
                return self.is_blank(&(above..at))
                    || is_block
                    || !is_text
                    || self.outline.is_opaque(above);
            }
            at = above;
        }
    }

    /// Whether what begins at a byte has more lines, which are indented.
    fn goes_on(&self, at: usize) -> bool {
        let end = self.lines.end_of(at);
        let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let behind = self.text[end..].lines().find(|line| !line.trim().is_empty());
        behind.is_some_and(|next| {
            let own = indent(self.line_at(at));
            let apart = self.text[end..].starts_with(['\n', '\r']);
            let is_note = self.text[at..].trim_start().starts_with("[^");
            indent(next) > own + 1 && (is_note || !apart)
        })
    }

    /// The labels that a card defines for itself, and a board defines otherwise, each with the line there.
    pub(crate) fn collisions(&self, card: &Card, there: &Self) -> Vec<(String, usize)> {
        let own = self.definitions_in(card.range.clone());
        let other = own.filter_map(|(at, label)| {
            let (line, number) = there.definition_of(&folded(label), |_| true)?;
            (line.trim() != self.line_at(at).trim()).then(|| (label.to_owned(), number))
        });
        other.collect()
    }

    /// The line that begins at a byte, without its line end.
    fn line_at(&self, at: usize) -> &str {
        self.text[at..self.lines.end_of(at)].trim_end_matches(['\n', '\r'])
    }
}

/// Whether a text uses what a line defines. That it defines it itself is no use of it.
pub(crate) fn uses(text: &str, line: &str) -> bool {
    let Some(label) = definition(line) else { return false };
    let name = folded(label);
    let says = |text: &str| folded(text).contains(&format!("[{name}]"));
    let is_own = |line: &&str| definition(line).is_some_and(|own| folded(own) == name);
    let others = || text.lines().filter(|line| !is_own(line));
    says(text) && says(&others().collect::<Vec<_>>().join("\n"))
}

/// A text as Markdown compares labels.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
