//! Any move of the log can be taken back, for as long as nothing depends on it.

use crate::scenario::{PLAIN, Scenario};

const WORKTREES: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
hooks = ["create-worktree"]
"#;

#[test]
fn a_move_is_taken_back_by_its_number_behind_later_ones() {
    let scenario = Scenario::plain();
    let before = scenario.files();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["advance", "BUG-001"]).ok();
    let dry = scenario.flow(&["undo", "1", "--dry-run"]).ok();
    dry.says("next: flow undo 1").says("(undoes 1)");
    let data = scenario.flow(&["undo", "1", "--json"]).ok().data();
    assert_eq!((&data["id"], &data["reverts"]), (&"FEAT-001".into(), &1.into()));
    assert!(scenario.read("IN_PROGRESS.md").contains("### [BUG-001]"));
    assert!(scenario.read("IN_PROGRESS.md").contains("**Active: 1/2**"));
    assert!(scenario.read("TODO.md").contains("- [ ] **FEAT-001**: Greet by name\n  - **Why:**"));
    scenario.flow(&["undo", "1"]).exits(3).says("taken back by move 3").says("flow undo 3");
    // The undoing itself is one as well.
    scenario.flow(&["undo", "3"]).ok();
    scenario.flow(&["log"]).ok().says("undoes 3");
    scenario.flow(&["undo", "FEAT-001"]).ok();
    scenario.flow(&["undo", "bug-1"]).ok();
    assert_eq!(scenario.files(), before);
    scenario.flow(&["undo"]).exits(3).says("no transition to take back");
}

#[test]
fn what_stands_in_the_way_is_named_with_what_to_type() {
    let scenario = Scenario::plain();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    let run = scenario.flow(&["undo", "1", "--json"]).exits(3);
    assert_eq!(run.error_code(), "moved-on");
    run.says("flow undo 2");
    scenario.flow(&["undo", "2"]).ok();
    scenario.edit("IN_PROGRESS.md", "- [ ] Ask", "- [x] Ask");
    let before = scenario.files();
    scenario.flow(&["undo", "1"]).exits(3).says("flow back FEAT-001 --to todo --why");
    scenario.flow(&["undo", "12"]).exits(2).says("flow log");
    scenario.flow(&["undo", "BUG-001"]).exits(2).says("flow log");
    scenario.edit("IN_PROGRESS.md", "[FEAT-001]", "[FEAT-009]");
    scenario.flow(&["undo", "1"]).exits(3).says("no longer where move 1 put it");
    scenario.edit("IN_PROGRESS.md", "[FEAT-009]", "[FEAT-001]");
    assert_eq!(scenario.files(), before);
}

#[test]
fn a_worktree_goes_and_comes_with_its_move() {
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", format!("{PLAIN}{WORKTREES}")).commit("Worktrees");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["advance", "FEAT-002"]).ok();
    scenario.flow(&["undo", "1"]).ok();
    assert!(!scenario.exists(".worktrees/FEAT-001"));
    assert!(scenario.exists(".worktrees/FEAT-002/README.md"));
    scenario.flow(&["undo", "3"]).ok();
    assert!(scenario.exists(".worktrees/FEAT-001/README.md"));
    scenario.file(".worktrees/FEAT-001/notes.txt", "mine\n");
    scenario.flow(&["undo", "FEAT-001"]).exits(3).says("notes.txt");
    assert!(scenario.read("IN_PROGRESS.md").contains("### [FEAT-001]"));
}

#[test]
fn no_gate_is_gone_around_by_undoing_an_undoing() {
    let gate = "\n[[transition]]\nfrom = \"todo\"\nto = \"in-progress\"\ngates = [\"unblocked\"]\n";
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", format!("{PLAIN}{gate}"));
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["undo"]).ok();
    let run = scenario.flow(&["undo", "2"]).exits(3).says("past its gates");
    run.says("flow advance FEAT-001 --to in-progress");
}

#[test]
fn what_was_written_on_the_last_card_is_taken_back_behind_a_new_one() {
    let scenario = Scenario::plain();
    let todo = "# Later\n\n- [ ] **FEAT-001**: Greet";
    scenario.file("TODO.md", todo);
    scenario.flow(&["set", "FEAT-001", "Size=2"]).ok();
    scenario.flow(&["add", "Wave", "--prefix", "FEAT"]).ok();
    scenario.flow(&["undo", "1"]).ok();
    let now = scenario.read("TODO.md");
    assert!(now.starts_with(&format!("{todo}\n")) && now.contains("**: Wave"), "{now}");
}

const TWO: &str = "version = 1\n\n[ids]\nprefixes = [\"A\"]\n\n[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\n\
                   card = [\"### {id}: {title}\", \"### {title}\"]\n\n[[stage]]\nname = \"doing\"\nboard = \"DOING.md\"\n\
                   card = [\"### {id}: {title}\", \"### {title}\"]\n\n[[stage]]\nname = \"done\"\nends = true\n";

fn two() -> Scenario {
    let yard = Scenario::new();
    yard.file("workflow.toml", TWO);
    yard.file("TODO.md", "# T\n\n### A-1: Mend\n\nx\n\n### Paint the door\n\ny\n");
    yard.file("DOING.md", "# D\n").commit("Begin");
    yard
}

/// The undoing that an answer says has to come first.
fn named(said: &str) -> Option<&str> {
    let (_, behind) = said.split_once("flow undo ")?;
    behind.split(|c: char| !c.is_ascii_digit()).next().filter(|number| !number.is_empty())
}

#[test]
fn the_undoing_that_is_named_can_be_typed() {
    let cases: [(&[&[&str]], &str, &str); 8] = [
        (&[&["set", "A-1", "P=1"], &["undo", "1"], &["set", "A-1", "P=2"]], "1", "3"),
        (&[&["advance", "A-1"], &["undo", "1"], &["advance", "A-1"]], "1", "3"),
        (&[&["note", "A-1", "x"], &["note", "A-1", "y"]], "1", "2"),
        (&[&["advance", "A-1"], &["note", "A-1", "x"], &["back", "A-1", "--why", "x"]], "2", "3"),
        (&[&["split", "A-1", "B", "C"], &["advance", "A-2"]], "1", "2"),
        (&[&["advance", "paint-the-door"], &["id", "paint-the-door"]], "1", "2"),
        (
            &[
                &["advance", "paint-the-door"],
                &["edit", "paint-the-door", "--title", "New"],
                &["note", "new", "x"],
            ],
            "1",
            "3",
        ),
        (
            &[
                &["set", "A-1", "P=1"],
                &["set", "A-1", "P=2"],
                &["undo", "2"],
                &["note", "A-1", "x"],
            ],
            "1",
            "4",
        ),
    ];
    for (deeds, asked, first) in cases {
        let yard = two();
        deeds.iter().for_each(|deed| drop(yard.flow(deed).ok()));
        let refused = yard.flow(&["undo", asked]).exits(3);
        assert_eq!(named(&refused.said()), Some(first), "{deeds:?}: {}", refused.said());
        yard.flow(&["undo", first]).ok();
    }
}

/// Whatever was done to a task: an undoing that stands in the way of another one can be made.
#[test]
fn of_any_deeds_the_undoing_that_is_named_can_be_made() {
    let deeds: [&[&str]; 7] = [
        &["set", "A-1", "P=1"],
        &["note", "A-1", "x"],
        &["advance", "A-1"],
        &["back", "A-1", "--why", "x"],
        &["undo"],
        &["undo", "2"],
        &["note", "paint-the-door", "z"],
    ];
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize
    };
    let mut stood_in_the_way = 0;
    for _ in 0..12 {
        let yard = two();
        let done: Vec<&[&str]> = (0..7).map(|_| deeds[next() % deeds.len()]).collect();
        done.iter().for_each(|deed| drop(yard.flow(deed)));
        for seq in 1..=7 {
            let refused = yard.flow(&["undo", &seq.to_string(), "--dry-run"]);
            let said = refused.said();
            if let (3, Some(first)) = (refused.code, named(&said)) {
                stood_in_the_way += 1;
                let then = yard.flow(&["undo", first, "--dry-run"]);
                assert_eq!(
                    then.code,
                    0,
                    "{done:?}: undo {seq}: {said}\nundo {first}: {}",
                    then.said()
                );
            }
        }
    }
    assert!(stood_in_the_way > 10, "{stood_in_the_way}");
}
