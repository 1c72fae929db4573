//! `flow note`: a dated line.

use super::{About, Verb};
use crate::board::{Item, Mark};
use crate::plan::{Desk, Pen, PlanError};
use crate::site::Site;

/// A dated note.
#[derive(Debug, Clone)]
pub struct Note {
    /// The task.
    pub about: About,
    /// What it says; the lines below the first are nested in it.
    pub text: String,
}

impl Verb for Note {
    fn name(&self) -> &'static str {
        "note"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let site = desk.site();
        write(desk.take(&self.about.id, self.about.from.as_ref())?, site, &self.text)
    }
}

/// Writes a note on a card. It has the time of the day, unless the notes before it have none.
pub(super) fn write(pen: &mut Pen<'_>, site: &Site, text: &str) -> Result<(), PlanError> {
    let section = &pen.section(&pen.names().notes);
    let is_day =
        |item: &String| item.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok());
    let notes = pen.items_like(section);
    let last = notes.iter().rev().find(|item| is_day(item));
    let has_time = last.is_none_or(|item| {
        item[10..].starts_with(' ') && item[11..].starts_with(|c: char| c.is_ascii_digit())
    });
    let when = site.now.strftime(if has_time { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" });
    let text = crate::plan::spoken(text)?;
    let text = format!("{when}: {text}");
    pen.append(&Item { section, mark: Mark::None, counts: false, text: &text })
}
