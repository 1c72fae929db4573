//! The block structure of a Markdown file, as far as boards need it.
//!
//! pulldown-cmark alone decides what is code, comment, quote and HTML (CommonMark 0.31); this module
//! only keeps where things are. What CommonMark does not know is handled by hand: a byte order mark,
//! front matter, and a `---` under a paragraph, which on a board is a separator and no heading.

mod definition;
mod lines;
mod pieces;
mod walk;

pub(crate) use definition::closing;
pub use definition::definition;
pub use lines::Lines;
pub(crate) use lines::split;

use std::ops::Range;

/// A block at the top level of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes, from the start of its first line to the end of its last that is not blank.
    pub range: Range<usize>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of this level, 1 to 6.
    Heading(u8),
    /// An item of a list at the top level.
    Item,
    /// A thematic break, or the `---` under a paragraph.
    Rule,
}

/// A fence or comment that is never closed, so that it reaches the end of what holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclosed {
    /// The byte at which it opens.
    pub at: usize,
    /// Whether it is a comment; else a fence.
    pub comment: bool,
}

/// Where the blocks of a file are.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// Headings, top-level items and rules, in order.
    pub blocks: Vec<Block>,
    /// Whole lines of code, HTML, comments and quotes, in order and apart: nothing in there is a
    /// card, a field or a box.
    pub opaque: Vec<Range<usize>>,
    /// What is never closed.
    pub unclosed: Vec<Unclosed>,
    /// Where the document begins: after a byte order mark and front matter.
    pub start: usize,
    /// Where its cards end: before the definitions of links with which it closes.
    pub end: usize,
    /// Where the document ends: before the settings that Obsidian's Kanban plugin keeps behind a board.
    pub closed: usize,
}

impl Outline {
    /// That of a text which is no Markdown: none.
    pub fn none(text: &str) -> Self {
        let bom = bom_len(text);
        Self { start: bom, end: text.len(), closed: text.len(), ..Self::default() }
    }

    /// Reads the structure of a text.
    pub fn of(text: &str, lines: &Lines) -> Self {
        let (start, closed) = (document_start(text), document_end(text, lines));
        let blocks = pieces::read(text, lines, start);
        let mut out = Self { start, closed, ..blocks };
        out.end = closing(text, start..closed, |at| out.is_opaque(at));
        out
    }

    /// Whether a byte stands in code, HTML, a comment or a quote.
    pub fn is_opaque(&self, at: usize) -> bool {
        let next = self.opaque.partition_point(|range| range.end <= at);
        self.opaque.get(next).is_some_and(|range| range.contains(&at))
    }

    /// The headings, with their levels.
    pub fn headings(&self) -> impl Iterator<Item = (u8, &Range<usize>)> {
        self.blocks.iter().filter_map(|block| match block.kind {
            BlockKind::Heading(level) => Some((level, &block.range)),
            _ => None,
        })
    }

    /// Where the section of a heading ends: at the next heading of its level or higher, or `end`.
    pub fn section_end(&self, level: u8, after: usize, end: usize) -> usize {
        let from = self.blocks.partition_point(|block| block.range.start < after);
        let mut following = self.blocks[from..].iter();
        let ends = following.find(|block| match block.kind {
            BlockKind::Heading(other) => other <= level,
            BlockKind::Item | BlockKind::Rule => false,
        });
        ends.map_or(end, |block| block.range.start.min(end))
    }
}

/// Where the document ends. Obsidian's Kanban plugin keeps its settings at the end of a board, between
/// a line `%% kanban:settings` and a line `%%`: they are nobody's card.
fn document_end(text: &str, lines: &Lines) -> usize {
    let is_mark = |line: &str| line.trim_end() == "%% kanban:settings";
    let trimmed = text.trim_end();
    let closes = trimmed.rsplit('\n').next() == Some("%%");
    let at = closes.then(|| text.rfind("%% kanban:settings")).flatten();
    at.filter(|&at| lines.start_of(at) == at && is_mark(&text[at..lines.end_of(at)]))
        .unwrap_or(text.len())
}

/// The length of the byte order mark that a text begins with, often 0.
pub(crate) fn bom_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Where the document begins. Front matter is a block between two `---` lines at the very start, whose first
/// line has a key. One that begins with a comment has a key somewhere; one that begins with a blank line, as
/// those of Obsidian's Kanban boards do, has nothing but keys: between two rules stands text of any kind.
pub(crate) fn document_start(text: &str) -> usize {
    let bom = bom_len(text);
    let mut lines = split(&text[bom..]).peekable();
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return bom };
    let mut at = bom + first.len();
    let says_nothing = |line: &str| line.trim().is_empty() || line.starts_with('#');
    let begins = lines.peek().copied().unwrap_or_default();
    let (is_blank, is_comment) = (begins.trim().is_empty(), begins.starts_with('#'));
    let is_sure = begins.contains(':') && !is_comment;
    let mut has_key = is_sure;
    for line in lines {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return if has_key { at } else { bom };
        }
        if is_sure {
            continue;
        }
        let is_key = has_a_key(line);
        let goes_on = says_nothing(line) || has_key && line.starts_with([' ', '\t', '-']);
        if !is_key && !goes_on && (is_blank || !is_comment) {
            return bom;
        }
        has_key |= is_key;
    }
    bom
}

/// Whether a line begins with a key of one word.
fn has_a_key(line: &str) -> bool {
    let is_word = |key: &str| {
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let key = line.split_once(':').filter(|(key, _)| is_word(key));
    key.is_some_and(|(_, value)| value.is_empty() || value.starts_with([' ', '\r', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outline(text: &str) -> Outline {
        Outline::of(text, &Lines::of(text))
    }

    fn kinds(text: &str) -> Vec<(BlockKind, &str)> {
        outline(text).blocks.iter().map(|b| (b.kind, text[b.range.clone()].trim_end())).collect()
    }

    #[test]
    fn finds_top_level_blocks_only() {
        let text =
            "# A\n\n- one\n  - nested\n\n> ## quoted\n> - item\n\n```\n## code\n```\n\n---\n";
        assert_eq!(
            kinds(text),
            [
                (BlockKind::Heading(1), "# A"),
                (BlockKind::Item, "- one\n  - nested"),
                (BlockKind::Rule, "---"),
            ]
        );
        let out = outline(text);
        assert!(out.is_opaque(text.find("quoted").expect("there")));
        assert!(out.is_opaque(text.find("## code").expect("there")));
        assert!(!out.is_opaque(text.find("nested").expect("there")));
    }

    #[test]
    fn a_dashed_underline_separates() {
        assert_eq!(kinds("text\nmore\n---\nnext\n"), [(BlockKind::Rule, "---")]);
        assert_eq!(kinds("Title\n===\n"), [(BlockKind::Heading(1), "Title\n===")]);
        assert_eq!(kinds("Title\r\n-----\r\n"), [(BlockKind::Heading(2), "Title\r\n-----")]);
        assert_eq!(kinds("two\nlines\n-----\n"), [(BlockKind::Rule, "-----")]);
    }

    #[test]
    fn a_lone_carriage_return_begins_no_block() {
        assert_eq!(kinds("- a\r- b\n"), [(BlockKind::Item, "- a\r- b")]);
        assert_eq!(kinds("text\r## A\r---\n"), []);
        assert_eq!(kinds("text\r---\n"), []);
        assert_eq!(kinds("text\r\n---\r\n"), [(BlockKind::Rule, "---")]);
        let opaque = |text: &str| outline(text).opaque.first().cloned();
        assert_eq!(opaque("## A\r> quoted\n"), None);
        assert_eq!(opaque("## A\r> quoted\n> more\n"), Some(14..21));
    }

    #[test]
    fn front_matter_begins_with_a_key() {
        let start = |text: &str| document_start(text);
        for text in [
            "---\na: b\n---\n",
            "---\n\nkanban-plugin: board\n\n---\n",
            "---\n# why\na:\n  - b\n---\n",
            "---\n# why\nid: T-1\nlabels: [\n  a\n]\n---\n",
            "---\n# why\nid: T-1\n\"quoted key\": x\n---\n",
            "---\n# why\nid: T-1\nt: \"x\ny\"\n---\n",
        ] {
            assert_eq!(start(text), text.len(), "{text}");
        }
        for text in [
            "---\n# Ideas\n- Mend the roof\n- Tar the keel\n---\n- Buy nails\n",
            "---\n\nWe say: mend it.\n\n---\n",
            "---\n\n- Mend: the roof\n\n---\n",
            "---\n\na: b\nand so on\n\n---\n",
            "---\n\n\n---\n",
            "---\n---\n",
        ] {
            assert_eq!(start(text), 0, "{text}");
        }
    }

    #[test]
    fn front_matter_and_mark_are_skipped() {
        let text = "\u{feff}---\ntitle: x\n---\n# A\n";
        assert_eq!(kinds(text), [(BlockKind::Heading(1), "# A")]);
        assert_eq!(kinds("---\n\n# A\n\n---\n").len(), 3);
    }

    #[test]
    fn unclosed_fences_are_found() {
        assert_eq!(outline("- a\n  ```\n  code\n- b\n").unclosed.len(), 1);
        assert_eq!(outline("```\ncode\n").unclosed.len(), 1);
        assert_eq!(outline("```\n").unclosed.len(), 1);
        assert_eq!(outline("````\n```\n````\n").unclosed.len(), 0);
        assert_eq!(outline("- a\n  ~~~ x\n  code\n  ~~~\n").unclosed.len(), 0);
        assert!(outline("<!-- never\n\nclosed\n").unclosed[0].comment);
    }

    proptest! {
        /// Every range lies within the text, on line borders, in order.
        #[test]
        fn ranges_are_whole_lines(text in "([-*>#`~ |\\[\\]a\n\t]|---\n|```\n|- |## |<!--|-->){0,60}") {
            let out = outline(&text);
            for range in out.blocks.iter().map(|b| &b.range).chain(&out.opaque) {
                prop_assert!(range.start <= range.end && range.end <= text.len());
                prop_assert!(range.start == 0 || text.as_bytes()[range.start - 1] == b'\n');
                prop_assert!(range.end == text.len() || text.as_bytes()[range.end - 1] == b'\n');
            }
            prop_assert!(out.opaque.windows(2).all(|w| w[0].end <= w[1].start));
        }
    }
}
