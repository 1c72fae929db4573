//! What the cards of a stage say, where others stand in the same place.

/// What the cards of a stage say in a field or a column: one value, which is written, or others that
/// mean the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The field.
    pub name: String,
    /// The value that is written.
    first: String,
    /// Others that are read.
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

    /// Every value that is read.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.first).chain(&self.others).map(String::as_str)
    }

    /// Whether a field that says this says it; letter case does not count.
    pub fn fits(&self, value: &str) -> bool {
        let value = value.trim();
        self.values().map(str::trim).any(|own| match own.is_ascii() && value.is_ascii() {
            true => own.eq_ignore_ascii_case(value),
            false => own.to_lowercase() == value.to_lowercase(),
        })
    }
}
