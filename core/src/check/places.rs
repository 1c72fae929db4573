//! `two-boards` and `duplicate-id`: an id stands on one card, and belongs to one task.

use std::collections::{BTreeMap, BTreeSet};

use super::{Problem, is_conflicted};
use crate::board::{RegistryRow, registry_rows};
use crate::id::TaskId;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::Workflow;

/// Ids that stand more than once.
pub(super) fn places(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut free = Free::of(workflow, snapshot);
    let several = snapshot.several().into_iter();
    let settled = several.map(|mut cards| {
        // While a merge's markers are there, both of its sides are.
        cards.retain(|card| !is_conflicted(snapshot, &card.board));
        cards
    });
    settled.flat_map(|cards| of_one_id(workflow, &cards, &mut free)).collect()
}

fn of_one_id(workflow: &Workflow, cards: &[&Task], free: &mut Free<'_>) -> Vec<Problem> {
    let is_live = |card: &&Task| !card.closed && !workflow.is_past(&card.id, &card.stage);
    let live: Vec<&Task> = cards.iter().copied().filter(is_live).collect();
    let Some(&first) = live.first() else { return Vec::new() };
    let other = cards.iter().find(|card| !alike(&first.title, &card.title)).copied();
    // Two tasks: which of them gets another id is all that there is to say.
    if let Some(other) = other {
        return vec![two_tasks(first, other, cards, free)];
    }
    let mut problems = Vec::new();
    let id = &first.id;
    let stages: BTreeSet<_> = live.iter().map(|card| workflow.position(&card.stage)).collect();
    if let (true, Some(&last)) = (stages.len() > 1, stages.last()) {
        let stage = &workflow.stages[last].name;
        let message = format!("{id} is live in more than one stage: {}", list(&live));
        let on = match workflow.next(stage) {
            Some(_) => format!("; or move on with `flow advance {id} --from {stage}`"),
            None => String::new(),
        };
        let fix = format!(
            "look at both with `flow show {id}`, then delete the card that is out of date{on}"
        );
        problems.push(Problem::error("two-boards", message, fix).on(first, first.line));
    }
    for stage in stages {
        let stage = &workflow.stages[stage].name;
        let here: Vec<&Task> = live.iter().copied().filter(|card| &card.stage == stage).collect();
        let [one, .., last] = here[..] else { continue };
        let message = format!("{id} stands {} times in one stage: {}", here.len(), list(&here));
        let own = match id.is_handle() {
            true => "another title".to_owned(),
            false => format!("an id of its own: {}", free.like(id)),
        };
        let fix = format!(
            "look at them with `flow show {id}`, then delete the card at {}:{}; if they are two \
             tasks, give that card {own}",
            last.board, last.line
        );
        problems.push(Problem::error("duplicate-id", message, fix).on(one, one.line));
    }
    problems
}

fn two_tasks(live: &Task, other: &Task, cards: &[&Task], free: &mut Free<'_>) -> Problem {
    let (id, first) = (&live.id, cards.first().copied().unwrap_or(live));
    let message = format!(
        "{id} is given to different tasks, \"{}\" and \"{}\": {}",
        live.title.trim(),
        other.title.trim(),
        list(cards)
    );
    // A closed card is history that others refer to; of two live ones, the later is the newer.
    let change = if other.closed { live } else { other };
    let fix = format!(
        "in the head at {}:{}, change {} to {}",
        change.board,
        change.line,
        change.id,
        free.like(id)
    );
    Problem::error("duplicate-id", message, fix).on(first, first.line)
}

/// Ids that no task has.
struct Free<'a> {
    workflow: &'a Workflow,
    snapshot: &'a Snapshot,
    /// What the registry says.
    told: Vec<RegistryRow>,
    /// The last number given for each prefix, so that no two problems give the same.
    given: BTreeMap<String, u64>,
}

impl<'a> Free<'a> {
    fn of(workflow: &'a Workflow, snapshot: &'a Snapshot) -> Self {
        let registry = workflow.registry.as_ref();
        let told = registry
            .and_then(|registry| Some(registry_rows(snapshot.board(&registry.board)?, registry)));
        Self { workflow, snapshot, told: told.unwrap_or_default(), given: BTreeMap::new() }
    }

    /// A free id with the prefix of this one. Only a registry knows which numbers the tasks had that
    /// have left the boards.
    fn like(&mut self, id: &TaskId) -> String {
        let same = |prefix: &str| prefix.eq_ignore_ascii_case(id.prefix());
        let told = self.told.iter().find(|row| same(&row.prefix)).map(|row| row.next);
        let Some(told) = told else { return "a number that was never used".to_owned() };
        let used = self.snapshot.tasks().iter().filter(|task| same(task.id.prefix()));
        let last = self.given.entry(id.prefix().to_uppercase()).or_insert_with(|| {
            let highest = used.map(|task| task.id.number()).max().unwrap_or_default();
            highest.max(told.saturating_sub(1))
        });
        *last = last.saturating_add(1);
        let new = self.workflow.ids.write(id.prefix(), *last, "");
        format!("{new}, and count the registry up")
    }
}

/// Where the cards stand: `todo (TODO.md:12), review (REVIEW.md:9, closed)`. An id in another letter case
/// than the first card's is told, or nobody would find it.
fn list(cards: &[&Task]) -> String {
    let place = |card: &&Task| {
        let closed = if card.closed { ", closed" } else { "" };
        let own = card.id.as_str();
        let written = match cards.first() {
            Some(first) if first.id.as_str() != own => format!(", as {own}"),
            _ => String::new(),
        };
        format!("{} ({}:{}{written}{closed})", card.stage, card.board, card.line)
    };
    cards.iter().map(place).collect::<Vec<_>>().join(", ")
}

/// Whether two titles can be one task's: all words of one stand in the other. Titles grow tails on
/// their way (`(~5 days)`, `COMPLETE ✅`) and lose them again; those do not count.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    one.is_subset(&other) || other.is_subset(&one)
}

/// The words of a title that tell it from another.
pub(super) fn words(title: &str) -> BTreeSet<String> {
    let mut kept = String::new();
    let mut rest = title;
    while let Some((before, after)) = rest.split_once('(') {
        kept.push_str(before);
        let (inside, behind) = after.split_once(')').unwrap_or((after, ""));
        let measure = inside.starts_with(|c: char| c == '~' || c.is_ascii_digit());
        kept.push_str(if measure { " " } else { inside });
        kept.push(' ');
        rest = behind;
    }
    kept.push_str(rest);
    let status = |word: &str| word.len() >= 4 && word.chars().all(char::is_uppercase);
    let words = kept.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty() && !status(word)).map(str::to_lowercase).collect()
}
