//! Whatever a repository holds, no byte of it reaches a terminal that could steer it.

use crate::scenario::{PLAIN, Run, Scenario};

/// A title of a window, a colour, a C1 control, a delete, a next line; overrides, isolates and marks
/// of direction; what is seen by nobody.
const NASTY: &str = "\u{1b}]0;x\u{7}\u{1b}[31m\u{9b}31m\u{7f}\u{85}\u{8}\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}\u{feff}";

/// What the names of a workflow may hold of it: controls are refused there.
const SUBTLE: &str = "\u{202e}\u{2066}\u{200f}\u{61c}\u{feff}";

/// The same as TOML writes it: raw controls are not TOML.
fn in_toml(text: &str) -> String {
    text.chars().map(|c| format!("\\U{:08x}", c as u32)).collect()
}

#[track_caller]
fn scan(run: &Run) {
    for (stream, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        let harmful = |c: char| {
            c.is_control() && !matches!(c, '\n' | '\t')
                || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
                || ('\u{2028}'..='\u{202e}').contains(&c)
                || ('\u{2060}'..='\u{206f}').contains(&c)
        };
        let found: Vec<_> = text.lines().filter(|line| line.contains(harmful)).collect();
        assert!(found.is_empty(), "{stream} of {run:?}: {found:?}");
    }
}

const STEPS: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
gates = ["says", "SUBTLEgate"]
after = ["notes"]

[gate.says]
run = ["printf", "%s\n", "NASTY"]

[gate.SUBTLEgate]
script = "gates/says.rhai"

[gate.fails]
run = ["sh", "-c", "printf '%s\n' NASTY; printf '%s\n' NASTY >&2; exit 1"]

[after.notes]
script = "gates/notes.rhai"
"#;

fn nasty() -> Scenario {
    let scenario = Scenario::new();
    let (nasty, subtle) = (in_toml(NASTY), in_toml(SUBTLE));
    let steps = STEPS.replace("gate.SUBTLEgate", "gate.\"SUBTLEgate\"");
    let steps = steps.replace("SUBTLE", &subtle).replace("NASTY", &nasty);
    let set = format!("on-enter.set = {{ \"St{subtle}\" = \"In{subtle}\" }}");
    let workflow = PLAIN
        .replace("board = \"TODO.md\"", &format!("board = \"TO{subtle}DO.md\""))
        .replace("on-enter.set = { Status = \"In Progress\" }", &set);
    scenario.file("workflow.toml", format!("{workflow}{steps}"));
    let todo = crate::scenario::TODO.replace("Greet", &format!("Gr{NASTY}eet"));
    let todo =
        todo.replace("people like it", NASTY).replace("**Why:**", &format!("**Wh{NASTY}y:**"));
    let todo = format!("{todo}\n- [ ] **NOPE{NASTY}-1**: {NASTY}\n");
    scenario.file(&format!("TO{SUBTLE}DO.md"), todo);
    scenario.file("IN_PROGRESS.md", crate::scenario::IN_PROGRESS);
    scenario.file("REVIEW.md", crate::scenario::REVIEW);
    let says = format!("print(\"{NASTY}\"); warn(\"{NASTY}\"); pass(\"{NASTY}\")");
    scenario.file("gates/says.rhai", says);
    scenario.file("gates/notes.rhai", format!("note(\"{NASTY}\"); print(\"{NASTY}\");"));
    scenario.commit("Begin");
    scenario
}

/// Runs a command in text and as JSON; what it prints is scanned.
fn run(scenario: &Scenario, args: &[&str]) -> Run {
    let scanned = |args: &[&str]| {
        let mut command = scenario.flow_command(args);
        command.env("FLOW_ACTOR", format!("A{NASTY}da")).env("FLOW_TRUST", NASTY);
        let run = Run::of(args, command.output().expect("flow runs"));
        scan(&run);
        run
    };
    scanned(&[args, &["--json"]].concat());
    scanned(args)
}

#[test]
fn nothing_that_steers_a_terminal_is_printed() {
    let scenario = nasty();
    let with = |text: &str| format!("{text}{NASTY}");
    run(&scenario, &["status"]).ok().says("\\u{202e}");
    run(&scenario, &["list"]).ok();
    run(&scenario, &["list", "--all"]).ok();
    run(&scenario, &["show", "FEAT-001"]).ok().says("\\u{1b}[31m");
    run(&scenario, &["check"]);
    run(&scenario, &["advance", "FEAT-001"]).exits(5);
    run(&scenario, &["trust"]).exits(5);
    run(&scenario, &["trust", "--yes"]).ok();
    run(&scenario, &["verify", "FEAT-001"]).ok();
    run(&scenario, &["advance", "FEAT-001", "--dry-run"]).ok();
    run(&scenario, &["advance", "FEAT-001", "--to", "in-progress", "--from", "todo"]);
    run(&scenario, &["show", "FEAT-001"]).ok();
    run(&scenario, &["back", "FEAT-001", "--why", &with("late")]);
    run(&scenario, &["log"]).ok().says("in-progress → todo");
    run(&scenario, &["undo", "--dry-run"]);
    run(&scenario, &["undo"]);
    run(&scenario, &["init"]);
    // What is typed may come from a name that was completed.
    for args in [
        &["show", &with("FEAT-9")][..],
        &["advance", &with("FEAT")],
        &["advance", "FEAT-001", "--to", &with("done")],
        &["list", "--stage", &with("todo")],
        &["log", &with("FEAT-9")],
        &["-C", &with("nowhere"), "status"],
        &[&with("advance")],
        &["status", &with("--colour")],
        &["--color", &with("red"), "status"],
        &["back", "FEAT-001", &with("why")],
    ] {
        assert_ne!(run(&scenario, args).code, 0, "{args:?}");
    }
}

#[test]
fn nor_by_what_refuses_breaks_or_cannot_be_read() {
    let scenario = nasty();
    run(&scenario, &["trust", "--yes"]).ok();
    let agrees = scenario.read("gates/says.rhai");
    for text in [
        format!("fail(\"{NASTY}\", \"{NASTY}\")"),
        format!("throw \"{NASTY}\""),
        format!("let x{NASTY} = 1;"),
        format!("import \"{NASTY}\" as x;"),
        format!("git::tip(\"{NASTY}\")"),
        format!("git::file_at(\"{NASTY}\", \"{NASTY}\")"),
        format!("cmd::run([\"{NASTY}\"])"),
        format!("fs::read(\"{NASTY}\")"),
        format!("nowhere::at(\"{NASTY}\")"),
    ] {
        scenario.file("gates/says.rhai", text);
        // First asked again, with the difference.
        run(&scenario, &["advance", "FEAT-001"]).exits(5);
        run(&scenario, &["trust", "--yes"]).ok();
        assert!([1, 3].contains(&run(&scenario, &["advance", "FEAT-001"]).code));
    }
    scenario.file("gates/says.rhai", agrees);
    scenario.edit("workflow.toml", "gates = [\"says\"", "gates = [\"fails\"");
    run(&scenario, &["trust", "--yes"]).ok();
    run(&scenario, &["advance", "FEAT-001"]).exits(3);
    // A branch of git's that git itself would tell of, and a configuration that it cannot read.
    scenario.edit("workflow.toml", "base = \"main\"", &format!("base = \"{}\"", in_toml(NASTY)));
    run(&scenario, &["status"]);
    scenario.edit(
        "workflow.toml",
        "version = 1",
        &format!("version = 1\n\"k{}\" = 1", in_toml(NASTY)),
    );
    run(&scenario, &["status"]).exits(1);
    scenario.edit("workflow.toml", "version = 1", &format!("version = {NASTY}"));
    run(&scenario, &["status"]).exits(1);
    scenario.file(".git/config", format!("[core]\n{NASTY} {NASTY}\n"));
    run(&scenario, &["status"]).exits(1);
}
