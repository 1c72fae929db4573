//! Reads the boards that a repository has, and infers the workflow that they are kept by.
//!
//! Everything here is a function of the texts it is given: nothing is read, run or written. What is
//! inferred is data, each key with its reason; [`prove`] tries it on a copy in memory.

mod around;
mod begun;
mod beside;
mod blank;
mod boards;
mod columns;
mod draft;
mod extras;
mod footer;
mod groups;
mod guide;
mod ids;
mod lanes;
mod line;
mod list;
mod mark;
mod meaning;
mod misplaced;
mod numbers;
mod plain;
mod proof;
mod ranked;
mod reading;
mod role;
mod stages;
mod tongues;
mod travel;
mod unheaded;
mod unnamed;
mod usual;
mod vicinity;
mod vocabulary;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

pub use self::draft::{Draft, Key, Table};
pub use self::proof::{Proof, Stuck, Uncovered, prove};
use self::reading::Reading;
use crate::path::RelPath;

/// A file of the repository.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path, from the repository's root.
    pub path: RelPath,
    /// Its text.
    pub text: Arc<str>,
}

/// What is known of the repository beside its files' texts.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Whether it is under version control.
    pub versioned: bool,
    /// The branch that is checked out in its main worktree.
    pub branch: Option<String>,
    /// The path of every Markdown file, read or not.
    pub paths: Vec<RelPath>,
    /// The folders, empty ones included.
    pub folders: Vec<RelPath>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What could also be otherwise, so that a person should look at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// What is doubtful.
    pub text: String,
    /// Where it was seen.
    pub at: Option<Place>,
}

impl Doubt {
    fn new(text: impl Into<String>, at: impl Into<Option<Place>>) -> Self {
        Self { text: text.into(), at: at.into() }
    }
}

/// A file that could have been a board, and is not taken for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftAlone {
    /// The file.
    #[serde(serialize_with = "as_text")]
    pub file: RelPath,
    /// Why.
    pub why: String,
}

fn as_text<S: serde::Serializer>(path: &RelPath, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(path.as_str())
}

impl LeftAlone {
    fn new(reading: &Reading<'_>, why: String) -> Self {
        Self { file: reading.source.path.clone(), why }
    }
}

/// What was inferred.
#[derive(Debug, Clone, Default)]
pub struct Inference {
    /// The workflow; `None` where no file is a board.
    pub draft: Option<Draft>,
    /// What a person should look at.
    pub doubts: Vec<Doubt>,
    /// What is no board, and why.
    pub left: Vec<LeftAlone>,
}

/// Whether a file is worth reading closely: a board by its name, by its headings or by its front
/// matter, or a changelog.
pub fn is_worth_reading(path: &RelPath, text: &str) -> bool {
    reading::glance(path.as_str(), text)
        || plain::glance(path.as_str(), text)
        || around::is_changelog(path)
}

/// Infers a workflow from the files worth reading.
pub fn infer(sources: &[Source], surroundings: &Surroundings) -> Inference {
    let mut sources: Vec<&Source> = sources.iter().collect();
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    let (mut changelogs, mut files): (Vec<&Source>, Vec<&Source>) =
        sources.into_iter().partition(|source| around::is_changelog(&source.path));
    // What is finished may be kept in a file of such a name.
    let stages = |source: &&&Source| {
        role::role_of_file(reading::stem(source.path.as_str())).is_some()
            && !around::tells_releases(&source.text)
    };
    files.extend(changelogs.iter().filter(stages).copied().collect::<Vec<_>>());
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let is_markdown = |source: &&&Source| {
        let name = source.path.as_str().to_lowercase();
        name.ends_with(".md") || name.ends_with(".markdown")
    };
    let mut readings: Vec<Reading<'_>> =
        files.iter().filter(is_markdown).copied().map(Reading::of).collect();
    let numbers = numbers::settle(&mut readings);
    let boards::Choice { zones, weight, mut left } = boards::choose(&readings);
    let mut others = plain::boards(&files, &readings, surroundings, &mut left);
    others.sort_by_key(|board| std::cmp::Reverse(board.weight));
    let best = others.first().filter(|board| zones.is_empty() || board.weight >= weight);
    let has_plain = best.is_some();
    if zones.is_empty() && !has_plain {
        for reading in &readings {
            if let Some(why) = plain::half(reading) {
                left.retain(|known| known.file != reading.source.path);
                left.push(LeftAlone::new(reading, why));
            }
            let is_told = left.iter().any(|known| known.file == reading.source.path);
            let why = unnamed::half(reading).filter(|_| !is_told);
            left.extend(why.map(|why| LeftAlone::new(reading, why)));
        }
        return Inference { draft: None, doubts: Vec::new(), left };
    }
    let mut doubts = Vec::new();
    let mut top = Table::new("");
    top.raw("version", "1".to_owned(), "the only version there is", None);
    let mut tables = vec![top];
    let taken = if has_plain { &zones[..0] } else { &zones[..] };
    tables.extend(around::git(taken, surroundings, &mut doubts));
    if has_plain {
        let own = others.remove(0);
        tables.extend(own.tables);
        doubts.extend(own.doubts);
    } else {
        doubts.extend(numbers);
        let is_stage =
            |source: &Source| zones.iter().any(|zone| zone.reading.source.path == source.path);
        changelogs.retain(|source| !is_stage(source));
        let ids = ids::of(&zones, &mut doubts);
        tables.splice(1..1, ids.table);
        tables.extend(around::changelog(&changelogs, &zones, surroundings, &mut doubts));
        let said = match &zones[..] {
            [zone] => plain::said(zone, |table| stages::forms(zone, false, (false, None), table)),
            _ => None,
        };
        tables.extend(said.unwrap_or_else(|| stages::stages(&zones, &ids.prefixes, &mut doubts)));
        let ranks: Vec<(String, u8)> = zones.iter().map(|z| (z.name.clone(), z.rank)).collect();
        let ranks = if zones.len() == 1 { plain::ranks(&tables) } else { ranks };
        stages::set_aside(&mut tables, &ranks);
    }
    let draft = Draft { tables };
    let lesser = zones.iter().map(|zone| &zone.reading.source.path);
    let lesser = lesser.chain(others.iter().map(|board| &board.file));
    for file in lesser {
        if !left.iter().any(|known| known.file == *file) {
            left.push(LeftAlone { file: file.clone(), why: boards::LESSER.to_owned() });
        }
    }
    left.retain(|left| !draft.holds(&left.file));
    Inference { draft: Some(draft), doubts, left }
}

/// The place of a byte's line in a file.
fn place(reading: &Reading<'_>, at: usize) -> Place {
    Place { file: reading.source.path.to_string(), line: reading.lines.number(at) }
}
