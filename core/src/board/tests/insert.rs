//! Where a card arrives, and what stands around it.

use super::*;

const ITEM: &str = "- [ ] **A-009**: new\n";
const HEADING: &str = "### [A-009]: new\n";

#[test]
fn a_card_goes_behind_the_last_with_the_gap_that_is_used() {
    let tight = todo("- [ ] **A-001**: a\n- [ ] **A-002**: b\n\nend\n");
    let expected = "- [ ] **A-001**: a\n- [ ] **A-002**: b\n- [ ] **A-009**: new\n\nend\n";
    assert_eq!(with(&tight, "A", ITEM), expected);
    let loose = todo("- [ ] **A-001**: a\n\n\n- [ ] **A-002**: b\n");
    let expected = "- [ ] **A-001**: a\n\n\n- [ ] **A-002**: b\n\n\n- [ ] **A-009**: new\n";
    assert_eq!(with(&loose, "A", ITEM), expected);
    let separated = doing("### [A-001]: a\n\n---\n\n## Rest\n");
    let expected =
        "# Doing\n\n## Active\n\n### [A-001]: a\n\n---\n\n### [A-009]: new\n\n---\n\n## Rest\n";
    assert_eq!(with(&separated, "A", HEADING), expected);
}

#[test]
fn a_card_goes_before_the_first_where_the_stage_says_top() {
    let board = board("REVIEW.md", "## Waiting\n\n### [A-001]: a\n");
    assert_eq!(with(&board, "A", HEADING), "## Waiting\n\n### [A-009]: new\n\n### [A-001]: a\n");
}

#[test]
fn a_card_goes_under_the_heading_of_its_prefix() {
    let board =
        todo("## First\n\n- [ ] **A-001**: a\n\n## Second\n\n## Third\n\n- [ ] **A-002**: b\n");
    let expected = "## First\n\n- [ ] **A-001**: a\n\n## Second\n\n- [ ] **B-001**: new\n\n## Third\n\n\
                    - [ ] **A-002**: b\n";
    assert_eq!(with(&board, "B", "- [ ] **B-001**: new\n"), expected);
    let none = todo("- [ ] **A-001**: a\n");
    let placed = insert(&none, &stage_of(&none), "B", "- [ ] **B-001**: new\n");
    assert!(placed.note.is_some_and(|note| note.contains("no heading `## Second`")));
}

#[test]
fn every_placeholder_gives_way() {
    for line in [
        "*No tasks in progress.*",
        "*No tasks awaiting review*",
        "*None*",
        "_No active tasks currently_",
        "(none)",
        "<!-- Empty -->",
        "<!-- No cards yet -->",
        "*No new tasks.*",
        "_(none — all is done)_",
        "*No tasks in Doing.*",
        "*Nothing here at the moment*",
    ] {
        let board = doing(&format!("{line}\n\n---\n\n## Rest\n"));
        let expected = "# Doing\n\n## Active\n\n### [A-009]: new\n\n---\n\n## Rest\n";
        assert_eq!(with(&board, "A", HEADING), expected, "{line}");
    }
}

#[test]
fn a_rule_about_tasks_is_no_placeholder() {
    for line in [
        "*No more than 3 tasks at once.*",
        "*No task may wait here for long.*",
        "(Nobody is idle)",
        "*No new tasks on Fridays.*",
        "**Empty cards first**",
        "(Nothing here is final)",
        "*Nothing ships without a test.*",
        "*None but the foreman moves a card.*",
        "*No tasks — they belong in the tracker.*",
        "No tasks in progress",
        "```\n*No tasks in progress.*\n```",
    ] {
        let board = doing(&format!("{line}\n\n## Rest\n"));
        let expected = format!("# Doing\n\n## Active\n\n{line}\n\n### [A-009]: new\n\n## Rest\n");
        assert_eq!(with(&board, "A", HEADING), expected, "{line}");
    }
}

#[test]
fn empty_boards_and_sections_take_a_card() {
    assert_eq!(with(&todo(""), "A", ITEM), ITEM);
    assert_eq!(with(&todo("\u{feff}"), "A", ITEM), format!("\u{feff}{ITEM}"));
    assert_eq!(with(&todo("# T\n"), "A", ITEM), format!("# T\n\n{ITEM}"));
    assert_eq!(with(&todo("# T"), "A", ITEM), "# T\n\n- [ ] **A-009**: new");
    let empty = board("DOING.md", "## Active\n\n## Rest\n");
    assert_eq!(with(&empty, "A", HEADING), "## Active\n\n### [A-009]: new\n\n## Rest\n");
    let tight = board("DOING.md", "## Active\n## Rest\n");
    assert_eq!(with(&tight, "A", HEADING), "## Active\n\n### [A-009]: new\n\n## Rest\n");
}

#[test]
fn line_ends_are_those_of_the_board() {
    let board = todo("- [ ] **A-001**: a\r\n");
    assert_eq!(
        with(&board, "A", "- [ ] **A-009**: new\r\n"),
        "- [ ] **A-001**: a\r\n- [ ] **A-009**: new\r\n"
    );
    let open = todo("- [ ] **A-001**: a\r\n- [ ] **A-002**: b");
    assert_eq!(
        with(&open, "A", "- [ ] **A-009**: new\r\n"),
        "- [ ] **A-001**: a\r\n- [ ] **A-002**: b\r\n- [ ] **A-009**: new"
    );
}

#[test]
fn the_offset_is_where_the_card_begins() {
    for text in ["", "# T\n", "# T", "- [ ] **A-001**: a\n", "- [ ] **A-001**: a", "*None*\n"] {
        let board = todo(text);
        let placed = insert(&board, &stage_of(&board), "A", ITEM);
        assert!(placed.edit.new[placed.offset..].starts_with("- [ ] **A-009**: new"), "{text:?}");
    }
}

/// A board of tables: one stage below its heading, whose form has a column for ids.
fn table_stage(placeholder: &str) -> crate::workflow::Workflow {
    let text = format!(
        "version = 1\n[[stage]]\nname = \"todo\"\nboard = \"T.md\"\nunder = \"## A\"\n\
         card = \"| {{title}} | {{*}} |\"\n{placeholder}\n\
         [[stage]]\nname = \"doing\"\nboard = \"T.md\"\nunder = \"## B\"\ncard = \"- {{title}}\"\n"
    );
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    load("workflow.toml", text.as_bytes(), &known).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_row_takes_the_place_of_what_says_that_its_table_is_empty_and_gives_it_back() {
    let row = "| Mend | x |\n";
    for (placeholder, below) in [
        ("placeholder = \"| - | - |\"", "| - | - |\n"),
        ("placeholder = \"*Nothing.*\"", "\n*Nothing.*\n"),
        ("placeholder = \"| - | - |\"", "| - | - |"),
    ] {
        let workflow = table_stage(placeholder);
        let stage = workflow.find_stage("todo").expect("a stage").clone();
        let parse = |text: &str| {
            let path = RelPath::new("T.md").expect("a path");
            Board::parse(path, Arc::from(text), &workflow).unwrap_or_else(|e| panic!("{e}"))
        };
        let text = format!("## B\n\n## A\n\n| Task | Who |\n|---|---|\n{below}");
        let empty = parse(&text);
        assert!(
            empty.cards.is_empty() && untidy(&empty, &stage, &workflow.ids).is_empty(),
            "{text}"
        );
        let full = apply(&text, &insert(&empty, &stage, "", row).edit);
        let end = if text.ends_with('\n') { "\n" } else { "" };
        assert!(full.ends_with(&format!("|---|---|\n| Mend | x |{end}")), "{full}");
        let full = parse(&full);
        assert_eq!(apply(&full.text, &cut(&full, &full.cards[0], &stage)), text);
    }
}

#[test]
fn a_table_that_does_not_say_that_it_is_empty_is_mended_by_a_row() {
    let workflow = table_stage("placeholder = \"| - | - |\"");
    let stage = workflow.find_stage("todo").expect("a stage").clone();
    let mended = |rows: &str| {
        let text = format!("## A\n\n| Task | Who |\n|---|---|\n{rows}\nText.\n\n## B\n");
        let path = RelPath::new("T.md").expect("a path");
        let board = Board::parse(path, Arc::from(text.as_str()), &workflow).expect("a board");
        let found = untidy(&board, &stage, &workflow.ids).remove(0);
        apply(&text, &found.edit.expect("one way")).replace("\nText.\n\n## B\n", "")
    };
    let head = "## A\n\n| Task | Who |\n|---|---|\n";
    assert_eq!(mended(""), format!("{head}| - | - |\n"));
    assert_eq!(mended("| - | - |\n| Mend | x |\n"), format!("{head}| Mend | x |\n"));
}

const TABLES: &str = r######"
version = 1
[ids]
form = "{prefix}-{number}"
[[stage]]
name = "pending"
board = "B.md"
card = ["| {id} | {title} | {*} |", "| {title} | {*} |"]
where = { Status = "Pending" }
[[stage]]
name = "done"
board = "B.md"
card = ["| {id} | {title} | {*} |", "| {title} | {*} |"]
where = { Status = "Done" }
ends = true
"######;

#[test]
fn of_several_tables_a_row_goes_into_the_last_with_an_open_one() {
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    let workflow = load("workflow.toml", TABLES.as_bytes(), &known).expect("a workflow");
    let put = |text: &str| {
        let path = RelPath::new("B.md").expect("a path");
        let board = Board::parse(path, Arc::from(text), &workflow).expect("a board");
        let stage = &workflow.stages[0];
        let columns = board.columns_of(stage).expect("a table");
        (apply(text, &insert(&board, stage, "B", "| B-9 | x | Pending |\n").edit), columns)
    };
    let table =
        |name: &str, rows: &str| format!("| ID | {name} | Status |\n|---|---|---|\n{rows}\n");
    let past = table("Task", "| B-1 | a | Done |\n");
    let open =
        |more: &str| table("What", &format!("| B-2 | b | Pending |\n| B-3 | c | Done |\n{more}"));
    let free = "| Wish | Status |\n|---|---|\n| sing | Pending |\n";
    let text = |more: &str| format!("{past}{}{free}", open(more));
    let (written, columns) = put(&text(""));
    assert_eq!(written, text("| B-9 | x | Pending |\n"));
    assert_eq!(columns, ["ID", "What", "Status"], "a row with an id stands where others have one");
    // Where none is open, the first table takes it.
    let (written, columns) = put(&past);
    assert_eq!(written, table("Task", "| B-1 | a | Done |\n| B-9 | x | Pending |\n"));
    assert_eq!(columns, ["ID", "Task", "Status"]);
}
