//! The way by which a card came to where it stands, as the journal knows it.

use std::borrow::Cow;

use super::{Move, MoveKind};
use crate::id::TaskId;
use crate::journal::{Entry, FileRecord, History};
use crate::path::RelPath;
use crate::workflow::{StageName, Workflow};

/// The stage that a card was in before it came to the one where it is; `None` where it came back.
pub(crate) fn came_from<'a>(history: &'a History, id: &TaskId, at: &StageName) -> Option<&'a str> {
    let last = ways(history, id).next().filter(|last| last.to == at.as_str());
    last.filter(|last| last.kind != MoveKind::Back).map(|last| last.from.as_str())
}

/// The moves of a task that were not taken back, and were no taking back, the last first. What was written on
/// it where it stands is no way that it came.
fn ways<'a>(history: &'a History, id: &TaskId) -> impl Iterator<Item = &'a Entry> {
    let own = move |e: &&Entry| e.id.eq_ignore_ascii_case(id.as_str()) && e.from != e.to;
    let stands = |e: &&Entry| e.reverts.is_none() && !history.is_reverted(e.seq);
    history.entries().iter().rev().filter(own).filter(stands)
}

/// The entry by which a card came to where it is: the last that was not taken back, and that was no
/// taking back itself. Where it came over other stages, as it was in between, it is the first of these
/// ways, as if that had led here.
pub(super) fn came_by<'a>(
    workflow: &Workflow,
    history: &'a History,
    mov: &Move,
) -> Option<Cow<'a, Entry>> {
    let mut ways = ways(history, &mov.id);
    let last = ways.next().filter(|last| last.to == mov.from.as_str())?;
    if last.from == mov.to.as_str() {
        return Some(Cow::Borrowed(last));
    }
    let on_boards = |name: &str| workflow.find_stage(name).is_some_and(|s| !s.keeps_files());
    let mut whole = last.clone();
    while whole.from != mov.to.as_str() {
        let before = ways.next().filter(|way| way.to == whole.from && on_boards(&whole.from))?;
        if before.card.after.trim_end() != whole.card.before.trim_end() {
            return None;
        }
        let mut card = before.card.clone();
        card.after = whole.card.after;
        card.entered.extend(whole.card.entered);
        let aside = |record: &FileRecord| {
            RelPath::new(&record.path).is_ok_and(|path| !workflow.is_board(&path))
        };
        // What they wrote elsewhere is taken back as well, the last first.
        let files = whole.files.into_iter().filter(aside).chain(before.files.iter().cloned());
        let files = files.collect();
        let externals = before.externals.iter().cloned().chain(whole.externals).collect();
        whole = Entry { to: whole.to, card, files, externals, ..before.clone() };
    }
    let ends = [&mov.from, &mov.to].into_iter().all(|stage| on_boards(stage.as_str()));
    ends.then_some(Cow::Owned(whole))
}
