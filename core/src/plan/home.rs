//! Plans the way home: a card goes back to where it came from, to the byte where that can be.

use super::carry::{self, Carried, CarriedText};
use super::definitions::{cut_home, define, has_line, redefine};
use super::filed::unfile;
use super::lay::{Edits, finish};
use super::old_place::places;
use super::place::closing;
use super::rewind::{lead, rewind, says_the_same, take_back_aside};
use super::room::room;
use super::select::select_left;
use super::transition::{common, instead, legal, writable};
use super::way::came_by;
use super::{CardChange, Draft, Grounds, HookRunner, Move, Plan, PlanError, propose};
use crate::board::{Board, Card, CardText, Placed, head_width};
use crate::fault::Fault;
use crate::journal::{Entry, FileRecord, History};
use crate::path::RelPath;
use crate::workflow::{CardKind, Stage, Transition, Workflow};

/// Plans a move back. Where the journal knows how the card came here, and it is unchanged since,
/// card and place are restored; a changed card keeps every line that was added.
///
/// # Errors
/// As [`super::plan`].
pub fn plan_home(
    grounds: Grounds<'_>,
    mov: &Move,
    history: &History,
    hooks: &mut HookRunner<'_>,
) -> Result<Plan, PlanError> {
    let Grounds { site, workflow, snapshot, .. } = grounds;
    let Some(way) = came_by(workflow, history, mov) else {
        return super::plan(grounds, mov, hooks);
    };
    let entry = &*way;
    let (board, card) = select_left(workflow, snapshot, &mov.id, &mov.from, &entry.card.after)?;
    let card = &board.as_left(card, &entry.card.after);
    let to = workflow.stage(&mov.to);
    let changed = board.slice(&card.range).trim_end() != entry.card.after.trim_end();
    if changed
        && workflow.stage(&mov.from).keeps_files()
        && snapshot.home_in(to, Some(board)).is_none()
    {
        // It takes its changes along into the other folder, as on any way there.
        return super::plan(grounds, mov, hooks);
    }
    // What stood aside goes back to where it came from, wherever that is.
    let is_aside = to.aside || workflow.stage(&mov.from).aside;
    let transition = match legal(workflow, mov) {
        Err(_) if is_aside && !workflow.forbids(&mov.from, &mov.to) => {
            Transition::plain(&mov.from, &mov.to)
        }
        legal => legal?,
    };
    room(grounds, Some(&mov.from), to)?;
    let task = board.task(card);
    let mut draft = Draft::new(site.root.clone());
    let change = restore(grounds, mov, entry, history, Some((board, card)), &mut draft)?;
    let (mut draft, refused) = propose(hooks, &transition.hooks, &task, draft)?;
    if let Some(kept) = entry.externals.first() {
        draft.note(format!("kept as it is: {}", kept.effect.summary));
    }
    let mut plan =
        Plan::from_draft(mov.clone(), task, transition, &draft, change, Some(&board.path));
    plan.reverts = Some(entry.seq);
    plan.refused = refused;
    Ok(plan)
}

/// Lays over the draft what takes an entry back.
pub(super) fn restore(
    grounds: Grounds<'_>,
    mov: &Move,
    entry: &Entry,
    history: &History,
    card: Option<(&Board, &Card)>,
    draft: &mut Draft,
) -> Result<CardChange, PlanError> {
    let from = grounds.workflow.stage(&mov.from);
    let to = grounds.workflow.stage(&mov.to);
    writable(grounds, common(&[from, to]).chain(card.map(|(board, _)| &board.path)))?;
    let way = Homeward { grounds, mov, entry, history, card };
    let (mut led, mut others) = (Vec::new(), Vec::new());
    for path in way.known()? {
        if rewind(grounds, entry, history, &path, draft)? {
            led.push(path);
        } else if way.is_board(&path) {
            others.push(path);
        }
    }
    let mut homed = draft.clone();
    let mut home = Vec::new();
    for path in others {
        let changes = |now: Option<&str>| history.homecoming(entry, path.as_str(), now);
        if lead(grounds, &path, &mut homed, changes)? {
            home.push(path);
        }
    }
    let change = way.lay(led.clone(), draft)?;
    // With this card, all that left those boards may be home: where they say the same then, they are
    // what they were, to the byte.
    if !home.is_empty() && says_the_same(draft, &homed, &home)? {
        led.extend(home);
        if let Ok(change) = way.lay(led, &mut homed) {
            *draft = homed;
            return Ok(change);
        }
    }
    Ok(change)
}

/// A card on its way home.
#[derive(Clone, Copy)]
struct Homeward<'a> {
    grounds: Grounds<'a>,
    mov: &'a Move,
    /// How it came to where it is.
    entry: &'a Entry,
    history: &'a History,
    card: Option<(&'a Board, &'a Card)>,
}

impl<'a> Homeward<'a> {
    /// Whether the card is as it was left. One that somebody has changed keeps that: its boards are
    /// not led back to what they were.
    fn is_same(&self) -> bool {
        self.card.is_none_or(|(board, card)| {
            board.slice(&card.range).trim_end() == self.entry.card.after.trim_end()
        })
    }

    fn is_board(&self, path: &RelPath) -> bool {
        self.grounds.snapshot.board(path).is_some()
    }

    /// The file that the card was, which is written anew, where the card has been changed since.
    fn file(&self) -> Option<&'a FileRecord> {
        let to = self.grounds.workflow.stage(&self.mov.to);
        let same = self.is_same();
        self.entry.files.iter().find(|record| {
            let path = RelPath::new(&record.path);
            !same && record.after.is_none() && path.is_ok_and(|path| to.stands_on(&path))
        })
    }

    /// The files that may be led back to what they were.
    fn known(&self) -> Result<Vec<RelPath>, PlanError> {
        let (file, same) = (self.file(), self.is_same());
        let mut known = Vec::new();
        for record in &self.entry.files {
            let path = path_of(record)?;
            if !is(file, record) && (same || !self.is_board(&path)) {
                known.push(path);
            }
        }
        Ok(known)
    }

    /// Lays over the draft what is left to be done, once it has led these files back. To any other,
    /// somebody or another move has written since: there the card alone is taken away or put back, and
    /// of the rest as much as still stands there as it was left.
    fn lay(&self, led: Vec<RelPath>, draft: &mut Draft) -> Result<CardChange, PlanError> {
        let Self { grounds, mov, entry, history, card } = *self;
        let from = grounds.workflow.stage(&mov.from);
        let to = grounds.workflow.stage(&mov.to);
        let mut change = CardChange {
            home: card.map(|(board, _)| board.path.to_string()),
            before: card.map_or(String::new(), |(board, card)| board.slice(&card.range).to_owned()),
            ..CardChange::default()
        };
        let file = self.file();
        let mut edits = Edits::but_of(led.clone());
        let in_place = card.filter(|(board, _)| board.is_shared(&from.name, &to.name));
        if let (Some((board, card)), None) = (card, in_place) {
            if !from.keeps_files() {
                let home = grounds.snapshot.home_in(to, Some(board));
                cut_home(board, card, from, home, (entry, history), &mut edits, draft);
            } else if !led.contains(&board.path) {
                unfile(board, draft)?;
            }
        }
        let gone = card.map(|(_, card)| card);
        match grounds.snapshot.home_in(to, card.map(|(board, _)| board)) {
            Some(home) if !led.contains(&home.path) => {
                change.after = home_text(grounds.workflow, entry, card, to, home)?;
                if let Some((board, card)) = in_place {
                    edits.add(board, instead(board, card, &change.after));
                    finish(grounds, mov, edits, draft, gone, &change)?;
                } else {
                    let mut more_come = false;
                    if let Some((board, card)) = card {
                        // What it defined itself it defines again.
                        let mut lines = define(board, card, home, draft);
                        lines.retain(|line| !has_line(&change.after, line));
                        more_come = !lines.is_empty();
                        if more_come {
                            edits.add(home, home.define(&lines));
                        }
                    }
                    let text = &change.after;
                    let places = places(entry, history, home, to, mov.id.prefix(), text);
                    settle(
                        grounds,
                        mov,
                        &edits,
                        draft,
                        gone,
                        &change,
                        (home, entry, more_come, places),
                    )?;
                }
            }
            home => {
                if let (Some(file), Some((board, _))) = (file, card) {
                    change.after = home_text(grounds.workflow, entry, card, to, board)?;
                    draft.create(&path_of(file)?, change.after.as_bytes())?;
                } else if home.is_some() || to.keeps_files() {
                    change.after.clone_from(&entry.card.before);
                }
                finish(grounds, mov, edits, draft, gone, &change)?;
            }
        }
        for record in entry.files.iter().filter(|record| !is(file, record)) {
            let path = path_of(record)?;
            if !self.is_board(&path) && !led.contains(&path) {
                take_back_aside(&path, record, draft)?;
            }
        }
        Ok(change)
    }
}

fn is(file: Option<&FileRecord>, record: &FileRecord) -> bool {
    file.is_some_and(|file| file.path == record.path)
}

fn path_of(record: &FileRecord) -> Result<RelPath, Fault> {
    RelPath::new(&record.path).map_err(|bad| Fault::failed(bad.to_string()))
}

/// Puts the card in the first of these places in which all cards read as they should. Other moves may
/// have left one that is exact, and yet no longer apart from what stands there now.
fn settle(
    grounds: Grounds<'_>,
    mov: &Move,
    edits: &Edits,
    draft: &mut Draft,
    gone: Option<&Card>,
    change: &CardChange,
    (home, entry, more_come, places): (&Board, &Entry, bool, Vec<Placed>),
) -> Result<(), PlanError> {
    let mut refused = None;
    for Placed { edit, note, .. } in places {
        let (mut edits, mut trial) = (edits.clone(), draft.clone());
        if let Some(note) = note {
            trial.note(note);
        }
        for spare in redefine(home, entry, &change.after, &edit, more_come) {
            edits.add(home, spare);
        }
        edits.add(home, edit);
        match finish(grounds, mov, edits, &mut trial, gone, change) {
            Ok(()) => {
                *draft = trial;
                return Ok(());
            }
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    refused.map_or(Ok(()), Err)
}

/// The card's text for its home: as it was, or, where it has been changed, as it is now.
fn home_text(
    workflow: &Workflow,
    entry: &Entry,
    card: Option<(&Board, &Card)>,
    to: &Stage,
    home: &Board,
) -> Result<String, PlanError> {
    let ended = |text: &str| {
        let ended = text.ends_with('\n');
        if ended { text.to_owned() } else { format!("{text}{}", home.line_end()) }
    };
    let Some((board, card)) = card else { return Ok(ended(&entry.card.before)) };
    let now = board.slice(&card.range);
    if now.trim_end() == entry.card.after.trim_end() {
        return Ok(ended(&entry.card.before));
    }
    let mut left = CardText::new(now.to_owned(), card.width);
    left.leave(&entry.card.entered);
    let Carried { text, form, .. } = carry::carry(workflow, board, card, left.as_str(), to, home)?;
    let mut text = match text {
        CarriedText::Row(row) => return Ok(row.text),
        CarriedText::Own(text) => return Ok(to.format.come_home(&entry.card.before, text)),
        CarriedText::Lines(text) => text,
    };
    let before = &entry.card.before;
    let old = before.split_inclusive('\n').next().unwrap_or_default();
    if !old.ends_with('\n') || !begins_alike(old, form.kind, head_width(&form)) {
        return Ok(ended(text.as_str()));
    }
    // What has not changed keeps the form that it had, whichever of them that was.
    if card.kind == CardKind::Own {
        text.keep_fields_of(&CardText::new(before.clone(), head_width(&form)));
    }
    let mut text = ended(text.as_str());
    let title = |text: &str| match card.kind {
        CardKind::Own => board.format.value(text, "title"),
        _ => text.split('\n').next().map(|head| head.trim_end().to_owned()),
    };
    if title(&entry.card.after).is_some_and(|then| Some(then) == title(now)) {
        let head = text.split_inclusive('\n').next().map_or(0, str::len);
        text.replace_range(..head, old);
    }
    // What it defined at its end stands behind the board, where it was the last.
    let own = closing(before).map_or("", |at| &before[at..]);
    let own = own.lines().filter(|line| board.has_definition(line) && !has_line(&text, line));
    let own: Vec<&str> = own.collect();
    if !own.is_empty() {
        let eol = home.line_end();
        text = format!("{}{eol}{eol}{}{eol}", text.trim_end(), own.join(eol));
    }
    Ok(text)
}

/// Whether a head has the marker of a form, so that the same body fits under both.
fn begins_alike(head: &str, kind: CardKind, width: usize) -> bool {
    match kind {
        CardKind::Heading(_) => head.starts_with('#'),
        CardKind::Row => head.starts_with('|'),
        CardKind::Own => false,
        CardKind::Item | CardKind::Numbered => {
            let marker = head.find(' ').unwrap_or(0);
            let blanks = head[marker..].bytes().take_while(|&b| b == b' ').count();
            !head.starts_with(['#', '|']) && marker > 0 && marker + blanks == width
        }
    }
}
