//! Whether a stage takes one more task.

use super::{Grounds, Holder, PlanError};
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{Stage, StageName};

/// Refuses a card that would come into a full stage, or into one that waits for a full stage behind it.
/// One that only goes from one to the other of two that share a limit makes neither fuller.
pub(super) fn room(
    grounds: Grounds<'_>,
    from: Option<&StageName>,
    to: &Stage,
) -> Result<(), PlanError> {
    let behind = to.waits_for.iter().filter(|name| from != Some(name));
    for name in behind {
        full(grounds, None, grounds.workflow.stage(name))?;
    }
    full(grounds, from, to)
}

fn full(grounds: Grounds<'_>, from: Option<&StageName>, to: &Stage) -> Result<(), PlanError> {
    let Some(limit) = to.limit else { return Ok(()) };
    // A card that comes from a stage with the same limit is counted already.
    let own = from.is_some_and(|from| to.limit_with.contains(from));
    let count = taken(grounds.snapshot, to).saturating_sub(usize::from(own));
    if count < limit as usize {
        return Ok(());
    }
    let mut holders: Vec<Holder> = counted(grounds.snapshot, to)
        .map(|task| Holder {
            id: task.id.clone(),
            title: task.title.clone(),
            done: task.boxes_done(),
            boxes: task.boxes.len(),
            alone: grounds.snapshot.of(&task.id).iter().filter(|t| !t.closed).count() == 1,
        })
        .collect();
    // The nearly done first: fewest open boxes of those that have any, then the most ticked.
    holders.sort_by_key(|h| (h.boxes == 0, h.boxes - h.done, std::cmp::Reverse(h.done)));
    Err(PlanError::Full { stage: to.name.clone(), limit, count, holders })
}

/// The live tasks that count against the limit of a stage.
pub(crate) fn counted<'s>(snapshot: &'s Snapshot, stage: &Stage) -> impl Iterator<Item = &'s Task> {
    let names: Vec<StageName> = sharing(stage).cloned().collect();
    snapshot.tasks().iter().filter(move |task| !task.closed && names.contains(&task.stage))
}

/// How many they are.
pub(crate) fn taken(snapshot: &Snapshot, stage: &Stage) -> usize {
    sharing(stage).map(|name| snapshot.count(name)).sum()
}

/// The stages that have a limit together.
fn sharing(stage: &Stage) -> impl Iterator<Item = &StageName> {
    std::iter::once(&stage.name).chain(&stage.limit_with)
}
