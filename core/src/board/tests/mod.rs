//! Boards with every kind of damage that real ones have, in words of their own.

mod card_text;
mod convert;
mod cut;
mod groups;
mod insert;
mod numbers;
mod parse;
mod properties;
mod seats;
mod sections;
mod shared;
mod task;
mod tidy;

use std::sync::Arc;

use super::*;
use crate::config::{Known, load};
use crate::workflow::Workflow;

/// Three boards: items anywhere, headings under a heading with a separator, headings with none.
const WORKFLOW: &str = r####"
version = 1

[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["A", "B", "TEST"]
registry = { board = "TODO.md", under = "## Numbers", row = "| {prefix} | {next:3} | {*} |" }

[[stage]]
name = "todo"
board = "TODO.md"
card = ["- [ ] **{id}**: {title}", "- [{id}]: {title}"]
closed = ["- [x] **{id}**: {title}"]
field = "  - **{name}:** {value}"
insert = { B = "## Second", "*" = "bottom" }

[[stage]]
name = "doing"
board = "DOING.md"
under = ["## Active", "## Now"]
card = ["### [{id}]: {title}", "### {id}: {title}"]
field = "**{name}**: {value}"
limit = 3
counters = ["**At most {limit}**", "**Active: {count}/{limit}**"]
separator = "---"
placeholder = "*No tasks in progress.*"

[[stage]]
name = "review"
board = "REVIEW.md"
under = ["## Waiting"]
card = ["### [{id}]: {title}"]
field = "**{name}**: {value}"
insert = { "*" = "top" }

[[stage]]
name = "done"
ends = true
"####;

fn workflow() -> Workflow {
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    load("workflow.toml", WORKFLOW.as_bytes(), &known).unwrap_or_else(|error| panic!("{error}"))
}

fn try_board(path: &str, text: &str) -> Result<Board, BoardError> {
    Board::parse(RelPath::new(path).expect("a path"), Arc::from(text), &workflow())
}

fn board(path: &str, text: &str) -> Board {
    try_board(path, text).unwrap_or_else(|error| panic!("{error}"))
}

fn todo(text: &str) -> Board {
    board("TODO.md", text)
}

/// A board of headings; the text stands under its heading.
fn doing(text: &str) -> Board {
    board("DOING.md", &format!("# Doing\n\n## Active\n\n{text}"))
}

fn stage_of(board: &Board) -> Stage {
    let workflow = workflow();
    let mut stages = workflow.stages.into_iter();
    stages.find(|stage| stage.stands_on(&board.path)).expect("a stage")
}

/// The first live form of a stage.
fn form_of(stage: &str) -> crate::workflow::HeadForm {
    workflow().find_stage(stage).expect("a stage").card[0].clone()
}

fn apply(text: &str, edit: &Edit) -> String {
    format!("{}{}{}", &text[..edit.range.start], edit.new, &text[edit.range.end..])
}

/// A board's text without the card of that id.
fn without(board: &Board, id: &str) -> String {
    let card = board.cards.iter().find(|card| card.id.as_str() == id).expect("a card");
    apply(&board.text, &cut(board, card, &stage_of(board)))
}

/// A board's text with a card more.
fn with(board: &Board, prefix: &str, card: &str) -> String {
    apply(&board.text, &insert(board, &stage_of(board), prefix, card).edit)
}

fn ids(board: &Board) -> Vec<&str> {
    board.cards.iter().map(|card| card.id.as_str()).collect()
}

/// The text of each card.
fn slices(board: &Board) -> Vec<&str> {
    board.cards.iter().map(|card| board.slice(&card.range)).collect()
}
