//! The sweeps, one file each, and the command line that runs them.

pub mod boundaries;
pub mod crowd;
pub mod edits;
pub mod errors;
pub mod hostile;
pub mod kills;
mod laws;
pub mod power;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use self::boundaries::Boundaries;
use crate::results;
use crate::sweep::{Plan, Summary, Sweep, run, say};

/// Plays kills, faults, power cuts, late edits and crowds on flow, and counts what was lost.
#[derive(Parser)]
#[command(
    name = "evidence",
    after_help = "Examples:
  evidence boundaries                          kill at every boundary of every kind of transition
  evidence kills --count 10000 --results r.jsonl   go on to the ten thousandth kill
  evidence kills --from 4711 --count 1         play one trial again
  evidence table --results r.jsonl             what all sittings came to"
)]
struct Top {
    #[command(subcommand)]
    sweep: Which,
    #[command(flatten)]
    how: How,
}

#[derive(clap::Args)]
struct How {
    /// Go on to this many trials in all; with --from, make this many
    #[arg(long, value_name = "N", global = true)]
    count: Option<u64>,
    /// Begin with this trial [default: the first that the results do not hold]
    #[arg(long, value_name = "N", global = true)]
    from: Option<u64>,
    /// Make a sample: one trial of so many
    #[arg(long, value_name = "N", global = true, default_value_t = 1)]
    every: u64,
    /// Stop after this many minutes
    #[arg(long, value_name = "N", global = true)]
    minutes: Option<u64>,
    /// Work side by side [default: as many as there are processors]
    #[arg(long, value_name = "N", global = true)]
    workers: Option<usize>,
    /// Keep the results in this file, and go on where it ends
    #[arg(long, value_name = "FILE", global = true)]
    results: Option<PathBuf>,
    /// Make the repositories in this folder [default: the system's temporary one]
    #[arg(long, value_name = "DIR", global = true)]
    scratch: Option<PathBuf>,
    /// The flow to be tried, where no fault is played inside it [default: the one beside this program]
    #[arg(long, value_name = "FILE", global = true)]
    flow: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Which {
    /// Kill flow at each boundary, before and behind every act, for each kind of transition
    Boundaries,
    /// Kill flow at a boundary, and the recovery at another
    Double,
    /// Kill the shipped flow at any instant, alone or with the programs it started
    Kills,
    /// Edit the boards by hand between any two acts of flow
    Edits,
    /// Have each act of each kind of transition, and of its recovery, fail in every way
    Errors,
    /// Cut the power at any moment, and leave what a disk may leave
    Power,
    /// Let many processes of the shipped flow work at once; a trial is a town of many moves
    Crowd {
        /// How many processes at once
        #[arg(long, value_name = "N", default_value_t = 64)]
        processes: usize,
        /// Go on to this many moves in all
        #[arg(long, value_name = "N", default_value_t = 64_000)]
        moves: u64,
    },
    /// Give every command in repositories that were made to harm whoever looks at them
    Hostile,
    /// Print what the results hold
    Table,
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    let Top { sweep, how } = Top::parse();
    let own = || std::env::current_exe().map_err(|error| error.to_string());
    let done = match sweep {
        Which::Boundaries => own().and_then(Boundaries::single).and_then(|sweep| how.run(&sweep)),
        Which::Double => own().and_then(Boundaries::double).and_then(|sweep| how.run(&sweep)),
        Which::Kills => how.flow().and_then(|flow| how.run(&kills::Kills::new(flow))),
        Which::Edits => own().and_then(edits::Edits::new).and_then(|sweep| how.run(&sweep)),
        Which::Errors => own().and_then(errors::Errors::new).and_then(|sweep| how.run(&sweep)),
        Which::Power => own().and_then(|program| how.run(&power::Power::new(program))),
        Which::Crowd { processes, moves } => how.flow().and_then(|flow| {
            let count = how.count.unwrap_or_else(|| moves.div_ceil(crowd::MOVES));
            How { count: Some(count), ..how }.run(&crowd::Crowd::new(
                flow,
                processes,
                crowd::MOVES.min(moves),
            ))
        }),
        Which::Hostile => how.flow().and_then(|flow| how.run(&hostile::Hostile::new(flow))),
        Which::Table => how.table(),
    };
    done.unwrap_or_else(|message| {
        say(&format!("error: {message}"));
        ExitCode::from(2)
    })
}

impl How {
    fn run<S: Sweep>(&self, sweep: &S) -> Result<ExitCode, String> {
        let plan = Plan {
            count: self.count,
            from: self.from,
            every: self.every,
            limit: self.minutes.map(|minutes| Duration::from_secs(60 * minutes)),
            workers: self.workers.unwrap_or_else(|| sweep.workers()),
            scratch: self.scratch.clone().unwrap_or_else(std::env::temp_dir),
            results: self.results.clone(),
            loud: true,
        };
        let Summary { count, tally, findings } = run(sweep, &plan)?;
        say(&format!(
            "{}: {count} trials, lost {}: {}",
            sweep.name(),
            findings.len(),
            tally.told()
        ));
        for (number, finding) in &findings {
            say(&format!("\ntrial {number} (again: --from {number} --count 1)\n{finding}"));
        }
        Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn flow(&self) -> Result<PathBuf, String> {
        if let Some(flow) = &self.flow {
            return Ok(flow.clone());
        }
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let beside = own.with_file_name("flow");
        let missing = || "there is no flow beside this program: build it, or name it with --flow";
        beside.is_file().then_some(beside).ok_or_else(|| missing().to_owned())
    }

    fn table(&self) -> Result<ExitCode, String> {
        use std::io::Write;
        let path = self.results.as_ref().ok_or("name the results: --results FILE")?;
        let table = results::table(&results::read(path));
        std::io::stdout().write_all(table.as_bytes()).map_err(|error| error.to_string())?;
        Ok(ExitCode::SUCCESS)
    }
}
