//! `lost-text`: what a card said before a change, and says nowhere now.
//!
//! A card is written anew where it goes into another form, so it is what it says that is compared: its
//! fields by their names, and the lines of its text. Fields may get other values.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::{Cards, Edits};
use crate::board::{Board, Card, alike_names, checkbox, conflict_marker};
use crate::check::Problem;
use crate::id::TaskId;
use crate::markdown::definition;
use crate::task::Task;
use crate::workflow::{CardKind, StageName, Workflow, names};

/// One thing that a card says.
struct Said {
    /// As it stands there.
    text: String,
    /// The name of the field that it is.
    field: Option<String>,
}

/// A card, with its board and what it says.
type Place<'a> = (&'a Board, &'a Card, &'a Task);

impl Edits<'_> {
    /// Text that is on no board any more, and in no archive.
    pub(super) fn lost(&self) -> Vec<Problem> {
        let now = self.change.now;
        let after = Cards::of(now);
        // A card without an id that is called otherwise now is another one to us.
        let new = |task: &&Task| task.id.is_handle() && !self.before.0.contains_key(&task.id);
        let renamed = now.tasks().iter().any(|task| new(&task));
        let hidden = LazyCell::new(|| now.boards().iter().filter(|b| hides_cards(b)).collect());
        let mut problems = Vec::new();
        for (&id, cards) in &self.before.0 {
            let [old @ (board, _, task)] = cards[..] else { continue };
            if task.closed {
                continue;
            }
            match after.0.get(id).map(Vec::as_slice) {
                Some(&[new @ (.., moved)]) if moved.stage != task.stage => {
                    let gone = self.missing(old, new);
                    problems.extend(told(id, &gone).map(|p| p.on(moved, moved.line)));
                }
                Some(_) => {}
                None if id.is_handle() && renamed => {}
                None if self.stands_unread(old, &hidden) => {}
                None => match self.archived(id) {
                    Some((_, text)) => {
                        let text: BTreeSet<String> = text.lines().map(plain).collect();
                        let said = said(self.workflow, old).into_iter();
                        let gone = said.filter(|s| s.field.is_none() && !text.contains(&s.text));
                        let problem = told(id, &gone.collect::<Vec<_>>());
                        let problem = problem.map(|problem| problem.at(&board.path, None));
                        problems.extend(problem.map(|p| Problem { id: Some(id.clone()), ..p }));
                    }
                    None if self.may_leave(id, &task.stage) || self.taken_off(id) => {}
                    None => problems.push(gone(id, board, task)),
                },
            }
        }
        problems
    }

    /// Whether a card stands there still and is not read, because of what is told of its board: a damaged
    /// heading hides those below it, broken front matter the task.
    fn stands_unread(&self, (board, card, task): Place<'_>, hidden: &Vec<&Board>) -> bool {
        let (id, title) = (card.id.as_str(), task.title.trim());
        let is_its_line = |line: &str| {
            let line = line.to_lowercase();
            let called = card.id.is_handle() || line.contains(&id.to_lowercase());
            called && line.contains(&title.to_lowercase())
        };
        let name = |board: &Board| board.path.as_str().rsplit('/').next().map(str::to_owned);
        let files = self.workflow.stage(&card.stage).keeps_files();
        hidden.iter().any(|other| match files {
            true => name(other) == name(board),
            false => !title.is_empty() && other.text.lines().any(is_its_line),
        })
    }

    /// Whether a task may have come to an end that keeps no text.
    fn may_leave(&self, id: &TaskId, from: &StageName) -> bool {
        let ends = self.workflow.stages.iter().filter(|stage| stage.ends && stage.board.is_none());
        ends.filter(|end| end.archive.is_none())
            .any(|end| self.illegal(id, from, &end.name).is_none())
    }

    /// What a card said, and the same task's says no more.
    fn missing(&self, old: Place<'_>, new: Place<'_>) -> Vec<Said> {
        let (there, card, task) = new;
        let text: BTreeSet<String> = text(self.workflow, there, card).map(|(_, l)| l).collect();
        let mut said = said(self.workflow, old);
        said.retain(|said| {
            let kept = match &said.field {
                Some(name) => {
                    self.is_kept(name, old, new)
                        || is_tagged(old.2.field(name).unwrap_or_default(), task)
                        || self.is_of_the_stage(name, old.2, task)
                }
                // What a link of the card leads to may stand behind all cards.
                None => definition(&said.text).is_some() && there.has_definition(&said.text),
            };
            !kept && !text.contains(&said.text)
        });
        said
    }

    /// Whether a field stands on the card still. In a row, the column of each stands there whatever the row
    /// says.
    fn is_kept(&self, name: &str, old: Place<'_>, (_, card, task): Place<'_>) -> bool {
        let filled = card.kind == CardKind::Row && old.1.kind != CardKind::Row;
        let known = self.workflow.names.fields();
        let same = |other: &str| {
            let both = |meant: &[String]| names::is_one(meant, name) && names::is_one(meant, other);
            names::same(name, other)
                || alike_names(name, other)
                || known.iter().any(|meant| both(meant))
        };
        let mut fields = task.fields.iter().filter(|field| !filled || !field.value.is_empty());
        // A link has a place of its own in the heads of cards.
        fields.any(|field| same(&field.name))
            || task.link.is_some() && name.eq_ignore_ascii_case("link")
    }

    /// Whether a field tells the stage that the card has left, or was put on it by flow where it entered
    /// one from which it has gone back.
    fn is_of_the_stage(&self, name: &str, old: &Task, new: &Task) -> bool {
        let from = self.workflow.stage(&old.stage);
        let value = old.field(name).unwrap_or_default();
        let is_told =
            |said: &crate::workflow::Said| names::same(&said.name, name) && said.fits(value);
        let back = self.workflow.position(&new.stage) < self.workflow.position(&old.stage);
        let mut stages = self.workflow.stages.iter();
        from.says.iter().any(is_told)
            || back
                && stages.any(|stage| {
                    let entered = stage.on_enter_add.iter().chain(&stage.on_enter_set);
                    entered.into_iter().any(|(own, _)| names::same(own, name))
                })
    }
}

/// Whether something is told of a board for which cards on it are not read.
fn hides_cards(board: &Board) -> bool {
    !board.faults.is_empty()
        || !board.outline.unclosed.is_empty()
        || !board.unplaced.is_empty()
        || !board.format.doubts(board).is_empty()
        || conflict_marker(&board.text).is_some()
}

/// Whether a value stands as tags in the title: `+roof` of a todo.txt is its project.
fn is_tagged(value: &str, task: &Task) -> bool {
    let tags: Vec<&str> = task.title.split_whitespace().collect();
    let is_tag =
        |word: &str| tags.iter().any(|tag| tag.strip_prefix(['+', '@', '#']) == Some(word));
    !value.is_empty() && value.split(',').all(|word| is_tag(word.trim()))
}

/// Everything that a card says besides its id and its title.
fn said(workflow: &Workflow, (board, card, task): Place<'_>) -> Vec<Said> {
    let front = match workflow.stage(&card.stage).keeps_files() {
        true => board.front().as_deref().unwrap_or_default(),
        false => &[],
    };
    let own = |key: &str| ["id", "title"].iter().any(|own| key.eq_ignore_ascii_case(own));
    let front = front.iter().filter(|entry| !own(&entry.key));
    let front = front.filter(|entry| !entry.whole || !entry.value.trim().is_empty());
    let front = front.map(|entry| (entry.key.clone(), entry.value.trim().to_owned()));
    let columns = match card.kind {
        CardKind::Row => board.columns(card),
        _ => Vec::new(),
    };
    let columns = columns.into_iter().filter(|field| !field.value.is_empty());
    let columns = columns.map(|field| (field.name, field.value));
    let fields = front
        .chain(columns)
        .map(|(name, value)| Said { text: format!("{name}: {value}"), field: Some(name) });
    // The first heading of a file may be its title, whether its front matter has one as well or not.
    let heading = format!("# {}", task.title.trim());
    let lines = text(workflow, board, card);
    let lines = lines.filter(|(line, text)| *line != card.line && *text != heading);
    let lines = lines.map(|(line, text)| {
        let field = task.fields.iter().find(|field| field.line == line);
        Said { text, field: field.map(|field| field.name.clone()) }
    });
    fields.chain(lines).collect()
}

/// The lines of a card's text: those of a file stand below its front matter.
fn text<'a>(
    workflow: &Workflow,
    board: &'a Board,
    card: &'a Card,
) -> impl Iterator<Item = (usize, String)> + use<'a> {
    let is_file = workflow.stage(&card.stage).keeps_files();
    let first = if is_file { board.lines.number(board.outline.start) } else { 0 };
    lines(board, card).filter(move |(line, _)| *line >= first)
}

/// The lines of a card's body that say something, each with its number and without what a move may
/// change about it: its indent, and the marks of its boxes.
pub(super) fn lines<'a>(
    board: &'a Board,
    card: &Card,
) -> impl Iterator<Item = (usize, String)> + use<'a> {
    let lines = board.lines.within(card.head_end.min(card.range.end)..card.range.end);
    let lines = lines.map(|line| (board.lines.number(line.start), plain(&board.text[line])));
    lines.filter(|(_, line)| !line.is_empty())
}

fn plain(line: &str) -> String {
    let line = line.trim();
    let text = line.trim_start_matches(['-', '*', '+', ' ']);
    match checkbox(text) {
        Some((_, rest)) => format!("{}[ ]{rest}", &line[..line.len() - text.len()]),
        None => line.replacen("[x]", "[ ]", 1).replacen("[X]", "[ ]", 1),
    }
}

fn told(id: &TaskId, gone: &[Said]) -> Option<Problem> {
    let first = &gone.first()?.text;
    let lines = if gone.len() == 1 { "a line".to_owned() } else { format!("{} lines", gone.len()) };
    let what = format!("{id} lost {lines} on its way: `{first}`");
    let fix = "put the text back on its card".to_owned();
    Some(Problem::error("lost-text", what, fix))
}

/// Tells a card that stands nowhere any more.
fn gone(id: &TaskId, board: &Board, task: &Task) -> Problem {
    let title = task.title.trim();
    let what = format!(
        "{id} stood in {}, and is on no board and in no archive now: \"{title}\"",
        task.stage
    );
    let fix = format!("put its card back on {}", board.path);
    let problem = Problem::error("lost-text", what, fix).at(&board.path, None);
    Problem { id: Some(id.clone()), ..problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticked_box_and_another_indent_are_no_loss() {
        assert_eq!(plain("  - [x] Ask\r\n"), plain("- [ ] Ask"));
        assert_eq!(plain("- ✅ Ask"), plain("  - ⏳ Ask"));
        assert_ne!(plain("- [ ] Ask"), plain("- Ask"));
    }
}
