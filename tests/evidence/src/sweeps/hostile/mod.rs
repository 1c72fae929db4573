//! Hostile repositories, each composed by its number of what a repository can bring against the one
//! who looks at it: and every command in each.
//!
//! What must hold: nothing of it is executed; nothing outside the repository is made, changed or
//! removed; a command that looks changes nothing, and one that is refused neither; every command
//! ends in time, with a documented exit code, one document of JSON, and nothing in its output that
//! steers a terminal.
//!
//! Programs that git's own configuration or hooks name are git's: they run where flow has git change
//! something, as they run when its user does, and never for looking.

mod features;
mod plants;
mod workflows;
mod world;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::results::Tally;
use crate::sweep::Sweep;
use world::{Ended, World};

/// A command that runs longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// The commands that only look.
const LOOKING: [&[&str]; 12] = [
    &[],
    &["status"],
    &["list", "--all"],
    &["show", "FEAT-001"],
    &["show", "FEAT-003"],
    &["check"],
    &["log"],
    &["verify", "FEAT-001"],
    &["advance", "FEAT-001", "--dry-run"],
    &["advance", "FEAT-003", "--dry-run"],
    &["back", "FEAT-002", "--why", "no", "--dry-run"],
    &["undo", "--dry-run"],
];

/// The commands that may change something.
const CHANGING: [&[&str]; 10] = [
    &["advance", "FEAT-001"],
    &["advance", "FEAT-003"],
    &["advance", "FEAT-001", "--to", "done"],
    &["back", "FEAT-002", "--why", "no"],
    &["undo"],
    &["recover"],
    &["doctor"],
    &["init"],
    &["trust"],
    &["trust", "--revoke"],
];

/// The exit codes that are documented.
const CODES: [i32; 8] = [0, 1, 2, 3, 4, 5, 6, 130];

/// The sweep.
pub struct Hostile {
    flow: PathBuf,
}

impl Hostile {
    /// What this flow does in hostile repositories.
    pub fn new(flow: PathBuf) -> Self {
        Self { flow }
    }
}

impl Sweep for Hostile {
    type Hand = PathBuf;

    fn name(&self) -> String {
        "hostile".into()
    }

    fn total(&self) -> Option<u64> {
        None
    }

    fn batch(&self) -> u64 {
        20
    }

    fn hand(&self, scratch: &Path) -> Result<PathBuf, String> {
        Ok(scratch.to_owned())
    }

    fn trial(&self, hand: &mut PathBuf, number: u64, tally: &mut Tally) -> Result<(), String> {
        let world = World::new(hand, &self.flow).map_err(|error| error.to_string())?;
        let features = features::compose(&world, number).map_err(|error| error.to_string())?;
        let brings = features.join(", ");
        let trial = Trial { world: &world, outside: world.outside(), plants: has_plant(&features) };
        for feature in &features {
            tally.one(&format!("with {}", feature.split(' ').next().unwrap_or_default()));
        }
        let commands = LOOKING.iter().map(|c| (c, true)).chain(CHANGING.iter().map(|c| (c, false)));
        for (words, looks) in commands {
            for json in [false, true] {
                let mut words = words.to_vec();
                words.extend(json.then_some("--json"));
                trial
                    .command(&words, looks, json, tally)
                    .map_err(|what| format!("flow {words:?}: {what}\nit brings {brings}"))?;
            }
        }
        tally.one("repositories");
        Ok(())
    }
}

/// Whether the state folder holds what somebody planted: a command that writes settles it first.
fn has_plant(features: &[String]) -> bool {
    features.iter().any(|feature| feature.starts_with("state"))
}

struct Trial<'a> {
    world: &'a World,
    /// How everything beside the repository looked at first.
    outside: BTreeMap<PathBuf, String>,
    plants: bool,
}

impl Trial<'_> {
    fn command(
        &self,
        words: &[&str],
        looks: bool,
        json: bool,
        tally: &mut Tally,
    ) -> Result<(), String> {
        let before = self.world.inside();
        let ended = self.world.run(words, PATIENCE).map_err(|error| error.to_string())?;
        tally.one("commands");
        let Some(code) = ended.code else { return Err("it hangs".into()) };
        tally.one(&format!("exit {code}"));
        let said = || format!("\n{}\n{}", ended.stdout, ended.stderr);
        if !CODES.contains(&code) || ended.stderr.contains("panicked") || is_bug(&ended) {
            return Err(format!("ended with {code}:{}", said()));
        }
        for mark in self.world.marks() {
            if looks || !mark.starts_with("git-") {
                return Err(format!("executed {mark}:{}", said()));
            }
            tally.one("git ran its own for a change");
        }
        let now = self.world.outside();
        if now != self.outside {
            return Err(format!("changed the outside: {}", differ(&self.outside, &now)));
        }
        let after = self.world.inside();
        let refused = code != 0 && !self.plants;
        // What flow keeps for itself is not the repository's.
        let own = |name: &&PathBuf| looks || !world::is_state(name);
        let of = |all: &BTreeMap<PathBuf, String>| -> BTreeMap<PathBuf, String> {
            all.iter().filter(|(name, _)| own(name)).map(|(n, w)| (n.clone(), w.clone())).collect()
        };
        if (looks || refused) && of(&before) != of(&after) {
            return Err(format!("ended with {code} and changed {}", differ(&before, &after)));
        }
        plain(&ended.stdout)?;
        plain(&ended.stderr)?;
        if json {
            let document = serde_json::from_str::<serde_json::Value>(&ended.stdout);
            if document.is_err() {
                return Err(format!("no document: {document:?}{}", said()));
            }
        }
        Ok(())
    }
}

fn is_bug(ended: &Ended) -> bool {
    let said = |text: &str| text.contains("flow has a bug") || text.contains("\"internal\"");
    said(&ended.stdout) || said(&ended.stderr)
}

/// Whether a text leaves the terminal alone.
fn plain(text: &str) -> Result<(), String> {
    let steers = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
            || ('\u{202a}'..='\u{202e}').contains(c)
            || ('\u{2066}'..='\u{2069}').contains(c)
    };
    match text.chars().find(steers) {
        Some(c) => Err(format!("says {c:?} as it is: {text:?}")),
        None => Ok(()),
    }
}

fn differ(before: &BTreeMap<PathBuf, String>, after: &BTreeMap<PathBuf, String>) -> String {
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    let names = names.filter(|name| before.get(*name) != after.get(*name));
    let told = |name: &PathBuf| {
        let (was, is) = (before.get(name), after.get(name));
        format!("{}: was {was:?}, is {is:?}", name.display())
    };
    names.map(told).collect::<Vec<_>>().join("; ")
}
