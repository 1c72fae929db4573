//! Takes a card off its board, and leaves what stood around it tidy.

use super::{Board, Card, Edit};
use crate::workflow::{CardKind, Stage};

/// The edit that takes a card, and the gap that belongs to it, off its board.
///
/// The gap is the blank lines after a card, and the rule between it and the next one. Behind the last card
/// it stays where it is longer than that before the card: it parts what follows from the one before.
pub fn cut(board: &Board, card: &Card, stage: &Stage) -> Edit {
    let end = board.text.len();
    let zone = board.zone_around(&card.stage, card.range.start);
    let zone = zone.map_or(0..end, |zone| zone.range.clone());
    // Only the stage's own section says that it is empty.
    let is_group = board.zone_of(&card.stage).is_some_and(|own| own.range != zone);
    let others = || board.cards_in(&card.stage, &zone).filter(|c| c.range != card.range);
    if let Some(placeholder) = &stage.placeholder
        && !is_group
        && others().next().is_none()
    {
        // A board without a final line end stays without one.
        let ends = board.slice(&card.range).ends_with('\n');
        let is_apart = card.kind == CardKind::Row && !placeholder.trim_start().starts_with('|');
        let lead = if is_apart { board.line_end() } else { "" };
        let new = format!("{lead}{placeholder}{}", if ends { board.line_end() } else { "" });
        return Edit { range: card.range.clone(), new };
    }
    if card.kind == CardKind::Row {
        return Edit { range: card.range.clone(), new: String::new() };
    }
    let gap_end = board.skip_blank(card.range.end, end);
    let before = board.text_before(card.range.start, 0);
    let rule_before = before.as_ref().filter(|line| board.rule_at(line.start).is_some());
    let previous = others().rfind(|c| c.range.end <= card.range.start);
    let follows = |at: usize| others().any(|c| c.range.start == at);
    // That of a footer stays.
    let rule_behind = board.rule_at(gap_end).filter(|rule| rule.start < zone.end);
    let after_rule = rule_behind.map(|rule| board.skip_blank(rule.end, end));
    let touches = previous.is_some_and(|previous| previous.range.end == card.range.start);
    let parts = |after: &usize| !touches && (follows(*after) || rule_before.is_some());
    let range = if let Some(after_rule) = after_rule.filter(parts) {
        card.range.start..after_rule
    } else if follows(gap_end) {
        card.range.start..gap_end
    } else if let Some((previous, rule)) = previous.zip(rule_before)
        && board.skip_blank(previous.range.end, end) == rule.start
    {
        // The last of several: the rule that parted it from its neighbour goes with it.
        previous.range.end..card.range.end
    } else {
        // No card follows. Of the gaps before it and behind it the longer one stays: one of the two came
        // with the card.
        let before_end = before.as_ref().map_or(card.range.start, |line| line.end);
        let is_last = gap_end == end && before.is_some();
        match is_last || gap_end - card.range.end > card.range.start - before_end {
            true => before_end..card.range.end,
            false => card.range.start..gap_end,
        }
    };
    Edit { range, new: String::new() }
}
