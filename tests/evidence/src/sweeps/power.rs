//! Power cuts at any moment: of a transition, of its recovery, and after a sync that failed. What a
//! cut may leave, says [`crate::power`].

use std::path::{Path, PathBuf};

use super::laws::{Side, recovered, side};
use crate::faults::Fault;
use crate::ground::{Ground, Kind, Said};
use crate::picture::Picture;
use crate::power::Disk;
use crate::record::{Done, Recorded};
use crate::results::Tally;
use crate::sweep::Sweep;

/// The sweep.
pub struct Power {
    program: PathBuf,
}

impl Power {
    /// Power cuts in runs of this program, as flow.
    pub fn new(program: PathBuf) -> Self {
        Self { program }
    }
}

/// A ground, and what an undisturbed run does on it.
struct Known {
    ground: Ground,
    acts: Vec<Recorded>,
}

/// What one worker works with.
pub struct Hand {
    known: Vec<Known>,
    record: PathBuf,
}

/// A command that ran, and what it did.
struct Run {
    said: Said,
    acts: Vec<Recorded>,
}

/// Has flow do something, and records it.
fn record(
    ground: &Ground,
    args: &[&str],
    to: &Path,
    failing: Option<(usize, bool)>,
) -> Result<Run, String> {
    let _ = std::fs::remove_file(to);
    let said = ground.flow(args, Some(&Fault::Record(to.to_owned(), failing)));
    Ok(Run { said, acts: Recorded::read(to)? })
}

/// The repository as a cut behind the first `count` acts may leave it. It stands as before them now.
fn cut(acts: &[Recorded], count: usize, random: &mut fastrand::Rng) -> Result<(), String> {
    Disk::after(&acts[..count])?.cut(random)
}

impl Sweep for Power {
    type Hand = Hand;

    fn name(&self) -> String {
        "power".into()
    }

    fn total(&self) -> Option<u64> {
        None
    }

    fn hand(&self, scratch: &Path) -> Result<Hand, String> {
        let record = scratch.join("record");
        let known = |kind: Kind| {
            let mut ground = Ground::build(kind, scratch, &self.program)?;
            // Nothing changes in git, and it need not be asked each time.
            ground.has_git = false;
            ground.before = Picture::of(&ground);
            let run = self::record(&ground, ground.words(), &record, None)?;
            ground.after = Picture::of(&ground);
            Ok(Known { ground, acts: run.acts })
        };
        let plain = Kind::ALL.into_iter().filter(|kind| kind.is_plain());
        Ok(Hand { known: plain.map(known).collect::<Result<_, String>>()?, record })
    }

    fn trial(&self, hand: &mut Hand, number: u64, tally: &mut Tally) -> Result<(), String> {
        let mut random = fastrand::Rng::with_seed(number);
        let Hand { known, record } = hand;
        let at = random.usize(..known.len());
        let Known { ground, acts } = &known[at];
        ground.reset();
        let place = format!("{}: ", ground.kind.name());
        match random.u8(..4) {
            0 => failing(ground, acts, record, &mut random, tally),
            1 => twice(ground, acts, record, &mut random, tally),
            _ => once(ground, acts, &mut random, tally),
        }
        .map_err(|what| format!("{place}{what}"))
    }
}

/// A moment of a run; the end of it more often than any other.
fn moment(acts: &[Recorded], random: &mut fastrand::Rng) -> usize {
    if random.u8(..8) == 0 { acts.len() } else { random.usize(..=acts.len()) }
}

/// One cut, in a run that would end well.
fn once(
    ground: &Ground,
    acts: &[Recorded],
    random: &mut fastrand::Rng,
    tally: &mut Tally,
) -> Result<(), String> {
    let count = moment(acts, random);
    let place = told(acts, count);
    tally.one("cuts");
    cut(acts, count, random)?;
    if count == acts.len() {
        tally.one("cuts behind exit 0");
        durable(ground).map_err(|what| format!("{place}: {what}"))?;
    }
    recovered(ground, tally).map(drop).map_err(|what| format!("{place}: {what}"))
}

/// A cut, and one in the recovery from it.
fn twice(
    ground: &Ground,
    acts: &[Recorded],
    to: &Path,
    random: &mut fastrand::Rng,
    tally: &mut Tally,
) -> Result<(), String> {
    let first = moment(acts, random);
    cut(acts, first, random)?;
    ground.save().map_err(|error| error.to_string())?;
    let recovery = record(ground, &["recover"], to, None)?.acts;
    ground.restore().map_err(|error| error.to_string())?;
    let second = moment(&recovery, random);
    let place = format!("{}, its recovery {}", told(acts, first), told(&recovery, second));
    tally.one("cuts");
    tally.one("cuts of a recovery");
    cut(&recovery, second, random)?;
    recovered(ground, tally).map(drop).map_err(|what| format!("{place}: {what}"))
}

/// A cut in a run in which a sync fails, and perhaps every one behind it.
fn failing(
    ground: &Ground,
    acts: &[Recorded],
    to: &Path,
    random: &mut fastrand::Rng,
    tally: &mut Tally,
) -> Result<(), String> {
    let syncs = |act: &&Recorded| matches!(act.done, Done::Sync(..) | Done::SyncDir(..));
    let syncs: Vec<usize> = acts.iter().filter(syncs).map(|act| act.number - 1).collect();
    let fails = (syncs[random.usize(..syncs.len())], random.bool());
    let Run { said, acts } = record(ground, ground.words(), to, Some(fails))?;
    let count = moment(&acts, random);
    let ends = count == acts.len();
    let place = format!("sync {fails:?} failed, {}; it said {said:?}", told(&acts, count));
    ground.reset();
    tally.one("cuts");
    tally.one("cuts behind a failed sync");
    cut(&acts, count, random)?;
    if ends && said.code == Some(0) {
        durable(ground).map_err(|what| format!("{place}: {what}"))?;
    }
    let side = recovered(ground, tally).map_err(|what| format!("{place}: {what}"))?;
    if ends && side == Side::After && !matches!(said.code, Some(0 | 6)) {
        return Err(format!("{place}: it was told as failed, and was made"));
    }
    Ok(())
}

/// What ended with 0 is there, all of it, before anything recovers.
fn durable(ground: &Ground) -> Result<(), String> {
    match side(ground)? {
        Side::After => Ok(()),
        Side::Before => Err("what ended with 0 is gone".into()),
    }
}

fn told(acts: &[Recorded], count: usize) -> String {
    let last = count.checked_sub(1).map(|last| &acts[last].done);
    let last = last.map_or("nothing".into(), |done| {
        let text: String = format!("{done:?}");
        let short = text.split(", [").next().unwrap_or_default();
        short.to_owned()
    });
    format!("cut behind act {count} of {} ({last})", acts.len())
}
