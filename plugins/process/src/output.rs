//! What a command prints: told line by line, made harmless, and kept within bounds.

use std::fmt::Write;
use std::mem;

/// How much of the output is kept: its end.
pub const KEPT: usize = 64 * 1024;

/// The longest piece of a line that is told at once; a longer line comes in pieces.
pub const PIECE: usize = 8 * 1024;

/// The longest `last` line.
const LAST: usize = 1024;

/// Output as it comes in. It holds no more than a piece of a line and twice what is kept.
#[derive(Debug, Default)]
pub struct Output {
    pending: Vec<u8>,
    kept: String,
    cut: u64,
}

impl Output {
    /// Takes bytes, and tells each line that they complete.
    pub fn take(&mut self, mut bytes: &[u8], told: &mut dyn FnMut(&str)) {
        while !bytes.is_empty() {
            let room = &bytes[..bytes.len().min(PIECE - self.pending.len())];
            let end = room.iter().position(|&byte| byte == b'\n');
            let (piece, after) = bytes.split_at(end.unwrap_or(room.len()));
            self.pending.extend_from_slice(piece);
            bytes = after;
            if end.is_some() {
                bytes = &bytes[1..];
                self.line(told);
            } else if self.pending.len() == PIECE {
                self.piece(told);
            }
        }
    }

    /// Ends the output: the whole as it is answered, and its last line that is not blank.
    pub fn finish(mut self, told: &mut dyn FnMut(&str)) -> (String, String) {
        if !self.pending.is_empty() {
            let bytes = mem::take(&mut self.pending);
            let text = harmless(&bytes);
            told(&text);
            self.kept.push_str(&text);
        }
        self.trim(KEPT);
        let last =
            self.kept.lines().map(str::trim_end).rfind(|line| !line.is_empty()).unwrap_or("");
        let mut short: String = last.chars().take(LAST).collect();
        if short.len() < last.len() {
            short.push('…');
        }
        match self.cut {
            0 => (self.kept, short),
            cut => (format!("[… {cut} bytes cut]\n{}", self.kept), short),
        }
    }

    fn line(&mut self, told: &mut dyn FnMut(&str)) {
        let bytes = mem::take(&mut self.pending);
        let text = harmless(bytes.strip_suffix(b"\r").unwrap_or(&bytes));
        told(&text);
        self.kept.push_str(&text);
        self.kept.push('\n');
        self.trim_sometimes();
    }

    /// Passes on a part of a line that is too long to be held.
    fn piece(&mut self, told: &mut dyn FnMut(&str)) {
        let bytes = mem::take(&mut self.pending);
        let (whole, begun) = bytes.split_at(bytes.len() - unfinished(&bytes));
        self.pending.extend_from_slice(begun);
        let text = harmless(whole);
        told(&text);
        self.kept.push_str(&text);
        self.trim_sometimes();
    }

    /// Trimming moves what is kept, so it waits until as much again has come in.
    fn trim_sometimes(&mut self) {
        if self.kept.len() > 2 * KEPT {
            self.trim(KEPT);
        }
    }

    fn trim(&mut self, to: usize) {
        let excess = self.kept.len().saturating_sub(to);
        let cut = self.kept.ceil_char_boundary(excess);
        self.kept.drain(..cut);
        self.cut += cut as u64;
    }
}

/// How many bytes at the end are the beginning of a character whose rest is still to come.
fn unfinished(bytes: &[u8]) -> usize {
    let tail = bytes.utf8_chunks().last().map_or(&[][..], |chunk| chunk.invalid());
    // A sequence that can never become a character is not waited for.
    match std::str::from_utf8(tail) {
        Err(error) if error.error_len().is_none() => tail.len(),
        _ => 0,
    }
}

/// The text with control characters and direction marks escaped, so that no terminal obeys them;
/// bytes that are no UTF-8 become U+FFFD.
fn harmless(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if (c.is_control() && c != '\t') || is_direction_mark(c) {
            // Writing to a string cannot fail.
            let _ = write!(out, "{}", c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(chunks: &[&[u8]]) -> (Vec<String>, String, String) {
        let mut lines = Vec::new();
        let mut output = Output::default();
        let mut told = |line: &str| lines.push(line.to_owned());
        for chunk in chunks {
            output.take(chunk, &mut told);
        }
        let (text, last) = output.finish(&mut told);
        (lines, text, last)
    }

    #[test]
    fn lines_are_told_whole_however_they_come() {
        let (lines, text, last) = all(&[b"on", b"e\ntw", b"o\r\n\nthree", b"  \n \n"]);
        assert_eq!(lines, ["one", "two", "", "three  ", " "]);
        assert_eq!(text, "one\ntwo\n\nthree  \n \n");
        assert_eq!(last, "three");
    }

    #[test]
    fn a_last_line_without_end_is_told() {
        let (lines, text, last) = all(&[b"a\nb"]);
        assert_eq!((lines.len(), text.as_str(), last.as_str()), (2, "a\nb", "b"));
    }

    #[test]
    fn controls_are_escaped_and_bad_bytes_replaced() {
        let (_, text, _) =
            all(&[b"\x1b[31mred\x07\t\xff\xc3(\n", "a\u{202e}b\u{9b}\r\r".as_bytes()]);
        assert_eq!(text, "\\u{1b}[31mred\\u{7}\t\u{fffd}\u{fffd}(\na\\u{202e}b\\u{9b}\\r\\r");
    }

    #[test]
    fn the_end_is_kept_and_the_cut_is_marked() {
        let line = [b"x".repeat(99), b"\n".to_vec()].concat();
        let (lines, text, _) = all(&vec![line.as_slice(); 10_000]);
        assert_eq!(lines.len(), 10_000);
        let (mark, rest) = text.split_once('\n').expect("a mark");
        assert_eq!(mark, format!("[… {} bytes cut]", 1_000_000 - KEPT));
        assert_eq!(rest.len(), KEPT);
    }

    #[test]
    fn an_endless_line_comes_in_pieces_with_whole_characters() {
        let (lines, text, last) = all(&vec!["€uro".as_bytes(); 100_000]);
        assert!(lines.iter().all(|piece| piece.len() <= PIECE && !piece.contains('\u{fffd}')));
        assert_eq!(lines.concat().len(), 600_000);
        assert!(text.len() < KEPT + 100 && last.ends_with('…'));
        assert!(!text.contains('\u{fffd}'));
    }

    #[test]
    fn memory_is_bounded() {
        let mut output = Output::default();
        for _ in 0..1_000 {
            output.take(&[0x1b; 5_000], &mut |_| {});
            assert!(output.kept.capacity() < 8 * KEPT && output.pending.capacity() <= 2 * PIECE);
        }
    }
}
