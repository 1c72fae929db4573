//! The user's editor, for a text that is long to type.

use std::env;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::Command;

use flow_core::flow::Flow;
use flow_core::fs::{FileRead, read_regular};
use flow_core::within::MAX_BYTES;

use crate::failure::{Exit, Failure};
use crate::render::quoted;

/// A text that was edited, and the file in which it stands until it is written.
pub struct Edited {
    /// The text.
    pub text: String,
    file: PathBuf,
}

/// Has a text edited: by `VISUAL`, `EDITOR` or `vi`. `instead` says how it is given without one.
///
/// # Errors
/// When there is no terminal, the editor fails, or nothing was changed. What was written is kept.
pub fn edit(flow: &Flow, text: &str, instead: &str) -> Result<Edited, Failure> {
    let named = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let given = named("VISUAL").or_else(|| named("EDITOR"));
    if given.is_none() && !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        let message = "nothing was given to be written, and there is no terminal for an editor";
        return Err(Failure::new("usage", Exit::Usage, message).hint(instead.to_owned()));
    }
    let editor = given.unwrap_or_else(|| "vi".to_owned());
    let failed = |what: String| Failure::new("editor", Exit::Failed, what);
    let disk = &flow.site().disk;
    let folder = flow.site().state.join("texts");
    let file = folder.join(format!("edit-{}.md", std::process::id()));
    let written =
        disk.create_dir_all(&folder).and_then(|()| disk.create(&file, text.as_bytes(), 0o600));
    written.map_err(|error| failed(format!("{} cannot be written: {error}", file.display())))?;
    let shown = quoted(&file.display().to_string());
    // As git has it: the name may have arguments, and is the shell's to take apart.
    let status =
        Command::new("sh").arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(&file).status();
    let status =
        status.map_err(|error| failed(format!("`{editor}` cannot be started: {error}")))?;
    let read = match read_regular(&file, MAX_BYTES) {
        Ok(FileRead::File(bytes, _)) => String::from_utf8(bytes).ok(),
        _ => None,
    };
    let unchanged = read.as_deref() == Some(text);
    if !status.success() {
        let failure = failed(format!("`{editor}` ended with an error; nothing was written"));
        return Err(match unchanged {
            true => {
                drop(disk.remove(&file));
                failure.hint(instead.to_owned())
            }
            false => failure.hint(format!("what was saved is kept: {shown}")),
        });
    }
    let Some(read) = read else {
        return Err(
            failed("what the editor saved is no text".to_owned()).hint(format!("see {shown}"))
        );
    };
    if unchanged {
        drop(disk.remove(&file));
        return Err(failed("nothing was changed in the editor; nothing was written".to_owned())
            .hint(instead.to_owned()));
    }
    Ok(Edited { text: read, file })
}

impl Edited {
    /// The text is written, or stands elsewhere: its file goes.
    pub fn settled(self, flow: &Flow) {
        drop(flow.site().disk.remove(&self.file));
    }

    /// A failure that says where the text is kept.
    pub fn kept(&self, mut failure: Failure) -> Failure {
        let path = quoted(&self.file.display().to_string());
        let hint = failure.hint.take().map(|hint| format!("{hint}\n")).unwrap_or_default();
        failure.hint(format!("{hint}the text is kept, for another try: {path}"))
    }
}
