//! `flow show`: one task.

use clap_complete::ArgValueCompleter;
use flow_core::flow::{Flow, FlowError};
use flow_core::id::TaskId;
use flow_core::plan::{PlanError, Spot, resolve};
use flow_core::snapshot::Snapshot;
use flow_core::workflow::StageName;

use super::asked::{explained, known_stage, task_here};
use super::complete;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::Typed;
use crate::render::card::{Card, Cards, Next};

/// Show a task: its card, where it stands, and where it can go
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow show PERF-007
  flow show 7 --from todo     where the id stands twice")]
pub struct Args {
    /// The task, such as PERF-007 or just 7; inside a task's worktree it may be left out
    #[arg(value_name = "ID", add = ArgValueCompleter::new(complete::ids))]
    id: Option<String>,
    /// Only its card in this stage
    #[arg(long, value_name = "STAGE", add = ArgValueCompleter::new(complete::stages))]
    from: Option<String>,
}

/// Runs it.
pub fn run(args: Args, flow: &Flow) -> Result<Outcome, Failure> {
    if let Some(stage) = &args.from {
        known_stage(flow, stage)?;
    }
    let asked = match args.id {
        Some(id) => id,
        None => task_here(flow, "show")?,
    };
    let snapshot = flow.look()?;
    let words = |error: PlanError| explained(flow, FlowError::Plan(error), &Typed::verb("show"));
    let id = resolve(&snapshot, &asked).map_err(words)?;
    let mut cards: Vec<Card> = snapshot
        .cards_of(&id)
        .into_iter()
        .map(|(board, card)| {
            let task = board.task(card);
            let next = if task.closed { Vec::new() } else { nexts(flow, &card.id, &card.stage) };
            Card { task, text: board.slice(&card.range).to_owned(), next }
        })
        .collect();
    if cards.iter().filter(|card| !card.task.closed).count() > 1 {
        name_stages(&mut cards);
    }
    if let Some(from) = &args.from {
        let places = cards.iter().map(|card| Spot {
            stage: card.task.stage.clone(),
            board: card.task.board.clone(),
            line: card.task.line,
        });
        let places = places.collect();
        cards.retain(|card| card.task.stage.as_str() == from);
        if cards.is_empty() {
            return Err(words(PlanError::NotThere { id, from: StageName::new(from), places }));
        }
    }
    // What is under way first: it is what one wants to see.
    cards.sort_by_key(|card| {
        (card.task.closed, std::cmp::Reverse(flow.workflow().position(&card.task.stage)))
    });
    Ok(Outcome::new("show", Cards(cards)))
}

/// One card of a task, whole.
pub fn whole(flow: &Flow, snapshot: &Snapshot, id: &TaskId, stage: &StageName) -> Option<Card> {
    let cards = snapshot.cards_of(id);
    let (board, card) = cards.into_iter().find(|(_, card)| card.stage == *stage && !card.closed)?;
    let next = nexts(flow, &card.id, &card.stage);
    Some(Card { task: board.task(card), text: board.slice(&card.range).to_owned(), next })
}

/// The moves that are possible from a stage.
fn nexts(flow: &Flow, id: &flow_core::id::TaskId, from: &StageName) -> Vec<Next> {
    let workflow = flow.workflow();
    let here = workflow.position(from);
    let to = workflow.reachable(from).into_iter().filter(|to| to.name != *from);
    let next = to.filter_map(|to| {
        let transition = workflow.transition(from, &to.name)?;
        let there = workflow.position(&to.name);
        let mut command = if there > here {
            format!("flow advance {id}")
        } else {
            format!("flow back {id} --why TEXT")
        };
        // Where work may have stood aside, the way back is that by which it came.
        let may_come = workflow.stages.iter().any(|stage| stage.aside);
        let plain = match there > here {
            true => workflow.next(from),
            false => workflow.previous(from).filter(|_| !may_come),
        };
        if plain.is_none_or(|plain| plain.name != to.name) {
            command.push_str(&format!(" --to {}", to.name));
        }
        let (gates, hooks) = (transition.gates, transition.hooks);
        Some(Next { to: to.name.to_string(), gates, hooks, command })
    });
    let mut next: Vec<Next> = next.collect();
    // Onwards first.
    next.sort_by_key(|next| next.command.starts_with("flow back"));
    next
}

/// Where the id stands more than once, a command has to say which card it means. Of two in one stage none can
/// say it.
fn name_stages(cards: &mut [Card]) {
    let live = cards.iter().filter(|card| !card.task.closed);
    let stages: Vec<StageName> = live.map(|card| card.task.stage.clone()).collect();
    for card in cards {
        if stages.iter().filter(|stage| **stage == card.task.stage).count() > 1 {
            card.next.clear();
        }
        for next in &mut card.next {
            next.command.push_str(&format!(" --from {}", card.task.stage));
        }
    }
}
