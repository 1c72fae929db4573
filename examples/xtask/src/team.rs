//! A native plugin: the gate `no-fixme`, `team::is_weekend()` for scripts, and a format of boards.

use std::sync::Arc;

use flow_core::fault::Fault;
use flow_core::format::Format;
use flow_core::fs::{FileRead, read_regular};
use flow_core::gate::{Marks, NativeGate, Reason, Verdict};
use flow_core::path::RelPath;
use flow_core::plugin::Plugin;
use flow_core::question::{Asking, Question};
use serde_json::Value;

use crate::jot::Jot;

/// The largest file that is looked at, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// What this team adds to flow.
pub struct Team;

impl Plugin for Team {
    fn name(&self) -> &'static str {
        "team"
    }

    fn gates(&self) -> Vec<NativeGate> {
        vec![NativeGate { name: "no-fixme", judge: Arc::new(no_fixme) }]
    }

    fn formats(&self) -> Vec<&'static dyn Format> {
        vec![&Jot]
    }

    fn questions(&self) -> Vec<Question> {
        vec![Question::new("team", "is_weekend", 0..=0, |asking, _| {
            let day = asking.site.now.date().weekday().to_monday_one_offset();
            Ok(Value::Bool(day >= 6))
        })]
    }
}

/// Refuses while a file that the card names in `Changed Files` says FIXME.
fn no_fixme(asking: &Asking, _: &Value) -> Result<Verdict, Fault> {
    let Some(field) = asking.task.fields.iter().find(|f| f.name == "Changed Files") else {
        return Ok(Verdict::Skip { message: "the card names no Changed Files".into() });
    };
    let mut reasons = Vec::new();
    let mut count = 0;
    for name in field.value.split(',').map(|name| name.trim().trim_matches('`')) {
        let path = RelPath::new(name).map_err(|bad| Fault::refused(bad.to_string()))?;
        let read = read_regular(&path.under(&asking.workplace()), LARGEST);
        let read =
            read.map_err(|error| Fault::failed(format!("{path} cannot be read: {error}")))?;
        let FileRead::File(bytes, _) = read else { continue };
        count += 1;
        for (nth, line) in String::from_utf8_lossy(&bytes).lines().enumerate() {
            if line.contains("FIXME") {
                reasons.push(Reason {
                    message: format!("{path}:{} says: {}", nth + 1, line.trim()),
                    hint: Some("do what it says, or make it a task of its own".into()),
                    line: Some(field.line),
                });
            }
        }
    }
    Ok(if reasons.is_empty() {
        Verdict::Pass { message: format!("{count} files without"), marks: Marks::default() }
    } else {
        Verdict::Refuse(reasons)
    })
}
