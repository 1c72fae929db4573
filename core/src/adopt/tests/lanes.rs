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

#[test]
fn the_newest_of_dated_sections_gets_the_new_cards() {
    for (one, other) in
        [("2021-10-18", "2026-03-31"), ("10/18/2021", "03/31/2026"), ("18.10.2021", "31.3.2026")]
    {
        let text =
            format!("## Todo\n* Saw\n* Oil\n\n## Done {one}\n* Draw\n\n## Done {other}\n* Sell\n");
        let (inference, _) = stages_of(&[("KANBAN.md", &text)], &[("todo", 2), ("done", 2)]);
        has(&inference, &format!("under = \"## Done {other}\""));
        has(&inference, &format!("groups = \"## Done {one}\""));
    }
    // Nothing tells which is the month, so the first stays the first.
    let text =
        "## Todo\n* Saw\n* Oil\n\n## Done 10/11/2026\n* Draw\n\n## Done 11/10/2026\n* Sell\n";
    let (inference, _) = stages_of(&[("KANBAN.md", text)], &[("todo", 2), ("done", 2)]);
    has(&inference, "under = \"## Done 10/11/2026\"");
}

#[test]
fn a_day_that_changes_is_no_part_of_a_heading() {
    let text = "---\nkanban-plugin: board\n---\n\n## Next week - 12/01/2026\n\n- [ ] Saw\n\n\
                ## To Do - <span f=\"a()\"></span><b>08/01/2026</b>\n\n- [ ] Oil\n\n## Done\n\n- [x] Draw\n";
    let expected = [("next-week", 1), ("to-do", 1), ("done", 1)];
    let (inference, _) = stages_of(&[("Board.md", text)], &expected);
    has(&inference, "under = \"## To Do - {*}\"");
    has(&inference, "under = \"## Next week - {*}\"");
}

#[test]
fn lanes_of_kanban_that_nothing_but_their_place_names_are_doubtful() {
    let text = "---\nkanban-plugin: board\n---\n\n## Todo\n\n- [ ] Saw\n\n## Bugs P1\n\n- [ ] Leak\n\n## Doing\n\n- [ ] Oil\n\n\
                ## Suggestions\n\n- [ ] Paint\n\n## Done\n\n- [x] Draw\n";
    let expected = [("todo", 1), ("bugs-p1", 1), ("doing", 1), ("suggestions", 1), ("done", 1)];
    let (inference, _) = stages_of(&[("Board.md", text)], &expected);
    assert!(
        doubts(&inference, "bugs-p1 is taken for a stage") && doubts(&inference, "suggestions")
    );
    assert_eq!(inference.doubts.len(), 2, "{:?}", inference.doubts);
}

#[test]
fn a_refusal_names_the_heading_that_says_a_stage() {
    let text = "# State\n\n## Doing\n\n- [ ] Wall\n- [ ] Roof\n\n## Whatever\n\n- [ ] Floor\n";
    let path = RelPath::new("STATUS.md").expect("a path");
    assert!(is_worth_reading(&path, text));
    let inference = infer(&sources(&[("STATUS.md", text)]), &Surroundings::default());
    let why = &inference.left.first().expect("told").why;
    assert!(
        inference.draft.is_none() && why.starts_with("`## Doing` is named after a stage"),
        "{why}"
    );
    // A form to fill in is no board, and nobody asked.
    let text = "## Testing\n\n- [ ] I ran the tests\n\n## Notes\n\n- [ ] None\n";
    assert!(!is_worth_reading(&RelPath::new("TEMPLATE.md").expect("a path"), text));
}

#[test]
fn what_says_that_nothing_is_there_in_words_without_blanks() {
    let says = |line: &str| super::super::extras::says_nothing(line);
    for line in [
        "*当前无进行中的任务*",
        "暂无任务。",
        "_没有任务_",
        "（なし）",
        "タスクはありません",
        "*없음*",
    ] {
        assert!(says(line), "{line}");
    }
    for line in [
        "*无需评审的任务直接合并*",
        "*无法复现*",
        "*当前任务*",
        "- 写无障碍文档",
        "*没有任务超过三天就要拆分成更小的几份*",
    ] {
        assert!(!says(line), "{line}");
    }
}

#[test]
fn an_empty_lane_of_kanban_is_named_by_its_first_part() {
    let text = "---\nkanban-plugin: board\n---\n\n## Todo\n\n- [ ] Saw\n\n## Review / Demo\n\n\n## Done\n\n- [x] Draw\n";
    let (inference, _) =
        stages_of(&[("Board.md", text)], &[("todo", 1), ("review", 0), ("done", 1)]);
    assert!(inference.doubts.is_empty(), "{:?}", inference.doubts);
}

#[test]
fn every_lane_has_the_line_that_empty_lanes_have() {
    let text = "# Board\n\n## Todo\n\n- [ ] Saw\n\n## Doing\n\n*当前无进行中的任务*\n\n## Review\n\n*当前无进行中的任务*\n\n## Done\n\n- [x] Draw\n";
    let (inference, _) = adopted(&[("BOARD.md", text)]);
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert_eq!(draft.matches("placeholder = \"*当前无进行中的任务*\"").count(), 4, "{draft}");
    // Where one of the empty lanes says nothing, there is no such habit.
    let text = text.replacen("*当前无进行中的任务*\n\n", "", 1);
    let (inference, _) = adopted(&[("BOARD.md", &text)]);
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert_eq!(draft.matches("placeholder =").count(), 1, "{draft}");
}
