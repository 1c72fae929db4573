//! Edits by hand, between any two acts of flow, in all the ways of editors.

mod draw;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use fastrand::Rng;

use self::draw::{Drawn, draw};
use super::boundaries::{Boundaries, Hand};
use crate::faults::Fault;
use crate::ground::{Ground, Kind, Said};
use crate::people::Done;
use crate::picture::Picture;
use crate::results::Tally;
use crate::sweep::Sweep;

/// What finishes or takes back what a kill left, and finds what was written since.
const RECOVER: &[&str] = &["recover"];

/// The sweep.
pub struct Edits {
    boundaries: Boundaries,
}

impl Edits {
    /// Edits at the boundaries of every kind of transition.
    ///
    /// # Errors
    /// When a transition cannot be made.
    pub fn new(program: PathBuf) -> Result<Self, String> {
        Ok(Self { boundaries: Boundaries::single(program)? })
    }
}

impl Sweep for Edits {
    type Hand = Hand;

    fn name(&self) -> String {
        "edits".into()
    }

    fn total(&self) -> Option<u64> {
        None
    }

    fn hand(&self, scratch: &Path) -> Result<Hand, String> {
        self.boundaries.hand(scratch)
    }

    fn trial(&self, hand: &mut Hand, number: u64, tally: &mut Tally) -> Result<(), String> {
        let mut random = Rng::with_seed(number);
        let known = self.boundaries.known();
        let index = random.usize(..known.len());
        let (kind, boundaries) = known[index];
        let ground = &hand.grounds[index];
        ground.reset();
        let boundaries = usize::try_from(boundaries).unwrap_or(1);
        let mut drawn = draw(kind, &ground.root(), boundaries, number, &mut random);
        drawn.script.log = hand.scratch.join("log");
        let _ = std::fs::remove_file(&drawn.script.log);
        let mut trial = Trial { ground, drawn, done: Done::default() };
        trial.play(tally).map_err(|what| format!("{}, {}\n{what}", kind.name(), trial.told()))
    }
}

struct Trial<'a> {
    ground: &'a Ground,
    drawn: Drawn,
    done: Done,
}

impl Trial<'_> {
    fn play(&mut self, tally: &mut Tally) -> Result<(), String> {
        let held = self.drawn.held.clone();
        let held = held.filter(|(path, _)| !self.drawn.script.takes_name(path));
        let held = held.and_then(|(path, text)| Some((open(&path)?, text)));
        let said = self.ground.play(Some(&Fault::People(self.drawn.script.clone())));
        self.done = self.drawn.script.done();
        if !self.done.made.is_empty() {
            tally.one("hand edits");
            tally.one(&format!("hand edits: {}", self.ground.kind.name()));
        }
        let killed = said.code.is_none();
        let last = if killed {
            tally.one("killed as well");
            let recovered = self.ground.flow(RECOVER, None);
            self.code(&recovered, &[0, 6])?;
            recovered
        } else {
            self.code(&said, &[0, 1, 3, 4, 6])?;
            said
        };
        tally.one(&format!("exit {}", last.code.unwrap_or_default()));
        let mut settled = last;
        if is_left(&settled) {
            tally.one("left to a person");
        }
        if self.drawn.script.writes_held() && self.texts(is_left(&settled)).is_err() {
            // It came when flow had looked for the last time: the next command finds it.
            tally.one("found by the next command");
            settled = self.ground.flow(RECOVER, None);
            if settled.code != Some(6) {
                return Err(format!("a late write was not told\n{settled:?}"));
            }
            self.texts(is_left(&settled)).map_err(|what| format!("{what}\n{settled:?}"))?;
        } else {
            self.laws(&settled, killed).map_err(|what| format!("{what}\n{settled:?}"))?;
        }
        if let Some((mut file, text)) = held.filter(|_| !is_left(&settled)) {
            file.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
            drop(file);
            let token = text.split(' ').next().unwrap_or_default();
            self.done.balance.insert(token.to_owned(), 1);
            settled = self.ground.flow(RECOVER, None);
            tally.one("written through an old descriptor");
            self.code(&settled, &[0, 6])?;
            let texts = self.texts(false);
            texts.map_err(|what| format!("written once flow had ended: {what}\n{settled:?}"))?;
        }
        let before = Picture::texts(self.ground);
        let again = self.ground.flow(RECOVER, None);
        let again = if settled.code != Some(6) { again } else { self.ground.flow(RECOVER, None) };
        if Picture::texts(self.ground) != before {
            return Err(format!("recovering again changed something\n{settled:?}\n{again:?}"));
        }
        // What stands in the way of a move that is half done is told until it is gone.
        if again.code == Some(6) && !is_left(&again) {
            return Err(format!("the same was told twice\n{settled:?}\n{again:?}"));
        }
        Ok(())
    }

    /// An exit code that may be, and an explanation where a person has to decide.
    fn code(&self, said: &Said, good: &[i32]) -> Result<(), String> {
        let code = said.code.filter(|code| good.contains(code));
        let code = code.ok_or_else(|| format!("{said:?}"))?;
        let names = ["theirs-", ".md", ".txt"];
        if code == 6 && !names.iter().any(|name| said.text.contains(name)) {
            return Err(format!("no file is named\n{said:?}"));
        }
        Ok(())
    }

    fn laws(&self, said: &Said, killed: bool) -> Result<(), String> {
        let is_left = is_left(said);
        self.texts(is_left)?;
        let now = Picture::texts(self.ground);
        let left = now.keys().find(|name| name.contains(".flow-"));
        if let Some(left) = left.filter(|_| !is_left) {
            return Err(format!("{left} is left behind"));
        }
        let kept = now.keys().any(|name| name.contains(".theirs-"));
        if !killed && kept && !matches!(said.code, Some(0 | 6)) {
            return Err("something was kept, and that was told as a refusal".into());
        }
        if !self.drawn.apart || is_left {
            return Ok(());
        }
        let plain = |texts| self.without_tokens(texts);
        let (before, after) = self.ground.texts();
        let (now, before, after) = (plain(now), plain(before.clone()), plain(after.clone()));
        let good = match said.code {
            _ if killed => now == before || now == after,
            Some(0 | 6) => now == after,
            _ => now == before,
        };
        if good {
            return Ok(());
        }
        let differ = |other: &BTreeMap<String, String>| {
            let names = now.keys().chain(other.keys());
            let names = names.filter(|name| now.get(*name) != other.get(*name));
            let names: std::collections::BTreeSet<_> = names.collect();
            let line = |name: &&String| {
                format!("    {name}\n      {:?}\n      {:?}\n", now.get(*name), other.get(*name))
            };
            names.iter().map(line).collect::<String>()
        };
        Err(format!(
            "other bytes changed; against before:\n{}against after:\n{}",
            differ(&before),
            differ(&after)
        ))
    }

    /// No text of a person is lost, nor the card.
    fn texts(&self, is_left: bool) -> Result<(), String> {
        let mut now = Picture::texts(self.ground);
        now.retain(|name, _| !name.starts_with(".worktrees/"));
        let key = draw::card(self.ground.kind).1;
        for mark in &self.drawn.script.marks {
            let mut balance = self.done.balance.get(mark).copied().unwrap_or_default();
            balance += i64::from(mark == key);
            let count = |wanted: &dyn Fn(&str) -> bool| -> i64 {
                let texts = now.iter().filter(|(name, _)| wanted(name));
                texts.map(|(_, text)| text.matches(mark.as_str()).count() as i64).sum()
            };
            // A changelog tells of what the card says.
            let tells = |name: &str| name == "CHANGELOG.md" || name.starts_with("changes/");
            let is_kept = |name: &str| name.contains(".theirs-") || name.contains(".flow-");
            let kept = count(&is_kept);
            let told = count(&tells);
            let boards = count(&|name| !is_kept(name) && !tells(name));
            if balance > 0 && boards + kept + told == 0 {
                return Err(format!("lost: {mark}, in {:?}", now.keys().collect::<Vec<_>>()));
            }
            if boards > balance.max(1) && !is_left {
                return Err(format!("{mark} stands {boards} times, written {balance} times"));
            }
        }
        Ok(())
    }

    /// The texts without the lines that people added, and without those that were kept apart.
    fn without_tokens(&self, texts: BTreeMap<String, String>) -> BTreeMap<String, String> {
        let plain = texts.into_iter().filter(|(name, _)| !name.contains(".theirs-"));
        let lines = |text: String| {
            let lines = text.lines().filter(|line| !line.contains("tok-") && !line.is_empty());
            let mut lines: Vec<&str> = lines.collect();
            // A card comes home beside those neighbours that it still has.
            if matches!(self.ground.kind, Kind::Home | Kind::Undo | Kind::UndoWorktree) {
                lines.sort_unstable();
            }
            lines.join("\n")
        };
        plain.map(|(name, text)| (name, lines(text))).collect()
    }

    fn told(&self) -> String {
        format!(
            "made {:?} of {:?}, killed at {:?}, held {:?}",
            self.done.made, self.drawn.script.edits, self.drawn.script.kill, self.drawn.held
        )
    }
}

/// Whether a move is committed, and the rest of it is a person's.
fn is_left(said: &Said) -> bool {
    said.code == Some(6) && said.text.contains("is left")
}

fn open(path: &PathBuf) -> Option<File> {
    OpenOptions::new().append(true).open(path).ok()
}
