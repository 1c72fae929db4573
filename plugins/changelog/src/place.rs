//! Where an entry goes in a changelog, and whether the changelog is still read as before.

use std::ops::Range;

use flow_core::fault::Fault;
use flow_core::markdown::{Block, BlockKind};
use flow_core::workflow::Heading;

use crate::Wanted;
use crate::entry::entries;
use crate::text::Document;

/// A text to insert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// Before this byte.
    pub at: usize,
    /// What.
    pub text: String,
}

/// What stands under each heading that equals `under`, deeper headings included.
pub fn sections(document: &Document, under: &Heading) -> Vec<Range<usize>> {
    let outline = &document.outline;
    let heads = outline.headings().filter(|(_, range)| is(document, range, under));
    heads
        .map(|(level, range)| range.end..outline.section_end(level, range.end, document.text.len()))
        .collect()
}

/// The insertion that adds an entry to the group `heading`; `None` where there is no section `under`.
///
/// The topmost group of that name takes it, in whichever section `under` it stands, for a second
/// one would split the group; a new group goes to the first section.
pub fn place(
    document: &Document,
    under: &Heading,
    heading: &Heading,
    entry: &[String],
) -> Option<Insertion> {
    let sections = sections(document, under);
    for section in &sections {
        let groups = groups(document, section);
        if let Some((head, content)) = groups.iter().find(|(head, _)| is(document, head, heading)) {
            return Some(into_group(document, section, head, content, entry));
        }
    }
    let first = sections.first()?;
    Some(new_group(document, first, &groups(document, first), heading, entry))
}

/// A group: its heading and what stands directly under it, up to the next heading of any level.
type Group = (Range<usize>, Range<usize>);

fn groups(document: &Document, section: &Range<usize>) -> Vec<Group> {
    let inside = |range: &&Range<usize>| section.contains(&range.start);
    let heads: Vec<_> =
        document.outline.headings().map(|(_, range)| range).filter(inside).cloned().collect();
    let ends = heads.iter().skip(1).map(|head| head.start).chain([section.end]);
    heads.iter().zip(ends).map(|(head, end)| (head.clone(), head.end..end)).collect()
}

/// After the group's last entry, or, where it has none, after its text.
fn into_group(
    document: &Document,
    section: &Range<usize>,
    head: &Range<usize>,
    content: &Range<usize>,
    entry: &[String],
) -> Insertion {
    let items = items(document, content);
    let mut lines = Vec::new();
    let at = match items.last() {
        Some(last) => {
            let apart = spacing(document, &items)
                .or_else(|| spacing(document, &self::items(document, section)));
            if apart == Some(true) {
                lines.push(String::new());
            }
            last.end
        }
        None => {
            let at = content_end(document, content);
            if at > head.end || heading_gap(document, section) {
                lines.push(String::new());
            }
            at
        }
    };
    lines.extend_from_slice(entry);
    if !ends_by_itself(document, at) {
        lines.push(String::new());
    }
    insertion(document, at, &lines)
}

/// Before the first group, or, where there is none, after the section's text.
fn new_group(
    document: &Document,
    section: &Range<usize>,
    groups: &[Group],
    heading: &Heading,
    entry: &[String],
) -> Insertion {
    let at = match groups.first() {
        Some((head, _)) => head.start,
        None => content_end(document, section),
    };
    let mut lines = Vec::new();
    if !blank_before(document, at) {
        lines.push(String::new());
    }
    lines.push(heading.to_string());
    if heading_gap(document, section) {
        lines.push(String::new());
    }
    lines.extend_from_slice(entry);
    if !blank_after(document, at) {
        lines.push(String::new());
    }
    insertion(document, at, &lines)
}

fn insertion(document: &Document, at: usize, lines: &[String]) -> Insertion {
    let end = document.line_end(at);
    let text = lines.join(end);
    // A last line without a newline stays the only one without.
    let whole = at == 0 || document.text[..at].ends_with('\n');
    let text = if whole { text + end } else { format!("{end}{text}") };
    Insertion { at, text }
}

/// The top-level items within a range, without the blank lines after them.
fn items(document: &Document, range: &Range<usize>) -> Vec<Range<usize>> {
    let blocks = document.outline.blocks.iter();
    let items = blocks.filter(|b| b.kind == BlockKind::Item && range.contains(&b.range.start));
    items.map(|block| block.range.start..trimmed(document, &block.range)).collect()
}

/// Whether blank lines stand between entries, as the last two neighbours have it.
fn spacing(document: &Document, items: &[Range<usize>]) -> Option<bool> {
    let gaps = items.windows(2).rev().map(|pair| &document.text[pair[0].end..pair[1].start]);
    gaps.filter(|gap| gap.trim().is_empty()).map(|gap| !gap.is_empty()).next()
}

/// Whether a blank line stands between a heading and the entries below it, as in the section's first
/// group that has some.
fn heading_gap(document: &Document, section: &Range<usize>) -> bool {
    let groups = groups(document, section);
    let first = groups.iter().find_map(|(head, content)| {
        let first = items(document, content).first()?.start;
        let gap = &document.text[head.end..first];
        gap.trim().is_empty().then_some(!gap.is_empty())
    });
    first.unwrap_or(true)
}

/// The end of the last line of a range that is not blank.
fn trimmed(document: &Document, range: &Range<usize>) -> usize {
    let text = document.text[range.clone()].trim_end_matches([' ', '\t', '\r', '\n']);
    if text.is_empty() { range.start } else { document.lines.end_of(range.start + text.len() - 1) }
}

/// The end of what a range says: link definitions and rules at its end belong to what follows. They
/// do so only after a blank line, for directly under a text they are part of it.
fn content_end(document: &Document, range: &Range<usize>) -> usize {
    let mut end = trimmed(document, range);
    let mut at = end;
    while at > range.start {
        let line = document.lines.start_of(at - 1);
        let rule = |block: &Block| block.kind == BlockKind::Rule && block.range.start == line;
        let foot = is_link_definition(&document.text[line..at])
            || document.outline.blocks.iter().any(rule);
        if !foot || document.outline.is_opaque(line) {
            break;
        }
        at = trimmed(document, &(range.start..line));
        if at < line || at == range.start {
            end = at;
        }
    }
    end
}

fn is_link_definition(line: &str) -> bool {
    line.starts_with('[') && line.contains("]:")
}

fn blank_before(document: &Document, at: usize) -> bool {
    let start = document.outline.start;
    at <= start || document.text[..at].ends_with('\n') && document.line(at - 1).trim().is_empty()
}

fn blank_after(document: &Document, at: usize) -> bool {
    at == document.text.len() || document.line(at).trim().is_empty()
}

/// Whether what follows cannot run on into an entry before it.
fn ends_by_itself(document: &Document, at: usize) -> bool {
    blank_after(document, at) || document.outline.blocks.iter().any(|block| block.range.start == at)
}

/// Whether a heading of the file is this one; letter case and the number of blanks do not count.
fn is(document: &Document, range: &Range<usize>, wanted: &Heading) -> bool {
    let line = document.line(range.start).trim();
    let Some(found) = Heading::parse(line) else { return false };
    let bare = found.text.trim_end_matches('#');
    let text = if bare.ends_with([' ', '\t']) { bare } else { &found.text };
    found.level == wanted.level
        && text
            .split_whitespace()
            .map(str::to_lowercase)
            .eq(wanted.text.split_whitespace().map(str::to_lowercase))
}

/// Reads the changelog again as the plan leaves it: exactly one more entry, within the inserted
/// text and in its section, and every other block where it was.
///
/// # Errors
/// When the insertion would change how the rest is read, as after a fence that is never closed.
pub fn accept(
    before: &Document,
    insertion: &Insertion,
    wanted: &Wanted<'_>,
    name: &str,
) -> Result<(), Fault> {
    let at = insertion.at;
    let text = [&before.text[..at], &insertion.text, &before.text[at..]].concat();
    let after = Document::read(name, text.into_bytes())?;
    let new = at..at + insertion.text.len();
    let ids = &wanted.workflow.ids;
    let count = |document: &Document| -> usize {
        let ranges = sections(document, &wanted.settings.under).into_iter();
        ranges.map(|range| entries(document, range, ids, &wanted.settings.entry).len()).sum()
    };
    let added = entries(&after, new.clone(), ids, &wanted.settings.entry);
    let own = matches!(&added[..], [entry] if entry.is(&wanted.id, &wanted.title));
    if own && count(&after) == count(before) + 1 && rest(&after, &new) == rest(before, &(at..at)) {
        return Ok(());
    }
    let line = before.lines.number(at);
    let open = before.outline.unclosed.iter().find(|open| open.at < at);
    let hint = match open {
        Some(open) => {
            let what = if open.comment { "comment" } else { "fence" };
            format!("close the {what} that opens at {name}:{}", before.lines.number(open.at))
        }
        None => format!("add the entry by hand near {name}:{line}"),
    };
    let message =
        format!("an entry at {name}:{line} would change how the rest of the file is read");
    Err(Fault::refused(message).hint(hint))
}

/// The blocks outside a new span, as if it were not there; blank lines at their ends do not count.
fn rest(document: &Document, new: &Range<usize>) -> Vec<(Option<BlockKind>, Range<usize>)> {
    let shift = |at: usize| if at >= new.end { at - new.len() } else { at.min(new.start) };
    let blocks = document.outline.blocks.iter().map(|b| (Some(b.kind), &b.range));
    let opaque = document.outline.opaque.iter().map(|range| (None, range));
    let spans = blocks.chain(opaque).map(|(kind, r)| (kind, r.start..trimmed(document, r)));
    // What begins in the new span and ends beyond it has swallowed something: it is kept, and told.
    let outside = spans.filter(|(_, r)| !new.contains(&r.start) || r.end > new.end);
    outside.map(|(kind, range)| (kind, shift(range.start)..shift(range.end))).collect()
}
