//! How the git program is run.

use std::process::Stdio;

use serde_json::json;

use super::actuators::hook;
use super::*;
use crate::program::Git;

/// The process group of a git program, as what it starts sees it.
fn group(git: Git<'_>) -> String {
    git.args(["-c", "alias.group=!ps -o pgid= -p $$", "group"]).line().unwrap().trim().to_owned()
}

#[test]
fn an_interrupt_at_the_terminal_does_not_reach_a_change() {
    let repo = Fixture::new();
    let site = repo.site();
    let ours = group(Git::asks(&repo.root));
    assert!(!ours.is_empty());
    let theirs = group(Git::changes(&site, &repo.root));
    assert!(!theirs.is_empty() && theirs != ours);
    assert_ne!(theirs, group(Git::changes(&site, &repo.root)));
    assert_eq!(group(Git::changes(&site, &repo.root).prompts()), ours, "a prompt needs it");

    // And in a whole effect, at its hook.
    hook(&repo, "post-checkout", "#!/bin/sh\nps -o pgid= -p $$ > group\n");
    let effects = repo.prepared("create_worktree", json!({}));
    repo.perform_one(&effects[0]).unwrap();
    let theirs = std::fs::read_to_string(repo.root.join(TREE).join("group")).unwrap();
    assert_ne!(theirs.trim(), ours);
}

/// How many times git made the disk take what it wrote, by its own count.
fn flushes(repo: &Fixture, git: Git<'_>) -> u64 {
    let trace = repo.root.join(".git/trace");
    let _ = std::fs::remove_file(&trace);
    git.env("GIT_TRACE2_EVENT", trace.to_str().unwrap()).run().unwrap();
    let told = std::fs::read_to_string(trace).unwrap();
    let events = told.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    events
        .filter(|event| event["name"] == "hardware-flush")
        .filter_map(|e| e["count"].as_u64())
        .sum()
}

#[test]
fn what_a_change_writes_is_on_the_disk_when_it_returns() {
    let repo = Fixture::new();
    let site = repo.site();
    let old = repo.tip("main");
    let new = repo.commit(&repo.root, "b.txt", "b\n");
    repo.git(&["reset", "--quiet", "--hard", &old]);
    let run = |args: &[&str]| flushes(&repo, Git::changes(&site, &repo.root).args(args));
    assert!(run(&["update-ref", "refs/heads/x", &new]) >= 1, "the ref");
    assert!(run(&["commit-tree", "-m", "x", &format!("{new}^{{tree}}")]) >= 1, "the object");
    assert!(run(&["read-tree", "-m", "-u", &old, &new]) >= 1, "the index");
    assert!(run(&["worktree", "add", "--quiet", "--detach", "../tree"]) >= 2, "HEAD and index");
    // Whatever the user has configured.
    repo.git(&["config", "core.fsync", "none"]);
    repo.git(&["config", "core.fsyncMethod", "writeout-only"]);
    assert!(run(&["update-ref", "refs/heads/x", &old]) >= 1);
}

fn said(script: &str) -> std::process::Output {
    let mut command = Command::new("sh");
    command.args(["-c", script]).stdout(Stdio::piped()).stderr(Stdio::piped());
    flow_core::fs::Disk::default().run(&mut command).unwrap()
}

#[test]
fn all_that_a_program_says_is_taken() {
    let output = said("head -c 3000000 /dev/zero; echo late >&2; exit 3");
    assert_eq!((output.stdout.len(), output.stderr), (3_000_000, b"late\n".to_vec()));
    assert_eq!(output.status.code(), Some(3));
    assert!(said("exec >&- 2>&-; exit 0").status.success());
}

#[test]
fn who_a_program_leaves_behind_is_not_waited_for() {
    let left = String::from_utf8(said("sleep 600 & echo $!").stdout).unwrap();
    let kill = |signal: &str| Command::new("kill").args([signal, left.trim()]).status().unwrap();
    assert!(kill("-0").success(), "it is still at work");
    assert!(kill("-KILL").success());
}
