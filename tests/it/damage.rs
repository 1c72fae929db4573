//! What goes wrong on boards that are kept by hand, one kind after the other, as it was counted on a
//! real repository: each is found. What stands in `changes.rs`, `checks.rs`, `mending.rs` and
//! `last_day.rs` is not told again.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::corpus::{copy_day, skipped};
use crate::last_day;
use crate::scenario::{PLAIN, Scenario};

/// The problems of a code that `flow check` tells: file, line and id of each.
fn of(scenario: &Scenario, code: &str) -> Vec<(String, u64, String)> {
    let data = scenario.flow(&["check", "--json"]).data();
    let problems = data["problems"].as_array().expect("problems").clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let told = problems.iter().filter(|problem| problem["code"] == code);
    told.map(|p| (text(&p["board"]), p["line"].as_u64().unwrap_or_default(), text(&p["id"])))
        .collect()
}

fn ids(told: Vec<(String, u64, String)>) -> Vec<String> {
    told.into_iter().map(|(_, _, id)| id).collect()
}

const CHANGELOG: &str = "\n[changelog]\nfile = \"CHANGELOG.md\"\n";

#[test]
fn a_task_whose_branch_is_merged_and_that_still_stands_on_a_board() {
    let scenario = Scenario::plain();
    scenario.edit("workflow.toml", "limit = 2", "limit = 3");
    let cards = ["FEAT-007", "FEAT-008", "FEAT-009"].map(|id| format!("### [{id}]: Task {id}\n"));
    let board =
        format!("# Now\n\n**Active: 3/3**\n\n## Active Tasks\n\n{}", cards.join("\n---\n\n"));
    scenario.file("IN_PROGRESS.md", board).commit("Begin");
    for id in ["FEAT-007", "FEAT-008", "FEAT-009"] {
        scenario.git(&["switch", "-q", "-c", id, "main"]);
        scenario.file(&format!("{id}.txt"), "done\n").commit(id);
    }
    scenario.git(&["switch", "-q", "main"]);
    for id in ["FEAT-007", "FEAT-009"] {
        scenario.git(&["merge", "-q", "--no-ff", "--no-edit", id]);
    }
    assert_eq!(ids(of(&scenario, "finished-active")), ["FEAT-007", "FEAT-009"]);
    scenario
        .flow(&["check"])
        .ok()
        .says("its branch FEAT-007 is merged into main")
        .says("flow advance FEAT-007 --from in-progress")
        .never_says("FEAT-008 still stands");
}

#[test]
fn a_task_under_way_that_the_changelog_tells_of_as_done() {
    let scenario = Scenario::plain();
    let board = "# Now\n\n**Active: 2/2**\n\n## Active Tasks\n\n### [FEAT-007]: Knock twice\n\n---\n\n\
                 ### [FEAT-008]: Ring the bell\n";
    let log = "# Changes\n\n## [Unreleased]\n\n### Added\n\n- **FEAT-007: Knock twice**\n\
               - **FEAT-008: Another thing of that number**\n- **FEAT-001: Greet by name**\n";
    scenario.file("IN_PROGRESS.md", board).file("CHANGELOG.md", log);
    // FEAT-001 is in no active stage, and FEAT-008 has another title.
    scenario.file("workflow.toml", format!("{PLAIN}{CHANGELOG}"));
    assert_eq!(ids(of(&scenario, "finished-active")), ["FEAT-007"]);
    scenario.flow(&["check"]).ok().says("CHANGELOG.md:7 tells of it as done");
    // Where the workflow itself has entries written that early, one says nothing.
    let early =
        "\n[[transition]]\nfrom = \"todo\"\nto = \"in-progress\"\nhooks = [\"write-changelog\"]\n";
    scenario.file("workflow.toml", format!("{PLAIN}{CHANGELOG}{early}"));
    scenario.flow(&["check"]).ok().says("all is well");
    let asked = "\n[[transition]]\nfrom = \"in-progress\"\nto = \"review\"\n\
                 gates = [\"verify-complete\"]\n\n[gate.verify-complete]\nargs = { changelog = \"written\" }\n";
    scenario.file("workflow.toml", format!("{PLAIN}{CHANGELOG}{asked}"));
    scenario.flow(&["check"]).ok().says("all is well");
    let late = "\n[[transition]]\nfrom = \"in-progress\"\nto = \"review\"\nhooks = [\"write-changelog\"]\n";
    scenario.file("workflow.toml", format!("{PLAIN}{CHANGELOG}{late}"));
    assert_eq!(ids(of(&scenario, "finished-active")), ["FEAT-007"]);
    let fragments = "\n[changelog]\nfragment = \"news/{id}.md\"\n";
    scenario.file("workflow.toml", format!("{PLAIN}{fragments}"));
    scenario.flow(&["check"]).ok().says("all is well");
    scenario.file("news/FEAT-008.md", "Rings\n");
    assert_eq!(ids(of(&scenario, "finished-active")), ["FEAT-008"]);
}

#[test]
fn a_task_with_the_id_of_an_archived_one_is_led_to_another_id() {
    let scenario = Scenario::plain();
    scenario.file("archive/FEAT-001.md", "- [ ] **FEAT-001**: Ring the bell\n");
    scenario.flow(&["advance", "FEAT-001"]).ok();
    let told = of(&scenario, "reused-id");
    assert_eq!(ids(told), ["FEAT-001"]);
    scenario.flow(&["advance", "FEAT-001"]).ok();
    let run = scenario.flow(&["advance", "FEAT-001"]).exits(3).says("was archived");
    run.says("a number that was never used, at REVIEW.md:");
    scenario.file("archive/FEAT-001.md", "- [ ] **FEAT-001**: Greet by name, again\n");
    assert_eq!(ids(of(&scenario, "finished-active")), ["FEAT-001"]);
}

#[test]
fn merged_tasks_that_still_stand_on_the_boards_of_the_last_day() {
    let scenario = Scenario::new();
    if !copy_day(&scenario, "origin-last-day") {
        return skipped("origin-last-day");
    }
    scenario.file("workflow.toml", format!("{}{CHANGELOG}", last_day::WORKFLOW));
    let told = of(&scenario, "finished-active");
    let on = |board: &str| -> Vec<&str> {
        let here = told.iter().filter(|(name, ..)| name == board);
        here.map(|(.., id)| id.as_str()).collect()
    };
    assert_eq!(on("IN_PROGRESS.md"), ["BUG-060", "BUG-062", "BUG-271", "BUG-273", "BUG-274"]);
    assert_eq!(on("REVIEW.md"), ["BUG-104"]);
    assert_eq!(on("TESTING.md"), ["BUG-101", "BUG-103", "BUG-156"]);
    // Nine of eleven; the other two stand in TODO.md as well, and the changelog knows nothing of them.
    assert_eq!(told.len(), 9);
}

#[test]
fn conflict_markers_in_a_changelog_that_is_no_board() {
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", format!("{PLAIN}{CHANGELOG}"));
    let log = "# Changes\n\n## [Unreleased]\n\n### Fixed\n\n";
    scenario.file("CHANGELOG.md", format!("{log}- **BUG-009: Stammers**\n")).commit("Begin");
    // One side was kept, and a marker forgotten.
    let left = format!("{log}- **BUG-009: Stammers**\n>>>>>>> theirs\n- **BUG-008: Lisps**\n");
    scenario.file("CHANGELOG.md", left);
    assert_eq!(of(&scenario, "conflict-markers"), [("CHANGELOG.md".into(), 8, String::new())]);
    scenario.flow(&["check"]).exits(3);
    scenario.git(&["add", "-A"]);
    scenario.flow(&["check", "--staged"]).exits(3).says("CHANGELOG.md:8  error conflict-markers");
}

/// The folders of real merges that conflict; `None`, and a word about it, where they are missing.
fn merges() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/merges");
    let Ok(entries) = std::fs::read_dir(folder) else {
        skipped("merges");
        return None;
    };
    let mut folders: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    Some(folders)
}

/// The three sides of a real merge, and the name of their file.
fn sides(folder: &Path) -> (String, [String; 3]) {
    let mut names = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    let first = names.next().expect("a side");
    let board = first.split('.').next().expect("a name").to_owned();
    let side = |side: &str| {
        std::fs::read_to_string(folder.join(format!("{board}.{side}.md"))).expect("a side")
    };
    (format!("{board}.md"), ["ours", "base", "theirs"].map(side))
}

/// What git's own merge of three texts leaves.
fn merged(scenario: &Scenario, sides: &[String; 3], how: &[&str]) -> String {
    for (name, text) in ["ours", "base", "theirs"].iter().zip(sides) {
        scenario.file(&format!("merge/{name}"), text);
    }
    let script = format!("git merge-file -p {} merge/ours merge/base merge/theirs", how.join(" "));
    let output = scenario.shell(&["-c", &script]).output().expect("git runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The boards of the last day, with an empty TODO.md and CHANGELOG.md.
fn merging() -> Scenario {
    let scenario = Scenario::new();
    let workflow = last_day::WORKFLOW.lines().filter(|line| !line.starts_with("registry"));
    let workflow = workflow.collect::<Vec<_>>().join("\n");
    scenario.file("workflow.toml", format!("{workflow}\n{CHANGELOG}"));
    scenario.file("TODO.md", "# Later\n").file("CHANGELOG.md", "## [Unreleased]\n");
    scenario.file("IN_PROGRESS.md", "**Current Active: 0/6**\n\n## Active Tasks\n");
    scenario.file("REVIEW.md", "## Awaiting Review\n").file("TESTING.md", "## Merge Queue\n");
    scenario
}

#[test]
fn real_merges_that_conflict() {
    let Some(merges) = merges() else { return };
    for folder in &merges {
        let scenario = merging();
        let (name, sides) = sides(folder);
        for how in [&[][..], &["--diff3"][..]] {
            let text = merged(&scenario, &sides, how);
            let first = text.lines().position(|line| line.starts_with("<<<<<<<"));
            let first = first.expect("it conflicts") as u64 + 1;
            scenario.file(&name, &text);
            let told = of(&scenario, "conflict-markers");
            assert_eq!(told, [(name.clone(), first, String::new())], "{}", folder.display());
        }
    }
}

/// A board of 200 tasks, 183 of which somebody wrote down again: 124 of those with another title.
#[test]
fn ids_that_a_board_gives_twice() {
    let title = |n: usize| format!("Mend the fence at post {n} before the rain comes");
    let mut board = String::from("# Later\n\n");
    for n in 1..=200 {
        board += &format!("- [ ] **BUG-{n:03}**: {}\n", title(n));
    }
    for n in 1..=183 {
        let again = if n <= 124 { format!("Paint gate {n}, red") } else { title(n) };
        board += &format!("- [ ] **BUG-{n:03}**: {again}\n");
    }
    let scenario = Scenario::plain();
    scenario.file("TODO.md", board);
    let told = of(&scenario, "duplicate-id");
    assert_eq!(ids(told), (1..=183).map(|n| format!("BUG-{n:03}")).collect::<Vec<_>>());
    let said = scenario.flow(&["check"]).exits(3).stdout;
    assert_eq!(said.matches("is given to different tasks").count(), 124, "{said}");
    assert_eq!(said.matches("stands 2 times in one stage").count(), 183 - 124, "{said}");
}

/// Two branches that took the same next number, and a merge that keeps both lines.
#[test]
fn an_id_that_two_branches_took_is_found_in_the_merge() {
    let scenario = Scenario::plain();
    scenario.file(".gitattributes", "TODO.md merge=union\n").commit("Keep both sides");
    scenario.git(&["switch", "-q", "-c", "other"]);
    scenario.edit("TODO.md", "Wave goodbye\n", "Wave goodbye\n- [ ] **FEAT-003**: Bow low\n");
    scenario.commit("Bow").git(&["switch", "-q", "main"]);
    scenario.edit("TODO.md", "Wave goodbye\n", "Wave goodbye\n- [ ] **FEAT-003**: Sing a song\n");
    scenario.commit("Sing");
    scenario.git(&["merge", "-q", "--no-commit", "other"]);
    let run = scenario.flow(&["check", "--staged"]).exits(3).says("duplicate-id");
    run.says("\"Sing a song\"").says("\"Bow low\"");
}
