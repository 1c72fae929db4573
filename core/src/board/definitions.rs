//! Definitions of links that stand outside a card and that it uses: they stay usable where it goes.

use std::collections::HashSet;

use super::{Board, Card, Edit};
use crate::markdown::definition;

/// What a card needs where it goes.
#[derive(Debug, Default)]
pub(crate) struct Needed {
    /// Definitions, each without its line end.
    pub lines: Vec<String>,
    /// Labels that are defined otherwise there, each with the line, counted from 1.
    pub other: Vec<(String, usize)>,
}

impl Board {
    /// The definitions outside a card that its text uses, in their order; of several of a label, the
    /// first, as Markdown has it. `None` of a destination: nothing is defined there.
    pub(crate) fn needed(&self, card: &Card, destination: Option<&Self>) -> Needed {
        let mut needed = Needed::default();
        let text = folded(self.slice(&card.range));
        // Most cards refer to nothing, and need no look at the whole board.
        if !text.contains(']') || !self.text.contains("]:") {
            return needed;
        }
        let own = |at: usize| card.range.contains(&at);
        let mut seen = HashSet::new();
        for (at, label) in self.definitions() {
            let name = folded(label);
            if !seen.insert(name.clone()) {
                continue;
            }
            if own(at) || !text.contains(&format!("[{name}]")) {
                continue;
            }
            let line = self.line_at(at);
            let there = destination.and_then(|board| {
                let mut all = board.definitions();
                let found = all.find(|(_, label)| folded(label) == name);
                found.map(|(at, _)| (board.line_at(at), board.lines.number(at)))
            });
            match there {
                None => needed.lines.push(line.to_owned()),
                Some((same, _)) if same.trim() == line.trim() => {}
                Some((_, number)) => needed.other.push((label.to_owned(), number)),
            }
        }
        needed
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
        let at = if closing > 0 { self.outline.end + closing } else { self.outline.closed };
        let open = at > 0 && !self.text[..at].ends_with('\n');
        let lead = match (closing > 0, open) {
            (true, _) => eol.to_owned(),
            (false, true) => eol.repeat(2),
            (false, false) => eol.to_owned(),
        };
        // Settings behind the board stay apart.
        let tail = match (open, self.outline.closed < self.text.len()) {
            (true, _) => String::new(),
            (false, settings) => eol.repeat(1 + usize::from(settings)),
        };
        Edit { range: at..at, new: format!("{lead}{}{tail}", lines.join(eol)) }
    }

    /// The edit that takes a definition off the end of the board, with the blank line before it where it is the only
    /// one. `None` where it does not stand there, or text that does not go with `card` uses it.
    pub(crate) fn undefine(&self, line: &str, card: &Card) -> Option<Edit> {
        let name = folded(definition(line)?);
        let closing = self.outline.end..self.outline.closed;
        let mut own = self.definitions().filter(|(at, _)| closing.contains(at));
        let (at, _) = own.find(|(at, _)| self.line_at(*at).trim() == line.trim())?;
        let used = format!("[{name}]");
        let others =
            [0..card.range.start, card.range.end..at, self.lines.end_of(at)..self.text.len()];
        let mut others = others.into_iter().filter_map(|range| self.text.get(range));
        if others.any(|text| folded(text).contains(&used)) {
            return None;
        }
        let is_only = self.text[closing].trim() == line.trim();
        let before = self.lines.start_of(at.checked_sub(1)?);
        let is_apart = self.is_blank(&(before..at)) && before >= card.range.end;
        let start = if is_only && is_apart { before } else { at };
        Some(Edit { range: start..self.lines.end_of(at), new: String::new() })
    }

    /// Whether the label of a definition means something on the board.
    pub(crate) fn defines(&self, line: &str) -> bool {
        let label = definition(line).map(folded);
        label.is_some_and(|name| self.definitions().any(|(_, label)| folded(label) == name))
    }

    /// Where a label leads that is defined on the board.
    pub(crate) fn leads_to(&self, label: &str) -> Option<&str> {
        let name = folded(label);
        let (at, _) = self.definitions().find(|(_, label)| folded(label) == name)?;
        self.line_at(at).split_once("]:")?.1.split_whitespace().next()
    }

    /// Whether a line is a definition that stands on the board as it is.
    pub(crate) fn has_definition(&self, line: &str) -> bool {
        definition(line).is_some()
            && self.definitions().any(|(at, _)| self.line_at(at).trim() == line.trim())
    }

    /// Where a definition begins, and its label.
    fn definitions(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.lines.within(self.outline.start..self.outline.closed);
        let seen = lines.filter(|line| !self.outline.is_opaque(line.start));
        seen.filter_map(|line| Some((line.start, definition(&self.text[line])?)))
    }

    /// The line that begins at a byte, without its line end.
    fn line_at(&self, at: usize) -> &str {
        self.text[at..self.lines.end_of(at)].trim_end_matches(['\n', '\r'])
    }
}

/// A text as Markdown compares labels.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
