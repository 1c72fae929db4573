//! Front matter: YAML between two lines `---` at the very start of a file. It is read by a YAML parser;
//! of it, single values are replaced, so that every other byte stays.

mod list;
mod plain;
mod write;

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::board::Board;
use crate::markdown::{bom_len, document_start};
use crate::problem::Problem;

pub(super) use write::{with, with_first, with_like, without};

/// What stands under a key of the first depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The key.
    pub key: String,
    /// Its value as text: of a list its items with commas, of a map nothing.
    pub value: String,
    /// Where the value stands in the file; an empty one stands behind its colon.
    pub at: Range<usize>,
    /// Its line, counted from 1.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
    /// Whether its value as text tells all that stands there.
    pub whole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A value on one line.
    Scalar,
    /// `[]`.
    EmptyList,
    /// What is written over only where it is a plain list: lists, maps, texts of several lines, what other
    /// values point at.
    Other,
}

/// What cannot be read as YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoYaml {
    pub line: usize,
    pub why: String,
    /// Whether it is YAML, but no list of keys: two rules with prose between them look so.
    pub is_prose: bool,
}

/// Where the YAML stands in a file, without the lines around it; `None` where there is none.
pub(super) fn span(text: &str) -> Option<Range<usize>> {
    span_before(text, document_start(text))
}

/// The same, where the document is known to begin at `end`.
fn span_before(text: &str, end: usize) -> Option<Range<usize>> {
    let bom = bom_len(text);
    let first = text[bom..].split_inclusive('\n').next().map_or(0, str::len);
    let last = text[..end].trim_end_matches(['\r', '\n']).rfind('\n').map_or(0, |at| at + 1);
    (end > bom && last >= bom + first).then_some(bom + first..last)
}

/// The entries of the first depth, in their order.
pub(crate) fn entries(text: &str) -> Result<Vec<Entry>, NoYaml> {
    span(text).map_or_else(|| Ok(Vec::new()), |span| entries_in(text, span))
}

/// Those of a board.
pub(crate) fn entries_of(board: &Board) -> Result<Vec<Entry>, NoYaml> {
    let span = span_before(&board.text, board.outline.start);
    span.map_or_else(|| Ok(Vec::new()), |span| entries_in(&board.text, span))
}

/// The entries of the YAML that stands in a span of a text.
pub(super) fn entries_in(text: &str, span: Range<usize>) -> Result<Vec<Entry>, NoYaml> {
    match plain::entries(text, span.clone()) {
        Some(entries) => Ok(entries),
        None => Ok(read(text, span)?.entries),
    }
}

fn read(text: &str, span: Range<usize>) -> Result<Reader, NoYaml> {
    let before = text[..span.start].matches('\n').count();
    let yaml = &text[span.clone()];
    // The parser counts characters.
    let starts: Vec<usize> = yaml.char_indices().map(|(at, _)| at).chain([yaml.len()]).collect();
    let byte = |index: usize| starts.get(index).copied().unwrap_or(yaml.len());
    let place = |at: Span| span.start + byte(at.start.index())..span.start + byte(at.end.index());
    let mut reader = Reader::default();
    for event in Parser::new_from_str(yaml) {
        let (event, at) = event.map_err(|error| NoYaml {
            line: before + error.marker().line().max(1),
            why: error.info().to_owned(),
            is_prose: false,
        })?;
        reader.event(&event, place(at), before + at.start.line(), text);
    }
    match reader.odd {
        Some(line) => {
            let why = "it is no list of keys and values".to_owned();
            Err(NoYaml { line, why, is_prose: true })
        }
        None => Ok(reader),
    }
}

/// What in a file's front matter other programs stumble over. Where it cannot be read nobody knows what it
/// says; a key that stands there twice hides no more than itself.
pub(super) fn doubt(board: &Board) -> Option<Problem> {
    let path = &board.path;
    match board.front() {
        Ok(entries) => {
            let (first, again) = twice(entries)?;
            let (key, one, other) = (&again.key, first.line, again.line);
            let what =
                format!("the front matter has the key `{key}` twice, on lines {one} and {other}");
            let fix = format!("keep the right one of {path}:{one} and {path}:{other}");
            Some(Problem::warning("front-matter", what, fix).at(path, other))
        }
        Err(NoYaml { line, why, .. }) => {
            let what = format!("the front matter is no YAML: {why}");
            let hint = match why.contains("mapping values") {
                true => "; a value with a colon goes in quotes",
                false => "",
            };
            let fix = format!("correct {path}:{line}{hint}");
            Some(Problem::error("front-matter", what, fix).at(path, *line))
        }
    }
}

/// The first entry whose key another has before it, behind that: programs differ in which of them they read.
fn twice(entries: &[Entry]) -> Option<(&Entry, &Entry)> {
    entries.iter().enumerate().find_map(|(at, entry)| {
        let first = entries[..at].iter().find(|other| other.key == entry.key)?;
        Some((first, entry))
    })
}

/// What was meant as front matter in a file that has none: it is never closed, or something stands above it.
pub(super) fn missed(board: &Board) -> Option<Problem> {
    let text = &board.text[bom_len(&board.text)..];
    let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.trim().is_empty());
    let (at, _) = lines.next().filter(|(_, line)| line.trim_end() == "---")?;
    let has_key = |(_, line): (usize, &str)| {
        line.split_once(':').is_some_and(|(key, _)| plain::is_key(key.trim_end()))
    };
    if span_before(&board.text, board.outline.start).is_some() || !lines.next().is_some_and(has_key)
    {
        return None;
    }
    let (what, fix) = match at {
        0 => {
            let fix =
                format!("write `---` on a line of its own behind its last key in {}", board.path);
            ("the front matter is never closed", fix)
        }
        _ => (
            "front matter begins on the first line of its file",
            "delete what stands above it".to_owned(),
        ),
    };
    let what = format!("{what}: what stands here is not read as such");
    Some(Problem::error("front-matter", what, fix).at(&board.path, at + 1))
}

#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    depth: usize,
    /// The key that waits for its value, its line and where it ends.
    key: Option<(String, usize, usize)>,
    /// The list or map that is the value of a key of the first depth.
    open: Option<(Entry, Vec<String>)>,
    /// The line of what is no map at all.
    odd: Option<usize>,
    /// Where each scalar and each list or map in brackets stands.
    said: Vec<Range<usize>>,
}

impl Reader {
    fn event(&mut self, event: &Event<'_>, mut at: Range<usize>, line: usize, text: &str) {
        match event {
            // The parser takes a comment behind a bracket or a quote for a part of the value.
            Event::MappingEnd | Event::SequenceEnd => {
                at.end = at.start + usize::from(text[at.start..].starts_with([']', '}']));
                self.said.push(at.clone());
            }
            Event::Scalar(_, style, ..) => {
                at.end = at.end.min(quote_end(text, at.start, *style).unwrap_or(at.end));
                self.said.push(at.clone());
            }
            _ => {}
        }
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                self.depth += 1;
                let list = matches!(event, Event::SequenceStart(..));
                if self.depth == 1 && list {
                    self.odd = Some(line);
                } else if self.depth == 2
                    && let Some((key, line, _)) = self.key.take()
                {
                    let kind = Kind::Other;
                    let entry = Entry { key, value: String::new(), at, line, kind, whole: list };
                    self.open = Some((entry, Vec::new()));
                } else if let Some((entry, _)) = &mut self.open {
                    entry.whole = false;
                }
            }
            Event::MappingEnd | Event::SequenceEnd => {
                if self.depth == 2
                    && let Some((mut entry, items)) = self.open.take()
                {
                    entry.at.end = at.end;
                    let raw = text.get(entry.at.clone()).unwrap_or_default();
                    if items.is_empty() && raw.starts_with('[') && raw.ends_with(']') {
                        entry.kind = Kind::EmptyList;
                    }
                    entry.value = items.join(", ");
                    self.entries.push(entry);
                }
                self.depth = self.depth.saturating_sub(1);
            }
            Event::Scalar(value, style, anchor, tag) => match (self.depth, self.key.take()) {
                (0, _) => self.odd = self.odd.or((!value.is_empty()).then_some(line)),
                (1, None) => self.key = Some((value.to_string(), line, at.end)),
                (1, Some((key, line, end))) => {
                    let raw = text.get(at.clone()).unwrap_or_default();
                    let plain = matches!(
                        style,
                        ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
                    );
                    let own = plain && *anchor == 0 && tag.is_none() && !raw.contains('\n');
                    let kind = if own { Kind::Scalar } else { Kind::Other };
                    // Nothing at all stands for null.
                    let empty = raw.is_empty() || value.is_empty() && *style == ScalarStyle::Plain;
                    let at = if empty { behind_colon(text, end) } else { at };
                    let null =
                        *style == ScalarStyle::Plain && matches!(value.as_ref(), "~" | "null");
                    let value = if null { String::new() } else { value.to_string() };
                    self.entries.push(Entry { key, value, at, line, kind, whole: true });
                }
                (depth, _) => {
                    if depth == 2
                        && let Some((_, items)) = &mut self.open
                    {
                        items.push(value.to_string());
                    }
                }
            },
            Event::Alias(_) if self.depth == 1 => {
                if let Some((key, line, _)) = self.key.take() {
                    let (value, kind) = (String::new(), Kind::Other);
                    self.entries.push(Entry { key, value, at, line, kind, whole: false });
                }
            }
            _ => {}
        }
    }
}

/// The comments in a file's front matter, each with its line, counted from 1.
pub(super) fn comments(text: &str) -> Vec<(String, usize)> {
    let Some(span) = span(text) else { return Vec::new() };
    let Ok(Reader { said, .. }) = read(text, span.clone()) else { return Vec::new() };
    let mut found = Vec::new();
    let (mut start, mut number) = (span.start, text[..span.start].matches('\n').count());
    for raw in text[span].split_inclusive('\n') {
        let line = start..start + raw.trim_end().len();
        (start, number) = (start + raw.len(), number + 1);
        // A text of several lines may have lines that look like one.
        let at = line.start + raw.len() - raw.trim_start().len();
        if said.iter().any(|said| said.contains(&at) && raw.trim_start().starts_with('#')) {
            continue;
        }
        let ends =
            said.iter().map(|said| said.end).filter(|at| (line.start..=line.end).contains(at));
        let rest = text[ends.max().unwrap_or(line.start)..line.end].trim_start();
        let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
        if rest.starts_with('#') {
            found.push((rest.to_owned(), number));
        }
    }
    found
}

/// Where the quote ends that begins at a byte.
fn quote_end(text: &str, start: usize, style: ScalarStyle) -> Option<usize> {
    let mark = match style {
        ScalarStyle::SingleQuoted => b'\'',
        ScalarStyle::DoubleQuoted => b'"',
        _ => return None,
    };
    let bytes = text.as_bytes();
    let mut at = start + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if mark == b'"' => at += 2,
            byte if byte == mark && mark == b'\'' && bytes.get(at + 1) == Some(&mark) => at += 2,
            byte if byte == mark => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The place behind the colon that follows a key.
fn behind_colon(text: &str, key_end: usize) -> Range<usize> {
    let at = text[key_end..].find(':').map_or(key_end, |at| key_end + at + 1);
    at..at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = "---\nid: task-7\ntitle: \"Mend: the roof\"\nstatus: To Do # soon\n\
                        assignee: []\nlabels:\n  - roof\n  - ladder\nparent:\n---\n\n# Body\n";

    fn told(text: &str) -> Vec<(String, String)> {
        entries(text).expect("yaml").into_iter().map(|e| (e.key, e.value)).collect()
    }

    #[test]
    fn entries_of_the_first_depth_are_told() {
        let pairs = [
            ("id", "task-7"),
            ("title", "Mend: the roof"),
            ("status", "To Do"),
            ("assignee", ""),
            ("labels", "roof, ladder"),
            ("parent", ""),
        ];
        assert_eq!(told(FILE), pairs.map(|(k, v)| (k.to_owned(), v.to_owned())));
        let broken = entries("---\na: b\nc: [\n---\n").expect_err("no yaml");
        assert!((2..=4).contains(&broken.line), "{broken:?}");
        assert_eq!(entries("---\n- a: b\n---\n").expect_err("a list").line, 2);
        assert_eq!(told("No front matter.\n"), []);
    }

    #[test]
    fn comments_are_found() {
        let text = "---\n# one\na: x # two\nb: [c, '# no'] # three\nd: # four\n  - e # five\n\
                    f: |\n  # no\n  # no\ng: '#' #six\n---\n# no\n";
        let found = comments(text);
        let lines: Vec<_> = found.iter().map(|(text, line)| (text.as_str(), *line)).collect();
        let expected = [
            ("# one", 2),
            ("# two", 3),
            ("# three", 4),
            ("# four", 5),
            ("# five", 6),
            ("#six", 10),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn one_value_is_written_and_nothing_else() {
        let now = with(FILE, "Status", "In Progress").expect("written");
        assert_eq!(now, FILE.replace("To Do #", "In Progress #"));
        let now = with(FILE, "title", "A \"new\" roof").expect("written");
        assert!(now.contains("\ntitle: 'A \"new\" roof'\n"), "{now}");
        assert_eq!(with(FILE, "assignee", "Ada"), Some(FILE.replace("[]", "[Ada]")));
        assert_eq!(with(FILE, "parent", "task-1"), Some(FILE.replace("parent:", "parent: task-1")));
        for (old, new) in
            [("'x'", "'Eve'"), ("\"\\\"x\"", "\"Eve\""), ("'it''s'", "'Eve'"), ("[]", "[Eve]")]
        {
            let text = |value: &str| format!("---\na: {value} # why\nb: 'c'\n---\n");
            assert_eq!(with(&text(old), "a", "Eve"), Some(text(new)));
        }
        let now = with(FILE, "labels", "none").expect("written");
        assert_eq!(now, FILE.replace("  - roof\n  - ladder\n", "  - none\n"));
        let now = with(FILE, "done", "2026-11-24").expect("written");
        assert_eq!(now, FILE.replace("parent:\n", "parent:\ndone: 2026-11-24\n"));
        assert_eq!(with("Text.\n", "a", "7").as_deref(), Some("---\na: '7'\n---\nText.\n"));
    }

    proptest! {
        /// Whatever can be told without the parser is what the parser tells.
        #[test]
        fn plain_lines_say_what_the_parser_says(
            lines in prop::collection::vec(
                "([a-z]{1,3}: ?[a-c0-9'\"]{0,2}[ :#,.'\"a-cß\\-]{0,4}['\"]?|[a-z]{1,2}: ?\\[[a-c ,'\"]{0,6}\\] ?|[a-z]:|( {0,3})-  ?[a-c:#'\" ]{0,3}|[a-c ]{0,3})\r?",
                0..5,
            ),
            end in "(\n|)",
        ) {
            let yaml = lines.join("\n") + end.as_str();
            let text = format!("---\n{yaml}");
            let span = 4..text.len();
            if let Some(plain) = plain::entries(&text, span.clone()) {
                let read = read(&text, span);
                prop_assert!(read.is_ok(), "{text:?} {plain:?}");
                prop_assert_eq!(plain, read.ok().unwrap_or_default().entries, "{:?}", text);
            }
        }

        /// Whatever is written is read again, and nothing else has changed.
        #[test]
        fn what_is_written_is_read(key in "[a-z]{1,8}", value in r#"[ -~äß"'\\]{1,20}"#) {
            let value = value.trim();
            if let Some(now) = with(FILE, &key, value) {
                let said = told(&now);
                prop_assert!(said.contains(&(key.clone(), value.to_owned())), "{now}");
                let others = told(FILE).into_iter().filter(|(k, _)| *k != key);
                let others: Vec<_> = others.collect();
                let rest: Vec<_> = said.into_iter().filter(|(k, _)| *k != key).collect();
                prop_assert_eq!(rest, others);
                prop_assert!(now.ends_with("---\n\n# Body\n"));
            }
        }
    }
}
