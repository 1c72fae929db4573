//! The one builder that all stories are told through.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A workflow of four stages on three boards, with no gates: the ground that most stories stand on.
pub const PLAIN: &str = r####"version = 1

[git]
base = "main"

[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["FEAT", "BUG"]

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"
closed = "- [x] **{id}**: {title}"

[[stage]]
name = "in-progress"
board = "IN_PROGRESS.md"
under = "## Active Tasks"
card = "### [{id}]: {title}"
limit = 2
counters = "**Active: {count}/{limit}**"
separator = "---"
placeholder = "*No tasks in progress.*"
on-enter.add = { Started = "{date}", Assigned = "{actor}" }
on-enter.set = { Status = "In Progress" }

[[stage]]
name = "review"
board = "REVIEW.md"
under = "## Awaiting Review"
card = "### [{id}]: {title}"

[[stage]]
name = "done"
ends = true
archive = "archive/{id}.md"
"####;

/// Three cards to move about.
pub const TODO: &str = "\
# Later

- [ ] **FEAT-001**: Greet by name
  - **Why:** people like it
  - [ ] Ask for the name

- [ ] **FEAT-002**: Wave goodbye

- [ ] **BUG-001**: Greets twice
";

/// An empty stage.
pub const IN_PROGRESS: &str = "\
# Now

**Active: 0/2**

## Active Tasks

*No tasks in progress.*

## Notes

Nothing.
";

/// Another.
pub const REVIEW: &str = "# Review\n\n## Awaiting Review\n";

/// A repository in a temporary folder.
pub struct Scenario {
    folder: TempDir,
    home: TempDir,
    /// The repository, in the folder.
    root: PathBuf,
    /// The program that stories run.
    program: PathBuf,
}

impl Scenario {
    /// A folder that is no repository.
    pub fn without_git() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            root: folder.path().to_owned(),
            folder,
            home: tempfile::tempdir().expect("a folder"),
            program: env!("CARGO_BIN_EXE_flow").into(),
        }
    }

    /// An empty repository on the branch `main`.
    pub fn new() -> Self {
        let scenario = Self::without_git();
        scenario.git(&["init", "-q", "-b", "main"]);
        scenario
    }

    /// A repository with the plain workflow and its boards, committed.
    pub fn plain() -> Self {
        Self::new().boards()
    }

    /// Puts the plain workflow and its boards into a repository, and commits them.
    pub fn boards(self) -> Self {
        let scenario = self;
        scenario
            .file("workflow.toml", PLAIN)
            .file("TODO.md", TODO)
            .file("IN_PROGRESS.md", IN_PROGRESS)
            .file("REVIEW.md", REVIEW)
            .file("README.md", "# Greeter\n")
            .commit("Begin");
        scenario
    }

    /// Runs another program than `flow`.
    pub fn with_program(mut self, program: &Path) -> Self {
        self.program = program.to_owned();
        self
    }

    /// Goes on in a folder within this one, which is made.
    #[expect(clippy::disallowed_methods, reason = "people make folders too")]
    pub fn below(mut self, name: impl AsRef<Path>) -> Self {
        self.root = self.folder.path().join(name);
        std::fs::create_dir_all(&self.root).expect("made");
        self
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    #[expect(clippy::disallowed_methods, reason = "people write files too")]
    pub fn file(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let full = self.path(path);
        std::fs::create_dir_all(full.parent().expect("a folder")).expect("made");
        std::fs::write(full, text).expect("written");
        self
    }

    /// What a person does in an editor.
    pub fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
        self.file(path, text.replacen(from, to, 1))
    }

    pub fn read(&self, path: &str) -> String {
        let bytes = std::fs::read(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(".", args)
    }

    pub fn git_in(&self, folder: &str, args: &[&str]) -> String {
        let output = self.command("git").current_dir(self.path(folder)).args(args).output();
        let output = output.expect("git runs");
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub fn commit(&self, message: &str) -> &Self {
        self.commit_in(".", message)
    }

    pub fn commit_in(&self, folder: &str, message: &str) -> &Self {
        self.git_in(folder, &["add", "-A"]);
        self.git_in(folder, &["commit", "-q", "-m", message]);
        self
    }

    /// Any program in this surrounding, not yet run.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.root())
            .env("HOME", self.home.path())
            .env("XDG_STATE_HOME", self.home.path().join("state"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "Ada")
            .env("GIT_AUTHOR_EMAIL", "ada@example.org")
            .env("GIT_COMMITTER_NAME", "Ada")
            .env("GIT_COMMITTER_EMAIL", "ada@example.org")
            .env("FLOW_ACTOR", "Ada")
            .env("TZ", "UTC")
            .env("NO_COLOR", "1")
            .env_remove("CI")
            .env_remove("FLOW_TRUST")
            .env_remove("COLUMNS")
            .stdin(Stdio::null());
        command
    }

    /// The command line, not yet run: for stories that need more than one at a time.
    pub fn flow_command(&self, args: &[&str]) -> Command {
        let mut command = self.command(&self.program);
        command.args(args);
        command
    }

    /// A shell, not yet run: for stories of how flow is started.
    pub fn shell(&self, args: &[&str]) -> Command {
        let mut command = self.command("sh");
        command.args(args);
        command
    }

    pub fn flow(&self, args: &[&str]) -> Run {
        self.flow_in(".", args)
    }

    pub fn flow_in(&self, folder: &str, args: &[&str]) -> Run {
        let output = self.flow_command(args).current_dir(self.path(folder)).output();
        Run::of(args, output.expect("flow runs"))
    }

    /// Every file but those of git, with its bytes.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.root().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let hidden = path.file_name().is_some_and(|n| n == ".git" || n == ".flow");
                let name = || path.strip_prefix(self.root()).expect("below").to_owned();
                if let Ok(target) = path.read_link() {
                    files.insert(name(), target.into_os_string().into_encoded_bytes());
                } else if path.is_dir() && !hidden {
                    open.push(path);
                } else if !hidden {
                    files.insert(name(), std::fs::read(&path).expect("there"));
                }
            }
        }
        files
    }
}

/// A story that cannot be told on this machine says so.
#[expect(clippy::print_stderr, reason = "nothing else tells that a test was skipped")]
pub fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// What a command said.
#[derive(Debug)]
pub struct Run {
    args: Vec<String>,
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn of(args: &[&str], output: Output) -> Self {
        Self {
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Everything it said.
    pub fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "flow {:?} said\n{}", self.args, self.said());
        self
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        self.exits(0)
    }

    #[track_caller]
    pub fn says(self, part: &str) -> Self {
        assert!(
            self.said().contains(part),
            "flow {:?} never said {part:?}:\n{}",
            self.args,
            self.said()
        );
        self
    }

    #[track_caller]
    pub fn never_says(self, part: &str) -> Self {
        assert!(
            !self.said().contains(part),
            "flow {:?} said {part:?}:\n{}",
            self.args,
            self.said()
        );
        self
    }

    /// The one document on stdout.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|e| panic!("flow {:?}: {e}\n{}", self.args, self.said()))
    }

    /// The document's data.
    #[track_caller]
    pub fn data(&self) -> Value {
        let mut json = self.json();
        assert_eq!(json["schema"], 1);
        json["data"].take()
    }

    /// The document's error code.
    #[track_caller]
    pub fn error_code(&self) -> String {
        let json = self.json();
        assert_eq!((&json["schema"], &json["kind"]), (&Value::from(1), &Value::from("error")));
        json["error"]["code"].as_str().expect("a code").to_owned()
    }
}
