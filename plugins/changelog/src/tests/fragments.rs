//! The changelog as fragments.

use crate::testing::{Repository, after, entry};

const FRAGMENT: &str = "changelog.d/PERF-007.md";
const TASK: [&str; 2] = ["PERF-007", "Faster start"];

#[test]
fn a_fragment_is_made_once() {
    let repository = Repository::fragments();
    assert!(!repository.found(&TASK).0);
    let mut draft = repository.draft();
    assert_eq!(repository.write(&mut draft, entry(&["why"])), Ok(true));
    let text = after(&draft, FRAGMENT);
    assert_eq!(text, "### Changed\n\n- **PERF-007: Faster start**\n  - why\n");
    assert_eq!(repository.write(&mut draft, entry(&["why"])), Ok(false));
    repository.put(FRAGMENT, text);
    assert_eq!(repository.found(&TASK), (true, format!("{FRAGMENT}:3")));
}

#[test]
fn a_fragment_without_an_id_is_named_for_the_task() {
    let repository = Repository::fragments();
    repository.put(FRAGMENT, "Starts faster.\n");
    assert_eq!(repository.found(&TASK), (true, FRAGMENT.to_owned()));
    repository.put(FRAGMENT, "\n");
    assert!(!repository.found(&TASK).0);
}

#[test]
fn another_task_s_fragment_is_left_alone() {
    let repository = Repository::fragments();
    repository.put(FRAGMENT, "- PERF-007: Something else\n");
    assert!(!repository.found(&TASK).0);
    let mut draft = repository.draft();
    assert_eq!(repository.write(&mut draft, entry(&[])), Ok(false));
    assert_eq!((draft.files().count(), draft.notes().len()), (0, 1));
}

#[test]
fn the_task_s_own_fragment_counts() {
    let repository = Repository::fragments();
    let there = format!(".worktrees/PERF-007/{FRAGMENT}");
    repository.put(&there, "- PERF-007: Reworded beyond recognition\n");
    assert_eq!(repository.found(&TASK), (true, format!("{there}:1")));
    assert_eq!(repository.write(&mut repository.draft(), entry(&[])), Ok(false));
    let repository = Repository::fragments();
    assert!(repository.found(&[TASK[0], TASK[1], "- PERF-007: Reworded\n"]).0);
}

#[test]
fn a_fragment_stays_in_the_repository() {
    let mut repository = Repository::fragments();
    repository.configure(|settings| {
        let form = flow_core::form::Template::parse("../{id}.md").expect("a form");
        settings.target = flow_core::workflow::ChangelogTarget::Fragment(form);
    });
    assert!(repository.has(&TASK).is_err());
}
