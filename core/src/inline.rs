//! What a title says beside its words: `@due(2026-11-24)` is a field, `#home` a tag, `[text](url)` a link.

use std::ops::Range;

/// A field in a title, by the bytes of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// From the `@` to the closing parenthesis.
    pub whole: Range<usize>,
    /// Its name.
    pub name: Range<usize>,
    /// Its value, within the parentheses.
    pub value: Range<usize>,
}

/// The fields in a text: an `@` that begins a word, a name and a value in parentheses.
pub fn marks(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    for (at, _) in begun(text, '@') {
        let name = word(text, at + 1);
        let Some(rest) = text[name.end..].strip_prefix('(') else { continue };
        let Some(len) = rest.find(')') else { continue };
        let value = name.end + 1..name.end + 1 + len;
        if !name.is_empty() {
            found.push(Mark { whole: at..value.end + 1, name, value });
        }
    }
    found
}

/// The tags in a text: a `#` that begins a word, and letters behind it. `#190` is none.
pub fn tags(text: &str) -> Vec<Range<usize>> {
    let words = begun(text, '#').map(|(at, _)| word(text, at + 1));
    words.filter(|word| text[word.clone()].starts_with(char::is_alphabetic)).collect()
}

/// The fields and tags in a text, each whole, in their order.
pub fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = marks(text).into_iter().map(|mark| mark.whole).collect();
    found.extend(tags(text).into_iter().map(|tag| tag.start - 1..tag.end));
    found.sort_by_key(|range| range.start);
    let mut at = 0;
    // A tag may stand within a field's value.
    found.retain(|range| {
        let apart = range.start >= at;
        at = at.max(range.end);
        apart
    });
    found
}

/// A text without its fields and tags.
pub fn without(text: &str) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for range in tokens(text) {
        out.push_str(&text[at..range.start]);
        at = range.end;
    }
    out + &text[at..]
}

/// Where the `](url)` ends that stands at a byte.
pub fn link_end(raw: &[u8], at: usize) -> Option<usize> {
    let rest = raw.get(at..)?.strip_prefix(b"](")?;
    let mut open = 0usize;
    for (len, byte) in rest.iter().enumerate() {
        match byte {
            b'(' => open += 1,
            b')' if open == 0 => return Some(at + 2 + len + 1),
            b')' => open -= 1,
            _ => {}
        }
    }
    None
}

/// Where the `][label]` ends that stands at a byte; the label may be empty.
pub fn reference_end(raw: &[u8], at: usize) -> Option<usize> {
    let rest = raw.get(at..)?.strip_prefix(b"][")?;
    let len = rest.iter().position(|byte| matches!(byte, b'[' | b']'))?;
    (rest[len] == b']').then_some(at + 2 + len + 1)
}

/// Where a sign begins a word.
fn begun(text: &str, sign: char) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices(sign)
        .filter(|(at, _)| text[..*at].chars().next_back().is_none_or(char::is_whitespace))
}

/// The word that begins at a byte.
fn word(text: &str, at: usize) -> Range<usize> {
    let is_part = |c: char| c.is_alphanumeric() || "-_/".contains(c);
    at..at + text[at..].find(|c| !is_part(c)).unwrap_or(text.len() - at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_tags_are_found_where_they_begin_a_word() {
        let text = "Mend @due(2026-11-24) a@b(c) @ada @() #home/roof #190 x#y #";
        let found = marks(text);
        let said: Vec<_> =
            found.iter().map(|m| (&text[m.name.clone()], &text[m.value.clone()])).collect();
        assert_eq!(said, [("due", "2026-11-24")]);
        let tags: Vec<_> = tags(text).into_iter().map(|tag| &text[tag]).collect();
        assert_eq!(tags, ["home/roof"]);
        assert_eq!(without("Mend @due(#a b) the #home roof"), "Mend  the  roof");
    }
}
