//! Cards that say something else than the stage in which they stand, or that are hardly cards.

use super::boards::Zone;
use super::extras::body;
use super::line::{Marker, shape};
use super::meaning::meaning;
use super::plain::{said_in, says_stage};
use super::reading::{Found, Section};
use super::role::{DONE, TO_DO};
use super::{Doubt, place};
use crate::board::cell;

/// What an item begins with.
const SIGNS: [&str; 3] = ["- ", "* ", "+ "];

/// What parts a title from what is said of it.
const TAILS: [&str; 5] = [" — ", " – ", " - ", ": ", " ("];

/// What is doubtful of a stage's cards.
pub(super) fn doubts(zone: &Zone<'_, '_>, zones: &[Zone<'_, '_>]) -> Vec<Doubt> {
    let live = live(zone, zones);
    let all = [
        finished(zone, &live),
        staged(zone, zones, &live),
        double(zone, &live),
        filed(zone, zones),
        embedded(zone, &live),
    ];
    all.into_iter().flatten().collect()
}

/// The sections of a stage.
fn sections<'r>(zone: &Zone<'r, '_>) -> impl Iterator<Item = &'r Section> {
    zone.section.into_iter().chain(zone.groups.clone())
}

/// The live cards of a stage, without those of stages within it.
fn live<'r>(zone: &Zone<'r, '_>, zones: &[Zone<'r, '_>]) -> Vec<&'r Found> {
    let level = |zone: &Zone<'r, '_>, at: usize| {
        let holding = sections(zone).filter(|section| section.range.contains(&at));
        holding.map(|section| section.level).max().unwrap_or(0)
    };
    let others: Vec<_> = zones
        .iter()
        .filter(|other| std::ptr::eq(other.reading, zone.reading) && !std::ptr::eq(*other, zone))
        .collect();
    let is_own = |found: &&Found| {
        let own = level(zone, found.at);
        !others.iter().any(|other| level(other, found.at) > own)
    };
    zone.live().filter(is_own).collect()
}

/// Those of what is to be done that say of themselves that they are done.
fn finished(zone: &Zone<'_, '_>, live: &[&Found]) -> Option<Doubt> {
    let says_done = |value: &str| {
        meaning(value).and_then(|meaning| meaning.rank).is_some_and(|rank| rank >= DONE)
    };
    // A title may say so at its end, or be struck through up to that.
    let is_tail = |title: &str| {
        let tails = TAILS.iter().filter_map(|sign| Some(title.rsplit_once(sign)?.1));
        // `DONE Mend it`, as some programs write it.
        let word = title.split([' ', ':']).next().filter(|word| word.len() > 3);
        let shouts = word.filter(|word| word.chars().all(char::is_uppercase));
        title.starts_with("~~")
            || title.contains('✅')
            || tails.map(str::trim).chain(shouts).any(says_done)
    };
    let mut said = live.iter().filter_map(|found| {
        let by_field = said(zone, found).filter(|(_, value)| says_done(value));
        let by_field = by_field.map(|(name, value)| format!("{name}: {value}"));
        let title = || Some(found.head.title.clone()).filter(|title| is_tail(title));
        Some((found.at, by_field.or_else(title)?))
    });
    let (at, first) = said.next().filter(|_| zone.rank <= TO_DO)?;
    let text = match said.count() {
        0 => format!("a card of {} says `{first}`, and is read as a live task", zone.name),
        more => format!(
            "{} cards of {} say that they are done, as in `{first}`, and are read as live tasks",
            more + 1,
            zone.name
        ),
    };
    Some(Doubt::new(text, place(zone.reading, at)))
}

/// What a card says of its stage, with the name of the column or the field.
fn said(zone: &Zone<'_, '_>, found: &Found) -> Option<(String, String)> {
    let reading = zone.reading;
    if found.head.marker == Marker::Row {
        let table = reading.tables.iter().find(|table| table.rows.contains(&found.at))?;
        let at = table.columns.iter().position(|name| says_stage(name))?;
        let row = &reading.source.text[found.at..reading.lines.end_of(found.at)];
        return Some((table.columns[at].clone(), cell(row, at).trim().to_owned()));
    }
    body(reading, found).into_iter().find_map(|(_, line)| {
        let (name, value) = said_in(line)?;
        Some((name.to_owned(), value.to_owned()))
    })
}

/// Headings within a stage that say other stages, one of them under way: a sprint with lanes of its own.
fn staged(zone: &Zone<'_, '_>, zones: &[Zone<'_, '_>], live: &[&Found]) -> Option<Doubt> {
    let reading = zone.reading;
    let own: Vec<&Section> = sections(zone).collect();
    let is_known = |section: &Section| {
        zones.iter().flat_map(sections).any(|known| std::ptr::eq(known, section))
    };
    let is_within = |section: &Section| {
        let at = section.range.start;
        own.is_empty() && section.level > 1
            || own.iter().any(|own| own.level < section.level && own.range.contains(&at))
    };
    let rank = |section: &Section| section.role.as_ref().map(|role| role.rank);
    let says_stage = |section: &&Section| rank(section).is_some_and(|rank| rank < DONE);
    let holds = |section: &&Section| {
        live.iter().any(|found| {
            let innermost = reading.section_at(found.at);
            innermost.is_some_and(|innermost| std::ptr::eq(innermost, *section))
        })
    };
    let lanes = reading.sections.iter().filter(|section| !is_known(section) && is_within(section));
    let lanes: Vec<&Section> = lanes.filter(says_stage).filter(holds).collect();
    let is_other = |lane: &Section| rank(lane) != Some(zone.rank);
    lanes.iter().find(|lane| is_other(lane))?;
    let first = lanes.iter().find(|lane| rank(lane).is_some_and(|rank| rank > TO_DO))?;
    let mut names: Vec<String> = Vec::new();
    // Among the lanes of what is under way, that one is a lane as well.
    let told = lanes.iter().filter(|lane| zone.rank > TO_DO || is_other(lane));
    for name in told.map(|lane| format!("`{}`", lane.line_text)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let (say, are) = if names.len() == 1 { ("says", "a stage") } else { ("say", "stages") };
    let text = format!(
        "{} {say} {are}, and what stands there is read as tasks of {}: give each a heading at the level of the \
         other stages",
        names.join(", "),
        zone.name
    );
    Some(Doubt::new(text, place(reading, first.range.start)))
}

/// A list that begins in the first line of an item: `- - Tar` is no part of the item before it.
fn double(zone: &Zone<'_, '_>, live: &[&Found]) -> Option<Doubt> {
    let is_item = |found: &&&Found| found.head.marker.is_item();
    let is_double = |found: &&&Found| SIGNS.iter().any(|sign| found.head.title.starts_with(sign));
    let first = live.iter().filter(is_item).find(is_double)?;
    let title = &first.head.title;
    let text = format!(
        "`- {title}` is a list in an item of its own, and is read as a task beside the one before it: to make it a \
         part of that, write `  {title}`"
    );
    Some(Doubt::new(text, place(zone.reading, first.at)))
}

/// An id that stands in bold with the first words of a title, and not with all of it: no form can say that.
fn embedded(zone: &Zone<'_, '_>, live: &[&Found]) -> Option<Doubt> {
    let id = |found: &&&Found| {
        let inner = found.head.title.strip_prefix("**").filter(|_| found.head.id.is_none())?;
        let (first, behind) = inner.split_once("**")?;
        let (id, rest) = first.split_once(": ").or_else(|| first.split_once(" - "))?;
        let is_whole = shape(id).is_some_and(|shape| shape.text == id && !shape.prefix.is_empty());
        (is_whole && !behind.trim().is_empty()).then(|| (id.to_owned(), rest.to_owned()))
    };
    let named: Vec<&&Found> = live.iter().filter(|found| id(found).is_some()).collect();
    let first = named.first().filter(|_| named.len() * 2 > live.len())?;
    let (id, rest) = id(first)?;
    let text = format!(
        "`**{id}: {rest}** …` is read as a title without an id, for no form has words in bold behind one: write \
         `**{id}**: {rest} …`"
    );
    Some(Doubt::new(text, place(zone.reading, first.at)))
}

/// kanbn keeps each task in a file of its own, to which its index only leads.
fn filed(zone: &Zone<'_, '_>, zones: &[Zone<'_, '_>]) -> Option<Doubt> {
    let linked = |zone: &Zone<'_, '_>| {
        zone.heads().find(|found| found.head.form.contains("{link}")).map(|found| found.at)
    };
    let at = linked(zone)?;
    let text = "kanbn keeps the text of each task in a file, and flow reads and writes the list of them alone: what is \
                noted stands in the list, where kanbn does not look, and a task that is added needs its file";
    let first = zones.iter().find(|zone| linked(zone).is_some())?;
    std::ptr::eq(first, zone).then(|| Doubt::new(text, place(zone.reading, at)))
}
