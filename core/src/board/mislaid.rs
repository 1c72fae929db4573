//! Headings that look like cards of a stage, and are none: a move of the card above takes their text along.

use std::ops::Range;

use super::{Board, head};
use crate::id::{IdForm, TaskId};
use crate::markdown::BlockKind;
use crate::workflow::{CardKind, Stage};

/// A heading that is not read as the card that it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mislaid {
    /// Its line, counted from 1.
    pub line: usize,
    /// The card that it would be.
    pub id: TaskId,
    /// The line as it would be read.
    pub written: String,
    /// Whether only the blank behind its signs is missing; else it is of another level.
    pub is_joined: bool,
}

impl Board {
    /// The headings that would be cards of a stage with a blank behind their signs, or with an id on the level of the
    /// stage's cards.
    pub fn mislaid(&self, stage: &Stage, ids: &IdForm) -> Vec<Mislaid> {
        let levels = stage.card.iter().filter_map(|form| match form.kind {
            CardKind::Heading(level) => Some(level),
            _ => None,
        });
        let levels: Vec<u8> = levels.collect();
        if levels.is_empty() {
            return Vec::new();
        }
        let heads = head::Heads::of(stage);
        let lines = self.lines.within(self.outline.start..self.outline.end);
        let signed = lines.filter(|line| {
            self.text[line.clone()].starts_with('#')
                && !self.outline.is_opaque(line.start)
                && self.is_within(&stage.name, line.start)
        });
        signed.filter_map(|line| self.mislaid_at(line, &levels, &heads, ids)).collect()
    }

    fn mislaid_at(
        &self,
        line: Range<usize>,
        levels: &[u8],
        heads: &head::Heads,
        ids: &IdForm,
    ) -> Option<Mislaid> {
        let text = head::first_line(self.slice(&line));
        let signs = text.bytes().take_while(|&b| b == b'#').count();
        let rest = &text[signs..];
        let is_joined = rest.starts_with(|c: char| !c.is_whitespace());
        let level = levels.iter().find(|level| match is_joined {
            true => usize::from(**level) == signs,
            // What is deeper is a part of its card, and what has cards below is their group.
            false => usize::from(**level) > signs && !self.holds_cards(&line, signs),
        })?;
        let written = format!("{} {}", "#".repeat(usize::from(*level)), rest.trim_start());
        let found = heads.read(&written, &(0..written.len()), BlockKind::Heading(*level), ids)?;
        let has_id = !found.id.is_handle() && found.declared;
        // A word behind one sign is a tag as likely as a title.
        let is_it = has_id || is_joined && signs > 1 && found.id.is_handle();
        let line = self.lines.number(line.start);
        is_it.then_some(Mislaid { line, id: found.id, written, is_joined })
    }

    /// Whether cards stand below a heading of that level, up to the next one.
    fn holds_cards(&self, heading: &Range<usize>, level: usize) -> bool {
        let level = u8::try_from(level).unwrap_or(u8::MAX);
        let end = self.outline.section_end(level, heading.end, self.text.len());
        let from = self.cards.partition_point(|card| card.range.start < heading.end);
        self.cards.get(from).is_some_and(|card| card.range.start < end)
    }
}
