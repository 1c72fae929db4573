//! The line of a lane in which nothing stands, in whatever language it says so: the only one there, in brackets
//! or without a word.

use super::boards::Zone;
use super::extras::{self, says_nothing};
use super::line::{Marker, head};
use super::reading::{Reading, Section};
use super::role::words;
use super::{Doubt, place};
use crate::board::is_rule;

/// The most words of such a line; more are a sentence.
const LONGEST: usize = 6;

/// Takes those lines for what they are, and not for cards.
pub(super) fn settle(reading: &mut Reading<'_>) {
    let lanes = || reading.sections.iter().filter(|section| is_lane(reading, section));
    let only: Vec<(usize, &str)> = lanes().filter_map(|lane| only(reading, lane)).collect();
    // Where a lane with more in it has a line in brackets, these tell what lanes are for.
    let is_only = |at: usize| only.iter().any(|(other, _)| *other == at);
    let tells = lanes().any(|lane| {
        let mut shown = reading.shown(lane.body..lane.range.end);
        shown.any(|(at, line)| !is_only(at) && bracketed(line))
    });
    // What has a box of its own is a task, unless it stands in several lanes.
    let is_common = |line: &str| only.iter().filter(|(_, other)| *other == line).count() > 1;
    let fills = |line: &str| match bare(line) {
        (true, text) if boxed(line) && !is_common(line) => is_wordless(text),
        (item, text) if item || !tells => is_wordless(text) || bracketed(text),
        (_, text) => is_wordless(text),
    };
    let blanks: Vec<usize> =
        only.iter().filter(|(_, line)| fills(line)).map(|(at, _)| *at).collect();
    let is_blank = |at: usize| blanks.contains(&reading.lines.start_of(at));
    let heads = std::mem::take(&mut reading.heads);
    let heads = heads.into_iter().filter(|found| !is_blank(found.at)).collect();
    (reading.heads, reading.blanks) = (heads, blanks);
}

fn is_lane(reading: &Reading<'_>, section: &Section) -> bool {
    section.role.is_some() || reading.kanban && section.level == 2
}

/// The one line that a lane shows.
fn only<'r>(reading: &'r Reading<'_>, lane: &Section) -> Option<(usize, &'r str)> {
    let shown = reading.shown(lane.body..lane.range.end).filter(|(_, line)| !is_rule(line));
    // What a program keeps at the end of the file is no part of its last lane.
    let mut shown = shown.take_while(|(_, line)| !line.starts_with("%%"));
    shown.next().filter(|_| shown.next().is_none())
}

/// A line without its bullet and its box, and whether it has any.
fn bare(line: &str) -> (bool, &str) {
    let kind = crate::markdown::BlockKind::Item;
    let item = head(line, kind).filter(|head| head.marker == Marker::Bullet);
    let title = item.and_then(|head| line.find(head.title.as_str()).filter(|_| head.id.is_none()));
    match title {
        Some(at) => (true, line[at..].trim()),
        None => (false, line.trim()),
    }
}

/// Whether a line is an item with a box.
fn boxed(line: &str) -> bool {
    head(line, crate::markdown::BlockKind::Item).is_some_and(|head| head.ticked.is_some())
}

/// Whether there is no word in a line: `—`, `...`, or that of a form that has nothing to say.
fn is_wordless(text: &str) -> bool {
    let is_filler = |c: char| matches!(c, '-' | '–' | '—' | '.' | '…');
    !text.is_empty() && text.chars().all(is_filler) || text.eq_ignore_ascii_case("n/a")
}

/// Whether a whole line stands in brackets, in whatever emphasis, and counts nothing.
fn bracketed(line: &str) -> bool {
    let bare = line.trim_matches(['*', '_', '.']);
    let inner = [('(', ')'), ('（', '）')].into_iter().find_map(|(open, close)| {
        let inner = bare.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains([open, close])).then_some(inner)
    });
    inner.is_some_and(|inner| {
        let count = words(inner).len();
        (1..=LONGEST).contains(&count) && !inner.contains(char::is_numeric)
    })
}

/// What is doubtful of the one line of a lane whose words say nothing that is known.
pub(super) fn doubt(zone: &Zone<'_, '_>, known: &[Doubt]) -> Option<Doubt> {
    let reading = zone.reading;
    if zone.heads().next().is_some() {
        return None;
    }
    let (at, line) = only(reading, zone.section?)?;
    let (is_item, text) = bare(line);
    let is_set_off = |text: &str| {
        let inner = ['*', '_'].into_iter().find_map(|sign| {
            let inner = text.strip_prefix(sign)?.strip_suffix(sign)?;
            (!inner.contains(sign)).then_some(inner)
        });
        inner.is_some_and(|inner| !bracketed(inner) && (1..4).contains(&words(inner).len()))
    };
    let is_taken = reading.blanks.contains(&at);
    let text = if extras::says_nothing(text) || is_wordless(text) {
        return None;
    } else if is_taken {
        format!("`{line}` is taken for a line that says that nothing stands there")
    } else if !is_item && is_set_off(text) {
        format!("if `{line}` says that nothing stands there, name it as `placeholder`")
    } else {
        return None;
    };
    let is_told = known.iter().any(|doubt| doubt.text == text);
    (!is_told).then(|| Doubt::new(text, place(reading, at)))
}

impl Reading<'_> {
    /// Whether a line says that there is nothing.
    pub fn is_blank(&self, (at, line): (usize, &str)) -> bool {
        says_nothing(line) || self.blanks.contains(&at)
    }
}
