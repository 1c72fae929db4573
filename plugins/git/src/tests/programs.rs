//! How the git program is run.

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
