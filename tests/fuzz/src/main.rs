//! Runs the fuzz targets and the mutated boards; see `docs/fuzzing.md`.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use flow_fuzz::driver::{Finding, Target, Until, Watched, check, fuzz};
use flow_fuzz::mutants::{Mutant, Totals};
use flow_fuzz::targets::{TARGETS, corpus};
use flow_fuzz::{boards, results};
use serde_json::json;

const USAGE: &str = "\
flow-fuzz TARGET [--minutes N] [--seed N] [--results FILE]   one of: board form config journal id convert
flow-fuzz all [--minutes N] [--seed N] [--results FILE]      every target, each for so long
flow-fuzz mutants [--count N] [--seed N] [--results FILE]    damaged boards; each seed is a case of its own
flow-fuzz replay TARGET FILE                                 one input again
";

/// An input that takes longer than this many seconds is taken for one that never ends.
const ENDLESS: u64 = 30;

type Outcome = Result<bool, Box<dyn Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

#[derive(Default)]
struct Options {
    words: Vec<String>,
    minutes: Option<f64>,
    seed: Option<u64>,
    count: Option<u64>,
    results: Option<PathBuf>,
}

fn run() -> Outcome {
    let mut options = Options::default();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--minutes" => options.minutes = Some(value()?.parse()?),
            "--seed" => options.seed = Some(value()?.parse()?),
            "--count" => options.count = Some(value()?.parse()?),
            "--results" => options.results = Some(value()?.into()),
            _ => options.words.push(arg),
        }
    }
    let words: Vec<&str> = options.words.iter().map(String::as_str).collect();
    match words[..] {
        ["all"] => sweep(&TARGETS.iter().collect::<Vec<_>>(), &options),
        ["mutants"] => mutants(&options),
        ["replay", name, file] => replay(target(name)?, file),
        [name] => sweep(&[target(name)?], &options),
        _ => Err(USAGE.into()),
    }
}

fn target(name: &str) -> Result<&'static Target, String> {
    TARGETS.iter().find(|target| target.name == name).ok_or_else(|| USAGE.to_owned())
}

fn say(line: &str) {
    // Nobody may be listening any more; the results file is what counts.
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn replay(target: &Target, file: &str) -> Outcome {
    let law = check(target, &std::fs::read(file)?);
    say(&law.as_ref().map_or_else(Clone::clone, |signature| format!("holds ({signature:016x})")));
    Ok(law.is_ok())
}

/// How many threads work at once.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Runs targets, as many at once as there are cores.
fn sweep(targets: &[&'static Target], options: &Options) -> Outcome {
    let (next, well) = (AtomicUsize::new(0), AtomicBool::new(true));
    let failed = std::thread::scope(|scope| {
        let work = || -> Result<(), String> {
            while let Some(target) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
                if !one(target, options).map_err(|error| format!("{}: {error}", target.name))? {
                    well.store(false, Ordering::Relaxed);
                }
            }
            Ok(())
        };
        let workers: Vec<_> = (0..cores().min(targets.len())).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()?.err()).next()
    });
    failed.map_or(Ok(well.into_inner()), |error| Err(error.into()))
}

fn one(target: &'static Target, options: &Options) -> Outcome {
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(0..1 << 32));
    let length = Duration::from_secs_f64(options.minutes.unwrap_or(10.0) * 60.0);
    let watched: &'static Watched = Box::leak(Box::default());
    std::thread::spawn(move || watch(target.name, seed, watched));
    let name = target.name;
    say(&format!("{name}: seed {seed}"));
    let until = Until::Time(Instant::now() + length);
    let report = fuzz(target, corpus(target)?, seed, until, watched, &mut |report| {
        say(&format!("{name}: {} executions, {} in the pool", report.executions, report.pool));
    });
    let rate = report.executions as f64 / report.took.as_secs_f64().max(0.001);
    say(&format!(
        "{name}: {} executions in {} s ({rate:.0}/s), pool {}, signatures {}, slowest {} ms, findings {}",
        report.executions,
        report.took.as_secs(),
        report.pool,
        report.signatures,
        report.slowest.as_millis(),
        usize::from(report.finding.is_some()),
    ));
    if let Some(file) = &options.results {
        results::append(file, &results::fuzzed(target, seed, &report))?;
    }
    if let Some(finding) = &report.finding {
        let file = results::keep(name, seed, finding)?;
        say(&format!("{name}: {}\nkept in {}", finding.message, file.display()));
    }
    Ok(report.finding.is_none())
}

/// Sees to it that each input comes to an end: one that does not is a finding, and nothing but ending the
/// process ends it.
fn watch(name: &str, seed: u64, watched: &Watched) {
    let mut stuck = (0, 0);
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let (execution, input) = watched.now();
        stuck = if stuck.0 == execution { (execution, stuck.1 + 1) } else { (execution, 0) };
        // An empty pool of work stands still as well: between the targets of a sweep.
        if stuck.1 == ENDLESS && check_again(name, &input) {
            let finding = Finding { input, message: "it does not end".into() };
            let kept = results::keep(name, seed, &finding);
            say(&format!("{name}: does not end; kept: {kept:?}"));
            std::process::exit(1);
        }
    }
}

/// Whether an input really does not end, tried on a thread of its own.
fn check_again(name: &str, input: &[u8]) -> bool {
    let Ok(target) = target(name) else { return false };
    let input = input.to_vec();
    let again = std::thread::spawn(move || drop(check(target, &input)));
    for _ in 0..ENDLESS {
        std::thread::sleep(Duration::from_secs(1));
        if again.is_finished() {
            return false;
        }
    }
    true
}

/// Damaged boards, on every core.
fn mutants(options: &Options) -> Outcome {
    let seed = options.seed.unwrap_or(0);
    let count = options.count.unwrap_or(100_000);
    let (samples, real) = (boards::samples()?, boards::real());
    let (next, totals, lost) = (AtomicU64::new(0), Totals::default(), AtomicU64::new(0));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let work = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                // Ten losses tell as much as a thousand.
                if index >= count || lost.load(Ordering::Relaxed) >= 10 {
                    return;
                }
                let mutant = Mutant::of(seed + index, &samples, real);
                match mutant.travel() {
                    Ok(tale) => totals.add(&tale),
                    Err(message) => {
                        lost.fetch_add(1, Ordering::Relaxed);
                        let finding = Finding { input: mutant.input(), message };
                        let kept = results::keep("mutant", seed + index, &finding);
                        say(&format!("seed {}: {}\nkept: {kept:?}", seed + index, finding.message));
                    }
                }
                if (index + 1) % 50_000 == 0 {
                    say(&format!("mutants: {} of {count}", index + 1));
                }
            }
        };
        for _ in 0..cores() {
            scope.spawn(work);
        }
    });
    let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let lost = get(&lost);
    let line = json!({
        "sweep": "mutants",
        "seed": seed,
        "count": get(&totals.tried) + lost,
        "lost": lost,
        "moves": get(&totals.moves),
        "moved": get(&totals.moved),
        "refused": get(&totals.refused),
        "idle": get(&totals.idle),
        "samples": samples.len(),
        "real": real.len(),
        "seconds": begun.elapsed().as_secs(),
        "at": results::now(),
    });
    say(&line.to_string());
    if let Some(file) = &options.results {
        results::append(file, &line)?;
    }
    Ok(lost == 0)
}
