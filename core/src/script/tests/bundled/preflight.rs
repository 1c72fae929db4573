use super::*;

const SCRIPT: &str = bundled!("preflight");

/// Nothing is there yet.
fn fresh() -> World {
    in_git().answers("git", "branch_exists", json!(false)).answers(
        "git",
        "worktree_at",
        json!(null),
    )
}

#[test]
fn a_fresh_task_may_begin() {
    let outcome = fresh().gate(SCRIPT);
    assert!(matches!(outcome.verdict, Verdict::Pass { .. }), "{:?}", outcome.verdict);
    assert!(outcome.warnings.is_empty());
}

#[test]
fn what_is_the_tasks_own_is_taken_up() {
    passed(&in_git(), SCRIPT);
    let outcome = fresh().answers("git", "branch_exists", json!(true)).gate(SCRIPT);
    assert_eq!(
        outcome.warnings,
        ["the branch PERF-007 is there already; the work goes on from it"]
    );
}

#[test]
fn an_operation_under_way_is_in_the_way() {
    let world = fresh().answers("git", "under_way", json!("rebase"));
    assert_eq!(reason(&world, SCRIPT), "a rebase is under way in this repository");
}

#[test]
fn what_others_have_is_left_to_them() {
    let other = json!({"path": ".worktrees/PERF-007", "branch": "spike"});
    let world = in_git().answers("git", "worktree_at", other);
    assert_eq!(
        reason(&world, SCRIPT),
        "the worktree .worktrees/PERF-007 has another branch: spike"
    );
    let world = fresh().answers("git", "path_occupied", json!(true)).answers(
        "git",
        "checked_out_at",
        json!("/elsewhere"),
    );
    let all = reasons(&world, SCRIPT);
    assert_eq!(all[0].message, ".worktrees/PERF-007 is there already, and is no worktree");
    assert_eq!(all[1].message, "the branch PERF-007 is checked out at /elsewhere");
}

#[test]
fn files_that_two_tasks_change_are_warned_of() {
    let card = |id: &str, files: &str| {
        json!({"id": id, "fields": [
            {"name": "Status", "value": "", "line": 1},
            {"name": "changed files", "value": files, "line": 2},
        ]})
    };
    let others = json!([
        card("PERF-007", "src/a.rs"),
        card("REF-013", "`src/a.rs`,src/c.rs"),
        {"id": "REF-014", "fields": []},
    ]);
    let world =
        fresh().answers("board", "active", others).field("Changed Files", "src/a.rs, `src/b.rs`, ");
    assert_eq!(world.gate(SCRIPT).warnings, ["REF-013 changes src/a.rs too"]);
}
