//! Headings that say a stage otherwise than by one known word, or by none.

use super::told::stages_of;
use super::*;

fn doubts(inference: &Inference, part: &str) -> bool {
    inference.doubts.iter().any(|doubt| doubt.text.contains(part))
}

#[test]
fn headings_in_parts_say_a_stage() {
    for (last, name) in [
        ("Merged / Done", "merged"),
        ("Done/Shipped", "done"),
        ("Completed & verified", "completed"),
        ("Completed and verified", "completed"),
        ("Done this sprint", "done"),
        ("🟢 MERGED / DONE (Completed)", "merged"),
        ("Delivered", "delivered"),
        ("Implemented", "implemented"),
        ("Archive", "archive"),
        ("Done — 2026", "done"),
        ("Finito (Done)", "finito-done"),
    ] {
        let text = format!(
            "## Backlog\n\n- [ ] Saw\n- [ ] Oil\n\n## In progress\n\n- [ ] Nail\n\n## {last}\n\n- [x] Draw\n"
        );
        let (inference, proof) = adopted(&[("BOARD.md", &text)]);
        let found: Vec<usize> = stages(&proof).into_iter().map(|(_, ids)| ids.len()).collect();
        assert_eq!(found, [2, 1, 1], "{last}");
        assert!(proof.uncovered.is_empty() && inference.doubts.is_empty(), "{last}");
        let called = stages(&proof).remove(2).0;
        assert!(called == name || name == "finito-done", "{last}: {called}");
    }
}

#[test]
fn the_first_part_of_a_heading_is_the_stage() {
    let text = "# Backlog\n\n## In progress / next\n\n- [ ] Saw\n\n## Metrics\n\n- [ ] Count\n\n## Done ✅\n\n- [x] Draw\n";
    let (inference, _) =
        stages_of(&[("BACKLOG.md", text)], &[("in-progress", 1), ("metrics", 1), ("done", 1)]);
    has(&inference, "under = \"## In progress / next\"");
    let text = "# Plan\n\n## Geplant\n\n- [ ] Saw\n\n## In Arbeit: Rigg (zwei Masten)\n\n- [ ] Nail\n\n## Erledigt\n\n- [x] Draw\n";
    let expected = [("geplant", 1), ("in-arbeit", 1), ("erledigt", 1)];
    stages_of(&[("TODO.md", text)], &expected);
}

#[test]
fn a_thing_and_how_far_it_is_is_no_stage() {
    // One list: each heading is a part of the plan, and what is ticked is done.
    let text = "# Plan\n\n## Phase 1 (done)\n\n- [x] Draw\n\n## Phase 2 (in progress)\n\n- [ ] Saw\n\n## The long way home (planned)\n\n- [ ] Oil\n";
    stages_of(&[("TODO.md", text)], &[("todo", 2), ("done", 1)]);
}

#[test]
fn a_named_lane_in_one_list_is_doubtful() {
    let text =
        "# Things\n\n## In progress\n\n- [ ] Saw\n\n## Metrics\n\n- [ ] Count\n- [x] Weigh\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("todo", 2), ("done", 1)]);
    assert!(
        doubts(&inference, "`## In progress` is named after a stage"),
        "{:?}",
        inference.doubts
    );
}

#[test]
fn lanes_that_no_known_word_names_have_their_places() {
    let text =
        "## Egy\n\n- [ ] Saw\n- [ ] Oil\n\n## Kettő\n\n- [ ] Nail\n\n## Három\n\n- [x] Draw\n";
    let (inference, _) =
        stages_of(&[("KANBAN.md", text)], &[("egy", 2), ("kettő", 1), ("három", 1)]);
    assert!(
        doubts(&inference, "kettő is taken for a stage by its place"),
        "{:?}",
        inference.doubts
    );
    // A list of things to do has sections as well: what they are is only asked.
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("todo", 3), ("done", 1)]);
    assert!(doubts(&inference, "are they stages?"), "{:?}", inference.doubts);
    // What is ticked here and there is done where it stands, and what is numbered comes one after the other.
    for text in [text.replace("- [ ] Oil", "- [x] Oil"), text.replace("## ", "## 1. ")] {
        let (inference, _) = adopted(&[("TODO.md", &text)]);
        assert!(inference.doubts.is_empty(), "{:?}", inference.doubts);
    }
}

#[test]
fn a_board_in_a_language_with_endings() {
    let text = "## A faire\n\n- [ ] Scier\n\n## En cours\n\n- [ ] Clouer\n\n## Livrées (sur `main`)\n\n- [x] Dessiner\n";
    let expected = [("a-faire", 1), ("en-cours", 1), ("livrées", 1)];
    let (inference, _) = stages_of(&[("TODO.md", text)], &expected);
    assert!(inference.doubts.is_empty(), "{:?}", inference.doubts);
}

#[test]
fn what_comes_later_comes_before_what_is_planned() {
    let text = "# Tasks\n\n## In Progress\n\n- [ ] Saw\n\n## Pending\n\n- [ ] Oil\n\n## High priority\n\n- [ ] Rig\n\n\
                ## Completed\n\n- [x] Draw\n\n## Later\n\n- [ ] Paint\n";
    let expected = [("later", 1), ("pending", 2), ("in-progress", 1), ("completed", 1)];
    let (inference, _) = stages_of(&[("TODO.md", text)], &expected);
    has(&inference, "groups = \"## High priority\"");
}

#[test]
fn boxes_without_ids_stand_in_no_other_stage_either() {
    let text = "# Backlog\n\n## In progress\n\n- [ ] Saw\n\n## Metrics\n\n- [ ] Count\n\n## Other\n\n- [ ] Ask\n\n\
                ## Done\n\n- [x] BUG-1: Leak\n- [x] BUG-2: Rust\n";
    let (_, proof) = adopted(&[("BACKLOG.md", text)]);
    assert!(proof.uncovered.is_empty(), "{:?}", proof.uncovered);
}
