//! The keys of a line: what a field or a section begins with, and the fields that stand side by side.

use super::read::Line;

/// What parts the fields of a line: `**Priority:** High | **Owner:** Ada`.
const PARTING: [char; 5] = ['|', '·', '•', ',', ';'];

/// How far behind a sign a plain name ends, in bytes.
const LONGEST: usize = 80;

/// The fields of a line, from its first character on. Behind a sign that parts them, a name in bold begins
/// the next one; a plain name does behind `|` and `·` alone, for prose has commas too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys<'a> {
    rest: Option<&'a str>,
    plain: bool,
}

impl<'a> Keys<'a> {
    /// Those of a text. A name stands in bold, unless `plain` ones are looked for as well.
    /// A sign before the first of them parts nothing; a line between pipes is a row of a table.
    pub fn of(text: &'a str, plain: bool) -> Self {
        let behind = text.strip_prefix(PARTING).map(str::trim);
        let is_row = text.starts_with('|') && text.trim_end().ends_with('|');
        let rest =
            behind.filter(|rest| !is_row && keyed(rest).is_some_and(|key| !key.value.is_empty()));
        Self { rest: Some(rest.unwrap_or(text)), plain }
    }

    /// What stands from the next key on; `None` behind the last one.
    pub fn rest(&self) -> Option<&'a str> {
        self.rest
    }
}

impl<'a> Iterator for Keys<'a> {
    type Item = Keyed<'a>;

    fn next(&mut self) -> Option<Keyed<'a>> {
        let text = self.rest.take()?;
        let key = keyed(text).or_else(|| plainly_keyed(text).filter(|_| self.plain))?;
        let at = key.value.as_ptr() as usize - text.as_ptr() as usize;
        // Within code, a sign is a letter like any other.
        let mut code = text[..at].matches('`').count() % 2 == 1;
        for (sign, found) in text[at..].char_indices() {
            code ^= found == '`';
            if code || !PARTING.contains(&found) {
                continue;
            }
            let next = text[at + sign + found.len_utf8()..].trim_start();
            let is_plain = self.plain && matches!(found, '|' | '·') && is_plain(next);
            if is_plain || keyed(next).is_some() {
                self.rest = Some(next);
                // One without a value has it right behind its colon.
                let end = text[..at + sign].trim_end().len();
                return Some(Keyed { value: &text[at.min(end)..end], ..key });
            }
        }
        Some(key)
    }
}

/// The fields that a line of a card says, by name and value.
pub(crate) fn fields_in(line: &str) -> impl Iterator<Item = (&str, &str)> {
    Keys::of(Line::of(line, 0).text, true).map(|key| (key.name, key.value))
}

/// Whether a plain name begins here. It is short: what comes far behind is not looked at.
fn is_plain(text: &str) -> bool {
    let near = &text[..text.floor_char_boundary(LONGEST)];
    near.contains(": ") && plainly_keyed(near).is_some()
}

/// `**Name**: value`, `**Name:** value`, `**Name** (suffix): value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keyed<'a> {
    pub name: &'a str,
    pub suffix: &'a str,
    pub value: &'a str,
}

/// Reads a key in bold, with its colon inside or outside.
pub(super) fn keyed(text: &str) -> Option<Keyed<'_>> {
    let inner = text.strip_prefix("**")?;
    let close = inner.find("**")?;
    let (name, rest) = (&inner[..close], &inner[close + 2..]);
    let (name, suffix, value) = match name.trim_end().strip_suffix(':') {
        Some(name) => (name, "", rest),
        None => {
            let rest = rest.trim_start();
            match rest.strip_prefix('(').and_then(|rest| rest.split_once("):")) {
                Some((suffix, value)) => (name, suffix, value),
                None => (name, "", rest.strip_prefix(':')?),
            }
        }
    };
    let name = name.trim();
    (!name.is_empty() && !name.contains('*')).then(|| Keyed {
        name,
        suffix: suffix.trim(),
        value: value.trim(),
    })
}

/// Reads `Name: value`, where fields are looked for: no more than three words that begin with a letter,
/// and a value behind the colon and a blank.
pub(super) fn plainly_keyed(text: &str) -> Option<Keyed<'_>> {
    let (name, value) = text.split_once(": ")?;
    let is_part = |c: char| c.is_alphanumeric() || " -_/".contains(c);
    let is_name = name.starts_with(char::is_alphabetic)
        && name.chars().all(is_part)
        && name.trim_end() == name
        && name.split(' ').count() <= 3;
    let value = value.trim();
    (is_name && !value.is_empty()).then_some(Keyed { name, suffix: "", value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str, plain: bool) -> Vec<(&str, &str)> {
        Keys::of(text, plain).map(|key| (key.name, key.value)).collect()
    }

    #[test]
    fn fields_stand_side_by_side() {
        let pairs = [("Priority", "High"), ("Owner", "@ada"), ("Due", "")];
        assert_eq!(keys("**Priority:** High | **Owner:** @ada | **Due:**", false), pairs);
        assert_eq!(keys("**Priority**: High, **Owner**: @ada; **Due**:", false), pairs);
        assert_eq!(keys("**Due:** | **Owner:** @ada", false), [("Due", ""), ("Owner", "@ada")]);
        assert_eq!(keys("Priority: High · Owner: @ada", true), pairs[..2]);
        assert_eq!(keys("Priority: High · **Owner:** @ada", true), pairs[..2]);
    }

    #[test]
    fn a_sign_may_stand_before_the_first_field() {
        let pairs = [("Priority", "High"), ("Owner", "@ada")];
        assert_eq!(keys("| **Priority**: High | **Owner**: @ada", false), pairs);
        assert_eq!(keys("· **Priority**: High · **Owner**: @ada", true), pairs);
        assert_eq!(keys("| **Priority**: High | so |", true), [], "cells of a table");
        assert_eq!(keys("| High | **Owner**: @ada", true), []);
    }

    #[test]
    fn what_is_no_name_goes_on_with_the_value() {
        assert_eq!(keys("**Why:** one | two, **three**", false), [("Why", "one | two, **three**")]);
        assert_eq!(keys("Why: this, but: that", true), [("Why", "this, but: that")]);
        assert_eq!(keys("Run: `a | Sort: b`", true), [("Run", "`a | Sort: b`")]);
        let code = "**Run:** `a \"x | **Owner:** y\"`";
        assert_eq!(keys(code, false), [("Run", &code[9..])]);
        assert_eq!(
            keys("**Run:** `a|b` | **Owner:** y", false),
            [("Run", "`a|b`"), ("Owner", "y")]
        );
        assert_eq!(keys("Why: one", false), []);
        assert_eq!(keys("text | **Owner:** ada", true), []);
    }
}
