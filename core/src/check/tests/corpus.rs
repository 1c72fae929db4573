//! Real boards, where they are there.

use super::*;

const LAST_DAY: &str = r####"
version = 1

[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["BUG", "REF", "PERF", "SEC", "TEST", "DOC", "FEAT", "UX", "INVEST"]
registry = { board = "TODO.md", under = "## ID Registry", row = "| {prefix} | {next:3} | {*} |" }

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
card = ["### [{id}]: {title}"]
limit = 6
counters = ["**Maximum Concurrent Tasks: {limit}**", "**Current Active: {count}/{limit}**"]

[[stage]]
name = "review"
board = "REVIEW.md"
under = ["## Awaiting Review"]
card = ["### [{id}]: {title}"]

[[stage]]
name = "testing"
board = "TESTING.md"
under = ["## Merge Queue"]
card = ["### [{id}]: {title}"]

[[stage]]
name = "done"
ends = true
"####;

/// The boards of a day; `None`, and a word about it, where they are missing.
#[allow(clippy::print_stderr, reason = "a skipped test must be seen")]
fn real(day: &str) -> Option<World> {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    let homes =
        ["../../shared/corpus", "../../../shared/corpus"].map(|home| core.join(home).join(day));
    let Some(home) = homes.iter().find(|home| home.is_dir()) else {
        let required = std::env::var("FLOW_CORPUS").is_ok_and(|value| value == "required");
        assert!(!required, "{} is missing", homes[0].display());
        eprintln!("skipped: {} is missing", homes[0].display());
        return None;
    };
    let mut world = world("", "", "");
    world.texts = ["TODO.md", "IN_PROGRESS.md", "REVIEW.md", "TESTING.md"]
        .iter()
        .filter_map(|name| {
            let bytes = crate::fs::read_file(&home.join(name)).expect("readable")?;
            Some(((*name).to_owned(), String::from_utf8(bytes).expect("UTF-8")))
        })
        .collect();
    Some(world)
}

fn of<'a>(problems: &'a [Problem], code: &str) -> Vec<&'a Problem> {
    problems.iter().filter(|problem| problem.code == code).collect()
}

fn ids<'a>(problems: &[&'a Problem]) -> Vec<&'a str> {
    problems.iter().filter_map(|problem| problem.id.as_ref().map(TaskId::as_str)).collect()
}

#[test]
fn the_last_day_is_judged() {
    let Some(boards) = real("origin-last-day") else { return };
    let problems = boards.check_with(&workflow(LAST_DAY));
    assert_eq!(ids(&of(&problems, "two-boards")), ["BUG-086", "BUG-092"]);
    let open = of(&problems, "unclosed-fence");
    assert_eq!(ids(&open), ["BUG-292", "BUG-419", "BUG-454", "REF-254", "REF-375"]);
    assert_eq!(open.len(), 5);
    // PERF-12 and PERF-012, DOC-27 and DOC-027 are tasks of their own, and easily taken for one.
    assert_eq!(ids(&of(&problems, "duplicate-id")), Vec::<&str>::new());
    let similar = of(&problems, "similar-id").len();
    assert_eq!(similar, 12);
    // A task that left TODO.md before the card that refers to its line was written.
    let astray = of(&problems, "line-reference");
    assert_eq!(astray.len(), 1);
    assert!(astray[0].message.starts_with("UX-050 does not stand at"), "{}", astray[0].message);
    // The five cards, the counter and the registry are as they say, and nothing else is wrong.
    let documents = of(&problems, "missing-file").len();
    assert_eq!(problems.len(), 2 + 5 + 1 + similar + documents, "{problems:#?}");
}

#[test]
fn the_seed_day_is_judged() {
    let Some(boards) = real("origin-seed-day") else { return };
    let testing = LAST_DAY.find("[[stage]]\nname = \"testing\"").expect("there");
    let done = LAST_DAY.find("[[stage]]\nname = \"done\"").expect("there");
    let without_testing = format!("{}{}", &LAST_DAY[..testing], &LAST_DAY[done..]);
    let lines = without_testing.lines().filter(|line| !line.starts_with("registry"));
    let problems = boards.check_with(&workflow(&lines.collect::<Vec<_>>().join("\n")));
    assert_eq!(ids(&of(&problems, "two-boards")), ["REF-013", "PERF-007"]);
    assert_eq!(ids(&of(&problems, "unknown-prefix")), ["EVAL-001"]);
    let astray = of(&problems, "line-reference");
    assert_eq!(ids(&astray), ["PERF-007"]);
    assert!(astray[0].fix.starts_with("write `TODO.md line 731`"), "{}", astray[0].fix);
    let documents = of(&problems, "missing-file").len();
    assert_eq!(problems.len(), 2 + 1 + 1 + documents, "{problems:#?}");
}
