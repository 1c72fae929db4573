//! Plans the undoing of a transition: a new transaction, the other way round.

use super::give;
use super::home::restore;
use super::room::room;
use super::select::select_left;
use super::transition::{common, legal, writable};
use super::write;
use super::{Draft, Grounds, Move, MoveKind, Plan, PlanError, Spot};
use crate::effect::External;
use crate::fault::Fault;
use crate::id::TaskId;
use crate::journal::{Entry, ExternalRecord, History};
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{Stage, StageName, Transition, Workflow};

/// Says what undoes an act outside the boards.
pub type Invert<'a> = dyn Fn(&ExternalRecord, &str) -> Result<Vec<External>, Fault> + 'a;

/// Which move is to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The last one that nothing took back yet.
    Last,
    /// The last one of a task.
    Of(TaskId),
    /// The one of this number.
    Number(u64),
}

/// The move that is meant: an undoing is only undone where its number is given. Of a move that was
/// undone and made again, it is the making again.
///
/// # Errors
/// When there is none, or it is taken back already.
pub fn which<'h>(history: &'h History, which: &Which) -> Result<&'h Entry, PlanError> {
    let open = |entry: &&Entry| {
        let seq = entry.seq;
        entry.kind != MoveKind::Undo && !history.is_reverted(seq) && !history.is_covered(entry)
    };
    let standing = history.entries().iter().filter(open).map(|entry| history.remade_by(entry));
    match which {
        Which::Last => standing.max_by_key(|entry| entry.seq).ok_or(PlanError::NothingToUndo),
        Which::Of(id) => standing
            .filter(|entry| entry.is_of(id.as_str()))
            .max_by_key(|entry| entry.seq)
            .ok_or_else(|| PlanError::NoMove { asked: format!("of {id}") }),
        Which::Number(seq) => {
            let found = history.entry(*seq);
            let entry = found.ok_or_else(|| PlanError::NoMove { asked: seq.to_string() })?;
            match history.reverted_by(*seq) {
                Some(by) => {
                    let next =
                        history.since(by, by.calls(&by.id).unwrap_or(&by.id)).unwrap_or(by).seq;
                    Err(PlanError::TakenBack { seq: *seq, by: by.seq, next })
                }
                None => Ok(history.remade_by(entry)),
            }
        }
    }
}

/// Plans the undoing of a move. The moves of other tasks since do not matter: of the boards that
/// they changed, only the card and what belongs to it are led back.
///
/// # Errors
/// When the task was moved since, what the move wrote has been changed since, or one of its acts
/// cannot be taken back.
pub fn plan_undo(
    grounds: Grounds<'_>,
    history: &History,
    entry: &Entry,
    invert: &Invert<'_>,
) -> Result<Plan, PlanError> {
    let Grounds { site, workflow, snapshot, .. } = grounds;
    if !entry.given.is_empty() {
        return give::plan_back(grounds, history, entry);
    }
    if let Some(writing) = &entry.writing {
        return write::plan_unwrite(grounds, history, entry, writing);
    }
    let seq = entry.seq;
    if entry.is_mend() {
        return Err(Fault::failed(format!("{seq} mended boards, and moved no task")).into());
    }
    let id = workflow.ids.recorded_of(&entry.id, &entry.title);
    let mov = Move {
        id: id.clone(),
        from: stage_named(workflow, &entry.to)?.name.clone(),
        to: stage_named(workflow, &entry.from)?.name.clone(),
        kind: MoveKind::Undo,
        why: None,
        force: false,
    };
    if let Some(by) = history.since(entry, &entry.id) {
        return Err(PlanError::MovedOn { id, seq, by: by.seq });
    }
    let again = workflow.transition(&mov.from, &mov.to).filter(|_| history.undid(entry));
    if again.is_some_and(|transition| !transition.gates.is_empty()) {
        return Err(PlanError::Gated { id, seq, to: mov.to });
    }
    writable(grounds, common(&[workflow.stage(&mov.from), workflow.stage(&mov.to)]))?;
    room(grounds, Some(&mov.from), workflow.stage(&mov.to))?;
    let elsewhere = |places| PlanError::Elsewhere { id: id.clone(), seq, places };
    let left = || select_left(workflow, snapshot, &id, &mov.from, &entry.card.after);
    let card = match (entry.card.after.is_empty(), left()) {
        (false, Ok(card)) => Some(card),
        (false, Err(PlanError::NotThere { places, .. })) => return Err(elsewhere(places)),
        (false, Err(PlanError::NoCard { .. })) => return Err(elsewhere(Vec::new())),
        (false, Err(other)) => return Err(other),
        // It left the boards; where it stands on one all the same, it must not come back twice.
        (true, _) => match spots(snapshot, &id) {
            places if places.is_empty() => None,
            places => return Err(elsewhere(places)),
        },
    };
    let whole = card.map(|(board, card)| (board, board.as_left(card, &entry.card.after)));
    let card = whole.as_ref().map(|(board, card)| (*board, card));
    if let Some((board, card)) = card
        && board.slice(&card.range).trim_end() != entry.card.after.trim_end()
    {
        let place = |name: &StageName| workflow.stages.iter().position(|stage| stage.name == *name);
        let kind = match place(&mov.to) < place(&mov.from) {
            true => MoveKind::Back,
            false => MoveKind::Advance,
        };
        let by_hand = Move { kind, ..mov.clone() };
        let way = legal(workflow, &by_hand).is_ok().then_some((kind, mov.to));
        let (board, line) = (board.path.clone(), card.line);
        return Err(PlanError::Touched { id, board, line, way });
    }
    let mut draft = Draft::new(site.root.clone());
    let change = restore(grounds, &mov, entry, history, card, &mut draft)?;
    for record in entry.externals.iter().rev() {
        for external in invert(record, &entry.nonce)? {
            draft.external(external);
        }
    }
    let task = match card {
        Some((board, card)) => board.task(card),
        None => departed(&id, entry, stage_named(workflow, &entry.from)?)?,
    };
    let transition = Transition::plain(&mov.from, &mov.to);
    let source = card.map(|(board, _)| &board.path);
    let mut plan = Plan::from_draft(mov, task, transition, &draft, change, source);
    plan.reverts = Some(entry.seq);
    Ok(plan)
}

/// Where the task stands live.
fn spots(snapshot: &Snapshot, id: &TaskId) -> Vec<Spot> {
    let live = snapshot.of(id).into_iter().filter(|task| !task.closed);
    let spot = |task: &Task| Spot {
        stage: task.stage.clone(),
        board: task.board.clone(),
        line: task.line,
    };
    live.map(spot).collect()
}

fn stage_named<'w>(workflow: &'w Workflow, name: &str) -> Result<&'w Stage, Fault> {
    workflow
        .find_stage(name)
        .ok_or_else(|| Fault::failed(format!("{name} is no stage of this workflow any more")))
}

/// A task whose card has left the boards.
fn departed(id: &TaskId, entry: &Entry, from: &Stage) -> Result<Task, Fault> {
    let board = from.board_then(entry.files.iter().map(|file| file.path.as_str()));
    let board = board.ok_or_else(|| Fault::failed(format!("{} has no board", from.name)))?;
    let stage = StageName::new(entry.to.clone());
    Ok(Task::departed(id.clone(), entry.title.clone(), stage, board))
}
