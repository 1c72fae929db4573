//! The real boards, by the binary: every open card that stands once goes out and home.

use std::path::PathBuf;

use crate::scenario::Scenario;

const WORKFLOW: &str = r####"version = 1

[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["FEAT", "BUG", "PERF", "REF", "TEST", "DOC", "UX", "SEC", "INVEST"]

[[stage]]
name = "todo"
board = "TODO.md"
card = ["- [ ] **{id}**: {title}"]
closed = ["- [x] **{id}**: {title}"]
field = "  - **{name}:** {value}"

[[stage]]
name = "in-progress"
board = "IN_PROGRESS.md"
under = ["## Active Tasks"]
card = ["### [{id}]: {title}", "### {id}: {title}"]
field = "**{name}**: {value}"
limit = 6
counters = ["**Maximum Concurrent Tasks: {limit}**", "**Current Active: {count}/{limit}**"]
separator = "---"
placeholder = "*No tasks in progress.*"
template = "## Task Template"
on-enter.add = { Started = "{date}", Assigned = "{actor}", Branch = "{worktree}", "Blocked By" = "None" }
on-enter.set = { Status = "In Progress" }

[[stage]]
name = "review"
board = "REVIEW.md"
under = ["## Awaiting Review"]
card = ["### [{id}]: {title}"]
"####;

/// Says that a test is skipped, where it can be seen; where the boards are required, fails.
pub fn skipped(day: &str) {
    let required = std::env::var_os("FLOW_CORPUS").is_some_and(|value| value == "required");
    assert!(!required, "FLOW_CORPUS=required, and {day} is missing");
    #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
    {
        eprintln!("skipped: there are no real boards of {day} here");
    }
}

/// Copies the boards of a day into the scenario; `false` where they are missing.
pub fn copy_day(scenario: &Scenario, day: &str) -> bool {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus").join(day);
    let Ok(entries) = std::fs::read_dir(&folder) else { return false };
    for entry in entries {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        scenario.file(&name, std::fs::read(&path).expect("a board"));
    }
    true
}

/// The ids of the open cards of the first stage that stand on no other.
pub fn movable(scenario: &Scenario) -> Vec<String> {
    let data = scenario.flow(&["list", "--json"]).ok().data();
    let tasks = data["tasks"].as_array().expect("tasks").clone();
    let id = |task: &serde_json::Value| task["id"].as_str().expect("an id").to_owned();
    let all: Vec<String> = tasks.iter().map(&id).collect();
    let todo = tasks.iter().filter(|task| task["stage"] == "todo").map(&id);
    todo.filter(|id| all.iter().filter(|other| *other == id).count() == 1).collect()
}

/// The cards that stand twice, each once.
fn doubled(scenario: &Scenario) -> Vec<String> {
    let data = scenario.flow(&["list", "--json"]).ok().data();
    let tasks = data["tasks"].as_array().expect("tasks");
    let ids: Vec<_> = tasks.iter().filter_map(|t| t["id"].as_str().map(str::to_owned)).collect();
    let mut twice: Vec<_> =
        ids.iter().filter(|id| ids.iter().filter(|o| o == id).count() > 1).cloned().collect();
    twice.sort();
    twice.dedup();
    twice
}

/// The body lines of a card, without their indentation.
fn body(board: &str, id: &str) -> Vec<String> {
    let head = [format!("- [ ] **{id}**:"), format!("### [{id}]:")];
    let mut lines =
        board.lines().skip_while(|line| !head.iter().any(|h| line.starts_with(h.as_str())));
    let first = lines.next().expect("a head");
    let item = first.starts_with("- ");
    let ends = |line: &&str| {
        if item {
            !line.starts_with(' ') && !line.trim().is_empty()
        } else {
            line.starts_with("##")
        }
    };
    let own = lines.take_while(|line| !ends(line));
    own.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// One at a time: its body asserted while it is there, every file the same once it is home; and, with
/// a second card moved in between, the same again.
fn out_and_home(day: &str, limit: &str) {
    let scenario = Scenario::new();
    if !copy_day(&scenario, day) {
        return skipped(day);
    }
    scenario.file("workflow.toml", WORKFLOW.replace("limit = 6", limit)).commit("Begin");
    let ids = movable(&scenario);
    let before = scenario.files();
    let todo = scenario.read("TODO.md");
    for id in &ids {
        let lines = body(&todo, id);
        scenario.flow(&["advance", id]).ok();
        let there = body(&scenario.read("IN_PROGRESS.md"), id);
        for line in &lines {
            assert!(there.contains(line), "{day} {id} lost {line:?}");
        }
        scenario.flow(&["back", id, "--why", "not now"]).ok();
        assert!(scenario.files() == before, "{day}: {id} did not come home to the byte");
    }
    for id in doubled(&scenario) {
        let refused = scenario.flow(&["advance", &id]).exits(3);
        refused.says(".md:").says("places");
    }
    assert!(scenario.files() == before);
}

fn crossing(day: &str) {
    let scenario = Scenario::new();
    if !copy_day(&scenario, day) {
        return skipped(day);
    }
    // Room for two more, and counters that say so.
    scenario.file("workflow.toml", WORKFLOW.replace("limit = 6", "limit = 8"));
    let board = scenario.read("IN_PROGRESS.md");
    let board = board.replacen("Tasks: 6**", "Tasks: 8**", 1).replacen("/6**", "/8**", 1);
    scenario.file("IN_PROGRESS.md", board).commit("Begin");
    let ids = movable(&scenario);
    let before = scenario.files();
    for pair in ids.windows(2).step_by(2) {
        let [a, b] = pair else { continue };
        scenario.flow(&["advance", a]).ok();
        scenario.flow(&["advance", b]).ok();
        scenario.flow(&["back", a, "--why", "not now"]).ok();
        scenario.flow(&["back", b, "--why", "nor this"]).ok();
        assert!(scenario.files() == before, "{day}: {a} and {b} did not come home to the byte");
    }
}

#[test]
fn every_card_of_the_seed_day() {
    out_and_home("origin-seed-day", "limit = 6");
}

#[test]
fn every_card_of_the_last_day() {
    out_and_home("origin-last-day", "limit = 6");
}

#[test]
fn two_cards_of_the_seed_day_cross() {
    crossing("origin-seed-day");
}

#[test]
fn two_cards_of_the_last_day_cross() {
    crossing("origin-last-day");
}
