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
    assert_eq!(proof.uncovered.len(), 1, "{:?}", proof.uncovered);
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

/// The live tasks of each stage of one board, all of which went out and home.
#[track_caller]
fn counted(path: &str, text: &str, expected: &[(&str, usize)]) -> Inference {
    let (inference, proof) = adopted(&[(path, text)]);
    let found: Vec<(String, usize)> =
        stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    let expected: Vec<(String, usize)> =
        expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    assert_eq!(found, expected);
    let all: usize = expected.iter().map(|(_, count)| count).sum();
    assert_eq!((proof.home, proof.refused.len()), (all, 0), "{:?}", proof.refused);
    assert!(proof.uncovered.is_empty(), "{:?}", proof.uncovered);
    inference
}

#[test]
fn lanes_of_a_kanban_board() {
    let text = "---\n\nkanban-plugin: board\n\n---\n\n## Ideas\n\n- [ ] Paint the fence\n- [ ] Sing\n\twith \
                feeling\n\n\n## This week\n\n- [ ] Mend the roof #house\n\n\n## Done\n\n**Complete**\n- [x] \
                Buy nails\n\n\n\n\n%% kanban:settings\n```\n{\"kanban-plugin\":\"board\"}\n```\n%%\n";
    counted("House.md", text, &[("ideas", 2), ("this-week", 1), ("done", 1)]);
}

#[test]
fn numbers_in_headings_are_kept_true() {
    let text = "# Board\n\n### Todo (2)\n\n- [ ] Paint\n- [ ] Sing\n\n### DOING (5)\n\n- [ ] Mend\n\n\
                ### Review (0/3)\n\n### Done (2026-01-02)\n\n- [x] Buy\n";
    let stages = [("todo", 2), ("doing", 1), ("review", 0), ("done", 1)];
    let inference = counted("TODO.md", text, &stages);
    for line in [
        "under = \"### Todo ({count})\"",
        "under = \"### DOING ({limit})\"",
        "limit = 5",
        "under = \"### Review ({count}/{limit})\"",
        "limit = 3",
        "under = \"### Done (2026-01-02)\"",
    ] {
        has(&inference, line);
    }
    assert_eq!(inference.doubts.len(), 1, "{:?}", inference.doubts);
}

#[test]
fn bullets_numbers_and_headings_without_ids() {
    let stages = [("todo", 2), ("doing", 1), ("done", 1)];
    let board = |a: &str| {
        let (b, c) = (a.replace('1', "2"), "\n");
        format!(
            "# Tasks\n\n## Todo\n\n{a}Paint{c}{b}Sing\n\n## Doing\n\n{a}Mend\n\n## Done\n\n{a}Buy\n"
        )
    };
    has(&counted("TODO.md", &board("- "), &stages), "card = \"- {title}\"");
    has(&counted("TASKS.md", &board("1. "), &stages), "card = \"1. {title}\"");
    let text = "# Board\n\n## Todo\n\n### Paint\n\nIt is grey.\n\n### Sing\n\n## Doing\n\n### Mend\n\n\
                - [ ] find the ladder\n\n## Done\n\n### Buy\n";
    has(&counted("BOARD.md", text, &stages), "card = \"### {title}\"");
}

#[test]
fn headings_that_group_cards_are_none() {
    let text = "# Board\n\n## Todo\n\n### High priority\n\n- [ ] Paint\n\n### Low priority\n\n- [ ] Sing\n\n\
                ## Done\n\n- [x] Buy\n";
    let inference = counted("BOARD.md", text, &[("todo", 2), ("done", 1)]);
    has(&inference, "card = \"- [ ] {title}\"");
}

#[test]
fn cards_with_ids_beside_cards_without() {
    let text = "# Board\n\n## Todo\n\n- [ ] **A-1**: Paint\n- [ ] Sing\n\n## Doing\n\n- [ ] **A-2**: Mend\n\n\
                ## Done\n\n- [x] **A-3**: Buy\n";
    let inference = counted("TODO.md", text, &[("todo", 2), ("doing", 1), ("done", 1)]);
    has(&inference, "card = [\"- [ ] **{id}**: {title}\", \"- [ ] {title}\"]");
}
