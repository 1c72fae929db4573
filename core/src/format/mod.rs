//! Formats of boards: how the tasks stand in a file. Each is a [`Format`], one file here; a native plugin
//! may bring another ([`crate::plugin::Plugin::formats`]).
//!
//! Whatever a format says, the laws are kept for it: a changed board is read again before it is written,
//! and must hold exactly the cards that were meant, to the byte ([`crate::board::same_but_one`]).

pub(crate) mod front;
mod markdown;
mod task_file;
mod todo_txt;

use std::fmt;

pub use self::markdown::Markdown;
pub use self::task_file::TaskFile;
pub use self::todo_txt::TodoTxt;
pub(crate) use self::todo_txt::is_marked as todo_txt_mark;

use crate::board::{Board, Card, Domain, Edit, Found, Placed, line_after};
use crate::id::IdForm;
use crate::inline;
use crate::problem::Problem;
use crate::task::Task;
use crate::workflow::{HeadForm, Spot, Stage, Standing};

/// How tasks stand in a file, and how they are written there.
pub trait Format: fmt::Debug + Send + Sync {
    /// Its name, as `format = "…"` gives it in workflow.toml.
    fn name(&self) -> &'static str;

    /// Whether boards that stand there have this format where workflow.toml names none.
    fn fits(&self, standing: &Standing) -> bool;

    /// The form of a card where workflow.toml says none. `None` where the format has no forms to choose
    /// from.
    fn form(&self) -> Option<&'static str> {
        Some("{title}")
    }

    /// Whether the text is Markdown, in which code, quotes and comments hide what stands in them.
    fn is_markdown(&self) -> bool {
        false
    }

    /// The cards of a stage, in their order. Where several stages keep cards of the same forms in the same
    /// place, it is asked for the first alone: what each of them `says` is looked at afterwards.
    fn cards(&self, board: &Board, stage: &Stage, ids: &IdForm) -> Vec<Found>;

    /// What a card says.
    fn task(&self, board: &Board, card: &Card) -> Task;

    /// What a card says under a name, letter case apart: the first that it says.
    fn field(&self, board: &Board, card: &Card, name: &str) -> Option<String> {
        named(self.task(board, card), name)
    }

    /// What of a card goes along into another format: its title, and fields that are no part of it.
    fn told(&self, board: &Board, card: &Card) -> Task {
        self.task(board, card)
    }

    /// What of a card's text no other format can say: remarks on what is left behind.
    ///
    /// # Errors
    /// When it must not be left behind.
    fn unsaid(&self, _text: &str) -> Result<Vec<String>, Domain> {
        Ok(Vec::new())
    }

    /// Where in a card's text the Markdown begins that goes along into another format, in bytes. `None`
    /// where it has none.
    fn below(&self, _text: &str) -> Option<usize> {
        None
    }

    /// What a card is called by, its line or its front matter, with an id in the place that a form has for
    /// it. `None` where it cannot have one.
    fn identified(&self, _head: &str, _form: &HeadForm, _id: &str) -> Option<String> {
        None
    }

    /// What a title says besides its words: fields and tags, as they stand in it.
    fn tags<'t>(&self, title: &'t str) -> Vec<&'t str> {
        inline::tokens(title).into_iter().map(|at| &title[at]).collect()
    }

    /// A card that comes home as it is `now`, written over what it was there, so that what other formats
    /// cannot say is kept.
    fn come_home(&self, _was: &str, now: String) -> String {
        now
    }

    /// Whether a card says more than [`Format::told`] tells.
    fn says_more(&self, board: &Board, card: &Card) -> bool {
        board.slice(&card.range).trim_end().contains('\n')
    }

    /// A card of this format in the form of another stage, where that changes less than writing it anew.
    fn recast(&self, _text: &str, _form: &HeadForm) -> Option<String> {
        None
    }

    /// Writes what a task says as a card, which ends in a line end.
    ///
    /// # Errors
    /// When the format cannot hold something that it says.
    fn write(
        &self,
        task: &Task,
        stage: &Stage,
        form: &HeadForm,
        board: &Board,
    ) -> Result<String, Domain>;

    /// What a card's text says under a name.
    fn value(&self, text: &str, name: &str) -> Option<String>;

    /// A card's text with another value under a name.
    ///
    /// # Errors
    /// When the format cannot hold it.
    fn set(&self, stage: &Stage, text: &str, name: &str, value: &str) -> Result<String, Domain>;

    /// A card's text with a value under a name that it has not yet, in the manner in which another card's text
    /// has one; `None` where that is no example.
    fn set_like(&self, _text: &str, _other: &str, _name: &str, _value: &str) -> Option<String> {
        None
    }

    /// A card's text without what it says under a name.
    ///
    /// # Errors
    /// When the format cannot leave it out.
    fn unset(&self, stage: &Stage, text: &str, name: &str) -> Result<String, Domain> {
        self.set(stage, text, name, "")
    }

    /// Where in a card's text its Markdown begins, in which sections and boxes may stand, in bytes.
    /// `None` where it has none.
    fn body(&self, _text: &str) -> Option<usize> {
        None
    }

    /// The edit that takes a card off its board: whole lines.
    fn cut(&self, _board: &Board, card: &Card, _stage: &Stage) -> Edit {
        Edit { range: card.range.clone(), new: String::new() }
    }

    /// The edit that puts a card's text, which ends in a line end, on a board: behind the last one of its
    /// stage, or before the first.
    fn insert(&self, board: &Board, stage: &Stage, _prefix: &str, text: &str) -> Placed {
        let mut own = board.cards.iter().filter(|card| card.stage == stage.name);
        let at = match stage.insert.get("*") {
            Some(Spot::Top) => own.next().map(|card| card.range.start),
            _ => own.next_back().map(|card| card.range.end),
        };
        // Blanks at the end of the last line stay with it.
        let last = || board.text_before(board.text.len(), 0).map_or(0, |line| line.end);
        line_after(board, at.unwrap_or_else(last), text)
    }

    /// What in a file cannot be read; the rest of it is read all the same.
    fn doubts(&self, _board: &Board) -> Vec<Problem> {
        Vec::new()
    }
}

fn named(task: Task, name: &str) -> Option<String> {
    let mut fields = task.fields.into_iter();
    fields.find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value)
}

/// The keys of a file's front matter, each with its value and its line, counted from 1. None where it is no
/// YAML.
pub(crate) fn front_matter(text: &str) -> Vec<(String, String, usize)> {
    let entries = front::entries(text).unwrap_or_default();
    entries.into_iter().map(|entry| (entry.key, entry.value, entry.line)).collect()
}

/// The keys of a YAML file, each with its value and its line, counted from 1. None where it is no YAML.
pub(crate) fn yaml(text: &str) -> Vec<(String, String, usize)> {
    let entries = front::entries_in(text, 0..text.len()).unwrap_or_default();
    entries.into_iter().map(|entry| (entry.key, entry.value, entry.line)).collect()
}

/// The formats that every flow has. The first that fits is taken.
pub const FORMATS: [&dyn Format; 3] = [&TodoTxt, &TaskFile, &Markdown];
