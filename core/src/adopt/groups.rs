//! Sections beside the stages in which cards of the board stand as well: priorities, kinds, versions.

use super::boards::Zone;
use super::extras;
use super::guide::tells_rules;
use super::lanes::{could_be, names_group};
use super::line::Head;
use super::meaning::alike;
use super::reading::{Found, Reading, Section};
use super::role::{DONE, TO_DO, is_end, words};

/// The rank of what comes later, or maybe.
pub(super) const SOME_DAY: u8 = 0;
/// The sections named after stages, without those that say the same as one before them, and these.
pub(super) fn once_each<'r>(
    reading: &Reading<'_>,
    sections: Vec<&'r Section>,
) -> (Vec<&'r Section>, Vec<&'r Section>) {
    let mut first: Vec<&Section> = Vec::new();
    let mut again = Vec::new();
    for section in sections {
        let is_again = !reading.kanban && first.iter().any(|other| says_same(other, section));
        match is_again && !counts(section) {
            true => again.push(section),
            false => first.push(section),
        }
    }
    for section in &mut first {
        newest(section, &mut again);
    }
    (first, again)
}

/// Of sections that say the same stage, each with a day, the stage is the newest, whichever is the first.
fn newest<'r>(section: &mut &'r Section, again: &mut [&'r Section]) {
    let mates: Vec<usize> =
        (0..again.len()).filter(|nth| says_same(section, again[*nth])).collect();
    let days = mates.iter().map(|nth| day(&again[*nth].title)).collect::<Option<Vec<_>>>();
    let (Some(own), Some(days)) = (day(&section.title), days) else { return };
    let newest = days.iter().zip(mates).max_by_key(|(day, _)| **day);
    if let Some((_, nth)) = newest.filter(|(day, _)| **day > own) {
        std::mem::swap(section, &mut again[nth]);
    }
}

/// The day that a heading tells, the year first: of `10/11/2026` nothing tells which is the month.
fn day(title: &str) -> Option<[u32; 3]> {
    let numbers = title.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let numbers: Vec<u32> = numbers.map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.windows(3).find_map(|three| match *three {
        [year @ 1000..=9999, month @ 1..=12, day @ 1..=31] => Some([year, month, day]),
        [day @ 13..=31, month @ 1..=12, year @ 1000..=9999] => Some([year, month, day]),
        [month @ 1..=12, day @ 13..=31, year @ 1000..=9999] => Some([year, month, day]),
        _ => None,
    })
}

fn says_same(one: &Section, other: &Section) -> bool {
    let word = |section: &Section| section.role.as_ref().map(|role| role.word.clone());
    // What was finished of late is a part of what is finished.
    let is_done = |section: &Section| section.role.as_ref().is_some_and(|role| role.rank == DONE);
    let is_late = |section: &Section| {
        words(&section.title).iter().any(|word| matches!(word.as_str(), "recent" | "recently"))
    };
    // Words that say no more than that it is done, and forms of one word.
    let is_alike = || {
        let (Some(one), Some(other)) = (word(one), word(other)) else { return false };
        let begin = |word: &str| word.chars().take(7).collect::<String>();
        alike(&one, &other) || begin(&one) == begin(&other)
    };
    word(one).is_some() && word(one) == word(other)
        || is_done(one) && is_done(other) && (is_late(one) || is_late(other) || is_alike())
}

/// Whether the heading of a section tells a count, which flow keeps true for a stage only.
pub(super) fn counts(section: &Section) -> bool {
    extras::heading(&section.line_text, 0, 0).form != extras::escaped(&section.line_text)
}

/// Gives every such section to a stage: what is ticked to that in which tasks are finished, all else to the
/// first. Where no stage holds what is to be done, the first of them is one.
pub(super) fn group<'r, 'a>(
    reading: &'r Reading<'a>,
    form: &Head,
    level: u8,
    again: Vec<&'r Section>,
    zones: &mut Vec<Zone<'r, 'a>>,
) {
    for section in again {
        give(zones, |zone| zone.section.is_some_and(|own| says_same(own, section)), vec![section]);
    }
    let mut open: Vec<&'r Section> = Vec::new();
    let mut done: Vec<&'r Section> = Vec::new();
    // Behind the last stage come notes as well, unless the name says otherwise.
    let last = zones.iter().filter_map(|zone| Some(zone.section?.range.start)).max();
    let is_among = |at: usize| last.is_some_and(|last| at < last);
    let groups = reading.sections.iter().filter(|section| {
        is_group(reading, section, level)
            && (is_among(section.range.start) || names_group(&section.title))
    });
    for section in groups {
        let within = |zone: &Zone<'_, '_>| {
            zone.section.is_none_or(|own| own.range.contains(&section.range.start))
        };
        if zones.iter().any(within) {
            continue;
        }
        let range = section.body..section.range.end;
        let own = |found: &&Found| could_be(&found.head, form) && !found.aside;
        let cards: Vec<&Found> = reading.heads_in(&range).filter(own).collect();
        match cards.iter().any(|found| found.head.ticked != Some(true)) {
            true => open.push(section),
            false if !cards.is_empty() => done.push(section),
            false => {}
        }
    }
    let first = zones.iter().map(|zone| zone.rank).filter(|rank| *rank <= TO_DO).min();
    // What has a priority, or is of a kind, is to be done, and not only some day.
    let is_later = first == Some(SOME_DAY)
        && !zones.iter().any(|zone| (SOME_DAY + 1..=TO_DO).contains(&zone.rank));
    // So has what stands before what comes later.
    let later = zones.iter().filter(|zone| is_later && zone.rank == SOME_DAY);
    let later = later.filter_map(|zone| Some(zone.section?.range.start)).min();
    let is_named = |section: &&'r Section| {
        names_group(&section.title) || later.is_some_and(|at| section.range.start < at)
    };
    let is_own = |section: &&'r Section| !is_later || is_named(section);
    if first.is_none() || is_later {
        let own = open.iter().position(is_own);
        zones.splice(0..0, own.map(|own| to_do(reading, open.remove(own), form)));
    }
    let first = first.unwrap_or(2);
    let wanted = || zones.iter().map(|zone| zone.rank).filter(|rank| *rank <= TO_DO);
    let to_do = wanted().filter(|rank| *rank > SOME_DAY).min().unwrap_or(first);
    let (named, open): (Vec<_>, Vec<_>) = open.into_iter().partition(is_named);
    give(zones, |zone| zone.rank == to_do, named);
    give(zones, |zone| zone.rank == first, open);
    give(zones, |zone| is_end(zone.rank), done);
}

/// A section of what is to be done, as a stage of its own.
fn to_do<'r, 'a>(reading: &'r Reading<'a>, section: &'r Section, form: &Head) -> Zone<'r, 'a> {
    let mut zone = Zone {
        reading,
        section: Some(section),
        groups: Vec::new(),
        rank: 2,
        name: "todo".to_owned(),
        why: format!("cards below `{}` stand in no other stage", section.line_text),
        form: form.clone(),
        own_form: true,
        cards: 0,
        by_place: false,
    };
    zone.cards = zone.live().count();
    zone
}

/// Whether a section stands beside the stages, no name says what it is, and its heading can be told.
fn is_group(reading: &Reading<'_>, section: &Section, level: u8) -> bool {
    section.level == level
        && section.alone
        && section.role.is_none()
        && !reading.is_past(section.range.start, DONE)
        && !tells_rules(section)
        && !counts(section)
}

fn give<'r>(
    zones: &mut [Zone<'r, '_>],
    is_wanted: impl Fn(&Zone<'r, '_>) -> bool,
    groups: Vec<&'r Section>,
) {
    let Some(zone) = zones.iter_mut().find(|zone| is_wanted(zone)) else { return };
    if groups.is_empty() {
        return;
    }
    zone.groups.extend(groups);
    zone.cards = zone.live().count();
}
