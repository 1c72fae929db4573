//! Whole boards, adopted.

use super::*;

fn source(path: &str, text: &str) -> Source {
    Source { path: RelPath::new(path).expect("a path"), text: text.into() }
}

fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    files.iter().map(|(path, text)| source(path, text)).collect()
}

/// What is inferred and proved: every card went home.
fn adopted(files: &[(&str, &str)]) -> (Inference, Proof) {
    let sources = sources(files);
    let inference = infer(&sources, &Surroundings::default());
    let draft = inference.draft.clone().expect("a draft");
    let proof = prove(&draft, &sources, &[]);
    let proof = proof.unwrap_or_else(|why| panic!("{why}\n{}", draft.text()));
    assert!(proof.lost.is_empty(), "{:?}\n{}", proof.lost, draft.text());
    (inference, proof)
}

/// Stages with the ids that are live in each.
fn stages(proof: &Proof) -> Vec<(String, Vec<String>)> {
    let ids = |stage: &crate::workflow::Stage| {
        proof.snapshot.live(&stage.name).map(|task| task.id.to_string()).collect()
    };
    proof.workflow.stages.iter().map(|s| (s.name.to_string(), ids(s))).collect()
}

fn has(inference: &Inference, line: &str) {
    let text = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
    assert!(text.lines().any(|other| other == line), "no line {line:?} in\n{text}");
}

const TODO: &str = "\
# TODO

## ID Registry

| Prefix | Next | What |
|--------|------|------|
| BUG | 009 | Faults |
| FEAT | 010 | Wishes |

## Faults (BUG-*)

- [ ] **BUG-007**: Greets twice
  - **Where:** the hall

- [x] **BUG-008**: Greets nobody

## Wishes (FEAT-*)

- [ ] **FEAT-001**: Greet by name

## Notes

- BUG-007 blocks FEAT-001
";

const DOING: &str = "\
# IN_PROGRESS - Active Work

**Maximum tasks: 3**
**Current Active: 2/3**

## Guidelines

- At most 3 at once

## Active Tasks

### [BUG-001]: Waves with the wrong hand
**Started**: 2026-01-02
**Branch**: .worktrees/BUG-001

**Next Steps**:
- [ ] Try the other hand

---

### [FEAT-002]: Wave goodbye
**Started**: 2026-01-03

## Recently Completed

- [x] **BUG-002**: Waves at walls

## Task Template

```markdown
### [TASK-XXX]: Title
**Started**: YYYY-MM-DD
```
";

const REVIEW: &str = "\
# REVIEW

## Awaiting Review

*No tasks in review.*

## Review Template

```markdown
### [TASK-XXX]: Title
**Author**: who
```

## Removed

- BUG-003: Never was one
";

#[test]
fn a_file_per_stage() {
    let (inference, proof) =
        adopted(&[("TODO.md", TODO), ("IN_PROGRESS.md", DOING), ("REVIEW.md", REVIEW)]);
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        stages(&proof),
        [
            ("todo".into(), ids(&["BUG-007", "FEAT-001"])),
            ("in-progress".into(), ids(&["BUG-001", "FEAT-002"])),
            ("review".into(), ids(&[])),
            ("done".into(), ids(&[])),
        ]
    );
    for line in [
        "form = \"{prefix}-{number:3}{suffix?}\"",
        "prefixes = [\"BUG\", \"FEAT\"]",
        "registry = { board = \"TODO.md\", under = \"## ID Registry\", row = \"| {prefix} | {next:3} | {*} |\" }",
        "insert = { BUG = \"## Faults (BUG-*)\", FEAT = \"## Wishes (FEAT-*)\", \"*\" = \"bottom\" }",
        "card = \"- [ ] **{id}**: {title}\"",
        "closed = \"- [x] **{id}**: {title}\"",
        "field = \"  - **{name}:** {value}\"",
        "under = \"## Active Tasks\"",
        "limit = 3",
        "counters = [\"**Maximum tasks: {limit}**\", \"**Current Active: {count}/{limit}**\"]",
        "separator = \"---\"",
        "placeholder = \"*No tasks in review.*\"",
        "template = \"## Task Template\"",
    ] {
        has(&inference, line);
    }
    assert_eq!((proof.home, proof.refused.len()), (4, 0), "{:?}", proof.refused);
    let uncovered: Vec<(&str, bool)> =
        proof.uncovered.iter().map(|line| (line.text.as_str(), line.ticked)).collect();
    assert_eq!(
        uncovered,
        [("- [x] **BUG-002**: Waves at walls", true), ("- BUG-003: Never was one", false)]
    );
}

#[test]
fn sections_of_one_file() {
    let (inference, proof) = adopted(&[(
        "docs/BOARD.md",
        "# Board\n\n## 📋 Backlog\n\n- [ ] T12: Mend the roof\n- [ ] T13: Paint it\n\n## 🚧 Doing\n\n\
         - [ ] T3: Dig\n\n## ✅ Done\n\n- [x] T1: Plan\n\n## Notes\n\n- [ ] T99: Not on any stage\n",
    )]);
    let counts: Vec<_> = stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    assert_eq!(counts, [("backlog".into(), 2), ("doing".into(), 1), ("done".into(), 1)]);
    has(&inference, "form = \"{prefix}{number}\"");
    has(&inference, "card = \"- [x] {id}: {title}\"");
    assert_eq!(proof.home, 4);
    assert_eq!(proof.uncovered.len(), 1);
    assert_eq!(proof.uncovered[0].at.to_string(), "docs/BOARD.md:18");
}

#[test]
fn what_waits_is_passed_by() {
    let text = "# Tasks\n\n## Todo\n\n### A-1: One\n\n## Doing\n\n### A-2: Two\n\n## Blocked\n\n## Review\n\n## Done\n";
    let (inference, proof) = adopted(&[("TASKS.md", text)]);
    let names: Vec<_> = stages(&proof).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["todo", "doing", "blocked", "review", "done"]);
    has(&inference, "from = \"doing\"");
    has(&inference, "to = \"review\"");
    assert_eq!(proof.home, 2);
}

#[test]
fn free_notes_are_left_alone() {
    let notes = "# In progress\n\nI am looking at the roof. It leaks, and nobody knows why.\n\n\
                 ## Findings\n\n- Water comes in by the chimney\n- It has rained\n\n\
                 ## Next steps\n\n- [ ] Ask Ada\n";
    let inference = infer(&sources(&[("IN_PROGRESS.md", notes)]), &Surroundings::default());
    assert!(inference.draft.is_none());
    assert_eq!(inference.left.len(), 1);
    assert!(inference.left[0].why.starts_with("free notes"), "{}", inference.left[0].why);
}

#[test]
fn a_guide_that_names_stages_is_no_board() {
    let guide = "# How we work\n\n## Review\n\nAda reads it.\n\n- be kind\n- be brief\n\n## Done\n\n- tell everyone\n";
    let inference = infer(&sources(&[("CONTRIBUTING.md", guide)]), &Surroundings::default());
    assert!(inference.draft.is_none());
    assert_eq!(inference.left.len(), 1);
}

#[test]
fn the_board_that_holds_most_is_taken() {
    let other = "# Todo\n\n- [ ] A-1: One\n- [ ] A-2: Two\n";
    let (inference, proof) = adopted(&[("old/TODO.md", other), ("TODO.md", TODO)]);
    assert_eq!(stages(&proof)[0].1, ["BUG-007", "FEAT-001"]);
    assert_eq!(inference.left.len(), 1);
    assert_eq!(inference.left[0].file.as_str(), "old/TODO.md");
}

#[test]
fn few_files_are_read_closely() {
    let is = |path: &str, text: &str| is_worth_reading(&RelPath::new(path).expect("a path"), text);
    assert!(is("TODO.md", "") && is("docs/x.md", "## Todo\n\n## Done\n") && is("CHANGELOG.md", ""));
    assert!(!is("docs/x.md", "## Todo\n\n## Usage\n") && !is("README.md", "# Hello\n"));
}
