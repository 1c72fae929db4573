//! What stands in a list beside its tasks: those that are finished, and notes.

use std::ops::Range;

use super::boards::Zone;
use super::groups::{counts, once_each};
use super::lanes::alike;
use super::line::{Head, Marker};
use super::list::{mostly, shows_nothing};
use super::plain::says_stages;
use super::reading::{Found, Reading, Section};
use super::role::{DONE, TO_DO, name_by, names_board, role, stage_name};
use super::usual::main_form;

/// A list of things to do, without boxes, in which one section keeps what is finished.
pub(super) fn beside_done<'r, 'a>(reading: &'r Reading<'a>) -> Option<Vec<Zone<'r, 'a>>> {
    let is_list =
        role(reading.stem()).map_or_else(|| names_board(reading.stem()), |r| r.rank <= TO_DO);
    let says_done = |s: &&Section| s.alone && s.role.as_ref().is_some_and(|r| r.rank == DONE);
    let done = reading.sections.iter().filter(says_done).collect();
    let (first, groups) = once_each(reading, done);
    let ([section], true) = (&first[..], is_list) else { return None };
    // What a column says of each row is more than where a list of finished work stands.
    if says_stages(reading) {
        return None;
    }
    let range = section.body..section.range.end;
    let form_in = |range: Range<usize>| {
        main_form(reading.heads_in(&range).filter(|found| !found.aside).map(|found| &found.head))
    };
    let found = form_in(range.clone());
    let own_form = found.is_some();
    // Before anything is finished, the other tasks tell how it will look.
    let open = || {
        let all = reading.outline.start..reading.source.text.len();
        let (form, _) = form_in(all).filter(|_| shows_nothing(reading, range))?;
        Some((form, 0))
    };
    let (form, cards) = found.or_else(open)?;
    let are_tasks = match form.marker {
        Marker::Heading(_) => form.strong && form.id.is_some(),
        // A task that has a box is ticked where it stands, unless all that are ticked stand here.
        _ => {
            let is_moved = form.ticked.is_none() || keeps_ticked(reading, section, &groups);
            is_moved && (form.strong || mostly(reading, &form))
        }
    };
    if !are_tasks {
        return None;
    }
    let mut done = Zone {
        reading,
        section: Some(section),
        groups,
        rank: DONE,
        name: name_by(&section.title, section.role.as_ref()),
        why: format!("the heading `{}` says that tasks are finished", section.line_text),
        form: form.clone(),
        own_form,
        cards,
        by_place: false,
    };
    done.cards = done.live().count();
    let mut zones = vec![done];
    rest(reading, &form, section.level, &mut zones);
    (zones.len() == 2).then_some(zones)
}

/// Whether these sections hold every box that is ticked, one at least, and none that is not.
fn keeps_ticked(reading: &Reading<'_>, section: &Section, groups: &[&Section]) -> bool {
    let own = |at: usize| {
        section.range.contains(&at) || groups.iter().any(|group| group.range.contains(&at))
    };
    let mut boxes = reading.heads.iter().filter_map(|found| Some((found.at, found.head.ticked?)));
    boxes.clone().any(|(_, ticked)| ticked) && boxes.all(|(at, ticked)| own(at) == ticked)
}

/// Where cards stand in other sections too and no section is the first stage, all else below the title
/// is.
pub(super) fn rest<'r, 'a>(
    reading: &'r Reading<'a>,
    form: &Head,
    level: u8,
    zones: &mut Vec<Zone<'r, 'a>>,
) {
    if zones.iter().any(|zone| zone.rank <= TO_DO) {
        return;
    }
    let titles = reading.sections.iter().filter(|s| s.level < level && s.alone);
    for title in titles {
        let whole = title.body..title.range.end;
        if !zones.iter().all(|z| z.section.is_some_and(|s| whole.contains(&s.range.start))) {
            continue;
        }
        let taken =
            zones.iter().flat_map(|zone| zone.section.into_iter().chain(zone.groups.clone()));
        let taken: Vec<Range<usize>> = taken.map(|section| section.range.clone()).collect();
        // Behind several stages of which the last is done come notes.
        let start = |zone: &&Zone<'_, '_>| zone.section.map(|section| section.range.start);
        let last = zones.iter().max_by_key(start).filter(|_| zones.len() > 1);
        let last = last.filter(|last| last.rank >= DONE).and_then(|last| start(&last));
        let free = |found: &&Found| {
            last.is_none_or(|last| found.at < last)
                && !taken.iter().any(|range| range.contains(&found.at))
                && alike(&found.head, form)
                && !found.head.is_past()
                && !reading.is_past(found.at, DONE)
                && !found.aside
        };
        let cards: Vec<&Found> = reading.heads_in(&whole).filter(free).collect();
        let Some((form, _)) = main_form(cards.iter().map(|found| &found.head)) else { continue };
        // The title may say which, or the name of the file.
        let said = [title.title.as_str(), reading.stem()].into_iter();
        let mut said = said.filter_map(role).map(|role| (stage_name(&role.word), role.rank));
        let (name, rank) = said
            .find(|(_, rank)| *rank <= TO_DO)
            .filter(|(_, rank)| *rank != 2)
            .unwrap_or_else(|| ("todo".to_owned(), 2));
        let mut zone = Zone {
            reading,
            section: Some(title),
            groups: Vec::new(),
            rank,
            name,
            why: format!("cards below `{}` stand in no other stage's section", title.line_text),
            form,
            own_form: true,
            cards: cards.len(),
            by_place: false,
        };
        leave_notes(&mut zone, &taken);
        zones.insert(0, zone);
        return;
    }
}

/// Where notes in a stage look as its tasks do, and sections hold all of these, the stage is these
/// sections. What others hold is taken.
pub(super) fn leave_notes<'r>(zone: &mut Zone<'r, '_>, taken: &[Range<usize>]) {
    let reading = zone.reading;
    let heads: Vec<&'r Found> =
        zone.heads().filter(|found| !taken.iter().any(|range| range.contains(&found.at))).collect();
    let Some(note) = heads.iter().find(|found| found.aside) else { return };
    let Some(level) = reading.section_at(note.at).map(|section| section.level) else { return };
    let tasks: Vec<&&Found> = heads.iter().filter(|found| !found.aside).collect();
    let holds = |section: &&Section| {
        section.level == level && tasks.iter().any(|found| section.range.contains(&found.at))
    };
    let sections: Vec<&'r Section> = reading.sections.iter().filter(holds).collect();
    let held = |at: usize| sections.iter().any(|section| section.range.contains(&at));
    let can_be_told =
        |(at, section): (usize, &&Section)| section.alone && (at == 0 || !counts(section));
    let [first, more @ ..] = &sections[..] else { return };
    if tasks.iter().all(|found| held(found.at))
        && !heads.iter().any(|found| found.aside && held(found.at))
        && sections.iter().enumerate().all(can_be_told)
    {
        zone.why = format!("{}; what stands below other headings is notes", zone.why);
        if let ([], Some(_), None) = (more, &first.role, role(reading.stem())) {
            zone.name = name_by(&first.title, first.role.as_ref());
        }
        zone.section = Some(first);
        zone.groups = more.to_vec();
        zone.cards = zone.live().count();
    }
}
