//! What `check` finds on the boards of the last day.

use crate::corpus::{copy_day, skipped};
use crate::scenario::Scenario;

pub const WORKFLOW: &str = r####"version = 1

[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["FEAT", "BUG", "PERF", "REF", "TEST", "DOC", "UX", "SEC", "INVEST"]
registry = { board = "TODO.md", under = "## ID Registry", row = "| {prefix} | {next:3} | {*} |" }

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
limit = 6
counters = ["**Maximum Concurrent Tasks: {limit}**", "**Current Active: {count}/{limit}**"]

[[stage]]
name = "review"
board = "REVIEW.md"
under = "## Awaiting Review"
card = "### [{id}]: {title}"

[[stage]]
name = "testing"
board = "TESTING.md"
under = "## Merge Queue"
card = "### [{id}]: {title}"

[[stage]]
name = "done"
ends = true
archive = "archive/{id}.md"
"####;

#[test]
fn check_names_the_damage_and_no_look_alike() {
    let scenario = Scenario::new();
    if !copy_day(&scenario, "origin-last-day") {
        return skipped("origin-last-day");
    }
    scenario.file("workflow.toml", WORKFLOW).commit("Begin");
    let data = scenario.flow(&["check", "--json"]).exits(3).json();
    let problems = match data["data"]["problems"].as_array() {
        Some(problems) => problems.clone(),
        None => panic!("{data}"),
    };
    let of = |code: &str| -> Vec<String> {
        let hits = problems.iter().filter(|p| p["code"] == code);
        hits.map(|p| p["id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let mut two = of("two-boards");
    two.sort();
    assert_eq!(two, ["BUG-086", "BUG-092"]);
    assert_eq!(of("unclosed-fence").len(), 5);
    assert_eq!(of("unknown-prefix"), Vec::<String>::new());
    assert_eq!(of("duplicate-id"), Vec::<String>::new());
    // Look-alikes: done tasks in lists below other headings, the template in its fence.
    for look_alike in ["BUG-066", "TEST-029", "FEAT-049", "BUG-409", "BUG-064"] {
        let named = problems.iter().any(|problem| problem["id"] == look_alike);
        assert!(!named, "{look_alike}: {problems:?}");
    }
    let text = scenario.flow(&["check"]).exits(3);
    text.says("two-boards").says("BUG-086").says("TESTING.md");
}
