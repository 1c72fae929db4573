//! What a repository asks its user to agree to, beside what was agreed to before.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::bill::{Runs, Texts};
use super::error::TrustError;

/// What a user has agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// What would run.
    pub runs: Vec<Runs>,
    /// The texts that were agreed to.
    pub texts: Texts,
}

/// What was agreed to before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// Nothing.
    Nothing,
    /// This.
    Known(Box<Agreed>),
    /// Something else than now, and what it was is no longer known.
    Lost,
}

/// What a repository asks its user to agree to.
#[derive(Debug)]
pub struct Claim {
    /// What would run.
    pub runs: Vec<Runs>,
    /// What stands for all of it.
    pub digest: String,
    /// The texts that the digest stands for.
    pub texts: Texts,
    /// What was agreed to before.
    pub before: Before,
    /// Why the user's record is not used, where it is not.
    pub unusable: Option<TrustError>,
    /// What the environment pins, where that is another digest, or none at all.
    pub pinned: Option<String>,
}

impl Claim {
    /// What was agreed to before, where that is known.
    pub fn agreed(&self) -> Option<&Agreed> {
        match &self.before {
            Before::Known(agreed) => Some(agreed),
            Before::Nothing | Before::Lost => None,
        }
    }

    /// Whether what the environment pins is a digest at all.
    pub fn pin_is_digest(&self) -> bool {
        let hex = self.pinned.as_deref().and_then(|pin| pin.strip_prefix("sha256:"));
        hex.is_some_and(|hex| {
            hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        })
    }

    /// What was agreed to and would run no more.
    pub fn gone(&self) -> impl Iterator<Item = &Runs> {
        let before = self.agreed().into_iter().flat_map(|agreed| &agreed.runs);
        before.filter(|old| !self.runs.iter().any(|new| is_same_step(old, new)))
    }

    /// How something that would run stands to what was agreed to: `new`, `changed` or `same`; `None`
    /// where that is not known.
    pub fn since(&self, runs: &Runs) -> Option<&'static str> {
        let agreed = self.agreed()?;
        let Some(old) = agreed.runs.iter().find(|old| is_same_step(old, runs)) else {
            return Some("new");
        };
        let text = |texts: &Texts| {
            let path = runs.what.first().filter(|_| runs.script)?;
            texts.scripts.get(path).cloned()
        };
        let same = old.what == runs.what
            && old.script == runs.script
            && text(&agreed.texts) == text(&self.texts);
        Some(if same { "same" } else { "changed" })
    }

    /// Each text that is not what was agreed to: its path, then and now. Where nothing is known to
    /// have been agreed to, there is none.
    pub fn changes(&self) -> Vec<(&str, Option<&str>, Option<&str>)> {
        let Some(Agreed { texts: old, .. }) = self.agreed() else { return Vec::new() };
        let workflow = ("workflow.toml", Some(&*old.workflow), Some(&*self.texts.workflow));
        let paths: BTreeSet<&String> =
            old.scripts.keys().chain(self.texts.scripts.keys()).collect();
        let scripts = paths.into_iter().map(|path| {
            let then = old.scripts.get(path).map(String::as_str);
            (path.as_str(), then, self.texts.scripts.get(path).map(String::as_str))
        });
        std::iter::once(workflow).chain(scripts).filter(|(_, then, now)| then != now).collect()
    }
}

fn is_same_step(one: &Runs, other: &Runs) -> bool {
    (&one.role, &one.name) == (&other.role, &other.name)
}
