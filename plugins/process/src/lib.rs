//! Commands for flow's scripts: `cmd::run` and `cmd::exists`.
//!
//! A command is an argument list, never a shell string. It runs in a process group of its own, has
//! no input, and is over when its process is: neither a hung child nor one that keeps the output
//! open can hold flow up, and nothing it prints can fill flow's memory.

mod group;
mod options;
mod output;
mod program;
mod run;
#[cfg(test)]
mod tests;

use flow_core::plugin::Plugin;
use flow_core::question::{Question, text};
use serde_json::Value;

/// Runs commands for scripts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Process;

impl Plugin for Process {
    fn name(&self) -> &'static str {
        "process"
    }

    fn questions(&self) -> Vec<Question> {
        let run = Question::new("cmd", "run", 1..=2, run::run);
        let exists = Question::new("cmd", "exists", 1..=1, |asking, args| {
            Ok(Value::Bool(program::exists(text(args, 0)?, &asking.workplace())))
        });
        vec![Question { runs_commands: true, ..run }, exists]
    }
}
