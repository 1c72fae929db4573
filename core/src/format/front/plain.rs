//! Front matter of the plainest kind, which is most of it: keys with short values, lists of words. Here
//! YAML has nothing to decide, and the parser need not be asked; beginning with one takes longer than
//! reading a whole file does.
//!
//! What is read here reads the parser as well (a property holds it to that); whatever is not told here
//! with certainty is left to it.

use std::ops::Range;

use super::{Entry, Kind};
use crate::markdown::split;

/// The entries, where every line is of the plainest kind.
pub(super) fn entries(text: &str, span: Range<usize>) -> Option<Vec<Entry>> {
    let before = text[..span.start].matches('\n').count();
    let mut entries: Vec<Entry> = Vec::new();
    // How far the items of the last entry are indented.
    let mut indent: Option<usize> = None;
    let mut start = span.start;
    for (nth, line) in split(&text[span.clone()]).enumerate() {
        let line_at = start;
        start += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let item = line.trim_start_matches(' ');
        if let Some(item) = item.strip_prefix("- ") {
            let own = line.len() - item.len() - 2;
            let item = item.trim_start_matches(' ');
            let item_at = line_at + line.len() - item.len();
            let (item, _) = value(item).filter(|(item, _)| !item.is_empty())?;
            let entry = entries.last_mut()?;
            match indent {
                Some(known) if known == own => {
                    entry.value.push_str(", ");
                    entry.value.push_str(item);
                }
                None if entry.value.is_empty()
                    && entry.kind == Kind::Scalar
                    && text[..entry.at.end].ends_with(':') =>
                {
                    entry.value.push_str(item);
                    // To the parser, one that is not indented begins with its first item.
                    entry.at = if own == 0 { item_at } else { line_at + own }..0;
                    entry.kind = Kind::Other;
                }
                _ => return None,
            }
            indent = Some(own);
            entry.at.end = start;
            continue;
        }
        indent = None;
        let colon = line.bytes().position(|byte| byte == b':')?;
        let (key, rest) = (&line[..colon], &line[colon + 1..]);
        if !is_key(key) || !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        let said = rest.trim_start_matches(' ');
        let at = line_at + line.len() - said.len();
        let (value, kind) = match list(said) {
            Some(items) => (items, Kind::Other),
            None => value(said).map(|(value, kind)| (value.to_owned(), kind))?,
        };
        let at = if said.is_empty() { line_at + key.len() + 1 } else { at };
        entries.push(Entry {
            key: key.to_owned(),
            value,
            at: at..at + said.len(),
            line: before + nth + 1,
            kind,
            whole: true,
        });
    }
    Some(entries)
}

/// A list of plain words in brackets, its items with commas.
fn list(said: &str) -> Option<String> {
    let inner = said.strip_prefix('[')?.strip_suffix(']')?;
    let items = inner.split(',').map(|item| {
        let (item, kind) = value(item.trim_matches(' '))?;
        (kind == Kind::Scalar && !item.is_empty() && !item.contains(',')).then_some(item)
    });
    Some(items.collect::<Option<Vec<&str>>>()?.join(", "))
}

/// A word that is nothing else.
pub(super) fn is_key(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    // YAML has none of more than 1024 characters.
    text.len() < 1024
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(inner)
}

/// What stands behind a key, up to the end of its line.
fn value(said: &str) -> Option<(&str, Kind)> {
    let printed = |c: char| c == ' ' || c.is_ascii_graphic() || c.is_alphanumeric();
    let sound =
        |inner: &str, mark: char| inner.chars().all(|c| printed(c) && c != mark && c != '\\');
    match said.as_bytes() {
        [] => Some(("", Kind::Scalar)),
        b"[]" => Some(("", Kind::EmptyList)),
        b"null" => None,
        [first @ (b'"' | b'\''), .., last] if first == last && said.len() > 2 => {
            let inner = &said[1..said.len() - 1];
            sound(inner, char::from(*first)).then_some((inner, Kind::Scalar))
        }
        _ => {
            let marks = |c| matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '+' | '@' | ',');
            let plain = |c: char| c.is_alphanumeric() || marks(c);
            let is_plain = said.starts_with(char::is_alphanumeric)
                && !said.ends_with(' ')
                && said.chars().all(plain);
            is_plain.then_some((said, Kind::Scalar))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The same of lists, which are seldom made by chance.
        #[test]
        fn plain_lists_say_what_the_parser_says(
            items in prop::collection::vec("[a-c1-3'\" ,_-]{1,6}", 1..4),
            blanks in 0..3_usize,
            bracketed: bool,
            end in "(\r?\nb: c|\r?\nb:\n  - d|\r?\n\n|\r?\n|)",
        ) {
            let list = match bracketed {
                true => format!("a: [{}]", items.join(", ")),
                false => {
                    let item = |item: &String| format!("\n{}- {item}", " ".repeat(blanks));
                    format!("a:{}", items.iter().map(item).collect::<String>())
                }
            };
            let text = format!("---\n{list}{end}");
            if let Some(plain) = entries(&text, 4..text.len()) {
                let read = super::super::read(&text, 4..text.len());
                prop_assert!(read.is_ok(), "{text:?} {plain:?}");
                prop_assert_eq!(plain, read.ok().unwrap_or_default().entries, "{:?}", text);
            }
        }
    }

    #[test]
    fn plain_lists_need_no_parser() {
        for text in [
            "---\na: [b, c d]\ne: f\n",
            "---\na:\n  - b\n  - 'c d'\ne: f\n",
            "---\na:\n- b\n",
            "---\ne:\na:\n  - b\n  - c",
        ] {
            let plain = entries(text, 4..text.len());
            let plain = plain.unwrap_or_else(|| panic!("{text:?} goes to the parser"));
            assert_eq!(
                plain,
                super::super::read(text, 4..text.len()).expect("yaml").entries,
                "{text:?}"
            );
        }
        assert_eq!(entries("---\na:\n  - b: c\n", 4..16), None);
        assert_eq!(entries("---\na: b\n  - c\n", 4..15), None);
    }
}
