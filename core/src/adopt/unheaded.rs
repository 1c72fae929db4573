//! Stages that a file tells of otherwise than by headings: as the columns of a table, or by lines in bold.
//! No workflow says such, so the file is left alone, and it is told why.

use super::line::head;
use super::place;
use super::reading::Reading;
use super::role::role;
use crate::markdown::BlockKind;

/// How many columns named after stages make a table a board.
const COLUMNS: usize = 3;

/// Why a file's stages are none that a workflow can say; `None` where no such stage is seen.
pub(super) fn unheaded(reading: &Reading<'_>) -> Option<String> {
    by_columns(reading).or_else(|| by_bold_lines(reading))
}

/// A table with a column for each stage, in which a task is a cell.
pub(super) fn by_columns(reading: &Reading<'_>) -> Option<String> {
    let table = reading
        .tables
        .iter()
        .find(|table| distinct(table.columns.iter().map(String::as_str)) >= COLUMNS)?;
    let at = place(reading, table.rows.start.saturating_sub(1));
    Some(format!(
        "the table above {at} has a column for each stage, so that a task is a cell of it; flow moves rows, \
         items, headings and files"
    ))
}

/// Lines in bold, each with a stage's cards below it.
fn by_bold_lines(reading: &Reading<'_>) -> Option<String> {
    let lines = reading.shown(reading.outline.start..reading.source.text.len());
    // Below a heading that is a task they are its own text.
    let is_own = |at: usize| {
        let section = reading.section_at(at);
        let head = section.and_then(|s| head(&s.line_text, BlockKind::Heading(s.level)));
        head.is_some_and(|head| head.strong)
    };
    let bold = lines.filter_map(|(at, line)| Some((at, label(line)?)));
    let bold: Vec<(usize, &str)> = bold.filter(|(at, _)| !is_own(*at)).collect();
    if distinct(bold.iter().map(|(_, name)| *name)) < 2 {
        return None;
    }
    let (at, name) = bold.iter().find(|(_, name)| role(name).is_some())?;
    let place = place(reading, *at);
    Some(format!(
        "its stages are lines in bold, `{name}` for one ({place}), and flow knows a stage by its heading: \
         begin these lines with `##` instead"
    ))
}

/// What a line says that is nothing but bold.
pub(super) fn label(line: &str) -> Option<&str> {
    let line = line.trim_end_matches(':');
    ["**", "__"].iter().find_map(|mark| {
        let inner = line.strip_prefix(mark)?.strip_suffix(mark)?;
        (!inner.contains(mark)).then_some(inner.trim_matches(['*', ':', ' ']))
    })
}

/// How many different stages these names say.
fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> usize {
    let mut ranks: Vec<u8> = names.filter_map(role).map(|role| role.rank).collect();
    ranks.sort_unstable();
    ranks.dedup();
    ranks.len()
}
