//! Ids and titles that are links: `[FEAT-12](url) title`, `[FEAT-12][spec] title`, `[FEAT-12: title](url)`.

use super::{Board, Card};
use crate::id::TaskId;
use crate::inline::{link_end, reference_end, trailing};
use crate::workflow::HeadForm;

impl Board {
    /// Where a card's id leads, or its title in a form that has a place for the link.
    pub(crate) fn link_of(&self, card: &Card) -> Option<&str> {
        let head = &self.text[card.range.start..card.head_end];
        let behind = |at: usize| {
            let end = link_end(head.as_bytes(), at)?;
            Some(&head[at + 2..end - 1])
        };
        let id = card.id.as_str();
        self.bracketed(card)
            .and_then(behind)
            .or_else(|| self.defined(self.reference_of(card)?, id))
            .or_else(|| behind(card.title.end - card.range.start))
            .or_else(|| {
                let title = card.id.is_handle().then(|| self.slice(&card.title));
                title.and_then(whole).map(|title| title.link)
            })
    }

    /// The label, in its brackets, by which a card's id is a link that is defined elsewhere:
    /// `[FEAT-12][spec]`, `[FEAT-12][]`.
    pub(crate) fn reference_of(&self, card: &Card) -> Option<&str> {
        let head = &self.text[card.range.start..card.head_end];
        let end = self.bracketed(card)?;
        Some(&head[end + 1..reference_end(head.as_bytes(), end)?])
    }

    /// Where a card's id ends that stands behind a bracket, in bytes of its head.
    fn bracketed(&self, card: &Card) -> Option<usize> {
        let head = &self.text[card.range.start..card.head_end];
        let id = card.id.as_str();
        let found = || (!card.id.is_handle()).then(|| head.find(id)).flatten();
        let own = card.id_at.as_ref().map(|at| at.start - card.range.start);
        let at = own.or_else(found)?;
        head[..at].ends_with('[').then_some(at + id.len())
    }

    /// Where a label in brackets leads; an empty one stands for the text before it.
    fn defined(&self, label: &str, text: &str) -> Option<&str> {
        let label = label.trim_matches(['[', ']']);
        self.leads_to(if label.trim().is_empty() { text } else { label })
    }
}

/// A title that is a link, taken apart.
struct Whole<'t> {
    text: &'t str,
    link: &'t str,
    /// The fields that stand behind it.
    tail: &'t str,
}

/// A title that is a link and nothing else, but for fields behind it.
fn whole(title: &str) -> Option<Whole<'_>> {
    let first = trailing(title).first().map_or(title.len(), |mark| mark.whole.start);
    let end = title[..first].trim_end().len();
    let (bare, tail) = if first < title.len() { title.split_at(end) } else { (title, "") };
    let inner = bare.strip_prefix('[')?;
    let at = inner.find("](")?;
    let end = link_end(inner.as_bytes(), at)?;
    let (text, link) = (&inner[..at], &inner[at + 2..end - 1]);
    (end == inner.len()).then_some(Whole { text, link, tail })
}

/// What goes into a head.
pub(crate) struct Linked {
    /// The id, as it is written.
    pub id: String,
    /// The title, as it is written.
    pub title: String,
    /// The form, with its link.
    pub form: HeadForm,
}

/// Gives the link of a card the place that a form has for it; where it has none, the id is written as the
/// link, or, without one, the title.
pub(crate) fn linked(id: &TaskId, given: &str, link: Option<&str>, form: &HeadForm) -> Linked {
    let (mut id_text, mut title, mut form) = (id.to_string(), given.to_owned(), form.clone());
    let mut tail = "";
    let whole = id.is_handle().then(|| whole(given)).flatten();
    // A title that is a link stays one; its link goes where the form has a place for that.
    let own = whole.as_ref().map(|whole| whole.link).filter(|_| form.line.has("link"));
    let link = link.or(own);
    if let (Some(whole), true) = (whole, link.is_some()) {
        (title, tail) = (whole.text.to_owned(), whole.tail);
    }
    if let Some(link) = link {
        if form.line.has("link") {
            form.line = form.line.filled("link", link);
        } else if id.is_handle() {
            title = format!("[{title}]({link})");
        } else {
            id_text = format!("[{id_text}]({link})");
        }
    }
    title.push_str(tail);
    Linked { id: id_text, title, form }
}
