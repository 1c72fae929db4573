//! Text for people: lines of styled pieces. Whatever is put in is made harmless on the way.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use console::measure_text_width;

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
    /// Where its text goes on in the next line, if it is too long; `None` leaves that to the
    /// terminal, so that what may be copied is copied whole.
    hang: Option<usize>,
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

    /// The page with its prose broken into lines of this width.
    pub(crate) fn fitted(self, width: usize) -> Self {
        Self { lines: self.lines.into_iter().flat_map(|line| line.fitted(width)).collect() }
    }

    /// The page with the escape sequences of its styles.
    pub(crate) fn styled(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            for (style, text) in &line.pieces {
                // Writing to a text cannot fail.
                let _ = write!(out, "{style}{text}{style:#}");
            }
            out.push('\n');
        }
        out
    }
}

impl Line {
    /// A line that begins with blanks.
    pub fn blanks(count: usize) -> Self {
        Self { pieces: vec![(Style::new(), " ".repeat(count))], hang: None }
    }

    /// Is prose: where it is too long for the terminal, it goes on behind this many blanks.
    #[must_use]
    pub fn prose(mut self, hang: usize) -> Self {
        self.hang = Some(hang);
        self
    }

    /// The line, broken between words where it is prose and too long.
    fn fitted(self, width: usize) -> Vec<Self> {
        let Some(hang) = self.hang.filter(|hang| hang + 20 <= width) else { return vec![self] };
        let mut lines = vec![Self::default()];
        let mut column = 0;
        for (style, text) in self.pieces {
            for word in text.split_inclusive(' ') {
                if column > hang && column + measure_text_width(word.trim_end()) > width {
                    lines.push(Self::blanks(hang));
                    column = hang;
                }
                column += measure_text_width(word);
                if let Some(line) = lines.last_mut() {
                    line.pieces.push((style, word.to_owned()));
                }
            }
        }
        lines.into_iter().map(Self::trimmed).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: Page, width: usize) -> String {
        anstream::adapter::strip_str(&page.fitted(width).styled()).to_string()
    }

    #[test]
    fn prose_is_broken_between_words_and_hangs() {
        let mut page = Page::default();
        let line = Line::blanks(2).link("TODO.md:3  ").plain("a sentence that is too long for it");
        page.push(line.prose(4));
        let expected = "  TODO.md:3  a sentence\n    that is too long for\n    it\n";
        assert_eq!(shown(page.clone(), 24), expected);
        assert_eq!(shown(page, 80).lines().count(), 1);
    }

    #[test]
    fn what_may_be_copied_stays_whole() {
        let mut page = Page::default();
        page.push(Line::default().plain("flow advance PERF-007 --from in-progress"));
        assert_eq!(shown(page, 24).lines().count(), 1);
    }
}
