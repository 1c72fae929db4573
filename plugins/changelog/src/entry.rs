//! Recognises entries: list items that begin with a task's id, in the form of `workflow.toml` or as
//! people write them by hand.

use std::ops::Range;

use flow_core::form::{Grammar, Template};
use flow_core::id::{IdForm, TaskId};
use flow_core::markdown::BlockKind;

use crate::text::Document;
use crate::title;

/// An entry of a changelog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The tasks that it names at its beginning: `BUG-1 & BUG-2`.
    pub ids: Vec<TaskId>,
    /// What follows the ids, trailing marks included.
    pub title: String,
    /// The byte at which its line begins.
    pub at: usize,
}

impl Entry {
    /// Whether it names this task.
    pub fn names(&self, id: &TaskId) -> bool {
        self.ids.contains(id)
    }

    /// Whether it is this task's: id and title match.
    pub fn is(&self, id: &TaskId, title: &str) -> bool {
        self.names(id) && title::same(&self.title, title)
    }
}

/// The entries within a range of a changelog, in order.
pub fn entries(
    document: &Document,
    range: Range<usize>,
    ids: &IdForm,
    form: &Template,
) -> Vec<Entry> {
    let items = document
        .outline
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Item && range.contains(&block.range.start));
    items
        .filter_map(|block| {
            let at = block.range.start;
            let line = document.line(at).trim_end();
            let (ids, title) = in_form(line, ids, form).or_else(|| by_hand(line, ids))?;
            Some(Entry { ids, title, at })
        })
        .collect()
}

/// Reads a line in the declared form.
fn in_form(line: &str, ids: &IdForm, form: &Template) -> Option<(Vec<TaskId>, String)> {
    let grammar = |hole: &flow_core::form::Hole, at: usize| match hole.name.as_str() {
        "id" => {
            id_at(line, at, ids).map_or(Grammar::Nothing, |(_, end)| Grammar::Exactly(end - at))
        }
        _ => Grammar::Anything,
    };
    let found = form.captures(line.as_bytes(), 0, &grammar)?;
    let hole = |name| found.iter().find(|(hole, _)| *hole == name).map(|(_, range)| range.clone());
    let (id, _) = id_at(line, hole("id")?.start, ids)?;
    Some((vec![id], line.get(hole("title")?)?.to_owned()))
}

/// Reads a line as people write it: marker, box and marks, then ids, then the title.
fn by_hand(line: &str, ids: &IdForm) -> Option<(Vec<TaskId>, String)> {
    let mut at = marker(line)?;
    let tick = ["[ ]", "[x]", "[X]"].iter().find(|&&mark| line[at..].starts_with(mark));
    at += tick.map_or(0, |mark| mark.len());
    let (first, mut end) = leading_id(line, at, ids)?;
    let mut found = vec![first];
    while let Some((id, after)) = joined_id(line, end, ids) {
        found.push(id);
        end = after;
    }
    Some((found, line[end..].trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned()))
}

/// The id before which only marks stand.
fn leading_id(line: &str, from: usize, ids: &IdForm) -> Option<(TaskId, usize)> {
    for (offset, c) in line[from..].char_indices() {
        if let Some(found) = id_at(line, from + offset, ids) {
            return Some(found);
        }
        if c.is_alphanumeric() {
            return None;
        }
    }
    None
}

/// One more id, after `&`, `,`, `/`, `+` or `and`.
fn joined_id(line: &str, end: usize, ids: &IdForm) -> Option<(TaskId, usize)> {
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '[' | ']' | '`');
    let rest = line[end..].trim_start_matches(marks);
    let rest = ["&", ",", "/", "+", "and "].iter().find_map(|mark| rest.strip_prefix(mark))?;
    let rest = rest.trim_start_matches(marks);
    id_at(line, line.len() - rest.len(), ids)
}

/// The id that stands alone at a byte: no letter, digit or dash touches it, and no `.2` of a part.
fn id_at(line: &str, at: usize, ids: &IdForm) -> Option<(TaskId, usize)> {
    let found = ids.at(line.as_bytes(), at).map(|hit| (hit.id, hit.end));
    let (id, end) = found.or_else(|| {
        let word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let end = line[at..].find(|c| !word(c)).map_or(line.len(), |length| at + length);
        ids.read(line.get(at..end)?).map(|id| (id, end))
    })?;
    let mut after = line.get(end..)?.chars();
    let alone = match after.next() {
        Some('.') => !after.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !(c.is_alphanumeric() || c == '-' || c == '_'),
        None => true,
    };
    alone.then_some((id, end))
}

/// Where the content of a list item begins in its first line; `None` where the line begins none.
pub fn marker(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let rest = &line[indent..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let sign = rest[digits..].chars().next()?;
    let is_marker = match digits {
        0 => matches!(sign, '-' | '*' | '+'),
        _ => matches!(sign, '.' | ')'),
    };
    let after = &rest[digits..].get(1..)?;
    let blanks = after.len() - after.trim_start_matches(' ').len();
    let is_marker = is_marker && indent < 4 && blanks > 0;
    // More than four blanks make code within the item; its content then begins after one.
    is_marker.then(|| indent + digits + 1 + if blanks > 4 { 1 } else { blanks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn read(line: &str) -> Option<(Vec<String>, String)> {
        let document = Document::read("C.md", line.as_bytes().to_vec()).expect("a text");
        let form = Template::parse("- **{id}: {title}**").expect("a form");
        let mut found = entries(&document, 0..line.len(), &testing::ids(), &form);
        let entry = found.pop()?;
        Some((entry.ids.iter().map(ToString::to_string).collect(), entry.title))
    }

    #[test]
    fn entries_are_read_in_every_hand() {
        for line in [
            "- **PERF-007: Faster start**",
            "- **PERF-007**: Faster start",
            "- PERF-007: Faster start",
            "- [PERF-007] Faster start",
            "- [PERF-007]: Faster start",
            "* `PERF-007` Faster start",
            "+ [x] **PERF-007** – Faster start",
            "1. PERF-007 Faster start",
            "- ✅ **perf-7: Faster start**",
        ] {
            let (ids, title) = read(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(ids.len(), 1, "{line}");
            assert!(ids[0].eq_ignore_ascii_case("PERF-007") || ids[0] == "perf-7", "{line}");
            assert!(title::same(&title, "Faster start"), "{line}: {title}");
        }
    }

    #[test]
    fn several_ids_share_an_entry() {
        let (ids, title) = read("- **BUG-031 & BUG-032: Mended**").expect("an entry");
        assert_eq!(ids, ["BUG-031", "BUG-032"]);
        assert!(title::same(&title, "Mended"));
        assert_eq!(read("- BUG-1, BUG-2 and BUG-3: x").expect("an entry").0.len(), 3);
    }

    #[test]
    fn ids_in_prose_and_parts_are_no_entries() {
        for line in [
            "- Finished PERF-007 at last",
            "- **PERF-007-009: Three**",
            "PERF-007: no item",
            "```\n- PERF-007: in code\n```",
            "> - PERF-007: quoted",
            "<!--\n- PERF-007: hidden\n-->",
            "- list\n  - PERF-007: nested",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn a_part_of_a_task_is_another_task() {
        let (ids, title) = read("- **PERF-007.2: A part**").expect("an entry");
        assert_eq!(ids, ["PERF-007.2"]);
        assert!(title::same(&title, "A part"));
    }

    #[test]
    fn content_begins_after_the_marker() {
        assert_eq!(marker("- x"), Some(2));
        assert_eq!(marker("  10)  x"), Some(7));
        assert_eq!((marker("-x"), marker("**x**"), marker("x")), (None, None, None));
    }
}
