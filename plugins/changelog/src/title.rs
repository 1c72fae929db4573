//! When two titles are of one task.

/// Words that people put after a title when the task's state changes.
const STATES: [&str; 10] = [
    "COMPLETE",
    "COMPLETED",
    "DONE",
    "FIXED",
    "MERGED",
    "RESOLVED",
    "VERIFIED",
    "PLANNED",
    "CLOSED",
    "PROGRESS",
];

/// How many first words must be shared where neither title contains the other.
const FIRST_WORDS: usize = 5;

/// Whether an entry's title and a task's are of the same task: letter case, punctuation and
/// trailing decorations (`(~1 week) 🔥`, `COMPLETE ✅`) do not count, and either may say more than
/// the other.
///
/// One contains the other (two words at least: a single one is in too many titles), or both begin
/// with the same five words and name the same numbers, so that "Phase 1" is not "Phase 2".
pub fn same(a: &str, b: &str) -> bool {
    let (bare_a, bare_b) = (words(undecorated(a)), words(undecorated(b)));
    let (full_a, full_b) = (words(a), words(b));
    if bare_a == bare_b || full_a == full_b {
        return true;
    }
    contains(&full_a, &bare_b) || contains(&full_b, &bare_a) || begin_alike(&bare_a, &bare_b)
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(str::to_lowercase).collect()
}

fn contains(long: &[String], short: &[String]) -> bool {
    short.len() >= 2 && long.windows(short.len()).any(|window| window == short)
}

fn begin_alike(a: &[String], b: &[String]) -> bool {
    let numbers = |words: &[String]| -> Vec<String> {
        words.iter().filter(|w| w.bytes().all(|b| b.is_ascii_digit())).cloned().collect()
    };
    a.len() >= FIRST_WORDS
        && b.len() >= FIRST_WORDS
        && a[..FIRST_WORDS] == b[..FIRST_WORDS]
        && numbers(a) == numbers(b)
}

/// The title without what trails it. A title that is nothing but decoration stays whole.
fn undecorated(title: &str) -> &str {
    let mut rest = title;
    loop {
        let shorter = rest.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
        let shorter = match shorter.strip_suffix(')') {
            Some(inner) => inner.rfind('(').map_or(inner, |open| &inner[..open]),
            None => without_state(shorter),
        };
        if words(shorter).is_empty() {
            return rest;
        }
        if shorter.len() == rest.len() {
            return rest;
        }
        rest = shorter;
    }
}

fn without_state(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    if STATES.contains(&&text[start..]) { &text[..start] } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decorations_and_punctuation_do_not_count() {
        for (a, b) in [
            ("Faster start", "faster  start!"),
            ("Faster start (~1 week) 🔥", "Faster start COMPLETE ✅"),
            ("Faster start - MERGED ✅ (2026-01-02)", "Faster start"),
            ("Faster start", "Faster start** - by reading the boards once"),
            ("Make the faster start", "Faster start"),
            ("Read the boards only once per run", "Read the boards only once, then keep them"),
            ("Cache", "Cache ✅ **DONE**"),
            ("🔥", "🔥"),
            ("", ""),
        ] {
            assert!(same(a, b) && same(b, a), "{a:?} {b:?}");
        }
    }

    #[test]
    fn other_titles_are_other_tasks() {
        for (a, b) in [
            ("Faster start of the tool", "Faster tests of the tool"),
            ("Cache", "Cache of boards"),
            ("Mend the old boards slowly - Phase 1", "Mend the old boards slowly - Phase 2"),
            ("Faster start", ""),
            ("Faster start", "🔥"),
            ("(one) thing", "(one) other"),
        ] {
            assert!(!same(a, b) && !same(b, a), "{a:?} {b:?}");
        }
    }

    proptest! {
        #[test]
        fn a_title_is_its_own(title in ".{0,40}", other in ".{0,40}") {
            prop_assert!(same(&title, &title));
            prop_assert_eq!(same(&title, &other), same(&other, &title));
        }
    }
}
