//! Lists in front matter: what stands between commas is an item, in the form that the list has.

use super::Entry;
use super::write::{quoted, scalar};

/// A text with other items in a list; `None` where what stands there is no list of plain values.
pub(super) fn replaced(text: &str, entry: &Entry, value: &str) -> Option<String> {
    let items: Vec<&str> =
        value.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
    let old = text.get(entry.at.clone())?;
    if old.starts_with('[') {
        let inner = old.strip_prefix('[')?.strip_suffix(']')?;
        if inner.contains(['[', '{', '\n', '#', '&', '*', '!']) {
            return None;
        }
        let known = inner.split(',').map(str::trim).filter(|item| !item.is_empty());
        let known: Vec<&str> = known.map(plain).collect::<Option<_>>()?;
        let written: Vec<String> = items.iter().map(|item| as_it_was(item, &known)).collect();
        let (before, after) = (&text[..entry.at.start], &text[entry.at.end..]);
        return Some(format!("{before}[{}]{after}", written.join(", ")));
    }
    // The lines below the key are its items, and nothing else.
    let start = text.split_inclusive('\n').take(entry.line).map(str::len).sum::<usize>();
    let first = text[start..].split_inclusive('\n').next()?;
    let indent = &first[..first.len() - first.trim_start_matches(' ').len()];
    let end = if first.ends_with("\r\n") { "\r\n" } else { "\n" };
    let mut known: Vec<&str> = Vec::new();
    let mut close = start;
    for line in text[start..].split_inclusive('\n') {
        let Some(item) = line.strip_prefix(indent).and_then(|rest| rest.strip_prefix("- ")) else {
            break;
        };
        // What has a comma would be taken apart with the value.
        known.push(plain(item.trim()).filter(|item| !item.contains(','))?);
        close += line.len();
    }
    let next = text[close..].lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let goes_on = next
        .strip_prefix(indent)
        .is_some_and(|rest| rest.starts_with([' ', '#']) || rest.starts_with("- "));
    if known.is_empty() || goes_on {
        return None;
    }
    if items.is_empty() {
        let key = text[..start].trim_end();
        return key.ends_with(':').then(|| format!("{key} []{end}{}", &text[close..]));
    }
    let line = |item: &&str| format!("{indent}- {}{end}", as_it_was(item, &known));
    let lines: String = items.iter().map(line).collect();
    Some(format!("{}{lines}{}", &text[..start], &text[close..]))
}

/// An item as it stands among those that are known, or as it can be written.
fn as_it_was(item: &str, known: &[&str]) -> String {
    let same = known.iter().find(|known| unquoted(known) == item);
    let new = || scalar(item).unwrap_or_else(|| quoted(item));
    same.map_or_else(new, |known| (*known).to_owned())
}

/// An item that is a single value and nothing more.
fn plain(item: &str) -> Option<&str> {
    let is_quoted = item.len() > 1
        && (item.starts_with('\'') && item.ends_with('\'')
            || item.starts_with('"') && item.ends_with('"'));
    let odd = item.starts_with(['[', '{', '&', '*', '!', '|', '>', '-', '#', '"', '\''])
        || item.contains(": ")
        || item.contains(" #")
        || item.ends_with(':');
    (is_quoted || !odd).then_some(item)
}

fn unquoted(item: &str) -> &str {
    let inner = |mark: char| item.strip_prefix(mark)?.strip_suffix(mark);
    inner('\'').or_else(|| inner('"')).unwrap_or(item)
}

#[cfg(test)]
mod tests {
    use crate::format::front::{with, with_like};

    #[test]
    fn items_stand_as_those_before_them() {
        let file = "---\na:\n  - '@ada'\n  - b\nc: [x, y]\nd: 1\n---\n";
        let now = |key: &str, value: &str| with(file, key, value);
        let all = now("a", "@ada, b, 3").expect("written");
        assert_eq!(all, file.replace("  - b\n", "  - b\n  - '3'\n"));
        assert_eq!(now("a", "b"), Some(file.replace("  - '@ada'\n", "")));
        assert_eq!(now("a", ""), Some(file.replace(":\n  - '@ada'\n  - b\n", ": []\n")));
        assert_eq!(now("c", "x, z"), Some(file.replace("[x, y]", "[x, z]")));
        assert_eq!(now("c", ""), Some(file.replace("[x, y]", "[]")));
        let known = "---\na: [1, \"b\", c]\n---\n";
        assert_eq!(with(known, "a", "1, b, d"), Some(known.replace(", c]", ", d]")));
        let crlf = file.replace('\n', "\r\n");
        assert_eq!(with(&crlf, "a", "b"), Some(crlf.replace("  - '@ada'\r\n", "")));
        let flat = "---\na:\n- b\n- c\n---\n";
        assert_eq!(with(flat, "a", "b"), Some("---\na:\n- b\n---\n".to_owned()));
    }

    #[test]
    fn a_new_list_stands_as_that_of_another_text() {
        let own = "---\nb: c\n---\n\nText.\n";
        for (theirs, written) in [
            ("a: [x]\nd: e\n", "a: [1, z]\n".replace('1', "'1'")),
            ("z: e\na:\n  - x\n\n", "a:\n  - '1'\n  - z\n".to_owned()),
            ("a:\n- x\n- y\nd: e\n", "a:\n- '1'\n- z\n".to_owned()),
            ("a: []\n", "a: ['1', z]\n".to_owned()),
        ] {
            let other = format!("---\n{theirs}---\n");
            let now = with_like(own, &other, "a", "1, z").expect(theirs);
            assert_eq!(now, own.replace("b: c\n", &format!("b: c\n{written}")));
        }
        for odd in ["a: x\n", "a: [x] # why\n", "a:\n  - b: c\n", "a: |\n  x\n", "b: [x]\n", ""] {
            assert_eq!(with_like(own, &format!("---\n{odd}---\n"), "a", "z"), None, "{odd}");
        }
        assert_eq!(with_like("Text.\n", "---\na: [x]\n---\n", "a", "z"), None);
    }

    #[test]
    fn what_is_more_than_a_list_of_values_stays_as_it_is() {
        for odd in [
            "a:\n  - b: c\n",
            "a:\n  - b\n  - - c\n",
            "a: [b, [c]]\n",
            "a:\n  - b # why\n",
            "a:\n  - https://example.org/@4,5\n",
            "a:\n  - 'b, c'\n",
            "a: ['b, c']\n",
            "a:\n  - b\n    goes on\n",
            "a:\n  # why\n  - b\n",
            "a: |\n  b\n",
            "a:\n  b: c\n",
            "a: &x [b]\nd: *x\n",
        ] {
            let file = format!("---\n{odd}---\n");
            let now = with(&file, "a", "b, z");
            assert!(now.is_none(), "{odd} {now:?}");
        }
    }
}
