//! A repository's own binary, run: its gate, its script function and its subcommand.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the helpers of tests are tests too"
)]

use std::path::Path;
use std::process::Command;

const WORKFLOW: &str = r####"version = 1

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
card = "## {id}: {title}"

[[transition]]
from = "todo"
to = "doing"
gates = ["no-fixme", "weekday"]

[gate.weekday]
script = "weekday.rhai"
"####;

/// The repository; beside it is the user's own state, which no repository may hold.
fn root(folder: &tempfile::TempDir) -> std::path::PathBuf {
    folder.path().join("repo")
}

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = root(&folder);
    std::fs::create_dir(&root).expect("made");
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).expect("written");
    write("workflow.toml", WORKFLOW);
    write("weekday.rhai", "let weekend = team::is_weekend();\npass(`weekend: ${weekend}`)\n");
    write(
        "TODO.md",
        "# Later\n\n- [ ] **GATE-001**: Oil the hinge\n  - **Changed Files:** hinge.rs\n",
    );
    write("DOING.md", "# Now\n");
    write("hinge.rs", "// FIXME: it squeaks\n");
    folder
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .current_dir(folder)
        .args(args)
        .env("XDG_STATE_HOME", folder.with_file_name("state"))
        .env("FLOW_ACTOR", "Ada")
        .output()
        .expect("runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn a_task_advances_through_the_binarys_own_gate() {
    let folder = repository();
    let root = root(&folder);
    let (code, said) = run(&root, &["trust", "--yes"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(&root, &["advance", "GATE-001"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("hinge.rs:1 says: // FIXME: it squeaks"), "{said}");
    std::fs::write(root.join("hinge.rs"), "// oiled\n").expect("written");
    let (code, said) = run(&root, &["advance", "GATE-001", "--json"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\"no-fixme\"") && said.contains("weekend: "), "{said}");
    let board = std::fs::read_to_string(root.join("DOING.md")).expect("there");
    assert!(board.contains("## GATE-001: Oil the hinge"), "{board}");
    let (code, said) = run(&root, &["standup"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("GATE-001"), "{said}");
}

const JOTTER: &str = r####"version = 1

[[stage]]
name = "idea"
board = "ideas.jot"
where = { state = "idea" }

[[stage]]
name = "next"
board = "ideas.jot"
where = { state = "next" }

[[stage]]
name = "doing"
board = "DOING.md"
card = "## {title}"
"####;

#[test]
fn a_board_in_a_format_of_the_teams_own_obeys_the_same_laws() {
    let folder = repository();
    let root = root(&folder);
    let ideas = "Oil the hinge\twho=Ada\tstate=idea\n\nPaint\tstate=idea";
    std::fs::write(root.join("workflow.toml"), JOTTER).expect("written");
    std::fs::write(root.join("ideas.jot"), ideas).expect("written");
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect("there");
    let flow = |args: &[&str]| {
        let (code, said) = run(&root, args);
        assert_eq!(code, Some(0), "{args:?}: {said}");
    };
    flow(&["advance", "oil"]);
    assert_eq!(read("ideas.jot"), ideas.replacen("=idea", "=next", 1));
    flow(&["advance", "oil"]);
    // What told its stage there stays behind.
    assert_eq!(read("DOING.md"), "# Now\n\n## Oil the hinge\n**who**: Ada\n");
    assert_eq!(read("ideas.jot"), "\nPaint\tstate=idea");
    flow(&["check"]);
    flow(&["back", "oil", "--why", "no oil"]);
    flow(&["back", "oil", "--why", "no oil"]);
    assert_eq!(read("ideas.jot"), ideas);
    assert_eq!(read("DOING.md"), "# Now\n");
    flow(&["advance", "paint"]);
    flow(&["advance", "paint"]);
    std::fs::write(root.join("DOING.md"), read("DOING.md") + "\nA remark.\n").expect("written");
    let (code, said) = run(&root, &["back", "paint", "--why", "no"]);
    assert!(code == Some(3) && said.contains("lines of its own"), "{said}");
}
