//! What is left half done is finished or taken back, and told; what is damaged is kept and named.

use std::process::Stdio;

use crate::scenario::{Run, Scenario};

const JOURNAL: &str = ".git/flow/journal";

fn entry(scenario: &Scenario, seq: u32) -> String {
    scenario.read(&format!("{JOURNAL}/{seq:08}.jsonl"))
}

/// Takes the records off an entry, as if flow had been killed before it wrote them.
fn unsettle(scenario: &Scenario, seq: u32) {
    let head = entry(scenario, seq).lines().next().expect("an entry").to_owned();
    scenario.file(&format!("{JOURNAL}/{seq:08}.jsonl"), head + "\n");
}

/// The name of the staged file of a board in an entry.
fn staged(scenario: &Scenario, seq: u32, board: &str) -> String {
    let text = entry(scenario, seq);
    let at = text.find(&format!(".{board}.flow-")).expect("a name");
    text[at..].split('"').next().expect("a name").to_owned()
}

/// A move of FEAT-001 that was killed between its two files: the card stands on both.
fn halfway() -> Scenario {
    let scenario = Scenario::plain();
    let todo = scenario.read("TODO.md");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    unsettle(&scenario, 1);
    scenario.file("TODO.md", todo);
    scenario
}

#[test]
fn recover_finishes_a_move_and_tells_each_step() {
    let scenario = halfway();
    let before = scenario.files();
    let dry = scenario.flow(&["recover", "--dry-run"]).ok();
    dry.says("would finish move 1: FEAT-001").says("would write  TODO.md");
    assert_eq!(scenario.files(), before);
    scenario.flow(&["status"]).ok().says("under way, or was interrupted");
    let data = scenario.flow(&["recover", "--json"]).ok().data();
    assert_eq!(
        (data["outcome"].as_str(), data["id"].as_str()),
        (Some("finished"), Some("FEAT-001"))
    );
    let steps: Vec<_> =
        data["steps"].as_array().expect("steps").iter().map(|s| &s["was_done"]).collect();
    assert_eq!(steps, [true, false]);
    assert!(!scenario.read("TODO.md").contains("FEAT-001"));
    let after = scenario.files();
    scenario.flow(&["recover"]).ok().says("nothing was left half done");
    assert_eq!(scenario.flow(&["recover", "--json"]).ok().data()["outcome"], "nothing");
    assert_eq!(scenario.files(), after);
}

#[test]
fn any_move_recovers_first_and_tells_it() {
    let scenario = halfway();
    let run = scenario.flow(&["advance", "FEAT-002"]).ok();
    assert!(run.stderr.contains("recover: the move of FEAT-001"), "{}", run.stderr);
    let scenario = halfway();
    let data = scenario.flow(&["advance", "FEAT-002", "--json"]).ok().data();
    assert_eq!(data["recovered"][0]["id"], "FEAT-001");
    assert_eq!(data["recovered"][0]["outcome"], "finished");
}

#[test]
fn a_late_edit_that_is_kept_apart_needs_a_person() {
    let late = |scenario: &Scenario| {
        let text = "# Now\n\n## Active Tasks\n\n*Nothing at all in progress.*\n";
        scenario.file(&staged(scenario, 1, "IN_PROGRESS.md"), text);
    };
    // Found by `recover` itself.
    let scenario = halfway();
    late(&scenario);
    let run = scenario.flow(&["recover"]).exits(6).says("kept in IN_PROGRESS.md.theirs-");
    run.says("diff IN_PROGRESS.md IN_PROGRESS.md.theirs-").says("finished move 1");
    scenario.flow(&["recover"]).ok();
    // Found on the way of another move, which is made all the same.
    let scenario = halfway();
    late(&scenario);
    let run = scenario.flow(&["advance", "FEAT-002", "--json"]).exits(6);
    assert_eq!(run.error_code(), "kept-edit");
    let details = &run.json()["error"]["details"];
    assert_eq!((&details["applied"], &details["id"]), (&true.into(), &"FEAT-002".into()));
    let kept = details["kept"][0].as_str().expect("a file").to_owned();
    assert!(scenario.read(&kept).contains("Nothing at all"));
    assert!(scenario.read("IN_PROGRESS.md").contains("FEAT-002"));
    scenario.flow(&["status"]).ok();
}

#[test]
fn a_damaged_last_entry_stops_what_moves_and_nothing_else() {
    let scenario = halfway();
    let broken = entry(&scenario, 1).replacen("FEAT-001", "FEAT-003", 1);
    let path = format!("{JOURNAL}/00000001.jsonl");
    scenario.file(&path, &broken);
    let before = scenario.files();
    for args in [
        &["advance", "FEAT-002"][..],
        &["advance", "FEAT-002", "--dry-run"],
        &["back", "FEAT-001", "--from", "in-progress", "--why", "so"],
        &["undo"],
        &["undo", "1"],
        &["recover"],
        &["recover", "--dry-run"],
    ] {
        let run = scenario.flow(args).exits(6).says("damaged").says("mv ");
        run.says("00000001.damaged");
    }
    for args in [&["status"][..], &["list"], &["show", "FEAT-002"], &["log"]] {
        scenario.flow(args).ok();
    }
    scenario.flow(&["status"]).says("damaged");
    scenario.flow(&["log"]).says("unreadable").says("flow doctor");
    let log = scenario.flow(&["log", "--json"]).ok().data();
    assert_eq!(log["unreadable"][0]["seq"], 1);
    assert_eq!(log["unreadable"][0]["code"], "journal-damaged");
    assert_eq!(scenario.read(&path), broken);
    assert_eq!(scenario.files(), before);
}

#[test]
fn a_newer_entry_stops_and_an_older_damaged_one_does_not() {
    let scenario = Scenario::plain();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["advance", "FEAT-002"]).ok();
    scenario.edit(&format!("{JOURNAL}/00000001.jsonl"), "Greet", "Great");
    scenario.flow(&["back", "FEAT-002", "--why", "later"]).ok();
    scenario.flow(&["undo", "3"]).ok();
    scenario.flow(&["undo", "1"]).exits(6).says("00000001.jsonl is damaged");
    scenario.flow(&["log"]).ok().says("FEAT-002").says("00000001.jsonl is damaged");
    scenario.flow(&["check"]);
}

#[test]
fn a_lock_that_is_waited_for_can_be_interrupted() {
    let scenario = Scenario::plain();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    let before = scenario.files();
    let lock = std::fs::File::open(scenario.path(".git/flow/lock")).expect("a lock");
    lock.lock().expect("held");
    let mut command = scenario.flow_command(&["advance", "FEAT-002", "--json"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    // It waits as soon as its lock file is open.
    let fds = format!("/proc/{}/fd", child.id());
    let waits = || {
        let open = std::fs::read_dir(&fds).into_iter().flatten().flatten();
        open.filter_map(|fd| fd.path().read_link().ok()).any(|path| path.ends_with("flow/lock"))
    };
    while !waits() {
        std::thread::yield_now();
    }
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
    let run = Run::of(&["advance"], child.wait_with_output().expect("ended")).exits(130);
    assert_eq!(run.error_code(), "interrupted");
    drop(lock);
    assert_eq!(scenario.files(), before);
}
