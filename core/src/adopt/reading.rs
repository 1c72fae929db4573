//! A file, read for what could be stages and cards on it. What is in code, comments and quotes is
//! neither.

use std::collections::HashMap;
use std::ops::Range;

use super::columns::Columns;
use super::extras::says_nothing;
use super::guide::{criteria, has_no_tasks, look_back, says_notes, tells_rules};
use super::line::{Head, head, unnamed};
use super::ranked::{are_groups, is_ranked, unname};
use super::role::{PARKED, Role, hint, names_board, role, words};
use super::{Doubt, Source, begun, blank, place};
use crate::board;
use crate::format::front_matter;
use crate::markdown::{BlockKind, Lines, Outline};
use crate::workflow::Heading;

/// A file, read.
pub(super) struct Reading<'a> {
    /// The file.
    pub source: &'a Source,
    /// Its lines.
    pub lines: Lines,
    /// Its blocks.
    pub outline: Outline,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Its tables, in order.
    pub tables: Vec<board::Table>,
    /// Every line that could be the first of a card, in order.
    pub heads: Vec<Found>,
    /// Whether Obsidian's Kanban plugin keeps it, or kanbn: then every section is a lane.
    pub kanban: bool,
    /// The lanes in which, as kanbn's front matter says, tasks are finished.
    pub completed: Vec<String>,
    /// Where the lines of lanes begin in which nothing stands.
    pub blanks: Vec<usize>,
    /// The column that has titles in the place of a category.
    pub titles: Option<Titles>,
}

/// Two columns of a table: one that seems to have titles and has the values of a category, and the one that has them.
pub(super) struct Titles {
    /// The name of the first.
    pub category: String,
    /// The name of the second.
    pub title: String,
    /// The first row of the table.
    pub at: usize,
}

/// A heading and what it holds.
pub(super) struct Section {
    /// 1 to 6.
    pub level: u8,
    /// The line, without its end.
    pub line_text: String,
    /// The text after the signs.
    pub title: String,
    /// From the heading's line to the section's end.
    pub range: Range<usize>,
    /// Where the heading's line ends.
    pub body: usize,
    /// Its line, counted from 1.
    pub line: usize,
    /// What its name says.
    pub role: Option<Role>,
    /// Whether no other heading of the file is the same.
    pub alone: bool,
}

/// A line that could be the first of a card, and where it is.
pub(super) struct Found {
    /// The line, read.
    pub head: Head,
    /// Its first byte.
    pub at: usize,
    /// Whether it stands below a heading that is a card itself.
    pub inside: bool,
    /// Whether it is an item without a box below a heading that says notes, or one below a definition of
    /// done, and so hardly a task.
    pub aside: bool,
}

impl<'a> Reading<'a> {
    /// Reads a file.
    pub fn of(source: &'a Source) -> Self {
        Self::with(source, false)
    }

    /// Reads a file in whose tables bare numbers are ids.
    pub fn numbered(source: &'a Source) -> Self {
        Self::with(source, true)
    }

    fn with(source: &'a Source, numbers: bool) -> Self {
        let text = &*source.text;
        let lines = Lines::of(text);
        let outline = Outline::of(text, &lines);
        let mut sections: Vec<Section> = Vec::new();
        let mut heads: Vec<Found> = Vec::new();
        // Where the headings that are cards, and stand in no other, begin and end.
        let mut cards: Vec<Range<usize>> = Vec::new();
        let ranked = are_groups(text, &lines, &outline);
        for block in &outline.blocks {
            let end = lines.end_of(block.range.start);
            let raw = text[block.range.start..end].trim();
            let line = lines.number(block.range.start);
            // One with its underline below it is read, and named, as one with number signs.
            let heading = match block.kind {
                BlockKind::Heading(_) => Heading::parse(text[block.range.clone()].trim()),
                _ => None,
            };
            let signed = heading.as_ref().filter(|_| !raw.starts_with('#'));
            let signed = signed.map(ToString::to_string);
            let raw = signed.as_deref().unwrap_or(raw);
            if let Some(Heading { level, text: title }) = heading {
                let mut section = Section {
                    level,
                    line_text: raw.to_owned(),
                    range: block.range.start
                        ..outline.section_end(level, block.range.end, text.len()),
                    body: block.range.end,
                    line,
                    role: role(&title),
                    alone: true,
                    title,
                };
                if tells_rules(&section) {
                    section.role = None;
                }
                sections.push(section);
            }
            let Some(head) = head(raw, block.kind).filter(|head| !is_blank(head)) else { continue };
            let at = block.range.start;
            let bare = (ranked && is_ranked(&head)).then(|| unnamed(raw, block.kind)).flatten();
            let head = bare.unwrap_or(head);
            let inside = cards.last().is_some_and(|card| card.contains(&at));
            if let (BlockKind::Heading(level), Some(_), true, false) =
                (block.kind, &head.id, head.strong, inside)
            {
                cards.push(at + 1..outline.section_end(level, block.range.end, text.len()));
            }
            heads.push(Found { aside: head.leads_within(), head, at, inside });
        }
        unname(&mut heads, text, &lines);
        let tables = board::tables(text, &lines, &outline);
        let titles = tables.iter().find_map(|table| {
            let rows: Vec<&str> = lines.within(table.rows.clone()).map(|row| &text[row]).collect();
            let own = Columns::of(&table.columns)?;
            let title = own.behind_category(&table.columns, &rows)?.clone();
            Some(Titles {
                category: table.columns[own.title()].clone(),
                title,
                at: table.rows.start,
            })
        });
        let called = names_board(stem(source.path.as_str()));
        for table in &tables {
            let Some(columns) = columns(text, &lines, table, titles.as_ref()) else { continue };
            let rows = || lines.within(table.rows.clone());
            let raws: Vec<&str> = rows().map(|row| &text[row]).collect();
            let columns = columns.sure_of(&raws, numbers, called);
            for row in rows() {
                let at = row.start;
                let before = cards.partition_point(|card| card.start <= at);
                let inside = before > 0 && cards[before - 1].contains(&at);
                let head = columns.head(&text[row], numbers);
                heads.extend(head.map(|head| Found { head, at, inside, aside: false }));
            }
        }
        heads.sort_by_key(|found| found.at);
        for section in
            sections.iter().filter(|section| says_notes(section) || has_no_tasks(section))
        {
            let from = heads.partition_point(|found| found.at < section.body);
            let to = heads.partition_point(|found| found.at < section.range.end);
            for found in &mut heads[from..to.max(from)] {
                let is_item = found.head.marker.is_item();
                found.aside |= is_item && (found.head.ticked.is_none() || has_no_tasks(section));
            }
        }
        for at in criteria(text, &lines, &outline) {
            let found = heads.binary_search_by_key(&at, |found| found.at);
            found.into_iter().for_each(|nth| heads[nth].aside = true);
        }
        let mut known: HashMap<(u8, String), usize> = HashMap::new();
        for section in &sections {
            *known.entry((section.level, section.title.clone())).or_default() += 1;
        }
        for section in &mut sections {
            section.alone = known.get(&(section.level, section.title.clone())) == Some(&1);
        }
        take_hints(&mut sections, &heads, text);
        look_back(&mut sections, &mut heads);
        begun::boxes(&sections, &mut heads, text, &lines);
        let kanban = is_kanban(source.path.as_str(), text);
        // kanbn's index leads to a file for each task.
        if kanban && !is_obsidian(text) {
            heads.iter_mut().for_each(|found| found.head.take_link());
        }
        let completed = if kanban { completed(text) } else { Vec::new() };
        let blanks = Vec::new();
        let mut reading = Self {
            source,
            lines,
            outline,
            sections,
            tables,
            heads,
            kanban,
            completed,
            blanks,
            titles,
        };
        blank::settle(&mut reading);
        reading
    }

    /// A card as the program that keeps the board writes the first.
    pub fn fresh_card(&self) -> Option<&'static str> {
        self.kanban.then_some(if is_obsidian(&self.source.text) { "- [ ] x" } else { "- x" })
    }

    /// The name of the file without its ending.
    pub fn stem(&self) -> &str {
        stem(self.source.path.as_str())
    }

    /// The heads that stand in a range and in no other card.
    pub fn heads_in(&self, range: &Range<usize>) -> impl Iterator<Item = &Found> {
        let from = self.heads.partition_point(|found| found.at < range.start);
        let to = self.heads.partition_point(|found| found.at < range.end);
        self.heads[from..to.max(from)].iter().filter(|found| !found.inside)
    }

    /// The tables that stand in a range. One without rows ends with the line of dashes.
    pub fn tables_in(&self, range: Range<usize>) -> impl Iterator<Item = &board::Table> {
        let Range { start, end } = range;
        self.tables.iter().filter(move |table| start < table.rows.start && table.rows.start <= end)
    }

    /// The columns of a table of tasks; `None` where none has titles.
    pub fn columns(&self, table: &board::Table) -> Option<Columns> {
        columns(&self.source.text, &self.lines, table, self.titles.as_ref())
    }

    /// What is doubtful of where titles stand.
    pub fn category(&self) -> Option<Doubt> {
        let Titles { title, at, .. } = self.titles.as_ref()?;
        let text = format!(
            "the titles are taken from the column `{title}`, for what stands before it comes again and again"
        );
        Some(Doubt::new(text, place(self, *at)))
    }

    /// Whether tasks stand in a table, for its rows have ids, or the column of titles says so.
    pub fn has_tasks(&self, table: &board::Table) -> bool {
        let says = self.columns(table).is_some_and(|columns| columns.names_tasks(&table.columns));
        says || self.heads_in(&table.rows).any(|found| found.head.strong)
    }

    /// Whether no task stands in a table: it has no rows, or one that only fills it.
    pub fn is_empty(&self, table: &board::Table) -> bool {
        let mut rows = self.lines.within(table.rows.clone());
        rows.all(|row| board::is_filler(self.source.text[row].trim_end()))
    }

    /// The innermost section that holds a byte, but for one that begins there.
    pub fn section_at(&self, at: usize) -> Option<&Section> {
        self.sections
            .iter()
            .rfind(|section| section.range.start < at && section.range.contains(&at))
    }

    /// Whether a byte stands in a section, at any depth, whose name says that its tasks are done.
    pub fn is_past(&self, at: usize, rank: u8) -> bool {
        let around = self.sections.iter().filter(|s| s.range.start < at && s.range.contains(&at));
        around.filter_map(|section| section.role.as_ref()).any(|role| role.rank >= rank)
    }

    /// The lines of a range that are neither blank nor hidden, with their first bytes.
    pub fn shown(&self, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.lines.within(range);
        let lines = lines.map(|line| (line.start, self.source.text[line].trim_end()));
        lines.filter(|(at, text)| !text.is_empty() && !self.outline.is_opaque(*at))
    }

    /// The card form that a fence below a heading called template shows, and that heading.
    pub fn template(&self) -> Option<(&Section, Head, Range<usize>)> {
        self.sections.iter().find_map(|section| {
            words(&section.title).iter().any(|word| word == "template").then_some(())?;
            let fence = self.outline.opaque.iter().find(|r| {
                r.start >= section.body
                    && r.start < section.range.end
                    && self.source.text[(*r).clone()].trim_start().starts_with(['`', '~'])
            })?;
            let lines = self.lines.within(fence.clone()).skip(1);
            let shown = lines.map(|line| self.source.text[line].trim_end());
            let head = shown.filter(|line| !line.is_empty()).find_map(|line| {
                let line = super::line::exampled(line);
                let level = line.bytes().take_while(|&b| b == b'#').count();
                let kind = match level {
                    1..=6 => BlockKind::Heading(level as u8),
                    _ => BlockKind::Item,
                };
                head(&line, kind).filter(|head| head.strong)
            })?;
            Some((section, head, fence.clone()))
        })
    }
}

/// Takes the first part of a heading for its stage where another of its level says another stage plainly, and it
/// could hold cards: `## Ready — bugs` beside `## Done`.
fn take_hints(sections: &mut [Section], heads: &[Found], text: &str) {
    let said = sections.iter().filter_map(|s| Some((s.level, s.role.as_ref()?.rank)));
    let said: Vec<(u8, u8)> = said.collect();
    let could_hold = |range: &Range<usize>| {
        let mut lines = text[range.clone()].lines().map(str::trim).filter(|line| !line.is_empty());
        lines.all(|line| board::says_empty(line) || board::is_rule(line))
            || heads.iter().any(|found| range.contains(&found.at))
    };
    for section in sections.iter_mut().filter(|s| s.role.is_none() && !tells_rules(s)) {
        let beside = |role: &Role| {
            said.iter().any(|(level, rank)| *level == section.level && *rank != role.rank)
        };
        let hint = hint(&section.title).filter(beside);
        let cards = section.body..section.range.end;
        section.role = hint.filter(|_| could_hold(&cards));
    }
}

/// Whether an item says that there is none: `- [ ] *(empty)*`.
fn is_blank(head: &Head) -> bool {
    let is_item = head.marker.is_item() && head.id.is_none();
    let bare = ["none", "empty", "nothing"].iter().any(|no| head.title.eq_ignore_ascii_case(no));
    is_item && (bare || says_nothing(&head.title))
}

/// The columns of a table; `None` where none has titles, or where these are numbers: so many tasks.
fn columns(
    text: &str,
    lines: &Lines,
    table: &board::Table,
    titles: Option<&Titles>,
) -> Option<Columns> {
    let rows: Vec<&str> = lines.within(table.rows.clone()).map(|row| &text[row]).collect();
    let columns = Columns::of(&table.columns)?.with_ids(&table.columns, &rows);
    let columns = match titles {
        Some(titles) => columns.with_title(&table.columns, titles),
        None => columns,
    };
    let counts = !rows.is_empty() && rows.iter().all(|row| columns.counts(row));
    (!counts).then_some(columns)
}

/// Whether Obsidian's Kanban plugin keeps the file, or kanbn, whose index has a folder of its own.
fn is_kanban(path: &str, text: &str) -> bool {
    const KEYS: [&str; 3] = ["kanban-plugin:", "startedColumns:", "completedColumns:"];
    let mut front = text.lines().skip_while(|line| line.trim_end() == "---");
    let mut front = front.by_ref().take_while(|line| line.trim_end() != "---");
    let says = |line: &str| KEYS.iter().any(|key| line.starts_with(key));
    path.rsplit('/').take(2).eq(["index.md", ".kanbn"])
        || text.starts_with("---") && front.any(says)
}

/// Whether Obsidian's Kanban plugin keeps a board, and not kanbn.
fn is_obsidian(text: &str) -> bool {
    text.contains("kanban-plugin:")
}

/// The lanes that front matter names as those of what is finished.
fn completed(text: &str) -> Vec<String> {
    let said = front_matter(text).into_iter().filter(|(key, ..)| key == "completedColumns");
    said.flat_map(|(_, lanes, _)| lanes.split(", ").map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// The name of a file without its folders.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The name of a file without its folders and its ending.
pub(super) fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The folder of a file, empty for the root.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a text may be a board at all, by what a glance at its lines tells. Few files of a repository
/// are read closely.
pub(super) fn glance(path: &str, text: &str) -> bool {
    if super::role::names_board(stem(path)) || is_kanban(path, text) {
        return true;
    }
    let mut ranks: Vec<u8> = Vec::new();
    let is_underline = |line: &str| line.len() > 3 && line.bytes().all(|b| b == b'-');
    let lines: Vec<&str> = text.lines().collect();
    let underlined = lines.windows(2).filter(|two| is_underline(two[1])).map(|two| two[0]);
    let signed = lines.iter().copied().filter(|line| line.starts_with("##"));
    for line in signed.chain(underlined) {
        let Some(role) = role(line.trim_start_matches('#')) else { continue };
        if !ranks.contains(&role.rank) {
            ranks.push(role.rank);
        }
    }
    // One that says what is to be done is told of, if tasks stand there.
    ranks.len() > 1 || ranks.iter().any(|rank| *rank < PARKED) && text.contains("[ ]")
}
