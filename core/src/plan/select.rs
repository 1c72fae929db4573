//! Finds the one card that a move is about.

use std::collections::HashSet;

use super::{PlanError, Spot};
use crate::board::{Board, Card};
use crate::finished::Archives;
use crate::id::{Resolution, TaskId};
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{StageName, Workflow};

/// The id that a person means.
///
/// # Errors
/// When no card has it, or several share the number.
pub fn resolve(snapshot: &Snapshot, asked: &str) -> Result<TaskId, PlanError> {
    match snapshot.resolve(asked) {
        Resolution::One(id) => Ok(id),
        Resolution::Many(ids) => Err(PlanError::Ambiguous { asked: asked.to_owned(), ids }),
        Resolution::None => {
            // It may stand where nothing could be read.
            if let Some(fault) = snapshot.faults().next() {
                return Err(fault.clone().into());
            }
            let tasks = snapshot.tasks().iter();
            let near = tasks.filter_map(|task| Some((distance(asked, task)?, &task.id)));
            let mut near: Vec<(usize, &TaskId)> = near.collect();
            // The first of each id counts.
            let mut known = HashSet::new();
            near.retain(|(_, id)| known.insert(*id));
            near.sort();
            let near = near.into_iter().take(3).map(|(_, id)| id.clone()).collect();
            Err(PlanError::NoCard { asked: asked.to_owned(), near })
        }
    }
}

/// The same, where what names a finished task exactly means that one, and none that its words begin with: a
/// command that is typed again hits no other task.
///
/// # Errors
/// As [`resolve`], and when the task that was named has left the boards.
pub fn resolve_live(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    asked: &str,
) -> Result<TaskId, PlanError> {
    let id = resolve(snapshot, asked)?;
    let named = workflow.ids.read(asked.trim());
    let named = named.unwrap_or_else(|| TaskId::handle(asked));
    if named != id && Archives::of(site, workflow).path_of(&named).is_some() {
        return Err(PlanError::NoCard { asked: asked.to_owned(), near: vec![id] });
    }
    Ok(id)
}

/// How far a task is from what was asked for, where it comes near: by its id, or by words of its title.
fn distance(asked: &str, task: &Task) -> Option<usize> {
    let asked = asked.to_lowercase();
    let by_id = strsim::levenshtein(&asked, &task.id.as_str().to_lowercase());
    if by_id <= 2 {
        return Some(by_id);
    }
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
        words.map(str::to_lowercase).collect()
    };
    let (wanted, title) = (words(&asked), words(&task.title));
    let missing = wanted.iter().filter(|word| !title.contains(word)).count();
    let known = wanted.len() - missing;
    (known > missing).then_some(3 + missing)
}

/// The live card of a task, in `from` where that is given; else not where tasks without ids are past that
/// had the same title.
///
/// # Errors
/// When it has none, only closed ones, or more than one: then every place is named, and nothing but
/// this task is held up.
pub fn select<'a>(
    workflow: &Workflow,
    snapshot: &'a Snapshot,
    id: &TaskId,
    from: Option<&StageName>,
) -> Result<(&'a Board, &'a Card), PlanError> {
    let cards = snapshot.cards_of(id);
    let spot = |(board, card): &(&Board, &Card)| Spot {
        stage: card.stage.clone(),
        board: board.path.clone(),
        line: card.line,
    };
    let live: Vec<_> = cards.iter().filter(|(_, card)| !card.closed).copied().collect();
    let is_past = |card: &Card| workflow.is_past(id, &card.stage);
    let all_past = live.iter().all(|(_, card)| is_past(card));
    let is_meant = |card: &Card| match from {
        Some(from) => *from == card.stage,
        None => all_past || !is_past(card),
    };
    let chosen: Vec<_> = live.iter().filter(|(_, card)| is_meant(card)).copied().collect();
    match (chosen.as_slice(), live.first(), cards.first(), from) {
        ([one], ..) => Ok(*one),
        ([_, _, ..], ..) => {
            Err(PlanError::Duplicate { id: id.clone(), places: chosen.iter().map(spot).collect() })
        }
        (_, Some(_), _, Some(from)) => Err(PlanError::NotThere {
            id: id.clone(),
            from: from.clone(),
            places: live.iter().map(spot).collect(),
        }),
        (_, _, Some(closed), _) => Err(PlanError::Closed { id: id.clone(), place: spot(closed) }),
        _ => Err(PlanError::NoCard { asked: id.to_string(), near: Vec::new() }),
    }
}

/// The card of a task in a stage, as an entry of the journal left it there: where several have the title, the
/// last that stands there so.
pub(super) fn select_left<'a>(
    workflow: &Workflow,
    snapshot: &'a Snapshot,
    id: &TaskId,
    from: &StageName,
    left: &str,
) -> Result<(&'a Board, &'a Card), PlanError> {
    let is_it = |(board, card): &(&Board, &Card)| {
        card.stage == *from
            && workflow.is_past(id, from)
            && board.slice(&board.as_left(card, left).range).trim_end() == left.trim_end()
    };
    match select(workflow, snapshot, id, Some(from)) {
        Err(several @ PlanError::Duplicate { .. }) => {
            snapshot.cards_of(id).into_iter().rfind(is_it).ok_or(several)
        }
        one => one,
    }
}
