//! Headings that are numbered as ids are, and say how urgent their tasks are, or for which milestone they
//! wait: `## P1: High`, `## M2 – Parser`. The tasks are the boxes below them, or headings with ids.

use std::ops::Range;

use super::line::{Head, Marker, head};
use crate::board::is_rule;
use crate::markdown::{BlockKind, Lines, Outline};

/// What such headings are numbered by.
const RANKS: [&str; 2] = ["P", "M"];

/// Whether a line is numbered as these headings are.
pub(super) fn is_ranked(head: &Head) -> bool {
    let is_rank = |prefix: &str| RANKS.iter().any(|rank| prefix.eq_ignore_ascii_case(rank));
    let id = head.id.as_ref().filter(|_| matches!(head.marker, Marker::Heading(_)));
    id.is_some_and(|id| {
        is_rank(&id.prefix) && id.joint.is_empty() && id.digits.len() == 1 && !id.suffixed
    })
}

/// Whether all such headings of a text are groups: the first text below them is that of a heading with an id, or
/// beside further headings nothing but items stands there, and some of these have boxes.
pub(super) fn are_groups(text: &str, lines: &Lines, outline: &Outline) -> bool {
    let headings = outline.blocks.iter().filter_map(|block| match block.kind {
        BlockKind::Heading(level) => {
            let end = lines.end_of(block.range.start);
            let head = head(text[block.range.start..end].trim(), block.kind)?;
            let below = end..outline.section_end(level, block.range.end, text.len());
            is_ranked(&head).then_some(below)
        }
        _ => None,
    });
    let mut headings = headings.peekable();
    headings.peek().is_some() && headings.all(|below| holds_tasks(text, lines, outline, below))
}

fn holds_tasks(text: &str, lines: &Lines, outline: &Outline, below: Range<usize>) -> bool {
    let begins = |line: &Range<usize>| {
        let at = outline.blocks.binary_search_by_key(&line.start, |block| block.range.start);
        at.ok().map(|at| outline.blocks[at].kind)
    };
    let mut boxes = false;
    for line in lines.within(below) {
        let raw = text[line.clone()].trim_end();
        match begins(&line) {
            Some(BlockKind::Item) => {
                boxes |= head(raw, BlockKind::Item).is_some_and(|item| item.ticked.is_some());
            }
            Some(kind @ BlockKind::Heading(_)) => {
                if head(raw.trim(), kind).is_some_and(|head| head.strong && head.id.is_some()) {
                    return true;
                }
            }
            Some(BlockKind::Rule) => {}
            None if raw.starts_with([' ', '\t']) || raw.is_empty() || is_rule(raw) => {}
            None => return false,
        }
    }
    boxes
}
