//! The cards under the pen, and what becomes of the boards.

use std::sync::Arc;

use super::super::archive::archive;
use super::super::filed::unfile;
use super::super::follow::{Called, Named, Waiter};
use super::super::give::{count_on, next_id, prefix};
use super::super::lay::{Edits, count};
use super::super::transition::{instead, writable};
use super::super::{Draft, Grounds, MoveKind, Plan, PlanError, cut, resolve_live, select};
use super::make::Made;
use super::pen::{Pen, Says};
use super::text::untaken;
use super::{Writing, Written, plan_of, stays};
use crate::board::{Arrival, Board, Card, Mismatch, same_but};
use crate::fault::Fault;
use crate::form::Template;
use crate::given::Given;
use crate::id::TaskId;
use crate::path::RelPath;
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{StageName, Workflow};

/// Where a [`super::Verb`] writes: every card that it takes up is read again, and told, at the end.
pub struct Desk<'a> {
    pub(super) grounds: Grounds<'a>,
    given: Option<&'a mut Given>,
    pens: Vec<Pen<'a>>,
    /// Cards that leave the boards.
    leaving: Vec<(&'a Board, &'a Card)>,
    /// Cards that are made.
    pub(super) made: Vec<Made<'a>>,
    /// The prefixes of which numbers were given.
    prefixes: Vec<String>,
    pub(super) draft: Draft,
    why: Option<String>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(grounds: Grounds<'a>, given: Option<&'a mut Given>) -> Self {
        let draft = Draft::new(grounds.site.root.clone());
        let (pens, leaving, made) = (Vec::new(), Vec::new(), Vec::new());
        Self { grounds, given, pens, leaving, made, prefixes: Vec::new(), draft, why: None }
    }

    /// Where and for whom.
    pub fn site(&self) -> &'a Site {
        self.grounds.site
    }

    /// The workflow.
    pub fn workflow(&self) -> &'a Workflow {
        self.grounds.workflow
    }

    /// The boards as they are.
    pub fn snapshot(&self) -> &'a Snapshot {
        self.grounds.snapshot
    }

    /// Files that are written besides the cards.
    pub fn draft(&mut self) -> &mut Draft {
        &mut self.draft
    }

    /// Adds a remark for the person who reads the plan.
    pub fn note(&mut self, note: impl Into<String>) {
        self.draft.note(note);
    }

    /// Tells why, for the log.
    pub fn because(&mut self, why: impl Into<String>) {
        self.why = Some(why.into());
    }

    /// The live card that a person means, in the stage that they say, under the pen.
    ///
    /// # Errors
    /// When there is none, or there are several.
    pub fn take(
        &mut self,
        asked: &str,
        from: Option<&StageName>,
    ) -> Result<&mut Pen<'a>, PlanError> {
        let Grounds { site, workflow, snapshot, .. } = self.grounds;
        let id = resolve_live(site, workflow, snapshot, asked)?;
        self.take_id(&id, from)
    }

    /// The live card of a task under the pen.
    ///
    /// # Errors
    /// When there is none, or there are several.
    pub fn take_id(
        &mut self,
        id: &TaskId,
        from: Option<&StageName>,
    ) -> Result<&mut Pen<'a>, PlanError> {
        let (board, card) = select(self.grounds.workflow, self.grounds.snapshot, id, from)?;
        self.pen(board, card)
    }

    /// A card under the pen.
    fn pen(&mut self, board: &'a Board, card: &'a Card) -> Result<&mut Pen<'a>, PlanError> {
        let known = |pen: &Pen<'_>| pen.board.path == board.path && pen.card.range == card.range;
        let at = match self.pens.iter().position(known) {
            Some(at) => at,
            None => {
                writable(self.grounds, [&board.path])?;
                self.pens.push(Pen::new(self.grounds, board, card));
                self.pens.len() - 1
            }
        };
        Ok(&mut self.pens[at])
    }

    /// The next id with this prefix, or with the only one that is declared.
    ///
    /// # Errors
    /// When there are several prefixes and none was said, or no number is left.
    pub fn next_id(&mut self, asked: Option<&str>) -> Result<TaskId, PlanError> {
        let workflow = self.grounds.workflow;
        // Where none is declared, the ids that are there show what they begin with.
        let usual = workflow.ids.prefixes().is_empty() && workflow.ids.has_prefix();
        let known = || {
            let prefixes = self.grounds.snapshot.ids().map(TaskId::prefix);
            let known = prefixes.filter(|prefix| !prefix.is_empty()).last();
            known.unwrap_or("TASK").to_owned()
        };
        let usual = (asked.is_none() && usual).then(known);
        let prefix = prefix(workflow, asked.or(usual.as_deref()))?;
        let given = self.given.as_deref_mut();
        let given = given.ok_or_else(|| Fault::failed("this command gives no ids"))?;
        let id = next_id(workflow, &prefix, given)?;
        if !self.prefixes.contains(&prefix) {
            self.prefixes.push(prefix);
        }
        Ok(id)
    }

    /// The card leaves the boards, as it is under the pen, for this archive.
    ///
    /// # Errors
    /// When it was not taken up, or cannot be archived.
    pub fn leave(&mut self, id: &TaskId, to: Option<&Template>) -> Result<(), PlanError> {
        let pen = self.pens.iter().find(|pen| pen.card.id == *id);
        let pen = pen.ok_or_else(|| Fault::failed(format!("{id} is not under the pen")))?;
        let (own, text) = ((pen.board, pen.card), pen.text().to_owned());
        archive(self.grounds.workflow, own, text, to, &mut self.draft)?;
        self.leaving.push(own);
        Ok(())
    }

    /// What waits for a task that is called otherwise from now on says so.
    fn follow(&mut self) -> Result<(), PlanError> {
        let snapshot = self.grounds.snapshot;
        let staying = self.pens.iter().filter(|pen| !self.leaves(pen));
        let renamed = staying.filter_map(|pen| Some((pen.card.id.clone(), pen.renamed()?)));
        let renamed: Vec<(TaskId, TaskId)> = renamed.collect();
        for (_, new) in &renamed {
            untaken(self.grounds, new)?;
        }
        // Another task that still has the name may be meant.
        let is_free = |old: &TaskId| {
            let live = snapshot.of(old).into_iter().filter(|task| !task.closed);
            live.count() <= renamed.iter().filter(|(other, _)| other == old).count()
        };
        let called: Called = renamed.iter().filter(|(old, _)| is_free(old)).cloned().collect();
        for Waiter { board, card, named, note } in called.waiters(self.grounds) {
            let pen = self.pen(board, card)?;
            match named {
                Some(Named::Field(name, value)) => pen.set(&name, &value)?,
                Some(Named::Items(edits)) if pen.is_untouched() => pen.edit(edits),
                _ => self.note(note),
            }
        }
        Ok(())
    }

    /// The plan of what was written.
    pub(super) fn finish(mut self, verb: &str) -> Result<Plan, PlanError> {
        self.follow()?;
        let mut edits = Edits::default();
        let mut cards = Vec::new();
        let notes: Vec<String> = self.pens.iter_mut().flat_map(|pen| pen.notes.drain(..)).collect();
        notes.into_iter().for_each(|note| self.note(note));
        for pen in &self.pens {
            let leaves = self.leaves(pen);
            if leaves && pen.stage().keeps_files() {
                // The task is the whole file.
                unfile(pen.board, &mut self.draft)?;
            } else if leaves {
                cut(pen.board, pen.card, pen.stage(), None, &mut edits, &mut self.draft);
            } else if pen.board.slice(&pen.card.range) != pen.text {
                edits.add(pen.board, instead(pen.board, pen.card, &pen.text));
            } else {
                continue;
            }
            cards.push(self.written(pen, leaves));
        }
        cards.extend(self.made.iter().map(Made::written));
        self.lay_made(&mut edits)?;
        self.count(&mut edits);
        if let (Some(given), false) = (self.given.as_deref(), self.prefixes.is_empty()) {
            let prefixes: Vec<&str> = self.prefixes.iter().map(String::as_str).collect();
            count_on(self.grounds, &prefixes, given, &mut edits, &mut self.draft)?;
        }
        edits.apply(&mut self.draft)?;
        let after = self.accept(&mut cards)?;
        let new = |made: &Made<'_>| {
            let (id, title, stage) = (made.id.clone(), made.title.clone(), made.stage.name.clone());
            Task::departed(id, title, stage, made.path.clone())
        };
        let first = self.pens.first().map(|pen| pen.task().clone());
        let first = first.or_else(|| self.made.first().map(new));
        let task = first.ok_or_else(|| Fault::failed(format!("{verb} is about no task")))?;
        self.read_again(&cards, &after)?;
        let mov = stays(&task, MoveKind::Write, self.why.take());
        Ok(plan_of(mov, task, &self.draft, Writing { verb: verb.to_owned(), cards }))
    }

    fn leaves(&self, pen: &Pen<'_>) -> bool {
        self.leaving
            .iter()
            .any(|(board, card)| board.path == pen.board.path && card.range == pen.card.range)
    }

    fn written(&self, pen: &Pen<'_>, leaves: bool) -> Written {
        let title = pen.says.iter().rev().find_map(|says| match says {
            Says::Title(title) => Some(title.clone()),
            _ => None,
        });
        Written {
            id: pen.card.id.to_string(),
            called: None,
            title: title.unwrap_or_else(|| pen.task().title.trim().to_owned()),
            stage: pen.card.stage.to_string(),
            board: pen.board.path.to_string(),
            before: pen.board.slice(&pen.card.range).to_owned(),
            after: if leaves { String::new() } else { pen.text.clone() },
        }
    }

    /// Keeps the counters of stages true whose number of cards changes.
    fn count(&self, edits: &mut Edits) {
        for stage in &self.grounds.workflow.stages {
            let gone = self.leaving.iter().filter(|(_, card)| card.stage == stage.name).count();
            let came = self.made.iter().filter(|made| made.stage.name == stage.name).count();
            if gone != came {
                count(self.grounds, stage, came as isize - gone as isize, edits);
            }
        }
    }

    /// Reads every changed board once more: the same cards, but for those that were written.
    fn accept(&self, cards: &mut [Written]) -> Result<Vec<Board>, PlanError> {
        let Grounds { workflow, snapshot, .. } = self.grounds;
        let mut after = Vec::new();
        for board in snapshot.boards() {
            let Some(changed) = parsed(&self.draft, &board.path, workflow)? else { continue };
            let pens: Vec<&Pen<'_>> = self
                .pens
                .iter()
                .filter(|pen| pen.board.path == board.path)
                .filter(|pen| self.leaves(pen) || board.slice(&pen.card.range) != pen.text)
                .collect();
            let gone: Vec<&Card> = pens.iter().map(|pen| pen.card).collect();
            let mut came: Vec<(usize, TaskId, &StageName, &str)> = Vec::new();
            for pen in pens.iter().filter(|pen| !self.leaves(pen)) {
                let id = called(pen, &changed, board);
                if id != pen.card.id {
                    let own = cards.iter_mut().find(|card| {
                        card.id == pen.card.id.as_str() && card.board == board.path.as_str()
                    });
                    if let Some(own) = own {
                        own.called = Some(id.to_string());
                    }
                }
                came.push((pen.card.range.start, id, &pen.card.stage, &pen.text));
            }
            for made in self.made.iter().filter(|made| made.path == board.path) {
                let first = self.made.iter().find(|first| {
                    first.edit.is_some()
                        && first.path == made.path
                        && first.stage.name == made.stage.name
                });
                let edit = first.and_then(|first| first.edit.as_ref());
                let at = edit.map_or(0, |edit| edit.range.start);
                came.push((at, made.id.clone(), &made.stage.name, &made.text));
            }
            came.sort_by_key(|(at, ..)| *at);
            let came: Vec<Arrival<'_>> =
                came.iter().map(|(_, id, stage, text)| Arrival { id, stage, text }).collect();
            let same = same_but(board, &changed, &gone, &came);
            if let (Err(_), Some(pen)) = (&same, pens.iter().find(|pen| pen.rewritten)) {
                let id = &pen.card.id;
                return Err(Fault::refused(format!("the text would not read as {id} alone"))
                    .hint("keep its first line but for the title, and no line below that begins a card")
                    .into());
            }
            if let Err(Mismatch::Moved { id, .. }) = &same
                && self.is_titled(id)
            {
                return Err(Fault::refused(format!("{id} would not read as it was written"))
                    .hint("begin its title with a word, without marks of Markdown before it")
                    .into());
            }
            same?;
            after.push(changed);
        }
        for made in self.made.iter().filter(|made| made.board.is_none()) {
            let board = parsed(&self.draft, &made.path, workflow)?;
            let is_meant = |card: &Card| card.id == made.id && card.stage == made.stage.name;
            match board {
                Some(board) if matches!(&board.cards[..], [card] if is_meant(card)) => {
                    after.push(board);
                }
                _ => {
                    let message = format!("{} would not read as the task {}", made.path, made.id);
                    return Err(Fault::refused(message)
                        .hint("write it in other words, or make the file by hand")
                        .into());
                }
            }
        }
        Ok(after)
    }

    /// Whether a task was given its title here.
    fn is_titled(&self, id: &TaskId) -> bool {
        let is_title = |says: &Says| matches!(says, Says::Title(_));
        self.made.iter().any(|made| made.id == *id)
            || self.pens.iter().any(|pen| pen.says.iter().any(is_title))
    }

    /// Looks whether each card says what was written on it.
    fn read_again(&self, cards: &[Written], after: &[Board]) -> Result<(), PlanError> {
        for written in cards.iter().filter(|card| !card.after.is_empty()) {
            let pen = self.pens.iter().find(|pen| {
                pen.card.id.as_str() == written.id && pen.board.path.as_str() == written.board
            });
            let board = after.iter().find(|board| board.path.as_str() == written.board);
            let card = board.and_then(|board| {
                let own = |card: &&Card| card.id.as_str() == written.name();
                board.cards.iter().find(own).map(|card| board.task(card))
            });
            let (Some(pen), Some(task)) = (pen, card) else { continue };
            if let Some(unsaid) = pen.says.iter().find(|says| !says.hold(&task, &pen.says)) {
                let message =
                    format!("{} would not say {} as it was meant", written.id, unsaid.told());
                return Err(Fault::refused(message)
                    .hint("write it in other words, without marks of Markdown at its start")
                    .into());
            }
        }
        Ok(())
    }
}

impl Says {
    /// Whether a task says it. What was written later counts.
    fn hold(&self, task: &Task, all: &[Self]) -> bool {
        match self {
            Self::Field(name, value) => {
                let last = all.iter().rev().find(|says| {
                    matches!(says, Self::Field(other, _) if other.eq_ignore_ascii_case(name))
                });
                if last.is_some_and(|last| last != self) {
                    return true;
                }
                let said = task.field(name).filter(|said| !said.is_empty());
                said == value.as_deref()
            }
            Self::Item(section, line) => {
                let sections =
                    task.sections.iter().filter(|s| s.name.eq_ignore_ascii_case(section));
                let mut items = sections.flat_map(|section| &section.items);
                items.any(|item| item.text.trim() == line.trim())
            }
            Self::NoItem(section, line) => {
                let sections =
                    task.sections.iter().filter(|s| s.name.eq_ignore_ascii_case(section));
                let mut items = sections.flat_map(|section| &section.items);
                !items.any(|item| item.text.trim() == line.trim())
            }
            Self::Nested(section, line) => {
                let sections =
                    task.sections.iter().filter(|s| s.name.eq_ignore_ascii_case(section));
                let mut nested = sections.flat_map(|s| &s.items).flat_map(|item| &item.nested);
                nested.any(|nested| nested.trim() == line.trim())
            }
            Self::Box(nth, done) => task.boxes.get(*nth).is_some_and(|found| found.done == *done),
            Self::Title(title) => task.title.trim() == title,
        }
    }

    /// What it is, for people.
    fn told(&self) -> String {
        match self {
            Self::Field(name, _) => format!("its {name}"),
            Self::Item(section, _) | Self::NoItem(section, _) | Self::Nested(section, _) => {
                format!("the text under {section}")
            }
            Self::Box(nth, _) => format!("box {}", nth + 1),
            Self::Title(_) => "its title".to_owned(),
        }
    }
}

/// What a card under the pen is called once it is written: a card without an id is called by its title.
fn called(pen: &Pen<'_>, after: &Board, before: &Board) -> TaskId {
    if !pen.card.id.is_handle() {
        return pen.card.id.clone();
    }
    let nth = before.cards.iter().position(|card| card.range == pen.card.range);
    let same = before.cards.len() == after.cards.len();
    let card = match nth.filter(|_| same) {
        Some(nth) => after.cards.get(nth),
        // Cards come and go beside it.
        None => after.cards.iter().find(|card| {
            card.stage == pen.card.stage
                && after.slice(&card.range).trim_end() == pen.text.trim_end()
        }),
    };
    card.map_or_else(|| pen.card.id.clone(), |card| card.id.clone())
}

/// A board as the draft leaves it; `None` where it does not touch it.
pub(super) fn parsed(
    draft: &Draft,
    path: &RelPath,
    workflow: &Workflow,
) -> Result<Option<Board>, PlanError> {
    let Some((_, file)) = draft.files().find(|(other, _)| *other == path) else { return Ok(None) };
    let text = String::from_utf8(file.text.after())
        .map_err(|_| Fault::failed(format!("{path} would not be UTF-8")))?;
    let board = Board::parse(path.clone(), Arc::from(text), workflow);
    Ok(Some(board.map_err(|error| Fault::failed(error.to_string()))?))
}
