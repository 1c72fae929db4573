//! The first line of a card, matched on raw bytes: `- [A-1]: Refactor` is a link definition to
//! CommonMark and has no text events.

use std::ops::Range;

use crate::form::{Grammar, Piece, Template};
use crate::id::{IdForm, TaskId};
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
}

/// A head that was read.
pub(super) struct Head {
    pub id: TaskId,
    pub declared: bool,
    pub closed: bool,
    pub kind: CardKind,
    pub title: Range<usize>,
    pub width: usize,
}

impl Heads {
    pub fn of(stage: &Stage) -> Self {
        let live = stage.card.iter().map(|form| (form, false));
        let closed = stage.closed.iter().map(|form| (form, true));
        let forms = live.chain(closed).filter_map(|(form, closed)| {
            let content = Template::parse(&content(form)).ok()?;
            Some(Form { kind: form.kind, closed, content })
        });
        Self { forms: forms.collect() }
    }

    /// Reads a line as a head, where its block is of the right kind.
    pub fn read(
        &self,
        text: &str,
        line: &Range<usize>,
        kind: BlockKind,
        ids: &IdForm,
    ) -> Option<Head> {
        let raw = text[line.clone()].trim_end_matches(['\n', '\r']).as_bytes();
        let (kind, width) = marker(raw, kind)?;
        self.forms.iter().filter(|form| form.kind == kind).find_map(|form| {
            let grammar = |hole: &crate::form::Hole, at: usize| match hole.name.as_str() {
                "id" => {
                    ids.at(raw, at).map_or(Grammar::Nothing, |hit| Grammar::Exactly(hit.end - at))
                }
                _ => Grammar::Anything,
            };
            let found = form.content.captures(raw, width, &grammar)?;
            let range =
                |name| found.iter().find(|(n, _)| *n == name).map(|(_, range)| range.clone());
            let id = ids.at(raw, range("id")?.start)?;
            let title = range("title")?;
            Some(Head {
                id: id.id,
                declared: id.declared,
                closed: form.closed,
                kind,
                title: line.start + title.start..line.start + title.end,
                width: if kind == CardKind::Item { width } else { 0 },
            })
        })
    }
}

/// The marker of a line that begins a block: its kind, and how many bytes come before the content.
fn marker(raw: &[u8], kind: BlockKind) -> Option<(CardKind, usize)> {
    let indent = raw.iter().take_while(|&&b| b == b' ').count();
    let rest = &raw[indent..];
    match kind {
        BlockKind::Heading(level) => {
            let level = usize::from(level);
            let signs = rest.len() > level && rest[..level].iter().all(|&b| b == b'#');
            let blanks = rest.get(level..)?.iter().take_while(|&&b| b == b' ').count();
            (signs && blanks > 0)
                .then_some((CardKind::Heading(level as u8), indent + level + blanks))
        }
        BlockKind::Item => {
            let bullet = matches!(rest.first(), Some(b'-' | b'*' | b'+'));
            let blanks = rest.get(1..)?.iter().take_while(|&&b| b == b' ').count();
            (bullet && (1..=4).contains(&blanks)).then_some((CardKind::Item, indent + 1 + blanks))
        }
        BlockKind::Rule => None,
    }
}

/// What a form says after its marker.
fn content(form: &HeadForm) -> String {
    form.line.source().trim_start_matches(['#', '-', '*', '+']).trim_start_matches(' ').to_owned()
}

/// How many blanks the body of a card in this form begins with.
pub(crate) fn width(form: &HeadForm) -> usize {
    match (form.kind, form.line.pieces().first()) {
        (CardKind::Item, Some(Piece::Text(text))) => {
            1 + text[1..].bytes().take_while(|&b| b == b' ').count()
        }
        _ => 0,
    }
}
