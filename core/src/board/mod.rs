//! Boards: Markdown files that hold the cards of one stage or several.

mod accept;
mod convert;
mod counters;
mod cut;
mod definitions;
mod fields;
mod head;
mod insert;
mod keyed;
mod lift;
mod link;
mod marker;
mod mislaid;
mod mould;
mod open;
mod parse;
mod read;
mod registry;
mod rows;
mod seats;
mod sections;
mod shape;
mod strays;
mod tidy;

pub use accept::{Arrival, Mismatch, same_but, same_but_one, same_in_any_order};
pub use convert::{Converted, Domain, convert};
pub use counters::{counter_edits, counters};
pub use cut::cut;
pub(crate) use definitions::uses;
pub use fields::{CardText, Entered};
pub(crate) use head::{numbered, rewritten as rewritten_head, width as head_width};
pub use insert::{Placed, insert, line_after};
pub(crate) use insert::{around, beside, gap, is_rule, says_empty};
pub(crate) use keyed::fields_in;
pub(crate) use lift::{Lifted, Told, ending_heading, lift};
pub(crate) use link::{Linked, linked};
pub use mislaid::Mislaid;
pub use mould::Mould;
pub(crate) use open::open_in;
pub use open::{OpenError, conflict_marker, list_files, open};
pub(crate) use read::{checkbox, inline_fields};
pub use registry::{RegistryRow, registry_edits, registry_rows};
pub use rows::{Table, cell, row_cells, written_row};
pub(crate) use rows::{field_columns, is_edgeless_delimiter, is_filler, read_row, tables};
pub(crate) use seats::{alike_names, column_for, doubled, marked, seated, tells, with_mark};
pub use sections::{Item, Mark};
pub(crate) use shape::{RowText, Shape};
pub use strays::{Stray, Why};
pub use tidy::{Leftover, Untidy, untidy};

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use thiserror::Error;

use crate::form::Template;
use crate::format::{Format, front};
use crate::id::{IdForm, TaskId};
use crate::markdown::{BlockKind, Lines, Outline};
use crate::path::RelPath;
use crate::task::Field;
use crate::workflow::{CardKind, Heading, Stage, StageName};

/// A replaced range of a text, in bytes of the text before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub range: Range<usize>,
    /// By what.
    pub new: String,
}

/// A card: one task's span of bytes on a board.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its id.
    pub id: TaskId,
    /// The stage it stands in.
    pub stage: StageName,
    /// Whether it is in a closed form.
    pub closed: bool,
    /// Heading or item.
    pub kind: CardKind,
    /// Where a form has its id; `None` where that has none, or stands in no form.
    pub id_at: Option<Range<usize>>,
    /// Its title within its first line, to the last byte before the line's end.
    pub title: Range<usize>,
    /// From the start of its first line to the end of its last that is not blank.
    pub range: Range<usize>,
    /// The end of its first line, or of the underline below that.
    pub head_end: usize,
    /// How many blanks its body lines begin with: 0 below a heading, the width of the marker in a
    /// list.
    pub width: usize,
    /// Its first line, counted from 1.
    pub line: usize,
}

/// A card, as a format finds it in the place of a stage.
#[derive(Debug, Clone)]
pub struct Found {
    /// The card.
    pub card: Card,
    /// Whether the prefix of its id is declared. Where it is not, it is no card, but told.
    pub declared: bool,
    /// How much of the card its form says: where stages share a place, that one has it whose form says
    /// most.
    pub says: (bool, usize),
}

impl From<Card> for Found {
    fn from(card: Card) -> Self {
        let says = (!card.id.is_handle(), 0);
        Self { card, declared: true, says }
    }
}

/// Where the cards of a stage stand.
#[derive(Debug, Clone)]
pub struct Zone {
    /// The stage.
    pub stage: StageName,
    /// Its heading's line; `None` where cards stand anywhere.
    pub heading: Option<Range<usize>>,
    /// What it spans, without the heading.
    pub range: Range<usize>,
    /// The forms of its counters.
    pub counters: Vec<Template>,
}

impl Zone {
    /// What it spans, with its heading.
    fn whole(&self) -> Range<usize> {
        let start = self.heading.as_ref().map_or(self.range.start, |heading| heading.start);
        start..self.range.end
    }
}

/// Id-shaped text in card position whose prefix is not declared.
#[derive(Debug, Clone)]
pub struct Stranger {
    /// What stands there.
    pub id: String,
    /// Its line, counted from 1.
    pub line: usize,
}

/// What has the form of a card in a place that stages share, and belongs to none of them.
#[derive(Debug, Clone)]
pub struct Unplaced {
    /// Its id or handle.
    pub id: String,
    /// Its line, counted from 1.
    pub line: usize,
    /// What it says where it should say its stage.
    pub said: Option<Field>,
}

/// A board, read.
#[derive(Debug, Clone)]
pub struct Board {
    /// Its file.
    pub path: RelPath,
    /// Its text.
    pub text: Arc<str>,
    /// Its lines.
    pub lines: Lines,
    /// Its blocks.
    pub outline: Outline,
    /// One zone for each stage on it, and behind those one for each group of a stage.
    pub zones: Vec<Zone>,
    /// Its cards, in order.
    pub cards: Vec<Card>,
    /// What looks like a card and has an undeclared prefix.
    pub strangers: Vec<Stranger>,
    /// What has the form of a card in a place that stages share, and says what none of them asks for.
    pub unplaced: Vec<Unplaced>,
    /// Stages whose section cannot be told on it: their cards are not read, and it is not written.
    pub faults: Vec<BoardError>,
    /// How tasks stand in it.
    pub format: &'static dyn Format,
    /// Its tables, where a stage keeps its cards in rows.
    pub tables: Vec<Table>,
    /// Its front matter, once somebody asked for it: reading YAML takes longer than all else.
    front: OnceLock<Result<Vec<front::Entry>, front::NoYaml>>,
}

/// Why a text cannot be read as this board.
#[derive(Debug, Clone, Error)]
pub enum BoardError {
    /// The stage's heading is not there.
    #[error("{board} has no heading `{heading}`, under which stage {stage} keeps its cards")]
    NoHeading {
        /// The board.
        board: RelPath,
        /// The stage.
        stage: StageName,
        /// The heading, by its form.
        heading: String,
        /// The heading as it would stand over an empty stage.
        empty: String,
    },
    /// The stage's heading is there more than once.
    #[error("{board} has the heading of stage {stage} more than once: lines {}", list(lines))]
    TwoHeadings {
        /// The board.
        board: RelPath,
        /// The stage.
        stage: StageName,
        /// Where, counted from 1.
        lines: Vec<usize>,
    },
}

fn list(lines: &[usize]) -> String {
    lines.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

impl Board {
    /// The entries of its front matter.
    pub(crate) fn front(&self) -> &Result<Vec<front::Entry>, front::NoYaml> {
        self.front.get_or_init(|| front::entries_of(self))
    }

    /// The text of a range.
    pub fn slice(&self, range: &Range<usize>) -> &str {
        &self.text[range.clone()]
    }

    /// The zone of a stage that this board holds, in which new cards are put.
    pub fn zone_of(&self, stage: &StageName) -> Option<&Zone> {
        self.zones_of(stage).next()
    }

    /// Every zone of a stage: behind its own come those of its groups.
    fn zones_of(&self, stage: &StageName) -> impl Iterator<Item = &Zone> {
        self.zones.iter().filter(move |zone| zone.stage == *stage)
    }

    /// The zone of a stage that a byte stands in, or ends.
    fn zone_around(&self, stage: &StageName, at: usize) -> Option<&Zone> {
        let before = self.zones_of(stage).filter(|zone| zone.whole().start <= at);
        before.max_by_key(|zone| zone.whole().start)
    }

    /// The innermost zone that a byte stands in: a stage's section may lie within another's.
    fn zone_at(&self, at: usize) -> Option<&Zone> {
        let here = self.zones.iter().filter(|zone| zone.whole().contains(&at));
        here.min_by_key(|zone| zone.whole().len())
    }

    /// Whether a byte stands in the zone of a stage, and in no other's within it.
    fn is_own(&self, stage: &StageName, at: usize) -> bool {
        let Some(inner) = self.zone_at(at) else { return true };
        self.zones_of(stage).any(|own| own.whole() == inner.whole())
    }

    /// Whether a byte stands in a zone of a stage, and in no other's within it.
    fn is_within(&self, stage: &StageName, at: usize) -> bool {
        self.is_own(stage, at) && self.zones_of(stage).any(|zone| zone.whole().contains(&at))
    }

    /// Whether the cards of two stages stand in the same place, so that they move without leaving it.
    pub fn is_shared(&self, one: &StageName, other: &StageName) -> bool {
        let whole = |name| self.zone_of(name).map(Zone::whole);
        one != other && whole(one).is_some() && whole(one) == whole(other)
    }

    /// Whether a card stands there in a live form of a stage.
    pub(crate) fn has_form_of(&self, card: &Card, stage: &Stage, ids: &IdForm) -> bool {
        let line = card.range.start..card.head_end;
        let heads = head::Heads::of(stage);
        let block = match card.kind {
            CardKind::Heading(level) => BlockKind::Heading(level),
            CardKind::Row => {
                return heads.read_row(&self.text, &line, ids).is_some_and(|head| !head.closed);
            }
            CardKind::Item | CardKind::Numbered => BlockKind::Item,
            CardKind::Own => {
                let mut cards = self.format.cards(self, stage, ids).into_iter();
                return cards
                    .any(|Found { card: other, .. }| other.range == card.range && !other.closed);
            }
        };
        heads.read(&self.text, &line, block, ids).is_some_and(|head| !head.closed)
    }

    /// Where the first section of another stage within this span of a stage's zone begins, or its
    /// end.
    fn own_end(&self, stage: &StageName, span: &Range<usize>) -> usize {
        let is_own = |zone: &Zone| self.zones_of(stage).any(|own| own.whole() == zone.whole());
        let starts = self.zones.iter().filter(|zone| !is_own(zone));
        let starts = starts.map(|zone| zone.whole().start);
        starts.filter(|start| span.contains(start)).min().unwrap_or(span.end)
    }

    /// The cards of a stage that begin within a span.
    fn cards_in<'a>(
        &'a self,
        stage: &'a StageName,
        span: &'a Range<usize>,
    ) -> impl DoubleEndedIterator<Item = &'a Card> + Clone {
        self.cards.iter().filter(move |c| c.stage == *stage && span.contains(&c.range.start))
    }

    /// The line end that the board uses: that of its first line.
    pub fn line_end(&self) -> &'static str {
        let first = self.text.split_inclusive('\n').next().unwrap_or_default();
        if first.ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// Whether a line, given by its range, is blank.
    pub fn is_blank(&self, line: &Range<usize>) -> bool {
        self.text[line.clone()].bytes().all(|b| b.is_ascii_whitespace())
    }

    /// The end of the blank lines that begin at `at`, within `end`.
    pub fn skip_blank(&self, at: usize, end: usize) -> usize {
        self.lines
            .within(at..end)
            .find(|line| !self.is_blank(line))
            .map_or(end.max(at), |line| line.start)
    }

    /// The last line before `at` that is not blank, down to `from`.
    pub fn text_before(&self, at: usize, from: usize) -> Option<Range<usize>> {
        let mut at = at;
        while at > from {
            let start = self.lines.start_of(at - 1);
            if !self.is_blank(&(start..at)) {
                return Some(start..at);
            }
            at = start;
        }
        None
    }

    /// Whether a rule begins at this byte.
    pub fn rule_at(&self, at: usize) -> Option<&Range<usize>> {
        let blocks = &self.outline.blocks;
        let from = blocks.partition_point(|block| block.range.start < at);
        let mut here = blocks[from..].iter().take_while(|block| block.range.start == at);
        here.find(|block| block.kind == BlockKind::Rule).map(|block| &block.range)
    }

    /// The line of a heading in this board, by its exact text.
    pub fn find_heading(&self, heading: &Heading, within: &Range<usize>) -> Vec<Range<usize>> {
        let hits = self.outline.headings().filter(|(level, range)| {
            *level == heading.level
                && within.contains(&range.start)
                && Heading::parse(self.text[(*range).clone()].trim()).as_ref() == Some(heading)
        });
        hits.map(|(_, range)| range.clone()).collect()
    }
}
