//! The language of `flow search`: words, `stage:review`, `FIELD:value`, `is:blocked`, `/regex/`.

use regex::{Regex, RegexBuilder};
use thiserror::Error;

use super::Waits;
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::verb::is_same;
use crate::workflow::Workflow;
use crate::workflow::names::{self, Names};

/// The largest program that a regular expression may become, in bytes.
const LARGEST: usize = 1 << 20;

/// What a task has to fit: every part of it.
#[derive(Debug)]
pub struct Query {
    parts: Vec<(bool, Part)>,
    names: Names,
}

/// A part that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong.
    pub message: String,
    /// Where the part begins in the query, in characters, counted from 1.
    pub column: usize,
    /// How many characters it has.
    pub width: usize,
    /// What can be written.
    pub hint: String,
}

#[derive(Debug)]
enum Part {
    Word(String),
    Pattern(Regex),
    Stage(String),
    Prefix(String),
    Is(Is),
    Id(String),
    Title(String),
    /// Any field of these names, and a part of what it says.
    Field(Vec<String>, String),
}

#[derive(Debug, Clone, Copy)]
enum Is {
    Blocked,
    Ready,
    Closed,
    Open,
    Mine,
    Unassigned,
}

const STATES: [(&str, Is); 6] = [
    ("blocked", Is::Blocked),
    ("ready", Is::Ready),
    ("closed", Is::Closed),
    ("open", Is::Open),
    ("mine", Is::Mine),
    ("unassigned", Is::Unassigned),
];

/// A word of a query as it is typed, with its place.
struct Word {
    text: String,
    /// Whether it began with a quote, so that nothing in it means anything.
    quoted: bool,
    at: usize,
    width: usize,
}

impl Query {
    /// Reads a query. All parts have to fit; one behind `-` must not.
    ///
    /// # Errors
    /// Names the part that cannot be read, and its place.
    pub fn parse(text: &str, workflow: &Workflow) -> Result<Self, QueryError> {
        let mut parts = Vec::new();
        for word in words(text)? {
            let bare = word.text.strip_prefix('-').filter(|rest| !word.quoted && !rest.is_empty());
            let said = bare.unwrap_or(&word.text);
            parts.push((bare.is_none(), part(said, &word, workflow)?));
        }
        Ok(Self { parts, names: workflow.names.clone() })
    }

    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether closed tasks are asked for.
    pub fn wants_closed(&self) -> bool {
        self.parts.iter().any(|(wanted, part)| *wanted && matches!(part, Part::Is(Is::Closed)))
    }

    /// The fields that it asks for and no task has, as they were typed.
    pub fn unknown_fields(&self, snapshot: &Snapshot) -> Vec<&str> {
        let asked = self.parts.iter().filter_map(|(_, part)| match part {
            Part::Field(asked, _) => Some(asked),
            _ => None,
        });
        let known = |asked: &&Vec<String>| {
            let mut fields = snapshot.tasks().iter().flat_map(|task| &task.fields);
            fields.any(|field| names::is_one(asked, &field.name))
        };
        asked
            .filter(|asked| !known(asked))
            .filter_map(|asked| Some(asked.first()?.as_str()))
            .collect()
    }

    /// The tasks that fit, in the order of the boards.
    pub fn find<'a>(&self, snapshot: &'a Snapshot, waits: &Waits, actor: &str) -> Vec<&'a Task> {
        let mut found = Vec::new();
        for (task, (board, card)) in snapshot.tasks().iter().zip(snapshot.cards()) {
            let text = || format!("{}\n{}", task.id, board.slice(&card.range));
            let lower = std::cell::OnceCell::new();
            let lower = || lower.get_or_init(|| text().to_lowercase());
            let fits = |part: &Part| match part {
                Part::Word(word) => lower().contains(word.as_str()),
                Part::Pattern(pattern) => pattern.is_match(&text()),
                Part::Stage(stage) => task.stage.as_str().eq_ignore_ascii_case(stage),
                Part::Prefix(prefix) => task.id.prefix().eq_ignore_ascii_case(prefix),
                Part::Id(id) => task.id.as_str().to_lowercase().contains(id),
                Part::Title(title) => task.title.to_lowercase().contains(title),
                Part::Field(names, value) => says(task, names, value),
                Part::Is(is) => is.fits(task, waits, &self.names, actor),
            };
            if self.parts.iter().all(|(wanted, part)| fits(part) == *wanted) {
                found.push(task);
            }
        }
        found
    }
}

impl Is {
    fn fits(self, task: &Task, waits: &Waits, names: &Names, actor: &str) -> bool {
        let holder = super::holder(names, task);
        match self {
            Self::Blocked => !waits.on(&task.id).is_empty(),
            Self::Ready => !task.closed && waits.on(&task.id).is_empty(),
            Self::Closed => task.closed,
            Self::Open => !task.closed,
            Self::Mine => holder.is_some_and(|who| is_same(who, actor)),
            Self::Unassigned => holder.is_none(),
        }
    }
}

/// Whether a field of one of these names holds a text; an empty one asks for any value.
fn says(task: &Task, names: &[String], value: &str) -> bool {
    let own = task.fields.iter().filter(|field| names::is_one(names, &field.name));
    let mut values = own.map(|field| field.value.to_lowercase());
    values.any(|said| if value.is_empty() { !said.is_empty() } else { said.contains(value) })
}

fn part(said: &str, word: &Word, workflow: &Workflow) -> Result<Part, QueryError> {
    let error = |message: String, hint: String| QueryError {
        message,
        column: word.at + 1,
        width: word.width,
        hint,
    };
    if word.quoted {
        return Ok(Part::Word(said.to_lowercase()));
    }
    if let Some(pattern) =
        said.strip_prefix('/').filter(|rest| rest.ends_with('/') && rest.len() > 1)
    {
        let pattern = &pattern[..pattern.len() - 1];
        let built = RegexBuilder::new(pattern)
            .case_insensitive(true)
            .multi_line(true)
            .size_limit(LARGEST)
            .dfa_size_limit(LARGEST)
            .build();
        return built.map(Part::Pattern).map_err(|why| {
            let why = why.to_string();
            let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ");
            error(
                format!("/{pattern}/ is no regular expression: {why}"),
                "to search for the text itself, put it in quotes: '\"text\"'".to_owned(),
            )
        });
    }
    let Some((name, value)) = said.split_once(':').filter(|(name, _)| !name.is_empty()) else {
        return Ok(Part::Word(said.to_lowercase()));
    };
    match name.to_lowercase().as_str() {
        "stage" => {
            let names: Vec<&str> =
                workflow.stages.iter().map(|stage| stage.name.as_str()).collect();
            match names.iter().find(|name| name.eq_ignore_ascii_case(value)) {
                Some(name) => Ok(Part::Stage((*name).to_owned())),
                None => Err(error(
                    format!("there is no stage `{value}`"),
                    format!("the stages are {}", names.join(", ")),
                )),
            }
        }
        "prefix" => Ok(Part::Prefix(value.to_owned())),
        "is" => {
            let state = STATES.iter().find(|(name, _)| name.eq_ignore_ascii_case(value));
            state.map(|(_, is)| Part::Is(*is)).ok_or_else(|| {
                let names: Vec<&str> = STATES.iter().map(|(name, _)| *name).collect();
                error(format!("a task is never `{value}`"), format!("it is {}", names.join(", ")))
            })
        }
        // A link, or a time of the day.
        _ if value.starts_with("//") || name.chars().all(|c| c.is_ascii_digit()) => {
            Ok(Part::Word(said.to_lowercase()))
        }
        "id" => Ok(Part::Id(value.to_lowercase())),
        "title" => Ok(Part::Title(value.to_lowercase())),
        // `assignee:ada` finds what a board calls `Owner`.
        _ => {
            let (own, usual) = (&workflow.names, Names::default());
            let families = [
                (&own.assigned, &usual.assigned),
                (&own.blocked, &usual.blocked),
                (&own.priority, &usual.priority),
                (&own.see, &usual.see),
            ];
            let named = |(own, usual): &(&Vec<String>, &Vec<String>)| {
                names::is_one(own, name) || names::is_one(usual, name)
            };
            let family = families.into_iter().find(named).map(|(own, _)| own);
            let also = family.into_iter().flatten().filter(|other| !names::same(other, name));
            let names = std::iter::once(name.to_owned()).chain(also.cloned()).collect();
            Ok(Part::Field(names, value.to_lowercase()))
        }
    }
}

/// The words of a query. Blanks part them, but for those in quotes and in a pattern.
fn words(text: &str) -> Result<Vec<Word>, QueryError> {
    let chars: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at].is_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let quoted = chars[at] == '"';
        let (mut said, mut within) = (String::new(), None);
        if chars[at] == '/' || chars[at..].starts_with(&['-', '/']) {
            within = Some('/');
            at += usize::from(chars[at] == '-');
            said.extend(&chars[start..=at]);
            at += 1;
        }
        while at < chars.len() && (within.is_some() || !chars[at].is_whitespace()) {
            match (chars[at], within) {
                ('"', None) => within = Some('"'),
                ('"', Some('"')) => within = None,
                ('\\', Some('/')) if chars.get(at + 1) == Some(&'/') => {
                    said.push('/');
                    at += 1;
                }
                ('/', Some('/')) => {
                    said.push('/');
                    within = None;
                }
                (c, _) => said.push(c),
            }
            at += 1;
        }
        match within {
            // A path begins with a slash as well.
            Some('/') => {
                let rest: String = chars[start..].iter().collect();
                let word = rest.split_whitespace().next().unwrap_or_default().to_owned();
                at = start + word.chars().count();
                let width = at - start;
                words.push(Word { text: word, quoted: true, at: start, width });
            }
            Some(_) => {
                return Err(QueryError {
                    message: "a quote is never closed".to_owned(),
                    column: start + 1,
                    width: at - start,
                    hint: "close it, or leave it out".to_owned(),
                });
            }
            None => words.push(Word { text: said, quoted, at: start, width: at - start }),
        }
    }
    Ok(words)
}
