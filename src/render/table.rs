//! Columns that fit the terminal.

use std::borrow::Cow;

use anstyle::Style;
use console::{measure_text_width, truncate_str};

use super::escape::safe;
use super::page::{Line, PLAIN};

/// Blanks between two columns.
const GAP: usize = 2;

/// The width that each column gets: what its widest cell needs, squeezed until a row fits. The
/// squeezes are tried in order, each a column and the width it may be brought down to. At 0 the
/// column is left out, and the others have its room.
pub fn widths<const N: usize, C: AsRef<str>>(
    rows: impl IntoIterator<Item = [C; N]>,
    squeezes: &[(usize, usize)],
    room: usize,
) -> [usize; N] {
    let mut needed = [0; N];
    for row in rows {
        for (width, cell) in needed.iter_mut().zip(&row) {
            *width = (*width).max(width_of(&safe(cell.as_ref())));
        }
    }
    let mut widths = needed;
    let mut nth = 0;
    while let Some(&(column, least)) = squeezes.get(nth) {
        nth += 1;
        let taken: usize = widths.iter().filter(|&&w| w > 0).map(|w| w + GAP).sum();
        let excess = taken.saturating_sub(GAP).saturating_sub(room);
        if excess == 0 {
            break;
        }
        if least == 0 && needed[column] > 0 {
            needed[column] = 0;
            widths = needed;
            nth = 0;
        } else {
            let width = &mut widths[column];
            *width = width.saturating_sub(excess).max(least.min(*width));
        }
    }
    widths
}

/// A line with the cells of a row behind what it begins with, each at its width and as it looks. Behind
/// the last there are no blanks.
pub fn row<const N: usize, C: AsRef<str>>(
    begun: &str,
    cells: &[C; N],
    widths: &[usize; N],
    looks: [Style; N],
) -> Line {
    let bytes = widths.iter().map(|width| width + GAP).sum::<usize>();
    let mut line = Line::with_capacity(begun.len() + bytes, N + 1);
    line.put(PLAIN, begun);
    for ((cell, &width), look) in cells.iter().zip(widths).zip(looks) {
        put(&mut line, look, cell.as_ref(), width);
    }
    line.trimmed()
}

/// Adds a cell at its width, and the gap behind it; nothing where the column is left out.
fn put(line: &mut Line, look: Style, text: &str, width: usize) {
    if width == 0 {
        return;
    }
    let mut text = safe(text);
    if text.contains('\t') {
        text = Cow::Owned(text.replace('\t', " "));
    }
    let mut wide = width_of(&text);
    if wide > width {
        text = Cow::Owned(truncate_str(&text, width, "…").into_owned());
        wide = width_of(&text);
    }
    line.put(look, &text);
    line.pad(width.saturating_sub(wide) + GAP);
}

/// How many columns a text takes. Most text is ASCII, and takes one for each byte.
fn width_of(text: &str) -> usize {
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if plain { text.len() } else { measure_text_width(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::page::Page;

    fn rows() -> Vec<[String; 3]> {
        let row = |a: &str, b: &str, c: &str| [a.to_owned(), b.to_owned(), c.to_owned()];
        vec![row("A-1", "a title of some length", "ada"), row("A-22", "数据库连接池", "grace")]
    }

    #[test]
    fn what_fits_is_left_alone() {
        assert_eq!(widths(rows(), &[(1, 5)], 80), [4, 22, 5]);
    }

    #[test]
    fn columns_shrink_in_order_and_may_go() {
        assert_eq!(widths(rows(), &[(1, 10), (2, 0)], 30), [4, 17, 5]);
        assert_eq!(widths(rows(), &[(1, 10), (2, 0)], 16), [4, 10, 0]);
        assert_eq!(widths(rows(), &[(1, 20), (2, 0), (1, 5)], 29), [4, 22, 0]);
    }

    #[test]
    fn cells_are_measured_as_they_are_shown() {
        let shown = |text: &str, width| {
            let mut page = Page::default();
            page.push(row("", &[text, "."], &[width, 1], [PLAIN; 2]));
            page.unstyled()
        };
        assert_eq!(shown("数据库连接池", 7), "数据库…  .\n");
        assert_eq!(shown("ab", 4), "ab    .\n");
        assert_eq!(shown("", 4), "      .\n");
        assert_eq!(shown("a\u{202e}b", 12), "a\\u{202e}b    .\n");
        assert_eq!(shown("gone", 0), ".\n");
    }
}
