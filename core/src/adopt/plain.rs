//! Boards that are no lists of Markdown: a file per task, a table with a column for the stage, todo.txt.

use std::collections::BTreeMap;

use super::boards::Zone;
use super::draft::{Table, quoted};
use super::line::{Columns, Marker};
use super::reading::{Reading, folder, stem};
use super::role::{DONE, role, stage_name};
use super::{Doubt, Place, Source, extras, place};
use crate::board::{self, cell};
use crate::format::front_matter;

/// What a column or a key is called that says the stage.
const STAGE: [&str; 3] = ["status", "state", "stage"];

/// What the cards of such a board say, one after the other.
#[derive(Default)]
struct Seen {
    /// What says it: the name of a key, of a field or of a column.
    key: String,
    /// The stages, as they are written, each with where it was seen first and how often.
    stages: Vec<(String, Place, usize)>,
    /// The ids.
    ids: Vec<String>,
}

impl Seen {
    fn stage(&mut self, value: &str, at: Place) {
        let value = value.trim();
        let same = |known: &&mut (String, Place, usize)| known.0.eq_ignore_ascii_case(value);
        match self.stages.iter_mut().find(same) {
            _ if value.is_empty() => {}
            Some((.., count)) => *count += 1,
            None => self.stages.push((value.to_owned(), at, 1)),
        }
    }

    /// Whether its values are stages at all: most of them mean one.
    fn sound(self) -> Option<Self> {
        let known = self.stages.iter().filter(|(name, ..)| role(name).is_some()).count();
        (known > 0 && known * 2 >= self.stages.len()).then_some(self)
    }

    /// In the order of what they mean; what means nothing known comes where work is done.
    fn in_order(mut self) -> Self {
        self.stages.sort_by_key(|(name, ..)| role(name).map_or(4, |role| role.rank));
        self
    }
}

/// Whether a glance tells that a file could be part of such a board.
pub(super) fn glance(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let says = |line: &str| {
        let line = line.trim_start().to_lowercase();
        STAGE.iter().any(|key| line.starts_with(key) || line.contains(&format!("| {key} |")))
    };
    name == "todo.txt"
        || name == "done.txt"
        || stage_folder(path).is_some()
        || text.lines().take(400).any(says)
}

/// Infers the stages of such a board, where there is one, with `[ids]` before them.
pub(super) fn tables(
    sources: &[&Source],
    readings: &[Reading<'_>],
    doubts: &mut Vec<Doubt>,
) -> Option<Vec<Table>> {
    task_files(sources, doubts)
        .or_else(|| folders(sources))
        .or_else(|| table(readings))
        .or_else(|| todo_txt(sources))
}

/// Files of one folder whose front matter says their stage.
fn task_files(sources: &[&Source], doubts: &mut Vec<Doubt>) -> Option<Vec<Table>> {
    let mut folders: BTreeMap<(&str, String), Seen> = BTreeMap::new();
    for source in sources {
        let Some((folder, _)) = source.path.as_str().rsplit_once('/') else { continue };
        let entries = front_matter(&source.text);
        let Some((key, value, line)) = entries.iter().find(|(key, ..)| says_stage(key)) else {
            continue;
        };
        let seen = folders.entry((folder, key.clone())).or_default();
        seen.stage(value, Place { file: source.path.to_string(), line: *line });
        let id = entries.iter().find(|(key, ..)| key.eq_ignore_ascii_case("id"));
        seen.ids.extend(id.map(|(_, value, _)| value.clone()));
    }
    let count = |seen: &Seen| seen.stages.iter().map(|(.., count)| count).sum::<usize>();
    let ((folder, key), seen) = folders
        .into_iter()
        .filter(|(_, seen)| seen.stages.iter().any(|(name, ..)| role(name).is_some()))
        .max_by_key(|(_, seen)| count(seen))?;
    let board = format!("{folder}/*.md");
    let others = sources.iter().filter(|source| {
        let path = source.path.as_str();
        path.starts_with(&format!("{folder}/")) && !path.ends_with(".md")
    });
    doubts.extend(others.map(|other| {
        Doubt::new(format!("{} ends otherwise than the tasks, and is none", other.path), None)
    }));
    let files = |count: usize| match count {
        1 => "one file there says so".to_owned(),
        count => format!("{count} files there say so"),
    };
    Some(stages(Seen { key, ..seen }, &board, files, |_| ()))
}

/// Folders side by side that are named after stages, with a file per task in each.
fn folders(sources: &[&Source]) -> Option<Vec<Table>> {
    let mut found: BTreeMap<&str, Vec<(&str, Vec<&Source>)>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.path.as_str().ends_with(".md")) {
        let Some((folder, above)) = stage_folder(source.path.as_str()) else { continue };
        let beside = found.entry(above).or_default();
        match beside.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, files)) => files.push(source),
            None => beside.push((folder, vec![source])),
        }
    }
    let rank = |folder: &str| role(stem(folder)).map_or(DONE, |role| role.rank);
    // Finished work alone is an archive of something else.
    let is_board = |folders: &[(&str, Vec<&Source>)]| {
        folders.len() > 1 && folders.iter().any(|(folder, _)| (2..DONE).contains(&rank(folder)))
    };
    let count =
        |folders: &[(&str, Vec<&Source>)]| folders.iter().map(|(_, f)| f.len()).sum::<usize>();
    let found = found.into_values().filter(|folders| is_board(folders));
    let mut folders = found.max_by_key(|folders| count(folders))?;
    folders.sort_by_key(|(folder, _)| rank(folder));
    let said = |source: &&Source| {
        let entries = front_matter(&source.text);
        let id = entries.into_iter().find(|(key, ..)| key.eq_ignore_ascii_case("id"));
        id.map_or_else(|| stem(source.path.as_str()).to_owned(), |(_, value, _)| value)
    };
    let ids: Vec<String> = folders.iter().flat_map(|(_, files)| files).map(said).collect();
    let mut tables: Vec<Table> = prefixes(&ids).into_iter().collect();
    for (folder, files) in &folders {
        let mut table = Table::new("[[stage]]");
        let word = role(stem(folder)).map_or_else(String::new, |role| role.word);
        let at = Place { file: files[0].path.to_string(), line: 1 };
        table.text("name", &stage_name(stem(folder)), format!("the folder's name says {word}"), at);
        let why = match files.len() {
            1 => "it holds one file".to_owned(),
            count => format!("it holds {count} files, one for each task"),
        };
        table.text("board", &format!("{folder}/*.md"), why, None);
        ends(&mut table, rank(folder));
        tables.push(table);
    }
    Some(tables)
}

/// The folder that a file stands in, where it is named after a stage, and the one above that.
fn stage_folder(path: &str) -> Option<(&str, &str)> {
    let (inner, _) = path.rsplit_once('/')?;
    role(stem(inner))?;
    Some((inner, folder(inner)))
}

/// A table with a column that says the stage.
fn table(readings: &[Reading<'_>]) -> Option<Vec<Table>> {
    let mut tables =
        readings.iter().flat_map(|reading| reading.tables.iter().map(move |t| (reading, t)));
    tables.find_map(|(reading, table)| {
        let columns = Columns::of(&table.columns)?;
        let seen = in_column(reading, table)?;
        let has_ids = prefixes(&seen.ids).is_some();
        let card = columns.form(has_ids.then_some("{id}"));
        let board = reading.source.path.as_str();
        let forms = |stage: &mut Table| stage.text("card", &card, "so its rows are", None);
        Some(stages(seen.sound()?, board, rows, forms))
    })
}

/// The stages of a board whose cards say them in a field or in a column.
pub(super) fn said(zone: &Zone<'_, '_>, forms: impl Fn(&mut Table)) -> Option<Vec<Table>> {
    let reading = zone.reading;
    let first = zone.heads().next()?;
    let seen = match first.head.marker {
        Marker::Row => {
            let table = reading.tables.iter().find(|table| table.rows.contains(&first.at))?;
            in_column(reading, table)?
        }
        _ => in_fields(zone)?,
    };
    // What all of them say alike parts nothing.
    let known: Vec<u8> = seen.stages.iter().filter_map(|(v, ..)| Some(role(v)?.rank)).collect();
    known.iter().any(|rank| *rank != known[0]).then_some(())?;
    let seen = Seen { ids: Vec::new(), ..seen.sound()? };
    let cards = |count: usize| match count {
        1 => "one card says so".to_owned(),
        count => format!("{count} cards say so"),
    };
    let add = |table: &mut Table| {
        if let Some(section) = zone.section {
            table.text("under", &section.line_text, "its cards stand there", None);
        }
        forms(table);
    };
    Some(stages(seen, reading.source.path.as_str(), cards, add))
}

fn rows(count: usize) -> String {
    match count {
        1 => "one row says so".to_owned(),
        count => format!("{count} rows say so"),
    }
}

/// What the column of a table says that tells the stage.
fn in_column(reading: &Reading<'_>, table: &board::Table) -> Option<Seen> {
    let columns = Columns::of(&table.columns)?;
    let at = table.columns.iter().position(|name| says_stage(name))?;
    let mut seen = Seen { key: table.columns[at].clone(), ..Seen::default() };
    for line in reading.lines.within(table.rows.clone()) {
        let row = &reading.source.text[line.clone()];
        seen.stage(&cell(row, at), place(reading, line.start));
        seen.ids.extend(columns.id(row));
    }
    Some(seen)
}

/// What the fields of a stage's cards say that tell the stage.
fn in_fields(zone: &Zone<'_, '_>) -> Option<Seen> {
    let reading = zone.reading;
    let mut seen = Seen::default();
    for found in zone.heads() {
        let body = extras::body(reading, found).into_iter();
        let mut fields = body.filter_map(|(at, line)| {
            let plain = || line.split_once(": ").map(|(name, value)| (name.trim(), value));
            let marked = extras::field(line).map(|field| (field.name, field.value));
            let (name, value) = marked.or_else(plain).filter(|(name, _)| says_stage(name))?;
            Some((at, name.to_owned(), value.to_owned()))
        });
        if let Some((at, name, value)) = fields.next() {
            seen.stage(&value, place(reading, at));
            seen.key = name;
        }
    }
    (!seen.stages.is_empty()).then_some(seen)
}

fn says_stage(name: &str) -> bool {
    STAGE.iter().any(|stage| name.eq_ignore_ascii_case(stage))
}

/// A stage for each value.
fn stages(
    seen: Seen,
    board: &str,
    why: impl Fn(usize) -> String,
    forms: impl Fn(&mut Table),
) -> Vec<Table> {
    let Seen { key, stages, ids } = seen.in_order();
    let mut tables: Vec<Table> = prefixes(&ids).into_iter().collect();
    let mut names: Vec<String> = Vec::new();
    for (value, at, count) in stages {
        let mut table = Table::new("[[stage]]");
        let mut name = stage_name(&value);
        while names.contains(&name) {
            name.push_str("-2");
        }
        table.text("name", &name, format!("{value} is a value of {key}"), None);
        names.push(name);
        table.text("board", board, why(count), at.clone());
        forms(&mut table);
        let told = format!("{{ {} = {} }}", quoted(&key), quoted(&value));
        table.raw("where", told, "that tells its tasks from others", at);
        ends(&mut table, role(&value).map_or(0, |role| role.rank));
        tables.push(table);
    }
    tables
}

/// `ends`, where a name says so.
fn ends(table: &mut Table, rank: u8) {
    if rank >= DONE {
        let why = "its name says that tasks are finished here";
        table.raw("ends", "true".to_owned(), why, None);
    }
}

/// `[ids]`, where most of the ids have a prefix, a dash and a number.
fn prefixes(ids: &[String]) -> Option<Table> {
    let mut prefixes: Vec<String> = Vec::new();
    let mut fit = 0;
    for id in ids {
        let Some((prefix, number)) = id.rsplit_once('-') else { continue };
        let sound = prefix.starts_with(|c: char| c.is_ascii_alphabetic())
            && prefix.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit());
        if sound {
            fit += 1;
            let prefix = prefix.to_uppercase();
            if !prefixes.contains(&prefix) {
                prefixes.push(prefix);
            }
        }
    }
    if fit == 0 || fit * 2 < ids.len() {
        return None;
    }
    let mut table = Table::new("[ids]");
    let list = prefixes.iter().map(|prefix| quoted(prefix)).collect::<Vec<_>>().join(", ");
    table.raw("prefixes", format!("[{list}]"), format!("{fit} tasks have such an id"), None);
    Some(table)
}

/// A todo.txt, and the done.txt beside it.
fn todo_txt(sources: &[&Source]) -> Option<Vec<Table>> {
    let named = |name: &str| {
        let mut all = sources.iter().map(|source| source.path.as_str());
        all.find(|path| path.rsplit('/').next() == Some(name))
    };
    let todo = named("todo.txt")?;
    let mut open = Table::new("[[stage]]");
    open.text("name", "todo", "what is not done", None);
    open.text("board", todo, "a todo.txt has a task a line", None);
    let mut done = Table::new("[[stage]]");
    done.text("name", "done", "a line that begins with x is done", None);
    done.text("board", todo, "it stays where it is until it is filed", None);
    done.text("card", "x {title}", "so such lines begin", None);
    done.raw("on-enter", "{ set = { completed = \"{date}\" } }".into(), "as todo.txt asks", None);
    done.raw("ends", "true".to_owned(), "tasks are finished here", None);
    let mut tables = vec![open, done];
    if let Some(filed) = named("done.txt") {
        let mut table = Table::new("[[stage]]");
        table.text("name", "filed", "what was done goes there", None);
        table.text("board", filed, "it stands beside", None);
        table.text("card", "x {title}", "so such lines begin", None);
        table.raw("ends", "true".to_owned(), "tasks are finished here", None);
        tables.push(table);
    }
    Some(tables)
}
