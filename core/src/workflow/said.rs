//! What the cards of a stage say, where others stand in the same place.

/// What stands at the end of a value behind which a card may say more.
pub const MORE: &str = "{*}";

/// What the cards of a stage say in a field or a column: one value, which is written, or others that
/// mean the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The field.
    pub name: String,
    /// The value that is written.
    first: String,
    /// Others that are read; one that ends in [`MORE`] whatever follows.
    others: Vec<String>,
}

impl Said {
    /// One that is said by any of these values, of which the first is written; `None` without any.
    pub fn new(name: String, values: Vec<String>) -> Option<Self> {
        let mut values = values.into_iter();
        let first = values.next()?;
        Some(Self { name, first, others: values.collect() })
    }

    /// The value that is written.
    pub fn value(&self) -> &str {
        &self.first
    }

    /// Every value that is read, as the workflow has it.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.first).chain(&self.others).map(String::as_str)
    }

    /// Whether a field that says this says it; letter case does not count.
    pub fn fits(&self, value: &str) -> bool {
        let value = value.trim();
        self.values().any(|own| match own.strip_suffix(MORE) {
            Some(begin) => begins(value, begin.trim_start()),
            None => is_same(value, own.trim()),
        })
    }

    /// Whether a card could say both this and the other.
    pub fn meets(&self, other: &Self) -> bool {
        // Of two beginnings that a card could have, one begins with the other.
        other.values().any(|value| self.fits(value)) || self.values().any(|value| other.fits(value))
    }
}

/// Whether two texts are the same, letter case apart.
fn is_same(one: &str, other: &str) -> bool {
    match one.is_ascii() && other.is_ascii() {
        true => one.eq_ignore_ascii_case(other),
        false => one.to_lowercase() == other.to_lowercase(),
    }
}

/// Whether a text begins with another, letter case apart.
fn begins(text: &str, begin: &str) -> bool {
    match text.get(..begin.len()).filter(|head| head.is_ascii() && begin.is_ascii()) {
        Some(head) => head.eq_ignore_ascii_case(begin),
        None => text.to_lowercase().starts_with(&begin.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(values: &[&str]) -> Said {
        Said::new("Status".to_owned(), values.iter().map(|v| (*v).to_owned()).collect())
            .expect("a value")
    }

    #[test]
    fn behind_a_value_more_may_stand() {
        let doing = said(&["In progress", "In progress {*}"]);
        assert!(doing.fits("in PROGRESS (40%)") && doing.fits("In progress"));
        assert!(!doing.fits("In progressing") && !doing.fits("Done"));
        assert_eq!(doing.value(), "In progress");
        assert!(said(&["Готово", "✅ Готово {*}"]).fits("✅ ГОТОВО (май)"));
    }

    #[test]
    fn values_that_one_card_could_say_meet() {
        let meets = |one: &[&str], other: &[&str]| {
            assert_eq!(said(one).meets(&said(other)), said(other).meets(&said(one)));
            said(one).meets(&said(other))
        };
        assert!(meets(&["In", "In {*}"], &["In progress"]));
        assert!(meets(&["In", "In {*}"], &["Doing", "In progress {*}"]));
        assert!(meets(&["done"], &["Done"]));
        assert!(!meets(&["Done", "Done {*}"], &["Doing", "Doing {*}"]));
        assert!(!meets(&["Done (v1)"], &["Done"]));
    }
}
