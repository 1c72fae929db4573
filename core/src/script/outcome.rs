//! The functions by which a script says how it ends.

use std::sync::Arc;

use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, NativeCallContext};

use super::dynamic::to_json;
use super::state::{Ending, State};
use crate::gate::{Marks, Reason};

type Said = Result<(), Box<EvalAltResult>>;

/// `fail`: gates, hooks and after-scripts have it.
pub(super) fn register_fail(engine: &mut Engine, state: &Arc<State>) {
    let s = Arc::clone(state);
    engine.register_fn("fail", move |call: NativeCallContext, reason: Dynamic| -> Said {
        let reasons = match reason.as_array_ref() {
            Ok(all) => all.iter().map(reason_from).collect::<Result<Vec<_>, _>>(),
            Err(_) => reason_from(&reason).map(|one| vec![one]),
        };
        match reasons {
            Ok(reasons) if reasons.is_empty() => Err("`fail` needs at least one reason".into()),
            Ok(reasons) => end(&s, &call, Ending::Refuse(reasons)),
            Err(error) => Err(error.into()),
        }
    });
    let s = Arc::clone(state);
    engine.register_fn(
        "fail",
        move |call: NativeCallContext, message: ImmutableString, hint: ImmutableString| -> Said {
            let reason = Reason { message: message.into(), hint: Some(hint.into()), line: None };
            end(&s, &call, Ending::Refuse(vec![reason]))
        },
    );
}

/// What only gates say.
pub(super) fn register_verdicts(engine: &mut Engine, state: &Arc<State>) {
    let s = Arc::clone(state);
    engine.register_fn("pass", move |call: NativeCallContext| -> Said {
        end(&s, &call, Ending::Pass { message: String::new(), marks: Marks::default() })
    });
    let s = Arc::clone(state);
    engine.register_fn("pass", move |call: NativeCallContext, text: ImmutableString| -> Said {
        end(&s, &call, Ending::Pass { message: text.into(), marks: Marks::default() })
    });
    let s = Arc::clone(state);
    engine.register_fn(
        "pass",
        move |call: NativeCallContext, text: ImmutableString, marks: Map| -> Said {
            let marks = marks_from(&marks)?;
            end(&s, &call, Ending::Pass { message: text.into(), marks })
        },
    );
    let s = Arc::clone(state);
    engine.register_fn("skip", move |call: NativeCallContext, text: ImmutableString| -> Said {
        end(&s, &call, Ending::Skip(text.into()))
    });
    register_saying(engine, state, "warn");
}

/// `warn` or `note`: the script says something and goes on.
pub(super) fn register_saying(engine: &mut Engine, state: &Arc<State>, name: &str) {
    let s = Arc::clone(state);
    engine.register_fn(name, move |text: ImmutableString| s.say(&text));
}

/// Ends the script; `try` catches no termination, and `must_end` would end it again.
fn end(state: &State, call: &NativeCallContext, ending: Ending) -> Said {
    state.end(ending);
    Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, call.call_position()).into())
}

fn reason_from(value: &Dynamic) -> Result<Reason, String> {
    if let Ok(text) = value.as_immutable_string_ref() {
        return Ok(Reason { message: text.to_string(), hint: None, line: None });
    }
    let wrong =
        || "a reason is a text or a map such as #{message: \"…\", hint: \"…\", line: 7}".to_owned();
    let map = value.as_map_ref().map_err(|_| wrong())?;
    if !map.contains_key("message") {
        return Err(wrong());
    }
    // A script may hand on what it was told: no hint and no line are `()`.
    let mut object = to_json(value).map_err(|what| format!("a reason cannot hold {what}"))?;
    if let Some(unknown) = object
        .as_object()
        .and_then(|o| o.keys().find(|k| !["message", "hint", "line"].contains(&k.as_str())))
    {
        return Err(format!("a reason has no `{unknown}`: {}", wrong()));
    }
    serde_json::from_value(object.take()).map_err(|_| wrong())
}

fn marks_from(map: &Map) -> Result<Marks, String> {
    let mut marks = Marks::default();
    for (key, value) in map {
        match key.as_str() {
            "tick" => marks.tick = texts(value).ok_or("`tick` is an array of texts")?,
            "set" => {
                let fields = value.as_map_ref().map_err(|_| "`set` is a map of texts")?;
                for (name, value) in fields.iter() {
                    let value = value.as_immutable_string_ref().map_err(|_| {
                        format!("`set` gives the field `{name}` a value that is no text")
                    })?;
                    marks.set.push((name.to_string(), value.to_string()));
                }
            }
            other => return Err(format!("a pass can `tick` and `set`, but not `{other}`")),
        }
    }
    Ok(marks)
}

fn texts(value: &Dynamic) -> Option<Vec<String>> {
    let items = value.as_array_ref().ok()?;
    let items: &Array = &items;
    items.iter().map(|item| Some(item.as_immutable_string_ref().ok()?.to_string())).collect()
}
