//! What more boards taught that nobody had seen before.

use super::told::stages_of;
use super::*;

fn doubts(inference: &Inference, part: &str) -> bool {
    inference.doubts.iter().any(|doubt| doubt.text.contains(part))
}

#[test]
fn boxes_with_a_sign_are_begun_where_no_other_is_open() {
    for (sign, id) in [("[~]", ""), ("[/]", "**A-2**: "), ("[>]", ""), ("[-]", "")] {
        let other = id.replace('2', "1");
        let text = format!(
            "# Board\n\n## Todo\n\n- [ ] {other}Tar\n\n## In Progress\n\n- {sign} {id}Oil\n\n## Done\n\n- [x] {}Saw\n",
            id.replace('2', "3")
        );
        let expected = [("todo", 1), ("in-progress", 1), ("done", 1)];
        let (inference, _) = stages_of(&[("TODO.md", &text)], &expected);
        let id = if id.is_empty() { "" } else { "**{id}**: " };
        has(&inference, &format!("card = \"- {sign} {id}{{title}}\""));
        has(&inference, &format!("closed = \"- [x] {id}{{title}}\""));
    }
}

#[test]
fn stories_with_boxes_are_cards_and_the_boxes_their_steps() {
    let text = "# Board\n\n## Backlog\n\n### STORY-slim-115: Tar the bow\n\n- [ ] Warm it\n- [ ] Brush\n\n## In Progress\n\n\
                ### STORY-slim-119: Oil the winch\n\n- [x] Open it\n- [ ] Close it\n\n## Done\n\n\
                ### STORY-slim-100: Saw\n\n- [x] Sharpen\n";
    let expected = [("backlog", 1), ("in-progress", 1), ("done", 1)];
    let (inference, _) = stages_of(&[("TODO.md", text)], &expected);
    has(&inference, "card = \"### {title}\"");
}

#[test]
fn what_parts_the_work_is_no_story_and_a_sign_means_the_same_everywhere() {
    let text = "# Board\n\n## Backlog\n\n### Milestone-1: Parser\n\n- [ ] Lexer\n- [ ] Grammar\n\n## In Progress\n\n\
                ### Milestone-2: Printer\n\n- [ ] Width\n\n## Done\n\n### Milestone-0: Setup\n\n- [x] CI\n";
    stages_of(&[("BOARD.md", text)], &[("backlog", 2), ("in-progress", 1), ("done", 1)]);
    let text = "# Yard\n\n## Todo\n\n- [ ] Tar\n\n## In Progress\n\n- [ ] Rig\n- [-] Oil\n\n## Done\n\n- [x] Saw\n- [-] Mast\n";
    let (inference, proof) =
        stages_of(&[("TODO.md", text)], &[("todo", 1), ("in-progress", 1), ("done", 1)]);
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert!(!draft.contains("[-]") && proof.uncovered.len() == 2, "{draft}");
}

#[test]
fn what_is_ticked_and_stands_in_one_section_goes_there() {
    let text = "# Yard\n\n## High\n\n- [ ] Tar\n- [ ] Oil\n\n## Low\n\n- [ ] Rig\n\n## Completed\n\n- [x] Saw\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("todo", 3), ("completed", 1)]);
    has(&inference, "under = \"## Completed\"");
    // One that is ticked elsewhere says that tasks stay where they are.
    let text = text.replace("- [ ] Oil", "- [x] Oil");
    let (inference, _) = stages_of(&[("TODO.md", &text)], &[("todo", 2), ("done", 2)]);
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert!(!draft.contains("under = \"## Completed\""), "{draft}");
}

#[test]
fn what_comes_later_has_more_names() {
    for later in ["Future", "Nice to Have", "Parking Lot", "Long Term", "Not Now", "Stretch Goals"]
    {
        let text = format!(
            "# Yard\n\n## To Do\n\n- [ ] Tar\n\n## {later}\n\n- [ ] Oil\n\n## Done\n\n- [x] Saw\n"
        );
        let (inference, _) = stages_of(
            &[("TODO.md", &text)],
            &[(&later.to_lowercase().replace(' ', "-"), 1), ("to-do", 1), ("done", 1)],
        );
        assert!(inference.doubts.is_empty(), "{:?}", inference.doubts);
    }
    // What stands before it is to be done, whatever it is called.
    let text = "# Yard\n\n## Hull\n\n- [ ] Tar\n\n## Mast\n\n- [ ] Oil\n\n## Future\n\n- [ ] Rig\n\n## Done\n\n- [x] Saw\n";
    stages_of(&[("TODO.md", text)], &[("future", 1), ("todo", 2), ("done", 1)]);
}

#[test]
fn a_column_called_story_may_hold_the_ids() {
    for name in ["User Story", "Story", "Task"] {
        let text = format!(
            "# Tasks\n\n| {name} | Description | Status |\n|---|---|---|\n| US-01 | Tar the bow | Todo |\n| US-02 | Oil | Done |\n"
        );
        let (inference, _) = stages_of(&[("TASKS.md", &text)], &[("todo", 1), ("done", 1)]);
        has(&inference, "card = \"| {id} | {title} | {*} |\"");
        has(&inference, "prefixes = [\"US\"]");
    }
}

#[test]
fn what_alone_is_to_be_done_is_a_stage_however_it_is_said() {
    let text = "# Tasks\n\n| ID | Task | Status |\n|---|---|---|\n| T-1 | Tar | Done |\n| T-2 | Oil | Awaiting the word of the carpenter |\n";
    let expected = [("awaiting-the-word-of-the-carpenter", 1), ("done", 1)];
    let (inference, _) = stages_of(&[("TASKS.md", text)], &expected);
    assert!(doubts(&inference, "is no stage that is known"), "{:?}", inference.doubts);
}

#[test]
fn a_phase_that_several_tasks_have_is_no_id() {
    let text = "# Yard\n\n## Now\n\n- [ ] PHASE-0: Tar\n- [ ] PHASE-0: Oil\n- [ ] PHASE-1: Rig\n\n## Done\n\n- [x] Saw\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("now", 3), ("done", 1)]);
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert!(!draft.contains("[ids]"), "{draft}");
    // Where each has its own, it is one.
    let text = text.replacen("PHASE-0: Oil", "PHASE-2: Oil", 1);
    let (inference, _) = stages_of(&[("TODO.md", &text)], &[("now", 3), ("done", 1)]);
    has(&inference, "prefixes = [\"PHASE\"]");
}

#[test]
fn numbers_in_front_matter_are_ids_where_each_has_its_own() {
    let file = |id: &str, title: &str, status: &str| {
        format!("---\nid: {id}\ntitle: {title}\nstatus: {status}\n---\n\nText.\n")
    };
    let files = [
        ("tasks/tar.md", file("001", "Tar", "todo")),
        ("tasks/oil.md", file("002", "Oil", "in-progress")),
        ("tasks/saw.md", file("010", "Saw", "done")),
    ];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let (inference, _) = stages_of(&files, &[("todo", 1), ("in-progress", 1), ("done", 1)]);
    has(&inference, "form = \"{number:3}\"");
    let twice = files.map(|(path, text)| (path, text.replace("002", "001")));
    let twice = twice.each_ref().map(|(path, text)| (*path, text.as_str()));
    let inference = infer(&sources(&twice), &Surroundings::default());
    assert!(inference.draft.is_some_and(|draft| !draft.text().contains("[ids]")));
}

#[test]
fn what_is_not_read_is_told() {
    let bold = "# Yard\n\n## Now\n\n- [ ] **TC-1: Tar the bow** — with a brush.\n\n## Done\n\n- [x] **TC-0: Saw** — the mast.\n";
    let (inference, _) = stages_of(&[("TODO.md", bold)], &[("now", 1), ("done", 1)]);
    assert!(doubts(&inference, "write `**TC-1**: Tar the bow …`"), "{:?}", inference.doubts);
    let table = |status: &str, id: &str| {
        format!("| ID | Task | Status |\n|---|---|---|\n| T-{id} | Tar {id} | {status} |\n")
    };
    let both = format!(
        "# Yard\n\n## Backlog\n\n{}\n## In Progress\n\n{}\n## Done\n\n{}",
        table("todo", "1"),
        table("in progress", "2"),
        table("done", "3")
    );
    let (inference, _) =
        stages_of(&[("TASKS.md", &both)], &[("todo", 1), ("in-progress", 1), ("done", 1)]);
    assert!(doubts(&inference, "say stages as the column `Status` does"), "{:?}", inference.doubts);
    let sprint = format!(
        "# Sprint\n\n## Current Sprint\n\n{}| T-2 | Oil | In Progress |\n| T-3 | Saw | Done |\n\n## Backlog\n\n- Rig the mast\n- Steer\n",
        table("To Do", "1")
    );
    let (_, proof) =
        stages_of(&[("SPRINT.md", &sprint)], &[("to-do", 1), ("in-progress", 1), ("done", 1)]);
    let uncovered: Vec<&str> = proof.uncovered.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(uncovered, ["- Rig the mast", "- Steer"]);
}
