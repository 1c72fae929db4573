//! `counter` and `limit`: how many cards there are, and how many there may be.

use std::collections::BTreeMap;

use super::{Problem, is_conflicted};
use crate::board::{Board, Edit, counter_edits, counters as on_board};
use crate::snapshot::Snapshot;
use crate::workflow::{Stage, Workflow};

/// The stages whose cards can be counted, with their boards and the number of live cards.
fn counted<'a>(
    workflow: &'a Workflow,
    snapshot: &'a Snapshot,
) -> impl Iterator<Item = (&'a Stage, &'a Board, usize)> {
    workflow.stages.iter().filter_map(|stage| {
        let board = snapshot.first_board_of(stage)?;
        let count = snapshot.count(&stage.name);
        let known = board.faults.is_empty() && !is_conflicted(snapshot, &board.path);
        known.then_some((stage, board, count))
    })
}

/// Counters that do not tell the truth. Where something on the board is no card that was meant as one,
/// or hides what comes after it, the truth is known only when that is settled.
pub(super) fn counters(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let mut found = Vec::new();
    for (stage, board, count) in counted(workflow, snapshot) {
        let edits = counter_edits(board, stage, count).into_iter();
        let edits: BTreeMap<usize, Edit> = edits.map(|edit| (edit.range.start, edit)).collect();
        for counter in on_board(board, stage) {
            let Some(at) = counter.numbers.first().map(|(_, range, _)| range.start) else {
                continue;
            };
            let (start, end) = (board.lines.start_of(at), board.lines.end_of(at));
            let mut text = board.text[start..end].to_owned();
            let (mut wrong, mut mends) = (Vec::new(), Vec::new());
            for (name, range, says) in counter.numbers.iter().rev() {
                let Some(edit) = edits.get(&range.start) else { continue };
                text.replace_range(range.start - start..range.end - start, &edit.new);
                mends.push((board.path.clone(), edit.clone()));
                wrong.push(match name.as_str() {
                    "count" => format!("{says} cards, but {} has {count}", stage.name),
                    _ => format!("a limit of {says}, but workflow.toml says {}", edit.new),
                });
            }
            if wrong.is_empty() {
                continue;
            }
            wrong.reverse();
            let message = format!("the counter tells of {}", wrong.join("; and of "));
            let text = text.trim_start_matches('\u{feff}').trim();
            let fix = format!("write `{text}` on {}:{}", board.path, counter.line);
            let problem = Problem::error("counter", message, fix).at(&board.path, counter.line);
            let known = board.strangers.is_empty() && board.outline.unclosed.is_empty();
            found.push(problem.mended_by(if known { mends } else { Vec::new() }));
        }
    }
    found
}

/// Stages that hold more than they may.
pub(super) fn limits(workflow: &Workflow, snapshot: &Snapshot) -> Vec<Problem> {
    let full = counted(workflow, snapshot).filter_map(|(stage, board, count)| {
        let limit = stage.limit.filter(|&limit| count > limit as usize)?;
        let over = count - limit as usize;
        let cards = if over == 1 { "card" } else { "cards" };
        let message = format!("{} has {count} cards, and its limit is {limit}", stage.name);
        let fix = format!(
            "move {over} {cards} on with `flow advance ID --from {name}`, or write `limit = {count}` \
             for stage {name} in workflow.toml",
            name = stage.name
        );
        let heading = board.zone_of(&stage.name).and_then(|zone| zone.heading.as_ref());
        let line = heading.map(|heading| board.lines.number(heading.start));
        Some(Problem::error("limit", message, fix).at(&board.path, line))
    });
    full.collect()
}
