//! The command line: one document, stable exit codes, errors that say what to type next.

use crate::scenario::{PLAIN, Scenario};

#[test]
fn every_command_gives_one_document() {
    let scenario = Scenario::plain();
    let commands: &[(&[&str], &str)] = &[
        (&["status"], "stages"),
        (&["list"], "tasks"),
        (&["show", "FEAT-001"], "id"),
        (&["check"], "problems"),
        (&["verify", "FEAT-001"], "gates"),
        (&["advance", "FEAT-001", "--dry-run"], "effects"),
        (&["advance", "FEAT-001"], "effects"),
        (&["back", "FEAT-001", "--why", "later"], "effects"),
        (&["log"], "entries"),
        (&["undo"], "effects"),
        (&["trust"], "runs"),
        (&["init"], "kept"),
    ];
    for (args, key) in commands {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        let run = scenario.flow(&args).ok();
        assert_eq!(run.json()["kind"], args[0]);
        assert!(!run.data()[key].is_null(), "{args:?} has no {key}: {}", run.stdout);
        assert_eq!(run.stderr, "", "{args:?}");
    }
}

#[test]
fn errors_are_one_document_too() {
    let scenario = Scenario::plain();
    let commands: &[(&[&str], i32)] = &[
        (&["advance", "FEAT-404"], 1),
        (&["advance", "FEAT-001", "--to", "nowhere"], 2),
        (&["advance", "FEAT-001", "--to", "done"], 3),
        (&["back", "FEAT-001", "--why", "x"], 3),
        (&["advnce", "FEAT-001"], 2),
        (&["back", "FEAT-001"], 2),
        (&["advance", "1"], 2),
    ];
    for (args, code) in commands {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        let run = scenario.flow(&args).exits(*code);
        let json = run.json();
        assert_eq!(json["kind"], "error", "{args:?}");
        for key in ["code", "message", "hint", "retryable", "details"] {
            assert!(json["error"].get(key).is_some(), "{args:?} has no {key}: {json}");
        }
        assert!(json["error"]["hint"].is_string(), "{args:?} says nothing to type: {json}");
    }
}

#[test]
fn list_tells_the_whole_task() {
    let scenario = Scenario::plain();
    let data = scenario.flow(&["list", "--json"]).ok().data();
    let task = &data["tasks"][0];
    assert_eq!(task["id"], "FEAT-001");
    assert_eq!(
        (&task["stage"], &task["board"], &task["line"]),
        (&"todo".into(), &"TODO.md".into(), &3.into())
    );
    assert_eq!(task["fields"]["Why"], "people like it");
    assert_eq!(task["boxes"][0]["done"], false);
    assert_eq!(task["closed"], false);
}

#[test]
fn short_ids_are_known_while_they_are_unique() {
    let scenario = Scenario::plain();
    scenario.flow(&["show", "2", "--json"]).ok().says("FEAT-002");
    scenario.flow(&["show", "feat-001"]).ok().says("Greet by name");
    scenario.flow(&["show", "1"]).exits(2).says("FEAT-001").says("BUG-001");
    scenario.flow(&["advance", "FEAT-003"]).exits(1).says("is FEAT-001 meant?");
}

#[test]
fn a_dry_run_shows_everything_and_changes_nothing() {
    let scenario = Scenario::plain();
    let before = scenario.files();
    let run = scenario.flow(&["advance", "FEAT-001", "--dry-run"]).ok();
    run.says("--- a/TODO.md")
        .says("+++ b/IN_PROGRESS.md")
        .says("+### [FEAT-001]: Greet by name")
        .says("-**Active: 0/2**");
    assert_eq!(scenario.files(), before);
    assert!(!scenario.exists(".git/flow/journal"));
    let data = scenario.flow(&["advance", "FEAT-001", "--dry-run", "--json"]).ok().data();
    assert_eq!(data["applied"], false);
}

#[test]
fn a_full_stage_names_the_nearly_done_first_and_what_would_free_it() {
    let scenario = Scenario::plain();
    scenario.flow(&["advance", "BUG-001"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.edit("IN_PROGRESS.md", "- [ ] Ask", "- [x] Ask");
    let run = scenario.flow(&["advance", "FEAT-002"]).exits(3);
    let said = run.says("2 of 2").says("flow advance FEAT-001").said();
    assert!(said.find("FEAT-001").expect("named") < said.find("BUG-001").expect("named"), "{said}");
}

#[test]
fn escapes_and_bidi_marks_are_shown_and_not_sent() {
    let scenario = Scenario::plain();
    scenario.edit("TODO.md", "Greet by name", "Greet \u{1b}[31mred\u{7} \u{202e}eman");
    for args in [
        &["status"][..],
        &["list"],
        &["show", "FEAT-001"],
        &["advance", "FEAT-001", "--dry-run"],
        &["check"],
        &["list", "--json"],
        &["status", "--json"],
    ] {
        let run = scenario.flow(args);
        assert!(
            !run.said().contains(['\u{1b}', '\u{7}', '\u{202e}']),
            "{args:?}: {:?}",
            run.said()
        );
    }
}

#[test]
fn a_mistake_in_the_workflow_is_shown_where_it_is() {
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", PLAIN.replace("limit = 2", "limt = 2"));
    let run = scenario.flow(&["status"]).exits(1);
    run.says("workflow.toml:21:1").says("limt = 2").says("did you mean `limit`");
    assert_eq!(scenario.flow(&["status", "--json"]).exits(1).error_code(), "workflow");
}

#[test]
fn outside_any_workflow_the_next_step_is_named() {
    let scenario = Scenario::new();
    scenario.flow(&["status"]).exits(1).says("flow init");
}

#[test]
fn boards_that_are_there_are_taken_over_and_not_begun_anew() {
    let scenario = Scenario::new();
    scenario.file("TODO.md", "# Todo\n\n- [ ] T-1: Greet\n").commit("Begin");
    scenario.flow(&["status"]).exits(1).says("flow adopt");
    let data = scenario.flow(&["init", "--json"]).ok().data();
    assert_eq!(data["unread"], serde_json::json!(["TODO.md"]));
    scenario.flow(&["init"]).ok().says("nothing on TODO.md is read as a task").says("flow adopt");
}

#[test]
fn init_never_overwrites_and_what_it_writes_is_clean() {
    let scenario = Scenario::new();
    scenario.file("TODO.md", "# My own list\n");
    scenario.flow(&["init"]).ok().says("TODO.md");
    assert!(scenario.read("TODO.md").starts_with("# My own list\n"));
    scenario.commit("Begin");
    scenario.flow(&["status"]).ok();
    scenario.flow(&["check"]).ok();
    let before = scenario.files();
    scenario.flow(&["init"]).ok();
    assert_eq!(scenario.files(), before);
}

#[test]
fn a_workflow_without_a_repository_works() {
    let scenario = Scenario::without_git();
    for (path, text) in [
        ("workflow.toml", PLAIN),
        ("TODO.md", crate::scenario::TODO),
        ("IN_PROGRESS.md", crate::scenario::IN_PROGRESS),
        ("REVIEW.md", crate::scenario::REVIEW),
    ] {
        scenario.file(path, text);
    }
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.file("deep/er/x", "");
    scenario.flow_in("deep/er", &["advance", "FEAT-001"]).ok();
    scenario.flow(&["-C", "deep", "undo"]).ok();
    assert!(scenario.read("IN_PROGRESS.md").contains("### [FEAT-001]"));
    assert!(scenario.exists(".flow/journal"));
}

#[test]
fn a_closed_pipe_is_no_crash() {
    let scenario = Scenario::plain();
    let mut child = scenario
        .flow_command(&["list"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panic"));
}
