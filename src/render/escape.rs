//! Makes text from boards, scripts and git harmless for terminals and for the eye.

use std::borrow::Cow;

/// Whether a character could move the cursor, hide text, or change the order in which it is read.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{E0000}'..='\u{E007F}')
}

/// The text with every harmful character written as `\u{…}`; a tab stays, for it only indents.
pub fn safe(text: &str) -> Cow<'_, str> {
    // Most text is of this kind, and is told so faster.
    if text.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let harmful = |c: char| c != '\t' && is_harmful(c);
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if harmful(c) => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// JSON with every harmful character in its strings escaped. JSON's own escaping covers the first
/// 32 only; beyond ASCII, characters stand nowhere but in strings.
pub fn json(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    for c in document.chars() {
        if c != '\n' && is_harmful(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_fool_a_terminal_is_written_out() {
        let cases = [
            ("plain – ✅ \t text", "plain – ✅ \t text"),
            ("a\u{1b}[31mred", "a\\u{1b}[31mred"),
            ("two\nlines\r", "two\\nlines\\r"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("safe\u{202e}exe", "safe\\u{202e}exe"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("\u{7f}", "\\u{7f}"),
        ];
        for (text, expected) in cases {
            assert_eq!(safe(text), expected);
        }
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({ "a": "\u{202e}\u{85}\u{7f}\u{e0041}\u{1b}\n", "b": "✅" });
        let text = json(&value.to_string());
        assert!(!text.chars().any(is_harmful), "{text}");
        assert!(text.contains("✅"));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("json"), value);
    }
}
