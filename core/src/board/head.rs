//! The first line of a card, matched on raw bytes: `- [A-1]: Refactor` is a link definition to
//! CommonMark and has no text events.

use std::ops::Range;

use super::rows;
use super::shape::Shape;
use crate::form::{Grammar, Hole, Piece, Template};
use crate::id::{IdForm, IdMatch, TaskId};
use crate::inline::{link_end, reference_end};
use crate::markdown::BlockKind;
use crate::workflow::{CardKind, HeadForm, Stage};

/// The head forms of a stage, without their markers.
pub(super) struct Heads {
    forms: Vec<Form>,
}

struct Form {
    kind: CardKind,
    closed: bool,
    content: Template,
    /// Of a row, its cells.
    cells: Vec<Template>,
}

/// A head that was read.
pub(super) struct Head {
    pub id: TaskId,
    pub declared: bool,
    pub closed: bool,
    pub kind: CardKind,
    pub id_at: Option<Range<usize>>,
    pub title: Range<usize>,
    pub width: usize,
    /// How much of the line its form says.
    pub says: (bool, usize),
}

impl Heads {
    pub fn of(stage: &Stage) -> Self {
        let live = stage.card.iter().map(|form| (form, false));
        let closed = stage.closed.iter().map(|form| (form, true));
        let forms = live.chain(closed).filter_map(|(form, closed)| {
            let content = Template::parse(&content(form)).ok()?;
            let cells = if form.kind == CardKind::Row { cells_of(form) } else { Vec::new() };
            Some(Form { kind: form.kind, closed, content, cells })
        });
        let mut forms: Vec<Form> = forms.collect();
        // `- {title}` fits what `- [x] {title}` is meant for: where several fit, the one that says most.
        forms.sort_by_key(|form| std::cmp::Reverse(form.says()));
        Self { forms }
    }

    /// Reads a line as a head, where its block is of the right kind.
    pub fn read(
        &self,
        text: &str,
        line: &Range<usize>,
        kind: BlockKind,
        ids: &IdForm,
    ) -> Option<Head> {
        let raw = first_line(&text[line.clone()]).as_bytes();
        let (kind, width) = marker(raw, kind)?;
        let ticked = ticked(raw, width);
        let fitting = self.forms.iter().filter(|form| form.kind == kind);
        let heads = fitting.filter_map(|form| {
            let grammar = |hole: &Hole, at: usize| grammar(hole, raw, at, ids);
            let read = |raw| form.content.captures(raw, width, &grammar);
            let found = read(raw).or_else(|| read(ticked.as_deref()?))?;
            let width = if matches!(kind, CardKind::Heading(_)) { 0 } else { width };
            form.head(raw, line.start, &found, ids, width)
        });
        best(heads)
    }

    /// Whether rows of tables are cards.
    pub fn has_rows(&self) -> bool {
        self.forms.iter().any(|form| form.kind == CardKind::Row)
    }

    /// Reads a row of a table as a card.
    pub fn read_row(&self, text: &str, line: &Range<usize>, ids: &IdForm) -> Option<Head> {
        let row = text[line.clone()].trim_end();
        if rows::is_filler(row) {
            return None;
        }
        let raw = row.as_bytes();
        let cells = rows::cells(row);
        let fitting = self.forms.iter().filter(|form| form.kind == CardKind::Row);
        let heads = fitting.filter_map(|form| {
            let rest = form.cells.last().is_some_and(is_anything);
            let named = &form.cells[..form.cells.len() - usize::from(rest)];
            if cells.len() < named.len() || (!rest && cells.len() > named.len()) {
                return None;
            }
            let mut found = Vec::new();
            for (template, cell) in named.iter().zip(&cells) {
                let inner = &raw[..cell.end];
                let grammar = |hole: &Hole, at: usize| grammar(hole, inner, at, ids);
                found.extend(template.captures(inner, cell.start, &grammar)?);
            }
            form.head(raw, line.start, &found, ids, 0)
        });
        best(heads)
    }
}

/// A head with `[x]` for a `[X]` with which it begins: a capital ticks a box as well.
fn ticked(raw: &[u8], width: usize) -> Option<Vec<u8>> {
    let rest = raw.get(width..)?.strip_prefix(b"[X]")?;
    Some([&raw[..width], b"[x]", rest].concat())
}

/// What a hole of a head may match at a byte of it.
fn grammar(hole: &Hole, raw: &[u8], at: usize, ids: &IdForm) -> Grammar {
    match hole.name.as_str() {
        "id" => id_at(raw, at, ids).map_or(Grammar::Nothing, |(_, end)| Grammar::Exactly(end - at)),
        _ => Grammar::Anything,
    }
}

/// The id that begins at a byte of a head, by itself or as the text of a link, and where that ends.
fn id_at(raw: &[u8], at: usize, ids: &IdForm) -> Option<(IdMatch, usize)> {
    if let Some(found) = ids.in_head(raw, at) {
        let end = found.end;
        return Some((found, end));
    }
    let found = (raw.get(at) == Some(&b'[')).then(|| ids.in_head(raw, at + 1)).flatten()?;
    let end = link_end(raw, found.end).or_else(|| reference_end(raw, found.end))?;
    Some((found, end))
}

/// An id whose prefix nobody declared may still be part of the title of a card without one.
fn best(mut heads: impl Iterator<Item = Head>) -> Option<Head> {
    let first = heads.next()?;
    if first.declared { Some(first) } else { heads.find(|head| head.declared).or(Some(first)) }
}

/// Whether a cell of a form is `{*}`.
fn is_anything(cell: &Template) -> bool {
    matches!(cell.pieces(), [Piece::Hole(hole)] if hole.name == "*")
}

/// The cells of a row's form.
pub(super) fn cells_of(form: &HeadForm) -> Vec<Template> {
    let source = form.line.source();
    let cells = rows::cells(source).into_iter();
    cells.filter_map(|cell| Template::parse(&source[cell]).ok()).collect()
}

impl Form {
    /// What was found of a head in a line that begins at this byte of the board.
    fn head(
        &self,
        raw: &[u8],
        start: usize,
        found: &[(&str, Range<usize>)],
        ids: &IdForm,
        width: usize,
    ) -> Option<Head> {
        let range = |name| found.iter().find(|(n, _)| *n == name).map(|(_, range)| range.clone());
        let title = range("title")?;
        let (id, declared, id_at) = match range("id") {
            Some(at) => {
                let (found, _) = id_at(raw, at.start, ids)?;
                // The text of a link stands behind its bracket.
                let from = start + found.end - found.id.as_str().len();
                (found.id, found.declared, Some(from..start + found.end))
            }
            None => (TaskId::handle(&String::from_utf8_lossy(&raw[title.clone()])), true, None),
        };
        let (kind, closed) = (self.kind, self.closed);
        let title = start + title.start..start + title.end;
        Some(Head { id, declared, closed, kind, id_at, title, width, says: self.says() })
    }

    /// How much of a line the form itself says, in bytes; an id says more than any words.
    fn says(&self) -> (bool, usize) {
        let texts = self.content.pieces().iter().map(|piece| match piece {
            Piece::Text(text) => text.len(),
            Piece::Hole(_) => 0,
        });
        (self.content.has("id"), texts.sum())
    }
}

/// The marker of a line that begins a block: its kind, and how many bytes come before the content.
fn marker(raw: &[u8], kind: BlockKind) -> Option<(CardKind, usize)> {
    let indent = raw.iter().take_while(|&&b| b == b' ').count();
    let rest = &raw[indent..];
    match kind {
        BlockKind::Heading(level) => {
            let level = usize::from(level);
            if is_underlined(rest) {
                return Some((CardKind::Heading(level as u8), indent));
            }
            let signs = rest.len() > level && rest[..level].iter().all(|&b| b == b'#');
            let blanks = rest.get(level..)?.iter().take_while(|&&b| b == b' ').count();
            (signs && blanks > 0)
                .then_some((CardKind::Heading(level as u8), indent + level + blanks))
        }
        BlockKind::Item if rest.first().is_some_and(u8::is_ascii_digit) => {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            let ends = matches!(rest.get(digits), Some(b'.' | b')'));
            let blanks = rest.get(digits + 1..)?.iter().take_while(|&&b| b == b' ').count();
            let width = indent + digits + 1 + blanks;
            (ends && (1..=4).contains(&blanks)).then_some((CardKind::Numbered, width))
        }
        BlockKind::Item => {
            let bullet = matches!(rest.first(), Some(b'-' | b'*' | b'+'));
            let blanks = rest.get(1..)?.iter().take_while(|&&b| b == b' ').count();
            (bullet && (1..=4).contains(&blanks)).then_some((CardKind::Item, indent + 1 + blanks))
        }
        BlockKind::Rule => None,
    }
}

/// Whether a heading has no number signs, so that its underline follows.
fn is_underlined(line: &[u8]) -> bool {
    let signs = line.iter().take_while(|&&b| b == b'#').count();
    signs == 0 || line.get(signs).is_some_and(|&b| b != b' ' && b != b'\t')
}

/// A text's first line, without its line end.
pub(super) fn first_line(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default().trim_end_matches('\r')
}

/// How many bytes the head of a card is: its first line, and the underline of a heading.
pub(super) fn head_len(card: &str) -> usize {
    let mut lines = card.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let line = first.trim_start_matches(' ').as_bytes();
    let begins = |kind| marker(first_line(first).as_bytes(), kind).is_some();
    if !is_underlined(line) || line.starts_with(b"|") || begins(BlockKind::Item) {
        return first.len();
    }
    let mut len = first.len();
    for line in lines {
        len += line.len();
        let under = line.trim();
        if under.is_empty() {
            break;
        }
        if under.bytes().all(|b| b == b'=') || under.bytes().all(|b| b == b'-') {
            return len;
        }
    }
    first.len()
}

/// What a form says after its marker.
fn content(form: &HeadForm) -> String {
    let line = form.line.source();
    let line = match form.kind {
        CardKind::Numbered => {
            line.trim_start_matches(|c: char| c.is_ascii_digit() || ".)".contains(c))
        }
        _ => line.trim_start_matches(['#', '-', '*', '+']),
    };
    line.trim_start_matches(' ').to_owned()
}

/// The form of a numbered item with the number that comes after those of a list, and the sign behind it. A
/// list that counts nothing (`1.`, `1.`) goes on so.
pub(crate) fn numbered(form: &HeadForm, heads: &[&str]) -> HeadForm {
    let number = |head: &&str| {
        let head = head.trim_start();
        let digits = head.bytes().take_while(u8::is_ascii_digit).count();
        let sign = head[digits..].chars().next().filter(|sign| matches!(sign, '.' | ')'))?;
        Some((head[..digits].parse::<u64>().ok()?, sign))
    };
    let mut back = heads.iter().rev().filter_map(number);
    let (next, sign) = match (form.kind, back.next(), back.next()) {
        (CardKind::Numbered, Some((last, sign)), Some((before, _))) if last == before => {
            (last, sign)
        }
        (CardKind::Numbered, Some((last, sign)), _) => (last.saturating_add(1), sign),
        _ => return form.clone(),
    };
    let source = form.line.source().trim_start_matches(|c: char| c.is_ascii_digit());
    // CommonMark knows no number of more than nine digits.
    let rest = source.get(1..).unwrap_or_default();
    match Template::parse(&format!("{}{sign}{rest}", next.min(999_999_999))) {
        Ok(line) => HeadForm { kind: form.kind, line },
        Err(_) => form.clone(),
    }
}

/// A card's first line in another form of its kind, with an id: its marker stays as it is, and of a row
/// only the cell of the id is written, where that is free. `None` where that cannot be.
pub(crate) fn rewritten(
    head: &str,
    form: &HeadForm,
    id: &str,
    title: &str,
    shape: &Shape,
) -> Option<String> {
    let filled = |template: &Template| {
        template.expand(|hole| match hole.name.as_str() {
            "id" => Some(id.to_owned()),
            "title" => Some(title.to_owned()),
            _ => None,
        })
    };
    let kind = match form.kind {
        CardKind::Heading(level) => BlockKind::Heading(level),
        CardKind::Item | CardKind::Numbered => BlockKind::Item,
        CardKind::Own => return None,
        CardKind::Row => {
            let cells = cells_of(form);
            let at = cells.iter().position(|cell| cell.has("id"))?;
            let free = cells[at].has("title") || super::cell(head, at).is_empty();
            return free.then(|| shape.with_cell(head, at, &filled(&cells[at]))).flatten();
        }
    };
    let line = first_line(head);
    let (found, width) = marker(line.as_bytes(), kind)?;
    if found != form.kind {
        return None;
    }
    let content = filled(&Template::parse(&content(form)).ok()?);
    Some(format!("{}{content}{}", &head[..width], &head[line.len()..]))
}

/// How many blanks the body of a card in this form begins with.
pub(crate) fn width(form: &HeadForm) -> usize {
    match (form.kind, form.line.pieces().first()) {
        (CardKind::Item | CardKind::Numbered, Some(Piece::Text(text))) => {
            let marker = text.find(' ').unwrap_or(text.len());
            marker + text[marker..].bytes().take_while(|&b| b == b' ').count()
        }
        _ => 0,
    }
}
