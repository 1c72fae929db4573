//! What stands in the words of a line: projects and contexts (`+roof`, `@home`), and pairs.

use std::ops::Range;

use super::Line;

/// The mark of the tags that are told under a name.
pub(super) fn tag_mark(name: &str) -> Option<char> {
    let marks = [("project", '+'), ("context", '@')];
    marks.into_iter().find_map(|(own, mark)| own.eq_ignore_ascii_case(name).then_some(mark))
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

/// `due:2026-12-01`, with where it stands in the text.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_whitespace().filter_map(|word| {
        let (name, value) = word.split_once(':')?;
        let plain =
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
        (plain && !value.is_empty() && !value.starts_with("//")).then_some((name, value))
    })
}
