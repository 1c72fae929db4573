//! What says how urgent a task is, in which language a list is kept, and how its items begin.

use super::told::stages_of;
use super::*;

fn says(inference: &Inference, part: &str) -> bool {
    inference.doubts.iter().any(|doubt| doubt.text.contains(part))
}

#[test]
fn numbered_priorities_are_groups_of_the_boxes_below_them() {
    for sign in [":", " -", " –", ""] {
        let text = format!(
            "# Backlog\n\n## P1{sign} High\n\n- [ ] Mend the roof\n- [ ] Buy nails\n\n## P2{sign} Low\n\n- [ ] Sell the \
             boat\n\n## Done\n\n- [x] Oil\n"
        );
        stages_of(&[("BACKLOG.md", &text)], &[("backlog", 3), ("done", 1)]);
    }
    let text =
        "# Roadmap\n\n## M1: Parser\n\n- [ ] Lexer\n- [x] Tree\n\n## M2: Printer\n\n- [ ] Lines\n";
    stages_of(&[("ROADMAP.md", text)], &[("todo", 2), ("done", 1)]);
    // Whatever has a text of its own is a task.
    let text = "# Backlog\n\n## P1: Mend the roof\n\nIt leaks.\n\n- [ ] Nails\n\n## P2: Oil the oar\n\n- [ ] Rag\n";
    let (inference, _) = stages_of(&[("BACKLOG.md", text)], &[("backlog", 2), ("done", 0)]);
    has(&inference, "card = \"## {id}: {title}\"");
}

#[test]
fn what_is_urgent_is_not_for_later() {
    let text = "# To do\n\n## High priority\n\n- [ ] Mend\n- [ ] Buy\n\n## Later\n\n- [ ] Sell\n\n## Done\n\n- [x] Plan\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("later", 1), ("todo", 2), ("done", 1)]);
    has(&inference, "under = \"## High priority\"");
}

#[test]
fn lists_of_tasks_have_names_in_many_languages() {
    let text = "# Liste\n\n- [ ] Mend the roof\n- [ ] Buy nails\n- [x] Sell the boat\n";
    for name in [
        "AUFGABEN.md",
        "TAREAS.md",
        "docs/tarefas.md",
        "TÂCHES.md",
        "ЗАДАЧИ.md",
        "UPPGIFTER.md",
        "BUGS.md",
        "TODO.fr.md",
        "todo_de.md",
    ] {
        let (inference, proof) = adopted(&[(name, text)]);
        assert_eq!(proof.workflow.stages.len(), 2, "{name}: {:?}", inference.doubts);
    }
    let inference = infer(&sources(&[("PORT.md", text)]), &Surroundings::default());
    assert!(inference.draft.is_none());
}

#[test]
fn items_go_on_with_the_marker_that_they_have() {
    let text = "# Todo\n\n*   [ ] Mend\n    more\n*   [ ] Buy\n* [ ] Sell\n";
    let (inference, _) = adopted(&[("TODO.md", text)]);
    has(&inference, "card = \"*   [ ] {title}\"");
    let text = "# Todo\n\n  - [ ] Mend\n  - [ ] Buy\n";
    let (inference, _) = adopted(&[("TODO.md", text)]);
    has(&inference, "card = \"- [ ] {title}\"");
    let text = "# Todo\n\n1) Roof\n2) Door\n";
    let files = [
        ("TODO.md", text),
        ("DOING.md", "# Doing\n\n1) Oil\n"),
        ("DONE.md", "# Done\n\n1) Floor\n"),
    ];
    let (inference, _) = adopted(&files);
    has(&inference, "card = \"1) {title}\"");
}

#[test]
fn a_box_is_ticked_as_those_beside_it_are() {
    let text = "# Roadmap\n\n## Principles\n\n- ✅ Small steps\n- ✅ Tested\n\n## Work\n\n- [x] Mend the roof\n\
                - [ ] Buy nails\n- [ ] Sell the boat\n";
    let (inference, _) = adopted(&[("ROADMAP.md", text)]);
    has(&inference, "card = [\"- [x] {title}\", \"- ✅ {title}\"]");
}

#[test]
fn legends_and_tables_of_contents_hold_no_tasks() {
    let text = "# K\n\n## Legend\n- ✅ DONE - finished\n\n## TODO\n- [ ] a\n- [ ] b\n\n## DONE\n- ✅ c\n- ✅ d\n";
    stages_of(&[("KANBAN.md", text)], &[("todo", 2), ("done", 2)]);
    let text = "# Kanban\n\n# Contents\n\n- [Done](#done)\n- [Todos](#todos)\n\n# Todos\n* Mend\n* Buy\n\n# Doing\n* Sell\n\n# Done\n* Tar\n";
    let (inference, _) =
        stages_of(&[("KANBAN.md", text)], &[("todos", 2), ("doing", 1), ("done", 1)]);
    has(&inference, "card = \"* {title}\"");
}

#[test]
fn titles_that_say_that_they_are_done_are_told() {
    for text in [
        "# TODO\n\n- ~~Mend the roof~~ — DONE\n- Buy nails\n- Oil the door\n",
        "# TODO\n\n- Sell the boat ✅ COMPLETED\n- Buy nails\n",
        "# TODO\n\n### T-1: Mend — DONE (2026)\nx\n\n### T-2: Buy\ny\n",
    ] {
        let (inference, _) = adopted(&[("TODO.md", text)]);
        assert!(says(&inference, "read as a live task"), "{text}\n{:?}", inference.doubts);
    }
}

#[test]
fn what_waits_and_what_was_given_up_stands_aside() {
    let text = "# B\n\n| ID | Task | Status |\n| --- | --- | --- |\n| T-1 | Mend | todo |\n| T-2 | Buy | blocked |\n\
                | T-3 | Sell | done |\n| T-4 | Tar | dropped |\n";
    let (_, proof) = adopted(&[("BOARD.md", text)]);
    let way: Vec<(&str, bool)> =
        proof.workflow.stages.iter().map(|stage| (stage.name.as_str(), stage.aside)).collect();
    assert_eq!(way, [("todo", false), ("blocked", true), ("done", false), ("dropped", true)]);
}

#[test]
fn rows_whose_ids_have_no_number_are_tasks_as_well() {
    let text = "# Board\n\n| id | packet | status |\n|----|--------|--------|\n| P0 | Mend | DONE |\n| S1 | Buy | TODO |\n\
                | J  | Judge | TODO |\n";
    let (_, proof) = adopted(&[("BOARD.md", text)]);
    assert_eq!(proof.snapshot.tasks().len(), 3, "{:?}", stages(&proof));
    let text = "# Sprint\n\n| # | Item | Owner | Status |\n|---|------|-------|--------|\n| S-1 | Mend | Eng | Done |\n\
                | S-2 | Buy | Eng | Open |\n\n## User actions\n\n| # | Was | Wer | Status |\n|---|-----|-----|--------|\n\
                | U1 | Wallet | User | Open |\n| U3 | Key | User | Done |\n";
    let (inference, _) = adopted(&[("SPRINT.md", text)]);
    assert!(says(&inference, "its rows are read as no tasks"), "{:?}", inference.doubts);
}

#[test]
fn an_empty_lane_with_more_words_is_a_lane() {
    let text = "# K\n\n## TODO\n\n- [ ] a\n- [ ] b\n\n## IN PROGRESS\n\n*(Empty)*\n\n## BLOCKED - Waiting for validation\n\n\
                *(Empty)*\n\n## DONE\n\n- [x] c\n";
    let expected = [("todo", 2), ("in-progress", 0), ("blocked", 0), ("done", 1)];
    stages_of(&[("KANBAN.md", text)], &expected);
}

#[test]
fn stages_that_a_list_names_are_there_before_a_task_is() {
    let text = "# Board\n\n## Lanes\n- backlog\n- in-progress\n- review\n- done\n\n## Cards\n\n| id | title | state |\n\
                |----|-------|-------|\n| K-1 | Mend | backlog |\n| K-2 | Buy | done |\n";
    let expected = [("backlog", 1), ("in-progress", 0), ("review", 0), ("done", 1)];
    stages_of(&[(".kanban/board.md", text)], &expected);
}

#[test]
fn headings_with_ids_are_tasks_whatever_is_listed_below_them() {
    let card = |id: &str| format!("### {id} Filter\n- **Fact:** x\n- **Proof:** y\n\n");
    let (open, done) = (["KB-01", "KB-02", "KB-03"].map(card).concat(), card("KB-04"));
    let text = format!("# L\n\n## Open\n\n{open}## Done\n\n{done}");
    let (inference, _) = stages_of(&[("TODO.md", &text)], &[("open", 3), ("done", 1)]);
    has(&inference, "card = \"### {id} {title}\"");
    let inference = infer(&sources(&[("LIST.md", &text)]), &Surroundings::default());
    assert!(inference.left[0].why.contains("ids that are set off"), "{:?}", inference.left);
}

#[test]
fn a_row_that_is_struck_through_is_done() {
    let text = "# Board\n\n| ID | Task | Status |\n|---|---|---|\n| T-1 | Mend | todo |\n| ~~T-2~~ | ~~Buy~~ | todo |\n\
                | T-4 | Saw | doing |\n| ~~T-3~~ | ~~Sell~~ | done |\n";
    let expected = [("todo", 1), ("doing", 1), ("done", 1)];
    stages_of(&[("BOARD.md", text)], &expected);
}

#[test]
fn what_was_given_up_is_no_end_of_what_is_not() {
    let text = "# Board\n\n## Todo\n\n- [ ] a\n\n## Doing\n\n- [ ] b\n\n## Cancelled\n\n- [ ] c\n";
    let (_, proof) = adopted(&[("KANBAN.md", text)]);
    let doing = proof.workflow.find_stage("doing").expect("a stage");
    assert!(proof.workflow.next(&doing.name).is_some_and(|next| next.ends && !next.aside));
}

#[test]
fn a_count_behind_a_heading_may_stand_without_brackets() {
    for (todo, doing, forms) in [
        ("## Todo: 2", "## Doing: 1", ["## Todo: {count}", "## Doing: {count}"]),
        ("## Todo — 2", "## Doing 1/3", ["## Todo — {count}", "## Doing {count}/{limit}"]),
        ("## Todo: 7", "## Doing — 9", ["## Todo: 7", "## Doing — 9"]),
    ] {
        let text = format!(
            "# Board\n\n{todo}\n\n- [ ] a\n- [ ] b\n\n{doing}\n\n- [ ] c\n\n## Done\n\n- [x] d\n"
        );
        let expected = [("todo", 2), ("doing", 1), ("done", 1)];
        let (inference, _) = stages_of(&[("BOARD.md", &text)], &expected);
        for form in forms {
            has(&inference, &format!("under = \"{form}\""));
        }
    }
    assert_eq!(super::role::count_at("Phase 2"), None);
    assert_eq!(super::role::count_at("Done: 2026"), None);
    assert_eq!(super::role::count_at("Doing: 2"), Some(5));
}

#[test]
fn what_was_given_up_is_a_stage_whatever_its_cards_look_like() {
    for title in ["Won't do", "Cancelled", "Dropped"] {
        for card in ["### Silly thing", "- Silly thing"] {
            let kind = card.split("Silly").next().unwrap_or_default();
            let text = format!(
                "# B\n\n## To do\n\n{kind}Mend\n\n## Done\n\n{kind}Old\n\n## {title}\n\n{card}\n"
            );
            let (_, proof) = adopted(&[("BOARD.md", &text)]);
            let last = proof.workflow.stages.last().expect("a stage");
            assert!(last.aside && last.ends, "{title} {card}: {}", last.name);
            assert_eq!(proof.snapshot.count(&last.name), 1, "{title} {card}");
        }
    }
}

#[test]
fn a_priority_above_headings_with_ids_is_a_group() {
    let text =
        "# Tasks\n\n## P0 — Release\n\n### EXEC-001 — Mend\n\nIt is torn.\n\n### EXEC-002 — Tar\n";
    let (inference, _) = adopted(&[("TASKS.md", text)]);
    has(&inference, "card = \"### {id} — {title}\"");
}

#[test]
fn notes_behind_the_last_lane_are_no_stage() {
    let text = "# Boat\n\n## In Progress\n\n- Paint the mast\n\n## Done\n\n- Buy tar\n\n## Decisions\n\n- We use red paint\n";
    for name in ["TODO.md", "docs/bugs.md"] {
        stages_of(&[(name, text)], &[("in-progress", 1), ("done", 1)]);
    }
    // What is to be done may stand behind them as well.
    let first = "# Boat\n\n## Done\n\n- Buy tar\n\n## In Progress\n\n- Paint the mast\n\n## Hull\n\n- Tar\n\n## Rig\n\n- Splice\n";
    stages_of(&[("TODO.md", first)], &[("todo", 2), ("in-progress", 1), ("done", 1)]);
}

#[test]
fn a_list_of_boxes_may_say_something_about_itself() {
    let text =
        "# TODO\n\nWhat I mean to do this winter.\nSome of it.\n\n- [ ] Mend the roof\n- [ ] Tar\n";
    let (_, proof) = adopted(&[("TODO.md", text)]);
    assert_eq!(proof.snapshot.tasks().len(), 2);
    let notes = format!("# TODO\n\n{}\n- [ ] Ask Ada\n", "Nobody knows why it leaks.\n".repeat(9));
    let inference = infer(&sources(&[("TODO.md", &notes)]), &Surroundings::default());
    assert!(inference.draft.is_none());
}

#[test]
fn lanes_below_each_person_are_told() {
    let text = "# Tasks\n\n## Ann\n\n### Doing\n- [ ] Paint\n\n### Todo\n- [ ] Oil\n\n### Done\n- [x] Buy\n\n\
                ## Bo\n\n### Doing\n- [ ] Mend\n\n### Done\n- [x] Cloth\n";
    let (inference, _) = adopted(&[("TASKS.md", text)]);
    assert!(says(&inference, "`### Doing` says a stage"), "{:?}", inference.doubts);
}

#[test]
fn words_of_outliners_are_told() {
    let text = "# TODO\n\n- TODO Mend the sail\n- DOING Paint the mast\n- DONE Buy tar\n";
    let (inference, _) = adopted(&[("TODO.md", text)]);
    assert!(says(&inference, "`DONE Buy tar`"), "{:?}", inference.doubts);
    let text = "- # Tasks\n- ## Now\n\t- DOING Paint\n- ## Done\n\t- DONE Launch\n";
    let inference = infer(&sources(&[("Tasks.md", text)]), &Surroundings::default());
    assert!(inference.draft.is_none());
}

#[test]
fn turkish_lanes_can_be_typed_and_come_in_order() {
    let text = "# T\n\n## Yapılacak İşler\n\n- [ ] bir\n\n## Aktif\n\n- [ ] iki\n\n## Daha Sonra\n\n- [ ] son\n\n\
                ## Tamamlananlar\n\n- [x] üç\n";
    let expected = [("daha-sonra", 1), ("yapılacak-işler", 1), ("aktif", 1), ("tamamlananlar", 1)];
    stages_of(&[("TODO.md", text)], &expected);
}

#[test]
fn boxes_with_letters_are_named() {
    let text = "# TODO\n\n- [ ] Mend\n- [x ] Buy tar\n- [D] Old\n- [ ] Sew\n- [ ] Row\n- [ ] Tow\n";
    let (_, proof) = adopted(&[("TODO.md", text)]);
    let named: Vec<&str> = proof.uncovered.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(named, ["- [x ] Buy tar", "- [D] Old"]);
}
