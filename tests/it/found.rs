//! Stories of the commands of the day on boards that are written a little otherwise than most.

use crate::scenario::Scenario;

const HEADS: &str = "### {id}: {title}";
const BOXES: &str = "- [ ] {id}: {title}";

/// A board whose cards have this form, with ids where the form has them.
fn board(card: &str, text: &str) -> Scenario {
    let ids = match card.contains("{id}") {
        true => "[ids]\nform = \"{prefix}-{number}\"\nprefixes = [\"T\"]\n\n",
        false => "",
    };
    let workflow = format!(
        "version = 1\n\n{ids}[[stage]]\nname = \"todo\"\nboard = \"B.md\"\ncard = \"{card}\"\n\n\
         [[stage]]\nname = \"done\"\nends = true\n"
    );
    let scenario = Scenario::new();
    scenario.file("workflow.toml", workflow).file("B.md", text).commit("boards");
    scenario
}

/// A command writes this on the board, a dry run nothing, and the undoing leads back to the very bytes.
#[track_caller]
fn writes(scenario: &Scenario, args: &[&str], after: &str) {
    let before = scenario.files();
    scenario.flow(&[args, &["--dry-run"]].concat()).ok();
    assert!(scenario.files() == before, "a dry run of {args:?} wrote");
    scenario.flow(args).ok();
    assert_eq!(scenario.read("B.md"), after, "{args:?}");
    scenario.flow(&["undo"]).ok();
    assert!(scenario.files() == before, "{args:?} was not taken back to the byte");
}

#[test]
fn what_another_card_refers_to_is_still_to_be_seen_here() {
    let heads = board(HEADS, "### T-1: A\n\n#### See\n- docs/p.md\n\n### T-2: B\n");
    let after = "### T-1: A\n\n#### See\n- docs/p.md\n\n### T-2: B\n\n#### See\n- docs/p.md\n";
    writes(&heads, &["see", "add", "T-2", "docs/p.md"], after);
    writes(&heads, &["plan", "T-2", "--path", "docs/p.md"], after);
    let list = "- [ ] T-1: A\n  - **See:**\n    - docs/p.md\n\n- [ ] T-2: B\n";
    let boxes = board(BOXES, list);
    let after = format!("{list}  - **See:**\n    - docs/p.md\n");
    writes(&boxes, &["see", "add", "T-2", "docs/p.md"], &after);
}

#[test]
fn who_waits_for_several_goes_on_waiting_for_the_others() {
    for (said, by, left) in [
        ("T-2 and T-3", "T-2", "T-3"),
        ("T-2 & T-3", "T-3", "T-2"),
        ("T-3 (review), T-4; T-5", "T-4", "T-3 (review), T-5"),
        ("T-2, T-3 and T-4", "T-2", "T-3, T-4"),
        ("T-2 and T-3", "T-3", "T-2"),
        ("T-2", "T-2", "None"),
    ] {
        let card = |said: &str| format!("### T-1: A\n**Blocked By**: {said}\n");
        writes(&board(HEADS, &card(said)), &["unblock", "T-1", "--by", by], &card(left));
    }
    let one = board(HEADS, "### T-1: A\n**Blocked By**: T-2 after T-3\n");
    let run = one.flow(&["unblock", "T-1", "--by", "T-2"]).exits(3);
    run.says("T-2 after T-3").says("flow set T-1");
}

#[test]
fn who_waits_for_a_range_waits_for_those_in_between() {
    let cards = "### T-1: A\n\n### T-2: B\n\n### T-3: C\n\n### T-4: D\n**Blocked By**: T-1..T-3\n";
    let range = board(HEADS, cards);
    range.flow(&["blocked"]).ok().says("T-2");
    range.flow(&["block", "T-4", "--by", "T-2"]).ok();
    assert_eq!(range.read("B.md"), cards, "it waits for T-2 already");
    let left = cards.replace("T-1..T-3", "T-1, T-3");
    writes(&range, &["unblock", "T-4", "--by", "T-2"], &left);
    writes(
        &range,
        &["unblock", "T-4", "--by", "T-1", "--by", "T-3"],
        &cards.replace("T-1..T-3", "T-2"),
    );
    let words = board(HEADS, &cards.replace("T-1..T-3", "T-1..T-3 (the roof)"));
    let run = words.flow(&["unblock", "T-4", "--by", "T-2"]).exits(3);
    run.says("`T-1..T-3 (the roof)` names more than T-2");
}

/// A task does not wait for itself because it lies in a range; where it says so, that is told, and mended.
#[test]
fn who_waits_for_itself_is_told_how_to_go_on() {
    let cards = "### T-1: A\n\n### T-2: B\n**Blocked By**: T-1..T-3\n\n### T-3: C\n";
    let within = board(HEADS, cards);
    within.flow(&["check"]).ok().never_says("circle");
    within.flow(&["blocked"]).ok().says("T-1").says("T-3").never_says("T-2 (");
    let itself = board(HEADS, "### T-1: A\n**Blocked By**: T-1\n");
    itself.flow(&["check"]).ok().says("circle").says("flow unblock T-1 --by T-1");
    writes(&itself, &["unblock", "T-1", "--by", "T-1"], "### T-1: A\n**Blocked By**: None\n");
}

#[test]
fn a_document_that_a_card_named_already_is_taken_back() {
    let heads = board(HEADS, "### T-1: A\n**See**: docs/p.md\n");
    let plan = ["plan", "T-1", "--path", "docs/p.md"];
    writes(&heads, &plan, "### T-1: A\n**See**: docs/p.md\n");
    heads.flow(&plan).ok();
    heads.file("B.md", "# Now\n");
    heads.flow(&["undo"]).ok();
    assert!(!heads.exists("docs/p.md"), "what the card says by then is its own affair");
}

#[test]
fn fields_stand_as_deep_as_the_number_before_them_is_wide() {
    let numbers = board("1. {title}", "9. A\n10. B\n");
    writes(&numbers, &["claim", "b"], "9. A\n10. B\n    - **Assigned:** Ada\n");
    writes(&numbers, &["claim", "a"], "9. A\n   - **Assigned:** Ada\n10. B\n");
    writes(&numbers, &["see", "add", "b", "x.md"], "9. A\n10. B\n    - **See:** x.md\n");
    let added = "9. A\n10. B\n11. C\n    - **Size:** M\n";
    writes(&numbers, &["add", "C", "--set", "Size=M"], added);
    let split = "9. A\n   - **Blocked By:** p, q\n10. B\n11. P\n12. Q\n";
    writes(&numbers, &["split", "a", "P", "Q"], split);
}

#[test]
fn new_fields_join_those_behind_a_blank_line() {
    let text = "### T-1: A\n\n**Priority**: High\n**Size**: M\n\nText.\n";
    let heads = board(HEADS, text);
    let after = "### T-1: A\n\n**Priority**: High\n**Size**: M\n**Assigned**: Ada\n\nText.\n";
    writes(&heads, &["claim", "T-1"], after);
    let added = format!("{text}\n### T-2: B\n\n**Size**: S\n");
    writes(&heads, &["add", "B", "--set", "Size=S"], &added);
    let with_text = format!("{text}\n### T-3: B\n\n**Size**: S\n\nWhy.\n");
    heads.file("why.md", "Why.\n");
    writes(&heads, &["add", "B", "--set", "Size=S", "--body", "why.md"], &with_text);
}

#[test]
fn a_field_of_the_boards_example_is_written_once() {
    let text = "# Board\n\n## Tasks\n\n## Template\n\n```markdown\n### [T-XXX]: Title\n\n\
                **Priority**: High/Medium/Low\n**Effort**: \n\n#### Steps\n```\n";
    let scenario = board(HEADS, text);
    scenario.edit(
        "workflow.toml",
        "card =",
        "under = \"## Tasks\"\ntemplate = \"## Template\"\ncard =",
    );
    let after = text.replace(
        "## Tasks\n",
        "## Tasks\n\n### T-1: X\n\n**Priority**: High\n**Effort**: \n\n#### Steps\n",
    );
    writes(&scenario, &["add", "X", "--set", "Priority=High"], &after);
}

#[test]
fn every_line_ends_as_those_of_its_board_do() {
    let numbers = board("1. {title}", "1. One\r\n2. Two");
    let set = "1. One\r\n2. Two\r\n   - **Size:** M";
    writes(&numbers, &["set", "two", "Size=M"], set);
    let step = "1. One\r\n2. Two\r\n\r\n   - **Next Steps:**\r\n     - [ ] x";
    writes(&numbers, &["step", "add", "two", "x"], step);
    let heads = |end: &str| format!("### T-1: A{end}{end}Text.{end}{end}### T-2: B{end}");
    for (own, other) in [("\r\n", "\n"), ("\n", "\r\n")] {
        let scenario = board(HEADS, &heads(own));
        scenario.file("new.md", format!("### T-1: Ah{other}{other}More.{other}"));
        let after = heads(own).replace("A\r", "Ah\r").replace("A\n", "Ah\n");
        let after = after.replace("Text", "More");
        writes(&scenario, &["edit", "T-1", "--text", "new.md"], &after);
    }
}

#[test]
fn a_new_section_does_not_go_on_with_the_item_above() {
    let text = "- [ ] T-1: A\n  **Steps:**\n  - [ ] begin\n- [ ] T-2: B\n  - [ ] a\n";
    let after = format!("{text}\n  **Steps:**\n  - [ ] hello\n");
    writes(&board(BOXES, text), &["step", "add", "T-2", "hello"], &after);
}

#[test]
fn blockers_that_stand_in_a_section_are_written_there() {
    let card = |items: &str| format!("### T-4: D\n\n#### Blocked By\n{items}\nText.\n");
    let heads = board(HEADS, &card("- T-5\n- T-6: the roof\n  of tiles\n"));
    let unblock = ["unblock", "T-4", "--by", "T-5"];
    writes(&heads, &unblock, &card("- T-6: the roof\n  of tiles\n"));
    writes(&heads, &["unblock", "T-4", "--by", "T-6"], &card("- T-5\n"));
    writes(&heads, &["unblock", "T-4"], &card(""));
    heads.edit("B.md", "Text.", "Text.\n\n### T-7: E\n\n### T-8: F");
    let after = heads.read("B.md").replace("tiles\n", "tiles\n- T-7\n");
    writes(&heads, &["block", "T-4", "--by", "T-7"], &after);
    heads.flow(&["unblock", "T-4", "--by", "T-9"]).exits(3).says("T-5, T-6: the roof");
    // A field that waits for its value gets it.
    let waits = board(HEADS, "### T-1: A\n**Blocked By**:\n\n### T-2: B\n");
    let after = "### T-1: A\n**Blocked By**: T-2\n\n### T-2: B\n";
    writes(&waits, &["block", "T-1", "--by", "T-2"], after);
}

/// A todo.txt of these lines.
fn lines(text: &str) -> Scenario {
    let scenario = board("{title}", "");
    scenario.edit("workflow.toml", "B.md", "todo.txt").file("todo.txt", text).commit("lines");
    scenario
}

#[track_caller]
fn lines_write(text: &str, args: &[&str], after: &str) {
    let scenario = lines(text);
    scenario.flow(args).ok();
    assert_eq!(scenario.read("todo.txt"), after, "{args:?}");
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.read("todo.txt"), text, "{args:?} was not taken back");
}

#[test]
fn lines_of_todo_txt_are_split_tagged_and_joined() {
    let two = "Beta\nGamma\n";
    let split = "Beta Blocked:p-one\nGamma\nP one\n";
    lines_write(two, &["split", "beta", "P one"], split);
    lines_write(two, &["set", "beta", "Context=home"], "Beta @home\nGamma\n");
    lines_write("Alpha +roof @town\n", &["set", "alpha", "Project=shed"], "Alpha +shed @town\n");
    lines_write("Alpha +a b +c\n", &["set", "alpha-a-b-c", "Project="], "Alpha b\n");
    lines_write("A\nB\nC Blocked:a\n", &["block", "c", "--by", "b"], "A\nB\nC Blocked:a,b\n");
    lines_write("A See:x.md\n", &["see", "add", "a", "y.md"], "A See:x.md,y.md\n");
    for title in ["x y", "(A) hi", "2026-01-01 y"] {
        let run = lines(two).flow(&["add", title]).exits(3);
        run.says("begins with a mark, a priority or a date").never_says("line end");
    }
}

#[test]
fn a_graph_for_a_program_is_one_document_in_any_form() {
    let heads = board(HEADS, "### T-1: A\n**Blocked By**: T-2\n\n### T-2: B\n");
    let run = heads.flow(&["--json", "graph", "--format", "dot"]).ok();
    assert_eq!(run.json()["kind"], "graph");
    heads.flow(&["graph", "--format", "dot"]).ok().says("digraph");
}

/// A folder with a file for each task, named so.
fn files(name: &str, text: &str) -> Scenario {
    let scenario = board(HEADS, "");
    scenario.edit("workflow.toml", "\"B.md\"", "\"tasks/*.md\"");
    scenario.edit("workflow.toml", "card = \"### {id}: {title}\"\n", "");
    scenario.file(&format!("tasks/{name}.md"), text).commit("files");
    scenario
}

#[test]
fn an_empty_value_takes_a_key_out_of_front_matter() {
    let text =
        "---\nid: T-1\ntitle: A\nPriority: High\nlabels: [a]\nsize: M # guessed\n---\n\nText.\n";
    let tasks = files("t-1 - A", text);
    let set = |field: &str, from: &str, to: &str| {
        tasks.flow(&["set", "T-1", field]).ok();
        assert_eq!(tasks.read("tasks/t-1 - A.md"), text.replace(from, to), "{field}");
        tasks.flow(&["undo"]).ok();
        assert_eq!(tasks.read("tasks/t-1 - A.md"), text);
    };
    set("priority=", "Priority: High\n", "");
    set("labels=", "[a]", "[]");
    set("size=", "size: M #", "size: '' #");
    tasks.flow(&["approve", "T-1"]).ok();
    tasks.flow(&["reject", "T-1", "--why", "no test"]).ok();
    assert!(!tasks.read("tasks/t-1 - A.md").contains("Approved"));
}

#[test]
fn a_new_file_is_named_as_those_beside_it() {
    let dashes = files("t-1 - First-thing", "---\nid: T-1\ntitle: First thing\n---\n");
    dashes.flow(&["add", "New feature"]).ok();
    assert!(dashes.exists("tasks/t-2 - New-feature.md"));
    let blanks = files("t-1 - First thing", "---\nid: T-1\ntitle: First thing\n---\n");
    blanks.flow(&["add", "New feature"]).ok();
    assert!(blanks.exists("tasks/t-2 - New feature.md"));
}

#[test]
fn a_note_is_told_with_the_marks_that_it_begins_with() {
    let heads = board(HEADS, "### T-1: A\n");
    for note in ["**Priority:** High", "- a dash", "*soon*"] {
        heads.flow(&["note", "T-1", "--", note]).ok();
        let told = heads.flow(&["--json", "show", "T-1"]).ok().data().to_string();
        assert!(told.contains(&format!("\"text\":\"{note}\"")), "{told}");
    }
}

#[test]
fn a_new_row_is_as_wide_as_those_of_its_table() {
    let table = "| Task | Title       | Size |\n|------|-------------|------|\n| T-1  | First thing | M    |\n";
    let rows = board("| {id} | {title} | {*} |", table);
    writes(
        &rows,
        &["add", "B", "--set", "Size=S"],
        &format!("{table}| T-2  | B           | S    |\n"),
    );
    let long = format!("{table}| T-3  | Much longer than that | S    |\n");
    writes(&rows, &["add", "Much longer than that", "--set", "Size=S"], &long);
    let ragged = "| Task | Title | Size |\n|---|---|---|\n| T-1 | First thing | M |\n";
    let rows = board("| {id} | {title} | {*} |", ragged);
    writes(&rows, &["add", "B"], &format!("{ragged}| T-2 | B |  |\n"));
}

#[test]
fn a_dry_run_of_several_counts_what_the_first_of_them_fill() {
    let text = "- [ ] T-1: A\n- [ ] T-2: B\n- [ ] T-3: C\n";
    let boxes = board(BOXES, text);
    let doing = "[[stage]]\nname = \"doing\"\nboard = \"D.md\"\ncard = \"### {id}: {title}\"\nlimit = 2\n\n";
    boxes.edit(
        "workflow.toml",
        "[[stage]]\nname = \"done\"",
        &format!("{doing}[[stage]]\nname = \"done\""),
    );
    boxes.file("D.md", "# Doing\n");
    let before = boxes.files();
    let dry = boxes.flow(&["advance", "T-1,T-2,T-3", "--dry-run"]).exits(3);
    dry.says("2 of 3 done").says("doing is full");
    assert!(boxes.files() == before);
    boxes.flow(&["advance", "T-1,T-2,T-3"]).exits(3).says("2 of 3 done").says("doing is full");
    // What the first leaves is free for the next.
    boxes.flow(&["advance", "T-1,T-3", "--dry-run"]).exits(0);
}

const CHORES: &str = "version = 1\n\n[[stage]]\nname = \"open\"\nboard = \"todo.txt\"\n\n[[stage]]\nname = \"done\"\n\
                      board = \"done.txt\"\ncard = \"x {title}\"\nends = true\n";

#[test]
fn what_has_no_id_may_come_again_every_week() {
    let scenario = Scenario::new();
    let past = "x 2026-01-05 Call Mum\nx 2026-01-12 Call Mum\n";
    scenario.file("workflow.toml", CHORES).file("todo.txt", "Call Mum\n").file("done.txt", past);
    scenario.commit("boards");
    scenario.flow(&["check"]).ok().says("all is well");
    let before = scenario.files();
    scenario.flow(&["advance", "call-mum"]).ok();
    assert_eq!(scenario.read("todo.txt"), "");
    assert!(scenario.read("done.txt").starts_with(past));
    scenario.flow(&["undo"]).ok();
    assert!(scenario.files() == before, "it was not taken back to the byte");
    scenario.flow(&["advance", "call-mum"]).ok();
    scenario.flow(&["add", "Call Mum"]).ok();
    scenario.flow(&["add", "Call Mum"]).exits(3).says("call-mum is there already (todo.txt:1)");
    scenario.flow(&["advance", "call-mum"]).ok();
    scenario.flow(&["check"]).ok().says("all is well");
    assert_eq!(scenario.read("done.txt").matches("Call Mum").count(), 4);
}

#[test]
fn cards_that_come_home_one_by_one_stand_in_their_old_order() {
    for rest in ["", "\n## Later\n"] {
        let text = format!("# Todo\n\n- [ ] T-1: A\n- [ ] T-2: B\n- [ ] T-3: C\n{rest}");
        for order in [["T-3", "T-2", "T-1"], ["T-1", "T-2", "T-3"], ["T-2", "T-1", "T-3"]] {
            for home in [["T-3", "T-2", "T-1"], ["T-1", "T-2", "T-3"], ["T-2", "T-3", "T-1"]] {
                let workflow = "version = 1\n\n[ids]\nform = \"{prefix}-{number}\"\nprefixes = [\"T\"]\n\n\
                                [[stage]]\nname = \"todo\"\nboard = \"A.md\"\nunder = \"# Todo\"\n\
                                card = \"- [ ] {id}: {title}\"\n\n[[stage]]\nname = \"doing\"\nboard = \"B.md\"\n\
                                card = \"- [ ] {id}: {title}\"\n\n[[stage]]\nname = \"done\"\nends = true\n";
                let scenario = Scenario::new();
                scenario
                    .file("workflow.toml", workflow)
                    .file("A.md", text.as_str())
                    .file("B.md", "# Doing\n");
                scenario.commit("boards");
                order.iter().for_each(|id| {
                    scenario.flow(&["advance", id]).ok();
                });
                home.iter().for_each(|id| {
                    scenario.flow(&["back", id, "--why", "later"]).ok();
                });
                let words =
                    |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
                assert_eq!(
                    words(&scenario.read("A.md")),
                    words(&text),
                    "{order:?} {home:?} {rest:?}"
                );
            }
        }
    }
}
