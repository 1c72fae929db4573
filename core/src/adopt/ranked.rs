//! Headings that are numbered as ids are, and say how urgent their tasks are, or for which milestone they
//! wait: `## P1: High`, `## M2 – Parser`. The tasks are the boxes below them, or headings with ids.

use std::collections::HashMap;
use std::ops::Range;

use super::line::{Head, Marker, head, unnamed};
use super::reading::Found;
use crate::board::is_rule;
use crate::markdown::{BlockKind, Lines, Outline};

/// What such headings are numbered by.
const RANKS: [&str; 2] = ["P", "M"];

/// Whether a heading is numbered as these are.
pub(super) fn is_ranked(head: &Head) -> bool {
    matches!(head.marker, Marker::Heading(_)) && has_rank(head)
}

/// Whether what looks like the id of a line is numbered so.
fn has_rank(head: &Head) -> bool {
    let is_rank = |prefix: &str| RANKS.iter().any(|rank| prefix.eq_ignore_ascii_case(rank));
    head.id.as_ref().is_some_and(|id| {
        is_rank(&id.prefix) && id.joint.is_empty() && id.digits.len() == 1 && !id.suffixed
    })
}

/// Words for a part of the work, which are no names of tasks where several have one: `PHASE-0: Mend the roof`.
const PARTS: [&str; 11] = [
    "PHASE",
    "SPRINT",
    "MILESTONE",
    "WEEK",
    "STAGE",
    "ROUND",
    "ITERATION",
    "EPIC",
    "RELEASE",
    "VERSION",
    "MODULE",
];

/// Whether a word is one of these.
pub(super) fn names_part(word: &str) -> bool {
    PARTS.iter().any(|part| word.eq_ignore_ascii_case(part))
}

/// Takes such an id off items that begin with how urgent they are, or with their milestone or phase: `P1 Mend the
/// roof`, or one that several have.
pub(super) fn unname(heads: &mut [Found], text: &str, lines: &Lines) {
    let is_part = |head: &Head| head.id.as_ref().is_some_and(|id| names_part(&id.prefix));
    let is_urgent = |id: &str| matches!(id, "P0" | "P1" | "P2" | "P3" | "P4");
    for is_such in [&has_rank as &dyn Fn(&Head) -> bool, &is_part] {
        let is_own = |found: &Found| found.head.marker.is_item() && is_such(&found.head);
        let mut known: HashMap<String, usize> = HashMap::new();
        for found in heads.iter().filter(|found| is_own(found)) {
            let id = found.head.id.as_ref().map(|id| id.text.to_uppercase());
            *known.entry(id.unwrap_or_default()).or_default() += 1;
        }
        if !known.iter().any(|(id, count)| is_urgent(id) || *count > 1) {
            continue;
        }
        for found in heads.iter_mut().filter(|found| is_own(found)) {
            let raw = &text[found.at..lines.end_of(found.at)];
            found.head = unnamed(raw, BlockKind::Item).unwrap_or_else(|| found.head.clone());
        }
    }
}

/// Whether all such headings of a text are groups: the first text below them is that of a heading with an id, or
/// beside further headings nothing but items stands there, and some of these have boxes.
pub(super) fn are_groups(text: &str, lines: &Lines, outline: &Outline) -> bool {
    let headings = outline.blocks.iter().filter_map(|block| match block.kind {
        BlockKind::Heading(level) => {
            let end = lines.end_of(block.range.start);
            let head = head(text[block.range.start..end].trim(), block.kind)?;
            let below = end..outline.section_end(level, block.range.end, text.len());
            let id = head.id.as_ref().map(|id| id.text.to_uppercase()).unwrap_or_default();
            is_ranked(&head).then_some((id, below))
        }
        _ => None,
    });
    let headings: Vec<(String, Range<usize>)> = headings.collect();
    // The most urgent of all is no name of a task, nor is one that several have.
    let is_urgent = |(nth, (id, _)): (usize, &(String, _))| {
        id == "P0" || headings[..nth].iter().any(|(other, _)| other == id)
    };
    !headings.is_empty()
        && (headings.iter().enumerate().any(is_urgent)
            || headings.iter().all(|(_, below)| holds_tasks(text, lines, outline, below.clone())))
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
