//! What a card says of the stage that it leaves, as `status: To Do`. It is no field of the task: where
//! nothing is told by it, it stays behind, and the way home writes it again.

use crate::board::{Card, Domain};
use crate::inline;
use crate::task::Field;
use crate::workflow::{Stage, Workflow, names};

/// Whether a field only tells the stage that a card leaves, by the value that is written there, and tells
/// nothing in the one that it goes to.
pub(super) fn tells(workflow: &Workflow, card: &Card, to: &Stage, field: &Field) -> bool {
    let named = |stage: &Stage| {
        let mut said = stage.says.iter();
        said.find(|said| names::same(&said.name, &field.name)).cloned()
    };
    let own = named(workflow.stage(&card.stage));
    let is_written = |own: &str| own.trim().to_lowercase() == field.value.trim().to_lowercase();
    own.is_some_and(|own| is_written(own.value())) && named(to).is_none()
}

/// A card in a format's own words whose title has no field of this name behind it, as one had for which
/// another form had no place: it gets a place of its own.
///
/// # Errors
/// When the title cannot be written.
pub(super) fn untitled(to: &Stage, text: String, name: &str) -> Result<String, Domain> {
    let Some(title) = to.format.value(&text, "title") else { return Ok(text) };
    let marks = inline::trailing(&title).into_iter();
    let mark = marks.filter(|mark| mark.whole.start > 0);
    let mut mark = mark.filter(|mark| names::same(&title[mark.name.clone()], name));
    let Some(mark) = mark.next() else { return Ok(text) };
    let words = title[..mark.whole.start].trim_end();
    let kept = format!("{words}{}", &title[mark.whole.end..]);
    to.format.set(to, &text, "title", &kept)
}
