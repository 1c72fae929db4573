//! Texts that come from people: what of them can stand on a board.

use crate::fault::Fault;
use crate::markdown::{Lines, Outline};

/// The longest text that is written on a card, in bytes: a board is read by people, and whole by every
/// command.
const LONGEST: usize = 64 * 1024;

/// A text that is to stand on a board, without blanks around it.
///
/// # Errors
/// When there is nothing in it, it is too long, or has control characters.
pub fn sound(text: &str) -> Result<String, Fault> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_end().trim_start_matches(['\n', ' ']);
    if text.is_empty() {
        return Err(Fault::refused("the text is empty").hint("say something, or leave it"));
    }
    if text.len() > LONGEST {
        let size = text.len() / 1024;
        return Err(Fault::refused(format!(
            "the text has {size} KiB, and a card takes 64 at once"
        ))
        .hint("keep it in a file, and name that file: flow see ID PATH"));
    }
    let outline = Outline::of(text, &Lines::of(text));
    if let Some(open) = outline.unclosed.first() {
        let what = if open.comment { "comment" } else { "code fence" };
        let line = text[..open.at].matches('\n').count() + 1;
        let message = format!("the {what} that line {line} of the text opens is never closed");
        return Err(Fault::refused(message).hint("close it, and give the command again"));
    }
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    match text.chars().find(|&c| is_control(c)) {
        Some(c) => {
            let line = text.lines().position(|line| line.contains(c)).unwrap_or(0) + 1;
            let message =
                format!("line {line} of the text has a control character (U+{:04X})", c as u32);
            Err(Fault::refused(message).hint("take it out, and give the command again"))
        }
        None => Ok(text.to_owned()),
    }
}

/// Refuses a text of several lines.
pub fn one_line(text: &str, what: &str) -> Result<(), Fault> {
    match text.chars().find(|c| c.is_control()) {
        None => Ok(()),
        Some('\n' | '\r') => {
            Err(Fault::refused(format!("{what} has more than one line"))
                .hint("write it in one line"))
        }
        Some(c) => {
            Err(Fault::refused(format!("{what} has a control character (U+{:04X})", c as u32))
                .hint("take it out, and give the command again"))
        }
    }
}
