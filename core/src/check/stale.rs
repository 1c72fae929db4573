//! `stale`: a task that nobody has touched for longer than its stage allows.

use std::time::Duration;

use super::Problem;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;

/// Cards whose last sign of life is too long ago. A card without any date says nothing.
pub(super) fn stale(site: &Site, workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    let stages = workflow.stages.iter().filter(|stage| workflow.is_active(&stage.name));
    for stage in stages {
        let Some(allowed) = stage.stale_after else { continue };
        for task in snapshot.live(&stage.name) {
            let Some(touched) = task.last_touched() else { continue };
            let since = site.now.datetime().duration_since(touched);
            // A date in the future is no age.
            let Ok(age) = Duration::try_from(since) else { continue };
            if age <= allowed {
                continue;
            }
            let message = format!(
                "{} was last touched on {}, {} ago; {} allows {}",
                task.id,
                touched.date(),
                span(age),
                stage.name,
                span(allowed)
            );
            let fix = format!(
                "add a dated note to its card at {}:{} (`- {}: …`), or send it back with `flow back \
                 {}`",
                task.board,
                task.line,
                site.today(),
                task.id
            );
            problems.push(Problem::warning("stale", message, fix).on(task, task.line));
        }
    }
    problems
}

/// A time span in the largest unit that it fills: `3 days`.
fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let unit = units.iter().find(|(size, _)| seconds >= *size);
    let (count, name) = unit.map_or((seconds, "second"), |(size, name)| (seconds / size, *name));
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}
