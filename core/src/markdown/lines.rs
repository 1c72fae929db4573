//! Where the lines of a text begin.

use std::ops::Range;

/// The byte at which each line of a text begins. Kept beside a text, because counting newlines for
/// each question would be quadratic.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<usize>,
    len: usize,
}

impl Lines {
    /// Finds the lines of a text.
    pub fn of(text: &str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let mut starts = Vec::with_capacity(ends.clone().count() + 1);
        starts.push(0);
        starts.extend(ends.map(|at| at + 1));
        Self { starts, len: text.len() }
    }

    /// The number of the line that holds a byte, counted from 1.
    pub fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at)
    }

    /// The line of a number, with its newline; nothing where there is none.
    pub fn line(&self, number: usize) -> Range<usize> {
        let at = |nth: usize| self.starts.get(nth).copied().unwrap_or(self.len);
        at(number.saturating_sub(1))..at(number)
    }

    /// Where the line that holds a byte begins.
    pub fn start_of(&self, at: usize) -> usize {
        self.starts[self.number(at) - 1]
    }

    /// Where the line that holds a byte ends, its newline included.
    pub fn end_of(&self, at: usize) -> usize {
        self.starts.get(self.number(at)).copied().unwrap_or(self.len)
    }

    /// The lines within a range that begins at a line's start, each with its newline.
    pub fn within(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        self.numbered(range).map(|(_, line)| line)
    }

    /// The same, each with its number.
    pub fn numbered(
        &self,
        range: Range<usize>,
    ) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        let (mut at, mut number) = (range.start, self.number(range.start));
        std::iter::from_fn(move || {
            if at >= range.end {
                return None;
            }
            let end = self.starts.get(number).copied().unwrap_or(self.len).min(range.end);
            let line = (number, at..end);
            (at, number) = (end, number + 1);
            Some(line)
        })
    }
}

/// The lines of a text, each with its newline. The lines of a board are short, and there are many of
/// them: `str::split_inclusive` takes longer to find where each ends.
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let (line, behind) = rest.split_at(end);
        rest = behind;
        (!line.is_empty()).then_some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_split_as_the_standard_library_does(text in r"([a-zü\r\n]|\n)*") {
            prop_assert!(split(&text).eq(text.split_inclusive('\n')));
        }
    }

    #[test]
    fn lines_are_counted_from_one() {
        let lines = Lines::of("a\nbc\n\nd");
        assert_eq!(
            (lines.number(0), lines.number(2), lines.number(5), lines.number(6)),
            (1, 2, 3, 4)
        );
        assert_eq!((lines.start_of(3), lines.end_of(3), lines.end_of(6)), (2, 5, 7));
        assert_eq!((lines.line(2), lines.line(4), lines.line(9)), (2..5, 6..7, 7..7));
        assert_eq!(lines.within(2..7).count(), 3);
        let numbered: Vec<_> = lines.numbered(2..6).collect();
        assert_eq!(numbered, [(2, 2..5), (3, 5..6)]);
    }
}
