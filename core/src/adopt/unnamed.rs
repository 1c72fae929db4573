//! Sections that could be stages though no known word says so, or only one of them.

use super::boards::Zone;
use super::groups::counts;
use super::guide::tells_rules;
use super::lanes::names_group;
use super::reading::{Found, Reading, Section};
use super::role::{DONE, words};
use super::{Doubt, place};

/// How many sections with cards look like the lanes of a board.
const LANES: usize = 3;

/// The sections of a file called a board, where tasks are ticked in the last alone: lanes, by their places.
pub(super) fn lanes<'r>(reading: &'r Reading<'_>) -> Option<Vec<&'r Section>> {
    if !is_board(reading) {
        return None;
    }
    let lanes = held(reading);
    let is_sound = |section: &&&Section| section.alone && !counts(section);
    (ends_ticked(reading, &lanes) && lanes.iter().all(|section| is_sound(&section)))
        .then_some(lanes)
}

/// Where in the order such a lane stands.
pub(super) fn rank(nth: usize, of: usize) -> u8 {
    match nth {
        0 => 2,
        nth if nth + 1 == of => DONE,
        _ => 4,
    }
}

/// What is doubtful where a file is taken for one list, and its sections could be stages.
pub(super) fn doubt(zone: &Zone<'_, '_>) -> Option<Doubt> {
    let reading = zone.reading;
    let lanes = held(reading);
    let is_own = |section: &Section| {
        zone.section.into_iter().chain(zone.groups.clone()).any(|own| std::ptr::eq(own, section))
    };
    let named = lanes.iter().find(|section| {
        section.role.as_ref().is_some_and(|role| role.rank != zone.rank) && !is_own(section)
    });
    if let Some(section) = named {
        let text = format!(
            "`{}` is named after a stage, and its cards are read as those of one list: is it a lane?",
            section.line_text
        );
        return Some(Doubt::new(text, place(reading, section.range.start)));
    }
    let first = lanes.first().filter(|_| ends_ticked(reading, &lanes) || is_board(reading))?;
    let names: Vec<String> = lanes.iter().map(|s| format!("`{}`", s.line_text)).collect();
    let text = format!(
        "{} are read as parts of one list: are they stages? No known word says so",
        names.join(", ")
    );
    (lanes.len() >= LANES).then(|| Doubt::new(text, place(reading, first.range.start)))
}

/// Why a file is no board though open boxes stand below a heading that says a stage; `None` where none do.
pub(super) fn half(reading: &Reading<'_>) -> Option<String> {
    let is_open = |found: &Found| found.head.ticked == Some(false);
    let holds = |section: &&Section| {
        let range = section.body..section.range.end;
        section.role.as_ref().is_some_and(|role| role.rank <= DONE)
            && reading.heads_in(&range).any(is_open)
    };
    let section = reading.sections.iter().find(holds)?;
    Some(format!(
        "`{}` is named after a stage, and no other heading of its level says another; its own name is no \
         board's either",
        section.line_text
    ))
}

/// Whether the name of a file says that it has lanes.
fn is_board(reading: &Reading<'_>) -> bool {
    words(reading.stem()).iter().any(|word| word == "kanban" || word == "board")
}

/// The sections of one level in which items stand, and nothing says that these are groups or rules.
fn held<'r>(reading: &'r Reading<'_>) -> Vec<&'r Section> {
    let holds = |section: &&Section| {
        let range = section.body..section.range.end;
        reading.heads_in(&range).any(|found| !found.aside)
    };
    let holding: Vec<&Section> =
        reading.sections.iter().filter(|s| s.level > 1).filter(holds).collect();
    let Some(level) = holding.iter().map(|section| section.level).min() else { return Vec::new() };
    let lanes =
        holding.into_iter().filter(|section| section.level == level && !tells_rules(section));
    let lanes: Vec<&Section> = lanes.collect();
    // What is numbered comes one after the other, and all of it is to be done.
    let is_part = |section: &&Section| {
        names_group(&section.title) || section.title.contains(|c: char| c.is_ascii_digit())
    };
    if lanes.iter().any(is_part) { Vec::new() } else { lanes }
}

/// Whether there are several lanes, tasks are ticked in the last alone, and all are there.
fn ends_ticked(reading: &Reading<'_>, lanes: &[&Section]) -> bool {
    let [before @ .., last] = lanes else { return false };
    let boxes = |section: &Section| {
        let range = section.body..section.range.end;
        let boxed = reading.heads_in(&range).filter(|found: &&Found| found.head.ticked.is_some());
        boxed.map(|found| found.head.ticked == Some(true)).collect::<Vec<bool>>()
    };
    let ticked = boxes(last);
    lanes.len() >= LANES
        && !ticked.is_empty()
        && ticked.iter().all(|ticked| *ticked)
        && !before.iter().flat_map(|section| boxes(section)).any(|ticked| ticked)
}
