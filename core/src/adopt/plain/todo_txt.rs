//! A todo.txt, and the done.txt beside it.

use super::super::draft::Table;
use super::super::reading::{file_name, folder};
use super::super::{LeftAlone, Source};
use super::Plain;
use crate::format::todo_txt_mark;

/// The todo.txt nearest to the root whose lines are tasks, with its done.txt.
pub(super) fn board(sources: &[&Source], left: &mut Vec<LeftAlone>) -> Option<Plain> {
    let named = |name: &'static str| {
        sources.iter().filter(move |source| file_name(source.path.as_str()) == name)
    };
    let mut best: Option<&Source> = None;
    for source in named("todo.txt") {
        let depth = |source: &Source| source.path.as_str().matches('/').count();
        match why_not(&source.text) {
            Some(why) => left.push(LeftAlone { file: source.path.clone(), why: why.to_owned() }),
            None if best.is_none_or(|known| depth(source) < depth(known)) => best = Some(source),
            None => {}
        }
    }
    let todo = best?;
    let path = todo.path.as_str();
    let mut open = Table::new("[[stage]]");
    open.text("name", "todo", "what is not done", None);
    open.text("board", path, "a todo.txt has a task a line", None);
    let mut done = Table::new("[[stage]]");
    done.text("name", "done", "a line that begins with x is done", None);
    done.text("board", path, "it stays where it is until it is filed", None);
    done.text("card", "x {title}", "so such lines begin", None);
    done.raw("on-enter", "{ set = { completed = \"{date}\" } }".into(), "as todo.txt asks", None);
    done.raw("ends", "true".to_owned(), "tasks are finished here", None);
    let mut tables = vec![open, done];
    let beside = |source: &&&Source| folder(source.path.as_str()) == folder(path);
    if let Some(filed) = named("done.txt").find(beside).filter(|filed| is_filed(&filed.text)) {
        let mut table = Table::new("[[stage]]");
        table.text("name", "filed", "what was done goes there", None);
        table.text("board", filed.path.as_str(), "it stands beside", None);
        table.text("card", "x {title}", "so such lines begin", None);
        table.raw("ends", "true".to_owned(), "tasks are finished here", None);
        tables.push(table);
    }
    let weight = lines(&todo.text).count() + tables.len() * 10;
    Some(Plain { tables, weight, file: todo.path.clone(), doubts: Vec::new() })
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty())
}

/// Why the lines of a file are no tasks as todo.txt has them. Most files of that name are notes.
fn why_not(text: &str) -> Option<&'static str> {
    let all = lines(text).count();
    if all == 0 {
        return Some("it is empty");
    }
    if !lines(text).any(todo_txt_mark) {
        return Some(
            "free notes: no line has a mark of todo.txt, such as (A), x, a date, +project or @context",
        );
    }
    let foreign = lines(text).filter(|line| is_foreign(line)).count();
    (foreign * 10 > all).then_some(
        "free notes: it has bullets, headings or indented lines, and a todo.txt has a task a line",
    )
}

/// Whether a line belongs to a text or to a list of another kind.
fn is_foreign(line: &str) -> bool {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = digits > 0 && line[digits..].starts_with(['.', ')']);
    line.starts_with([' ', '\t', '-', '*', '#', '[', '=', '>', '/', '|'])
        || line.trim_end().ends_with(':')
        || numbered
}

/// Whether a done.txt holds finished tasks; one without a line may come to.
fn is_filed(text: &str) -> bool {
    lines(text).all(|line| line.starts_with("x "))
}
