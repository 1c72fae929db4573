//! The core's own questions, asked by scripts.

use super::*;

fn fault(world: &World, source: &str) -> Fault {
    match world.gate(source).verdict {
        Verdict::Broken(fault) => fault,
        other => panic!("{source}: {other:?}"),
    }
}

#[test]
fn every_question_has_a_name_that_scripts_can_write() {
    for question in core_questions(Arc::from([])) {
        let args = vec!["\"x\""; *question.arity.start()].join(", ");
        let source = format!("{}::{}({args})", question.module, question.name);
        let outcome = World::new().gate(&source);
        assert!(outcome.bug.is_none(), "{source}: {:?}", outcome.verdict);
    }
}

#[test]
fn the_environment_is_closed_but_for_what_is_declared() {
    let mut world = World::new();
    let fault = fault(&world, "env::get(\"PATH\")");
    assert!(fault.message.contains("may not read the environment variable `PATH`"), "{fault}");
    assert!(fault.hint.is_some_and(|h| h.contains("env = [\"PATH\"]")));
    world.env = vec!["PATH".into(), "FLOW_TEST_UNSET".into()];
    assert_eq!(world.passes("pass(`${env::get(\"PATH\").len > 0}`)"), "true");
    assert_eq!(world.passes("pass(`${env::get(\"FLOW_TEST_UNSET\") == ()}`)"), "true");
}

#[test]
fn there_is_one_time() {
    let world = World::new();
    assert_eq!(world.passes("pass(time::today())"), "2025-11-24");
    assert_eq!(world.passes("pass(time::now())"), "2025-11-24T10:00:00+01:00");
    assert_eq!(world.passes("pass(`${time::days_since(\"2025-10-20\")}`)"), "35");
    assert_eq!(world.passes("pass(`${time::days_since(\"2025-11-25\")}`)"), "-1");
    assert!(fault(&world, "time::days_since(\"soon\")").message.contains("no date"));
}

#[test]
fn boards_are_asked() {
    let world = World::new();
    assert_eq!(world.passes("pass(`${board::find(\"PERF-001\") == ()}`)"), "true");
    assert_eq!(world.passes("pass(`${board::all(\"todo\").len + board::active().len}`)"), "0");
    let hint = fault(&world, "board::all(\"nope\")").hint.expect("a hint");
    assert!(hint.contains("todo, in-progress, review, done"), "{hint}");
    assert_eq!(world.passes("pass(board::finished(\"PERF-001\").answer)"), "unknown");
    assert_eq!(world.passes("pass(board::finished(\"none\").answer)"), "unknown");
    let found = "let ids = board::ids_in(\"[TEST-001], PERF-2, TEST-001\"); pass(ids[0] + ids[1])";
    assert_eq!(world.passes(found), "TEST-001PERF-2");
}

#[test]
fn files_are_read_in_the_worktree_first() {
    let dir = folder(&[
        ("plans/a.md", "root a"),
        ("plans/b.md", "root b"),
        ("only/x1.md", ""),
        ("only/x2.md", ""),
        ("only/.hidden.md", ""),
        (".worktrees/PERF-007/plans/a.md", "worktree a"),
    ]);
    let mut world = World::new();
    world.root = dir.path().into();
    assert_eq!(world.passes("pass(fs::read(\"plans/a.md\"))"), "worktree a");
    assert_eq!(world.passes("pass(fs::read(\"plans/b.md\"))"), "root b");
    assert_eq!(world.passes("pass(`${fs::exists(\"plans/c.md\")}`)"), "false");
    assert_eq!(world.passes("pass(`${fs::glob(\"plans/*.md\")}`)"), "[\"plans/a.md\"]");
    let found = "[\"only/x1.md\", \"only/x2.md\"]";
    assert_eq!(world.passes("pass(`${fs::glob(\"o*/x?.md\")}`)"), found);
    assert_eq!(world.passes("pass(`${fs::glob(\"only/*\")}`)"), found);
    assert_eq!(world.passes("pass(`${fs::glob(\"none/*\")}`)"), "[]");
    assert!(fault(&world, "fs::read(\"plans\")").message.contains("no file"));
    assert!(fault(&world, "fs::glob(\"**/x\")").message.contains("**"));
}

#[test]
fn files_outside_are_nobodys_business() {
    let outside = folder(&[("secret.md", "secret")]);
    let dir = folder(&[(".git/config", "x"), ("in.md", "inside")]);
    std::os::unix::net::UnixListener::bind(dir.path().join("socket")).expect("a socket");
    link(outside.path(), &dir.path().join("out"));
    link(&dir.path().join(".git"), &dir.path().join("hidden"));
    link(&dir.path().join("in.md"), &dir.path().join("alias.md"));
    let mut world = World::new();
    world.root = dir.path().into();
    for path in
        ["../x", "/etc/passwd", ".git/config", "out/secret.md", "hidden/config", "socket", "a/../b"]
    {
        for question in ["exists", "read"] {
            if (question, path) == ("exists", "socket") {
                continue;
            }
            fault(&world, &format!("fs::{question}(\"{path}\")"));
        }
    }
    for pattern in ["../*", ".git/*", "/etc/*"] {
        fault(&world, &format!("fs::glob(\"{pattern}\")"));
    }
    assert_eq!(world.passes("pass(`${fs::glob(\"out/*\") + fs::glob(\"*/config\")}`)"), "[]");
    assert_eq!(world.passes("pass(fs::read(\"alias.md\"))"), "inside");
}

#[test]
fn large_and_strange_files_are_refused() {
    let dir = folder(&[("large.md", &"x".repeat(1024 * 1024 + 1))]);
    let mut world = World::new();
    world.root = dir.path().into();
    assert!(fault(&world, "fs::read(\"large.md\")").message.contains("1 MiB"));
}

#[allow(clippy::disallowed_methods, reason = "a test lays out its world")]
fn link(target: &Path, at: &Path) {
    std::os::unix::fs::symlink(target, at).expect("a link");
}
