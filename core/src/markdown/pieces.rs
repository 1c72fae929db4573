//! Reads a long text in pieces, which several threads share, as if it were read as one.
//!
//! A line that begins at the margin behind a blank line begins a block of the document (CommonMark 0.31):
//! a paragraph and a quote have ended at the blank line, and a list's item would need blanks before it. Only a
//! fence or HTML may reach across, which is known once the piece before is read. What a file defines as
//! links holds for the whole of it, and may decide where a comment begins: such a file is read as one.

use std::ops::Range;

use super::walk::Walk;
use super::{Lines, Outline};
use crate::spread::spread;

/// How long a piece is at least, in bytes: what a parser makes of it stays in a core's own memory.
const PIECE: usize = 16 * 1024;

/// Reads the blocks of a text, from `start` to its end.
pub(super) fn read(text: &str, lines: &Lines, start: usize) -> Outline {
    read_in(text, lines, start, PIECE)
}

fn read_in(text: &str, lines: &Lines, start: usize, least: usize) -> Outline {
    let pieces = pieces(text, start, least);
    if pieces.len() == 1 {
        return Walk::over(text, lines, start..text.len()).out;
    }
    let walks = spread(&pieces, text.len(), |piece| Walk::over(text, lines, piece.clone()));
    if walks.iter().any(|walk| walk.defines) {
        return Walk::over(text, lines, start..text.len()).out;
    }
    let mut out = Outline::default();
    for (piece, walk) in pieces.iter().zip(walks) {
        if walk.is_open && piece.end < text.len() {
            join(&mut out, Walk::over(text, lines, piece.start..text.len()).out);
            break;
        }
        join(&mut out, walk.out);
    }
    out
}

fn join(out: &mut Outline, next: Outline) {
    out.blocks.extend(next.blocks);
    out.opaque.extend(next.opaque);
    out.unclosed.extend(next.unclosed);
}

fn pieces(text: &str, start: usize, least: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut from = start;
    while let Some(at) = seam(text.as_bytes(), from + least) {
        pieces.push(from..at);
        from = at;
    }
    pieces.push(from..text.len());
    pieces
}

/// The first line behind a byte that begins at the margin behind a blank line.
fn seam(text: &[u8], from: usize) -> Option<usize> {
    let newlines = memchr::memchr_iter(b'\n', text.get(from..)?);
    newlines.map(|at| from + at + 1).find(|&at| {
        let (above, below) = text.split_at(at);
        below.first().is_some_and(|byte| !byte.is_ascii_whitespace())
            && (above.ends_with(b"\n\n") || above.ends_with(b"\n\r\n"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(text: &str) {
        let lines = Lines::of(text);
        let whole = Walk::over(text, &lines, 0..text.len()).out;
        let pieces = read_in(text, &lines, 0, 0);
        assert_eq!((pieces.blocks, pieces.opaque), (whole.blocks, whole.opaque), "{text:?}");
        assert_eq!(pieces.unclosed, whole.unclosed, "{text:?}");
    }

    #[test]
    fn a_text_is_cut_at_the_margin_behind_a_blank_line() {
        let cut = |text: &str| pieces(text, 0, 0).into_iter().map(|p| p.start).collect::<Vec<_>>();
        assert_eq!(cut("- a\n\n  b\n\n- c\nd\n\r\ne\r\n\n\n"), [0, 10, 18]);
        assert_eq!(cut("a\n\n\tb\n \nc\n"), [0]);
    }

    #[test]
    fn what_reaches_across_a_blank_line_is_read_as_one() {
        for open in
            ["```\na\n\nb\n```", "<!-- a\n\n- b -->", "<pre>\n\n- a\n\n</pre>", "~~~\n\n- a"]
        {
            same(&format!(
                "- one\n\n{open}\n\n- two\n\n> {open}\n\n- {open}\n\n## three\n\n- four\n"
            ));
        }
        same("<div>\n\n- a\n\n</div>\n\n- b\n");
        same("[a]: x\n\n[b][a <!-- c\nd -->]\n\n[c][d <!-- c\nd -->]\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn pieces_are_read_as_the_whole_is(
            text in "([-*>#`~ |\\[\\]a\n\t]|\r\n|\n\n|---\n|```\n|~~~\n|- |  - |1\\. |## |<!--|-->|<div>|</div>|<pre>|\\[a\\]|: x|===\n){0,60}"
        ) {
            same(&text);
        }
    }
}
