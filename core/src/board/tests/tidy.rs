//! What hand edits leave behind, and what mends it to the byte.

use super::*;
use crate::id::IdForm;

const WORKFLOW: &str = r####"
version = 1

[ids]
prefixes = ["A"]

[[stage]]
name = "doing"
board = "B.md"
under = "## Active"
card = "### [{id}]: {title}"
closed = "### ~~[{id}]~~: {title}"
separator = "---"
placeholder = "*Nothing here.*"

[[stage]]
name = "done"
ends = true
"####;

fn read(text: &str) -> (Board, Stage, IdForm) {
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    let workflow = load("workflow.toml", WORKFLOW.as_bytes(), &known).expect("a workflow");
    let path = RelPath::new("B.md").expect("a path");
    let board = Board::parse(path, text.into(), &workflow).expect("a board");
    (board, workflow.stages[0].clone(), workflow.ids)
}

/// The text once everything is mended that can be, and what was found.
fn mended(text: &str) -> (String, Vec<(Leftover, usize, bool)>) {
    let (board, stage, ids) = read(text);
    let found = untidy(&board, &stage, &ids);
    let mut edits: Vec<Edit> = found.iter().filter_map(|found| found.edit.clone()).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start));
    let after = edits.iter().fold(text.to_owned(), |text, edit| apply(&text, edit));
    let told = found.iter().map(|found| (found.what, found.line, found.edit.is_some()));
    (after, told.collect())
}

const TIDY: &str = "# B\n\n## Active\n\n### [A-1]: One\nText\n\n---\n\n### [A-2]: Two\n\n---\n\n## Notes\n\n---\n---\n";

#[test]
fn a_tidy_board_is_left_alone() {
    assert_eq!(mended(TIDY), (TIDY.to_owned(), Vec::new()));
    let empty = "## Active\n\n*Nothing here.*\n\n## Notes\n";
    assert_eq!(mended(empty), (empty.to_owned(), Vec::new()));
    // Other words for the same are a placeholder as well.
    let other = "## Active\n\n*No tasks at all.*\n";
    assert_eq!(mended(other), (other.to_owned(), Vec::new()));
}

#[test]
fn of_a_run_of_separators_the_first_stays() {
    for run in ["---\n---\n", "---\n\n---\n", "---\n\n\n---\n \n---\n"] {
        let text = TIDY.replacen("---\n", run, 1);
        let (after, found) = mended(&text);
        assert_eq!(after, TIDY, "{run:?}");
        assert!(found.iter().all(|found| found.0 == Leftover::Separator && found.2));
    }
    let (_, found) = mended(&TIDY.replacen("---\n", "---\n\n---\n", 1));
    assert_eq!(found, [(Leftover::Separator, 10, true)]);
    let at_the_end = "## Active\r\n\r\n### [A-1]: One\r\n\r\n---\r\n\r\n---";
    assert_eq!(mended(at_the_end).0, "## Active\r\n\r\n### [A-1]: One\r\n\r\n---");
}

#[test]
fn other_rules_and_fenced_ones_are_no_separators() {
    for text in [
        "## Active\n\n### [A-1]: One\n\n***\n\n---\n\n### [A-2]: Two\n",
        "## Active\n\n### [A-1]: One\n\n```\n---\n---\n```\n",
        "## Active\n\n### [A-1]: One\n\n> ---\n> ---\n",
        "## Active\n\n### [A-1]: One\n\n---\n\nbetween\n\n---\n",
    ] {
        assert_eq!(mended(text), (text.to_owned(), Vec::new()));
    }
}

#[test]
fn a_placeholder_beside_a_live_card_goes() {
    let (after, found) = mended("## Active\n\n*Nothing here.*\n\n### [A-1]: One\n\nText\n");
    assert_eq!(after, "## Active\n\n### [A-1]: One\n\nText\n");
    assert_eq!(found, [(Leftover::Superfluous, 3, true)]);
    assert_eq!(
        mended("## Active\n*Nothing here.*\n### [A-1]: One\n").0,
        "## Active\n### [A-1]: One\n"
    );
    // A closed card is no live one.
    let closed = "## Active\n\n*Nothing here.*\n\n### ~~[A-1]~~: One\n";
    assert_eq!(mended(closed), (closed.to_owned(), Vec::new()));
    // Within a paragraph it may mean anything; within a card it is the card's.
    let prose = "## Active\n\nWe write:\n*Nothing here.*\n\n### [A-1]: One\n";
    assert_eq!(mended(prose), (prose.to_owned(), vec![(Leftover::Superfluous, 4, false)]));
    let own = "## Active\n\n### [A-1]: One\n\n*Nothing here.*\n";
    assert_eq!(mended(own), (own.to_owned(), Vec::new()));
}

#[test]
fn an_empty_stage_gets_its_placeholder() {
    let (after, found) = mended("# B\n\n## Active\n\n## Notes\n\nText\n");
    assert_eq!(after, "# B\n\n## Active\n\n*Nothing here.*\n\n## Notes\n\nText\n");
    assert_eq!(found, [(Leftover::Missing, 3, true)]);
    assert_eq!(mended("## Active").0, "## Active\n\n*Nothing here.*");
    assert_eq!(
        mended("## Active\n\nWhat we do.\n").0,
        "## Active\n\nWhat we do.\n\n*Nothing here.*\n"
    );
    // Under which of the headings, a person says.
    let cut_up = "## Active\n\n### Soon\n\n### Later\n";
    assert_eq!(mended(cut_up), (cut_up.to_owned(), vec![(Leftover::Missing, 1, false)]));
    // What may be a card makes the stage no empty one.
    let stranger = "## Active\n\n### [ODD-1]: One\n";
    assert_eq!(mended(stranger), (stranger.to_owned(), Vec::new()));
}

#[test]
fn what_is_mended_is_mended_once() {
    for text in [
        "## Active\n\n*Nothing here.*\n\n---\n\n---\n\n### [A-1]: One\n\n---\n---\n\n### [A-2]: Two\n",
        "## Active\n\n---\n\n---\n\n## Notes\n",
        "## Active\n",
    ] {
        let (after, found) = mended(text);
        assert!(!found.is_empty());
        assert_eq!(mended(&after), (after.clone(), Vec::new()), "{text:?}");
    }
}
