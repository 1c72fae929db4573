//! A card that is made: in the form of its stage, with what entering the stage writes on it.

use super::super::filed::file_name;
use super::super::lay::Edits;
use super::super::room::room;
use super::super::row;
use super::super::transition::{example, expand, in_template_order, writable};
use super::super::{Grounds, Move, MoveKind, PlanError};
use super::like::{apart, set_like};
use super::text::{alone, below, nameable, one_line, sound, unruled, untaken};
use super::{Desk, Written};
use crate::board::{Board, CardText, Edit, column_for, gap, head_width, numbered};
use crate::fault::Fault;
use crate::id::TaskId;
use crate::path::RelPath;
use crate::task::{Field, Task};
use crate::workflow::{CardKind, HeadForm, Stage, StageName, Standing};

/// A task that is to be made.
#[derive(Debug, Clone, Default)]
pub struct New {
    /// Its title.
    pub title: String,
    /// Its stage; else the first.
    pub stage: Option<StageName>,
    /// What its id begins with; may be left out where one prefix is declared.
    pub prefix: Option<String>,
    /// Fields with their values.
    pub fields: Vec<(String, String)>,
    /// What it says below its fields; else what the board's own example says.
    pub body: Option<String>,
}

/// A card that was made, and where it goes.
pub(super) struct Made<'a> {
    pub stage: &'a Stage,
    /// Its board, where that is there already.
    pub board: Option<&'a Board>,
    pub path: RelPath,
    pub id: TaskId,
    pub title: String,
    pub text: String,
    /// What puts it on its board; `None` for a file of its own, and for one that comes behind another by
    /// that one's edit.
    pub edit: Option<Edit>,
    /// Where in that edit's text the next card of the stage comes.
    pub tail: usize,
}

impl Made<'_> {
    /// Puts another card of the same stage behind this one.
    fn followed_by(&mut self, text: &str, board: &Board) {
        let gap = gap(board, self.stage);
        let (tail, Some(edit)) = (self.tail, &mut self.edit) else { return };
        // A board without a final newline stays without one.
        let new = match edit.new[..tail].ends_with('\n') {
            true => format!("{gap}{text}"),
            false => format!("{}{gap}{}", board.line_end(), text.trim_end_matches(['\n', '\r'])),
        };
        edit.new.insert_str(tail, &new);
        self.tail += new.len();
    }

    pub fn written(&self) -> Written {
        Written {
            id: self.id.to_string(),
            called: None,
            title: self.title.clone(),
            stage: self.stage.name.to_string(),
            board: self.path.to_string(),
            before: String::new(),
            after: self.text.clone(),
        }
    }
}

impl<'a> Desk<'a> {
    /// Makes a task; what it is called.
    ///
    /// # Errors
    /// When its stage is full or has no board, or its form cannot say what it is to say.
    pub fn add(&mut self, new: &New) -> Result<TaskId, PlanError> {
        let Grounds { workflow, snapshot, .. } = self.grounds;
        let title = new.title.trim().to_owned();
        one_line(&title, "the title")?;
        if title.is_empty() {
            return Err(Fault::refused("the title is empty").hint("flow add TITLE").into());
        }
        let stage = match &new.stage {
            Some(name) => workflow.stage(name),
            None => workflow
                .stages
                .iter()
                .find(|stage| stage.board.is_some())
                .ok_or_else(|| Fault::refused("no stage has a board"))?,
        };
        let standing = stage.board.as_ref().ok_or_else(|| {
            Fault::refused(format!("{} has no board: its cards leave the boards", stage.name))
                .hint("name another stage: --stage STAGE")
        })?;
        for (name, value) in &new.fields {
            nameable(name)?;
            one_line(value, &format!("the value of {name}"))?;
            let told = stage.says.iter().find(|said| said.name.eq_ignore_ascii_case(name));
            if told.is_some_and(|said| !said.fits(value)) {
                return Err(Fault::refused(format!("{name} tells which stage a card is in"))
                    .hint("name the stage: --stage STAGE")
                    .into());
            }
        }
        room(self.grounds, None, stage)?;
        let named = match standing {
            Standing::Board(_) => stage.card.iter().any(HeadForm::has_id),
            Standing::Files(_) => !workflow.ids.prefixes().is_empty() || !workflow.ids.has_prefix(),
        };
        let id = match (named, &new.prefix) {
            (true, prefix) => {
                let id = self.next_id(prefix.as_deref())?;
                let small = matches!(standing, Standing::Files(_)).then(|| self.small(&id));
                small.flatten().unwrap_or(id)
            }
            (false, None) => TaskId::handle(&title),
            (false, Some(_)) => {
                let message = format!("the cards of {} have no ids", stage.name);
                return Err(Fault::refused(message).hint("leave --prefix out").into());
            }
        };
        self.is_untaken(&id)?;
        let home = snapshot.first_board_of(stage);
        let path = match standing {
            Standing::Board(path) => path.clone(),
            Standing::Files(files) => {
                let own = file_name(snapshot, files, &id, &title);
                files.path_of(&own).ok_or_else(|| {
                    Fault::refused(format!("`{own}` cannot be the name of a file"))
                })?
            }
        };
        let mut task = Task::departed(id.clone(), title.clone(), stage.name.clone(), path.clone());
        task.fields = self.fields(new, stage, home, &id, &title);
        let made = match standing {
            Standing::Board(_) => {
                let board = home.ok_or_else(|| Fault::failed(format!("{path} is not there")))?;
                writable(self.grounds, [&board.path])?;
                self.card(new, stage, board, &task)?
            }
            Standing::Files(_) => file(
                self.grounds,
                new,
                stage,
                path,
                &task,
                workflow.ids.read(id.as_str()).is_some(),
            )?,
        };
        let id = made.id.clone();
        self.made.push(made);
        Ok(id)
    }

    /// An id in small letters, where those of the other tasks are: in front matter they may be.
    fn small(&self, id: &TaskId) -> Option<TaskId> {
        let Grounds { workflow, snapshot, .. } = self.grounds;
        let same = |other: &&TaskId| other.prefix().eq_ignore_ascii_case(id.prefix());
        let last = snapshot.ids().filter(same).last()?;
        let is_small = !last.prefix().is_empty() && !last.prefix().contains(char::is_uppercase);
        workflow.ids.read(&id.as_str().to_lowercase()).filter(|_| is_small)
    }

    /// A card on a board.
    fn card(
        &mut self,
        new: &New,
        stage: &'a Stage,
        board: &'a Board,
        task: &Task,
    ) -> Result<Made<'a>, PlanError> {
        let refused = |why| PlanError::Form { board: board.path.clone(), line: 0, why };
        let form =
            stage.form_for(&task.id, false).ok_or_else(|| formless(stage, board, &task.id))?;
        let own = board.cards.iter().filter(|card| card.stage == stage.name);
        let made = self
            .made
            .iter()
            .filter(|made| made.path == board.path && made.stage.name == stage.name);
        let heads: Vec<&str> = own
            .map(|card| board.slice(&(card.range.start..card.head_end)))
            .chain(made.map(|made| made.text.as_str()))
            .collect();
        let form = numbered(form, &heads);
        let text = match form.kind {
            CardKind::Row => {
                let row = row::written(self.grounds.workflow, task, stage, &form, board);
                row.map(|(text, _)| text)
            }
            _ => stage.format.write(task, stage, &form, board),
        };
        let mut text = text.map_err(refused)?;
        if !text.ends_with('\n') {
            text.push_str(board.line_end());
        }
        let lines = !matches!(form.kind, CardKind::Row | CardKind::Own);
        match (&new.body, lines) {
            (Some(_), false) => {
                let message = format!("the cards of {} have no text below their line", stage.name);
                let hint = "leave the text out, or name another stage: --stage STAGE";
                return Err(Fault::refused(message).hint(hint).into());
            }
            (Some(body), true) => {
                let body = sound(body)?;
                unruled(&body)?;
                if let CardKind::Heading(level) = form.kind {
                    below(&body, level)?;
                }
                text.push_str(&body_of(&body, head_width(&form), board));
            }
            (None, true) => text.push_str(&skeleton(stage, board, head_width(&form))),
            (None, false) => {}
        }
        if matches!(form.kind, CardKind::Heading(_)) && apart(stage, board) {
            text = CardText::new(text, 0).apart();
        }
        let mut made = Made {
            stage,
            board: Some(board),
            path: board.path.clone(),
            id: self.called(stage, board, task, &text)?,
            title: task.title.clone(),
            text,
            edit: None,
            tail: 0,
        };
        let before = self.made.iter_mut().find(|made| {
            made.edit.is_some() && made.path == board.path && made.stage.name == stage.name
        });
        if let Some(first) = before {
            first.followed_by(&made.text, board);
            return Ok(made);
        }
        let placed = board.format.insert(board, stage, task.id.prefix(), &made.text);
        if let Some(note) = placed.note {
            self.draft.note(note);
        }
        let whole = placed.offset + made.text.len();
        made.tail = whole.min(placed.edit.new.len());
        made.edit = Some(placed.edit);
        Ok(made)
    }

    /// What a new card is called: where that is its title, a format may read more of its line as that.
    ///
    /// # Errors
    /// When another task without an id is called so.
    fn called(
        &self,
        stage: &Stage,
        board: &Board,
        task: &Task,
        text: &str,
    ) -> Result<TaskId, PlanError> {
        let own = task.id.is_handle() && stage.card.iter().all(|form| form.kind == CardKind::Own);
        let alone = own.then(|| alone(self.grounds.workflow, board, text)).flatten();
        let id = alone.unwrap_or_else(|| task.id.clone());
        self.is_untaken(&id)?;
        Ok(id)
    }

    /// Refuses a handle by which another task is called, or one that is made with it.
    fn is_untaken(&self, id: &TaskId) -> Result<(), PlanError> {
        if id.is_handle() {
            untaken(self.grounds, id)?;
            if self.made.iter().any(|made| made.id == *id) {
                return Err(Fault::refused(format!("two tasks would be called {id}"))
                    .hint("give each a title of its own")
                    .into());
            }
        }
        Ok(())
    }

    /// What the card says in fields: what tells its stage, what entering it writes, and what was asked
    /// for, which counts.
    fn fields(
        &mut self,
        new: &New,
        stage: &Stage,
        board: Option<&Board>,
        id: &TaskId,
        title: &str,
    ) -> Vec<Field> {
        let name = stage.name.clone();
        let mov = Move {
            id: id.clone(),
            from: name.clone(),
            to: name,
            kind: MoveKind::Write,
            why: None,
            force: false,
        };
        let filled = |form| expand(self.grounds, &mov, title, form);
        let added: Vec<(String, String)> = match board {
            Some(board) => in_template_order(stage, board)
                .into_iter()
                .chain(&stage.on_enter_set)
                .map(|(name, form)| (name.clone(), filled(form)))
                .collect(),
            None => Vec::new(),
        };
        let columns =
            board.filter(|_| stage.card.first().is_some_and(|form| form.kind == CardKind::Row));
        let columns = columns.and_then(|board| board.columns_of(stage));
        let mut fields: Vec<(String, String)> = Vec::new();
        for (name, value) in added {
            let known = &self.grounds.workflow.names;
            let lacks = |columns: &Vec<String>| column_for(columns, &name, known).is_none();
            if columns.as_ref().is_some_and(lacks) {
                self.draft.note(format!("the table has no column {name}"));
            } else {
                put(&mut fields, &name, &value);
            }
        }
        for (name, value) in &new.fields {
            put(&mut fields, name, value);
        }
        for said in &stage.says {
            put(&mut fields, &said.name, said.value());
        }
        let field = |(name, value)| Field { name, value, line: 1 };
        fields.into_iter().map(field).collect()
    }

    /// Lays the cards that were made over the boards.
    pub(super) fn lay_made(&mut self, edits: &mut Edits) -> Result<(), PlanError> {
        for made in &self.made {
            match (&made.edit, made.board) {
                (Some(edit), Some(board)) => edits.add(board, edit.clone()),
                (None, Some(_)) => {}
                (_, None) => self.draft.create(&made.path, made.text.as_bytes())?,
            }
        }
        Ok(())
    }
}

/// Why a stage has no form for a new task: what is made anew leads nowhere.
fn formless(stage: &Stage, board: &Board, id: &TaskId) -> PlanError {
    match stage.form_for(id, true) {
        Some(form) => {
            let form = form.line.source();
            Fault::refused(format!(
                "the cards of {} are links (`{form}`), and a new task is none",
                stage.name
            ))
            .hint(format!("write it on {} by hand, with what it leads to", board.path))
            .into()
        }
        None => PlanError::NoForm {
            id: id.clone(),
            stage: stage.name.clone(),
            board: board.path.clone(),
            line: 1,
        },
    }
}

fn put(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    match fields.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        Some((_, known)) => *known = value.to_owned(),
        None => fields.push((name.to_owned(), value.to_owned())),
    }
}

/// The lines of a body behind a head, each as deep as the card's form has them.
fn body_of(body: &str, width: usize, board: &Board) -> String {
    let (end, blanks) = (board.line_end(), " ".repeat(width));
    let mut out = end.to_owned();
    for line in body.lines() {
        // Two blanks at the end of a line break it.
        if !line.trim().is_empty() {
            out.push_str(&format!("{blanks}{line}"));
        }
        out.push_str(end);
    }
    out
}

/// What the board's own example of a card says below its fields, without the lines that stand for
/// something that is not known yet (`YYYY-MM-DD`, `TASK-XXX`).
fn skeleton(stage: &Stage, board: &Board, width: usize) -> String {
    let example = example(stage, board);
    let first = example.lines().next().unwrap_or_default();
    let same = first.starts_with('#') == (width == 0);
    if example.is_empty() || !same {
        return String::new();
    }
    let body = CardText::new(example.to_owned(), width).below_fields().to_owned();
    let stands_for = |line: &str| {
        ["YYYY", "XXX", "YYY", "…"].iter().any(|mark| line.contains(mark))
            || line.contains(" | ")
            || line.contains('<') && line.contains('>')
    };
    let mut lines: Vec<&str> = body.lines().filter(|line| !stands_for(line)).collect();
    // What was left out leaves no two blank lines.
    lines.dedup_by(|one, other| one.trim().is_empty() && other.trim().is_empty());
    let kept = lines.join(board.line_end());
    let kept = kept.trim_end();
    if kept.trim().is_empty() { String::new() } else { format!("{kept}{}", board.line_end()) }
}

/// The file of a task, with its front matter.
fn file<'a>(
    grounds: Grounds<'_>,
    new: &New,
    stage: &'a Stage,
    path: RelPath,
    task: &Task,
    has_id: bool,
) -> Result<Made<'a>, PlanError> {
    let refused = |why| PlanError::Form { board: path.clone(), line: 0, why };
    // The first value makes the front matter.
    let mut text = String::new();
    let id = has_id.then(|| ("id".to_owned(), task.id.to_string()));
    let own = id.into_iter().chain([("title".to_owned(), task.title.clone())]);
    let fields = task.fields.iter().map(|field| (field.name.clone(), field.value.clone()));
    for (name, value) in own.chain(fields) {
        text = match set_like(grounds, stage, &text, &name, &value) {
            Some((text, _)) => text,
            None => stage.format.set(stage, &text, &name, &value).map_err(refused)?,
        };
    }
    if let Some(body) = &new.body {
        text.push_str(&format!("\n{}\n", sound(body)?));
    }
    Ok(Made {
        stage,
        board: None,
        id: task.id.clone(),
        title: task.title.clone(),
        text,
        edit: None,
        tail: 0,
        path,
    })
}
