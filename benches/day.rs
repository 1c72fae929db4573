//! The commands of the day as whole processes, on a repository with a past: boards of 1,000 tasks that 500
//! commits have touched, and a journal of as many entries.
//!
//! Each run of flow is followed by a run of its yardstick, which is this process: it reads the same
//! boards and parses them, and does no more. So a machine that slows down slows both. Prints medians in
//! milliseconds, the median of the ratios, what the very first run took, and how often flow waits for the
//! disk; then what becomes of 32 processes that write on one board at once.
//!
//! `cargo bench --bench day -- add note` measures these two. The repositories are made below `TMPDIR`.
#![expect(clippy::disallowed_methods, reason = "the repositories that are measured are made here")]
#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run must say so")]

mod pairs;
#[path = "pairs/reading.rs"]
mod reading;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use flow_core::fs::{Act, Boundary, Leave};
use pairs::{Wanted, commit, flow, is_named, median, pairs, timed, yardstick};
use reading::read;
use tempfile::TempDir;

/// How many tasks, how many commits and entries are past, and how many pairs of runs.
const SIZES: [Size; 2] =
    [Size { tasks: 1_000, past: 500, runs: 31 }, Size { tasks: 100_000, past: 0, runs: 5 }];
/// How many processes write on one board at once, and how often that is tried.
const CROWD: usize = 32;
const CROWDS: usize = 7;
/// Where a process that counts its syncs tells how many there were.
const COUNTED: &str = "FLOW_BENCH_SYNCS";

struct Size {
    tasks: usize,
    past: usize,
    runs: usize,
}

/// A command, and its words for the nth run.
struct Verb {
    name: &'static str,
    words: fn(usize) -> Vec<String>,
    writes: bool,
}

const VERBS: [Verb; 12] = [
    Verb { name: "add", words: |_| words("add Shrink-the-pool --prefix TASK"), writes: true },
    Verb { name: "note", words: |n| task("note", n, "Seen again"), writes: true },
    Verb { name: "tick", words: |n| task("tick", n, "1"), writes: true },
    Verb { name: "claim", words: |n| words(&format!("claim TASK-{:03}", n + 1)), writes: true },
    Verb { name: "next", words: |_| words("next"), writes: false },
    Verb { name: "search", words: |_| words("search fence"), writes: false },
    Verb { name: "blocked", words: |_| words("blocked"), writes: false },
    Verb { name: "ready", words: |_| words("ready"), writes: false },
    Verb { name: "mine", words: |_| words("mine"), writes: false },
    Verb { name: "graph", words: |_| words("graph"), writes: false },
    Verb { name: "list", words: |_| words("list"), writes: false },
    Verb { name: COMPLETION, words: |_| words("-- flow show TASK-9"), writes: false },
];

/// What a shell asks for while an id is typed.
const COMPLETION: &str = "an id completed";

const WORKFLOW: &str = r####"version = 1

[git]
base = "main"

[ids]
prefixes = ["TASK", "BUG"]

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"
closed = "- [x] **{id}**: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
card = "## {id}: {title}"
field = "**{name}**: {value}"

[[stage]]
name = "done"
ends = true
archive = "archive/{id}.md"
"####;

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

fn task(verb: &str, n: usize, text: &str) -> Vec<String> {
    vec![verb.to_owned(), format!("TASK-{:03}", n + 1), text.to_owned()]
}

/// The boards: two of three tasks wait, the third is under way. `seen` is what one card was told last.
fn boards(tasks: usize, seen: usize) -> [(&'static str, String); 2] {
    let (mut todo, mut doing) = ("# Later\n\n".to_owned(), "# Now\n\n".to_owned());
    let last = tasks - tasks / 3;
    for n in 1..=tasks {
        let told =
            if seen > 0 && n == seen % last + 1 { format!(" ({seen})") } else { String::new() };
        let written = if n <= last {
            write!(
                todo,
                "- [ ] **TASK-{n:03}**: Mend the fence at post {n}\n  - **Place:** `yard/post_{n}.md:12`{told}\n  \
                 - **Problem:** the wood is soft and the nail does not hold\n  - [ ] Take the old post out\n\n"
            )
        } else {
            write!(
                doing,
                "## TASK-{n:03}: Mend the fence at post {n}\n\n**Assigned**: Ada\n**Blocked By**: None\n\nThe \
                 wood is soft.\n\n- [ ] Take the old post out\n- [ ] Set the new one\n\n### Progress Notes\n\n\
                 - 2026-11-01: begun\n\n"
            )
        };
        written.expect("written");
    }
    [("TODO.md", todo), ("DOING.md", doing)]
}

fn main() -> ExitCode {
    if let Some(told) = std::env::var_os(COUNTED) {
        return counting(Path::new(&told));
    }
    let names = match Wanted::of_args() {
        Wanted::Read(root) => return read(&root),
        Wanted::Nothing => return ExitCode::SUCCESS,
        Wanted::Measures(names) => names,
    };
    let is_asked = |name: &str| is_named(&names, name);
    for size in &SIZES {
        let verbs = VERBS.iter().filter(|verb| is_asked(verb.name));
        // A board has at most 16 MiB, and a move of that size is no matter of milliseconds.
        let verbs: Vec<&Verb> = verbs.filter(|verb| size.past > 0 || !verb.writes).collect();
        if !verbs.is_empty() {
            let repo = repository(size);
            verbs.iter().for_each(|verb| measure(verb, size, repo.path()));
        }
    }
    if is_asked("crowd") {
        crowd();
    }
    ExitCode::SUCCESS
}

/// Counts what has to wait for the disk.
#[derive(Default)]
struct Syncs(AtomicUsize);

impl Boundary for Syncs {
    fn before(&self, act: &Act<'_>) -> io::Result<Leave> {
        if matches!(act, Act::Sync { .. } | Act::SyncDir { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        Ok(Leave::Whole)
    }

    fn after(&self, _: &Act<'_>, _: Result<usize, &io::Error>) {}
}

/// This process as flow, its syncs counted.
fn counting(told: &Path) -> ExitCode {
    let syncs = Arc::new(Syncs::default());
    let exit = flow::Cli::new().behind(syncs.clone()).run();
    std::fs::write(told, syncs.0.load(Ordering::Relaxed).to_string()).expect("written");
    exit
}

/// The boards, with commits that have touched them, and a journal.
fn repository(size: &Size) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    std::fs::write(root.join("workflow.toml"), WORKFLOW).expect("written");
    write_boards(root, size.tasks, 0);
    commit(root);
    for seen in 1..=size.past {
        write_boards(root, size.tasks, seen);
        commit(root);
    }
    git(root, &["gc", "-q"]);
    for n in 0..size.past {
        let text = format!("Seen from post {n}");
        timed(flow(root).args(["note", &format!("TASK-{:03}", n % size.tasks + 1), &text]));
    }
    if size.past > 0 {
        write_boards(root, size.tasks, 0);
        commit(root);
    }
    folder
}

fn write_boards(root: &Path, tasks: usize, seen: usize) {
    for (name, text) in boards(tasks, seen) {
        std::fs::write(root.join(name), text).expect("written");
    }
}

fn git(root: &Path, args: &[&str]) {
    timed(Command::new("git").current_dir(root).args(args));
}

/// Starts a process that says nothing.
fn start(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("it starts")
}

fn measure(verb: &Verb, size: &Size, root: &Path) {
    let begun = |mut command: Command, n: usize| {
        command.args((verb.words)(n));
        if verb.name == COMPLETION {
            command.env("FLOW_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "2");
        }
        command
    };
    // The first `add` looks through the whole past, and is told apart.
    let first = timed(&mut begun(flow(root), size.runs)).as_secs_f64() * 1000.0;
    let ratio = pairs(size.runs, |n| timed(&mut begun(flow(root), n)), || yardstick(root));
    let told = root.join(".git/syncs");
    let mut this = Command::new(std::env::current_exe().expect("a program"));
    this.current_dir(root).env("FLOW_ACTOR", "Ada").env("NO_COLOR", "1").env(COUNTED, &told);
    timed(&mut begun(this, size.runs + 1));
    let syncs = std::fs::read_to_string(&told).expect("counted");
    let syncs = if verb.writes { format!("  {syncs} syncs") } else { String::new() };
    println!("{:<15} {:>7} tasks  {ratio}  first {first:>7.1} ms{syncs}", verb.name, size.tasks,);
    io::stdout().flush().expect("told");
}

/// Many processes that note and tick different tasks on one board at once.
fn crowd() {
    let size = Size { tasks: 1_000, past: 50, runs: 0 };
    let mut took = Vec::new();
    for _ in 0..CROWDS {
        let repo = repository(&size);
        let root = repo.path();
        let of = |n: usize| {
            let words = if n.is_multiple_of(2) {
                task("note", n, "Seen by all")
            } else {
                task("tick", n, "1")
            };
            start(flow(root).args(words))
        };
        let begun = Instant::now();
        let all: Vec<Child> = (0..CROWD).map(of).collect();
        let ended = all.into_iter().map(|mut child| child.wait().expect("it ends"));
        assert_eq!(ended.filter(|status| status.success()).count(), CROWD, "each has its turn");
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
        let todo = std::fs::read_to_string(root.join("TODO.md")).expect("there");
        let written = todo.matches("Seen by all").count() + todo.matches("- [x] Take").count();
        assert_eq!(written, CROWD, "none is lost");
    }
    let most = took.iter().copied().fold(0.0, f64::max);
    println!(
        "{CROWD} at once on one board: {:.0} ms, at most {most:.0} ms, none lost",
        median(took)
    );
}
