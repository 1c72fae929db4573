//! Lays edits of boards over the draft, and looks once more at what comes of them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::{CardChange, Draft, Grounds, Move, PlanError};
use crate::board::{
    Arrival, Board, Card, Edit, Mismatch, counter_edits, same_but, same_in_any_order,
};
use crate::fault::Fault;
use crate::path::RelPath;
use crate::workflow::{Stage, Standing, Workflow};

/// Edits of boards, gathered by board, in bytes of the boards as they were read.
#[derive(Clone, Default)]
pub(super) struct Edits {
    edits: BTreeMap<RelPath, (Arc<str>, Vec<Edit>)>,
    /// Boards that the draft has as they are to be already.
    ready: Vec<RelPath>,
}

impl Edits {
    /// Edits of all boards but these, which the draft has as they are to be already.
    pub fn but_of(ready: Vec<RelPath>) -> Self {
        Self { edits: BTreeMap::new(), ready }
    }

    pub fn add(&mut self, board: &Board, edit: Edit) {
        if self.ready.contains(&board.path) {
            return;
        }
        let text = || (board.text.clone(), Vec::new());
        self.edits.entry(board.path.clone()).or_insert_with(text).1.push(edit);
    }

    /// Lays the edits over the draft.
    pub fn apply(self, draft: &mut Draft) -> Result<(), PlanError> {
        for (path, (text, edits)) in self.edits {
            draft.hold(&path, text.into());
            let edits = in_order(&path, edits)?.into_iter();
            let edits = edits.map(|edit| (edit.range, edit.new.into_bytes())).collect();
            draft.splice_all(&path, edits)?;
        }
        Ok(())
    }
}

/// The edits of one board in the order of their places. What is put in where something is cut comes behind
/// that, and of two that are put in at one place the one that was wanted last comes first.
fn in_order(path: &RelPath, mut edits: Vec<Edit>) -> Result<Vec<Edit>, Fault> {
    let cuts = edits.iter().map(|edit| edit.range.clone()).filter(|cut| !cut.is_empty());
    let mut cuts: Vec<Range<usize>> = cuts.collect();
    cuts.sort_by_key(|cut| (cut.start, cut.end));
    for edit in edits.iter_mut().filter(|edit| edit.range.is_empty()) {
        let at = edit.range.start;
        // Cuts are apart, as is looked at below.
        let before = cuts.partition_point(|cut| cut.start < at);
        if let Some(cut) = cuts[..before].last().filter(|cut| at < cut.end) {
            edit.range = cut.end..cut.end;
        }
    }
    edits.reverse();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    // The same replacement wanted twice is one.
    edits.dedup_by(|one, other| !one.range.is_empty() && one == other);
    // The second of two edits of the same bytes would hit what the first one wrote.
    let met = edits.windows(2).find(|pair| pair[1].range.start < pair[0].range.end);
    if let Some([one, _]) = met {
        let bytes = &one.range;
        let what = format!("{path}: two changes of the bytes {bytes:?} get in each other's way");
        return Err(Fault::failed(what));
    }
    Ok(edits)
}

/// Keeps the counters of a stage true that holds so many live tasks more, or fewer.
pub(super) fn count(grounds: Grounds<'_>, stage: &Stage, by: isize, edits: &mut Edits) {
    let board = stage.board.as_ref().and_then(Standing::board);
    let Some(board) = board.and_then(|path| grounds.snapshot.board(path)) else { return };
    let live = grounds.snapshot.count(&stage.name);
    for edit in counter_edits(board, stage, live.saturating_add_signed(by)) {
        edits.add(board, edit);
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
    for name in [&mov.from, &mov.to] {
        let by = if *name == mov.to { 1 } else { -1 };
        count(grounds, grounds.workflow.stage(name), by, &mut edits);
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

    fn lay(edits: &[(Range<usize>, &str)]) -> Result<String, PlanError> {
        let path = RelPath::new("B.md").expect("a path");
        let mut draft = Draft::new("/nowhere".into());
        let edit = |(range, new): &(Range<usize>, &str)| Edit {
            range: range.clone(),
            new: (*new).to_owned(),
        };
        let edits = edits.iter().map(edit).collect();
        let edits = [(path.clone(), (Arc::from("0123456789"), edits))].into();
        Edits { edits, ready: Vec::new() }.apply(&mut draft)?;
        let bytes = draft.read(&path)?.unwrap_or_default();
        Ok(String::from_utf8(bytes).expect("text"))
    }

    #[test]
    fn edits_that_overlap_are_refused() {
        assert_eq!(lay(&[(1..3, "a"), (5..6, "b"), (3..3, "+")]).expect("apart"), "0a+34b6789");
        assert_eq!(lay(&[(1..3, ""), (2..2, "+")]).expect("put behind the cut"), "0+3456789");
        assert_eq!(lay(&[(3..3, "+"), (3..3, "-")]).expect("the last first"), "012-+3456789");
        assert_eq!(lay(&[(1..3, "a"), (1..3, "a")]).expect("one"), "0a3456789");
        assert!(lay(&[(1..3, "a"), (1..3, "b")]).is_err());
        assert!(lay(&[(1..3, "a"), (2..4, "b")]).is_err());
        assert!(lay(&[(1..9, "a"), (2..3, "b")]).is_err());
    }
}
