//! The lines of a card's lists: blanks, markers, and what comes behind.

/// How many bytes of blanks a line begins with.
pub(super) fn leading(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Where an item's marker begins, and its length with the blanks behind it.
pub(super) fn marker(line: &str) -> (usize, usize) {
    let at = leading(line);
    (at, after_marker(line) - at)
}

/// Where an item's text begins.
pub(super) fn after_marker(line: &str) -> usize {
    let at = leading(line);
    let word = line[at..].find([' ', '\t']).unwrap_or(line.len() - at);
    let blanks = leading(&line[at + word..]);
    at + word + blanks
}

/// The marker of the item after one with this marker. A list that counts nothing (`1.`, `1.`) goes on so.
pub(super) fn next(marker: &str, numbers: &[u64]) -> String {
    let digits = marker.bytes().take_while(u8::is_ascii_digit).count();
    let (Some(last), true) = (numbers.last(), digits > 0) else { return marker.to_owned() };
    let counts = !matches!(numbers, [.., before, last] if before == last);
    // CommonMark knows no number of more than nine digits.
    let number = if counts { last.saturating_add(1).min(999_999_999) } else { *last };
    format!("{number}{}", &marker[digits..])
}

/// A section's line without what one card alone says in it: `**Next Steps** (pending):`.
pub(super) fn bare(line: &str, level: usize) -> String {
    if level > 0 {
        return line.to_owned();
    }
    let Some(open) = line.find("**") else { return line.to_owned() };
    let Some(close) = line[open + 2..].find("**") else { return line.to_owned() };
    let bold = &line[..open + 2 + close + 2];
    if bold.trim_end_matches('*').trim_end().ends_with(':') {
        bold.to_owned()
    } else {
        format!("{bold}:")
    }
}
