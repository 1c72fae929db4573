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

/// Text as it is.
pub(crate) const PLAIN: Style = Style::new();
/// Text that matters.
pub(crate) const BOLD: Style = Style::new().bold();
/// Text that matters less.
pub(crate) const DIM: Style = Style::new().dimmed();
/// Text that tells of something good.
const GOOD: Style = AnsiColor::Green.on_default();
/// Text that warns.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
/// Text that tells of something bad.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Text that can be typed, or followed.
pub(crate) const LINK: Style = AnsiColor::Cyan.on_default();

/// One line, piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Line {
    text: String,
    /// How each piece looks, and where in the text it ends.
    pieces: Vec<(Style, usize)>,
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
            for (style, text) in line.pieces() {
                // Writing to a text cannot fail.
                let _ = write!(out, "{style}{text}{style:#}");
            }
            out.push('\n');
        }
        out
    }

    /// The page without its styles.
    pub(crate) fn unstyled(&self) -> String {
        let mut out =
            String::with_capacity(self.lines.iter().map(|line| line.text.len() + 1).sum());
        for line in &self.lines {
            out.push_str(&line.text);
            out.push('\n');
        }
        out
    }
}

impl Line {
    /// A line that begins with blanks.
    pub fn blanks(count: usize) -> Self {
        Self::default().plain(" ".repeat(count))
    }

    /// A line that will take this many bytes, in so many pieces.
    pub(crate) fn with_capacity(bytes: usize, pieces: usize) -> Self {
        let (text, pieces) = (String::with_capacity(bytes), Vec::with_capacity(pieces));
        Self { text, pieces, hang: None }
    }

    /// Its pieces, in order.
    fn pieces(&self) -> impl Iterator<Item = (Style, &str)> {
        let mut from = 0;
        self.pieces.iter().map(move |&(style, end)| {
            let text = &self.text[from..end];
            from = end;
            (style, text)
        })
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
        for (style, text) in self.pieces() {
            for word in text.split_inclusive(' ') {
                if column > hang && column + measure_text_width(word.trim_end()) > width {
                    lines.push(Self::blanks(hang));
                    column = hang;
                }
                column += measure_text_width(word);
                if let Some(line) = lines.last_mut() {
                    line.put(style, word);
                }
            }
        }
        lines.into_iter().map(Self::trimmed).collect()
    }

    /// Adds text in a style.
    #[must_use]
    pub fn styled(mut self, style: Style, text: impl AsRef<str>) -> Self {
        self.put(style, &safe(text.as_ref()));
        self
    }

    /// Adds text that is harmless.
    pub(crate) fn put(&mut self, style: Style, text: &str) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.pieces.push((style, self.text.len()));
        }
    }

    /// Adds blanks to its last piece.
    pub(crate) fn pad(&mut self, blanks: usize) {
        self.text.extend(std::iter::repeat_n(' ', blanks));
        if let Some((_, end)) = self.pieces.last_mut() {
            *end = self.text.len();
        }
    }

    /// Takes the blanks off its end, such as those of a last cell.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let mut from = 0;
        let len = self.text.trim_end_matches(' ').len();
        self.text.truncate(len);
        self.pieces.retain_mut(|(_, end)| {
            let is_left = from < len;
            *end = len.min(*end);
            from = *end;
            is_left
        });
        self
    }

    /// Adds text as it is.
    #[must_use]
    pub fn plain(self, text: impl AsRef<str>) -> Self {
        self.styled(PLAIN, text)
    }

    /// Adds text that matters.
    #[must_use]
    pub fn bold(self, text: impl AsRef<str>) -> Self {
        self.styled(BOLD, text)
    }

    /// Adds text that matters less.
    #[must_use]
    pub fn dim(self, text: impl AsRef<str>) -> Self {
        self.styled(DIM, text)
    }

    /// Adds text that tells of something good.
    #[must_use]
    pub fn good(self, text: impl AsRef<str>) -> Self {
        self.styled(GOOD, text)
    }

    /// Adds text that warns.
    #[must_use]
    pub fn warn(self, text: impl AsRef<str>) -> Self {
        self.styled(WARN, text)
    }

    /// Adds text that tells of something bad.
    #[must_use]
    pub fn bad(self, text: impl AsRef<str>) -> Self {
        self.styled(BAD, text)
    }

    /// Adds text that can be typed, or followed.
    #[must_use]
    pub fn link(self, text: impl AsRef<str>) -> Self {
        self.styled(LINK, text)
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
