//! What the processes of a crowd said, held against itself and against the boards.

use std::collections::{BTreeMap, BTreeSet};

use flow_core::journal::Logged;
use serde_json::Value;

use super::town::{STAGES, TASKS, Town, id, read, text};

/// A move that was told as made, or stands in the journal as made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its number.
    pub seq: u64,
    /// The task.
    pub id: String,
    /// From this stage.
    pub from: String,
    /// To this one.
    pub to: String,
}

impl Made {
    /// Reads what a command told.
    pub fn told(data: &Value) -> Option<Self> {
        let word = |name: &str| data[name].as_str().map(str::to_owned);
        data["applied"].as_bool().filter(|&applied| applied)?;
        Some(Self {
            seq: data["seq"].as_u64()?,
            id: word("id")?,
            from: word("from")?,
            to: word("to")?,
        })
    }

    fn logged(logged: &Logged) -> Self {
        let entry = &logged.entry;
        let (id, from, to) = (entry.id.clone(), entry.from.clone(), entry.to.clone());
        Self { seq: entry.seq, id, from, to }
    }
}

/// Holds all moves that were told against the journal and the boards. `killed` is how many
/// processes were killed: so many moves may have been made without being told.
///
/// # Errors
/// With the law that was broken.
pub fn audit(
    town: &Town,
    told: Vec<Made>,
    journal: &[Logged],
    killed: usize,
) -> Result<(), String> {
    let mut moves: BTreeMap<u64, Made> = BTreeMap::new();
    for made in told {
        let seq = made.seq;
        if let Some(other) = moves.insert(seq, made.clone()) {
            return Err(format!("two were told the same number: {other:?} and {made:?}"));
        }
    }
    let numbers: BTreeSet<u64> = journal.iter().map(|logged| logged.entry.seq).collect();
    let mut untold = 0;
    for logged in journal {
        let entry = Made::logged(logged);
        if !logged.is_settled() {
            return Err(format!("left half done: {entry:?}"));
        }
        match moves.get(&entry.seq) {
            Some(made) if *made != entry || logged.is_rolled_back() => {
                return Err(format!("told {made:?}, and the journal has {logged:?}"));
            }
            Some(_) => {}
            None if logged.is_rolled_back() => {}
            None => {
                untold += 1;
                moves.insert(entry.seq, entry);
            }
        }
    }
    if untold > killed {
        return Err(format!("{untold} moves were made that nobody was told of, {killed} killed"));
    }
    // Each number is given once, and none is left out.
    let first = numbers.first().copied().unwrap_or(1);
    let gap = (1..).zip(moves.keys().filter(|&&seq| seq < first)).find(|(want, seq)| want != *seq);
    if let Some((want, seq)) = gap {
        return Err(format!("number {want} is missing before {seq}"));
    }
    let last = numbers.last().copied().unwrap_or_default();
    if (first..=last).any(|seq| !numbers.contains(&seq)) || moves.keys().any(|&seq| seq > last) {
        return Err(format!("the journal has gaps between {first} and {last}, or is behind"));
    }
    follow(town, moves.into_values())
}

/// Follows every task through all its moves: each begins where the one before it ended, no stage is
/// ever over its limit, and the boards show the last.
fn follow(town: &Town, moves: impl Iterator<Item = Made>) -> Result<(), String> {
    let mut stages: BTreeMap<String, String> =
        (0..TASKS).map(|nth| (id(nth), STAGES[0].name.to_owned())).collect();
    for made in moves {
        let stage = stages.get_mut(&made.id).ok_or(format!("nobody knows {}", made.id))?;
        if *stage != made.from {
            return Err(format!("{made:?}, but it was in {stage}: an update was lost"));
        }
        stage.clone_from(&made.to);
        over(|name| stages.values().filter(|stage| *stage == name).count())
            .map_err(|what| format!("with {made:?}: {what}"))?;
    }
    let texts = town.texts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut seen = BTreeSet::new();
    for (stage, read) in STAGES.iter().zip(read(&town.look()?)?) {
        for (id, found) in &read.cards {
            if !seen.insert(id.clone()) || stages.get(id).map(String::as_str) != Some(stage.name) {
                return Err(format!(
                    "{id} stands in {} and is in {:?}",
                    stage.name,
                    stages.get(id)
                ));
            }
            let wanted = text(id, texts.edits.get(id).copied().unwrap_or_default());
            if *found != wanted {
                return Err(format!("{id} has another text\n was {wanted:?}\n is  {found:?}"));
            }
        }
        let wanted = &texts.prose[stage.board];
        if read.prose != *wanted {
            return Err(format!(
                "{}: beside the cards {:?}, not {wanted:?}",
                stage.board, read.prose
            ));
        }
        let counter = format!("**Active: {}/{}**", read.cards.len(), stage.limit);
        if read.counter.as_ref().is_some_and(|found| *found != counter) {
            return Err(format!("{} says {:?}, not {counter}", stage.board, read.counter));
        }
    }
    if seen.len() == TASKS { Ok(()) } else { Err(format!("{} of {TASKS} cards", seen.len())) }
}

/// Whether a stage holds more cards than it may.
///
/// # Errors
/// With that stage.
pub fn over(count: impl Fn(&str) -> usize) -> Result<(), String> {
    match STAGES.iter().find(|stage| count(stage.name) > stage.limit) {
        Some(stage) => Err(format!("{} is over its limit of {}", stage.name, stage.limit)),
        None => Ok(()),
    }
}
