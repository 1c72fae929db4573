//! Task ids: how they are written, read and compared.

mod handle;
mod range;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::form::{Piece, Template, TemplateError};

/// The id of a task, exactly as it stands on its board.
///
/// Two ids are equal when their texts are, letter case apart. Leading zeros count: real boards hold a
/// `PERF-12` beside a `PERF-012`, and they are two tasks; [`resolve`] lets a person leave zeros out.
/// [`fmt::Display`] gives the text back unchanged.
#[derive(Debug, Clone)]
pub struct TaskId {
    text: Arc<str>,
    /// Where its prefix stands in its text.
    prefix: Range<usize>,
    number: u64,
    /// Where its suffix stands in its text, without its dash.
    suffix: Range<usize>,
    handle: bool,
}

impl TaskId {
    /// What has no id, by this handle.
    fn called(handle: &str) -> Self {
        Self { text: handle.into(), prefix: 0..0, number: 0, suffix: 0..0, handle: true }
    }

    /// Whether the task has no id, and this is the handle that its title gives it.
    pub fn is_handle(&self) -> bool {
        self.handle
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The declared prefix (`PERF`), empty where the form has none.
    pub fn prefix(&self) -> &str {
        &self.text[self.prefix.clone()]
    }

    /// Whether a text is an id with the prefix of this one, whatever its number.
    fn is_like(&self, text: &str) -> bool {
        let prefix = self.prefix();
        let rest = text.get(prefix.len()..).filter(|_| !prefix.is_empty());
        let same = rest.is_some() && text[..prefix.len()].eq_ignore_ascii_case(prefix);
        let number = rest.unwrap_or_default().trim_start_matches(['-', '_', '#']);
        same && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The number (7 in `PERF-007`).
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The suffix without its dash (`C` in `TEST-007-C`), but with its dot (`.2` in `TASK-12.2`); empty
    /// where there is none.
    pub fn suffix(&self) -> &str {
        &self.text[self.suffix.clone()]
    }
}

impl PartialEq for TaskId {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}

impl Eq for TaskId {}

impl std::hash::Hash for TaskId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let mut upper = [0; 32];
        for part in self.text.as_bytes().chunks(upper.len()) {
            let upper = &mut upper[..part.len()];
            upper.copy_from_slice(part);
            upper.make_ascii_uppercase();
            state.write(upper);
        }
    }
}

impl PartialOrd for TaskId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By prefix, number and suffix, and by the text where these are alike.
impl Ord for TaskId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        fn upper(text: &str) -> impl Iterator<Item = u8> {
            text.bytes().map(|byte| byte.to_ascii_uppercase())
        }
        upper(self.prefix())
            .cmp(upper(other.prefix()))
            .then_with(|| self.number.cmp(&other.number))
            .then_with(|| upper(self.suffix()).cmp(upper(other.suffix())))
            .then_with(|| upper(&self.text).cmp(upper(&other.text)))
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for TaskId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// How ids are written, such as `{prefix}-{number:3}{suffix?}`.
#[derive(Debug, Clone)]
pub struct IdForm {
    template: Template,
    prefixes: Vec<String>,
}

/// An id found in a text: the id and the byte after it.
#[derive(Debug, Clone)]
pub struct IdMatch {
    /// The id.
    pub id: TaskId,
    /// Where it ends, in bytes from the start of the text.
    pub end: usize,
    /// Whether its prefix is a declared one.
    pub declared: bool,
}

impl IdForm {
    /// The form used where `workflow.toml` has no `[ids]`.
    pub const DEFAULT: &'static str = "{prefix}-{number:3}{suffix?}";

    /// Reads a form. With no `prefixes`, every run of capitals and digits is a declared prefix.
    ///
    /// # Errors
    /// When the form cannot be read, knows another hole than `prefix`, `number` and `suffix`, or
    /// has no `{number}`.
    pub fn new(form: &str, prefixes: Vec<String>) -> Result<Self, TemplateError> {
        let template = Template::parse(form)?;
        template.expect_holes(&["prefix", "number", "suffix"])?;
        if !template.has("number") {
            return Err(TemplateError::Missing { hole: "number" });
        }
        Ok(Self { template, prefixes })
    }

    /// The declared prefixes, in their order; empty where any will do.
    pub fn prefixes(&self) -> &[String] {
        &self.prefixes
    }

    /// Whether ids have a prefix at all: those of `#{number}` and `S2-T{number}` are told apart by their
    /// numbers alone.
    pub fn has_prefix(&self) -> bool {
        self.template.has("prefix")
    }

    /// Whether an id is nothing but a number, perhaps with a sign as in `#12`, so that a text is full of
    /// what only looks like one.
    pub fn is_bare(&self) -> bool {
        !self.template.pieces().iter().any(|piece| match piece {
            Piece::Text(text) => text.contains(char::is_alphanumeric),
            Piece::Hole(hole) => hole.name == "prefix",
        })
    }

    /// Reads a whole text as an id; letter case is free. `None` where it is none, or its prefix is
    /// not declared.
    pub fn read(&self, text: &str) -> Option<TaskId> {
        // As it would be found on a board, so that what was found there is read as the same.
        [false, true].into_iter().find_map(|any_case| {
            let found = self.matching(text.as_bytes(), 0, any_case)?;
            (found.end == text.len() && found.declared).then_some(found.id)
        })
    }

    /// The id that a record of ours holds: one in this form, or else the handle of a task without.
    pub fn recorded(&self, text: &str) -> TaskId {
        self.read(text).unwrap_or_else(|| TaskId::called(text))
    }

    /// The same of a task of this title. Where every prefix is one, the handle of `Phase 1` looks like an id.
    pub fn recorded_of(&self, text: &str, title: &str) -> TaskId {
        match self.prefixes.is_empty() && TaskId::handle(title).as_str() == text {
            true => TaskId::called(text),
            false => self.recorded(text),
        }
    }

    /// The id that starts at byte `at` of `text`, declared or only id-shaped.
    pub fn at(&self, text: &[u8], at: usize) -> Option<IdMatch> {
        self.matching(text, at, false)
    }

    /// The same in the head of a card, where declared prefixes may stand in small letters.
    pub fn in_head(&self, text: &[u8], at: usize) -> Option<IdMatch> {
        self.matching(text, at, false).or_else(|| {
            let small = self.matching(text, at, true)?;
            let declared = small.declared && !self.prefixes.is_empty();
            Some(IdMatch { declared, ..small })
        })
    }

    /// Every id in a running text with a declared prefix, with the byte at which it starts. An id
    /// stands alone: no letter, digit or dash touches it.
    pub fn find_all(&self, text: &str) -> Vec<(usize, TaskId)> {
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let free = at == 0 || !is_word(bytes[at - 1]);
            match free.then(|| self.matching(bytes, at, false)).flatten() {
                Some(hit) if hit.declared && !bytes.get(hit.end).copied().is_some_and(is_word) => {
                    found.push((at, hit.id));
                    at = hit.end;
                }
                _ => at += 1,
            }
        }
        found
    }

    /// The id with this prefix, number and suffix, as the form writes it.
    pub fn write(&self, prefix: &str, number: u64, suffix: &str) -> String {
        self.template.expand(|hole| match hole.name.as_str() {
            "prefix" => Some(prefix.to_owned()),
            "number" => Some(format!("{number:0width$}", width = hole.width)),
            "suffix" if suffix.is_empty() || suffix.starts_with('.') => Some(suffix.to_owned()),
            "suffix" => Some(format!("-{suffix}")),
            _ => None,
        })
    }

    fn matching(&self, text: &[u8], start: usize, any_case: bool) -> Option<IdMatch> {
        let mut at = start;
        // Most of what begins like an id is none, so nothing is copied before it is known.
        let (mut prefix, mut number, mut suffix) = (0..0, 0, 0..0);
        let mut declared = true;
        let pieces = self.template.pieces();
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(literal) => {
                    if !text[at..].starts_with(literal.as_bytes()) {
                        return None;
                    }
                    at += literal.len();
                }
                Piece::Hole(hole) => match hole.name.as_str() {
                    "prefix" => {
                        let len = shape(&text[at..], any_case, pieces.get(index + 1))?;
                        let said = &text[at..at + len];
                        prefix = at - start..at - start + len;
                        let is_it = |p: &String| p.as_bytes().eq_ignore_ascii_case(said);
                        declared = self.prefixes.is_empty() || self.prefixes.iter().any(is_it);
                        at += len;
                    }
                    "number" => {
                        let len = text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                        if len == 0 {
                            return None;
                        }
                        // A number past all counting is an id all the same: it is compared as text.
                        let digits = std::str::from_utf8(&text[at..at + len]).unwrap_or_default();
                        number = digits.parse().unwrap_or(u64::MAX);
                        at += len;
                    }
                    _ => {
                        let len = suffix_len(&text[at..]);
                        if len == 0 && !hole.optional {
                            return None;
                        }
                        let dash = usize::from(text[at..at + len].starts_with(b"-"));
                        suffix = at - start + dash..at - start + len;
                        at += len;
                    }
                },
            }
        }
        let text = String::from_utf8_lossy(&text[start..at]).into();
        let id = TaskId { text, prefix, number, suffix, handle: false };
        Some(IdMatch { id, end: at, declared })
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// Length of a prefix: a letter, then letters, digits and underscores, up to what follows it in the form.
/// Before a dash it may have several such parts, with dashes between them: `WEB-API` in `WEB-API-01`.
fn shape(text: &[u8], any_case: bool, next: Option<&Piece>) -> Option<usize> {
    let letter = |b: u8| if any_case { b.is_ascii_alphabetic() } else { b.is_ascii_uppercase() };
    if !letter(*text.first()?) {
        return None;
    }
    let part = |b: u8| letter(b) || b.is_ascii_digit() || b == b'_';
    let run = |from: usize| from + text[from..].iter().take_while(|b| part(**b)).count();
    let len = run(0);
    match next {
        Some(Piece::Text(literal)) if literal == "-" => {
            let mut len = len;
            while let [b'-', first, ..] = text[len..]
                && letter(first)
            {
                len = run(len + 1);
            }
            text[len..].starts_with(b"-").then_some(len)
        }
        Some(Piece::Text(literal)) => {
            (1..=len).rev().find(|&len| text[len..].starts_with(literal.as_bytes()))
        }
        // In a form with nothing between them the digits belong to the number: `T12`.
        Some(Piece::Hole(hole)) if hole.name == "number" => {
            Some(text[..len].iter().take_while(|b| !b.is_ascii_digit()).count())
        }
        _ => Some(len),
    }
}

/// Length of a suffix: `-C`, `-A2`, one small letter as in `FEAT-012b`, or the numbers of a part of a task
/// as in `TASK-12.1`.
fn suffix_len(text: &[u8]) -> usize {
    match text {
        [b'-', first, ..] if first.is_ascii_alphabetic() => {
            1 + text[1..].iter().take_while(|b| b.is_ascii_alphanumeric()).count()
        }
        [first, rest @ ..] if first.is_ascii_lowercase() => {
            usize::from(!rest.first().is_some_and(|b| b.is_ascii_alphanumeric()))
        }
        [b'.', ..] => parts_len(text),
        _ => 0,
    }
}

/// Length of `.1.2`; a word behind it makes it part of that.
fn parts_len(text: &[u8]) -> usize {
    let mut len = 0;
    while let [b'.', rest @ ..] = &text[len..]
        && rest.first().is_some_and(u8::is_ascii_digit)
    {
        len += 1 + rest.iter().take_while(|b| b.is_ascii_digit()).count();
    }
    let goes_on = text.get(len).is_some_and(|&b| b.is_ascii_alphabetic() || b == b'_');
    if goes_on { 0 } else { len }
}

/// Finds the one task that a person means by `text`: the whole id in any case; else, while only one
/// id fits, the id without its zeros, the bare number, or the words that a handle begins with.
pub fn resolve<'a>(text: &str, ids: impl IntoIterator<Item = &'a TaskId>) -> Resolution {
    let text = text.trim();
    // A number may have its sign before it.
    let number = text.strip_prefix('#').unwrap_or(text);
    // What has neither letters nor digits names nothing.
    let words = TaskId::handle(text);
    let words = text.contains(char::is_alphanumeric).then_some(words.as_str());
    let (mut hits, mut begun) = (Vec::new(), Vec::new());
    let mut is_id = false;
    for id in ids {
        if id.as_str().eq_ignore_ascii_case(text) {
            return Resolution::One(id.clone());
        }
        if id.handle {
            match words.and_then(|words| id.text.strip_prefix(words)) {
                // The whole title names it as well.
                Some("") => return Resolution::One(id.clone()),
                // A number is not begun with: `week-1` is not `week-10`.
                Some(rest) if !(is_digit(text.chars().last()) && is_digit(rest.chars().next())) => {
                    begun.push(id);
                }
                _ => {}
            }
            continue;
        }
        is_id |= id.is_like(text);
        let short = unpadded(id).eq_ignore_ascii_case(&without_zeros(text));
        let bare = number.bytes().all(|b| b.is_ascii_digit()) && number.parse() == Ok(id.number);
        if short || bare && id.suffix.is_empty() {
            hits.push(id);
        }
    }
    // Nor do words begin with what is an id here, of a task that is gone.
    if !is_id {
        hits.append(&mut begun);
    }
    let mut known = HashSet::new();
    hits.retain(|id| known.insert(*id));
    let mut hits: Vec<TaskId> = hits.into_iter().cloned().collect();
    match hits.len() {
        0 => Resolution::None,
        1 => Resolution::One(hits.swap_remove(0)),
        _ => Resolution::Many(hits),
    }
}

fn is_digit(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_numeric())
}

/// A typed id with the zeros left out before its number: `PERF-007` is `PERF-7`.
fn without_zeros(text: &str) -> String {
    let mut dashes = text.match_indices('-').map(|(at, _)| text.split_at(at + 1));
    match dashes.find(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit())) {
        Some((prefix, rest)) if rest.starts_with('0') => {
            let rest = rest.trim_start_matches('0');
            let zero = if rest.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
            format!("{prefix}{zero}{rest}")
        }
        _ => text.to_owned(),
    }
}

fn unpadded(id: &TaskId) -> String {
    let dash = if id.suffix.is_empty() || id.suffix().starts_with('.') { "" } else { "-" };
    format!("{}-{}{dash}{}", id.prefix(), id.number, id.suffix())
}

/// What [`resolve`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Exactly one task.
    One(TaskId),
    /// No task.
    None,
    /// Several tasks share the number.
    Many(Vec<TaskId>),
}
