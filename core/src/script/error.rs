//! A bug in a script: where it stands, and how the script came there.

use std::fmt;

use rhai::{EvalAltResult, ParseError, Position};

use super::library::Script;
use super::state::short;
use crate::fault::{Fault, FaultKind};

/// A bug in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The script, as messages call it.
    pub file: String,
    /// The line, from 1; `None` where it cannot be told.
    pub line: Option<usize>,
    /// The column, in characters from 1.
    pub column: Option<usize>,
    /// That line of the script.
    pub text: Option<String>,
    /// The calls that led there, the innermost first.
    pub called_from: Vec<Frame>,
}

/// A call, or an import, on the way to an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What was called: `` `check` ``.
    pub what: String,
    /// The script that calls.
    pub file: String,
    /// The line of the call.
    pub line: Option<usize>,
}

impl std::error::Error for ScriptError {}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())?;
        write!(f, ": {}", self.message)?;
        if let (Some(line), Some(text)) = (self.line, &self.text) {
            let gutter = line.to_string();
            write!(f, "\n  {gutter} | {text}")?;
            if let Some(column) = self.column {
                // Tabs are repeated, so that the mark stands below its character.
                let before = text.chars().take(column.saturating_sub(1));
                let blanks: String = before.map(|c| if c == '\t' { c } else { ' ' }).collect();
                write!(f, "\n  {} | {blanks}^", " ".repeat(gutter.len()))?;
            }
        }
        for frame in &self.called_from {
            write!(f, "\n  {} called from {}", frame.what, frame.file)?;
            if let Some(line) = frame.line {
                write!(f, ":{line}")?;
            }
        }
        Ok(())
    }
}

impl From<ScriptError> for Fault {
    fn from(error: ScriptError) -> Self {
        let fault = Fault { message: error.to_string(), hint: None, kind: FaultKind::Failed };
        match error.hint {
            Some(hint) => fault.hint(hint),
            None => fault,
        }
    }
}

impl ScriptError {
    /// `file:line:column`, as far as it is known.
    pub fn place(&self) -> String {
        place(&self.file, self.line, self.column)
    }

    pub(super) fn at(
        script: &Script,
        file: &str,
        position: Position,
        message: impl Into<String>,
    ) -> Self {
        let line = position.line();
        let source = if *file == *script.origin {
            Some(script.source.clone())
        } else {
            script.library.text_of(file)
        };
        let text = line.and_then(|line| Some(source?.lines().nth(line - 1)?.to_owned()));
        Self {
            message: message.into(),
            hint: None,
            file: file.to_owned(),
            line,
            column: position.position(),
            text,
            called_from: Vec::new(),
        }
    }

    pub(super) fn parsing(script: &Script, file: &str, error: &ParseError) -> Self {
        Self::at(script, file, error.1, error.0.to_string())
    }

    /// Unpacks what Rhai says, following the calls and imports down to where it happened.
    pub(super) fn evaluating(script: &Script, error: &EvalAltResult) -> Self {
        let mut file = script.origin.to_string();
        let mut frames = Vec::new();
        let mut error = error;
        loop {
            match error {
                EvalAltResult::ErrorInFunctionCall(name, source, inner, position) => {
                    let what = if name.starts_with("anon$") {
                        "a closure".to_owned()
                    } else {
                        format!("`{name}`")
                    };
                    frames.push(Frame { what, file: file.clone(), line: position.line() });
                    if !source.is_empty() {
                        file.clone_from(source);
                    }
                    error = inner;
                }
                EvalAltResult::ErrorInModule(name, inner, position) => {
                    let what = format!("`{name}`");
                    frames.push(Frame { what, file: file.clone(), line: position.line() });
                    if let Some(imported) = script.library.script(name) {
                        file = imported.origin.to_string();
                    }
                    error = inner;
                }
                _ => break,
            }
        }
        frames.reverse();
        let mut found = Self::at(script, &file, error.position(), words(error));
        found.called_from = frames;
        found
    }
}

/// `file:line:column`, as far as it is known.
pub(super) fn place(file: &str, line: Option<usize>, column: Option<usize>) -> String {
    match (line, column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        (Some(line), None) => format!("{file}:{line}"),
        _ => file.to_owned(),
    }
}

/// What Rhai says, without the position, which is told apart from it.
fn words(error: &EvalAltResult) -> String {
    let text = error.to_string();
    let place = format!(" ({})", error.position());
    // A script may throw megabytes.
    short(text.strip_suffix(&place).unwrap_or(&text))
}
