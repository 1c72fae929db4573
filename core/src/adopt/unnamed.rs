//! Sections that could be stages though no known word says so, or only one of them.

use super::boards::Zone;
use super::groups::counts;
use super::guide::{says_notes, tells_rules};
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

/// Whether the lanes of a program are parts of one list: no known word is in any, and tasks are ticked elsewhere
/// than in the last.
pub(super) fn areas(reading: &Reading<'_>, lanes: &[&Section]) -> bool {
    let [before @ .., _] = lanes else { return false };
    let is_ticked = |found: &Found| found.head.ticked == Some(true);
    lanes.iter().all(|lane| lane.role.is_none() && !reading.completed.contains(&lane.title))
        && before.iter().any(|lane| reading.heads_in(&(lane.body..lane.range.end)).any(is_ticked))
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
    let is_board = reading.kanban || is_board(reading);
    // Of a board, parts are told as well, for lanes are what one expects there.
    let lanes = if is_board { holding(reading) } else { held(reading) };
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
    let first = lanes.first().filter(|_| is_board || ends_ticked(reading, &lanes))?;
    let names: Vec<String> = lanes.iter().map(|s| format!("`{}`", s.line_text)).collect();
    let text = format!(
        "{} are read as parts of one list: are they stages? No known word says so",
        names.join(", ")
    );
    (lanes.len() >= LANES).then(|| Doubt::new(text, place(reading, first.range.start)))
}

/// What is told of sections between two stages whose items are written otherwise than the tasks there, and are no
/// notes or rules by their names.
pub(super) fn unread(zones: &[Zone<'_, '_>]) -> Vec<Doubt> {
    let Some(first) = zones.first().filter(|first| first.form.marker.is_item()) else {
        return Vec::new();
    };
    let reading = first.reading;
    let own = |zone: &Zone<'_, '_>| std::ptr::eq(zone.reading, reading) && zone.form.strong;
    let lanes = zones.iter().map(|zone| zone.section.filter(|_| own(zone)));
    let Some(lanes) = lanes.collect::<Option<Vec<&Section>>>() else { return Vec::new() };
    let starts = || lanes.iter().map(|lane| lane.range.start);
    let (Some(from), Some(to)) = (starts().min(), starts().max()) else { return Vec::new() };
    let level = lanes[0].level;
    let is_taken = |at: usize| {
        let groups = zones.iter().flat_map(|zone| &zone.groups);
        lanes.iter().chain(groups).any(|section| section.range.contains(&at))
    };
    let is_bare =
        |section: &Section| reading.source.text[section.body..section.range.end].trim().is_empty();
    let is_unread = |section: &&Section| {
        let at = section.range.start;
        let range = section.body..section.range.end;
        let mut items =
            reading.heads_in(&range).filter(|found| found.head.marker.is_item()).peekable();
        section.level == level
            && section.role.is_none()
            && (from..to).contains(&at)
            && !is_taken(at)
            && !tells_rules(section)
            && !says_notes(section)
            && match items.peek().is_some() {
                true => items.all(|found| !found.head.strong && !found.aside),
                false => is_bare(section),
            }
    };
    let told = |section: &Section| {
        let why = match is_bare(section) {
            false => "its items are written otherwise than the tasks there: they are read as none",
            true => "nothing stands there: if it is a stage, write one for it",
        };
        let text = format!("`{}` stands between two stages, and {why}", section.line_text);
        Doubt::new(text, place(reading, section.range.start))
    };
    reading.sections.iter().filter(is_unread).map(told).collect()
}

/// What is told of lanes that a program keeps, where no known word is in any.
pub(super) fn unknown(zones: &[Zone<'_, '_>]) -> Option<Doubt> {
    let is_unknown = |zone: &Zone<'_, '_>| {
        let says = |section: &Section| {
            section.role.is_some() || zone.reading.completed.contains(&section.title)
        };
        zone.reading.kanban && zone.section.is_some_and(|section| !says(section))
    };
    let [first, _, ..] = zones else { return None };
    let at = place(first.reading, first.section?.range.start);
    let text = "no known word is in any lane: they are taken for stages in their order, and could be areas";
    zones.iter().all(is_unknown).then(|| Doubt::new(text, at))
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
    let lanes = holding(reading);
    // What is numbered comes one after the other, and all of it is to be done.
    let is_part = |section: &&Section| {
        names_group(&section.title) || section.title.contains(|c: char| c.is_ascii_digit())
    };
    if lanes.iter().any(is_part) { Vec::new() } else { lanes }
}

/// The sections of one level in which items stand, but for rules.
fn holding<'r>(reading: &'r Reading<'_>) -> Vec<&'r Section> {
    let holds = |section: &&Section| {
        let range = section.body..section.range.end;
        reading.heads_in(&range).any(|found| !found.aside)
    };
    let holding: Vec<&Section> =
        reading.sections.iter().filter(|s| s.level > 1).filter(holds).collect();
    let Some(level) = holding.iter().map(|section| section.level).min() else { return Vec::new() };
    let lanes =
        holding.into_iter().filter(|section| section.level == level && !tells_rules(section));
    lanes.collect()
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
