//! A file per task: what it says about itself stands in its front matter, as in Backlog.md.

use super::{Format, front, named};
use crate::board::{Board, Card, CardText, Domain, Found, Linked, inline_fields, linked};
use crate::id::{IdForm, TaskId};
use crate::inline::link_end;
use crate::markdown::{BlockKind, document_start};
use crate::problem::Problem;
use crate::task::{Field, Task};
use crate::workflow::{CardKind, HeadForm, Stage, Standing, names};

/// A file per task.
#[derive(Debug)]
pub struct TaskFile;

impl Format for TaskFile {
    fn name(&self) -> &'static str {
        "task-file"
    }

    fn fits(&self, standing: &Standing) -> bool {
        standing.files().is_some()
    }

    fn form(&self) -> Option<&'static str> {
        None
    }

    fn is_markdown(&self) -> bool {
        true
    }

    fn cards(&self, board: &Board, stage: &Stage, ids: &IdForm) -> Vec<Found> {
        if board.text.trim().is_empty() || tells_of_tasks(stem(board)) {
            return Vec::new();
        }
        let entries = entries(board);
        let said = |key: &str| entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key));
        let title = match said("title").filter(|title| !title.value.is_empty()) {
            Some(title) => title.at.clone(),
            None => heading(board).unwrap_or(0..0),
        };
        let own = said("id").and_then(|entry| {
            let text = entry.value.trim();
            let found = ids.in_head(text.as_bytes(), 0).filter(|found| found.end == text.len());
            found.map(|found| (found, entry.line))
        });
        // An id that is none here is told, and the file has the id of its name.
        let (id, odd) = match own {
            Some((own, _)) if own.declared => (Some(own.id), None),
            own => (None, own.map(|(own, line)| (own.id, line))),
        };
        let named = || ids.in_head(stem(board).as_bytes(), 0).filter(|found| found.declared);
        let id = id.or_else(|| named().map(|found| found.id));
        let id = id.unwrap_or_else(|| TaskId::handle(stem(board)));
        let card = Card {
            id,
            stage: stage.name.clone(),
            closed: false,
            kind: CardKind::Own,
            line: board.lines.number(title.start),
            id_at: None,
            title,
            range: 0..board.text.len(),
            head_end: board.lines.end_of(0),
            width: 0,
        };
        let odd = odd.map(|(id, line)| {
            let card = Card { id, line, ..card.clone() };
            Found { declared: false, ..Found::from(card) }
        });
        odd.into_iter().chain([Found::from(card)]).collect()
    }

    fn task(&self, board: &Board, card: &Card) -> Task {
        let entries = entries(board);
        let fields = entries.iter().filter(|entry| !is_own(&entry.key)).map(|entry| Field {
            name: entry.key.clone(),
            value: told_value(entry).to_owned(),
            line: entry.line,
        });
        let mut task = board.read_body(card, body_start(board, card), 0);
        task.fields.splice(0..0, fields);
        task.link = link(entries).map(str::to_owned);
        let title = entries.iter().find(|entry| entry.at == card.title && !card.title.is_empty());
        task.title = match title {
            Some(entry) => entry.value.clone(),
            None if card.title.is_empty() => stem(board).to_owned(),
            None => board.slice(&card.title).to_owned(),
        };
        task.fields.extend(inline_fields(&task.title, card.line));
        task
    }

    /// The front matter comes first: most of what is asked for stands there, and the text need not be read.
    fn field(&self, board: &Board, card: &Card, name: &str) -> Option<String> {
        let mut own = entries(board).iter().filter(|entry| !is_own(&entry.key));
        match own.find(|entry| entry.key.eq_ignore_ascii_case(name)) {
            Some(entry) => Some(told_value(entry).to_owned()),
            None => named(self.task(board, card), name),
        }
    }

    /// What stands in the front matter. The fields and tags in the title go along with it.
    fn told(&self, board: &Board, card: &Card) -> Task {
        let mut task = self.task(board, card);
        let inline = inline_fields(&task.title, card.line).len();
        task.fields.truncate(task.fields.len() - inline);
        let end = board.lines.number(board.outline.start);
        let linked = task.link.is_some();
        task.fields.retain(|field| field.line < end && !(linked && is_link(&field.name)));
        task
    }

    fn unsaid(&self, text: &str) -> Result<Vec<String>, Domain> {
        let entries = front::entries(text).unwrap_or_default();
        if let Some(nested) = entries.into_iter().find(|entry| !entry.whole) {
            return Err(Domain::Nested { name: nested.key });
        }
        let comments = front::comments(text).into_iter();
        let note = |(comment, line)| {
            format!("line {line}: `{comment}` stays behind, in flow's journal only")
        };
        Ok(comments.map(note).collect())
    }

    fn below(&self, text: &str) -> Option<usize> {
        let heading = leading(self, text).map(|at| &text[at]);
        let title = front_value(text, "title").filter(|title| !title.is_empty());
        // A first heading that is not the title says something of its own.
        let is_title = title.is_none_or(|title| heading == Some(title.trim()));
        if is_title { self.body(text) } else { Some(document_start(text)) }
    }

    fn identified(&self, head: &str, _: &HeadForm, id: &str) -> Option<String> {
        match front_value(head, "id") {
            Some(said) if !said.is_empty() => None,
            Some(_) => front::with(head, "id", id),
            None => front::with_first(head, "id", id),
        }
    }

    fn come_home(&self, was: &str, now: String) -> String {
        come_home(self, was, &now).unwrap_or(now)
    }

    fn says_more(&self, board: &Board, _: &Card) -> bool {
        self.below(&board.text).is_some_and(|at| !board.text[at..].trim().is_empty())
    }

    /// It stays as it is, in another folder.
    fn recast(&self, text: &str, _: &HeadForm) -> Option<String> {
        Some(text.to_owned())
    }

    fn write(
        &self,
        task: &Task,
        _: &Stage,
        form: &HeadForm,
        board: &Board,
    ) -> Result<String, Domain> {
        // Its link has a key of its own.
        let Linked { title, .. } = linked(&task.id, task.title.trim(), None, form);
        let own = |name: &str, value: String| (name.to_owned(), value);
        let said = task.fields.iter().filter(|field| !field.value.is_empty());
        let id = (!task.id.is_handle()).then(|| own("id", task.id.to_string()));
        let title = match &task.link {
            Some(_) => title,
            None => task.title.trim().to_owned(),
        };
        let entries = id
            .into_iter()
            .chain([own("title", title)])
            .chain(task.link.clone().map(|link| own("link", link)))
            .chain(said.map(|field| own(&field.name, field.value.clone())));
        let mut text = String::new();
        for (name, value) in entries {
            if front_value(&text, &name).is_some() {
                return Err(Domain::Twice { name });
            }
            let written = front::with(&text, &name, &value);
            text = written.ok_or(Domain::Value { name })?;
        }
        Ok(text.replace('\n', board.line_end()))
    }

    fn value(&self, text: &str, name: &str) -> Option<String> {
        let below = || self.fields_below(text).value(name).map(str::to_owned);
        front_value(text, name).or_else(below)
    }

    /// In the front matter, or, where only the text below it has such a field, there.
    fn set(&self, stage: &Stage, text: &str, name: &str, value: &str) -> Result<String, Domain> {
        let entries = front::entries(text).unwrap_or_default();
        let mut below = self.fields_below(text);
        let above = entries.iter().any(|entry| entry.key.eq_ignore_ascii_case(name));
        if above || below.value(name).is_none() {
            return front::with(text, name, value)
                .ok_or_else(|| Domain::Value { name: name.to_owned() });
        }
        below.set(&stage.field, name, value);
        Ok(below.into_string())
    }

    fn set_like(&self, text: &str, other: &str, name: &str, value: &str) -> Option<String> {
        front::with_like(text, other, name, value).filter(|_| self.value(text, name).is_none())
    }

    /// The line of a single value goes; a list stays, and is empty.
    fn unset(&self, stage: &Stage, text: &str, name: &str) -> Result<String, Domain> {
        if let Some(without) = front::without(text, name) {
            return Ok(without);
        }
        let mut below = self.fields_below(text);
        let above = front::entries(text).unwrap_or_default();
        if !above.iter().any(|entry| entry.key.eq_ignore_ascii_case(name)) && below.unset(name) {
            return Ok(below.into_string());
        }
        self.set(stage, text, name, "")
    }

    /// Behind the front matter, and behind a title that is the first heading.
    fn body(&self, text: &str) -> Option<usize> {
        let front = document_start(text);
        let rest = &text[front..];
        let said = front + rest.len() - rest.trim_start().len();
        let line = text[said..].find('\n').map_or(text.len(), |at| said + at + 1);
        Some(if text[said..].starts_with("# ") { line } else { front })
    }

    fn doubts(&self, board: &Board) -> Vec<Problem> {
        front::doubt(board).or_else(|| front::missed(board)).into_iter().collect()
    }
}

impl TaskFile {
    /// The text with the fields that stand below the front matter.
    fn fields_below(&self, text: &str) -> CardText {
        CardText::from_byte(text.to_owned(), self.body(text).unwrap_or(text.len()))
    }
}

/// What stands in the front matter of a file; nothing where it is no YAML.
fn entries(board: &Board) -> &[front::Entry] {
    board.front().as_deref().unwrap_or_default()
}

/// A value of the front matter, as a field has it.
fn told_value(entry: &front::Entry) -> &str {
    entry.value.trim()
}

/// What is no field, but the task's name.
fn is_own(key: &str) -> bool {
    ["id", "title"].iter().any(|own| key.eq_ignore_ascii_case(own))
}

/// What the front matter of a text says under a name.
fn front_value(text: &str, name: &str) -> Option<String> {
    let entries = front::entries(text).ok()?;
    let found = entries.into_iter().find(|entry| entry.key.eq_ignore_ascii_case(name));
    found.map(|entry| entry.value)
}

/// Where a task's id leads, where its front matter says so.
fn link(entries: &[front::Entry]) -> Option<&str> {
    let link = entries.iter().find(|entry| is_link(&entry.key) && entry.whole)?;
    let whole = link_end(format!("]({})", link.value).as_bytes(), 0);
    let is_sound = !link.value.is_empty()
        && !link.value.contains(char::is_whitespace)
        && whole == Some(link.value.len() + 3);
    is_sound.then_some(link.value.as_str())
}

fn is_link(key: &str) -> bool {
    key.eq_ignore_ascii_case("link")
}

/// What a file says now, in the front matter that it had, and with the text that it had where that has not
/// changed.
fn come_home(format: &TaskFile, was: &str, now: &str) -> Option<String> {
    let (before, after) = (front::entries(was).ok()?, front::entries(now).ok()?);
    let (old, new) = (&was[format.below(was)?..], &now[format.below(now)?..]);
    let body = if old.trim() == new.trim() { old } else { new };
    let mut text = format!("{}{body}", &was[..was.len() - old.len()]);
    for entry in &after {
        let known = front_value(&text, &entry.key);
        if known.as_ref().is_some_and(|known| known.trim() == entry.value.trim()) {
            continue;
        }
        // A title that is a heading stays one.
        match leading(format, &text).filter(|_| known.is_none() && entry.key == "title") {
            Some(heading) => text.replace_range(heading, &entry.value),
            None => text = front::with(&text, &entry.key, &entry.value)?,
        }
    }
    for entry in before.iter().filter(|entry| !entry.value.is_empty()) {
        let stays = after.iter().any(|other| other.key.eq_ignore_ascii_case(&entry.key));
        if !stays {
            text = front::with(&text, &entry.key, "")?;
        }
    }
    Some(text)
}

/// The text of the heading that a file begins with.
fn leading(format: &TaskFile, text: &str) -> Option<std::ops::Range<usize>> {
    let (front, body) = (document_start(text), format.body(text)?);
    let heading = text[front..body].trim_end();
    let start = front + (heading.len() - heading.trim_start().trim_start_matches(['#', ' ']).len());
    (body > front && !heading.trim().is_empty()).then_some(start..front + heading.len())
}

/// Where the body begins: behind the front matter, and behind the title, where that is a heading.
fn body_start(board: &Board, card: &Card) -> usize {
    let title = if card.title.is_empty() { 0 } else { board.lines.end_of(card.title.start) };
    board.outline.start.max(title)
}

/// The text of the file's first heading of the first level.
fn heading(board: &Board) -> Option<std::ops::Range<usize>> {
    let blocks = board.outline.blocks.iter();
    let mut headings = blocks.filter(|block| block.kind == BlockKind::Heading(1));
    let line = headings.next()?.range.start;
    let text = board.slice(&(line..board.lines.end_of(line))).trim_end();
    let start = line + (text.len() - text.trim_start_matches(['#', ' ', '\t']).len());
    (text.starts_with('#') && start < line + text.len()).then_some(start..line + text.len())
}

/// Whether a file of this name tells how the tasks beside it are kept, and is none.
fn tells_of_tasks(stem: &str) -> bool {
    let name = stem.trim_start_matches('_');
    ["readme", "template", "task-template"].iter().any(|own| names::same(own, name))
}

/// The file's name without its ending.
fn stem(board: &Board) -> &str {
    let name = board.path.as_str().rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
