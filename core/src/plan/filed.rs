//! Tasks that are files of their own: what becomes of a card of lines there, and of a file on a board.

use std::sync::Arc;

use super::carry::said_once;
use super::{Draft, PlanError, left};
use crate::board::{
    Board, Card, CardText, Domain, Lifted, Linked, Told, convert, ending_heading, lift, linked,
};
use crate::id::TaskId;
use crate::markdown::{Lines, Outline};
use crate::snapshot::Snapshot;
use crate::task::{Field, Task};
use crate::workflow::{CardKind, HeadForm, Stage, Standing, TaskFiles, Workflow};

/// Writes a card of lines as the file of a task: its fields as front matter, the rest below it. The
/// definitions of links that it uses go with it.
pub(super) fn into_file(
    workflow: &Workflow,
    board: &Board,
    card: &Card,
    text: &str,
    to: &Stage,
    form: &HeadForm,
) -> Result<(String, Vec<usize>), Domain> {
    let end = board.line_end();
    let mut task = board.format.told(board, card);
    let linked = task.link.is_some();
    let own = |name: &str| {
        let own = ["id", "title"].iter().any(|own| name.eq_ignore_ascii_case(own));
        own || linked && name.eq_ignore_ascii_case("link")
    };
    let writable = |name: &str| to.format.set(to, "", name, "x").is_ok();
    let can_go = |name: &str| !own(name) && writable(name);
    let Lifted { fields, body, normalised } = lift(text, card.width, end, can_go)?;
    task.fields = fields;
    let mut now = to.format.write(&task, to, form, board)?;
    for part in [body, board.needed(card, None).lines.join(end)] {
        if !part.is_empty() {
            now = format!("{now}{end}{part}{end}");
        }
    }
    let before = board.task_of(card, text, &task.title, card.width);
    let after = read(workflow, to, &now, board);
    let same = after.is_some_and(|after| Told::of(&unlinked(after)) == Told::of(&before));
    if same { Ok((now, normalised)) } else { Err(Domain::Reads) }
}

/// Reads a text as the file of a task.
fn read(workflow: &Workflow, stage: &Stage, text: &str, board: &Board) -> Option<Task> {
    let path = stage.board.as_ref().and_then(Standing::sample)?;
    let path = if stage.stands_on(&board.path) { board.path.clone() } else { path };
    let file = Board::parse_past_faults(path, Arc::from(text), workflow);
    let card = file.format.cards(&file, stage, &workflow.ids).into_iter().next()?.card;
    Some(file.task(&card))
}

/// The file of a task with another text, where that differs from what it is.
pub(super) fn changed(
    workflow: &Workflow,
    board: &Board,
    card: &Card,
    text: &str,
) -> Option<(Board, Card)> {
    let stage = workflow.stage(&card.stage);
    if !stage.keeps_files() || *board.text == *text {
        return None;
    }
    let board = Board::parse_past_faults(board.path.clone(), Arc::from(text), workflow);
    let card = board.format.cards(&board, stage, &workflow.ids).into_iter().next()?.card;
    Some((board, card))
}

/// Writes the file of a task as a card of lines; its Markdown begins at a byte of its text.
pub(super) fn out_of_file(
    workflow: &Workflow,
    (board, card): (&Board, &Card),
    text: &str,
    at: usize,
    to: &Stage,
    form: &HeadForm,
    destination: &Board,
) -> Result<CardText, Domain> {
    let mut task = said_once(board, card)?;
    let is_left = |field: &Field| left::tells(workflow, card, to, field);
    task.fields.retain(|field| !is_left(field));
    let Linked { id, title, form } =
        linked(&task.id, task.title.trim(), task.link.as_deref(), form);
    let body = own_lines(&text[at..], destination);
    let blank = body.len() - body.trim_start_matches(['\n', '\r', ' ', '\t']).len();
    let start = body[..blank].rfind('\n').map_or(0, |at| at + 1);
    let before = body[..start].matches('\n').count();
    let end = board.line_end();
    let body = match body[start..].trim_end() {
        "" => String::new(),
        body => format!("{end}{body}{end}"),
    };
    // Lines of the card as they stand in the file, counted from that of its title.
    let first = text[..at].matches('\n').count() + before + 1;
    let place = |line: usize| (first + line).saturating_sub(card.line + 2);
    let flat = format!("# x{end}{body}");
    let converted = convert(&flat, 0, &id, &title, &form, destination.line_end());
    let converted = converted.map_err(|why| match why {
        Domain::Structure { line } => Domain::Structure { line: place(line) },
        Domain::Marker { line } => Domain::Marker { line: place(line) },
        why => why,
    })?;
    if let CardKind::Heading(level) = form.kind
        && let Some(line) = ending_heading(&converted.text, level)
    {
        return Err(Domain::Heading { line: place(line), level });
    }
    let width = converted.width;
    let mut now = CardText::converted(converted);
    for field in task.fields.iter().filter(|field| !field.value.is_empty()) {
        now.add(&to.field, &field.name, &field.value);
    }
    // A field may stand behind the title.
    let head = now.as_str().lines().next().unwrap_or_default();
    let shown = head.find(title.as_str()).map_or(title.as_str(), |at| &head[at..]);
    let after = board.task_of(card, now.as_str(), shown, width);
    let mut before = unlinked(board.task(card));
    let own = board.lines.number(board.outline.start);
    before.fields.retain(|field| field.line >= own || !is_left(field));
    if Told::of(&after) != Told::of(&before) {
        return Err(Domain::Reads);
    }
    // Of two of one name the first counts, and the text has one already.
    let counts = |task: &Task, name: &str| task.field(name).map(str::to_owned);
    let other = |field: &&Field| counts(&after, &field.name) != counts(&before, &field.name);
    if let Some(twice) = task.fields.iter().filter(|field| !field.value.is_empty()).find(other) {
        return Err(Domain::Twice { name: twice.name.clone() });
    }
    Ok(now)
}

/// What a file tells, but for its link, which elsewhere stands with the id.
fn unlinked(mut task: Task) -> Task {
    let is_link = |field: &Field| field.name.eq_ignore_ascii_case("link");
    if let (Some(at), true) = (task.fields.iter().position(is_link), task.link.is_some()) {
        task.fields.remove(at);
    }
    task
}

/// A text without the definitions with which it closes and that stand on a board as well.
fn own_lines(text: &str, destination: &Board) -> String {
    let (own, closing) = text.split_at(Outline::of(text, &Lines::of(text)).end);
    let lines = closing.split_inclusive('\n').filter(|line| !destination.has_definition(line));
    format!("{own}{}", lines.collect::<String>())
}

/// Takes the file of a task away, whose text goes elsewhere in the same plan.
pub(super) fn unfile(board: &Board, draft: &mut Draft) -> Result<(), PlanError> {
    draft.hold(&board.path, Arc::<[u8]>::from(board.text.clone()));
    Ok(draft.remove(&board.path)?)
}

/// Writes a task into the folder of a stage: by the name of its file, where it has one, else as the others
/// there are named.
pub(super) fn refile(
    snapshot: &Snapshot,
    board: &Board,
    card: &Card,
    from: &Stage,
    to: &Stage,
    text: &str,
    draft: &mut Draft,
) -> Result<(), PlanError> {
    let files = |stage: &Stage| stage.board.as_ref().and_then(Standing::files).cloned();
    let name = board.path.as_str().rsplit('/').next().unwrap_or_default();
    let path = match (files(from), files(to)) {
        (Some(from), Some(to)) => from.named(name).and_then(|own| to.path_of(own)),
        (None, Some(to)) => to.path_of(&file_name(snapshot, &to, &card.id, &board.title(card))),
        _ => None,
    };
    let refused =
        || PlanError::Form { board: board.path.clone(), line: card.line, why: Domain::File };
    Ok(draft.create(&path.ok_or_else(refused)?, text.as_bytes())?)
}

/// The name of a task's file, in the place of the star: as the others there are named, by the id, by both,
/// or by the title.
pub(super) fn file_name(
    snapshot: &Snapshot,
    files: &TaskFiles,
    id: &TaskId,
    title: &str,
) -> String {
    let slug = TaskId::handle(title).to_string();
    if id.is_handle() {
        return slug;
    }
    let mut others = snapshot.boards().iter().filter_map(|board| {
        let card = board.cards.first().filter(|_| files.holds(&board.path))?;
        let own = files.named(board.path.as_str().rsplit('/').next()?)?;
        // What stands in the name for the id, if anything does.
        let id = own.get(..card.id.as_str().len())?;
        let named = id.eq_ignore_ascii_case(card.id.as_str());
        named.then(|| (id.to_owned(), own[id.len()..].to_owned()))
    });
    let Some((like, rest)) = others.next() else { return id.to_string() };
    let small = like.chars().any(char::is_alphabetic) && !like.contains(char::is_uppercase);
    let id = if small { id.to_string().to_lowercase() } else { id.to_string() };
    match rest.chars().next() {
        Some(' ') => {
            // Where the words of the others are joined by dashes, these are as well.
            let words = [rest].into_iter().chain(others.map(|(_, rest)| rest));
            let mut words = words.filter_map(|rest| Some(rest.split_once(" - ")?.1.to_owned()));
            let several = words.find(|words| words.contains([' ', '-']));
            let dashed = several.is_some_and(|words| !words.contains(' '));
            let name = as_name(title);
            format!("{id} - {}", if dashed { name.replace(' ', "-") } else { name })
        }
        Some(mark @ ('-' | '_')) => format!("{id}{mark}{slug}"),
        _ => id,
    }
}

/// How long the words of a title in a name may be, in bytes.
const WORDS: usize = 120;

/// A title as a part of a name.
fn as_name(title: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || " -_".contains(c) { c } else { ' ' };
    let title: String = title.chars().map(plain).collect();
    let mut name = String::new();
    for word in title.split_whitespace() {
        if !name.is_empty() && name.len() + word.len() >= WORDS {
            break;
        }
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    // A title without blanks is one word, however long.
    let end = (0..=WORDS.min(name.len())).rev().find(|&at| name.is_char_boundary(at));
    name.truncate(end.unwrap_or_default());
    name
}
