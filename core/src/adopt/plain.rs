//! Boards that are no lists of Markdown: a file per task, a table with a column for the stage, todo.txt.

use std::collections::BTreeMap;

use super::draft::{Table, quoted};
use super::role::{DONE, role, stage_name};
use super::{Doubt, Place, Source};
use crate::board::{cell, row_cells};
use crate::format::front_matter;

/// What a column or a key is called that says the stage.
const STAGE: [&str; 3] = ["status", "state", "stage"];
/// What a column is called that has the title.
const TITLE: [&str; 8] =
    ["title", "task", "what", "name", "item", "summary", "description", "feature"];
/// What a column is called that has the id.
const ID: [&str; 5] = ["id", "key", "ticket", "task id", "issue"];

/// What the cards of such a board say, one after the other.
#[derive(Default)]
struct Seen {
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
    name == "todo.txt" || name == "done.txt" || text.lines().take(400).any(says)
}

/// Infers the stages of such a board, where there is one, with `[ids]` before them.
pub(super) fn tables(sources: &[&Source], doubts: &mut Vec<Doubt>) -> Option<Vec<Table>> {
    task_files(sources, doubts).or_else(|| table(sources)).or_else(|| todo_txt(sources))
}

/// Files of one folder whose front matter says their stage.
fn task_files(sources: &[&Source], doubts: &mut Vec<Doubt>) -> Option<Vec<Table>> {
    let mut folders: BTreeMap<(&str, String), Seen> = BTreeMap::new();
    for source in sources {
        let Some((folder, _)) = source.path.as_str().rsplit_once('/') else { continue };
        let entries = front_matter(&source.text);
        let Some((key, value, line)) = entries
            .iter()
            .find(|(key, ..)| STAGE.iter().any(|stage| key.eq_ignore_ascii_case(stage)))
        else {
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
    Some(stages(seen.in_order(), &board, &key, None, files))
}

/// A table with a column that says the stage.
fn table(sources: &[&Source]) -> Option<Vec<Table>> {
    sources.iter().find_map(|source| {
        let lines: Vec<&str> = source.text.lines().collect();
        lines.windows(2).enumerate().find_map(|(at, two)| {
            let is_rule = two[1].contains('-') && two[1].chars().all(|c| "|-: ".contains(c));
            let names = texts(two[0]);
            let find = |known: &[&str]| {
                names.iter().position(|name| known.contains(&name.to_lowercase().as_str()))
            };
            let stage = find(&STAGE).filter(|_| two[0].starts_with('|') && is_rule)?;
            let title = find(&TITLE)?;
            let id = find(&ID);
            let mut seen = Seen::default();
            let rows = lines[at + 2..].iter().take_while(|line| line.starts_with('|'));
            for (nth, row) in rows.enumerate() {
                let cells = texts(row);
                let place = Place { file: source.path.to_string(), line: at + nth + 3 };
                seen.stage(cells.get(stage).map_or("", String::as_str), place);
                let cell = id.and_then(|id| cells.get(id));
                seen.ids.extend(cell.cloned());
            }
            let known = seen.stages.iter().filter(|(name, ..)| role(name).is_some()).count();
            if known == 0 || known * 2 < seen.stages.len() {
                return None;
            }
            let has_ids = prefixes(&seen.ids).is_some();
            let last = title.max(id.filter(|_| has_ids).unwrap_or(0));
            let mut cells: Vec<&str> = (0..=last)
                .map(|at| match at {
                    at if at == title => "{title}",
                    at if Some(at) == id && has_ids => "{id}",
                    _ => "{*}",
                })
                .collect();
            if last + 1 < names.len() {
                cells.push("{*}");
            }
            let card = format!("| {} |", cells.join(" | "));
            let rows = |count: usize| match count {
                1 => "one row says so".to_owned(),
                count => format!("{count} rows say so"),
            };
            Some(stages(seen.in_order(), source.path.as_str(), &names[stage], Some(&card), rows))
        })
    })
}

/// The cells of a row, trimmed.
fn texts(row: &str) -> Vec<String> {
    (0..row_cells(row)).map(|at| cell(row, at).trim().to_owned()).collect()
}

/// A stage for each value.
fn stages(
    seen: Seen,
    board: &str,
    key: &str,
    card: Option<&str>,
    why: impl Fn(usize) -> String,
) -> Vec<Table> {
    let mut tables: Vec<Table> = prefixes(&seen.ids).into_iter().collect();
    let mut names: Vec<String> = Vec::new();
    for (value, at, count) in seen.stages {
        let mut table = Table::new("[[stage]]");
        let mut name = stage_name(&value);
        while names.contains(&name) {
            name.push_str("-2");
        }
        table.text("name", &name, format!("{value} is a value of {key}"), None);
        names.push(name);
        table.text("board", board, why(count), at.clone());
        if let Some(card) = card {
            table.text("card", card, "so its rows are", None);
        }
        let told = format!("{{ {} = {} }}", quoted(key), quoted(&value));
        table.raw("where", told, "that tells its tasks from others", at);
        if role(&value).is_some_and(|role| role.rank >= DONE) {
            let why = "its name says that tasks are finished here";
            table.raw("ends", "true".to_owned(), why, None);
        }
        tables.push(table);
    }
    tables
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
