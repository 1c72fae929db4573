//! Which files are boards, and where on them the stages are.

use std::ops::Range;

use super::LeftAlone;
use super::around::is_changelog;
use super::lanes::sectioned;
use super::line::{Head, Marker};
use super::list::{alone, free_notes};
use super::reading::{Found, Reading, Section, file_name, folder};
use super::role::{DONE, TO_DO, names_board, role_of_file, words};
use super::usual::main_form;
use crate::board;

/// A stage, found.
pub(super) struct Zone<'r, 'a> {
    /// Its file.
    pub reading: &'r Reading<'a>,
    /// The section that holds its cards; `None` where they stand anywhere.
    pub section: Option<&'r Section>,
    /// Further sections that hold cards of it.
    pub groups: Vec<&'r Section>,
    /// Its place in the order.
    pub rank: u8,
    /// Its name.
    pub name: String,
    /// Why it is this stage.
    pub why: String,
    /// The first line of its cards.
    pub form: Head,
    /// Whether the form was read off its own cards.
    pub own_form: bool,
    /// How many live cards stand there.
    pub cards: usize,
    /// Whether nothing but its place says that it is a stage.
    pub by_place: bool,
}

impl<'r> Zone<'r, '_> {
    /// Whether its cards are headings that say nothing but a title.
    fn is_titled(&self) -> bool {
        matches!(self.form.marker, Marker::Heading(_)) && !self.form.strong
    }

    /// What it spans.
    pub fn range(&self) -> Range<usize> {
        match self.section {
            Some(section) => section.body..section.range.end,
            None => self.reading.outline.start..self.reading.source.text.len(),
        }
    }

    /// The tables in it.
    pub fn tables(&self) -> impl Iterator<Item = &'r board::Table> {
        self.reading.tables_in(self.range())
    }

    /// The form of its cards with the id that those of another stage have: in its own column, if there is
    /// one, or before the title as it stands there.
    pub fn with_id(&self, other: &Head) -> String {
        let in_column = self.in_own_table(other).filter(|form| form.id.is_some());
        if let (Marker::Row, Some(form)) = (self.form.marker, in_column) {
            return form.form;
        }
        let around = other.free.split_once("{title}");
        let inner =
            around.and_then(|(lead, tail)| other.form.strip_prefix(lead)?.strip_suffix(tail));
        let inner = inner.filter(|_| other.marker != Marker::Row).unwrap_or("{id}: {title}");
        self.form.free.replace("{title}", inner)
    }

    /// The form of a row of another table in the columns of its own, which has none yet.
    fn in_own_table(&self, other: &Head) -> Option<Head> {
        let table = self.tables().next()?;
        (other.marker == Marker::Row).then_some(())?;
        Some(self.reading.columns(table)?.fresh(other))
    }

    /// The lines in it that begin as a live card of it does.
    pub fn live(&self) -> impl Iterator<Item = &'r Found> {
        let ends = self.rank >= DONE;
        self.heads().filter(move |found| ends || !found.head.is_past())
    }

    /// The lines in it that begin as a card of it does, ticked ones included.
    pub fn heads(&self) -> impl Iterator<Item = &'r Found> {
        let groups = self.groups.iter().map(|group| group.body..group.range.end);
        let ranges: Vec<_> = groups.chain([self.range()]).collect();
        let (marker, has_id, boxed) =
            (self.form.marker, self.form.id.is_some(), self.form.ticked.is_some());
        let heads = ranges.iter().flat_map(|range| self.reading.heads_in(range));
        let mut heads: Vec<&'r Found> = heads.collect();
        heads.sort_by_key(|found| found.at);
        heads.into_iter().filter(move |found| {
            let head = &found.head;
            let fits = match (head.id.is_some(), has_id) {
                (true, true) => head.strong,
                // Beside cards with ids a box alone tells a card.
                (false, true) => boxed && head.ticked.is_some(),
                (_, false) => head.ticked.is_some() == boxed,
            };
            head.marker == marker && fits
        })
    }
}

/// Whether the name of a file says that its tables tell how far tasks are.
pub(super) fn names_kept(stem: &str) -> bool {
    const WORDS: [&str; 15] = [
        "status",
        "progress",
        "plan",
        "queue",
        "ledger",
        "milestones",
        "backlog",
        "bugs",
        "todo",
        "aufgaben",
        "tareas",
        "tarefas",
        "taches",
        "任务",
        "задачи",
    ];
    names_board(stem) || words(stem).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Why a board is left alone beside another.
pub(super) const LESSER: &str =
    "it looks like a board too, but another holds more: a repository has one workflow";

/// What was chosen, and what was not.
pub(super) struct Choice<'r, 'a> {
    /// How much the stages hold.
    pub weight: usize,
    /// The stages, in their order.
    pub zones: Vec<Zone<'r, 'a>>,
    /// Files whose name or look says board, and that are none, or another one.
    pub left: Vec<LeftAlone>,
}

/// Finds the stages of the boards that hold most.
pub(super) fn choose<'r, 'a>(readings: &'r [Reading<'a>]) -> Choice<'r, 'a> {
    let mut candidates: Vec<Vec<Zone<'r, 'a>>> = Vec::new();
    let mut left = Vec::new();
    let mut single: Vec<Zone<'r, 'a>> = Vec::new();
    for reading in readings {
        let sections = sectioned(reading);
        let zone = alone(reading);
        if let (Err(why), Err(other)) = (&sections, &zone) {
            let why = why.as_ref().or(other.as_ref());
            left.extend(why.map(|why| LeftAlone::new(reading, why.clone())));
        }
        candidates.extend(sections.ok());
        single.extend(zone.ok());
    }
    // Files of one folder, each named after a stage of its own, are one board.
    let mut folders: Vec<Vec<Zone<'r, 'a>>> = Vec::new();
    for zone in single {
        let path = zone.reading.source.path.as_str();
        let is_stage = role_of_file(zone.reading.stem()).is_some();
        let mate = folders.iter_mut().find(|zones| {
            is_stage
                && zones.iter().all(|other| {
                    folder(other.reading.source.path.as_str()) == folder(path)
                        && role_of_file(other.reading.stem()).is_some()
                        && other.rank != zone.rank
                })
        });
        match mate {
            Some(zones) => zones.push(zone),
            None => folders.push(vec![zone]),
        }
    }
    for zones in &mut folders {
        unfounded(zones, &mut left);
    }
    candidates.extend(folders);
    let score = |zones: &[Zone<'_, '_>]| {
        let cards = zones.iter().map(|z| z.cards * if z.form.id.is_some() { 3 } else { 1 });
        let depth = zones.iter().map(|z| z.reading.source.path.as_str().matches('/').count()).max();
        let weight = cards.sum::<usize>() + 10 * zones.len();
        (weight, std::cmp::Reverse(depth))
    };
    // The first of equals: files come in the order of their paths.
    let known = |zones: &Vec<Zone<'_, '_>>| zones.iter().any(|zone| zone.own_form);
    for zone in candidates.iter().filter(|zones| !known(zones)).flatten() {
        left.push(LeftAlone::new(zone.reading, "no card stands on it".to_owned()));
    }
    candidates.retain(known);
    // Where nothing is to be done, what is done is a record.
    let goes_on = |zones: &Vec<Zone<'_, '_>>| zones.iter().any(|zone| zone.rank < DONE);
    for zone in candidates.iter().filter(|zones| !goes_on(zones)).flatten() {
        let why = "it holds what is finished, and nothing here holds what is to be done";
        left.push(LeftAlone::new(zone.reading, why.to_owned()));
    }
    candidates.retain(goes_on);
    let best = (0..candidates.len()).rev().max_by_key(|&at| score(&candidates[at]));
    let mut zones = best.map(|at| candidates.swap_remove(at)).unwrap_or_default();
    let weight = score(&zones).0;
    let taken = |reading: &Reading<'_>| {
        zones.iter().any(|zone| std::ptr::eq(zone.reading.source, reading.source))
    };
    for other in candidates.iter().flatten().filter(|zone| !taken(zone.reading)) {
        if !left.iter().any(|known: &LeftAlone| known.file == other.reading.source.path) {
            left.push(LeftAlone::new(other.reading, LESSER.to_owned()));
        }
    }
    left.retain(|left| !zones.iter().any(|zone| zone.reading.source.path == left.file));
    settle(&mut zones);
    Choice { weight, zones, left }
}

/// Takes out the files whose cards nothing tells from notes, unless the others of the board do: headings
/// are cards where one file names another, as where tasks come from or go to; items, where those of a list
/// of things to do look alike.
fn unfounded(zones: &mut Vec<Zone<'_, '_>>, left: &mut Vec<LeftAlone>) {
    let name = |zone: &Zone<'_, '_>| file_name(zone.reading.source.path.as_str()).to_owned();
    let names: Vec<String> = zones.iter().map(name).collect();
    let mentions = |zone: &Zone<'_, '_>| {
        let others = names.iter().filter(|other| **other != name(zone));
        others.into_iter().any(|other| zone.reading.source.text.contains(other.as_str()))
    };
    let linked = zones.iter().any(mentions);
    let is_list = |zone: &Zone<'_, '_>| zone.rank <= TO_DO && !zone.is_titled();
    let lists = zones.iter().filter(|zone| is_list(zone));
    let lists: Vec<String> = lists.map(|zone| zone.form.bare.clone()).collect();
    // A name that most changelogs have says that tasks are finished where they are written as elsewhere.
    let is_past = |zone: &Zone<'_, '_>| is_changelog(&zone.reading.source.path);
    let others = zones.iter().filter(|zone| !is_past(zone));
    let others: Vec<String> = others.map(|zone| zone.form.bare.clone()).collect();
    zones.retain(|zone| {
        let founded = match zone.is_titled() {
            _ if is_past(zone) && !others.contains(&zone.form.bare) => return others.is_empty(),
            true => linked,
            false => zone.form.strong || is_list(zone) || lists.contains(&zone.form.bare),
        };
        if !founded {
            left.push(LeftAlone::new(zone.reading, free_notes(zone.reading)));
        }
        founded
    });
}

/// Puts stages in order, and gives each a form and a name of its own.
fn settle(zones: &mut [Zone<'_, '_>]) {
    zones.sort_by_key(|zone| zone.rank);
    let known = main_form(zones.iter().filter(|z| z.own_form).map(|z| &z.form)).map(|(f, _)| f);
    for at in 0..zones.len() {
        if let (false, Some(form)) = (zones[at].own_form, &known) {
            zones[at].form = zones[at].in_own_table(form).unwrap_or_else(|| form.clone());
        }
        let name = zones[at].name.clone();
        let twins = zones[..at].iter().filter(|zone| zone.name == name).count();
        if twins > 0 {
            zones[at].name = format!("{name}-{}", twins + 1);
        }
    }
}
