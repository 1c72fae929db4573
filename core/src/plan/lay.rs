//! Lays edits of boards over the draft, and looks once more at what comes of them.

use std::sync::Arc;

use super::{CardChange, Draft, Grounds, Move, PlanError};
use crate::board::{
    Arrival, Board, Card, Edit, Mismatch, counter_edits, same_but, same_in_any_order,
};
use crate::fault::Fault;
use crate::path::RelPath;
use crate::workflow::{Standing, Workflow};

/// Edits of boards, gathered by board, in bytes of the boards as they were read.
#[derive(Clone, Default)]
pub(super) struct Edits {
    edits: Vec<(RelPath, Arc<str>, Edit)>,
    /// Boards that the draft has as they are to be already.
    ready: Vec<RelPath>,
}

impl Edits {
    /// Edits of all boards but these, which the draft has as they are to be already.
    pub fn but_of(ready: Vec<RelPath>) -> Self {
        Self { edits: Vec::new(), ready }
    }

    pub fn add(&mut self, board: &Board, edit: Edit) {
        if self.ready.contains(&board.path) {
            return;
        }
        // The same replacement wanted twice is one.
        let known = |(path, _, other): &(RelPath, _, Edit)| *path == board.path && *other == edit;
        if edit.range.is_empty() || !self.edits.iter().any(known) {
            self.edits.push((board.path.clone(), board.text.clone(), edit));
        }
    }

    /// Lays the edits over the draft, the last in a file first, so that each range still fits.
    pub fn apply(mut self, draft: &mut Draft) -> Result<(), PlanError> {
        let cuts: Vec<_> =
            self.edits.iter().map(|(path, _, edit)| (path.clone(), edit.range.clone())).collect();
        for (path, _, edit) in &mut self.edits {
            let at = edit.range.start;
            if edit.range.is_empty()
                && let Some((_, cut)) =
                    cuts.iter().find(|(other, cut)| other == path && cut.start < at && at < cut.end)
            {
                edit.range = cut.end..cut.end;
            }
        }
        self.edits
            .sort_by_key(|(_, _, edit)| std::cmp::Reverse((edit.range.start, edit.range.end)));
        for (index, (path, _, edit)) in self.edits.iter().enumerate() {
            let mut later = self.edits[..index].iter().filter(|(other, _, _)| other == path);
            // The second of two edits of the same bytes would hit what the first one wrote.
            if later.any(|(_, _, other)| other.range.start < edit.range.end) {
                let bytes = &edit.range;
                let what =
                    format!("{path}: two changes of the bytes {bytes:?} get in each other's way");
                return Err(Fault::failed(what).into());
            }
        }
        for (path, text, edit) in self.edits {
            draft.hold(&path, text.into());
            draft.splice(&path, edit.range, edit.new.as_bytes())?;
        }
        Ok(())
    }
}

/// Adds the counters, lays everything over the draft, and reads the result once more.
pub(super) fn finish(
    grounds: Grounds<'_>,
    mov: &Move,
    mut edits: Edits,
    draft: &mut Draft,
    gone: Option<&Card>,
    change: &CardChange,
) -> Result<(), PlanError> {
    let Grounds { workflow, snapshot, .. } = grounds;
    for name in [&mov.from, &mov.to] {
        let stage = workflow.stage(name);
        let common = stage.board.as_ref().and_then(Standing::board);
        let Some(board) = common.and_then(|path| snapshot.board(path)) else { continue };
        let live = snapshot.count(name);
        let count = if *name == mov.to { live + 1 } else { live.saturating_sub(1) };
        for edit in counter_edits(board, stage, count) {
            edits.add(board, edit);
        }
    }
    let ready = edits.ready.clone();
    edits.apply(draft)?;
    accept(grounds, mov, draft, gone, change, &ready)
}

fn accept(
    grounds: Grounds<'_>,
    mov: &Move,
    draft: &Draft,
    gone: Option<&Card>,
    change: &CardChange,
    ready: &[RelPath],
) -> Result<(), PlanError> {
    let workflow = grounds.workflow;
    let strays = draft.files().filter(|(path, file)| {
        let is_new = grounds.snapshot.board(path).is_none();
        is_new && file.remains && workflow.is_board(path)
    });
    for (path, file) in strays {
        refiled(workflow, mov, path, file.text.after())?;
    }
    for board in grounds.snapshot.boards() {
        let Some((_, file)) = draft.files().find(|(path, _)| **path == board.path) else {
            continue;
        };
        let text = String::from_utf8(file.text.after())
            .map_err(|_| Fault::failed(format!("{} would not be UTF-8", board.path)))?;
        let after = Board::parse(board.path.clone(), text.into(), workflow)
            .map_err(|error| Fault::failed(error.to_string()))?;
        let is = |stage| workflow.stage(stage).stands_on(&board.path);
        let gone = gone.filter(|_| is(&mov.from));
        let came = Arrival { id: &mov.id, stage: &mov.to, text: &change.after };
        let came = is(&mov.to).then_some(came);
        let same = if ready.contains(&board.path) { same_in_any_order } else { same_but };
        same(board, &after, gone.as_slice(), came.as_slice())?;
    }
    Ok(())
}

/// Checks that a task which gets another file is there what it was.
fn refiled(
    workflow: &Workflow,
    mov: &Move,
    path: &RelPath,
    bytes: Vec<u8>,
) -> Result<(), PlanError> {
    let text = String::from_utf8(bytes)
        .map_err(|_| Fault::failed(format!("{path} would not be UTF-8")))?;
    let board = Board::parse(path.clone(), text.into(), workflow)
        .map_err(|error| Fault::failed(error.to_string()))?;
    match &board.cards[..] {
        [card] if card.id == mov.id && card.stage == mov.to && !card.closed => Ok(()),
        _ => Err(Mismatch::Moved { board: path.to_string(), id: mov.id.clone() }.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lay(edits: &[(std::ops::Range<usize>, &str)]) -> Result<String, PlanError> {
        let path = RelPath::new("B.md").expect("a path");
        let mut draft = Draft::new("/nowhere".into());
        let edit = |(range, new): &(std::ops::Range<usize>, &str)| {
            let edit = Edit { range: range.clone(), new: (*new).to_owned() };
            (path.clone(), Arc::from("0123456789"), edit)
        };
        let edits = edits.iter().map(edit).collect();
        Edits { edits, ready: Vec::new() }.apply(&mut draft)?;
        let bytes = draft.read(&path)?.unwrap_or_default();
        Ok(String::from_utf8(bytes).expect("text"))
    }

    #[test]
    fn edits_that_overlap_are_refused() {
        assert_eq!(lay(&[(1..3, "a"), (5..6, "b"), (3..3, "+")]).expect("apart"), "0a+34b6789");
        assert_eq!(lay(&[(1..3, ""), (2..2, "+")]).expect("put behind the cut"), "0+3456789");
        assert!(lay(&[(1..3, "a"), (1..3, "b")]).is_err());
        assert!(lay(&[(1..3, "a"), (2..4, "b")]).is_err());
        assert!(lay(&[(1..9, "a"), (2..3, "b")]).is_err());
    }
}
