//! The small languages within `workflow.toml`: forms, headings, paths and times.

use std::time::Duration;

use super::error::Mistake;
use super::section::{Item, Text};
use super::suggest;
use crate::form::{Piece, Template, TemplateError};
use crate::path::RelPath;
use crate::workflow::{CardKind, HeadForm, Heading, HeadingForm, Standing, TaskFiles};

/// A form of one line that may have the holes `known` and must have those of `needed`.
pub(super) fn template(
    text: &Text<'_>,
    known: &[&str],
    needed: &[&'static str],
) -> Result<Template, Mistake> {
    one_line(text)?;
    let form = several_lines(text, known)?;
    match needed.iter().find(|hole| !form.has(hole)) {
        Some(hole) => Err(refused(text, known, &TemplateError::Missing { hole })),
        None => Ok(form),
    }
}

/// A form of any length that may have the holes `known`.
pub(super) fn several_lines(text: &Text<'_>, known: &[&str]) -> Result<Template, Mistake> {
    let form = Template::parse(text.value).map_err(|error| refused(text, known, &error))?;
    form.expect_holes(known).map_err(|error| refused(text, known, &error))?;
    Ok(form)
}

/// Points at the very part of a form that is wrong.
pub(super) fn refused(text: &Text<'_>, known: &[&str], error: &TemplateError) -> Mistake {
    let message = error.to_string();
    let whole = 0..text.value.len();
    let part = match error {
        TemplateError::Unclosed { at } | TemplateError::Unopened { at } => {
            text.value.char_indices().nth(*at).map(|(at, _)| at..at + 1)
        }
        TemplateError::Width { hole } | TemplateError::UnknownHole { hole, .. } => {
            let start = text.value.find(&format!("{{{hole}"));
            start.map(|start| {
                let rest = &text.value[start..];
                start..start + rest.find('}').map_or(rest.len(), |end| end + 1)
            })
        }
        TemplateError::Missing { .. } => None,
    };
    let mistake = Mistake::new(&text.part(part.unwrap_or(whole)), message);
    match error {
        TemplateError::UnknownHole { hole, .. } => {
            match suggest::nearest(hole, known.iter().copied()) {
                Some(near) => mistake.hint(format!("did you mean `{{{near}}}`?")),
                None => mistake.hint("write `{{` and `}}` for the braces themselves"),
            }
        }
        TemplateError::Missing { hole } => {
            mistake.hint(format!("write `{{{hole}}}` where it belongs"))
        }
        TemplateError::Width { .. } => {
            mistake.hint("write the least number of digits: `{number:3}`")
        }
        _ => mistake,
    }
}

/// The first line of a card, by example.
pub(super) fn head(text: &Text<'_>) -> Result<HeadForm, Mistake> {
    let is_row = text.value.starts_with('|');
    // Of a row, the columns that the form does not name hold fields.
    let known: &[&str] = if is_row { &["id", "title", "link", "*"] } else { &HOLES };
    let line = head_line(text, known)?;
    let level = text.value.bytes().take_while(|&b| b == b'#').count();
    let digits = text.value.bytes().take_while(u8::is_ascii_digit).count();
    let kind = match text.value.as_bytes() {
        [b'|', ..] => Some(CardKind::Row),
        bytes if digits > 0 => match &bytes[digits..] {
            [b'.' | b')', b' ', ..] => Some(CardKind::Numbered),
            _ => None,
        },
        [b'-' | b'*' | b'+', b' ', ..] => Some(CardKind::Item),
        bytes if bytes.get(level) == Some(&b' ') => match level {
            1..=6 => Some(CardKind::Heading(level as u8)),
            _ => None,
        },
        _ => None,
    };
    let marker = text
        .value
        .find(|c| !matches!(c, ' ' | '\t' | '#' | '-' | '*' | '+' | '0'..='9' | '.' | ')'));
    if text.value[..marker.unwrap_or_default()].contains('\t') {
        let mistake = text.mistake("the marker of a card is followed by a blank, not by a tab");
        return Err(mistake.hint("write one blank there; cards that have more are read as well"));
    }
    let kind = kind.ok_or_else(|| {
        text.mistake("a card begins with a heading, a bullet, a number or a pipe").hint(
            "write `### {id}: {title}`, `- {id}: {title}`, `1. {title}` or `| {id} | {title} |`",
        )
    })?;
    Ok(HeadForm { kind, line })
}

const HOLES: [&str; 3] = ["id", "title", "link"];

fn head_line(text: &Text<'_>, known: &[&str]) -> Result<Template, Mistake> {
    let line = template(text, known, &["title"])?;
    for hole in HOLES {
        if line.holes().filter(|found| found.name == hole).count() > 1 {
            return Err(text.mistake(format!("the form has `{{{hole}}}` twice")));
        }
    }
    Ok(line)
}

/// A card by example, in a format that is no Markdown: any line.
pub(super) fn own_head(text: &Text<'_>) -> Result<HeadForm, Mistake> {
    Ok(HeadForm { kind: CardKind::Own, line: head_line(text, &["id", "title"])? })
}

/// A heading, as it stands on the board.
pub(super) fn heading(text: &Text<'_>) -> Result<Heading, Mistake> {
    one_line(text)?;
    let heading = Heading::parse(text.value).filter(|heading| !heading.text.is_empty());
    heading.ok_or_else(|| {
        let bare = text.value.trim_start_matches('#').trim();
        let example = if bare.is_empty() { "Tasks" } else { bare };
        text.mistake(format!("`{}` is no heading", text.value))
            .hint(format!("write it with its number signs: `## {example}`"))
    })
}

/// A heading by example, as it stands over the cards of a stage.
pub(super) fn heading_form(text: &Text<'_>) -> Result<HeadingForm, Mistake> {
    let Heading { level, .. } = heading(text)?;
    let form = template(text, &["count", "limit", "*"], &[])?;
    let bare = form.source().trim_start_matches('#').trim();
    let form = Template::parse(bare).map_err(|error| refused(text, &[], &error))?;
    if form.pieces().iter().all(|piece| matches!(piece, Piece::Hole(_))) {
        return Err(text
            .mistake("this heading says nothing of its own")
            .hint("write what always stands in it: `## Doing ({count})`"));
    }
    Ok(HeadingForm { level, text: form })
}

/// A board, or the files of a folder: `tasks/*.md`.
pub(super) fn standing(text: &Text<'_>) -> Result<Standing, Mistake> {
    let path = path(text)?;
    if !path.as_str().contains('*') {
        return Ok(Standing::Board(path));
    }
    TaskFiles::parse(&path).map(Standing::Files).ok_or_else(|| {
        text.mistake("a star stands once, in the name of the files of one folder")
            .hint("write the folder, and how its files end: \"tasks/*.md\"")
    })
}

/// A path that stays within the repository.
pub(super) fn path(text: &Text<'_>) -> Result<RelPath, Mistake> {
    one_line(text)?;
    RelPath::new(text.value).map_err(|_| outside(text))
}

/// What may be discarded: a name, or a path from the root of a worktree, with stars.
pub(super) fn discard(text: &Text<'_>) -> Result<String, Mistake> {
    one_line(text)?;
    let bare = text.value.strip_prefix('/').unwrap_or(text.value);
    RelPath::new(bare).map_err(|_| outside(text))?;
    if bare.split('/').any(|part| !part.is_empty() && part.chars().all(|c| c == '*')) {
        return Err(text
            .mistake(format!("`{}` would discard whatever there is", text.value))
            .hint("name what can be made again, such as \"target/\" or \"*.o\""));
    }
    Ok(text.value.to_owned())
}

/// The path is refused as it was written, holes and all.
fn outside(text: &Text<'_>) -> Mistake {
    let mistake = match text.value {
        "" => text.mistake("this path is empty"),
        path => text.mistake(format!("`{path}` is not a path within the repository")),
    };
    mistake.hint("write it from the repository's root, with `/`, without `..` and not into `.git`")
}

/// What names a task's own file, folder or branch.
const TASK_HOLES: [&str; 3] = ["id", "prefix", "number"];

/// A form that is another text for every task.
pub(super) fn per_task(text: &Text<'_>) -> Result<Template, Mistake> {
    let form = template(text, &TASK_HOLES, &[])?;
    if form.has("id") || form.has("number") {
        return Ok(form);
    }
    Err(text
        .mistake("every task would share this name")
        .hint("write `{id}` or `{number}` where the tasks differ"))
}

/// A form that is a path of its own for every task, within the repository.
pub(super) fn task_path(text: &Text<'_>) -> Result<Template, Mistake> {
    let form = per_task(text)?;
    let sample = form.expand(|_| Some("x".to_owned()));
    RelPath::new(&sample).map(|_| form).map_err(|_| outside(text))
}

/// Holds the form of ids to what can stand in the name of a file, of a folder and of a branch, and be
/// taken for no option.
pub(super) fn names_things(text: &Text<'_>, form: &Template) -> Result<(), Mistake> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.#".contains(c);
    let sound = form.pieces().iter().enumerate().all(|(nth, piece)| match piece {
        Piece::Text(part) => {
            let leads = nth == 0 && part.starts_with(['-', '.']);
            !leads && !part.contains("..") && part.chars().all(is_plain)
        }
        Piece::Hole(_) => true,
    });
    if sound {
        return Ok(());
    }
    if text.value.contains(char::is_whitespace) {
        return Err(text
            .mistake("an id has no blanks: it is typed as one word, and names a branch")
            .hint("join its parts by a dash: `{prefix}-{number:3}`"));
    }
    Err(text
        .mistake("an id is part of the names of files and branches, and this cannot be")
        .hint("beside its holes an id has letters, digits, `-`, `_`, `.` and `#`, and no `-` or `.` at its begin"))
}

/// A line that stands on a board as it is.
pub(super) fn line(text: &Text<'_>) -> Result<String, Mistake> {
    one_line(text)?;
    if text.value.trim().is_empty() {
        return Err(text
            .mistake("this line is empty")
            .hint("leave the key out for no line at all"));
    }
    Ok(text.value.to_owned())
}

/// A name: of a stage, a gate, a branch.
pub(super) fn name<'a>(text: &Text<'a>) -> Result<&'a str, Mistake> {
    one_line(text)?;
    if text.value.is_empty() {
        return Err(text.mistake("a name cannot be empty"));
    }
    if text.value.trim() != text.value {
        return Err(text
            .mistake("a name has no blanks at its ends")
            .hint(format!("write `\"{}\"`", text.value.trim())));
    }
    Ok(text.value)
}

fn one_line(text: &Text<'_>) -> Result<(), Mistake> {
    match text.value.chars().find(|c| c.is_control() && *c != '\t') {
        Some('\n' | '\r') => Err(text
            .mistake("this must be one line")
            .hint("write it on one line, in one pair of quotes")),
        Some(c) => {
            Err(text.mistake(format!("this holds a control character, {}", c.escape_unicode())))
        }
        None => Ok(()),
    }
}

const TIMES: &str = "write numbers with `d`, `h`, `m` or `s`: \"90s\", \"2h 30m\", \"1d\"";

/// A time such as `10m`, `2h 30m` or `1d`; a day has 24 hours.
pub(super) fn duration(item: Item<'_>) -> Result<Duration, Mistake> {
    let text = item.text().map_err(|_| item.wrong("a time, such as \"10m\"").hint(TIMES))?;
    let wrong = |message: String| text.mistake(message).hint(TIMES);
    let seconds = seconds(text.value)
        .ok_or_else(|| wrong(format!("`{}` is not a length of time", text.value)))?;
    match seconds {
        0 => Err(wrong("this time is zero".to_owned())),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

fn seconds(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let (mut total, mut largest) = (0u64, u64::MAX);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let unit = match rest.bytes().next()? {
            b'd' => 24 * 60 * 60,
            b'h' => 60 * 60,
            b'm' => 60,
            b's' => 1,
            _ => return None,
        };
        // Units fall, so that `30m 2h` and `1m1m` are seen as the slips they are.
        if unit >= largest {
            return None;
        }
        largest = unit;
        total = total.checked_add(number.checked_mul(unit)?)?;
        rest = rest[1..].trim_start();
    }
    (largest != u64::MAX).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_added_up() {
        let times =
            [("90s", 90), ("10m", 600), ("2h 30m", 9_000), ("1d", 86_400), ("1h30m", 5_400)];
        for (text, expected) in times {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in ["", "10", "m", "1w", "10 minutes", "30m 2h", "-1s", "1.5h", "1m é"] {
            assert_eq!(seconds(text), None, "{text}");
        }
        assert_eq!(seconds("99999999999999999999s"), None);
        assert_eq!(seconds("999999999999999999d"), None);
    }
}
