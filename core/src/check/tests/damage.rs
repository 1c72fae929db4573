//! Boards that people and merges have damaged, in several forms: each damage is told once, where it is, with
//! something to type that mends it.

use super::*;

const NONE: [&str; 0] = [];
const END: &str = "\n[[stage]]\nname = \"end\"\nends = true\n";

/// What is found on boards with these texts, by `code place: message || remedy`.
fn found(stages: &str, texts: &[(&str, &str)]) -> Vec<String> {
    let end = if stages.contains("ends = true") { "" } else { END };
    let source = format!("version = 1\n[ids]\nprefixes = [\"T\"]\n{stages}{end}");
    let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let world = World { folder, texts, plugins: Arc::from([]) };
    let problems = world.check_with(&workflow(&source)).into_iter();
    let told = |problem: Problem| {
        let place = problem.line.map_or(String::new(), |line| format!(":{line}"));
        let board = problem.board.as_deref().unwrap_or("-");
        format!("{} {board}{place}: {} || {}", problem.code, problem.message, problem.fix)
    };
    problems.map(told).collect()
}

/// A stage on a board of its own.
fn stage(name: &str, more: &str) -> String {
    format!("[[stage]]\nname = \"{name}\"\nboard = \"{}.md\"\n{more}\n", name.to_uppercase())
}

/// Stages that a key of the front matter of files tells apart.
const FILES: &str = "[[stage]]\nname = \"todo\"\nboard = \"tasks/*.md\"\nwhere = { status = \"To Do\" }\n\
                     [[stage]]\nname = \"done\"\nends = true\n";

fn file(front: &str) -> Vec<String> {
    found(FILES, &[("tasks/T-1.md", front)])
}

#[test]
fn a_heading_that_lost_its_count_is_written_as_it_would_stand() {
    let stages = "[[stage]]\nname = \"todo\"\nboard = \"B.md\"\nunder = \"## Todo ({count}/{limit}){*}\"\nlimit = 4\n";
    let told = found(stages, &[("B.md", "# Board\n\n## Todo\n\n- T-1: a\n")]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].ends_with("|| write `## Todo (0/4)` into B.md, or mend `under` in workflow.toml"),
        "{told:?}"
    );
}

#[test]
fn the_sides_of_a_conflict_are_no_two_tasks() {
    let sides = "# Todo\n\n<<<<<<< HEAD\n### [T-1]: Mend the roof\n=======\n### [T-1]: Mend that wall\n>>>>>>> x\n";
    let told = found(&stage("todo", "card = \"### [{id}]: {title}\""), &[("TODO.md", sides)]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("conflict-markers TODO.md:3"), "{told:?}");
}

#[test]
fn nobody_is_told_to_move_on_from_where_all_ends() {
    let stages = [
        stage("todo", "card = \"- [ ] {id}: {title}\""),
        stage("done", "card = \"- [x] {id}: {title}\"\nends = true"),
    ];
    let texts = [("TODO.md", "- [ ] T-1: Mend\n"), ("DONE.md", "- [x] T-1: Mend\n")];
    let told = found(&stages.concat(), &texts);
    let two = told.iter().find(|told| told.starts_with("two-boards")).expect("told");
    assert!(!two.contains("flow advance"), "{two}");
}

#[test]
fn a_blocker_is_told_on_the_line_on_which_it_stands() {
    let text = "---\nid: T-1\ntitle: Mend\nstatus: To Do\ndependencies:\n  - T-1\n  - T-99\n---\n";
    let told = file(text);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("circle tasks/T-1.md:6: T-1 waits for itself"), "{told:?}");
    assert!(told[1].starts_with("unknown-blocker tasks/T-1.md:7: "), "{told:?}");
    assert!(told[1].ends_with("|| correct T-99 on tasks/T-1.md:7, or take it out"), "{told:?}");
}

#[test]
fn a_key_that_stands_twice_is_told_once() {
    let told =
        file("---\nid: T-1\ntitle: Mend\nstatus: To Do\npriority: high\npriority: low\n---\n");
    assert_eq!(
        told,
        [
            "front-matter tasks/T-1.md:6: the front matter has the key `priority` twice, on lines 5 and 6 \
          || keep the right one of tasks/T-1.md:5 and tasks/T-1.md:6"
        ]
    );
}

#[test]
fn what_ails_front_matter_is_what_its_remedy_is_about() {
    let told = file("---\nid: T-1\nstatus: To Do\nnote: this: that\n---\n");
    assert!(told[0].contains("a value with a colon goes in quotes"), "{told:?}");
    let told = file("---\nid: T-1\nstatus: To Do\nlist:\n\t- a\n---\n");
    assert!(told[0].starts_with("front-matter") && !told[0].contains("quotes"), "{told:?}");
}

#[test]
fn front_matter_that_is_never_closed_is_told() {
    let told = file("---\nid: T-1\nstatus: To Do\n\nThe wood is soft.\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("front-matter tasks/T-1.md:1: the front matter is never closed"),
        "{told:?}"
    );
    let told = file("\n---\nid: T-1\nstatus: To Do\n---\n\nThe wood is soft.\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("front-matter tasks/T-1.md:2: "), "{told:?}");
    assert!(told[0].ends_with("|| delete what stands above it"), "{told:?}");
    assert_eq!(file("---\n\nA rule above prose: no front matter.\n"), NONE);
}

#[test]
fn a_file_of_no_stage_says_what_stands_there_and_where() {
    let told = file("---\nid: T-1\ntitle: Mend\nstatus: Doing\n---\n");
    assert_eq!(
        told,
        ["no-stage tasks/T-1.md:4: T-1 says `status: Doing`, and no stage is its own \
          || let it say one of `status: To Do`, or write a stage for it in workflow.toml"]
    );
}

#[test]
fn an_id_of_no_declared_prefix_in_front_matter_is_told() {
    let told = file("---\ntitle: Mend\nid: ODD-7\nstatus: To Do\n---\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("unknown-prefix tasks/T-1.md:3: ODD-7 "), "{told:?}");
}

#[test]
fn a_day_that_does_not_exist_is_told_once() {
    let stages = "[[stage]]\nname = \"todo\"\nboard = \"todo.txt\"\n";
    let told = found(stages, &[("todo.txt", "2026-02-30 Buy nails\nBuy wood due:2026-02-31\n")]);
    let codes: Vec<&str> = told.iter().map(|told| &told[..22]).collect();
    assert_eq!(codes, ["no-such-day todo.txt:1", "no-such-day todo.txt:2"]);
}

#[test]
fn a_title_that_nobody_sees_is_none() {
    let told =
        found(&stage("todo", "card = \"- {id}: {title}\""), &[("TODO.md", "- T-1: \u{200b}\n")]);
    assert_eq!(told, ["empty-title TODO.md:1: T-1 has no title || write one at TODO.md:1"]);
}

#[test]
fn a_remedy_has_no_byte_order_mark() {
    let more = "card = \"- {id}: {title}\"\ncounters = [\"**Open: {count}**\"]";
    let told = found(&stage("todo", more), &[("TODO.md", "\u{feff}**Open: 3**\n\n- T-1: Mend\n")]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(!told[0].contains('\u{feff}'), "{told:?}");
}

#[test]
fn a_capital_cross_ticks_as_well() {
    let more = "card = \"- [ ] {id}: {title}\"\nclosed = \"- [x] {id}: {title}\"\ncounters = [\"**Open: {count}**\"]";
    let text = "**Open: 1**\n\n- [ ] T-1: Mend\n  - **Blocked By:** T-2\n- [X] T-2: Paint\n";
    assert_eq!(found(&stage("todo", more), &[("TODO.md", text)]), NONE);
}

/// A stage of rows, told by their ids, with the rows of its table.
fn rows(table: &str) -> Vec<String> {
    let more = "card = \"| {id} | {title} | {*} |\"\nplaceholder = \"| — | — | — |\"";
    found(&stage("todo", more), &[("TODO.md", table)])
}

#[test]
fn a_heading_that_only_looks_like_a_card_is_told() {
    let told = |card: &str, text: &str| {
        found(
            &stage("todo", &format!("card = \"{card}\"")),
            &[("TODO.md", &format!("# Todo\n\n{text}"))],
        )
    };
    let named = "### {id}: {title}";
    let joined = told(named, "### T-1: Mend\n\nx\n\n###T-2: Paint\n\ny\n");
    assert_eq!(joined.len(), 1, "{joined:?}");
    assert!(
        joined[0].starts_with("stray-heading TODO.md:7: `###T-2: Paint` is not read"),
        "{joined:?}"
    );
    assert!(joined[0].ends_with("write `### T-2: Paint` at TODO.md:7"), "{joined:?}");
    let raised =
        told(named, "### T-1: Mend\n\n## T-2: Paint\n\ny\n\n### T-3: Oil\n\n## T-4: Saw\n");
    assert_eq!(raised.len(), 1, "what has cards below it is their group: {raised:?}");
    assert!(
        raised[0].contains("`## T-4: Saw`") && raised[0].contains("of another level"),
        "{raised:?}"
    );
    assert_eq!(told("### {title}", "### Mend\n\n###Paint\n").len(), 1);
    assert_eq!(told("# {title}", "# Mend\n\n#paint\n"), NONE);
    let fine = "### T-1: Mend\n\n#### T-2: a part\n\n```\n###T-9: x\n```\n\n#paint ###x\n\n## Notes\n\n##more\n";
    assert_eq!(told(named, fine), NONE);
}

const HEAD: &str = "# Todo\n\n| Id | Title | Prio |\n|---|---|---|\n";

#[test]
fn rows_that_no_table_holds_are_told_once() {
    let apart =
        format!("{HEAD}| T-1 | Mend | low |\n\n| T-2 | Paint | low |\n| T-3 | Sow | low |\n");
    let told = rows(&apart);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("stray-row TODO.md:7: lines 7 to 8 are not read as cards"),
        "{told:?}"
    );
    // Whether the stage is empty is not known then.
    let undashed = rows("# Todo\n\n| Id | Title | Prio |\n| T-1 | Mend | low |\n");
    assert_eq!(undashed.len(), 1, "{undashed:?}");
    assert!(undashed[0].starts_with("stray-row TODO.md:3: lines 3 to 4 "), "{undashed:?}");
}

#[test]
fn a_table_with_more_columns_than_the_form_is_told() {
    let told = |card: &str, row: &str| {
        let text = format!("# Todo\n\n| ID | Task | P |\n|--|--|--|\n{row}");
        found(&stage("todo", &format!("card = \"{card}\"")), &[("TODO.md", &text)])
    };
    let narrow = told("| {id} | {title} |", "| T-1 | One | x |\n");
    assert_eq!(narrow.len(), 1, "{narrow:?}");
    assert!(narrow[0].starts_with("stray-row TODO.md:3: the table has 3 columns"), "{narrow:?}");
    assert!(narrow[0].contains("card = \"| {id} | {title} | {*} |\""), "{narrow:?}");
    assert_eq!(told("| {id} | {title} | {*} |", "| T-1 | One | x |\n"), NONE);
    assert_eq!(told("| {id} | {title} |", ""), NONE);
}

#[test]
fn rows_without_pipes_at_their_edges_are_told() {
    let told = rows(&format!(
        "{HEAD}| T-1 | Mend | low |\nT-2 | Paint | low\nT-3 | Sow | low\n\nSaid | so.\n"
    ));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("stray-row TODO.md:6: lines 6 to 7 "), "{told:?}");
    let told = rows("# Todo\n\nId | Title | Prio\n---|---|---\nT-1 | Mend | low\n\nSaid | so.\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("stray-row TODO.md:3: lines 3 to 5 "), "{told:?}");
}

#[test]
fn an_id_in_marks_of_its_own_is_told() {
    let told =
        rows(&format!("{HEAD}| T-1 | Mend | low |\n| **T-2** | Paint | low |\n| Sum | 2 | |\n"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("stray-row TODO.md:6: this line is not read as a card"),
        "{told:?}"
    );
    assert!(
        told[0].ends_with("write it as `| {id} | {title} | {*} |` has it at TODO.md:6"),
        "{told:?}"
    );
}

#[test]
fn a_row_that_is_struck_through_is_hardly_to_be_opened_again() {
    let told = rows(&format!("{HEAD}| T-1 | Mend | low |\n| ~~T-2~~ | ~~Paint~~ | low |\n"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("if it is finished, name its form in `closed`"), "{told:?}");
}

#[test]
fn healthy_tables_are_left_alone() {
    let fence = "\n```\n| T-9 | Example | low |\n```\n\n| Word | Meaning |\n|---|---|\n| a | b |\n";
    assert_eq!(rows(&format!("{HEAD}| T-1 | Mend | low |\n{fence}")), NONE);
    assert_eq!(rows(&format!("{HEAD}| — | — | — |\n")), NONE);
}

#[test]
fn a_column_that_stands_twice_is_told_of_its_table() {
    let head = "# Todo\n\n| Id | Title | Prio | Prio |\n|---|---|---|---|\n";
    let told = rows(&format!("{head}| T-1 | Mend | low | high |\n| T-2 | Paint | low | |\n"));
    assert_eq!(
        told,
        [
            "field-twice TODO.md:3: the table has two columns Prio: the first counts || give one of them \
          another name at TODO.md:3"
        ]
    );
}

#[test]
fn a_table_that_lost_the_column_of_its_stages_is_told() {
    let shared = |name: &str, state: &str| {
        format!(
            "[[stage]]\nname = \"{name}\"\nboard = \"B.md\"\ncard = \"| {{id}} | {{title}} | {{*}} |\"\nwhere = {{ State = \"{state}\" }}\n"
        )
    };
    let stages = [shared("todo", "open"), shared("doing", "begun")].concat();
    let table = "| Id | Title | Status |\n|---|---|---|\n| T-1 | Mend | open |\n";
    let told = found(&stages, &[("B.md", table)]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("no-stage B.md:1: the table has no column State"), "{told:?}");
    let whole = table.replace("Status", "State");
    assert_eq!(found(&stages, &[("B.md", &whole)]), NONE);
    // Beside such a table, another one is of something else.
    let beside =
        format!("{whole}\n| Id | Title | Why |\n|---|---|---|\n| T-2 | Paint | too dear |\n");
    assert_eq!(found(&stages, &[("B.md", &beside)]), NONE);
}
