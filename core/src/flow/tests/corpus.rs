//! The real boards: every open card goes out and home again, to the byte.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Yard;

const WORKFLOW: &str = r####"
version = 1
[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["FEAT", "BUG", "PERF", "REF", "TEST", "DOC", "UX", "SEC", "INVEST"]
[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"
closed = "- [x] **{id}**: {title}"
[[stage]]
name = "in-progress"
board = "IN_PROGRESS.md"
under = "## Active Tasks"
card = ["### [{id}]: {title}", "### {id}: {title}"]
counters = ["**Maximum Concurrent Tasks: {limit}**", "**Current Active: {count}/{limit}**"]
limit = 6
separator = "---"
placeholder = "*No tasks in progress.*"
template = "## Task Template"
on-enter.add = { Started = "{date}", Assigned = "{actor}", Branch = "{worktree}", "Blocked By" = "None" }
on-enter.set = { Status = "In Progress" }
[[stage]]
name = "review"
board = "REVIEW.md"
under = "## Awaiting Review"
card = "### [{id}]: {title}"
"####;

/// The folder of real boards, where it is there. Where it is not, the test says so and is skipped;
/// `FLOW_CORPUS=required` makes that a failure.
fn corpus(day: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus").join(day);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("FLOW_CORPUS").is_none_or(|v| v != "required"), "{day} is missing");
    #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
    {
        eprintln!("skipped: there are no real boards of {day} here");
    }
    None
}

fn yard(day: &str, limit: u32) -> Option<Yard> {
    let folder = corpus(day)?;
    let mut files = BTreeMap::new();
    for name in ["TODO.md", "IN_PROGRESS.md", "REVIEW.md"] {
        let text = std::fs::read_to_string(folder.join(name)).expect("a board");
        let text = text.replace("Tasks: 6**", &format!("Tasks: {limit}**"));
        files.insert(name, text.replace("/6**\n\n---", &format!("/{limit}**\n\n---")));
    }
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Some(Yard::new(&WORKFLOW.replace("limit = 6", &format!("limit = {limit}")), &files))
}

/// The ids of the open cards of the first stage that stand nowhere else.
fn movable(yard: &Yard) -> Vec<String> {
    let snapshot = yard.flow().look().expect("boards");
    let live = || snapshot.tasks().iter().filter(|task| !task.closed);
    let alone = |id| live().filter(|task| task.id == id).count() == 1;
    let todo = live().filter(|task| task.stage.as_str() == "todo");
    todo.filter(|task| alone(task.id.clone())).map(|task| task.id.to_string()).collect()
}

fn body(yard: &Yard, id: &str) -> Vec<String> {
    let snapshot = yard.flow().look().expect("boards");
    let task = snapshot.tasks().iter().find(|t| t.id.as_str() == id && !t.closed).expect("a task");
    let board = snapshot.board(&task.board).expect("a board");
    let card = board.cards.iter().find(|c| c.line == task.line).expect("a card");
    let lines = board.slice(&card.range).lines().skip(1).map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

fn out_and_home(day: &str) {
    let Some(yard) = yard(day, 6) else { return };
    let before = yard.files();
    let ids = movable(&yard);
    assert!(ids.len() > 20, "{day} has {} movable cards", ids.len());
    // Every card is moved by the binary in the stories; here a spread of them, in all the forms.
    for id in ids.iter().step_by(ids.len() / 60 + 1) {
        let lines = body(&yard, id);
        yard.advance(id).unwrap_or_else(|error| panic!("{day} {id}: {error}"));
        let there = body(&yard, id);
        for line in &lines {
            assert!(there.contains(line), "{day} {id} lost {line:?}");
        }
        yard.back(id).unwrap_or_else(|error| panic!("{day} {id} home: {error}"));
        assert_eq!(yard.files(), before, "{day} {id}");
    }
}

fn two_at_once(day: &str) {
    let Some(yard) = yard(day, 8) else { return };
    let ids = movable(&yard);
    let before = yard.files();
    // Neighbours are the hard case: each stands at the very place of the other.
    for pair in ids.windows(2).step_by(ids.len() / 20 + 1) {
        let [a, b] = pair else { continue };
        for order in [[a, b, a, b], [a, b, b, a], [b, a, a, b], [b, a, b, a]] {
            yard.advance(order[0]).expect("out");
            yard.advance(order[1]).expect("out");
            yard.back(order[2]).expect("home");
            yard.back(order[3]).expect("home");
            assert!(yard.files() == before, "{day} {order:?}:\n{}", differences(&before, &yard));
        }
    }
}

fn differences(before: &BTreeMap<PathBuf, String>, yard: &Yard) -> String {
    let mut out = String::new();
    for (path, text) in yard.files() {
        let old = before.get(&path).map_or("", String::as_str);
        for (at, (one, two)) in old.lines().zip(text.lines()).enumerate() {
            if one != two {
                out += &format!("{}:{}\n- {one}\n+ {two}\n", path.display(), at + 1);
                break;
            }
        }
    }
    out
}

#[test]
fn every_card_of_the_seed_day_goes_out_and_home() {
    out_and_home("origin-seed-day");
}

#[test]
fn every_card_of_the_last_day_goes_out_and_home() {
    out_and_home("origin-last-day");
}

#[test]
fn two_cards_of_the_seed_day_cross() {
    two_at_once("origin-seed-day");
}

#[test]
fn two_cards_of_the_last_day_cross() {
    two_at_once("origin-last-day");
}
