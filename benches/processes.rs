//! Whole processes, measured in pairs: each run of flow is followed by a run of its yardstick, so that a
//! machine that slows down slows both. Prints medians in milliseconds, and the median of the ratios.
#![expect(clippy::disallowed_methods, reason = "the repositories that are measured are made here")]
#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run must say so")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pulldown_cmark::Parser;
use tempfile::TempDir;

const RUNS: usize = 21;
const FILES: usize = 20_000;

const WORKFLOW: &str = r####"version = 1

[git]
base = "main"

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
card = "## {id}: {title}"

[[stage]]
name = "done"
ends = true
"####;

const WORKTREES: &str = r####"
[[transition]]
from = "todo"
to = "doing"
hooks = ["create-worktree"]
"####;

fn main() {
    // `cargo test --benches` and the like only ask whether it runs at all.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    status();
    advance();
    worktree();
}

/// A repository with a board of about 270 kB, and `files` other files.
fn repository(workflow: &str, files: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    // Of the shape and size that cards of real boards have: bold keys, code, a few nested lines.
    let card = |n: usize| {
        format!(
            "- [ ] **TASK-{n:03}**: Mend the fence at post {n}\n  - **Location:** `yard/posts.rs:{n}-{n}` (`mend_post`)\n  \
             - **Problem:** `nail()` holds **only** while the wood is dry: see `wood.rs` and `rain.rs`\n  \
             - **Impact:** MEDIUM - the gate hangs low, and `latch()` no longer meets `bolt()`\n  \
             - **Fix:** take `post.old` out, and:\n    1. Call `dig(deep)` with the *right* depth\n    \
             2. Set the new one with `set(post)`, not `drop(post)`\n  - [ ] Look at the posts beside it\n\n"
        )
    };
    let todo: String = (1..=560).map(card).collect();
    std::fs::write(root.join("workflow.toml"), workflow).expect("written");
    std::fs::write(root.join("TODO.md"), format!("# Later\n\n{todo}")).expect("written");
    std::fs::write(root.join("DOING.md"), "# Now\n").expect("written");
    for n in 0..files {
        let dir = root.join(format!("src/{}", n / 100));
        std::fs::create_dir_all(&dir).expect("made");
        std::fs::write(dir.join(format!("{n}.txt")), format!("file {n}\n")).expect("written");
    }
    git(root, &["init", "-q", "-b", "main"]);
    git(root, &["add", "-A"]);
    git(
        root,
        &["-c", "user.name=Ada", "-c", "user.email=a@example.org", "commit", "-q", "-m", "Begin"],
    );
    folder
}

fn git(root: &Path, args: &[&str]) {
    run(Command::new("git").current_dir(root).args(args));
}

fn flow(root: &Path, args: &[&str]) {
    run(Command::new(env!("CARGO_BIN_EXE_flow"))
        .current_dir(root)
        .args(args)
        .env("FLOW_ACTOR", "Ada"));
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("it runs");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn pairs(what: &str, mut ours: impl FnMut(usize), mut yardstick: impl FnMut(usize)) {
    let pair = |n| (timed(|| ours(n)), timed(|| yardstick(n)));
    let pairs: Vec<(Duration, Duration)> = (0..RUNS).map(pair).collect();
    let ms = |side: fn(&(Duration, Duration)) -> Duration| {
        median(pairs.iter().map(|pair| side(pair).as_secs_f64() * 1000.0).collect())
    };
    let ratio = median(pairs.iter().map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()).collect());
    println!("{what}: {:.1} ms to {:.1} ms, ratio {ratio:.2}", ms(|p| p.0), ms(|p| p.1));
}

fn status() {
    let (repo, empty) = (repository(WORKFLOW, 0), tempfile::tempdir().expect("a folder"));
    git(empty.path(), &["init", "-q"]);
    let board = std::fs::read_to_string(repo.path().join("TODO.md")).expect("there");
    pairs(
        "flow status, to git status of an empty repository and three passes of the parser",
        |_| flow(repo.path(), &["status"]),
        |_| {
            git(empty.path(), &["status"]);
            let events: usize =
                (0..3).map(|_| Parser::new(&board).into_offset_iter().count()).sum();
            assert!(events > 0);
        },
    );
}

fn advance() {
    let repo = repository(WORKFLOW, 0);
    pairs(
        "flow advance without external effects, to flow --version",
        |n| flow(repo.path(), &["advance", &format!("TASK-{:03}", n + 1)]),
        |_| flow(repo.path(), &["--version"]),
    );
}

fn worktree() {
    let repo = repository(&format!("{WORKFLOW}{WORKTREES}"), FILES);
    pairs(
        "flow advance with a worktree of 20,000 files, to git worktree add",
        |n| flow(repo.path(), &["advance", &format!("TASK-{:03}", n + 1)]),
        |n| {
            git(
                repo.path(),
                &[
                    "worktree",
                    "add",
                    "-q",
                    "-b",
                    &format!("bare-{n}"),
                    &format!(".bare/{n}"),
                    "main",
                ],
            )
        },
    );
}
