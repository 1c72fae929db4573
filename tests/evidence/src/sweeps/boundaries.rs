//! Kills at every boundary: before and behind each act of each kind of transition. The boundaries
//! are those that an undisturbed run meets, so that an act which is added to flow is swept as well.

use std::path::{Path, PathBuf};

use super::laws::{made, recovered};
use crate::faults::Fault;
use crate::ground::{Ground, Kind};
use crate::results::Tally;
use crate::sweep::Sweep;

/// The sweep.
pub struct Boundaries {
    double: bool,
    program: PathBuf,
    /// How many boundaries each kind of transition has.
    known: Vec<(Kind, u64)>,
}

impl Boundaries {
    /// Each boundary once. `program` is this one, which is flow where it is told to be.
    ///
    /// # Errors
    /// When a transition cannot be made.
    pub fn single(program: PathBuf) -> Result<Self, String> {
        Self::new(false, program)
    }

    /// A boundary of the transition, and one of the recovery.
    ///
    /// # Errors
    /// When a transition cannot be made.
    pub fn double(program: PathBuf) -> Result<Self, String> {
        Self::new(true, program)
    }

    fn new(double: bool, program: PathBuf) -> Result<Self, String> {
        let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut known = Vec::new();
        for kind in Kind::ALL {
            let ground = Ground::build(kind, scratch.path(), &program)?;
            known.push((kind, met(&ground, ground.words(), scratch.path())?));
        }
        Ok(Self { double, program, known })
    }

    /// The kinds of transition, each with the number of its boundaries.
    pub fn known(&self) -> &[(Kind, u64)] {
        &self.known
    }

    /// The kind of transition and the boundary that a number stands for.
    fn boundary(&self, number: u64) -> (usize, u64) {
        let mut left = number % self.all();
        for (index, (_, count)) in self.known.iter().enumerate() {
            if left < *count {
                return (index, left);
            }
            left -= count;
        }
        (0, 0)
    }

    fn all(&self) -> u64 {
        self.known.iter().map(|(_, count)| count).sum()
    }
}

/// How many boundaries a command meets.
fn met(ground: &Ground, args: &[&str], scratch: &Path) -> Result<u64, String> {
    let trace = scratch.join("trace");
    let _ = std::fs::remove_file(&trace);
    let said = ground.flow(args, Some(&Fault::Trace(trace.clone())));
    if said.code != Some(0) {
        return Err(format!("{args:?} said {said:?}"));
    }
    Ok(std::fs::read_to_string(&trace).unwrap_or_default().lines().count() as u64)
}

/// What one worker works with.
pub struct Hand {
    /// A ground for each kind of transition.
    pub grounds: Vec<Ground>,
    /// A folder for what a trial notes.
    pub scratch: PathBuf,
}

impl Sweep for Boundaries {
    type Hand = Hand;

    fn name(&self) -> String {
        if self.double { "double kills".into() } else { "boundaries".into() }
    }

    fn total(&self) -> Option<u64> {
        (!self.double).then(|| self.all())
    }

    fn hand(&self, scratch: &Path) -> Result<Hand, String> {
        let build = |(kind, _): &(Kind, u64)| Ground::build(*kind, scratch, &self.program);
        let grounds = self.known.iter().map(build).collect::<Result<_, _>>()?;
        Ok(Hand { grounds, scratch: scratch.to_owned() })
    }

    fn trial(&self, hand: &mut Hand, number: u64, tally: &mut Tally) -> Result<(), String> {
        // A double kill takes any boundary; a single one takes each in turn.
        let mut random = fastrand::Rng::with_seed(number);
        let (kind, at) = self.boundary(if self.double { random.u64(..self.all()) } else { number });
        let ground = &hand.grounds[kind];
        let place = format!("{} killed at boundary {at}", ground.kind.name());
        ground.reset();
        let said = ground.play(Some(&Fault::Kill(usize::try_from(at).unwrap_or(usize::MAX))));
        if said.code.is_some() {
            // Behind the last boundary nothing is left to be killed.
            tally.one("ended before the kill");
            return made(ground, &said).map_err(|what| format!("{place}: {what}"));
        }
        tally.one("kills");
        tally.one(&format!("kills: {}", ground.kind.name()));
        if self.double {
            ground.save().map_err(|error| error.to_string())?;
            let boundaries = met(ground, &["recover"], &hand.scratch)?;
            ground.restore().map_err(|error| error.to_string())?;
            if boundaries > 0 {
                let second = random.u64(..boundaries);
                let fault = Fault::Kill(usize::try_from(second).unwrap_or(usize::MAX));
                let said = ground.flow(&["recover"], Some(&fault));
                if said.code.is_none() {
                    tally.one("double kills");
                }
                return recovered(ground, tally)
                    .map(drop)
                    .map_err(|what| format!("{place}, its recovery at {second}: {what}"));
            }
        }
        recovered(ground, tally).map(drop).map_err(|what| format!("{place}: {what}"))
    }
}
