//! Crowds: many processes of the shipped flow at once, on the same tasks and on different ones, in
//! several worktrees of one repository, with limits, with people who edit, and with kills.
//!
//! One trial is a town that is built anew, and some hundred moves in it. What every process said is
//! held against itself, the journal and the boards; and somebody watches the boards all the while.

mod ledger;
mod town;

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use flow_core::fs::Disk;
use flow_core::journal::Journal;
use serde_json::Value;

use crate::results::Tally;
use crate::sweep::Sweep;
use ledger::{Made, audit, over};
use town::{STAGES, TASKS, Town, id, read, text};

/// How many moves are made in one town.
pub const MOVES: u64 = 1280;

/// The sweep.
pub struct Crowd {
    flow: PathBuf,
    processes: usize,
    moves: u64,
}

impl Crowd {
    /// So many processes at once make so many moves in each town.
    pub fn new(flow: PathBuf, processes: usize, moves: u64) -> Self {
        Self { flow, processes, moves }
    }
}

/// What is shared by all that are at work in a town.
struct Square<'a> {
    town: &'a Town,
    /// Moves that are still to be made.
    left: AtomicU64,
    /// Whether all is over.
    over: AtomicBool,
    /// Whether some are killed; nobody edits then, since a person waits for the lock only.
    kills: bool,
    heard: Mutex<Heard>,
}

/// What was heard.
#[derive(Default)]
struct Heard {
    told: Vec<Made>,
    killed: usize,
    tally: Tally,
    findings: Vec<String>,
}

impl Sweep for Crowd {
    type Hand = PathBuf;

    fn name(&self) -> String {
        format!("crowd of {:02}", self.processes)
    }

    fn total(&self) -> Option<u64> {
        None
    }

    fn batch(&self) -> u64 {
        1
    }

    fn workers(&self) -> usize {
        1
    }

    fn hand(&self, scratch: &Path) -> Result<PathBuf, String> {
        Ok(scratch.to_owned())
    }

    fn trial(&self, hand: &mut PathBuf, number: u64, tally: &mut Tally) -> Result<(), String> {
        let (has_git, kills) = (number.is_multiple_of(2), number % 4 == 3);
        let town = Town::build(&hand.join("town"), &self.flow, has_git)?;
        // What the killed did not tell is in the journal, as far as that reaches back.
        let moves = if kills { self.moves.min(600) } else { self.moves };
        let square = Square {
            town: &town,
            left: AtomicU64::new(moves),
            over: AtomicBool::new(false),
            kills,
            heard: Mutex::default(),
        };
        let begun = Instant::now();
        std::thread::scope(|scope| {
            let flows: Vec<_> = (0..self.processes)
                .map(|nth| {
                    let random = fastrand::Rng::with_seed((number << 16) + nth as u64);
                    let square = &square;
                    scope.spawn(move || square.work(random))
                })
                .collect();
            scope.spawn(|| square.watch());
            scope.spawn(|| square.edit(fastrand::Rng::with_seed(number)));
            for flow in flows {
                let _ = flow.join();
            }
            square.over.store(true, Ordering::Relaxed);
        });
        let took = begun.elapsed();
        let heard = square.heard.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        tally.add(&heard.tally);
        if !kills {
            // For moves a second: kills waste the time of others.
            tally.more("calm moves", heard.told.len() as u64);
            tally.more("calm ms", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        }
        if let Some(first) = heard.findings.first() {
            return Err(format!("{first}\n({} findings)", heard.findings.len()));
        }
        settled(&town, heard, tally)
    }
}

/// Holds a town in which nobody is at work any more to the laws.
fn settled(town: &Town, heard: Heard, tally: &mut Tally) -> Result<(), String> {
    if heard.killed > 0 {
        let output = town.flow(0, &["advance", "TASK-999"]).output();
        let code = output.as_ref().ok().and_then(|output| output.status.code());
        if code != Some(1) {
            return Err(format!("the recovery failed: {output:?}"));
        }
    }
    let journal = Journal::new(&town.state(), Disk::default());
    let pages = journal.all().map_err(|error| error.to_string())?;
    if let Some((seq, error)) = pages.unreadable.first() {
        return Err(format!("entry {seq}: {error}"));
    }
    audit(town, heard.told, &pages.entries, heard.killed)?;
    let checked = town.flow(0, &["check", "--json"]).output();
    let checked = checked.map_err(|error| error.to_string())?;
    let data = document(&checked)?["data"].take();
    if data["errors"] != 0 || data["warnings"] != 0 {
        return Err(format!("flow check finds {data}"));
    }
    let left = town.leftovers();
    if !left.is_empty() {
        return Err(format!("left behind: {left:?}"));
    }
    tally.one("towns in order");
    Ok(())
}

/// The one document that a command prints.
fn document(output: &Output) -> Result<Value, String> {
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{error}: {output:?}"))
}

impl Square<'_> {
    fn hear(&self, what: impl FnOnce(&mut Heard)) {
        what(&mut self.heard.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }

    fn found(&self, what: String) {
        self.hear(|heard| heard.findings.push(what));
        // What was found does not get better by going on.
        self.left.store(0, Ordering::Relaxed);
    }

    fn is_on(&self) -> bool {
        self.left.load(Ordering::Relaxed) > 0
    }

    /// Gives one command after the other.
    fn work(&self, mut random: fastrand::Rng) {
        while self.is_on() {
            // Half of all commands want the same few tasks.
            let many = if random.bool() { 4 } else { TASKS };
            let id = id(random.usize(..many));
            let args: &[&str] = match random.u8(..20) {
                0..=9 => &["advance", &id, "--json"],
                10..=14 => &["back", &id, "--why", "it rains", "--json"],
                15..=16 => &["undo", "--json"],
                17 => &["list", "--json"],
                18 => &["check", "--json"],
                _ => &["log", "-n", "3", "--json"],
            };
            if let Err(finding) = self.command(args, &mut random) {
                self.found(format!("flow {args:?}: {finding}"));
            }
        }
    }

    fn command(&self, args: &[&str], random: &mut fastrand::Rng) -> Result<(), String> {
        let mut command = self.town.flow(random.usize(..), args);
        let begun = Instant::now();
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        if self.kills && random.u8(..4) == 0 {
            std::thread::sleep(Duration::from_micros(random.u64(..60_000)));
            // Not yet waited for, so the number is still its own.
            let _ = child.kill();
        }
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        let took = begun.elapsed();
        let Some(code) = output.status.code() else {
            self.hear(|heard| {
                heard.killed += 1;
                heard.tally.one("killed");
            });
            return Ok(());
        };
        let mut said = document(&output)?;
        let error = said["error"]["code"].as_str().unwrap_or_default().to_owned();
        let told = match (code, args[0]) {
            (0, "list") => once_each(&said["data"])?,
            (0, "check") if said["data"]["errors"] == 0 => "looked".to_owned(),
            (0, "log") => "looked".to_owned(),
            (0, "advance" | "back" | "undo") => {
                let made = Made::told(&said["data"].take()).ok_or("it does not say what it did")?;
                let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    Some(left.saturating_sub(1))
                });
                self.hear(|heard| {
                    heard.told.push(made);
                    heard.tally.time("a move", took);
                });
                "made".to_owned()
            }
            (3, "advance" | "back") if ["full", "no-stage"].contains(&error.as_str()) => {
                format!("refused: {error}")
            }
            (3, "undo") if ["nothing-to-undo", "touched", "full"].contains(&error.as_str()) => {
                format!("refused: {error}")
            }
            (4, "advance" | "back" | "undo") => format!("told that it lost: {error}"),
            _ => return Err(format!("ended with {code}: {said}")),
        };
        self.hear(|heard| heard.tally.one(&told));
        Ok(())
    }

    /// Looks at the boards all the while, under no lock. Two looks that show the same have seen an
    /// instant at which all boards stood like that.
    fn watch(&self) {
        let mut before = Vec::new();
        while !self.over.load(Ordering::Relaxed) {
            let now = self.town.look().unwrap_or_else(|what| vec![what]);
            if now != before {
                before = now;
                continue;
            }
            match at_any_instant(&now) {
                Ok(()) => self.hear(|heard| heard.tally.one("looks at the boards")),
                Err(finding) => return self.found(format!("the watcher saw: {finding}")),
            }
            before.clear();
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// A person edits now and then.
    fn edit(&self, mut random: fastrand::Rng) {
        while self.is_on() && !self.kills {
            match self.town.edit(&mut random) {
                Ok(()) => self.hear(|heard| heard.tally.one("hand edits")),
                Err(finding) => self.found(format!("a person could not edit: {finding}")),
            }
            std::thread::sleep(Duration::from_millis(random.u64(20..120)));
        }
    }
}

/// What holds at every instant: each card stands somewhere, whole, and no stage is over its limit.
fn at_any_instant(boards: &[String]) -> Result<(), String> {
    let read = read(boards)?;
    over(|name| {
        let at = STAGES.iter().position(|stage| stage.name == name);
        at.map_or(0, |at| read[at].cards.len())
    })?;
    let cards = || read.iter().flat_map(|board| &board.cards);
    for (id, found) in cards() {
        let edits = found.trim_end().rsplit(' ').next().and_then(|edits| edits.parse().ok());
        if edits.is_none_or(|edits| *found != text(id, edits)) {
            return Err(format!("{id} with another text: {found:?}"));
        }
    }
    match (0..TASKS).map(id).find(|id| !cards().any(|(other, _)| other == id)) {
        Some(id) => Err(format!("{id} stands nowhere")),
        None => Ok(()),
    }
}

/// Holds a listing to what a person takes for granted: each task once.
fn once_each(data: &Value) -> Result<String, String> {
    let tasks = data["tasks"].as_array().ok_or("no tasks")?;
    let times = |id: &str| tasks.iter().filter(|task| task["id"] == id).count();
    match (0..TASKS).map(id).find(|id| times(id) != 1) {
        Some(id) => Err(format!("{id} is listed {} times", times(&id))),
        None => Ok("looked".to_owned()),
    }
}
