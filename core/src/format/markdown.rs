//! Markdown: cards are headings, items of lists and rows of tables.

use super::{Format, front};
use crate::board::{
    Board, Card, CardText, Domain, Edit, Found, Linked, Placed, convert, cut, inline_fields,
    insert, linked, written_row,
};
use crate::id::IdForm;
use crate::problem::{Problem, Severity};
use crate::task::Task;
use crate::workflow::{CardKind, HeadForm, Stage, Standing};

/// Markdown.
#[derive(Debug)]
pub struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn fits(&self, standing: &Standing) -> bool {
        standing.board().is_some()
    }

    fn form(&self) -> Option<&'static str> {
        Some("### [{id}]: {title}")
    }

    fn is_markdown(&self) -> bool {
        true
    }

    fn cards(&self, board: &Board, stage: &Stage, ids: &IdForm) -> Vec<Found> {
        board.markdown_cards(stage, ids)
    }

    fn task(&self, board: &Board, card: &Card) -> Task {
        let mut task = self.told(board, card);
        task.fields.extend(inline_fields(&task.title, card.line));
        task
    }

    /// The fields and tags in a title go wherever the title goes.
    fn told(&self, board: &Board, card: &Card) -> Task {
        let deeper = if card.kind.is_item() { card.width } else { 0 };
        let mut task = board.read_body(card, card.head_end, deeper);
        task.link = board.link_of(card).map(str::to_owned);
        if card.kind == CardKind::Row {
            task.fields.splice(0..0, board.columns(card));
        }
        task
    }

    /// Whether a card says anything besides its fields.
    fn says_more(&self, board: &Board, card: &Card) -> bool {
        if card.kind == CardKind::Row {
            return false;
        }
        let task = self.task(board, card);
        let mut lines = board.lines.within(card.head_end..card.range.end);
        lines.any(|line| {
            let number = board.lines.number(line.start);
            !board.is_blank(&line) && !task.fields.iter().any(|field| field.line == number)
        })
    }

    fn write(
        &self,
        task: &Task,
        stage: &Stage,
        form: &HeadForm,
        board: &Board,
    ) -> Result<String, Domain> {
        let end = board.line_end();
        if form.kind == CardKind::Row {
            let columns = board.columns_of(stage).ok_or(Domain::NoTable)?;
            return Ok(board.aligned(stage, &written_row(task, form, &columns)?) + end);
        }
        let Linked { id, title, form } =
            linked(&task.id, task.title.trim(), task.link.as_deref(), form);
        let head = convert("", 0, &id, &title, &form, end)?;
        let mut text = CardText::converted(head);
        for field in task.fields.iter().filter(|field| !field.value.is_empty()) {
            text.set(&stage.field, &field.name, &field.value);
            if text.value(&field.name) != Some(field.value.as_str()) {
                return Err(Domain::Value { name: field.name.clone() });
            }
        }
        Ok(text.into_string())
    }

    fn value(&self, text: &str, name: &str) -> Option<String> {
        CardText::new(text.to_owned(), body_width(text)).value(name).map(str::to_owned)
    }

    /// Of a row alone, nobody knows which cell is whose.
    fn set(&self, stage: &Stage, text: &str, name: &str, value: &str) -> Result<String, Domain> {
        let mut card = CardText::new(text.to_owned(), body_width(text));
        card.set(&stage.field, name, value);
        let said = !text.starts_with('|') && card.value(name) == Some(value);
        said.then(|| card.into_string()).ok_or_else(|| Domain::Value { name: name.to_owned() })
    }

    fn cut(&self, board: &Board, card: &Card, stage: &Stage) -> Edit {
        cut(board, card, stage)
    }

    fn insert(&self, board: &Board, stage: &Stage, prefix: &str, text: &str) -> Placed {
        insert(board, stage, prefix, text)
    }

    /// Cards are read whatever stands before them.
    fn doubts(&self, board: &Board) -> Vec<Problem> {
        let is_prose = board.front().as_ref().is_err_and(|error| error.is_prose);
        let doubt = (!is_prose).then(|| front::doubt(board)).flatten();
        let doubt = doubt.map(|problem| Problem { severity: Severity::Warning, ..problem });
        doubt.into_iter().collect()
    }
}

/// How many bytes the body of a card begins with: those of its marker, or none below a heading.
fn body_width(text: &str) -> usize {
    if text.starts_with(['#', '|']) {
        return 0;
    }
    let marker = text.find(' ').unwrap_or(0);
    marker + text[marker..].bytes().take_while(|&b| b == b' ').count()
}
