//! Pairs of processes: each run of flow is followed by a run of its yardstick, so that a machine that slows
//! down slows both. The yardstick is the benchmark itself, called with `read`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a benchmark was started for.
pub enum Wanted {
    /// The yardstick, on this repository.
    Read(PathBuf),
    /// To be told that it runs at all, as by `cargo test --benches`.
    Nothing,
    /// To measure what is named so, or all.
    Measures(Vec<String>),
}

impl Wanted {
    /// Reads it off the command line.
    pub fn of_args() -> Self {
        let args: Vec<String> = std::env::args().skip(1).collect();
        match &args[..] {
            [how, root] if how == "read" => Self::Read(root.into()),
            args if args.iter().any(|arg| arg == "--test") => Self::Nothing,
            args => Self::Measures(args.iter().filter(|a| !a.starts_with('-')).cloned().collect()),
        }
    }
}

/// Whether something is named, or nothing is.
pub fn is_named(names: &[String], it: &str) -> bool {
    names.is_empty() || names.iter().any(|name| it.contains(name.as_str()))
}

/// The flow that is measured, in this folder.
pub fn flow(root: &Path) -> Command {
    let mut flow = Command::new(env!("CARGO_BIN_EXE_flow"));
    flow.current_dir(root).env("FLOW_ACTOR", "Ada").env("NO_COLOR", "1");
    flow
}

/// Runs the yardstick.
pub fn yardstick(root: &Path) -> Duration {
    timed(Command::new(std::env::current_exe().expect("a program")).arg("read").arg(root))
}

/// Commits all that is there, in a repository of its own.
pub fn commit(root: &Path) {
    let identity = ["-c", "user.name=Ada", "-c", "user.email=a@example.org"];
    for args in
        [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-q", "-m", "Begin"]]
    {
        timed(Command::new("git").current_dir(root).args(identity).args(args));
    }
}

/// How long a process takes.
pub fn timed(command: &mut Command) -> Duration {
    let begun = Instant::now();
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().expect("it runs");
    let took = begun.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    took
}

/// Measures so many pairs, and tells the medians in milliseconds, and that of the ratios.
pub fn pairs(
    runs: usize,
    ours: impl Fn(usize) -> Duration,
    theirs: impl Fn() -> Duration,
) -> String {
    let pairs: Vec<(Duration, Duration)> = (0..runs).map(|n| (ours(n), theirs())).collect();
    let ms = |side: fn(&(Duration, Duration)) -> Duration| {
        median(pairs.iter().map(|pair| side(pair).as_secs_f64() * 1000.0).collect())
    };
    let ratios = pairs.iter().map(|(ours, theirs)| ours.as_secs_f64() / theirs.as_secs_f64());
    format!(
        "{:>8.1} ms  reading {:>8.1} ms  ratio {:.2}",
        ms(|pair| pair.0),
        ms(|pair| pair.1),
        median(ratios.collect()),
    )
}

/// The one in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
