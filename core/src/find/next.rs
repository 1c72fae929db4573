//! What to take now.

use super::Waits;
use crate::plan::counted;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::verb::{is_nobody, names};
use crate::workflow::{Stage, StageName, Workflow};

/// A task that can be taken now.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// The task.
    pub task: &'a Task,
    /// Why it comes where it comes.
    pub why: String,
    /// Whether it is begun already.
    pub begun: bool,
}

/// What can be taken now, the best first, and why there is not more.
#[derive(Debug, Default)]
pub struct Choice<'a> {
    /// Those that can be taken.
    pub candidates: Vec<Candidate<'a>>,
    /// Stages that take no more, with the tasks that hold them, the nearly done first.
    pub full: Vec<(StageName, u32, Vec<&'a Task>)>,
    /// How many wait for others.
    pub blocked: usize,
}

/// What a person can take now: of their own begun work what is nearly done, then what nobody has and that
/// waits for nothing, by priority and age, where there is room under the limit of the stage it goes to.
/// What was claimed and not begun yet holds its place there.
pub fn next<'a>(
    workflow: &Workflow,
    snapshot: &'a Snapshot,
    waits: &Waits,
    actor: &str,
) -> Choice<'a> {
    let mut choice = Choice::default();
    let live = || snapshot.tasks().iter().filter(|task| !task.closed);
    let mut begun: Vec<(bool, &Task)> = Vec::new();
    let mut ahead: Vec<(&Task, &Stage)> = Vec::new();
    for task in live() {
        let stage = workflow.stage(&task.stage);
        if stage.ends {
            continue;
        }
        let holder = holder(task);
        let own = holder.is_some_and(|who| who == actor);
        let is_blocked = !waits.on(&task.id).is_empty();
        choice.blocked += usize::from(is_blocked);
        if is_blocked || (holder.is_some() && !own) {
            continue;
        }
        // Begun is what has left the first stage, and is not waiting for its end.
        let last = workflow.next(&stage.name).is_none_or(|next| next.ends);
        let first = workflow.position(&stage.name) == 0;
        match (first, last) {
            (true, _) => ahead.push((task, stage)),
            (false, false) => begun.push((own, task)),
            (false, true) if workflow.stages.iter().filter(|stage| !stage.ends).count() <= 2 => {
                begun.push((own, task));
            }
            (false, true) => {}
        }
    }
    begun.sort_by_key(|(own, task)| (!own, nearly(task)));
    for (own, task) in begun {
        let open = task.boxes.len() - task.boxes_done();
        let whose = if own { "yours, and begun" } else { "begun, and nobody has it" };
        let why = match (task.boxes.len(), open) {
            (0, _) => whose.to_owned(),
            (_, 0) => format!("{whose}; every box is ticked"),
            (_, open) => format!("{whose}; {open} of its {} boxes are open", task.boxes.len()),
        };
        choice.candidates.push(Candidate { task, why, begun: true });
    }
    ahead.sort_by_key(|(task, _)| {
        // A claimed one first: it is waited for.
        (holder(task).is_none(), priority(task), age(task))
    });
    // All of them stand in the first stage, and would go to the same.
    let first = ahead.first().map(|(_, stage)| *stage);
    let to = first.and_then(|first| Some((first, workflow.next(&first.name)?)));
    let to = to.filter(|(_, to)| !to.ends);
    let no_room = to.and_then(|(first, to)| full(workflow, snapshot, &first.name, to));
    for (task, _) in ahead {
        let own = holder(task).is_some();
        let full = no_room.filter(|_| !own);
        if let Some((full, limit)) = full {
            if !choice.full.iter().any(|(name, ..)| *name == full.name) {
                let mut holders: Vec<&Task> = counted(snapshot, full).collect();
                holders.sort_by_key(|task| nearly(task));
                choice.full.push((full.name.clone(), limit, holders));
            }
            continue;
        }
        let field = task.field("Priority").filter(|said| !said.is_empty());
        let why = match (own, field) {
            (true, _) => "yours, and not begun yet".to_owned(),
            (false, Some(said)) => format!("it waits for nothing; priority {said}"),
            (false, None) => "it waits for nothing".to_owned(),
        };
        choice.candidates.push(Candidate { task, why, begun: false });
    }
    choice
}

/// The stage that takes no more, where a task cannot be begun, with its limit: what stands there counts, and
/// what is claimed in the stage before it.
fn full<'w>(
    workflow: &'w Workflow,
    snapshot: &Snapshot,
    before: &StageName,
    to: &'w Stage,
) -> Option<(&'w Stage, u32)> {
    let claimed = || snapshot.live(before).filter(|task| holder(task).is_some()).count();
    let is_full = |stage: &Stage, more: usize| {
        let limit = stage.limit?;
        (counted(snapshot, stage).count() + more >= limit as usize).then_some(limit)
    };
    let mut behind = to.waits_for.iter().map(|name| workflow.stage(name));
    let behind = behind.find_map(|stage| Some((stage, is_full(stage, 0)?)));
    behind.or_else(|| Some((to, is_full(to, claimed())?)))
}

/// Who has a task.
pub(crate) fn holder(task: &Task) -> Option<&str> {
    let said = names::ASSIGNED.iter().find_map(|name| task.field(name))?.trim();
    (!is_nobody(said)).then_some(said)
}

/// The nearly done first: fewest open boxes of those that have any, then the most ticked.
fn nearly(task: &Task) -> (bool, usize, std::cmp::Reverse<usize>) {
    let done = task.boxes_done();
    (task.boxes.is_empty(), task.boxes.len() - done, std::cmp::Reverse(done))
}

/// The rank of a task's `Priority`: 0 is the most urgent, 50 says nothing.
pub fn priority(task: &Task) -> u32 {
    let Some(said) = task.field("Priority").or_else(|| task.field("Prio")) else { return 50 };
    let said = said.trim().to_lowercase();
    let word: String = said.chars().filter(|c| c.is_alphanumeric()).collect();
    let number = word.strip_prefix('p').unwrap_or(&word).parse::<u32>();
    match word.as_str() {
        "critical" | "urgent" | "blocker" | "highest" | "now" => 0,
        "high" | "important" => 10,
        "medium" | "normal" | "moderate" => 20,
        "low" | "minor" => 30,
        "lowest" | "trivial" | "someday" => 40,
        _ => match (number, word.as_bytes()) {
            (Ok(number), _) => number.saturating_mul(10).min(49),
            (_, [letter @ b'a'..=b'z']) => u32::from(letter - b'a'),
            _ if said.contains('🔺') || said.contains('🔥') => 0,
            _ if said.contains('⏫') || said.contains("🔴") => 10,
            _ if said.contains('🔼') || said.contains("🟡") => 20,
            _ if said.contains('🔽') || said.contains("🟢") => 30,
            _ => 50,
        },
    }
}

/// The oldest first: by the day that a card names, else by its place among those without one.
fn age(task: &Task) -> (bool, String) {
    let names = ["Created", "Added", "Date", "Started", "created_date"];
    let said = names.iter().find_map(|name| task.field(name));
    let day =
        said.and_then(|said| said.get(..10)).filter(|day| day.parse::<jiff::civil::Date>().is_ok());
    (day.is_none(), day.unwrap_or_default().to_owned())
}
