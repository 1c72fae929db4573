//! Moves on small boards.

use super::Yard;
use crate::flow::FlowError;
use crate::plan::PlanError;

pub const WORKFLOW: &str = r####"
version = 1
[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"
closed = "- [x] **{id}**: {title}"
[[stage]]
name = "doing"
board = "DOING.md"
under = "## Now"
card = "### [{id}]: {title}"
limit = 2
counters = "**Active: {count}/{limit}**"
separator = "---"
placeholder = "*Nothing yet.*"
on-enter.add = { Started = "{date}" }
on-enter.set = { Status = "Doing" }
[[stage]]
name = "done"
ends = true
archive = "archive/{id}.md"
"####;

pub const TODO: &str = "# Later\n\n- [ ] **A-1**: Paint the door\n  - **Colour:** green\n  - [ ] Sand it\n\n- [ ] **A-2**: Oil the hinge\n";
pub const DOING: &str =
    "# Doing\n\n**Active: 0/2**\n\n## Now\n\n*Nothing yet.*\n\n## Notes\n\nText.\n";

fn yard() -> Yard {
    Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)])
}

#[test]
fn a_move_shifts_the_body_and_keeps_counters_and_placeholder_true() {
    let yard = yard();
    yard.advance("1").expect("moved");
    assert_eq!(yard.read("TODO.md"), "# Later\n\n- [ ] **A-2**: Oil the hinge\n");
    assert_eq!(
        yard.read("DOING.md"),
        "# Doing\n\n**Active: 1/2**\n\n## Now\n\n### [A-1]: Paint the door\n**Started**: 2026-11-23\n\
         **Status**: Doing\n\n- **Colour:** green\n- [ ] Sand it\n\n## Notes\n\nText.\n"
    );
    yard.advance("A-2").expect("moved");
    assert!(yard.read("DOING.md").contains("- [ ] Sand it\n\n---\n\n### [A-2]: Oil the hinge\n"));
    assert!(yard.read("DOING.md").contains("**Active: 2/2**"));
}

#[test]
fn last_out_and_first_home_is_to_the_byte() {
    // What is made true on the way is as it was afterwards: a counter that lies, no last line end.
    let doing = "**Active: 1/1**\n\n## Now\n\n*Nothing yet.*";
    let yard = Yard::new(WORKFLOW, &[("TODO.md", TODO.trim_end()), ("DOING.md", doing)]);
    let before = yard.files();
    yard.advance("A-1").expect("moved");
    let between = yard.files();
    yard.advance("A-2").expect("moved");
    yard.back("A-2").expect("home");
    assert_eq!(yard.files(), between);
    yard.back("A-1").expect("home");
    assert_eq!(yard.files(), before);
}

#[test]
fn home_again_to_the_byte_and_undone_to_the_byte() {
    let yard = yard();
    let before = yard.files();
    yard.advance("A-1").expect("moved");
    let moved = yard.files();
    yard.back("A-1").expect("home");
    assert_eq!(yard.files(), before);
    yard.undo().expect("the way back, taken back");
    assert_eq!(yard.files(), moved);
    yard.undo().expect("undone");
    assert_eq!(yard.files(), before);
    assert!(matches!(yard.undo(), Err(FlowError::Plan(PlanError::NothingToUndo))));
}

#[test]
fn a_changed_card_keeps_every_added_line_on_its_way_home() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    let doing = yard
        .read("DOING.md")
        .replace("- [ ] Sand it\n", "- [x] Sand it\n- 2026-11-24: dusty work\n");
    yard.write("DOING.md", &doing);
    yard.back("A-1").expect("home");
    assert_eq!(
        yard.read("TODO.md"),
        "# Later\n\n- [ ] **A-1**: Paint the door\n  - **Colour:** green\n  - [x] Sand it\n  \
         - 2026-11-24: dusty work\n\n- [ ] **A-2**: Oil the hinge\n"
    );
    assert_eq!(yard.read("DOING.md"), DOING);
}

#[test]
fn home_is_found_after_edits_by_hand() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    yard.write("TODO.md", &yard.read("TODO.md").replace("# Later", "# Much later\n\nBy hand."));
    yard.back("A-1").expect("home");
    assert_eq!(yard.read("TODO.md"), TODO.replace("# Later", "# Much later\n\nBy hand."));
}

#[test]
fn a_full_stage_names_those_that_hold_it() {
    let yard = yard();
    yard.write("TODO.md", &format!("{TODO}\n- [ ] **A-3**: Sweep\n"));
    yard.advance("A-1").expect("moved");
    yard.advance("A-2").expect("moved");
    let before = yard.files();
    match yard.advance("A-3") {
        Err(FlowError::Plan(PlanError::Full { holders, limit: 2, count: 2, .. })) => {
            assert_eq!(holders[0].id.as_str(), "A-1");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(yard.files(), before);
}

#[test]
fn the_text_of_a_finished_card_is_archived_whole_and_undo_takes_it_out_again() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    let before = yard.files();
    yard.advance("A-1").expect("done");
    let archived = yard.read("archive/A-1.md");
    assert!(
        archived.starts_with("### [A-1]: Paint the door\n")
            && archived.ends_with("- [ ] Sand it\n")
    );
    assert_eq!(yard.read("DOING.md"), DOING);
    yard.undo().expect("undone");
    assert_eq!(yard.files(), before);
}

#[test]
fn a_double_is_refused_with_both_places_and_holds_nobody_else_up() {
    let yard = yard();
    yard.write("DOING.md", &DOING.replace("*Nothing yet.*", "### [A-1]: Paint the door\n\nTwice."));
    match yard.advance("A-1") {
        Err(FlowError::Plan(PlanError::Duplicate { places, .. })) => assert_eq!(places.len(), 2),
        other => panic!("{other:?}"),
    }
    yard.advance("A-2").expect("moved");
}

#[test]
fn line_ends_and_a_missing_last_one_are_kept() {
    let crlf = DOING.replace('\n', "\r\n");
    let todo = TODO.trim_end();
    let yard = Yard::new(WORKFLOW, &[("TODO.md", todo), ("DOING.md", &crlf)]);
    let before = yard.files();
    yard.advance("A-2").expect("moved");
    assert!(
        yard.read("DOING.md").contains("### [A-2]: Oil the hinge\r\n**Started**: 2026-11-23\r\n")
    );
    assert!(!yard.read("DOING.md").replace("\r\n", "").contains('\n'));
    yard.back("A-2").expect("home");
    assert_eq!(yard.files(), before);
}

#[test]
fn an_unclosed_fence_that_would_swallow_cards_is_refused() {
    let yard = yard();
    let todo = TODO.replace("  - [ ] Sand it\n", "  ```\n  never closed\n");
    yard.write("TODO.md", &todo);
    let before = yard.files();
    match yard.advance("A-1") {
        Err(FlowError::Plan(PlanError::Unclosed { line, what: "fence", .. })) => {
            assert_eq!(line, 5)
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(yard.files(), before);
}

#[test]
fn conflict_markers_are_refused_with_their_line() {
    let yard = yard();
    yard.write("DOING.md", &format!("{DOING}<<<<<<< ours\n"));
    match yard.advance("A-1") {
        Err(FlowError::Plan(PlanError::Conflict { line, .. })) => assert_eq!(line, 12),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_last_cards_of_a_board_cross() {
    let text =
        "# Later\n\n- [ ] **A-1**: Paint\n  - x\n\n- [ ] **A-2**: Oil\n\n- [ ] **A-3**: Sweep\n";
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let tight = text.replace("\n\n- [ ] **A-3", "\n- [ ] **A-3");
    for text in [text, text.trim_end(), &tight] {
        for (a, b) in [("A-2", "A-3"), ("A-1", "A-2"), ("A-1", "A-3")] {
            for order in [[a, b, a, b], [a, b, b, a], [b, a, a, b], [b, a, b, a]] {
                let yard = Yard::new(WORKFLOW, &[("TODO.md", text), ("DOING.md", DOING)]);
                for (step, id) in order.iter().enumerate() {
                    let moved = if step < 2 { yard.advance(id) } else { yard.back(id) };
                    moved.unwrap_or_else(|error| panic!("{order:?} {id}: {error}"));
                }
                // The last card takes the blank line before it along, so that one may come home on
                // the other side of a neighbour. The cards come home in their order.
                assert_eq!(lines(&yard.read("TODO.md")), lines(text), "{order:?}");
                assert_eq!(yard.read("DOING.md"), DOING, "{order:?}");
            }
        }
    }
}

#[test]
fn a_field_that_wraps_stays_whole() {
    let yard = yard();
    let card = "### [A-9]: Mend\n**Why**: a reason that goes on\nin a second line\n\n- [ ] Begin\n";
    yard.write("DOING.md", &DOING.replace("*Nothing yet.*\n", card).replace("0/2", "1/2"));
    let workflow = WORKFLOW.replace("[[stage]]\nname = \"done\"", "[[stage]]\nname = \"review\"\nboard = \"R.md\"\ncard = \"## {id}: {title}\"\non-enter.set = { Status = \"Review\" }\n\n[[stage]]\nname = \"done\"");
    let yard = Yard::new(
        &workflow,
        &[("TODO.md", TODO), ("DOING.md", &yard.read("DOING.md")), ("R.md", "# R\n")],
    );
    yard.advance("A-9").expect("moved");
    assert_eq!(
        yard.read("R.md"),
        "# R\n\n## A-9: Mend\n**Why**: a reason that goes on\nin a second line\n**Status**: Review\n\n- [ ] Begin\n"
    );
}
