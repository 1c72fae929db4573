//! What stands in the words of a line: projects and contexts (`+roof`, `@home`), and pairs.

use std::ops::Range;

use super::Line;
use crate::inline;
use crate::task::{Field, Task};

/// The mark of the tags that are told under a name.
pub(super) fn tag_mark(name: &str) -> Option<char> {
    let marks = [("project", '+'), ("context", '@')];
    marks.into_iter().find_map(|(own, mark)| own.eq_ignore_ascii_case(name).then_some(mark))
}

/// The most that can be said under a name.
pub(super) fn most(name: &str) -> &'static str {
    match name.to_lowercase().as_str() {
        "priority" => "one letter from A to Z",
        "completed" | "created" => "a day, as 2026-11-24",
        _ => "one word",
    }
}

/// The words with a mark, without it: `+roof`.
pub(super) fn tags(text: &str, mark: char) -> Vec<Range<usize>> {
    let words = text.split_whitespace().filter_map(|word| word.strip_prefix(mark));
    let at = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    words.filter(|word| !word.is_empty()).map(|word| at(word)..at(word) + word.len()).collect()
}

/// A line with other tags of a mark: each stands where one stood, and the rest at the end.
pub(super) fn with_tags(text: &str, mark: char, values: &[&str]) -> String {
    let from = Line::of(text.trim_end()).text;
    let known = tags(&text[from..], mark);
    let mut out = text.to_owned();
    let end = text.trim_end().len();
    let more: String = values.iter().skip(known.len()).map(|v| format!(" {mark}{v}")).collect();
    out.insert_str(end, &more);
    for (nth, tag) in known.iter().enumerate().rev() {
        let tag = from + tag.start..from + tag.end;
        match values.get(nth) {
            Some(value) => out.replace_range(tag, value),
            None => {
                let before = tag.start - mark.len_utf8();
                let blank = usize::from(out[..before].ends_with(' '));
                out.replace_range(before - blank..tag.end, "");
            }
        }
    }
    out
}

/// `due:2026-12-01`: names and values. A time of the day (`12:30`) is none.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_whitespace().filter_map(|word| {
        let (name, value) = word.split_once(':')?;
        let plain = name.contains(|c: char| !c.is_ascii_digit())
            && name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
        (plain && !value.is_empty() && !value.starts_with("//")).then_some((name, value))
    })
}

/// Makes fields of the pairs behind the words of a title, each name once.
pub(super) fn apart(task: &mut Task) {
    let known: Vec<&str> = task.fields.iter().map(|field| field.name.as_str()).collect();
    let (title, pairs) = parted(&task.title, &known);
    let line = task.line;
    let field = |(name, value): (&str, &str)| Field {
        name: name.to_owned(),
        value: value.to_owned(),
        line,
    };
    let fields: Vec<Field> = pairs.into_iter().map(field).collect();
    task.fields.extend(fields);
    task.title = title;
}

/// The words of a title, and the pairs behind them, but for names that stand twice or are `known` otherwise.
pub(super) fn parted<'t>(title: &'t str, known: &[&str]) -> (String, Vec<(&'t str, &'t str)>) {
    let is_tag = |word: &str| word.len() > 1 && word.starts_with(['+', '@']);
    fn pair(word: &str) -> Option<(&str, &str)> {
        pairs(word).next()
    }
    let words: Vec<&str> = title.split_whitespace().collect();
    let behind = words.iter().rev().take_while(|word| is_tag(word) || pair(word).is_some()).count();
    let behind = &words[words.len() - behind.min(words.len().saturating_sub(1))..];
    let names: Vec<&str> = pairs(title).map(|(name, _)| name).collect();
    let is_once = |name: &str| {
        let all = known.iter().chain(&names);
        all.filter(|other| other.eq_ignore_ascii_case(name)).count() == 1
    };
    let is_taken = |word: &&&str| pair(word).is_some_and(|(name, _)| is_once(name));
    let taken: Vec<&str> = behind.iter().filter(is_taken).copied().collect();
    let mut left = title.to_owned();
    // From the end on, so that what stands before stays where it is.
    for word in taken.iter().rev() {
        let at = word.as_ptr() as usize - title.as_ptr() as usize;
        let start = left[..at].trim_end().len();
        left.replace_range(start..at + word.len(), "");
    }
    (left, taken.into_iter().filter_map(pair).collect())
}

/// A title without the fields behind its words that can stand as pairs (`@size(3)` as `size:3`), and these.
pub(super) fn unmarked(task: &Task) -> (String, Vec<Field>) {
    let mut title = task.title.trim().to_owned();
    let mut fields: Vec<Field> = Vec::new();
    for mark in inline::trailing(&title.clone()).into_iter().rev().filter(|m| m.whole.start > 0) {
        let (name, value) = (title[mark.name].to_owned(), title[mark.value].to_owned());
        let own = ["priority", "completed", "created", "project", "context"];
        let is_own = own.iter().any(|own| name.eq_ignore_ascii_case(own));
        let known = task.fields.iter().chain(&fields);
        let is_once = known.filter(|field| field.name.eq_ignore_ascii_case(&name)).count() == 0;
        let pair = format!("{name}:{value}");
        let is_pair = pairs(&pair).next() == Some((name.as_str(), value.as_str()));
        if is_pair && is_once && !is_own {
            let start = title[..mark.whole.start].trim_end().len();
            title.replace_range(start..mark.whole.end, "");
            fields.insert(0, Field { name, value, line: task.line });
        }
    }
    (title, fields)
}

/// A line without what it says under a name, and without the blank before it; `None` where it says
/// nothing under it.
pub(super) fn without(text: &str, name: &str) -> Option<String> {
    let read = Line::of(text.trim_end());
    if let Some(mark) = tag_mark(name).filter(|mark| !tags(&text[read.text..], *mark).is_empty()) {
        return Some(with_tags(text, mark, &[]));
    }
    let at = match name.to_lowercase().as_str() {
        "priority" => read.priority.map(|at| at.start - 1..at.end + 2),
        "created" => read.created.map(|at| at.start..at.end + 1),
        "completed" => None,
        _ => {
            let mut pairs = pairs(&text[read.text..]);
            let (key, value) = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
            let start = key.as_ptr() as usize - text.as_ptr() as usize;
            let end = value.as_ptr() as usize - text.as_ptr() as usize + value.len();
            let blank = usize::from(text[..start].ends_with(' '));
            Some(start - blank..end)
        }
    }?;
    Some(format!("{}{}", &text[..at.start], &text[at.end..]))
}
