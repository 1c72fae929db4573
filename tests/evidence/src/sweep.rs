//! Runs the trials of a sweep, side by side and in batches.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::results::{self, Batch, Tally};

/// A row of trials, each told by its number.
pub trait Sweep: Sync {
    /// What one worker works with; made once, in a folder of its own.
    type Hand: Send;

    /// The sweep's name.
    fn name(&self) -> String;

    /// How many trials there are; `None` where there is no end.
    fn total(&self) -> Option<u64>;

    /// How many trials are between two lines of results.
    fn batch(&self) -> u64 {
        BATCH
    }

    /// How many workers it takes, where the plan does not say.
    fn workers(&self) -> usize {
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
    }

    /// Gets a worker ready.
    ///
    /// # Errors
    /// When that fails.
    fn hand(&self, scratch: &Path) -> Result<Self::Hand, String>;

    /// Makes one trial.
    ///
    /// # Errors
    /// With what was found, where a law was broken.
    fn trial(&self, hand: &mut Self::Hand, number: u64, tally: &mut Tally) -> Result<(), String>;
}

/// How a sweep is run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many trials, counted from the first of all; `None`: to the end.
    pub count: Option<u64>,
    /// The first trial; where there is a file of results, the first that it does not hold.
    pub from: Option<u64>,
    /// Every how many trials one is made; 1 for all. A sample is kept out of the results.
    pub every: u64,
    /// For how long, at most.
    pub limit: Option<Duration>,
    /// How many workers.
    pub workers: usize,
    /// Where repositories are made.
    pub scratch: PathBuf,
    /// Where results are kept.
    pub results: Option<PathBuf>,
    /// Whether to tell how far it is.
    pub loud: bool,
}

/// What a sweep came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// Trials made.
    pub count: u64,
    /// What happened.
    pub tally: Tally,
    /// What was found: each with the number of its trial.
    pub findings: Vec<(u64, String)>,
}

/// So many, where a trial is short.
const BATCH: u64 = 200;
/// A sweep that finds more than this has found enough.
const ENOUGH: usize = 10;

/// Runs a sweep.
///
/// # Errors
/// When it cannot be run at all.
pub fn run<S: Sweep>(sweep: &S, plan: &Plan) -> Result<Summary, String> {
    let batches = plan.results.as_deref().map(results::read).unwrap_or_default();
    let name = sweep.name();
    let begin = plan.from.unwrap_or_else(|| results::next(&batches, &name));
    // A count is of all trials there are to be; behind a given first one, of those from there on.
    let wanted = plan.count.map(|count| if plan.from.is_some() { begin + count } else { count });
    let end = wanted.into_iter().chain(sweep.total()).min().unwrap_or(u64::MAX);
    let workers =
        plan.workers.max(1).min(usize::try_from(end.saturating_sub(begin)).unwrap_or(1).max(1));
    let scratch = tempfile::Builder::new().prefix("evidence-").tempdir_in(&plan.scratch);
    let scratch = scratch.map_err(|error| format!("{}: {error}", plan.scratch.display()))?;
    let mut hands = Vec::new();
    for worker in 0..workers {
        let folder = scratch.path().join(format!("{worker}"));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        hands.push(sweep.hand(&folder)?);
    }
    let every = plan.every.max(1);
    let begun = Instant::now();
    let mut summary = Summary::default();
    let mut from = begin;
    while from < end
        && summary.findings.len() < ENOUGH
        && plan.limit.is_none_or(|l| begun.elapsed() < l)
    {
        let upto = end.min(from + sweep.batch());
        let (tally, findings) = batch(sweep, &mut hands, every, (from, upto));
        if let Some(path) = plan.results.as_ref().filter(|_| every == 1) {
            let batch = Batch {
                sweep: name.clone(),
                from,
                count: upto - from,
                lost: findings.len() as u64,
                tally: tally.clone(),
                at: jiff::Timestamp::now().to_string(),
            };
            results::append(path, &batch)
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
        summary.count += upto.div_ceil(every) - from.div_ceil(every);
        summary.tally.add(&tally);
        if plan.loud {
            // Told at once: the end may be hours away.
            findings
                .iter()
                .for_each(|(number, what)| say(&format!("{name}, trial {number}: {what}")));
        }
        summary.findings.extend(findings);
        from = upto;
        if plan.loud {
            say(&format!(
                "{name}: {from} of {end}, lost {}, {:.0?}",
                summary.findings.len(),
                begun.elapsed()
            ));
        }
    }
    // One trial that was played again is there to be looked at.
    if plan.loud && summary.count == 1 && !summary.findings.is_empty() {
        say(&format!("what it left is in {}", scratch.keep().display()));
    }
    Ok(summary)
}

/// Says a line on standard error.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn batch<S: Sweep>(
    sweep: &S,
    hands: &mut [S::Hand],
    every: u64,
    (from, upto): (u64, u64),
) -> (Tally, Vec<(u64, String)>) {
    let next = AtomicU64::new(from.next_multiple_of(every));
    let found = Mutex::new((Tally::default(), Vec::new()));
    std::thread::scope(|scope| {
        for hand in hands {
            scope.spawn(|| {
                let mut tally = Tally::default();
                let mut findings = Vec::new();
                loop {
                    let number = next.fetch_add(every, Ordering::Relaxed);
                    if number >= upto {
                        break;
                    }
                    if let Err(finding) = sweep.trial(hand, number, &mut tally) {
                        findings.push((number, finding));
                    }
                }
                let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                found.0.add(&tally);
                found.1.extend(findings);
            });
        }
    });
    found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}
