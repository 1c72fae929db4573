//! What sweeps found, kept from sitting to sitting: one JSON line for each batch of trials.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Counts of what happened, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally(BTreeMap<String, u64>);

/// How finely times are kept, in microseconds.
const STEP: u64 = 500;

impl Tally {
    /// Counts one.
    pub fn one(&mut self, what: &str) {
        self.more(what, 1);
    }

    /// Counts several.
    pub fn more(&mut self, what: &str, count: u64) {
        *self.0.entry(what.to_owned()).or_default() += count;
    }

    /// Keeps a time.
    pub fn time(&mut self, what: &str, took: Duration) {
        let steps = u64::try_from(took.as_micros()).unwrap_or(u64::MAX) / STEP;
        self.one(&format!("{what} @{steps:06}"));
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        for (what, count) in &other.0 {
            self.more(what, *count);
        }
    }

    /// A count.
    pub fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or_default()
    }

    /// The time that this share (0 to 1) of the times does not exceed, in milliseconds.
    pub fn quantile(&self, what: &str, share: f64) -> Option<f64> {
        let prefix = format!("{what} @");
        let times =
            || self.0.iter().filter_map(|(name, n)| Some((name.strip_prefix(&prefix)?, *n)));
        let all: u64 = times().map(|(_, count)| count).sum();
        let wanted = (all as f64 * share).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (step, count) in times() {
            seen += count;
            if seen >= wanted {
                let step: u64 = step.parse().ok()?;
                return Some(((step + 1) * STEP) as f64 / 1000.0);
            }
        }
        None
    }

    /// Every count, times apart, in words.
    pub fn told(&self) -> String {
        let mut told = String::new();
        let timed: BTreeSet<&str> =
            self.0.keys().filter_map(|name| Some(name.split_once(" @")?.0)).collect();
        for (what, count) in self.0.iter().filter(|(name, _)| !name.contains(" @")) {
            let _ = write!(told, "{}{what} {count}", if told.is_empty() { "" } else { ", " });
        }
        for what in timed {
            let at = |share| self.quantile(what, share).unwrap_or_default();
            let (median, high, most) = (at(0.5), at(0.99), at(1.0));
            let _ = write!(told, "; {what} p50 {median} ms, p99 {high} ms, longest {most} ms");
        }
        told
    }
}

/// A batch of trials.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Batch {
    /// The sweep.
    pub sweep: String,
    /// The first trial's number.
    pub from: u64,
    /// How many trials.
    pub count: u64,
    /// How many found that a law was broken.
    pub lost: u64,
    /// What happened in them.
    pub tally: Tally,
    /// When, as RFC 9557 has it.
    pub at: String,
}

/// Adds a batch to a file of results.
///
/// # Errors
/// When the file cannot be written.
pub fn append(path: &Path, batch: &Batch) -> io::Result<()> {
    let mut line = serde_json::to_vec(batch)?;
    line.push(b'\n');
    OpenOptions::new().create(true).append(true).open(path)?.write_all(&line)
}

/// Every batch of a file; none where there is no file.
pub fn read(path: &Path) -> Vec<Batch> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The number of the first trial of a sweep that was not made yet.
pub fn next(batches: &[Batch], sweep: &str) -> u64 {
    let of = batches.iter().filter(|batch| batch.sweep == sweep);
    of.map(|batch| batch.from + batch.count).max().unwrap_or_default()
}

/// All sweeps, a line each.
pub fn table(batches: &[Batch]) -> String {
    let mut sums: BTreeMap<&str, (u64, u64, Tally)> = BTreeMap::new();
    for batch in batches {
        let (count, lost, tally) = sums.entry(&batch.sweep).or_default();
        *count += batch.count;
        *lost += batch.lost;
        tally.add(&batch.tally);
    }
    let mut text =
        String::from("| sweep | trials | lost | what happened |\n| --- | ---: | ---: | --- |\n");
    for (sweep, (count, lost, tally)) in sums {
        let _ = writeln!(text, "| {sweep} | {count} | {lost} | {} |", tally.told());
    }
    text
}
