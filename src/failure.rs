//! Why a command did not do what it was asked, ready to be shown.

use std::path::Path;

use serde_json::Value;

use crate::outcome::Body;
use crate::render::page::Page;

/// How a command ends. The numbers are promised to scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It is done, durably.
    Done = 0,
    /// It failed.
    Failed = 1,
    /// It was asked the wrong way.
    Usage = 2,
    /// A gate, a limit or the state of the boards refuses it.
    Refused = 3,
    /// Somebody else was faster.
    Lost = 4,
    /// The repository would have something executed that its user has not trusted.
    Untrusted = 5,
    /// A person has to decide.
    Person = 6,
    /// The user has interrupted it.
    Interrupted = 130,
}

/// A place in a file that a failure points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The file, relative to the root of the repository.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How many characters are meant.
    pub width: usize,
    /// The line itself, once it was read.
    pub text: Option<String>,
}

/// Why a command did not do what it was asked.
pub struct Failure {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) exit: Exit,
    pub(crate) retryable: bool,
    pub(crate) details: Value,
    /// What stands between the message and the hint.
    pub(crate) page: Page,
    pub(crate) at: Option<Box<At>>,
    /// What is shown on standard output all the same, to people.
    pub(crate) shown: Option<Box<dyn Body>>,
}

impl Failure {
    /// A failure. `code` is a stable name such as `no-card`.
    pub fn new(code: &'static str, exit: Exit, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            exit,
            retryable: exit == Exit::Lost,
            details: Value::Null,
            page: Page::default(),
            at: None,
            shown: None,
        }
    }

    /// Says what to type or to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds what a program may want to know.
    #[must_use]
    pub fn details(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    /// Adds what a person may want to know.
    #[must_use]
    pub fn page(mut self, page: Page) -> Self {
        self.page = page;
        self
    }

    /// Points at a line of a file.
    #[must_use]
    pub(crate) fn at(mut self, file: impl ToString, line: usize) -> Self {
        let at = At { file: file.to_string(), line, column: 1, width: 0, text: None };
        self.at = Some(Box::new(at));
        self
    }

    /// Reads the line that the failure points at, so that it can be shown.
    pub(crate) fn quote(&mut self, root: &Path) {
        let Some(at) = &mut self.at else { return };
        if at.text.is_some() {
            return;
        }
        let path = root.join(&at.file);
        let Ok(flow_core::fs::FileRead::File(bytes, _)) =
            flow_core::fs::read_regular(&path, flow_core::within::MAX_BYTES)
        else {
            return;
        };
        let line = bytes.split(|&b| b == b'\n').nth(at.line.saturating_sub(1));
        let text = String::from_utf8_lossy(line.unwrap_or_default()).trim_end().to_owned();
        if at.width == 0 {
            at.column = text.chars().take_while(|c| c.is_whitespace()).count() + 1;
            at.width = text.trim_start().chars().count().max(1);
        }
        at.text = Some(text);
    }
}
