//! Definitions of links and footnotes: `[plan]: docs/plan.md "The plan"`, `[^1]: A note.`

/// The label of the definition that a line is; `None` where it is none.
pub fn definition(line: &str) -> Option<&str> {
    let text = line.trim_start_matches(' ');
    if line.len() - text.len() > 3 {
        return None;
    }
    let (label, rest) = text.strip_prefix('[')?.split_once("]:")?;
    let rest = rest.trim();
    // Where it leads, and a title behind that.
    let title = match rest.strip_prefix('<') {
        Some(inner) => inner.split_once('>').map(|(_, behind)| behind),
        None => Some(rest.split_once(char::is_whitespace).map_or("", |(_, behind)| behind)),
    };
    let is_title = |title: &str| title.is_empty() || title.starts_with(['"', '\'', '(']);
    let is_link = !rest.is_empty() && title.is_some_and(|title| is_title(title.trim_start()));
    let is_sound = !label.trim().is_empty() && !label.contains(['[', ']']);
    (is_sound && (is_link || label.starts_with('^') && !rest.is_empty())).then_some(label)
}

/// Where the definitions begin with which a document ends, behind a blank line: they are the document's,
/// and nobody's card. Its end where there are none. `hidden` says which bytes stand in code.
pub(crate) fn closing(
    text: &str,
    document: std::ops::Range<usize>,
    hidden: impl Fn(usize) -> bool,
) -> usize {
    let (mut at, mut first, mut begin) = (document.end, None, document.end);
    while at > document.start {
        let above = &text.as_bytes()[document.start..at - 1];
        let start = document.start + memchr::memrchr(b'\n', above).map_or(0, |newline| newline + 1);
        let line = text[start..at].trim_end();
        if line.is_empty() {
            begin = first.unwrap_or(begin);
        } else if line.starts_with('[') && definition(line).is_some() && !hidden(start) {
            first = Some(start);
        } else {
            break;
        }
        at = start;
    }
    if at == document.start { first.unwrap_or(begin) } else { begin }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_have_a_label_and_an_end() {
        assert_eq!(definition("[The plan]: docs/plan.md \"Plan\"\r\n"), Some("The plan"));
        assert_eq!(definition("  [p]: <a b>"), Some("p"));
        assert_eq!(definition("[p]: <a b> 'A'"), Some("p"));
        assert_eq!((definition("[p]: <a b"), definition("[p]: <a> b")), (None, None));
        assert_eq!(definition("[^1]: <a and more"), Some("^1"));
        assert_eq!(definition("   [p]:x"), Some("p"));
        assert_eq!(definition("[^1]: A note of words.\n"), Some("^1"));
        for text in ["[p]:", "[]: x", "[p]: x and more", "    [p]: x", "[p] x", "- [p]: x", "[^1]:"]
        {
            assert_eq!(definition(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_stands_alone_at_the_end_is_the_documents() {
        let closing = |text: &str| text[closing(text, 0..text.len(), |_| false)..].to_owned();
        assert_eq!(closing("# A\n\ntext\n\n[p]: x\n\n[q]: y\n"), "[p]: x\n\n[q]: y\n");
        assert_eq!(closing("text\n[p]: x\n\n[q]: y"), "[q]: y");
        assert_eq!(closing("text\n[p]: x\n"), "");
        assert_eq!(closing("[p]: x\n[q]: y\n"), "[p]: x\n[q]: y\n");
        assert_eq!(closing("- a\n\n  [p]: x\n"), "");
        assert_eq!(closing("[p]: x\n\ntext\n\n"), "");
        assert_eq!(closing(""), "");
    }
}
