//! A file whose name says the one stage of its cards.

use std::ops::Range;

use super::beside::leave_notes;
use super::boards::Zone;
use super::guide;
use super::lanes::are_cards;
use super::line::{Head, Marker, head};
use super::reading::{Found, Reading, Section};
use super::role::{DONE, Role, TO_DO, names_board, role, role_of_file, stage_name};
use super::unheaded::unheaded;
use super::usual::main_form;
use crate::board::is_rule;
use crate::markdown::BlockKind;

/// A file as the board of one stage, the one that its name says.
///
/// # Errors
/// Why it is none; `None` where nothing ever said that it might be.
pub(super) fn alone<'r, 'a>(reading: &'r Reading<'a>) -> Result<Zone<'r, 'a>, Option<String>> {
    if !names_board(reading.stem()) && !reading.kanban {
        return Err(None);
    }
    if let Some(why) = unheaded(reading).filter(|_| !reading.kanban) {
        return Err(Some(why));
    }
    let said = role(reading.stem());
    let placed = role_of_file(reading.stem());
    let Role { rank, word } =
        placed.clone().unwrap_or_else(|| Role { rank: 2, word: "todo".to_owned() });
    let own = reading.sections.iter().filter(|section| {
        section.level > 1 && section.alone && section.role.as_ref().is_some_and(|r| r.rank == rank)
    });
    let open = |found: &&Found| found.head.strong && found.head.ticked != Some(true);
    let count = |section: &Section| reading.heads_in(&body(section)).filter(open).count();
    let own = own.max_by_key(|section| (count(section), std::cmp::Reverse(section.line)));
    let whole = reading.outline.start..reading.source.text.len();
    // What a list of finished work holds is what is past.
    let past = |found: &&Found| rank < DONE && reading.is_past(found.at, DONE);
    let elsewhere = reading.heads_in(&whole).filter(open).filter(|found| !past(found)).count();
    // Where work is under way, a section that is named like its file holds it, however long the lists
    // of what is past may be; a list of things to do may be spread over many sections.
    let blank = |section: &Section| shows_nothing(reading, body(section));
    let own = own.filter(|section| match count(section) {
        0 => elsewhere == 0 || rank > TO_DO && blank(section),
        count => rank > TO_DO || count * 2 >= elsewhere,
    });
    let range = own.map_or(whole, body);
    let ruled: Vec<&Section> = reading.sections.iter().filter(|s| guide::tells_rules(s)).collect();
    let ruled = |found: &&Found| ruled.iter().any(|section| section.range.contains(&found.at));
    let heads =
        reading.heads_in(&range).filter(|found| !past(found) && !ruled(found) && !found.aside);
    let heads: Vec<&Found> = heads.collect();
    let mut main = main_form(heads.iter().map(|found| &found.head).filter(|head| head.strong));
    let template = reading.template().map(|(_, head, _)| head);
    // Boxes in a file of things to do are these, unless they are lost in what else it says.
    let is_list = |form: &Head| {
        let (own, all) = share(reading, form);
        rank <= TO_DO && placed.is_some() && form.ticked.is_some() && own * 4 >= all
    };
    if let Some((form, _)) = &main
        && form.id.is_none()
        && own.is_none()
        && !mostly(reading, form)
        && !is_list(form)
    {
        main = None;
    }
    if main.is_none() && own.is_none() {
        // A list of things to do, and hardly anything else.
        main = main_form(heads.iter().map(|found| &found.head))
            .filter(|(form, count)| (*count > 1 || rank > TO_DO) && mostly(reading, form))
            // A page about boards has lists as well.
            .filter(|_| placed.is_some());
    }
    if main.is_none() && placed.is_some() {
        let among = own.map_or_else(|| reading.outline.start..reading.source.text.len(), body);
        main = titled(reading, among);
    }
    let is_empty = match (own, &reading.sections[..]) {
        (Some(own), _) => blank(own),
        (None, [title]) => said.is_some() && title.level == 1 && blank(title),
        _ => false,
    };
    let form = match (&main, &template) {
        (Some((form, _)), _) => form.clone(),
        (None, Some(form)) if is_empty => form.clone(),
        // How its cards will look is said by the other boards.
        (None, None) if is_empty => unknown().ok_or(None)?,
        _ => return Err(Some(free_notes(reading))),
    };
    if let Some(why) = guide::explains(reading, &form) {
        return Err(Some(why));
    }
    let own_form = main.is_some() || template.is_some();
    let file = reading.source.path.as_str();
    // Of a list of things to do, the name says no more than that.
    let says = said.is_some() || rank >= DONE;
    let why = match (own, says) {
        (Some(section), _) => {
            format!("the file's name and `{}` both say {word}", section.line_text)
        }
        (None, true) => {
            format!("the name of {file} says {word}, and its cards stand in any section")
        }
        (None, false) => format!("{file} is a list of tasks; nothing in it says another stage"),
    };
    let mut zone = Zone {
        reading,
        section: own,
        groups: Vec::new(),
        rank,
        name: if says { stage_name(reading.stem()) } else { "todo".to_owned() },
        why,
        form,
        own_form,
        cards: 0,
        by_place: false,
    };
    zone.cards = zone.live().count();
    leave_notes(&mut zone, &[]);
    Ok(zone)
}

/// The headings of the lowest level, where every other line below the title's own text stands below one:
/// in files that are a board together, each may be a card.
fn titled(reading: &Reading<'_>, range: Range<usize>) -> Option<(Head, usize)> {
    let within = reading.sections.iter().filter(|section| range.contains(&section.range.start));
    let level = within.map(|section| section.level).max()?;
    let heads: Vec<&Found> = reading.heads_in(&range).collect();
    let titles = heads.iter().filter(|found| found.head.marker == Marker::Heading(level));
    let titles: Vec<&Found> = titles.copied().collect();
    let first = *titles.first()?;
    let apart = level > 1
        && heads
            .iter()
            .all(|found| found.at >= first.at || matches!(found.head.marker, Marker::Heading(_)));
    (apart && are_cards(&titles)).then(|| (first.head.clone(), titles.len()))
}

/// Whether a range shows nothing but that there is nothing.
pub(super) fn shows_nothing(reading: &Reading<'_>, range: Range<usize>) -> bool {
    let mut tables = reading.tables_in(range.clone()).peekable();
    let no_rows = tables.peek().is_some() && tables.all(|table| reading.is_empty(table));
    let mut shown = reading.shown(range);
    shown.all(|(at, line)| {
        reading.is_blank((at, line)) || is_rule(line) || no_rows && line.starts_with('|')
    })
}

fn body(section: &Section) -> Range<usize> {
    section.body..section.range.end
}

/// The form of a card that nobody has written yet.
fn unknown() -> Option<Head> {
    head("### [A-1]: x", BlockKind::Heading(3))
}

pub(super) fn free_notes(reading: &Reading<'_>) -> String {
    let lines = reading.shown(0..reading.source.text.len()).count();
    let in_headings = |found: &&Found| {
        matches!(found.head.marker, Marker::Heading(_)) && found.head.ticked.is_some()
    };
    match lines {
        0 => "it is empty".to_owned(),
        _ if reading.heads.iter().filter(in_headings).count() > 1 => {
            "its boxes stand in headings, which are cards only below headings named after stages"
                .to_owned()
        }
        _ => {
            "free notes: no section named after a stage holds lines with an id or a checkbox, and \
              lists of tasks are not most of it"
                .to_owned()
        }
    }
}

/// Whether most of what a file shows is lines of this form and what hangs below them.
pub(super) fn mostly(reading: &Reading<'_>, form: &Head) -> bool {
    let (own, all) = share(reading, form);
    own * 2 > all
}

/// How many of the lines that a file shows are of this form or hang below such, and how many there are.
fn share(reading: &Reading<'_>, form: &Head) -> (usize, usize) {
    let text = &reading.source.text;
    // Numbered items beside bullets are told, and are hardly notes.
    let blocks = reading.outline.blocks.iter().filter(|block| {
        let raw = &text[block.range.start..reading.lines.end_of(block.range.start)];
        head(raw, block.kind).is_some_and(|head| {
            (head.marker == form.marker || head.marker.is_item() && form.marker.is_item())
                && head.ticked.is_some() == form.ticked.is_some()
        })
    });
    let lines = |range| reading.shown(range).count();
    // Headings say of neither how much there is, nor do their underlines, nor tables of something else.
    let headings = reading.sections.iter().map(|section| section.range.start..section.body);
    let others = reading.tables.iter().filter(|table| reading.columns(table).is_none());
    let others: usize = others.map(|table| 2 + lines(table.rows.clone())).sum();
    let neither = headings.map(lines).sum::<usize>() + others;
    let own: usize = match form.marker {
        // The two lines above its rows are the table's as well.
        Marker::Row => {
            let rows = reading.heads.iter().filter(|found| found.head.marker == Marker::Row);
            rows.count() + 2 * reading.tables.len()
        }
        Marker::Heading(_) => 0,
        _ => blocks.map(|block| lines(block.range.clone())).sum(),
    };
    (own, lines(reading.outline.start..text.len()).saturating_sub(neither))
}
