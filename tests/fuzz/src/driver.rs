//! The driver: a pool of inputs, mutated; an input that shows the target something new joins the pool.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::Law;
use crate::mutate::mutate;

/// The most inputs that a pool holds.
const POOL: usize = 20_000;

/// The most attempts to make a finding smaller.
const ATTEMPTS: usize = 5_000;

/// Something that takes any bytes and says whether the laws hold.
pub struct Target {
    /// Its name, which is also that of its corpus.
    pub name: &'static str,
    /// Whether it only takes text: then mutations are mended into UTF-8.
    pub text: bool,
    /// Words of its language.
    pub dictionary: &'static [&'static str],
    /// The target itself.
    pub run: fn(&[u8]) -> Law,
}

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// After so many executions, so that a run can be repeated exactly.
    Executions(u64),
    /// At this time.
    Time(Instant),
}

/// An input under which a law does not hold.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The input, made as small as could be.
    pub input: Vec<u8>,
    /// What went wrong.
    pub message: String,
}

/// How a run went.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Inputs tried.
    pub executions: u64,
    /// Inputs in the pool.
    pub pool: usize,
    /// Signatures seen.
    pub signatures: usize,
    /// How long it took.
    pub took: Duration,
    /// How long the slowest input took.
    pub slowest: Duration,
    /// What was found, where something was. A run ends with its first finding.
    pub finding: Option<Finding>,
}

/// The input that a run is at, for whoever watches that it ends.
#[derive(Default)]
pub struct Watched(Mutex<(u64, Vec<u8>)>);

impl Watched {
    /// The number of the execution, and its input.
    pub fn now(&self) -> (u64, Vec<u8>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, execution: u64, input: &[u8]) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        now.0 = execution;
        now.1.clear();
        now.1.extend_from_slice(input);
    }
}

/// Runs a target on its corpus, then on mutations of what is in the pool.
pub fn fuzz(
    target: &Target,
    corpus: Vec<Vec<u8>>,
    seed: u64,
    until: Until,
    watched: &Watched,
    progress: &mut dyn FnMut(&Report),
) -> Report {
    let mut rng = Rng::with_seed(seed);
    let mut run = Run {
        target,
        watched,
        pool: Vec::new(),
        seen: HashSet::new(),
        report: Report::default(),
        begun: Instant::now(),
    };
    let mut told = Instant::now();
    for input in corpus {
        run.attempt(input);
    }
    if run.pool.is_empty() {
        run.pool.push(Vec::new());
    }
    while run.report.finding.is_none() {
        let over = match until {
            Until::Executions(most) => run.report.executions >= most,
            Until::Time(end) => Instant::now() >= end,
        };
        if over {
            break;
        }
        // The youngest have been tried least.
        let pick = rng.usize(0..run.pool.len()).max(rng.usize(0..run.pool.len()));
        let other = rng.usize(0..run.pool.len());
        let input = mutate(&mut rng, &run.pool[pick], &run.pool[other], target.dictionary);
        run.attempt(match target.text {
            true => String::from_utf8_lossy(&input).into_owned().into_bytes(),
            false => input,
        });
        if told.elapsed() >= Duration::from_secs(10) {
            told = Instant::now();
            run.settle();
            progress(&run.report);
        }
    }
    run.settle();
    run.report
}

struct Run<'a> {
    target: &'a Target,
    watched: &'a Watched,
    pool: Vec<Vec<u8>>,
    seen: HashSet<u64>,
    report: Report,
    begun: Instant,
}

impl Run<'_> {
    fn attempt(&mut self, input: Vec<u8>) {
        if self.report.finding.is_some() {
            return;
        }
        self.watched.set(self.report.executions, &input);
        let begun = Instant::now();
        let law = check(self.target, &input);
        self.report.slowest = self.report.slowest.max(begun.elapsed());
        self.report.executions += 1;
        match law {
            Ok(signature) => {
                if self.seen.insert(signature) && self.pool.len() < POOL {
                    self.pool.push(input);
                }
            }
            Err(_) => self.report.finding = Some(smallest(self.target, input)),
        }
    }

    fn settle(&mut self) {
        self.report.pool = self.pool.len();
        self.report.signatures = self.seen.len();
        self.report.took = self.begun.elapsed();
    }
}

thread_local! {
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Asks a target about an input; a panic is a law that does not hold.
///
/// # Errors
/// Says which law does not hold.
pub fn check(target: &Target, input: &[u8]) -> Law {
    caught(|| (target.run)(input))
}

/// Runs what may panic, and turns a panic into an error without a word on the terminal.
///
/// # Errors
/// The panic's place and message.
pub fn caught<T>(what: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if EXPECTED.get() {
                LAST.replace(panic.to_string());
            } else {
                before(panic);
            }
        }));
    });
    EXPECTED.set(true);
    let result = catch_unwind(AssertUnwindSafe(what));
    EXPECTED.set(false);
    result.unwrap_or_else(|_| Err(LAST.take()))
}

/// Makes a finding smaller by leaving parts out, halves first, then ever smaller ones.
fn smallest(target: &Target, mut input: Vec<u8>) -> Finding {
    let mut attempts = 0;
    let mut size = input.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < input.len() && attempts < ATTEMPTS {
            attempts += 1;
            let mut less = input.clone();
            drop(less.drain(at..(at + size).min(input.len())));
            if check(target, &less).is_err() {
                input = less;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    let message = check(target, &input).err().unwrap_or_else(|| "it holds the second time".into());
    Finding { input, message }
}
