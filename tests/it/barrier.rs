//! Two that advance the same task at once.

use std::thread;
use std::time::{Duration, Instant};

use crate::scenario::{PLAIN, Run, Scenario};

/// A gate that holds until two flows have come to it: both have read the boards by then.
const BARRIER: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
gates = ["barrier"]

[gate.barrier]
run = ["sh", "-c", "touch arrived-$$; for i in $(seq 600); do set -- arrived-*; test $# -ge 2 && exit 0; sleep 0.05; done; exit 1"]
timeout = "60s"
"#;

fn at_once(scenario: &Scenario, commands: &[&[&str]]) -> Vec<Run> {
    thread::scope(|scope| {
        let runs: Vec<_> = commands
            .iter()
            .map(|args| {
                scope.spawn(move || {
                    Run::of(args, scenario.flow_command(args).output().expect("flow runs"))
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().expect("ended")).collect()
    })
}

#[test]
fn of_two_that_move_the_same_task_one_wins_and_the_other_is_told() {
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", format!("{PLAIN}{BARRIER}"));
    scenario.flow(&["trust", "--yes"]).ok();
    let begun = Instant::now();
    let args: &[&str] = &["advance", "FEAT-001", "--json"];
    let runs = at_once(&scenario, &[args, args]);
    assert!(begun.elapsed() < Duration::from_secs(60));
    let mut codes: Vec<i32> = runs.iter().map(|run| run.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 4], "{runs:#?}");
    let loser = runs.iter().find(|run| run.code == 4).expect("a loser");
    assert_eq!(loser.json()["error"]["retryable"], true);
    assert_eq!(scenario.read("IN_PROGRESS.md").matches("### [FEAT-001]").count(), 1);
    assert_eq!(scenario.read("TODO.md").matches("FEAT-001").count(), 0);
    assert!(scenario.read("IN_PROGRESS.md").contains("**Active: 1/2**"));
}

#[test]
fn of_two_that_want_the_last_place_one_gets_it() {
    let scenario = Scenario::plain();
    scenario.flow(&["advance", "BUG-001"]).ok();
    scenario.file("workflow.toml", format!("{PLAIN}{BARRIER}"));
    scenario.flow(&["trust", "--yes"]).ok();
    let runs = at_once(&scenario, &[&["advance", "FEAT-001"], &["advance", "FEAT-002"]]);
    let mut codes: Vec<i32> = runs.iter().map(|run| run.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 3], "{runs:#?}");
    assert!(scenario.read("IN_PROGRESS.md").contains("**Active: 2/2**"));
    assert_eq!(scenario.read("IN_PROGRESS.md").matches("### [").count(), 2);
}

#[test]
fn eight_that_move_different_tasks_all_succeed_and_lose_nothing() {
    let scenario = Scenario::plain();
    let cards: String =
        (1..=8).map(|n| format!("- [ ] **FEAT-1{n}**: Task {n}\n  - **Why:** {n}\n\n")).collect();
    scenario.file("TODO.md", format!("# Later\n\n{cards}"));
    scenario.file("workflow.toml", PLAIN.replace("limit = 2", "limit = 8"));
    let ids: Vec<String> = (1..=8).map(|n| format!("FEAT-1{n}")).collect();
    let args: Vec<[&str; 2]> = ids.iter().map(|id| ["advance", id.as_str()]).collect();
    let commands: Vec<&[&str]> = args.iter().map(|args| args.as_slice()).collect();
    for run in at_once(&scenario, &commands) {
        run.ok();
    }
    let board = scenario.read("IN_PROGRESS.md");
    for n in 1..=8 {
        assert_eq!(board.matches(&format!("### [FEAT-1{n}]: Task {n}\n")).count(), 1, "{board}");
        assert!(board.contains(&format!("- **Why:** {n}\n")), "{board}");
    }
    assert!(board.contains("**Active: 8/8**"));
}

/// Worktrees at the start, merges at the end.
const TREES: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
hooks = ["create-worktree"]

[[transition]]
from = "review"
to = "done"
hooks = ["merge-branch", "remove-worktree"]
"#;

#[test]
fn sixteen_that_make_worktrees_and_merge_them_at_once_all_succeed() {
    let scenario = Scenario::plain();
    let ids: Vec<String> = (10..26).map(|n| format!("FEAT-0{n}")).collect();
    let cards: String = ids.iter().map(|id| format!("- [ ] **{id}**: Make {id}\n")).collect();
    scenario.file("TODO.md", format!("# Later\n\n{cards}"));
    let workflow = PLAIN.replace("limit = 2", "limit = 16");
    scenario.file("workflow.toml", format!("{workflow}{TREES}")).commit("Sixteen tasks");
    let all = |scenario: &Scenario| {
        let args: Vec<[&str; 2]> = ids.iter().map(|id| ["advance", id.as_str()]).collect();
        let commands: Vec<&[&str]> = args.iter().map(|args| args.as_slice()).collect();
        for run in at_once(scenario, &commands) {
            run.ok();
        }
    };
    all(&scenario);
    assert_eq!(scenario.git(&["worktree", "list"]).lines().count(), 17);
    for id in &ids {
        let tree = format!(".worktrees/{id}");
        scenario.file(&format!("{tree}/{id}.txt"), format!("{id}\n"));
        scenario.commit_in(&tree, &format!("Make {id}"));
    }
    all(&scenario);
    all(&scenario);
    for id in &ids {
        assert_eq!(scenario.git(&["show", &format!("main:{id}.txt")]), *id);
        assert!(scenario.read(&format!("{id}.txt")).contains(id.as_str()), "the checkout follows");
        assert!(scenario.read(&format!("archive/{id}.md")).contains(&format!("Make {id}")));
        assert!(!scenario.exists(&format!(".worktrees/{id}")), "{id}");
    }
    assert_eq!(scenario.git(&["worktree", "list"]).lines().count(), 1);
    assert!(!scenario.read("REVIEW.md").contains("FEAT-"));
}
