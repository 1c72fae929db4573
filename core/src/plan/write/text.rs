//! Texts that come from people: what of them can stand on a board.

use std::sync::Arc;

use crate::board::{Board, is_rule};
use crate::fault::Fault;
use crate::id::TaskId;
use crate::markdown::{Block, BlockKind, Lines, Outline};
use crate::plan::Grounds;
use crate::task::Task;
use crate::workflow::Workflow;

/// The longest text that is written on a card, in bytes: a board is read by people, and whole by every
/// command.
const LONGEST: usize = 64 * 1024;

/// A text that is to stand on a board, without blanks around it.
///
/// # Errors
/// When there is nothing in it, it is too long, or has control characters.
pub fn sound(text: &str) -> Result<String, Fault> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_end().trim_start_matches(['\n', ' ']);
    if text.is_empty() {
        return Err(Fault::refused("the text is empty").hint("say something, or leave it"));
    }
    if text.len() > LONGEST {
        let size = text.len() / 1024;
        return Err(Fault::refused(format!(
            "the text has {size} KiB, and a card takes 64 at once"
        ))
        .hint("keep it in a file, and name that file on the card: flow see add ID PATH"));
    }
    let outline = Outline::of(text, &Lines::of(text));
    if let Some(open) = outline.unclosed.first() {
        let what = if open.comment { "comment" } else { "code fence" };
        let line = text[..open.at].matches('\n').count() + 1;
        let message = format!("the {what} that line {line} of the text opens is never closed");
        return Err(Fault::refused(message).hint("close it, and give the command again"));
    }
    unseen(text, |c| matches!(c, '\n' | '\t'))?;
    Ok(text.to_owned())
}

/// A text of a person as it can stand on a card behind a mark, a day or a box: without blanks around it, and
/// beginning with words.
///
/// # Errors
/// When it is empty or too long, leaves a fence or a comment open, has what is not seen, or begins with a fence.
pub fn spoken(text: &str) -> Result<String, Fault> {
    let text = sound(text)?;
    if text.starts_with("```") || text.starts_with("~~~") {
        let message = "the text begins with a code fence, which is none behind the mark of an item";
        return Err(Fault::refused(message).hint("say what the code is in a line before it"));
    }
    Ok(text)
}

/// Refuses characters that are not seen and change what is: control characters, and marks that turn the
/// order in which text is shown. Those that only join letters or tell a direction (U+200D, U+200F) are
/// needed by some languages.
pub(super) fn unseen(text: &str, is_free: impl Fn(char) -> bool) -> Result<(), Fault> {
    let what = |c: char| match c {
        c if is_free(c) => None,
        c if c.is_control() => Some("a control character"),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Some("a mark that turns the order in which text is shown")
        }
        _ => None,
    };
    let Some((c, what)) = text.chars().find_map(|c| Some((c, what(c)?))) else { return Ok(()) };
    let line = text.lines().position(|line| line.contains(c)).unwrap_or(0) + 1;
    let message = format!("line {line} of the text has {what} (U+{:04X})", c as u32);
    Err(Fault::refused(message).hint("take it out, and give the command again"))
}

/// Refuses a text with a heading that would end a card whose head is a heading of this level.
pub(super) fn below(text: &str, level: u8) -> Result<(), Fault> {
    let outline = Outline::of(text, &Lines::of(text));
    let ends = |block: &&Block| matches!(block.kind, BlockKind::Heading(own) if own <= level);
    let Some(block) = outline.blocks.iter().find(ends) else { return Ok(()) };
    let line = text[..block.range.start].matches('\n').count() + 1;
    let said = text.lines().nth(line - 1).unwrap_or_default().trim();
    let message = format!(
        "line {line} of the text is a heading (`{said}`), and would end the card, which is one of rank {level}"
    );
    let lower = usize::from(level) + 1;
    let hint = match lower {
        2..=6 => format!("write it with {lower} or more `#`, or in bold"),
        _ => "write it in bold".to_owned(),
    };
    Err(Fault::refused(message).hint(hint))
}

/// Refuses a text that ends in a rule: that would part the card from what follows, and be none of it.
///
/// # Errors
/// When it does.
pub(super) fn unruled(text: &str) -> Result<(), Fault> {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let last = lines.last().filter(|line| is_rule(line));
    last.map_or(Ok(()), |last| {
        let message = format!(
            "line {} of the text is a rule (`{}`), and ends it: a rule parts cards",
            lines.len(),
            last.trim()
        );
        Err(Fault::refused(message).hint("leave that line out"))
    })
}

/// A text with the line ends of another, where each of them ends all its lines alike: editors and pipes
/// change them without a word. What has none yet ends as `usual` says.
pub(super) fn as_ended(text: &str, like: &str, usual: &str) -> String {
    let ends = |text: &str| {
        let (all, wide) = (text.matches('\n').count(), text.matches("\r\n").count());
        (all > 0 && (wide == 0 || wide == all)).then_some(wide > 0)
    };
    let wanted = if like.contains('\n') { ends(like) } else { Some(usual == "\r\n") };
    match (ends(text), wanted) {
        (Some(true), Some(false)) => text.replace("\r\n", "\n"),
        (Some(false), Some(true)) => text.replace('\n', "\r\n"),
        _ => text.to_owned(),
    }
}

/// Refuses a text of several lines.
pub fn one_line(text: &str, what: &str) -> Result<(), Fault> {
    if text.contains(['\n', '\r']) {
        return Err(
            Fault::refused(format!("{what} has more than one line")).hint("write it in one line")
        );
    }
    unseen(text, |_| false).map_err(|fault| Fault {
        message: fault.message.replacen("line 1 of the text", what, 1),
        ..fault
    })
}

/// What a card is called by, where its text is all that a board of its format needs.
pub(super) fn alone(workflow: &Workflow, board: &Board, text: &str) -> Option<TaskId> {
    let alone = Board::parse(board.path.clone(), Arc::from(text), workflow).ok()?;
    match &alone.cards[..] {
        [card] => Some(card.id.clone()),
        _ => None,
    }
}

/// Refuses a handle by which another task is called already: neither could be told from the other. One
/// that is past stands in nobody's way: some come again every week.
pub(super) fn untaken(grounds: Grounds<'_>, handle: &TaskId) -> Result<(), Fault> {
    let Grounds { workflow, snapshot, .. } = grounds;
    let stands = |task: &&Task| !task.closed && !workflow.is_past(handle, &task.stage);
    let known = snapshot.of(handle).into_iter().find(stands);
    match known {
        Some(task) => Err(Fault::refused(format!(
            "a task without an id is called by its title, and {handle} is there already ({}:{})",
            task.board, task.line
        ))
        .hint("give it another title")),
        None => Ok(()),
    }
}

/// Refuses a name that no field can have, whatever the form.
pub(super) fn nameable(name: &str) -> Result<(), Fault> {
    let plain = |c: char| c.is_alphanumeric() || " -_./".contains(c);
    if name.trim() != name || !name.starts_with(char::is_alphabetic) || !name.chars().all(plain) {
        return Err(Fault::refused(format!("`{name}` cannot be the name of a field"))
            .hint("a name begins with a letter, and has letters, digits, blanks and -_./ only"));
    }
    if ["id", "title"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
        return Err(Fault::refused(format!("the {} of a task is no field", name.to_lowercase()))
            .hint("give it another title: flow edit ID --title TEXT"));
    }
    Ok(())
}
