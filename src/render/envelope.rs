//! The one JSON document that a command prints.

use serde_json::{Value, json};

use super::escape;
use crate::failure::Failure;

/// The version of the document's shape.
const SCHEMA: u32 = 1;

/// The document of a command that did what it was asked.
pub fn success(kind: &str, data: Value) -> String {
    document(&json!({ "schema": SCHEMA, "kind": kind, "data": data }))
}

/// The document of a command that did not.
pub fn error(failure: &Failure) -> String {
    document(&json!({ "schema": SCHEMA, "kind": "error", "error": failure_data(failure) }))
}

/// A failure as data.
pub fn failure_data(failure: &Failure) -> Value {
    let mut details = match &failure.details {
        Value::Object(details) => details.clone(),
        Value::Null => serde_json::Map::new(),
        other => [("value".to_owned(), other.clone())].into_iter().collect(),
    };
    if let Some(at) = &failure.at {
        details.insert("file".into(), json!(at.file));
        details.insert("line".into(), json!(at.line));
        details.insert("column".into(), json!(at.column));
        details.insert("text".into(), json!(at.text));
    }
    json!({
        "code": failure.code,
        "message": failure.message,
        "hint": failure.hint,
        "retryable": failure.retryable,
        "details": details,
    })
}

fn document(value: &Value) -> String {
    let mut text = escape::json(&value.to_string());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Exit;

    #[test]
    fn one_line_one_document() {
        let text = success("advance", json!({ "title": "a\nb" }));
        assert_eq!(text, "{\"schema\":1,\"kind\":\"advance\",\"data\":{\"title\":\"a\\nb\"}}\n");
    }

    #[test]
    fn an_error_says_what_to_do_and_whether_to_try_again() {
        let failure = Failure::new("lost", Exit::Lost, "gone").hint("flow show X-1");
        let value: Value = serde_json::from_str(&error(&failure)).expect("json");
        assert_eq!(value["error"]["code"], "lost");
        assert_eq!(value["error"]["retryable"], true);
        assert_eq!(value["error"]["details"], json!({}));
    }
}
