//! Front matter that is written: one value, and every other byte stays.

use super::{Entry, Kind, comments, entries, list, span};
use crate::markdown::bom_len;

/// A text with another value under a key; `None` where that key holds what is not written over, or the
/// file would not read as it was meant.
pub(in crate::format) fn with(text: &str, key: &str, value: &str) -> Option<String> {
    let before = entries(text).ok()?;
    let found = before.iter().find(|entry| entry.key.eq_ignore_ascii_case(key));
    let name = found.map_or(key, |entry| &entry.key);
    let list = found.filter(|entry| {
        entry.kind == Kind::Other || entry.kind == Kind::EmptyList && value.contains(',')
    });
    let ways = [scalar(value), Some(quoted(value))];
    ways.into_iter().flatten().find_map(|written| {
        let after = match (found, list) {
            (_, Some(entry)) => list::replaced(text, entry, value)?,
            (Some(entry), None) => replaced(text, entry, &written)?,
            (None, None) => added(text, key, &written)?,
        };
        let read = entries(&after).ok()?;
        let says = read.iter().any(|entry| entry.key == name && entry.value == value);
        (says && others(&read, name).eq(others(&before, name))).then_some(after)
    })
}

/// A text with a key that it has not yet, as a list in the manner of another text's. `None` where there is no
/// list under that key, or the text would not read as it was meant.
pub(in crate::format) fn with_like(
    text: &str,
    other: &str,
    key: &str,
    value: &str,
) -> Option<String> {
    let (own, theirs) = (span(text)?, span(other)?);
    let known = entries(other).ok()?;
    let at = known.iter().position(|entry| entry.key.eq_ignore_ascii_case(key))?;
    let line = |entry: &Entry| other.split_inclusive('\n').take(entry.line - 1).map(str::len).sum();
    let (start, end) = (line(&known[at]), known.get(at + 1).map_or(theirs.end, line));
    let is_list = known[at].whole && known[at].kind != Kind::Scalar;
    let lines = other.get(start..end).filter(|_| is_list)?;
    let line_end = if text[..own.start].ends_with("\r\n") { "\r\n" } else { "\n" };
    let lines: String = lines.trim_end().lines().map(|line| format!("{line}{line_end}")).collect();
    // Their list goes on with what is to be said here.
    let theirs = format!("{}{lines}{}", &text[..own.end], &text[own.end..]);
    let (before, after) = (entries(text).ok()?, entries(&theirs).ok()?);
    let same = others(&after, &known[at].key).eq(others(&before, &known[at].key));
    let same = same && comments(&theirs).len() == comments(text).len();
    with(&theirs, key, value).filter(|_| same)
}

/// What stands under the other keys.
fn others<'e>(entries: &'e [Entry], key: &str) -> impl Iterator<Item = (&'e str, &'e str)> {
    let others = entries.iter().filter(move |entry| entry.key != key);
    others.map(|entry| (entry.key.as_str(), entry.value.as_str()))
}

/// A text without a key and its value; `None` where more stands on its line, or it would not read as it was
/// meant.
pub(in crate::format) fn without(text: &str, key: &str) -> Option<String> {
    let before = entries(text).ok()?;
    let found = before.iter().find(|entry| entry.key.eq_ignore_ascii_case(key))?;
    let start: usize = text.split_inclusive('\n').take(found.line - 1).map(str::len).sum();
    let end = start + text[start..].split_inclusive('\n').next().map_or(0, str::len);
    let single = found.kind == Kind::Scalar && start <= found.at.start && found.at.end <= end;
    let after = format!("{}{}", &text[..start], &text[end..]);
    let read = entries(&after).ok().filter(|_| single)?;
    let key = &found.key;
    let same = others(&read, key).eq(others(&before, key)) && read.len() < before.len();
    (same && comments(&after).len() == comments(text).len()).then_some(after)
}

/// A text with a new key above all others; `None` where it would not read as it was meant.
pub(in crate::format) fn with_first(text: &str, key: &str, value: &str) -> Option<String> {
    let Some(span) = span(text) else { return with(text, key, value) };
    let new = with("", key, value)?;
    let end = if text[..span.start].ends_with("\r\n") { "\r\n" } else { "\n" };
    let line = new.lines().nth(1)?;
    let now = format!("{}{line}{end}{}", &text[..span.start], &text[span.start..]);
    let told = |text: &str| -> Option<Vec<(String, String)>> {
        let entries = entries(text).ok()?.into_iter();
        Some(entries.map(|entry| (entry.key, entry.value)).collect())
    };
    let (before, after) = (told(text)?, told(&now)?);
    let first = after.first()?;
    (first.0 == key && first.1 == value && after[1..] == before).then_some(now)
}

/// A value as it can stand without quotes, if it can: what YAML takes for a number or a truth is quoted.
pub(super) fn scalar(value: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || " -_./()+@,".contains(c);
    let first = value.chars().next().is_some_and(|c| c.is_alphabetic() || is_date(value));
    let word = value.to_lowercase();
    let taken = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let sound =
        value.chars().all(plain) && value.trim() == value && !taken.contains(&word.as_str());
    (first && sound).then(|| value.to_owned())
}

/// A day stands in front matter as it is.
fn is_date(value: &str) -> bool {
    value.len() == 10 && value.parse::<jiff::civil::Date>().is_ok()
}

pub(super) fn quoted(value: &str) -> String {
    if value.contains(|c: char| c.is_control() || c == '\\' || c == '\'') {
        let escaped: String = value.chars().flat_map(escaped).collect();
        return format!("\"{escaped}\"");
    }
    format!("'{value}'")
}

fn escaped(c: char) -> Vec<char> {
    match c {
        '"' | '\\' => vec!['\\', c],
        '\n' => vec!['\\', 'n'],
        '\t' => vec!['\\', 't'],
        c => vec![c],
    }
}

fn replaced(text: &str, entry: &Entry, written: &str) -> Option<String> {
    let old = &text[entry.at.clone()];
    // Quotes that stand there are kept where they fit.
    let written = match old.chars().next() {
        Some(mark @ ('"' | '\'')) if !written.starts_with(['"', '\'']) => {
            format!("{mark}{written}{mark}")
        }
        None => format!(" {written}"),
        _ => written.to_owned(),
    };
    let new = match entry.kind {
        Kind::Scalar => written,
        Kind::EmptyList => format!("[{written}]"),
        Kind::Other => return None,
    };
    Some(format!("{}{new}{}", &text[..entry.at.start], &text[entry.at.end..]))
}

fn added(text: &str, key: &str, written: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || " -_.".contains(c);
    let sound = !key.is_empty() && key.chars().all(plain) && key.trim() == key;
    if !sound || key.starts_with('-') {
        return None;
    }
    let end = if text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n")) {
        "\r\n"
    } else {
        "\n"
    };
    let line = format!("{key}: {written}{end}");
    Some(match span(text) {
        Some(span) => format!("{}{line}{}", &text[..span.end], &text[span.end..]),
        None => {
            let bom = bom_len(text);
            format!("{}---{end}{line}---{end}{}", &text[..bom], &text[bom..])
        }
    })
}
