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

/// The fields in a text: an `@` that begins a word, a name and a value in parentheses, which may hold
/// others that match. What stands in a value is part of that.
pub fn marks(text: &str) -> Vec<Mark> {
    let mut found: Vec<Mark> = Vec::new();
    // Most texts have none.
    if memchr::memchr(b'@', text.as_bytes()).is_none() {
        return found;
    }
    let mut signs = begun(text, '@').peekable();
    let pairs = if signs.peek().is_some() { parentheses(text) } else { Vec::new() };
    for (at, _) in signs {
        if found.last().is_some_and(|last| at < last.whole.end) {
            continue;
        }
        let name = word(text, at + 1);
        if name.is_empty() || !text[name.end..].starts_with('(') {
            continue;
        }
        let pair = pairs.binary_search_by_key(&name.end, |(open, _)| *open);
        // What never matches ends at the first.
        let first = || text[name.end..].find(')').map(|len| name.end + len);
        let Some(end) = pair.ok().map(|at| pairs[at].1).or_else(first) else { break };
        found.push(Mark { whole: at..end + 1, value: name.end + 1..end, name });
    }
    found
}

/// The parentheses of a text that match, each by its first byte and its last, in their order.
fn parentheses(text: &str) -> Vec<(usize, usize)> {
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => open.push(at),
            b')' => pairs.extend(open.pop().map(|from| (from, at))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    pairs
}

/// A field as it stands in a text; `None` where it would not be read so.
pub fn mark(name: &str, value: &str) -> Option<String> {
    let text = format!("@{name}({value})");
    let is_it = |mark: &Mark| mark.whole == (0..text.len()) && text[mark.name.clone()] == *name;
    let is_read = marks(&text).first().is_some_and(is_it) && value.trim() == value;
    is_read.then_some(text)
}

/// The fields with which a text ends, in their order: nothing but blanks stands behind and between them.
pub fn trailing(text: &str) -> Vec<Mark> {
    let mut found = marks(text);
    let mut at = text.trim_end().len();
    let mut from = found.len();
    while from > 0 && found[from - 1].whole.end == at {
        from -= 1;
        at = text[..found[from].whole.start].trim_end().len();
    }
    found.split_off(from)
}

/// The tags in a text: a `#` that begins a word, and letters behind it. `#190` is none, nor is what
/// stands in the value of a field.
pub fn tags(text: &str) -> Vec<Range<usize>> {
    let marks = marks(text);
    let is_free = |at: &usize| !marks.iter().any(|mark| mark.whole.contains(at));
    let words = begun(text, '#').map(|(at, _)| at).filter(is_free).map(|at| word(text, at + 1));
    words.filter(|word| text[word.clone()].starts_with(char::is_alphabetic)).collect()
}

/// The fields and tags in a text, each whole, in their order.
pub fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = marks(text).into_iter().map(|mark| mark.whole).collect();
    found.extend(tags(text).into_iter().map(|tag| tag.start - 1..tag.end));
    found.sort_by_key(|range| range.start);
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

    #[test]
    fn a_value_may_hold_parentheses_that_match() {
        let said = |text: &str| {
            let found = marks(text).into_iter();
            found.map(|mark| text[mark.value].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(said("Mend @see([b](u(1)) #x @y(z)) @due(1)"), ["[b](u(1)) #x @y(z)", "1"]);
        assert_eq!(said("Mend @see(a (b) now"), ["a (b"], "what never matches ends at the first");
        assert!(tags("Mend @see(at #home) #now").len() == 1);
        assert_eq!(mark("see", "a (b)").as_deref(), Some("@see(a (b))"));
        assert_eq!((mark("see", "1) a"), mark("a b", "c"), mark("", "c")), (None, None, None));
        assert_eq!(mark("mood", ":(").as_deref(), Some("@mood(:()"));
    }

    #[test]
    fn fields_at_the_end_of_a_text_are_told_from_others() {
        let names = |text: &str| {
            let found = trailing(text).into_iter();
            found.map(|mark| text[mark.name].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("Mend @a(1) it @b(2)  @c(3) "), ["b", "c"]);
        assert_eq!(names("Mend @a(1) it"), [] as [&str; 0]);
        assert_eq!(names("@a(1)"), ["a"]);
    }
}
