//! Ranges of ids: `T-1..T-3`, `T-1–T-3`, `T-1 to T-3`, `T-1..3`.

use std::cmp::Ordering;
use std::ops::Range;

use super::{IdForm, TaskId, is_word};

/// Signs that stand between the ends of a range, blanks around them or not.
const SIGNS: [&str; 7] = ["..", "...", "…", "–", "~", "～", "〜"];

/// Words that do.
const WORDS: [&str; 24] = [
    "to", "through", "thru", "until", "bis", "à", "a", "al", "até", "hasta", "tot", "t/m", "til",
    "till", "do", "až", "до", "по", "sampai", "đến", "至", "到", "から", "부터",
];

/// Ids from one to another, both included, in the order of [`TaskId`].
#[derive(Debug, Clone)]
pub(crate) struct IdRange {
    /// Where it stands in the text, from its first end on.
    pub at: Range<usize>,
    from: TaskId,
    to: TaskId,
}

impl IdRange {
    fn new(at: Range<usize>, from: &TaskId, to: TaskId) -> Option<Self> {
        let is_alike = from.prefix().eq_ignore_ascii_case(to.prefix());
        (is_alike && *from < to).then(|| Self { at, from: from.clone(), to })
    }

    /// Those of some ids in their order that are of these.
    pub fn among<'s>(&self, sorted: &'s [TaskId]) -> impl Iterator<Item = &'s TaskId> {
        let place = |id: &TaskId, end: &TaskId| {
            let prefix = |id: &TaskId| id.prefix().to_ascii_uppercase();
            prefix(id).cmp(&prefix(end)).then(id.number().cmp(&end.number()))
        };
        let from = sorted.partition_point(|id| place(id, &self.from) == Ordering::Less);
        let len = sorted[from..].partition_point(|id| place(id, &self.to) != Ordering::Greater);
        sorted[from..from + len].iter().filter(|id| self.holds(id))
    }

    /// Whether an id is one of these. Zeros before a number do not count.
    pub fn holds(&self, id: &TaskId) -> bool {
        let place = |one: &TaskId, other: &TaskId| {
            let suffix = || one.suffix().to_uppercase().cmp(&other.suffix().to_uppercase());
            one.number().cmp(&other.number()).then_with(suffix)
        };
        !id.is_handle()
            && id.prefix().eq_ignore_ascii_case(self.from.prefix())
            && place(&self.from, id) != Ordering::Greater
            && place(id, &self.to) != Ordering::Greater
    }
}

impl IdForm {
    /// The ranges in a running text, and what could be some and is not read as one, for it could be
    /// something else too: `T-1-3`, `T-3..T-1`, `T-1..X-3`.
    pub(crate) fn ranges<'t>(&self, text: &'t str) -> (Vec<IdRange>, Vec<&'t str>) {
        let (mut ranges, mut unclear) = (Vec::new(), self.dashed(text));
        let found = self.find_all(text);
        for (nth, (at, id)) in found.iter().enumerate() {
            let end = at + id.as_str().len();
            let next = found.get(nth + 1);
            let between = next.map_or("", |(next, _)| bare(&text[end..*next]));
            if let Some((next, to)) = next.filter(|_| joins(between)) {
                let all = *at..next + to.as_str().len();
                match IdRange::new(all.clone(), id, to.clone()) {
                    Some(range) => ranges.push(range),
                    None => unclear.push(&text[all]),
                }
            } else if let Some((last, len)) = short(&text[end..]) {
                let to = self.read(&self.write(id.prefix(), last, ""));
                ranges.extend(to.and_then(|to| IdRange::new(*at..end + len, id, to)));
            } else if let Some((next, to)) = next.filter(|_| matches!(between, "-" | "—"))
                && id.number().saturating_add(1) < to.number()
                && IdRange::new(0..0, id, to.clone()).is_some()
            {
                unclear.push(&text[*at..next + to.as_str().len()]);
            }
        }
        (ranges, unclear)
    }

    /// Words in which a dash stands between an id and a higher number, or a later id: no id is found there.
    fn dashed<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let words = text.split(|c: char| !c.is_ascii() || !is_word(c as u8));
        let words = words.filter(|word| self.read(word).is_none());
        let is_range = |word: &&str| {
            word.match_indices('-').any(|(at, _)| {
                let (from, to) = (self.read(&word[..at]), &word[at + 1..]);
                let later = |from: &TaskId| match self.read(to) {
                    Some(to) => IdRange::new(0..0, from, to).is_some(),
                    None => to.parse().is_ok_and(|to| from.number() < to),
                };
                from.as_ref().is_some_and(later)
            })
        };
        words.filter(is_range).collect()
    }
}

/// What stands between two ids, without the marks of links, code and emphasis.
fn bare(between: &str) -> &str {
    let target = between.strip_prefix("](").and_then(|rest| rest.split_once(')'));
    let between = target.map_or(between, |(_, rest)| rest);
    between.trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '`' | '*' | '_'))
}

fn joins(between: &str) -> bool {
    SIGNS.contains(&between) || WORDS.contains(&between.to_lowercase().as_str())
}

/// The number that stands right behind an id and a sign, the `3` of `T-1..3`, and how long both are.
fn short(behind: &str) -> Option<(u64, usize)> {
    let rest = SIGNS.iter().rev().find_map(|sign| behind.strip_prefix(sign))?;
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !rest.as_bytes().get(len).copied().is_some_and(is_word);
    let number = rest[..len].parse().ok().filter(|_| ends)?;
    Some((number, behind.len() - rest.len() + len))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(form: &str) -> IdForm {
        IdForm::new(form, Vec::new()).expect("a form")
    }

    /// The numbers up to 9 that a text's ranges hold, and what is unclear in it.
    fn read(ids: &str, text: &str) -> (Vec<u64>, Vec<String>) {
        let ids = form(ids);
        let (ranges, unclear) = ids.ranges(text);
        let all = (1..=9).filter(|number| {
            let id = ids.read(&ids.write("T", *number, "")).expect("an id");
            ranges.iter().any(|range| range.holds(&id))
        });
        (all.collect(), unclear.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn a_range_holds_what_lies_between_its_ends() {
        let ways = [
            "T-2..T-4",
            "T-2 ... T-4",
            "T-2…T-4",
            "T-2–T-4",
            "T-2 – T-4",
            "T-2~T-4",
            "T-2 to T-4",
            "T-2 bis T-4",
            "`T-2` through `T-4`",
            "[T-2](a.md) to [T-4](b.md)",
            "T-2..4",
            "T-2–4",
            "the parts T-2..T-4 (all)",
        ];
        for text in ways {
            assert_eq!(read("{prefix}-{number}", text), (vec![2, 3, 4], vec![]), "{text}");
        }
        assert_eq!(read("{number}", "2–4").0, [2, 3, 4]);
        assert_eq!(read("#{number}", "#2..#4").0, [2, 3, 4]);
        assert_eq!(read("{prefix}-{number:3}", "T-002..T-4").0, [2, 3, 4]);
    }

    #[test]
    fn a_list_and_prose_are_no_ranges() {
        for text in
            ["T-2, T-4", "T-2 and T-4", "T-2 (not T-4)", "T-2 — 4 days", "T-2 / T-4", "2026-03-04"]
        {
            assert_eq!(read("{prefix}-{number}", text), (vec![], vec![]), "{text}");
        }
        assert_eq!(read("{number}", "2026-03-01"), (vec![], vec![]));
        assert_eq!(
            read("{prefix}-{number}", "T-2 - T-3"),
            (vec![], vec![]),
            "nothing lies between"
        );
        let past_counting = "T-99999999999999999999 - T-3";
        assert_eq!(read("{prefix}-{number}", past_counting), (vec![], vec![]));
    }

    #[test]
    fn what_could_be_a_range_or_something_else_is_told() {
        for text in ["T-4..T-2", "T-2 to X-4", "T-2 - T-4", "T-2—T-4", "T-2-4", "T-2-T-4"] {
            let told = (vec![], vec![text.to_owned()]);
            assert_eq!(read("{prefix}-{number}{suffix?}", text), told, "{text}");
        }
        assert_eq!(read("{number}", "2-4"), (vec![], vec!["2-4".to_owned()]));
    }

    #[test]
    fn parts_of_a_task_lie_between_those_beside_it() {
        let ids = form("{prefix}-{number}{suffix?}");
        let (ranges, _) = ids.ranges("T-1..T-3");
        let holds = |id: &str| ranges[0].holds(&ids.read(id).expect("an id"));
        assert_eq!(
            ["T-1.2", "T-2b", "T-3", "T-3.1", "X-2"].map(holds),
            [true, true, true, false, false]
        );
    }
}
