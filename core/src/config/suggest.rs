//! What a person may have meant by a name that is none.

use std::cmp::Reverse;

/// The known name that is nearest to `word`, if one is near at all.
pub(super) fn nearest<'n>(word: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let word = plain(word);
    known
        .into_iter()
        .filter_map(|name| {
            let other = plain(name);
            let apart = strsim::damerau_levenshtein(&word, &other);
            let longest = word.chars().count().max(other.chars().count());
            let begun = word.len() >= 3 && other.len() >= 3;
            let begun = begun && (other.starts_with(&word) || word.starts_with(&other));
            let near = apart <= (longest / 3).max(1) && apart < longest;
            (near || begun).then_some((Reverse(near), apart, name))
        })
        .min()
        .map(|(_, _, name)| name)
}

/// A hint: the nearest name, or else all of them.
pub(super) fn hint(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => "there are none".to_owned(),
        None => format!("known here: {}", listed(known)),
    }
}

/// Names for a sentence: `a`, `b`, `c`.
pub(super) fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Case and the two dashes do not make a name another one.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let keys = ["limit", "on-enter", "stale-after", "insert"];
        assert_eq!(nearest("limt", keys), Some("limit"));
        assert_eq!(nearest("on_enter", keys), Some("on-enter"));
        assert_eq!(nearest("Stale After", keys), Some("stale-after"));
        assert_eq!(nearest("ins", keys), Some("insert"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("", keys), None);
    }

    #[test]
    fn the_nearest_wins() {
        assert_eq!(nearest("card", ["closed", "cards", "card2x"]), Some("cards"));
    }
}
