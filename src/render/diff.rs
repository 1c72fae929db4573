//! A file's change as a unified diff, with git's headers.

use std::time::Duration;

use anstyle::AnsiColor;
use flow_core::plan::FileChange;
use similar::{ChangeTag, TextDiff};

use super::page::{Line, Page};

/// How long a diff may take before it is told less finely.
const PATIENCE: Duration = Duration::from_secs(1);

/// The unified diff of a file's change.
pub fn unified(file: &FileChange) -> String {
    let after = &file.after;
    let old = if file.existed { format!("a/{}", file.path) } else { "/dev/null".into() };
    let new = if file.remains { format!("b/{}", file.path) } else { "/dev/null".into() };
    text(&String::from_utf8_lossy(&file.before), &String::from_utf8_lossy(after), &old, &new)
}

/// The unified diff of what a file held then and holds now; `None` where it was not there.
pub fn between(path: &str, then: Option<&str>, now: Option<&str>) -> String {
    let name = |side: &str, text: Option<&str>| match text {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    text(then.unwrap_or(""), now.unwrap_or(""), &name("a", then), &name("b", now))
}

/// A unified diff as a page, coloured as git does.
pub fn page(diff: &str) -> Page {
    let mut page = Page::default();
    for text in diff.split_terminator('\n') {
        let line = Line::default();
        page.push(match text.as_bytes().first() {
            _ if text.starts_with("--- ") || text.starts_with("+++ ") => line.bold(text),
            Some(b'@') => line.link(text),
            Some(b'-') => line.styled(AnsiColor::Red.on_default(), text),
            Some(b'+') => line.good(text),
            _ => line.plain(text),
        });
    }
    page
}

/// The lines that are new, behind `+`, and those that are gone, behind `-`, in their order.
pub fn changes(before: &str, after: &str) -> Vec<(char, String)> {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(before, after);
    let changes = diff.iter_all_changes();
    let told = changes.filter_map(|change| {
        let sign = match change.tag() {
            ChangeTag::Insert => '+',
            ChangeTag::Delete => '-',
            ChangeTag::Equal => return None,
        };
        Some((sign, change.value().trim_end_matches(['\n', '\r']).to_owned()))
    });
    told.filter(|(_, line)| !line.trim().is_empty()).collect()
}

fn text(before: &str, after: &str, old: &str, new: &str) -> String {
    // Boards of many megabytes are told less finely rather than late.
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(before, after);
    diff.unified_diff().context_radius(3).header(old, new).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_as_git_shows_it() {
        let shown = text("a\nb\nc\n", "a\nc\nd\n", "a/T.md", "b/T.md");
        assert_eq!(shown, "--- a/T.md\n+++ b/T.md\n@@ -1,3 +1,3 @@\n a\n-b\n c\n+d\n");
    }

    #[test]
    fn a_missing_last_line_end_is_told() {
        let shown = text("a", "a\n", "a/T.md", "b/T.md");
        assert!(shown.contains("\\ No newline at end of file"), "{shown}");
    }
}
