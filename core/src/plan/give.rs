//! Plans the giving of ids: the heads of cards that have none are written anew, where they stand, and
//! the registry counts on.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::follow::{Called, Named, Waiter};
use super::lay::Edits;
use super::rewind::rewind;
use super::transition::writable;
use super::write::value_edit;
use super::{CardChange, Draft, Grounds, Move, MoveKind, Plan, PlanError, Renamed, Spot};
use crate::board::{Board, Card, Edit, registry_edits, rewritten_head};
use crate::fault::Fault;
use crate::given::Given;
use crate::id::TaskId;
use crate::journal::{Entry, History};
use crate::path::RelPath;
use crate::snapshot::Snapshot;
use crate::workflow::{CardKind, Stage, Transition, Workflow};

/// Plans the giving of ids with this prefix to cards, in their order.
///
/// # Errors
/// When a card has an id, its stage has no form for one, the prefix is not declared, no number is
/// left, or a board would not read as meant.
pub fn plan_ids(
    grounds: Grounds<'_>,
    cards: &[(&Board, &Card)],
    prefix: &str,
    given: &mut Given,
) -> Result<Plan, PlanError> {
    let Grounds { site, workflow, .. } = grounds;
    let mut draft = Draft::new(site.root.clone());
    given.doubts().iter().for_each(|doubt| draft.note(doubt.clone()));
    if let Some(highest) = given.highest(prefix).filter(|highest| highest.number > 0) {
        let id = workflow.ids.write(prefix, highest.number, "");
        draft.note(format!("the highest id so far is {id}, in {}", highest.place));
    }
    let (mut edits, mut heads, mut renamed) = (Edits::default(), Vec::new(), Vec::new());
    let boards: BTreeSet<&RelPath> = cards.iter().map(|(board, _)| &board.path).collect();
    writable(grounds, boards)?;
    for (board, card) in cards {
        let stage = workflow.stage(&card.stage);
        let id = next_id(workflow, prefix, given)?;
        let (edit, one) = rename(board, card, stage, &id)?;
        heads.push((*board, edit));
        renamed.push(one);
    }
    let (board, card) = *cards.first().ok_or_else(|| Fault::refused("every card has an id"))?;
    count_on(grounds, &[prefix], given, &mut edits, &mut draft)?;
    let ids = renamed.iter().map(|one| workflow.ids.recorded(&one.to));
    let called = cards.iter().zip(ids).map(|((_, card), id)| (card.id.clone(), id)).collect();
    let say = |board: &Board, head: &str, (name, value): (&str, &str)| {
        let stage = workflow.stage(&board.cards.first()?.stage);
        let said = board.format.set(stage, head, name, value).ok();
        // A row would get a line of its own.
        said.filter(|said| said.lines().count() == head.lines().count())
    };
    follow(grounds, &called, &mut heads, &say, &mut edits, &mut draft)?;
    for (one, (board, edit)) in renamed.iter_mut().zip(heads) {
        one.after = edit.new.clone();
        edits.add(board, edit);
    }
    edits.apply(&mut draft)?;
    accept(grounds, &draft, &renamed)?;
    let id = renamed.first().map(|one| workflow.ids.recorded(&one.to));
    let mov = Move {
        id: id.unwrap_or_else(|| card.id.clone()),
        from: card.stage.clone(),
        to: card.stage.clone(),
        kind: MoveKind::Id,
        why: None,
        force: false,
    };
    let task = board.task(card);
    Ok(in_place(mov, task, &draft, renamed))
}

/// Plans the taking back of ids that were given. A head that was changed since is nobody's to take
/// back.
///
/// # Errors
/// When a card is not there any more, was moved or changed since.
pub(super) fn plan_back(
    grounds: Grounds<'_>,
    history: &History,
    entry: &Entry,
) -> Result<Plan, PlanError> {
    let Grounds { site, workflow, snapshot, .. } = grounds;
    let seq = entry.seq;
    let mut draft = Draft::new(site.root.clone());
    let mut led = Vec::new();
    let mut found = Vec::new();
    for one in &entry.given {
        let id = workflow.ids.recorded(&one.to);
        if let Some(by) = history.since(entry, &one.to) {
            return Err(PlanError::MovedOn { id, seq, by: by.seq });
        }
        found.push(card_of(snapshot, one, &id, seq)?);
    }
    let boards: BTreeSet<&RelPath> = found.iter().map(|(board, _)| &board.path).collect();
    for path in boards {
        writable(grounds, [path])?;
        if rewind(grounds, entry, history, path, &mut draft)? {
            led.push(path.clone());
        }
    }
    for record in &entry.files {
        let path = RelPath::new(&record.path).map_err(|bad| Fault::failed(bad.to_string()))?;
        if !led.contains(&path) && rewind(grounds, entry, history, &path, &mut draft)? {
            led.push(path);
        }
    }
    let mut edits = Edits::but_of(led);
    let (mut heads, mut renamed) = (Vec::new(), Vec::new());
    for ((board, card), one) in found.iter().zip(&entry.given) {
        let range = head(board, card);
        heads.push((*board, Edit { range, new: one.before.clone() }));
        let Renamed { from, to, title, board, before, after } = one.clone();
        renamed.push(Renamed { from: to, to: from, title, board, before: after, after: before });
    }
    let names = entry.given.iter().map(|one| {
        (workflow.ids.recorded(&one.to), workflow.ids.recorded_of(&one.from, &one.title))
    });
    // A head that is as it was says the old names.
    let say = |_: &Board, head: &str, _: (&str, &str)| Some(head.to_owned());
    follow(grounds, &names.collect(), &mut heads, &say, &mut edits, &mut draft)?;
    heads.into_iter().for_each(|(board, edit)| edits.add(board, edit));
    edits.apply(&mut draft)?;
    accept(grounds, &draft, &renamed)?;
    let first = found.first().zip(entry.given.first());
    let ((board, card), one) =
        first.ok_or_else(|| Fault::failed(format!("move {seq} gave no id")))?;
    let mov = Move {
        id: workflow.ids.recorded(&one.to),
        from: card.stage.clone(),
        to: card.stage.clone(),
        kind: MoveKind::Undo,
        why: None,
        force: false,
    };
    let plan = in_place(mov, board.task(card), &draft, renamed);
    Ok(Plan { reverts: Some(seq), ..plan })
}

/// Says a value in a head that is written anew.
type Say<'a> = dyn Fn(&Board, &str, (&str, &str)) -> Option<String> + 'a;

/// Writes what tasks are called now on the cards that wait for them; tells of those that keep the old name. What
/// stands in a head that is written anew is said there.
fn follow(
    grounds: Grounds<'_>,
    called: &Called,
    heads: &mut [(&Board, Edit)],
    say: &Say<'_>,
    edits: &mut Edits,
    draft: &mut Draft,
) -> Result<(), PlanError> {
    for Waiter { board, card, named, note } in called.waiters(grounds) {
        writable(grounds, [&board.path])?;
        let own = match named {
            Some(Named::Items(items)) => items,
            Some(Named::Field(name, value)) => {
                let head = heads.iter_mut().find(|(other, head)| {
                    other.path == board.path && head.range.contains(&card.range.start)
                });
                let edit = value_edit(grounds, board, card, (&name, &value));
                let within = |head: &Edit| {
                    edit.as_ref().is_some_and(|edit| edit.range.start < head.range.end)
                };
                match head.filter(|(_, head)| within(head)) {
                    Some((_, head)) => match say(board, &head.new, (&name, &value)) {
                        Some(new) => {
                            head.new = new;
                            continue;
                        }
                        None => Vec::new(),
                    },
                    None => edit.into_iter().collect(),
                }
            }
            None => Vec::new(),
        };
        if own.is_empty() {
            draft.note(note);
        }
        own.into_iter().for_each(|edit| edits.add(board, edit));
    }
    Ok(())
}

/// A plan that moves nothing.
fn in_place(mov: Move, task: crate::task::Task, draft: &Draft, given: Vec<Renamed>) -> Plan {
    let transition = Transition::plain(&mov.from, &mov.to);
    let plan = Plan::from_draft(mov, task, transition, draft, CardChange::default(), None);
    Plan { given, ..plan }
}

/// The prefix as it is declared: the one that was asked for, or the only one there is.
pub(crate) fn prefix(workflow: &Workflow, asked: Option<&str>) -> Result<String, Fault> {
    let form = &workflow.ids;
    let declared = form.prefixes();
    let names = declared.join(", ");
    match (asked, declared) {
        (None, _) if !form.has_prefix() => Ok(String::new()),
        (Some(asked), _) if !form.has_prefix() => {
            Err(Fault::refused(format!("`{asked}` is no prefix: the ids here have none"))
                .hint("leave --prefix out"))
        }
        (None, [one]) => Ok(one.clone()),
        (None, []) => Err(Fault::refused("no prefix is declared, and none was given")
            .hint("choose one: --prefix TASK")),
        (None, _) => Err(Fault::refused(format!("the ids have several prefixes: {names}"))
            .hint(format!("choose one: --prefix {}", declared[0]))),
        (Some(asked), []) => Ok(asked.to_uppercase()),
        (Some(asked), _) => {
            let known = declared.iter().find(|prefix| prefix.eq_ignore_ascii_case(asked));
            known.cloned().ok_or_else(|| {
                Fault::refused(format!("`{asked}` is no prefix of this workflow"))
                    .hint(format!("choose one of {names}, or declare it in [ids]"))
            })
        }
    }
}

/// The next id, which reads as what it is.
pub(super) fn next_id(
    workflow: &Workflow,
    prefix: &str,
    given: &mut Given,
) -> Result<TaskId, Fault> {
    let number = given.take(prefix).ok_or_else(|| {
        Fault::refused(format!("no number is left for another {prefix}"))
            .hint("give another prefix: --prefix P")
    })?;
    let text = workflow.ids.write(prefix, number, "");
    workflow.ids.read(&text).filter(|id| id.number() == number).ok_or_else(|| {
        Fault::refused(format!("`{text}` would not read as an id"))
            .hint("choose a prefix of [ids] in workflow.toml: --prefix P")
    })
}

/// The bytes in which a card says what it is called: its first line, without its line end; of a file, the
/// front matter.
fn head(board: &Board, card: &Card) -> std::ops::Range<usize> {
    if is_file(board, card) {
        return 0..board.outline.start;
    }
    let line = board.text[card.range.start..card.head_end].trim_end_matches(['\n', '\r']);
    card.range.start..card.range.start + line.len()
}

/// Whether a card is a file of its own.
fn is_file(board: &Board, card: &Card) -> bool {
    card.kind == CardKind::Own && board.format.below("").is_some()
}

/// The edit that writes an id into a card's head.
fn rename(
    board: &Board,
    card: &Card,
    stage: &Stage,
    id: &TaskId,
) -> Result<(Edit, Renamed), PlanError> {
    let range = head(board, card);
    let before = board.slice(&range);
    if !card.id.is_handle() {
        return Err(Fault::refused(format!("{} has an id", card.id))
            .hint("name a task that has none: flow list")
            .into());
    }
    let lacking = || PlanError::NoForm {
        id: id.clone(),
        stage: stage.name.clone(),
        board: board.path.clone(),
        line: card.line,
    };
    let mut forms =
        stage.card.iter().filter(|form| form.has_id() && !form.line.has("link")).peekable();
    forms.peek().ok_or_else(lacking)?;
    // A heading does not become an item in its place: what follows it would read otherwise.
    let mut forms = forms.filter(|form| form.kind == card.kind);
    let title = board.slice(&card.title);
    let shape = board.shape_at(card.range.start);
    let new = forms.find_map(|form| match card.kind {
        CardKind::Own => stage.format.identified(before, form, id.as_str()),
        _ => rewritten_head(before, form, id.as_str(), title, &shape),
    });
    let said = is_file(board, card).then(|| board.format.value(before, "id")).flatten();
    if let (None, Some(said)) = (&new, said) {
        let message = format!("{} has the `id` {said}, which is none of this workflow", board.path);
        return Err(Fault::refused(message)
            .hint("take it out of the front matter, or declare its prefix in [ids]")
            .into());
    }
    let new = new.ok_or_else(lacking)?;
    let renamed = Renamed {
        from: card.id.to_string(),
        to: id.to_string(),
        title: board.title(card).trim().to_owned(),
        board: board.path.to_string(),
        before: before.to_owned(),
        after: new.clone(),
    };
    Ok((Edit { range, new }, renamed))
}

/// Has the registry count on behind the numbers that were given.
pub(super) fn count_on(
    grounds: Grounds<'_>,
    prefixes: &[&str],
    given: &Given,
    edits: &mut Edits,
    draft: &mut Draft,
) -> Result<(), PlanError> {
    let Some(registry) = &grounds.workflow.registry else { return Ok(()) };
    let board = registry_board(grounds, &registry.board)?;
    if let Some(fault) = board.faults.first() {
        return Err(fault.clone().into());
    }
    if let Some(line) = crate::board::conflict_marker(&board.text) {
        return Err(PlanError::Conflict { board: board.path, line });
    }
    let next = |other: &str| {
        let own = prefixes.iter().find(|prefix| other.eq_ignore_ascii_case(prefix))?;
        Some(given.highest(own)?.number.saturating_add(1))
    };
    let counted = registry_edits(&board, registry, next);
    if counted.is_empty() {
        draft.note(format!("the registry in {} was not counted up", board.path));
    }
    counted.into_iter().for_each(|edit| edits.add(&board, edit));
    Ok(())
}

/// The board of the registry, which need not hold cards.
fn registry_board(grounds: Grounds<'_>, path: &RelPath) -> Result<Board, PlanError> {
    if let Some(board) = grounds.snapshot.board(path) {
        return Ok(board.clone());
    }
    let failed = |why: String| Fault::failed(format!("the id registry cannot be read: {why}"));
    let text = crate::board::open(&grounds.site.root, path).map_err(|e| failed(e.to_string()))?;
    let board = Board::parse(path.clone(), text, grounds.workflow);
    Ok(board.map_err(|error| failed(error.to_string()))?)
}

/// The card that was given this id, as it was written.
fn card_of<'s>(
    snapshot: &'s Snapshot,
    one: &Renamed,
    id: &TaskId,
    seq: u64,
) -> Result<(&'s Board, &'s Card), PlanError> {
    let here = |(board, _): &(&Board, &Card)| board.path.as_str() == one.board;
    let mut cards = snapshot.cards_of(id);
    cards.retain(here);
    // Of two cards with one handle, it is the one whose head was written so.
    let as_written =
        |(board, card): &&(&Board, &Card)| board.slice(&head(board, card)) == one.after;
    match (cards.iter().find(as_written), cards.first()) {
        (Some(&found), _) => Ok(found),
        (None, Some((board, card))) => {
            let (board, line) = (board.path.clone(), card.line);
            Err(PlanError::Touched { id: id.clone(), board, line, way: None })
        }
        (None, None) => {
            let tasks = snapshot.of(id);
            let places = tasks.into_iter().map(|task| Spot {
                stage: task.stage.clone(),
                board: task.board.clone(),
                line: task.line,
            });
            Err(PlanError::Elsewhere { id: id.clone(), seq, places: places.collect() })
        }
    }
}

/// Reads every changed board once more: the same cards on the same lines, each with its title, and
/// each with the id that it is to have.
fn accept(grounds: Grounds<'_>, draft: &Draft, renamed: &[Renamed]) -> Result<(), PlanError> {
    let shape = |board: &Board, card: &Card| {
        let last = board.lines.number(card.range.end.max(1) - 1);
        // What an own format says behind a title may change.
        let title = match card.kind {
            CardKind::Own => board.format.told(board, card).title,
            _ => board.slice(&card.title).trim().to_owned(),
        };
        // The lines of a file come behind what it is called by.
        let (line, last) = match is_file(board, card) {
            true => (0, board.text.len() - board.outline.start),
            false => (card.line, last),
        };
        (card.stage.clone(), card.closed, card.kind, line, last, title)
    };
    let strange = |board: &Board, line: usize| {
        Fault::refused(format!("{}:{line} would not read as the card that it is", board.path))
            .hint("see what is wrong on the boards: flow check")
    };
    for board in grounds.snapshot.boards() {
        let Some((_, file)) = draft.files().find(|(path, _)| **path == board.path) else {
            continue;
        };
        let text = String::from_utf8(file.text.after())
            .map_err(|_| Fault::failed(format!("{} would not be UTF-8", board.path)))?;
        let after = Board::parse(board.path.clone(), Arc::from(text), grounds.workflow)
            .map_err(|error| Fault::failed(error.to_string()))?;
        let mut wanted: Vec<&Renamed> =
            renamed.iter().filter(|one| one.board == board.path.as_str()).collect();
        if after.cards.len() != board.cards.len() {
            return Err(strange(board, 1).into());
        }
        for (old, new) in board.cards.iter().zip(&after.cards) {
            let ours = |one: &&Renamed| {
                one.from == old.id.as_str() && board.slice(&head(board, old)) == one.before
            };
            let id = match wanted.iter().position(ours) {
                Some(at) if new.id != old.id => {
                    grounds.workflow.ids.recorded(&wanted.remove(at).to)
                }
                _ => old.id.clone(),
            };
            if shape(board, old) != shape(&after, new) || new.id != id {
                return Err(strange(board, old.line).into());
            }
        }
        if !wanted.is_empty() {
            return Err(strange(board, 1).into());
        }
    }
    Ok(())
}
