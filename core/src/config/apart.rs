//! Whether the cards of stages can be told apart.

use super::error::Mistake;
use super::section::Section;
use crate::workflow::{Said, Stage};

/// Whether the cards of two stages could not be told apart: by their place, by what they say there, or
/// by their forms.
pub(super) fn indistinct(a: &Stage, b: &Stage) -> bool {
    let anywhere = a.under.is_empty() || b.under.is_empty();
    let together = a.board.is_some()
        && a.board == b.board
        && (anywhere || a.headings().any(|heading| b.headings().any(|other| heading == other)));
    let apart = |said: &Said| {
        let mut others = b.says.iter().filter(|other| other.name.eq_ignore_ascii_case(&said.name));
        others.any(|other| !said.meets(other))
    };
    let by_form = a.says.is_empty()
        && b.says.is_empty()
        && a.forms().all(|form| b.forms().all(|other| form != other));
    let same = a.under == b.under && a.groups == b.groups;
    together && (!same || !(by_form || a.says.iter().any(apart)))
}

/// Says that they could not, and where.
pub(super) fn shared(
    section: &Section<'_>,
    stage: &Stage,
    other: &Stage,
) -> Result<Mistake, Mistake> {
    const HINT: &str = "give each of them an `under` of its own, another board, or a `where` that says what its cards say";
    let (this, that) = (&stage.name, &other.name);
    let texts = section.texts("under")?.into_iter().chain(section.texts("groups")?);
    for (heading, text) in stage.headings().zip(texts) {
        if other.headings().any(|other| other == heading) {
            let message = format!("`{this}` and `{that}` share the heading `{heading}`");
            return Ok(text.mistake(message).hint(HINT));
        }
    }
    let span = section.get("board").map_or_else(|| section.span.clone(), |item| item.span());
    let message = format!("`{this}` and `{that}` share a board, and not both have a heading");
    Ok(Mistake::new(&span, message).hint(HINT))
}
