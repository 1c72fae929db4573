//! Repositories that libgit2 cannot open: boards move, and what asks git says that it cannot.

use super::*;

/// The repositories, as far as this machine's git can make them.
fn sealed() -> Vec<Scenario> {
    let kinds = [("reftable", "--ref-format=reftable"), ("SHA-256", "--object-format=sha256")];
    let mut found = Vec::new();
    for (name, option) in kinds {
        let scenario = Scenario::without_git();
        let mut git = std::process::Command::new("git");
        git.args(["init", "-q", "-b", "main", option]).current_dir(scenario.root());
        if git.output().is_ok_and(|output| output.status.success()) {
            found.push(scenario.boards());
        } else {
            crate::scenario::skipped(&format!("this git knows no {name}"));
        }
    }
    assert!(!found.is_empty(), "no git of today knows neither");
    found
}

#[test]
fn boards_move_as_anywhere() {
    for scenario in sealed() {
        looks(&scenario);
        let before = scenario.files();
        scenario.flow(&["advance", "FEAT-001", "--dry-run"]).ok();
        assert_eq!(scenario.files(), before);
        scenario.flow(&["verify", "FEAT-001"]).ok();
        scenario.flow(&["advance", "FEAT-001"]).ok();
        scenario.flow(&["undo"]).ok();
        assert_eq!(scenario.files(), before);
        scenario.flow(&["advance", "FEAT-001"]).ok();
        scenario.flow(&["advance", "FEAT-001"]).ok();
        stands(&scenario, "FEAT-001", "review");
        scenario.flow(&["back", "FEAT-001", "--why", "once more"]).ok();
        scenario.flow(&["advance", "FEAT-001"]).ok();
        scenario.flow(&["advance", "FEAT-001"]).ok();
        assert!(scenario.exists("archive/FEAT-001.md"));
        scenario.flow(&["log"]).ok().says("FEAT-001");
        assert!(scenario.exists(".git/flow/journal"), "the state is where it belongs");
        looks(&scenario);
    }
}

#[test]
fn a_worktree_made_by_hand_has_the_same_boards() {
    for scenario in sealed() {
        scenario.git(&["worktree", "add", "-q", "-b", "FEAT-001", TREE]);
        scenario.flow(&["advance", "FEAT-001"]).ok();
        looks_in(&scenario, TREE);
        scenario.flow_in(TREE, &["advance"]).ok().says("review");
        stands(&scenario, "FEAT-001", "review");
    }
}

#[test]
fn gates_that_are_commands_work() {
    for scenario in sealed() {
        let gate = "\n[[transition]]\nfrom = \"todo\"\nto = \"in-progress\"\ngates = \"clean\"\n\
                    [gate.clean]\nrun = [\"git\", \"rev-parse\", \"--verify\", \"main\"]\n";
        scenario.file("workflow.toml", format!("{PLAIN}{gate}"));
        scenario.flow(&["trust", "--yes"]).ok();
        scenario.flow(&["advance", "FEAT-001"]).ok();
    }
}

#[test]
fn what_asks_git_says_that_it_cannot() {
    for scenario in sealed() {
        scenario.file("workflow.toml", format!("{PLAIN}{GIT}"));
        looks(&scenario);
        let before = world(&scenario);
        for words in [
            &["advance", "FEAT-001"][..],
            &["advance", "FEAT-001", "--dry-run"],
            &["verify", "FEAT-001"],
        ] {
            let run = scenario.flow(words).exits(1);
            run.says("git questions are not available for this repository")
                .says("boards move without them");
            assert_eq!(world(&scenario), before, "{words:?}");
        }
    }
}
