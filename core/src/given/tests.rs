use super::places::{fixed, paths};
use super::*;
use crate::board::Board;
use crate::config::{self, Known};
use crate::path::RelPath;

const BOARDS: &str = r####"
version = 1
[ids]
prefixes = ["FEAT", "BUG"]
registry = { board = "TODO.md", under = "## Ids", row = "| {prefix} | {next} |" }
[[stage]]
name = "todo"
board = "TODO.md"
under = "## Tasks"
card = "- [ ] **{id}**: {title}"
[[stage]]
name = "done"
ends = true
archive = "archive/{prefix}/{id}.md"
"####;

fn workflow(text: &str) -> Workflow {
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    config::load("workflow.toml", text.as_bytes(), &known).expect("a workflow")
}

/// What a reading comes to.
fn given(reading: Reading<'_>) -> Given {
    Given { numbers: reading.numbers, memory: Memory::default(), doubts: Vec::new() }
}

fn parse(workflow: &Workflow, text: &str) -> Board {
    let path = RelPath::new("TODO.md").expect("a path");
    Board::parse(path, text.into(), workflow).expect("a board")
}

#[test]
fn the_highest_of_registry_cards_and_text_counts() {
    let workflow = workflow(BOARDS);
    let mut reading = Reading::new(&workflow);
    let text = "## Tasks\n\n- [ ] **FEAT-012**: One, after BUG-3\n\n## Ids\n\n| FEAT | 9 |\n| BUG | 40 |\n";
    reading.board(&parse(&workflow, text), "TODO.md");
    let mut given = given(reading);
    assert_eq!(given.take("feat"), Some(13));
    assert_eq!(given.take("FEAT"), Some(14), "what was given out is taken");
    assert_eq!(given.highest("BUG").expect("known").place, "the registry");
    assert_eq!(given.take("BUG"), Some(40));
}

#[test]
fn a_number_past_all_counting_holds_nothing_up() {
    let workflow = workflow(BOARDS);
    let mut reading = Reading::new(&workflow);
    reading.lines("FEAT-99999999999999999999999 and FEAT-4, BUG-18446744073709551614", "a board");
    let mut given = given(reading);
    assert_eq!(given.take("FEAT"), Some(5));
    assert_eq!(given.take("BUG"), None);
}

#[test]
fn bare_numbers_are_ids_on_cards_only() {
    let ids = "form = \"{number}\"";
    let text = BOARDS.replace("prefixes = [\"FEAT\", \"BUG\"]", ids);
    let text: String = text
        .lines()
        .filter(|line| !line.starts_with("registry"))
        .map(|l| format!("{l}\n"))
        .collect();
    let workflow = workflow(&text.replace("{prefix}/", ""));
    let mut reading = Reading::new(&workflow);
    let path = RelPath::new("TODO.md").expect("a path");
    reading.text(&path, "## Tasks\n\n- [ ] **7**: In 2025, 300 of them\n", "");
    reading.name("archive/8.md", "");
    assert_eq!(given(reading).take(""), Some(9));
}

#[test]
fn places_are_files_and_the_folders_before_the_first_hole() {
    let texts: Vec<String> = paths(&workflow(BOARDS)).iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["TODO.md", "archive"]);
    assert_eq!(fixed("{id}.md"), None, "the whole repository is no archive");
}
