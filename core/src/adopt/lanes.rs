//! A file whose sections are stages.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::beside::{beside_done, rest};
use super::boards::Zone;
use super::extras::says_nothing;
use super::groups::{SOME_DAY, group, once_each};
use super::guide;
use super::line::{Head, Marker, head};
use super::ranked::names_part;
use super::reading::{Found, Reading, Section};
use super::role::{ARCHIVE, DONE, GIVEN_UP, name_by, names_board, role, words};
use super::unheaded::{by_columns, label};
use super::unnamed;
use super::usual::main_form;
use crate::board::is_rule;
use crate::markdown::BlockKind;

/// A file whose sections are stages.
///
/// # Errors
/// Why it is none; `None` where nothing ever said that it might be.
pub(super) fn sectioned<'r, 'a>(
    reading: &'r Reading<'a>,
) -> Result<Vec<Zone<'r, 'a>>, Option<String>> {
    let staged = |level: u8| -> Vec<&'r Section> {
        let own = || reading.sections.iter().filter(|section| section.level == level);
        let rank = |section: &Section| section.role.as_ref().map(|role| role.rank);
        // Where nothing is called done, what is archived is.
        let ends = own().any(|section| rank(section) == Some(DONE));
        let last = if ends { DONE } else { ARCHIVE };
        let is_stage = |rank: u8| rank <= last || rank == GIVEN_UP;
        let lane = |s: &&Section| reading.kanban || rank(s).is_some_and(is_stage);
        own().filter(|section| section.alone).filter(lane).collect()
    };
    let ranks = |sections: &[&Section]| {
        let mut ranks: Vec<Option<u8>> =
            sections.iter().map(|s| s.role.as_ref().map(|role| role.rank)).collect();
        ranks.sort_unstable();
        ranks.dedup();
        ranks.len()
    };
    let level = (1..=6).rev().max_by_key(|&level| ranks(&staged(level))).unwrap_or(2);
    let level = if reading.kanban { 2 } else { level };
    if let Some(why) = by_columns(reading).filter(|_| !reading.kanban) {
        return Err(Some(why));
    }
    let (mut sections, again) = once_each(reading, staged(level));
    let mut placed = false;
    let is_program = reading.kanban && !unnamed::areas(reading, &sections);
    if ranks(&sections) < 2 && !(is_program && sections.len() > 1) {
        if let Some(zones) = beside_done(reading) {
            return Ok(zones);
        }
        sections = unnamed::lanes(reading).ok_or(None)?;
        placed = true;
    }
    let within = |section: &Section| {
        let range = section.body..section.range.end;
        let heads: Vec<&'r Found> = reading.heads_in(&range).filter(|found| !found.aside).collect();
        heads.into_iter()
    };
    let all = sections.iter().flat_map(|section| within(section).map(|found| &found.head));
    let found = headed(reading, &sections).or_else(|| main_form(all));
    // How the cards of such a board look is known before the first is written.
    let fresh = || Some((head(reading.fresh_card()?, BlockKind::Item)?, 0));
    let is_fresh = found.is_none();
    let Some((form, count)) = found.or_else(fresh) else {
        return Err(Some("its sections are named after stages, and no card stands in any".into()));
    };
    let board = reading.kanban || names_board(reading.stem());
    let sure = form.strong && count > 1 || board || ranks(&sections) > 2 && form.strong;
    if !sure || matches!(form.marker, Marker::Heading(_)) && form.id.is_none() && !board {
        let why = "some of its headings are named after stages, but its name is no board's, and its \
                   lines have neither checkboxes nor ids that are set off, as in `A-1: Tar`";
        return Err(Some(why.into()));
    }
    if let Some(why) = guide::explains(reading, &form) {
        return Err(Some(why));
    }
    if !reading.kanban && !placed {
        let more = between(reading, &sections, &form);
        sections.extend(more);
        sections.sort_by_key(|section| section.range.start);
    }
    let mut rank = 0;
    let mut zones: Vec<Zone<'r, 'a>> = Vec::new();
    let count = sections.len();
    let says_stages = ranks(&sections) > 2;
    for (nth, section) in sections.into_iter().enumerate() {
        // A lane without a known name keeps its place behind the one before it.
        let is_complete = reading.completed.contains(&section.title);
        rank = if placed { unnamed::rank(nth, count) } else { rank };
        rank = section.role.as_ref().map_or(rank, |role| role.rank);
        rank = if is_complete { rank.max(DONE) } else { rank };
        // Where a program keeps the lanes, each is one; but no task need pass it.
        // What is open is not finished, wherever its lane stands; it waits for its time.
        let is_open = |found: &'r Found| found.head.ticked == Some(false);
        let is_behind = rank >= DONE && section.role.is_none() && !is_complete;
        let is_later = is_behind && within(section).any(is_open);
        let by_place = section.role.is_none()
            && !is_complete
            && (!reading.kanban || is_later || says_stages && nth > 0);
        let why = match &section.role {
            _ if is_complete => {
                format!("the lane `{}` is among `completedColumns`", section.line_text)
            }
            _ if placed && by_place => {
                format!("no known word is in `{}`, and its place says so", section.line_text)
            }
            _ if is_later => {
                format!("the lane `{}` behind what is finished holds open tasks", section.line_text)
            }
            _ if by_place && !reading.kanban => {
                format!("cards stand below `{}`, between two stages", section.line_text)
            }
            Some(role) => format!("the heading `{}` says {}", section.line_text, role.word),
            None => format!("the lane `{}` of a Kanban board, by its place", section.line_text),
        };
        let own = headed_otherwise(reading, section, &form)
            .or_else(|| main_form(within(section).map(|f| &f.head).filter(|h| alike(h, &form))))
            .or_else(|| otherwise(within(section).map(|f| &f.head), &form));
        let mut zone = Zone {
            reading,
            section: Some(section),
            groups: Vec::new(),
            rank: if is_later { SOME_DAY } else { rank },
            name: name_by(&section.title, section.role.as_ref()),
            why,
            own_form: own.is_some() || is_fresh,
            form: own.map_or_else(|| form.clone(), |(form, _)| form),
            cards: 0,
            by_place,
        };
        zone.cards = zone.live().count();
        zones.push(zone);
    }
    rest(reading, &form, level, &mut zones);
    group(reading, &form, level, again, &mut zones);
    Ok(zones)
}

/// Words of headings that part tasks into groups.
const GROUPS: [&str; 26] = [
    "p0",
    "p1",
    "p2",
    "p3",
    "p4",
    "debt",
    "high",
    "medium",
    "low",
    "priority",
    "critical",
    "urgent",
    "features",
    "bugs",
    "phase",
    "sprint",
    "week",
    "must",
    "should",
    "could",
    "general",
    "misc",
    "other",
    "blockers",
    "improvements",
    "docs",
];

/// The form of cards that are headings, with ids or without: every line of the stages stands below one, and none
/// of them names a group of cards.
fn headed(reading: &Reading<'_>, sections: &[&Section]) -> Option<(Head, usize)> {
    let level = sections.first()?.level + 1;
    let mut titles: Vec<&Found> = Vec::new();
    for section in sections {
        let range = section.body..section.range.end;
        let heads: Vec<&Found> = reading.heads_in(&range).collect();
        let is_title = |found: &&&Found| found.head.marker == Marker::Heading(level);
        let first = heads.iter().find(is_title).map_or(range.end, |found| found.at);
        if heads.iter().any(|found| found.at < first) {
            return None;
        }
        // One that is named like its stage, or after a day, is a part of that: `## Done 2026-05-20` below
        // `# Done`.
        let stage = words(&section.title);
        let is_day = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
        let is_part = |found: &&Found| {
            let title = words(&found.head.title);
            title.starts_with(&stage)
                || title.iter().all(is_day)
                || role(&found.head.title).is_some()
        };
        if heads.iter().filter(|found| is_title(found)).any(is_part) {
            return None;
        }
        titles.extend(heads.iter().filter(is_title));
    }
    let ranges = sections.iter().map(|section| section.body..section.range.end);
    let first = *titles.first()?;
    let have_ids = titles.iter().all(|found| found.head.id.is_some());
    let are_cards = have_ids || are_cards(&titles);
    let are_stories = || titles.iter().all(|found| is_numbered(&found.head.title));
    (titles.len() > 1 && are_cards && (are_stories() || !only_tasks(reading, ranges, &titles)))
        .then(|| (first.head.clone(), titles.len()))
}

/// Whether a title begins with a name that ends in a number, in whatever letters: `STORY-slim-115: Mend`. Boxes below
/// such are the steps of a task.
fn is_numbered(title: &str) -> bool {
    let word = title.trim_start_matches('[').split([':', ' ', ']']).next().unwrap_or_default();
    word.rsplit_once('-').is_some_and(|(name, number)| {
        !names_part(name)
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// The form of a lane whose cards are headings, where those of the board are items: they have ids, or a text of
/// their own below each.
fn headed_otherwise(reading: &Reading<'_>, lane: &Section, form: &Head) -> Option<(Head, usize)> {
    let range = lane.body..lane.range.end;
    let heads: Vec<&Found> = reading.heads_in(&range).collect();
    let is_title = |found: &&&Found| found.head.marker == Marker::Heading(lane.level + 1);
    let titles: Vec<&Found> = heads.iter().filter(is_title).copied().collect();
    let first = *titles.first().filter(|_| form.marker.is_item())?;
    let has_text = |(nth, found): (usize, &&Found)| {
        let end = titles.get(nth + 1).map_or(range.end, |next| next.at);
        let mut shown = reading.shown(reading.lines.end_of(found.at)..end);
        shown.next().is_some_and(|(_, line)| {
            line.starts_with(|c: char| c.is_alphanumeric() || "*_`".contains(c))
                && !line.starts_with("* ")
        })
    };
    let have_ids = titles.iter().all(|found| found.head.id.is_some() && found.head.strong);
    let have_texts = || are_cards(&titles) && titles.iter().enumerate().all(has_text);
    let are_cards = have_ids || form.ticked.is_none() && have_texts();
    let is_own = heads.first().is_some_and(|head| head.at == first.at) && are_cards;
    is_own.then(|| (first.head.clone(), titles.len()))
}

/// Whether a heading parts tasks into groups by one of the usual words.
pub(super) fn names_group(title: &str) -> bool {
    // What is urgent may say so before its title: `[HIGH] Mend the roof`.
    let tagged = title.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let title = tagged.map_or(title, |(_, title)| title);
    words(title).iter().any(|word| GROUPS.contains(&word.as_str()))
}

/// Whether headings could be the titles of tasks: none stands twice, has an id, or names a group.
pub(super) fn are_cards(titles: &[&Found]) -> bool {
    let named = |found: &&Found| names_group(&found.head.title);
    let mut seen = HashSet::new();
    let once = titles.iter().all(|found| seen.insert(&found.head.title));
    let free = titles.iter().all(|found| found.head.id.is_none() && found.head.ticked.is_none());
    free && once && !titles.iter().any(named)
}

/// Whether nothing but items with boxes, or rows, stands below the headings: then these are the tasks.
fn only_tasks(
    reading: &Reading<'_>,
    ranges: impl Iterator<Item = Range<usize>>,
    titles: &[&Found],
) -> bool {
    let at: BTreeSet<usize> = titles.iter().map(|found| found.at).collect();
    let boxed: HashSet<usize> =
        reading.heads.iter().filter(|found| found.head.ticked.is_some()).map(|f| f.at).collect();
    let items = reading.outline.blocks.iter().map(|block| &block.range);
    let ends: HashMap<usize, usize> =
        items.filter(|item| boxed.contains(&item.start)).map(|i| (i.start, i.end)).collect();
    // What a lane says before the first of them is said of the lane.
    ranges.filter_map(|range| Some(*at.range(range.clone()).next()?..range.end)).all(|range| {
        let mut covered = range.start;
        let has_rows = reading.tables_in(range.clone()).any(|table| reading.has_tasks(table));
        reading.shown(range).all(|(line_at, line)| {
            covered = covered.max(ends.get(&line_at).copied().unwrap_or_default());
            let parts = is_rule(line)
                || reading.is_blank((line_at, line))
                || label(line).is_some()
                || has_rows && line.starts_with('|');
            line_at < covered || at.contains(&line_at) || parts
        })
    })
}

/// Whether a line could be a card of a board with cards of this form: beside ids a box alone tells one.
pub(super) fn could_be(head: &Head, form: &Head) -> bool {
    let boxed = form.ticked.is_some() && head.ticked.is_some();
    alike(head, form) || boxed && head.marker == form.marker
}

/// Whether two lines could be cards of one board: a table has no other rows.
pub(super) fn alike(head: &Head, form: &Head) -> bool {
    head.marker == form.marker
        && (head.marker == Marker::Row || head.id.is_some() == form.id.is_some())
        && head.ticked.is_some() == form.ticked.is_some()
}

/// The form of a lane whose cards are written otherwise than those of the board: without boxes, with
/// numbers, as rows beside items, as items beside rows, or as boxes beside headings.
fn otherwise<'h>(heads: impl Iterator<Item = &'h Head>, form: &Head) -> Option<(Head, usize)> {
    let rows = form.marker == Marker::Row;
    let headings = matches!(form.marker, Marker::Heading(_));
    let said = |head: &&Head| head.id.is_none() && !says_nothing(&head.title);
    let fits = |head: &&Head| match head.marker {
        Marker::Row => !rows,
        // Beside headings a box tells a card.
        _ if headings => head.marker.is_item() && head.ticked.is_some(),
        _ => head.marker.is_item() && said(head) && (rows || form.id.is_none()),
    };
    (rows || headings || form.marker.is_item()).then(|| main_form(heads.filter(fits)))?
}

/// The sections between two stages, of which one follows the other, that no known word names and in which
/// cards of the board stand: lanes, unless one of them names a group.
fn between<'r>(reading: &'r Reading<'_>, staged: &[&Section], form: &Head) -> Vec<&'r Section> {
    let Some(level) = staged.first().map(|section| section.level) else { return Vec::new() };
    let rank = |section: &Section| section.role.as_ref().map(|role| role.rank);
    // Where as many headings above their level come before two sections, they stand below the same one.
    let higher = reading.sections.iter().filter(|section| section.level < level);
    let higher: Vec<usize> = higher.map(|section| section.range.start).collect();
    let above = |section: &Section| higher.partition_point(|at| *at < section.range.start);
    let is_lane = |section: &&Section| {
        let at = section.range.start;
        let next = staged.partition_point(|other| other.range.start < at);
        let (Some(before), Some(after)) =
            (next.checked_sub(1).and_then(|before| staged.get(before)), staged.get(next))
        else {
            return false;
        };
        let range = section.body..section.range.end;
        let mut heads = reading.heads_in(&range);
        // One that says that it is empty is one, too.
        let mut shown = reading.shown(range.clone()).peekable();
        let says_empty = shown.peek().is_some() && shown.all(|line| reading.is_blank(line));
        section.level == level
            && section.alone
            && section.role.is_none()
            && rank(before) < rank(after)
            && above(before) == above(after)
            && !reading.sections.iter().any(|other| {
                let beside = before.range.start..after.range.start;
                let is_mate = other.level == level && beside.contains(&other.range.start);
                is_mate && other.role.is_none() && names_group(&other.title)
            })
            && !guide::tells_rules(section)
            && (says_empty
                || heads
                    .any(|found| could_be(&found.head, form) && found.head.ticked != Some(true)))
    };
    match form.strong {
        true => reading.sections.iter().filter(is_lane).collect(),
        false => Vec::new(),
    }
}
