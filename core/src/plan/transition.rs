//! Plans a move onwards: cut, convert, insert; then the hooks propose over it.

use super::archive::archive;
use super::carry::{self, Carried, CarriedText};
use super::definitions::cut;
use super::filed::{refile, unfile};
use super::lay::{Edits, finish};
use super::place::place;
use super::room::room;
use super::{CardChange, Draft, Grounds, HookRunner, Move, Plan, PlanError, propose, select};
use crate::board::{Board, Card, CardText, Edit, around, column_for, marked, with_mark};
use crate::fault::Fault;
use crate::form::Template;
use crate::id::TaskId;
use crate::path::RelPath;
use crate::snapshot::Snapshot;
use crate::workflow::{Stage, Standing, Transition, Workflow};

/// Plans a move.
///
/// # Errors
/// When the card is not there or stands twice, the move is not legal, the stage is full, the card
/// cannot take the other form, or a hook refuses.
pub fn plan(
    grounds: Grounds<'_>,
    mov: &Move,
    hooks: &mut HookRunner<'_>,
) -> Result<Plan, PlanError> {
    let Grounds { site, workflow, snapshot, .. } = grounds;
    let (board, card) = select(workflow, snapshot, &mov.id, Some(&mov.from))?;
    let transition = legal(workflow, mov)?;
    let (from, to) = (workflow.stage(&mov.from), workflow.stage(&mov.to));
    stands_there(snapshot, &mov.id, to)?;
    room(grounds, Some(&mov.from), to)?;
    writable(grounds, common(&[from, to]).chain([&board.path]))?;

    let task = board.task(card);
    let mut draft = Draft::new(site.root.clone());
    let mut change = CardChange {
        home: Some(board.path.to_string()),
        before: board.slice(&card.range).to_owned(),
        neighbours: neighbours(board, from, card),
        ..CardChange::default()
    };
    let mut edits = Edits::default();
    let in_place = board.is_shared(&from.name, &to.name);
    let is_file = from.keeps_files();
    let destination = snapshot.home_in(to, Some(board));
    if !in_place && !is_file {
        cut(board, card, from, destination, &mut edits, &mut draft);
    }
    match destination {
        Some(destination) if in_place => {
            let text =
                written(grounds, mov, board, card, to, destination, &mut change, &mut draft)?;
            edits.add(board, instead(board, card, &text));
            change.after = text;
        }
        Some(destination) => {
            let text =
                written(grounds, mov, board, card, to, destination, &mut change, &mut draft)?;
            change.after = place(board, card, destination, to, text, &mut edits, &mut draft);
        }
        None if to.keeps_files() => {
            let text = written(grounds, mov, board, card, to, board, &mut change, &mut draft)?;
            refile(snapshot, board, card, from, to, &text, &mut draft)?;
            change.after = text;
        }
        None => {
            let text = last_words(grounds, mov, board, card);
            archive(workflow, (board, card), text, to.archive.as_ref(), &mut draft)?;
        }
    }
    if is_file && !in_place {
        unfile(board, &mut draft)?;
    }
    let done = finish(grounds, mov, edits, &mut draft, Some(card), &change);
    done.map_err(|error| swallowed(error, board, card, to, snapshot))?;
    let (draft, refused) = propose(hooks, &transition.hooks, &task, draft)?;
    let source = Some(&board.path);
    let plan = Plan::from_draft(mov.clone(), task, transition, &draft, change, source);
    Ok(Plan { refused, ..plan })
}

/// Puts another text in the place of a card.
pub(super) fn instead(board: &Board, card: &Card, text: &str) -> Edit {
    let ends = board.slice(&card.range).ends_with('\n');
    let new = if ends { text } else { text.trim_end_matches(['\n', '\r']) };
    Edit { range: card.range.clone(), new: new.to_owned() }
}

/// Names the fence or comment that swallows what comes after it, where that is why cards would not
/// read as they were meant.
fn swallowed(
    error: PlanError,
    board: &Board,
    card: &Card,
    to: &Stage,
    snapshot: &Snapshot,
) -> PlanError {
    let PlanError::Mismatch(_) = error else { return error };
    let own = board.outline.unclosed.iter().find(|open| card.range.contains(&open.at));
    let destination = snapshot.home_in(to, Some(board));
    let there = || destination.and_then(|board| Some((board, board.outline.unclosed.first()?)));
    match own.map(|open| (board, open)).or_else(there) {
        Some((board, open)) => PlanError::Unclosed {
            board: board.path.clone(),
            line: board.lines.number(open.at),
            what: if open.comment { "comment" } else { "fence" },
        },
        None => error,
    }
}

/// The card's text in its new form, with what entering the stage writes on it.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one thing, and a struct would only name them again"
)]
fn written(
    grounds: Grounds<'_>,
    mov: &Move,
    board: &Board,
    card: &Card,
    to: &Stage,
    destination: &Board,
    change: &mut CardChange,
    draft: &mut Draft,
) -> Result<String, PlanError> {
    let title = board.title(card);
    let text = board.slice(&card.range);
    let Carried { text, entered, notes, .. } =
        carry::carry(grounds.workflow, board, card, text, to, destination)?;
    change.entered.extend(entered);
    notes.into_iter().for_each(|note| draft.note(note));
    let value = |template: &Template| expand(grounds, mov, &title, template);
    let refused = |why| PlanError::Form { board: board.path.clone(), line: card.line, why };
    match text {
        CarriedText::Lines(mut text) => {
            text.tick(&grounds.marks.tick);
            for (name, template) in in_template_order(to, destination) {
                change.entered.extend(text.add_missing(&to.field, name, &value(template)));
            }
            for (name, template) in &to.on_enter_set {
                change.entered.extend(text.set(&to.field, name, &value(template)));
            }
            for (name, value) in &grounds.marks.set {
                text.set(&to.field, name, value);
            }
            Ok(text.into_string())
        }
        CarriedText::Own(mut text) => {
            if let Some(at) = to.format.body(&text) {
                let mut body = CardText::from_byte(text, at);
                body.tick(&grounds.marks.tick);
                text = body.into_string();
            }
            let enter = |text: &mut String, name: &str, value: &str| {
                carry::enter(to, text, name, value).map_err(refused)
            };
            for (name, template) in &to.on_enter_add {
                if to.format.value(&text, name).is_none_or(|said| said.is_empty()) {
                    change.entered.extend(enter(&mut text, name, &value(template))?);
                }
            }
            for (name, template) in &to.on_enter_set {
                change.entered.extend(enter(&mut text, name, &value(template))?);
            }
            for (name, value) in &grounds.marks.set {
                enter(&mut text, name, value)?;
            }
            Ok(text)
        }
        CarriedText::Row(mut row) => {
            let add = to.on_enter_add.iter().map(|(name, form)| (name, value(form), false));
            let set = to.on_enter_set.iter().map(|(name, form)| (name, value(form), true));
            let marks = grounds.marks.set.iter().map(|(name, value)| (name, value.clone(), true));
            for (name, value, always) in add.chain(set).chain(marks) {
                let at = column_for(&row.columns, name, &grounds.workflow.names);
                let Some(at) = at else {
                    let ids = &grounds.workflow.ids;
                    // What stands behind the title says what it is now.
                    if always && marked(&row.text, to, ids, name).is_some() {
                        let now = with_mark(&row.text, &row.shape, to, ids, name, Some(&value));
                        (row.text, _) = now.map_err(refused)?;
                    } else {
                        let path = &destination.path;
                        draft.note(format!("the table of {path} has no column {name}"));
                    }
                    continue;
                };
                if always || row.cell(at).is_empty() {
                    row.set(at, &value);
                }
            }
            Ok(row.text)
        }
    }
}

/// The fields that entering adds, in the order of the board's own template where it has one.
pub(super) fn in_template_order<'a>(
    stage: &'a Stage,
    board: &Board,
) -> Vec<&'a (String, Template)> {
    let mut fields: Vec<_> = stage.on_enter_add.iter().collect();
    let order = template_fields(stage, board);
    fields.sort_by_key(|(name, _)| {
        order.iter().position(|field| field.eq_ignore_ascii_case(name)).unwrap_or(order.len())
    });
    fields
}

/// The names of the fields in the fenced example under the stage's `template` heading.
fn template_fields(stage: &Stage, board: &Board) -> Vec<String> {
    example(stage, board)
        .lines()
        .filter_map(|line| {
            let name = line.trim_start_matches([' ', '-', '*', '+']).split("**").next()?;
            Some(name.trim_end_matches(':').trim().to_owned())
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// The fenced example under the stage's `template` heading, without its fences; empty where there is
/// none.
pub(super) fn example<'b>(stage: &Stage, board: &'b Board) -> &'b str {
    let Some(heading) = &stage.template else { return "" };
    let whole = 0..board.text.len();
    let Some(at) = board.find_heading(heading, &whole).into_iter().next() else { return "" };
    let end = board.outline.section_end(heading.level, at.end, whole.end);
    let fence =
        board.outline.opaque.iter().find(|range| range.start >= at.end && range.start < end);
    let fenced = fence.map_or("", |range| board.slice(range));
    let first = fenced.find('\n').map_or(fenced.len(), |at| at + 1);
    let inner = fenced[first..].trim_end();
    let last = inner.rfind('\n').map_or(0, |at| at + 1);
    &inner[..last]
}

/// Fills a form of `on-enter`.
pub(super) fn expand(grounds: Grounds<'_>, mov: &Move, title: &str, template: &Template) -> String {
    let Grounds { site, workflow, .. } = grounds;
    template.expand(|hole| {
        Some(match hole.name.as_str() {
            "id" => mov.id.to_string(),
            "title" => title.to_owned(),
            "date" => site.today(),
            "actor" => site.actor.clone(),
            "branch" => workflow.branch_of(&mov.id),
            "worktree" => workflow.worktree_of(&mov.id),
            "from" => mov.from.to_string(),
            "to" => mov.to.to_string(),
            _ => return None,
        })
    })
}

/// Refuses a stage in which another card of the id stands: which of the two is meant nobody could say then.
fn stands_there(snapshot: &Snapshot, id: &TaskId, to: &Stage) -> Result<(), PlanError> {
    let cards = snapshot.cards_of(id);
    let mut live = cards.iter().filter(|(_, card)| !card.closed && card.stage == to.name);
    match live.next().filter(|_| !id.is_handle()) {
        Some((board, card)) => {
            let place = format!("{}:{}", board.path, card.line);
            let message = format!("{} has a card of the id {id} already, at {place}", to.name);
            let fix =
                "take the one that is no longer true off its board, or give it another number";
            Err(Fault::refused(message).hint(fix).into())
        }
        None => Ok(()),
    }
}

/// The text of a card as it leaves the boards.
fn last_words(grounds: Grounds<'_>, mov: &Move, board: &Board, card: &Card) -> String {
    let from = grounds.workflow.stage(&mov.from);
    let text = CardText::new(board.slice(&card.range).to_owned(), card.width);
    let mut text = text.ending(board.line_end());
    text.tick(&grounds.marks.tick);
    for (name, value) in &grounds.marks.set {
        text.set(&from.field, name, value);
    }
    text.into_string()
}

/// The transition that a move is, where the workflow has it.
pub(super) fn legal(workflow: &Workflow, mov: &Move) -> Result<Transition, PlanError> {
    workflow.transition(&mov.from, &mov.to).ok_or_else(|| PlanError::Illegal {
        from: mov.from.clone(),
        to: mov.to.clone(),
        reachable: workflow.reachable(&mov.from).iter().map(|s| s.name.clone()).collect(),
    })
}

/// The boards of stages that hold more than one task.
pub(super) fn common<'a>(stages: &[&'a Stage]) -> impl Iterator<Item = &'a RelPath> + use<'a> {
    let boards = stages.iter().filter_map(|stage| stage.board.as_ref());
    boards.filter_map(Standing::board).collect::<Vec<_>>().into_iter()
}

/// Refuses to write a board that a merge left in conflict.
pub(super) fn writable<'a>(
    grounds: Grounds<'_>,
    boards: impl IntoIterator<Item = &'a RelPath>,
) -> Result<(), PlanError> {
    for path in boards {
        if let Some(fault) = grounds.snapshot.board(path).and_then(|board| board.faults.first()) {
            return Err(fault.clone().into());
        }
        let text = grounds.snapshot.board(path).map_or("", |board| &board.text);
        if let Some(line) = crate::board::conflict_marker(text) {
            return Err(PlanError::Conflict { board: path.clone(), line });
        }
    }
    Ok(())
}

/// The ids of the cards before and after this one in its stage.
fn neighbours(board: &Board, stage: &Stage, card: &Card) -> (Option<String>, Option<String>) {
    let (before, _) = around(board, stage, card.range.start);
    let (_, after) = around(board, stage, card.range.end);
    (before.map(|c| c.id.to_string()), after.map(|c| c.id.to_string()))
}
