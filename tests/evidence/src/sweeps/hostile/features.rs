//! What a hostile repository may bring. A repository is put together of several such features.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};

use fastrand::Rng;

use super::world::World;
use super::{plants, workflows};

/// A repository in the making.
pub struct Draft<'a> {
    /// Where.
    pub world: &'a World,
    /// What decides.
    pub random: Rng,
    /// Whether git is there.
    pub has_git: bool,
    /// The lines below the stages of workflow.toml.
    pub tables: String,
    /// The template of the archive, as TOML has it.
    pub archive: String,
    /// Cards beside the three that are always there.
    pub cards: String,
    /// What is done once all else is written.
    pub last: Vec<Last>,
}

/// Something done once all else is written.
pub type Last = fn(&World, &mut Rng) -> io::Result<()>;

/// Texts that lead elsewhere, or would do something, wherever they are taken at their word.
pub const EVIL: [&str; 18] = [
    "../../canary/bird",
    "../canary/cage/bird",
    "/etc/flow-was-here",
    "-x",
    "--upload-pack=touch ../marks/upload",
    "a\u{0}b",
    "x.lock",
    "@{",
    "..",
    "a/../../b",
    ".git/hooks/post-checkout",
    ".git/config",
    ".flow/lock",
    "\u{202e}dne",
    "\u{1b}[2J\u{7}",
    "$(touch ../marks/shell)",
    "`touch ../marks/shell`",
    "; touch ../marks/shell",
];

/// One of the evil texts.
pub fn evil(random: &mut Rng) -> &'static str {
    EVIL[random.usize(..EVIL.len())]
}

/// A text as TOML has it.
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

type Feature = (&'static str, fn(&mut Draft<'_>) -> io::Result<()>);

const FEATURES: [Feature; 26] = [
    ("gates-run", workflows::gates_run),
    ("gates-scripts", workflows::scripts),
    ("bundled-steps", workflows::bundled),
    ("broken-workflow", workflows::broken),
    ("evil-templates", workflows::templates),
    ("evil-git-table", workflows::git_table),
    ("evil-changelog", workflows::changelog),
    ("evil-ids", workflows::ids),
    ("escapes", escapes),
    ("board-link-out", board_link),
    ("board-fifo", board_fifo),
    ("board-folder", board_folder),
    ("board-huge", board_huge),
    ("board-bytes", board_bytes),
    ("board-deep", board_deep),
    ("names", names),
    ("archive-link", archive_link),
    ("trust-candidates", trust),
    ("git-config", plants::git_config),
    ("git-hooks", plants::git_hooks),
    ("git-embedded", plants::embedded),
    ("git-elsewhere", plants::elsewhere),
    ("state-links", plants::state_links),
    ("state-bytes", plants::state_bytes),
    ("state-entry", plants::entry),
    ("state-note", plants::note),
];

/// Composes the repository of a number; the names of what it brings.
///
/// # Errors
/// When it cannot be written.
pub fn compose(world: &World, number: u64) -> io::Result<Vec<String>> {
    let mut random = Rng::with_seed(number);
    let has_git = random.u8(..3) > 0;
    if has_git {
        world.git(&["init", "-q", "-b", "main", "--template="]);
    }
    let mut draft = Draft {
        world,
        random,
        has_git,
        tables: String::new(),
        archive: quoted("archive/{id}.md"),
        cards: String::new(),
        last: Vec::new(),
    };
    let always = usize::try_from(number).unwrap_or_default() % FEATURES.len();
    let mut brings = vec![if has_git { "a git repository" } else { "no git" }.to_owned()];
    for (at, (name, feature)) in FEATURES.iter().enumerate() {
        if at == always || draft.random.u8(..6) == 0 {
            feature(&mut draft)?;
            brings.push((*name).to_owned());
        }
    }
    draft.write()?;
    Ok(brings)
}

impl Draft<'_> {
    /// Writes a file of the repository.
    ///
    /// # Errors
    /// When that fails.
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> io::Result<()> {
        let path = self.world.root().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)
    }

    fn write(mut self) -> io::Result<()> {
        let workflow = workflows::STAGES.replace("ARCHIVE", &self.archive);
        let root = self.world.root();
        // A feature that has put something else in a place is not overwritten.
        let plain = |name: &str, text: String| match root.join(name).symlink_metadata() {
            Ok(_) => Ok(()),
            Err(_) => self.file(name, text),
        };
        plain("workflow.toml", format!("{workflow}{}", self.tables))?;
        plain(
            "TODO.md",
            format!("# Later\n\n- [ ] **FEAT-001**: One\n  - text\n\n{}", self.cards),
        )?;
        plain("DOING.md", "# Now\n\n## Cards\n\n### [FEAT-002]: Two\n\ntext\n".into())?;
        plain("REVIEW.md", "# Soon\n\n## Cards\n\n### [FEAT-003]: Three\n\ntext\n".into())?;
        plain("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n".into())?;
        if self.has_git {
            self.world.git(&["add", "-A"]);
            self.world.git(&["commit", "-q", "-m", "Harmless"]);
        }
        for last in std::mem::take(&mut self.last) {
            last(self.world, &mut self.random)?;
        }
        Ok(())
    }
}

fn escapes(draft: &mut Draft<'_>) -> io::Result<()> {
    for nth in 10..16 {
        let text = evil(&mut draft.random).replace('\0', "");
        draft.cards += &format!(
            "- [ ] **FEAT-0{nth}**: \u{1b}]0;title\u{7} \u{202e}{text}\u{9b}31m\n  - **Blocked By:** \u{1b}[31m{text}\n  - **Assigned:** \u{2066}{text}\n\n"
        );
    }
    Ok(())
}

/// Puts something in a board's place before the board would be written there.
fn board(draft: &mut Draft<'_>) -> std::path::PathBuf {
    let names = ["TODO.md", "DOING.md", "REVIEW.md"];
    let path = draft.world.root().join(names[draft.random.usize(..names.len())]);
    let _ = fs::remove_file(&path);
    path
}

fn board_link(draft: &mut Draft<'_>) -> io::Result<()> {
    symlink(draft.world.canary().join("bird.md"), board(draft)).or(Ok(()))
}

fn board_fifo(draft: &mut Draft<'_>) -> io::Result<()> {
    fifo(&board(draft));
    Ok(())
}

/// Makes a pipe that nobody writes to.
pub fn fifo(path: &std::path::Path) {
    let _ = std::process::Command::new("mkfifo").arg(path).output();
}

fn board_folder(draft: &mut Draft<'_>) -> io::Result<()> {
    fs::create_dir(board(draft)).or(Ok(()))
}

fn board_huge(draft: &mut Draft<'_>) -> io::Result<()> {
    let size = if draft.random.bool() { 17 << 20 } else { 2 << 20 };
    fs::write(board(draft), "- [ ] **FEAT-001**: so many words\n".repeat(size / 34)).or(Ok(()))
}

fn board_bytes(draft: &mut Draft<'_>) -> io::Result<()> {
    fs::write(board(draft), b"# \xff\xfe\n\n- [ ] **FEAT-001**: \xc3\x28\n").or(Ok(()))
}

fn board_deep(draft: &mut Draft<'_>) -> io::Result<()> {
    let deep = [">".repeat(5000), "- ".repeat(3000), "[".repeat(20_000), "*a ".repeat(20_000)];
    let deep = &deep[draft.random.usize(..deep.len())];
    fs::write(board(draft), format!("# Later\n\n## Cards\n\n{deep}\n\n- [ ] **FEAT-001**: One\n"))
        .or(Ok(()))
}

fn names(draft: &mut Draft<'_>) -> io::Result<()> {
    use std::os::unix::ffi::OsStrExt;
    let root = draft.world.root();
    for name in [b"\xff\xfe.md".as_slice(), b"\x1b[31mred.md", "\u{202e}dm.x".as_bytes()] {
        fs::write(root.join(std::ffi::OsStr::from_bytes(name)), "- [ ] **FEAT-001**: One\n")?;
    }
    draft.cards += "See [a](\u{1b}[31mred.md) and `../../canary/bird.md` of FEAT-002.\n\n";
    Ok(())
}

fn archive_link(draft: &mut Draft<'_>) -> io::Result<()> {
    symlink(draft.world.canary(), draft.world.root().join("archive")).or(Ok(()))
}

/// Files that say that the repository is trusted.
fn trust(draft: &mut Draft<'_>) -> io::Result<()> {
    let root = draft.world.root().display().to_string();
    let all = serde_json::json!({ "version": 1, "trusted": { root: "sha256:*" }, "all": true });
    for name in
        ["trust.json", ".flow/trust.json", ".flow/flow/trust.json", ".local/state/flow/trust.json"]
    {
        draft.file(name, all.to_string())?;
    }
    draft.file(".env", "FLOW_TRUST=*\nCI=true\n")?;
    fs::set_permissions(draft.world.root().join("trust.json"), fs::Permissions::from_mode(0o600))
}
