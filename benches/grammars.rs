//! `flow list` and `flow check` as whole processes, in every grammar, on few tasks and on many. The
//! yardstick is a process, too: this one, which reads the same boards and parses them, and does no more.
//!
//! Each run of flow is followed by a run of its yardstick, so that a machine that slows down slows
//! both. Prints medians in milliseconds, and the median of the ratios; linear growth shows as a
//! hundredfold time from one size to the next, less what every process costs.
#![expect(clippy::disallowed_methods, reason = "the repositories that are measured are made here")]
#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run must say so")]

mod pairs;
#[path = "pairs/reading.rs"]
mod reading;

use std::process::ExitCode;

use pairs::{Wanted, commit, flow, is_named, pairs, timed, yardstick};
use reading::read;
use tempfile::TempDir;

/// How many tasks, and how many pairs of runs.
const SIZES: [(usize, usize); 2] = [(1_000, 31), (100_000, 7)];

/// A way to keep tasks: the stages, and how the nth card of the first stages is written.
struct Grammar {
    name: &'static str,
    workflow: &'static str,
    boards: fn(usize) -> Vec<(String, String)>,
}

const GRAMMARS: [Grammar; 10] = [
    Grammar { name: "heading with id", workflow: HEADINGS, boards: headings },
    Grammar { name: "heading without", workflow: BARE_HEADINGS, boards: bare_headings },
    Grammar { name: "checkbox with id", workflow: BOXES, boards: boxes },
    Grammar { name: "checkbox without", workflow: BARE_BOXES, boards: bare_boxes },
    Grammar { name: "bullets", workflow: BULLETS, boards: bullets },
    Grammar { name: "Kanban", workflow: KANBAN, boards: kanban },
    Grammar { name: "numbered", workflow: NUMBERED, boards: numbered },
    Grammar { name: "table rows", workflow: ROWS, boards: rows },
    Grammar { name: "todo.txt", workflow: TODO_TXT, boards: todo_txt },
    Grammar { name: FILES, workflow: TASK_FILES, boards: task_files },
];

/// Of files there are fewer than of lines.
const FILES: &str = "file a task";

const HEADINGS: &str = r####"version = 1

[[stage]]
name = "todo"
board = "TODO.md"
card = "### [{id}]: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
under = "## Active"
card = "### [{id}]: {title}"
separator = "---"

[[stage]]
name = "done"
ends = true
"####;

const BARE_HEADINGS: &str = r####"version = 1

[[stage]]
name = "todo"
board = "TODO.md"
card = "### {title}"

[[stage]]
name = "doing"
board = "DOING.md"
under = "## Active"
card = "### {title}"

[[stage]]
name = "done"
ends = true
"####;

const BOXES: &str = r####"version = 1

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"
closed = "- [x] **{id}**: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
card = "- [ ] **{id}**: {title}"

[[stage]]
name = "done"
ends = true
"####;

const BARE_BOXES: &str = r####"version = 1

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] {title}"
closed = "- [x] {title}"

[[stage]]
name = "doing"
board = "DOING.md"
card = "- [ ] {title}"

[[stage]]
name = "done"
ends = true
"####;

const BULLETS: &str = r####"version = 1

[[stage]]
name = "todo"
board = "TODO.md"
card = "- {title}"

[[stage]]
name = "doing"
board = "DOING.md"
card = "* {title}"

[[stage]]
name = "done"
ends = true
"####;

const KANBAN: &str = r####"version = 1

[[stage]]
name = "todo"
board = "Board.md"
under = "## Todo ({count})"
card = "- [ ] {title}"

[[stage]]
name = "doing"
board = "Board.md"
under = "## Doing{*}"
card = "- [ ] {title}"

[[stage]]
name = "done"
board = "Board.md"
under = "## Done"
card = "- [x] {title}"
ends = true
"####;

const NUMBERED: &str = r####"version = 1

[[stage]]
name = "todo"
board = "TODO.md"
card = "1. {title}"

[[stage]]
name = "doing"
board = "DOING.md"
card = "1. {title}"

[[stage]]
name = "done"
ends = true
"####;

const ROWS: &str = r####"version = 1

[[stage]]
name = "todo"
board = "PLAN.md"
card = "| {id} | {title} | {*} |"
where = { Status = "Todo" }

[[stage]]
name = "doing"
board = "PLAN.md"
card = "| {id} | {title} | {*} |"
where = { Status = "Doing" }

[[stage]]
name = "done"
ends = true
"####;

const TODO_TXT: &str = r####"version = 1

[[stage]]
name = "open"
board = "todo.txt"

[[stage]]
name = "done"
board = "todo.txt"
card = "x {title}"
ends = true
"####;

const TASK_FILES: &str = r####"version = 1

[[stage]]
name = "todo"
board = "tasks/*.md"
where = { status = "To Do" }

[[stage]]
name = "doing"
board = "tasks/*.md"
where = { status = "In Progress" }

[[stage]]
name = "done"
ends = true
"####;

/// What real cards say below their first line, each line behind these blanks.
fn body(n: usize, indent: &str) -> String {
    format!(
        "{indent}- **Place:** `yard/post_{n}.md:12`\n{indent}- **Problem:** the wood is soft and the \
         nail does not hold\n{indent}- [ ] Take the old post out\n"
    )
}

fn title(n: usize) -> String {
    format!("Mend the fence at post {n}")
}

/// Two of three tasks wait, the third is under way.
fn split(tasks: usize, card: impl Fn(usize) -> String) -> [String; 2] {
    let first = tasks - tasks / 3;
    [(1..=first).map(&card).collect(), (first + 1..=tasks).map(&card).collect()]
}

fn named(name: &str, text: String) -> (String, String) {
    (name.to_owned(), text)
}

fn two(tasks: usize, under: &str, card: impl Fn(usize) -> String) -> Vec<(String, String)> {
    let [todo, doing] = split(tasks, card);
    vec![
        named("TODO.md", format!("# Later\n\n{todo}")),
        named("DOING.md", format!("# Now\n\n{under}{doing}")),
    ]
}

fn headings(tasks: usize) -> Vec<(String, String)> {
    let card = |n| format!("### [TASK-{n:03}]: {}\n\n{}\n", title(n), body(n, ""));
    two(tasks, "## Active\n\n", card)
}

fn bare_headings(tasks: usize) -> Vec<(String, String)> {
    two(tasks, "## Active\n\n", |n| format!("### {}\n\n{}\n", title(n), body(n, "")))
}

fn boxes(tasks: usize) -> Vec<(String, String)> {
    two(tasks, "", |n| format!("- [ ] **TASK-{n:03}**: {}\n{}\n", title(n), body(n, "  ")))
}

fn bare_boxes(tasks: usize) -> Vec<(String, String)> {
    two(tasks, "", |n| format!("- [ ] {}\n{}", title(n), body(n, "  ")))
}

fn bullets(tasks: usize) -> Vec<(String, String)> {
    let [todo, doing] = split(tasks, |n| format!("- {}\n", title(n)));
    let doing = doing.replace("- Mend", "* Mend");
    vec![
        named("TODO.md", format!("# Later\n\n{todo}")),
        named("DOING.md", format!("# Now\n\n{doing}")),
    ]
}

fn kanban(tasks: usize) -> Vec<(String, String)> {
    let [todo, doing] = split(tasks, |n| format!("- [ ] Mend post {n} @{{2026-10-01}}\n"));
    let count = tasks - tasks / 3;
    let text = format!(
        "---\n\nkanban-plugin: board\n\n---\n\n## Todo ({count})\n\n{todo}\n\n## Doing 🚧\n\n{doing}\n\n\
         ## Done\n\n**Complete**\n- [x] Buy a ladder\n\n\n\n\n%% kanban:settings\n```\n\
         {{\"kanban-plugin\":\"board\"}}\n```\n%%\n"
    );
    vec![named("Board.md", text)]
}

fn numbered(tasks: usize) -> Vec<(String, String)> {
    let card = |n| format!("{n}. {}\n", title(n));
    two(tasks, "", card)
}

fn rows(tasks: usize) -> Vec<(String, String)> {
    let first = tasks - tasks / 3;
    let row = |n| {
        let status = if n <= first { "Todo" } else { "Doing" };
        format!("| TASK-{n:03} | {} | {status} | Ada |\n", title(n))
    };
    let rows: String = (1..=tasks).map(row).collect();
    let head = "| Id | Title | Status | Who |\n|----|-------|--------|-----|\n";
    vec![named("PLAN.md", format!("# Plan\n\n{head}{rows}"))]
}

fn todo_txt(tasks: usize) -> Vec<(String, String)> {
    let line = |n| format!("(B) 2026-11-01 Mend post {n} +yard\n");
    vec![named("todo.txt", (1..=tasks).map(line).collect())]
}

fn task_files(tasks: usize) -> Vec<(String, String)> {
    let first = tasks - tasks / 3;
    let file = |n| {
        let status = if n <= first { "To Do" } else { "In Progress" };
        let front =
            format!("---\nid: TASK-{n}\ntitle: {}\nstatus: {status}\nlabels: []\n---\n", title(n));
        (
            format!("tasks/TASK-{n} - fence.md"),
            format!("{front}\n## Description\n\n{}", body(n, "")),
        )
    };
    (1..=tasks).map(file).collect()
}

fn main() -> ExitCode {
    let names = match Wanted::of_args() {
        Wanted::Read(root) => return read(&root),
        Wanted::Nothing => return ExitCode::SUCCESS,
        Wanted::Measures(names) => names,
    };
    for grammar in GRAMMARS.iter().filter(|grammar| is_named(&names, grammar.name)) {
        for (tasks, runs) in SIZES {
            let tasks = if grammar.name == FILES { tasks.min(10_000) } else { tasks };
            measure(grammar, tasks, runs);
        }
    }
    ExitCode::SUCCESS
}

fn measure(grammar: &Grammar, tasks: usize, runs: usize) {
    let folder = repository(grammar, tasks);
    let root = folder.path();
    for command in ["list", "check"] {
        let told = pairs(runs, |_| timed(flow(root).arg(command)), || yardstick(root));
        println!("{:<17} {tasks:>7} tasks  {command:<5} {told}", grammar.name);
    }
}

fn repository(grammar: &Grammar, tasks: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("workflow.toml"), grammar.workflow).expect("written");
    for (name, text) in (grammar.boards)(tasks) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    commit(folder.path());
    folder
}
