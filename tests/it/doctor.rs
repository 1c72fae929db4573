//! What lies in the way is found, explained, and mended where that is safe.

use serde_json::Value;

use crate::scenario::Scenario;

const JOURNAL: &str = ".git/flow/journal";
const NONCE: &str = "0123456789abcdef0123456789abcdef";

/// The findings of this code.
fn found(scenario: &Scenario, code: &str) -> Vec<Value> {
    let data = scenario.flow(&["doctor", "--json"]).data();
    let findings = data["findings"].as_array().expect("findings").clone();
    findings.into_iter().filter(|finding| finding["code"] == code).collect()
}

fn moved() -> Scenario {
    let scenario = Scenario::plain();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["advance", "FEAT-002"]).ok();
    scenario
}

#[test]
fn where_all_is_well_it_says_so_and_writes_nothing() {
    let scenario = Scenario::plain();
    scenario.flow(&["doctor"]).ok().says("all is well");
    assert!(!scenario.exists(".git/flow"));
    let scenario = moved();
    let before = scenario.files();
    scenario.flow(&["doctor"]).ok().says("all is well");
    scenario.flow(&["doctor", "--fix"]).ok().says("all is well");
    assert_eq!(scenario.files(), before);
}

#[test]
fn an_interrupted_move_is_named_and_recovered() {
    let scenario = moved();
    let path = format!("{JOURNAL}/00000002.jsonl");
    let head = scenario.read(&path).lines().next().expect("an entry").to_owned();
    scenario.file(&path, head + "\n");
    scenario.flow(&["doctor"]).exits(3).says("unfinished-move").says("flow recover");
    // While another flow is at work, it is under way.
    let lock = std::fs::File::open(scenario.path(".git/flow/lock")).expect("a lock");
    lock.lock().expect("held");
    scenario.flow(&["doctor"]).ok().says("at-work");
    drop(lock);
    scenario.flow(&["doctor", "--fix"]).ok().says("finished move 2");
    scenario.flow(&["doctor"]).ok();
}

#[test]
fn a_damaged_entry_is_set_aside_once_its_end_is_known() {
    let scenario = moved();
    scenario.edit(&format!("{JOURNAL}/00000001.jsonl"), "Greet", "Great");
    scenario.edit(&format!("{JOURNAL}/00000002.jsonl"), "Wave", "Wove");
    scenario.flow(&["advance", "BUG-001", "--to", "in-progress"]).exits(6);
    scenario.flow(&["doctor"]).exits(3).says("journal-damaged");
    let broken = scenario.read(&format!("{JOURNAL}/00000002.jsonl"));
    scenario.flow(&["doctor", "--fix"]).ok().says("mended journal-damaged");
    assert_eq!(scenario.read(&format!("{JOURNAL}/00000002.damaged")), broken);
    scenario.flow(&["back", "FEAT-001", "--why", "later"]).ok();
    // Numbers are not given twice.
    assert!(scenario.exists(&format!("{JOURNAL}/00000003.jsonl")));
    // One whose end is not known is a person's.
    scenario.file(&format!("{JOURNAL}/00000003.jsonl"), "torn");
    let run = scenario.flow(&["doctor", "--fix"]).exits(3).says("journal-damaged");
    run.says("00000003.damaged");
    assert_eq!(scenario.read(&format!("{JOURNAL}/00000003.jsonl")), "torn");
}

#[test]
fn of_what_lies_beside_the_boards_only_what_is_known_goes() {
    let scenario = moved();
    let entry = scenario.read(&format!("{JOURNAL}/00000002.jsonl"));
    let at = entry.find(".TODO.md.flow-").expect("a name");
    let own = entry[at..].split('"').next().expect("a name").to_owned();
    let todo = scenario.read("TODO.md");
    scenario
        .file(&own, &todo)
        .file(".TODO.md.flow-0123456789ab", "somebody's\n")
        .file(".REVIEW.md.flow-0123456789ab", "")
        .file("TODO.md.theirs-0123456789ab", "what somebody wrote\n")
        .file(".TODO.md.flow-of-mine", "no name of flow's\n");
    assert_eq!(found(&scenario, "staged-file").len(), 3);
    assert_eq!(found(&scenario, "kept-edit").len(), 1);
    let run = scenario.flow(&["doctor", "--fix"]).exits(3);
    let run = run.says("diff TODO.md TODO.md.theirs-0123456789ab");
    run.says("diff TODO.md .TODO.md.flow-0123456789ab");
    assert!(!scenario.exists(&own) && !scenario.exists(".REVIEW.md.flow-0123456789ab"));
    assert!(scenario.exists(".TODO.md.flow-0123456789ab"));
    assert!(scenario.exists("TODO.md.theirs-0123456789ab"));
    assert!(scenario.exists(".TODO.md.flow-of-mine"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "people move folders")]
fn what_a_killed_move_left_in_git_is_told_from_what_others_made() {
    let scenario = moved();
    let mark = format!("refs/flow/tx/{NONCE}/merge/main");
    let head = scenario.git(&["rev-parse", "HEAD"]);
    scenario.git(&["update-ref", &mark, &head]);
    scenario.git(&["worktree", "add", "-q", "-b", "one", "one"]);
    let reason = format!("flow transaction {NONCE}");
    scenario.git(&["worktree", "lock", "--reason", &reason, "one"]);
    scenario.git(&["worktree", "add", "-q", "-b", "two", "two"]);
    scenario.git(&["worktree", "lock", "--reason", "on a stick", "two"]);
    scenario.git(&["worktree", "add", "-q", "-b", "three", "three"]);
    std::fs::rename(scenario.path("three"), scenario.path("moved-by-hand")).expect("moved");
    scenario.file(".git/index.lock", "").file(".git/refs/heads/main.lock", "");
    scenario.file(&format!(".git/{mark}.lock"), "");
    let run = scenario.flow(&["doctor"]).exits(3).says("left-mark").says("left-lock");
    run.says("prunable-worktree").says("rm ").says("index.lock");
    let run = scenario.flow(&["doctor", "--fix"]).exits(3).says("mended left-mark");
    run.says("mended left-lock");
    assert!(scenario.git(&["for-each-ref", "refs/flow/tx"]).is_empty());
    let listed = scenario.git(&["worktree", "list", "--porcelain"]);
    assert!(!listed.contains("flow transaction") && listed.contains("on a stick"), "{listed}");
    for theirs in [".git/index.lock", ".git/refs/heads/main.lock", ".git/worktrees/three"] {
        assert!(scenario.exists(theirs), "{theirs}");
    }
    assert!(!scenario.exists(&format!(".git/{mark}.lock")));
}

#[test]
fn a_lock_that_somebody_holds_is_waited_for() {
    let scenario = moved();
    scenario.file(".git/index.lock", "");
    let held = std::fs::File::open(scenario.path(".git/index.lock")).expect("open");
    let holder = format!("process {}", std::process::id());
    scenario.flow(&["doctor"]).ok().says("git-at-work").says(&holder);
    drop(held);
    scenario.flow(&["doctor"]).exits(3).says("git-lock");
}

#[test]
fn the_worktree_of_a_finished_task_and_an_open_state_are_told() {
    let scenario = moved();
    scenario.flow(&["undo"]).ok();
    for _ in 0..2 {
        scenario.flow(&["advance", "FEAT-001"]).ok();
    }
    scenario.git(&["worktree", "add", "-q", "-b", "FEAT-001", ".worktrees/FEAT-001"]);
    let run = scenario.flow(&["doctor"]).ok().says("finished-worktree");
    run.says("git worktree remove .worktrees/FEAT-001");
    let chmod = ["777", ".git/flow"];
    let done =
        std::process::Command::new("chmod").args(chmod).current_dir(scenario.root()).status();
    assert!(done.expect("chmod runs").success());
    scenario.flow(&["doctor"]).exits(3).says("open-state").says("chmod o-w");
}

#[test]
fn without_git_there_is_little_to_look_at() {
    let scenario = Scenario::without_git();
    scenario.flow(&["init"]).ok();
    scenario.flow(&["doctor"]).ok().says("all is well");
}
