//! One pass over the events of a text, or of a piece of one.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{Block, BlockKind, Lines, Outline, Unclosed};

/// What one pass has found so far.
pub(super) struct Walk<'a> {
    text: &'a str,
    lines: &'a Lines,
    /// What is read, from the start of a line on.
    span: Range<usize>,
    /// Its blocks and what is opaque; the bounds of the document are not known here.
    pub(super) out: Outline,
    /// Whether it ends within a fence or within HTML, so that what follows it may be part of that.
    pub(super) is_open: bool,
    /// Whether it defines links: they hold for a whole file.
    pub(super) defines: bool,
    lists: usize,
    quotes: usize,
}

impl<'a> Walk<'a> {
    /// Reads the blocks within a span of a text.
    pub(super) fn over(text: &'a str, lines: &'a Lines, span: Range<usize>) -> Self {
        let parser = Parser::new_ext(&text[span.clone()], Options::empty());
        let mut walk = Self {
            text,
            lines,
            out: Outline::default(),
            is_open: false,
            defines: parser.reference_definitions().iter().next().is_some(),
            lists: 0,
            quotes: 0,
            span,
        };
        let start = walk.span.start;
        for (event, range) in parser.into_offset_iter() {
            walk.event(&event, range.start + start..range.end + start);
        }
        walk
    }

    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        let top = self.lists == 0 && self.quotes == 0;
        match event {
            Event::Start(Tag::Heading { level, .. }) if top => self.heading(*level as u8, range),
            Event::Start(Tag::List(_)) => self.lists += 1,
            Event::End(TagEnd::List(_)) => self.lists -= 1,
            Event::Start(Tag::Item) if self.lists == 1 && self.quotes == 0 => {
                self.block(BlockKind::Item, range);
            }
            Event::Start(Tag::BlockQuote(_)) => {
                self.quotes += 1;
                self.opaque(range);
            }
            Event::End(TagEnd::BlockQuote(_)) => self.quotes -= 1,
            Event::Start(Tag::CodeBlock(kind)) => {
                if matches!(kind, CodeBlockKind::Fenced(_)) {
                    // One that is closed ends there, before the blank line.
                    self.is_open |= range.end == self.span.end;
                    if !fence_closes(&self.text[range.clone()]) {
                        self.out.unclosed.push(Unclosed { at: range.start, comment: false });
                        self.is_open |= self.is_last(&range);
                    }
                }
                self.opaque(range);
            }
            Event::Start(Tag::HtmlBlock) => {
                let html = &self.text[range.clone()];
                if html.trim_start().starts_with("<!--") && !html.contains("-->") {
                    self.out.unclosed.push(Unclosed { at: range.start, comment: true });
                }
                self.is_open |= self.is_last(&range);
                self.opaque(range);
            }
            // A comment within a paragraph hides the lines it spans after its first.
            Event::InlineHtml(_) => {
                let second = self.lines.end_of(range.start);
                if second < range.end {
                    self.opaque(second..range.end);
                }
            }
            Event::Rule if top => self.block(BlockKind::Rule, range),
            _ => {}
        }
    }

    /// Whether nothing but blanks follows a block.
    fn is_last(&self, range: &Range<usize>) -> bool {
        self.text[range.end..self.span.end].trim_ascii_start().is_empty()
    }

    /// A `---` under a paragraph makes a heading in CommonMark; on a board it separates. A longer
    /// underline below a single line is meant as one.
    fn heading(&mut self, level: u8, range: Range<usize>) {
        let underlined = !self.text[range.clone()].trim_start().starts_with('#');
        if !underlined {
            self.block(BlockKind::Heading(level), range);
        } else if level == 2 {
            let last =
                self.lines.start_of(range.start + self.text[range.clone()].trim_end().len() - 1);
            let dashes = self.text[last..range.end].trim().len();
            let above = self.lines.number(last) - self.lines.number(range.start);
            if dashes > 3 && above == 1 && !self.text[range.start..last].trim_end().contains('\r') {
                return self.block(BlockKind::Heading(level), range);
            }
            // Behind a lone carriage return the underline shares its line with the text above it. Fewer dashes are
            // the marker of an item without text.
            if dashes >= 3 && self.text[last..range.end].trim().bytes().all(|b| b == b'-') {
                self.block(BlockKind::Rule, last..range.end);
            }
        } else {
            self.block(BlockKind::Heading(level), range);
        }
    }

    /// CommonMark ends a line at a lone carriage return too; a board's lines end at newlines only, so
    /// a block that begins within one is text.
    fn block(&mut self, kind: BlockKind, range: Range<usize>) {
        let begins = range.start;
        // The parser counts blank lines behind an item to it where another list follows.
        let end = range.start + self.text[range].trim_ascii_end().len();
        let range = self.whole_lines(begins..end.max(begins + 1));
        if self.text[range.start..begins].trim().is_empty() {
            self.out.blocks.push(Block { kind, range });
        }
    }

    /// As a block does not, nothing opaque begins behind a lone carriage return: only the lines after
    /// that one are whole.
    fn opaque(&mut self, range: Range<usize>) {
        let begins = range.start;
        let mut range = self.whole_lines(range);
        if self.text[range.start..begins].contains('\r') {
            range.start = self.lines.end_of(begins);
        }
        if range.start >= range.end {
            return;
        }
        match self.out.opaque.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => self.out.opaque.push(range),
        }
    }

    fn whole_lines(&self, range: Range<usize>) -> Range<usize> {
        let start = self.lines.start_of(range.start).max(self.span.start);
        let end =
            if range.end > range.start { self.lines.end_of(range.end - 1) } else { range.end };
        start..end
    }
}

/// Whether a fenced block ends in a closing fence: its last line is a run of the opening character
/// that is at least as long.
fn fence_closes(block: &str) -> bool {
    let opening = block.trim_start();
    let Some(mark @ ('`' | '~')) = opening.chars().next() else { return true };
    let length = opening.chars().take_while(|&c| c == mark).count();
    let mut lines = block.trim_end().lines();
    let Some(last) = lines.next_back() else { return true };
    let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
    lines.next().is_some() && last.len() >= length && last.chars().all(|c| c == mark)
}
