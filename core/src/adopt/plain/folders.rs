//! Folders side by side that are named after stages, with a file per task in each.

use std::collections::BTreeMap;

use super::super::draft::Table;
use super::super::meaning::meaning;
use super::super::reading::{file_name, folder, stem};
use super::super::role::{DONE, role, stage_name};
use super::super::{Place, Source, Surroundings};
use super::values::{asked, ends};
use super::{Plain, numbers, says_stage};
use crate::format::front_matter;

/// The folder that a file stands in, where it is named after a stage, and the one above that.
pub(super) fn of(path: &str) -> Option<(&str, &str)> {
    let (inner, _) = path.rsplit_once('/')?;
    role(file_name(inner))?;
    Some((inner, folder(inner)))
}

fn rank(path: &str) -> u8 {
    role(file_name(path)).map_or(DONE, |role| role.rank)
}

/// The folders that hold most, in the order of their stages.
pub(super) fn board(sources: &[&Source], surroundings: &Surroundings) -> Option<Plain> {
    let mut found: BTreeMap<&str, BTreeMap<&str, Vec<&Source>>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.path.as_str().ends_with(".md")) {
        if let Some((inner, above)) = of(source.path.as_str()) {
            found.entry(above).or_default().entry(inner).or_default().push(source);
        }
    }
    // A stage may be empty: its folder is there all the same.
    for path in surroundings.folders.iter().map(|path| path.as_str()) {
        if let (Some(beside), Some(_)) = (found.get_mut(folder(path)), role(file_name(path))) {
            beside.entry(path).or_default();
        }
    }
    // Finished work alone is an archive of something else.
    let is_board = |folders: &&BTreeMap<&str, Vec<&Source>>| {
        folders.len() > 1 && folders.keys().any(|path| (1..DONE).contains(&rank(path)))
    };
    let count =
        |folders: &BTreeMap<&str, Vec<&Source>>| folders.values().map(Vec::len).sum::<usize>();
    let best = found.values().filter(is_board).max_by_key(|folders| count(folders))?;
    let mut folders: Vec<(&str, &Vec<&Source>)> =
        best.iter().map(|(path, files)| (*path, files)).collect();
    folders.sort_by_key(|(path, _)| rank(path));
    let id = |source: &&Source| {
        let entries = front_matter(&source.text);
        let id = entries.into_iter().find(|(key, ..)| key.eq_ignore_ascii_case("id"));
        id.map_or_else(|| stem(source.path.as_str()).to_owned(), |(_, value, _)| value)
    };
    let ids: Vec<String> = folders.iter().flat_map(|(_, files)| *files).map(id).collect();
    let mut tables: Vec<Table> = numbers::ids(&ids, ids.len()).into_iter().collect();
    for (path, files) in &folders {
        let mut table = Table::new("[[stage]]");
        let word = role(file_name(path)).map_or_else(String::new, |role| role.word);
        let at = files.first().map(|file| Place { file: file.path.to_string(), line: 1 });
        table.text("name", &stage_name(stem(path)), format!("the folder's name says {word}"), at);
        let why = match files.len() {
            0 => "nothing stands in it now".to_owned(),
            1 => "it holds one file".to_owned(),
            count => format!("it holds {count} files, one for each task"),
        };
        table.text("board", &format!("{path}/*.md"), why, None);
        if let Some((key, value)) = both(files, rank(path)) {
            let why = "its files say what their folder says";
            table.raw("where", asked(&key, &[value]), why, None);
        }
        ends(&mut table, rank(path));
        tables.push(table);
    }
    let file = folders.iter().find_map(|(_, files)| files.first())?.path.clone();
    let weight = count(best) * 3 + folders.len() * 10;
    Some(Plain { tables, weight, file, doubts: Vec::new() })
}

/// The key and the value of front matter with which every file of a folder says its stage, too.
fn both(files: &[&Source], rank: u8) -> Option<(String, String)> {
    let mut said = files.iter().map(|source| {
        let entry = front_matter(&source.text).into_iter().find(|(key, ..)| says_stage(key))?;
        let own = meaning(&entry.1).is_some_and(|meaning| meaning.rank == Some(rank));
        own.then_some((entry.0, entry.1))
    });
    let first = said.next()??;
    let same = |other: Option<(String, String)>| {
        other.is_some_and(|(key, value)| key == first.0 && value.eq_ignore_ascii_case(&first.1))
    };
    said.all(same).then_some(first)
}
