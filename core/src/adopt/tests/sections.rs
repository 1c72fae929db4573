//! Sections in which nothing stands, that are areas, that come behind the end, or that hold something else.

use super::told::stages_of;
use super::*;

fn says(inference: &Inference, part: &str) -> bool {
    inference.doubts.iter().any(|doubt| doubt.text.contains(part))
}

#[test]
fn a_line_alone_in_brackets_says_that_nothing_stands_there() {
    let board = |line: &str, waits: &str| {
        format!(
            "# Kanban\n\n## To do\n\n- [ ] Tar\n- [ ] Oil\n\n## Doing\n\n{line}\n\n## Waiting\n\n{waits}\n\n\
             ## Done\n\n- [x] Saw\n"
        )
    };
    let expected = [("to-do", 2), ("doing", 0), ("waiting", 0), ("done", 1)];
    for line in [
        "- (nada por agora)",
        "- [ ] (keine)",
        "* _(pusto)_",
        "- （暫缺）",
        "*(vide en fin de journée)*",
        "(нет)",
        "- n/a",
        "- —",
        "- [ ] ...",
        "—",
        "N/A",
    ] {
        let text = board(line, line);
        let (inference, proof) = stages_of(&[("KANBAN.md", &text)], &expected);
        let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
        assert_eq!(draft.matches(&format!("placeholder = \"{line}\"")).count(), 4, "{draft}");
        assert!(!draft.contains("card = \"- {title}\""), "{draft}");
        assert!(proof.uncovered.is_empty(), "{:?}", proof.uncovered);
        let told =
            inference.doubts.iter().filter(|doubt| doubt.text.contains("nothing stands there"));
        assert_eq!(told.count(), usize::from(line.contains(['(', '（'])), "{:?}", inference.doubts);
    }
    // Emphasis alone is only asked about: it may tell what the lane is for.
    let (inference, _) = stages_of(&[("KANBAN.md", &board("*leer*", "*leer*"))], &expected);
    assert!(
        says(&inference, "`*leer*`") && says(&inference, "`placeholder`"),
        "{:?}",
        inference.doubts
    );
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert!(!draft.contains("placeholder"), "{draft}");
}

#[test]
fn a_line_that_says_something_is_none_in_whose_place_cards_come() {
    let board = |doing: &str| {
        format!(
            "# Kanban\n\n## To do\n\n- [ ] Tar\n- [ ] Oil\n\n## Doing\n\n{doing}\n\n## Done\n\n- [x] Saw\n"
        )
    };
    for doing in ["- [ ] **Rig**", "- [ ] *Rig*", "- [ ] (Bo) Rig (May)", "- [ ] Rig"] {
        let expected = [("to-do", 2), ("doing", 1), ("done", 1)];
        stages_of(&[("KANBAN.md", &board(doing))], &expected);
    }
    for doing in
        ["(3 at most)", "*What two hands can hold and no more*", "(it floats)\n\n(it is dry)"]
    {
        let (inference, _) = adopted(&[("KANBAN.md", &board(doing))]);
        let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
        assert!(!draft.contains("placeholder") && inference.doubts.is_empty(), "{draft}");
    }
    // Where a lane with cards has such a line as well, they tell what lanes are for.
    let text = board("(what is begun)").replace("## Done\n", "## Done\n\n(what floats)\n");
    let (inference, _) = adopted(&[("KANBAN.md", &text)]);
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert!(!draft.contains("placeholder"), "{draft}");
}

const KANBAN: &str = "---\nkanban-plugin: basic\n---\n\n";

#[test]
fn open_tasks_behind_the_end_are_not_finished() {
    let text = "## Upcoming\n\n- [ ] Tar\n\n## Done\n\n- [x] Saw\n\n## Once afloat\n\n- [ ] Paint\n- [ ] Sing\n\n\
                ## Sold\n\n- [x] Oar\n";
    let expected = [("once-afloat", 2), ("upcoming", 1), ("done", 1), ("sold", 1)];
    let (inference, _) = stages_of(&[("Yard.md", &format!("{KANBAN}{text}"))], &expected);
    let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert_eq!(draft.matches("ends = true").count(), 2, "{draft}");
    assert!(
        says(&inference, "once-afloat stands behind what is finished"),
        "{:?}",
        inference.doubts
    );
    assert_eq!(inference.doubts.len(), 2, "{:?}", inference.doubts);
}

#[test]
fn lanes_that_are_areas_are_one_list() {
    let text = "## Hull\n\n- [x] Caulk\n- [ ] Tar\n\n## Rig\n\n- [ ] Splice\n\n## Misc\n\n- [x] Sweep\n- [ ] Sing\n";
    for text in [format!("{KANBAN}{text}"), format!("# Yard\n\n{text}")] {
        let expected = [("todo", 3), ("done", 2)];
        let (inference, _) = stages_of(&[("KANBAN.md", &text)], &expected);
        assert!(
            says(&inference, "`## Hull`, `## Rig`, `## Misc` are read as parts of one list"),
            "{:?}",
            inference.doubts
        );
    }
    // The name of the file need not say that it is a board, where a program does.
    stages_of(&[("Yard.md", &format!("{KANBAN}{text}"))], &[("todo", 3), ("done", 2)]);
    // Where nothing is ticked but in the last, they are lanes, whatever they are called; but it is told.
    let text = text.replacen("[x]", "[ ]", 1).replace("- [ ] Sing\n", "");
    let expected = [("hull", 2), ("rig", 1), ("misc", 0), ("done", 0)];
    let (inference, _) = stages_of(&[("Yard.md", &format!("{KANBAN}{text}"))], &expected);
    assert!(says(&inference, "could be areas"), "{:?}", inference.doubts);
}

#[test]
fn a_section_of_other_items_between_the_stages_is_told() {
    let board = |items: &str| {
        format!(
            "# Kanban\n\n## Todo\n\n- [ ] Tar\n- [ ] Oil\n\n## Not ours\n\n{items}\n## Doing\n\n- [ ] Rig\n\n\
             ## Done\n\n- [x] Saw\n"
        )
    };
    let expected = [("todo", 2), ("doing", 1), ("done", 1)];
    let (inference, _) =
        stages_of(&[("KANBAN.md", &board("- The harbour\n- The inn\n"))], &expected);
    assert!(says(&inference, "`## Not ours` stands between two stages"), "{:?}", inference.doubts);
    for text in [
        board("The harbour, and the inn.\n"),
        board("- The harbour\n- The inn\n").replace("Not ours", "Rules"),
        board("- The harbour\n- The inn\n").replace("Not ours", "Notes"),
        board("The sea, and the sky.\n") + "\n## Not ours either\n\n- The sea\n- The sky\n",
    ] {
        let (inference, _) = stages_of(&[("KANBAN.md", &text)], &expected);
        assert!(inference.doubts.is_empty(), "{:?}", inference.doubts);
    }
}

#[test]
fn a_task_in_brackets_is_one() {
    let board = "# Board\n\n## Todo\n\n- [ ] Mend\n\n## Doing\n\n- [ ] (call the harbour master)\n\n## Done\n\n";
    counted("BOARD.md", board, &[("todo", 1), ("doing", 1), ("done", 0)]);
    let none =
        board.replace("call the harbour master", "nada").replace("- [ ] Mend", "- [ ] (nada)");
    let (inference, _) = adopted(&[("BOARD.md", &format!("{none}- [x] Sing\n"))]);
    has(&inference, "placeholder = \"- [ ] (nada)\"");
}
