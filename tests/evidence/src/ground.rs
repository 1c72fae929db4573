//! The repositories that trials stand on: each made once, with one transition that is to be made in
//! it, and put back to its beginning before every trial.

mod kinds;

pub use kinds::{Kind, TASKS};

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::faults::{Fault, VARIABLE};
use crate::picture::Picture;

/// A repository, and a transition to be made in it.
pub struct Ground {
    /// What the transition is.
    pub kind: Kind,
    /// Whether it is a git repository.
    pub has_git: bool,
    /// How the repository looks before the transition.
    pub before: Picture,
    /// How it looks after it.
    pub after: Picture,
    /// The texts of its files before and after.
    texts: [BTreeMap<String, String>; 2],
    folder: PathBuf,
    /// The program that runs as flow.
    program: PathBuf,
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    /// Its exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Everything it printed.
    pub text: String,
}

impl Ground {
    /// Builds a ground in a folder of its own below `scratch`. `program` is flow, or this very
    /// program, where faults are to be played inside it.
    ///
    /// # Errors
    /// When the transition cannot be made at all.
    pub fn build(kind: Kind, scratch: &Path, program: &Path) -> Result<Self, String> {
        let folder = scratch.join(kind.name());
        let mut ground = Self {
            kind,
            has_git: kind.has_git(),
            before: Picture::default(),
            after: Picture::default(),
            texts: Default::default(),
            folder,
            program: program.to_owned(),
        };
        std::fs::create_dir_all(ground.root()).map_err(|e| e.to_string())?;
        std::fs::create_dir_all(ground.home()).map_err(|e| e.to_string())?;
        kind.build(&ground)?;
        copy(&ground.run(), &ground.template()).map_err(|e| e.to_string())?;
        ground.reset();
        ground.before = Picture::of(&ground);
        ground.texts[0] = Picture::texts(&ground);
        let said = ground.play(None);
        if said.code != Some(0) {
            return Err(format!("{}: {:?} said {}", kind.name(), ground.words(), said.text));
        }
        ground.after = Picture::of(&ground);
        ground.texts[1] = Picture::texts(&ground);
        ground.reset();
        if ground.before == ground.after {
            return Err(format!("{}: nothing changes", kind.name()));
        }
        Ok(ground)
    }

    fn run(&self) -> PathBuf {
        self.folder.join("run")
    }

    fn template(&self) -> PathBuf {
        self.folder.join("template")
    }

    fn home(&self) -> PathBuf {
        self.run().join("home")
    }

    /// The repository. It is always at the same path, since git's worktrees know theirs.
    pub fn root(&self) -> PathBuf {
        self.run().join("repo")
    }

    /// The texts of its files before the transition and after.
    pub fn texts(&self) -> (&BTreeMap<String, String>, &BTreeMap<String, String>) {
        (&self.texts[0], &self.texts[1])
    }

    /// Puts the repository back to its beginning.
    pub fn reset(&self) {
        let _ = std::fs::remove_dir_all(self.run());
        let copied = copy(&self.template(), &self.run());
        assert!(copied.is_ok(), "the ground cannot be copied: {copied:?}");
    }

    /// Writes a file of the repository.
    pub fn write(&self, path: &str, text: &str) {
        let full = self.root().join(path);
        let made = full.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = made.and_then(|()| std::fs::write(&full, text));
        assert!(written.is_ok(), "{}: {written:?}", full.display());
    }

    /// Reads a file of the repository; empty where there is none.
    pub fn read(&self, path: &str) -> String {
        let bytes = std::fs::read(self.root().join(path)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A program that sees nothing of the machine's own settings.
    fn command_of(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        quiet(&mut command, &self.home());
        command.current_dir(self.root());
        command
    }

    /// flow with these arguments, not yet run.
    pub fn flow_command(&self, args: &[&str], fault: Option<&Fault>) -> Command {
        let mut command = self.command_of(&self.program);
        command.args(args);
        // The shipped program knows nothing of it; this one needs it to be flow at all.
        let fault = fault.map_or_else(
            || NEVER.to_owned(),
            |fault| serde_json::to_string(fault).unwrap_or_default(),
        );
        command.env(VARIABLE, fault);
        command
    }

    /// Runs flow.
    pub fn flow(&self, args: &[&str], fault: Option<&Fault>) -> Said {
        Said::of(self.flow_command(args, fault).output())
    }

    /// The words of the transition's command.
    pub fn words(&self) -> &'static [&'static str] {
        self.kind.command()
    }

    /// Makes the transition, or tries to.
    pub fn play(&self, fault: Option<&Fault>) -> Said {
        self.flow(self.words(), fault)
    }

    /// Keeps the repository as it is now, once no git that a killed flow has left is at work in it:
    /// a copy made beneath its hands would be torn.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn save(&self) -> std::io::Result<()> {
        let turn = self.root().join(".git/flow/git.lock");
        if let Ok(turn) = std::fs::File::open(turn) {
            turn.lock()?;
        }
        let saved = self.folder.join("saved");
        let _ = std::fs::remove_dir_all(&saved);
        copy(&self.run(), &saved)
    }

    /// Puts the repository back to how it was kept.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn restore(&self) -> std::io::Result<()> {
        std::fs::remove_dir_all(self.run())?;
        copy(&self.folder.join("saved"), &self.run())
    }

    /// Runs git in the repository; what it printed.
    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.root(), args)
    }

    /// Runs git in a folder; what it printed.
    pub fn git_in(&self, folder: &Path, args: &[&str]) -> String {
        let output = self.command_of(Path::new("git")).current_dir(folder).args(args).output();
        output.map_or_else(
            |error| error.to_string(),
            |output| {
                let text = String::from_utf8_lossy(&output.stdout).into_owned();
                if output.status.success() { text } else { format!("failed: {text}") }
            },
        )
    }
}

impl Said {
    /// What a program said that was run.
    pub fn of(output: std::io::Result<Output>) -> Self {
        match output {
            Err(error) => Self { code: None, text: error.to_string() },
            Ok(output) => {
                let text = [output.stdout, output.stderr].concat();
                let text = String::from_utf8_lossy(&text).into_owned();
                Self { code: output.status.code(), text }
            }
        }
    }
}

/// A kill that never comes: it makes this program flow, and means nothing to the shipped one.
pub const NEVER: &str = r#"{"kill":18446744073709551615}"#;

/// Keeps a program from all that the machine is set to, and from the terminal.
pub fn quiet(command: &mut Command, home: &Path) {
    command
        .env("HOME", home)
        .env("XDG_STATE_HOME", home.join("state"))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("FLOW_ACTOR", "Ada")
        .env("TZ", "UTC")
        .env("NO_COLOR", "1")
        .env_remove(VARIABLE)
        .env_remove("FLOW_TRUST")
        .stdin(Stdio::null());
    for name in ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"] {
        command.env(name, "Ada");
    }
    for name in ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
        command.env(name, "ada@example.org");
    }
}

/// Copies a folder with the modes and times of its files: git's index compares the times. Two names of a
/// file are two names of its copy.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    copy_all(from, to, &mut BTreeMap::new())
}

fn copy_all(from: &Path, to: &Path, linked: &mut BTreeMap<u64, PathBuf>) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let meta = entry.metadata()?;
        if meta.is_dir() {
            copy_all(&source, &target, linked)?;
        } else if meta.is_symlink() {
            std::os::unix::fs::symlink(std::fs::read_link(&source)?, &target)?;
        } else if let Some(first) = linked.get(&meta.ino()) {
            std::fs::hard_link(first, &target)?;
        } else {
            if meta.nlink() > 1 {
                linked.insert(meta.ino(), target.clone());
            }
            std::fs::copy(&source, &target)?;
            let file = std::fs::File::options().append(true).open(&target);
            if let (Ok(file), Ok(modified)) = (file, meta.modified()) {
                file.set_modified(modified)?;
            }
        }
    }
    Ok(())
}
