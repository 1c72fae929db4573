//! The place where the demo plays: a repository in a folder of its own, and the programs run in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use flow_core::fs::{Disk, read_file};

use crate::render::quoted;

/// The person who works, and the one who reads the work.
pub const WORKER: &str = "Ada";
/// See [`WORKER`].
pub const READER: &str = "Grace";

/// The files of the project, by path.
const PROJECT: [(&str, &str); 8] = [
    ("workflow.toml", include_str!("project/workflow.toml")),
    ("TODO.md", include_str!("project/TODO.md")),
    ("IN_PROGRESS.md", include_str!("project/IN_PROGRESS.md")),
    ("REVIEW.md", include_str!("project/REVIEW.md")),
    ("CHANGELOG.md", include_str!("project/CHANGELOG.md")),
    ("README.md", include_str!("project/README.md")),
    ("greet.sh", include_str!("project/greet.sh")),
    ("tests.sh", include_str!("project/tests.sh")),
];

/// What a program said, and how it ended.
#[derive(Debug, Clone)]
pub struct Ran {
    /// What a person would have typed.
    pub line: String,
    /// How it ended; 1000 where a signal ended it.
    pub code: i32,
    /// What it printed to standard output.
    pub stdout: String,
    /// And to standard error.
    pub stderr: String,
}

/// The demo's folder.
pub struct World {
    /// The repository.
    pub project: PathBuf,
    /// Where trust is kept while the demo plays: the user's own store is left alone.
    state: PathBuf,
    /// The flow that plays.
    pub flow: PathBuf,
}

impl World {
    /// Makes the folder and the repository in it.
    pub fn make() -> Result<Self, String> {
        let flow = std::env::current_exe().map_err(|e| format!("flow cannot find itself: {e}"))?;
        let folder = tempfile::Builder::new().prefix("flow-demo-").tempdir();
        let folder = folder.map_err(|error| format!("there is no temporary folder: {error}"))?;
        // It is kept, for the person to play in.
        let folder = folder.keep();
        let folder = folder.canonicalize().unwrap_or(folder);
        let world = Self { project: folder.join("project"), state: folder.join("state"), flow };
        let made = Disk::default().create_dir_all(&world.project);
        made.map_err(|error| format!("{} cannot be made: {error}", world.project.display()))?;
        for (path, text) in PROJECT {
            world.write(path, text)?;
        }
        for args in [
            &["init", "--quiet", "--initial-branch", "main"][..],
            &["config", "user.name", WORKER],
            &["config", "user.email", "ada@example.com"],
            &["add", "--all"],
            &["commit", "--quiet", "--message", "A very small program, and its boards"],
        ] {
            let ran = world.git(args)?;
            if ran.code != 0 {
                return Err(format!("`{}` failed: {}", ran.line, ran.stderr.trim()));
            }
        }
        Ok(world)
    }

    /// Runs flow in the repository, as this person.
    pub fn flow(&self, actor: &str, args: &[&str]) -> Result<Ran, String> {
        let mut command = self.command(&self.flow, args);
        command.env("FLOW_ACTOR", actor);
        run(command, "flow", args)
    }

    /// Runs git in the repository.
    pub fn git(&self, args: &[&str]) -> Result<Ran, String> {
        run(self.command(Path::new("git"), args), "git", args)
    }

    /// Runs a shell script of the repository.
    pub fn sh(&self, args: &[&str]) -> Result<Ran, String> {
        run(self.command(Path::new("sh"), args), "sh", args)
    }

    /// A program that sees nothing of the user's own settings.
    fn command(&self, program: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.project);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["GIT_", "FLOW_", "CLICOLOR"].iter().any(|prefix| text.starts_with(prefix)) {
                command.env_remove(&name);
            }
        }
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("XDG_STATE_HOME", &self.state)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "88")
            .env("LC_ALL", "C.UTF-8");
        command
    }

    /// A file's text; empty where there is none.
    pub fn read(&self, path: &str) -> String {
        let bytes = read_file(&self.project.join(path)).ok().flatten().unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Whether there is such a file or folder.
    pub fn has(&self, path: &str) -> bool {
        self.project.join(path).exists()
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let full = self.project.join(path);
        let fresh = full.with_extension("fresh");
        let disk = Disk::default();
        let written =
            disk.create(&fresh, text.as_bytes(), 0o644).and_then(|()| disk.rename(&fresh, &full));
        written.map_err(|error| format!("{} cannot be written: {error}", full.display()))
    }

    /// Replaces a piece of a file that must be there.
    pub fn edit(&self, path: &str, old: &str, new: &str) -> Result<(), String> {
        let text = self.read(path);
        if !text.contains(old) {
            return Err(format!("{path} does not have the line `{}`", old.trim_end()));
        }
        self.write(path, &text.replacen(old, new, 1))
    }
}

fn run(mut command: Command, program: &str, args: &[&str]) -> Result<Ran, String> {
    let line = std::iter::once(program.to_owned())
        .chain(args.iter().map(|arg| quoted(arg)))
        .collect::<Vec<_>>()
        .join(" ");
    let output = command.output().map_err(|error| format!("`{line}` cannot be run: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Ran {
        line,
        code: output.status.code().unwrap_or(1000),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    })
}
