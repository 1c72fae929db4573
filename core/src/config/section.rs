//! TOML as it was written: tables and values that know where they stand, and whose getters say what
//! is wrong in the words of `workflow.toml`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Mistake, Span};
use super::{keys, suggest};

/// A table with the keys that may stand in it.
#[derive(Clone)]
pub(super) struct Section<'a> {
    source: &'a str,
    /// Where its header or its key stands.
    pub(super) span: Span,
    /// How messages call it: `registry` or `[[stage]]`.
    pub(super) label: String,
    /// Absent where the section is not written and only its defaults count.
    table: Option<&'a DeTable<'a>>,
}

impl<'a> Section<'a> {
    /// The whole document; its keys are checked by [`Section::only`].
    pub(super) fn root(source: &'a str, table: &'a DeTable<'a>) -> Self {
        Self { source, span: 0..0, label: "workflow.toml".to_owned(), table: Some(table) }
    }

    /// A section of which nothing is written.
    pub(super) fn absent(&self, key: &str) -> Self {
        Self { source: self.source, span: 0..0, label: format!("`{key}`"), table: None }
    }

    /// Refuses every other key than those of this table, as [`keys::TABLES`] has them.
    pub(super) fn only(&self, table: &str) -> Result<(), Mistake> {
        let known = keys::of(table);
        match self.entries().find(|(key, _)| !known.contains(&key.value)) {
            Some((key, _)) => Err(Mistake::new(&key.span, format!("unknown key `{}`", key.value))
                .hint(suggest::hint(key.value, known))),
            None => Ok(()),
        }
    }

    /// What stands under a key.
    pub(super) fn get(&self, key: &str) -> Option<Item<'a>> {
        let (key, value) = self.table?.get_key_value(key)?;
        Some(Item { source: self.source, key: key.get_ref(), value })
    }

    /// What must stand under a key.
    pub(super) fn need(&self, key: &str, example: &str) -> Result<Item<'a>, Mistake> {
        self.get(key).ok_or_else(|| {
            Mistake::new(&self.span, format!("{} has no `{key}`", self.label))
                .hint(format!("add `{key} = {example}`"))
        })
    }

    /// Every key with its value, in the order of the file.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Text<'a>, Item<'a>)> + use<'a> {
        let mut entries: Vec<_> = self.table.into_iter().flatten().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let source = self.source;
        entries.into_iter().map(move |(key, value)| {
            let text = Text { source, value: key.get_ref(), span: key.span() };
            (text, Item { source, key: key.get_ref(), value })
        })
    }

    /// The text under a key.
    pub(super) fn text(&self, key: &str) -> Result<Option<Text<'a>>, Mistake> {
        self.get(key).map(|item| item.text()).transpose()
    }

    /// The text under a key, or a default that stands for it.
    pub(super) fn text_or(&self, key: &str, default: &'a str) -> Result<Text<'a>, Mistake> {
        let fallback = Text { source: self.source, value: default, span: self.span.clone() };
        Ok(self.text(key)?.unwrap_or(fallback))
    }

    /// The texts under a key, none where it is absent.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<Text<'a>>, Mistake> {
        self.get(key).map_or_else(|| Ok(Vec::new()), |item| item.texts())
    }

    /// The yes or no under a key.
    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, Mistake> {
        self.get(key).map(|item| item.flag()).transpose()
    }

    /// The table under a key.
    pub(super) fn table(&self, key: &str) -> Result<Option<Section<'a>>, Mistake> {
        self.get(key).map(|item| item.table(format!("`{key}`"))).transpose()
    }

    /// The tables under a key, each as `[[key]]`.
    pub(super) fn tables(&self, key: &str) -> Result<Vec<Section<'a>>, Mistake> {
        let Some(item) = self.get(key) else { return Ok(Vec::new()) };
        let label = format!("[[{key}]]");
        match item.value.get_ref() {
            DeValue::Array(values) => values
                .iter()
                .map(|value| Item { value, ..item }.table(label.clone()))
                .collect::<Result<_, _>>(),
            _ => Err(item
                .wrong("a list of tables")
                .hint(format!("write `{label}`, with two brackets on each side"))),
        }
    }
}

/// A value and the key it stands under.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    source: &'a str,
    pub(super) key: &'a str,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Item<'a> {
    /// Where the value stands.
    pub(super) fn span(&self) -> Span {
        self.value.span()
    }

    /// The value itself.
    pub(super) fn value(&self) -> &'a DeValue<'a> {
        self.value.get_ref()
    }

    /// The value at another place in this one.
    pub(super) fn inner(&self, value: &'a Spanned<DeValue<'a>>) -> Self {
        Self { value, ..*self }
    }

    /// Whether the value is a table.
    pub(super) fn is_table(&self) -> bool {
        matches!(self.value(), DeValue::Table(_))
    }

    /// The value is not of the type that its key asks for.
    pub(super) fn wrong(&self, expected: &str) -> Mistake {
        let found = match self.value() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a decimal number",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        Mistake::new(&self.span(), format!("`{}` must be {expected}, but is {found}", self.key))
    }

    pub(super) fn text(&self) -> Result<Text<'a>, Mistake> {
        match self.value() {
            DeValue::String(value) => Ok(Text { source: self.source, value, span: self.span() }),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => {
                let raw = self.source.get(self.span()).unwrap_or("…");
                Err(self.wrong("a text in quotes").hint(format!("write it as `\"{raw}\"`")))
            }
            _ => Err(self.wrong("a text in quotes")),
        }
    }

    /// A list of texts, or a single one.
    pub(super) fn texts(&self) -> Result<Vec<Text<'a>>, Mistake> {
        match self.value() {
            DeValue::Array(values) => values.iter().map(|value| self.inner(value).text()).collect(),
            DeValue::String(_) => Ok(vec![self.text()?]),
            _ => Err(self.wrong("a text or a list of texts")),
        }
    }

    pub(super) fn flag(&self) -> Result<bool, Mistake> {
        match self.value() {
            DeValue::Boolean(value) => Ok(*value),
            _ => Err(self.wrong("`true` or `false`")),
        }
    }

    /// A whole number; `None` where it is beyond 64 bits.
    pub(super) fn number(&self) -> Result<Option<i64>, Mistake> {
        match self.value() {
            DeValue::Integer(value) => Ok(i64::from_str_radix(value.as_str(), value.radix()).ok()),
            DeValue::String(text) if text.parse::<i64>().is_ok() => {
                Err(self.wrong("a whole number").hint(format!("write it without quotes: `{text}`")))
            }
            _ => Err(self.wrong("a whole number")),
        }
    }

    pub(super) fn table(&self, label: String) -> Result<Section<'a>, Mistake> {
        match self.value() {
            DeValue::Table(table) => {
                Ok(Section { source: self.source, span: self.span(), label, table: Some(table) })
            }
            _ => Err(self.wrong("a table")),
        }
    }
}

/// A text and where it stands.
#[derive(Clone)]
pub(super) struct Text<'a> {
    source: &'a str,
    pub(super) value: &'a str,
    pub(super) span: Span,
}

impl Text<'_> {
    /// Where the bytes `part` of the text stand; the whole of it where it was written with escapes.
    pub(super) fn part(&self, part: Span) -> Span {
        let raw = self.source.get(self.span.clone()).unwrap_or_default();
        let quoted = |quote: char| {
            raw.strip_prefix(quote).and_then(|raw| raw.strip_suffix(quote)) == Some(self.value)
        };
        if quoted('"') || quoted('\'') {
            let inner = self.span.start + 1;
            inner + part.start..inner + part.end
        } else {
            self.span.clone()
        }
    }

    /// Something is wrong with this text.
    pub(super) fn mistake(&self, message: impl Into<String>) -> Mistake {
        Mistake::new(&self.span, message)
    }
}
