//! A text that a command takes: typed, from a file, or from standard input, so that no shell need quote it.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use flow_core::flow::Flow;

use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;
use crate::render::quoted;

/// The most that is read, in bytes: no board takes more.
const MOST: u64 = 16 * 1024 * 1024;

/// A text.
#[derive(Debug, Clone, Args)]
pub struct Text {
    /// The text; the lines below the first are nested in it. `-` reads it from standard input
    #[arg(value_name = "TEXT", num_args = 1.., allow_hyphen_values = false)]
    words: Vec<String>,
    /// Read the text from a file; `-` is standard input
    #[arg(long, short = 'F', value_name = "PATH", conflicts_with = "words")]
    file: Option<PathBuf>,
}

impl Text {
    /// The text that was given.
    ///
    /// # Errors
    /// When none was, or it cannot be read.
    fn read(&self, typed: &str) -> Result<String, Failure> {
        match (&self.words[..], &self.file) {
            ([dash], None) if dash == "-" => read_file("--file", Path::new("-")),
            (_, Some(path)) => read_file("--file", path),
            ([], None) => Err(Failure::new("usage", Exit::Usage, "no text was given").hint(
                format!("{typed} TEXT, or from a file or standard input: {typed} --file PATH"),
            )),
            (words, None) => Ok(words.join(" ")),
        }
    }

    /// Where nothing but a text was given in a task's worktree, it may be meant for that task.
    fn here(&self, flow: &Flow, command: &str, failure: Failure) -> Failure {
        let here = || flow.task_here(&flow.look().ok()?);
        match (self.words.is_empty() && self.file.is_none()).then(here).flatten() {
            Some(id) => failure.hint(format!(
                "the task of this worktree is {id}, and a point names it: {command} . TEXT"
            )),
            None => failure,
        }
    }

    /// Does something with the text, by a command on a task; where that fails and the text stands nowhere
    /// else, it is kept in a file that the failure names.
    pub fn with(
        &self,
        flow: &Flow,
        command: &str,
        id: &str,
        act: impl FnOnce(String) -> Result<Outcome, Failure>,
    ) -> Result<Outcome, Failure> {
        let typed = format!("{command} {id}");
        let text = self.read(&typed).map_err(|failure| self.here(flow, command, failure))?;
        let from_file = self.file.as_ref().is_some_and(|path| path.as_os_str() != "-");
        let worth = !from_file && is_long(&text);
        let copy = worth.then(|| text.clone());
        act(text).map_err(|failure| match copy {
            Some(text) => keeping(flow, failure, &text, &format!("{typed} --file")),
            None => failure,
        })
    }
}

/// A text behind an option of its own, such as a reason.
#[derive(Debug, Clone, Args)]
pub struct Why {
    /// Why; `-` reads it from standard input
    #[arg(long, value_name = "TEXT", required_unless_present = "file")]
    why: Option<String>,
    /// Read it from a file; `-` is standard input
    #[arg(long, short = 'F', value_name = "PATH", conflicts_with = "why")]
    file: Option<PathBuf>,
}

impl Why {
    /// The reason that was given.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self) -> Result<Given, Failure> {
        given(self.why.as_deref(), self.file.as_deref())
    }
}

/// A text that was given behind an option.
pub struct Given {
    /// The text.
    pub text: String,
    /// Whether it stands in a file of the user's.
    from_file: bool,
}

impl Given {
    /// Keeps the text where the command failed and it stands nowhere else; `retry` is what to type, but for
    /// the file.
    pub fn kept<T>(
        &self,
        flow: &Flow,
        done: Result<T, Failure>,
        retry: &str,
    ) -> Result<T, Failure> {
        let worth = !self.from_file && is_long(&self.text);
        done.map_err(|failure| match worth {
            true => keeping(flow, failure, &self.text, retry),
            false => failure,
        })
    }
}

/// Whether nobody would like to type it again.
fn is_long(text: &str) -> bool {
    text.contains('\n') || text.len() > 120
}

/// A text that was typed behind an option, or comes from a file or from standard input.
///
/// # Errors
/// When it cannot be read.
pub fn given(typed: Option<&str>, file: Option<&Path>) -> Result<Given, Failure> {
    let text = match (typed, file) {
        (Some("-"), _) => read_file("--file", Path::new("-"))?,
        (_, Some(path)) => read_file("--file", path)?,
        (typed, None) => typed.unwrap_or_default().to_owned(),
    };
    Ok(Given { text, from_file: file.is_some_and(|path| path.as_os_str() != "-") })
}

/// Keeps a text that could not be written, and says where, and what to type; `retry` is all of that but
/// for the file.
pub fn keeping(flow: &Flow, failure: Failure, text: &str, retry: &str) -> Failure {
    if text.trim().is_empty() {
        return failure;
    }
    match flow.keep_text(text) {
        Ok(path) => kept_in(failure, &path, retry),
        Err(_) => failure,
    }
}

/// Says that a text is kept, and where.
pub fn kept_in(mut failure: Failure, path: &Path, retry: &str) -> Failure {
    let path = quoted(&path.display().to_string());
    let hint = failure.hint.take().map(|hint| format!("{hint}\n")).unwrap_or_default();
    failure.hint(format!("{hint}the text is kept, for another try: {retry} {path}"))
}

/// The text of a file that was named behind an option; of standard input, where that is `-`.
pub fn read_file(option: &str, path: &Path) -> Result<String, Failure> {
    let read = if path.as_os_str() == "-" { from_input() } else { from_file(path) };
    read.map_err(|failure| failure.hint(format!("name a file of text: {option} PATH")))
}

fn from_input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(MOST + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable("standard input", &error.to_string()))?;
    whole(bytes, "standard input")
}

fn from_file(path: &Path) -> Result<String, Failure> {
    let name = path.display().to_string();
    match flow_core::fs::read_regular(path, MOST) {
        Ok(flow_core::fs::FileRead::File(bytes, _)) => whole(bytes, &name),
        Ok(flow_core::fs::FileRead::Missing) => Err(unreadable(&name, "it is not there")),
        Ok(_) => Err(unreadable(&name, "it is no regular file, or too large")),
        Err(error) => Err(unreadable(&name, &error.to_string())),
    }
}

fn whole(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    if bytes.len() as u64 > MOST {
        return Err(unreadable(name, "it is larger than 16 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count() + 1;
        unreadable(name, &format!("line {line} is not UTF-8"))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn unreadable(name: &str, why: &str) -> Failure {
    Failure::new("text", Exit::Usage, format!("the text cannot be read from {name}: {why}"))
}
