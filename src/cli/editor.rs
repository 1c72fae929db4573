//! The user's editor, for a text that is long to type.

use std::env;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;

use flow_core::flow::Flow;
use flow_core::fs::{FileRead, read_regular};
use flow_core::within::MAX_BYTES;

use crate::failure::{Exit, Failure};
use crate::render::{Printer, Voice, quoted};

use super::text::kept_in;

/// A text that was edited, and the file in which it stands until it is written.
pub struct Edited {
    /// The text.
    pub text: String,
    file: PathBuf,
}

/// Has a text edited: by `VISUAL`, `EDITOR` or `vi`. `instead` says how it is given without one.
///
/// # Errors
/// When there is nobody to edit it, the editor fails, or nothing was changed. What was written is kept.
pub fn edit(flow: &Flow, printer: Printer, text: &str, instead: &str) -> Result<Edited, Failure> {
    let named = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let given = named("VISUAL").or_else(|| named("EDITOR"));
    let usage = |message| Failure::new("usage", Exit::Usage, message).hint(instead.to_owned());
    if matches!(printer.voice, Voice::Json) {
        return Err(usage("nothing was given to be written, and --json opens no editor"));
    }
    if given.is_none() && !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Err(usage(
            "nothing was given to be written, and there is no terminal for an editor",
        ));
    }
    let editor = given.unwrap_or_else(|| "vi".to_owned());
    let failed = |what: String| Failure::new("editor", Exit::Failed, what);
    let disk = &flow.site().disk;
    let folder = flow.site().state.join("texts");
    let file = folder.join(format!("edit-{}.md", std::process::id()));
    let written =
        disk.create_dir_all(&folder).and_then(|()| disk.create(&file, text.as_bytes(), 0o600));
    written.map_err(|error| failed(format!("{} cannot be written: {error}", file.display())))?;
    // As git has it: the name may have arguments, and is the shell's to take apart.
    let status =
        Command::new("sh").arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(&file).status();
    let status =
        status.map_err(|error| failed(format!("`{editor}` cannot be started: {error}")))?;
    let saved = read_regular(&file, MAX_BYTES);
    let read = match &saved {
        Ok(FileRead::File(bytes, _)) => String::from_utf8(bytes.clone()).ok(),
        Ok(FileRead::Missing) => Some(text.to_owned()),
        _ => None,
    };
    let unchanged = read.as_deref() == Some(text);
    let nothing = |failure: Failure| {
        drop(disk.remove(&file));
        failure.hint(instead.to_owned())
    };
    if !status.success() {
        // What a shell says of a program that is not there, or is none.
        let what = match status.code() {
            Some(126 | 127) => "cannot be started",
            Some(_) => "ended with an error",
            None => "was killed",
        };
        let failure = failed(format!("`{editor}` {what}; nothing was written"));
        return Err(match unchanged {
            true => nothing(failure),
            false => failure.hint(format!("what was saved is kept: {}", shown(&file))),
        });
    }
    let Some(read) = read else {
        return Err(failed("what the editor saved is no UTF-8 text".to_owned())
            .hint(format!("it is kept: {}", shown(&file))));
    };
    if unchanged {
        let failure = failed("nothing was changed in the editor; nothing was written".to_owned());
        return Err(nothing(failure));
    }
    Ok(Edited { text: read, file })
}

fn shown(file: &Path) -> String {
    quoted(&file.display().to_string())
}

impl Edited {
    /// The text is written, or stands elsewhere: its file goes.
    pub fn settled(self, flow: &Flow) {
        drop(flow.site().disk.remove(&self.file));
    }

    /// A failure that says where the text is kept, where there is any; `retry` is what to type, but for
    /// the file.
    pub fn kept(self, flow: &Flow, failure: Failure, retry: &str) -> Failure {
        if self.text.trim().is_empty() {
            self.settled(flow);
            return failure;
        }
        kept_in(failure, &self.file, retry)
    }
}
