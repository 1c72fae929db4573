//! How a section stands on a card, so that another card can have one like it.

use super::CardText;
use super::marker::{after_marker, bare, leading, marker};
use super::read::Line;
use super::sections::{Key, is, is_emoji};

/// A section as it stands on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mould {
    /// Its line, without the blanks before it: `**Next Steps**:`.
    pub(super) head: String,
    /// How many blanks its line has before it, beyond those of the card.
    pub(super) indent: usize,
    /// How many blanks its items have before them, beyond those of its line, and their marker.
    pub(super) marker: (String, String),
    /// Whether its items are ticked by `✅`, rather than by `[x]`; `None` where they have no boxes.
    pub(super) emoji: Option<bool>,
    /// What comes after it.
    pub(super) followers: Vec<String>,
    /// Whether a blank line stands before it, and one between it and its items.
    pub(super) apart: (bool, bool),
}

impl Mould {
    /// The section that a form of fields makes where no card has one: `- **{name}:** {value}` a bullet of
    /// that kind, anything that is not in bold `**Name**:`.
    pub fn of_field(filled: &str, name: &str, followers: Vec<String>) -> Self {
        let head = filled.trim();
        let is_bold = head.trim_start_matches(['-', '*', '+', ' ']).len() + 2 <= head.len()
            && head.contains(&format!("**{name}"));
        let head = if is_bold { head.to_owned() } else { format!("**{name}**:") };
        let is_item = head.starts_with(['-', '+']) || head.starts_with("* ");
        let (nested, sign) = if is_item { ("  ", &head[..1]) } else { ("", "-") };
        Self { marker: (nested.to_owned(), format!("{sign} ")), ..Self::usual(head, followers) }
    }

    /// A section with a heading of its own.
    pub fn heading(level: usize, name: &str, followers: Vec<String>) -> Self {
        let head = format!("{} {name}", "#".repeat(level.clamp(1, 6)));
        Self { apart: (true, true), ..Self::usual(head, followers) }
    }

    fn usual(head: String, followers: Vec<String>) -> Self {
        Self {
            head,
            indent: 0,
            marker: (String::new(), "- ".to_owned()),
            emoji: None,
            followers,
            apart: (true, false),
        }
    }
}

impl CardText {
    /// The section of that name as it stands on this card; `None` where it has none, or the name is that
    /// of a field.
    pub fn mould(&self, name: &str) -> Option<Mould> {
        let keys = self.keys();
        let nth = keys.iter().position(|key| key.is_section && is(key, name))?;
        Some(self.mould_of(&keys, nth))
    }

    /// A section of another name in the manner of the first that this card has; `None` where it has none.
    pub fn mould_as(&self, name: &str, followers: &[String]) -> Option<Mould> {
        let keys = self.keys();
        let nth = keys.iter().position(|key| key.is_section)?;
        let like = self.mould_of(&keys, nth);
        let at = like.head.find(&keys[nth].name)?;
        let (before, after) = like.head.split_at(at);
        // What stands in parentheses behind a name belongs to that name.
        let after = match after[keys[nth].name.len()..].split_once(" (") {
            Some((mark, rest)) => {
                format!("{mark}{}", rest.split_once(')').map_or("", |(_, end)| end))
            }
            None => after[keys[nth].name.len()..].to_owned(),
        };
        let head = format!("{before}{name}{after}");
        let key = &keys[nth];
        // Below a heading a blank line is usual, unless an item stands directly below it.
        let close = key.items.first().is_some_and(|item| item.start == key.line.end);
        let apart = (like.apart.0, like.apart.1 || head.starts_with('#') && !close);
        let marker = (like.marker.0.clone(), "- ".to_owned());
        Some(Mould { head, marker, apart, followers: followers.to_vec(), ..like })
    }

    fn mould_of(&self, keys: &[Key], nth: usize) -> Mould {
        let key = &keys[nth];
        let raw = self.line(&key.line);
        let blanks = leading(raw);
        let said = Line::of(raw, self.width());
        let head = bare(raw.trim(), said.level);
        let item = key.items.first().map(|item| self.line(item));
        let marker = item.map_or_else(
            || ("  ".repeat(usize::from(said.bullet)), "- ".to_owned()),
            |item| {
                let (at, len) = marker(item);
                let nested = item[..at].get(blanks..).unwrap_or_default();
                (nested.to_owned(), item[at..at + len].to_owned())
            },
        );
        let items = key.items.iter().map(|item| self.line(item));
        let mut boxes = items.filter_map(|item| is_emoji(&item[after_marker(item)..]));
        let before = self.as_str()[..key.line.start].lines().next_back();
        let between = item.is_some()
            && self.as_str()[key.line.end..key.items[0].start].lines().any(|l| l.trim().is_empty());
        Mould {
            head,
            indent: blanks.saturating_sub(self.blanks().len()),
            marker,
            emoji: boxes.next(),
            followers: keys[nth + 1..].iter().map(|key| key.name.clone()).collect(),
            apart: (before.is_none_or(|line| line.trim().is_empty()), between),
        }
    }
}
