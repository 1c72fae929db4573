//! `flow check --fix`: what has one right answer is mended, and a mending is a move like any other:
//! it is shown, logged and taken back.

use serde_json::Value;

use crate::scenario::Scenario;

/// Boards after a day of hand edits: a counter that lies, a separator that stands twice, a placeholder
/// beside a card, and a card that waits for nobody.
fn damaged() -> Scenario {
    let scenario = Scenario::plain();
    let board = "# Now\n\n**Active: 1/2**\n\n## Active Tasks\n\n*No tasks in progress.*\n\n\
                 ### [FEAT-007]: Knock\n\n**Blocked By**: FEAT-404\n\n---\n\n---\n\n\
                 ### [FEAT-008]: Ring\n\n## Notes\n\n---\n---\n";
    scenario.file("IN_PROGRESS.md", board).commit("A day by hand");
    scenario
}

const MENDED: &str = "# Now\n\n**Active: 2/2**\n\n## Active Tasks\n\n\
                      ### [FEAT-007]: Knock\n\n**Blocked By**: FEAT-404\n\n---\n\n\
                      ### [FEAT-008]: Ring\n\n## Notes\n\n---\n---\n";

#[test]
fn a_dry_run_shows_the_change_and_makes_none() {
    let scenario = damaged();
    let before = scenario.files();
    let run = scenario.flow(&["check", "--fix", "--dry-run"]).ok();
    run.says("would mend counter")
        .says("-**Active: 1/2**\n+**Active: 2/2**")
        .says("FEAT-404")
        .says("1 warning")
        .says("this was a dry run")
        .says("next: flow check --fix");
    let data = scenario.flow(&["check", "--fix", "--dry-run", "--json"]).ok().data();
    assert_eq!((&data["applied"], &data["warnings"]), (&Value::from(false), &Value::from(1)));
    assert!(data["effects"][0]["diff"].as_str().is_some_and(|diff| diff.contains("+**Active")));
    assert_eq!(scenario.files(), before);
    scenario.flow(&["log"]).ok().says("nothing was moved yet");
}

#[test]
fn what_has_one_right_answer_is_mended_logged_and_taken_back() {
    let scenario = damaged();
    let before = scenario.files();
    let data = scenario.flow(&["check", "--fix", "--json"]).ok().data();
    assert_eq!(scenario.read("IN_PROGRESS.md"), MENDED);
    let codes: Vec<&str> = data["mended"]
        .as_array()
        .expect("problems")
        .iter()
        .filter_map(|problem| problem["code"].as_str())
        .collect();
    assert_eq!(codes, ["counter", "placeholder", "separator"]);
    assert_eq!((&data["seq"], &data["applied"]), (&Value::from(1), &Value::from(true)));
    // What has several answers is left, with what to do.
    assert_eq!(data["problems"][0]["code"], "unknown-blocker");
    let log = scenario.flow(&["log", "--json"]).ok().data();
    let entry = &log["entries"][0];
    assert_eq!((&entry["kind"], &entry["state"]), (&Value::from("mend"), &Value::from("done")));
    scenario.flow(&["log"]).ok().says("mend").says("counter on IN_PROGRESS.md:3 and 2 more");

    scenario.flow(&["check", "--fix"]).ok().says("nothing has just one right answer");
    scenario.flow(&["undo", "--dry-run"]).ok().says("(undoes 1)").says("+**Active: 1/2**");
    let undone = scenario.flow(&["undo", "--json"]).ok().data();
    assert_eq!((&undone["reverts"], &undone["seq"]), (&Value::from(1), &Value::from(2)));
    assert_eq!(scenario.files(), before);
    scenario.flow(&["undo"]).exits(3).says("no transition to take back");
    // And the undoing as well.
    scenario.flow(&["undo", "2"]).ok();
    assert_eq!(scenario.read("IN_PROGRESS.md"), MENDED);
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.files(), before);
}

#[test]
fn moves_and_mendings_are_taken_back_through_one_another() {
    let scenario = damaged();
    let before = scenario.files();
    scenario.flow(&["check", "--fix"]).ok();
    scenario.flow(&["advance", "FEAT-007"]).ok();
    // The move has written the same counter: it goes first.
    scenario.flow(&["undo", "1"]).exits(3).says("has been changed since").says("flow log");
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.read("IN_PROGRESS.md"), MENDED);
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.files(), before);
    scenario.flow(&["advance", "FEAT-007"]).ok();
    scenario.flow(&["check", "--fix"]).ok();
    scenario.flow(&["undo", "FEAT-007"]).ok().says("FEAT-007");
    assert!(scenario.read("IN_PROGRESS.md").contains("### [FEAT-007]: Knock"));
}

#[test]
fn notes_of_worktrees_that_are_not_there_are_mended() {
    let scenario = Scenario::plain();
    let todo = scenario.read("TODO.md");
    let waiting = "- [ ] **FEAT-011**: Whistle\n  - **Branch:** .worktrees/FEAT-011\n  - **Why:** to be heard\n";
    scenario.file("TODO.md", format!("{todo}{waiting}"));
    let board = "# Now\n\n**Active: 2/2**\n\n## Active Tasks\n\n### [FEAT-007]: Knock\n\
                 **Worktree**: `.worktrees/FEAT-007` (fast)\n\n---\n\n\
                 ### [FEAT-008]: Ring\n**Worktree**: .worktrees/FEAT-008\n";
    scenario.file("IN_PROGRESS.md", board).commit("By hand");
    // One was moved by hand, and nobody has made the other.
    scenario.git(&["worktree", "add", "-q", "-b", "FEAT-007", ".worktrees/knock"]);
    let before = scenario.files();
    let run = scenario.flow(&["check"]).ok();
    run.says("missing-worktree").says("checked out at .worktrees/knock").says("worktree-note");
    let data = scenario.flow(&["check", "--fix", "--json"]).ok().data();
    let mended: Vec<_> = data["mended"].as_array().expect("some").iter().collect();
    let mended: Vec<_> = mended.iter().map(|p| (&p["code"], &p["id"])).collect();
    let is = |code: &str, id: &str| (Value::from(code), Value::from(id));
    let expected = [is("worktree-note", "FEAT-011"), is("missing-worktree", "FEAT-007")];
    assert_eq!(mended, expected.each_ref().map(|(code, id)| (code, id)));
    assert_eq!(data["problems"][0]["id"], "FEAT-008", "{data}");
    assert_eq!(
        scenario.read("IN_PROGRESS.md"),
        board.replace("`.worktrees/FEAT-007` (fast)", "`.worktrees/knock` (fast)")
    );
    let without = waiting.replace("  - **Branch:** .worktrees/FEAT-011\n", "");
    assert_eq!(scenario.read("TODO.md"), format!("{todo}{without}"));
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.files(), before);
}

#[test]
fn what_is_not_known_is_not_mended() {
    let scenario = damaged();
    // A card may be hidden: how many there are is not known until that is settled.
    scenario.edit("IN_PROGRESS.md", "[FEAT-008]", "[ODD-8]");
    scenario.edit("IN_PROGRESS.md", "1/2", "2/2");
    let run = scenario.flow(&["check", "--fix"]).exits(3);
    run.says("unknown-prefix").says("error counter").never_says("mended counter");
    assert!(scenario.read("IN_PROGRESS.md").contains("**Active: 2/2**"));
    // A board in conflict is not written at all.
    let text = "# Now\n\n**Active: 0/2**\n\n## Active Tasks\n\n<<<<<<< ours\n### [FEAT-007]: Knock\n=======\n>>>>>>> theirs\n";
    scenario.file("IN_PROGRESS.md", text);
    scenario.flow(&["check", "--fix"]).exits(3).says("conflict-markers");
    assert_eq!(scenario.read("IN_PROGRESS.md"), text);
}

#[test]
fn what_the_workflow_turns_off_stays() {
    let scenario = damaged();
    let config = scenario.read("workflow.toml");
    scenario.file("workflow.toml", format!("{config}\n[check]\nseparator = \"off\"\n"));
    scenario.flow(&["check", "--fix"]).ok().never_says("mended separator");
    assert!(scenario.read("IN_PROGRESS.md").contains("---\n\n---\n"));
}

#[test]
fn a_dry_run_needs_something_to_run() {
    Scenario::plain().flow(&["check", "--dry-run"]).exits(2).says("--fix");
}
