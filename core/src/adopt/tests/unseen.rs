//! What boards taught that nobody had seen before.

use super::told::stages_of;
use super::*;

fn doubts(inference: &Inference, part: &str) -> bool {
    inference.doubts.iter().any(|doubt| doubt.text.contains(part))
}

fn none(file: (&str, &str)) {
    let inference = infer(&sources(&[file]), &Surroundings::default());
    assert!(inference.draft.is_none(), "{}", inference.draft.map(|d| d.text()).unwrap_or_default());
}

#[test]
fn what_is_urgent_may_say_so_before_its_title() {
    let text = "## Backlog\n\n### [HIGH] Mend the roof\n- tiles\n\n### [LOW] Paint the hull\n- white\n\n## Done\n\n\
                ### Buy nails\n- at the shop\n";
    let (inference, _) = stages_of(&[("KANBAN.md", text)], &[("backlog", 2), ("done", 1)]);
    has(&inference, "card = \"### {title}\"");
}

#[test]
fn a_lane_has_headings_where_another_has_items() {
    let text = "# Tasks\n\n## Done\n- Buy nails\n- Buy tar\n\n## Pending\n\n### 1. Mend the roof\n**Files:**\n- \
                `roof.rs` — the tiles\n**Fix:** New tiles.\n\n### 2. Paint the hull\nIt is bare.\n";
    let (inference, _) = stages_of(&[("TASKS.md", text)], &[("pending", 2), ("done", 2)]);
    has(&inference, "card = \"### {title}\"");
    let text = "## Backlog\n\n- NK-010: Caulk the deck\n- NK-011: Sew the sail\n\n## In Progress\n\n### NK-009: Mend \
                the roof\n\nHalf done.\n\n## Done\n\n### NK-005: Paint the hull\n";
    stages_of(&[("KANBAN.md", text)], &[("backlog", 2), ("in-progress", 1), ("done", 1)]);
    let text = "# Board\n\n## Todo\n\n### Priority 1\n\n- [ ] Take the tiles off\n\n## Done\n\n### TASK-006: Buy \
                nails\n\n- [x] Pay\n\n### TASK-007: Buy tar\n\n- [x] Pay\n";
    let (_, proof) = adopted(&[("BOARD.md", text)]);
    let lanes: Vec<usize> = stages(&proof).iter().map(|(_, ids)| ids.len()).collect();
    assert_eq!(lanes, [1, 2]);
}

#[test]
fn a_day_in_a_heading_is_no_count() {
    for day in ["2026-01-26/27", "Q1/26", "week 27", "v1.27"] {
        let text = format!(
            "# Backlog\n\n## Todo\n\n- [ ] Mend the roof\n\n## Completed ({day})\n\n- [x] Buy nails\n"
        );
        let (inference, _) = adopted(&[("BACKLOG.md", &text)]);
        has(&inference, &format!("under = \"## Completed ({day})\""));
    }
}

#[test]
fn tasks_behind_a_coloured_sign_are_open() {
    let text = "# Todo\n\n- ✅ H-1: Buy nails\n- 🟡 H-2: Mend the roof\n- 🔴 H-3: Paint the hull\n";
    let (_, proof) = adopted(&[("TODO.md", text)]);
    assert_eq!(stages(&proof)[0].1, ["H-2", "H-3"]);
    let text = "# Todo\n\n- [ ] 🔴 H-2: Mend the roof\n- [x] H-1: Buy nails\n- [ ] H-3: Oil\n";
    let (_, proof) = adopted(&[("TODO.md", text)]);
    assert_eq!(stages(&proof)[0].1, ["H-2", "H-3"]);
}

#[test]
fn a_file_of_what_waits_for_a_review_is_a_stage() {
    let files = [
        ("TODO.md", "# Todo\n\n### T-1: Mend the roof\n"),
        ("REVIEW_QUEUE.md", "# Review queue\n\n### T-2: Paint the hull\n"),
        ("DONE.md", "# Done\n\n### T-3: Buy nails\n"),
    ];
    stages_of(&files, &[("todo", 1), ("review-queue", 1), ("done", 1)]);
}

#[test]
fn an_empty_lane_between_stages_is_one_or_is_told() {
    let text = |lane: &str, line: &str| {
        format!(
            "## Todo\n\n- [ ] Mend the roof\n\n## Doing\n\n- [ ] Sew the sail\n\n## {lane}\n\n{line}## Done\n\n- \
             [x] Paint the hull\n"
        )
    };
    for (lane, line) in [
        ("User Testing", "No cards.\n\n"),
        ("Inspection", "_None_\n\n"),
        ("검토/검증", "없음.\n\n"),
        ("Sea trial", "No cards.\n\n"),
        ("UAT", ""),
    ] {
        let (inference, proof) = adopted(&[("KANBAN.md", &text(lane, line))]);
        assert_eq!(proof.workflow.stages.len(), 4, "{lane} {:?}", inference.doubts);
    }
    let (inference, proof) = adopted(&[("KANBAN.md", &text("Sea trial", ""))]);
    assert_eq!(proof.workflow.stages.len(), 3);
    assert!(doubts(&inference, "nothing stands there"), "{:?}", inference.doubts);
}

#[test]
fn how_urgent_a_task_is_names_it_no_more_than_its_milestone_does() {
    let text = "# Todo\n\n- [ ] P0 Fix the leak\n- [ ] P1 Paint the hull\n- [ ] P1 Mend the roof\n";
    let (inference, proof) = adopted(&[("TODO.md", text)]);
    assert!(!inference.draft.expect("a draft").text().contains("prefixes"));
    assert_eq!(stages(&proof)[0].1[0], "p0-fix-the-leak");
    let text = "# Todo\n\n- [ ] M1 Lexer\n- [ ] M1 Tree\n- [ ] M2 Lines\n";
    let (inference, _) = adopted(&[("TODO.md", text)]);
    assert!(!inference.draft.expect("a draft").text().contains("prefixes"));
    // What names one task each is an id.
    let text = "# Todo\n\n- [ ] M1: Lexer\n- [ ] M2: Tree\n- [ ] M3: Lines\n";
    has(&adopted(&[("TODO.md", text)]).0, "prefixes = [\"M\"]");
}

#[test]
fn the_title_of_a_row_is_not_its_priority() {
    let text = "| ID | Priority | Category | Task Description | Status |\n|---|---|---|---|---|\n| T-1 | HIGH | Core | \
                Mend the roof | TODO |\n| T-2 | LOW | Hull | Paint the hull | DONE |\n";
    let (_, proof) = adopted(&[("TASKS.md", text)]);
    assert_eq!(proof.snapshot.tasks()[0].title.trim(), "Mend the roof");
}

#[test]
fn files_that_are_named_after_stages_are_boards() {
    let file = |title: &str, text: &str| {
        format!("---\ntitle: {title}\nstatus: active\n---\n\n# {title}\n\n{text}\n")
    };
    let texts = [
        file("Backlog", "Nothing now."),
        file("In Progress", "- Tar the keel"),
        file("Completed", "- Buy nails"),
    ];
    let files = [
        ("tasks/backlog.md", &*texts[0]),
        ("tasks/in-progress.md", &*texts[1]),
        ("tasks/completed.md", &*texts[2]),
    ];
    let inference = infer(&sources(&files), &Surroundings::default());
    let text = inference.draft.map(|draft| draft.text()).unwrap_or_default();
    assert!(!text.contains("tasks/*.md"), "{text}");
}

#[test]
fn what_is_out_of_scope_stands_aside() {
    let text = "---\n\nkanban-plugin: board\n\n---\n\n## Todo\n\n- [ ] Mend the roof\n\n## Done\n\n- [x] Buy \
                nails\n\n## Not In Scope\n\n- [ ] Gild the mast\n";
    let (inference, proof) = adopted(&[("Kanban.md", text)]);
    let names: Vec<String> = proof.workflow.stages.iter().map(|s| s.name.to_string()).collect();
    assert_eq!(names, ["todo", "done", "not-in-scope"], "{:?}", inference.doubts);
    has(&inference, "aside = true");
}

#[test]
fn remarks_behind_what_is_finished_are_no_review() {
    let text = "# Todo\n\n## Current: mend the roof\n\n- [ ] Take the tiles off\n\n## Completed: paint the hull\n\n- \
                [x] Buy paint\n\n## Review\n\n- The hull took two days.\n";
    let (_, proof) = adopted(&[("tasks/todo.md", text)]);
    let names: Vec<String> = proof.workflow.stages.iter().map(|s| s.name.to_string()).collect();
    assert_eq!(names, ["current", "completed"]);
}

#[test]
fn a_row_without_an_id_that_says_no_is_no_task() {
    let table = "| ID | Task | Owner |\n| --- | --- | --- |\n";
    for no in ["No tasks pending at this stage of the project", "Nenhuma tarefa pendente"] {
        let text = format!(
            "## Backlog\n\n{table}| BL-01 | Mend the roof | — |\n\n## Todo\n\n{table}| — | {no} | — |\n\n## \
             Done\n\n{table}| CO-01 | Buy nails | Ada |\n"
        );
        stages_of(&[("KANBAN.md", &text)], &[("backlog", 1), ("todo", 0), ("done", 1)]);
    }
}

#[test]
fn a_table_in_a_file_that_is_called_a_backlog_holds_tasks() {
    let text = "# Backlog\n\n| ID | Título | Estado |\n|---|---|---|\n| DEC.01 | Mend the roof | TODO |\n| DEC.02 | \
                Paint the hull | DONE |\n";
    let (_, proof) = adopted(&[("tasks/backlog.md", text)]);
    assert_eq!(proof.snapshot.tasks()[0].title.trim(), "Mend the roof");
}

#[test]
fn what_tells_when_a_task_is_done_is_no_task() {
    let text = "## Backlog\n\nMend the roof.\n\n**Acceptance Criteria**:\n- [ ] No leak\n- [ ] Warm\n\n## Done\n";
    none(("board.md", text));
    // Beside tasks it is told.
    let text = "## Backlog\n\n- [ ] Mend the roof\n\n**Acceptance Criteria**:\n\n- [ ] No leak\n\n## Done\n\n- [x] \
                Oil\n";
    let (inference, _) = adopted(&[("board.md", text)]);
    assert!(doubts(&inference, "is read as tasks of backlog"), "{:?}", inference.doubts);
}

#[test]
fn rows_without_pipes_at_their_edges_are_told() {
    let text = "ID | Title | Status\n---|---|---\nI-1 | Alpha | Todo\nI-2 | Beta | Done\n";
    let inference = infer(&sources(&[("ISSUES.md", text)]), &Surroundings::default());
    assert!(inference.left[0].why.contains("no pipes at their edges"), "{:?}", inference.left);
}

#[test]
fn a_row_with_a_pipe_too_many_founds_no_stage() {
    let text = "# Issues\n\n| ID | Title | Status |\n|---|---|---|\n| I-1 | Alpha | Todo |\n| I-2 | Run `a|b` | Todo |\n\
                | I-3 | Charlie | Done |\n";
    let (_, proof) = adopted(&[("ISSUES.md", text)]);
    let names: Vec<String> = proof.workflow.stages.iter().map(|s| s.name.to_string()).collect();
    assert_eq!(names, ["todo", "done"]);
}

#[test]
fn a_legend_tells_what_signs_and_words_say() {
    let table = "\n\n| ID | Task | Status |\n|---|---|---|\n";
    let text = format!(
        "# Tasks\n\nStatus: ✅ Done · 🔄 In Progress · ⬜ Todo · 🔒 Blocked{table}| T-2 | Mend the roof | ⬜ |\n| T-3 | Tar \
         the keel | 🔒 |\n| T-4 | Buy nails | ✅ |\n"
    );
    let counts = [("todo", 1), ("in-progress", 0), ("blocked", 1), ("done", 1)];
    let (inference, _) = stages_of(&[("TASKS.md", &text)], &counts);
    has(&inference, "where = { \"Status\" = \"🔒\" }");
    let text = format!(
        "# Tasks\n\n**Statuses**: `TODO` · `IN_PROGRESS` · `DONE` · `BLOCKED`.{table}| T-2 | Mend the roof | TODO |\n| T-4 | \
         Buy nails | DONE |\n"
    );
    let counts = [("todo", 1), ("in-progress", 0), ("blocked", 0), ("done", 1)];
    stages_of(&[("TASKS.md", &text)], &counts);
    // What is said of one thing is no legend.
    let text = format!(
        "# Tasks\n\nStatus: active, reviewed weekly{table}| T-2 | Mend | TODO |\n| T-4 | Buy | DONE |\n"
    );
    stages_of(&[("TASKS.md", &text)], &[("todo", 1), ("done", 1)]);
}

#[test]
fn a_table_of_something_else_tells_no_stages() {
    let text = "# Tasks\n\n| ID | Task | Status |\n| --- | --- | --- |\n| M-01 | Roof | In progress |\n| M-02 | Door | Not begun |\n| \
                M-03 | Wall | Done |\n\n## Risks\n\n| ID | Risk | Effect | Status |\n| --- | --- | --- | --- |\n| R-01 | Rain | late | \
                to be watched |\n| R-02 | Wind | late | being judged |\n";
    let (_, proof) = adopted(&[("TASKS.md", text)]);
    let names: Vec<String> = proof.workflow.stages.iter().map(|s| s.name.to_string()).collect();
    assert_eq!(names, ["not-begun", "in-progress", "done"]);
}

#[test]
fn a_value_that_nobody_knows_is_told_and_one_that_gives_up_stands_aside() {
    let text = |value: &str| {
        format!(
            "# Tasks\n\n| ID | Task | Status |\n|---|---|---|\n| A-1 | Roof | Todo |\n| A-2 | Door | In progress |\n| A-3 | Wall | \
             {value} |\n| A-4 | Sill | Done |\n"
        )
    };
    let (inference, _) = adopted(&[("TASKS.md", &text("Half way"))]);
    assert!(doubts(&inference, "no stage that is known"), "{:?}", inference.doubts);
    for value in ["Obsolete", "Duplicate", "Skipped"] {
        let (inference, proof) = adopted(&[("TASKS.md", &text(value))]);
        assert!(proof.workflow.stages.last().is_some_and(|stage| stage.aside), "{value}");
        assert!(!doubts(&inference, "no stage that is known"));
    }
}

#[test]
fn signs_say_what_the_legend_says() {
    let text = "# Tasks\n\n- 🟢 Complete\n- 🟡 In Progress\n- 🔴 Blocked\n- ⚪ Not Started\n\n| ID | Task | Status |\n|---|---|---|\n\
                | A-1 | Roof | ⚪ |\n| A-2 | Door | 🟡 |\n| A-3 | Wall | 🔴 |\n| A-4 | Sill | 🟢 |\n";
    stages_of(
        &[("TASKS.md", text)],
        &[("not-started", 1), ("in-progress", 1), ("blocked", 1), ("complete", 1)],
    );
}

#[test]
fn the_most_urgent_and_what_several_are_is_no_id() {
    let text = "# Tasks\n\n## P0: now\n\n- Mend the roof\n- Buy nails\n\n## P1: soon\n\n- Paint the door\n";
    let (inference, _) = adopted(&[("TASKS.md", text)]);
    assert!(!inference.draft.expect("a draft").text().contains("prefixes"));
}

#[test]
fn columns_of_ids_are_called_after_what_they_name() {
    for name in ["Bug ID", "Story ID", "Ref", "Código", "番号"] {
        let text = format!(
            "# Bugs\n\n| {name} | Task | Status |\n| --- | --- | --- |\n| BUG-1 | Login | In Progress |\n| BUG-2 | Image | Open |\n"
        );
        let (_, proof) = adopted(&[("TASKS.md", &text)]);
        assert_eq!(proof.snapshot.tasks()[0].id.as_str(), "BUG-1", "{name}");
    }
}

#[test]
fn sections_of_what_is_finished_are_one_stage() {
    let text =
        "# Board\n\n## Todo\n\n- Roof\n\n## Done\n\n- Wall\n\n## Completed tasks\n\n- [x] Sill\n";
    let (_, proof) = adopted(&[("BOARD.md", text)]);
    assert_eq!(proof.workflow.stages.len(), 2);
}

#[test]
fn a_box_that_says_none_is_no_task() {
    let text = "# Board\n\n## Todo\n\n- [ ] Roof\n\n## Blocked\n\n- [ ] None currently\n\n## Done\n\n- [x] Nails\n";
    stages_of(&[("kanban.md", text)], &[("todo", 1), ("blocked", 0), ("done", 1)]);
}

#[test]
fn an_optional_box_is_named_among_what_no_stage_covers() {
    let text = "# Tasks\n\n- [x] 1. Saw\n- [ ]* 2. Write tests\n- [ ] 3. Nail\n";
    let (_, proof) = adopted(&[("tasks.md", text)]);
    assert_eq!(proof.uncovered.len(), 1, "{:?}", proof.uncovered);
}

#[test]
fn a_list_of_finished_work_beside_a_column_of_stages_is_no_stage() {
    let text = "# Backlog\n\n| ID | Title | Status |\n|---|---|---|\n| T-1 | Mend the roof | completed |\n| T-2 | Paint the hull | \
                ready |\n\n## Done\n\n| ID | Title | Report |\n|---|---|---|\n| T-1 | Mend the roof | r1 |\n";
    let (_, proof) = adopted(&[("tasks/backlog.md", text)]);
    let names: Vec<String> = proof.workflow.stages.iter().map(|s| s.name.to_string()).collect();
    assert_eq!(names, ["ready", "completed"]);
}
