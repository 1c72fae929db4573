//! What is wrong with a `workflow.toml`, and where.

use std::fmt;
use std::ops::Range;

/// Bytes of the source, from where TOML's own text begins.
pub(super) type Span = Range<usize>;

/// A mistake in `workflow.toml`: the place, the line itself and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, as it is shown.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The whole line, without its line end.
    pub source_line: String,
    /// How many characters are meant, at least 1.
    pub width: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, source_line, width, message, hint } = self;
        let gutter = " ".repeat(line.to_string().len());
        writeln!(f, "{file}:{line}:{column}: {message}")?;
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{line} | {source_line}")?;
        // Tabs are kept, so that the carets stand below their characters however wide a tab is.
        let lead = source_line.chars().map(|c| if c == '\t' { c } else { ' ' });
        let lead: String = lead.chain(std::iter::repeat(' ')).take(column - 1).collect();
        write!(f, "{gutter} | {lead}{}", "^".repeat(*width))?;
        match hint {
            Some(hint) => write!(f, "\nhelp: {hint}"),
            None => Ok(()),
        }
    }
}

/// A mistake before its place is known as line and column.
#[derive(Debug)]
pub(super) struct Mistake {
    span: Span,
    message: String,
    hint: Option<String>,
}

impl Mistake {
    /// Something is wrong at `span`.
    pub(super) fn new(span: &Span, message: impl Into<String>) -> Self {
        Self { span: span.clone(), message: message.into(), hint: None }
    }

    /// Says what to do about it.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Turns bytes into line and column. The source may be no UTF-8; then `span` starts at the
    /// first byte that is none.
    pub(super) fn locate(self, file: &str, source: &[u8]) -> ConfigError {
        let start = self.span.start.min(source.len());
        let before = &source[..start];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let rest = &source[line_start..];
        let line_end = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
        let bytes = rest[..line_end].strip_suffix(b"\r").unwrap_or(&rest[..line_end]);
        let within = start - line_start;
        let end = self.span.end.saturating_sub(line_start).clamp(within, bytes.len().max(within));
        ConfigError {
            file: file.to_owned(),
            line: before.iter().filter(|&&b| b == b'\n').count() + 1,
            column: characters(&rest[..within]) + 1,
            source_line: String::from_utf8_lossy(bytes).into_owned(),
            width: characters(&rest[within..end]).max(1),
            message: self.message,
            hint: self.hint,
        }
    }
}

fn characters(bytes: &[u8]) -> usize {
    String::from_utf8_lossy(bytes).chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_may_end_in_cr() {
        let source = "a = 1\r\n\"é\" = bad\r\n".as_bytes();
        let error = Mistake::new(&(14..17), "no").locate("w.toml", source);
        assert_eq!((error.line, error.column, error.width), (2, 7, 3));
        assert_eq!(error.source_line, "\"é\" = bad");
    }

    #[test]
    fn a_place_at_the_end_or_past_it_has_one_caret() {
        let error = Mistake::new(&(9..12), "no").locate("w.toml", b"x = 1\n");
        assert_eq!((error.line, error.column, error.width), (2, 1, 1));
        let error = Mistake::new(&(0..0), "no").locate("w.toml", b"");
        assert_eq!(error.to_string(), "w.toml:1:1: no\n  |\n1 | \n  | ^");
    }

    #[test]
    fn carets_stand_below_what_they_mean_behind_tabs() {
        let error = Mistake::new(&(1..3), "no").hint("yes").locate("w.toml", b"\tab = 1");
        assert!(error.to_string().ends_with("1 | \tab = 1\n  | \t^^\nhelp: yes"));
    }
}
