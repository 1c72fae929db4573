use super::*;

const SCRIPT: &str = bundled!("verify-complete");

#[test]
fn a_task_that_is_done_passes_and_is_marked() {
    let mut world = in_git()
        .field("Status", "Ready")
        .section(
            "Next Steps",
            &["[x] Write tests", "[ ] Run verify-complete.py", "[ ] Move to REVIEW.md"],
        )
        .section("Ideas", &["[ ] Rewrite it", "[ ] Move to REVIEW.md by hand"])
        .args(json!({"own-boxes": ["Run verify-complete", "Move to REVIEW.md"]}));
    world.facts.needs = [("tests".to_owned(), "pass".to_owned())].into();
    let (message, marks) = passed(&world, SCRIPT);
    assert_eq!(message, "2/2 gates");
    assert_eq!(marks.tick, ["Run verify-complete.py", "Move to REVIEW.md"]);
    assert_eq!(marks.set, [("Verification".to_owned(), "✅ Passed (2/2 gates)".to_owned())]);
}

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let world = in_git()
        .field("Status", "PLANNING COMPLETE - Awaiting User Approval")
        .section("Next Steps", &["[ ] Write tests", "[ ] Update documentation"])
        .section("User Questions", &["Mocks only?"])
        .answers("git", "changes", json!(["a.rs", "b.rs"]))
        .answers("git", "ahead", json!(0))
        .answers(
            "changelog",
            "has",
            json!({"answer": false, "why": "it names other tasks", "place": "CHANGELOG.md"}),
        )
        .args(json!({"status-refuses": ["Awaiting*Approval", "Draft"], "changelog": "written"}));
    let all = reasons(&world, SCRIPT);
    let told: Vec<_> = all.iter().map(|r| (r.message.as_str(), r.line)).collect();
    assert_eq!(
        told,
        [
            ("open: Write tests", Some(41)),
            ("open: Update documentation", Some(42)),
            ("unanswered: Mocks only?", Some(61)),
            ("the status is \"PLANNING COMPLETE - Awaiting User Approval\"", None),
            (".worktrees/PERF-007 has uncommitted changes: a.rs and 1 more", None),
            ("the branch PERF-007 has no commits of its own", None),
            ("the changelog entry is missing: it names other tasks", None),
        ]
    );
    assert_eq!(all[0].hint.as_deref(), Some("tick it in IN_PROGRESS.md:41"));
}

#[test]
fn the_sections_are_a_matter_of_choice() {
    let world = in_git()
        .section("Next Steps", &["[ ] Write tests"])
        .section("Checklist", &["[ ] Ask around"])
        .args(json!({"sections": ["CHECKLIST"]}));
    assert_eq!(reason(&world, SCRIPT), "open: Ask around");
}

#[test]
fn an_answer_below_a_question_answers_it() {
    let world = in_git().section(
        "User Questions",
        &[
            "One?",
            "> Answer: yes",
            "Two?",
            "> **Answer:** no",
            "Three?",
            "> see",
            "> **Answer**: x",
        ],
    );
    passed(&world, SCRIPT);
    for none in ["> Answers are late", "> **Answer:**", "> Answer: "] {
        let world = in_git().section("User Questions", &["One?", none]);
        assert_eq!(reason(&world, SCRIPT), "unanswered: One?", "{none}");
    }
}

#[test]
fn a_status_is_refused_by_its_words_in_any_case() {
    for (status, pattern, refused) in [
        ("awaiting user approval", "Awaiting*Approval", true),
        ("Awaiting approval of all", "awaiting*APPROVAL", true),
        ("Approval awaiting", "Awaiting*Approval", false),
        ("Nearly done", "draft", false),
    ] {
        let world = in_git().field("Status", status).args(json!({"status-refuses": [pattern]}));
        let is_refused = matches!(world.gate(SCRIPT).verdict, Verdict::Refuse(_));
        assert_eq!(is_refused, refused, "{status} {pattern}");
    }
}

#[test]
fn a_worktree_must_be_clean_where_there_is_one() {
    let world = in_git().answers("git", "changes", json!(["a"]));
    let told = ".worktrees/PERF-007 has uncommitted changes: a";
    assert_eq!(reason(&world, SCRIPT), told);
    passed(&world.answers("git", "worktree_at", json!(null)), SCRIPT);
}

#[test]
fn a_branch_is_ahead_or_merged() {
    let behind = || in_git().answers("git", "ahead", json!(0));
    passed(&behind().answers("git", "merged", json!(true)), SCRIPT);
    let empty = behind().answers("git", "merged", json!(true)).answers(
        "git",
        "has_own_commits",
        json!(false),
    );
    assert_eq!(reason(&empty, SCRIPT), "the branch PERF-007 has no commits of its own");
    let none = || in_git().answers("git", "branch_exists", json!(false));
    assert_eq!(reason(&none(), SCRIPT), "there is no branch PERF-007");
    passed(&none().args(json!({"branch": "any"})), SCRIPT);
}

#[test]
fn the_changelog_is_asked_on_the_board_and_on_the_branch() {
    let written = |world: World| world.args(json!({"changelog": "written"}));
    let has = |answer: bool| json!({"answer": answer, "why": "", "place": "CHANGELOG.md:7"});
    passed(&written(in_git().answers("changelog", "has", has(true))), SCRIPT);

    let on_branch = |args: &[Value]| {
        let found = args.get(2).and_then(Value::as_str) == Some("the branch's");
        Ok(json!({"answer": found, "why": "nothing there", "place": "CHANGELOG.md:7"}))
    };
    let missing = written(in_git().asks("changelog", "has", on_branch));
    assert_eq!(reason(&missing, SCRIPT), "the changelog entry is missing: nothing there");
    let there = missing.asks("git", "file_at", |args| {
        assert_eq!(args, [json!("PERF-007"), json!("CHANGELOG.md")]);
        Ok(json!("the branch's"))
    });
    passed(&there, SCRIPT);
}

#[test]
fn a_hook_that_writes_the_changelog_is_as_good() {
    let mut world = in_git()
        .answers("changelog", "has", json!({"answer": false, "why": "", "place": "C"}))
        .args(json!({"changelog": "written", "branch": "any"}));
    world.facts.hooks = vec!["merge-branch".into(), "write-changelog".into()];
    passed(&world, SCRIPT);
    world.args = json!({"changelog": "written", "changelog-hooks": ["log"]});
    assert_eq!(reason(&world, SCRIPT), "the changelog entry is missing: ");
}

#[test]
fn planning_documents_must_be_there() {
    let dir =
        folder(&[("planning_docs/PERF-007_plan.md", ""), ("planning_docs/PERF-007_b.md", "")]);
    let see = |text: &str| {
        let mut world = in_git().field("See", text);
        world.root = dir.path().into();
        world
    };
    for fine in [
        "planning_docs/PERF-007_plan.md, TODO.md line 571",
        "TODO.md line 684, planning_docs/PERF-007_*.md (2 files)",
        "[the plan](planning_docs/PERF-007_plan.md), `planning_docs/PERF-007_b.md`",
        "https://example.org/plan.md",
    ] {
        passed(&see(fine), SCRIPT);
    }
    for (missing, path) in [
        ("planning_docs/PERF-008.md", "planning_docs/PERF-008.md"),
        ("x, planning_docs/PERF-008_*.md (7 files)", "planning_docs/PERF-008_*.md"),
        ("../plan.md", "../plan.md"),
        ("/etc/plan.md", "/etc/plan.md"),
        ("docs/**/plan.md", "docs/**/plan.md"),
    ] {
        let told = format!("the planning document {path} is not in the repository");
        assert_eq!(reason(&see(missing), SCRIPT), told);
    }
    let mut world = in_git().section("Planning", &["planning_docs/none.md"]);
    world.root = dir.path().into();
    assert!(reason(&world, SCRIPT).contains("planning_docs/none.md"));
}
