//! Looks through texts for ids.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

use super::Numbers;
use super::places::{DEEPEST, list};
use crate::board::{Board, registry_rows};
use crate::id::TaskId;
use crate::journal::Entry;
use crate::path::RelPath;
use crate::within;
use crate::workflow::Workflow;

/// Texts that are looked through, one after the other.
pub(super) struct Reading<'a> {
    workflow: &'a Workflow,
    pub(super) numbers: Numbers,
    /// Lines that were looked at: most of a board's versions have the same.
    seen: HashSet<u64>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(workflow: &'a Workflow) -> Self {
        Self { workflow, numbers: Numbers::default(), seen: HashSet::new() }
    }

    fn id(&mut self, id: &TaskId, place: &str) {
        if !id.is_handle() {
            self.numbers.note(id.prefix(), id.number(), place);
        }
    }

    /// A board: its cards, its registry and its text.
    pub(super) fn board(&mut self, board: &Board, place: &str) {
        for card in &board.cards {
            self.id(&card.id, place);
        }
        let registry = self.workflow.registry.as_ref();
        if let Some(registry) = registry.filter(|registry| registry.board == board.path) {
            for row in registry_rows(board, registry) {
                self.numbers.note(&row.prefix, row.next.saturating_sub(1), "the registry");
            }
        }
        if !self.workflow.ids.is_bare() {
            numbered(&board.text).for_each(|line| self.ids_in(line, place));
        }
    }

    fn ids_in(&mut self, text: &str, place: &str) {
        for (_, id) in self.workflow.ids.find_all(text) {
            self.id(&id, place);
        }
    }

    /// A text that stands, or stood, at this path.
    pub(super) fn text(&mut self, path: &RelPath, text: &str, place: &str) {
        // Bare numbers are all over a text; only those of cards are ids.
        if self.workflow.ids.is_bare()
            && self.workflow.is_board(path)
            && let Ok(board) = Board::parse(path.clone(), text.into(), self.workflow)
        {
            board.cards.iter().for_each(|card| self.id(&card.id, place));
        }
        self.lines(text, place);
    }

    pub(super) fn lines(&mut self, text: &str, place: &str) {
        if self.workflow.ids.is_bare() {
            return;
        }
        for line in numbered(text) {
            let mut hasher = DefaultHasher::new();
            line.hash(&mut hasher);
            if self.seen.insert(hasher.finish()) {
                self.ids_in(line, place);
            }
        }
    }

    /// The files of one worktree, but for those that were `read` already.
    pub(super) fn worktree(
        &mut self,
        root: &Path,
        paths: &[RelPath],
        named: Option<&str>,
        read: &dyn Fn(&RelPath) -> bool,
        doubts: &mut Vec<String>,
    ) {
        for path in paths {
            let mut files = Vec::new();
            if !list(root, path, DEEPEST, &mut files) {
                doubts.push(format!("{path} holds many files: not all were looked at for ids"));
            }
            for file in files {
                let place = named.map_or(file.to_string(), |name| format!("{file} of {name}"));
                self.name(file.as_str(), &place);
                if read(&file) {
                    continue;
                }
                let Ok(Some(bytes)) = within::read(root, &file) else { continue };
                self.file(&file, &String::from_utf8_lossy(&bytes), &place);
            }
        }
    }

    fn file(&mut self, path: &RelPath, text: &str, place: &str) {
        let registry = self.workflow.registry.as_ref();
        if registry.is_some_and(|registry| registry.board == *path)
            && let Ok(board) = Board::parse(path.clone(), text.into(), self.workflow)
        {
            return self.board(&board, place);
        }
        self.text(path, text, place);
    }

    /// The name of a file, such as `archive/PERF-007.md`.
    pub(super) fn name(&mut self, path: &str, place: &str) {
        self.lines(path, place);
        let ids = &self.workflow.ids;
        if let (true, Some(name)) = (ids.is_bare(), path.rsplit('/').next())
            && let Some(id) = ids.read(name.split('.').next().unwrap_or(name))
        {
            self.id(&id, place);
        }
    }

    /// An entry of flow's own history.
    pub(super) fn entry(&mut self, entry: &Entry) {
        let place = "flow's journal";
        if let Some(id) = self.workflow.ids.read(&entry.id) {
            self.id(&id, place);
        }
        self.lines(&entry.card.before, place);
        for splice in entry.files.iter().flat_map(|file| &file.splices) {
            self.lines(&String::from_utf8_lossy(&splice.new), place);
            self.lines(&String::from_utf8_lossy(&splice.old), place);
        }
    }
}

/// The lines that hold a number: most of prose do not.
fn numbered(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.bytes().any(|byte| byte.is_ascii_digit()))
}
