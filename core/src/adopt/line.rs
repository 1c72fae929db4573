//! One line, read as the first line of a card: its form by example, and the id that stands in it.

use crate::board::cell;
use crate::inline::link_end;
use crate::markdown::BlockKind;

/// An id as it is shaped on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    /// The prefix, empty in `#12`.
    pub prefix: String,
    /// What stands between prefix and number: `-`, `_`, `#` or nothing.
    pub joint: &'static str,
    /// The digits.
    pub digits: String,
    /// Whether a suffix follows, as in `TEST-007-C`.
    pub suffixed: bool,
    /// The whole of it.
    pub text: String,
}

/// What the first line of a card begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Marker {
    /// A heading of this level.
    Heading(u8),
    /// A bullet.
    Bullet,
    /// A number.
    Number,
    /// A row of a table.
    Row,
}

/// A line that could be the first of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// What it begins with.
    pub marker: Marker,
    /// Its checkbox, and whether it is ticked. A leading ✅ is a ticked one, and ⬜ an open one.
    pub ticked: Option<bool>,
    /// Its id.
    pub id: Option<Shape>,
    /// The form by example: `- [ ] **{id}**: {title}`.
    pub form: String,
    /// The form without its checkbox, the same for open and ticked lines.
    pub bare: String,
    /// The form of such a line without an id.
    pub free: String,
    /// Whether the form alone tells a card: an id that is set off, or a checkbox.
    pub strong: bool,
    /// The title.
    pub title: String,
}

/// What may stand around an id.
const AROUND: [(&str, &str); 6] =
    [("**[", "]**"), ("**`", "`**"), ("[", "]"), ("`", "`"), ("**", "**"), ("", "")];
/// Boxes that are drawn, and whether they are ticked.
const DRAWN: [(&str, bool); 4] = [("✅ ", true), ("⬜ ", false), ("☐ ", false), ("🔲 ", false)];
/// What may stand between an id and a title.
const BETWEEN: [&str; 8] = [": ", " - ", " — ", " – ", " | ", ". ", ") ", " "];

/// What a column is called that has the title.
const TITLE: [&str; 30] = [
    "title",
    "task",
    "tasks",
    "what",
    "name",
    "item",
    "feature",
    "todo",
    "to do",
    "story",
    "user story",
    "work item",
    "action",
    "action item",
    "bug",
    "deliverable",
    "milestone",
    "issue",
    "component",
    "aufgabe",
    "tarea",
    "tarefa",
    "tâche",
    "任务",
    "任務",
    "タスク",
    "задача",
    "titel",
    "summary",
    "description",
];
/// What a column is called that has tasks and nothing else.
const TASKS: [&str; 14] = [
    "task",
    "tasks",
    "todo",
    "to do",
    "story",
    "user story",
    "work item",
    "aufgabe",
    "tarea",
    "tarefa",
    "tâche",
    "任务",
    "任務",
    "タスク",
];
/// What a column is called that has the id.
const ID: [&str; 10] = ["id", "#", "key", "ticket", "task id", "code", "no", "nr", "编号", "issue"];

/// What stands in which column of a table.
pub(super) struct Columns {
    title: usize,
    id: Option<usize>,
    count: usize,
}

impl Columns {
    /// Reads the names of columns; `None` where none has a title.
    pub fn of(names: &[String]) -> Option<Self> {
        let names: Vec<String> = names.iter().map(|name| plain(name).to_lowercase()).collect();
        let find = |known: &[&str], not: Option<usize>| {
            let named = |known: &&&str| names.iter().position(|name| name == **known);
            known.iter().filter_map(|known| named(&known)).find(|at| Some(*at) != not)
        };
        let title = find(&TITLE, None)?;
        let id = find(&ID, Some(title));
        // An issue may be both; beside what it is about it is the id.
        Some(Self { title, id, count: names.len() })
    }

    /// Whether the column of titles is named after tasks.
    pub fn names_tasks(&self, names: &[String]) -> bool {
        let name = names.get(self.title).map(|name| plain(name).to_lowercase());
        name.is_some_and(|name| TASKS.contains(&name.as_str()))
    }

    /// What stands in the column of ids.
    pub fn id(&self, row: &str) -> Option<String> {
        self.id.map(|at| cell(row, at).trim().to_owned())
    }

    /// The form of a row, with what an id stands in; without that where it has none.
    pub fn form(&self, id: Option<&str>) -> String {
        let last = self.title.max(self.id.filter(|_| id.is_some()).unwrap_or(0));
        let cells = (0..=last).map(|at| match (at, id) {
            (at, _) if at == self.title => "{title}",
            (at, Some(id)) if Some(at) == self.id => id,
            _ => "{*}",
        });
        let rest = (last + 1 < self.count).then_some("{*}");
        format!("| {} |", cells.chain(rest).collect::<Vec<_>>().join(" | "))
    }

    /// The first row of a table, as those of another are.
    pub fn fresh(&self, other: &Head) -> Head {
        let cells = other.form.split('|').map(str::trim);
        let id = cells.into_iter().find(|cell| cell.contains("{id}"));
        let form = self.form(id.filter(|_| self.id.is_some()));
        Head { bare: form.clone(), free: self.form(None), form, ..other.clone() }
    }

    /// Reads a row; `None` where it has no title.
    pub fn head(&self, row: &str) -> Option<Head> {
        let title = cell(row, self.title).trim().to_owned();
        let said = self.id(row).unwrap_or_default();
        // An id that is a link is read as an id.
        let linked = said.strip_prefix('[').filter(|rest| {
            rest.find(']').is_some_and(|at| link_end(rest.as_bytes(), at) == Some(rest.len()))
        });
        let link = linked.and_then(|rest| rest.split(']').next());
        let known = AROUND.iter().find_map(|(open, close)| {
            let inner = said.strip_prefix(open)?.strip_suffix(close)?;
            let id = shape(inner).filter(|id| id.text == inner)?;
            Some((id, format!("{open}{{id}}{close}")))
        });
        let known = known.or_else(|| {
            let id = shape(link?).filter(|id| Some(id.text.as_str()) == link)?;
            Some((id, "{id}".to_owned()))
        });
        let form = self.form(known.as_ref().map(|(_, form)| form.as_str()));
        (!title.is_empty()).then(|| Head {
            marker: Marker::Row,
            ticked: None,
            strong: known.is_some(),
            bare: form.clone(),
            free: self.form(None),
            form,
            id: known.map(|(id, _)| id),
            title,
        })
    }
}

/// The name of a column without emphasis.
fn plain(name: &str) -> &str {
    name.trim_matches(['*', '_', '`', ' '])
}

/// Reads a line of this kind of block; `None` where it has no text.
pub(super) fn head(raw: &str, kind: BlockKind) -> Option<Head> {
    let raw = raw.trim();
    let (marker, sign, rest) = match kind {
        BlockKind::Heading(level) => {
            let sign = "#".repeat(usize::from(level));
            let rest = raw.strip_prefix(&sign)?;
            (Marker::Heading(level), format!("{sign} "), rest)
        }
        BlockKind::Item => match raw.strip_prefix(['-', '*', '+']) {
            Some(rest) => (Marker::Bullet, "- ".to_owned(), rest),
            None => {
                let rest = raw.trim_start_matches(|c: char| c.is_ascii_digit());
                (Marker::Number, "1. ".to_owned(), rest.strip_prefix(['.', ')'])?)
            }
        },
        BlockKind::Rule => return None,
    };
    let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
    let (ticked, tick, rest) = match rest.as_bytes() {
        [b'[', b' ', b']', b' ', ..] => (Some(false), &rest[..4], rest[4..].trim_start()),
        [b'[', b'x' | b'X', b']', b' ', ..] => (Some(true), &rest[..4], rest[4..].trim_start()),
        _ => {
            let drawn = DRAWN.iter().find_map(|(tick, on)| {
                Some((Some(*on), *tick, rest.strip_prefix(tick)?.trim_start()))
            });
            drawn.unwrap_or((None, "", rest))
        }
    };
    if rest.is_empty() {
        return None;
    }
    let (inner, id, title, set_off) = match with_id(rest) {
        Some((form, id, title, set_off)) => (form, Some(id), title, set_off),
        None => ("{title}".to_owned(), None, rest, false),
    };
    Some(Head {
        marker,
        ticked,
        strong: set_off || ticked.is_some(),
        form: format!("{sign}{tick}{inner}"),
        bare: format!("{sign}{inner}"),
        free: format!("{sign}{tick}{{title}}"),
        id,
        title: title.trim().to_owned(),
    })
}

/// The form of a text that begins with an id, the id, the title, and whether the id is set off from it.
fn with_id(text: &str) -> Option<(String, Shape, &str, bool)> {
    for (open, close) in AROUND {
        let Some(inner) = text.strip_prefix(open) else { continue };
        let Some(id) = shape(inner) else { continue };
        let rest = &inner[id.text.len()..];
        // How much a task counts is no name of it.
        if open.ends_with(['[', '`']) && id.prefix == "P" && id.text.len() == 2 {
            return None;
        }
        // The text of a link: the link goes with the id.
        if open == "["
            && let Some(end) = link_end(rest.as_bytes(), 0)
        {
            let sign = BETWEEN.iter().find(|sign| rest[end..].starts_with(**sign));
            if let Some(sign) = sign {
                let form = format!("{{id}}{sign}{{title}}");
                return Some((form, id, &rest[end + sign.len()..], true));
            }
        }
        if let Some(after) = rest.strip_prefix(close) {
            // Where nothing comes after it, the line is a mention.
            for sign in BETWEEN {
                if let Some(title) = after.strip_prefix(sign) {
                    let form = format!("{open}{{id}}{close}{sign}{{title}}");
                    return Some((form, id, title, !open.is_empty() || sign != " "));
                }
            }
        }
        if open != "**" {
            continue;
        }
        if let Some(title) = rest.strip_prefix(":** ") {
            return Some(("**{id}:** {title}".to_owned(), id, title, true));
        }
        for sign in BETWEEN {
            let title = rest.strip_prefix(sign).and_then(|title| title.strip_suffix("**"));
            if let Some(title) = title.filter(|title| !title.contains("**")) {
                return Some((format!("**{{id}}{sign}{{title}}**"), id, title, true));
            }
        }
    }
    None
}

/// The id that a text begins with.
pub(super) fn shape(text: &str) -> Option<Shape> {
    let bytes = text.as_bytes();
    let run =
        |from: usize, part: fn(&u8) -> bool| bytes[from..].iter().take_while(|&b| part(b)).count();
    let digits = |from: usize| run(from, u8::is_ascii_digit);
    let (prefix, joint, start) = match bytes.first()? {
        b'#' => (0, "#", 1),
        b'A'..=b'Z' => {
            let word = run(0, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
            let letters = run(0, u8::is_ascii_uppercase);
            if bytes.get(word) == Some(&b'-') && digits(word + 1) > 0 {
                (word, "-", word + 1)
            } else if letters < word && bytes[letters] == b'_' && digits(letters + 1) > 0 {
                (letters, "_", letters + 1)
            } else {
                (letters, "", letters)
            }
        }
        _ => return None,
    };
    let count = digits(start);
    if count == 0 || count > 9 {
        return None;
    }
    let mut end = start + count;
    let tail = &bytes[end..];
    let suffix = match tail {
        [b'-', first, ..] if first.is_ascii_alphabetic() => {
            1 + run(end + 1, u8::is_ascii_alphanumeric)
        }
        [first, rest @ ..] if first.is_ascii_lowercase() => {
            usize::from(!rest.first().is_some_and(u8::is_ascii_alphanumeric))
        }
        _ => 0,
    };
    end += suffix;
    // Digits go on in a version, letters in a word.
    let next = text[end..].chars().next();
    let is_end = !next.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '/');
    is_end.then(|| Shape {
        prefix: text[..prefix].to_owned(),
        joint,
        digits: text[start..start + count].to_owned(),
        suffixed: suffix > 0,
        text: text[..end].to_owned(),
    })
}

/// A line of a template, with an id put where it shows one: `[TASK-XXX]` becomes `[TASK-001]`.
pub(super) fn exampled(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("-X").or_else(|| rest.find("-N")) {
        let letter = rest.as_bytes()[at + 1];
        let run = rest.as_bytes()[at + 1..].iter().take_while(|&&b| b == letter).count();
        let after = rest.as_bytes().get(at + 1 + run);
        let before = at.checked_sub(1).and_then(|at| rest.as_bytes().get(at));
        let is_id = before.is_some_and(u8::is_ascii_uppercase)
            && !after.is_some_and(|b| b.is_ascii_alphanumeric());
        out.push_str(&rest[..=at]);
        match is_id {
            true => out.push_str(&format!("{:0run$}", 1)),
            false => out.push_str(&rest[at + 1..at + 1 + run]),
        }
        rest = &rest[at + 1 + run..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(line: &str) -> Head {
        head(line, BlockKind::Item).expect("a head")
    }

    #[test]
    fn forms_are_read_off_a_line() {
        for (line, form) in [
            ("- [ ] **BUG-012**: Fix it", "- [ ] **{id}**: {title}"),
            ("* [x] **BUG-012**: Fix it", "- [x] **{id}**: {title}"),
            ("- **BUG-012: Fix it**", "- **{id}: {title}**"),
            ("- **BUG-012:** Fix it", "- **{id}:** {title}"),
            ("- [BUG-012] Fix it", "- [{id}] {title}"),
            ("- [ ] #190 — Fix it", "- [ ] {id} — {title}"),
            ("- [ ] Fix it", "- [ ] {title}"),
            ("- Fix it", "- {title}"),
            ("- [BUG-012](https://example.org/(12)) Fix it", "- {id} {title}"),
            ("3. T12: Fix it", "1. {id}: {title}"),
            ("- [ ] TEST-007-C: Fix it", "- [ ] {id}: {title}"),
        ] {
            assert_eq!(item(line).form, form, "{line}");
        }
        let heading = head("### [PERF-007]: Pool", BlockKind::Heading(3)).expect("a head");
        assert_eq!((heading.form.as_str(), heading.strong), ("### [{id}]: {title}", true));
    }

    #[test]
    fn rows_are_read_by_their_columns() {
        let names = |names: [&str; 3]| names.map(str::to_owned);
        let columns = Columns::of(&names(["Id", "What", "Who"])).expect("a title");
        let row = columns.head("| **T-1** | a \\| b | Ada |").expect("a head");
        assert_eq!(
            (row.form.as_str(), row.title.as_str()),
            ("| **{id}** | {title} | {*} |", "a | b")
        );
        assert_eq!(row.free, "| {*} | {title} | {*} |");
        let row = columns.head("| soon | c | |").expect("a head");
        assert_eq!((row.form.as_str(), row.strong), ("| {*} | {title} | {*} |", false));
        assert_eq!(columns.head("| T-2 | | |"), None);
        assert!(Columns::of(&names(["Prefix", "Next", "For"])).is_none());
    }

    #[test]
    fn prose_with_an_id_is_no_strong_line() {
        assert!(!item("- BUG-012 blocks FEAT-040").strong);
        assert!(!item("- Fix it").strong);
        assert_eq!(item("- UTF-8 is read").id.map(|id| id.text), Some("UTF-8".into()));
        assert_eq!(
            shape("V2.0"),
            Some(Shape {
                text: "V2".into(),
                prefix: "V".into(),
                joint: "",
                digits: "2".into(),
                suffixed: false
            })
        );
        assert_eq!(shape("BUG-12abc"), None);
        assert_eq!(shape("Bug"), None);
    }

    #[test]
    fn templates_show_ids() {
        assert_eq!(exampled("### [TASK-XXX]: Title"), "### [TASK-001]: Title");
        assert_eq!(exampled("YYYY-MM-DD X-NN-Nice"), "YYYY-MM-DD X-01-Nice");
    }
}
