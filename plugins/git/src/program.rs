//! Runs the `git` program. Everything that changes a repository goes through here, so that filters,
//! sparse checkouts and hooks do what the user expects of git.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use flow_core::fault::{Fault, FaultKind};
use flow_core::fs::Disk;
use flow_core::site::Site;

/// Variables that would point git at another repository than the one it runs in.
const SCRUBBED: [&str; 13] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_AUTHOR_DATE",
    "GIT_COMMITTER_DATE",
];

/// How long a lock that somebody holds is waited for, and how long the first pause is. The pauses
/// grow.
const PATIENCE: Duration = Duration::from_secs(2);
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// How long a git that an earlier, killed flow has started may go on before flow gives up on it.
const ORPHAN_TRIES: u32 = 200;
const ORPHAN_PAUSE: Duration = Duration::from_millis(50);

/// What a change writes to the repository is on the disk before git says that it is done: flow's
/// record of it must not outlive it in a power cut. By default git leaves loose objects, refs and
/// the index to the system. Files of a checkout are left to it still: they can be had again.
const DURABLE: [&str; 4] =
    ["-c", "core.fsync=committed,loose-object,reference,index", "-c", "core.fsyncMethod=fsync"];

/// One call of the git program.
#[derive(Debug)]
pub(crate) struct Git<'a> {
    folder: &'a Path,
    /// Where it changes something.
    site: Option<&'a Site>,
    args: Vec<OsString>,
    env: Vec<(String, OsString)>,
    input: Vec<u8>,
    prompts: bool,
}

impl<'a> Git<'a> {
    /// A call that only asks.
    pub(crate) fn asks(folder: &'a Path) -> Self {
        let env = vec![
            // A question must not take locks, not even to freshen the index.
            ("GIT_OPTIONAL_LOCKS".to_owned(), "0".into()),
            // Nor reach for a remote, by whatever program the repository names for that.
            ("GIT_NO_LAZY_FETCH".to_owned(), "1".into()),
        ];
        Self { folder, site: None, args: Vec::new(), env, input: Vec::new(), prompts: false }
    }

    /// A call that changes something, run in `folder`.
    pub(crate) fn changes(site: &'a Site, folder: &'a Path) -> Self {
        Self { site: Some(site), env: Vec::new(), ..Self::asks(folder) }
    }

    /// Adds arguments.
    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Sets a variable.
    pub(crate) fn env(mut self, name: impl Into<String>, value: impl Into<OsString>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Gives one that changes something what it is to read.
    pub(crate) fn input(mut self, input: Vec<u8>) -> Self {
        self.input = input;
        self
    }

    /// Lets it ask the user something on the terminal. It shares flow's process group then, and an
    /// interrupt ends it; outside the terminal's group a prompt would stop it for good.
    pub(crate) fn prompts(mut self) -> Self {
        self.prompts = true;
        self
    }

    /// Runs it; what it printed.
    pub(crate) fn run(self) -> Result<Vec<u8>, Fault> {
        let output = self.output()?;
        if output.status.success() { Ok(output.stdout) } else { Err(self.fault(&output)) }
    }

    /// Runs it; the one line that it printed.
    pub(crate) fn line(self) -> Result<String, Fault> {
        let printed = self.run()?;
        Ok(String::from_utf8_lossy(&printed).trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Runs it, and runs it again while somebody holds a lock that it needs.
    pub(crate) fn output(&self) -> Result<Output, Fault> {
        // git itself waits for some locks before it gives up, so the clock counts, not the tries.
        let begun = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let output = self.once()?;
            let held = !output.status.success() && lock_is_held(&output.stderr);
            if !held || begun.elapsed() >= PATIENCE {
                return Ok(output);
            }
            sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// What a failed run says to a person.
    pub(crate) fn fault(&self, output: &Output) -> Fault {
        let verb = self.args.iter().map(|arg| arg.to_string_lossy());
        let verb: Vec<_> = verb.filter(|arg| !arg.starts_with('-')).take(2).collect();
        let mut said = shown(String::from_utf8_lossy(&output.stderr).trim());
        if said.is_empty() {
            said =
                format!("it said nothing ({}); a hook of git's may have ended it", output.status);
        }
        let fault = Fault::failed(format!("`git {}` failed: {said}", shown(&verb.join(" "))));
        if lock_is_held(&output.stderr) {
            return fault.kind(FaultKind::Lost).hint(LOCK_HINT);
        }
        fault
    }

    fn once(&self) -> Result<Output, Fault> {
        let mut command = Command::new("git");
        command.args(["-c", "safe.bareRepository=explicit"]);
        if self.site.is_some() {
            command.args(DURABLE);
            if !self.prompts {
                // The terminal's interrupt is for flow, which stops between two steps; git in the
                // middle of one would leave it half done.
                command.process_group(0);
            }
        } else {
            // A question starts no program that would watch the files for git.
            command.args(["-c", "core.fsmonitor=false"]);
        }
        command.args(&self.args);
        command.current_dir(self.folder).stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in SCRUBBED {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        let mut turn_held = None;
        command.stdin(match self.site {
            Some(site) => {
                let held = turn(site, &self.input)?;
                turn_held = held.try_clone().ok();
                Stdio::from(held)
            }
            None => Stdio::null(),
        });
        let cannot = |error: std::io::Error| {
            let hint = match error.kind() {
                ErrorKind::NotFound | ErrorKind::PermissionDenied => {
                    "install git, and see that it is in the PATH"
                }
                _ => "see what the system lacks, then try again",
            };
            Fault::failed(format!("the git program cannot be run: {error}")).hint(hint)
        };
        let ended = match self.site {
            Some(site) => site.disk.run(&mut command),
            None => Disk::default().run(&mut command),
        };
        // git has ended; what a hook of it has left at work in the background must not hold its turn.
        if let Some(held) = turn_held {
            let _ = held.unlock();
        }
        ended.map_err(cannot)
    }
}

/// Waits until no git that flow started is still changing things, and takes the turn.
///
/// When flow is killed, the git it started lives on, and a recovery that begins at once would clean
/// up a checkout that is still being written. So every such git inherits, as its standard input, a
/// file that is locked for as long as any process has it open. What it is to read stands in that file
/// whole: a pipe would end in the middle when flow is killed, and git would do the half of it.
fn turn(site: &Site, input: &[u8]) -> Result<File, Fault> {
    let path = turn_file(site);
    let file = wait(site, &path)?;
    let filled = site.disk.fill(&file, &path, input);
    filled.map_err(|error| unlockable(&path, &error))?;
    Ok(file)
}

/// Waits until no git that flow started is still changing things.
pub(crate) fn settle(site: &Site) -> Result<(), Fault> {
    let path = turn_file(site);
    // Where the file was never made, no git was started.
    if path.exists() {
        wait(site, &path)?;
    }
    Ok(())
}

fn turn_file(site: &Site) -> PathBuf {
    site.state.join("git.lock")
}

fn unlockable(path: &Path, error: &std::io::Error) -> Fault {
    Fault::failed(format!("{} cannot be locked: {error}", path.display()))
}

fn wait(site: &Site, path: &Path) -> Result<File, Fault> {
    let cannot = |error: std::io::Error| unlockable(path, &error);
    let file = open_lock(site, path).map_err(cannot)?;
    for _ in 0..ORPHAN_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => sleep(ORPHAN_PAUSE),
            Err(std::fs::TryLockError::Error(error)) => return Err(cannot(error)),
        }
    }
    Err(Fault::failed("a git that flow started earlier is still running in this repository")
        .kind(FaultKind::Lost)
        .hint("wait for it to end, then try again"))
}

fn open_lock(site: &Site, path: &Path) -> std::io::Result<File> {
    site.disk.create_dir_all(&site.state)?;
    site.disk.lock_file(path)
}

/// What to do about a lock of git's.
const LOCK_HINT: &str =
    "another git is at work here; once none is, remove the lock file that is named, and try again";

/// Waits for a lock file of git's to go, as long as for any; flow never removes one.
///
/// # Errors
/// When it stays.
pub(crate) fn wait_for(lock: &Path) -> Result<(), Fault> {
    let begun = Instant::now();
    while lock.symlink_metadata().is_ok() {
        if begun.elapsed() >= PATIENCE {
            let lock = shown(&lock.display().to_string());
            let why = format!("{lock} is held by another git");
            return Err(Fault::failed(why).kind(FaultKind::Lost).hint(LOCK_HINT));
        }
        sleep(FIRST_PAUSE);
    }
    Ok(())
}

fn lock_is_held(stderr: &[u8]) -> bool {
    let said = String::from_utf8_lossy(stderr);
    said.contains(".lock") && said.contains("File exists")
}

/// A text from outside with everything that could steer a terminal escaped, line ends apart.
pub(crate) fn shown(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}')
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
