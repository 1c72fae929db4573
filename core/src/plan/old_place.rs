//! The places that a card may come home to.

use crate::board::{Board, Card, Edit, Placed, around, beside, gap};
use crate::edit::Splice;
use crate::journal::{Entry, FileRecord, History};
use crate::workflow::Stage;

/// Where the card may go at home, the best first: to the byte where it was, by the journal; between
/// its old neighbours, with the gap it had; beside one of them; where the workflow puts new cards.
pub(super) fn places(
    entry: &Entry,
    history: &History,
    home: &Board,
    to: &Stage,
    prefix: &str,
    text: &str,
) -> Vec<Placed> {
    let empty = !home.cards.iter().any(|card| card.stage == to.name);
    let mut places = Vec::new();
    if let Some(taken) = Taken::of(entry, home) {
        // Where the stage says that it is empty, the card takes the place of that line.
        let known = (!(empty && to.placeholder.is_some() && taken.splice.new.is_empty()))
            .then(|| history.place(entry, &taken.record.path, taken.index, home.text.as_bytes()));
        let known = known.flatten().filter(|at| taken.stays_apart(home, to, *at));
        for at in known.into_iter().chain(taken.between(entry, home, to)) {
            let edit = taken.put_back(home, at, text);
            places.extend(edit.map(|edit| Placed { edit, offset: taken.start, note: None }));
        }
    }
    let (previous, next) = &entry.card.neighbours;
    let next = neighbour(home, to, next).map(|next| beside(home, to, next, false, text));
    let previous = neighbour(home, to, previous).map(|card| beside(home, to, card, true, text));
    places.extend(next.into_iter().chain(previous));
    places.extend(at_an_end(entry, home, to, text));
    places.push(home.format.insert(home, to, prefix, text));
    places
}

/// Before all others, or behind them, where it stood so, and those beside it are gone.
fn at_an_end(entry: &Entry, home: &Board, to: &Stage, text: &str) -> Option<Placed> {
    let behind = match &entry.card.neighbours {
        (None, Some(_)) => false,
        (Some(_), None) => true,
        _ => return None,
    };
    // Which of several sections it stood in, nobody knows any more.
    if !to.groups.is_empty() {
        return None;
    }
    let mut cards = home.cards.iter().filter(|card| card.stage == to.name);
    let other = if behind { cards.next_back() } else { cards.next() }?;
    Some(beside(home, to, other, behind, text))
}

fn neighbour<'b>(home: &'b Board, to: &Stage, id: &Option<String>) -> Option<&'b Card> {
    let id = id.as_ref()?;
    home.cards.iter().find(|card| card.stage == to.name && card.id.as_str() == id)
}

/// The splice that took a card from its home.
struct Taken<'e> {
    record: &'e FileRecord,
    index: usize,
    splice: &'e Splice,
    /// Where the card began in what was taken: behind a gap, where it was the last.
    start: usize,
    /// How long the card was.
    len: usize,
}

impl<'e> Taken<'e> {
    fn of(entry: &'e Entry, home: &Board) -> Option<Self> {
        let record = entry.files.iter().find(|file| file.path == home.path.as_str())?;
        let holding = record.splices.iter().enumerate();
        let (index, splice, start) = holding
            .filter_map(|(index, splice)| Some((index, splice, entry.card_in(splice)?)))
            .next()?;
        let len = entry.card.before.len().min(splice.old.len() - start);
        Some(Self { record, index, splice, start, len })
    }

    /// Puts the card back at a byte, with the gap that was taken with it; `None` where what was left in
    /// its place does not stand there.
    fn put_back(&self, home: &Board, at: usize, text: &str) -> Option<Edit> {
        let left = at..at + self.splice.new.len();
        if home.text.as_bytes().get(left.clone())? != self.splice.new {
            return None;
        }
        let (lead, rest) = self.splice.old.split_at(self.start);
        let whole = [lead, text.as_bytes(), &rest[self.len..]].concat();
        Some(Edit { range: left, new: String::from_utf8_lossy(&whole).into_owned() })
    }

    /// Whether the gap that was taken with the card parts it, at this byte, from what stands around it
    /// now: the one before it from a card before, with none behind that a gap would have to part from it;
    /// the one behind it, if it is more than blank, from a card behind.
    fn stays_apart(&self, home: &Board, to: &Stage, at: usize) -> bool {
        let (before, after) = around(home, to, at);
        let ruled = |part: &[u8]| part.iter().any(|b| !b.is_ascii_whitespace());
        if self.start > 0 {
            let lead = &self.splice.old[..self.start];
            let parted = after.is_none() || gap(home, to).is_empty();
            return parted && (before.is_some() || !ruled(lead));
        }
        after.is_some() || !ruled(&self.splice.old[self.start + self.len..])
    }

    /// The byte between its old neighbours, where they stand next to each other as they did without
    /// it: what people changed elsewhere is no matter then.
    fn between(&self, entry: &Entry, home: &Board, to: &Stage) -> Option<usize> {
        let (before, after) = &entry.card.neighbours;
        let (previous, next) = (neighbour(home, to, before), neighbour(home, to, after));
        if before.is_some() != previous.is_some() || after.is_some() != next.is_some() {
            return None;
        }
        let same =
            |one: Option<&Card>, two: Option<&Card>| one.map(|c| &c.range) == two.map(|c| &c.range);
        match (previous, next) {
            (previous, Some(next)) if self.start == 0 => {
                same(around(home, to, next.range.start).0, previous).then_some(next.range.start)
            }
            (Some(previous), None) => {
                let last = around(home, to, previous.range.end).1.is_none();
                let gap = home.skip_blank(previous.range.end, home.text.len());
                let rest = &self.splice.old[self.start + self.len..];
                let ruled = rest.iter().any(|b| !b.is_ascii_whitespace());
                let after_rule = home.rule_at(gap).filter(|_| ruled);
                let after_rule = after_rule.map(|rule| home.skip_blank(rule.end, home.text.len()));
                // Where no gap was taken with it, there was none before it.
                let touched = self.start > 0 || rest.is_empty();
                let at = if touched { previous.range.end } else { after_rule.unwrap_or(gap) };
                last.then_some(at)
            }
            _ => None,
        }
    }
}
