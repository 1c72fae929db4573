//! What hand edits leave behind between cards: separators that stand twice, and the line that says
//! that a stage is empty where it is not, or that is missing where it is.

use std::ops::Range;

use super::insert::{at_spot, line_after, placeholder};
use super::{Board, Edit, Zone};
use crate::id::IdForm;
use crate::markdown::{Block, BlockKind};
use crate::workflow::Stage;

/// Something that a hand edit left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untidy {
    /// What it is.
    pub what: Leftover,
    /// Its line, counted from 1.
    pub line: usize,
    /// The edit that mends it; `None` where there is more than one way to.
    pub edit: Option<Edit>,
}

/// What hand edits leave behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftover {
    /// A separator right behind another.
    Separator,
    /// A placeholder beside live cards.
    Superfluous,
    /// No placeholder, and no card.
    Missing,
}

/// What hand edits left behind in the zone of a stage.
pub fn untidy(board: &Board, stage: &Stage, ids: &IdForm) -> Vec<Untidy> {
    if stage.separator.is_none() && stage.placeholder.is_none() {
        return Vec::new();
    }
    let covered = Covered::of(board);
    let doubled = |zone: &Zone| doubled(board, stage, &zone.range, &covered);
    let mut found: Vec<_> = board.zones_of(&stage.name).flat_map(doubled).collect();
    let (Some(zone), Some(text)) = (board.zone_of(&stage.name), &stage.placeholder) else {
        return found;
    };
    let cards = || board.cards.iter().filter(|card| zone.range.contains(&card.range.start));
    if cards().any(|card| card.stage == stage.name && !card.closed) {
        let lines = placeholders(board, stage, &zone.range, text, &covered);
        found.extend(lines.into_iter().map(|line| Untidy {
            what: Leftover::Superfluous,
            line: board.lines.number(line.start),
            edit: without(board, &line),
        }));
    } else if let Some(heading) = &zone.heading
        && cards().next().is_none()
        && !has_strangers(board, &zone.range)
        && board.strays(stage, ids).is_empty()
        && placeholder(board, stage, &zone.range).is_none()
    {
        // Among the headings of a stage that is cut up further, there is more than one place.
        let whole = !board.outline.headings().any(|(_, at)| zone.range.contains(&at.start));
        let line = format!("{text}{}", board.line_end());
        let table = board.table_in(&zone.range).filter(|_| text.trim_start().starts_with('|'));
        let edit = || match table {
            Some(table) => line_after(board, table.rows.end, &line).edit,
            None => at_spot(board, stage, &zone.range, false, &line).0,
        };
        found.push(Untidy {
            what: Leftover::Missing,
            line: board.lines.number(heading.start),
            edit: whole.then(edit),
        });
    }
    found
}

/// Every separator that stands behind another, with nothing but blank lines between.
fn doubled(board: &Board, stage: &Stage, zone: &Range<usize>, covered: &Covered) -> Vec<Untidy> {
    let Some(separator) = &stage.separator else { return Vec::new() };
    let mut found = Vec::new();
    let mut last: Option<Range<usize>> = None;
    for line in board.lines.within(zone.clone()) {
        if board.is_blank(&line) {
            continue;
        }
        let is_one = board.rule_at(line.start).is_some()
            && board.text[line.clone()].trim() == separator.trim()
            && board.is_own(&stage.name, line.start)
            && !covered.by_a_card(board, line.start);
        if let (true, Some(first)) = (is_one, &last) {
            let edit = Edit { range: first.end..line.end, new: String::new() };
            // A board without a final line end stays without one.
            let edit = match board.text[line.clone()].ends_with('\n') {
                true => edit,
                false => {
                    let text = board.text[first.clone()].trim_end_matches(['\n', '\r']);
                    Edit { range: first.start + text.len()..line.end, ..edit }
                }
            };
            let line = board.lines.number(line.start);
            found.push(Untidy { what: Leftover::Separator, line, edit: Some(edit) });
        }
        last = match (is_one, last) {
            // The first of a run stays; what is taken away begins behind the one before.
            (true, _) => Some(line),
            (false, _) => None,
        };
    }
    found
}

/// The lines in a zone that are the declared placeholder, beside the cards.
fn placeholders(
    board: &Board,
    stage: &Stage,
    zone: &Range<usize>,
    text: &str,
    covered: &Covered,
) -> Vec<Range<usize>> {
    let outline = &board.outline;
    let alone = |line: &Range<usize>| {
        let at = outline.opaque.binary_search_by_key(&line.start, |range| range.start);
        at.is_ok_and(|at| outline.opaque[at] == *line)
    };
    let hidden = |line: &Range<usize>| outline.is_opaque(line.start) && !alone(line);
    let lines = board.lines.within(zone.clone()).filter(|line| {
        board.text[line.clone()].trim() == text.trim()
            && !hidden(line)
            && board.is_own(&stage.name, line.start)
            && !covered.by_a_card(board, line.start)
    });
    lines.collect()
}

/// The edit that takes a line away, where it is a paragraph of its own, or a row of a table.
fn without(board: &Board, line: &Range<usize>) -> Option<Edit> {
    let end = board.text.len();
    if board.table_at(line.start).is_some() && line.end < end {
        return Some(Edit { range: line.clone(), new: String::new() });
    }
    let blocks = &board.outline.blocks;
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
    let starts = |at: usize| {
        board.cards.binary_search_by_key(&at, |card| card.range.start).is_ok()
            || blocks
                .binary_search_by_key(&at, |block| block.range.start)
                .is_ok_and(|nth| is_heading(&blocks[nth]))
    };
    let ends = |at: usize| {
        let before = blocks[..blocks.partition_point(|block| block.range.start < at)].last();
        before.is_some_and(|block| is_heading(block) && block.range.end == at)
    };
    let above = line.start.checked_sub(1).map(|at| board.lines.start_of(at)..line.start);
    let apart = above.as_ref().is_none_or(|above| board.is_blank(above) || ends(above.end));
    let below = line.end..board.lines.end_of(line.end.min(end.saturating_sub(1)));
    if !apart || !(line.end == end || board.is_blank(&below) || starts(line.end)) {
        return None;
    }
    let gap_end = board.skip_blank(line.end, end);
    let range = match board.text_before(line.start, 0) {
        Some(before) if gap_end == end => before.end..line.end,
        _ => line.start..gap_end,
    };
    Some(Edit { range, new: String::new() })
}

/// Whether something in a zone looks like a card and is none: whether the zone is empty is not known.
fn has_strangers(board: &Board, zone: &Range<usize>) -> bool {
    let lines = board.lines.number(zone.start)..=board.lines.number(zone.end);
    board.strangers.iter().any(|stranger| lines.contains(&stranger.line))
}

/// For each card, the furthest end of any up to it: cards may lie within one another.
pub(super) struct Covered(Vec<usize>);

impl Covered {
    pub(super) fn of(board: &Board) -> Self {
        let ends = board.cards.iter().scan(0, |furthest: &mut usize, card| {
            *furthest = card.range.end.max(*furthest);
            Some(*furthest)
        });
        Self(ends.collect())
    }

    /// Whether a byte is part of a card.
    pub(super) fn by_a_card(&self, board: &Board, at: usize) -> bool {
        let before = board.cards.partition_point(|card| card.range.start <= at);
        before.checked_sub(1).is_some_and(|last| at < self.0[last])
    }
}
