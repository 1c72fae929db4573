//! Boards as people leave them: refused clearly, and never harmed.

use std::os::unix::fs::symlink;

use crate::scenario::{IN_PROGRESS, Scenario, TODO};

fn refused(break_it: impl Fn(&Scenario), code: i32, says: &[&str]) {
    let scenario = Scenario::plain();
    break_it(&scenario);
    let before = scenario.files();
    let mut run = scenario.flow(&["advance", "FEAT-001"]).exits(code);
    for part in says {
        run = run.says(part);
    }
    scenario.flow(&["advance", "FEAT-001", "--json"]).exits(code).error_code();
    assert_eq!(scenario.files(), before);
}

#[test]
fn a_board_that_is_not_utf_8() {
    let broken = [IN_PROGRESS.as_bytes(), b"caf\xe9\n"].concat();
    refused(
        |s| {
            s.file("IN_PROGRESS.md", &broken);
        },
        1,
        &["IN_PROGRESS.md:12", "UTF-8"],
    );
}

#[test]
fn a_board_over_16_mib() {
    let huge = format!("{IN_PROGRESS}{}", "x\n".repeat(9 << 20));
    refused(
        |s| {
            s.file("IN_PROGRESS.md", &huge);
        },
        1,
        &["IN_PROGRESS.md", "16 MiB"],
    );
}

#[test]
fn a_board_with_conflict_markers() {
    let torn = format!("{TODO}\n<<<<<<< ours\n- a\n=======\n- b\n>>>>>>> theirs\n");
    refused(
        |s| {
            s.file("TODO.md", &torn);
        },
        3,
        &["TODO.md:11", "conflict"],
    );
}

#[test]
fn a_board_that_is_a_link_out_of_the_repository() {
    let outside = tempfile::tempdir().expect("a folder");
    let target = outside.path().join("IN_PROGRESS.md");
    let copy = Scenario::without_git();
    copy.file("IN_PROGRESS.md", IN_PROGRESS);
    #[expect(clippy::disallowed_methods, reason = "people write files too")]
    std::fs::copy(copy.path("IN_PROGRESS.md"), &target).expect("copied");
    refused(
        |s| {
            relink(s, &target);
        },
        1,
        &["IN_PROGRESS.md", "link"],
    );
    assert_eq!(std::fs::read_to_string(&target).expect("there"), IN_PROGRESS);
}

#[expect(clippy::disallowed_methods, reason = "people make links too")]
fn relink(scenario: &Scenario, target: &std::path::Path) {
    let board = scenario.path("IN_PROGRESS.md");
    std::fs::remove_file(&board).expect("gone");
    symlink(target, board).expect("linked");
}

#[test]
fn a_board_that_is_no_file() {
    let make = |scenario: &Scenario| {
        let board = scenario.path("IN_PROGRESS.md");
        #[expect(clippy::disallowed_methods, reason = "people remove files too")]
        std::fs::remove_file(&board).expect("gone");
        let made = std::process::Command::new("mkfifo").arg(&board).status().expect("runs");
        assert!(made.success());
    };
    let scenario = Scenario::plain();
    make(&scenario);
    scenario.flow(&["advance", "FEAT-001"]).exits(1).says("IN_PROGRESS.md").says("regular");
}

#[test]
fn a_board_that_is_a_link_within_the_repository_stays_one() {
    let scenario = Scenario::plain();
    scenario.file("boards/NOW.md", IN_PROGRESS);
    relink(&scenario, std::path::Path::new("boards/NOW.md"));
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert!(scenario.path("IN_PROGRESS.md").symlink_metadata().expect("there").is_symlink());
    assert!(scenario.read("boards/NOW.md").contains("### [FEAT-001]"));
}

#[test]
fn a_duplicate_holds_up_only_its_own_id() {
    let scenario = Scenario::plain();
    scenario.file("TODO.md", format!("{TODO}\n- [ ] **FEAT-001**: Greet by name\n"));
    scenario.flow(&["advance", "FEAT-001"]).exits(3).says("TODO.md:3").says("TODO.md:11");
    scenario.flow(&["advance", "FEAT-002"]).ok();
}

#[test]
fn line_ends_marks_and_missing_ends_are_kept_on_the_way_out_and_home() {
    let scenario = Scenario::plain();
    let crlf = |text: &str| text.replace('\n', "\r\n");
    for (todo, doing) in [
        (crlf(TODO), IN_PROGRESS.to_owned()),
        (TODO.to_owned(), crlf(IN_PROGRESS)),
        (format!("\u{feff}{TODO}"), format!("\u{feff}{}", crlf(IN_PROGRESS))),
        (TODO.trim_end().to_owned(), IN_PROGRESS.trim_end().to_owned()),
        (TODO.replace("name\n", "name  \n"), format!("{IN_PROGRESS}\n\n\n")),
        (TODO.replace("  - [ ]", "\t- [ ]"), IN_PROGRESS.to_owned()),
    ] {
        scenario.file("TODO.md", &todo).file("IN_PROGRESS.md", &doing);
        let before = scenario.files();
        scenario
            .flow(&["advance", "1", "--from", "todo"])
            .exits(2)
            .says("FEAT-001")
            .says("BUG-001");
        for id in ["FEAT-001", "BUG-001"] {
            scenario.flow(&["advance", id]).ok();
            let now = scenario.read("IN_PROGRESS.md");
            let ends = doing.contains("\r\n");
            assert_eq!(now.replace("\r\n", "").contains('\n'), !ends, "{now:?}");
            scenario.flow(&["back", id, "--why", "later"]).ok();
            assert!(
                scenario.files() == before,
                "{id}: {todo:?} {doing:?}\n{:?}",
                scenario.read("TODO.md")
            );
        }
    }
}

#[test]
fn a_card_changed_on_the_other_board_keeps_what_was_added() {
    let scenario = Scenario::plain();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.edit("IN_PROGRESS.md", "- [ ] Ask", "- 2026-11-23: asked two\n- [x] Ask");
    scenario.flow(&["back", "FEAT-001", "--why", "waiting for an answer"]).ok();
    let todo = scenario.read("TODO.md");
    assert!(todo.contains("  - 2026-11-23: asked two\n  - [x] Ask for the name\n"), "{todo}");
    scenario.flow(&["log"]).ok().says("waiting for an answer");
    assert!(!todo.contains("waiting for an answer"));
}

#[test]
fn an_edit_between_plan_and_apply_is_planned_again() {
    let scenario = Scenario::plain();
    let gate = r#"
[[transition]]
from = "todo"
to = "in-progress"
gates = ["meddle"]
[gate.meddle]
run = ["sh", "-c", "printf '\nBy hand.\n' >> IN_PROGRESS.md; sed -i 's/Wave goodbye/Wave/' TODO.md"]
"#;
    let workflow = scenario.read("workflow.toml");
    scenario.file("workflow.toml", workflow + gate);
    scenario.flow(&["trust", "--yes"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert!(scenario.read("IN_PROGRESS.md").ends_with("By hand.\n"));
    assert!(scenario.read("IN_PROGRESS.md").contains("### [FEAT-001]"));
    assert!(scenario.read("TODO.md").contains("FEAT-002**: Wave\n"));
}

#[test]
fn nothing_is_a_card_in_code_comments_quotes_html_or_other_sections() {
    let scenario = Scenario::plain();
    scenario.file(
        "TODO.md",
        "# Later\n\n```\n- [ ] **FEAT-101**: In code\n```\n\n> - [ ] **FEAT-102**: Quoted\n\n<!--\n- [ ] \
         **FEAT-103**: Commented\n-->\n\n<div>\n- [ ] **FEAT-104**: In HTML\n</div>\n\nFEAT-105 in prose.\n\n\
         - [ ] **FEAT-106**: A card\n\n~~~\n- [ ] **FEAT-107**: In code that never ends\n",
    );
    scenario.file(
        "IN_PROGRESS.md",
        "# Now\n\n**Active: 1/2**\n\n## Other\n\n### [FEAT-108]: Elsewhere\n\n## Active Tasks\n\n### [FEAT-109]: A card\n",
    );
    let data = scenario.flow(&["list", "--all", "--json"]).ok().data();
    let ids: Vec<_> =
        data["tasks"].as_array().expect("tasks").iter().map(|t| t["id"].clone()).collect();
    assert_eq!(ids, ["FEAT-106", "FEAT-109"]);
}
