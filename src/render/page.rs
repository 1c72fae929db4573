//! Text for people: lines of styled pieces. Whatever is put in is made harmless on the way.

use anstyle::{AnsiColor, Style};

use super::escape::safe;

/// Lines of text.
#[derive(Debug, Clone, Default)]
pub struct Page {
    lines: Vec<Line>,
}

/// One line, piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pieces: Vec<(Style, String)>,
}

impl Page {
    /// Adds a line.
    pub fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds a line of plain text for each line of `text`, behind this many blanks.
    pub fn text(&mut self, indent: usize, text: &str) {
        for line in text.lines() {
            self.push(Line::blanks(indent).plain(line));
        }
    }

    /// Adds an empty line, unless the page is empty.
    pub fn gap(&mut self) {
        if !self.is_empty() {
            self.push(Line::default());
        }
    }

    /// Adds the lines of another page.
    pub fn append(&mut self, mut other: Self) {
        self.lines.append(&mut other.lines);
    }

    /// Whether there is nothing on it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The page with the escape sequences of its styles.
    pub(crate) fn styled(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            for (style, text) in &line.pieces {
                out.push_str(&format!("{style}{text}{style:#}"));
            }
            out.push('\n');
        }
        out
    }
}

impl Line {
    /// A line that begins with blanks.
    pub fn blanks(count: usize) -> Self {
        Self { pieces: vec![(Style::new(), " ".repeat(count))] }
    }

    /// Adds text in a style.
    #[must_use]
    pub fn styled(mut self, style: Style, text: impl AsRef<str>) -> Self {
        let text = safe(text.as_ref()).into_owned();
        if !text.is_empty() {
            self.pieces.push((style, text));
        }
        self
    }

    /// Takes the blanks off its end, such as those of a last cell.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        while let Some((_, text)) = self.pieces.last_mut() {
            text.truncate(text.trim_end_matches(' ').len());
            if !text.is_empty() {
                break;
            }
            self.pieces.pop();
        }
        self
    }

    /// Adds text as it is.
    #[must_use]
    pub fn plain(self, text: impl AsRef<str>) -> Self {
        self.styled(Style::new(), text)
    }

    /// Adds text that matters.
    #[must_use]
    pub fn bold(self, text: impl AsRef<str>) -> Self {
        self.styled(Style::new().bold(), text)
    }

    /// Adds text that matters less.
    #[must_use]
    pub fn dim(self, text: impl AsRef<str>) -> Self {
        self.styled(Style::new().dimmed(), text)
    }

    /// Adds text that tells of something good.
    #[must_use]
    pub fn good(self, text: impl AsRef<str>) -> Self {
        self.styled(AnsiColor::Green.on_default(), text)
    }

    /// Adds text that warns.
    #[must_use]
    pub fn warn(self, text: impl AsRef<str>) -> Self {
        self.styled(AnsiColor::Yellow.on_default(), text)
    }

    /// Adds text that tells of something bad.
    #[must_use]
    pub fn bad(self, text: impl AsRef<str>) -> Self {
        self.styled(AnsiColor::Red.on_default().bold(), text)
    }

    /// Adds text that can be typed, or followed.
    #[must_use]
    pub fn link(self, text: impl AsRef<str>) -> Self {
        self.styled(AnsiColor::Cyan.on_default(), text)
    }
}
