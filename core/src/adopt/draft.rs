//! A workflow that was inferred: every key with its value and its reason, and as the text of a
//! `workflow.toml`.

use serde::Serialize;

use super::Place;
use crate::path::RelPath;
use crate::workflow::TaskFiles;

/// The most columns of a comment.
const WIDTH: usize = 100;

/// A `workflow.toml` to be.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Draft {
    /// Its tables, in order.
    pub tables: Vec<Table>,
}

/// A table of the file.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// Its header, such as `[[stage]]`; empty for the top of the file.
    pub header: String,
    /// Its keys, in order.
    pub keys: Vec<Key>,
}

/// A key that was inferred.
#[derive(Debug, Clone, Serialize)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Its value, as TOML.
    pub value: String,
    /// Why it is so.
    pub reason: String,
    /// Where that was seen.
    pub at: Option<Place>,
}

impl Table {
    pub(super) fn new(header: &str) -> Self {
        Self { header: header.to_owned(), keys: Vec::new() }
    }

    /// Adds a key with a value that is TOML already.
    pub(super) fn raw(
        &mut self,
        name: &str,
        value: String,
        reason: impl Into<String>,
        at: impl Into<Option<Place>>,
    ) {
        let (name, reason, at) = (name.to_owned(), reason.into(), at.into());
        self.keys.push(Key { name, value, reason, at });
    }

    /// Adds a text.
    pub(super) fn text(
        &mut self,
        name: &str,
        value: &str,
        reason: impl Into<String>,
        at: impl Into<Option<Place>>,
    ) {
        self.raw(name, quoted(value), reason, at);
    }

    /// Adds a text, or a list of them where there are several.
    pub(super) fn texts(
        &mut self,
        name: &str,
        values: &[String],
        reason: impl Into<String>,
        at: impl Into<Option<Place>>,
    ) {
        let value = match values {
            [one] => quoted(one),
            all => format!("[{}]", all.iter().map(|v| quoted(v)).collect::<Vec<_>>().join(", ")),
        };
        self.raw(name, value, reason, at);
    }
}

/// A text as TOML has it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Draft {
    /// Whether a file is a board by it, or one of the files of its tasks.
    pub(super) fn holds(&self, path: &RelPath) -> bool {
        let keys = self.tables.iter().flat_map(|table| &table.keys);
        let mut boards = keys.filter(|key| key.name == "board");
        boards.any(|key| {
            let board = RelPath::new(key.value.trim_matches('"'));
            board.is_ok_and(|board| match TaskFiles::parse(&board) {
                Some(files) => files.holds(path),
                None => board == *path,
            })
        })
    }

    /// The file, with the reason above every key.
    pub fn text(&self) -> String {
        let mut out = String::from(
            "# How tasks move across the boards of this repository.\n\
             # Written by `flow adopt`: above each key stands what it was inferred from.\n\n",
        );
        for (nth, table) in self.tables.iter().enumerate() {
            if nth > 0 {
                out.push('\n');
            }
            if !table.header.is_empty() {
                out.push_str(&format!("{}\n", table.header));
            }
            for key in &table.keys {
                let place = key.at.as_ref().map_or(String::new(), |at| format!(" ({at})"));
                comment(&mut out, &format!("{}{place}", key.reason));
                out.push_str(&format!("{} = {}\n", key.name, key.value));
            }
        }
        out
    }
}

/// Adds a comment, broken between words.
fn comment(out: &mut String, text: &str) {
    let mut line = String::from("#");
    // What was read off a board may hold anything; a comment is one line of harmless text.
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    for word in text.split_whitespace() {
        if line.len() > 1 && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(&format!("{line}\n"));
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&format!("{line}\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_toml_with_its_reasons() {
        let mut table = Table::new("[ids]");
        table.text(
            "form",
            "a \"b\" \\ \u{1}",
            "because\nit is",
            Place { file: "A.md".into(), line: 3 },
        );
        table.texts("prefixes", &["A".into(), "B".into()], "x ".repeat(80), None);
        let text = Draft { tables: vec![table] }.text();
        assert!(
            text.contains("# because it is (A.md:3)\nform = \"a \\\"b\\\" \\\\ \\u0001\"\n"),
            "{text}"
        );
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        let read: toml::Table = text.parse().expect("it is TOML");
        assert_eq!(read["ids"]["form"].as_str(), Some("a \"b\" \\ \u{1}"));
        assert_eq!(read["ids"]["prefixes"].as_array().map(Vec::len), Some(2));
    }
}
