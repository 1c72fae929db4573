//! The whole day of a task, by commands alone.

use crate::scenario::Scenario;

const WORKFLOW: &str = r####"version = 1

[git]
base = "main"

[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["FEAT", "BUG"]

[changelog]
file = "CHANGELOG.md"
under = "## [Unreleased]"
heading = "### {section} - {date}"
entry = "- **{id}: {title}**"
sections = { "*" = "Changed" }

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"
closed = "- [x] **{id}**: {title}"

[[stage]]
name = "in-progress"
board = "IN_PROGRESS.md"
under = "## Active Tasks"
card = "### [{id}]: {title}"
limit = 2
counters = ["**Active: {count}/{limit}**"]
placeholder = "*No tasks in progress.*"
on-enter.add = { Started = "{date}", Assigned = "{actor}", "Blocked By" = "None" }

[[stage]]
name = "review"
board = "REVIEW.md"
under = "## Awaiting Review"
card = "### [{id}]: {title}"

[[stage]]
name = "done"
ends = true
archive = "archive/{id}.md"

[[transition]]
from = "todo"
to = "in-progress"
gates = ["unblocked"]

[[transition]]
from = "in-progress"
to = "review"
gates = ["answered"]
hooks = ["write-changelog"]

[[transition]]
from = "review"
to = "done"
gates = ["approved"]
"####;

fn ground() -> Scenario {
    ground_with("# Later\n\n- [ ] **BUG-001**: Greets twice\n")
}

fn ground_with(todo: &str) -> Scenario {
    let scenario = Scenario::new();
    scenario
        .file("workflow.toml", WORKFLOW)
        .file("TODO.md", todo)
        .file("IN_PROGRESS.md", crate::scenario::IN_PROGRESS)
        .file("REVIEW.md", crate::scenario::REVIEW)
        .file("CHANGELOG.md", "# Changes\n\n## [Unreleased]\n")
        .commit("boards");
    scenario
}

/// A command by one of two who work on it.
fn by(scenario: &Scenario, who: &str, args: &[&str]) -> crate::scenario::Run {
    let output = scenario.flow_command(args).env("FLOW_ACTOR", who).output().expect("it runs");
    crate::scenario::Run::of(args, output)
}

#[test]
fn a_task_goes_from_its_making_to_the_changelog_without_an_editor() {
    let scenario = ground();
    let ada = |args: &[&str]| by(&scenario, "Ada", args);
    let bob = |args: &[&str]| by(&scenario, "Bob", args);

    ada(&["add", "Greet by name", "--prefix", "FEAT", "--set", "Priority=High"])
        .ok()
        .says("FEAT-001");
    ada(&["block", "FEAT-001", "--by", "BUG-001"]).ok();
    ada(&["block", "BUG-001", "--by", "FEAT-001"]).exits(3).says("FEAT-001 → BUG-001");
    ada(&["blocked"]).ok().says("BUG-001 (todo)");
    ada(&["advance", "FEAT-001"]).exits(3).says("BUG-001");
    ada(&["next", "--claim"]).ok().says("BUG-001");
    ada(&["drop", "BUG-001", "--why", "it was the echo"]).ok().says("FEAT-001 waits for it");
    assert!(scenario.read("archive/BUG-001.md").contains("Ada"));
    ada(&["next", "--claim"]).ok().says("FEAT-001");
    bob(&["claim", "FEAT-001"]).exits(4).says("Ada has it");

    ada(&["advance", "FEAT-001"]).ok();
    ada(&["step", "add", "FEAT-001", "Ask", "for", "the", "name"]).ok();
    ada(&["step", "add", "FEAT-001", "Write the greeting"]).ok();
    ada(&["note", "FEAT-001", "The name may be empty\n\n### [FEAT-009]: no card"]).ok();
    ada(&["tick", "FEAT-001", "ask for"]).ok();
    ada(&["done", "FEAT-001", "Asks for the name"]).ok();
    ada(&["see", "add", "FEAT-001", "docs/greeting.md"]).ok();
    ada(&["ask", "FEAT-001", "What if there is no name?"]).ok();
    ada(&["advance", "FEAT-001"]).exits(3).says("What if there is no name?");
    ada(&["handoff", "FEAT-001", "--to", "Bob", "--note", "The greeting is left"]).ok();
    ada(&["release", "FEAT-001"]).exits(3).says("Bob has it");

    bob(&["mine"]).ok().says("FEAT-001");
    ada(&["answer", "FEAT-001", "Then", "greet", "the", "world"]).ok();
    bob(&["tick", "FEAT-001", "--all"]).ok();
    bob(&["advance", "FEAT-001"]).ok();
    bob(&["advance", "FEAT-001"]).exits(3).says("nobody has approved");
    bob(&["approve", "FEAT-001"]).exits(3).says("your own task");
    ada(&["reject", "FEAT-001", "--why", "no test"]).ok();
    bob(&["advance", "FEAT-001"]).exits(3).says("no test");
    ada(&["approve", "FEAT-001"]).ok();
    bob(&["edit", "FEAT-001", "--title", "Greet everybody by name"]).ok();
    bob(&["advance", "FEAT-001"]).exits(3).says("was changed since it was approved");
    ada(&["approve", "FEAT-001"]).ok();

    let board = scenario.read("REVIEW.md");
    let expected = [
        "### [FEAT-001]: Greet everybody by name",
        "  **Next Steps**:",
        "- [x] Ask for the name",
        "- [x] Write the greeting",
        "The name may be empty",
        "  ### [FEAT-009]: no card",
        "Ada → Bob: The greeting is left",
        "1. What if there is no name?",
        "   - **Answer** (Ada, ",
        "[x] Asks for the name",
    ];
    for line in expected {
        let line = line.trim_start_matches("  **");
        assert!(board.contains(line), "{line:?} in\n{board}");
    }
    bob(&["check"]).ok();
    bob(&["advance", "FEAT-001"]).ok();
    assert!(scenario.read("CHANGELOG.md").contains("FEAT-001"));
    assert!(scenario.read("archive/FEAT-001.md").contains("Greet everybody by name"));
    let log = bob(&["log", "FEAT-001", "-n", "50"]).ok();
    for verb in ["add", "note", "tick", "handoff", "ask", "answer", "approve", "reject", "edit"] {
        assert!(log.said().contains(verb), "{verb} in {}", log.said());
    }
}

#[test]
fn every_writing_is_undone_to_the_byte() {
    let scenario = ground();
    let before = scenario.files();
    let commands: &[&[&str]] = &[
        &["add", "One more", "--prefix", "FEAT"],
        &["note", "BUG-001", "seen"],
        &["step", "add", "BUG-001", "mend"],
        &["tick", "BUG-001", "1"],
        &["done", "BUG-001", "mended"],
        &["set", "BUG-001", "Priority=Low"],
        &["see", "add", "BUG-001", "x.md"],
        &["ask", "BUG-001", "when?"],
        &["answer", "BUG-001", "now"],
        &["claim", "BUG-001"],
        &["release", "BUG-001"],
        &["assign", "BUG-001", "--to", "Grace"],
        &["block", "BUG-001", "--by", "FEAT-002"],
        &["unblock", "BUG-001"],
        &["approve", "BUG-001"],
        &["reject", "BUG-001", "--why", "no"],
        &["split", "BUG-001", "A part", "Another"],
        &["plan", "BUG-001"],
        &["edit", "BUG-001", "--title", "Greets thrice"],
        &["drop", "FEAT-002", "--why", "no"],
    ];
    for command in commands {
        let was = scenario.files();
        let dry: Vec<&str> = command.iter().copied().chain(["--dry-run"]).collect();
        scenario.flow(&dry).ok().says("dry run");
        assert_eq!(scenario.files(), was, "{command:?}");
        let data = scenario.flow(&[command, &["--json"][..]].concat()).ok().data();
        assert_eq!(data["applied"], true, "{command:?}: {data}");
        assert_ne!(scenario.files(), was, "{command:?}");
        scenario.flow(&["check"]).ok();
        scenario.flow(&["undo"]).ok();
        assert_eq!(scenario.files(), was, "{command:?}");
        scenario.flow(command).ok();
    }
    for _ in commands {
        scenario.flow(&["undo"]).ok();
    }
    assert_eq!(scenario.files(), before);
}

#[test]
fn text_that_cannot_be_written_is_kept() {
    let scenario = ground();
    let before = scenario.read("TODO.md");
    let big = "x".repeat(1_000_000);
    for (args, says) in [
        (&["note", "BUG-001", "a\u{7}b"][..], "control character"),
        (&["note", "BUG-001", "  "][..], "empty"),
        (&["note", "BUG-001", "see\n```\ncode"][..], "never closed"),
        (&["set", "BUG-001", "A:b=c"][..], "cannot be the name"),
        (&["set", "BUG-001", "id=FEAT-3"][..], "no field"),
        (&["edit", "BUG-001", "--title", ""][..], "empty"),
        (&["tick", "BUG-001", "1"][..], "no box"),
    ] {
        scenario.flow(args).exits(3).says(says);
    }
    let mut command = scenario.flow_command(&["note", "BUG-001", "-"]);
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().expect("it runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), big.as_bytes())
        .expect("read");
    let run = crate::scenario::Run::of(&["note"], child.wait_with_output().expect("it ends"));
    let said = run.exits(3).says("976 KiB").said();
    let kept = said.split("--file ").nth(1).expect("a path").split_whitespace().next();
    let kept = std::fs::read_to_string(kept.expect("a path")).expect("it is kept");
    assert_eq!(kept, big);
    assert_eq!(scenario.read("TODO.md"), before);
}

#[test]
fn a_claim_has_one_winner_and_the_limit_holds() {
    let scenario = ground();
    for nth in 0..6 {
        scenario.flow(&["add", &format!("Task {nth}"), "--prefix", "FEAT"]).ok();
    }
    let crowd = |args: &[&str]| -> Vec<i32> {
        let children: Vec<_> = (0..32)
            .map(|nth| {
                let mut command = scenario.flow_command(args);
                command.env("FLOW_ACTOR", format!("agent-{nth}"));
                command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
                command.spawn().expect("it runs")
            })
            .collect();
        let ends = children.into_iter().map(|mut child| child.wait().expect("it ends"));
        ends.map(|status| status.code().expect("a code")).collect()
    };
    let codes = crowd(&["claim", "FEAT-003"]);
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == 4).count(), 31, "{codes:?}");
    // One place of two is claimed already.
    let codes = crowd(&["next", "--claim"]);
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == 3).count(), 31, "{codes:?}");
    assert_eq!(scenario.read("TODO.md").matches("agent-").count(), 2);
    scenario.flow(&["check"]).ok();
}

#[test]
fn no_note_is_lost_where_many_write() {
    let scenario = ground();
    for nth in 0..4 {
        scenario.flow(&["add", &format!("Task {nth}"), "--prefix", "FEAT"]).ok();
    }
    let children: Vec<_> = (0..32)
        .map(|nth| {
            let id = format!("FEAT-00{}", nth % 4 + 1);
            let mut command = scenario.flow_command(&["note", &id, &format!("by number {nth}.")]);
            command.stdout(std::process::Stdio::null()).spawn().expect("it runs")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    let board = scenario.read("TODO.md");
    for nth in 0..32 {
        assert!(board.contains(&format!("by number {nth}.")), "{nth} in {board}");
    }
}

#[test]
fn of_32_who_note_and_tick_different_tasks_at_once_each_is_heard() {
    let card = |nth| format!("- [ ] **FEAT-{nth:03}**: Task {nth}\n  - [ ] its step\n\n");
    let scenario = ground_with(&format!("# Later\n\n{}", (1..=32).map(card).collect::<String>()));
    let write = |nth: usize| {
        let id = format!("FEAT-{nth:03}");
        let args =
            if nth.is_multiple_of(2) { ["note", &id, "Seen by all"] } else { ["tick", &id, "1"] };
        let mut command = scenario.flow_command(&args);
        command.stdout(std::process::Stdio::null()).spawn().expect("it runs")
    };
    let children: Vec<_> = (1..=32).map(write).collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    for nth in 1..=32 {
        let card = scenario.flow(&["show", &format!("FEAT-{nth:03}")]).ok().said();
        let written = if nth % 2 == 0 { "Seen by all" } else { "[x] its step" };
        assert_eq!(card.matches(written).count(), 1, "{card}");
    }
    scenario.flow(&["check"]).ok();
}

/// The examples of the book, one after the other: each line that begins with `$`, with the exit code that
/// is said behind it.
#[test]
fn every_example_of_the_day_runs() {
    let scenario = ground_with("# Later\n");
    scenario.file("wave.md", "With the hand:\n\n- [ ] up\n- [ ] down\n");
    scenario.file("notes.md", "Two lines\nof a note\n").commit("files");
    let page = include_str!("../../docs/day.md");
    let mut verbs = std::collections::BTreeSet::new();
    for line in page.lines().filter_map(|line| line.strip_prefix("$ flow ")) {
        let (line, code) = line.split_once("  #").unwrap_or((line, "0"));
        let code: i32 = code.trim().parse().expect("an exit code");
        let args = words(line);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        verbs.insert(args[0].to_owned());
        scenario.flow(&args).exits(code);
    }
    scenario.flow(&["check"]).ok();
    let all = "add edit plan split drop note step tick untick done set see block blocked graph \
               unblock assign claim release handoff ask answer approve reject next ready mine search";
    for verb in all.split_whitespace() {
        assert!(verbs.contains(verb), "{verb} has no example");
    }
}

/// The words of a command line, with what stands in single quotes as one.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for (nth, part) in line.split('\'').enumerate() {
        match nth % 2 {
            1 => words.push(part.to_owned()),
            _ => words.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    words
}

#[test]
fn several_tasks_move_each_by_itself() {
    let scenario = ground();
    for nth in 0..3 {
        scenario.flow(&["add", &format!("Task {nth}"), "--prefix", "FEAT"]).ok();
    }
    let run = scenario.flow(&["advance", "FEAT-001,nothing, feat-002,FEAT-001,FEAT-003", "--json"]);
    let data = run.exits(1).data();
    let done: Vec<bool> = data["results"]
        .as_array()
        .expect("results")
        .iter()
        .map(|one| one["done"] == true)
        .collect();
    assert_eq!(done, [true, false, true, false], "{data}");
    assert_eq!((&data["done"], &data["failed"]), (&2.into(), &2.into()));
    assert_eq!(data["results"][1]["error"]["code"], "no-card");
    assert_eq!(data["results"][3]["error"]["code"], "full");
    scenario.flow(&["back", "feat-1,2", "--why", "not now"]).ok().says("2 of 2 done");
    scenario.flow(&["log", "FEAT-001"]).ok().says("not now");
}

#[test]
fn a_limit_is_shared_and_looks_behind() {
    let scenario = ground();
    let limits = "limit = 2\nlimit-with = [\"review\"]\nwaits-for = [\"review\"]\n";
    scenario.edit("workflow.toml", "limit = 2\n", limits);
    let review = "name = \"review\"\nboard = \"REVIEW.md\"\n";
    scenario.edit("workflow.toml", review, &format!("{review}limit = 1\n"));
    for nth in 0..3 {
        scenario.flow(&["add", &format!("Task {nth}"), "--prefix", "FEAT"]).ok();
    }
    scenario.flow(&["advance", "FEAT-001,FEAT-002"]).ok();
    scenario.flow(&["advance", "FEAT-003"]).exits(3).says("in-progress is full: 2 of 2");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    // One of two places is taken in review, which is full.
    scenario.flow(&["advance", "FEAT-003"]).exits(3).says("review is full: 1 of 1");
    scenario.flow(&["next", "--claim"]).exits(3).says("review is full");
    scenario.flow(&["advance", "FEAT-002"]).exits(3).says("review is full");
    scenario.flow(&["back", "FEAT-001", "--why", "a test is left"]).ok();
    scenario.edit("workflow.toml", "waits-for = [\"review\"]", "waits-for = [\"reviews\"]");
    scenario.flow(&["status"]).exits(1).says("unknown stage `reviews`");
}

#[test]
fn a_team_calls_things_by_its_own_names() {
    let scenario = ground_with(
        "# Later\n\n- [ ] **FEAT-001**: Grüßen\n  - **Zuständig:** Bob\n  - **Priorität:** Niedrig\n\
         - [ ] **FEAT-002**: Winken\n  - **Priorität:** Hoch\n- [ ] **FEAT-003**: Rufen\n",
    );
    let names = "[names]\nnotes = \"Verlauf\"\nsteps = [\"Schritte\", \"Checkliste\"]\n\
                 questions = \"Offene Fragen\"\nblocked = \"Wartet auf\"\nassigned = \"Zuständig\"\n\
                 approved = \"Freigegeben\"\npriority = \"Priorität\"\n\
                 priorities = [\"Hoch\", \"Mittel\", \"Niedrig\"]\n\n[ids]\n";
    scenario.edit("workflow.toml", "[ids]\n", names).commit("names");
    let ada = |args: &[&str]| by(&scenario, "Ada", args);
    ada(&["next"]).ok().says("FEAT-002").says("priority Hoch");
    ada(&["claim", "FEAT-001"]).exits(4).says("Bob has it");
    ada(&["status"]).ok().says("Bob");
    ada(&["claim", "FEAT-002"]).ok().says("**Zuständig:** Ada");
    ada(&["note", "FEAT-002", "Gesehen"]).ok().says("**Verlauf:**");
    ada(&["step", "add", "FEAT-002", "Hand heben"]).ok().says("**Schritte:**");
    ada(&["block", "FEAT-002", "--by", "FEAT-003"]).ok().says("**Wartet auf:** FEAT-003");
    ada(&["blocked"]).ok().says("FEAT-003 (todo)");
    ada(&["search", "assignee:ada"]).ok().says("FEAT-002");
    ada(&["status"]).ok().says("FEAT-003");
    ada(&["advance", "FEAT-002"]).exits(3).says("FEAT-003 is not finished");
    ada(&["unblock", "FEAT-002"]).ok();
    ada(&["advance", "FEAT-002"]).ok();
    ada(&["ask", "FEAT-002", "Welche Hand?"]).ok().says("**Offene Fragen:**");
    ada(&["advance", "FEAT-002"]).exits(3).says("Welche Hand?");
    ada(&["answer", "FEAT-002", "Die linke"]).ok();
    ada(&["advance", "FEAT-002"]).ok();
    ada(&["advance", "FEAT-002"]).exits(3).says("nobody has approved");
    by(&scenario, "Bob", &["approve", "FEAT-002"]).ok().says("**Freigegeben**: Bob");
    ada(&["advance", "FEAT-002"]).ok();
}

#[test]
fn a_task_is_anothers_beside_other_fields_and_by_a_mention() {
    let scenario = Scenario::plain();
    let todo = "# Later\n\n- [ ] **FEAT-001**: Greet\n  - **Priority:** High | **Owner:** @Bob\n";
    scenario.file("TODO.md", todo);
    by(&scenario, "Ada", &["claim", "FEAT-001"]).exits(4).says("@Bob has it");
    by(&scenario, "Bob", &["mine"]).ok().says("FEAT-001");
    by(&scenario, "bob", &["set", "FEAT-001", "Priority=Low"]).ok();
    assert_eq!(scenario.read("TODO.md"), todo.replace("High", "Low"));
}
