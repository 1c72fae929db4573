//! The text of a changelog: what is read of it, and how an entry is worded.

use std::ops::Range;

use flow_core::fault::Fault;
use flow_core::form::Template;
use flow_core::markdown::{Lines, Outline};
use flow_core::question::Asking;

use crate::Wanted;
use crate::entry::marker;

/// A larger file is no changelog that a person keeps.
const LARGEST: usize = 16 * 1024 * 1024;

/// A changelog with its structure.
pub struct Document {
    /// Its text, byte order mark included.
    pub text: String,
    /// Its lines.
    pub lines: Lines,
    /// Its blocks.
    pub outline: Outline,
}

impl Document {
    /// Reads a changelog. `name` is what messages call it.
    ///
    /// # Errors
    /// When it is too large, is not UTF-8, or has conflict markers: its structure could then not be
    /// trusted.
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Self, Fault> {
        if bytes.len() > LARGEST {
            let message = format!("{name} is larger than 16 MiB");
            return Err(Fault::refused(message).hint(format!("move old releases out of {name}")));
        }
        if let Some(line) = conflict(&bytes) {
            return Err(Fault::refused(format!("{name}:{line} is a conflict marker"))
                .hint(format!("resolve the conflict in {name}, then try again")));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count();
            Fault::refused(format!("{name}:{line} is not UTF-8"))
                .hint(format!("save {name} as UTF-8"))
        })?;
        let lines = Lines::of(&text);
        let outline = Outline::of(&text, &lines);
        Ok(Self { text, lines, outline })
    }

    /// All of it.
    pub fn whole(&self) -> Range<usize> {
        0..self.text.len()
    }

    /// The line that holds a byte, with its end.
    pub fn line(&self, at: usize) -> &str {
        &self.text[self.lines.start_of(at)..self.lines.end_of(at)]
    }

    /// The line end used around a byte, or, where there is none, anywhere before.
    pub fn line_end(&self, at: usize) -> &'static str {
        let before = self.text[..at].rfind('\n').or_else(|| self.text.find('\n'));
        match before {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}

/// The line of the first conflict marker, counted from 1. `=======` alone is none: it underlines
/// titles too.
pub fn conflict(bytes: &[u8]) -> Option<usize> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let is_marker = |line: &[u8]| {
        let rest = line.strip_prefix(b"<<<<<<<").or_else(|| line.strip_prefix(b">>>>>>>"));
        rest.is_some_and(|rest| rest.trim_ascii_end().is_empty() || rest.starts_with(b" "))
    };
    bytes.split(|&byte| byte == b'\n').position(is_marker).map(|index| index + 1)
}

/// A text in one line: line ends and control characters become blanks.
pub fn single_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(|c: char| c.is_control() && c != '\t', " ")
}

/// Fills a form of `[changelog]`.
pub fn expand(template: &Template, wanted: &Wanted<'_>, asking: &Asking) -> String {
    let id = &wanted.id;
    let filled = template.expand(|hole| match hole.name.as_str() {
        "id" => Some(id.to_string()),
        "title" => Some(wanted.title.clone()),
        "section" => Some(section(wanted).to_owned()),
        "date" => Some(asking.site.today()),
        "actor" => Some(asking.site.actor.clone()),
        "prefix" => Some(id.prefix().to_owned()),
        "number" => Some(format!("{:0width$}", id.number(), width = hole.width)),
        "suffix" => Some(id.suffix().to_owned()),
        _ => None,
    });
    single_line(&filled)
}

/// The section for the task.
pub fn section<'a>(wanted: &'a Wanted<'_>) -> &'a str {
    let prefixes = wanted.settings.sections.keys();
    let written = prefixes.into_iter().find(|p| p.eq_ignore_ascii_case(wanted.id.prefix()));
    wanted.settings.section(written.map_or(wanted.id.prefix(), String::as_str))
}

/// The lines of an entry: its head and, nested in it, `lines` as bullets. No line can leave the
/// entry: each is indented to the bullet that it belongs to.
///
/// # Errors
/// When the form makes no list item.
pub fn entry_lines(
    wanted: &Wanted<'_>,
    asking: &Asking,
    lines: &[&str],
) -> Result<Vec<String>, Fault> {
    let head = expand(&wanted.settings.entry, wanted, asking).trim_end().to_owned();
    let Some(width) = marker(&head) else {
        let form = wanted.settings.entry.source();
        return Err(Fault::failed(format!("`{form}` makes no list item"))
            .hint("begin `entry` of [changelog] with `- `"));
    };
    let indent = " ".repeat(width);
    let mut out = vec![head];
    for text in lines {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let parts = text.trim_matches('\n').split('\n').map(|part| single_line(part.trim_end()));
        let mut parts = parts.skip_while(String::is_empty);
        let Some(first) = parts.next() else { continue };
        out.push(format!("{indent}- {}", first.trim_start()));
        for part in parts {
            let blank = part.is_empty();
            out.push(if blank { part } else { format!("{indent}  {part}") });
        }
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflict_markers_are_found_at_line_starts() {
        assert_eq!(conflict(b"a\n<<<<<<< HEAD\nb\n"), Some(2));
        assert_eq!(conflict(b"a\r\n>>>>>>>\r\n"), Some(2));
        assert_eq!(conflict("\u{feff}<<<<<<< x".as_bytes()), Some(1));
        assert_eq!(conflict(b"Title\n=======\n <<<<<<< x\n<<<<<<<<<\n"), None);
    }

    #[test]
    fn unreadable_files_are_refused_with_their_line() {
        let fault = |bytes: &[u8]| Document::read("C.md", bytes.to_vec()).err().expect("refused");
        assert!(fault(b"a\nb\xff\n").message.contains("C.md:2"));
        assert!(fault(b"\n\n<<<<<<< a\n").message.contains("C.md:3"));
        assert!(fault(&vec![b'a'; LARGEST + 1]).message.contains("16 MiB"));
    }

    #[test]
    fn line_ends_are_those_nearby() {
        let text = "a\r\nb\nc\n";
        let document = Document::read("C.md", text.as_bytes().to_vec()).expect("a text");
        assert_eq!((document.line_end(0), document.line_end(3)), ("\r\n", "\r\n"));
        assert_eq!(document.line_end(5), "\n");
    }
}
