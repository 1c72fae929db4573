//! `flow check --staged` and `--base`: a change is judged by what it brings, and a hand edit that no
//! state of the boards gives away is found.

use crate::scenario::{PLAIN, Run, Scenario};

/// A repository whose boards have an old problem that no change is to be blamed for.
fn blemished() -> Scenario {
    let scenario = Scenario::plain();
    scenario.edit("TODO.md", "Wave goodbye\n", "Wave goodbye\n  - **Blocked By:** FEAT-404\n");
    scenario.edit("IN_PROGRESS.md", "**Active: 0/2**", "**Active: 1/2**");
    scenario.commit("An old problem");
    scenario
}

/// The card of FEAT-001, as a person would retype it on the next board.
const CARD: &str =
    "### [FEAT-001]: Greet by name\n**Why:** people like it\n- [ ] Ask for the name\n";

const OLD: &str =
    "- [ ] **FEAT-001**: Greet by name\n  - **Why:** people like it\n  - [ ] Ask for the name\n\n";

fn staged(scenario: &Scenario) -> Run {
    scenario.git(&["add", "-A"]);
    scenario.flow(&["check", "--staged"])
}

#[test]
fn what_was_there_before_is_not_told() {
    let scenario = blemished();
    scenario.flow(&["check"]).exits(3).says("counter").says("unknown-blocker");
    scenario.flow(&["check", "--staged"]).ok().says("all is well");
    // Nor where its line has moved.
    scenario.edit("TODO.md", "# Later\n", "# Later\n\nSome words.\n");
    staged(&scenario).ok().says("all is well");
    scenario.edit("TODO.md", "Greets twice\n", "Greets twice\n  - **Blocked By:** FEAT-405\n");
    staged(&scenario).ok().says("FEAT-405").says("1 warning").never_says("FEAT-404");
}

#[test]
fn only_what_is_staged_is_judged() {
    let scenario = Scenario::plain();
    scenario.edit("TODO.md", "**BUG-001**", "**FEAT-002**");
    scenario.flow(&["check", "--staged"]).ok().says("all is well");
    scenario.flow(&["check"]).exits(3).says("duplicate-id");
    staged(&scenario).exits(3).says("duplicate-id");
    // The worktree may be mended already: what is staged is not.
    scenario.edit("TODO.md", "- [ ] **FEAT-002**: Greets", "- [ ] **BUG-001**: Greets");
    scenario.flow(&["check"]).ok();
    scenario.flow(&["check", "--staged"]).exits(3).says("duplicate-id");
}

#[test]
fn a_jump_by_hand_is_found_and_moves_of_flow_are_none() {
    let scenario = Scenario::plain();
    scenario.edit("TODO.md", OLD, "");
    scenario.edit("REVIEW.md", "## Awaiting Review\n", &format!("## Awaiting Review\n\n{CARD}"));
    let run = staged(&scenario).exits(3);
    run.says("REVIEW.md:5  error jumped-stage").says("from todo to review").never_says("lost-text");
    scenario.git(&["reset", "-q", "--hard"]);
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    staged(&scenario).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    staged(&scenario).ok();
}

#[test]
fn lines_that_a_retyped_card_lacks_are_told() {
    let scenario = Scenario::plain();
    scenario.edit("TODO.md", OLD, "");
    let board =
        "**Active: 1/2**\n\n## Active Tasks\n\n### [FEAT-001]: Greet by name\n**Status**: Now\n";
    scenario.edit(
        "IN_PROGRESS.md",
        "**Active: 0/2**\n\n## Active Tasks\n\n*No tasks in progress.*\n",
        board,
    );
    let run = staged(&scenario).exits(3).says("IN_PROGRESS.md:7  error lost-text");
    run.says("FEAT-001 lost 2 lines").says("`- **Why:** people like it`");
    // An edit of a card that stays where it is loses nothing by mistake.
    scenario.git(&["reset", "-q", "--hard"]);
    scenario.edit("TODO.md", "  - **Why:** people like it\n", "");
    staged(&scenario).ok().says("all is well");
    // A card that is gone is.
    scenario.edit("TODO.md", "- [ ] **FEAT-002**: Wave goodbye\n\n", "");
    staged(&scenario).exits(3).says("FEAT-002 stood in todo").says("\"Wave goodbye\"");
    // Unless it was archived, by whichever hand; and then the way there is judged.
    scenario.file("archive/FEAT-002.md", "- [ ] **FEAT-002**: Wave goodbye\n");
    staged(&scenario).exits(3).says("jumped-stage").never_says("lost-text");
}

#[test]
fn an_id_that_is_given_again_is_found() {
    let scenario = Scenario::plain();
    scenario.edit("TODO.md", "**FEAT-002**: Wave goodbye", "**FEAT-002**: Print an invoice");
    staged(&scenario).exits(3).says("TODO.md:7  error reused-id").says("\"Wave goodbye\" had it");
    scenario.edit("TODO.md", "Print an invoice", "Wave");
    staged(&scenario).ok();
    scenario.git(&["reset", "-q", "--hard"]);
    for _ in 0..3 {
        scenario.flow(&["advance", "BUG-001"]).ok();
    }
    scenario.commit("Done");
    scenario.edit("TODO.md", "# Later\n", "# Later\n\n- [ ] **BUG-001**: Stammers\n");
    staged(&scenario).exits(3).says("reused-id").says("archived in archive/BUG-001.md");
}

#[test]
fn a_board_in_conflict_is_told_as_what_it_is() {
    let scenario = Scenario::plain();
    scenario.git(&["switch", "-q", "-c", "side"]);
    scenario.edit("TODO.md", "Wave goodbye", "Wave twice").commit("Theirs");
    scenario.git(&["switch", "-q", "main"]);
    scenario.edit("TODO.md", "Wave goodbye", "Wave once").commit("Ours");
    let merge = scenario.command("git").args(["merge", "-q", "side"]).output().expect("git");
    assert!(!merge.status.success());
    let run = scenario.flow(&["check", "--staged"]).exits(3);
    run.says("TODO.md is in conflict").says("git add TODO.md").never_says("removes it");
    scenario.git(&["checkout", "-q", "--ours", "TODO.md"]);
    staged(&scenario).ok();
}

#[test]
fn an_id_that_is_copied_is_told_once() {
    let scenario = Scenario::plain();
    let copy = "# Later\n\n- [ ] **FEAT-002**: Print an invoice\n";
    scenario.edit("TODO.md", "# Later\n", copy);
    staged(&scenario).exits(3).says("duplicate-id").never_says("reused-id").says("1 error");
}

#[test]
fn a_limit_counts_against_the_change_that_adds_to_it() {
    let scenario = Scenario::plain();
    let cards = |n: usize| {
        let cards =
            (10..10 + n).map(|n| format!("### [FEAT-0{n}]: Task {n}\n")).collect::<Vec<_>>();
        format!("# Now\n\n**Active: {n}/2**\n\n## Active Tasks\n\n{}\n", cards.join("\n---\n\n"))
    };
    scenario.file("IN_PROGRESS.md", cards(4)).commit("Too many");
    scenario.file("IN_PROGRESS.md", cards(5));
    staged(&scenario).exits(3).says("error limit").says("has 5 cards");
    let done = "### [FEAT-013]: Task 13\n";
    scenario.file("IN_PROGRESS.md", cards(3));
    scenario.edit("REVIEW.md", "## Awaiting Review\n", &format!("## Awaiting Review\n\n{done}"));
    staged(&scenario).ok().says("all is well");
}

#[test]
fn a_base_is_where_the_work_began() {
    let scenario = blemished();
    scenario.git(&["switch", "-q", "-c", "work"]);
    scenario.flow(&["check", "--base", "main"]).ok().says("all is well");
    // Two moves, committed one by one, are no jump where flow's journal is not known.
    for _ in 0..2 {
        scenario.flow(&["advance", "BUG-001"]).ok();
        scenario.commit("Move");
    }
    let clone = Scenario::without_git().below("clone");
    clone.git(&["clone", "-q", &scenario.root().to_string_lossy(), "."]);
    clone.flow(&["check", "--base", "origin/main"]).ok().says("all is well");
    clone.git(&["reset", "-q", "--soft", "origin/main"]);
    clone.flow(&["check", "--base", "origin/main"]).exits(3).says("jumped-stage");
    // What came to the base meanwhile is not this change's.
    scenario.git(&["switch", "-q", "main"]);
    scenario.edit("TODO.md", "Greet by name", "Greet by first name").commit("Meanwhile");
    scenario.git(&["switch", "-q", "work"]);
    scenario.flow(&["check", "--base", "main"]).ok().says("all is well");
    let run = scenario.flow(&["check", "--base", "nowhere", "--json"]).exits(3);
    run.says("git knows no revision `nowhere`");
}

#[test]
fn the_first_commit_and_a_hook_are_judged_too() {
    let scenario = Scenario::new();
    scenario
        .file("workflow.toml", PLAIN)
        .file("TODO.md", "- [ ] **FEAT-001**: A\n- [ ] **FEAT-001**: B\n");
    scenario.file("IN_PROGRESS.md", "## Active Tasks\n").file("REVIEW.md", "## Awaiting Review\n");
    staged(&scenario).exits(3).says("duplicate-id");
    scenario.edit("TODO.md", "**FEAT-001**: B", "**FEAT-002**: B").commit("Begin");
    // `git commit -a` makes an index of its own, and tells its hooks so.
    let program = env!("CARGO_BIN_EXE_flow");
    let hook = format!("#!/bin/sh\nexec '{program}' check --staged >&2\n");
    scenario.file(".git/hooks/pre-commit", hook);
    let run = |script: &str| scenario.shell(&["-c", script]).output().expect("a shell");
    assert!(run("chmod +x .git/hooks/pre-commit").status.success());
    scenario.edit("TODO.md", "**FEAT-002**: B", "**FEAT-001**: B");
    let refused = run("git commit -q -a -m Again");
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("duplicate-id"));
    scenario.edit("TODO.md", "**FEAT-001**: B", "**FEAT-002**: B\n- [ ] **FEAT-003**: C");
    assert!(run("git commit -q -a -m Again").status.success());
}

#[test]
fn without_versions_it_says_so() {
    let scenario = Scenario::without_git();
    scenario
        .file("workflow.toml", PLAIN)
        .file("TODO.md", "")
        .file("IN_PROGRESS.md", "## Active Tasks\n");
    scenario.file("REVIEW.md", "## Awaiting Review\n");
    for args in [&["check", "--staged"][..], &["check", "--base", "main"]] {
        let run = scenario.flow(args).exits(1).says("there is no git repository here");
        run.says("`flow check` judges them as they are").never_says("SHA-1");
    }
    scenario.flow(&["check", "--staged", "--fix"]).exits(2);
    scenario.flow(&["check", "--staged", "--base", "main"]).exits(2);
}
