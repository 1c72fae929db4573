//! Plans the taking back of what was written on cards.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::definitions::{leave, redefine};
use super::super::lay::{Edits, count};
use super::super::old_place::places;
use super::super::rewind::{lead, rewind, says_the_same};
use super::super::transition::{instead, writable};
use super::super::{Draft, Grounds, MoveKind, Plan, PlanError, Spot};
use super::desk::parsed;
use super::{Writing, Written, plan_of, stays};
use crate::board::{Arrival, Board, Card, Edit, same_in_any_order};
use crate::change::CardChange;
use crate::fault::Fault;
use crate::id::TaskId;
use crate::journal::{Entry, History};
use crate::path::RelPath;
use crate::task::Task;
use crate::workflow::{Stage, Workflow};

/// Plans the taking back of a writing. A card that was changed since is nobody's to take back.
///
/// # Errors
/// When a card is not there any more, was moved or changed since.
pub(in super::super) fn plan_unwrite(
    grounds: Grounds<'_>,
    history: &History,
    entry: &Entry,
    writing: &Writing,
) -> Result<Plan, PlanError> {
    let Grounds { site, workflow, .. } = grounds;
    let mut draft = Draft::new(site.root.clone());
    let cards: Vec<Option<(&Board, Card)>> = writing
        .cards
        .iter()
        .map(|one| card_of(grounds, history, entry, one))
        .collect::<Result<_, PlanError>>()?;
    let cards = cards.iter().map(|card| card.as_ref().map(|(board, card)| (*board, card)));
    let found: Vec<(&Written, Option<(&Board, &Card)>)> = writing.cards.iter().zip(cards).collect();
    let mut led = Vec::new();
    for record in &entry.files {
        let path = RelPath::new(&record.path).map_err(|bad| Fault::failed(bad.to_string()))?;
        writable(grounds, [&path])?;
        if rewind(grounds, entry, history, &path, &mut draft)? {
            led.push(path);
        } else if !workflow.is_board(&path) {
            return Err(Fault::refused(format!("{path} has been changed since"))
                .hint(format!("mend it by hand, or leave it: {path}"))
                .into());
        }
    }
    let unwrite = Unwrite { grounds, history, entry, found: &found, led };
    // What left the boards goes where it was; where nobody knows that any more, where it can be.
    let mut laid = unwrite.lay(0, draft.clone());
    for nth in 1..unwrite.places() {
        if laid.is_ok() {
            break;
        }
        laid = unwrite.lay(nth, draft.clone());
    }
    let laid = laid?;
    let draft = unwrite.homed(draft, &laid)?.unwrap_or(laid);
    let cards: Vec<Written> = writing.cards.iter().map(Written::inverse).collect();
    let task = match (found.first().and_then(|(_, card)| *card), writing.cards.first()) {
        (Some((board, card)), _) => board.task(card),
        (None, Some(one)) => departed(workflow, one.name(), &one.title, &one.stage, &one.board)?,
        // It wrote another file alone: the card said already what it was to say.
        (None, None) => {
            let file = entry.files.first().map_or("", |file| file.path.as_str());
            departed(workflow, &entry.id, &entry.title, &entry.from, file)?
        }
    };
    let mov = stays(&task, MoveKind::Undo, None);
    let writing = Writing { verb: writing.verb.clone(), cards };
    Ok(Plan { reverts: Some(entry.seq), ..plan_of(mov, task, &draft, writing) })
}

/// What is taken back, and of which boards.
struct Unwrite<'a> {
    grounds: Grounds<'a>,
    history: &'a History,
    entry: &'a Entry,
    found: &'a [(&'a Written, Option<(&'a Board, &'a Card)>)],
    /// The boards that are what they were already.
    led: Vec<RelPath>,
}

impl Unwrite<'_> {
    /// The places to which a card may come home that had left the boards, the best first.
    fn places_of(&self, one: &Written) -> Option<(&Board, Vec<Edit>)> {
        let Grounds { workflow, snapshot, .. } = self.grounds;
        let home = snapshot.boards().iter().find(|b| b.path.as_str() == one.board)?;
        let stage = workflow.find_stage(&one.stage)?;
        let id = workflow.ids.recorded_of(&one.id, &one.title);
        let end = if one.before.ends_with('\n') { "" } else { home.line_end() };
        let text = format!("{}{end}", one.before);
        let card = CardChange { before: one.before.clone(), ..self.entry.card.clone() };
        let left = Entry { card, ..self.entry.clone() };
        let places = places(&left, self.history, home, stage, id.prefix(), &text);
        Some((home, places.into_iter().map(|placed| placed.edit).collect()))
    }

    /// How many there are at most.
    fn places(&self) -> usize {
        let gone = self.found.iter().filter(|(_, card)| card.is_none());
        gone.filter_map(|(one, _)| Some(self.places_of(one)?.1.len())).max().unwrap_or(0)
    }

    /// The draft in which boards are led back to what they were, where with this all that changed them is taken
    /// back, and they say the same then.
    fn homed(&self, mut draft: Draft, laid: &Draft) -> Result<Option<Draft>, PlanError> {
        let Self { grounds, history, entry, found, .. } = *self;
        let mut home = Vec::new();
        for record in &entry.files {
            let path = RelPath::new(&record.path).map_err(|bad| Fault::failed(bad.to_string()))?;
            if self.led.contains(&path) || grounds.snapshot.board(&path).is_none() {
                continue;
            }
            let changes = |now: Option<&str>| history.homecoming(entry, path.as_str(), now);
            if lead(grounds, &path, &mut draft, changes)? {
                home.push(path);
            }
        }
        if home.is_empty() || !says_the_same(laid, &draft, &home)? {
            return Ok(None);
        }
        let led = self.led.iter().chain(&home).cloned().collect();
        Ok(Unwrite { grounds, history, entry, found, led }.lay(0, draft).ok())
    }

    /// Lays over the draft what takes the writing back, with each card that had left in the nth of its places.
    fn lay(&self, nth: usize, mut draft: Draft) -> Result<Draft, PlanError> {
        let Grounds { workflow, snapshot, .. } = self.grounds;
        let mut edits = Edits::but_of(self.led.clone());
        let (mut made, mut counts) = (Made::default(), BTreeMap::new());
        for (one, card) in self.found {
            let stage = workflow.find_stage(&one.stage).ok_or_else(|| {
                Fault::failed(format!("{} is no stage of this workflow any more", one.stage))
            })?;
            match card {
                Some((board, card)) if one.before.is_empty() => {
                    made.entry(&board.path).or_insert((*board, Vec::new())).1.push((card, stage));
                    *counts.entry(&stage.name).or_default() -= 1;
                }
                Some((board, card)) => {
                    // It may have been the last of a file without a final newline, and is no more.
                    let open =
                        !one.before.ends_with('\n') && board.slice(&card.range).ends_with('\n');
                    let end = if open { board.line_end() } else { "" };
                    edits.add(board, instead(board, card, &format!("{}{end}", one.before)));
                }
                None => {
                    let Some((home, mut places)) = self.places_of(one) else { continue };
                    let last = places.len().saturating_sub(1);
                    let place = places.swap_remove(nth.min(last));
                    for spare in redefine(home, self.entry, &one.before, &place, false) {
                        edits.add(home, spare);
                    }
                    edits.add(home, place);
                    *counts.entry(&stage.name).or_default() += 1;
                }
            }
        }
        for (board, cards) in made.into_values() {
            if self.led.contains(&board.path) {
                continue;
            }
            for (card, _) in &cards {
                leave(board, card, &mut edits, &mut draft);
            }
            for edit in cuts(board, cards, workflow)? {
                edits.add(board, edit);
            }
        }
        for (stage, by) in counts {
            count(self.grounds, workflow.stage(stage), by, &mut edits);
        }
        edits.apply(&mut draft)?;
        for board in snapshot.boards() {
            let Some(after) = parsed(&draft, &board.path, workflow)? else { continue };
            accept(board, &after, self.found, self.grounds)?;
        }
        Ok(draft)
    }
}

/// A task by what the journal tells of it.
fn departed(
    workflow: &Workflow,
    id: &str,
    title: &str,
    stage: &str,
    place: &str,
) -> Result<Task, Fault> {
    let stage = workflow.find_stage(stage).map(|stage| stage.name.clone());
    let stage = stage.ok_or_else(|| Fault::failed("its stage is gone".to_owned()))?;
    let place = RelPath::new(place).map_err(|bad| Fault::failed(bad.to_string()))?;
    Ok(Task::departed(workflow.ids.recorded_of(id, title), title.to_owned(), stage, place))
}

/// The cards of each board that were made, with their stages.
type Made<'a> = BTreeMap<&'a RelPath, (&'a Board, Vec<(&'a Card, &'a Stage)>)>;

/// The edits that cut cards out of their board. Which gap goes with one hangs on those that stay, so each is cut, the
/// last first, out of what the one before left.
fn cuts(
    board: &Board,
    mut cards: Vec<(&Card, &Stage)>,
    workflow: &Workflow,
) -> Result<Vec<Edit>, PlanError> {
    cards.sort_by_key(|(card, _)| Reverse(card.range.start));
    // What is cut of the board as it is, in order.
    let mut edits: Vec<Edit> = Vec::new();
    let mut left: Option<Board> = None;
    for (nth, (card, stage)) in cards.iter().enumerate() {
        let now = left.as_ref().unwrap_or(board);
        let is_here = |own: &&Card| own.range.start == card.range.start;
        let here = left.as_ref().and_then(|now| now.cards.iter().find(is_here)).unwrap_or(card);
        let edit = now.format.cut(now, here, stage);
        if nth + 1 < cards.len() {
            let mut text = now.text.to_string();
            text.replace_range(edit.range.clone(), &edit.new);
            let read = Board::parse(board.path.clone(), text.into(), workflow);
            left = Some(read.map_err(|error| Fault::failed(error.to_string()))?);
        }
        let before = |at: usize| {
            edits.iter().fold(at, |at, known| match known.range.start < at {
                true => at + known.range.len() - known.new.len(),
                false => at,
            })
        };
        let range = before(edit.range.start)..before(edit.range.end);
        // The gap between two that go is cut with both.
        edits.retain(|known| !(range.start <= known.range.start && known.range.end <= range.end));
        edits.insert(0, Edit { range, ..edit });
    }
    Ok(edits)
}

/// The card as it was left, with the definitions that it came with; `None` where it had left the boards.
fn card_of<'s>(
    grounds: Grounds<'s>,
    history: &History,
    entry: &Entry,
    one: &Written,
) -> Result<Option<(&'s Board, Card)>, PlanError> {
    let Grounds { workflow, snapshot, .. } = grounds;
    let id = workflow.ids.recorded_of(one.name(), &one.title);
    let cards = snapshot.cards_of(&id);
    let spots = || {
        let spot = |(board, card): &(&Board, &Card)| Spot {
            stage: card.stage.clone(),
            board: board.path.clone(),
            line: card.line,
        };
        cards.iter().map(spot).collect::<Vec<_>>()
    };
    let seq = entry.seq;
    let since = history.since(entry, one.name());
    let elsewhere = |id: TaskId| match since {
        Some(by) => PlanError::MovedOn { id, seq, by: by.seq },
        None => PlanError::Elsewhere { id, seq, places: spots() },
    };
    if one.after.is_empty() {
        return if cards.is_empty() { Ok(None) } else { Err(elsewhere(id)) };
    }
    let here: Vec<_> = cards
        .iter()
        .filter(|(board, card)| {
            board.path.as_str() == one.board && card.stage.as_str() == one.stage
        })
        .map(|(board, card)| (*board, board.as_left(card, &one.after)))
        .collect();
    let same = |(board, card): &&(&Board, Card)| {
        board.slice(&card.range).trim_end() == one.after.trim_end()
    };
    match (here.iter().find(same), here.first()) {
        (Some(found), _) => Ok(Some(found.clone())),
        (None, Some(_)) if since.is_some() => Err(elsewhere(id)),
        (None, Some((board, card))) => {
            let place = format!("{}:{}", board.path, card.line);
            Err(Fault::refused(format!(
                "{id} ({place}) has been changed since; it is left as it is"
            ))
            .hint(format!(
                "it was edited by hand: see its lines: flow show {id}; what was written then: flow log {id}"
            ))
            .into())
        }
        (None, None) => Err(elsewhere(id)),
    }
}

/// Reads a board once more: the same cards, but for those that are taken back.
fn accept(
    board: &Board,
    after: &Board,
    found: &[(&Written, Option<(&Board, &Card)>)],
    grounds: Grounds<'_>,
) -> Result<(), PlanError> {
    let own: Vec<_> = found.iter().filter(|(one, _)| one.board == board.path.as_str()).collect();
    let gone: Vec<&Card> = own.iter().filter_map(|(_, card)| card.map(|(_, card)| card)).collect();
    let ids: Vec<TaskId> =
        own.iter().map(|(one, _)| grounds.workflow.ids.recorded_of(&one.id, &one.title)).collect();
    let came = own.iter().zip(&ids).filter(|((one, _), _)| !one.before.is_empty());
    let came: Vec<Arrival<'_>> = came
        .filter_map(|((one, _), id)| {
            let stage = &grounds.workflow.find_stage(&one.stage)?.name;
            Some(Arrival { id, stage, text: &one.before })
        })
        .collect();
    Ok(same_in_any_order(board, after, &gone, &came)?)
}
