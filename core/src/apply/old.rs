//! The texts that were swapped out, kept for a while in the state folder: an editor that had a board
//! open may still write to the file that it opened. Each bears the digest of what it held and the time at
//! which that was written, so that such a write is noticed.

use std::io;
use std::path::{Path, PathBuf};

use super::files::is_ours;
use super::found::{Found, Time};
use super::swap::{is_same, keep};
use super::{Hands, Kept};
use crate::journal::Progress;

/// For how many entries they are kept.
const KEPT: u64 = 3;
/// How much of a digest a name bears.
const DIGITS: usize = 16;

fn folder(state: &Path) -> PathBuf {
    state.join("old")
}

/// Takes a file out of the working tree whose text stands elsewhere. `text` is what it was known to
/// hold when that was decided.
pub(super) fn retire(
    hands: &Hands,
    (seq, index): (u64, usize),
    path: &Path,
    text: &Found,
) -> io::Result<()> {
    let Found::Text(text) = text else { return Ok(()) };
    let (disk, folder) = (&hands.site.disk, folder(&hands.site.state));
    let Time(written) = text.written;
    let name = format!("{seq:08}-{index}-{}-{written:x}", &text.digest()[..DIGITS]);
    let mut to = folder.join(&name);
    let mut more = 0;
    // A second name and then the first one's end, and not a rename: so the file is out of the working
    // tree once its folder was synced, whatever becomes of the name here.
    while to.symlink_metadata().is_ok() {
        if is_same(path, &to) {
            return disk.remove(path);
        }
        more += 1;
        to = folder.join(format!("{name}-{more}"));
    }
    // On another file system nothing can be kept for late writers.
    let _ = disk.make_dir(&folder).and_then(|()| disk.link(path, &to));
    disk.remove(path)
}

/// A text that was swapped out.
struct Old {
    path: PathBuf,
    seq: u64,
    index: usize,
    digest: String,
    /// When it was written; `None` where its name does not say.
    written: Option<Time>,
}

impl Old {
    fn all(state: &Path) -> Vec<Self> {
        let entries = std::fs::read_dir(folder(state)).into_iter().flatten().flatten();
        let mut all: Vec<Self> = entries.filter_map(|entry| Self::of(entry.path())).collect();
        all.sort_by(|one, other| one.path.cmp(&other.path));
        all
    }

    fn of(path: PathBuf) -> Option<Self> {
        let mut parts = path.file_name()?.to_str()?.split('-');
        let (seq, index) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let digest = parts.next()?.to_owned();
        let written = parts.next().and_then(|time| i128::from_str_radix(time, 16).ok());
        let written = written.map(Time);
        Some(Self { path, seq, index, digest, written })
    }

    /// Whether somebody has written to it since, as its times tell. Only one that puts the time of what it
    /// wrote back is not seen by them.
    fn seems_written(&self) -> bool {
        let Ok(found) = self.path.symlink_metadata() else { return false };
        // A write sets both times. The second name that the file got set the later one only; where the
        // clock had not gone on in between, the times tell nothing.
        let written = Time::written(&found);
        let untouched = self.written == Some(written) && Time::changed(&found) > written;
        !untouched && self.is_written()
    }

    /// Whether somebody has written to it since.
    fn is_written(&self) -> bool {
        match Found::at(&self.path) {
            Ok(Found::Text(text)) => !text.digest().starts_with(&self.digest),
            _ => false,
        }
    }
}

/// Whether somebody has written to a file after it was swapped out.
pub(super) fn is_written(state: &Path) -> bool {
    Old::all(state).iter().any(Old::seems_written)
}

/// Brings what was written to files that were swapped out into the working tree, and lets go of those
/// that were kept long enough, `last` being the newest entry. What cannot be done today is done by the next
/// command.
pub(super) fn settle(hands: &Hands, last: u64) -> Vec<Kept> {
    let mut kept = Vec::new();
    for old in Old::all(&hands.site.state) {
        let goes = old.seq + KEPT <= last;
        // Before its text goes for good, it is that which is looked at.
        let written = if goes { old.is_written() } else { old.seems_written() };
        if written {
            let Ok(logged) = hands.journal.read(old.seq) else { continue };
            if !is_ours(&hands.site.root, &logged.entry) {
                continue;
            }
            let Some(record) = logged.entry.files.get(old.index) else { continue };
            if let Ok(found) = keep(hands, &logged.entry, record, &old.path) {
                let progress = Progress::Kept { path: found.file.clone() };
                let _ = hands.journal.record(old.seq, &progress);
                kept.push(found);
            }
        } else if goes {
            let _ = hands.site.disk.remove(&old.path);
        }
    }
    kept
}
