//! Boxes with a sign of their own, where it can mean just one thing: that a task is begun.

use super::line::head;
use super::reading::{Found, Section};
use super::role::{DONE, PARKED};
use crate::markdown::{BlockKind, Lines};

/// The signs, as they stand in a form.
pub(super) const SIGNS: [&str; 4] = ["[~] ", "[/] ", "[>] ", "[-] "];

/// Reads items with such a sign as boxes that are open, where they stand below a heading of what is under way and no
/// other box is open there: `- [~] Tar` below `## Doing`. Cards that come there get the same sign.
pub(super) fn boxes(sections: &[Section], heads: &mut [Found], text: &str, lines: &Lines) {
    let is_begun = |section: &&Section| {
        let rank = section.role.as_ref().map(|role| role.rank);
        rank.is_some_and(|rank| (4..DONE).contains(&rank) && rank != PARKED)
    };
    let begun: Vec<&Section> = sections.iter().filter(is_begun).collect();
    // What stands elsewhere too means something else there: given up, or put off.
    let is_elsewhere = |sign: &str| {
        let is_within = |at: usize| begun.iter().any(|section| section.range.contains(&at));
        heads.iter().any(|found| found.head.title.starts_with(sign) && !is_within(found.at))
    };
    let signs: Vec<&str> = SIGNS.into_iter().filter(|sign| !is_elsewhere(sign)).collect();
    for section in begun {
        let range = section.body..section.range.end;
        let from = heads.partition_point(|found| found.at < range.start);
        let to = heads.partition_point(|found| found.at < range.end);
        let own = &mut heads[from..to.max(from)];
        if own.iter().any(|found| found.head.ticked == Some(false)) {
            continue;
        }
        for found in own.iter_mut().filter(|found| found.head.marker.is_item()) {
            let raw = &text[found.at..lines.end_of(found.at)];
            let Some(sign) = signs.iter().find(|sign| found.head.title.starts_with(**sign)) else {
                continue;
            };
            let open = raw.replacen(sign, "[ ] ", 1);
            let Some(mut boxed) = head(&open, BlockKind::Item) else { continue };
            for form in [&mut boxed.form, &mut boxed.free] {
                *form = form.replacen("[ ] ", sign, 1);
            }
            found.head = boxed;
        }
    }
}
