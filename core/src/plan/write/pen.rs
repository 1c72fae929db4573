//! One card under the pen, whatever its format: fields, sections, boxes and the title.

use super::super::{Grounds, PlanError, carry};
use super::like::{next_number, said_as, set_like};
use super::text::{as_ended, nameable, one_line, spoken, unseen};
use crate::board::{Board, Card, CardText, Domain, Item, cell, row_cells, with_mark};
use crate::fault::Fault;
use crate::task::Task;
use crate::workflow::{CardKind, Names, Said, Stage, names};

/// What a card must say once it is written, as it is read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// A field has this value; `None`: there is none of that name that says anything.
    Field(String, Option<String>),
    /// A section has an item that begins with this line.
    Item(String, String),
    /// A section has no item that begins with this line.
    NoItem(String, String),
    /// An item of a section has this line nested in it.
    Nested(String, String),
    /// A box is ticked, or open: its place among all.
    Box(usize, bool),
    /// Its title.
    Title(String),
}

/// One card under the pen.
pub struct Pen<'a> {
    pub(super) grounds: Grounds<'a>,
    pub(super) board: &'a Board,
    pub(super) card: &'a Card,
    pub(super) stage: &'a Stage,
    pub(super) task: Task,
    pub(super) text: String,
    pub(super) says: Vec<Says>,
    /// Whether the whole card was put in anew.
    pub(super) rewritten: bool,
    /// What the person who reads the plan should know.
    pub(super) notes: Vec<String>,
}

impl<'a> Pen<'a> {
    pub(super) fn new(grounds: Grounds<'a>, board: &'a Board, card: &'a Card) -> Self {
        let stage = grounds.workflow.stage(&card.stage);
        let text = board.slice(&card.range).to_owned();
        Self {
            grounds,
            board,
            card,
            stage,
            task: board.task(card),
            text,
            says: Vec::new(),
            rewritten: false,
            notes: Vec::new(),
        }
    }

    /// What the card says before anything is written.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// Whether the card's format has fields of its own, rather than lines of Markdown.
    pub fn is_own(&self) -> bool {
        self.card.kind == CardKind::Own
    }

    /// What cards call what flow writes on them.
    pub fn names(&self) -> &'a Names {
        &self.grounds.workflow.names
    }

    /// Its stage.
    pub fn stage(&self) -> &'a Stage {
        self.stage
    }

    /// The card's text, as it is so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value of a field as it is so far.
    pub fn field(&self, name: &str) -> Option<String> {
        // What stands behind the title of a row has dashes for the blanks of its name.
        let is_row = self.card.kind == CardKind::Row;
        let is_it =
            |known: &str| known.eq_ignore_ascii_case(name) || is_row && names::same(known, name);
        let later = self.says.iter().rev().find_map(|says| match says {
            Says::Field(known, value) if is_it(known) => Some(value.clone()),
            _ => None,
        });
        let behind = || {
            let mut fields = self.task.fields.iter();
            fields.find(|field| is_it(&field.name)).map(|field| field.value.as_str())
        };
        later.unwrap_or_else(|| self.task.field(name).or_else(behind).map(str::to_owned))
    }

    pub(super) fn refused(&self, why: Domain) -> PlanError {
        let own = match &why {
            Domain::Value { name } | Domain::More { name, .. } => {
                self.task.fields.iter().find(|field| names::same(&field.name, name))
            }
            _ => None,
        };
        let line = own.map_or(self.card.line, |field| field.line);
        PlanError::Form { board: self.board.path.clone(), line, why }
    }

    /// Gives a field a value.
    ///
    /// # Errors
    /// When the stage is told by it, or the card has no place for it.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), PlanError> {
        let value = value.trim();
        self.is_free(name, value)?;
        if value.is_empty() {
            return self.unset(name);
        }
        one_line(value, &format!("the value of {name}"))?;
        if self.field(name).as_deref() == Some(value) {
            return Ok(());
        }
        let unsaid = || Domain::Value { name: name.to_owned() };
        match self.card.kind {
            CardKind::Own => {
                let like = set_like(self.grounds, self.stage, &self.text, name, value);
                let written = |value: &String| {
                    let text = carry::with(self.stage, &self.text, name, value);
                    text.map(|text| (text, value.clone()))
                };
                let [plain, others @ ..] = said_as(value);
                let other = |why| others.iter().find_map(|way| written(way).ok()).ok_or(why);
                let done = like.map_or_else(|| written(&plain).or_else(other), Ok);
                let (text, value) = done.map_err(|why| self.refused(why))?;
                self.text = text;
                self.says.push(Says::Field(name.to_owned(), Some(value)));
                return Ok(());
            }
            CardKind::Row => {
                let name = self.in_row(name, Some(value))?;
                self.says.push(Says::Field(name, Some(value.to_owned())));
                return Ok(());
            }
            _ => {
                let mut card = self.lines();
                let below = card.goes_on(name);
                self.notes.extend(below.map(|line| format!("below {name}, `{line}` stays")));
                card.set(&self.stage.field, name, value);
                if card.value(name) != Some(value) {
                    return Err(self.refused(unsaid()));
                }
                self.text = card.into_string();
            }
        }
        self.says.push(Says::Field(name.to_owned(), Some(value.to_owned())));
        Ok(())
    }

    /// Gives the field that has one of these names a value; where there is none yet, the first of them that
    /// the card can hold: not every form has blanks in a name.
    ///
    /// # Errors
    /// As [`Pen::set`], for the first name.
    pub fn put(&mut self, names: &[String], value: &str) -> Result<(), PlanError> {
        let known = self.field_name(names);
        let first = match self.set(&known, value) {
            Err(first @ PlanError::Form { .. }) if self.field_of(names).is_none() => first,
            done => return done,
        };
        let others = names.iter().filter(|name| **name != known);
        let mut others = others.map(|name| self.set(name, value));
        if others.any(|done| done.is_ok()) { Ok(()) } else { Err(first) }
    }

    /// Takes every field of one of these names off the card.
    ///
    /// # Errors
    /// When the stage is told by one.
    pub fn unset_all(&mut self, names: &[String]) -> Result<(), PlanError> {
        let fields = self.task.fields.iter().filter(|field| names::is_one(names, &field.name));
        let fields: Vec<String> = fields.map(|field| field.name.clone()).collect();
        fields.iter().try_for_each(|name| self.unset(name))
    }

    /// Takes a field off the card.
    ///
    /// # Errors
    /// When the stage is told by it.
    pub fn unset(&mut self, name: &str) -> Result<(), PlanError> {
        self.is_free(name, "")?;
        if self.field(name).is_none_or(|value| value.is_empty()) {
            return Ok(());
        }
        match self.card.kind {
            CardKind::Own => {
                let text = self.stage.format.unset(self.stage, &self.text, name);
                self.text = text.map_err(|why| self.refused(why))?;
            }
            CardKind::Row => {
                let name = self.in_row(name, None)?;
                self.says.push(Says::Field(name, None));
                return Ok(());
            }
            _ => {
                let mut card = self.lines();
                card.unset(name);
                self.text = card.into_string();
            }
        }
        self.says.push(Says::Field(name.to_owned(), None));
        Ok(())
    }

    /// Refuses a name that is none, and a field by which the card's stage is told.
    fn is_free(&self, name: &str, value: &str) -> Result<(), PlanError> {
        nameable(name)?;
        let is_it = |said: &&Said| said.name.eq_ignore_ascii_case(name);
        if !self.stage.says.iter().any(|said| is_it(&said)) {
            return Ok(());
        }
        let Grounds { workflow, .. } = self.grounds;
        let (id, here) = (&self.task.id, workflow.position(&self.stage.name));
        let mut others = workflow.stages.iter().enumerate().filter(|(nth, _)| *nth != here);
        let to = others.find(|(_, stage)| stage.says.iter().any(|s| is_it(&s) && s.fits(value)));
        let hint = match to {
            Some((nth, to)) if nth > here => format!("move it: flow advance {id} --to {}", to.name),
            Some((_, to)) => format!("move it: flow back {id} --to {} --why TEXT", to.name),
            None => format!("see where it may go: flow show {id}"),
        };
        Err(Fault::refused(format!("{name} tells which stage a card is in")).hint(hint).into())
    }

    /// Writes a value into the column of a row, or behind its title where no column is for it. Tells the name
    /// that it stands under.
    fn in_row(&mut self, name: &str, value: Option<&str>) -> Result<String, PlanError> {
        let columns = self.board.table_at(self.card.range.start).map(|table| &table.columns);
        let same = |column: &String| column.eq_ignore_ascii_case(name);
        let at = columns.and_then(|columns| columns.iter().position(same));
        // What a row tells as its fields are the columns that hold neither its id nor its title.
        let mut fields = self.task.fields.iter();
        let is_left_out = at.is_some_and(|at| row_cells(&self.text) <= at);
        let known = is_left_out || fields.any(|field| field.name.eq_ignore_ascii_case(name));
        let shape = self.board.shape_at(self.card.range.start);
        let row = match at {
            Some(_) if !known => Err(Domain::Column { name: name.to_owned() }),
            Some(at) => {
                let value = value.unwrap_or_default();
                let name = name.to_owned();
                let row = shape.with_cell(&self.text, at, value);
                match row.filter(|row| cell(row, at) == value) {
                    Some(row) => Ok((row, name)),
                    None => Err(Domain::Value { name }),
                }
            }
            None => {
                let ids = &self.grounds.workflow.ids;
                with_mark(&self.text, &shape, self.stage, ids, name, value)
            }
        };
        let (text, name) = row.map_err(|why| self.refused(why))?;
        self.text = text;
        Ok(name)
    }

    /// The card as lines of its own.
    fn lines(&self) -> CardText {
        CardText::new(self.text.clone(), self.card.width).ending(self.board.line_end())
    }

    /// Whether it can have sections: a row cannot.
    pub fn has_sections(&self) -> bool {
        self.body().is_ok()
    }

    /// The lines in which its sections stand.
    pub(super) fn body(&self) -> Result<CardText, PlanError> {
        match self.card.kind {
            CardKind::Row => Err(self.refused(Domain::Sections { what: "a row of a table" })),
            CardKind::Own => {
                let at = self.stage.format.body(&self.text);
                let at = at.ok_or_else(|| {
                    self.refused(Domain::Sections { what: "a task of this format" })
                })?;
                Ok(CardText::from_byte(self.text.clone(), at))
            }
            _ => Ok(self.lines()),
        }
    }

    /// The items of a section of the card, with their boxes.
    pub fn items(&self, section: &str) -> Vec<String> {
        self.body().map(|body| body.items(section)).unwrap_or_default()
    }

    /// Takes an item off a section, with what is nested in it.
    ///
    /// # Errors
    /// When the card has no sections.
    pub fn strike(&mut self, section: &str, item: &str) -> Result<(), PlanError> {
        let mut body = self.body()?;
        if body.strike(section, item) {
            self.says.push(Says::NoItem(section.to_owned(), item.to_owned()));
            self.text = body.into_string();
        }
        Ok(())
    }

    /// Adds an item to a section, which is made where it is missing, as the board's other cards have it.
    ///
    /// # Errors
    /// When the card has no sections, or the text cannot stand there.
    pub fn append(&mut self, item: &Item<'_>) -> Result<(), PlanError> {
        let text = spoken(item.text)?;
        let mut body = self.body()?;
        let text = match next_number(&body.items(item.section)) {
            Some(number) => format!("#{number} {text}"),
            None => text,
        };
        let mould = self.mould(item.section);
        let item = Item { text: &text, ..item.clone() };
        body.append(&item, &mould);
        let lead = text.lines().next().unwrap_or_default().trim_end().to_owned();
        self.says.push(Says::Item(item.section.to_owned(), lead));
        self.text = body.into_string();
        Ok(())
    }

    /// Nests a line in an item of a section: the nth, from 0.
    ///
    /// # Errors
    /// When there is no such item, or the text cannot stand there.
    pub fn nest(&mut self, section: &str, nth: usize, text: &str) -> Result<(), PlanError> {
        let text = spoken(text)?;
        let mut body = self.body()?;
        if !body.nest(section, nth, &text) {
            return Err(Fault::failed(format!("{section} has no item {}", nth + 1)).into());
        }
        let lead = text.lines().next().unwrap_or_default().trim_end().to_owned();
        self.says.push(Says::Nested(section.to_owned(), lead));
        self.text = body.into_string();
        Ok(())
    }

    /// Gives a field a value; where it is new, and the cards of the stage have it behind their sections, it
    /// comes there.
    ///
    /// # Errors
    /// As [`Pen::set`].
    pub fn set_last(&mut self, name: &str, value: &str) -> Result<(), PlanError> {
        let is_new = self.task.field(name).is_none();
        let lines = !matches!(self.card.kind, CardKind::Own | CardKind::Row);
        let last = is_new && lines && self.others(&[name]).any(|card| card.ends_with_field(name));
        if !last {
            return self.set(name, value);
        }
        self.is_free(name, value)?;
        let mut card = self.lines();
        card.add_last(&self.stage.field, name, value);
        self.text = card.into_string();
        self.says.push(Says::Field(name.to_owned(), Some(value.to_owned())));
        Ok(())
    }

    /// Ticks a box, or opens it: the nth of all, from 0. `false` where it is so already.
    ///
    /// # Errors
    /// When the card has no boxes of its own.
    pub fn mark(&mut self, nth: usize, done: bool) -> Result<bool, PlanError> {
        let Some(found) = self.task.boxes.get(nth) else { return Ok(false) };
        let line = found.line - self.board.lines.number(self.card.range.start);
        let mut body = self.body()?;
        let changed = body.mark(line, done);
        self.text = body.into_string();
        self.says.push(Says::Box(nth, done));
        Ok(changed)
    }

    /// Puts another text in the place of the whole card.
    ///
    /// # Errors
    /// When there is nothing in it, or it has control characters.
    pub fn rewrite(&mut self, text: &str) -> Result<(), PlanError> {
        let id = &self.task.id;
        if text.trim().is_empty() {
            return Err(Fault::refused("nothing is left of the card")
                .hint(format!("to give the task up: flow drop {id} --why TEXT"))
                .into());
        }
        // What stood there before, whoever edits it did not put in.
        let known = self.text.clone();
        unseen(text, |c| matches!(c, '\n' | '\r' | '\t') || known.contains(c))?;
        self.rewritten = true;
        self.text = as_ended(text, &known, self.board.line_end());
        if !text.ends_with('\n') {
            self.text.push_str(self.board.line_end());
        }
        Ok(())
    }
}
