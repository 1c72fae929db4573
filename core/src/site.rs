//! Where and for whom a command runs.

use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;

use crate::fs::Disk;

/// What the core is told and never finds out itself: the places, the person, the time and the disk.
#[derive(Debug, Clone)]
pub struct Site {
    /// The root of the repository that the boards belong to.
    pub root: PathBuf,
    /// The root of the worktree that flow was run in; `root` outside a linked worktree.
    pub here: PathBuf,
    /// The branch that is checked out in `here`.
    pub branch_here: Option<String>,
    /// The folder that holds flow's lock and journal.
    pub state: PathBuf,
    /// Who acts: `FLOW_ACTOR`, or the name that git has.
    pub actor: String,
    /// When, in the person's zone.
    pub now: ZonedDateTime,
    /// Whether the user has said that what this repository brings may run. Where not, questions
    /// start no program that it names.
    pub trusted: bool,
    /// What everything is changed through.
    pub disk: Disk,
}

/// Who acts where nobody says who they are.
pub const NOBODY: &str = "unknown";

impl Site {
    /// Refuses a state folder that is a link, or has one in it: flow makes its folders itself, and
    /// whoever had put a link there would have flow write where it leads.
    ///
    /// # Errors
    /// With the link.
    pub fn own_state(&self) -> Result<(), PathBuf> {
        let journal = self.state.join("journal");
        let is_first = |path: &Path| path.file_name().is_some_and(|n| n == "flow" || n == ".flow");
        let mut below = journal.ancestors().scan(false, |over, path| {
            let next = (!*over).then_some(path);
            *over = is_first(path);
            next
        });
        below.find(|path| path.is_symlink()).map_or(Ok(()), |path| Err(path.to_owned()))
    }

    /// The state folder of the whole repository. A worktree with boards of its own has its state below
    /// that, in `here`.
    pub fn shared_state(&self) -> &Path {
        let here = self.state.parent().filter(|parent| parent.ends_with("here"));
        here.and_then(Path::parent).unwrap_or(&self.state)
    }

    /// Every state folder of the repository: the shared one, and those of worktrees with boards of
    /// their own.
    pub fn states(&self) -> Vec<PathBuf> {
        let shared = self.shared_state();
        let own = std::fs::read_dir(shared.join("here")).into_iter().flatten().flatten();
        let mut own: Vec<PathBuf> = own.map(|entry| entry.path()).collect();
        own.retain(|path| path.is_dir() && !path.is_symlink());
        own.sort();
        std::iter::once(shared.to_owned()).chain(own).collect()
    }

    /// Today, as boards write it: `2026-11-23`.
    pub fn today(&self) -> String {
        self.now.date().to_string()
    }
}

/// What a plugin tells of the place a command was started in.
#[derive(Debug, Clone)]
pub struct Place {
    /// The root of the main worktree.
    pub main: PathBuf,
    /// The root of the worktree started in.
    pub here: PathBuf,
    /// The branch checked out in `here`; `None` on a detached head.
    pub branch_here: Option<String>,
    /// The folder for flow's state, shared by all worktrees; not necessarily there yet.
    pub state: PathBuf,
    /// The name that the version control has for the person.
    pub actor: Option<String>,
}
