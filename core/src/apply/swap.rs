//! Swaps the staged files in, whatever people do to the same files meanwhile.
//!
//! Each step is one exchange of names, and then all is looked at again: what lies in place, what lies
//! beside it, what the journal says. So a kill at any instant, an edit at any instant and the plain
//! case go the same way. A text that is neither the one before nor the one after is a person's: it
//! is merged with ours, or kept in a file of its own; no copy of it goes before it stands elsewhere.

use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::files::{ASIDES, aside, fail, mode, place, temporary};
use super::found::Found;
use super::merge::{carries, merge};
use super::{ApplyError, Hands, Kept, folder, old};
use crate::edit;
use crate::fs::written;
use crate::journal::{Entry, FileRecord};

/// How many steps a file is given while people keep writing to it.
const STEPS: usize = 20;

/// Swaps every file in, in the plan's order, and makes the names durable. Gives the late edits that
/// were kept apart.
pub(super) fn swap(hands: &Hands, entry: &Entry) -> Result<Vec<Kept>, ApplyError> {
    let files = entry.files.iter().map(|record| Swap::new(hands, entry, record));
    let mut files = files.collect::<Result<Vec<_>, _>>()?;
    let mut kept = Vec::new();
    let before_last = files.len().saturating_sub(1);
    for file in &mut files[..before_last] {
        file.settle(&mut kept)?;
    }
    // The last, and the others once more: an editor may have saved what it held over a file that was
    // swapped in already. Only now, where all are in place, do the old texts go.
    for file in files.iter_mut().rev() {
        let beside = file.settle(&mut kept)?;
        file.retire(&file.staged, &beside)?;
    }
    let mut folders: Vec<&Path> = files.iter().map(|file| folder(&file.full)).collect();
    folders.dedup();
    for dir in folders.into_iter().filter(|dir| dir.is_dir()) {
        hands.site.disk.sync_dir(dir).map_err(fail(&dir.display().to_string()))?;
    }
    Ok(kept)
}

/// Keeps a person's text in a file of its own, beside the one it is of, under a name that no other
/// has.
pub(super) fn keep(
    hands: &Hands,
    entry: &Entry,
    record: &FileRecord,
    from: &Path,
) -> Result<Kept, ApplyError> {
    for attempt in 0..ASIDES {
        let file = aside(record, &entry.nonce, attempt);
        let to = hands.site.root.join(&file);
        if hands.site.disk.take(from, &to).map_err(fail(&file))? {
            return Ok(Kept { file, of: record.path.clone() });
        }
    }
    Err(ApplyError::Moved(record.path.clone()))
}

/// A file on its way in.
struct Swap<'a> {
    hands: &'a Hands,
    entry: &'a Entry,
    record: &'a FileRecord,
    /// Where the file is.
    full: PathBuf,
    /// Our text before the exchange, and after it what came out.
    staged: PathBuf,
    /// The same for the text that was merged of ours and a late one.
    merged: PathBuf,
    /// The texts before and after, once one of them was seen.
    texts: Option<(Vec<u8>, Vec<u8>)>,
}

/// What a look at the files found.
struct Seen {
    now: Found,
    beside: Found,
}

impl<'a> Swap<'a> {
    fn new(hands: &'a Hands, entry: &'a Entry, record: &'a FileRecord) -> Result<Self, ApplyError> {
        let root = &hands.site.root;
        let staged = temporary(root, record)?;
        let mut merged = staged.clone().into_os_string();
        merged.push("-merged");
        Ok(Self {
            hands,
            entry,
            record,
            full: place(root, record)?,
            staged,
            merged: merged.into(),
            texts: None,
        })
    }

    fn fail(&self) -> impl FnOnce(io::Error) -> ApplyError {
        fail(&self.record.path)
    }

    fn at(&self, path: &Path) -> Result<Found, ApplyError> {
        Found::at(path).map_err(self.fail())
    }

    /// Goes on until the file is as it should be, and gives what lies beside it then.
    fn settle(&mut self, kept: &mut Vec<Kept>) -> Result<Found, ApplyError> {
        for _ in 0..STEPS {
            let done = match &self.record.after {
                Some(_) => self.step(kept)?,
                None => self.step_out(kept)?,
            };
            if let Some(beside) = done {
                return Ok(beside);
            }
        }
        Err(ApplyError::Moved(self.record.path.clone()))
    }

    /// One step towards the new text. What lies beside, where it is in place.
    fn step(&mut self, kept: &mut Vec<Kept>) -> Result<Option<Found>, ApplyError> {
        let record = self.record;
        // A kill between a second name and the end of the first.
        for name in [&self.staged, &self.merged] {
            if is_same(name, &self.full) {
                self.hands.site.disk.remove(name).map_err(self.fail())?;
            }
        }
        let (now, beside, third) =
            (self.at(&self.full)?, self.at(&self.staged)?, self.at(&self.merged)?);
        self.know([&now, &beside, &third]);
        let seen = Seen { now, beside };
        if !third.is(&None) {
            self.settle_merged(&seen, &third, kept)?;
            return Ok(None);
        }
        let Seen { now, beside, .. } = &seen;
        let known = beside.is(&None) || beside.is(&record.before) || beside.is(&record.after);
        if now.is(&record.after) {
            if known {
                return Ok(Some(seen.beside));
            }
            self.late(&seen, kept)?;
        } else if !beside.is(&record.after)
            && !now.is(&record.before)
            && now.text().is_some_and(|text| carries(text, &record.splices))
        {
            // Edited once it was in place: ours is in theirs.
            if known {
                return Ok(Some(seen.beside));
            }
            kept.push(keep(self.hands, self.entry, record, &self.staged)?);
        } else {
            self.ready(&seen, kept)?;
            self.put(now)?;
        }
        Ok(None)
    }

    /// Knows the texts before and after, once one of them was seen, and where they are found again.
    fn know(&mut self, found: [&Found; 3]) {
        if self.texts.is_none() {
            self.texts = self.texts_of(found);
        }
        let Some((before, after)) = &self.texts else { return };
        for found in found {
            found.recognise(before, &self.record.before);
            found.recognise(after, &self.record.after);
        }
    }

    /// The texts before and after, from whichever of them is at hand.
    fn texts_of(&self, found: [&Found; 3]) -> Option<(Vec<u8>, Vec<u8>)> {
        let FileRecord { before, after, splices, .. } = self.record;
        let known = |digest| found.iter().find(|found| found.is(digest)).and_then(|f| f.text());
        let before = match before {
            None => Some(Vec::new()),
            Some(_) => known(before)
                .map(<[u8]>::to_vec)
                .or_else(|| edit::apply(known(after)?, &edit::inverse(splices))),
        }?;
        let after = edit::apply(&before, splices)?;
        Some((before, after))
    }

    /// Has our text ready beside the file.
    fn ready(&self, seen: &Seen, kept: &mut Vec<Kept>) -> Result<(), ApplyError> {
        let Self { hands, record, .. } = self;
        let Seen { now, beside } = seen;
        if beside.is(&record.after) {
            return Ok(());
        }
        let after = self.texts.as_ref().map(|(_, after)| after);
        let begun = |beside: &Found| {
            let both = beside.text().zip(after);
            both.is_some_and(|(text, after)| after.starts_with(written(text)))
        };
        match beside {
            Found::Nothing => {}
            _ if beside.is(&record.before) => self.retire(&self.staged, beside)?,
            // A kill in the middle of writing it.
            _ if begun(beside) => {
                hands.site.disk.remove(&self.staged).map_err(self.fail())?;
            }
            _ => kept.push(keep(hands, self.entry, record, &self.staged)?),
        }
        let Some(after) = after else { return Err(self.unfinished()) };
        let mode = if now.text().is_some() { mode(&self.full) } else { 0o644 };
        hands.site.disk.create(&self.staged, after, mode).map_err(self.fail())
    }

    /// Puts what is staged in place; what was there comes to lie beside it.
    fn put(&self, now: &Found) -> Result<(), ApplyError> {
        let disk = &self.hands.site.disk;
        if now.is(&None) {
            let made = disk.create_dir_all(folder(&self.full));
            let put = made.and_then(|()| disk.rename_new(&self.staged, &self.full));
            return put.map(drop).map_err(self.fail());
        }
        self.exchange(&self.staged)
    }

    /// Exchanges a file that is ready with the one in place.
    fn exchange(&self, ready: &Path) -> Result<(), ApplyError> {
        let disk = &self.hands.site.disk;
        let done = match disk.exchange(ready, &self.full) {
            // Without such an act, the file in place gets a second name before it loses its first.
            Ok(false) if ready == self.staged => {
                disk.link(&self.full, &self.merged).and_then(|_| disk.rename(ready, &self.full))
            }
            Ok(false) => disk.rename(ready, &self.full),
            Ok(true) => Ok(()),
            Err(error) => Err(error),
        };
        match done {
            // Somebody removed it just now: it is looked at again.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => done.map_err(self.fail()),
        }
    }

    /// Ours is in place, and a text came out that was written after our last look. Where that edit
    /// and ours do not touch, both are made to stand; else theirs is kept apart.
    fn late(&self, seen: &Seen, kept: &mut Vec<Kept>) -> Result<(), ApplyError> {
        match self.both(seen) {
            Some(both) => {
                let made = self.hands.site.disk.create(&self.merged, &both, mode(&self.full));
                made.map_err(self.fail())?;
                self.exchange(&self.merged)
            }
            None => {
                kept.push(keep(self.hands, self.entry, self.record, &self.staged)?);
                Ok(())
            }
        }
    }

    /// Brings a merge to its end: the merged text is in place, or is not yet.
    fn settle_merged(
        &self,
        seen: &Seen,
        third: &Found,
        kept: &mut Vec<Kept>,
    ) -> Result<(), ApplyError> {
        let Seen { now, beside, .. } = seen;
        let (text, both) = (third.text(), self.both(seen));
        if third.is(&self.record.after) && !now.is(&self.record.after) {
            // Ours came out again, for both are in place.
            self.retire(&self.staged, beside)?;
            return self.retire(&self.merged, third);
        }
        if beside.is(&None) {
            // It came out without an exchange.
            let moved = self.hands.site.disk.rename(&self.merged, &self.staged);
            return moved.map_err(self.fail());
        }
        match (text, both) {
            // It was not put in place; perhaps it was not even written to its end.
            (Some(text), Some(both)) if now.is(&self.record.after) && both.starts_with(text) => {
                self.hands.site.disk.remove(&self.merged).map_err(self.fail())
            }
            _ => {
                kept.push(keep(self.hands, self.entry, self.record, &self.merged)?);
                Ok(())
            }
        }
    }

    /// One step towards the file's end. What lies beside, where it is gone.
    fn step_out(&self, kept: &mut Vec<Kept>) -> Result<Option<Found>, ApplyError> {
        let disk = &self.hands.site.disk;
        if is_same(&self.staged, &self.full) {
            disk.remove(&self.staged).map_err(self.fail())?;
        }
        let (now, beside) = (self.at(&self.full)?, self.at(&self.staged)?);
        let is_old = beside.is(&None) || beside.is(&self.record.before);
        if !is_old {
            // A late edit came out with it: it goes back, or to a name of its own.
            if !disk.rename_new(&self.staged, &self.full).map_err(self.fail())? {
                kept.push(keep(self.hands, self.entry, self.record, &self.staged)?);
            }
        } else if now.is(&self.record.before) && beside.is(&None) {
            disk.take(&self.full, &self.staged).map_err(self.fail())?;
        } else if now.text().is_some() {
            // Saved anew meanwhile: it would stand twice, here and where it went.
            kept.push(keep(self.hands, self.entry, self.record, &self.full)?);
        } else {
            let (file, of) = (self.record.path.clone(), self.record.path.clone());
            let stays = Kept { file, of };
            if !now.is(&None) && !kept.contains(&stays) {
                kept.push(stays);
            }
            return Ok(Some(beside));
        }
        Ok(None)
    }

    /// Takes a text out of the working tree that stands elsewhere.
    fn retire(&self, path: &Path, text: &Found) -> Result<(), ApplyError> {
        let index = self.entry.files.iter().position(|record| std::ptr::eq(record, self.record));
        let at = (self.entry.seq, index.unwrap_or_default());
        old::retire(self.hands, at, path, text).map_err(self.fail())
    }

    /// What lies beside, with our splices laid over it.
    fn both(&self, seen: &Seen) -> Option<Vec<u8>> {
        let (before, _) = self.texts.as_ref()?;
        merge(before, seen.beside.text()?, &self.record.splices)
    }

    fn unfinished(&self) -> ApplyError {
        let (path, journal) = (&self.record.path, &self.hands.journal);
        ApplyError::Unfinished {
            message: format!("{path} was changed while a move was half done"),
            hint: format!(
                "see with `flow log -n 1` what was to move, bring {path} there by hand, and set the entry aside: \
                 mv {} {}",
                journal.path(self.entry.seq).display(),
                journal.aside(self.entry.seq).display()
            ),
        }
    }
}

/// Whether two names are of one file.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let id = |path: &Path| path.symlink_metadata().ok().map(|meta| (meta.dev(), meta.ino()));
    id(one).is_some() && id(one) == id(other)
}
