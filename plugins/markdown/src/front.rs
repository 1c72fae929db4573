//! Front matter: a block of YAML at the very start of a document, between two lines of `---`.
//!
//! It is found by hand: parsers that know front matter find it in the middle of a file as well.

use serde_json::{Map, Value};

use crate::yaml::{self, YamlError};

/// The front matter as a map; `None` where there is none. An error counts its line in the document.
pub fn matter(text: &str) -> Result<Option<Map<String, Value>>, YamlError> {
    let Some((yaml, _)) = split(text) else {
        return Ok(None);
    };
    yaml::map(yaml).map_err(|error| YamlError { line: error.line + 1, ..error })
}

/// The byte at which the document itself begins.
pub fn body(text: &str) -> usize {
    match split(text) {
        // Two thematic breaks with prose between them look the same, but the prose is no map.
        Some((yaml, end)) if !matches!(yaml::map(yaml), Ok(None)) => end,
        _ => text.len() - unmarked(text).len(),
    }
}

/// The text without a byte order mark.
fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// What stands between the two lines, and the byte after the second.
fn split(text: &str) -> Option<(&str, usize)> {
    let mut lines = unmarked(text).split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let start = text.len() - unmarked(text).len() + first.len();
    let mut at = start;
    for line in lines {
        let end = at + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&text[start..at], end));
        }
        at = end;
    }
    None
}
