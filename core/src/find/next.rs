//! What to take now.

use super::Waits;
use super::waits::is_nothing;
use crate::plan::{counted, taken};
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::verb::{is_nobody, is_same};
use crate::workflow::names::{self, Names};
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
    let names = &workflow.names;
    let live = || snapshot.tasks().iter().filter(|task| !task.closed);
    let mut begun: Vec<(bool, &Task)> = Vec::new();
    let mut ahead: Vec<(&Task, &Stage)> = Vec::new();
    for task in live() {
        let stage = workflow.stage(&task.stage);
        if stage.ends || stage.aside {
            continue;
        }
        let holder = holder(names, task);
        let own = holder.is_some_and(|who| is_same(who, actor));
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
            (false, true)
                if workflow.stages.iter().filter(|stage| !stage.ends && !stage.aside).count()
                    <= 2 =>
            {
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
        (holder(names, task).is_none(), priority(names, task), age(task))
    });
    // All of them stand in the first stage, and would go to the same.
    let first = ahead.first().map(|(_, stage)| *stage);
    let to = first.and_then(|first| Some((first, workflow.next(&first.name)?)));
    let to = to.filter(|(_, to)| !to.ends);
    let no_room = to.and_then(|(first, to)| full(workflow, snapshot, &first.name, to));
    for (task, _) in ahead {
        let own = holder(names, task).is_some();
        let full = no_room.filter(|_| !own);
        if let Some((full, limit)) = full {
            if !choice.full.iter().any(|(name, ..)| *name == full.name) {
                let mut holders: Vec<&Task> = counted(snapshot, full).collect();
                holders.sort_by_key(|task| nearly(task));
                choice.full.push((full.name.clone(), limit, holders));
            }
            continue;
        }
        let why = if own {
            "yours, and not begun yet".to_owned()
        } else {
            waits_for_nothing(names, task)
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
    let claimed =
        || snapshot.live(before).filter(|task| holder(&workflow.names, task).is_some()).count();
    let is_full = |stage: &Stage, more: usize| {
        let limit = stage.limit?;
        (taken(snapshot, stage) + more >= limit as usize).then_some(limit)
    };
    let mut behind = to.waits_for.iter().map(|name| workflow.stage(name));
    let behind = behind.find_map(|stage| Some((stage, is_full(stage, 0)?)));
    behind.or_else(|| Some((to, is_full(to, claimed())?)))
}

/// Why a task that nobody has comes where it comes.
fn waits_for_nothing(names: &Names, task: &Task) -> String {
    let said = names::field(&names.priority, task).filter(|field| !field.value.is_empty());
    let said = said.map(|field| format!("; priority {}", field.value)).unwrap_or_default();
    let (dated, day) = age(task);
    let day = if dated { String::new() } else { format!("; of {day}") };
    let named = names::field(&names.blocked, task).map(|field| field.value.trim());
    let why = match named.filter(|named| !named.is_empty() && !is_nothing(named)) {
        Some(named) => format!("no open task is what it waits for: `{named}`"),
        None => "it waits for nothing".to_owned(),
    };
    format!("{why}{said}{day}")
}

/// Who has a task.
pub fn holder<'t>(names: &Names, task: &'t Task) -> Option<&'t str> {
    let said = names::field(&names.assigned, task)?.value.trim();
    (!is_nobody(said)).then_some(said)
}

/// The nearly done first: fewest open boxes of those that have any, then the most ticked.
fn nearly(task: &Task) -> (bool, usize, std::cmp::Reverse<usize>) {
    let done = task.boxes_done();
    (task.boxes.is_empty(), task.boxes.len() - done, std::cmp::Reverse(done))
}

/// The rank of a task's priority: 0 is the most urgent, 50 says nothing. A team's own words for it count by
/// their order, else the usual ones do.
pub fn priority(names: &Names, task: &Task) -> u32 {
    let Some(field) = names::field(&names.priority, task) else { return 50 };
    let said = field.value.trim();
    if names.priorities.is_empty() {
        return rank(&said.to_lowercase());
    }
    let whole = names.priorities.iter().position(|word| names::same(word, said));
    let lower = said.to_lowercase();
    let part = || names.priorities.iter().position(|word| lower.contains(&word.to_lowercase()));
    whole.or_else(part).map_or(50, |nth| u32::try_from(nth).map_or(49, |nth| nth.min(49)))
}

/// The rank of what a card says, in small letters: the first word of it that ranks, or a single letter, or
/// a mark.
fn rank(said: &str) -> u32 {
    let words: Vec<&str> =
        said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let very = words.contains(&"very") || words.contains(&"extremely");
    let known = words.iter().find_map(|word| match *word {
        "critical" | "urgent" | "blocker" | "highest" | "now" | "immediate" | "asap" | "must" => {
            Some(0)
        }
        "high" | "important" | "major" | "should" => Some(if very { 5 } else { 10 }),
        "medium" | "normal" | "moderate" | "med" | "mid" | "could" => Some(20),
        "low" | "minor" => Some(if very { 35 } else { 30 }),
        "lowest" | "trivial" | "someday" | "won" => Some(40),
        word => {
            let number = word.strip_prefix('p').unwrap_or(word).parse::<u32>().ok()?;
            Some(number.saturating_mul(10).min(49))
        }
    });
    let letter = || match &words[..] {
        [letter] => match letter.as_bytes() {
            [letter @ b'a'..=b'z'] => Some(u32::from(letter - b'a')),
            _ => None,
        },
        _ => None,
    };
    let marks = [("🔺🔥🚨", 0), ("⏫🔴‼", 10), ("🔼🟠🟡", 20), ("🔽🟢🔵", 30), ("⏬", 40)];
    let mark = || marks.iter().find(|(marks, _)| marks.chars().any(|c| said.contains(c)));
    known.or_else(letter).or_else(|| mark().map(|(_, rank)| *rank)).unwrap_or(50)
}

/// The oldest first: by the day that a card names, else by its place among those without one.
fn age(task: &Task) -> (bool, String) {
    let known = ["Created", "Created Date", "Created At", "Added", "Date", "Opened", "Started"];
    let said = known
        .iter()
        .find_map(|name| task.fields.iter().find(|field| names::same(&field.name, name)));
    let day = said
        .and_then(|field| field.value.get(..10))
        .filter(|day| day.parse::<jiff::civil::Date>().is_ok());
    (day.is_none(), day.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cards_say_of_their_urgency_ranks() {
        let falling = [
            &["critical!", "🔥", "p0", "must have", "(a)", "**p0** - low effort"][..],
            &["very high"],
            &["high", "p1", "1", "🔴", "⏫", "high (p1)", "🔴 high"],
            &["medium", "p2 (normal)", "medium-high", "🟡", "2/5"],
            &["low", "p3", "🟢"],
            &["very low"],
            &["someday", "⏬"],
            &["", "whenever it rains", "?"],
        ];
        let ranks: Vec<Vec<u32>> =
            falling.iter().map(|said| said.iter().map(|said| rank(said)).collect()).collect();
        for (nth, alike) in ranks.iter().enumerate() {
            assert!(alike.iter().all(|rank| *rank == alike[0]), "{:?} {alike:?}", falling[nth]);
            assert!(nth == 0 || ranks[nth - 1][0] < alike[0], "{:?} {ranks:?}", falling[nth]);
        }
        assert!(rank("a") < rank("b") && rank("b") < rank("z") && rank("z") < 50);
    }
}
