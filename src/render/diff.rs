//! A file's change as a unified diff, with git's headers.

use std::time::Duration;

use flow_core::plan::FileChange;
use similar::TextDiff;

/// How long a diff may take before it is told less finely.
const PATIENCE: Duration = Duration::from_secs(1);

/// The unified diff of a file's change.
pub fn unified(file: &FileChange) -> String {
    let after = &file.after;
    let old = if file.existed { format!("a/{}", file.path) } else { "/dev/null".into() };
    let new = if file.remains { format!("b/{}", file.path) } else { "/dev/null".into() };
    text(&String::from_utf8_lossy(&file.before), &String::from_utf8_lossy(after), &old, &new)
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
