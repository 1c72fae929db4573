//! `time::…`: one command has one time.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::question::{Question, text};

pub(super) fn questions() -> Vec<Question> {
    vec![
        Question::new("time", "today", 0..=0, |asking, _| Ok(Value::String(asking.site.today()))),
        Question::new("time", "now", 0..=0, |asking, _| {
            let now = &asking.site.now;
            Ok(Value::String(now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()))
        }),
        // Days since a date, such as `2025-11-24`; negative for one to come.
        Question::new("time", "days_since", 1..=1, |asking, args| {
            let written = text(args, 0)?;
            let date: Date = written.trim().parse().map_err(|_| {
                Fault::failed(format!("`{written}` is no date")).hint("write it as 2025-11-24")
            })?;
            let days = asking.site.now.date().since(date).map(|span| span.get_days());
            days.map(|days| json!(days)).map_err(|error| Fault::failed(error.to_string()))
        }),
    ]
}
