//! Stages whose sections lie within one another on one board.

use super::*;

const NESTED: &str = r######"
version = 1
[[stage]]
name = "todo"
board = "B.md"
under = "## Todo"
card = ["- [ ] **{id}**: {title}", "### {id}: {title}"]
counters = "Count: {count}"
[[stage]]
name = "doing"
board = "B.md"
under = ["### Doing", "#### Doing"]
card = ["- [ ] **{id}**: {title}", "##### {id}: {title}"]
counters = "Count: {count}"
[[stage]]
name = "done"
ends = true
"######;

fn nested(text: &str) -> (Board, Vec<Stage>) {
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    let workflow = load("workflow.toml", NESTED.as_bytes(), &known).expect("a workflow");
    let path = RelPath::new("B.md").expect("a path");
    let board = Board::parse(path, Arc::from(text), &workflow).expect("a board");
    (board, workflow.stages)
}

fn told(board: &Board) -> Vec<(&str, &str)> {
    board.cards.iter().map(|card| (card.id.as_str(), card.stage.as_str())).collect()
}

#[test]
fn a_card_in_an_inner_section_is_the_inner_stages_alone() {
    let text = "## Todo\n\n- [ ] **A-1**: a\n\n### Doing\n\n- [ ] **A-2**: b\n- [ ] **A-3**: c\n\n\
                ### Later\n\n- [ ] **A-4**: d\n";
    let (board, stages) = nested(text);
    let all = [("A-1", "todo"), ("A-2", "doing"), ("A-3", "doing"), ("A-4", "todo")];
    assert_eq!(told(&board), all);
    let put = |stage: &Stage| {
        let new = "- [ ] **A-9**: new\n";
        nested(&apply(text, &insert(&board, stage, "A", new).edit)).0
    };
    assert!(put(&stages[0]).text.ends_with("- [ ] **A-4**: d\n- [ ] **A-9**: new\n"));
    assert!(put(&stages[1]).text.contains("c\n- [ ] **A-9**: new\n\n### Later\n"));
    for (card, stage) in board.cards.iter().zip([0, 1, 1, 0]) {
        let after = nested(&apply(text, &cut(&board, card, &stages[stage]))).0;
        assert_eq!(same_but_one(&board, &after, Some(card), None), Ok(()), "{}", after.text);
    }
    let (before, next) = around(&board, &stages[0], board.cards[1].range.start);
    let id = |card: Option<&Card>| card.map(|card| card.id.to_string());
    assert_eq!((id(before), id(next)), (Some("A-1".into()), Some("A-4".into())));
}

#[test]
fn an_empty_outer_stage_takes_its_card_before_the_inner_section() {
    let (board, stages) = nested("## Todo\n\n### Doing\n\n*None*\n\n- [ ] **A-2**: b\n");
    let placed = insert(&board, &stages[0], "A", "- [ ] **A-9**: new\n");
    let (after, _) = nested(&apply(&board.text, &placed.edit));
    assert_eq!(told(&after), [("A-9", "todo"), ("A-2", "doing")], "{}", after.text);
    assert!(after.text.starts_with("## Todo\n\n- [ ] **A-9**: new\n\n### Doing\n\n*None*\n"));
}

#[test]
fn a_card_ends_before_the_section_of_another_stage() {
    let (board, _) =
        nested("## Todo\n\n### A-1: a\ntext\n\n#### Doing\n\n##### A-2: b\nmore\n\n### A-3: c\n");
    assert_eq!(told(&board), [("A-1", "todo"), ("A-2", "doing"), ("A-3", "todo")]);
    assert_eq!(slices(&board), ["### A-1: a\ntext\n", "##### A-2: b\nmore\n", "### A-3: c\n"]);
}

#[test]
fn a_counter_in_an_inner_section_is_the_inner_stages() {
    let (board, stages) = nested("Count: 1\n\n## Todo\n\nCount: 2\n\n### Doing\n\nCount: 3\n");
    let lines = |stage| -> Vec<usize> {
        counters(&board, stage).iter().map(|counter| counter.line).collect()
    };
    assert_eq!(lines(&stages[0]), [1, 5]);
    assert_eq!(lines(&stages[1]), [9]);
}

#[test]
fn a_card_that_arrives_elsewhere_or_closed_is_refused() {
    let (before, stages) = nested("## Todo\n\n### Doing\n");
    let new = "- [ ] **A-9**: new\n";
    let (after, _) = nested(&format!("## Todo\n\n{new}\n### Doing\n"));
    let id = after.cards[0].id.clone();
    let came = |stage: &Stage, after: &Board| {
        let came = Arrival { id: &id, stage: &stage.name, text: new };
        same_but_one(&before, after, None, Some(came))
    };
    assert_eq!(came(&stages[0], &after), Ok(()));
    assert!(matches!(came(&stages[1], &after), Err(Mismatch::Moved { .. })));
    let mut closed = after.clone();
    closed.cards[0].closed = true;
    assert!(matches!(came(&stages[0], &closed), Err(Mismatch::Moved { .. })));
}
