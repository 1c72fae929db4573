//! Stages with several sections: one gets new cards, in the others are some as well.

use super::*;

const GROUPS: &str = r######"
version = 1
[[stage]]
name = "todo"
board = "B.md"
under = "## Backlog"
groups = ["## High", "## Low", "## Sprint{*}"]
card = "- [ ] {title}"
placeholder = "*None*"
insert = { X = "## Low" }
[[stage]]
name = "doing"
board = "B.md"
under = "## Sprint now"
card = "- [ ] {title}"
[[stage]]
name = "done"
ends = true
"######;

fn groups(text: &str) -> (Board, Vec<Stage>) {
    read(GROUPS, text)
}

fn read(workflow: &str, text: &str) -> (Board, Vec<Stage>) {
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    let workflow = load("workflow.toml", workflow.as_bytes(), &known).expect("a workflow");
    let path = RelPath::new("B.md").expect("a path");
    let board = Board::parse_past_faults(path, Arc::from(text), &workflow);
    (board, workflow.stages)
}

fn told(board: &Board) -> Vec<(&str, &str)> {
    board.cards.iter().map(|card| (card.id.as_str(), card.stage.as_str())).collect()
}

const TEXT: &str = "## Sprint now\n\n- [ ] a\n\n## High\n\n- [ ] b\n\n## Backlog\n\n- [ ] c\n\n\
                    ## Sprint 2\n\n- [ ] d\n- [ ] e\n\n## Sprint 3\n\n- [ ] f\n\n## Notes\n\n- [ ] g\n";

#[test]
fn cards_of_every_group_are_the_stages() {
    let (board, stages) = groups(TEXT);
    let todo = ["b", "c", "d", "e", "f"].map(|id| (id, "todo"));
    assert_eq!(told(&board), [&[("a", "doing")], &todo[..]].concat());
    assert!(board.faults.is_empty());
    // Neighbours are those of the same section.
    let near = |at: usize| {
        let (before, after) = around(&board, &stages[0], board.cards[at].range.start);
        [before, after].map(|card| card.map(|card| card.id.to_string()))
    };
    assert_eq!(near(1), [None, Some("b".into())]);
    assert_eq!(near(4), [Some("d".into()), Some("e".into())]);
}

#[test]
fn new_cards_go_where_the_stage_says_and_leave_each_group_as_it_was() {
    let (board, stages) = groups(TEXT);
    let put = |prefix: &str| apply(TEXT, &insert(&board, &stages[0], prefix, "- [ ] z\n").edit);
    assert!(put("A").contains("- [ ] c\n- [ ] z\n\n## Sprint 2\n"));
    // No such group on the board.
    let placed = insert(&board, &stages[0], "X", "- [ ] z\n");
    assert!(placed.note.is_some_and(|note| note.contains("## Low")));
    let low = TEXT.replace("## High\n", "## Low\n");
    let into = insert(&groups(&low).0, &stages[0], "X", "- [ ] z\n");
    assert!(apply(&low, &into.edit).contains("- [ ] b\n- [ ] z\n\n## Backlog"));
    for card in &board.cards[1..] {
        let after = groups(&apply(TEXT, &cut(&board, card, &stages[0]))).0;
        assert_eq!(same_but_one(&board, &after, Some(card), None), Ok(()), "{}", after.text);
        // The stage's own section says that it is empty, and no group does.
        assert_eq!(after.text.contains("*None*"), card.id.as_str() == "c", "{}", after.text);
    }
}

#[test]
fn groups_below_the_stage_are_no_place_for_new_cards() {
    let text = "# Backlog\n\n- [ ] a\n\n## High\n\n- [ ] b\n";
    let (board, stages) = read(&GROUPS.replace("\"## Backlog\"", "\"# Backlog\""), text);
    assert_eq!(told(&board), [("a", "todo"), ("b", "todo")]);
    let placed = insert(&board, &stages[0], "A", "- [ ] z\n");
    let expected = "# Backlog\n\n- [ ] a\n- [ ] z\n\n## High\n\n- [ ] b\n";
    assert_eq!(apply(text, &placed.edit), expected);
}

#[test]
fn a_group_stands_there_once_unless_it_has_a_hole() {
    let (board, _) = groups(&format!("{TEXT}\n## High\n\n- [ ] h\n"));
    let fault = board.faults.first().expect("a fault").to_string();
    assert!(fault.contains("more than once: lines 5, 26"), "{fault}");
    assert!(told(&board).contains(&("c", "todo")) && !told(&board).contains(&("b", "todo")));
    let (board, _) = groups("## Sprint now\n\n## Backlog\n");
    assert!(board.faults.is_empty() && board.cards.is_empty());
}

#[test]
fn groups_that_cannot_be_are_refused() {
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    let refused = |from: &str, to: &str| {
        let text = GROUPS.replacen(from, to, 1);
        load("workflow.toml", text.as_bytes(), &known).expect_err("a mistake").to_string()
    };
    for (from, to, says) in [
        ("under = \"## Backlog\"\n", "", "`groups` stand beside a heading"),
        ("\"## High\"", "\"## Backlog\"", "holds the cards of the stage already"),
        ("\"## High\"", "\"## High ({count})\"", "no `{count}` is kept true"),
        ("\"## High\"", "\"## Sprint now\"", "share the heading `## Sprint now`"),
    ] {
        let said = refused(from, to);
        assert!(said.contains(says), "{said}");
    }
}
