//! Commands that read many files, as whole processes: `flow adopt` on a repository of 20,000 files, and
//! `flow check` over 1,000 and 10,000 tasks that are a file each. The yardstick is a process, too: this
//! one, which walks the same folders, reads the same files, and does no more.
//!
//! Each run of flow is followed by a run of its yardstick, so that a machine that slows down slows both.
//! Prints medians in milliseconds, and the median of the ratios.
#![expect(clippy::disallowed_methods, reason = "the repositories that are measured are made here")]
#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run must say so")]

mod pairs;

use std::path::Path;
use std::process::ExitCode;

use pairs::{Wanted, commit, flow, is_named, pairs, timed, yardstick};
use tempfile::TempDir;

/// How many pairs of runs.
const RUNS: usize = 15;
/// How many files a repository has beside its boards, and how many of them are Markdown.
const FILES: usize = 20_000;
const PAGES: usize = 5_000;

const WORKFLOW: &str = r####"version = 1

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

fn main() -> ExitCode {
    let names = match Wanted::of_args() {
        Wanted::Read(root) if read(&root) > 0 => return ExitCode::SUCCESS,
        Wanted::Read(_) => return ExitCode::FAILURE,
        Wanted::Nothing => return ExitCode::SUCCESS,
        Wanted::Measures(names) => names,
    };
    let wanted = |name: &str| is_named(&names, name);
    if wanted("adopt") {
        measure("adopt, three boards of 150 tasks", &pages(lists), "adopt");
        let files = pages(|root| tasks(root, 1_000));
        measure("adopt, 1,000 files of tasks", &files, "adopt");
    }
    for count in [1_000, 10_000] {
        if wanted("check") {
            let folder = tempfile::tempdir().expect("a folder");
            tasks(folder.path(), count);
            write(folder.path(), "workflow.toml", WORKFLOW);
            commit(folder.path());
            measure(&format!("check, {count} files of tasks"), &folder, "check");
        }
    }
    ExitCode::SUCCESS
}

/// The yardstick: every Markdown file, read.
fn read(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let mut bytes = 0;
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && entry.file_name() != ".git" => bytes += read(&path),
            Ok(kind) if kind.is_file() && path.extension().is_some_and(|end| end == "md") => {
                bytes += std::fs::read(&path).map_or(0, |text| text.len());
            }
            _ => {}
        }
    }
    bytes
}

/// A repository with pages and sources in nested folders, and boards.
fn pages(boards: impl Fn(&Path)) -> TempDir {
    let made = tempfile::tempdir().expect("a folder");
    let root = made.path();
    let (words, cells) = ("the pilot takes the boat out at noon ".repeat(20), "| a | b | c |\n");
    let section = |n: usize| {
        let head = "| Option | Default | What it does |\n|---|---|---|\n";
        format!("## Part {n}\n\n{words}\n\n- one\n- two\n\n```sh\nrow\n```\n\n{head}{cells}\n")
    };
    for n in 0..PAGES {
        let text: String = (1..=5).map(section).collect();
        let path = format!("docs/{}/{}/page{n}.md", n % 20, n % 200 / 20);
        write(root, &path, &format!("# Page {n}\n\n{text}"));
    }
    for n in PAGES..FILES {
        write(root, &format!("src/m{}/s{}/f{n}.rs", n % 50, n % 500 / 50), "fn row() {}\n");
    }
    boards(root);
    commit(root);
    made
}

fn lists(root: &Path) {
    let todo = |n| format!("- [ ] **FIX-{n:03}**: Mend post {n}\n  - **Where:** the yard\n\n");
    let doing =
        |n| format!("### [FIX-{n:03}]: Mend post {n}\n**Started**: 2026-11-01\n\nNails.\n\n");
    let todo: String = (1..=140).map(todo).collect();
    let doing: String = (141..=150).map(doing).collect();
    write(root, "TODO.md", &format!("# Todo\n\n{todo}"));
    write(root, "IN_PROGRESS.md", &format!("# In progress\n\n## Active\n\n{doing}"));
    write(root, "REVIEW.md", "# Review\n\nNothing here.\n");
}

/// Tasks that are a file each; two of three wait.
fn tasks(root: &Path, count: usize) {
    for n in 1..=count {
        let status = if n % 3 == 0 { "In Progress" } else { "To Do" };
        let front = format!("id: task-{n}\ntitle: Mend post {n}\nstatus: {status}\nlabels: []\n");
        let body =
            "## Description\n\nThe wood is soft.\n\n## Steps\n\n- [ ] Take the old one out\n";
        let text = format!("---\n{front}---\n\n{body}");
        write(root, &format!("tasks/task-{n} - Mend-post.md"), &text);
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

fn measure(name: &str, folder: &TempDir, command: &str) {
    let root = folder.path();
    let told = pairs(RUNS, |_| timed(flow(root).arg(command)), || yardstick(root));
    println!("{name:<33} {told}");
}
