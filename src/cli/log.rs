//! `flow log`: the past moves.

use std::collections::BTreeSet;

use flow_core::flow::Flow;
use flow_core::journal::Logged;
use flow_core::plan::MoveKind;

use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::history::{PastMove, PastMoves};

/// Show past moves, the newest first
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow log -n 5
  flow log PERF-007      the moves of one task")]
pub struct Args {
    /// Only this task's
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// How many
    #[arg(short = 'n', value_name = "N", default_value_t = 20)]
    number: usize,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow) -> Result<Outcome, Failure> {
    let all = flow.log()?;
    let undoes = |logged: &&Logged| logged.entry.kind == MoveKind::Undo && !logged.is_rolled_back();
    let undone: BTreeSet<u64> =
        all.iter().filter(undoes).filter_map(|logged| logged.entry.reverts).collect();
    let wanted = match &args.id {
        Some(asked) => Some(asked_for(flow, &all, asked)?),
        None => None,
    };
    let is_wanted = |logged: &&Logged| {
        wanted
            .as_ref()
            .is_none_or(|id| flow.workflow().ids.read(&logged.entry.id).as_ref() == Some(id))
    };
    let entries = all.iter().rev().filter(is_wanted).take(args.number);
    let entries = entries.map(|logged| past(logged, &undone)).collect();
    Ok(Outcome::new("log", PastMoves(entries)))
}

/// The id that is meant; it need not stand on any board any more.
fn asked_for(flow: &Flow, all: &[Logged], asked: &str) -> Result<flow_core::id::TaskId, Failure> {
    let ids: Vec<_> =
        all.iter().filter_map(|logged| flow.workflow().ids.read(&logged.entry.id)).collect();
    match flow_core::id::resolve(asked, ids.iter()) {
        flow_core::id::Resolution::One(id) => Ok(id),
        _ => Ok(flow_core::plan::resolve(&flow.look()?, asked)
            .map_err(flow_core::flow::FlowError::from)?),
    }
}

fn past(logged: &Logged, undone: &BTreeSet<u64>) -> PastMove {
    let entry = logged.entry.clone();
    PastMove {
        undone: undone.contains(&entry.seq),
        state: if logged.is_rolled_back() {
            "taken-back"
        } else if logged.is_done() {
            "done"
        } else {
            "pending"
        },
        seq: entry.seq,
        at: entry.at,
        actor: entry.actor,
        kind: entry.kind,
        id: entry.id,
        title: entry.title,
        from: entry.from,
        to: entry.to,
        why: entry.why,
        gates: entry.gates,
        reverts: entry.reverts,
    }
}
