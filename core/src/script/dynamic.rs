//! JSON to Rhai values and back.

use rhai::{Array, Dynamic, Map};
use serde_json::{Map as Object, Number, Value};

/// Deeper values are refused: nothing that a script says to the world needs them.
const MAX_DEPTH: usize = 64;

/// A JSON value for a script; null is `()`.
pub fn from_json(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(yes) => Dynamic::from(*yes),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Dynamic::from(whole),
            (None, Some(float)) => Dynamic::from(float),
            (None, None) => Dynamic::from(number.to_string()),
        },
        Value::String(text) => Dynamic::from(text.clone()),
        Value::Array(items) => Dynamic::from(items.iter().map(from_json).collect::<Array>()),
        Value::Object(map) => {
            let map: Map =
                map.iter().map(|(key, value)| (key.as_str().into(), from_json(value))).collect();
            Dynamic::from(map)
        }
    }
}

/// What a script hands to the world, as JSON.
///
/// # Errors
/// Says which kind of value has no JSON form: a function, a time stamp, a value nested too deeply.
pub fn to_json(value: &Dynamic) -> Result<Value, String> {
    convert(value, 0)
}

fn convert(value: &Dynamic, depth: usize) -> Result<Value, String> {
    if depth > MAX_DEPTH {
        return Err(format!("a value nested more than {MAX_DEPTH} deep"));
    }
    if value.is_unit() {
        return Ok(Value::Null);
    }
    if let Ok(yes) = value.as_bool() {
        return Ok(Value::Bool(yes));
    }
    if let Ok(whole) = value.as_int() {
        return Ok(Value::from(whole));
    }
    if let Ok(float) = value.as_float() {
        let number = Number::from_f64(float).ok_or_else(|| format!("the number {float}"))?;
        return Ok(Value::Number(number));
    }
    if let Ok(letter) = value.as_char() {
        return Ok(Value::String(letter.to_string()));
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return Ok(Value::String(text.to_string()));
    }
    if let Ok(items) = value.as_array_ref() {
        return items.iter().map(|item| convert(item, depth + 1)).collect();
    }
    if let Ok(map) = value.as_map_ref() {
        let mut object = Object::new();
        for (key, value) in map.iter() {
            object.insert(key.to_string(), convert(value, depth + 1)?);
        }
        return Ok(Value::Object(object));
    }
    Err(format!("a value of the type {}", value.type_name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_goes_there_and_back() {
        let value = json!({"a": [1, -2.5, "x", null, true], "b": {"c": {}}});
        assert_eq!(to_json(&from_json(&value)).expect("json"), value);
    }

    #[test]
    fn what_has_no_json_form_is_named() {
        let stamp = Dynamic::from(rhai::Instant::now());
        assert!(to_json(&stamp).expect_err("no json").contains("timestamp"));
        let mut nest = Dynamic::UNIT;
        for _ in 0..100 {
            nest = Dynamic::from(vec![nest]);
        }
        assert!(to_json(&nest).expect_err("too deep").contains("deep"));
        assert!(to_json(&Dynamic::from(f64::NAN)).is_err());
    }
}
