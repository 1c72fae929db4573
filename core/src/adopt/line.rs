//! One line, read as the first line of a card: its form by example, and the id that stands in it.

use crate::inline::link_end;
use crate::markdown::BlockKind;

/// An id as it is shaped on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    /// The prefix, empty in `#12`.
    pub prefix: String,
    /// What stands between prefix and number: `-`, `_`, `#` or nothing.
    pub joint: &'static str,
    /// The digits.
    pub digits: String,
    /// Whether a suffix follows, as in `TEST-007-C`.
    pub suffixed: bool,
    /// The whole of it.
    pub text: String,
}

/// What the first line of a card begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Marker {
    /// A heading of this level.
    Heading(u8),
    /// A bullet.
    Bullet,
    /// A number.
    Number,
    /// A row of a table.
    Row,
}

impl Marker {
    /// Whether it is that of an item of a list.
    pub fn is_item(self) -> bool {
        matches!(self, Self::Bullet | Self::Number)
    }
}

/// A line that could be the first of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// What it begins with.
    pub marker: Marker,
    /// Its checkbox, and whether it is ticked. A leading ✅ is a ticked one, and ⬜ an open one.
    pub ticked: Option<bool>,
    /// Its id.
    pub id: Option<Shape>,
    /// The form by example: `- [ ] **{id}**: {title}`.
    pub form: String,
    /// The form without its checkbox, the same for open and ticked lines.
    pub bare: String,
    /// The form of such a line without an id.
    pub free: String,
    /// Whether the form alone tells a card: an id that is set off, or a checkbox.
    pub strong: bool,
    /// The title.
    pub title: String,
    /// Whether it is struck through, or a row whose id or title is, as finished ones are.
    pub struck: bool,
}

impl Head {
    /// Where the title of an item is a link and nothing else, takes its target out of it.
    pub fn take_link(&mut self) {
        let inner = self.title.strip_prefix('[').filter(|_| self.id.is_none());
        let Some((inner, at)) = inner.and_then(|inner| Some((inner, inner.find("](")?))) else {
            return;
        };
        if link_end(inner.as_bytes(), at) == Some(inner.len()) {
            let linked = |form: &str| form.replace("{title}", "[{title}]({link})");
            (self.form, self.bare) = (linked(&self.form), linked(&self.bare));
            self.free = linked(&self.free);
            self.title = inner[..at].to_owned();
        }
    }

    /// Whether it is a link to another place of its own file, as those of a table of contents are.
    pub fn leads_within(&self) -> bool {
        self.title.starts_with('[') && self.title.ends_with(')') && self.title.contains("](#")
    }

    /// Whether it says that it is finished: its box is ticked, or it is struck through.
    pub fn is_past(&self) -> bool {
        self.ticked == Some(true) || self.struck
    }
}

/// What may stand around an id.
pub(super) const AROUND: [(&str, &str); 6] =
    [("**[", "]**"), ("**`", "`**"), ("[", "]"), ("`", "`"), ("**", "**"), ("", "")];
/// Boxes that are drawn, and whether they are ticked.
const DRAWN: [(&str, bool); 4] = [("✅ ", true), ("⬜ ", false), ("☐ ", false), ("🔲 ", false)];
/// What may stand between an id and a title.
const BETWEEN: [&str; 9] = [": ", " - ", " — ", " – ", " · ", " | ", ". ", ") ", " "];

/// Signs in colours before an id, which tell how urgent an open task is.
const URGENT: [&str; 8] = ["🔴 ", "🟠 ", "🟡 ", "🟢 ", "🔵 ", "🟣 ", "⚪ ", "⚫ "];

/// Reads a line of this kind of block; `None` where it has no text.
pub(super) fn head(raw: &str, kind: BlockKind) -> Option<Head> {
    read(raw, kind, with_id)
}

/// The same of a line in which what looks like an id is none.
pub(super) fn unnamed(raw: &str, kind: BlockKind) -> Option<Head> {
    read(raw, kind, |_| None)
}

/// A line, with what tells the form of a text, the id that it begins with, and its title.
fn read(
    raw: &str,
    kind: BlockKind,
    named: impl Fn(&str) -> Option<(String, Shape, &str, bool)>,
) -> Option<Head> {
    let raw = raw.trim();
    let (marker, sign, rest) = match kind {
        BlockKind::Heading(level) => {
            let sign = "#".repeat(usize::from(level));
            let rest = raw.strip_prefix(&sign)?;
            (Marker::Heading(level), format!("{sign} "), rest)
        }
        BlockKind::Item => match raw.strip_prefix(['-', '*', '+']) {
            Some(rest) => (Marker::Bullet, "- ".to_owned(), rest),
            None => {
                let rest = raw.trim_start_matches(|c: char| c.is_ascii_digit());
                (Marker::Number, "1. ".to_owned(), rest.strip_prefix(['.', ')'])?)
            }
        },
        BlockKind::Rule => return None,
    };
    let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
    let (ticked, tick, rest) = match rest.as_bytes() {
        [b'[', b' ', b']', b' ', ..] => (Some(false), &rest[..4], rest[4..].trim_start()),
        [b'[', b'x' | b'X', b']', b' ', ..] => (Some(true), &rest[..4], rest[4..].trim_start()),
        _ => {
            let drawn = DRAWN.iter().find_map(|(tick, on)| {
                Some((Some(*on), *tick, rest.strip_prefix(tick)?.trim_start()))
            });
            drawn.unwrap_or((None, "", rest))
        }
    };
    let urgent = URGENT.iter().find(|sign| {
        let rest = rest.strip_prefix(**sign);
        ticked != Some(true) && rest.is_some_and(|rest| named(rest.trim_start()).is_some())
    });
    let (ticked, urgent, rest) = match urgent {
        Some(sign) => (ticked.or(Some(false)), *sign, rest[sign.len()..].trim_start()),
        None => (ticked, "", rest),
    };
    // A heading in an item is none: an outliner keeps its pages so.
    let is_heading = || {
        let level = rest.bytes().take_while(|&b| b == b'#').count();
        (1..=6).contains(&level) && rest[level..].starts_with(' ')
    };
    if rest.is_empty() || kind == BlockKind::Item && is_heading() {
        return None;
    }
    // A ticked one says so already.
    let done = struck(rest).filter(|_| ticked != Some(true));
    let text = done.unwrap_or(rest);
    let (inner, id, title, set_off) = match named(text) {
        Some((form, id, title, set_off)) => (form, Some(id), title, set_off),
        None => ("{title}".to_owned(), None, text, false),
    };
    let stroke = if done.is_some() { "~~" } else { "" };
    Some(Head {
        marker,
        ticked,
        strong: set_off || ticked.is_some(),
        form: format!("{sign}{tick}{urgent}{stroke}{inner}{stroke}"),
        bare: format!("{sign}{inner}"),
        free: format!("{sign}{tick}{stroke}{{title}}{stroke}"),
        id,
        title: title.trim().to_owned(),
        struck: done.is_some(),
    })
}

/// What a text says that is struck through as a whole.
pub(super) fn struck(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("~~")?.strip_suffix("~~")?;
    (!inner.trim().is_empty() && !inner.contains("~~")).then_some(inner)
}

/// The form of a text that begins with an id, the id, the title, and whether the id is set off from it.
fn with_id(text: &str) -> Option<(String, Shape, &str, bool)> {
    for (open, close) in AROUND {
        let Some(inner) = text.strip_prefix(open) else { continue };
        let Some(id) = shape(inner) else { continue };
        let rest = &inner[id.text.len()..];
        // How much a task counts is no name of it.
        let set_off =
            open.ends_with(['[', '`']) || rest.starts_with("**") || rest.starts_with(":**");
        if set_off && id.prefix == "P" && id.text.len() == 2 {
            return None;
        }
        // The text of a link: the link goes with the id.
        if open == "["
            && let Some(end) = link_end(rest.as_bytes(), 0)
        {
            let sign = BETWEEN.iter().find(|sign| rest[end..].starts_with(**sign));
            if let Some(sign) = sign {
                let form = format!("{{id}}{sign}{{title}}");
                return Some((form, id, &rest[end + sign.len()..], true));
            }
        }
        if let Some(after) = rest.strip_prefix(close) {
            // Where nothing comes after it, the line is a mention.
            for sign in BETWEEN {
                if let Some(title) = after.strip_prefix(sign) {
                    let form = format!("{open}{{id}}{close}{sign}{{title}}");
                    return Some((form, id, title, !open.is_empty() || sign != " "));
                }
            }
        }
        if open != "**" {
            continue;
        }
        if let Some(title) = rest.strip_prefix(":** ") {
            return Some(("**{id}:** {title}".to_owned(), id, title, true));
        }
        for sign in BETWEEN {
            let title = rest.strip_prefix(sign).and_then(|title| title.strip_suffix("**"));
            if let Some(title) = title.filter(|title| !title.contains("**")) {
                return Some((format!("**{{id}}{sign}{{title}}**"), id, title, true));
            }
        }
    }
    None
}

/// The id that a text begins with.
pub(super) fn shape(text: &str) -> Option<Shape> {
    let bytes = text.as_bytes();
    let run =
        |from: usize, part: fn(&u8) -> bool| bytes[from..].iter().take_while(|&b| part(b)).count();
    let digits = |from: usize| run(from, u8::is_ascii_digit);
    let (prefix, joint, start) = match bytes.first()? {
        b'#' => (0, "#", 1),
        b'A'..=b'Z' => {
            let part = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
            let mut word = run(0, part);
            // A prefix may have parts: `WEB-API-01`.
            while let [b'-', b'A'..=b'Z', ..] = bytes[word..] {
                word += 1 + run(word + 1, part);
            }
            let letters = run(0, u8::is_ascii_uppercase);
            if bytes.get(word) == Some(&b'-') && digits(word + 1) > 0 {
                (word, "-", word + 1)
            } else if letters < word && bytes[letters] == b'_' && digits(letters + 1) > 0 {
                (letters, "_", letters + 1)
            } else {
                (letters, "", letters)
            }
        }
        _ => return None,
    };
    let count = digits(start);
    if count == 0 || count > 9 {
        return None;
    }
    let mut end = start + count;
    let tail = &bytes[end..];
    let suffix = match tail {
        [b'-', first, ..] if first.is_ascii_alphabetic() => {
            1 + run(end + 1, u8::is_ascii_alphanumeric)
        }
        [first, rest @ ..] if first.is_ascii_lowercase() => {
            usize::from(!rest.first().is_some_and(u8::is_ascii_alphanumeric))
        }
        _ => 0,
    };
    end += suffix;
    // Digits go on in a version, letters in a word.
    let next = text[end..].chars().next();
    let is_end = !next.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '/');
    is_end.then(|| Shape {
        prefix: text[..prefix].to_owned(),
        joint,
        digits: text[start..start + count].to_owned(),
        suffixed: suffix > 0,
        text: text[..end].to_owned(),
    })
}

/// A line of a template, with an id put where it shows one: `[TASK-XXX]` becomes `[TASK-001]`.
pub(super) fn exampled(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("-X").or_else(|| rest.find("-N")) {
        let letter = rest.as_bytes()[at + 1];
        let run = rest.as_bytes()[at + 1..].iter().take_while(|&&b| b == letter).count();
        let after = rest.as_bytes().get(at + 1 + run);
        let before = at.checked_sub(1).and_then(|at| rest.as_bytes().get(at));
        let is_id = before.is_some_and(u8::is_ascii_uppercase)
            && !after.is_some_and(|b| b.is_ascii_alphanumeric());
        out.push_str(&rest[..=at]);
        match is_id {
            true => out.push_str(&format!("{:0run$}", 1)),
            false => out.push_str(&rest[at + 1..at + 1 + run]),
        }
        rest = &rest[at + 1 + run..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(line: &str) -> Head {
        head(line, BlockKind::Item).expect("a head")
    }

    #[test]
    fn forms_are_read_off_a_line() {
        for (line, form) in [
            ("- [ ] **BUG-012**: Fix it", "- [ ] **{id}**: {title}"),
            ("* [x] **BUG-012**: Fix it", "- [x] **{id}**: {title}"),
            ("- **BUG-012: Fix it**", "- **{id}: {title}**"),
            ("- **BUG-012:** Fix it", "- **{id}:** {title}"),
            ("- [BUG-012] Fix it", "- [{id}] {title}"),
            ("- [ ] #190 — Fix it", "- [ ] {id} — {title}"),
            ("- [ ] Fix it", "- [ ] {title}"),
            ("- Fix it", "- {title}"),
            ("- [BUG-012](https://example.org/(12)) Fix it", "- {id} {title}"),
            ("3. T12: Fix it", "1. {id}: {title}"),
            ("- [ ] TEST-007-C: Fix it", "- [ ] {id}: {title}"),
            ("- ~~Fix it~~", "- ~~{title}~~"),
            ("- ~~**BUG-012**: Fix it~~", "- ~~**{id}**: {title}~~"),
            ("- [x] ~~Fix it~~", "- [x] {title}"),
            ("- ~~Fix~~ mend it", "- {title}"),
            ("- 🟡 BUG-012: Fix it", "- 🟡 {id}: {title}"),
            ("- [ ] 🔴 BUG-012: Fix it", "- [ ] 🔴 {id}: {title}"),
            ("- 🔴 Urgent", "- {title}"),
        ] {
            assert_eq!(item(line).form, form, "{line}");
        }
        let heading = head("### [PERF-007]: Pool", BlockKind::Heading(3)).expect("a head");
        assert_eq!((heading.form.as_str(), heading.strong), ("### [{id}]: {title}", true));
    }

    #[test]
    fn prose_with_an_id_is_no_strong_line() {
        assert!(!item("- BUG-012 blocks FEAT-040").strong);
        assert!(!item("- Fix it").strong);
        assert_eq!(item("- UTF-8 is read").id.map(|id| id.text), Some("UTF-8".into()));
        assert_eq!(
            shape("V2.0"),
            Some(Shape {
                text: "V2".into(),
                prefix: "V".into(),
                joint: "",
                digits: "2".into(),
                suffixed: false
            })
        );
        let parts = |text: &str| shape(text).map(|id| (id.prefix, id.digits, id.text));
        let expected = |prefix: &str, digits: &str, text: &str| {
            Some((prefix.to_owned(), digits.to_owned(), text.to_owned()))
        };
        assert_eq!(parts("WEB-API-01: x"), expected("WEB-API", "01", "WEB-API-01"));
        assert_eq!(parts("P1-API-03 x"), expected("P1-API", "03", "P1-API-03"));
        assert_eq!(parts("WEB-07-API x"), expected("WEB", "07", "WEB-07-API"));
        assert_eq!(shape("WEB-API"), None);
        assert_eq!(shape("BUG-12abc"), None);
        assert_eq!(shape("Bug"), None);
    }

    #[test]
    fn templates_show_ids() {
        assert_eq!(exampled("### [TASK-XXX]: Title"), "### [TASK-001]: Title");
        assert_eq!(exampled("YYYY-MM-DD X-NN-Nice"), "YYYY-MM-DD X-01-Nice");
    }
}
