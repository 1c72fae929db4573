//! The place of a trial: a repository, and beside it what it must not reach.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use flow_core::digest::sha256;

use crate::faults::VARIABLE;
use crate::ground::{NEVER, quiet};

/// The place.
pub struct World {
    folder: PathBuf,
    flow: PathBuf,
}

/// How a command ended.
pub struct Ended {
    /// Its exit code; `None` where it had to be ended.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// And beside that.
    pub stderr: String,
}

/// What stands beside the repository, and may draw a hostile one.
pub const CANARY: &str = "a song\n";

impl World {
    /// Makes the place anew.
    ///
    /// # Errors
    /// When that fails.
    pub fn new(folder: &Path, flow: &Path) -> io::Result<Self> {
        let world = Self { folder: folder.join("world"), flow: flow.to_owned() };
        let _ = fs::remove_dir_all(&world.folder);
        for name in ["repo", "canary/cage", "home", "marks", "said"] {
            fs::create_dir_all(world.folder.join(name))?;
        }
        for name in ["canary/bird.md", "canary/cage/bird.md", "home/notes.md"] {
            fs::write(world.folder.join(name), CANARY)?;
        }
        Ok(world)
    }

    /// The repository.
    pub fn root(&self) -> PathBuf {
        self.folder.join("repo")
    }

    /// What must not be reached.
    pub fn canary(&self) -> PathBuf {
        self.folder.join("canary")
    }

    /// A file whose presence tells that something was executed.
    pub fn mark(&self, name: &str) -> String {
        self.folder.join("marks").join(name).display().to_string()
    }

    /// What was executed since the last look.
    pub fn marks(&self) -> Vec<String> {
        let marks = fs::read_dir(self.folder.join("marks")).into_iter().flatten().flatten();
        let mut found = Vec::new();
        for mark in marks {
            found.push(mark.file_name().to_string_lossy().into_owned());
            let _ = fs::remove_file(mark.path());
        }
        found
    }

    /// Runs git in the repository, to build it; what fails is not there, and nothing else.
    pub fn git(&self, args: &[&str]) {
        let mut command = Command::new("git");
        quiet(&mut command, &self.folder.join("home"));
        let _ = command.current_dir(self.root()).args(args).output();
    }

    /// Runs flow, for as long as it may take.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self, words: &[&str], patience: Duration) -> io::Result<Ended> {
        let said = |name: &str| self.folder.join("said").join(name);
        let mut command = Command::new(&self.flow);
        quiet(&mut command, &self.folder.join("home"));
        command.args(words).current_dir(self.root()).env("COLUMNS", "100").stdin(Stdio::null());
        command.env(VARIABLE, NEVER);
        command.stdout(File::create(said("stdout"))?).stderr(File::create(said("stderr"))?);
        let mut child = command.spawn()?;
        let begun = Instant::now();
        let code = loop {
            if let Some(status) = child.try_wait()? {
                // A signal is no documented end.
                break Some(status.code().unwrap_or(-1));
            }
            if begun.elapsed() > patience {
                child.kill()?;
                child.wait()?;
                break None;
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        let text = |name| {
            let bytes = fs::read(said(name))?;
            String::from_utf8(bytes).map_err(|error| io::Error::other(error.to_string()))
        };
        Ok(Ended { code, stdout: text("stdout")?, stderr: text("stderr")? })
    }

    /// How everything outside the repository looks.
    pub fn outside(&self) -> BTreeMap<PathBuf, String> {
        let mut seen = BTreeMap::new();
        for name in ["canary", "home"] {
            walk(&self.folder.join(name), Path::new(name), &mut seen);
        }
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            seen.insert(entry.file_name().into(), "there".into());
        }
        seen
    }

    /// How the repository looks.
    pub fn inside(&self) -> BTreeMap<PathBuf, String> {
        let mut seen = BTreeMap::new();
        walk(&self.root(), Path::new(""), &mut seen);
        seen
    }
}

/// Whether a name in the repository belongs to flow's own state.
pub fn is_state(name: &Path) -> bool {
    name.starts_with(".git/flow") || name.starts_with(".flow")
}

fn walk(folder: &Path, below: &Path, seen: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), below.join(entry.file_name()));
        let Ok(meta) = path.symlink_metadata() else { continue };
        let mode = meta.permissions().mode();
        let what = if meta.is_symlink() {
            format!("-> {:?}", fs::read_link(&path).unwrap_or_default())
        } else if meta.is_file() && meta.len() > 1 << 20 {
            format!("{mode:o} {} bytes", meta.len())
        } else if meta.is_file() {
            format!("{mode:o} {}", sha256(&fs::read(&path).unwrap_or_default()))
        } else if meta.is_dir() {
            walk(&path, &name, seen);
            format!("folder {mode:o}")
        } else {
            format!("{mode:o} fifo {}", meta.file_type().is_fifo())
        };
        seen.insert(name, what);
    }
}
