//! Which numbers were given already, so that none is given twice on this machine.
//!
//! An id stands on a card, and cards go: into archives, into history, onto the board of another
//! worktree. So every text that held cards, here or there, now or then, is looked through for ids; where
//! one stands in a sentence only, its number counts as well. A number too high costs nothing; one given
//! twice makes two tasks one.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::board::{Board, registry_rows};
use crate::id::{IdForm, TaskId};
use crate::journal::{Entry, Journal};
use crate::path::RelPath;
use crate::plugin::Plugins;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::within;
use crate::workflow::{ChangelogTarget, Workflow};

/// How many files below the folders of archives and fragments are looked at, in each worktree.
const MOST_FILES: usize = 20_000;
/// How deep these folders are gone into.
const DEEPEST: usize = 8;

/// The highest number that is known to be given, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highest {
    /// The number.
    pub number: u64,
    /// Where, in words: a board, `the journal`, `git's history of TODO.md`.
    pub place: String,
}

/// The numbers that were given, as far as this machine knows.
#[derive(Debug)]
pub struct Given {
    form: IdForm,
    /// By prefix, in capitals.
    highest: BTreeMap<String, Highest>,
    /// Lines that were looked at: most of a board's versions have the same.
    seen: HashSet<u64>,
    doubts: Vec<String>,
}

impl Given {
    /// Looks through the registry, the boards, archives and changelog of every worktree, what
    /// plugins know of their past, and the journals.
    ///
    /// What cannot be read is a doubt, and holds nothing up.
    pub fn of(site: &Site, workflow: &Workflow, snapshot: &Snapshot, plugins: &Plugins) -> Self {
        let mut given = Self {
            form: workflow.ids.clone(),
            highest: BTreeMap::new(),
            seen: HashSet::new(),
            doubts: Vec::new(),
        };
        for board in snapshot.boards() {
            given.board(board, workflow, board.path.as_str());
        }
        let paths = paths(workflow);
        given.root(&site.root, &paths, workflow, None);
        let others = plugins.iter().flat_map(|plugin| plugin.worktrees(site));
        for other in others.filter(|other| *other != site.root) {
            let place = other.file_name().unwrap_or_default().to_string_lossy().into_owned();
            given.root(&other, &paths, workflow, Some(&place));
        }
        for plugin in plugins.iter() {
            let name = plugin.name();
            let past = plugin.past(site, &paths, &mut |path, text| {
                given.text(path, text, workflow, &format!("{name}'s history of {path}"));
            });
            match past {
                Ok(true) => {}
                Ok(false) => given.doubts.push(format!(
                    "{name}'s history is long: only its newer part was looked through for ids"
                )),
                Err(fault) => given.doubts.push(format!(
                    "{name}'s history could not be looked through for ids: {}",
                    fault.message
                )),
            }
        }
        given.journals(site);
        given
    }

    /// The highest number given for a prefix.
    pub fn highest(&self, prefix: &str) -> Option<&Highest> {
        self.highest.get(&prefix.to_uppercase())
    }

    /// Gives out the next free number of a prefix, which is taken from then on. `None` where no
    /// number is left.
    pub fn take(&mut self, prefix: &str) -> Option<u64> {
        let last = self.highest(prefix).map_or(0, |highest| highest.number);
        let number = last.checked_add(1).filter(|&number| number < u64::MAX)?;
        let place = "this very command".to_owned();
        self.highest.insert(prefix.to_uppercase(), Highest { number, place });
        Some(number)
    }

    /// What could not be looked through, each as a sentence.
    pub fn doubts(&self) -> &[String] {
        &self.doubts
    }

    fn note(&mut self, prefix: &str, number: u64, place: &str) {
        // One past all counting is a text that looks like an id.
        if number == u64::MAX {
            return;
        }
        let known = self.highest.get(&prefix.to_uppercase());
        if known.is_none_or(|known| known.number < number) {
            let highest = Highest { number, place: place.to_owned() };
            self.highest.insert(prefix.to_uppercase(), highest);
        }
    }

    fn id(&mut self, id: &TaskId, place: &str) {
        if id.is_handle() {
            return;
        }
        self.note(id.prefix(), id.number(), place);
    }

    /// A board: its cards, its registry and its text.
    fn board(&mut self, board: &Board, workflow: &Workflow, place: &str) {
        for card in &board.cards {
            self.id(&card.id, place);
        }
        if let Some(registry) = workflow.registry.as_ref().filter(|r| r.board == board.path) {
            for row in registry_rows(board, registry) {
                self.note(&row.prefix, row.next.saturating_sub(1), "the registry");
            }
        }
        self.lines(&board.text, place);
    }

    /// A text that stands, or stood, at this path.
    fn text(&mut self, path: &RelPath, text: &str, workflow: &Workflow, place: &str) {
        // Bare numbers are all over a text; only those of cards are ids.
        let is_board = workflow.is_board(path);
        if self.form.is_bare()
            && is_board
            && let Ok(board) = Board::parse(path.clone(), text.into(), workflow)
        {
            board.cards.iter().for_each(|card| self.id(&card.id, place));
        }
        self.lines(text, place);
    }

    fn lines(&mut self, text: &str, place: &str) {
        if self.form.is_bare() {
            return;
        }
        for line in text.lines() {
            let mut hasher = DefaultHasher::new();
            line.hash(&mut hasher);
            if self.seen.insert(hasher.finish()) {
                for (_, id) in self.form.find_all(line) {
                    self.id(&id, place);
                }
            }
        }
    }

    /// The files of one worktree.
    fn root(&mut self, root: &Path, paths: &[RelPath], workflow: &Workflow, named: Option<&str>) {
        for path in paths {
            let mut files = Vec::new();
            if !list(root, path, DEEPEST, &mut files) {
                self.doubts
                    .push(format!("{path} holds many files: not all were looked at for ids"));
            }
            for file in files {
                let place = named.map_or(file.to_string(), |name| format!("{file} of {name}"));
                self.name(file.as_str(), &place);
                let Ok(Some(bytes)) = within::read(root, &file) else { continue };
                let text = String::from_utf8_lossy(&bytes);
                match Board::parse(file.clone(), (*text).into(), workflow) {
                    Ok(board) if workflow.registry.as_ref().is_some_and(|r| r.board == file) => {
                        self.board(&board, workflow, &place);
                    }
                    _ => self.text(&file, &text, workflow, &place),
                }
            }
        }
    }

    /// The name of a file, such as `archive/PERF-007.md`.
    fn name(&mut self, path: &str, place: &str) {
        self.lines(path, place);
        if let (true, Some(name)) = (self.form.is_bare(), path.rsplit('/').next())
            && let Some(id) = self.form.read(name.split('.').next().unwrap_or(name))
        {
            self.id(&id, place);
        }
    }

    /// flow's own history: of these boards, and of those that other worktrees have of their own.
    fn journals(&mut self, site: &Site) {
        for state in site.states() {
            match Journal::new(&state, site.disk.clone()).all() {
                Ok(pages) => pages.entries.iter().for_each(|logged| self.entry(&logged.entry)),
                Err(error) => {
                    self.doubts.push(format!("a journal could not be looked at for ids: {error}"));
                }
            }
        }
    }

    fn entry(&mut self, entry: &Entry) {
        if let Some(id) = self.form.read(&entry.id) {
            self.id(&id, "flow's journal");
        }
        self.lines(&entry.card.before, "flow's journal");
        for splice in entry.files.iter().flat_map(|file| &file.splices) {
            self.lines(&String::from_utf8_lossy(&splice.new), "flow's journal");
            self.lines(&String::from_utf8_lossy(&splice.old), "flow's journal");
        }
    }
}

/// The files, and the folders of files, that hold or held cards.
fn paths(workflow: &Workflow) -> Vec<RelPath> {
    let mut paths: Vec<RelPath> = Vec::new();
    let boards = workflow.stages.iter().filter_map(|stage| stage.board.as_ref());
    let boards: Vec<String> = boards.map(ToString::to_string).collect();
    let registry = workflow.registry.iter().map(|registry| registry.board.as_str());
    let archives = workflow.stages.iter().filter_map(|stage| stage.archive.as_ref());
    let mut named: Vec<&str> = boards.iter().map(String::as_str).chain(registry).collect();
    named.extend(archives.map(|archive| archive.source()));
    named.extend(workflow.changelog.iter().map(|changelog| match &changelog.target {
        ChangelogTarget::File(file) => file.as_str(),
        ChangelogTarget::Fragment(form) => form.source(),
    }));
    for name in named {
        if let Some(path) = fixed(name)
            && !paths.contains(&path)
        {
            paths.push(path);
        }
    }
    paths
}

/// The folder before the first part of a path that is not the same for all: of `archive/{id}.md` it is
/// `archive`. `None` where that is the repository itself, whose other files are no cards.
fn fixed(path: &str) -> Option<RelPath> {
    let Some(open) = path.find(['{', '*', '?']) else { return RelPath::new(path).ok() };
    RelPath::new(&path[..path[..open].rfind('/')?]).ok()
}

/// The files at or below a path, in the order of their names; whether these are all.
fn list(root: &Path, path: &RelPath, depth: usize, files: &mut Vec<RelPath>) -> bool {
    let Ok(real) = within::resolve(root, path) else { return true };
    if !real.is_dir() {
        files.push(path.clone());
        return true;
    }
    if depth == 0 {
        return false;
    }
    let entries = std::fs::read_dir(&real).into_iter().flatten().flatten();
    let mut names: Vec<PathBuf> = entries.map(|entry| PathBuf::from(entry.file_name())).collect();
    names.sort();
    names.iter().all(|name| {
        // A name that is no text is none that flow could have written.
        let Some(below) = name.to_str().and_then(|n| RelPath::new(&format!("{path}/{n}")).ok())
        else {
            return true;
        };
        files.len() < MOST_FILES && list(root, &below, depth - 1, files)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Known};

    const BOARDS: &str = r####"
version = 1
[ids]
prefixes = ["FEAT", "BUG"]
registry = { board = "TODO.md", under = "## Ids", row = "| {prefix} | {next} |" }
[[stage]]
name = "todo"
board = "TODO.md"
under = "## Tasks"
card = "- [ ] **{id}**: {title}"
[[stage]]
name = "done"
ends = true
archive = "archive/{prefix}/{id}.md"
"####;

    fn workflow(text: &str) -> Workflow {
        let known =
            Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
        config::load("workflow.toml", text.as_bytes(), &known).expect("a workflow")
    }

    fn given(workflow: &Workflow) -> Given {
        Given {
            form: workflow.ids.clone(),
            highest: BTreeMap::new(),
            seen: HashSet::new(),
            doubts: Vec::new(),
        }
    }

    fn parse(workflow: &Workflow, text: &str) -> Board {
        let path = RelPath::new("TODO.md").expect("a path");
        Board::parse(path, text.into(), workflow).expect("a board")
    }

    #[test]
    fn the_highest_of_registry_cards_and_text_counts() {
        let workflow = workflow(BOARDS);
        let mut given = given(&workflow);
        let text = "## Tasks\n\n- [ ] **FEAT-012**: One, after BUG-3\n\n## Ids\n\n| FEAT | 9 |\n| BUG | 40 |\n";
        given.board(&parse(&workflow, text), &workflow, "TODO.md");
        assert_eq!(given.take("feat"), Some(13));
        assert_eq!(given.take("FEAT"), Some(14), "what was given out is taken");
        assert_eq!(given.highest("BUG").expect("known").place, "the registry");
        assert_eq!(given.take("BUG"), Some(40));
    }

    #[test]
    fn a_number_past_all_counting_holds_nothing_up() {
        let workflow = workflow(BOARDS);
        let mut given = given(&workflow);
        given.lines("FEAT-99999999999999999999999 and FEAT-4, BUG-18446744073709551614", "a board");
        assert_eq!(given.take("FEAT"), Some(5));
        assert_eq!(given.take("BUG"), None);
    }

    #[test]
    fn bare_numbers_are_ids_on_cards_only() {
        let ids = "form = \"{number}\"";
        let text = BOARDS.replace("prefixes = [\"FEAT\", \"BUG\"]", ids);
        let text: String = text
            .lines()
            .filter(|line| !line.starts_with("registry"))
            .map(|l| format!("{l}\n"))
            .collect();
        let workflow = workflow(&text.replace("{prefix}/", ""));
        let mut given = given(&workflow);
        let path = RelPath::new("TODO.md").expect("a path");
        given.text(&path, "## Tasks\n\n- [ ] **7**: In 2025, 300 of them\n", &workflow, "");
        given.name("archive/8.md", "");
        assert_eq!(given.take(""), Some(9));
    }

    #[test]
    fn places_are_files_and_the_folders_before_the_first_hole() {
        let texts: Vec<String> = paths(&workflow(BOARDS)).iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["TODO.md", "archive"]);
        assert_eq!(fixed("{id}.md"), None, "the whole repository is no archive");
    }
}
