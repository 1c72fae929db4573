//! Prints: text and JSON to standard output, errors for people to standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};

use super::page::Page;
use super::{envelope, failure};
use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;

/// How wide a page is where there is no terminal.
const WIDTH: usize = 100;

/// Whom flow speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// To a person.
    Text,
    /// To a program: one JSON document on standard output.
    Json,
}

/// Prints in one voice.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    /// Whom flow speaks to.
    pub voice: Voice,
    /// Whether with colours.
    pub color: ColorChoice,
}

impl Printer {
    /// Prints what a command has to tell; gives how flow ends.
    pub fn outcome(self, outcome: &Outcome) -> Exit {
        let text = match &outcome.document {
            // To a program everything is the one document; what was told along the way is told.
            Some(document) if self.voice == Voice::Text || document.is_empty() => document.clone(),
            _ => self.told(outcome),
        };
        self.out(&text).map_or(Exit::Failed, |()| outcome.exit)
    }

    /// What a command has to tell, as it is printed.
    pub(crate) fn told(self, outcome: &Outcome) -> String {
        match self.voice {
            Voice::Json => envelope::success(outcome.kind, outcome.body.data()),
            Voice::Text => self.on_stdout(outcome.body.page(width())),
        }
    }

    /// Why a command did not do what it was asked, as it is printed.
    pub(crate) fn refusal(self, failure: &Failure) -> String {
        match self.voice {
            Voice::Json => envelope::error(failure),
            Voice::Text => {
                let choice = AutoStream::new(io::stderr(), self.color).current_choice();
                on_terminal(failure::page(failure), &console::Term::stderr(), choice)
            }
        }
    }

    /// Prints to standard output.
    pub(crate) fn print(self, text: &str) -> io::Result<()> {
        self.out(text)
    }

    /// Prints why a command did not do what it was asked; gives how flow ends.
    pub fn failure(self, failure: &Failure) -> Exit {
        match self.voice {
            Voice::Json => {
                let _ = self.out(&self.refusal(failure));
            }
            Voice::Text => {
                if let Some(shown) = &failure.shown {
                    let _ = self.out(&self.on_stdout(shown.page(width())));
                }
                self.err(&self.refusal(failure));
            }
        }
        failure.exit
    }

    /// Shows a page and asks a yes-or-no question; `None` where there is nobody to ask, or nobody
    /// any more: `gone` tells of an interruption.
    pub fn confirm(self, page: &Page, question: &str, gone: &dyn Fn() -> bool) -> Option<bool> {
        let present = io::stdin().is_terminal() && io::stderr().is_terminal();
        if self.voice == Voice::Json || !present {
            return None;
        }
        self.err(&page.styled());
        self.err(&format!("{question} [y/N] "));
        // A signal does not end a read from the terminal, so it is a thread that reads.
        let (say, heard) = mpsc::channel();
        std::thread::spawn(move || {
            let mut answer = String::new();
            let read = io::stdin().read_line(&mut answer);
            // Who asked may have gone.
            let _ = say.send(read.map(|_| answer));
        });
        loop {
            match heard.recv_timeout(Duration::from_millis(50)) {
                Ok(answer) => {
                    return Some(matches!(answer.ok()?.trim(), "y" | "Y" | "yes" | "Yes"));
                }
                Err(RecvTimeoutError::Timeout) if !gone() => {}
                Err(_) => return None,
            }
        }
    }

    /// Prints text that is ready, such as clap's help.
    pub fn raw(self, text: &str) -> Exit {
        self.out(text).map_or(Exit::Failed, |()| Exit::Done)
    }

    /// Prints text that is ready to standard error.
    pub fn raw_error(self, text: &str) {
        self.err(text);
    }

    fn on_stdout(self, page: Page) -> String {
        let choice = AutoStream::new(io::stdout(), self.color).current_choice();
        on_terminal(page, &console::Term::stdout(), choice)
    }

    fn out(self, text: &str) -> io::Result<()> {
        let mut out = AutoStream::new(io::stdout(), self.color);
        // A stream that strips writes piece by piece; stripped beforehand, all is written at once.
        let done = match out.current_choice() {
            ColorChoice::Never if !text.contains('\x1b') => io::stdout().write_all(text.as_bytes()),
            ColorChoice::Never => io::stdout().write_all(strip_str(text).to_string().as_bytes()),
            _ => out.write_all(text.as_bytes()),
        };
        match done.and_then(|()| out.flush()) {
            // Whoever reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }

    fn err(self, text: &str) {
        let mut err = AutoStream::new(io::stderr(), self.color);
        // Where even that fails there is nobody left to tell.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}

/// The columns there are for a page.
fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
    asked.or_else(seen).filter(|&columns| columns > 0).unwrap_or(WIDTH).max(20)
}

/// A page, its prose broken into lines where it goes to a terminal; a file or a pipe gets them whole.
fn on_terminal(page: Page, terminal: &console::Term, choice: ColorChoice) -> String {
    let page = match terminal.size_checked() {
        Some((_, columns)) => page.fitted(usize::from(columns)),
        None => page,
    };
    if choice == ColorChoice::Never { page.unstyled() } else { page.styled() }
}
