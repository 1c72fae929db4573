//! What goes wrong in a day's work is told so that it can be put right, and no text is lost by it.

use std::process::Stdio;

use crate::scenario::{Run, Scenario};

/// A command with something on its standard input.
fn piped(scenario: &Scenario, args: &[&str], input: &str) -> Run {
    let mut command = scenario.flow_command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut pipe, input.as_bytes()).expect("it reads");
    drop(pipe);
    Run::of(args, child.wait_with_output().expect("it ends"))
}

/// A command with an editor, which is a line of shell that gets the file as `$1`.
fn edited(scenario: &Scenario, args: &[&str], editor: &str) -> Run {
    let line = format!("sh -c '{editor}' sh");
    let output = scenario.flow_command(args).env("EDITOR", line).env_remove("VISUAL").output();
    Run::of(args, output.expect("it runs"))
}

/// The file that a message names behind some words, with its text.
fn kept(run: &Run, before: &str) -> String {
    let said = run.said();
    let path = said.split(before).nth(1).unwrap_or_else(|| panic!("{before:?} in {said}"));
    let path = path.split_whitespace().next().expect("a path");
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn what_a_board_cannot_hold_is_refused_before_it_is_written() {
    let scenario = Scenario::plain();
    let before = scenario.files();
    for (args, says) in [
        (&["note", "FEAT-001", "safe\u{202e}live"][..], "turns the order"),
        (&["add", "a\u{2066}b", "--prefix", "BUG"], "the title has a mark that turns"),
        (&["add", "x", "--prefix", "BUG", "--set", "a:b=1"], "cannot be the name"),
        (&["add", "x", "--prefix", "BUG", "--set", "title=1"], "no field"),
        (&["add", "x", "--prefix", "BUG", "--set", "Why=a\nb"], "more than one line"),
        (&["set", "FEAT-001", "Why=\u{202d}x"], "turns the order"),
    ] {
        scenario.flow(args).exits(3).says(says);
    }
    // Letters that need a joiner, and marks of direction, are text as any other.
    scenario.flow(&["note", "FEAT-001", "\u{200f}שלום 👩\u{200d}🔧"]).ok();
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.files(), before);
}

#[test]
fn a_text_that_is_not_there_is_asked_for_by_the_option_it_was_named_behind() {
    let scenario = Scenario::plain();
    let add = ["add", "x", "--prefix", "BUG", "--body", "nofile"];
    scenario.flow(&add).exits(2).says("--body PATH").never_says("--file");
    scenario.flow(&["edit", "FEAT-001", "--text", "nofile"]).exits(2).says("--text PATH");
    scenario.flow(&["note", "FEAT-001", "--file", "nofile"]).exits(2).says("--file PATH");
}

#[test]
fn a_heading_that_would_end_its_card_is_named_with_its_line() {
    let scenario = Scenario::plain();
    let before = scenario.files();
    let args = ["add", "x", "--prefix", "BUG", "--stage", "review", "--body", "-"];
    let body = "Some words\n\n```\n# no heading\n```\n\n### One\n";
    let run = piped(&scenario, &args, body).exits(3).says("line 7 of the text is a heading");
    assert_eq!(
        kept(&run.says("4 or more `#`"), "flow add x --stage review --prefix BUG --body "),
        body
    );
    piped(&scenario, &args, "Under\n===\n").exits(3).says("line 1 of the text is a heading");
    assert_eq!(scenario.files(), before);
    let body = "Ends in two blanks  \n\n#### Deep\n";
    piped(&scenario, &args, body).ok();
    assert!(scenario.read("REVIEW.md").ends_with(body), "{}", scenario.read("REVIEW.md"));
}

#[test]
fn two_tasks_without_ids_are_not_called_the_same() {
    let scenario = Scenario::new();
    let workflow = "version = 1\n[[stage]]\nname = \"todo\"\nboard = \"T.md\"\ncard = \"- {title}\"\n\
                    [[stage]]\nname = \"done\"\nends = true\n";
    scenario.file("workflow.toml", workflow).file("T.md", "- Mend the roof\n- Paint\n");
    let before = scenario.files();
    scenario.flow(&["add", "mend the *roof*"]).exits(3).says("T.md:1");
    scenario.flow(&["edit", "paint", "--title", "Mend the roof!"]).exits(3).says("another title");
    scenario.flow(&["split", "paint", "Scrape", "scrape"]).exits(3).says("two tasks");
    assert_eq!(scenario.files(), before);
    scenario.flow(&["edit", "paint", "--title", "*Paint*"]).ok();
    scenario.flow(&["note", "the-roof-mended", "x"]).exits(1).says("is mend-the-roof meant?");
}

#[test]
fn nothing_that_was_typed_into_an_editor_is_lost() {
    let scenario = Scenario::plain();
    let before = scenario.files();
    let edit = ["edit", "FEAT-001"];
    let run = edited(&scenario, &edit, "echo \"  more\" >> \"$1\"; exit 3").exits(1);
    assert!(kept(&run.says("ended with an error"), "is kept: ").ends_with("  more\n"));
    let run = edited(&scenario, &edit, "echo \"  more\" >> \"$1\"; kill -9 $$").exits(1);
    assert!(kept(&run, "is kept: ").ends_with("  more\n"));
    let run = edited(&scenario, &edit, "echo \"# no card\" > \"$1\"").exits(3);
    assert_eq!(kept(&run, "flow edit FEAT-001 --text "), "# no card\n");
    // What is not there cannot be kept.
    edited(&scenario, &edit, ": > \"$1\"").exits(3).says("flow drop").never_says("kept");
    edited(&scenario, &edit, "rm \"$1\"").exits(1).says("nothing was changed").never_says("see ");
    edited(&scenario, &edit, "true").exits(1).says("nothing was changed");
    let output = scenario.flow_command(&edit).env("EDITOR", "no-such-editor").output();
    Run::of(&edit, output.expect("it runs")).exits(1).says("cannot be started");
    // An agent has nobody who would close the editor.
    let run = edited(&scenario, &["edit", "FEAT-001", "--json"], "sleep 60").exits(2);
    assert_eq!(run.error_code(), "usage");
    let add = ["add", "x", "--prefix", "BUG", "-e"];
    let run = edited(&scenario, &add, "printf \"see\\n\\`\\`\\`\\n\" > \"$1\"").exits(3);
    assert_eq!(kept(&run.says("never closed"), "flow add x --prefix BUG --body "), "see\n```\n");
    assert_eq!(scenario.files(), before);
    edited(&scenario, &edit, "echo \"  more\" >> \"$1\"").ok().says("  more");
}

#[test]
fn long_reasons_come_from_files_and_from_standard_input() {
    let scenario = Scenario::plain();
    scenario.file("why.md", "It \"only\" `greets`\n\n- twice\n").commit("why");
    scenario.flow(&["claim", "FEAT-001"]).ok();
    scenario.flow(&["handoff", "FEAT-001", "--to", "Bob", "--file", "why.md"]).ok().says("twice");
    scenario.flow(&["reject", "FEAT-001", "--file", "why.md"]).ok().says("It \"only\" `greets`");
    piped(&scenario, &["reject", "FEAT-002", "--why", "-"], "No $HOME\n").ok().says("No $HOME");
    piped(&scenario, &["drop", "FEAT-002", "--why", "-"], "It's \"gone\"\n").ok();
    scenario.flow(&["log", "FEAT-002"]).ok().says("It's \"gone\"");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    piped(&scenario, &["back", "FEAT-001", "--why", "-"], "not now").ok();
    scenario.flow(&["log", "FEAT-001"]).ok().says("not now");
    scenario.flow(&["handoff", "FEAT-001"]).exits(2).says("--note");
    let run = piped(&scenario, &["handoff", "FEAT-001", "--note", "-"], "far\n\u{7}\n").exits(3);
    assert_eq!(kept(&run, "flow handoff FEAT-001 --file "), "far\n\u{7}\n");
}

#[test]
fn what_was_searched_and_drawn_for_nothing_says_why() {
    let scenario = Scenario::plain();
    scenario.flow(&["search", "colour:red"]).ok().says("no task has a field `colour`");
    scenario
        .flow(&["search", "id:feat", "title:wave"])
        .ok()
        .says("FEAT-002")
        .never_says("FEAT-001");
    scenario.flow(&["block", "FEAT-001", "--by", "FEAT-002,BUG-001"]).ok();
    scenario.flow(&["search", "blocked-by:bug-001"]).ok().says("FEAT-001");
    scenario.flow(&["search", "depends-on:bug-001"]).ok().says("FEAT-001");
    let tree = "FEAT-001  todo  Greet by name\n├─ FEAT-002  todo  Wave goodbye\n└─ BUG-001";
    scenario.flow(&["graph"]).ok().says(tree);
    scenario.flow(&["unblock", "FEAT-001", "--by", "bug-001"]).ok();
    scenario.flow(&["graph", "BUG-001"]).ok().says("BUG-001 waits for nothing, and nothing for it");
    let run = scenario.flow(&["tick", "--json"]).exits(2);
    assert_eq!(
        run.json()["error"]["message"],
        "the following required arguments were not provided: <ID>, <BOX>..."
    );
}

/// A board of a file per task, as tools keep it that number what is to be met and mark where that begins.
const TASK: &str = "---\nid: TASK-1\ntitle: Mend the roof\nstatus: To Do\nassignee: []\n---\n\n\
## Description\n\nIt leaks.\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 No drop comes in\n\
- [ ] #2 The tiles are red\n<!-- AC:END -->\n\n## Implementation Notes\n\n\
<!-- SECTION:NOTES:BEGIN -->\nBought the ladder.\n<!-- SECTION:NOTES:END -->\n";

#[test]
fn what_stands_between_marks_stays_between_them() {
    let scenario = Scenario::new();
    let workflow = "version = 1\n[ids]\nprefixes = [\"TASK\"]\nform = \"{prefix}-{number}\"\n\
                    [[stage]]\nname = \"todo\"\nboard = \"tasks/*.md\"\nwhere = { status = \"To Do\" }\n\
                    [[stage]]\nname = \"doing\"\nboard = \"tasks/*.md\"\nwhere = { status = \"Doing\" }\n\
                    [[stage]]\nname = \"done\"\nends = true\narchive = \"archive/{id}.md\"\n";
    scenario.file("workflow.toml", workflow).file("tasks/TASK-1.md", TASK).commit("task");
    let before = scenario.files();
    scenario.flow(&["step", "add", "TASK-1", "No wind either"]).ok();
    scenario.flow(&["step", "add", "TASK-1", "Nor cold"]).ok();
    scenario.flow(&["note", "TASK-1", "Seen it"]).ok();
    let text = scenario.read("tasks/TASK-1.md");
    let steps =
        "- [ ] #2 The tiles are red\n- [ ] #3 No wind either\n- [ ] #4 Nor cold\n<!-- AC:END -->\n";
    assert!(text.contains(steps), "{text}");
    let (_, notes) = text.split_once("Bought the ladder.\n- ").expect("a note");
    assert!(notes.contains("Seen it") && notes.ends_with("<!-- SECTION:NOTES:END -->\n"), "{text}");
    scenario.flow(&["tick", "TASK-1", "wind"]).ok();
    scenario.flow(&["ask", "TASK-1", "Red?"]).ok();
    let text = scenario.read("tasks/TASK-1.md");
    assert!(text.contains("NOTES:END -->\n\n## User Questions\n\n1. Red?\n"), "{text}");
    scenario.flow(&["block", "TASK-1", "--by", "TASK-7"]).exits(1);
    scenario.flow(&["set", "TASK-1", "assignee=ada,bob"]).ok().says("assignee: [ada, bob]");
    for _ in 0..6 {
        scenario.flow(&["undo"]).ok();
    }
    assert_eq!(scenario.files(), before);

    scenario.flow(&["add", "A: new \"one\"", "--set", "priority=high"]).ok();
    let made = scenario.read("tasks/TASK-2.md");
    let expected = "---\nid: TASK-2\ntitle: 'A: new \"one\"'\npriority: high\nstatus: To Do\n---\n";
    assert_eq!(made, expected);
    piped(&scenario, &["add", "B", "--body", "-"], "## Description\n\nx\n").ok();
    assert!(scenario.read("tasks/TASK-3.md").ends_with("---\n\n## Description\n\nx\n"));
    scenario.flow(&["set", "TASK-2", "dependencies=TASK-3"]).ok();
    scenario.edit("tasks/TASK-2.md", "dependencies: TASK-3", "dependencies:\n  - TASK-3");
    scenario.flow(&["block", "TASK-2", "--by", "TASK-1"]).ok().says("+   - TASK-1");
    scenario.flow(&["unblock", "TASK-2"]).ok().says("+ dependencies: []");
    let before = scenario.files();
    scenario.flow(&["drop", "TASK-1", "--why", "the house is sold"]).ok().says("removed");
    assert!(!scenario.exists("tasks/TASK-1.md"));
    assert!(scenario.read("archive/TASK-1.md").contains("Bought the ladder."));
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.files(), before);
    scenario.flow(&["add", "x", "--set", "status=Doing"]).exits(3).says("--stage");
}

#[test]
fn a_line_of_todo_txt_is_made_with_its_fields() {
    let scenario = Scenario::new();
    let workflow = "version = 1\n[[stage]]\nname = \"todo\"\nboard = \"todo.txt\"\n\
                    [[stage]]\nname = \"done\"\nboard = \"done.txt\"\nends = true\n";
    scenario.file("workflow.toml", workflow).file("todo.txt", "Paint @home\n").file("done.txt", "");
    let before = scenario.files();
    scenario.flow(&["add", "Mend it", "--set", "due=2026-12-24"]).ok();
    assert_eq!(scenario.read("todo.txt"), "Paint @home\nMend it due:2026-12-24\n");
    // No name of a field there has a blank, so that the first that has none is taken.
    scenario.flow(&["block", "paint-home", "--by", "mend it"]).ok();
    assert!(scenario.read("todo.txt").starts_with("Paint @home Blocked:mend-it"));
    scenario.flow(&["undo"]).ok();
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.files(), before);
}

#[test]
fn in_a_worktree_a_text_alone_is_told_how_it_is_meant() {
    let scenario = Scenario::plain();
    let worktrees =
        "\n[[transition]]\nfrom = \"todo\"\nto = \"in-progress\"\nhooks = [\"create-worktree\"]\n";
    let plain = scenario.read("workflow.toml");
    scenario.file("workflow.toml", format!("{plain}{worktrees}")).commit("worktrees");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    let run = scenario.flow_in(".worktrees/FEAT-001", &["note", "It greets"]).exits(2);
    run.says("the task of this worktree is FEAT-001").says("flow note . TEXT");
    scenario.flow_in(".worktrees/FEAT-001", &["note", ".", "It greets"]).ok();
    scenario.flow(&["note", "It greets"]).exits(2).says("--file PATH");
    let row = "| Id | Task |\n|---|---|\n| FEAT-009 | Sing |\n";
    scenario.edit(
        "workflow.toml",
        "card = \"### [{id}]: {title}\"\n\n",
        "card = \"| {id} | {title} |\"\n\n",
    );
    scenario.file("REVIEW.md", format!("# Review\n\n## Awaiting Review\n\n{row}"));
    scenario.flow(&["tick", "FEAT-009", "1"]).exits(3).says("FEAT-009 has no boxes");
}

#[test]
fn a_section_that_no_card_has_is_made_in_the_manner_of_the_others() {
    let scenario = Scenario::plain();
    let todo = "# Later\n\n- [ ] **FEAT-001**: Greet\n  **Why**: people like it\n\n  **Next steps**:\n  - [ ] Ask\n\
                - [ ] **FEAT-002**: Wave\n";
    scenario.file("TODO.md", todo).commit("steps");
    scenario.flow(&["note", "FEAT-001", "Seen"]).ok();
    let text = scenario.read("TODO.md");
    let (_, notes) =
        text.split_once("people like it\n\n  **Progress Notes**:\n  - ").expect("notes");
    assert!(notes.contains(": Seen\n\n  **Next steps**:\n  - [ ] Ask\n- [ ]"), "{text}");
    scenario.flow(&["done", "FEAT-002", "Waved"]).ok();
    let text = scenario.read("TODO.md");
    assert!(text.ends_with("FEAT-002**: Wave\n\n  **Completed**:\n  - [x] Waved\n"), "{text}");
    scenario.flow(&["undo"]).ok();
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.read("TODO.md"), todo);
}

#[test]
fn a_rejection_leaves_no_approval_of_another_name() {
    let scenario = Scenario::plain();
    let card = "- [ ] **FEAT-001**: Greet by name\n";
    let said = "  - **Approved:**\n  - **Approved By:** Ada 2026-11-20\n";
    scenario.edit("TODO.md", card, &format!("{card}{said}"));
    scenario.flow(&["reject", "FEAT-001", "--why", "no test"]).ok();
    assert!(!scenario.read("TODO.md").contains("Ada 2026-11-20"), "{}", scenario.read("TODO.md"));
}

#[test]
fn the_gate_sees_every_task_that_next_calls_a_blocker() {
    let scenario = Scenario::plain();
    let config = scenario.read("workflow.toml");
    let gate = "\n[[transition]]\nfrom = \"todo\"\nto = \"in-progress\"\ngates = [\"unblocked\"]\n";
    scenario.file("workflow.toml", format!("{config}{gate}"));
    let card = "- [ ] **FEAT-001**: Greet by name\n";
    let said = "  - **Blocked By:** None\n\n  **Dependencies**:\n  - BUG-001\n";
    scenario.edit("TODO.md", card, &format!("{card}{said}")).commit("It waits");
    scenario.flow(&["blocked"]).ok().says("FEAT-001");
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("BUG-001 is not finished");
}

#[test]
fn a_reason_that_was_piped_is_kept_with_all_that_was_typed() {
    let scenario = Scenario::plain();
    let why = "one\ntwo\n";
    let run = piped(&scenario, &["back", "FEAT-001", "--from", "todo", "--why", "-"], why).exits(3);
    assert_eq!(kept(&run, "flow back FEAT-001 --from todo --file "), why);
    let run = piped(&scenario, &["drop", "FEAT-404", "--why", "-"], why);
    assert_eq!(kept(&run, "flow drop FEAT-404 --file "), why);
}
