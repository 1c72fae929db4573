//! Edits of a text: splices that compose, and can be taken back.
//!
//! Bytes outside a splice never change; that is what makes law 2 hold by construction.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One replaced span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splice {
    /// Where it begins in the text before, in bytes.
    pub at: usize,
    /// What stood there.
    #[serde(with = "bytes")]
    pub old: Vec<u8>,
    /// What stands there now.
    #[serde(with = "bytes")]
    pub new: Vec<u8>,
}

impl Splice {
    /// The span in the text before.
    pub fn old_range(&self) -> Range<usize> {
        // A journal may say anything; a span past all texts fits none.
        self.at..self.at.saturating_add(self.old.len())
    }
}

/// A text under edit. Later edits see the earlier ones.
#[derive(Debug, Clone)]
pub struct EditedText {
    before: Arc<[u8]>,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    Kept(Range<usize>),
    New(Vec<u8>),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Kept(range) => range.len(),
            Self::New(bytes) => bytes.len(),
        }
    }

    /// Splits into the first `at` bytes and the rest.
    fn split(self, at: usize) -> (Self, Self) {
        match self {
            Self::Kept(range) => {
                let middle = range.start + at;
                (Self::Kept(range.start..middle), Self::Kept(middle..range.end))
            }
            Self::New(mut bytes) => {
                let rest = bytes.split_off(at);
                (Self::New(bytes), Self::New(rest))
            }
        }
    }
}

impl EditedText {
    /// Starts from a text.
    pub fn new(before: Arc<[u8]>) -> Self {
        let whole = Piece::Kept(0..before.len());
        Self { before, pieces: vec![whole] }
    }

    /// The text before any edit.
    pub fn before(&self) -> &Arc<[u8]> {
        &self.before
    }

    /// Replaces a range of the text as it is now.
    pub fn replace(&mut self, range: Range<usize>, bytes: &[u8]) {
        self.replace_all([(range, bytes.to_vec())]);
    }

    /// Replaces ranges of the text as it is now, in their order and none of them over another, at once.
    pub fn replace_all(&mut self, edits: impl IntoIterator<Item = (Range<usize>, Vec<u8>)>) {
        let mut pieces = std::mem::take(&mut self.pieces).into_iter();
        let mut next = pieces.next();
        let mut at = 0;
        // Takes the pieces up to a byte of the text as it was.
        let mut upto = |end: usize, mut take: Option<&mut Vec<Piece>>| {
            while at < end
                && let Some(piece) = next.take()
            {
                let (piece, rest) = match at + piece.len() <= end {
                    true => (piece, pieces.next()),
                    false => {
                        let (piece, rest) = piece.split(end - at);
                        (piece, Some(rest))
                    }
                };
                at += piece.len();
                next = rest;
                if let Some(out) = &mut take {
                    out.push(piece);
                }
            }
        };
        let mut out = Vec::new();
        for (range, bytes) in edits {
            upto(range.start, Some(&mut out));
            out.push(Piece::New(bytes));
            upto(range.end, None);
        }
        upto(usize::MAX, Some(&mut out));
        out.retain(|piece| piece.len() > 0);
        self.pieces = out;
    }

    /// How long the text is after all edits, in bytes.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Piece::len).sum()
    }

    /// Whether nothing is left of it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text after all edits.
    pub fn after(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.before.len());
        for piece in &self.pieces {
            match piece {
                Piece::Kept(range) => out.extend_from_slice(&self.before[range.clone()]),
                Piece::New(bytes) => out.extend_from_slice(bytes),
            }
        }
        out
    }

    /// What changed, as splices of the text before, in order. Unchanged ones are left out.
    pub fn splices(&self) -> Vec<Splice> {
        let mut out = Vec::new();
        let mut at = 0;
        let mut new = Vec::new();
        let mut flush = |at: usize, upto: usize, new: &mut Vec<u8>| {
            let old = self.before[at..upto].to_vec();
            let new = std::mem::take(new);
            if old != new {
                out.push(Splice { at, old, new });
            }
        };
        for piece in &self.pieces {
            match piece {
                Piece::Kept(range) => {
                    flush(at, range.start, &mut new);
                    at = range.end;
                }
                Piece::New(bytes) => new.extend_from_slice(bytes),
            }
        }
        flush(at, self.before.len(), &mut new);
        out
    }
}

/// Applies splices to the text they were made for.
///
/// `None` where what should stand at a splice does not.
pub fn apply(text: &[u8], splices: &[Splice]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    for splice in splices {
        let range = splice.old_range();
        if range.start < at || text.get(range.clone())? != splice.old {
            return None;
        }
        out.extend_from_slice(&text[at..range.start]);
        out.extend_from_slice(&splice.new);
        at = range.end;
    }
    out.extend_from_slice(&text[at..]);
    Some(out)
}

/// The splices that take these back, for the text after.
pub fn inverse(splices: &[Splice]) -> Vec<Splice> {
    let mut shift = 0isize;
    let mut out = Vec::with_capacity(splices.len());
    for splice in splices {
        let at = splice.at.saturating_add_signed(shift);
        out.push(Splice { at, old: splice.new.clone(), new: splice.old.clone() });
        shift += splice.new.len() as isize - splice.old.len() as isize;
    }
    out
}

/// Bytes in JSON: as a string where they are UTF-8, which boards always are.
mod bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Repr {
        Text(String),
        Raw(Vec<u8>),
    }

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(bytes) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => bytes.serialize(serializer),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Ok(match Repr::deserialize(deserializer)? {
            Repr::Text(text) => text.into_bytes(),
            Repr::Raw(bytes) => bytes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edits() -> impl Strategy<Value = Vec<(usize, usize, Vec<u8>)>> {
        let edit = (0usize..40, 0usize..10, proptest::collection::vec(any::<u8>(), 0..6));
        proptest::collection::vec(edit, 0..6)
    }

    proptest! {
        /// Edits that are made at once are those that are made one by one, the last first.
        #[test]
        fn edits_at_once_are_edits_in_turn(
            before in "[a-e]{0,30}",
            first in (0usize..30, 0usize..6, "[A-E]{0,4}"),
            marks in prop::collection::vec((0usize..30, 0usize..6, "[0-9]{0,4}"), 0..5),
        ) {
            let mut one = EditedText::new(Arc::from(before.as_bytes()));
            let (at, len, new) = first;
            let at = at.min(before.len());
            one.replace(at..(at + len).min(before.len()), new.as_bytes());
            let mut all = one.clone();
            let mut marks = marks;
            marks.sort_by_key(|(at, ..)| *at);
            let mut edits: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
            for (at, len, new) in marks {
                let at = at.max(edits.last().map_or(0, |(range, _)| range.end)).min(one.len());
                edits.push((at..(at + len).min(one.len()), new.into_bytes()));
            }
            for (range, new) in edits.iter().rev() {
                one.replace(range.clone(), new);
            }
            all.replace_all(edits);
            prop_assert_eq!(one.after(), all.after());
            prop_assert_eq!(apply(before.as_bytes(), &all.splices()), Some(all.after()));
        }
    }

    proptest! {
        /// Composed edits do what the same edits do one after the other, and their splices lead
        /// there and back.
        #[test]
        fn edits_compose_and_invert(before in proptest::collection::vec(any::<u8>(), 0..40), edits in edits()) {
            let mut text = EditedText::new(before.clone().into());
            let mut plain = before.clone();
            for (start, len, new) in edits {
                let start = start.min(plain.len());
                let end = (start + len).min(plain.len());
                text.replace(start..end, &new);
                plain.splice(start..end, new);
            }
            prop_assert_eq!(&text.after(), &plain);
            let splices = text.splices();
            prop_assert_eq!(&apply(&before, &splices).expect("fits"), &plain);
            prop_assert_eq!(&apply(&plain, &inverse(&splices)).expect("fits"), &before);
            let json = serde_json::to_string(&splices).expect("json");
            prop_assert_eq!(serde_json::from_str::<Vec<Splice>>(&json).expect("json"), splices);
        }
    }
}
