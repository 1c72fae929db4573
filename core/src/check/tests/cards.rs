//! Ids: two boards, duplicates, unknown prefixes, unknown blockers.

use super::*;

const NONE: [&str; 0] = [];

#[test]
fn an_id_on_two_boards_is_told_once_with_every_place() {
    let boards = world(
        "# To do\n\n- [ ] **FIX-001**: Mend the roof (~5 days)\n",
        "### [FIX-001]: Mend the roof\n",
        "### [FIX-001]: Mend the Roof - DONE ✅\n",
    );
    assert_eq!(
        boards.of("two-boards"),
        [
            "TODO.md:3 FIX-001 is live in more than one stage: todo (TODO.md:3), doing (DOING.md:5), \
         review (REVIEW.md:5)"
        ]
    );
    assert_eq!(boards.of("duplicate-id"), NONE);
    let fix = boards.fix("two-boards");
    assert!(fix.contains("`flow show FIX-001`"), "{fix}");
    assert!(fix.contains("`flow advance FIX-001 --from review`"), "{fix}");
    assert_eq!(boards.check()[0].severity, Severity::Error);
}

#[test]
fn ids_are_compared_without_case_and_zeros_count() {
    let boards = world("- [ ] **FIX-1**: Mend\n", "### [FIX-001]: Paint\n", "");
    assert_eq!(boards.check().len(), 1, "they are two tasks, and easily taken for one");
    assert_eq!(
        boards.of("similar-id"),
        ["DOING.md:5 FIX-001 differs from FIX-1 (TODO.md:1) in its zeros alone"]
    );
    let apart = world("- [ ] **TEST-007-C**: Mend\n", "### [TEST-007]: Mend\n", "");
    assert_eq!(apart.check(), []);
}

#[test]
fn ids_that_differ_in_case_are_one_and_told_as_they_are_written() {
    let boards = world("- [ ] **FIX-001**: Mend\n- [ ] **fix-001**: Mend\n", "", "");
    assert_eq!(
        boards.of("duplicate-id"),
        [
            "TODO.md:1 FIX-001 stands 2 times in one stage: todo (TODO.md:1), todo (TODO.md:2, as fix-001)"
        ]
    );
}

#[test]
fn an_id_twice_in_one_stage_is_a_duplicate() {
    let todo = "- [ ] **FIX-001**: Mend\n- [ ] **FIX-002**: Paint\n- [ ] **FIX-001**: Mend\n";
    let boards = world(todo, "", "");
    assert_eq!(
        boards.of("duplicate-id"),
        ["TODO.md:1 FIX-001 stands 2 times in one stage: todo (TODO.md:1), todo (TODO.md:3)"]
    );
    assert!(boards.fix("duplicate-id").contains("delete the card at TODO.md:3"));
}

#[test]
fn an_id_with_two_titles_belongs_to_two_tasks() {
    let boards = world("- [ ] **FIX-001**: Mend the roof\n", "### [FIX-001]: Paint the door\n", "");
    assert_eq!(
        boards.of("duplicate-id"),
        [
            "TODO.md:1 FIX-001 is given to different tasks, \"Mend the roof\" and \"Paint the door\": \
          todo (TODO.md:1), doing (DOING.md:5)"
        ]
    );
    assert_eq!(boards.check().len(), 1, "once, with one remedy");
    assert_eq!(
        boards.fix("duplicate-id"),
        "in the head at DOING.md:5, change FIX-001 to a number that was never used"
    );
}

#[test]
fn a_registry_gives_the_number_for_a_duplicate() {
    let todo = "## Numbers\n\n| FIX | 040 | repairs |\n\n## Tasks\n\n- [x] **FIX-001**: Sweep\n\
                - [ ] **FIX-001**: Mend\n- [ ] **FIX-002**: a\n- [ ] **FIX-002**: b\n";
    let problems = world(todo, "", "").check();
    let fixes: Vec<&str> = problems.iter().map(|problem| problem.fix.as_str()).collect();
    assert_eq!(
        fixes,
        [
            "in the head at TODO.md:8, change FIX-001 to FIX-040, and count the registry up",
            "in the head at TODO.md:10, change FIX-002 to FIX-041, and count the registry up",
        ],
        "each problem gives another number"
    );
}

#[test]
fn closed_cards_are_no_second_live_card() {
    let todo = "- [x] **FIX-001**: Mend\n- [x] **FIX-002**: Old\n- [x] **FIX-002**: Other\n";
    let boards = world(todo, "", "### [FIX-003]: Paint\n");
    assert_eq!(boards.check(), []);
}

#[test]
fn a_card_with_an_undeclared_prefix_is_told() {
    let todo = "- [ ] **ODD-004**: Look into it\n- [ ] **TASK-XXX**: Title\n- UTF-8 is used\n";
    let boards = world(todo, "### [STORY-1]: Tell\n", "");
    assert_eq!(
        boards.of("unknown-prefix"),
        [
            "TODO.md:1 ODD-004 stands where a card's id stands, but no ids begin with ODD here: it is \
             not read as a card",
            "DOING.md:5 STORY-1 stands where a card's id stands, but no ids begin with STORY here: it \
             is not read as a card",
        ]
    );
    let fix = boards.fix("unknown-prefix");
    assert_eq!(fix, "add \"ODD\" to `prefixes` of [ids] in workflow.toml");
    assert_eq!(boards.check()[0].id.as_ref().map(TaskId::as_str), Some("ODD-004"));
}

#[test]
fn a_blocker_that_exists_nowhere_is_told() {
    let doing = "### [FIX-001]: Mend\n**Blocked By**: FIX-002, FIX-050, [NEW-051](x), fix-052\n";
    let boards = world("- [ ] **FIX-002**: Paint\n", doing, "");
    let told = boards.of("unknown-blocker");
    assert_eq!(
        told,
        [
            "DOING.md:6 FIX-001 waits for FIX-050: it stands on no board and in no archive",
            "DOING.md:6 FIX-001 waits for NEW-051: it stands on no board and in no archive",
            "DOING.md:6 FIX-001 waits for fix-052: it stands on no board and in no archive",
        ]
    );
    assert_eq!(boards.fix("unknown-blocker"), "correct FIX-050 on DOING.md:6, or take it out");
}

#[test]
fn a_blocker_with_an_undeclared_prefix_is_told() {
    let todo = "- [ ] **FIX-001**: Mend\n  - **Blocked By:**\n    - ODD-4, in words\n    - None\n";
    let boards = world(todo, "", "");
    assert_eq!(
        boards.of("unknown-blocker"),
        ["TODO.md:3 FIX-001 waits for ODD-4, and no ids begin with ODD here"]
    );
}

#[test]
fn a_range_that_can_be_read_in_two_ways_is_told() {
    let todo = "- [ ] **FIX-001**: Mend\n  - **Blocked By:** FIX-002..FIX-004\n\
                - [ ] **FIX-002**: Saw\n  - **Blocked By:** FIX-004..FIX-003\n\
                - [ ] **FIX-003**: Glue\n- [ ] **FIX-004**: Paint\n  - **Blocked By:** FIX-002-3\n";
    let boards = world(todo, "", "");
    let unread = "which could be a range, and is not read as one";
    assert_eq!(
        boards.of("unknown-blocker"),
        [
            format!("TODO.md:4 FIX-002 waits for `FIX-004..FIX-003`, {unread}"),
            format!("TODO.md:7 FIX-004 waits for `FIX-002-3`, {unread}"),
        ]
    );
}

#[test]
fn known_blockers_are_none_of_flows_business() {
    let doing = "### [FIX-001]: Mend\n**Blocked By**: FIX-002 and FIX-003, FIX-009 <!-- or FIX-077 -->\n\
                 \n### [NEW-001]: Paint\n**Blocked By**: None\n**Note**: not FIX-088\n\
                 \n```\n**Blocked By**: FIX-099\n```\n";
    let mut boards = world("- [x] **FIX-002**: Sweep\n", doing, "");
    boards.file("archive/FIX-003.md");
    boards.plugins = Arc::from([Arc::new(Merged("FIX-009", vec![])) as Arc<dyn Plugin>]);
    assert_eq!(boards.check(), []);
}

#[test]
fn a_card_without_a_title_is_told() {
    let boards = world("- [ ] **FIX-001**:\n- [ ] **FIX-002**: x\n", "### [FIX-003]: \n", "");
    assert_eq!(
        boards.of("empty-title"),
        ["TODO.md:1 FIX-001 has no title", "DOING.md:5 FIX-003 has no title"]
    );
}

#[test]
fn a_field_that_contradicts_itself_is_told() {
    let doing = "### [FIX-001]: Mend\n\n**Status**: Open\n**Owner**: Ada\n**status**: Closed\n\
                 **Owner**: Ada\n";
    let boards = world("", doing, "");
    assert_eq!(
        boards.of("field-twice"),
        ["DOING.md:9 FIX-001 says status twice: `Open` on line 7, which counts, and `Closed`"]
    );
}

#[test]
fn a_stage_whose_section_cannot_be_told_hides_no_other() {
    let mut boards = world(
        "- [ ] **FIX-001**: Mend\n",
        "**Active: 0/2**\n\n### [FIX-002]: Paint\n\n## Active\n\n### [FIX-003]: Sweep\n",
        "### [FIX-001]: Mend\n",
    );
    assert_eq!(
        boards.of("section"),
        [
            "DOING.md:9 DOING.md has the heading of stage doing more than once: lines 3, 9; until that is \
          settled, its cards are not read, and none moves on this board"
        ]
    );
    assert_eq!(boards.of("two-boards").len(), 1, "the others are looked at");
    assert_eq!(boards.of("counter"), NONE, "how many there are is not known");
    boards.texts[2].1 = "# Review\n".into();
    assert_eq!(boards.of("section").len(), 2);
}

#[test]
fn a_day_that_no_calendar_has_is_told() {
    let boards = world(
        "- [ ] **FIX-001**: Mend\n  - **Due:** 2026-02-30\n  - **Started:** 2026-02-28 10:00\n  \
         - **Owner:** Ada\n  - **Note:** 20260230\n",
        "",
        "",
    );
    assert_eq!(
        boards.of("no-such-date"),
        ["TODO.md:2 FIX-001 says Due 2026-02-30, and there is no such day"]
    );
}

#[test]
fn a_row_with_too_few_cells_or_too_many_is_told_and_the_others_are_read() {
    let mut boards = world("", "", "");
    boards.texts[0].1 = "| Id | Title | Owner |\n|---|---|---|\n| FIX-001 | Mend | Ada |\n\
         | FIX-002 | Paint |\n| FIX-003 |\n| FIX-004 | a | b | c |\n| FIX-005 | Oil | |\n"
        .into();
    let rows = WORKFLOW
        .replace("card = [\"- [ ] **{id}**: {title}\"]", "card = [\"| {id} | {title} | {*} |\"]")
        .replace("closed = [\"- [x] **{id}**: {title}\"]", "")
        .replace("field = \"  - **{name}:** {value}\"", "");
    let rows: Vec<&str> = rows.lines().filter(|line| !line.starts_with("registry")).collect();
    let problems = boards.check_with(&workflow(&rows.join("\n")));
    let told: Vec<String> =
        problems.iter().map(|p| format!("{:?} {} {}", p.line, p.code, p.message)).collect();
    assert_eq!(
        told,
        [
            "Some(4) row-cells FIX-002 has 2 of the 3 cells of its table",
            "Some(5) row-cells this row has 1 of the 3 cells of its table, and is not read as a card",
            "Some(6) row-cells FIX-004 has 4 of the 3 cells of its table",
        ]
    );
}

#[test]
fn tasks_that_wait_for_each_other_are_told_and_a_range_does_not_hold_its_own_task() {
    let todo = "- [ ] **FIX-001**: Mend\n  - **Blocked By:** FIX-002, FIX-003\n\
                - [ ] **FIX-002**: Saw\n  - **Blocked By:** FIX-002..FIX-003\n\
                - [ ] **FIX-003**: Glue\n  - **Blocked By:** FIX-001..FIX-003\n\
                - [ ] **FIX-004**: Dry\n  - **Blocked By:** FIX-003..FIX-005\n\
                - [ ] **FIX-005**: Paint\n";
    let boards = world(todo, "", "");
    let told = boards.of("circle");
    assert_eq!(
        told,
        [
            "TODO.md:2 tasks wait for each other: FIX-001 → FIX-002 → FIX-003 → FIX-001",
            "TODO.md:4 FIX-002 waits for itself",
            "TODO.md:6 FIX-003 waits for itself",
        ]
    );
}
