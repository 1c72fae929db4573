//! Files of one folder, each a task, whose front matter says their stage.

use std::collections::BTreeMap;

use super::super::draft::Table;
use super::super::reading::{file_name, folder, stem};
use super::super::role::{DONE, role, stage_name, words};
use super::super::{Doubt, Place, Source};
use super::values::{Values, ends, free};
use super::{Plain, numbers, said_in, says_stage, settings};
use crate::format::front_matter;
use crate::markdown::document_start;

/// The files of a folder that say a stage under one key.
struct Folder<'s> {
    path: &'s str,
    values: Values,
    ids: Vec<String>,
    first: &'s Source,
}

/// The folder that holds most, with the folder beside it in which finished tasks are filed.
pub(super) fn board(sources: &[&Source]) -> Option<Plain> {
    let told = settings::read(sources);
    let mut folders: BTreeMap<(&str, String), Folder<'_>> = BTreeMap::new();
    // Files of a folder that are named after stages are boards.
    let mut staged: BTreeMap<&str, usize> = BTreeMap::new();
    let names_stage = |source: &Source| role(stem(source.path.as_str())).is_some();
    for source in sources.iter().filter(|source| names_stage(source)) {
        *staged.entry(folder(source.path.as_str())).or_default() += 1;
    }
    for source in sources.iter().filter(|source| source.path.as_str().ends_with(".md")) {
        let path = folder(source.path.as_str());
        if names_stage(source) && staged.get(path).is_some_and(|count| *count > 1) {
            continue;
        }
        let entries = front_matter(&source.text);
        let above = entries.iter().find(|(key, ..)| says_stage(key)).cloned();
        let Some((key, value, line)) = above.or_else(|| below(source)) else { continue };
        let (key, value, line) = (&key, &value, &line);
        let here = folders.entry((path, key.clone())).or_insert_with(|| {
            let told = told.as_ref().filter(|told| told.tasks == path);
            let values = match told {
                Some(told) => Values::told(key, &told.statuses, &told.at),
                None => Values::of(key),
            };
            Folder { path, values, ids: Vec::new(), first: source }
        });
        here.values.add(value, Place { file: source.path.to_string(), line: *line });
        let id = entries.iter().find(|(key, ..)| key.eq_ignore_ascii_case("id"));
        here.ids.extend(id.map(|(_, value, _)| value.clone()));
    }
    let is_told = |path: &str| told.as_ref().is_some_and(|told| told.tasks == path);
    let sound = folders.into_values().filter(|folder| {
        let values = &folder.values;
        let parts = values.ranks() > 1 || is_told(folder.path) || names_tasks(folder.path);
        !folder.path.is_empty() && values.is_sound() && values.is_live() && parts
    });
    let best = sound.max_by_key(|folder| (is_told(folder.path), folder.values.cards))?;
    let Folder { path, values, ids, first } = best;
    let mut doubts = Vec::new();
    let others = sources.iter().filter(|source| {
        let other = source.path.as_str();
        folder(other) == path && !other.ends_with(".md")
    });
    doubts.extend(others.map(|other| {
        Doubt::new(format!("{} ends otherwise than the tasks, and is none", other.path), None)
    }));
    // The settings say outright that tasks are kept so.
    let sure = if is_told(path) { 100 } else { 0 };
    let weight = values.cards * 3 + values.len() * 10 + sure;
    let mut tables: Vec<Table> = numbers::ids(&ids, values.cards).into_iter().collect();
    tables.extend(values.stages(&format!("{path}/*.md"), "file", |_| (), &mut doubts));
    let filed = filed(sources, path, &tables);
    tables.extend(filed);
    Some(Plain { tables, weight, file: first.path.clone(), doubts })
}

/// The field that says the stage, where it stands below the title of a file in a folder of tasks.
fn below(source: &Source) -> Option<(String, String, usize)> {
    if !names_tasks(folder(source.path.as_str())) || document_start(&source.text) > 0 {
        return None;
    }
    let lines = source.text.lines().enumerate();
    let mut lines = lines.take_while(|(_, line)| !line.starts_with("## "));
    lines.find_map(|(nth, line)| {
        let (name, value) = said_in(line)?;
        Some((name.to_owned(), value.to_owned(), nth + 1))
    })
}

/// A folder beside that of the tasks, in which finished ones are filed.
fn filed(sources: &[&Source], tasks: &str, before: &[Table]) -> Option<Table> {
    let beside = |path: &str| {
        let rank = role(file_name(path)).map(|role| role.rank);
        folder(path) == folder(tasks) && rank.is_some_and(|rank| rank >= DONE)
    };
    let own = |source: &&&Source| {
        let path = source.path.as_str();
        path.ends_with(".md") && beside(folder(path)) && !front_matter(&source.text).is_empty()
    };
    let first = sources.iter().find(own)?;
    let path = folder(first.path.as_str());
    let count = sources.iter().filter(own).filter(|s| folder(s.path.as_str()) == path).count();
    let mut table = Table::new("[[stage]]");
    let name = free(stage_name(stem(path)), before);
    table.text("name", &name, "finished tasks are filed in a folder of that name", None);
    let held = match count {
        1 => "it holds one file".to_owned(),
        count => format!("it holds {count} files"),
    };
    table.text("board", &format!("{path}/*.md"), held, None);
    ends(&mut table, DONE);
    Some(table)
}

/// Whether the name of a folder says that it holds tasks.
fn names_tasks(path: &str) -> bool {
    const WORDS: [&str; 12] = [
        "task", "tasks", "issue", "issues", "ticket", "tickets", "todo", "todos", "backlog",
        "story", "stories", "bugs",
    ];
    words(file_name(path)).iter().any(|word| WORDS.contains(&word.as_str()))
}
