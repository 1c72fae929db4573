//! Handles: how a task is called that has no id.

use std::borrow::Cow;

use super::TaskId;
use crate::digest::sha256;
use crate::inline;

/// How long a handle may be, in characters. What is longer is cut, and told apart by a digest.
const HANDLE: usize = 32;

impl TaskId {
    /// The handle of a task that has no id: the words of its title, in small letters, with dashes
    /// between them. A long title is cut at a word, and four hexadecimal digits of the SHA-256 of all
    /// its words tell it from others that begin alike. Where links lead does not count, nor do the
    /// fields and tags in it.
    pub fn handle(title: &str) -> Self {
        let title = plain(title);
        let mut whole = joined(&inline::without(&title));
        if whole.is_empty() {
            whole = joined(&title);
        }
        let length = |text: &str| text.chars().count();
        let text = match length(&whole) {
            0 => "untitled".to_owned(),
            1..=HANDLE => whole,
            _ => {
                let digest = sha256(whole.as_bytes());
                let mut kept = String::new();
                for word in whole.split('-') {
                    // The first word may itself be too long.
                    if length(&kept) + 1 + length(word) > HANDLE - 5 {
                        break;
                    }
                    kept = if kept.is_empty() { word.to_owned() } else { format!("{kept}-{word}") };
                }
                if kept.is_empty() {
                    kept = whole.chars().take(HANDLE - 5).collect();
                }
                format!("{kept}-{}", &digest[..4])
            }
        };
        Self::called(&text)
    }
}

/// The words of a text in small letters, with dashes between them.
fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !joined.is_empty() {
            joined.push('-');
        }
        match word.is_ascii() {
            true => joined.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase()))),
            // How a letter is made small may hang on those around it.
            // The small letter of a Turkish İ has a dot of its own, which nobody types.
            false => joined.push_str(&word.to_lowercase().replace("i\u{307}", "i")),
        }
    }
    joined
}

/// A title without where its links lead.
fn plain(title: &str) -> Cow<'_, str> {
    if !title.contains("](") {
        return title.into();
    }
    let mut out = String::new();
    let mut rest = title;
    while let Some(at) = rest.find("](") {
        let end = inline::link_end(rest.as_bytes(), at);
        // What is never closed is no link.
        let (text, behind) = end.map_or((at + 2, at + 2), |end| (at, end));
        out.push_str(&rest[..text]);
        rest = &rest[behind..];
    }
    (out + rest).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_made_of_the_titles_words() {
        let handle = |title: &str| TaskId::handle(title).to_string();
        assert_eq!(handle("Mend the [roof](docs/roof.md)!"), "mend-the-roof");
        assert_eq!(handle("[Mend](a_(b)/1) it"), "mend-it");
        assert_eq!(handle("Älter *und* besser ✅"), "älter-und-besser");
        assert_eq!(handle("Fix f[0](x and y"), "fix-f-0-x-and-y");
        assert_eq!(handle(" ✅ "), "untitled");
        assert_eq!(handle("Mend @due(2026-11-24) #home"), "mend");
        assert_eq!(handle("#home"), "home");
        let (one, two) = (handle(&"long ".repeat(20)), handle(&"long ".repeat(21)));
        assert_ne!(one, two);
        assert!(one.starts_with("long-long-") && one.len() <= HANDLE, "{one}");
        assert!(handle(&"ü".repeat(80)).chars().count() <= HANDLE);
    }
}
