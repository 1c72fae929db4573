//! Where a user's trust is kept.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::bill::{Bill, Runs};
use super::claim::{Agreed, Before, Claim};
use super::error::TrustError;
use crate::fs::{Disk, read_file};
use crate::script::Consent;

/// The form of the record.
const VERSION: u32 = 1;

/// Where a user's trust in one repository is kept: a folder of the user's own, mode 0700, with
/// `trust.json`, which gives each repository the digest that was agreed to, and the texts that such
/// a digest stands for, in `agreed/`.
#[derive(Debug, Clone)]
pub struct TrustStore {
    folder: PathBuf,
    /// The repository, by its main worktree: linked ones share its trust.
    repository: PathBuf,
    /// The folders of the repository; a record that lies in one of them is none.
    within: Vec<PathBuf>,
    /// A digest that the environment vouches for, whatever the store says.
    pinned: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    version: u32,
    repositories: BTreeMap<String, String>,
}

impl TrustStore {
    /// The store in a folder, for the repository with this main worktree, and a digest pinned from
    /// outside (`FLOW_TRUST`).
    pub fn new(folder: PathBuf, repository: &Path, pinned: Option<String>) -> Self {
        let repository = real(repository);
        Self { folder, within: vec![repository.clone()], repository, pinned }
    }

    /// Names another folder that is the repository's: a linked worktree.
    #[must_use]
    pub fn and_within(mut self, folder: &Path) -> Self {
        self.within.push(real(folder));
        self
    }

    /// The consent to run what is on the bill; `None` where the user has not given it.
    pub fn consent(&self, bill: &Bill) -> Option<Consent> {
        (bill.is_empty() || self.is_agreed(bill)).then(Consent::trusted)
    }

    /// Whether the user has said yes to this very bill.
    pub fn is_agreed(&self, bill: &Bill) -> bool {
        self.pinned.as_deref() == Some(bill.digest())
            || self.load().is_ok_and(|stored| stored.digest_of(self) == Some(bill.digest()))
    }

    /// What the user is asked to agree to: that this runs.
    pub fn claim(&self, bill: &Bill, runs: Vec<Runs>) -> Claim {
        let (before, unusable) = match self.load() {
            Ok(stored) => (self.before(&stored), None),
            Err(error) => (Before::Nothing, Some(error)),
        };
        let pinned = self.pinned.clone().filter(|pinned| pinned != bill.digest());
        let (digest, texts) = (bill.digest().to_owned(), bill.texts().clone());
        Claim { runs, digest, texts, before, unusable, pinned }
    }

    /// Records that the user agrees to this claim.
    ///
    /// # Errors
    /// When the record cannot be used or written; it is as it was then.
    pub fn grant(&self, disk: &Disk, claim: &Claim) -> Result<(), TrustError> {
        self.change(disk, |stored| {
            let agreed = Agreed { runs: claim.runs.clone(), texts: claim.texts.clone() };
            let path = self.agreed_file(&claim.digest);
            let bytes = serde_json::to_vec(&agreed).map_err(|error| self.bad(error.into()))?;
            self.write(disk, &path, &bytes)?;
            let digest = claim.digest.clone();
            Ok(stored.repositories.insert(self.key(), digest))
        })
        .map(drop)
    }

    /// Forgets the trust in this repository. `false` where there was none.
    ///
    /// # Errors
    /// When the record cannot be used or written; it is as it was then.
    pub fn revoke(&self, disk: &Disk) -> Result<bool, TrustError> {
        if self.load()?.digest_of(self).is_none() {
            return Ok(false);
        }
        self.change(disk, |stored| Ok(stored.repositories.remove(&self.key())))
    }

    /// Changes the record, alone: what somebody else has recorded meanwhile stays. `change` gives
    /// the digest that it replaced; where no repository has that any more, its texts go.
    fn change(
        &self,
        disk: &Disk,
        change: impl FnOnce(&mut Stored) -> Result<Option<String>, TrustError>,
    ) -> Result<bool, TrustError> {
        self.is_outside()?;
        for folder in [self.folder.clone(), self.folder.join("agreed")] {
            disk.create_private_dir(&folder).map_err(|error| self.bad(error))?;
        }
        let lock = disk.lock_file(&self.folder.join("trust.lock"));
        let lock = lock.and_then(|lock| lock.lock().map(|()| lock));
        let _lock = lock.map_err(|error| self.bad(error))?;
        let mut stored = self.load()?;
        let replaced = change(&mut stored)?;
        let bytes = serde_json::to_vec_pretty(&stored).map_err(|error| self.bad(error.into()))?;
        self.write(disk, &self.record(), &bytes)?;
        if let Some(old) =
            replaced.iter().find(|old| !stored.repositories.values().any(|d| d == *old))
        {
            // Its texts are of no more use; where they stay, they do no harm.
            let _ = disk.remove(&self.agreed_file(old));
        }
        Ok(replaced.is_some())
    }

    fn write(&self, disk: &Disk, path: &Path, bytes: &[u8]) -> Result<(), TrustError> {
        let new = path.with_extension("new");
        let folder = path.parent().unwrap_or(&self.folder);
        disk.remove(&new)
            .and_then(|()| disk.create(&new, bytes, 0o600))
            .and_then(|()| disk.rename(&new, path))
            .and_then(|()| disk.sync_dir(folder))
            .map_err(|error| TrustError::Io { path: path.to_owned(), error })
    }

    /// What keeps the store from being used; `None` where all is well.
    pub fn trouble(&self) -> Option<TrustError> {
        self.load().err()
    }

    /// Reads the record, where it can be relied on.
    fn load(&self) -> Result<Stored, TrustError> {
        let path = self.record();
        let nothing = || Stored { version: VERSION, repositories: BTreeMap::new() };
        self.is_outside()?;
        for path in [&self.folder, &path] {
            match path.metadata() {
                Ok(found) => is_own(path, &found)?,
                Err(error) if is_missing(&error) => return Ok(nothing()),
                Err(error) => return Err(TrustError::Io { path: path.clone(), error }),
            }
        }
        let io = |error| TrustError::Io { path: path.clone(), error };
        let Some(bytes) = read_file(&path).map_err(io)? else { return Ok(nothing()) };
        let damaged = |error: serde_json::Error| TrustError::Damaged {
            path: path.clone(),
            why: error.to_string(),
        };
        // The version first: a newer record may look otherwise.
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(damaged)?;
        match value.get("version").and_then(serde_json::Value::as_u64) {
            Some(version) if version > u64::from(VERSION) => Err(TrustError::Newer { path }),
            _ => serde_json::from_value(value).map_err(damaged),
        }
    }

    /// What this repository's user has agreed to. Texts that do not have their digest are none.
    fn before(&self, stored: &Stored) -> Before {
        let Some(digest) = stored.digest_of(self) else { return Before::Nothing };
        let bytes = read_file(&self.agreed_file(digest)).ok().flatten();
        let agreed = bytes.and_then(|bytes| serde_json::from_slice::<Agreed>(&bytes).ok());
        match agreed.filter(|agreed| agreed.texts.digest() == digest) {
            Some(agreed) => Before::Known(Box::new(agreed)),
            None => Before::Lost,
        }
    }

    /// Refuses a store that the repository brings, whatever links lead there.
    fn is_outside(&self) -> Result<(), TrustError> {
        for path in [self.folder.clone(), self.record(), self.folder.join("agreed")] {
            let there = path.ancestors().find_map(|path| path.canonicalize().ok());
            let there = there.unwrap_or_default();
            if self.within.iter().any(|folder| there.starts_with(folder)) {
                return Err(TrustError::Within { path });
            }
        }
        Ok(())
    }

    fn record(&self) -> PathBuf {
        self.folder.join("trust.json")
    }

    fn agreed_file(&self, digest: &str) -> PathBuf {
        let is_hex = |c: &char| c.is_ascii_hexdigit();
        let hex: String = digest.trim_start_matches("sha256:").chars().filter(is_hex).collect();
        self.folder.join("agreed").join(hex + ".json")
    }

    fn key(&self) -> String {
        self.repository.to_string_lossy().into_owned()
    }

    fn bad(&self, error: std::io::Error) -> TrustError {
        TrustError::Io { path: self.folder.clone(), error }
    }
}

impl Stored {
    fn digest_of(&self, store: &TrustStore) -> Option<&str> {
        self.repositories.get(&store.key()).map(String::as_str)
    }
}

/// Whether nobody but the user can have written there.
fn is_own(path: &Path, found: &std::fs::Metadata) -> Result<(), TrustError> {
    let path = || path.to_owned();
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(TrustError::Foreign { path: path() });
    }
    if found.permissions().mode() & 0o022 != 0 {
        return Err(TrustError::Writable { path: path() });
    }
    Ok(())
}

fn is_missing(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
