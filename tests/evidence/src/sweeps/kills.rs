//! Kills at any instant: the shipped flow is killed by the clock, alone or with every program that
//! it started.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::laws::{made, recovered};
use crate::ground::{Ground, Kind, Said};
use crate::picture::locks;
use crate::results::Tally;
use crate::sweep::Sweep;

/// The sweep.
pub struct Kills {
    flow: PathBuf,
}

impl Kills {
    /// Kills of this flow.
    pub fn new(flow: PathBuf) -> Self {
        Self { flow }
    }
}

/// A ground, and how long its transition takes.
pub struct Timed {
    ground: Ground,
    takes: Duration,
}

impl Sweep for Kills {
    type Hand = Vec<Timed>;

    fn name(&self) -> String {
        "kills".into()
    }

    fn total(&self) -> Option<u64> {
        None
    }

    fn hand(&self, scratch: &Path) -> Result<Vec<Timed>, String> {
        let timed = |kind: Kind| {
            let ground = Ground::build(kind, scratch, &self.flow)?;
            let begun = Instant::now();
            let said = ground.play(None);
            let takes = begun.elapsed();
            made(&ground, &said)?;
            Ok(Timed { ground, takes })
        };
        Kind::ALL.into_iter().map(timed).collect()
    }

    fn trial(&self, hand: &mut Vec<Timed>, number: u64, tally: &mut Tally) -> Result<(), String> {
        let mut random = fastrand::Rng::with_seed(number);
        let at = random.usize(..hand.len());
        let Timed { ground, takes } = &mut hand[at];
        ground.reset();
        // A little past the end, so that the last steps are met as well.
        let delay = takes.mul_f64(random.f64() * 1.1);
        let whole_group = random.bool();
        let mut command = ground.flow_command(ground.words(), None);
        command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null());
        let begun = Instant::now();
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        std::thread::sleep(delay);
        let pid = Pid::from_child(&child);
        let who = if whole_group {
            let gits = programs_of(pid);
            let _ = kill_process_group(pid, Signal::KILL);
            for git in gits {
                let _ = kill_process(git, Signal::KILL);
            }
            "flow and its programs"
        } else {
            let _ = kill_process(pid, Signal::KILL);
            "flow alone"
        };
        let status = child.wait().map_err(|error| error.to_string())?;
        let place = format!("{}: {who} killed after {delay:?}", ground.kind.name());
        let Some(code) = status.code() else {
            tally.one("kills");
            tally.one(&format!("kills: {}", ground.kind.name()));
            if whole_group {
                unlock(ground, tally).map_err(|what| format!("{place}: {what}"))?;
            }
            return recovered(ground, tally).map(drop).map_err(|what| format!("{place}: {what}"));
        };
        // It was through. What a quiet machine takes is learnt as it goes.
        *takes = takes.mul_f64(0.9) + begun.elapsed().min(*takes * 2).mul_f64(0.1);
        tally.one("ended before the kill");
        let said = Said { code: Some(code), text: String::new() };
        made(ground, &said).map_err(|what| format!("{place}: {what}"))
    }
}

/// A git that is killed leaves its locks, and they bear nobody's name: flow removes none that it
/// cannot prove to be its own, and has to name it. Removing it then is a person's part.
fn unlock(ground: &Ground, tally: &mut Tally) -> Result<(), String> {
    for _ in 0..4 {
        let said = ground.flow(&["recover"], None);
        // What lies below flow's marks bears a nonce, and is flow's to remove.
        let git = ground.root().join(".git");
        let own = git.join("refs/flow/tx");
        let locks: Vec<_> =
            locks(&git).into_iter().filter(|lock| !lock.starts_with(&own)).collect();
        if locks.is_empty() {
            return Ok(());
        }
        let told = if said.code == Some(0) { ground.flow(&["doctor"], None) } else { said };
        let name =
            |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let named: Vec<_> = locks.iter().filter(|path| told.text.contains(&name(path))).collect();
        if named.is_empty() {
            return Err(format!("{locks:?} were left, and nobody says so: {told:?}"));
        }
        for path in named {
            tally.one("locks of a killed git");
            std::fs::remove_file(path).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// The programs that a process has started, with theirs.
fn programs_of(pid: Pid) -> Vec<Pid> {
    let pid = pid.as_raw_nonzero().get();
    let path = format!("/proc/{pid}/task/{pid}/children");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let children = text.split_whitespace().filter_map(|word| Pid::from_raw(word.parse().ok()?));
    children.flat_map(|child| std::iter::once(child).chain(programs_of(child))).collect()
}
