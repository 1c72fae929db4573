use super::*;

fn with_intents(world: World) -> World {
    world
        .intent("git", "create_worktree", json!(true))
        .intent("git", "merge", json!(true))
        .intent("git", "remove_worktree", json!(true))
        .intent("git", "delete_branch", json!(true))
}

fn notes(world: &World, source: &str) -> Vec<String> {
    world.hook(source).expect("a plan").notes().to_vec()
}

fn refused(world: &World, source: &str) -> Vec<Reason> {
    match world.hook(source) {
        Err(HookError::Refused(reasons)) => reasons,
        other => panic!("no refusal: {other:?}"),
    }
}

#[test]
fn create_worktree_intends_one() {
    assert_eq!(
        notes(&with_intents(in_git()), bundled!("create-worktree")),
        [
            r#"git::create_worktree {"base":"main","branch":"PERF-007","path":".worktrees/PERF-007"}"#
        ]
    );
}

#[test]
fn write_changelog_takes_its_lines_from_the_card() {
    let world = |written: bool| {
        in_git()
            .intent("changelog", "write", json!(written))
            .section("Completed", &["✅ Pool", "[x] Health checks ", "[ ] Not yet", "Tests"])
            .section("Done", &["Other"])
    };
    let script = bundled!("write-changelog");
    let entry = |lines: &str| {
        format!(
            r#"changelog::write {{"id":"PERF-007","lines":{lines},"title":"Connection Pooling"}}"#
        )
    };
    assert_eq!(notes(&world(true), script), [entry(r#"["Pool","Health checks","Tests"]"#)]);
    let other = world(false).args(json!({"section": "Done"}));
    assert_eq!(
        notes(&other, script),
        [entry(r#"["Other"]"#), "the changelog has an entry for PERF-007 already".into()]
    );
    let empty = in_git().intent("changelog", "write", json!(true));
    assert_eq!(notes(&empty, script), [entry("[]")]);
}

#[test]
fn merge_branch_merges() {
    let script = bundled!("merge-branch");
    assert_eq!(
        notes(&with_intents(in_git()), script),
        [
            r#"git::merge {"base":"main","branch":"PERF-007","message":"Merge PERF-007: Connection Pooling"}"#
        ]
    );
    let own = with_intents(in_git()).args(json!({"message": "{id} is in"}));
    assert!(notes(&own, script)[0].contains(r#""message":"PERF-007 is in""#));
    let merged = with_intents(in_git()).answers("git", "merged", json!(true));
    assert_eq!(notes(&merged, script), ["PERF-007 is merged into main already"]);
}

#[test]
fn merge_branch_refuses_what_would_lose_work() {
    let script = bundled!("merge-branch");
    let world = || with_intents(in_git());
    let none = world().answers("git", "branch_exists", json!(false));
    assert_eq!(refused(&none, script)[0].message, "there is no branch PERF-007 to merge into main");
    let conflict = world().answers("git", "conflicts", json!(["a.rs", "b.rs"]));
    let all = refused(&conflict, script);
    assert_eq!(all[1].message, "b.rs has a conflict between PERF-007 and main");
    assert_eq!(
        all[1].hint.as_deref(),
        Some("solve it on the branch: git -C .worktrees/PERF-007 merge main")
    );
    let dirty = world().answers("git", "dirty_in_the_way", json!(["a.rs"]));
    assert_eq!(
        refused(&dirty, script)[0].message,
        "a.rs in the checkout of main has changes that the merge would overwrite"
    );
}

#[test]
fn remove_worktree_clears_away_what_is_merged() {
    let script = bundled!("remove-worktree");
    let both = [
        r#"git::remove_worktree {"base":"main","branch":"PERF-007","force":false,"path":".worktrees/PERF-007"}"#,
        r#"git::delete_branch {"base":"main","branch":"PERF-007","force":false}"#,
    ];
    let merged = || with_intents(in_git()).answers("git", "merged", json!(true));
    assert_eq!(notes(&merged(), script), both);
    let mut merging = with_intents(in_git());
    merging.facts.hooks = vec!["merge-branch".into()];
    assert_eq!(notes(&merging, script), both);
    let bare = merged().answers("git", "worktree_at", json!(null));
    assert_eq!(notes(&bare, script), both[1..]);
    let none = merged().answers("git", "branch_exists", json!(false));
    assert_eq!(notes(&none, script), ["there is no branch PERF-007 to clear away"]);
}

#[test]
fn remove_worktree_keeps_what_could_be_lost() {
    let script = bundled!("remove-worktree");
    let merged = || with_intents(in_git()).answers("git", "merged", json!(true));
    for (world, why) in [
        (with_intents(in_git()), "PERF-007 is not merged into main"),
        (merged().answers("git", "changes", json!(["a"])), "it has uncommitted changes: a"),
        (
            merged().answers("git", "ignored", json!([".env"])),
            "it holds files that git ignores: .env",
        ),
        (
            merged().answers(
                "git",
                "worktree_at",
                json!({"path": "x", "branch": "spike", "prunable": false}),
            ),
            "it has another branch: spike",
        ),
        (merged().answers("git", "unremovable", json!("x is locked: y")), "x is locked: y"),
        (
            with_intents(in_git())
                .answers("git", "changes", json!(["a", "b", "c", "d", "e"]))
                .answers("git", "ignored", json!([".env"])),
            "PERF-007 is not merged into main; it has uncommitted changes: a, b, c and 2 more; it \
             holds files that git ignores: .env",
        ),
    ] {
        let kept =
            format!("the worktree .worktrees/PERF-007 and the branch PERF-007 are kept: {why}");
        let said = notes(&world, script);
        assert_eq!(said[0], kept);
        assert!(
            said[1].contains("git worktree remove .worktrees/PERF-007 && git branch -d PERF-007")
        );
        assert_eq!(said.len(), 2);
    }
}

#[test]
fn remove_worktree_by_force_asks_no_more() {
    let mut world = with_intents(in_git()).answers("git", "changes", json!(["a"]));
    world.facts.force = true;
    let said = notes(&world, bundled!("remove-worktree"));
    assert!(said.iter().all(|intent| intent.contains(r#""force":true"#)) && said.len() == 2);
}

#[test]
fn notify_notes() {
    let told = World::new().after(bundled!("notify")).expect("ok");
    assert_eq!(told, ["PERF-007 reached review: Connection Pooling"]);
}
