//! todo.txt: a task is a line, `x (A) 2026-11-24 2026-11-20 Call the smith +roof @phone due:2026-12-01`.
//! The rules are those of <https://github.com/todotxt/todo.txt>.

mod tags;

use std::ops::Range;

use self::tags::{apart, most, pairs, parted, tag_mark, tags, unmarked, with_tags, without};
use super::Format;
use crate::board::{Board, Card, Domain, Found};
use crate::form::{Grammar, Template};
use crate::id::{IdForm, TaskId};
use crate::problem::Problem;
use crate::task::{Field, Task};
use crate::workflow::{CardKind, HeadForm, Stage, Standing};

/// todo.txt.
#[derive(Debug)]
pub struct TodoTxt;

/// What stands at the start of a line, in bytes of the line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Line {
    done: bool,
    priority: Option<Range<usize>>,
    completed: Option<Range<usize>>,
    created: Option<Range<usize>>,
    /// Where the text begins.
    text: usize,
}

impl Line {
    fn of(line: &str) -> Self {
        let mut read = Self { done: line.starts_with("x "), ..Self::default() };
        read.text = if read.done { 2 } else { 0 };
        if let [b'(', b'A'..=b'Z', b')', b' ', ..] = &line.as_bytes()[read.text..] {
            read.priority = Some(read.text + 1..read.text + 2);
            read.text += 4;
        }
        let first = read.date(line);
        let second = first.as_ref().filter(|_| read.done).and_then(|_| read.date(line));
        (read.completed, read.created) = match read.done {
            true => (first, second),
            false => (None, first),
        };
        read
    }

    /// The names of what stands before the text.
    fn known(&self) -> Vec<&'static str> {
        let own = [
            ("Priority", &self.priority),
            ("Completed", &self.completed),
            ("Created", &self.created),
        ];
        own.into_iter().filter(|(_, at)| at.is_some()).map(|(name, _)| name).collect()
    }

    /// Takes a date off the line, whether there is such a day or not.
    fn date(&mut self, line: &str) -> Option<Range<usize>> {
        let date = line.get(self.text..self.text + 10).filter(|date| looks_like_date(date))?;
        let at = self.text..self.text + date.len();
        let ends = line[at.end..].starts_with(' ');
        self.text = if ends { at.end + 1 } else { return None };
        Some(at)
    }
}

/// Whether a line has something that only a todo.txt has: a mark, a priority, a date, a project, a context or
/// a day in a pair.
pub(crate) fn is_marked(line: &str) -> bool {
    let read = Line::of(line);
    let tag = |word: &str| {
        word.strip_prefix(['+', '@']).is_some_and(|tag| {
            tag.starts_with(char::is_alphabetic) && !tag.contains(['(', ')', '@', '.'])
        })
    };
    read.text > 0
        || line.split_whitespace().any(tag)
        || pairs(line).any(|(_, value)| looks_like_date(value))
}

fn looks_like_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

impl TodoTxt {
    /// What stands before the words of a line.
    fn read(&self, board: &Board, card: &Card) -> Task {
        let mut task = board.read_body(card, card.range.end, 0);
        let raw = board.slice(&card.range);
        let read = Line::of(raw.trim_end());
        let own =
            [("Priority", read.priority), ("Completed", read.completed), ("Created", read.created)];
        let fields = own.into_iter().filter_map(|(name, at)| {
            Some(Field { name: name.to_owned(), value: raw[at?].to_owned(), line: card.line })
        });
        task.fields = fields.collect();
        task
    }
}

impl Format for TodoTxt {
    fn name(&self) -> &'static str {
        "todo.txt"
    }

    fn fits(&self, standing: &Standing) -> bool {
        standing.board().is_some_and(|board| board.as_str().ends_with(".txt"))
    }

    fn cards(&self, board: &Board, stage: &Stage, ids: &IdForm) -> Vec<Found> {
        let forms = stage.card.iter().map(|form| (form, false));
        let forms: Vec<_> = forms
            .chain(stage.closed.iter().map(|form| (form, true)))
            .filter_map(|(form, closed)| {
                let (done, rest) = content(form);
                Some((done, Template::parse(rest).ok()?, closed))
            })
            .collect();
        let lines = board.lines.within(board.outline.start..board.text.len());
        let card = |line: Range<usize>| {
            let raw = board.slice(&line).trim_end();
            let read = Line::of(raw);
            let mut fitting = forms.iter().filter(|(done, ..)| *done == read.done);
            let (id, title, closed) = fitting.find_map(|(_, form, closed)| {
                let (id, title) = head(raw, &read, form, ids)?;
                Some((id, title, *closed))
            })?;
            Some(Found::from(Card {
                id,
                stage: stage.name.clone(),
                closed,
                kind: CardKind::Own,
                id_at: None,
                title: line.start + title.start..line.start + title.end,
                head_end: line.end,
                width: 0,
                line: board.lines.number(line.start),
                range: line,
            }))
        };
        lines.filter(|line| !board.is_blank(line)).filter_map(card).collect()
    }

    fn task(&self, board: &Board, card: &Card) -> Task {
        let mut task = self.read(board, card);
        let text = board.slice(&card.title);
        let mut add = |name: &str, value: String| {
            if !value.is_empty() {
                task.fields.push(Field { name: name.to_owned(), value, line: card.line });
            }
        };
        let told = |mark| {
            let words = tags(text, mark).into_iter().map(|word| &text[word]);
            words.collect::<Vec<_>>().join(", ")
        };
        add("Project", told('+'));
        add("Context", told('@'));
        pairs(text).for_each(|(name, value)| add(name, value.to_owned()));
        task
    }

    /// The tags stand in the title, and go along with it; pairs behind its words are fields.
    fn told(&self, board: &Board, card: &Card) -> Task {
        let mut task = self.read(board, card);
        apart(&mut task);
        task
    }

    fn identified(&self, head: &str, form: &HeadForm, id: &str) -> Option<String> {
        let read = Line::of(head);
        let (done, rest) = content(form);
        let written = Template::parse(rest).ok()?.expand(|hole| match hole.name.as_str() {
            "id" => Some(id.to_owned()),
            "title" => Some(head[read.text..].to_owned()),
            _ => None,
        });
        (done == read.done).then(|| format!("{}{written}", &head[..read.text]))
    }

    fn tags<'t>(&self, title: &'t str) -> Vec<&'t str> {
        let is_tag = |word: &&str| {
            word.len() > 1 && word.starts_with(['+', '@']) || pairs(word).next().is_some()
        };
        title.split_whitespace().filter(is_tag).collect()
    }

    fn says_more(&self, _: &Board, _: &Card) -> bool {
        false
    }

    /// A task that is done gets its mark, and one that is taken up again loses it, with the day on which
    /// it was done.
    fn recast(&self, text: &str, form: &HeadForm) -> Option<String> {
        let read = Line::of(text.trim_end());
        Some(match (read.done, content(form).0) {
            (false, true) => format!("x {text}"),
            (true, false) => {
                let rest = read.completed.map_or(read.text, |at| at.end + 1);
                let priority = read.priority.map(|at| format!("({}) ", &text[at]));
                format!("{}{}", priority.unwrap_or_default(), &text[rest..])
            }
            _ => text.to_owned(),
        })
    }

    fn write(
        &self,
        task: &Task,
        _stage: &Stage,
        form: &HeadForm,
        board: &Board,
    ) -> Result<String, Domain> {
        let (done, rest) = content(form);
        let form = Template::parse(rest).map_err(|_| Domain::Title)?;
        let (title, marks) = unmarked(task);
        let head = form.expand(|hole| match hole.name.as_str() {
            "id" => Some(task.id.to_string()),
            "title" => Some(title.trim().to_owned()),
            _ => None,
        });
        if Line::of(&format!("{}{head}", if done { "x " } else { "" })).text
            != if done { 2 } else { 0 }
        {
            return Err(Domain::Mark);
        }
        let mut text = format!("{}{head}{}", if done { "x " } else { "" }, board.line_end());
        for field in task.fields.iter().chain(&marks).filter(|field| !field.value.is_empty()) {
            text = with(&text, &field.name, &field.value)?;
        }
        Ok(text)
    }

    fn value(&self, text: &str, name: &str) -> Option<String> {
        said(text, name)
    }

    fn set(&self, _: &Stage, text: &str, name: &str, value: &str) -> Result<String, Domain> {
        with(text, name, value)
    }

    fn unset(&self, _: &Stage, text: &str, name: &str) -> Result<String, Domain> {
        without(text, name).ok_or_else(|| Domain::Value { name: name.to_owned() })
    }

    fn doubts(&self, board: &Board) -> Vec<Problem> {
        let lines = board.lines.within(board.outline.start..board.text.len());
        let lines =
            lines.map(|line| (board.lines.number(line.start), board.slice(&line).trim_end()));
        let doubts = lines.flat_map(|(line, text)| {
            let read = Line::of(text);
            let days = [read.completed, read.created].into_iter().flatten().map(|at| &text[at]);
            let said = pairs(&text[read.text..]).map(|(_, value)| value);
            let days: Vec<&str> = days.chain(said.filter(|value| looks_like_date(value))).collect();
            let wrong = days.into_iter().filter(|day| day.parse::<jiff::civil::Date>().is_err());
            wrong.map(move |day| {
                let what = format!("there is no day {day}");
                let fix = format!("write a day of the calendar at {}:{line}", board.path);
                Problem::error("no-such-day", what, fix).at(&board.path, line)
            })
        });
        doubts.collect()
    }
}

/// What a line says under a name.
fn said(text: &str, name: &str) -> Option<String> {
    let read = Line::of(text.trim_end());
    if let Some(mark) = tag_mark(name) {
        let text = &text[read.text..];
        let tags: Vec<&str> = tags(text, mark).into_iter().map(|tag| &text[tag]).collect();
        if !tags.is_empty() {
            return Some(tags.join(", "));
        }
    }
    let own = match name.to_lowercase().as_str() {
        "priority" => read.priority,
        "completed" => read.completed,
        "created" => read.created,
        _ => {
            let mut pairs = pairs(&text[read.text..]);
            let found = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name));
            return found.map(|(_, value)| value.to_owned());
        }
    };
    own.map(|at| text[at].to_owned())
}

/// A line with another value under a name.
fn with(text: &str, name: &str, value: &str) -> Result<String, Domain> {
    let refused = || Domain::More { name: name.to_owned(), most: most(name) };
    let read = Line::of(text.trim_end());
    if let Some(mark) = tag_mark(name) {
        let values: Vec<&str> = value.split(',').map(str::trim).collect();
        let now = with_tags(text, mark, &values);
        let is_read = said(&now, name).as_deref() == Some(value);
        return is_read.then_some(now).ok_or_else(refused);
    }
    let mark = if read.done { 2 } else { 0 };
    let (at, new) = match name.to_lowercase().as_str() {
        "priority" => match read.priority {
            Some(at) => (at, value.to_owned()),
            None => (mark..mark, format!("({value}) ")),
        },
        "completed" if !read.done => return Err(refused()),
        "completed" | "created" => {
            let first = name.eq_ignore_ascii_case("completed") || !read.done;
            // Of two days the first is the one on which it was done. A single one may be the day on which
            // it was begun, where the mark is new: it is never written over.
            let at = match (read.done, first) {
                (true, true) => read.completed.clone().filter(|_| read.created.is_some()),
                _ => read.created.clone(),
            };
            let behind = read.completed.as_ref().filter(|_| !first).map(|at| at.end + 1);
            let before = read.priority.as_ref().map_or(mark, |at| at.end + 2);
            match at {
                Some(at) => (at, value.to_owned()),
                None if !first && behind.is_none() => return Err(refused()),
                None => {
                    let at = behind.unwrap_or(before);
                    (at..at, format!("{value} "))
                }
            }
        }
        _ => {
            let found = pairs(&text[read.text..]).find(|(key, _)| key.eq_ignore_ascii_case(name));
            match found {
                Some((_, old)) => {
                    let start = old.as_ptr() as usize - text.as_ptr() as usize;
                    (start..start + old.len(), value.to_owned())
                }
                None => {
                    let end = text.trim_end().len();
                    (end..end, format!(" {name}:{value}"))
                }
            }
        }
    };
    let now = format!("{}{new}{}", &text[..at.start], &text[at.end..]);
    let alone = now.trim_end().lines().count() == 1;
    (alone && said(&now, name).as_deref() == Some(value)).then_some(now).ok_or_else(refused)
}

/// Whether a form is that of a task that is done, and what it says behind the mark.
fn content(form: &HeadForm) -> (bool, &str) {
    let source = form.line.source();
    source.strip_prefix("x ").map_or((false, source), |rest| (true, rest))
}

/// The id and the title of a line. Without an id a task is called by its title without the pairs behind its
/// words, which change from day to day.
fn head(raw: &str, read: &Line, form: &Template, ids: &IdForm) -> Option<(TaskId, Range<usize>)> {
    let (bytes, at) = (raw.as_bytes(), read.text);
    let grammar = |hole: &crate::form::Hole, at: usize| match hole.name.as_str() {
        "id" => ids
            .in_head(bytes, at)
            .filter(|found| found.declared)
            .map_or(Grammar::Nothing, |found| Grammar::Exactly(found.end - at)),
        _ => Grammar::Anything,
    };
    let found = form.captures(bytes, at, &grammar)?;
    let range = |name: &str| found.iter().find(|(n, _)| *n == name).map(|(_, at)| at.clone());
    let title = range("title")?;
    let id = match range("id") {
        Some(at) => ids.in_head(bytes, at.start)?.id,
        None => TaskId::handle(&parted(&raw[title.clone()], &read.known()).0),
    };
    Some((id, title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_taken_apart() {
        let line = "x (B) 2026-11-24 2026-11-20 Call the smith due:2026-12-01";
        let read = Line::of(line);
        let said = |at: &Option<Range<usize>>| at.clone().map(|at| &line[at]);
        assert!(read.done);
        assert_eq!(said(&read.priority), Some("B"));
        assert_eq!(said(&read.completed), Some("2026-11-24"));
        assert_eq!(said(&read.created), Some("2026-11-20"));
        assert!(line[read.text..].starts_with("Call"));
        assert_eq!(Line::of("xylophone"), Line::default());
        assert_eq!(Line::of("(a) small"), Line::default());
        assert_eq!(Line::of("2026-11-24 2026-11-20 open").text, 11);
    }

    #[test]
    fn values_are_set_where_they_belong() {
        let set = with;
        assert_eq!(set("Call\n", "priority", "A").as_deref(), Ok("(A) Call\n"));
        assert_eq!(set("(A) Call\n", "Priority", "C").as_deref(), Ok("(C) Call\n"));
        assert_eq!(
            set("x Call\n", "completed", "2026-11-24").as_deref(),
            Ok("x 2026-11-24 Call\n")
        );
        let begun = set("x 2026-11-20 Call\n", "completed", "2026-11-24");
        assert_eq!(begun.as_deref(), Ok("x 2026-11-24 2026-11-20 Call\n"));
        let both = set("x (A) 2026-11-24 Call\n", "created", "2026-11-20");
        assert_eq!(both.as_deref(), Ok("x (A) 2026-11-24 2026-11-20 Call\n"));
        assert_eq!(set("Call due:soon +a\n", "due", "now").as_deref(), Ok("Call due:now +a\n"));
        assert_eq!(set("Call\n", "due", "2026-12-01").as_deref(), Ok("Call due:2026-12-01\n"));
        for (name, value) in [("priority", "high"), ("completed", "2026-11-24"), ("who", "Ada L")] {
            assert!(set("Call\n", name, value).is_err(), "{name}");
        }
    }

    #[test]
    fn taking_up_again_takes_the_day_off() {
        let form = |line: &str| HeadForm {
            kind: CardKind::Own,
            line: Template::parse(line).expect("a form"),
        };
        let cast = |text: &str, to: &str| TodoTxt.recast(text, &form(to)).expect("recast");
        assert_eq!(cast("(A) 2026-11-20 Call\n", "x {title}"), "x (A) 2026-11-20 Call\n");
        assert_eq!(cast("x (A) 2026-11-24 2026-11-20 Call\n", "{title}"), "(A) 2026-11-20 Call\n");
        assert_eq!(cast("x 2026-11-24 Call\n", "{title}"), "Call\n");
        assert_eq!(cast("x Call\n", "x {title}"), "x Call\n");
    }

    proptest! {
        /// No line is taken apart in the middle of a character, and a value that is set is read.
        #[test]
        fn any_line_is_read(line in r"(x |\([A-Z]\) |2026-1[0-9]-[0-3][0-9] |\PC|[a-z]+:){0,8}", value in "[a-z0-9]{1,8}") {
            let read = Line::of(&line);
            prop_assert!(line.is_char_boundary(read.text));
            for name in ["priority", "created", "completed", "due", "who"] {
                if let Ok(now) = with(&format!("{line}\n"), name, &value) {
                    prop_assert_eq!(said(&now, name), Some(value.clone()));
                }
            }
        }
    }
}
