//! Headings that are numbered as ids are, and say how urgent their tasks are, or for which milestone they
//! wait: `## P1: High`, `## M2 – Parser`. The tasks are the boxes below them.

use std::ops::Range;

use super::line::{Head, Marker, head};
use crate::board::is_rule;
use crate::markdown::{BlockKind, Lines, Outline};

/// What such headings are numbered by.
const RANKS: [&str; 2] = ["P", "M"];

/// Whether a heading is one of these: beside further headings nothing but items stands below it, and some of
/// them have boxes.
pub(super) fn is_ranked(
    head: &Head,
    below: &Range<usize>,
    text: &str,
    (lines, outline): (&Lines, &Outline),
) -> bool {
    let is_rank = head.id.as_ref().is_some_and(|id| {
        let prefix = RANKS.iter().any(|rank| id.prefix.eq_ignore_ascii_case(rank));
        prefix && id.joint.is_empty() && id.digits.len() == 1 && !id.suffixed
    });
    if !is_rank || !matches!(head.marker, Marker::Heading(_)) {
        return false;
    }
    let begins = |line: &Range<usize>| {
        let at = outline.blocks.binary_search_by_key(&line.start, |block| block.range.start);
        at.ok().map(|at| outline.blocks[at].kind)
    };
    let mut boxes = false;
    for line in lines.within(below.clone()) {
        let raw = text[line.clone()].trim_end();
        match begins(&line) {
            Some(BlockKind::Item) => {
                boxes |= self::head(raw, BlockKind::Item).is_some_and(|item| item.ticked.is_some());
            }
            Some(_) => {}
            None if raw.starts_with([' ', '\t']) || raw.is_empty() || is_rule(raw) => {}
            None => return false,
        }
    }
    boxes
}
