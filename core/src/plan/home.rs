//! Plans the way home: a card goes back to where it came from, to the byte where that can be.

use std::sync::Arc;

use super::carry::{self, Carried, CarriedText};
use super::filed::unfile;
use super::lay::{Edits, finish};
use super::place::define;
use super::room::room;
use super::select::select_left;
use super::transition::{common, instead, legal, writable};
use super::{CardChange, Draft, Grounds, HookRunner, Move, Plan, PlanError, propose};
use crate::board::{Board, Card, CardText, Edit, Placed, around, beside, gap, head_width};
use crate::digest::sha256;
use crate::edit::{self, Splice};
use crate::fault::Fault;
use crate::journal::{Entry, FileRecord, History};
use crate::path::RelPath;
use crate::workflow::{CardKind, Stage, Workflow};

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
    let Some(entry) = came_by(history, mov) else {
        return super::plan(grounds, mov, hooks);
    };
    let (board, card) = select_left(workflow, snapshot, &mov.id, &mov.from, &entry.card.after)?;
    let to = workflow.stage(&mov.to);
    let changed = board.slice(&card.range).trim_end() != entry.card.after.trim_end();
    if changed
        && workflow.stage(&mov.from).keeps_files()
        && snapshot.home_in(to, Some(board)).is_none()
    {
        // It takes its changes along into the other folder, as on any way there.
        return super::plan(grounds, mov, hooks);
    }
    let transition = legal(workflow, mov)?;
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

/// The entry by which a card came to where it is: the last that was not taken back, and that was no
/// taking back itself.
fn came_by<'a>(history: &'a History, mov: &Move) -> Option<&'a Entry> {
    // What was written on it where it stands is no way that it came.
    let own = |e: &&Entry| e.id.eq_ignore_ascii_case(mov.id.as_str()) && e.from != e.to;
    let stands = |e: &&Entry| e.reverts.is_none() && !history.is_reverted(e.seq);
    let last = history.entries().iter().rev().filter(own).find(stands)?;
    (last.to == mov.from.as_str() && last.from == mov.to.as_str()).then_some(last)
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
    let mut change = CardChange {
        home: card.map(|(board, _)| board.path.to_string()),
        before: card.map_or(String::new(), |(board, card)| board.slice(&card.range).to_owned()),
        ..CardChange::default()
    };
    // A card that somebody has changed keeps that: its boards are not led back to what they were.
    let same = card.is_none_or(|(board, card)| {
        board.slice(&card.range).trim_end() == entry.card.after.trim_end()
    });
    let is_board = |path: &str| grounds.snapshot.boards().iter().any(|b| b.path.as_str() == path);
    // The file that it was is written anew, where it has been changed since.
    let file = entry.files.iter().find(|record| {
        let path = RelPath::new(&record.path);
        !same && record.after.is_none() && path.is_ok_and(|path| to.stands_on(&path))
    });
    let is_file = |record: &FileRecord| file.is_some_and(|file| file.path == record.path);
    let mut led = Vec::new();
    for record in entry.files.iter().filter(|record| !is_file(record)) {
        let path = RelPath::new(&record.path).map_err(|bad| Fault::failed(bad.to_string()))?;
        if (same || !is_board(&record.path)) && rewind(grounds, entry, history, &path, draft)? {
            led.push(path);
        }
    }
    // To any other, somebody or another move has written since: there the card alone is taken away
    // or put back, and of the rest as much as still stands there as it was left.
    let mut edits = Edits::but_of(led.clone());
    let in_place = card.filter(|(board, _)| board.is_shared(&from.name, &to.name));
    if let (Some((board, card)), None) = (card, in_place) {
        if !from.keeps_files() {
            edits.add(board, board.format.cut(board, card, from));
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
                if let Some((board, card)) = card {
                    let lines = define(board, card, home, draft);
                    if !lines.is_empty() {
                        edits.add(home, home.define(&lines));
                    }
                }
                let text = &change.after;
                let places = places(entry, history, home, to, mov.id.prefix(), text);
                settle(grounds, mov, &edits, draft, gone, &change, (home, places))?;
            }
        }
        home => {
            if let (Some(file), Some((board, _))) = (file, card) {
                let path =
                    RelPath::new(&file.path).map_err(|bad| Fault::failed(bad.to_string()))?;
                change.after = home_text(grounds.workflow, entry, card, to, board)?;
                draft.create(&path, change.after.as_bytes())?;
            } else if home.is_some() || to.keeps_files() {
                change.after.clone_from(&entry.card.before);
            }
            finish(grounds, mov, edits, draft, gone, &change)?;
        }
    }
    let aside = entry.files.iter().filter(|record| !is_board(&record.path) && !is_file(record));
    for record in aside {
        if !led.iter().any(|path| path.as_str() == record.path) {
            take_back_aside(record, draft)?;
        }
    }
    Ok(change)
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
    (home, places): (&Board, Vec<Placed>),
) -> Result<(), PlanError> {
    let mut refused = None;
    for Placed { edit, note, .. } in places {
        let (mut edits, mut trial) = (edits.clone(), draft.clone());
        if let Some(note) = note {
            trial.note(note);
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

/// Leads a file back to its very bytes, where the journal knows them: `false`, and nothing done,
/// where it does not.
pub(super) fn rewind(
    grounds: Grounds<'_>,
    entry: &Entry,
    history: &History,
    path: &RelPath,
    draft: &mut Draft,
) -> Result<bool, PlanError> {
    if let Some(board) = grounds.snapshot.board(path) {
        draft.hold(path, Arc::<[u8]>::from(board.text.clone()));
    }
    let now = draft.read(path)?.map(|bytes| sha256(&bytes));
    let Some(changes) = history.rewind(entry, path.as_str(), now.as_deref()) else {
        return Ok(false);
    };
    for change in changes {
        take_back(draft, path, change)?;
    }
    Ok(true)
}

/// Takes back what an entry did to a file that is as it was left.
fn take_back(draft: &mut Draft, path: &RelPath, record: &FileRecord) -> Result<(), PlanError> {
    match (&record.before, &record.after) {
        (None, _) => draft.remove(path)?,
        (_, None) => {
            let whole: Vec<u8> = record.splices.iter().flat_map(|s| s.old.clone()).collect();
            draft.create(path, &whole)?;
        }
        _ => {
            for splice in edit::inverse(&record.splices).iter().rev() {
                draft.splice(path, splice.old_range(), &splice.new)?;
            }
        }
    }
    Ok(())
}

/// Takes back what an entry wrote into a file that is no board, where it still stands there once.
fn take_back_aside(record: &FileRecord, draft: &mut Draft) -> Result<(), PlanError> {
    let path = RelPath::new(&record.path).map_err(|bad| Fault::failed(bad.to_string()))?;
    let Some(bytes) = draft.read(&path)? else {
        // What it took away comes back; what it made is gone already.
        return if record.after.is_none() { take_back(draft, &path, record) } else { Ok(()) };
    };
    if record.after.as_ref() == Some(&sha256(&bytes)) {
        return take_back(draft, &path, record);
    }
    for splice in record.splices.iter().rev() {
        let bytes = draft.read(&path)?.unwrap_or_default();
        let mut hits =
            bytes.windows(splice.new.len().max(1)).enumerate().filter(|(_, w)| *w == splice.new);
        let hit = hits.next().map(|(at, _)| at);
        match (hit, hits.next().is_none() && !splice.new.is_empty()) {
            (Some(at), true) => draft.splice(&path, at..at + splice.new.len(), &splice.old)?,
            _ => draft.note(format!("{path} has been changed since; it is left as it is")),
        }
    }
    Ok(())
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
        CarriedText::Row(row, _) => return Ok(row),
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

/// Where the card may go at home, the best first: to the byte where it was, by the journal; between
/// its old neighbours, with the gap it had; beside one of them; where the workflow puts new cards.
fn places(
    entry: &Entry,
    history: &History,
    home: &Board,
    to: &Stage,
    prefix: &str,
    text: &str,
) -> Vec<Placed> {
    let empty = !home.cards.iter().any(|card| card.stage == to.name);
    let mut places = Vec::new();
    if let Some(taken) = Taken::of(entry, home) {
        // Where the stage says that it is empty, the card takes the place of that line.
        let known = (!(empty && to.placeholder.is_some() && taken.splice.new.is_empty()))
            .then(|| history.place(entry, &taken.record.path, taken.index, home.text.as_bytes()));
        let known = known.flatten().filter(|at| taken.stays_apart(home, to, *at));
        for at in known.into_iter().chain(taken.between(entry, home, to)) {
            let edit = taken.put_back(home, at, text);
            places.extend(edit.map(|edit| Placed { edit, offset: taken.start, note: None }));
        }
    }
    let (previous, next) = &entry.card.neighbours;
    let next = neighbour(home, to, next).map(|next| beside(home, to, next, false, text));
    let previous = neighbour(home, to, previous).map(|card| beside(home, to, card, true, text));
    places.extend(next.into_iter().chain(previous));
    places.push(home.format.insert(home, to, prefix, text));
    places
}

fn neighbour<'b>(home: &'b Board, to: &Stage, id: &Option<String>) -> Option<&'b Card> {
    let id = id.as_ref()?;
    home.cards.iter().find(|card| card.stage == to.name && card.id.as_str() == id)
}

/// The splice that took a card from its home.
struct Taken<'e> {
    record: &'e FileRecord,
    index: usize,
    splice: &'e Splice,
    /// Where the card began in what was taken: behind a gap, where it was the last.
    start: usize,
    /// How long the card was.
    len: usize,
}

impl<'e> Taken<'e> {
    fn of(entry: &'e Entry, home: &Board) -> Option<Self> {
        let record = entry.files.iter().find(|file| file.path == home.path.as_str())?;
        let card = entry.card.before.trim_end_matches(['\n', '\r']).as_bytes();
        let holding = record.splices.iter().enumerate();
        let (index, splice, start) = holding
            .filter_map(|(index, splice)| Some((index, splice, memfind(&splice.old, card)?)))
            .next()?;
        let len = entry.card.before.len().min(splice.old.len() - start);
        Some(Self { record, index, splice, start, len })
    }

    /// Puts the card back at a byte, with the gap that was taken with it; `None` where what was left in
    /// its place does not stand there.
    fn put_back(&self, home: &Board, at: usize, text: &str) -> Option<Edit> {
        let left = at..at + self.splice.new.len();
        if home.text.as_bytes().get(left.clone())? != self.splice.new {
            return None;
        }
        let (lead, rest) = self.splice.old.split_at(self.start);
        let whole = [lead, text.as_bytes(), &rest[self.len..]].concat();
        Some(Edit { range: left, new: String::from_utf8_lossy(&whole).into_owned() })
    }

    /// Whether the gap that was taken with the card parts it, at this byte, from what stands around it
    /// now: the one before it from a card before, with none behind that a gap would have to part from it;
    /// the one behind it, if it is more than blank, from a card behind.
    fn stays_apart(&self, home: &Board, to: &Stage, at: usize) -> bool {
        let (before, after) = around(home, to, at);
        let ruled = |part: &[u8]| part.iter().any(|b| !b.is_ascii_whitespace());
        if self.start > 0 {
            let lead = &self.splice.old[..self.start];
            let parted = after.is_none() || gap(home, to).is_empty();
            return parted && (before.is_some() || !ruled(lead));
        }
        after.is_some() || !ruled(&self.splice.old[self.start + self.len..])
    }

    /// The byte between its old neighbours, where they stand next to each other as they did without
    /// it: what people changed elsewhere is no matter then.
    fn between(&self, entry: &Entry, home: &Board, to: &Stage) -> Option<usize> {
        let (before, after) = &entry.card.neighbours;
        let (previous, next) = (neighbour(home, to, before), neighbour(home, to, after));
        if before.is_some() != previous.is_some() || after.is_some() != next.is_some() {
            return None;
        }
        let same =
            |one: Option<&Card>, two: Option<&Card>| one.map(|c| &c.range) == two.map(|c| &c.range);
        match (previous, next) {
            (previous, Some(next)) if self.start == 0 => {
                same(around(home, to, next.range.start).0, previous).then_some(next.range.start)
            }
            (Some(previous), None) => {
                let last = around(home, to, previous.range.end).1.is_none();
                let gap = home.skip_blank(previous.range.end, home.text.len());
                let ruled = self.splice.old[self.start + self.len..]
                    .iter()
                    .any(|b| !b.is_ascii_whitespace());
                let after_rule = home.rule_at(gap).filter(|_| ruled);
                let after_rule = after_rule.map(|rule| home.skip_blank(rule.end, home.text.len()));
                let at =
                    if self.start > 0 { previous.range.end } else { after_rule.unwrap_or(gap) };
                last.then_some(at)
            }
            _ => None,
        }
    }
}

fn memfind(text: &[u8], part: &[u8]) -> Option<usize> {
    (!part.is_empty()).then(|| text.windows(part.len()).position(|window| window == part)).flatten()
}
