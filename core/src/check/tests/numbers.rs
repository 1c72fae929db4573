//! Counters, limits, the registry, and the age of cards.

use super::*;

const NONE: [&str; 0] = [];

#[test]
fn a_counter_that_lies_is_told_with_the_truth() {
    let boards = world("", "**At most 3**\n**Active: 5/2** \n\n### [FIX-001]: Mend\n", "");
    assert_eq!(
        boards.of("counter"),
        [
            "DOING.md:5 the counter tells of a limit of 3, but workflow.toml says 2",
            "DOING.md:6 the counter tells of 5 cards, but doing has 1",
        ]
    );
    let problems = boards.check();
    assert_eq!(problems[0].fix, "write `**At most 2**` on DOING.md:5");
    assert_eq!(problems[1].fix, "write `**Active: 1/2**` on DOING.md:6");
    assert_eq!(problems[1].severity, Severity::Error);
}

#[test]
fn both_numbers_of_a_counter_are_told() {
    let boards = world("", "**Active: 10/20**\n", "");
    assert_eq!(
        boards.of("counter"),
        ["DOING.md:5 the counter tells of 10 cards, but doing has 0; and of a limit of 20, but \
          workflow.toml says 2"]
    );
    assert_eq!(boards.fix("counter"), "write `**Active: 0/2**` on DOING.md:5");
}

#[test]
fn counters_in_code_and_quotes_do_not_count() {
    let doing = "**Active: 0/2**\n\n```\n**Active: 7/9**\n```\n\n> **Active: 7/9**\n\n\
                 <!-- **Active: 7/9** -->\n";
    assert_eq!(world("", doing, "").check(), []);
}

#[test]
fn a_stage_over_its_limit_is_told() {
    let doing = "### [FIX-001]: a\n\n### [FIX-002]: b\n\n### [FIX-003]: c\n";
    let boards = world("", doing, "");
    assert_eq!(boards.of("limit"), ["DOING.md:3 doing has 3 cards, and its limit is 2"]);
    let fix = boards.fix("limit");
    assert!(fix.starts_with("move 1 card on with `flow advance ID --from doing`"), "{fix}");
    let full = world("", "### [FIX-001]: a\n\n### [FIX-002]: b\n", "");
    assert_eq!(full.check(), []);
}

#[test]
fn a_registry_that_would_give_a_number_twice_is_told() {
    let todo = "## Numbers\n\n| Prefix | Next | For |\n|---|---|---|\n| FIX | 007 | repairs |\n\
                | NEW | 012 | plans |\n| TEST | 001 | tests |\n\n```\n| FIX | 002 | an example |\n```\n\n\
                ## Tasks\n\n- [x] **FIX-007**: Sweep\n- [ ] **NEW-011**: Plan\n";
    let boards = world(todo, "### [FIX-009]: Mend\n", "");
    assert_eq!(
        boards.of("counter"),
        ["TODO.md:5 the registry says that the next FIX is 7, but FIX-009 is used already"]
    );
    assert_eq!(boards.fix("counter"), "write `010` as the next FIX on TODO.md:5");
    assert_eq!(boards.check()[0].severity, Severity::Warning);
}

#[test]
fn an_old_card_is_stale() {
    let doing = "### [FIX-001]: Mend\n**Started**: 2026-11-01\n\n**Notes**:\n\
                 - 2026-11-20 09:00: Began\n- 2026-11-19: Looked\n\n\
                 ### [FIX-002]: Paint\n**Started**: 2026-11-22\n";
    let boards = world("", doing, "");
    let told = boards.of("stale");
    assert_eq!(
        told,
        [
            "DOING.md:5 FIX-001 was last touched on 2026-11-20, 3 days ago; doing allows 1 day",
            "DOING.md:12 FIX-002 was last touched on 2026-11-22, 1 day ago; doing allows 1 day",
        ]
    );
    assert!(boards.fix("stale").contains("`flow back FIX-001`"));
}

#[test]
fn fresh_undated_and_future_cards_are_not_stale() {
    let doing = "### [FIX-001]: a\n**Started**: 2020-01-01\n\n- 2026-11-22 12:30: Went on\n\n\
                 ### [FIX-002]: b\n**Started**: soon\n";
    assert_eq!(world("", doing, "").of("stale"), NONE);
    let future = world("", "### [FIX-001]: a\n**Started**: 2030-01-01\n", "");
    assert_eq!(future.of("stale"), NONE);
    let elsewhere = world("", "", "### [FIX-001]: a\n**Started**: 2020-01-01\n");
    assert_eq!(elsewhere.of("stale"), NONE, "review has no stale-after");
}
