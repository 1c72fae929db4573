//! `[ids]` of tasks that are named by a key, a cell or a file.

use std::collections::HashSet;

use super::super::draft::{Table, quoted};
use super::super::line::shape;

/// Infers `[ids]`, where most of the ids have a prefix, a dash and a number, and perhaps the numbers of a
/// part: `task-12.1`; or where all are numbers, of which none stands twice: `001`.
pub(super) fn ids(ids: &[String], tasks: usize) -> Option<Table> {
    if let Some(width) = bare(ids).filter(|_| ids.len() == tasks) {
        let number = if width > 1 { format!("{{number:{width}}}") } else { "{number}".to_owned() };
        let mut table = Table::new("[ids]");
        table.text("form", &number, "the ids of the tasks are numbers", None);
        return Some(table);
    }
    let mut prefixes: Vec<String> = Vec::new();
    let (mut fit, mut width) = (0, None::<usize>);
    for id in ids {
        let whole = id.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let parts = id[whole.len()..].find('.').map_or(id.len(), |at| whole.len() + at);
        let capital = id[..parts].to_uppercase();
        let Some(shape) = shape(&capital).filter(|shape| {
            shape.text == capital && shape.joint == "-" && !shape.prefix.is_empty()
        }) else {
            continue;
        };
        fit += 1;
        // Ids as `{number:3}` writes them: all have zeros before, or as many digits as that.
        let digits = if shape.digits.starts_with('0') { shape.digits.len() } else { 1 };
        width = Some(width.unwrap_or(1).max(digits));
        if !prefixes.contains(&shape.prefix) {
            prefixes.push(shape.prefix);
        }
    }
    let width = width?;
    if fit * 2 < ids.len() {
        return None;
    }
    let number = if width > 1 { format!("{{number:{width}}}") } else { "{number}".to_owned() };
    let mut table = Table::new("[ids]");
    let told = match fit {
        1 => "one task has such an id".to_owned(),
        count => format!("{count} tasks have such an id"),
    };
    table.text("form", &format!("{{prefix}}-{number}{{suffix?}}"), told, None);
    let list = prefixes.iter().map(|prefix| quoted(prefix)).collect::<Vec<_>>().join(", ");
    table.raw("prefixes", format!("[{list}]"), "those of the tasks", None);
    Some(table)
}

/// How many digits numbers have at least that are ids; `None` where not all are such, or one stands twice.
fn bare(ids: &[String]) -> Option<usize> {
    let number = |id: &String| id.trim_start_matches('0').to_owned();
    let once = ids.iter().map(number).collect::<HashSet<_>>().len() == ids.len();
    let is_number = |id: &String| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    if ids.is_empty() || !once || !ids.iter().all(is_number) {
        return None;
    }
    let padded = ids.iter().filter(|id| id.len() > 1 && id.starts_with('0')).map(String::len);
    Some(padded.max().unwrap_or(1))
}
