//! YAML to JSON, from the events of a parser. Aliases are not followed, so no document can be
//! larger than it looks.

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};

/// The largest front matter that is read.
const LARGEST: usize = 64 * 1024;

/// The deepest nesting.
const DEEPEST: usize = 64;

/// Why a text cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Reads a document that is a map, or empty; `None` where it is something else.
pub fn map(yaml: &str) -> Result<Option<Map<String, Value>>, YamlError> {
    if yaml.len() > LARGEST {
        let message = format!("it is larger than {} KiB", LARGEST / 1024);
        return Err(YamlError { line: 1, message });
    }
    let mut tree = Tree::default();
    for event in Parser::new_from_str(yaml) {
        let (event, span) = event.map_err(|error| YamlError {
            line: error.marker().line(),
            message: error.info().to_owned(),
        })?;
        tree.take(event).map_err(|message| YamlError { line: span.start.line(), message })?;
    }
    match tree.root {
        None => Ok(Some(Map::new())),
        Some(Value::Object(map)) => Ok(Some(map)),
        // Lines that are all comments.
        Some(Value::Null) => Ok(Some(Map::new())),
        Some(_) => Ok(None),
    }
}

/// What is read so far: the root once it is whole, and the collections around the next event.
#[derive(Default)]
struct Tree {
    root: Option<Value>,
    open: Vec<Open>,
}

enum Open {
    List(Vec<Value>),
    Map(Map<String, Value>, Option<String>),
}

impl Tree {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Alias(_) => Err("aliases (`*name`) are not followed".to_owned()),
            Event::Scalar(text, style, _, tag) => match self.open.last_mut() {
                // A key is taken as it is written: `1.10: x` has the key `1.10`.
                Some(Open::Map(map, key @ None)) => {
                    if map.contains_key(&*text) {
                        return Err(format!("the key `{text}` stands there twice"));
                    }
                    *key = Some(text.into_owned());
                    Ok(())
                }
                _ => self.put(scalar(&text, style, tag.as_deref())),
            },
            Event::SequenceStart(..) => self.begin(Open::List(Vec::new())),
            Event::MappingStart(..) => self.begin(Open::Map(Map::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List(list)) => self.put(Value::Array(list)),
                Some(Open::Map(map, _)) => self.put(Value::Object(map)),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn begin(&mut self, open: Open) -> Result<(), String> {
        if let Some(Open::Map(_, None)) = self.open.last() {
            return Err("a key must be a plain text".to_owned());
        }
        if self.open.len() == DEEPEST {
            return Err(format!("it is nested deeper than {DEEPEST} levels"));
        }
        self.open.push(open);
        Ok(())
    }

    fn put(&mut self, value: Value) -> Result<(), String> {
        match self.open.last_mut() {
            None if self.root.is_some() => return Err("a second document begins".to_owned()),
            None => self.root = Some(value),
            Some(Open::List(list)) => list.push(value),
            Some(Open::Map(map, key)) => {
                // The parser gives keys and values in turn.
                if let Some(key) = key.take() {
                    map.insert(key, value);
                }
            }
        }
        Ok(())
    }
}

/// A scalar by the rules of YAML 1.2's core schema: `no` and `2026-11-23` are text.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
    if style != ScalarStyle::Plain || is_text {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).unwrap_or_else(|| Value::String(text.to_owned())),
    }
}

/// A number that scripts can hold; a larger one, an infinity or a NaN stays text.
fn number(text: &str) -> Option<Value> {
    let hex = text.strip_prefix("0x").map(|digits| (digits, 16));
    if let Some((digits, radix)) = hex.or(text.strip_prefix("0o").map(|digits| (digits, 8))) {
        let plain = digits.chars().all(|digit| digit.is_digit(radix));
        return plain.then(|| i64::from_str_radix(digits, radix).ok()).flatten().map(Value::from);
    }
    // Rust reads words such as `inf` as numbers too.
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) {
        return None;
    }
    if !text.contains(['.', 'e', 'E']) {
        return text.parse::<i64>().ok().map(Value::from);
    }
    let float = text.parse::<f64>().ok().filter(|float| float.is_finite())?;
    Number::from_f64(float).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(yaml: &str) -> Value {
        map(yaml).expect("yaml").map_or(Value::Null, Value::Object)
    }

    #[test]
    fn scalars_have_the_types_of_the_core_schema() {
        let yaml = "a: 1\nb: -2.5\nc: true\nd: ~\ne: no\nf: 2026-11-23\ng: '7'\nh: 0x1F\ni: .inf\n\
                    j: 99999999999999999999\nk:\nl: !!str 5\nm: 1e3\nn: PERF-007\no: \"x\\ny\"\n";
        let expected = json!({
            "a": 1, "b": -2.5, "c": true, "d": null, "e": "no", "f": "2026-11-23", "g": "7",
            "h": 31, "i": ".inf", "j": "99999999999999999999", "k": null, "l": "5", "m": 1000.0,
            "n": "PERF-007", "o": "x\ny",
        });
        assert_eq!(read(yaml), expected);
    }

    #[test]
    fn collections_nest() {
        let yaml =
            "tags: [a, b]\nowner:\n  name: Ada\n  of:\n    - x: 1\n      y: 2\n    - z\n007: k\n";
        let expected = json!({
            "tags": ["a", "b"],
            "owner": { "name": "Ada", "of": [{ "x": 1, "y": 2 }, "z"] },
            "007": "k",
        });
        assert_eq!(read(yaml), expected);
    }

    #[test]
    fn only_a_map_will_do() {
        assert_eq!(read(""), json!({}));
        assert_eq!(read("# nothing\n"), json!({}));
        assert_eq!(map("prose\n"), Ok(None));
        assert_eq!(map("- a\n"), Ok(None));
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_line() {
        let deep = format!("a: {}", "[".repeat(100));
        for (yaml, line, says) in [
            ("a: &x [1]\nb: *x\n", 2, "aliases"),
            ("a: 1\na: 2\n", 2, "`a` stands there twice"),
            ("a: 1\n[b]: 2\n", 2, "key"),
            ("a: 1\n b: [\n", 2, ""),
            (&deep, 1, "nested"),
        ] {
            let error = map(yaml).expect_err(yaml);
            assert_eq!(error.line, line, "{error:?}");
            assert!(error.message.contains(says), "{error:?}");
        }
        assert!(map(&"a".repeat(LARGEST + 1)).is_err());
    }

    #[test]
    fn a_bomb_of_aliases_does_not_go_off() {
        let mut yaml = "a: &a [x, x, x, x, x, x, x, x]\n".to_owned();
        for (name, of) in "bcdefghij".chars().zip("abcdefghi".chars()) {
            yaml += &format!("{name}: &{name} [*{of}, *{of}, *{of}, *{of}, *{of}, *{of}, *{of}]\n");
        }
        assert!(map(&yaml).expect_err("a bomb").message.contains("aliases"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(yaml in "[-a1: \\[\\]{}&*!|>'\"#%@,?\t\r\n.é]{0,80}") {
            let _ = map(&yaml);
        }
    }
}
