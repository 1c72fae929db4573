//! Where the fields of a card stand in a row: which column takes which, and what becomes of those that
//! no column is named after.
//!
//! A field goes into the column of its name, else, where there is one of each, into that of its meaning
//! (`[names]`). One without a column stands behind the title, as `@priority(high)`, where every stage
//! reads it, and goes into a column again where there is one.

use std::ops::Range;

use super::Domain;
use super::head::Heads;
use super::rows::{own_columns, plain};
use super::shape::Shape;
use crate::id::IdForm;
use crate::inline::{self, Mark};
use crate::task::{Field, Task};
use crate::workflow::{HeadForm, Names, Stage, names};

/// A task whose every field has a column of a table, by its name there; the others stand behind the title.
///
/// # Errors
/// When a field has no column, and cannot stand behind the title.
pub(crate) fn seated(
    mut task: Task,
    columns: &[String],
    form: &HeadForm,
    known: &Names,
) -> Result<Task, Domain> {
    let own = own_columns(columns, form);
    let free: Vec<&str> =
        columns.iter().zip(own).filter(|(_, own)| !own).map(|(name, _)| name.as_str()).collect();
    let title = task.title.trim_end();
    let mut marks = inline::trailing(title);
    // A title has words besides.
    marks.retain(|mark| !mark.value.is_empty() && mark.whole.start > 0);
    let named = task.fields.iter().map(|field| field.name.as_str());
    let named: Vec<&str> =
        named.chain(marks.iter().map(|mark| &title[mark.name.clone()])).collect();
    let seats = seats(&named, &free, known);
    let (seats, of_marks) = seats.split_at(task.fields.len());
    let mut fields: Vec<(usize, Field)> = Vec::new();
    let mut kept = title.to_owned();
    for (mark, seat) in marks.iter().zip(of_marks).rev() {
        let Some(seat) = seat else { continue };
        let value = title[mark.value.clone()].trim().to_owned();
        let line = task.line;
        fields.push((*seat, Field { name: free[*seat].to_owned(), value, line }));
        let from = title[..mark.whole.start].trim_end().len();
        kept.replace_range(from..mark.whole.end, "");
    }
    for (field, seat) in task.fields.drain(..).zip(seats) {
        match seat {
            Some(seat) => {
                fields.push((*seat, Field { name: free[*seat].to_owned(), ..field }));
            }
            None if field.value.is_empty() => {}
            None => kept = behind(&kept, &field)?,
        }
    }
    fields.sort_by_key(|(seat, _)| *seat);
    task.fields = fields.into_iter().map(|(_, field)| field).collect();
    task.title = kept;
    Ok(task)
}

/// What a field is called that stands behind a title.
fn short(name: &str) -> String {
    key(name).replace(' ', "-")
}

/// A title with a field behind it.
fn behind(title: &str, field: &Field) -> Result<String, Domain> {
    let Field { name, value, .. } = field;
    let short = short(name);
    let mut marks = inline::marks(title).into_iter();
    if marks.any(|mark| names::same(&title[mark.name], &short)) {
        return Err(Domain::Twice { name: name.clone() });
    }
    let mark = inline::mark(&short, value);
    let mark = mark.ok_or_else(|| Domain::Behind { name: name.clone() })?;
    let whole = format!("{title} {mark}");
    // What stands before it may open a parenthesis, or begin a field that takes it in.
    let is_last =
        inline::marks(&whole).last().is_some_and(|last| last.whole.start == title.len() + 1);
    if is_last { Ok(whole) } else { Err(Domain::Behind { name: name.clone() }) }
}

/// What stands in a row's title under a name that no column has.
pub(crate) fn marked(row: &str, stage: &Stage, ids: &IdForm, name: &str) -> Option<String> {
    let (title, _) = title_of(row, stage, ids)?;
    mark_of(&title, name).map(|mark| title[mark.value].to_owned())
}

/// A row with a field behind its title that no column is for, with another value or without it, and the name
/// that it stands under.
///
/// # Errors
/// When it cannot stand there, or the row is none of the stage.
pub(crate) fn with_mark(
    row: &str,
    shape: &Shape,
    stage: &Stage,
    ids: &IdForm,
    name: &str,
    value: Option<&str>,
) -> Result<(String, String), Domain> {
    let (title, at) = title_of(row, stage, ids).ok_or(Domain::Reads)?;
    let known = mark_of(&title, name);
    let name = known.as_ref().map_or_else(|| short(name), |mark| title[mark.name.clone()].into());
    let new = match (known, value) {
        (Some(mark), Some(value)) => {
            let behind = || Domain::Behind { name: name.clone() };
            inline::mark(&name, value).ok_or_else(behind)?;
            format!("{}{value}{}", &title[..mark.value.start], &title[mark.value.end..])
        }
        (Some(mark), None) => {
            let before = title[..mark.whole.start].trim_end();
            format!("{before}{}", &title[mark.whole.end..])
        }
        (None, Some(value)) => {
            let field = Field { name: name.clone(), value: value.to_owned(), line: 1 };
            behind(&title, &field)?
        }
        (None, None) => title,
    };
    Ok((shape.with_text(row, at, &new), name))
}

/// What the title of a row says, and where it stands.
fn title_of(row: &str, stage: &Stage, ids: &IdForm) -> Option<(String, Range<usize>)> {
    let row = row.trim_end();
    let head = Heads::of(stage).read_row(row, &(0..row.len()), ids)?;
    Some((plain(&row[head.title.clone()]), head.title))
}

/// The field of a name in a title.
fn mark_of(title: &str, name: &str) -> Option<Mark> {
    inline::marks(title).into_iter().find(|mark| {
        let own = &title[mark.name.clone()];
        names::same(own, name) || alike_names(own, name)
    })
}

/// The column of each name, if one is for it: the names are gone through for those that are the same,
/// then for those that say the same words, then for those that mean the same where there is one of each.
fn seats(named: &[&str], columns: &[&str], known: &Names) -> Vec<Option<usize>> {
    let mut seats = vec![None; named.len()];
    let mut taken = vec![false; columns.len()];
    for fits in [names::same, alike_names] {
        for (name, seat) in named.iter().zip(&mut seats).filter(|(_, seat)| seat.is_none()) {
            let at = (0..columns.len()).find(|&at| !taken[at] && fits(name, columns[at]));
            *seat = at.inspect(|&at| taken[at] = true);
        }
    }
    for meant in known.fields() {
        let is_one = |name: &str| names::is_one(meant, name);
        let left = (0..named.len()).filter(|&at| seats[at].is_none() && is_one(named[at]));
        let free = (0..columns.len()).filter(|&at| !taken[at] && is_one(columns[at]));
        if let (&[name], &[column]) = (&left.collect::<Vec<_>>()[..], &free.collect::<Vec<_>>()[..])
        {
            (seats[name], taken[column]) = (Some(column), true);
        }
    }
    seats
}

/// The column that a field of this name goes into.
pub(crate) fn column_for(columns: &[String], name: &str, known: &Names) -> Option<usize> {
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    seats(&[name], &columns, known).into_iter().flatten().next()
}

/// The first field that says something, and whose name two columns of either table have, where these
/// tables are not alike.
pub(crate) fn doubled(task: &Task, one: &[String], other: &[String]) -> Option<String> {
    let inline = super::inline_fields(&task.title, task.line);
    let fields = task.fields.iter().chain(&inline).filter(|field| !field.value.is_empty());
    let is_twice = |columns: &[String], name: &str| {
        let own =
            columns.iter().filter(|column| names::same(column, name) || alike_names(column, name));
        own.count() > 1
    };
    let mut twice =
        fields.filter(|field| is_twice(one, &field.name) || is_twice(other, &field.name));
    let found = (one != other).then(|| twice.next()).flatten();
    found.map(|field| field.name.clone())
}

/// Whether two names have the same words.
pub(crate) fn alike_names(one: &str, other: &str) -> bool {
    let key = key(one);
    !key.is_empty() && key == self::key(other)
}

/// The words of a name: `Est. (h)` is `est h`.
fn key(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What a task tells, wherever in a row it stands: the words of its title, and its fields by what they
/// are called or mean.
pub(crate) fn tells(task: &Task, known: &Names) -> (String, Vec<(String, String)>) {
    let inline = super::inline_fields(&task.title, task.line);
    let fields = task.fields.iter().chain(&inline).filter(|field| !field.value.is_empty());
    let mut fields: Vec<(String, String)> = fields
        .map(|field| {
            let mut meant = known.fields().into_iter();
            let meant = meant.find(|meant| names::is_one(meant, &field.name));
            let name = meant.and_then(|meant| meant.first()).unwrap_or(&field.name);
            let key = Some(key(name)).filter(|key| !key.is_empty());
            (key.unwrap_or_else(|| name.clone()), field.value.trim().to_owned())
        })
        .collect();
    fields.sort();
    let title = inline::without(&task.title);
    (title.split_whitespace().collect::<Vec<_>>().join(" "), fields)
}
