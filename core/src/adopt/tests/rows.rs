//! Ids, rows and items as boards have them.

use super::told::stages_of;
use super::*;

#[test]
fn numbers_of_three_digits_have_no_zeros() {
    let text = "# Board\n\n## Todo\n- [ ] #197 — Tar the keel\n\n## Done\n- [x] #196 — Buy rope\n";
    let (inference, _) = stages_of(&[("BOARD.md", text)], &[("todo", 1), ("done", 1)]);
    has(&inference, "form = \"#{number}\"");
}

#[test]
fn the_number_behind_a_second_letter_counts_on() {
    let text = "# Board\n\n## Todo\n- [ ] **S2-T13** — Tar the keel\n- [ ] **S2-T4** — Oil the oar\n\n\
                ## Done\n- [x] **S1-T3** — Buy rope\n";
    let (inference, proof) = stages_of(&[("BOARD.md", text)], &[("todo", 2), ("done", 1)]);
    has(&inference, "form = \"{prefix}-T{number}\"");
    has(&inference, "prefixes = [\"S2\", \"S1\"]");
    assert_eq!(stages(&proof)[0].1, ["S2-T13", "S2-T4"]);
    // Letters that few have are told.
    let other =
        text.replace("S2-T4", "S2-B4").replace("## Done\n", "## Done\n- [x] **S1-T2** — Saw\n");
    let (inference, proof) = adopted(&[("BOARD.md", &other)]);
    has(&inference, "form = \"{prefix}-T{number}\"");
    assert!(inference.doubts.iter().any(|doubt| doubt.text.contains("S2-B4")));
    assert!(proof.uncovered.iter().any(|line| line.text.contains("S2-B4")));
    // Beside a number of its own, what comes behind is a part of that.
    let text = "# Board\n\n## Todo\n- [ ] **T13**: Tar\n- [ ] **T12-A2**: Oil\n\n## Done\n- [x] **T3**: Saw\n";
    let (inference, _) = stages_of(&[("BOARD.md", text)], &[("todo", 2), ("done", 1)]);
    has(&inference, "form = \"{prefix}{number}{suffix?}\"");
}

/// The lines that belong to no stage.
fn uncovered(proof: &Proof) -> Vec<&str> {
    proof.uncovered.iter().map(|line| line.text.as_str()).collect()
}

fn says(inference: &Inference, part: &str) -> bool {
    inference.doubts.iter().any(|doubt| doubt.text.contains(part))
}

#[test]
fn each_table_has_its_titles_where_its_header_says() {
    let text = "# Backlog\n\n## Hull\n\n| ID | Feature | Status |\n|---|---|---|\n| F-1 | Tar | Not started |\n\
                | F-2 | Caulk | Done |\n\n## Rig\n\n| Feature | Text | Status |\n|---|---|---|\n\
                | Wax | the thread | Not started |\n| Splice | the rope | Done |\n";
    let (inference, proof) = stages_of(&[("BACKLOG.md", text)], &[("not-started", 2), ("done", 2)]);
    has(&inference, "card = [\"| {id} | {title} | {*} |\", \"| {title} | {*} |\"]");
    assert_eq!(stages(&proof)[0].1, ["F-1", "wax"]);
    // Where nothing tells the rows apart, it is told.
    let bare = text.replace("| F-1 |", "| now |").replace("| F-2 |", "| soon |");
    let inference = infer(&sources(&[("BACKLOG.md", &bare)]), &Surroundings::default());
    assert!(says(&inference, "stand in another column"), "{:?}", inference.doubts);
}

#[test]
fn what_a_row_waits_for_is_not_written_on_others() {
    let text = |blocked: &str| {
        format!(
            "# Tasks\n\n| ID | Task | Status |\n|---|---|---|\n| B-1 | Tar | READY |\n| B-2 | Oil | READY |\n\
             | B-3 | Saw | {blocked} B-1 |\n| B-4 | Rig | {blocked} B-2 |\n| B-5 | Dig | DONE |\n"
        )
    };
    let expected = [("ready", 2), ("blocked", 2), ("done", 1)];
    let (inference, _) = stages_of(&[("TASKS.md", &text("BLOCKED BY"))], &expected);
    has(&inference, "where = { \"Status\" = [\"BLOCKED\", \"BLOCKED {*}\"] }");
    assert!(says(&inference, "flow writes `BLOCKED`"), "{:?}", inference.doubts);
    // One that says no more is there to be written.
    let plain = text("BLOCKED BY").replace("BLOCKED BY B-2", "Blocked");
    let (inference, _) = stages_of(&[("TASKS.md", &plain)], &expected);
    has(&inference, "where = { \"Status\" = [\"Blocked\", \"BLOCKED {*}\"] }");
    assert!(!says(&inference, "says more"), "{:?}", inference.doubts);
}

#[test]
fn a_lane_of_cards_without_ids_takes_those_that_come_back() {
    let text = "# Board\n\n## Inbox\n\n- [ ] A thought\n\n## Ready\n\n- [ ] PL-12 Tar\n- [ ] PL-13 Oil\n\n\
                ## Done\n\n- [x] PL-7 Saw\n";
    let (inference, _) =
        stages_of(&[("KANBAN.md", text)], &[("inbox", 1), ("ready", 2), ("done", 1)]);
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    let both = "card = [\"- [ ] {id} {title}\", \"- [ ] {title}\"]";
    assert_eq!(draft.matches(both).count(), 2, "{draft}");
}

#[test]
fn rows_beside_those_that_say_their_stage_are_named() {
    let text = "# Backlog\n\n## Ready\n\n| ID | Item | Status |\n|---|---|---|\n| Q-1 | Tar | Ready |\n| Q-2 | Oil | Done |\n\
                | Q-3 | Wax | In Progress |\n| Q-4 | Dig | Ready |\n\n\
                ## Icebox\n\n| ID | Item | Why |\n|---|---|---|\n| Q-I01 | Sail | too big |\n| | Row | too slow |\n\n\
                ## Costs\n\n| Service | Price |\n|---|---|\n| Loft | free |\n";
    let (_, proof) = adopted(&[("BACKLOG.md", text)]);
    assert_eq!(uncovered(&proof), ["| Q-I01 | Sail | too big |", "| | Row | too slow |"]);
}

#[test]
fn numbered_items_beside_bullets_are_named() {
    let text = |steps: &str| {
        format!(
            "# Backlog\n\n## Doing\n\n- Tar\n- Oil\n\n## Next steps\n\n{steps}\n## Limits\n\n- One owner\n\
             - Text only\n"
        )
    };
    let (inference, proof) = adopted(&[("BACKLOG.md", &text("1. Saw\n2. Rig\n"))]);
    assert_eq!(stages(&proof)[0].1, ["tar", "oil"]);
    assert_eq!(uncovered(&proof), ["1. Saw", "2. Rig"]);
    has(&inference, "under = \"## Doing\"");
    // And the other way about.
    let (_, proof) = adopted(&[("BACKLOG.md", &text("1. Saw\n2. Rig\n3. Dig\n"))]);
    assert_eq!(stages(&proof)[0].1, ["saw", "rig", "dig"]);
    assert_eq!(uncovered(&proof), ["- Tar", "- Oil"]);
}

#[test]
fn a_box_that_says_that_the_lane_is_empty() {
    let text = "# Board\n\n## Todo\n\n- [ ] Tar\n- [ ] Oil\n\n## Doing\n\n- [ ] *(empty)*\n\n## Done\n\n- [x] Saw\n";
    let (inference, _) =
        stages_of(&[("KANBAN.md", text)], &[("todo", 2), ("doing", 0), ("done", 1)]);
    has(&inference, "placeholder = \"- [ ] *(empty)*\"");
}

#[test]
fn fields_of_one_task_beside_other_lists_are_no_tasks() {
    let text = "# Current task\n\n## Active Task\n- **Plan Item**: 5.3 Tar the keel\n- **Stage**: commit\n- **Started**: 2026-04-04\n\n\
                ## TODOs\n\n## Log\n- Loop 1: begun\n- Loop 2: tarred\n- Loop 3: dry\n";
    let inference = infer(&sources(&[("IN_PROGRESS.md", text)]), &Surroundings::default());
    assert!(inference.draft.is_none(), "{:?}", inference.draft.map(|draft| draft.text()));
    assert!(inference.left.first().expect("told").why.contains("said of one task"));
}

#[test]
fn what_has_to_hold_before_a_task_is_done_is_none() {
    let text = "# Sprint\n\n## Tasks\n\n- [ ] Tar\n- [ ] Oil\n\n## Definition of Done\n\n- [ ] it floats\n- [ ] it is dry\n";
    let (inference, _) = stages_of(&[("SPRINT.md", text)], &[("todo", 2), ("done", 0)]);
    has(&inference, "under = \"## Tasks\"");
}

#[test]
fn the_last_of_several_files_ticks_its_boxes() {
    let files = [
        ("BACKLOG.md", "# Backlog\n\n- [ ] Tar\n- [ ] Oil\n"),
        ("IN_PROGRESS.md", "# In progress\n\n- [x] Saw\n- [ ] Rig\n"),
    ];
    let (inference, _) = stages_of(&files, &[("backlog", 2), ("in-progress", 1), ("done", 1)]);
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert_eq!(draft.matches("board = \"IN_PROGRESS.md\"").count(), 2, "{draft}");
    assert!(!draft.contains("archive"), "{draft}");
}

#[test]
fn lines_that_are_no_items_are_told_where_nothing_else_stands() {
    let text = |lines: &str| {
        format!("# Board\n\n## To do\n\n{lines}\n\n## Doing\n\n- Saw\n- Dig\n\n## Done\n\n- Rig\n")
    };
    let (inference, _) = adopted(&[("KANBAN.md", &text("Tar the keel\nOil the oar"))]);
    assert!(says(&inference, "`Tar the keel` is read as no task"), "{:?}", inference.doubts);
    for lines in ["What nobody has begun.", "*No tasks.*", "No tasks", ""] {
        let (inference, _) = adopted(&[("KANBAN.md", &text(lines))]);
        assert!(!says(&inference, "read as no task"), "{:?}", inference.doubts);
    }
}

#[test]
fn what_is_written_below_a_card_begins_with_its_sign() {
    let text = "# Board\n\n## Todo\n\n* Tar\n* Oil\n\n## Done\n\n* Saw\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("todo", 2), ("done", 1)]);
    has(&inference, "field = \"  * **{name}:** {value}\"");
}

#[test]
fn headings_with_an_id_are_cards_or_named() {
    let text = "# Backlog\n\n## Seen\n\n### OAR-001 · worn · OPEN\n\nText.\n\n### OAR-002 · split · OPEN\n\nText.\n\n\
                ## OAR-020 — On its own\n\nText.\n\n## OAR-021 Beside it\n\nText.\n";
    let (inference, proof) = stages_of(&[("BACKLOG.md", text)], &[("backlog", 2), ("done", 0)]);
    has(&inference, "card = \"### {id} · {title}\"");
    assert_eq!(uncovered(&proof), ["## OAR-020 — On its own", "## OAR-021 Beside it"]);
}
