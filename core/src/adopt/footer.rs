//! What stands below the cards of a file and belongs to none of them: a note behind a rule.

use std::ops::Range;

use super::boards::Zone;
use super::draft::Table;
use super::extras::placeholder;
use super::line::Marker;
use super::{Doubt, place};
use crate::markdown::BlockKind;

/// Writes the line that parts a footer from the cards, where there is one. Of headings, which hold all that
/// follows them, that is a doubt.
pub(super) fn footer(zone: &Zone<'_, '_>, table: &mut Table, doubts: &mut Vec<Doubt>) {
    let Some((line, at)) = parted(zone) else { return };
    let at = place(zone.reading, at);
    table.text("footer", line, "what stands below it belongs to no card", at.clone());
    if zone.heads().next().is_some() && matches!(zone.form.marker, Marker::Heading(_)) {
        let text =
            format!("what stands below `{line}` is taken for the board's, not the last card's");
        doubts.push(Doubt::new(text, at));
    }
}

/// The last rule of a stage, where text stands behind it that begins no card, and no card has such a rule
/// within.
fn parted<'r>(zone: &Zone<'r, '_>) -> Option<(&'r str, usize)> {
    let reading = zone.reading;
    let text = &*reading.source.text;
    let mut range = zone.range().start..zone.range().end.min(reading.outline.end);
    // A heading above those of cards begins something else.
    if let (Marker::Heading(level), Some(last)) = (zone.form.marker, zone.heads().last()) {
        let mut above =
            reading.outline.headings().filter(|(own, at)| at.start > last.at && *own < level);
        range.end = above.next().map_or(range.end, |(_, at)| at.start.min(range.end));
    }
    if zone.form.marker == Marker::Row || !zone.groups.is_empty() {
        return None;
    }
    let says = |range: Range<usize>| text.get(range).is_some_and(|text| !text.trim().is_empty());
    let rules: Vec<&Range<usize>> = reading
        .outline
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Rule && range.contains(&block.range.start))
        .map(|block| &block.range)
        .collect();
    let last = rules.iter().rfind(|rule| says(rule.end..range.end))?;
    let headings = reading.outline.headings().map(|(_, at)| at.start);
    let boxes = reading.heads.iter().filter(|found| found.head.ticked.is_some());
    let mut begins = zone.heads().chain(boxes).map(|found| found.at).chain(headings);
    if begins.any(|at| (last.end..range.end).contains(&at)) {
        return None;
    }
    let starts: Vec<usize> = zone.heads().map(|found| found.at).collect();
    let is_within = |rule: &&Range<usize>| {
        let next = starts.partition_point(|&at| at <= rule.start);
        next > 0 && starts.get(next).is_some_and(|&next| says(rule.end..next))
    };
    let is_apart = match placeholder(zone) {
        Some((_, at)) => at < last.start,
        None => !starts.is_empty() || !says(range.start..last.start),
    };
    let is_footer = is_apart && !rules.iter().any(is_within);
    is_footer.then_some((text[(*last).clone()].trim(), last.start))
}
