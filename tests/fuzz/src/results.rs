//! What is written to disk: findings, and one line of JSON for each run.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::driver::{Finding, Report, Target};

/// Where findings go: below `target`, which is never committed.
const FINDINGS: &str = "target/fuzz-findings";

/// Adds a line to a results file.
///
/// # Errors
/// As the system says.
#[expect(clippy::disallowed_methods, reason = "a results file is the caller's own")]
pub fn append(file: &Path, line: &Value) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    file.write_all(format!("{line}\n").as_bytes())
}

/// The line for a run of a target.
pub fn fuzzed(target: &Target, seed: u64, report: &Report) -> Value {
    json!({
        "sweep": "fuzz",
        "target": target.name,
        "seed": seed,
        "seconds": report.took.as_secs(),
        "executions": report.executions,
        "pool": report.pool,
        "signatures": report.signatures,
        "slowest-ms": report.slowest.as_millis() as u64,
        "findings": u64::from(report.finding.is_some()),
        "at": now(),
    })
}

/// The time, for results.
pub fn now() -> String {
    jiff::Timestamp::now().to_string()
}

/// Keeps a finding: its input, and beside it what went wrong and how to see it again. Gives the
/// input's file.
///
/// # Errors
/// As the system says.
#[expect(clippy::disallowed_methods, reason = "below target, which is the build's own")]
pub fn keep(name: &str, seed: u64, finding: &Finding) -> io::Result<PathBuf> {
    std::fs::create_dir_all(FINDINGS)?;
    let digest = flow_core::digest::sha256(&finding.input);
    let file = Path::new(FINDINGS).join(format!("{name}-{}", &digest[..12]));
    std::fs::write(&file, &finding.input)?;
    // A damaged board is made anew from its seed; what a target was given is in the file.
    let again = match name {
        "mutant" => format!("mutants --count 1 --seed {seed}"),
        target => format!("replay {target} {}", file.display()),
    };
    let note = format!(
        "{}\n\nfound with --seed {seed}; again:\ncargo run --release -p flow-fuzz -- {again}\n",
        finding.message
    );
    std::fs::write(file.with_extension("txt"), note)?;
    Ok(file)
}
