//! Files and programs: the one place through which flow changes the world.
//!
//! [`Disk`] does it, and each [`Act`] passes a [`Boundary`] where one stands. Reading is free.

mod act;
mod program;
mod read;
#[cfg(test)]
mod tests;

pub use act::{Act, Boundary, Leave};
pub use read::{FileRead, read_file, read_regular, written};

use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

/// What flow does to a disk and by other programs. Methods that promise durability say so.
#[derive(Clone, Default)]
pub struct Disk {
    boundary: Option<Arc<dyn Boundary>>,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Disk").field("watched", &self.boundary.is_some()).finish()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that writes")]
impl Disk {
    /// A disk whose every act passes a boundary.
    pub fn behind(boundary: Arc<dyn Boundary>) -> Self {
        Self { boundary: Some(boundary) }
    }

    /// Does one act. This is the only way for flow to change anything.
    fn act<T>(
        &self,
        act: Act<'_>,
        size: impl Fn(&T) -> usize,
        mut perform: impl FnMut(Leave) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            let done = match &self.boundary {
                None => perform(Leave::Whole),
                Some(boundary) => {
                    let done = boundary.before(&act).and_then(&mut perform);
                    boundary.after(&act, done.as_ref().map(&size));
                    done
                }
            };
            // A signal came between: nothing was done yet.
            match done {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }

    fn plainly<T>(&self, act: Act<'_>, perform: impl Fn() -> io::Result<T>) -> io::Result<T> {
        self.act(act, |_| 0, |_| perform())
    }

    fn write(&self, file: &mut impl Write, path: &Path, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let taken = self.act(
                Act::Write { path, bytes },
                |&taken| taken,
                |leave| match leave {
                    Leave::Whole => file.write(bytes),
                    Leave::Part(most) => file.write(&bytes[..most.clamp(1, bytes.len())]),
                },
            )?;
            if taken == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
            bytes = &bytes[taken..];
        }
        Ok(())
    }

    /// Makes a new file with these bytes and this mode, durably. Fails where there is one already.
    ///
    /// # Errors
    /// As the system says; a part-made file is removed.
    pub fn create(&self, path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
        let new = || OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
        let mut file = self.plainly(Act::Create { path, mode }, new)?;
        let made = self
            .write(&mut file, path, bytes)
            // The mode given at creation is cut by the umask; a board keeps the mode it had.
            .and_then(|()| {
                let set = || file.set_permissions(Permissions::from_mode(mode));
                self.plainly(Act::SetMode { path, mode }, set)
            })
            .and_then(|()| self.plainly(Act::Sync { path }, || file.sync_all()));
        if made.is_err() {
            let _ = self.remove(path);
        }
        made
    }

    /// Makes a file anew with these bytes, in place of the one that has the name. Nothing is durable yet,
    /// and a kill leaves a part of it: it is for what can be made again.
    ///
    /// # Errors
    /// As the system says.
    pub fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.remove(path)?;
        let mode = 0o600;
        let new = || OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
        let mut file = self.plainly(Act::Create { path, mode }, new)?;
        self.write(&mut file, path, bytes)
    }

    /// Adds bytes at the end of a file, durably.
    ///
    /// # Errors
    /// As the system says; a part of the bytes may be there then.
    pub fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).open(path)?;
        self.write(&mut file, path, bytes)?;
        self.plainly(Act::Sync { path }, || file.sync_all())
    }

    /// Empties an open file.
    ///
    /// # Errors
    /// As the system says.
    pub fn truncate(&self, file: &File, path: &Path) -> io::Result<()> {
        self.plainly(Act::Truncate { path, length: 0 }, || file.set_len(0))
    }

    /// Cuts a file off behind its first bytes, durably.
    ///
    /// # Errors
    /// As the system says.
    pub fn cut_off(&self, path: &Path, length: u64) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        self.plainly(Act::Truncate { path, length }, || file.set_len(length))?;
        self.plainly(Act::Sync { path }, || file.sync_all())
    }

    /// Has an open file hold these bytes and no others, and stand at its beginning. It is for as
    /// long as the system runs: nothing is durable yet.
    ///
    /// # Errors
    /// As the system says; the file may hold a part of the bytes then.
    pub fn fill(&self, mut file: &File, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.truncate(file, path)?;
        file.rewind()?;
        self.write(&mut file, path, bytes)?;
        file.rewind()
    }

    /// The same, durably.
    ///
    /// # Errors
    /// As [`Disk::fill`].
    pub fn overwrite(&self, file: &File, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.fill(file, path, bytes)?;
        self.plainly(Act::Sync { path }, || file.sync_all())
    }

    /// Gives a file another name, replacing what has it.
    ///
    /// # Errors
    /// As the system says.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.plainly(Act::Rename { from, to }, || std::fs::rename(from, to))
    }

    /// Gives a file a name that no other has. `false`, and nothing done, where one has it.
    ///
    /// # Errors
    /// As the system says.
    pub fn rename_new(&self, from: &Path, to: &Path) -> io::Result<bool> {
        if let Some(renamed) = self.rename_at_once(from, to)? {
            return Ok(renamed);
        }
        // A second name is refused where there is one already; a rename would replace it.
        match self.plainly(Act::Link { from, to }, || std::fs::hard_link(from, to)) {
            Ok(()) => self.remove(from).map(|()| true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            // A file system without second names.
            Err(error) if is_unsupported(&error) && to.symlink_metadata().is_err() => {
                self.rename(from, to).map(|()| true)
            }
            Err(error) => Err(error),
        }
    }

    /// The same for a file that anybody may replace at any instant, and a name that only flow uses:
    /// whatever has the first name then is what gets the second, so no text goes that was not seen.
    ///
    /// # Errors
    /// As the system says.
    pub fn take(&self, from: &Path, to: &Path) -> io::Result<bool> {
        match self.rename_at_once(from, to)? {
            Some(renamed) => Ok(renamed),
            None if to.symlink_metadata().is_ok() => Ok(false),
            None => self.rename(from, to).map(|()| true),
        }
    }

    /// Renames in one step, unless the name is taken. `None`, and nothing done, where the system
    /// cannot.
    fn rename_at_once(&self, from: &Path, to: &Path) -> io::Result<Option<bool>> {
        match self.plainly(Act::Rename { from, to }, || renameat(from, to, Renaming::New)) {
            Ok(()) => Ok(Some(true)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Some(false)),
            Err(error) if is_no_renaming(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Gives a file a second name. `false`, and nothing done, where the file system knows none.
    ///
    /// # Errors
    /// As the system says.
    pub fn link(&self, from: &Path, to: &Path) -> io::Result<bool> {
        match self.plainly(Act::Link { from, to }, || std::fs::hard_link(from, to)) {
            Err(error) if is_unsupported(&error) => Ok(false),
            done => done.map(|()| true),
        }
    }

    /// Exchanges two files in one step. `false`, and nothing done, where the system cannot.
    ///
    /// # Errors
    /// As the system says.
    pub fn exchange(&self, one: &Path, other: &Path) -> io::Result<bool> {
        match self
            .plainly(Act::Exchange { one, other }, || renameat(one, other, Renaming::Exchange))
        {
            Err(error) if is_no_renaming(&error) => Ok(false),
            done => done.map(|()| true),
        }
    }

    /// Removes a file. One that is gone already is no error.
    ///
    /// # Errors
    /// As the system says.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        if path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            return Ok(());
        }
        there(self.plainly(Act::Remove { path }, || std::fs::remove_file(path)))
    }

    /// Makes a folder and those above it, durably.
    ///
    /// # Errors
    /// As the system says.
    pub fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
        for path in missing.into_iter().rev().filter(|path| !path.as_os_str().is_empty()) {
            match self.plainly(Act::MakeDir { path }, || std::fs::create_dir(path)) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists || !path.is_dir() => {
                    return Err(error);
                }
                _ => {}
            }
            // A folder is only as durable as its name in the one above.
            if let Some(above) = path.parent() {
                let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
                self.sync_dir(above)?;
            }
        }
        Ok(())
    }

    /// Makes a folder in one that is there, unless it is there as well; not durably.
    ///
    /// # Errors
    /// As the system says.
    pub fn make_dir(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        self.plainly(Act::MakeDir { path }, || std::fs::create_dir(path))
    }

    /// Makes a folder that only its owner may look into, and those above it, durably. One that is
    /// there stays as it is.
    ///
    /// # Errors
    /// As the system says.
    pub fn create_private_dir(&self, path: &Path) -> io::Result<()> {
        let above = path.parent().filter(|above| !above.as_os_str().is_empty());
        let above = above.unwrap_or(Path::new("."));
        self.create_dir_all(above)?;
        let make = || DirBuilder::new().mode(0o700).create(path);
        match self.plainly(Act::MakeDir { path }, make) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            Err(error) => Err(error),
            Ok(()) => self.sync_dir(above),
        }
    }

    /// Removes a folder, if it is empty.
    ///
    /// # Errors
    /// As the system says.
    pub fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.plainly(Act::RemoveDir { path }, || std::fs::remove_dir(path))
    }

    /// Removes a folder that flow made, with everything in it. One that is gone already is no error.
    ///
    /// # Errors
    /// As the system says.
    pub fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        if path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            return Ok(());
        }
        there(self.plainly(Act::RemoveTree { path }, || std::fs::remove_dir_all(path)))
    }

    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// As the system says.
    pub fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.plainly(Act::SyncDir { path }, || File::open(path)?.sync_all())
    }

    /// Opens a file to hold a lock on, making it, durably, where there is none. It is never removed.
    ///
    /// # Errors
    /// As the system says; and where something else stands there, such as a link: what is noted in
    /// the lock would be written where that leads.
    pub fn lock_file(&self, path: &Path) -> io::Result<File> {
        use rustix::fs::OFlags;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
        let is_new = path.symlink_metadata().is_err();
        let file = self.plainly(Act::OpenLock { path }, || options.open(path))?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        if let (true, Some(folder)) = (is_new, path.parent()) {
            self.sync_dir(folder)?;
        }
        Ok(file)
    }

    /// Runs a program that changes something, and waits for its end. Where and how it reads and
    /// writes is the caller's to set, before.
    ///
    /// # Errors
    /// When it cannot be started or waited for.
    pub fn run(&self, command: &mut Command) -> io::Result<Output> {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let words: Vec<OsString> = words.map(OsStr::to_owned).collect();
        let child = self.act(Act::Start { words: &words }, |_| 0, |_| command.spawn())?;
        let mut child = Some(child);
        let ended = self.act(
            Act::Wait { words: &words },
            |_| 0,
            |_| child.take().map_or(Err(ErrorKind::NotFound.into()), program::gather),
        );
        // Whatever was said of it, it is not left at work.
        if let Some(child) = child {
            let _ = program::gather(child);
        }
        ended
    }

    /// Does what an actuator has to do, between two boundaries.
    pub(crate) fn bracket<T, E>(
        &self,
        act: Act<'_>,
        failed: impl FnOnce(io::Error) -> E,
        perform: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let Some(boundary) = &self.boundary else { return perform() };
        boundary.before(&act).map_err(failed)?;
        let done = perform();
        boundary.after(&act, Ok(0));
        done
    }
}

/// A removal of what is gone already has succeeded.
fn there(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    use rustix::io::Errno;
    matches!(
        Errno::from_io_error(error),
        Some(Errno::PERM | Errno::NOSYS | Errno::OPNOTSUPP | Errno::MLINK)
    )
}

fn is_no_renaming(error: &io::Error) -> bool {
    use rustix::io::Errno;
    matches!(Errno::from_io_error(error), Some(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP))
}

/// The renamings that not every system has.
#[derive(Clone, Copy)]
enum Renaming {
    /// To a name that no other has.
    New,
    /// Two files change names.
    Exchange,
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn renameat(from: &Path, to: &Path, renaming: Renaming) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let flags = match renaming {
        Renaming::New => RenameFlags::NOREPLACE,
        Renaming::Exchange => RenameFlags::EXCHANGE,
    };
    Ok(renameat_with(CWD, from, CWD, to, flags)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn renameat(_: &Path, _: &Path, _: Renaming) -> io::Result<()> {
    Err(rustix::io::Errno::NOSYS.into())
}
