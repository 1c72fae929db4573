//! `missing-file`: a planning document that a card names and nobody has.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::Problem;
use super::body::{lines, live};
use crate::board::{Board, Card};
use crate::path::RelPath;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::Workflow;

/// The first words of the fields and sections that name documents: `See`, `Planning Docs`.
const NAMES: [&str; 5] = ["see", "plan", "planning", "reference", "references"];

/// Documents that are neither in the repository nor in the task's worktree. Each is told once.
pub(super) fn documents(site: &Site, workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for (board, card, task) in live(snapshot) {
        for (line, text) in naming_lines(board, card, task) {
            for path in paths(&text) {
                if told.contains(&path) {
                    continue;
                }
                let worktree = workflow.worktree_of(&task.id);
                let homes = [site.root.clone(), site.root.join(&worktree)];
                if homes.iter().any(|home| exists(home, &path)) {
                    continue;
                }
                let what =
                    if path.contains('*') { "which fits no file" } else { "a file that is not" };
                let message = format!("{} names {path}, {what} here or in {worktree}", task.id);
                let fix = format!("take `{path}` out of {}:{line}, or write it", task.board);
                problems.push(Problem::warning("missing-file", message, fix).on(task, line));
                told.insert(path);
            }
        }
    }
    problems
}

/// The lines of a card's fields and sections that name documents.
fn naming_lines<'a>(board: &'a Board, card: &Card, task: &Task) -> Vec<(usize, Cow<'a, str>)> {
    let fields = task.fields.iter().map(|field| (field.line, &field.name, true));
    let sections = task.sections.iter().map(|section| (section.line, &section.name, false));
    let mut starts: Vec<_> = fields.chain(sections).collect();
    if !starts.iter().any(|(_, name, _)| is_naming(name)) {
        return Vec::new();
    }
    starts.sort_by_key(|(line, ..)| *line);
    let mut open: Option<Open> = None;
    let mut naming = Vec::new();
    for (number, text) in lines(board, card) {
        let body = text.trim_start();
        let indent = text.len() - body.len();
        let bullet = body.starts_with(['-', '*', '+']) && !body.starts_with("**");
        if let Some((_, name, field)) = starts.iter().find(|(line, ..)| *line == number) {
            open = is_naming(name).then_some(Open { field: *field, indent, bullet });
        } else if let Some(Open { field, indent: at, bullet: under }) = open
            && (if field { body.is_empty() || bullet } else { bullet && under && indent <= at })
        {
            open = None;
        }
        if open.is_some() {
            naming.push((number, text));
        }
    }
    naming
}

/// The field or section that is being read. A field goes on to the next blank line or bullet; a
/// section that a bullet opens goes on to the next bullet beside it.
#[derive(Clone, Copy)]
struct Open {
    field: bool,
    indent: usize,
    bullet: bool,
}

fn is_naming(name: &str) -> bool {
    let first = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(first))
}

/// The paths of documents in a text: words with a `/` that end in `.md`.
fn paths(text: &str) -> Vec<String> {
    let between =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '`' | '"');
    let part =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '*' | '+' | '@');
    let words = text.split(between).filter_map(|word| {
        let word = word.trim_matches(['<', '>', '\'']).split('#').next()?;
        let word = word.find(".md:").map_or(word, |at| &word[..at + 3]);
        let word = word.strip_prefix("**").unwrap_or(word).trim_end_matches(['*', '.', ':']);
        let whole = word.contains('/') && word.ends_with(".md") && word.chars().all(part);
        let path = RelPath::new(word).ok().filter(|_| whole && !word.contains("..."))?;
        Some(path.as_str().to_owned())
    });
    words.collect()
}

/// Whether a file fits the path, in which `*` stands for any part of a name.
fn exists(home: &Path, path: &str) -> bool {
    let Some(star) = path.find('*') else { return home.join(path).is_file() };
    let start = path[..star].rfind('/').map_or(0, |slash| slash + 1);
    let (folder, rest) = (home.join(&path[..start]), &path[start..]);
    let (pattern, below) = rest.split_once('/').map_or((rest, None), |(p, b)| (p, Some(b)));
    let Ok(entries) = folder.read_dir() else { return false };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.filter(|name| fits(pattern, name)).any(|name| match below {
        Some(below) => exists(&folder.join(name), below),
        None => folder.join(name).is_file(),
    })
}

/// Whether a name fits a pattern with `*` in it.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}
