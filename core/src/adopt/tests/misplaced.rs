//! Cards that say something else than their stage, or are hardly cards.

use super::told::stages_of;
use super::*;

#[track_caller]
fn doubts(inference: &Inference, parts: &[&str]) {
    let told: Vec<&str> = inference.doubts.iter().map(|doubt| doubt.text.as_str()).collect();
    for part in parts {
        assert!(told.iter().any(|doubt| doubt.contains(part)), "{part:?} in {told:?}");
    }
}

#[test]
fn rows_to_be_done_that_say_that_they_are_done() {
    let text = "# Yard\n\n## Doing\n\n| ID | Task | Since |\n|---|---|---|\n| Y-4 | Tar | May |\n\n\
                ## Backlog\n\n| ID | Task | Status |\n|---|---|---|\n| Y-2 | Oil | ✓ Done |\n\
                | Y-3 | Wax | Done (Y-2) |\n| Y-5 | Rig | Todo |\n\n\
                ## Done\n\n| ID | Task | Status |\n|---|---|---|\n| Y-1 | Saw | Done |\n";
    let (inference, _) =
        stages_of(&[("kanban.md", text)], &[("backlog", 3), ("doing", 1), ("done", 1)]);
    doubts(&inference, &["2 cards of backlog say that they are done, as in `Status: ✓ Done`"]);
    let text =
        "# Todo\n\n### A-1: Tar\n\n**Status**: Complete\n\n### A-2: Oil\n\n**Status**: Open\n";
    let done = "# Done\n\n### A-3: Saw\n\n**Status**: Complete\n";
    let (inference, _) =
        stages_of(&[("TODO.md", text), ("DONE.md", done)], &[("todo", 2), ("done", 1)]);
    doubts(&inference, &["a card of todo says `Status: Complete`"]);
}

#[test]
fn criteria_of_success_are_no_tasks() {
    for heading in ["Success Criteria", "Acceptance criteria (all)", "验收标准"] {
        let text = format!(
            "# Tasks\n\n## Phase 1\n\n- [x] Saw\n- [ ] Tar\n\n## {heading}\n\n- [ ] it floats\n- [ ] it is dry\n"
        );
        let (inference, proof) = stages_of(&[("TASKS.md", &text)], &[("todo", 1), ("done", 1)]);
        has(&inference, "under = \"## Phase 1\"");
        assert_eq!(proof.uncovered.len(), 2, "{:?}", proof.uncovered);
        let more = text.replace("- [ ] Tar\n", "- [ ] Tar\n\n## Phase 2\n\n- [x] Oil\n- [ ] Rig\n");
        let (inference, _) = stages_of(&[("TASKS.md", &more)], &[("todo", 2), ("done", 2)]);
        has(&inference, "groups = \"## Phase 2\"");
    }
}

#[test]
fn rows_that_are_struck_through_are_finished() {
    let text = "# Backlog\n\n| ID | Title | Depends on |\n|---|---|---|\n| ~~B-1~~ | ~~Saw~~ | — |\n\
                | B-3 | Tar | — |\n| B-7 | Oil | B-1 |\n| B-8 | ~~Wax~~ | — |\n";
    let (inference, proof) = stages_of(&[("BACKLOG.md", text)], &[("backlog", 2), ("done", 0)]);
    has(&inference, "card = \"| {id} | {title} | {*} |\"");
    has(
        &inference,
        "closed = [\"| ~~{id}~~ | ~~{title}~~ | {*} |\", \"| {id} | ~~{title}~~ | {*} |\"]",
    );
    assert!(proof.uncovered.is_empty(), "{:?}", proof.uncovered);
}

#[test]
fn items_that_are_struck_through_are_finished() {
    let text = "# Todo\n\n- ~~Saw the oak~~\n- Tar\n- ~~Oil~~ and wax\n- Rig\n\n## Done\n\n- Dig\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("todo", 3), ("done", 1)]);
    has(&inference, "card = \"- {title}\"");
    has(&inference, "closed = \"- ~~{title}~~\"");
    let text = "# Todo\n\n### ~~A-1: Saw~~\n\nOak.\n\n### A-2: Tar\n\n### A-3: Oil\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("todo", 2), ("done", 0)]);
    has(&inference, "closed = \"### ~~{id}: {title}~~\"");
}

#[test]
fn the_index_of_kanbn_leads_to_files() {
    let text = "---\ncompletedColumns:\n  - Afloat\n---\n\n# Yard\n\n## Wanted\n\n- [tar-the-keel](tasks/tar-the-keel.md)\n\n\
                ## Under way\n\n## Afloat\n\n- [oar](tasks/oar.md)\n";
    let expected = [("wanted", 1), ("under-way", 0), ("afloat", 1)];
    let (inference, proof) = stages_of(&[(".kanbn/index.md", text)], &expected);
    has(&inference, "card = \"- [{title}]({link})\"");
    assert_eq!(stages(&proof)[0].1, ["tar-the-keel"]);
    doubts(&inference, &["flow reads and writes the list of them alone"]);
    assert_eq!(inference.doubts.len(), 1, "{:?}", inference.doubts);
}

#[test]
fn limits_that_are_listed_are_those_of_the_stages() {
    let lanes =
        "## Todo\n\n- [ ] Tar\n\n## Doing\n\n- [ ] Oil\n\n## Review\n\n## Done\n\n- [x] Saw\n";
    for limits in [
        "- **Doing:** 3 tasks at most\n- **Review:** 2 per person\n- **Done:** the last 9\n",
        "| Lane | Limit |\n|---|---|\n| Doing | 3 |\n",
    ] {
        let text = format!("# Board\n\n## WIP Limits\n\n{limits}\n{lanes}");
        let expected = [("todo", 1), ("doing", 1), ("review", 0), ("done", 1)];
        let (inference, _) = stages_of(&[("BOARD.md", &text)], &expected);
        let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
        assert_eq!(draft.matches("limit = ").count(), 1, "{draft}");
        has(&inference, "limit = 3");
    }
}

#[test]
fn a_list_in_an_item_of_its_own_is_told() {
    let text = "# Backlog\n- Tar\n- - the bow\n- Oil\n\n# Doing\n\n# Done\n- Saw\n";
    let (inference, _) =
        stages_of(&[("kanban.md", text)], &[("backlog", 3), ("doing", 0), ("done", 1)]);
    doubts(&inference, &["`- - the bow` is a list in an item of its own"]);
}

#[test]
fn lanes_within_a_stage_are_told() {
    let text = "# Todo\n\n## Current Sprint\n\n### High\n\n#### TODO\n- [ ] Tar\n\n#### IN PROGRESS\n- [ ] Oil\n\n\
                ## Backlog\n\n- [ ] Rig\n\n## Completed\n\n- [x] Saw\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("backlog", 3), ("completed", 1)]);
    doubts(
        &inference,
        &[
            "`#### TODO`, `#### IN PROGRESS` say stages, and what stands there is read as tasks of backlog",
        ],
    );
    // A part of what is to be done that comes first is no lane.
    let text = "# Todo\n\n## Backlog\n\n### Next\n\n- [ ] Tar\n\n### Someday\n\n- [ ] Rig\n\n## Doing\n\n- [ ] Oil\n\n## Done\n\n- [x] Saw\n";
    let (inference, _) =
        stages_of(&[("TODO.md", text)], &[("backlog", 2), ("doing", 1), ("done", 1)]);
    assert!(inference.doubts.is_empty(), "{:?}", inference.doubts);
}

#[test]
fn what_is_no_board_is_told_why() {
    let told = |path: &str, text: &str, part: &str| {
        let inference = infer(&sources(&[(path, text)]), &Surroundings::default());
        assert!(inference.draft.is_none(), "{:?}", inference.draft.map(|draft| draft.text()));
        let why = inference.left.first().map(|left| left.why.as_str());
        assert!(why.is_some_and(|why| why.contains(part)), "{why:?}");
        assert_eq!(inference.left.len(), 1);
    };
    let slices = "# Parts\n\n| ID | Part | Status |\n|---|---|---|\n| P-1 | Tar | done |\n| P-2 | Oil | in progress |\n";
    told(
        "parts/INDEX.md",
        slices,
        "says stages in the column Status, but neither its name nor that of the column Part",
    );
    let bugs = "# Bugs\n\n| Day | Where | Leak Description | Status |\n|---|---|---|---|\n| 1 | bow | drips | Open |\n| 2 | keel | pours | In Progress |\n";
    told(
        "BUGS.md",
        bugs,
        "no other is known to hold the titles of tasks (Day, Where, Leak Description, Status)",
    );
    told("TODO.md", bugs, "says stages in the column Status");
    let boxes =
        "# Yard\n\n## PHASE 0\n\n### [ ] 0.1: Saw\n\nWith care.\n\n### [x] 0.2: Tar\n\nWith tar.\n";
    told("kanban.md", boxes, "its boxes stand in headings");
}
