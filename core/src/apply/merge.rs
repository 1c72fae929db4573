//! Whether two edits of one text can both stand, and which text an edit was made of.

use std::collections::HashSet;

use crate::edit::{self, Splice};

/// Lays our splices over their text, where they changed none of the bytes that we did.
pub(super) fn merge(before: &[u8], theirs: &[u8], splices: &[Splice]) -> Option<Vec<u8>> {
    let shorter = before.len().min(theirs.len());
    let same = |(a, b): &(&u8, &u8)| a == b;
    let head = before.iter().zip(theirs).take_while(same).count();
    let tail = before.iter().rev().zip(theirs.iter().rev()).take_while(same).count();
    let tail = tail.min(shorter - head);
    let (from, upto) = (head, before.len() - tail);
    let shift = theirs.len() as isize - before.len() as isize;
    let moved = splices.iter().map(|splice| {
        let range = splice.old_range();
        if range.end < from {
            Some(splice.clone())
        } else if range.start > upto {
            Some(Splice { at: splice.at.saturating_add_signed(shift), ..splice.clone() })
        } else {
            None
        }
    });
    edit::apply(theirs, &moved.collect::<Option<Vec<_>>>()?)
}

/// Whether a text was made of the one after the splices, rather than of the one before: it has as
/// many of the lines that they brought as of those that they took, or more.
pub(super) fn carries(text: &[u8], splices: &[Splice]) -> bool {
    let new: HashSet<&[u8]> = splices.iter().flat_map(|splice| lines(&splice.new)).collect();
    let old: HashSet<&[u8]> = splices.iter().flat_map(|splice| lines(&splice.old)).collect();
    let there: HashSet<&[u8]> = lines(text).collect();
    let count = |part: &HashSet<&[u8]>, other: &HashSet<&[u8]>| {
        part.difference(other).filter(|line| there.contains(*line)).count()
    };
    count(&new, &old) >= count(&old, &new)
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apart_are_merged_and_edits_that_touch_are_not() {
        let before = b"one\ntwo\nthree\nfour\n";
        let ours = [Splice { at: 14, old: b"four\n".to_vec(), new: Vec::new() }];
        assert_eq!(
            merge(before, b"ONE\ntwo\nthree\nfour\n", &ours).expect("apart"),
            b"ONE\ntwo\nthree\n"
        );
        assert_eq!(merge(before, b"one\ntwo\nthree\nFOUR\n", &ours), None);
    }

    #[test]
    fn a_text_tells_of_which_it_was_made() {
        let new = b"### Card\n\nText.\n".to_vec();
        let came = [Splice { at: 4, old: b"*Empty.*\n".to_vec(), new: new.clone() }];
        assert!(carries(b"Top\n### Card\n\nText, changed.\nMore\n", &came));
        assert!(!carries(b"Top\n*Empty.*\nMore\n", &came));
        let left = [Splice { at: 4, old: new, new: Vec::new() }];
        assert!(carries(b"Top\nMore\n", &left));
        assert!(!carries(b"Top\n### Card\n\nText.\nMore\n", &left));
    }
}
