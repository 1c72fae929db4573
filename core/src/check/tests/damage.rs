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
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("unknown-blocker tasks/T-1.md:7: "), "{told:?}");
    assert!(told[0].ends_with("|| correct T-99 on tasks/T-1.md:7, or take it out"), "{told:?}");
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
          || let it say one of `status: To Do`"]
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
