//! Trust: what a repository would have executed, and whether its user has agreed.
//!
//! The key is the repository's own path together with a digest of `workflow.toml` and of every script
//! that it names; any byte of those changed asks again. The store is the user's, outside any
//! repository, so that nothing in a repository can trust itself.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::fs::{Disk, read_file};
use crate::script::Consent;
use crate::workflow::{Action, Step, Workflow};

/// Something that the repository would have executed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Runs {
    /// `gate`, `hook` or `after`.
    pub role: &'static str,
    /// The step's name.
    pub name: String,
    /// The command line, word by word, or the script's path.
    pub what: Vec<String>,
    /// Whether it is a script; else a command.
    pub script: bool,
}

/// All that a repository would have executed, and the digest that stands for it.
#[derive(Debug, Clone, Serialize)]
pub struct Bill {
    /// What would run.
    pub runs: Vec<Runs>,
    /// `sha256:…` over `workflow.toml` and every script it names.
    pub digest: String,
}

impl Bill {
    /// Reads off a workflow what it would execute; `scripts` are the texts that will run, by path.
    pub fn of(workflow: &Workflow, scripts: &BTreeMap<String, Vec<u8>>) -> Self {
        let role = |role: &'static str, steps: &BTreeMap<String, Step>| {
            let steps = steps.values().filter_map(move |step| {
                let (what, script) = match &step.action {
                    Action::Run(words) => (words.clone(), false),
                    Action::Script(path) => (vec![path.to_string()], true),
                    Action::Bundled(_) | Action::Native(_) => return None,
                };
                Some(Runs { role, name: step.name.clone(), what, script })
            });
            steps.collect::<Vec<_>>()
        };
        let mut runs = role("gate", &workflow.gates);
        runs.extend(role("hook", &workflow.hooks));
        runs.extend(role("after", &workflow.after));
        let mut hasher = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        part(&workflow.source);
        for (path, text) in scripts {
            part(path.as_bytes());
            part(text);
        }
        let digest = hasher.finalize();
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { runs, digest: format!("sha256:{hex}") }
    }
}

/// Where a user's trust is kept: a file of the user's own, mode 0600.
#[derive(Debug, Clone)]
pub struct TrustStore {
    path: PathBuf,
    /// A digest that the environment vouches for, whatever the store says.
    pinned: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    version: u32,
    repositories: BTreeMap<String, String>,
}

impl TrustStore {
    /// The store at a path, and a digest pinned from outside (`FLOW_TRUST`).
    pub fn new(path: PathBuf, pinned: Option<String>) -> Self {
        Self { path, pinned }
    }

    /// The consent to run what is on the bill; `None` where the user has not given it.
    pub fn consent(&self, root: &Path, bill: &Bill) -> Option<Consent> {
        let pinned = self.pinned.as_ref() == Some(&bill.digest);
        let stored = || self.load().repositories.get(&key(root)) == Some(&bill.digest);
        (bill.runs.is_empty() || pinned || stored()).then(Consent::trusted)
    }

    /// Records that the user trusts what is on the bill, for this repository.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn grant(&self, disk: &Disk, root: &Path, bill: &Bill) -> io::Result<()> {
        let mut stored = self.load();
        stored.version = 1;
        stored.repositories.insert(key(root), bill.digest.clone());
        self.save(disk, &stored)
    }

    /// Forgets the trust in this repository. `false` where there was none.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn revoke(&self, disk: &Disk, root: &Path) -> io::Result<bool> {
        let mut stored = self.load();
        let had = stored.repositories.remove(&key(root)).is_some();
        if had {
            self.save(disk, &stored)?;
        }
        Ok(had)
    }

    fn load(&self) -> Stored {
        let bytes = read_file(&self.path).ok().flatten().unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    fn save(&self, disk: &Disk, stored: &Stored) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        disk.create_dir_all(folder)?;
        let temporary = self.path.with_extension(format!("new-{}", std::process::id()));
        let bytes = serde_json::to_vec_pretty(stored)?;
        disk.remove(&temporary)?;
        disk.create(&temporary, &bytes, 0o600)?;
        disk.rename(&temporary, &self.path)?;
        disk.sync_dir(folder)
    }
}

fn key(root: &Path) -> String {
    root.canonicalize().unwrap_or_else(|_| root.to_owned()).to_string_lossy().into_owned()
}
