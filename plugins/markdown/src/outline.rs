//! The sections of a document and the boxes in them.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::front;

/// A document as scripts see it. Lines are counted from 1, in the file.
#[derive(Debug, Default)]
pub struct Outline {
    /// The boxes above the first heading.
    pub loose: Vec<CheckBox>,
    /// The sections, in their order.
    pub sections: Vec<Section>,
}

/// A heading, and the boxes between it and the next heading of any level.
#[derive(Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading's text, as it is written.
    pub name: String,
    /// 1 to 6.
    pub level: u8,
    /// The heading's line.
    pub line: usize,
    /// The boxes.
    pub boxes: Vec<CheckBox>,
}

/// A list item with a box, or with one of the signs that stand for it.
#[derive(Debug, PartialEq, Eq)]
pub struct CheckBox {
    /// Its own text, as it is written, on one line; not that of items below it.
    pub text: String,
    /// Whether it is ticked.
    pub done: bool,
    /// Its line.
    pub line: usize,
}

impl Outline {
    /// The sections of that name, each followed by those below it. Letter case does not count.
    pub fn within(&self, name: &str) -> Vec<&Section> {
        let name = name.to_lowercase();
        let mut found = Vec::new();
        let mut above = None;
        for section in &self.sections {
            if above.is_none_or(|level| section.level <= level) {
                above = (section.name.to_lowercase() == name).then_some(section.level);
            }
            if above.is_some() {
                found.push(section);
            }
        }
        found
    }

    fn push(&mut self, found: CheckBox) {
        match self.sections.last_mut() {
            Some(section) => section.boxes.push(found),
            None => self.loose.push(found),
        }
    }
}

/// Reads a document.
pub fn outline(text: &str) -> Outline {
    let body = front::body(text);
    let mut reader = Reader {
        text: &text[body..],
        lines: Lines::new(&text[body..], 1 + newlines(&text[..body])),
        outline: Outline::default(),
        items: Vec::new(),
        heading: None,
        quotes: 0,
    };
    for (event, range) in Parser::new_ext(reader.text, Options::ENABLE_TASKLISTS).into_offset_iter()
    {
        reader.take(event, range);
    }
    reader.outline
}

struct Reader<'t> {
    text: &'t str,
    lines: Lines,
    outline: Outline,
    items: Vec<Words>,
    heading: Option<Words>,
    quotes: usize,
}

/// The text of a heading or an item while it is read.
#[derive(Default)]
struct Words {
    start: usize,
    span: Option<Range<usize>>,
    comments: Vec<Range<usize>>,
    ticked: Option<bool>,
    /// Whether the next block has begun, so that what follows is not the item's own text.
    closed: bool,
}

impl Words {
    fn at(start: usize) -> Self {
        Self { start, ..Self::default() }
    }

    fn add(&mut self, range: Range<usize>) {
        let span = self.span.get_or_insert(range.clone());
        span.end = span.end.max(range.end);
    }

    /// The text without comments, on one line.
    fn text(&self, source: &str) -> String {
        let Some(span) = self.span.clone() else {
            return String::new();
        };
        let mut text = String::new();
        let mut at = span.start;
        for comment in &self.comments {
            text.push_str(&source[at..comment.start]);
            at = comment.end;
        }
        text.push_str(&source[at..span.end]);
        text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                self.close();
                self.quotes += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => self.quotes -= 1,
            // What is quoted is somebody else's.
            _ if self.quotes > 0 => {}
            Event::Start(Tag::Heading { .. }) => {
                self.close();
                if self.items.is_empty() {
                    self.heading = Some(Words::at(range.start));
                }
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some(words) = self.heading.take() {
                    let name = words.text(self.text);
                    let line = self.lines.of(words.start);
                    let section = Section { name, level: level as u8, line, boxes: Vec::new() };
                    self.outline.sections.push(section);
                }
            }
            Event::Start(Tag::Item) => self.items.push(Words::at(range.start)),
            Event::End(TagEnd::Item) => {
                self.close();
                self.items.pop();
            }
            Event::Start(Tag::List(_) | Tag::CodeBlock(_) | Tag::HtmlBlock) | Event::Rule => {
                self.close();
            }
            Event::End(TagEnd::Paragraph) => self.close(),
            Event::Start(Tag::Paragraph) | Event::End(_) => {}
            Event::TaskListMarker(ticked) => {
                if let Some(words) = self.words() {
                    words.ticked = Some(ticked);
                }
            }
            event => {
                let comment = matches!(&event, Event::InlineHtml(html) if html.starts_with("<!--"));
                if let Some(words) = self.words() {
                    words.add(range.clone());
                    if comment {
                        words.comments.push(range);
                    }
                }
            }
        }
    }

    /// What inline text now belongs to.
    fn words(&mut self) -> Option<&mut Words> {
        match &mut self.heading {
            Some(words) => Some(words),
            None => self.items.last_mut().filter(|words| !words.closed),
        }
    }

    /// The innermost item's own text is over: tells whether it was a box.
    fn close(&mut self) {
        let Some(words) = self.items.last_mut().filter(|words| !words.closed) else {
            return;
        };
        words.closed = true;
        let text = words.text(self.text);
        let line = self.lines.of(words.start);
        let found = match words.ticked {
            Some(done) => Some((text, done)),
            None => signed(&text).map(|(text, done)| (text.to_owned(), done)),
        };
        if let Some((text, done)) = found {
            self.outline.push(CheckBox { text, done, line });
        }
    }
}

/// Reads the signs that people write for boxes: `✅ Written`, `⏳ Under way`.
fn signed(text: &str) -> Option<(&str, bool)> {
    let (rest, done) = match text.strip_prefix('✅') {
        Some(rest) => (rest, true),
        None => (text.strip_prefix('⏳')?, false),
    };
    Some((rest.trim_start_matches('\u{fe0f}').trim(), done))
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}

/// Where lines begin.
struct Lines {
    starts: Vec<usize>,
    first: usize,
}

impl Lines {
    fn new(text: &str, first: usize) -> Self {
        let after =
            text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: std::iter::once(0).chain(after).collect(), first }
    }

    fn of(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at) - 1 + self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every box as `line section: [x] text`.
    fn boxes(text: &str) -> Vec<String> {
        let outline = outline(text);
        let show = |section: &str, found: &CheckBox| {
            let tick = if found.done { 'x' } else { ' ' };
            format!("{} {section}: [{tick}] {}", found.line, found.text)
        };
        let loose = outline.loose.iter().map(|found| show("-", found));
        let sections = &outline.sections;
        let rest = sections.iter().flat_map(|s| s.boxes.iter().map(|found| show(&s.name, found)));
        loose.chain(rest).collect()
    }

    #[test]
    fn boxes_are_found_at_every_depth() {
        let text =
            "- [ ] one\n  - [x] two\n    1. [X] three\n\n# A\n* [ ] four\n\n  more\n+ plain\n";
        assert_eq!(
            boxes(text),
            ["1 -: [ ] one", "2 -: [x] two", "3 -: [x] three", "6 A: [ ] four"]
        );
    }

    #[test]
    fn loose_items_and_wrapped_text_are_read() {
        let text = "- [ ] **one** `a`\n  and more\n\n- [x] two\n\n  another paragraph\n";
        assert_eq!(boxes(text), ["1 -: [ ] **one** `a` and more", "4 -: [x] two"]);
    }

    #[test]
    fn signs_stand_for_boxes() {
        assert_eq!(
            boxes("- ✅ Written\n- ⏳ Under way\n"),
            ["1 -: [x] Written", "2 -: [ ] Under way"]
        );
        assert!(boxes("✅ a line of prose\n").is_empty());
    }

    #[test]
    fn code_comments_and_quotes_are_not_seen() {
        let text = "# A\n```\n# no\n- [ ] no\n```\n<!--\n# no\n- [ ] no\n-->\n> # no\n> - [ ] no\n\n\
                    \x20   - [ ] no\n\n- [ ] yes <!-- no -->\n  ```\n  - [ ] no\n  ```\n  > - [ ] no\n\n\
                    `- [ ] no`\n";
        assert_eq!(boxes(text), ["15 A: [ ] yes"]);
        assert_eq!(outline(text).sections.len(), 1);
    }

    #[test]
    fn sections_have_names_levels_and_lines() {
        let text =
            "Top\n===\n\n## Next *Steps* ##\n\n- item\n\n  # not a section\n\n### C <!-- c -->\n";
        let found: Vec<_> =
            outline(text).sections.into_iter().map(|s| (s.name, s.level, s.line)).collect();
        let expected = [("Top", 1, 1), ("Next *Steps*", 2, 4), ("C", 3, 10)]
            .map(|(n, l, at)| (n.to_owned(), l, at));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_section_holds_those_below_it() {
        let text =
            "# A\n## Plan\n- [ ] 1\n### Deep\n- [ ] 2\n## Other\n- [ ] 3\n## plan\n- [ ] 4\n";
        let outline = outline(text);
        let names: Vec<_> = outline.within("PLAN").iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["Plan", "Deep", "plan"]);
        assert!(outline.within("nothing").is_empty());
    }

    #[test]
    fn front_matter_is_not_part_of_the_document() {
        assert_eq!(boxes("\u{feff}---\na: 1\n---\n# A\n- [ ] b\n"), ["5 A: [ ] b"]);
        assert_eq!(outline("---\na: 1\n---\n").sections, []);
        assert_eq!(boxes("---\nprose\n\n- [ ] b\n\n---\n"), ["4 -: [ ] b"]);
        assert_eq!(boxes("\u{feff}- [ ] b\r\n  - [x] c\r\n"), ["1 -: [ ] b", "2 -: [x] c"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[-# \\[\\]x>`*+1.<!=~|\t\r\n✅é]{0,120}") {
            let found = outline(&text);
            let lines = text.split('\n').count();
            prop_assert!(found.sections.iter().all(|s| s.line >= 1 && s.line <= lines));
        }
    }
}
