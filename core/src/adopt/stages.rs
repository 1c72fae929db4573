//! `[[stage]]`, and the transitions that pass a stage by.

use super::blank;
use super::boards::Zone;
use super::draft::{Table, quoted};
use super::extras;
use super::footer::footer;
use super::groups::SOME_DAY;
use super::ids::most;
use super::line::{Head, Marker};
use super::mark::{sign, signed};
use super::reading::Found;
use super::role::{DONE, GIVEN_UP, PARKED, TO_DO, is_end};
use super::{Doubt, Place, place};
use super::{begun, misplaced, unnamed};

/// The stage of what is finished where no name says it.
const LAST: &str = "done";

/// Infers every `[[stage]]`, in order.
pub(super) fn stages(
    zones: &[Zone<'_, '_>],
    prefixes: &[String],
    doubts: &mut Vec<Doubt>,
) -> Vec<Table> {
    let mut tables: Vec<Table> =
        zones.iter().map(|zone| stage(zone, zones, prefixes, doubts)).collect();
    doubts.extend(unnamed::unknown(zones));
    doubts.extend(unnamed::unread(zones));
    // The boxes of a single list are ticked where they stand, and so are those of the last of several files
    // in which some are.
    let is_ticked = |zone: &Zone<'_, '_>| zone.heads().any(|found| found.head.ticked == Some(true));
    if let ([.., zone], [.., table]) = (zones, &mut tables[..])
        && zone.form.ticked.is_some()
        && zone.rank < DONE
        && (zones.len() == 1 || zone.rank > TO_DO && zone.rank != PARKED && is_ticked(zone))
    {
        doubts.extend(unnamed::doubt(zone));
        let done = ticked_off(table);
        tables.extend(done);
    } else if !zones.iter().any(|zone| is_end(zone.rank)) {
        let mut last = Table::new("[[stage]]");
        last.text(
            "name",
            LAST,
            "no board holds what is finished: its cards leave the boards",
            None,
        );
        last.raw("ends", "true".to_owned(), "tasks are finished here", None);
        last.text("archive", "archive/{id}.md", "so that no word of a finished card is lost", None);
        doubts.push(Doubt::new(
            "no board keeps finished tasks, so flow would keep each in a file below archive/",
            None,
        ));
        tables.push(last);
    }
    tables
}

/// The stage of what is ticked, where a single list has boxes: a task is done where it stands.
fn ticked_off(open: &mut Table) -> Option<Table> {
    let at = open.keys.iter().position(|key| key.name == "closed")?;
    let closed = open.keys.remove(at);
    let mut table = Table::new("[[stage]]");
    table.text("name", LAST, "a ticked box says so", None);
    let is_place = |name: &str| matches!(name, "board" | "under" | "groups" | "field" | "footer");
    table.keys.extend(open.keys.iter().filter(|key| is_place(&key.name)).cloned());
    for key in &mut table.keys[1..] {
        (key.reason, key.at) = ("a task stays where it is when it is ticked".to_owned(), None);
    }
    table.raw("card", closed.value, closed.reason, closed.at);
    table.raw("ends", "true".to_owned(), "tasks are finished here", None);
    Some(table)
}

fn stage(
    zone: &Zone<'_, '_>,
    zones: &[Zone<'_, '_>],
    prefixes: &[String],
    doubts: &mut Vec<Doubt>,
) -> Table {
    let reading = zone.reading;
    let is_alone = zones.iter().filter(|other| std::ptr::eq(other.reading, reading)).count() == 1;
    let ends = zone.rank >= DONE;
    let mut table = Table::new("[[stage]]");
    let head = zone.section.map(|section| place(reading, section.range.start));
    table.text("name", &zone.name, zone.why.clone(), head.clone());
    if zone.by_place {
        // What is for some day is put first; so is a lane with open tasks behind the end.
        let text = match zone.rank == SOME_DAY {
            true => {
                "stands behind what is finished, and is taken for what comes later: it comes first"
            }
            false => "is taken for a stage by its place, and could be a group",
        };
        let text = format!("{} {text}", zone.name);
        doubts.push(Doubt::new(text, head.clone()));
    }
    let cards = match zone.cards {
        0 => "no card stands there now".to_owned(),
        1 => "one live card stands there".to_owned(),
        count => format!("{count} live cards stand there"),
    };
    table.text("board", reading.source.path.as_str(), cards, None);
    let mut limit = None;
    if let Some(section) = zone.section {
        let heading = extras::heading(&section.line_text, zone.cards, zone.rank);
        limit = heading.limit;
        doubts.extend(heading.doubt.map(|text| Doubt::new(text, head.clone())));
        match extras::changing(zone) {
            Some(form) => {
                table.text("under", &form, "its heading; the end of it is another every day", head);
            }
            None => table.text("under", &heading.form, heading.why, head),
        }
    }
    if let Some(first) = zone.groups.first() {
        let at = place(reading, first.range.start);
        let forms: Vec<_> =
            zone.groups.iter().map(|group| extras::escaped(&group.line_text)).collect();
        table.texts("groups", &forms, "cards of the board stand below these, too", at.clone());
        let text = match zone.groups.len() - 1 {
            0 => format!("`{}` is taken for a group of {}", first.line_text, zone.name),
            more => format!(
                "`{}` and {} are taken for groups of {}",
                first.line_text,
                counted(more, "more section"),
                zone.name
            ),
        };
        doubts.push(Doubt::new(text, at));
    }
    if let Some(found) = zone.live().find(|found| found.aside) {
        let under = reading.section_at(found.at).map_or("", |section| &section.line_text);
        let text = format!("what stands below `{under}` is read as tasks of {}", zone.name);
        doubts.push(Doubt::new(text, place(reading, found.at)));
    }
    doubts.extend(zone.reading.category().filter(|doubt| !doubts.contains(doubt)));
    doubts.extend(without_table(zone, zones));
    doubts.extend(plain_lines(zone));
    doubts.extend(blank::doubt(zone, doubts));
    doubts.extend(misplaced::doubts(zone, zones));
    let mixed = zones.iter().any(is_mixed);
    let with_id = zones.iter().find(|other| other.form.id.is_some());
    let with_id = with_id.map(|other| zone.with_id(&other.form));
    forms(zone, ends, (mixed, with_id.as_deref()), &mut table);
    if let Some((form, count)) = extras::field_form(zone) {
        let are = if count == 1 { "is" } else { "are" };
        let reason = format!("{} {are} written so", counted(count, "field"));
        table.text("field", &form, reason, None);
    } else if let Some(sign) = sign(zone).filter(|_| zone.form.marker == Marker::Bullet) {
        let form = format!("  {sign} **{{name}}:** {{value}}");
        table.text("field", &form, "its items begin with that sign", None);
    }
    insert(zone, prefixes, &mut table);
    numbers(zone, is_alone, limit, &mut table, doubts);
    if let Some((line, count)) = extras::separator(zone) {
        table.text("separator", &line, separates(count), None);
    }
    footer(zone, &mut table, doubts);
    if let Some((line, at)) = extras::placeholder(zone) {
        table.text(
            "placeholder",
            line,
            "it stands there while the stage is empty",
            place(reading, at),
        );
    } else if let Some(line) = extras::habit(zone, zones) {
        table.text("placeholder", line, "as the stages that are empty say it", None);
    }
    if let (true, Some((section, form, _))) = (is_alone, reading.template())
        && form.marker == zone.form.marker
    {
        let at = place(reading, section.range.start);
        table.text("template", &section.line_text, "a fence below it shows a card", at);
    }
    if ends {
        table.raw("ends", "true".to_owned(), "its name says that tasks are finished here", None);
    }
    table
}

/// `card` and `closed`. Where some cards of a stage have ids and some have none, every stage takes both;
/// one whose cards have none takes those of others that have some, written as there.
pub(super) fn forms(
    zone: &Zone<'_, '_>,
    ends: bool,
    (mixed, with_id): (bool, Option<&str>),
    table: &mut Table,
) {
    let reading = zone.reading;
    let main = &zone.form;
    let form_of = |head: &Head| match main.id {
        None => head.free.clone(),
        Some(_) => head.form.clone(),
    };
    let heads: Vec<&Found> = zone.heads().collect();
    let (past, live): (Vec<&Found>, Vec<&Found>) =
        heads.into_iter().partition(|found| !ends && found.head.is_past());
    let boxed = |form: &str| match main.ticked {
        Some(_) => ticked(form, ends),
        None => form.to_owned(),
    };
    let forms: Vec<String> = live.iter().map(|found| form_of(&found.head)).collect();
    let first = most(forms.iter().cloned()).unwrap_or_else(|| boxed(&main.form));
    let mut card = vec![first.clone()];
    let free = mixed.then(|| boxed(&main.free));
    for form in forms.iter().cloned().chain(free) {
        if !card.contains(&form) {
            card.push(form);
        }
    }
    // A lane whose own cards have none takes those that come from where they have some.
    let own = main.id.as_ref().map(|_| main.form.as_str());
    if let (false, Some(form)) = (card.iter().any(|form| form.contains("{id}")), own.or(with_id)) {
        card.push(boxed(form));
    }
    // A form without an id fits every line, so it is tried last.
    card.sort_by_key(|form| !form.contains("{id}"));
    let at = live.iter().find(|found| form_of(&found.head) == first);
    let reason = match forms.len() {
        0 => "as cards are written elsewhere".to_owned(),
        _ => {
            let count = forms.iter().filter(|form| **form == first).count();
            let others = forms.len() - count;
            let more = if others > 0 { format!(", and {others} otherwise") } else { String::new() };
            format!("{} so{more}", begins(count))
        }
    };
    table.texts("card", &signed(&card, zone), reason, at.map(|found| place(reading, found.at)));
    if ends {
        return;
    }
    let mut closed: Vec<String> = Vec::new();
    let twins = card.iter().map(|form| ticked(form, true));
    for form in past.iter().map(|found| form_of(&found.head)).chain(twins) {
        if !closed.contains(&form) && !card.contains(&form) {
            closed.push(form);
        }
    }
    // A box that is ticked in place stays one, if some are.
    let is_ticked = |form: &String| past.iter().any(|found| form_of(&found.head) == *form);
    let twin = Some(ticked(&first, true)).filter(is_ticked);
    closed.sort_by_key(|form| (!form.contains("{id}"), twin.as_ref() != Some(form)));
    if !closed.is_empty() {
        let reason = match past.len() {
            0 => "a ticked box is done".to_owned(),
            _ if past.iter().all(|found| found.head.struck) => {
                "what is struck through is done".to_owned()
            }
            1 => "one card is ticked".to_owned(),
            count => format!("{count} cards are ticked"),
        };
        let at = past.first().map(|found| place(reading, found.at));
        table.texts("closed", &signed(&closed, zone), reason, at);
    }
}

/// What is to be written where a stage of rows has no table that could take one.
fn without_table(zone: &Zone<'_, '_>, zones: &[Zone<'_, '_>]) -> Option<Doubt> {
    let is_bare = zone.form.marker == Marker::Row && zone.tables().next().is_none();
    let table = zones.iter().filter(|_| is_bare).find_map(|zone| zone.tables().next())?;
    let names = table.columns.join(" | ");
    let dashes = vec!["---"; table.columns.len()].join("|");
    let at = zone.section.map(|section| place(zone.reading, section.range.start));
    let text = format!(
        "no task can move to {}, which has no table yet: write the lines `| {names} |` and `|{dashes}|` there",
        zone.name
    );
    Some(Doubt::new(text, at))
}

/// What is told of a lane in which no card stands, but lines that could be tasks if they were items.
fn plain_lines(zone: &Zone<'_, '_>) -> Option<Doubt> {
    let (reading, section) = (zone.reading, zone.section?);
    let is_own = |at: usize| reading.section_at(at).is_some_and(|own| own.line == section.line);
    let is_block = |at: usize| reading.outline.blocks.iter().any(|block| block.range.contains(&at));
    if zone.heads().next().is_some() {
        return None;
    }
    let lines = reading.shown(section.body..section.range.end);
    let lines: Vec<(usize, &str)> =
        lines.filter(|line| is_own(line.0) && !reading.is_blank(*line)).collect();
    // What ends as a sentence does is text.
    let is_plain = |(at, line): &(usize, &str)| {
        !is_block(*at)
            && line.starts_with(char::is_alphanumeric)
            && !line.ends_with(['.', ':', ',', ';', '!', '?', '。', '：'])
    };
    let (at, first) = lines.first().filter(|_| lines.iter().all(is_plain))?;
    let text = format!(
        "no line below `{}` begins as an item does, so `{first}` is read as no task: write `- ` before it",
        section.line_text
    );
    Some(Doubt::new(text, place(reading, *at)))
}

/// Whether some of a stage's cards have ids and others have none.
fn is_mixed(zone: &Zone<'_, '_>) -> bool {
    zone.form.id.is_some() && zone.heads().any(|found| found.head.id.is_none())
}

/// A form with its box ticked, or not.
fn ticked(form: &str, on: bool) -> String {
    const BOXES: [(&str, &str); 5] =
        [("[ ]", "[x]"), ("[ ]", "[X]"), ("⬜", "✅"), ("☐", "✅"), ("🔲", "✅")];
    let form = BOXES.iter().fold(form.to_owned(), |form, (open, ticked)| match on {
        true => form.replacen(open, ticked, 1),
        false => form.replacen(ticked, open, 1),
    });
    begun::SIGNS.iter().filter(|_| on).fold(form, |form, sign| form.replacen(sign, "[x] ", 1))
}

/// Whether a title has a prefix in it, and not one that is a part of another: `Bugs (BUG-*)`.
fn names(title: &str, prefix: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    title.match_indices(prefix).any(|(at, _)| {
        let behind = &title[at + prefix.len()..];
        let parted =
            behind.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
        let before = title[..at].ends_with(|c| is_part(c) || c == '-');
        !before && !behind.starts_with(is_part) && !parted
    })
}

/// `insert`, where sections are named after prefixes.
fn insert(zone: &Zone<'_, '_>, prefixes: &[String], table: &mut Table) {
    let reading = zone.reading;
    let range = match zone.section {
        Some(section) => section.body..section.range.end,
        None => reading.outline.start..reading.source.text.len(),
    };
    let mut spots: Vec<(&String, &str, usize)> = Vec::new();
    for section in reading.sections.iter().filter(|s| s.alone && range.contains(&s.range.start)) {
        let named: Vec<&String> =
            prefixes.iter().filter(|prefix| names(&section.title, prefix)).collect();
        let [prefix] = named[..] else { continue };
        let within = section.body..section.range.end;
        let has = |f: &&&Found| f.head.id.as_ref().is_some_and(|id| id.prefix == *prefix);
        let here: Vec<&Found> = zone.heads().filter(|f| within.contains(&f.at)).collect();
        let all: Vec<&Found> = zone.heads().collect();
        let (own, everywhere) = (here.iter().filter(has).count(), all.iter().filter(has).count());
        // A section that only mentions a prefix holds others too, or few of its own.
        let is_home = own * 10 >= here.len() * 9 && own * 2 > everywhere;
        if own > 0 && is_home && !spots.iter().any(|(known, ..)| *known == prefix) {
            spots.push((prefix, &section.line_text, section.range.start));
        }
    }
    let Some((_, _, first)) = spots.first() else { return };
    let at = place(reading, *first);
    let spots = spots.iter().map(|(prefix, line, _)| format!("{prefix} = {}", quoted(line)));
    let spots: Vec<String> = spots.chain([format!("\"*\" = {}", quoted("bottom"))]).collect();
    table.raw(
        "insert",
        format!("{{ {} }}", spots.join(", ")),
        "its sections are named after prefixes, and hold the cards of these",
        at,
    );
}

/// `limit` and `counters`.
fn numbers(
    zone: &Zone<'_, '_>,
    is_alone: bool,
    heading: Option<u32>,
    table: &mut Table,
    doubts: &mut Vec<Doubt>,
) {
    let found = extras::counters(zone, is_alone);
    let at = |at: usize| -> Place { place(zone.reading, at) };
    let section = zone.section.map_or(0, |section| section.range.start);
    let said = found.limit.map(|(limit, line)| (limit, line, "a line before the cards says so"));
    let headed = heading.map(|limit| (limit, section, "its heading says so"));
    let listed =
        || extras::listed_limit(zone).map(|(limit, line)| (limit, line, "it is listed so"));
    if let Some((limit, line, why)) = said.or(headed).or_else(listed) {
        table.raw("limit", limit.to_string(), why, at(line));
        if zone.cards > limit as usize {
            let text =
                format!("{} holds {} cards, and its limit is {limit}", zone.name, zone.cards);
            doubts.push(Doubt::new(text, at(line)));
        }
    }
    if let Some((_, line)) = found.forms.first() {
        let forms: Vec<String> = found.forms.iter().map(|(form, _)| form.clone()).collect();
        table.texts("counters", &forms, "flow keeps these lines true", at(*line));
    }
}

/// Lets stages stand aside in which work only waits, or that hold what was given up; each stage has its place
/// in the order.
pub(super) fn set_aside(tables: &mut [Table], ranks: &[(String, u8)]) {
    let rank =
        |name: &str| ranks.iter().find(|(own, _)| quoted(own) == name).map(|(_, rank)| *rank);
    let stages = tables.iter_mut().filter(|table| table.header == "[[stage]]");
    for table in stages.skip(1) {
        let name = table.keys.iter().find(|key| key.name == "name");
        let why = match name.and_then(|name| rank(&name.value)) {
            Some(PARKED) => "tasks only wait here: the way on passes it by",
            Some(GIVEN_UP) => "what stands here was given up: the way on passes it by",
            _ => continue,
        };
        table.raw("aside", "true".to_owned(), why, None);
    }
}

fn separates(count: usize) -> String {
    if count == 1 {
        "it stands between two cards".to_owned()
    } else {
        format!("it stands between cards {count} times")
    }
}

fn begins(count: usize) -> String {
    if count == 1 { "one card begins".to_owned() } else { format!("{count} cards begin") }
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
