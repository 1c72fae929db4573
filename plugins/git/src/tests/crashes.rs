//! States that a killed git leaves behind.

use serde_json::json;

use super::actuators::untouched;
use super::*;

fn reason() -> String {
    format!("flow transaction {NONCE}")
}

/// The mark, as it is made before anything else, with or without the branch.
fn mark(repo: &Fixture, branch: bool) {
    let tip = repo.tip("main");
    repo.git(&["update-ref", &format!("refs/flow/tx/{NONCE}/worktree/{ID}"), &tip]);
    if branch {
        repo.git(&["branch", ID]);
    }
}

type Leave = fn(&Fixture);

/// Each way in which `git worktree add` was seen to end when killed, and some more.
fn half_made() -> Vec<(&'static str, Leave)> {
    vec![
        ("mark only", |repo| mark(repo, false)),
        ("branch only", |repo| mark(repo, true)),
        ("ref lock left", |repo| {
            mark(repo, false);
            let text = format!("{}\n", repo.tip("main"));
            repo.write(&repo.root, ".git/refs/heads/PERF-007.lock", &text);
        }),
        ("both ref locks left", |repo| {
            let text = format!("{}\n", repo.tip("main"));
            repo.write(&repo.root, ".git/refs/heads/PERF-007.lock", &text);
            let lock = format!(".git/refs/flow/tx/{NONCE}/worktree/{ID}.lock");
            repo.write(&repo.root, &lock, &text);
        }),
        ("empty admin folder", |repo| {
            mark(repo, true);
            std::fs::create_dir_all(repo.root.join(".git/worktrees/PERF-007")).unwrap();
        }),
        ("admin folder with an empty lock", |repo| {
            mark(repo, true);
            repo.write(&repo.root, ".git/worktrees/PERF-007/locked", "");
        }),
        ("admin folder with its lock only", |repo| {
            mark(repo, true);
            repo.write(&repo.root, ".git/worktrees/PERF-007/locked", &reason());
        }),
        ("admin folder without HEAD", |repo| {
            whole(repo);
            std::fs::remove_dir_all(repo.root.join(TREE)).unwrap();
            std::fs::remove_file(repo.root.join(".git/worktrees/PERF-007/HEAD")).unwrap();
            std::fs::remove_file(repo.root.join(".git/worktrees/PERF-007/commondir")).unwrap();
        }),
        ("no checkout yet", |repo| {
            whole(repo);
            std::fs::remove_file(repo.root.join(TREE).join("a.txt")).unwrap();
            std::fs::remove_file(repo.root.join(".git/worktrees/PERF-007/index")).unwrap();
        }),
        ("part of a checkout", |repo| {
            whole(repo);
            std::fs::write(repo.root.join(TREE).join("a.txt"), "on").unwrap();
            std::fs::remove_file(repo.root.join(".git/worktrees/PERF-007/index")).unwrap();
            repo.write(&repo.root, ".git/worktrees/PERF-007/index.lock", "");
        }),
        ("whole, still locked", whole),
        ("whole, marked twice", |repo| {
            whole(repo);
            let own = format!("refs/worktree/flow/{NONCE}");
            repo.git_in(&repo.root.join(TREE), &["update-ref", &own, "HEAD"]);
        }),
        ("half removed again", |repo| {
            whole(repo);
            std::fs::remove_file(repo.root.join(TREE).join(".git")).unwrap();
        }),
    ]
}

fn whole(repo: &Fixture) {
    mark(repo, true);
    repo.git(&["worktree", "add", "--quiet", "--lock", "--reason", &reason(), TREE, ID]);
}

#[test]
fn what_is_half_made_is_completed() {
    for (name, leave) in half_made() {
        let repo = Fixture::new();
        let effects = repo.prepared("create_worktree", json!({}));
        leave(&repo);
        for _ in 0..2 {
            repo.perform_one(&effects[0]).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        }
        assert!(repo.happened(&effects[0]), "{name}");
        assert!(repo.root.join(TREE).join("a.txt").exists(), "{name}");
        assert_eq!(repo.ask("changes", &[TREE]).unwrap(), json!([]), "{name}");
        assert_eq!(repo.ask("worktree_at", &[TREE]).unwrap()["locked"], false, "{name}");
        assert!(repo.marks().is_empty() && repo.clean(), "{name}");
    }
}

#[test]
fn what_is_half_made_is_taken_back() {
    for (name, leave) in half_made() {
        let repo = Fixture::new();
        let effects = repo.prepared("create_worktree", json!({}));
        leave(&repo);
        for _ in 0..2 {
            repo.revert(&effects[0]).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        }
        untouched(&repo);
    }
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let repo = Fixture::new();
    let effects = repo.prepared("create_worktree", json!({}));
    // Made by a person after flow was killed, before it had begun.
    let tree = repo.worktree();
    repo.revert(&effects[0]).unwrap();
    assert!(tree.join("a.txt").exists() && repo.has_ref("refs/heads/PERF-007"));
    assert!(repo.perform_one(&effects[0]).is_err());
    assert!(tree.join("a.txt").exists() && repo.marks().is_empty());
    // And between the mark and git's own folder.
    mark(&repo, false);
    assert!(repo.revert(&effects[0]).is_err());
    assert!(tree.join("a.txt").exists());
}

#[test]
fn a_real_kill_is_survived() {
    let repo = Fixture::new();
    for n in 0..40 {
        repo.write(&repo.root, &format!("many/{n}"), &"text\n".repeat(2000));
    }
    repo.git(&["add", "."]);
    repo.git(&["commit", "--quiet", "-m", "many"]);
    for round in 0..12u64 {
        let effects = repo.prepared("create_worktree", json!({}));
        mark(&repo, true);
        let mut git = Command::new("git")
            .args(["worktree", "add", "--quiet", "--lock", "--reason", &reason(), TREE, ID])
            .current_dir(&repo.root)
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(700 * round));
        let _ = git.kill();
        git.wait().unwrap();
        // Its `git reset`, which does the checkout, outlives it, as it does when flow is killed and
        // the turn is not inherited; give it its time.
        std::thread::sleep(Duration::from_millis(100));
        if round % 2 == 0 {
            repo.perform_one(&effects[0]).unwrap();
            assert_eq!(repo.ask("changes", &[TREE]).unwrap(), json!([]), "round {round}");
        }
        repo.revert(&effects[0]).unwrap();
        untouched(&repo);
    }
}

#[test]
fn a_removal_that_was_killed_is_completed() {
    let steps: [fn(&Fixture); 4] = [
        |repo| std::fs::remove_file(repo.root.join(TREE).join("a.txt")).unwrap(),
        |repo| std::fs::remove_file(repo.root.join(TREE).join(".git")).unwrap(),
        |repo| std::fs::remove_dir_all(repo.root.join(TREE)).unwrap(),
        |repo| std::fs::remove_dir_all(repo.root.join(".git/worktrees/PERF-007")).unwrap(),
    ];
    for step in steps {
        let repo = Fixture::new();
        repo.worktree();
        let effects = repo.prepared("remove_worktree", json!({}));
        step(&repo);
        repo.perform(&effects);
        assert!(!repo.root.join(TREE).exists());
        assert_eq!(repo.git(&["worktree", "list"]).lines().count(), 1);
    }
}

#[test]
fn a_git_that_outlives_its_flow_is_waited_for() {
    let repo = Fixture::new();
    let effects = repo.prepared("create_worktree", json!({}));
    let state = repo.site().state;
    std::fs::create_dir_all(&state).unwrap();
    let turn = std::fs::File::create(state.join("git.lock")).unwrap();
    turn.lock().unwrap();
    let begun = Instant::now();
    let free = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(400));
        drop(turn);
    });
    repo.perform(&effects);
    assert!(begun.elapsed() >= Duration::from_millis(400));
    free.join().unwrap();
}

/// Git runs this hook before a ref moves and after.
#[test]
fn a_base_that_moved_is_moved_whatever_its_git_said() {
    for (state, moved) in [("committed", true), ("prepared", false)] {
        let repo = Fixture::new();
        let tree = repo.worktree();
        repo.commit(&tree, "b.txt", "two\n");
        let effects = repo.prepared("merge", json!({}));
        repo.perform(&effects[..1]);
        let kill = format!("[ $1 != {state} ] || kill -9 $PPID; sleep 0.1");
        let only = format!("#!/bin/sh\nif grep -q ' refs/heads/main$'; then {kill}; fi\n");
        super::actuators::hook(&repo, "reference-transaction", &only);
        assert_eq!(repo.perform_one(&effects[1]).is_ok(), moved);
        assert_eq!(repo.happened(&effects[1]), moved);
        for left in ["refs/heads/main.lock", "HEAD.lock"] {
            let _ = std::fs::remove_file(repo.root.join(".git").join(left));
        }
        std::fs::remove_file(repo.root.join(".git/hooks/reference-transaction")).unwrap();
        repo.perform(&effects[1..]);
        assert!(repo.clean() && repo.marks().is_empty());
    }
}
