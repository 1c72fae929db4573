//! Finding the repository, and what `check` and `finished` see.

use flow_core::config::{Known, load};
use flow_core::fault::FaultKind;
use flow_core::finished::Answer;
use flow_core::plugin::Plugin;
use serde_json::json;

use super::*;
use crate::Git;

/// Three stages, each on a board of its name.
const BOARDS: &str = "version = 1\n\n[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\n\n\
                      [[stage]]\nname = \"doing\"\nboard = \"DOING.md\"\n\n\
                      [[stage]]\nname = \"done\"\nboard = \"DONE.md\"\nends = true\n";

#[test]
fn a_main_worktree_is_located_from_below() {
    let repo = Fixture::new();
    repo.write(&repo.root, "src/deep/x", "");
    let place = Git.locate(&repo.root.join("src/deep")).unwrap().unwrap();
    assert_eq!((place.main, place.here), (repo.root.clone(), repo.root.clone()));
    assert_eq!(place.branch_here.as_deref(), Some("main"));
    assert_eq!(place.state, repo.root.join(".git/flow"));
    assert_eq!(place.actor.as_deref(), Some("Ada"));
}

#[test]
fn a_linked_worktree_leads_to_the_main_one() {
    let repo = Fixture::new();
    let tree = repo.worktree();
    let place = Git.locate(&tree).unwrap().unwrap();
    assert_eq!((place.main, place.here), (repo.root.clone(), tree));
    assert_eq!(place.branch_here.as_deref(), Some(ID));
    assert_eq!(place.state, repo.root.join(".git/flow"));
}

#[test]
fn outside_a_repository_there_is_no_place() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Git.locate(folder.path()).unwrap().is_none());
}

#[test]
fn a_bare_repository_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let git = |args: &[&str]| {
        assert!(Command::new("git").args(args).current_dir(&folder).status().unwrap().success());
    };
    git(&["init", "--quiet", "--bare"]);
    let fault = Git.locate(folder.path()).unwrap_err();
    assert!(fault.message.contains("bare"), "{fault}");
}

#[test]
fn heads_detached_and_unborn_are_located() {
    let repo = Fixture::new();
    repo.git(&["checkout", "--quiet", "--detach"]);
    assert_eq!(Git.locate(&repo.root).unwrap().unwrap().branch_here, None);
    let fault = repo.ask("base", &[]).unwrap_err();
    assert!(fault.message.contains("detached") && fault.hint.unwrap().contains("[git] base"));

    let unborn = Fixture::unborn(&[]);
    assert_eq!(Git.locate(&unborn.root).unwrap().unwrap().branch_here.as_deref(), Some("main"));
    assert_eq!(unborn.ask("base", &[]).unwrap(), "main");
    let fault = unborn.intend(&mut unborn.draft(), "create_worktree", json!({})).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused);
    assert!(fault.message.contains("no commit yet"), "{fault}");
}

#[test]
fn what_libgit2_cannot_open_is_located_and_says_so() {
    for format in ["--object-format=sha256", "--ref-format=reftable"] {
        let repo = Fixture::unborn(&[format]);
        repo.commit(&repo.root, "a.txt", "one\n");
        repo.git(&["worktree", "add", "--quiet", "-b", ID, TREE]);
        let place = Git.locate(&repo.root.join(TREE)).unwrap().unwrap();
        assert_eq!((place.main, place.here), (repo.root.clone(), repo.root.join(TREE)));
        assert_eq!(place.branch_here.as_deref(), Some(ID));
        assert_eq!(place.actor.as_deref(), Some("Ada"));
        assert_eq!(place.state, repo.root.join(".git/flow"));
        let fault = repo.ask("tip", &["main"]).unwrap_err();
        assert!(fault.message.contains("not available for this repository"), "{fault}");
        let workflow = workflow();
        let id = workflow.ids.read(ID).unwrap();
        assert!(Git.finished(&repo.site(), &workflow, &id).is_none());
        assert!(Git.check(&repo.site(), &workflow, &Snapshot::default()).is_empty());
    }
}

#[test]
fn hostile_names_are_refused() {
    let repo = Fixture::new();
    std::os::unix::fs::symlink("/tmp", repo.root.join("out")).unwrap();
    std::os::unix::fs::symlink(repo.root.join(".git"), repo.root.join("in")).unwrap();
    for branch in ["-x", "a..b", "a\0b", "a.lock", "a@{b", "", "HEAD", "a b", "a\u{1b}[1m", "/a"] {
        for intent in ["create_worktree", "merge", "remove_worktree", "delete_branch"] {
            let fault = repo.intend(&mut repo.draft(), intent, json!({"branch": branch}));
            let fault = fault.unwrap_err();
            assert_eq!(fault.kind, FaultKind::Refused, "{branch:?}");
            assert!(!fault.message.contains('\u{1b}'));
        }
        assert!(repo.ask("branch_exists", &[branch]).is_err());
    }
    let paths = ["../x", "/tmp/x", "-x", "a/-x", "a\0b", ".git/x", "out/x", "out", "in/x", ""];
    for path in paths {
        let wish = json!({"branch": "b", "path": path});
        let fault = repo.intend(&mut repo.draft(), "create_worktree", wish).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Refused, "{path:?}");
    }
}

#[test]
fn a_task_is_finished_when_its_own_commits_are_in_base() {
    let repo = Fixture::new();
    let workflow = workflow();
    let id = workflow.ids.read(ID).unwrap();
    let finished = || Git.finished(&repo.site(), &workflow, &id);
    assert_eq!(finished(), None);
    let tree = repo.worktree();
    assert_eq!(finished(), None, "a new branch looks merged and is not finished");
    repo.commit(&tree, "b.txt", "two\n");
    assert_eq!(finished(), None);
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", ID]);
    let merged = finished().unwrap();
    assert_eq!(merged.answer, Answer::Yes);
    assert!(merged.why.contains("is merged into main"));
    repo.git(&["update-ref", &format!("refs/flow/kept/{ID}"), ID]);
    repo.git(&["worktree", "remove", TREE]);
    repo.git(&["branch", "--quiet", "-D", ID]);
    assert_eq!(finished().unwrap().answer, Answer::Yes);
    repo.git(&["branch", ID]);
    assert_eq!(finished(), None, "the branch lives again");
}

#[test]
fn orphans_and_missing_worktrees_are_found() {
    let repo = Fixture::new();
    let workflow = workflow();
    repo.worktree();
    repo.git(&["worktree", "add", "--quiet", "-b", "other", ".worktrees/other"]);
    let git = crate::repo::open(&repo.site()).unwrap();
    let orphans = |tasks: &[Task]| crate::check::orphans(&repo.site(), &workflow, &git, tasks);
    let found = orphans(&[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].code, found[0].line), ("orphan-worktree", None));
    assert_eq!(found[0].fix, format!("git worktree remove {TREE}"));
    assert!(orphans(&[task(&workflow, ID, "doing", &[])]).is_empty());
    let back = orphans(&[task(&workflow, ID, "todo", &[])]);
    assert_eq!((back[0].line, back[0].board.as_deref()), (Some(9), Some("DOING.md")));

    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    let boards = load("workflow.toml", BOARDS.as_bytes(), &known).unwrap();
    let missing = |value: &str, stage: &str| {
        let path = RelPath::new(&format!("{}.md", stage.to_uppercase())).unwrap();
        let text = format!("# Now\n\n### [PERF-008]: Mend\n**Branch**: {value}\n\nText.\n");
        let snapshot =
            Snapshot::from_texts(&boards, &[path], |_| Ok(text.as_str().into())).unwrap();
        crate::check::missing(&repo.site(), &boards, &git, &snapshot)
    };
    let found = missing("`.worktrees/PERF-008`", "doing");
    assert_eq!((found[0].code, found[0].line), ("missing-worktree", Some(4)));
    assert!(found[0].fix.starts_with("git worktree add -b"), "{}", found[0].fix);
    assert!(found[0].edits.is_empty(), "it can be made, or taken out");
    assert!(missing(TREE, "doing").is_empty(), "it is registered");
    let waits = missing(".worktrees/PERF-008", "todo");
    assert_eq!((waits[0].code, waits[0].line, waits[0].edits.len()), ("worktree-note", Some(4), 1));
    assert!(missing(".worktrees/PERF-008", "done").is_empty(), "it tells where it was made");
    assert!(missing("feature/x", "doing").is_empty());
    assert!(missing("../.worktrees/PERF-008", "doing").is_empty());
}
