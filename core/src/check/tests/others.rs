//! Finished tasks on active stages, and what hides part of a board.

use super::*;

const NONE: [&str; 0] = [];

#[test]
fn a_closed_card_contradicts_a_live_one() {
    let boards = world("- [x] **FIX-001**: Mend ✅ **DONE**\n", "### [FIX-001]: Mend\n", "");
    assert_eq!(
        boards.of("finished-active"),
        ["DOING.md:5 FIX-001 still stands in doing, but it is closed on TODO.md line 1"]
    );
    let fix = boards.fix("finished-active");
    assert!(fix.starts_with("move it on with `flow advance FIX-001 --from doing`"), "{fix}");
    assert!(fix.ends_with("delete the closed card at TODO.md:1"), "{fix}");
}

#[test]
fn merged_and_archived_tasks_are_finished() {
    let mut boards = world("", "### [FIX-001]: Mend\n", "### [FIX-002]: Paint\n");
    boards.plugins = Arc::from([Arc::new(Merged("FIX-001", vec![])) as Arc<dyn Plugin>]);
    boards.file("archive/FIX-002.md");
    assert_eq!(
        boards.of("finished-active"),
        [
            "DOING.md:5 FIX-001 still stands in doing, but its branch is in main",
            "REVIEW.md:5 FIX-002 still stands in review, but it is archived in archive/FIX-002.md",
        ]
    );
}

#[test]
fn unfinished_and_unbegun_tasks_are_silent() {
    let todo = "- [ ] **FIX-001**: Mend\n- [x] **FIX-004**: Sweep\n";
    let doing = "### [FIX-002]: Paint\n\n## Recently Done\n\n- [x] **FIX-002**: Paint\n";
    let mut boards = world(todo, doing, "");
    boards.plugins = Arc::from([Arc::new(Merged("FIX-001", vec![])) as Arc<dyn Plugin>]);
    assert_eq!(boards.of("finished-active"), NONE);
    let reused = world("- [x] **FIX-001**: Sweep\n", "### [FIX-001]: Mend\n", "");
    assert_eq!(reused.of("finished-active"), NONE, "another task had the id");
    assert_eq!(reused.of("duplicate-id").len(), 1);
}

#[test]
fn conflict_markers_are_told_and_cards_between_them_not_counted() {
    let doing = "**Active: 1/2**\n\n<<<<<<< ours\n### [FIX-001]: Mend\n=======\n\
                 ### [FIX-001]: Mend it\n>>>>>>> theirs\n### [FIX-002]: a\n### [FIX-003]: b\n";
    let boards = world("", doing, "");
    let problems = boards.check();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!((problems[0].code, problems[0].line), ("conflict-markers", Some(7)));
    assert_eq!(problems[0].board.as_deref(), Some("DOING.md"));
    assert_eq!(world("a\n\n=======\nb\n", "", "").check(), [], "an underline is no marker");
}

#[test]
fn an_open_fence_is_told_with_its_card() {
    let todo =
        "- [ ] **FIX-001**: Mend\n  - code:\n    ```sh\n    run\n\n- [ ] **FIX-002**: Paint\n";
    let boards = world(todo, "", "");
    assert_eq!(
        boards.of("unclosed-fence"),
        ["TODO.md:3 the code fence that opens here is never closed, and hides the rest of FIX-001"]
    );
    assert_eq!(
        boards.fix("unclosed-fence"),
        "add a line with ```, behind 4 blanks, where the code fence should end, at the latest \
         after TODO.md:4"
    );
    assert_eq!(boards.check()[0].id.as_ref().map(TaskId::as_str), Some("FIX-001"));
}

#[test]
fn open_comments_and_fences_outside_cards_are_told() {
    let boards =
        world("# To do\n\n<!-- never\nclosed\n\n- [ ] **FIX-001**: Hidden\n", "~~~~\nx\n", "");
    assert_eq!(
        boards.of("unclosed-fence"),
        [
            "TODO.md:3 the comment that opens here is never closed, and hides everything to line 6",
            "DOING.md:5 the code fence that opens here is never closed, and hides everything to line 6",
        ]
    );
    let fixes: Vec<String> = boards.check().into_iter().map(|p| p.fix).collect();
    assert!(fixes[0].starts_with("add a line with --> where"), "{}", fixes[0]);
    assert!(fixes[1].starts_with("add a line with ~~~~ where"), "{}", fixes[1]);
}

#[test]
fn closed_and_quoted_fences_are_silent() {
    let todo = "```\na\n```\n\n> ```\n> quoted\n\n- [ ] **FIX-001**: Mend\n  ````\n  ```\n  ````\n\n\
                <!-- closed -->\n";
    assert_eq!(world(todo, "", "").check(), []);
}
