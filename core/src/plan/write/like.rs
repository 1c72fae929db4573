//! What cards have in common with those around them: which name a section has there, how it stands, and
//! what is in it.

use super::super::Grounds;
use super::super::transition::example;
use super::text::alone;
use super::{Pen, Says};
use crate::board::{Board, Card, CardText, Edit, Mould};
use crate::id::TaskId;
use crate::workflow::{CardKind, Names, Stage, names};

/// How many cards around one are looked at for the manner of their sections.
const NEAR: usize = 16;

impl Pen<'_> {
    /// The first of these names that a section of the card has, or of another card of its stage; else the
    /// first of them.
    pub fn section(&self, names: &[String]) -> String {
        let has = |card: &CardText| names.iter().find(|name| card.has_section(name)).cloned();
        let own = self.body().ok().and_then(|body| has(&body));
        let found = own.or_else(|| self.others(names).find_map(|card| has(&card)));
        found.or_else(|| names.first().cloned()).unwrap_or_default()
    }

    /// Whether the card, or one of its stage, has a section of one of these names.
    pub fn has_section(&self, names: &[String]) -> bool {
        let has = |card: &CardText| names.iter().any(|name| card.has_section(name));
        let Ok(body) = self.body() else { return false };
        has(&body) || (self.field_of(names).is_none() && self.others(names).any(|card| has(&card)))
    }

    /// The section of the card that has one of these names. A field that waits for its value is none.
    pub fn listed(&self, names: &[String]) -> Option<String> {
        let body = self.body().ok()?;
        let is_list = |name: &&String| body.has_section(name) && body.value(name).is_none();
        names.iter().find(is_list).cloned()
    }

    pub(super) fn field_of(&self, names: &[String]) -> Option<String> {
        let field = names::field(names, &self.task).map(|field| field.name.clone());
        field.or_else(|| self.written_as(names))
    }

    /// The name of these under which something was written.
    fn written_as(&self, names: &[String]) -> Option<String> {
        self.says.iter().rev().find_map(|says| match says {
            Says::Field(name, Some(_)) if names::is_one(names, name) => Some(name.clone()),
            _ => None,
        })
    }

    /// Whether nothing was written on it yet.
    pub(super) fn is_untouched(&self) -> bool {
        self.text == self.board.slice(&self.card.range)
    }

    /// Lays edits of its board over a card on which nothing was written yet, in their order.
    pub(super) fn edit(&mut self, edits: Vec<Edit>) {
        let start = self.card.range.start;
        for Edit { range, new } in edits.into_iter().rev() {
            self.text.replace_range(range.start - start..range.end - start, &new);
        }
    }

    /// What the task is called by now, where it has no id and is called otherwise than before. A format of its own
    /// tells it from the whole card.
    pub(super) fn renamed(&self) -> Option<TaskId> {
        let title = self.says.iter().rev().find_map(|says| match says {
            Says::Title(title) => Some(title),
            _ => None,
        });
        let new = match self.card.kind {
            CardKind::Own => alone(self.grounds.workflow, self.board, &self.text)?,
            _ => TaskId::handle(title?),
        };
        (self.card.id.is_handle() && new != self.card.id).then_some(new)
    }

    /// The first of these names that a field of the card has, or of another card of its stage; else the
    /// first of them.
    pub fn field_name(&self, names: &[String]) -> String {
        self.field_of(names)
            .or_else(|| {
                let own = |card: &Card| !card.closed && card.stage == self.card.stage;
                let cards = self.grounds.snapshot.cards();
                cards
                    .filter(|(board, card)| own(card) && may_say(board, card, names))
                    .flat_map(|(board, card)| board.task(card).fields)
                    .find_map(|field| names::is_one(names, &field.name).then_some(field.name))
            })
            .or_else(|| names.first().cloned())
            .unwrap_or_default()
    }

    /// The items of a section of the card, or of the nearest one of its stage.
    pub fn items_like(&self, section: &str) -> Vec<String> {
        let own = self.items(section);
        if !own.is_empty() {
            return own;
        }
        self.others(&[section])
            .map(|card| card.items(section))
            .find(|items| !items.is_empty())
            .unwrap_or_default()
    }

    /// The other cards of its stage that have one of these names somewhere, the nearest first, and the
    /// example that the board gives.
    pub(super) fn others<N: AsRef<str>>(&self, names: &[N]) -> impl Iterator<Item = CardText> {
        let own = |(board, card): &(&Board, &Card)| {
            card.stage == self.card.stage
                && !(board.path == self.board.path && card.range == self.card.range)
        };
        // Most names stand nowhere on a board, and most cards have none: they are not taken apart.
        let stands = |name: &&[u8]| {
            self.grounds.snapshot.boards().iter().any(|board| {
                self.stage.stands_on(&board.path) && mentions(board.text.as_bytes(), name)
            })
        };
        let names: Vec<&[u8]> =
            names.iter().map(|name| name.as_ref().as_bytes()).filter(stands).collect();
        let named = move |(board, card): &(&Board, &Card)| {
            let text = board.slice(&card.range).as_bytes();
            names.iter().any(|name| mentions(text, name))
        };
        let mut cards: Vec<_> = self.grounds.snapshot.cards().filter(own).collect();
        cards.sort_by_key(|(board, card)| {
            (board.path != self.board.path, card.line.abs_diff(self.card.line))
        });
        let text = |(board, card): (&Board, &Card)| {
            let text = board.slice(&card.range).to_owned();
            match card.kind {
                CardKind::Own => {
                    let at = self.stage.format.body(&text).unwrap_or(text.len());
                    CardText::from_byte(text, at)
                }
                _ => CardText::new(text, card.width),
            }
        };
        let example = CardText::new(example(self.stage, self.board).to_owned(), 0);
        cards.into_iter().filter(named).map(text).chain([example])
    }

    /// The sections before which a new one comes, in the order that most boards have.
    fn followers(&self, name: &str) -> Vec<String> {
        let Names { notes, completed, steps, questions, see, .. } = self.names();
        let order = [notes, completed, steps, questions, see];
        let after = order.iter().skip_while(|names| !names::is_one(names, name)).skip(1);
        after.flat_map(|names| names.iter().cloned()).collect()
    }

    /// How a section stands on the cards of this stage.
    pub(super) fn mould(&self, name: &str) -> Mould {
        let followers = self.followers(name);
        let found = self.others(&[name]).find_map(|card| card.mould(name));
        let found = found.or_else(|| {
            // No card has it: it is made as the sections are that are there.
            let own = self.body().ok();
            let near = own.into_iter().chain(self.others(&[""]).take(NEAR));
            near.into_iter().find_map(|card| card.mould_as(name, &followers))
        });
        found.unwrap_or_else(|| match self.card.kind {
            CardKind::Own => Mould::heading(2, name, followers),
            _ => {
                let filled = self.stage.field.expand(|hole| match hole.name.as_str() {
                    "name" => Some(name.to_owned()),
                    _ => Some(String::new()),
                });
                Mould::of_field(&filled, name, followers)
            }
        })
    }
}

/// The ways in which a value may be told, once it is written on a card of a format's own words. What stands
/// between commas are the items of a list there, which is told with blanks, or one word.
pub(super) fn said_as(value: &str) -> [String; 3] {
    let parts: Vec<&str> = value.split(',').map(str::trim).collect();
    [value.to_owned(), parts.join(", "), parts.join(",")]
}

/// A card of a format's own words with a value under a name that it has not yet, where another card of that
/// format shows how such a value stands; and how it is told then.
pub(super) fn set_like(
    grounds: Grounds<'_>,
    stage: &Stage,
    text: &str,
    name: &str,
    value: &str,
) -> Option<(String, String)> {
    let without = match stage.format.value(text, name) {
        Some(said) if !said.trim().is_empty() => return None,
        // A key with nothing behind it waits for what the others have.
        Some(_) => Some(stage.format.unset(stage, text, name).ok()?),
        None => None,
    };
    let text = without.as_deref().unwrap_or(text);
    let cards = grounds.snapshot.cards().filter(|(board, card)| {
        card.kind == CardKind::Own && board.format.name() == stage.format.name()
    });
    let texts = cards.map(|(board, card)| board.slice(&card.range));
    let mut named = texts.filter(|other| mentions(other.as_bytes(), name.as_bytes())).take(NEAR);
    let ways = said_as(value);
    named.find_map(|other| {
        let mut ways = ways.iter();
        ways.find_map(|way| Some((stage.format.set_like(text, other, name, way)?, way.clone())))
    })
}

/// Whether every card of a stage that has a body has it behind a blank line; where there is none, the
/// board's own example.
pub(super) fn apart(stage: &Stage, board: &Board) -> bool {
    let own = board.cards.iter().filter(|card| card.stage == stage.name);
    let bodies = own.map(|card| board.slice(&(card.head_end..card.range.end)));
    let mut bodies = bodies.filter(|body| !body.trim().is_empty()).peekable();
    let is_apart = |body: &str| body.lines().next().is_some_and(|line| line.trim().is_empty());
    match bodies.peek() {
        Some(_) => bodies.all(is_apart),
        None => example(stage, board).split_once('\n').is_some_and(|(_, body)| is_apart(body)),
    }
}

/// The number of the next item where each of those before it has one: `[ ] #2 The tiles are red`.
pub(super) fn next_number(items: &[String]) -> Option<u64> {
    let number = |item: &String| -> Option<u64> {
        let text = item.strip_prefix("[ ] ").or_else(|| item.strip_prefix("[x] "));
        let (number, _) = text.unwrap_or(item).strip_prefix('#')?.split_once(' ')?;
        number.parse().ok()
    };
    let numbers: Option<Vec<u64>> = items.iter().map(number).collect();
    numbers?.into_iter().max()?.checked_add(1)
}

/// Whether a card may have a field of one of these names. Most cards of a long board have none, and are
/// not taken apart.
fn may_say(board: &Board, card: &Card, names: &[String]) -> bool {
    // The names of columns stand at the head of a table, and tags are a field that is not named.
    if card.kind == CardKind::Row || board.slice(&card.title).contains('#') {
        return true;
    }
    let text = board.slice(&card.range).as_bytes();
    // Words may be joined in other ways there.
    let mut words = names.iter().filter_map(|name| name.split([' ', '-', '_']).next());
    !board.format.is_markdown() || words.any(|word| mentions(text, word.as_bytes()))
}

/// The letters from the most to the least frequent ones of running text.
const FREQUENT: &[u8] = b"etaonirshdlucmfwypvbgkjqxz";

/// Whether a text has a name somewhere, letter case apart. It is looked for by its rarest letter.
fn mentions(text: &[u8], name: &[u8]) -> bool {
    let rank = |byte: u8| FREQUENT.iter().position(|&other| other == byte.to_ascii_lowercase());
    let letters = name.iter().enumerate();
    let Some((before, rarest)) = letters.max_by_key(|(_, byte)| rank(**byte)) else { return true };
    let (small, capital) = (rarest.to_ascii_lowercase(), rarest.to_ascii_uppercase());
    memchr::memchr2_iter(small, capital, text).any(|at| {
        let start = at.checked_sub(before);
        let found = start.and_then(|start| text.get(start..start + name.len()));
        found.is_some_and(|found| found.eq_ignore_ascii_case(name))
    })
}

#[cfg(test)]
mod tests {
    use super::mentions;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_name_is_found_wherever_it_stands(text in "[a-cZ -]{0,12}", name in "[a-cZ -]{0,3}") {
            let (small, own) = (text.to_ascii_lowercase(), name.to_ascii_lowercase());
            prop_assert_eq!(mentions(text.as_bytes(), name.as_bytes()), small.contains(&own));
        }
    }
}
