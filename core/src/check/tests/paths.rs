//! References to lines of boards, and to documents.

use super::*;

const NONE: [&str; 0] = [];
const TODO: &str =
    "# To do\n\n- [ ] **FIX-001**: Mend\n  - one\n  - two\n\n- [ ] **FIX-002**: Paint\n";

fn doing(see: &str) -> World {
    world(TODO, &format!("### [FIX-001]: Mend\n\n**See**: {see}\n"), "")
}

#[test]
fn a_reference_that_went_astray_names_the_true_line() {
    for (written, truth) in [
        ("TODO.md line 571", "TODO.md line 3"),
        ("TODO.md:571", "TODO.md:3"),
        ("TODO.md#L571", "TODO.md#L3"),
        ("TODO.md, line 571", "TODO.md, line 3"),
        ("TODO.md lines 571-580", "TODO.md lines 3"),
        ("./TODO.md:571", "./TODO.md:3"),
        ("TODO.md (line 571", "TODO.md (line 3"),
    ] {
        let boards = doing(&format!("plans.md, {written}"));
        let message = format!(
            "DOING.md:7 FIX-001 does not stand at `{written}`: it stands at TODO.md line 3"
        );
        assert_eq!(boards.of("line-reference"), [message]);
        let fix = format!("write `{truth}` instead of `{written}` on DOING.md:7");
        assert_eq!(boards.fix("line-reference"), fix);
    }
}

#[test]
fn a_true_reference_is_silent() {
    for see in [
        "TODO.md line 3",
        "TODO.md:5",
        "TODO.md#L4",
        "TODO.md lines 1-3",
        "FIX-002, TODO.md line 7",
        "TODO.md line 7 (FIX-002)",
        "other/TODO.md line 9",
        "NOTES.md line 9",
        "TODO.md has 900 lines",
        "TODO.md: 900 of them",
        "<!-- TODO.md line 9 -->",
        "https://example.org/TODO.md#L9",
    ] {
        assert_eq!(doing(see).of("line-reference"), NONE, "{see}");
    }
}

#[test]
fn a_reference_may_be_about_another_task() {
    let boards = doing("as FIX-002 says in TODO.md line 4 lines");
    assert_eq!(boards.of("line-reference"), NONE, "line 4 is the task's own");
    let boards = doing("as FIX-002 says in TODO.md line 900");
    assert_eq!(
        boards.of("line-reference"),
        ["DOING.md:7 FIX-002 does not stand at `TODO.md line 900`: it stands at TODO.md line 7"]
    );
    let boards = doing("plans/NEW-009.md; TODO.md line 900 (NEW-003)");
    assert_eq!(
        boards.of("line-reference"),
        ["DOING.md:7 NEW-003 does not stand at `TODO.md line 900`: it has no card on TODO.md"]
    );
    assert_eq!(boards.fix("line-reference"), "take `TODO.md line 900` out of DOING.md:7");
}

#[test]
fn references_of_a_board_to_itself_mean_something_else() {
    let todo = "- [ ] **FIX-001**: Mend\n  - like TODO.md line 3\n  - like TODO.md line 90\n";
    let told = world(todo, "", "").of("line-reference");
    assert_eq!(told.len(), 1, "only the line that is not there");
    assert!(told[0].starts_with("TODO.md:3 "), "{}", told[0]);
}

#[test]
fn references_in_code_quotes_and_closed_cards_are_history() {
    let see = "x\n\n```\nTODO.md line 99\n```\n\n> TODO.md:99\n\n<!--\nTODO.md#L99\n-->";
    assert_eq!(doing(see).of("line-reference"), NONE);
    let closed = world("- [x] **FIX-001**: Mend\n  - DOING.md line 99\n", "", "");
    assert_eq!(closed.check(), []);
}

#[test]
fn a_document_that_nobody_has_is_told_once() {
    let review = "### [FIX-003]: Roof\n**Planning Docs**: plans/roof.md\n";
    let doing = "### [FIX-001]: Mend\n\n**See**: `plans/roof.md` (7 files), plans/FIX-001_*.md\n\n\
                 **References**:\n- the [plan](plans/other.md#part)\n  - <plans/deep.md>\n";
    let boards = world("", doing, review);
    assert_eq!(
        boards.of("missing-file"),
        [
            "DOING.md:7 FIX-001 names plans/roof.md, a file that is not here or in .worktrees/FIX-001",
            "DOING.md:7 FIX-001 names plans/FIX-001_*.md, which fits no file here or in \
             .worktrees/FIX-001",
            "DOING.md:10 FIX-001 names plans/other.md, a file that is not here or in .worktrees/FIX-001",
            "DOING.md:11 FIX-001 names plans/deep.md, a file that is not here or in .worktrees/FIX-001",
        ]
    );
    assert!(boards.fix("missing-file").starts_with("take `plans/roof.md` out of DOING.md:7"));
}

#[test]
fn documents_here_or_in_the_worktree_are_there() {
    let todo = "- [ ] **FIX-002**: Paint\n  - **See:** `plans/x/wide_9.md`\n  - plans/unsaid.md\n";
    let doing = "### [FIX-001]: Mend\n**See**: ./plans/roof.md, plans/FIX-001_*.md (2 files)\n\
                 **Reference**: plans/*/wide_*.md, plans/roof.md:12\n";
    let boards = world(todo, doing, "");
    boards.file("plans/roof.md");
    boards.file(".worktrees/FIX-001/plans/FIX-001_part.md");
    boards.file("plans/x/wide_9.md");
    assert_eq!(boards.check(), []);
}

#[test]
fn what_is_no_document_is_not_looked_for() {
    let doing = "### [FIX-001]: Mend\n**Note**: plans/gone.md\n**See**: README.md, /etc/x.md, ../up/x.md, \
                 https://example.org/a/b.md, plans/<name>/x.md, plans/{id}.md, src/x.rs\n\n\
                 ```\n**See**: plans/gone.md\n```\n\n> **See**: plans/gone.md\n";
    assert_eq!(world("", doing, "").check(), []);
    let closed = world("- [x] **FIX-001**: Mend\n  - **See:** plans/gone.md\n", "", "");
    assert_eq!(closed.check(), []);
}
