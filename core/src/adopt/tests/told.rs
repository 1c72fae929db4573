//! What a board tells by the shape of its neighbours, its places and its words.

use super::*;

/// The stages of several files, with how many live cards stand in each; all went home.
#[track_caller]
pub(super) fn stages_of(files: &[(&str, &str)], expected: &[(&str, usize)]) -> (Inference, Proof) {
    let (inference, proof) = adopted(files);
    let found: Vec<(String, usize)> =
        stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    let expected: Vec<(String, usize)> =
        expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    assert_eq!(found, expected, "{:?}", inference.draft.as_ref().map(Draft::text));
    assert!(proof.refused.is_empty(), "{:?}", proof.refused);
    (inference, proof)
}

const PLAN: &str = "# Roadmap\n\nTasks go from ROADMAP.md to IN_PROGRESS.md to HISTORY.md.\n\n\
                    ### Splice the ropes\n\nAll of them.\n\n### Wax the thread\n";
const WORK: &str = "# In progress\n\nWhat we do.\n\n### Mend the sail\n\nThe big one.\n";

#[test]
fn a_history_of_cards_is_the_last_stage() {
    let past = "# History\n\nNewest first.\n\n### Wash the deck — 2026-05-30\n\nWith soap.\n";
    let files = [("ROADMAP.md", PLAN), ("IN_PROGRESS.md", WORK), ("HISTORY.md", past)];
    let (inference, _) = stages_of(&files, &[("todo", 2), ("in-progress", 1), ("history", 1)]);
    assert!(inference.left.is_empty(), "{:?}", inference.left);
}

#[test]
fn a_history_of_releases_is_a_changelog() {
    for past in [
        "# History\n\n## 1.2.0\n\n### Wash the deck\n\nWith soap.\n",
        "# History\n\n## v1.2 (2026-05-30)\n\n### Wash the deck\n\nWith soap.\n",
        "# History\n\n## [Unreleased]\n\n### Wash the deck\n\nWith soap.\n",
        "# History\n\n## 2026-05-30\n\n### Wash the deck\n\nWith soap.\n",
        "# History\n\nThe yard was built in spring.\n\n- by Ada\n",
    ] {
        let files = [("ROADMAP.md", PLAN), ("IN_PROGRESS.md", WORK), ("HISTORY.md", past)];
        stages_of(&files, &[("todo", 2), ("in-progress", 1), ("done", 0)]);
    }
}

#[test]
fn a_history_beside_finished_cards_is_a_changelog() {
    let past = "# Past\n\n### Wash the deck\n\nWith soap.\n";
    let files =
        [("ROADMAP.md", PLAN), ("IN_PROGRESS.md", WORK), ("HISTORY.md", past), ("DONE.md", past)];
    stages_of(&files, &[("todo", 2), ("in-progress", 1), ("done", 1)]);
}

#[test]
fn headings_that_say_the_stage_again_are_groups() {
    let text = "# Done\n\n## Done 10/18/2026\n* [YARD] Sweep\n* [YARD] Rake\n\n## 2026-05-20\n* [SHED] Lock\n\n\
                # Doing\n\n## Doing (Ada)\n* [SHED] Roof\n\n# Todo\n\n## Todo\n* [SHED] Door\n";
    stages_of(&[("KANBAN.md", text)], &[("todo", 1), ("doing", 1), ("done", 3)]);
}

#[test]
fn sections_between_stages_are_lanes_where_cards_stand_there() {
    let text = "# Board\n\n## Todo\n\n- [ ] Saw\n- [ ] Plane\n\n## Waiting for timber\n\n- [ ] Frame\n\n\
                ## Rules\n\nBe kind.\n\n## Doing\n\n- [ ] Nail\n\n## Done\n\n- [x] Draw\n\n## Notes\n\n- [ ] Ask Bo\n";
    let expected = [("todo", 2), ("waiting-for-timber", 1), ("doing", 1), ("done", 1)];
    let (inference, proof) = stages_of(&[("TODO.md", text)], &expected);
    has(&inference, "under = \"## Waiting for timber\"");
    let uncovered: Vec<&str> = proof.uncovered.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(uncovered, ["- [ ] Ask Bo"]);
}

#[test]
fn priorities_beside_a_stage_are_groups_of_it() {
    let text = "# Board\n\n## Todo\n\n- [ ] Saw\n\n## High priority\n\n- [ ] Frame\n\n## Doing\n\n- [ ] Nail\n\n\
                ## Done\n\n- [x] Draw\n";
    let expected = [("todo", 2), ("doing", 1), ("done", 1)];
    let (inference, proof) = stages_of(&[("TODO.md", text)], &expected);
    has(&inference, "under = \"## Todo\"");
    has(&inference, "groups = \"## High priority\"");
    assert!(proof.uncovered.is_empty(), "{:?}", proof.uncovered);
    assert_eq!(inference.doubts.len(), 1, "{:?}", inference.doubts);
    // Where nothing else is to be done, they are the first stage; what is ticked is finished.
    let text = "# Yard\n\n## High priority\n\n- [ ] Frame\n\n## Low priority\n\n- [ ] Saw\n- [x] Oil\n\n\
                ## May\n\n- [x] Dig\n\n## Doing\n\n- [ ] Nail\n\n## Done\n\n- [x] Draw\n\n## Bugs\n\n- [ ] Rust\n";
    let bare = &text["# Yard\n\n".len()..];
    for (text, under, done) in [(text, "# Yard", 1), (bare, "## High priority", 2)] {
        let expected = [("todo", 3), ("doing", 1), ("done", done)];
        let (inference, proof) = stages_of(&[("TODO.md", text)], &expected);
        has(&inference, &format!("under = \"{under}\""));
        assert!(proof.uncovered.is_empty(), "{:?}", proof.uncovered);
    }
}

#[test]
fn a_guide_to_a_board_is_none() {
    let lanes = "# Our board\n\n## Backlog\n\n- **Who**: anyone\n- **Limit**: none\n\n## Doing\n\n- **Who**: the yard\n\
                 - **Limit**: 3\n\n## Done\n\n- **Who**: Ada\n- **Limit**: none\n";
    refused("KANBAN.md", lanes, "explain the stages");
    let rules = "# Columns\n\n## 1. READY (ENTRY POLICY)\n\n- It has an owner\n- It is small\n\n\
                 ## 2. DONE (EXIT POLICY)\n\n- It floats\n- It is dry\n";
    refused("KANBAN.md", rules, "");
    let guide = "# The board\n\n## Backlog\n\n- What nobody has looked at\n\n## Doing\n\n- Three at most\n\n\
                 ## Done\n\n- What floats\n";
    refused("docs/KANBAN-GUIDE.md", guide, "explains");
    refused("BOARD.md", &guide.replace("The board", "How to use the board"), "explains");
}

#[test]
fn bold_lines_below_a_task_are_its_text() {
    let card = "# Todo\n\n### A-1: Tar\n\n**Doing**\n- Stir\n\n**Done**\n- Heat\n\n### A-2: Oil\n";
    stages_of(&[("TODO.md", card)], &[("todo", 2), ("done", 0)]);
}

#[test]
fn a_lane_of_bullets_beside_lanes_of_boxes() {
    let text = "# Board\n\n## Done\n\n- [x] Hull\n\n## Review\n\n- Open request: `rig`\n\n## Doing\n\n\
                - _(none — all is done)_\n\n### Sails\n- [x] Jib\n- [ ] Main\n\n## Backlog\n\n- [ ] Lamp\n- [ ] Bell\n";
    let expected = [("backlog", 2), ("doing", 1), ("review", 1), ("done", 1)];
    let (inference, proof) = stages_of(&[("KANBAN.md", text)], &expected);
    has(&inference, "card = \"- {title}\"");
    assert!(proof.uncovered.is_empty(), "{:?}", proof.uncovered);
}

#[test]
fn a_bullet_among_boxes_is_named() {
    let text = "# Board\n\n## Doing\n\n- [ ] Jib\n- Open request: `rig`\n- [ ] Main\n\n## Done\n\n- [x] Hull\n";
    let (_, proof) = stages_of(&[("KANBAN.md", text)], &[("doing", 2), ("done", 1)]);
    let uncovered: Vec<&str> = proof.uncovered.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(uncovered, ["- Open request: `rig`"]);
}

#[test]
fn the_columns_of_kanbn_that_are_complete() {
    let text = "---\nstartedColumns:\n  - 'Under way'\ncompletedColumns:\n  - Afloat\n  - 'Sold on'\n---\n\n# Yard\n\n\
                ## Wanted\n\n- [tar](tasks/tar.md)\n\n## Under way\n\n- [oil](tasks/oil.md)\n\n## Afloat\n\n\
                - [oar](tasks/oar.md)\n\n## Sold on\n\n";
    let (inference, _) = stages_of(
        &[(".kanbn/index.md", text)],
        &[("wanted", 1), ("under-way", 1), ("afloat", 1), ("sold-on", 0)],
    );
    let text = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert_eq!(text.matches("ends = true").count(), 2, "{text}");
}

#[test]
fn fields_under_headings_are_no_tasks() {
    let text = "# Backlog\n\n## Leaks\n\n### The bow\n- **Problem**: it is wet\n- **Priority**: high\n\n\
                ### The stern\n- **Problem**: it is dry\n- **Priority**: low\n\n## Later\n\n### Speed\n\
                - A longer keel\n- **Priority**: low\n";
    refused("BACKLOG.md", text, "what is said of a task");
    // A word before a task may come again.
    let text = "# Todo\n\n## Hull\n\n- **Tar:** the bow\n- the keel\n- the ribs\n\n## Rig\n\n- **Tar:** the mast\n- the boom\n";
    stages_of(&[("TODO.md", text)], &[("todo", 5), ("done", 0)]);
}

#[test]
fn lanes_of_what_is_waited_on_and_of_today() {
    let text = "# Tasks\n\n## Active\n\n- [ ] **Book a slip** - for May\n\n## Waiting On\n\n- [ ] **A price** - of Bo\n\n\
                ## Someday\n\n- [ ] **A boat**\n\n## Completed Today\n\n- [x] ~~Sell oak~~\n";
    let expected = [("someday", 1), ("active", 1), ("waiting-on", 1), ("completed-today", 1)];
    stages_of(&[("TASKS.md", text)], &expected);
}

#[test]
fn boxes_with_marks_of_their_own_are_named() {
    let text = "# Todo\n\n- [ ] Tar\n- [-] Oil\n- [x] Caulk\n- [~] Paint\n- [ ] Rig\n- [ ] Steer\n- [ ] Sail\n\nSee also:\n\n- [1] the plan\n";
    let (_, proof) = stages_of(&[("TODO.md", text)], &[("todo", 4), ("done", 1)]);
    let uncovered: Vec<&str> = proof.uncovered.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(uncovered, ["- [-] Oil", "- [~] Paint"]);
}

#[test]
fn sections_that_say_the_same_stage_are_one() {
    let text = "# Map\n\n## In Progress\n- [ ] Parser\n\n## Features\n- [ ] Dark\n\n## Tech debt\n- [ ] Cache\n\n\
                ## Done (v1.1)\n- [x] Export\n\n## Completed - June\n- [x] Import\n\n## Done in May\n- [x] Open\n";
    let expected = [("todo", 2), ("in-progress", 1), ("done", 3)];
    let (inference, proof) = stages_of(&[("TODO.md", text)], &expected);
    has(&inference, "groups = [\"## Completed - June\", \"## Done in May\"]");
    assert!(proof.uncovered.is_empty(), "{:?}", proof.uncovered);
    let text = "## Up next\n- [ ] Dark\n\n## P0\n- [ ] Crash\n## P1\n- [ ] Slow\n\n## Doing\n- [ ] Parser\n\n\
                ## Shipped\n- [x] Export\n";
    let (inference, _) =
        stages_of(&[("TODO.md", text)], &[("up-next", 3), ("doing", 1), ("shipped", 1)]);
    has(&inference, "groups = [\"## P0\", \"## P1\"]");
}
