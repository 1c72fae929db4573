//! `args` of a gate, a hook or an after-script: any values, for the script to read.

use serde_json::{Map, Number, Value};
use toml::de::DeValue;

use super::super::error::Mistake;
use super::super::form;
use super::super::section::{Item, Section, Text};

/// What a text among the arguments may ask for; it is filled in for each move.
const HOLES: [&str; 10] =
    ["id", "title", "date", "actor", "branch", "worktree", "from", "to", "prefix", "number"];

/// The arguments as JSON, their texts as they were written and known to be forms.
pub(super) fn args(section: &Section<'_>) -> Result<Value, Mistake> {
    match section.table("args")? {
        Some(table) => object(&table),
        None => Ok(Value::Object(Map::new())),
    }
}

fn object(table: &Section<'_>) -> Result<Value, Mistake> {
    let pair = |(key, item): (Text<'_>, Item<'_>)| Ok((key.value.to_owned(), value(&item)?));
    table.entries().map(pair).collect::<Result<Map<_, _>, _>>().map(Value::Object)
}

fn value(item: &Item<'_>) -> Result<Value, Mistake> {
    let number = |number: Option<Number>| {
        number.map(Value::Number).ok_or_else(|| {
            Mistake::new(&item.span(), "a script cannot read this number")
                .hint("write a number that 64 bits hold, or a text")
        })
    };
    match item.value() {
        DeValue::String(_) => {
            let text = item.text()?;
            form::several_lines(&text, &HOLES)?;
            Ok(Value::String(text.value.to_owned()))
        }
        DeValue::Integer(_) => number(item.number()?.map(Number::from)),
        DeValue::Float(float) => number(float.as_str().parse().ok().and_then(Number::from_f64)),
        DeValue::Boolean(flag) => Ok(Value::Bool(*flag)),
        // JSON has no dates; a script reads them as text.
        DeValue::Datetime(datetime) => Ok(Value::String(datetime.to_string())),
        DeValue::Array(values) => {
            values.iter().map(|inner| value(&item.inner(inner))).collect::<Result<_, _>>()
        }
        DeValue::Table(_) => object(&item.table(item.key.to_owned())?),
    }
}
