//! Lines by example: headings, and the first lines of cards.

use std::fmt;
use std::ops::Range;

use crate::form::{Grammar, Template};

/// A heading by example: `## Active Tasks`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The text after the number signs.
    pub text: String,
}

impl Heading {
    /// Reads a heading, with number signs or with its underline below it; `None` where the text is
    /// none.
    pub fn parse(line: &str) -> Option<Self> {
        if let Some((text, level)) = underlined(line) {
            return Some(Self { level, text: text.trim().to_owned() });
        }
        let level = line.bytes().take_while(|&b| b == b'#').count();
        let text = line[level..].strip_prefix([' ', '\t'])?.trim();
        (1..=6).contains(&level).then(|| Self { level: level as u8, text: text.to_owned() })
    }
}

/// A line of text with an underline below it, and the level of the heading that they are.
fn underlined(text: &str) -> Option<(&str, u8)> {
    let (line, under) = text.trim_end().split_once('\n')?;
    let level = match under.trim().trim_matches('=') {
        "" => 1,
        under if under.bytes().all(|b| b == b'-') => 2,
        _ => return None,
    };
    Some((line.trim_end(), level))
}

impl fmt::Display for Heading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", "#".repeat(usize::from(self.level)), self.text)
    }
}

/// A heading by example with what may change in it: `## Doing ({count})`, `## Done{*}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingForm {
    /// 1 to 6.
    pub level: u8,
    /// The text after the number signs.
    pub text: Template,
}

impl HeadingForm {
    /// Reads a line of a board; where its holes stand, in bytes of the line. `None` where it is
    /// another heading.
    pub fn read(&self, line: &str) -> Option<Vec<(&str, Range<usize>)>> {
        let heading = Heading::parse(line)?;
        if heading.level != self.level {
            return None;
        }
        let (line, signs) = match underlined(line) {
            Some((line, _)) => (line, 0),
            None => (line.trim_end(), line.bytes().take_while(|&b| b == b'#').count()),
        };
        let text = &line[signs..];
        let start = line.len() - text.trim_start().len();
        self.text.captures(line.as_bytes(), start, &|hole, _| match hole.name.as_str() {
            "count" | "limit" => Grammar::Digits,
            _ => Grammar::Anything,
        })
    }

    /// The heading as it stands over an empty stage.
    pub fn first(&self, limit: Option<u32>) -> String {
        let text = self.text.expand(|hole| {
            Some(match hole.name.as_str() {
                "count" => "0".to_owned(),
                "limit" => limit.unwrap_or_default().to_string(),
                _ => String::new(),
            })
        });
        format!("{} {}", "#".repeat(usize::from(self.level)), text.trim())
    }
}

impl fmt::Display for HeadingForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", "#".repeat(usize::from(self.level)), self.text.source())
    }
}

/// What a card's first line begins with, as markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardKind {
    /// A heading of this level.
    Heading(u8),
    /// A list item; any of `-`, `*` and `+` is read.
    Item,
    /// An item of a numbered list, with whatever number.
    Numbered,
    /// A row of a table.
    Row,
    /// Whatever a format other than Markdown has for a card.
    Own,
}

impl CardKind {
    /// Whether it is an item of a list, numbered or not.
    pub fn is_item(self) -> bool {
        matches!(self, Self::Item | Self::Numbered)
    }
}

/// The first line of a card, by example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadForm {
    /// Heading or item.
    pub kind: CardKind,
    /// The whole line, marker included.
    pub line: Template,
}

impl HeadForm {
    /// Whether a card in this form has an id.
    pub fn has_id(&self) -> bool {
        self.line.has("id")
    }
}
