//! Errors of the core in words: what is wrong, a stable code, how flow ends, and what to type next.

mod plan;
#[cfg(test)]
mod tests;

use std::path::Path;

use flow_core::apply::ApplyError;
use flow_core::board::{BoardError, OpenError};
use flow_core::config::ConfigError;
use flow_core::fault::{Fault, FaultKind};
use flow_core::flow::FlowError;
use flow_core::journal::JournalError;
use flow_core::snapshot::SnapshotError;
use serde_json::json;

use super::typed::{Typed, quoted};
use super::{bill, gates};
use crate::failure::{At, Exit, Failure};

/// An error in words; `typed` is the command that was given, for what to type next.
pub fn in_words(error: FlowError, typed: &Typed) -> Failure {
    match error {
        FlowError::Snapshot(error) => snapshot(error),
        FlowError::Plan(error) => plan::plan(error, typed),
        FlowError::Refused(judgement) => gates::refused(&judgement, typed),
        FlowError::Lost { message } => {
            Failure::new("lost", Exit::Lost, message).hint("look where it is now: flow status")
        }
        FlowError::Untrusted(claim) => bill::untrusted(&claim),
        FlowError::Apply(error) => apply(error),
        FlowError::Journal(error) => journal(&error),
        FlowError::State { .. } => Failure::new("state", Exit::Failed, error.to_string())
            .hint("let your user write there, and try again"),
        FlowError::Fault(error) => fault(error),
    }
}

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        in_words(error, &Typed::verb("advance"))
    }
}

impl From<Fault> for Failure {
    fn from(error: Fault) -> Self {
        fault(error)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let ConfigError { file, line, column, source_line, width, message, hint } = error;
        let at = At { file, line, column, width, text: Some(source_line) };
        let mut failure = Self::new("workflow", Exit::Failed, message);
        failure.at = Some(Box::new(at));
        failure.hint = hint;
        failure
    }
}

fn fault(error: Fault) -> Failure {
    let (code, exit, next) = match error.kind {
        FaultKind::Refused => ("refused", Exit::Refused, "see what is wrong: flow check"),
        FaultKind::Failed => ("failed", Exit::Failed, "see what is wrong: flow check"),
        FaultKind::Lost => ("lost", Exit::Lost, "look where things are now: flow status"),
        FaultKind::NeedsPerson => ("needs-person", Exit::Person, "see what is left: flow check"),
        FaultKind::Interrupted => return interrupted(),
    };
    Failure::new(code, exit, error.message).hint(error.hint.unwrap_or_else(|| next.to_owned()))
}

/// The user has asked to stop.
pub fn interrupted() -> Failure {
    Failure::new("interrupted", Exit::Interrupted, "interrupted; nothing was changed")
        .hint("give the same command again")
}

fn journal(error: &JournalError) -> Failure {
    let (code, exit, hint) = match error {
        JournalError::Io { .. } => {
            ("journal", Exit::Failed, "let your user read and write there, and try again")
        }
        JournalError::Corrupt { path, settled } => {
            let hint = aside(path, *settled);
            return Failure::new("journal-damaged", Exit::Person, error.to_string()).hint(hint);
        }
        JournalError::Unsure { .. } => (
            "journal-unsure",
            Exit::Person,
            "mend the disk, then give any flow command: it finishes the move or takes it back",
        ),
        JournalError::Newer { .. } => {
            ("journal-newer", Exit::Person, "use the newer flow that wrote it")
        }
    };
    Failure::new(code, exit, error.to_string()).hint(hint)
}

/// What a person does about a damaged entry. Where its end is known, nothing depends on it any more.
fn aside(path: &Path, settled: bool) -> String {
    if settled {
        return "its move had come to its end, so that it can be set aside: flow doctor --fix"
            .into();
    }
    let shown = |path: &Path| quoted(&path.display().to_string());
    let (from, to) = (shown(path), shown(&path.with_extension("damaged")));
    format!(
        "restore it from a backup; or see that each board is as it should be (flow doctor, flow \
         check), then set the entry aside: mv {from} {to}"
    )
}

fn apply(error: ApplyError) -> Failure {
    match error {
        ApplyError::Fault(error) => fault(error),
        ApplyError::Journal(error) => journal(&error),
        ApplyError::Moved(_) => {
            let message = format!("{error}; everything was taken back");
            Failure::new("lost", Exit::Lost, message).hint("give the same command again")
        }
        ApplyError::Write { .. } => {
            let message = format!("{error}; everything was taken back");
            Failure::new("write", Exit::Failed, message)
                .hint("see that the folder can be written and the disk has room, and try again")
        }
        ApplyError::Left { message, hint } => Failure::new("left", Exit::Person, message)
            .details(json!({ "committed": false }))
            .hint(hint),
        ApplyError::Unfinished { message, hint } => {
            let message = format!("the move is committed, and one thing is left: {message}");
            Failure::new("unfinished", Exit::Person, message)
                .details(json!({ "committed": true }))
                .hint(hint)
        }
        ApplyError::Late(ref kept) => {
            let files: Vec<&str> = kept.iter().map(|kept| kept.file.as_str()).collect();
            let files = files.join(", ");
            let message =
                format!("{error}; that text is kept in {files}, and nothing else was done");
            Failure::new("kept-edit", Exit::Person, message).details(json!({ "kept": kept })).hint(
                format!("take what you need from {files}, remove it, and give the command again"),
            )
        }
    }
}

fn snapshot(error: SnapshotError) -> Failure {
    let message = error.to_string();
    match error {
        SnapshotError::Open(OpenError::Missing(path)) => {
            Failure::new("no-board", Exit::Failed, message)
                .details(json!({ "board": path }))
                .hint(format!("make the file, or mend its name in workflow.toml: {path}"))
        }
        SnapshotError::Open(OpenError::NotUtf8 { path, line, .. }) => {
            Failure::new("board", Exit::Failed, message)
                .at(&path, line)
                .hint(format!("save {path} as UTF-8"))
        }
        SnapshotError::Open(OpenError::Astray(error)) => {
            Failure::new("board", Exit::Failed, message).hint(error.hint())
        }
    }
}

/// A stage whose section cannot be told, in words.
fn board(error: BoardError) -> Failure {
    let message = error.to_string();
    match error {
        BoardError::NoHeading { board, heading, empty, .. } => {
            Failure::new("no-heading", Exit::Failed, message)
                .details(json!({ "board": board, "heading": heading }))
                .hint(format!("write `{empty}` into {board}, or mend `under` in workflow.toml"))
        }
        BoardError::TwoHeadings { board, lines, .. } => {
            Failure::new("two-headings", Exit::Failed, message)
                .details(json!({ "board": board, "lines": lines }))
                .at(&board, lines.last().copied().unwrap_or(1))
                .hint(format!("keep one of them in {board}"))
        }
    }
}
