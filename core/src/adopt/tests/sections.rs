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
