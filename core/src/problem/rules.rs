//! Every kind of problem that flow's own checks can find, each listed once.

use super::Severity;

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name, as in [`super::Problem::code`].
    pub code: &'static str,
    /// How bad it is where `workflow.toml` does not say otherwise.
    pub severity: Severity,
    /// What it means, in one line.
    pub about: &'static str,
    /// What to do about it, in one line.
    pub remedy: &'static str,
}

impl Rule {
    /// The rule of a code; `None` for one that a native plugin of somebody else's reports.
    pub fn of(code: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.code == code)
    }
}

const fn error(code: &'static str, about: &'static str, remedy: &'static str) -> Rule {
    Rule { code, severity: Severity::Error, about, remedy }
}

const fn warning(code: &'static str, about: &'static str, remedy: &'static str) -> Rule {
    Rule { code, severity: Severity::Warning, about, remedy }
}

/// Every rule: first what breaks the process, then what is worth a look.
pub const RULES: &[Rule] = &[
    error(
        "conflict-markers",
        "a merge left its markers on a board or in the changelog",
        "keep the cards of both sides, and delete the markers",
    ),
    error(
        "section",
        "a stage's heading is not on its board, or stands there twice, so that its cards are not read",
        "write the heading, keep one of the two, or mend `under`",
    ),
    error(
        "unknown-prefix",
        "what stands where a card's id stands begins with no declared prefix, so that it is no card",
        "declare the prefix in `[ids] prefixes`, or correct the id",
    ),
    error(
        "no-stage",
        "a card stands where stages share a place, and says what none of them asks for in `where`; or its table has no such column",
        "correct the field or column that says the stage",
    ),
    error(
        "front-matter",
        "the front matter of a task's file is no YAML, so that nobody knows what it says; before a board, and where a key stands there twice, a warning",
        "correct it; its line is named, and the rest of the file is read all the same",
    ),
    error(
        "no-such-day",
        "a line of a todo.txt has a date that does not exist",
        "write a day of the calendar, as 2026-11-24",
    ),
    error(
        "two-boards",
        "one id is live in more than one stage",
        "delete the card that is out of date, or give one of two tasks an id of its own",
    ),
    error(
        "duplicate-id",
        "one id stands more than once in a stage, or is given to different tasks",
        "delete the copy, or give one of two tasks an id of its own",
    ),
    error(
        "counter",
        "a counter tells another number of cards, or another limit, than there is",
        "write the true number: `flow check --fix`",
    ),
    error("limit", "a stage holds more cards than its limit", "move cards on, or raise `limit`"),
    error(
        "jumped-stage",
        "in this change, a card went from one stage to another past the workflow's transitions",
        "put it back, and move it with `flow advance`",
    ),
    error(
        "lost-text",
        "in this change, a card is gone, or lost lines on its way to another stage",
        "put the text back",
    ),
    error(
        "reused-id",
        "in this change, an id that one task has, or had, is given to another one; or a task under way has that of an archived one",
        "give the new task an id of its own",
    ),
    warning(
        "similar-id",
        "two ids differ only in the zeros before their number",
        "give one of the two tasks another id",
    ),
    warning("empty-title", "a card has no title", "write one"),
    warning(
        "field-twice",
        "a field stands twice on a card and says different things; the first counts",
        "keep the right one",
    ),
    warning(
        "no-such-date",
        "a field begins with what is written like a date, and there is no such day",
        "correct it",
    ),
    warning(
        "row-cells",
        "a row has another number of cells than its table has columns",
        "write the missing cells, or `\\|` for a pipe in a cell",
    ),
    warning(
        "stray-row",
        "a line looks like a row of a stage's table and is read as no card: it stands apart from the table, begins with no pipe, has its id in marks of its own, or its table has more columns than the form",
        "write it as the other rows stand",
    ),
    warning(
        "stray-heading",
        "a heading looks like a card and is read as none: the blank behind its signs is missing, or it is of another level than the cards of its stage and none of these stands below it",
        "write it as the other cards stand",
    ),
    warning(
        "unclosed-fence",
        "a code fence or a comment is never closed and hides what comes after it",
        "close it with a line of its own",
    ),
    warning(
        "separator",
        "a separator stands right behind another one, as where a card was cut out by hand",
        "delete one of the two: `flow check --fix`",
    ),
    warning(
        "placeholder",
        "the line that says that a stage is empty stands beside cards, or is missing where none is",
        "delete or write the line: `flow check --fix`",
    ),
    warning(
        "unknown-blocker",
        "a card waits for a task that nobody knows, or for what may or may not be a range of them",
        "correct the id, or take it out; name each task of a range, or write `A-1..A-3`",
    ),
    warning(
        "circle",
        "tasks wait for each other, or one for itself, so that none of them is ever free",
        "free one of them: `flow unblock`",
    ),
    warning(
        "finished-active",
        "a card stands on an active stage, and its task is finished",
        "move it on with `flow advance`",
    ),
    warning(
        "stale",
        "nothing was noted on a card for longer than its stage allows",
        "add a dated note, or send the card back with `flow back`",
    ),
    warning(
        "line-reference",
        "a card names a line of a board at which what it means does not stand",
        "correct the line, or take the reference out",
    ),
    warning(
        "missing-file",
        "a card names a file that is not there",
        "write the file, or take its name out",
    ),
    warning(
        "orphan-worktree",
        "a task's worktree is there, and the task is not under way",
        "remove it with `git worktree remove`",
    ),
    warning(
        "missing-worktree",
        "a card under way names a worktree that is not there",
        "make it with `git worktree add`; where the task's branch is checked out elsewhere, write that: \
         `flow check --fix`",
    ),
    warning(
        "worktree-note",
        "a card that is not under way names a worktree that is not there",
        "delete the line: `flow check --fix`",
    ),
];
