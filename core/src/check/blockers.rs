//! Tasks that wait for ever: for what exists nowhere (`unknown-blocker`), or for each other (`circle`).

use std::collections::{BTreeMap, BTreeSet};

use super::Problem;
use super::body::{live, without_comments};
use crate::board::{Board, Card};
use crate::find::{Waits, blockers_named, handle_in, typed_in};
use crate::finished::{Answer, Finished, finished_of};
use crate::id::{IdForm, IdMatch, TaskId};
use crate::plugin::Plugins;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{Workflow, names};

/// Blockers that exist nowhere, and circles of blockers.
pub(super) fn blockers(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    plugins: &Plugins,
) -> Vec<Problem> {
    let mut waits: Vec<(&Task, usize, IdMatch)> = Vec::new();
    let mut unclear: Vec<Problem> = Vec::new();
    let mut waiting: Vec<Waiting<'_>> = Vec::new();
    for (board, card, task) in live(snapshot) {
        let mut told: Vec<TaskId> = Vec::new();
        let said = named(&workflow.names.blocked, task);
        waiting.extend(said.first().map(|(line, _)| (board, card, task, *line)));
        for (line, text) in said {
            let text = without_comments(&text);
            let (_, ranges) = workflow.ids.ranges(&text);
            // What a task without an id is called by may have numbers in it.
            let is_handle = |said: &str| {
                let mut parts = text.split(',').filter(|part| part.contains(said));
                parts.any(|part| !snapshot.of(&TaskId::handle(part)).is_empty())
            };
            let ranges = ranges.into_iter().filter(|said| !is_handle(said));
            unclear.extend(ranges.map(|said| half_said(board, card, task, line, said)));
            let handles = text
                .split(',')
                .filter_map(|part| typed_in(workflow, part).or_else(|| handle_in(task, part)));
            let handles = handles.map(|id| IdMatch { id, declared: true, end: 0 });
            for hit in shaped(&workflow.ids, &text).into_iter().chain(handles) {
                if !told.contains(&hit.id) {
                    told.push(hit.id.clone());
                    waits.push((task, line_of(board, card, line, hit.id.as_str()), hit));
                }
            }
        }
    }
    let ids: BTreeSet<&TaskId> =
        waits.iter().filter(|(.., hit)| hit.declared).map(|(.., hit)| &hit.id).collect();
    let ids: Vec<&TaskId> = ids.into_iter().collect();
    let answers = finished_of(site, workflow, snapshot, plugins, &ids);
    let answers: BTreeMap<&TaskId, Finished> = ids.into_iter().zip(answers).collect();
    let found = waits.iter().filter_map(|(task, line, IdMatch { id, declared, .. })| {
        let place = format!("{}:{line}", task.board);
        let (message, fix) = if *declared {
            let answer = answers.get(id).filter(|told| told.answer == Answer::Unknown)?;
            let fix = format!("correct {id} on {place}, or take it out");
            (format!("{} waits for {id}: {}", task.id, answer.why), fix)
        } else {
            let prefix = id.prefix();
            let fix = format!(
                "correct {id} on {place}, or add \"{prefix}\" to `prefixes` of [ids] in workflow.toml"
            );
            (format!("{} waits for {id}, and no ids begin with {prefix} here", task.id), fix)
        };
        Some(Problem::warning("unknown-blocker", message, fix).on(task, *line))
    });
    unclear.into_iter().chain(found).chain(circles(workflow, snapshot, &waiting)).collect()
}

/// A live task that says what it waits for, and the line on which it begins to.
type Waiting<'a> = (&'a Board, &'a Card, &'a Task, usize);

/// Tasks that wait for each other. What is finished waits for nothing.
fn circles(workflow: &Workflow, snapshot: &Snapshot, waiting: &[Waiting<'_>]) -> Vec<Problem> {
    let open = waiting.iter().filter(|(.., task, _)| !workflow.stage(&task.stage).ends);
    let open: BTreeMap<&TaskId, &Waiting<'_>> = open.map(|of| (&of.2.id, of)).collect();
    let named = |of: &Waiting<'_>| (of.2.id.clone(), blockers_named(workflow, snapshot, of.2));
    let waits: Waits = open.values().map(|of| named(of)).collect();
    // Of many circles through one task, the first is enough to see what is wrong.
    let mut told: BTreeSet<TaskId> = BTreeSet::new();
    let found = waits.cycles().into_iter().filter_map(|circle| {
        let (board, card, task, line) = *open.get(circle.first()?)?;
        told.insert(task.id.clone()).then_some(())?;
        let next = circle.get(1).unwrap_or(&circle[0]);
        let line = line_of(board, card, *line, next.as_str());
        let way: Vec<&str> = circle.iter().chain(circle.first()).map(TaskId::as_str).collect();
        let message = match &circle[..] {
            [id] => format!("{id} waits for itself"),
            _ => format!("tasks wait for each other: {}", way.join(" → ")),
        };
        let fix = format!("free one of them: flow unblock {} --by {next}", task.id);
        Some(Problem::warning("circle", message, fix).on(task, line))
    });
    found.collect()
}

/// What could be a range of tasks, and could be something else.
fn half_said(board: &Board, card: &Card, task: &Task, line: usize, said: &str) -> Problem {
    let line = line_of(board, card, line, said);
    let message =
        format!("{} waits for `{said}`, which could be a range, and is not read as one", task.id);
    let fix = format!(
        "name each task on {}:{line}, or write the range with two dots, from the lower id to the higher",
        task.board
    );
    Problem::warning("unknown-blocker", message, fix).on(task, line)
}

/// The line of a card on which a text stands, from that on on which a field or an item begins: either may go
/// on below.
fn line_of(board: &Board, card: &Card, from: usize, text: &str) -> usize {
    let lines = board.lines.numbered(card.range.clone()).skip_while(|(number, _)| *number < from);
    let mut own = lines.filter(|(_, line)| board.slice(line).contains(text));
    own.next().map_or(from, |(number, _)| number)
}

/// What the card says of its blockers, in a field or as a list, with the lines.
fn named(names: &[String], task: &Task) -> Vec<(usize, String)> {
    let is = |name: &str| names::is_one(names, name);
    let fields = task.fields.iter().filter(|field| is(&field.name));
    let sections = task.sections.iter().filter(|section| is(&section.name));
    let items = sections.flat_map(|section| &section.items);
    let fields = fields.map(|field| (field.line, field.value.clone()));
    fields.chain(items.map(|item| (item.line, item.text.clone()))).collect()
}

/// Everything in a text that is shaped as an id, whatever its prefix.
fn shaped(ids: &IdForm, text: &str) -> Vec<IdMatch> {
    let bytes = text.as_bytes();
    let word = |at: usize| {
        bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let mut found: Vec<IdMatch> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let free = at == 0 || !word(at - 1);
        match free.then(|| ids.at(bytes, at)).flatten() {
            Some(hit) if hit.end > at && !word(hit.end) => {
                at = hit.end;
                found.push(hit);
            }
            _ => at += 1,
        }
    }
    found
}
