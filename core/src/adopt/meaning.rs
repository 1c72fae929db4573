//! What a value in a column, a field or front matter says of a stage: `✅ Done`, `[ ]`, `BLOCKED BY A-1`.

use super::role::{DONE, PARKED, role, stage_name, words};

/// What such a value means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The stage's name, as commands call it.
    pub name: String,
    /// Its place in the order; `None` where it says nothing known.
    pub rank: Option<u8>,
}

/// Signs that say a stage without a word.
const SIGNS: [(u8, &str, &str); 4] = [
    (DONE, "done", "✅☑✓✔🟢🏁🎉●"),
    (4, "in-progress", "🔄🚧🟡⏳🏗🔵🟠◒◐🔨▶"),
    (PARKED, "blocked", "🚫⛔⏸🛑"),
    (2, "todo", "⬜☐🔲◻📋🔴❌○⚪⭕📝"),
];
/// Boxes as people draw them into a cell.
const BOXES: [(u8, &str, &[&str]); 3] = [
    (DONE, "done", &["[x]", "[X]"]),
    (4, "in-progress", &["[~]", "[/]", "[-]", "[>]"]),
    (2, "todo", &["[ ]", "[]"]),
];
/// Names that teams mix up without meaning anything by it.
const ALIKE: [&[&str]; 3] = [
    &["todo", "to-do", "not-started"],
    &["in-progress", "wip", "doing", "started"],
    &["done", "complete", "completed", "finished"],
];
/// What parts a stage from what more is said of it.
const AFTER: [&str; 13] =
    [" - ", " — ", " – ", " (", "(", "（", ", ", ": ", "; ", " by ", " on ", " since ", " until "];

/// What a value means; `None` where it says nothing at all.
pub(super) fn meaning(value: &str) -> Option<Meaning> {
    let bare = value.trim().trim_matches(['*', '`', '_', '~']).trim();
    let boxed = BOXES.iter().find_map(|(rank, name, signs)| {
        let rest = signs.iter().find_map(|sign| bare.strip_prefix(sign))?;
        Some((Meaning { name: (*name).to_owned(), rank: Some(*rank) }, rest))
    });
    let bare = match boxed {
        Some((meaning, rest)) if words(rest).is_empty() => return Some(meaning),
        Some((_, rest)) => rest,
        None => bare,
    };
    if words(bare).is_empty() {
        let sign = |c: char| SIGNS.iter().find(|(.., signs)| signs.contains(c));
        let (rank, name, _) = bare.chars().find_map(sign)?;
        return Some(Meaning { name: (*name).to_owned(), rank: Some(*rank) });
    }
    // Case is folded byte by byte, so that places in the one are places in the other.
    let small = bare.to_ascii_lowercase();
    let cut = AFTER.iter().filter_map(|after| small.find(after)).min();
    let said = [Some(bare), cut.map(|at| &bare[..at])].into_iter().flatten();
    let mut known = said.filter_map(|said| Some((stage_name(said), role(said)?.rank)));
    Some(match known.next() {
        Some((name, rank)) => Meaning { name, rank: Some(rank) },
        None => Meaning { name: stage_name(bare), rank: None },
    })
}

/// A value that says more of its own card than the stage.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct More<'v> {
    /// What it says of the stage: `BLOCKED` of `BLOCKED BY A-1`.
    pub stage: &'v str,
    /// How every such value begins.
    pub begin: &'v str,
}

/// What a value says of the stage, and what more.
pub(super) fn more(value: &str) -> Option<More<'_>> {
    let marks = ['*', '`', '_', '~', ' '];
    let bare = value.trim_matches(marks);
    let small = bare.to_ascii_lowercase();
    let cuts = AFTER.iter().filter_map(|after| Some((small.find(after)?, *after)));
    let (at, after) = cuts.min_by_key(|(at, _)| *at)?;
    let stage = bare[..at].trim_matches(marks);
    let rank = |text: &str| role(text).map(|role| role.rank).or_else(|| meaning(text)?.rank);
    let known = rank(stage)?;
    if bare.starts_with('[') || rank(bare).is_some_and(|rank| rank != known) {
        return None;
    }
    // Behind a word anything may stand that is parted from it; a sign alone stands before words as well.
    let parts = if words(stage).is_empty() { after } else { &after[..first(after)] };
    let begins = value.len() - value.trim_start_matches(marks).len();
    Some(More { stage, begin: &value[..begins + at + parts.len()] })
}

/// How many bytes the first sign of a text has.
fn first(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

impl Meaning {
    /// Whether two values mean the same stage.
    pub fn is(&self, other: &Self) -> bool {
        alike(&self.name, &other.name)
    }
}

/// Whether two names of stages are one, or are mixed up without meaning anything by it.
pub(super) fn alike(one: &str, other: &str) -> bool {
    one == other || ALIKE.iter().any(|names| names.contains(&one) && names.contains(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_mean_stages() {
        for (value, name, rank) in [
            ("Done", "done", Some(8)),
            ("✅ Completed", "completed", Some(8)),
            ("**Next**", "next", Some(3)),
            ("`IN-PROGRESS`", "in-progress", Some(4)),
            ("[x] ✅", "done", Some(8)),
            ("[ ]", "todo", Some(2)),
            ("☐", "todo", Some(2)),
            ("🏗️", "in-progress", Some(4)),
            ("BLOCKED BY IMP-001", "blocked", Some(5)),
            ("✅ Done (2026-01-02)", "done", Some(8)),
            ("Done, but for the paint", "done", Some(8)),
            ("⚠️ Partial", "partial", None),
            ("PASS", "pass", None),
        ] {
            let said = meaning(value).expect("a meaning");
            assert_eq!((said.name.as_str(), said.rank), (name, rank), "{value}");
        }
        assert_eq!((meaning(""), meaning("—")), (None, None));
    }

    #[test]
    fn what_a_value_says_beside_the_stage_is_parted_from_it() {
        for (value, stage, begin) in [
            ("**BLOCKED** by A-1", "BLOCKED", "**BLOCKED** "),
            ("Done, but for the paint", "Done", "Done,"),
            ("🟡 In progress (3/4)", "🟡 In progress", "🟡 In progress "),
            ("Done(May)", "Done", "Done("),
            ("✅ (May)", "✅", "✅ ("),
        ] {
            assert_eq!(more(value), Some(More { stage, begin }), "{value}");
        }
        for value in ["Waiting for", "Someone (Bo)", "Done", "[x] (May)"] {
            assert_eq!(more(value), None, "{value}");
        }
    }

    #[test]
    fn names_that_are_mixed_up_are_one_stage() {
        let one = |a: &str, b: &str| meaning(a).zip(meaning(b)).is_some_and(|(a, b)| a.is(&b));
        assert!(one("✅", "COMPLETE") && one("Todo", "NOT STARTED") && one("wip", "Doing"));
        assert!(!one("Todo", "Pending") && !one("Done", "Closed") && !one("Partial", "Pass"));
    }
}
