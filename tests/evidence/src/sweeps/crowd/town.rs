//! The repository in which a crowd is at work: many cards on four boards, two of them with a limit.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::faults::VARIABLE;
use crate::ground::{NEVER, quiet};

/// A stage: its name, its board, its limit.
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// Its board.
    pub board: &'static str,
    /// How many cards it takes.
    pub limit: usize,
    /// Whether its cards are list items; else they are headings.
    is_list: bool,
}

const fn stage(name: &'static str, board: &'static str, limit: usize, is_list: bool) -> Stage {
    Stage { name, board, limit, is_list }
}

/// The stages, in order.
pub const STAGES: [Stage; 4] = [
    stage("todo", "TODO.md", usize::MAX, true),
    stage("doing", "DOING.md", 6, false),
    stage("review", "REVIEW.md", 5, false),
    stage("done", "DONE.md", usize::MAX, true),
];

/// How many tasks there are.
pub const TASKS: usize = 40;

const WORKFLOW: &str = r####"version = 1

[ids]
form = "{prefix}-{number:3}"
prefixes = ["TASK"]

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
under = "## Cards"
card = "### [{id}]: {title}"
limit = 6
counters = "**Active: {count}/{limit}**"
separator = "---"
placeholder = "*Nobody works.*"

[[stage]]
name = "review"
board = "REVIEW.md"
under = "## Cards"
card = "### [{id}]: {title}"
limit = 5
counters = "**Active: {count}/{limit}**"

[[stage]]
name = "done"
board = "DONE.md"
card = "- [ ] **{id}**: {title}"
"####;

/// The names of the worktrees in which commands are given, the main one first.
const TREES: [&str; 4] = ["repo", "one", "two", "three"];

/// The repository.
pub struct Town {
    folder: PathBuf,
    flow: PathBuf,
    has_git: bool,
    /// What people have made of the cards and of the text beside them.
    pub texts: Mutex<Texts>,
}

/// What stands on the boards, stages apart.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// How often each card was edited by hand.
    pub edits: BTreeMap<String, usize>,
    /// The lines beside the cards, by board.
    pub prose: BTreeMap<&'static str, Vec<String>>,
}

/// The cards of a board as they are read off it, and the lines beside them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Each card's id and text.
    pub cards: Vec<(String, String)>,
    /// The lines beside the cards.
    pub prose: Vec<String>,
    /// What its counter says.
    pub counter: Option<String>,
}

/// The id of a task.
pub fn id(nth: usize) -> String {
    format!("TASK-{:03}", nth + 1)
}

/// A card's text as it stands under a heading: no two are alike.
pub fn text(id: &str, edits: usize) -> String {
    format!(
        "title of {id}\n- first line of {id}  \n  - `nested` in {id}\n\n      - [ ] code of {id}\n- edits of {id}: {edits}\n"
    )
}

impl Town {
    /// Builds the repository.
    ///
    /// # Errors
    /// When that fails.
    pub fn build(folder: &Path, flow: &Path, has_git: bool) -> Result<Self, String> {
        let texts = Texts {
            edits: (0..TASKS).map(|nth| (id(nth), 0)).collect(),
            prose: STAGES
                .iter()
                .map(|s| (s.board, vec![format!("Prose of {}.", s.name)]))
                .collect(),
        };
        let town = Self {
            folder: folder.to_owned(),
            flow: flow.to_owned(),
            has_git,
            texts: Mutex::new(texts),
        };
        let made = || -> io::Result<()> {
            let _ = std::fs::remove_dir_all(folder);
            std::fs::create_dir_all(town.root())?;
            std::fs::create_dir_all(folder.join("home"))?;
            let base = if has_git { "\n[git]\nbase = \"main\"\n" } else { "" };
            std::fs::write(town.root().join("workflow.toml"), format!("{WORKFLOW}{base}"))?;
            for stage in &STAGES {
                std::fs::write(town.root().join(stage.board), begin(stage))?;
            }
            Ok(())
        };
        made().map_err(|error| error.to_string())?;
        if has_git {
            for args in [
                ["init", "-q", "-b", "main", "--template="].as_slice(),
                &["add", "-A"],
                &["commit", "-q", "-m", "The town"],
            ] {
                town.git(args)?;
            }
            for tree in &TREES[1..] {
                town.git(&["worktree", "add", "-q", &format!("../{tree}")])?;
            }
        }
        Ok(town)
    }

    /// The main worktree.
    pub fn root(&self) -> PathBuf {
        self.folder.join(TREES[0])
    }

    /// flow's state folder.
    pub fn state(&self) -> PathBuf {
        self.root().join(if self.has_git { ".git/flow" } else { ".flow" })
    }

    /// flow with these arguments, in one of the worktrees.
    pub fn flow(&self, tree: usize, args: &[&str]) -> Command {
        let tree = if self.has_git { TREES[tree % TREES.len()] } else { TREES[0] };
        let mut command = Command::new(&self.flow);
        quiet(&mut command, &self.folder.join("home"));
        command.current_dir(self.folder.join(tree)).args(args).env(VARIABLE, NEVER);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn git(&self, args: &[&str]) -> Result<(), String> {
        let mut command = Command::new("git");
        quiet(&mut command, &self.folder.join("home"));
        let output = command.current_dir(self.root()).args(args).output();
        let output = output.map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(()) } else { Err(format!("git {args:?}: {said}")) }
    }

    /// The text of every board, one after the other.
    ///
    /// # Errors
    /// When one is not there.
    pub fn look(&self) -> Result<Vec<String>, String> {
        let text = |stage: &Stage| {
            let path = self.root().join(stage.board);
            std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", stage.board))
        };
        STAGES.iter().map(text).collect()
    }

    /// What a person does who heeds the lock: counts up in a card, or adds a line beside the cards.
    ///
    /// # Errors
    /// When the boards cannot be read or written.
    pub fn edit(&self, random: &mut fastrand::Rng) -> Result<(), String> {
        let held = self.locked()?;
        let mut texts = self.texts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let at = random.usize(..STAGES.len());
        let (stage, path) = (&STAGES[at], self.root().join(STAGES[at].board));
        let old = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let cards = read_one(stage, &old)?.cards;
        let written = match cards.is_empty() || random.u8(..8) == 0 {
            true => {
                let note = format!("Prose note {}.", random.u64(..));
                texts.prose.entry(stage.board).or_default().push(note.clone());
                let file = std::fs::File::options().append(true).open(&path);
                file.and_then(|mut file| file.write_all(format!("\n{note}\n").as_bytes()))
            }
            false => {
                let (id, _) = &cards[random.usize(..cards.len())];
                let edits = texts.edits.entry(id.clone()).or_default();
                *edits += 1;
                let line = |edits| format!("edits of {id}: {edits}\n");
                let new = old.replacen(&line(*edits - 1), &line(*edits), 1);
                let beside = path.with_extension("md~");
                std::fs::write(&beside, &new).and_then(|()| std::fs::rename(&beside, &path))
            }
        };
        drop(held);
        written.map_err(|error| error.to_string())
    }

    fn locked(&self) -> Result<std::fs::File, String> {
        let open = || {
            std::fs::create_dir_all(self.state())?;
            let path = self.state().join("lock");
            let file = std::fs::File::options().create(true).append(true).open(path)?;
            file.lock().map(|()| file)
        };
        open().map_err(|error| error.to_string())
    }

    /// Files that nobody should find once all is over.
    pub fn leftovers(&self) -> Vec<String> {
        let mut found = Vec::new();
        for folder in [self.root(), self.state(), self.state().join("journal")] {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let left = [".flow-", ".theirs-", ".new", "-merged", "~"];
                if left.iter().any(|part| name.contains(part)) {
                    found.push(name);
                }
            }
        }
        found
    }
}

/// A board as it is at the beginning.
fn begin(stage: &Stage) -> String {
    let prose = format!("Prose of {}.\n", stage.name);
    if stage.name == "todo" {
        let cards: String = (0..TASKS).map(|nth| item(&id(nth))).collect();
        return format!("# {}\n\n{cards}{prose}", stage.name);
    }
    if stage.is_list {
        return format!("# {}\n\n{prose}", stage.name);
    }
    let placeholder = if stage.name == "doing" { "*Nobody works.*\n\n" } else { "" };
    format!(
        "# {}\n\n**Active: 0/{}**\n\n## Cards\n\n{placeholder}## Beside\n\n{prose}",
        stage.name, stage.limit
    )
}

/// A card as a list item.
fn item(id: &str) -> String {
    let text = text(id, 0);
    let mut lines = text.lines();
    let title = lines.next().unwrap_or_default();
    let body = lines.map(|line| if line.is_empty() { "\n".into() } else { format!("  {line}\n") });
    format!("- [ ] **{id}**: {title}\n{}\n", body.collect::<String>())
}

/// Reads all boards.
///
/// # Errors
/// When one is not as a board can be.
pub fn read(boards: &[String]) -> Result<Vec<Read>, String> {
    if boards.len() != STAGES.len() {
        return Err(boards.concat());
    }
    STAGES.iter().zip(boards).map(|(stage, board)| read_one(stage, board)).collect()
}

/// Reads a board by the simplest means: no code of flow's has a hand in it.
fn read_one(stage: &Stage, board: &str) -> Result<Read, String> {
    let mut read = Read::default();
    let mut open: Option<(String, String)> = None;
    let (before, between) = if stage.is_list { ("- [ ] **", "**: ") } else { ("### [", "]: ") };
    for line in board.lines() {
        if let Some(rest) = line.strip_prefix(before) {
            read.cards.extend(open.take());
            let (id, title) = rest.split_once(between).ok_or(format!("a torn head: {line:?}"))?;
            open = Some((id.to_owned(), format!("{title}\n")));
            continue;
        }
        let is_beside = line.starts_with("Prose ") || line.starts_with('#') || line == "---";
        if is_beside || line.starts_with("**Active") || line.starts_with("*Nobody") {
            read.cards.extend(open.take());
            read.prose.extend(line.starts_with("Prose ").then(|| line.to_owned()));
            read.counter =
                read.counter.or_else(|| line.starts_with("**Active").then(|| line.to_owned()));
            continue;
        }
        let indent = if stage.is_list && !line.is_empty() { "  " } else { "" };
        match (&mut open, line.strip_prefix(indent)) {
            (Some((_, text)), Some(line)) => *text += &format!("{line}\n"),
            (None, _) if line.is_empty() => {}
            _ => return Err(format!("{}: {line:?} is nobody's", stage.board)),
        }
    }
    read.cards.extend(open);
    for (_, text) in &mut read.cards {
        text.truncate(text.trim_end_matches('\n').len() + 1);
    }
    Ok(read)
}
