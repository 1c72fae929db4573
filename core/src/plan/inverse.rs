//! Plans the undoing of a transition: a new transaction, the other way round.

use super::home::restore;
use super::transition::room;
use super::{Draft, Grounds, Move, MoveKind, Plan, PlanError, select};
use crate::effect::External;
use crate::fault::Fault;

use crate::id::TaskId;
use crate::journal::{Entry, ExternalRecord, History};
use crate::task::Task;
use crate::workflow::{Stage, StageName, Transition, Workflow};

/// Says what undoes an act outside the boards.
pub type Invert<'a> = dyn Fn(&ExternalRecord, &str) -> Result<Vec<External>, Fault> + 'a;

/// The transition that `undo` takes back: the last one that nothing took back yet.
pub fn last(history: &History) -> Option<&Entry> {
    let open = |entry: &&Entry| entry.kind != MoveKind::Undo && !history.is_reverted(entry.seq);
    history.entries().iter().rev().find(open)
}

/// Plans the undoing of the last transition.
///
/// # Errors
/// When there is none, what it wrote has been changed since, or one of its acts cannot be taken
/// back.
pub fn plan_undo(
    grounds: Grounds<'_>,
    history: &History,
    invert: &Invert<'_>,
) -> Result<Plan, PlanError> {
    let Grounds { site, workflow, snapshot, .. } = grounds;
    let entry = last(history).ok_or(PlanError::NothingToUndo)?;
    let id = workflow
        .ids
        .read(&entry.id)
        .ok_or_else(|| Fault::failed(format!("{} is no id of this workflow any more", entry.id)))?;
    let mov = Move {
        id: id.clone(),
        from: stage_named(workflow, &entry.to)?.name.clone(),
        to: stage_named(workflow, &entry.from)?.name.clone(),
        kind: MoveKind::Undo,
        why: None,
        force: false,
    };
    room(grounds, workflow.stage(&mov.to))?;
    let left_boards = entry.card.after.is_empty();
    let card = if left_boards { None } else { Some(select(snapshot, &id, Some(&mov.from))?) };
    if let Some((board, card)) = card
        && board.slice(&card.range).trim_end() != entry.card.after.trim_end()
    {
        return Err(PlanError::Touched { id, board: board.path.clone(), line: card.line });
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
    let transition = Transition {
        from: mov.from.clone(),
        to: mov.to.clone(),
        allow: true,
        gates: Vec::new(),
        hooks: Vec::new(),
        after: Vec::new(),
    };
    let source = card.map(|(board, _)| &board.path);
    let mut plan = Plan::from_draft(mov, task, transition, &draft, change, source);
    plan.reverts = Some(entry.seq);
    Ok(plan)
}

fn stage_named<'w>(workflow: &'w Workflow, name: &str) -> Result<&'w Stage, Fault> {
    workflow
        .find_stage(name)
        .ok_or_else(|| Fault::failed(format!("{name} is no stage of this workflow any more")))
}

/// A task whose card has left the boards.
fn departed(id: &TaskId, entry: &Entry, from: &Stage) -> Result<Task, Fault> {
    let board =
        from.board.clone().ok_or_else(|| Fault::failed(format!("{} has no board", from.name)))?;
    let stage = StageName::new(entry.to.clone());
    Ok(Task::departed(id.clone(), entry.title.clone(), stage, board))
}
