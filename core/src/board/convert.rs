//! Carries a card from one form to another. The head is written anew; the body is only shifted.
//!
//! A body line is copied where it is blank; any other must begin with W blanks (W = 2 under `- `),
//! which are removed on the way to a heading and put back on the way home. Lines outside that domain
//! (a tab, too few blanks, or so many that they would make code of it) are normalised, which is said, or
//! refused.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use thiserror::Error;

use super::conflict_marker;
use super::head::{head_len, width};
use crate::form::Hole;
use crate::workflow::HeadForm;

/// A card in its new form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The card's text, with the line ends asked for, ending in one.
    pub text: String,
    /// How many blanks its body now begins with.
    pub width: usize,
    /// Lines that had to be normalised, counted from the card's head as 1.
    pub normalised: Vec<usize>,
}

/// Why a card cannot take the other form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Domain {
    /// The body would read differently.
    #[error("line {line} of the card would read differently at the other indentation")]
    Structure {
        /// The first line that does, counted from the card's head as 1.
        line: usize,
    },
    /// A line would stand where a conflict marker does, and the board would be held for one that a
    /// merge left.
    #[error("line {line} of the card would read as a conflict marker at the other indentation")]
    Marker {
        /// The line, counted from the card's head as 1.
        line: usize,
    },
    /// A heading in its text would end it where cards are headings themselves.
    #[error(
        "line {line} of the card is a heading, and would end it: cards are headings of level {level} there"
    )]
    Heading {
        /// The line, counted from the card's head as 1.
        line: usize,
        /// The level of cards there.
        level: u8,
    },
    /// The title has a line end.
    #[error("the title has a line end")]
    Title,
    /// The title begins with what means something else in its format.
    #[error(
        "the title begins with a mark, a priority or a date, which would not be read as a title"
    )]
    Mark,
    /// A card without an id is called by the first line of its title.
    #[error("its title has several lines, and it is called by the first of them")]
    Lined,
    /// Where its id leads is said by a label that is defined nowhere.
    #[error("{label} is defined nowhere on its board")]
    Undefined {
        /// The label, in its brackets.
        label: String,
    },
    /// A row of a table is one line.
    #[error("the card has lines of its own, and the other form has no place for them")]
    Lines,
    /// A field has no column of its name.
    #[error("the table has no column for the field {name}")]
    Column {
        /// The field.
        name: String,
    },
    /// A field has no column of its name, and cannot stand behind the title either.
    #[error(
        "the table has no column for the field {name}, and what it says cannot stand behind the title"
    )]
    Behind {
        /// The field.
        name: String,
    },
    /// A field stands twice, and the other form has one place for it.
    #[error("the field {name} stands twice, and the other form has one place for it")]
    Twice {
        /// The field.
        name: String,
    },
    /// A value cannot be written so that it would be read again.
    #[error("what it says under {name:?} would not be read there")]
    Value {
        /// The name.
        name: String,
    },
    /// A name under which no more than this can be said.
    #[error("all that can be said under {name:?} there is {most}")]
    More {
        /// The name.
        name: String,
        /// How much.
        most: &'static str,
    },
    /// Its file would have no name there.
    #[error("every task is a file of its own there, and the name of this one does not fit")]
    File,
    /// A file without an id is called by its name, and a card by its title.
    #[error("it is called by the name of its file, and would be called {now} there")]
    Handle {
        /// Its handle there.
        now: String,
    },
    /// A list of lists or the like is no field.
    #[error("what stands under {name:?} in its front matter is more than one value")]
    Nested {
        /// The key.
        name: String,
    },
    /// What it says in fields, sections and boxes would change.
    #[error("its fields, sections or boxes would not be read there as they are here")]
    Reads,
    /// Only lines have sections.
    #[error("{what} has no sections: it cannot hold notes, steps or questions")]
    Sections {
        /// What it is.
        what: &'static str,
    },
    /// There is no table to write a row into.
    #[error("the stage keeps its cards in a table, and there is none on its board")]
    NoTable,
}

/// Writes a card in another form: `id` and `title` in the head, the body of `card` shifted from
/// `from` blanks to the form's own.
///
/// # Errors
/// When the body would not read the same.
pub fn convert(
    card: &str,
    from: usize,
    id: &str,
    title: &str,
    form: &HeadForm,
    line_end: &str,
) -> Result<Converted, Domain> {
    let head = &card[..head_len(card)];
    if title.contains(['\n', '\r']) {
        return Err(Domain::Title);
    }
    let to = width(form);
    let fill = |hole: &Hole| match hole.name.as_str() {
        "id" => Some(id.to_owned()),
        "title" => Some(title.to_owned()),
        _ => None,
    };
    let mut text = form.line.expand(fill);
    text.push_str(line_end);
    let mut normalised = Vec::new();
    let body = card[head.len()..].split_inclusive('\n');
    let keep_ends = ends(card) == line_end;
    let above = head.lines().count();
    for (index, line) in body.enumerate() {
        let content = line.trim_end_matches(['\n', '\r']);
        let end = &line[content.len()..];
        if from == to {
            // It is not shifted at all, so that it may be indented as it likes.
            text.push_str(content);
        } else if !content.trim_ascii().is_empty() {
            let (mut shifted, mut clean) = dedent(content, from);
            // A title that is wrapped below its box (`      the rest`) would be code below a heading.
            if index == 0 && to == 0 && shifted.starts_with("    ") {
                (shifted, clean) = (shifted.trim_start_matches(' ').to_owned(), false);
            }
            if !clean {
                normalised.push(index + above + 1);
            }
            text.push_str(&" ".repeat(to));
            text.push_str(&shifted);
        } else {
            text.push_str(content);
        }
        text.push_str(if keep_ends && !end.is_empty() { end } else { line_end });
    }
    if let Some(line) = conflict_marker(&text) {
        return Err(Domain::Marker { line });
    }
    let (before, after) = (structure(body_of(card), from), structure(body_of(&text), to));
    if before != after {
        return Err(Domain::Structure { line: normalised.first().copied().unwrap_or(2) });
    }
    Ok(Converted { text, width: to, normalised })
}

/// The line end of a text's first line.
pub(super) fn ends(text: &str) -> &'static str {
    if text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n")) {
        "\r\n"
    } else {
        "\n"
    }
}

/// Takes `width` blanks off a line; whether it had exactly blanks there.
fn dedent(line: &str, width: usize) -> (String, bool) {
    if let Some(rest) = line.get(width..)
        && line.as_bytes()[..width].iter().all(|&b| b == b' ')
    {
        return (rest.to_owned(), true);
    }
    let rest = line.trim_start_matches([' ', '\t']);
    let mut column = 0usize;
    for byte in line[..line.len() - rest.len()].bytes() {
        column = if byte == b'\t' { column / 4 * 4 + 4 } else { column + 1 };
    }
    (" ".repeat(column.saturating_sub(width)) + rest, false)
}

/// Everything after a card's head.
fn body_of(card: &str) -> &str {
    &card[head_len(card)..]
}

/// The block structure of a body, and its words, below a head of its form. Whether an item is set
/// tightly or loosely, and inline markup, do not count.
fn structure(body: &str, width: usize) -> Vec<String> {
    let head = match width {
        0 => "# x\n".to_owned(),
        width => format!("-{}x\n", " ".repeat(width - 1)),
    };
    let probe = head.clone() + body;
    let mut out = vec![String::new()];
    // The head opens a heading, or a list and an item. Which blocks are the head's is counted, for
    // behind a tab a block's range may begin before its line does.
    let mut heads = if width == 0 { 1 } else { 2 };
    let mut open = Vec::new();
    for (event, range) in Parser::new_ext(&probe, Options::empty()).into_offset_iter() {
        let own = match &event {
            Event::Start(_) => {
                let own = heads > 0;
                heads -= usize::from(own);
                open.push(own);
                own
            }
            Event::End(_) => open.pop().unwrap_or(false),
            _ => range.end <= head.len(),
        };
        if own {
            continue;
        }
        let shape = match &event {
            Event::Start(Tag::Heading { level, .. }) => format!("<h{}", *level as u8),
            Event::Start(tag) if is_block(&tag.to_end()) => format!("<{:?}", tag.to_end()),
            Event::End(tag) if is_block(tag) => format!("{tag:?}>"),
            Event::Rule => "rule".to_owned(),
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => {
                if let Some(words) = out.last_mut() {
                    words.extend(text.split_whitespace());
                }
                continue;
            }
            _ => continue,
        };
        out.extend([shape, String::new()]);
    }
    out.retain(|part| !part.is_empty());
    out
}

fn is_block(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::List(_)
            | TagEnd::Item
    )
}
