//! Forms given by example: a text with holes, such as `### [{id}]: {title}`.
//!
//! The same example writes (holes are filled) and reads (holes are found). `{{` and `}}` stand for
//! the braces themselves, `{name:3}` asks for at least three digits, `{name?}` may be empty and
//! `{*}` is anything.

use std::ops::Range;

use thiserror::Error;

/// The most digits that a width may ask for: as many as the largest number has.
const WIDEST: usize = 20;

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Stands there as it is.
    Text(String),
    /// Is filled in, or found.
    Hole(Hole),
}

/// A hole in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// Its name; `*` is anything.
    pub name: String,
    /// The least number of digits, 0 where the form does not say.
    pub width: usize,
    /// Whether it may be empty.
    pub optional: bool,
}

/// Why a text is no form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// A brace that is never closed.
    #[error("`{{` at character {at} is never closed (write `{{{{` for a brace)")]
    Unclosed {
        /// Characters before the brace.
        at: usize,
    },
    /// A closing brace alone.
    #[error("`}}` at character {at} closes nothing (write `}}}}` for a brace)")]
    Unopened {
        /// Characters before the brace.
        at: usize,
    },
    /// A hole whose width is no number, or more digits than any number here has.
    #[error("`{{{hole}}}` has a width that is no number up to {WIDEST}")]
    Width {
        /// What stands between the braces.
        hole: String,
    },
    /// A hole that this form does not know.
    #[error("`{{{hole}}}` means nothing here; known: {known}")]
    UnknownHole {
        /// The hole's name.
        hole: String,
        /// Those that may stand here.
        known: String,
    },
    /// A hole that the form needs.
    #[error("the form has no `{{{hole}}}`")]
    Missing {
        /// The hole's name.
        hole: &'static str,
    },
}

/// A form: text with holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    source: String,
    pieces: Vec<Piece>,
}

/// What a hole may match when a form is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    /// As many digits as stand there, at least one.
    Digits,
    /// Exactly the given number of bytes, measured beforehand.
    Exactly(usize),
    /// Anything up to what follows in the form.
    Anything,
    /// Nothing: the form cannot match here.
    Nothing,
}

impl Template {
    /// Reads a form.
    ///
    /// # Errors
    /// When a brace is left open or a width is no number.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut chars = source.chars().enumerate().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '{' if chars.next_if(|&(_, c)| c == '{').is_some() => text.push('{'),
                '}' if chars.next_if(|&(_, c)| c == '}').is_some() => text.push('}'),
                '{' => {
                    let mut name = String::new();
                    loop {
                        match chars.next() {
                            Some((_, '}')) => break,
                            Some((_, c)) => name.push(c),
                            None => return Err(TemplateError::Unclosed { at }),
                        }
                    }
                    if !text.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut text)));
                    }
                    pieces.push(Piece::Hole(hole(&name)?));
                }
                '}' => return Err(TemplateError::Unopened { at }),
                c => text.push(c),
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Ok(Self { source: source.to_owned(), pieces })
    }

    /// The form as it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its parts, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether the form has a hole of that name.
    pub fn has(&self, name: &str) -> bool {
        self.holes().any(|hole| hole.name == name)
    }

    /// The form's holes, in order.
    pub fn holes(&self) -> impl Iterator<Item = &Hole> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Hole(hole) => Some(hole),
            Piece::Text(_) => None,
        })
    }

    /// Holds the form to the holes that mean something where it stands.
    ///
    /// # Errors
    /// Names the first hole that is not among `known`.
    pub fn expect_holes(&self, known: &[&str]) -> Result<(), TemplateError> {
        match self.holes().find(|hole| !known.contains(&hole.name.as_str())) {
            Some(hole) => Err(TemplateError::UnknownHole {
                hole: hole.name.clone(),
                known: known.iter().map(|k| format!("{{{k}}}")).collect::<Vec<_>>().join(", "),
            }),
            None => Ok(()),
        }
    }

    /// Fills the holes. A hole for which `value` has nothing is written as it stands in the form.
    pub fn expand(&self, mut value: impl FnMut(&Hole) -> Option<String>) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Hole(hole) => match value(hole) {
                    Some(text) => out.push_str(&text),
                    None => {
                        out.push('{');
                        out.push_str(&hole.name);
                        out.push('}');
                    }
                },
            }
        }
        out
    }

    /// The form with a text in the place of a hole.
    pub fn filled(&self, name: &str, text: &str) -> Self {
        let fill = |piece: &Piece| match piece {
            Piece::Hole(hole) if hole.name == name => Piece::Text(text.to_owned()),
            other => other.clone(),
        };
        let pieces: Vec<Piece> = self.pieces.iter().map(fill).collect();
        let source = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.replace('{', "{{").replace('}', "}}"),
            Piece::Hole(Hole { name, width, optional }) => {
                let width = if *width > 0 { format!(":{width}") } else { String::new() };
                format!("{{{name}{width}{}}}", if *optional { "?" } else { "" })
            }
        });
        Self { source: source.collect(), pieces }
    }

    /// Matches all of `line`, from byte `start`, and tells where each hole stands.
    ///
    /// `grammar` says what a hole may match at a byte position. Where the form ends in blanks
    /// before an empty last hole, the line may lack them.
    pub fn captures<'t>(
        &'t self,
        line: &[u8],
        start: usize,
        grammar: &dyn Fn(&Hole, usize) -> Grammar,
    ) -> Option<Vec<(&'t str, Range<usize>)>> {
        let mut matching = Matching {
            line,
            grammar,
            failed: vec![usize::MAX; self.pieces.len()],
            found: Vec::new(),
        };
        matching.from(&self.pieces, start).then_some(matching.found)
    }
}

fn hole(inner: &str) -> Result<Hole, TemplateError> {
    let (name, optional) = match inner.strip_suffix('?') {
        Some(name) => (name, true),
        None => (inner, false),
    };
    let (name, width) = match name.split_once(':') {
        Some((name, width)) => {
            let width = width.parse().ok().filter(|&width| width <= WIDEST);
            (name, width.ok_or_else(|| TemplateError::Width { hole: inner.to_owned() })?)
        }
        None => (name, 0),
    };
    Ok(Hole { name: name.to_owned(), width, optional })
}

/// The reading of one line.
struct Matching<'t, 'l> {
    line: &'l [u8],
    grammar: &'l dyn Fn(&Hole, usize) -> Grammar,
    /// For each piece, counted from the last, the first byte from which a hole for anything was tried in
    /// vain. It tried every end behind that byte, so trying again further on is in vain as well: that
    /// keeps a form with many such holes from taking forever.
    failed: Vec<usize>,
    found: Vec<(&'t str, Range<usize>)>,
}

impl<'t> Matching<'t, '_> {
    fn from(&mut self, pieces: &'t [Piece], at: usize) -> bool {
        let Some((piece, rest)) = pieces.split_first() else {
            return at == self.line.len();
        };
        match piece {
            Piece::Text(text) => {
                let text = text.as_bytes();
                if self.line[at..].starts_with(text) {
                    return self.from(rest, at + text.len());
                }
                // `### :` with an empty title lacks the form's last blank.
                let bare = text.trim_ascii_end();
                let last = matches!(rest, [Piece::Hole(_)]);
                last && self.line[at..] == *bare && self.from(rest, self.line.len())
            }
            Piece::Hole(hole) => match (self.grammar)(hole, at) {
                Grammar::Nothing => false,
                Grammar::Exactly(len) => self.attempt(hole, rest, at..at + len),
                Grammar::Digits => {
                    let digits = self.line[at..].iter().take_while(|b| b.is_ascii_digit());
                    let len = digits.count();
                    len > 0 && self.attempt(hole, rest, at..at + len)
                }
                Grammar::Anything if rest.is_empty() => {
                    self.attempt(hole, rest, at..self.line.len())
                }
                Grammar::Anything if self.failed[rest.len()] <= at => false,
                Grammar::Anything => {
                    let hit = (at..=self.line.len()).any(|end| self.attempt(hole, rest, at..end));
                    if !hit {
                        self.failed[rest.len()] = at;
                    }
                    hit
                }
            },
        }
    }

    fn attempt(&mut self, hole: &'t Hole, rest: &'t [Piece], range: Range<usize>) -> bool {
        let (depth, end) = (self.found.len(), range.end);
        self.found.push((&hole.name, range));
        let hit = self.from(rest, end);
        if !hit {
            self.found.truncate(depth);
        }
        hit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anything(_: &Hole, _: usize) -> Grammar {
        Grammar::Anything
    }

    #[test]
    fn braces_are_escaped_by_doubling() {
        let form = Template::parse("{{{id}}}").expect("a form");
        assert_eq!(form.expand(|_| Some("A".into())), "{A}");
    }

    #[test]
    fn open_braces_are_refused() {
        assert!(matches!(Template::parse("a {id"), Err(TemplateError::Unclosed { at: 2 })));
        assert!(matches!(Template::parse("id}"), Err(TemplateError::Unopened { at: 2 })));
    }

    #[test]
    fn a_hole_ends_where_the_next_text_begins() {
        let form = Template::parse("### {title} [{id}]").expect("a form");
        let found = form.captures(b"### Mend [the] roof [A-1]", 0, &anything).expect("a match");
        assert_eq!(found[0], ("title", 4..8));
        assert_eq!(found[1].1.end, 24);
    }

    #[test]
    fn an_empty_title_may_lack_the_blank() {
        let form = Template::parse("### [{id}]: {title}").expect("a form");
        let found = form.captures(b"### [A-1]:", 0, &anything).expect("a match");
        assert_eq!(found[1], ("title", 10..10));
    }

    #[test]
    fn many_holes_are_read_in_good_time() {
        // Trying every way to cut the line up would outlast the universe.
        let form = Template::parse(&"{*}x".repeat(40)).expect("a form");
        assert_eq!(form.captures(&[b'x'; 400], 0, &anything).map(|found| found.len()), Some(40));
        assert!(form.captures(&[[b'x'; 400].as_slice(), b"y"].concat(), 0, &anything).is_none());
    }

    #[test]
    fn a_width_is_as_wide_as_numbers_are() {
        assert_eq!(Template::parse("{n:20}").expect("a form").pieces().len(), 1);
        assert!(matches!(Template::parse("{n:21}"), Err(TemplateError::Width { .. })));
    }

    proptest! {
        /// What a form writes, it reads.
        #[test]
        fn written_is_read(count in 0u32..10_000, limit in 0u32..10_000) {
            let form = Template::parse("**Active: {count}/{limit}**").expect("a form");
            let line = form.expand(|hole| Some(if hole.name == "count" { count } else { limit }.to_string()));
            let digits = |_: &Hole, _: usize| Grammar::Digits;
            let found = form.captures(line.as_bytes(), 0, &digits).expect("a match");
            prop_assert_eq!(&line[found[0].1.clone()], count.to_string());
            prop_assert_eq!(&line[found[1].1.clone()], limit.to_string());
        }

        /// No text makes the reader panic.
        #[test]
        fn any_text_is_a_form_or_an_error(source in ".*", line in ".*") {
            if let Ok(form) = Template::parse(&source) {
                let _ = form.captures(line.as_bytes(), 0, &anything);
            }
        }
    }
}
