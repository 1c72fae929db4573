//! What a change brings: the problems that were not there before, and the hand edits that no state of
//! the boards alone gives away: `jumped-stage`, `lost-text` and `reused-id`.

mod lost;

use std::collections::{BTreeMap, BTreeSet};

use self::lost::lines;
use super::places::{alike, words};
use super::{Problem, as_configured, check, in_order};
use crate::board::{Board, Card, conflict_marker};
use crate::id::TaskId;
use crate::path::RelPath;
use crate::plugin::Plugins;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{ChangelogTarget, StageName, Workflow};

/// The stage of each task that stands live in one place.
pub type Stages = BTreeMap<TaskId, StageName>;

/// Shows the text of a file before a change, and after it; `None` where it is not there.
pub type Texts<'a> = dyn Fn(&RelPath) -> (Option<String>, Option<String>) + 'a;

/// A change of the boards.
pub struct Change<'a> {
    /// The boards before it.
    pub before: &'a Snapshot,
    /// The boards after it.
    pub now: &'a Snapshot,
    /// Where the tasks stood in between, the oldest first; needed where [`is_step`] says no.
    pub between: &'a [Stages],
    /// Whether flow itself has moved a task from one stage to another.
    pub moved: &'a dyn Fn(&TaskId, &StageName, &StageName) -> bool,
    /// What flow itself wrote last as the card of a task; nothing where it took that off the boards.
    pub wrote: &'a dyn Fn(&TaskId) -> Option<String>,
    /// The text of a file before the change, and after it.
    pub text: &'a Texts<'a>,
}

/// The stages of the tasks on these boards.
pub fn stages(snapshot: &Snapshot) -> Stages {
    let mut stages: BTreeMap<TaskId, Option<StageName>> = BTreeMap::new();
    for task in snapshot.tasks().iter().filter(|task| !task.closed) {
        let once = stages.entry(task.id.clone());
        once.and_modify(|stage| *stage = None).or_insert_with(|| Some(task.stage.clone()));
    }
    stages.into_iter().filter_map(|(id, stage)| Some((id, stage?))).collect()
}

/// Whether every task has made one step at most that the workflow has, so that what happened in between
/// does not matter.
pub fn is_step(workflow: &Workflow, before: &Snapshot, now: &Snapshot) -> bool {
    let after = stages(now);
    stages(before).iter().all(|(id, from)| {
        let to = after.get(id);
        to.is_some_and(|to| from == to || may_step(workflow, from, to))
    })
}

/// Whether a task may go from one stage to another. Where what stood aside came from is not known here.
fn may_step(workflow: &Workflow, from: &StageName, to: &StageName) -> bool {
    workflow.transition(from, to).is_some() || workflow.stage(from).aside
}

/// Everything that a change brings, in the order of the boards and their lines.
pub fn brought(
    site: &Site,
    workflow: &Workflow,
    plugins: &Plugins,
    change: &Change<'_>,
) -> Vec<Problem> {
    let mut there = BTreeMap::new();
    for problem in check(site, workflow, change.before, plugins) {
        *there.entry(key(&problem)).or_insert(0_usize) += 1;
    }
    let mut problems = check(site, workflow, change.now, plugins);
    problems.retain(|problem| match there.get_mut(&key(problem)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    problems.retain(|problem| problem.code != "limit" || fuller(workflow, change, problem));
    let edits = Edits { workflow, change, before: Cards::of(change.before) };
    let found = edits.jumped().into_iter().chain(edits.lost()).chain(edits.reused());
    let found = found.chain(marked(workflow, change));
    problems.extend(found.filter_map(|problem| as_configured(problem, workflow)));
    in_order(problems, change.now)
}

/// Conflict markers that the change brings into the changelog. What looks at it otherwise reads it as
/// it is now, and so finds the same on both sides.
fn marked(workflow: &Workflow, change: &Change<'_>) -> Option<Problem> {
    let ChangelogTarget::File(path) = &workflow.changelog.as_ref()?.target else { return None };
    let (then, now) = (change.text)(path);
    let line = conflict_marker(&now?)?;
    if then.is_some_and(|then| conflict_marker(&then).is_some()) {
        return None;
    }
    let what = format!("{path} has conflict markers");
    let fix = format!("keep the entries of both sides at {path}:{line}, delete the markers");
    Some(Problem::error("conflict-markers", what, fix).at(path, line))
}

/// What makes two problems the same one, on boards whose lines have moved.
fn key(problem: &Problem) -> (&'static str, Option<String>, Option<TaskId>, String) {
    let Problem { code, board, id, message, .. } = problem;
    (code, board.clone(), id.clone(), without_lines(message))
}

/// A message without the numbers of lines: `TODO.md:12`, `line 12`.
fn without_lines(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    for c in message.chars() {
        let is_number = c.is_ascii_digit()
            && [":", ":#", "line ", "line #"].iter().any(|before| out.ends_with(before));
        match (is_number, out.ends_with('#')) {
            (true, true) => {}
            (true, false) => out.push('#'),
            (false, _) => out.push(c),
        }
    }
    out
}

/// Whether the change has added to a stage that is over its limit.
fn fuller(workflow: &Workflow, change: &Change<'_>, problem: &Problem) -> bool {
    let over = workflow.stages.iter().filter(|stage| {
        let here = |board: &Board| Some(board.path.to_string()) == problem.board;
        stage.limit.is_some() && change.now.first_board_of(stage).is_some_and(here)
    });
    let count = |snapshot: &Snapshot, name| snapshot.count(name);
    over.into_iter().any(|stage| {
        let now = count(change.now, &stage.name);
        now > count(change.before, &stage.name)
            && stage.limit.is_some_and(|limit| now > limit as usize)
    })
}

/// Cards by their task, each with its board and what it says.
struct Cards<'a>(BTreeMap<&'a TaskId, Vec<(&'a Board, &'a Card, &'a Task)>>);

impl<'a> Cards<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let mut found: BTreeMap<&TaskId, Vec<_>> = BTreeMap::new();
        for ((board, card), task) in snapshot.cards().zip(snapshot.tasks()) {
            found.entry(&task.id).or_default().push((board, card, task));
        }
        Self(found)
    }
}

/// What was done by hand.
struct Edits<'a> {
    workflow: &'a Workflow,
    change: &'a Change<'a>,
    before: Cards<'a>,
}

impl Edits<'_> {
    /// The first step of a task's way that no transition allows, and that flow has not made.
    fn illegal(&self, id: &TaskId, from: &StageName, to: &StageName) -> Option<[StageName; 2]> {
        let between = self.change.between.iter().filter_map(|stages| stages.get(id));
        let mut way: Vec<&StageName> = vec![from];
        way.extend(between.chain([to]));
        way.dedup();
        let allowed = |step: &[&StageName]| {
            may_step(self.workflow, step[0], step[1]) || (self.change.moved)(id, step[0], step[1])
        };
        let step = way.windows(2).find(|step| !allowed(step))?;
        Some([step[0].clone(), step[1].clone()])
    }

    /// Cards that went from stage to stage past the transitions.
    fn jumped(&self) -> Vec<Problem> {
        let (before, now) = (stages(self.change.before), stages(self.change.now));
        let there: BTreeSet<&TaskId> =
            self.change.now.tasks().iter().map(|task| &task.id).collect();
        let mut problems = Vec::new();
        for task in self.change.now.tasks().iter().filter(|task| !task.closed) {
            let (Some(from), Some(to)) = (before.get(&task.id), now.get(&task.id)) else {
                continue;
            };
            if from != to
                && let Some([one, other]) = self.illegal(&task.id, from, to)
            {
                problems.push(jump(&task.id, &one, &other).on(task, task.line));
            }
        }
        for (id, from) in before.iter().filter(|(id, _)| !there.contains(id)) {
            // Where it left the boards, its archive says through which end.
            let Some((end, _)) = self.archived(id).filter(|_| !self.taken_off(id)) else {
                continue;
            };
            if let Some([one, other]) = self.illegal(id, from, &end) {
                let stood = self.change.before.cards_of(id);
                let board = stood.first().map(|(board, _)| &board.path);
                let problem = Problem { id: Some(id.clone()), ..jump(id, &one, &other) };
                problems.extend(board.map(|board| problem.at(board, None)));
            }
        }
        problems
    }

    /// Whether flow has taken a task's card off the boards, as where it was given up.
    fn taken_off(&self, id: &TaskId) -> bool {
        (self.change.wrote)(id).is_some_and(|text| text.is_empty())
    }

    /// The stage that has archived a task, and the text that is kept.
    fn archived(&self, id: &TaskId) -> Option<(StageName, String)> {
        self.workflow.stages.iter().find_map(|stage| {
            let path = self.workflow.expand_for(stage.archive.as_ref()?, id);
            let (_, now) = (self.change.text)(&RelPath::new(&path).ok()?);
            Some((stage.name.clone(), now?))
        })
    }

    /// Ids that were another task's.
    fn reused(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (id, cards) in Cards::of(self.change.now).0 {
            // Where the task that had it has it still, it is told as one id of two.
            let old = self.before.0.get(id).map_or(&[][..], Vec::as_slice);
            let stays = |new: &(&Board, &Card, &Task)| old.iter().any(|old| !is_another(old, *new));
            if cards.len() > 1 && cards.iter().any(stays) {
                continue;
            }
            for (board, card, task) in cards.into_iter().filter(|(_, _, task)| !task.closed) {
                let whose = match self.before.0.get(id) {
                    Some(old) => old
                        .iter()
                        .all(|old| is_another(old, (board, card, task)))
                        .then(|| format!("the task \"{}\" had it", old[0].2.title.trim())),
                    None => self.left_behind(task),
                };
                let title = task.title.trim();
                let known = || (self.change.wrote)(id).is_some_and(|text| text.contains(title));
                let whose = whose.filter(|_| !id.is_handle() && !known());
                let Some(whose) = whose else { continue };
                let what = format!("{id} is given to \"{title}\", and {whose}");
                let fix = format!(
                    "in the head at {}:{}, give it a number that was never used",
                    task.board, task.line
                );
                problems.push(Problem::error("reused-id", what, fix).on(task, task.line));
            }
        }
        problems
    }

    /// The archive in which another task of this id lies since before the change.
    fn left_behind(&self, task: &Task) -> Option<String> {
        self.workflow.stages.iter().find_map(|stage| {
            let path = self.workflow.expand_for(stage.archive.as_ref()?, &task.id);
            let (Some(then), Some(_)) = (self.change.text)(&RelPath::new(&path).ok()?) else {
                return None;
            };
            let other = !then.contains(task.title.trim());
            other.then(|| format!("the task that had it is archived in {path}"))
        })
    }
}

fn jump(id: &TaskId, from: &StageName, to: &StageName) -> Problem {
    let what = format!("{id} went from {from} to {to}, and the workflow has no such transition");
    let fix = format!(
        "put its card back to {from} and move it with `flow advance {id}`, or declare the transition \
         in workflow.toml"
    );
    Problem::error("jumped-stage", what, fix)
}

/// Whether two cards of one id cannot be one task's: no word of the title is the same, and no line.
fn is_another(old: &(&Board, &Card, &Task), (board, card, task): (&Board, &Card, &Task)) -> bool {
    let (then, now) = (words(&old.2.title), words(&task.title));
    if alike(&old.2.title, &task.title) || !then.is_disjoint(&now) {
        return false;
    }
    let text: BTreeSet<String> = lines(old.0, old.1).map(|(_, line)| line).collect();
    !lines(board, card).any(|(_, line)| text.contains(&line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_the_same_where_its_lines_have_moved() {
        let same = [
            ("FIX-1 stands 2 times: todo (T.md:12)", "FIX-1 stands 2 times: todo (T.md:9)"),
            ("it is closed on T.md line 104", "it is closed on T.md line 7"),
        ];
        for (one, other) in same {
            assert_eq!(without_lines(one), without_lines(other));
        }
        let apart = [
            ("FIX-1 stands 2 times", "FIX-1 stands 3 times"),
            ("FIX-1 waits for FIX-12", "FIX-1 waits for FIX-13"),
            ("T.md:1 and U.md:1", "T.md:1 and V.md:1"),
        ];
        for (one, other) in apart {
            assert_ne!(without_lines(one), without_lines(other));
        }
    }
}
