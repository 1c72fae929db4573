//! Boards that say more than their tasks: what is finished at their end, notes, legends, summaries.

use super::told::stages_of;
use super::*;

fn says(inference: &Inference, part: &str) -> bool {
    inference.doubts.iter().any(|doubt| doubt.text.contains(part))
}

#[test]
fn what_is_finished_below_a_list_is_the_last_stage() {
    let rows = "# Backlog\n\n| ID | Item | Priority |\n|---|---|---|\n| B-1 | Tar the keel | high |\n| B-2 | Oil the oar | low |\n\n\
                ## Completed\n\n| ID | Item | When | By |\n|---|---|---|---|\n| B-0 | Buy rope | 2026-04 | Bo |\n";
    let (inference, _) = stages_of(&[("BACKLOG.md", rows)], &[("backlog", 2), ("completed", 1)]);
    has(&inference, "under = \"## Completed\"");
    has(&inference, "card = \"| {id} | {title} | {*} |\"");
    let bare = "# Backlog\n\n| Item | Priority |\n|---|---|\n| Tar the keel | high |\n| Oil the oar | low |\n\n\
                ## Completed\n\n| Item | When |\n|---|---|\n| Buy rope | 2026-04 |\n";
    stages_of(&[("BACKLOG.md", bare)], &[("backlog", 2), ("completed", 1)]);
    let headed = "# Product Backlog\n\n### B-1: Tar the keel\n\nAll of it.\n\n### B-2: Oil the oar\n\n## Completed\n\n\
                  ### B-0: Buy rope\n\nTen yards.\n";
    stages_of(&[("BACKLOG.md", headed)], &[("product-backlog", 2), ("completed", 1)]);
    let parted = "# TODO\n\n## Hull\n\n### TODO-1: Tar the keel\n\n## Rig\n\n### TODO-2: Wax the thread\n\n## Done\n\n\
                  ### TODO-3: Buy rope\n";
    stages_of(&[("TODO.md", parted)], &[("todo", 2), ("done", 1)]);
    // Before anything is finished, too.
    let empty = headed.split("### B-0").next().unwrap_or_default();
    let empty = format!("{empty}_None yet._\n");
    stages_of(&[("BACKLOG.md", &empty)], &[("product-backlog", 2), ("completed", 0)]);
}

#[test]
fn notes_below_a_list_are_no_tasks() {
    for notes in [
        "Notes",
        "Links",
        "Resources",
        "References",
        "Legend",
        "Rules",
        "How it works",
        "Conventions",
        "See also",
    ] {
        let text = format!(
            "# Tasks\n\n## Now\n\n- Tar the keel\n- Oil the oar\n\n## {notes}\n\n- Rope: the loft\n- Tar: Bo\n"
        );
        let (inference, _) = stages_of(&[("TASKS.md", &text)], &[("now", 2), ("done", 0)]);
        has(&inference, "under = \"## Now\"");
    }
    let text = "# Todo\n\n## Hull\n\n- Tar the keel\n\n## Rig\n\n- Wax the thread\n- Splice the rope\n\n## Links\n\n- Bo: the loft\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("todo", 3), ("done", 0)]);
    has(&inference, "under = \"## Hull\"");
    has(&inference, "groups = \"## Rig\"");
    let done = format!("{text}\n## Done\n\n- Buy rope\n");
    let (inference, _) = stages_of(&[("TODO.md", &done)], &[("todo", 3), ("done", 1)]);
    has(&inference, "groups = \"## Rig\"");
    // Where no headings tell them apart, it is told.
    let text = "# Todo\n\n- Tar the keel\n- Oil the oar\n\n## Links\n\n- Bo: the loft\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("todo", 3), ("done", 0)]);
    assert!(says(&inference, "`## Links`"), "{:?}", inference.doubts);
}

#[test]
fn a_legend_of_priorities_is_none_of_the_tasks() {
    let text = |title: &str, sign: &str| {
        format!(
            "# Tasks\n\n## Week 1\n\n- [ ] Tar the keel\n- [ ] Oil the oar\n- [x] Buy rope\n\n## {title}\n\n\
                 - **{sign}0**: today\n- **{sign}1**: this week\n"
        )
    };
    for text in [text("Priorities", "P"), text("Ranks", "P"), text("Ranks", "S")] {
        let (inference, _) = stages_of(&[("TASKS.md", &text)], &[("todo", 2), ("done", 1)]);
        has(&inference, "card = \"- [ ] {title}\"");
    }
}

#[test]
fn a_summary_of_phases_is_none_of_the_tasks() {
    let boxes = "- [x] 1.1 Buy rope\n- [ ] 1.2 Tar the keel\n- [ ] 1.3 Oil the oar\n";
    let text = format!(
        "# Tasks\n\n## Phase 1\n\n{boxes}\n## Summary\n\n| Phase | Tasks | Done | Status |\n|---|---|---|---|\n\
                        | Phase 1 | 2 | 2 | Complete |\n| Phase 2 | 3 | 0 | In Progress |\n| Phase 3 | 3 | 0 | Not Started |\n"
    );
    stages_of(&[("TASKS.md", &text)], &[("todo", 2), ("done", 1)]);
    let text = "# TODO\n\n- [ ] Tar the keel\n- [ ] Oil the oar\n\n## Phase status\n\n| Phase | Status |\n|---|---|\n\
                | Hull | Done |\n| Rig | In Progress |\n";
    stages_of(&[("TODO.md", text)], &[("todo", 2), ("done", 0)]);
}

#[test]
fn tasks_below_a_section_that_is_named_like_its_file() {
    let plan = "# To do\n\n## Ready for work\n\n### 4. Tar the keel\n**Priority:** high\n\n### 5. Oil the oar\n\n---\n\n\
                **Note:** Move a task to IN_PROGRESS.md when it begins.\n";
    let work = "# In progress\n\n## Currently active\n\n### 1. Mend the sail\n**Priority:** high\n\n---\n\n\
                **Note:** Move a task to COMPLETED.md when it is done.\n";
    let past = "# Completed\n\n## Finished Items\n\n### 13. Buy rope\n**Priority:** low\n\n### 2. Sweep the loft\n";
    let files = [("TODO.md", plan), ("IN_PROGRESS.md", work), ("COMPLETED.md", past)];
    let (inference, _) = stages_of(&files, &[("todo", 2), ("in-progress", 1), ("completed", 2)]);
    has(&inference, "under = \"## Finished Items\"");
}

#[test]
fn the_backlogs_of_a_product_and_of_a_sprint() {
    let text = "# Board\n\n## Product Backlog\n\n_None._\n\n## Sprint Backlog\n\n_None._\n\n## In Progress\n\n- [ ] Tar\n\n\
                ## Done\n\n- [x] Oil\n";
    let expected = [("product-backlog", 0), ("sprint-backlog", 0), ("in-progress", 1), ("done", 1)];
    stages_of(&[("BOARD.md", text)], &expected);
}

#[test]
fn what_was_finished_of_late_is_finished() {
    let text = "# Tasks\n\n## Done\n\n- [x] Oil\n\n## In Progress\n\n- [ ] Tar\n\n## Recently Completed\n\n- [x] Saw\n";
    let (inference, _) = stages_of(&[("TASKS.md", text)], &[("in-progress", 1), ("done", 2)]);
    has(&inference, "groups = \"## Recently Completed\"");
}

#[test]
fn every_lane_has_the_form_of_its_own_lines() {
    let rows = "| Date | What |\n|---|---|\n| May | Buy rope |\n| June | Sweep |\n";
    let text = format!("# Board\n\n## In Progress\n\n- Tar the keel\n\n## Done\n\n{rows}");
    stages_of(&[("BOARD.md", &text)], &[("in-progress", 1), ("done", 2)]);
    let text = "# Board\n\n## Backlog\n\n| # | Priority | Task |\n|---|---|---|\n| 1 | high | Tar the keel |\n| 2 | low | Oil |\n\n\
                ## Done\n\n- Buy rope\n- Sweep the loft\n";
    stages_of(&[("BOARD.md", text)], &[("backlog", 2), ("done", 2)]);
    let text = format!(
        "# Board\n\n## To Do\n\n- [ ] Tar\n- [ ] Oil\n\n## In Progress\n\n- [ ] Saw\n\n## Done\n\n{rows}"
    );
    let (inference, _) =
        stages_of(&[("BOARD.md", &text)], &[("to-do", 2), ("in-progress", 1), ("done", 2)]);
    has(&inference, "card = \"| {*} | {title} |\"");
}

#[test]
fn the_fields_of_the_task_at_hand_are_no_tasks() {
    let text = "# Current task\n\n## Active Task\n\n- **Item**: 5.3 Tar the keel\n- **Spec**: none\n- **Started**: 2026-04-04\n\n\
                ## TODOs\n\n## Blockers\n\n(none)\n";
    let inference = infer(&sources(&[("IN_PROGRESS.md", text)]), &Surroundings::default());
    assert!(inference.draft.is_none(), "{:?}", inference.draft.map(|draft| draft.text()));
    assert!(inference.left.first().expect("told").why.contains("said of one task"));
}

#[test]
fn a_card_begins_with_the_sign_that_stands_there() {
    let text = "# Board\n\n### To Do\n\n* Tar the keel\n- Oil\n* Saw\n\n### Doing\n\n### Done\n\n- Buy rope\n";
    let (inference, _) =
        stages_of(&[("BOARD.md", text)], &[("to-do", 3), ("doing", 0), ("done", 1)]);
    has(&inference, "card = \"* {title}\"");
    has(&inference, "card = \"- {title}\"");
}

#[test]
fn what_waits_is_passed_by_on_the_way_to_an_archive() {
    let text = "# Board\n\n## In Progress\n\n- [ ] Tar\n\n## Blocked\n\n- [ ] Oil\n";
    let (inference, _) =
        stages_of(&[("BOARD.md", text)], &[("in-progress", 1), ("blocked", 1), ("done", 0)]);
    has(&inference, "aside = true");
}

#[test]
fn rows_with_ids_are_tasks_whatever_their_columns_are_called() {
    let lanes = "# Kanban\n\n## State\n\n### Ready\n\n_Nothing that could be begun._\n\n### In Progress\n\n_None._\n\n### Done\n\n";
    for kinds in [["Stories", "Bugs"], ["Wishes", "Faults"]] {
        let text = format!(
            "{lanes}#### {}\n\n| ID | Requirement |\n|---|---|\n| HU-01 | Tar the keel |\n| HU-02 | Oil the oar |\n\n\
             #### {}\n\n| ID | Defect |\n|---|---|\n| BUG-01 | The oar creaks |\n",
            kinds[0], kinds[1]
        );
        let (inference, _) = adopted(&[("KANBAN.md", &text)]);
        has(&inference, "card = \"| {id} | {title} |\"");
        assert!(
            says(&inference, "`| ID | Requirement |` and `|---|---|`"),
            "{:?}",
            inference.doubts
        );
    }
}

#[test]
fn labels_in_bold_leave_boxes_the_tasks() {
    let text = "# Board\n\n## Backlog\n\n### Hull\n\n**Bow**\n\n- [ ] Tar\n- [ ] Caulk\n\n**Stern**\n\n- [ ] Oil\n\n\
                ## Done\n\n### Rig\n\n- [x] Wax\n";
    stages_of(&[("BOARD.md", text)], &[("backlog", 3), ("done", 1)]);
}

#[test]
fn a_task_without_an_id_in_a_table_with_ids() {
    let text = "# Board\n\n## To Do\n\n| ID | Task | By |\n|---|---|---|\n| A-1 | Tar | Bo |\n| A-2 | Oil | Ada |\n\n\
                ## Done\n\n| ID | Task | When |\n|---|---|---|\n| - | Set up the yard | 2026-07-06 |\n";
    let (inference, proof) = adopted(&[("BOARD.md", text)]);
    has(&inference, "card = [\"| {id} | {title} | {*} |\", \"| {*} | {title} | {*} |\"]");
    // The one without an id has nowhere to go where all have some.
    assert_eq!((proof.home, proof.refused.len()), (2, 1));
}

#[test]
fn boards_in_other_words() {
    let text = "# 板\n\n## 待办清单\n\n| 编号 | 功能 |\n|---|---|\n| T-1 | 桨 |\n\n## 已完成\n\n| 编号 | 功能 |\n|---|---|\n| T-2 | 帆 |\n";
    let (inference, _) = adopted(&[("board.md", text)]);
    has(&inference, "card = \"| {id} | {title} |\"");
    has(&inference, "under = \"## 待办清单\"");
}

#[test]
fn rows_among_boxes_are_named() {
    let text = "# Board\n\n## Doing\n\n- [ ] Tar\n\n| Task | By |\n|---|---|\n| Oil | Bo |\n\n## Done\n\n- [x] Saw\n";
    let (_, proof) = stages_of(&[("BOARD.md", text)], &[("doing", 1), ("done", 1)]);
    let uncovered: Vec<&str> = proof.uncovered.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(uncovered, ["| Oil | Bo |"]);
}

#[test]
fn tables_of_tasks_below_headings_beside_boxes_below_headings() {
    let text = "# Board\n\n## Done\n\n### Hull\n| Task | By |\n|---|---|\n| Tar | Bo |\n\n### Rig\n| Task | By |\n|---|---|\n\
                | Wax | Ada |\n\n## Backlog\n\n### Soon\n1. [ ] Oil\n2. [ ] Saw\n\n### One day\n4. [ ] Paint\n";
    stages_of(&[("BOARD.md", text)], &[("backlog", 3), ("done", 2)]);
}
