//! `env::get`: the environment variables that `workflow.toml` lets scripts read.

use serde_json::Value;

use crate::fault::Fault;
use crate::question::{Question, text};

pub(super) fn question() -> Question {
    Question::new("env", "get", 1..=1, |asking, args| {
        let name = text(args, 0)?;
        if !asking.workflow.env.iter().any(|declared| declared == name) {
            let fault = format!("scripts may not read the environment variable `{name}`");
            return Err(Fault::failed(fault)
                .hint(format!("add it to the key `env` of workflow.toml: env = [\"{name}\"]")));
        }
        Ok(std::env::var(name).map_or(Value::Null, Value::String))
    })
}
