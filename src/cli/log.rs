//! `flow log`: the past moves.

use std::collections::BTreeSet;

use flow_core::flow::Flow;
use flow_core::journal::{Logged, Pages};
use flow_core::plan::MoveKind;

use super::asked::in_log;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::history::{Called, PastMove, PastMoves, Unreadable};

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
    let Pages { entries: all, unreadable } = flow.log()?;
    let undoes = |logged: &&Logged| logged.entry.kind == MoveKind::Undo && !logged.is_rolled_back();
    let undone: BTreeSet<u64> =
        all.iter().filter(undoes).filter_map(|logged| logged.entry.reverts).collect();
    let wanted = match &args.id {
        Some(asked) => Some(in_log(flow, &all, asked)?),
        None => None,
    };
    let is_wanted =
        |logged: &&Logged| wanted.as_ref().is_none_or(|id| logged.entry.is_of(id.as_str()));
    let entries = all.iter().rev().filter(is_wanted).take(args.number);
    let entries = entries.map(|logged| past(logged, &undone)).collect();
    // Whose move it was cannot be told, so that each is named.
    let unreadable = unreadable.into_iter().rev().map(|(seq, error)| Unreadable::of(seq, &error));
    Ok(Outcome::new("log", PastMoves { entries, unreadable: unreadable.collect() }))
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
        verb: entry.writing.map(|writing| writing.verb),
        given: entry.given.into_iter().map(|one| Called { from: one.from, to: one.to }).collect(),
    }
}
