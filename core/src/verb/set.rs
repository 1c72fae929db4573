//! `flow set` and `flow see`: what a card says about itself.

use super::{About, Verb};
use crate::board::{Item, Mark};
use crate::plan::{Desk, PlanError};

/// Fields with their values; an empty value takes the field off.
#[derive(Debug, Clone)]
pub struct Set {
    /// The task.
    pub about: About,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

impl Verb for Set {
    fn name(&self) -> &'static str {
        "set"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        for (name, value) in &self.fields {
            pen.set(name, value)?;
        }
        Ok(())
    }
}

/// A reference: a document, a link, another task.
#[derive(Debug, Clone)]
pub struct See {
    /// The task.
    pub about: About,
    /// What to see.
    pub text: String,
}

impl Verb for See {
    fn name(&self) -> &'static str {
        "see"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        refer(desk.take(&self.about.id, self.about.from.as_ref())?, &self.text)
    }
}

/// Refers to something on a card: in its section, where it or its neighbours have one, else in its field.
pub(super) fn refer(pen: &mut crate::plan::Pen<'_>, text: &str) -> Result<(), PlanError> {
    let text = crate::plan::spoken(text)?;
    crate::plan::one_line(&text, "what to see")?;
    let names = &pen.names().see;
    if pen.has_section(names) {
        let section = &pen.section(names);
        if pen.items(section).contains(&text) {
            return Ok(());
        }
        return pen.append(&Item { section, mark: Mark::None, counts: false, text: &text });
    }
    let field = pen.field_name(names);
    let said = pen.field(&field).filter(|said| !said.is_empty());
    let value = match said {
        Some(said) if said.split(", ").chain(said.split(',')).any(|part| part == text) => {
            return Ok(());
        }
        Some(said) => format!("{said}, {text}"),
        None => text,
    };
    pen.set_last(&field, &value)
}
