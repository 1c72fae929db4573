//! Plans the mending of boards: no task moves, and only what has one right answer is changed.

use std::sync::Arc;

use super::lay::Edits;
use super::rewind::rewind;
use super::transition::writable;
use super::{Draft, FileChange, Grounds, MoveKind, PlanError};
use crate::board::{Board, Card, Mismatch};
use crate::edit::Splice;
use crate::fault::Fault;
use crate::journal::{Entry, History};
use crate::path::RelPath;
use crate::problem::Problem;

/// What mends the boards, or takes a mending back.
#[derive(Debug, Clone)]
pub struct Mend {
    /// [`MoveKind::Mend`] or [`MoveKind::Undo`].
    pub kind: MoveKind,
    /// What is mended, in short.
    pub title: String,
    /// The problems that it mends; none where it takes a mending back.
    pub problems: Vec<Problem>,
    /// Its files.
    pub files: Vec<FileChange>,
    /// Remarks for the person who reads it.
    pub notes: Vec<String>,
    /// The journal entry that it takes back.
    pub reverts: Option<u64>,
}

/// Plans the mending of those of the problems that have one right answer. A board on which a card would
/// no longer read as before is left as it is, and a note says so.
///
/// # Errors
/// When a file of the plan cannot be read.
pub fn plan_mend(grounds: Grounds<'_>, found: &[Problem]) -> Result<Mend, PlanError> {
    let Grounds { site, snapshot, .. } = grounds;
    let mut draft = Draft::new(site.root.clone());
    let mut problems = Vec::new();
    for board in snapshot.boards() {
        let own: Vec<&Problem> = found
            .iter()
            .filter(|found| found.edits.iter().any(|(path, _)| *path == board.path))
            .collect();
        let mut edits = Edits::default();
        for (_, edit) in own.iter().flat_map(|found| &found.edits) {
            edits.add(board, edit.clone());
        }
        let mut trial = draft.clone();
        match edits.apply(&mut trial).and_then(|()| reads_the_same(grounds, board, &trial)) {
            Ok(()) => {
                draft = trial;
                problems.extend(own.into_iter().cloned());
            }
            Err(error) => draft.note(format!("{} is left as it is: {error}", board.path)),
        }
    }
    let title = title(&problems);
    let (files, notes) = (draft.changes(), draft.notes().to_vec());
    Ok(Mend { kind: MoveKind::Mend, title, problems, files, notes, reverts: None })
}

/// Plans the taking back of a mending: every file gets back the very bytes it had.
///
/// # Errors
/// When a file was changed since, other than by what is taken back itself.
pub fn plan_unmend(
    grounds: Grounds<'_>,
    history: &History,
    entry: &Entry,
) -> Result<Mend, PlanError> {
    let Grounds { site, snapshot, .. } = grounds;
    let mut draft = Draft::new(site.root.clone());
    for record in &entry.files {
        let path = RelPath::new(&record.path).map_err(|bad| Fault::failed(bad.to_string()))?;
        writable(grounds, [&path])?;
        if !rewind(grounds, entry, history, &path, &mut draft)? {
            let message = format!("{path} has been changed since {}", entry.told());
            return Err(Fault::refused(message)
                .hint(format!("undo what came since first, or write by hand: flow log, {path}"))
                .into());
        }
    }
    for board in snapshot.boards() {
        reads_the_same(grounds, board, &draft)?;
    }
    Ok(Mend {
        kind: MoveKind::Undo,
        title: entry.title.clone(),
        problems: Vec::new(),
        files: draft.changes(),
        notes: draft.notes().to_vec(),
        reverts: Some(entry.seq),
    })
}

/// Reads a board as the draft leaves it: every card is to be as it was, to the byte, but for those that
/// were mended themselves. These are to be the same cards in the same stages.
fn reads_the_same(grounds: Grounds<'_>, board: &Board, draft: &Draft) -> Result<(), PlanError> {
    let Some((_, file)) = draft.files().find(|(path, _)| **path == board.path) else {
        return Ok(());
    };
    let text = String::from_utf8(file.text.after())
        .map_err(|_| Fault::failed(format!("{} would not be UTF-8", board.path)))?;
    let after = Board::parse(board.path.clone(), Arc::from(text), grounds.workflow)
        .map_err(|error| Fault::failed(error.to_string()))?;
    let splices = file.text.splices();
    let mended = |card: &Card| splices.iter().any(|splice| is_within(splice, card));
    let is_same = |old: &Card, new: &Card| {
        (&old.id, &old.stage, old.closed) == (&new.id, &new.stage, new.closed)
            && (mended(old) || board.slice(&old.range) == after.slice(&new.range))
    };
    let mut now = after.cards.iter();
    let other = board.cards.iter().find(|old| !now.next().is_some_and(|new| is_same(old, new)));
    match other.or_else(|| now.next()) {
        Some(card) => {
            Err(Mismatch::Other { board: board.path.to_string(), id: card.id.clone() }.into())
        }
        None => Ok(()),
    }
}

/// Whether a card itself is changed, below its first byte.
fn is_within(splice: &Splice, card: &Card) -> bool {
    card.range.start < splice.at && splice.at < card.range.end
}

/// `counter on DOING.md:3 and 2 more`.
fn title(problems: &[Problem]) -> String {
    let Some(first) = problems.first() else { return String::new() };
    let line = first.line.map(|line| format!(":{line}")).unwrap_or_default();
    let more = match problems.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{} on {}{line}{more}", first.code, first.board.as_deref().unwrap_or("a board"))
}
