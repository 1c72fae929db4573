//! The form in which most lines of some are written.

use super::line::{Head, Marker};

/// The form that most of these lines have, those that are set off before those that are not, and how
/// many have it.
pub(super) fn main_form<'h>(heads: impl Iterator<Item = &'h Head>) -> Option<(Head, usize)> {
    let mut counted: Vec<(&Head, usize)> = Vec::new();
    for head in heads {
        match counted.iter_mut().find(|(known, _)| {
            known.bare == head.bare && known.ticked.is_some() == head.ticked.is_some()
        }) {
            Some((known, count)) => {
                *count += 1;
                // What is struck through is no example of what is to be done.
                *known = if known.struck { head } else { known };
            }
            None => counted.push((head, 1)),
        }
    }
    // A line that mentions an id among many that have none is no form of its own.
    let most = counted.iter().filter(|(head, _)| head.strong).map(|(_, count)| *count).max();
    counted.retain(|(head, count)| head.id.is_none() || count * 4 >= most.unwrap_or(0));
    // Stable, so that of two that are as frequent the first counts.
    // Ids of items without boxes are what a legend has as well, where more lines have boxes.
    let boxes = counted.iter().filter(|(head, _)| head.ticked.is_some()).map(|(_, count)| *count);
    let boxes = boxes.max().unwrap_or(0);
    let is_bare = |head: &Head| head.ticked.is_none() && head.marker.is_item();
    let weight = |head: &Head, count: usize| match (&head.id, head.strong, head.marker) {
        (Some(_), true, _) if is_bare(head) && count < boxes => 1,
        (Some(_), true, _) => 3,
        (_, true, _) => 2,
        (_, _, Marker::Heading(_)) => 0,
        _ => 1,
    };
    let mut best: Option<(&Head, usize)> = None;
    for (head, count) in counted {
        if best
            .is_none_or(|(known, most)| (weight(head, count), count) > (weight(known, most), most))
        {
            best = Some((head, count));
        }
    }
    best.map(|(head, count)| (head.clone(), count))
}
