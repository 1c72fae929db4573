//! Every code, where it is right and where it must be silent, on boards written for it.

mod cards;
mod corpus;
mod damage;
mod numbers;
mod others;
mod paths;

use std::path::Path;
use std::sync::Arc;

use super::{Problem, Severity, check};
use crate::config::{Known, load};
use crate::finished::{Answer, Finished};
use crate::id::TaskId;
use crate::path::RelPath;
use crate::plugin::{Plugin, Plugins};
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;

const WORKFLOW: &str = r####"
version = 1

[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["FIX", "NEW", "TEST"]
registry = { board = "TODO.md", under = "## Numbers", row = "| {prefix} | {next:3} | {*} |" }

[[stage]]
name = "todo"
board = "TODO.md"
card = ["- [ ] **{id}**: {title}"]
closed = ["- [x] **{id}**: {title}"]
field = "  - **{name}:** {value}"

[[stage]]
name = "doing"
board = "DOING.md"
under = ["## Active"]
card = ["### [{id}]: {title}"]
field = "**{name}**: {value}"
limit = 2
counters = ["**At most {limit}**", "**Active: {count}/{limit}**"]
stale-after = "1d"

[[stage]]
name = "review"
board = "REVIEW.md"
under = ["## Waiting"]
card = ["### [{id}]: {title}"]
field = "**{name}**: {value}"

[[stage]]
name = "done"
ends = true
archive = "archive/{id}.md"
"####;

/// Boards in a folder of their own.
struct World {
    folder: tempfile::TempDir,
    texts: Vec<(String, String)>,
    plugins: Plugins,
}

fn workflow(source: &str) -> Workflow {
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| false };
    load("workflow.toml", source.as_bytes(), &known).unwrap_or_else(|error| panic!("{error}"))
}

/// Three boards; each text is the inside of its board.
fn world(todo: &str, doing: &str, review: &str) -> World {
    let texts = [
        ("TODO.md", todo.to_owned()),
        ("DOING.md", format!("# Doing\n\n## Active\n\n{doing}")),
        ("REVIEW.md", format!("# Review\n\n## Waiting\n\n{review}")),
    ];
    World {
        folder: tempfile::tempdir().expect("a folder"),
        texts: texts.map(|(path, text)| (path.to_owned(), text)).to_vec(),
        plugins: Arc::from([]),
    }
}

impl World {
    fn check(&self) -> Vec<Problem> {
        self.check_with(&workflow(WORKFLOW))
    }

    fn check_with(&self, workflow: &Workflow) -> Vec<Problem> {
        let text = |path: &RelPath| {
            let text = self.texts.iter().find(|(name, _)| name == path.as_str());
            Ok(Arc::from(text.expect("a board").1.as_str()))
        };
        let files = self.texts.iter().map(|(path, _)| RelPath::new(path).expect("a path"));
        let files: Vec<RelPath> = files.collect();
        let snapshot = Snapshot::from_texts(workflow, &workflow.boards_of(files.iter()), text)
            .expect("boards");
        let root = self.folder.path().to_owned();
        let site = Site {
            here: root.clone(),
            branch_here: None,
            state: root.join("state"),
            actor: "Ada".into(),
            now: "2026-11-23T12:00:00[UTC]".parse().expect("a time"),
            trusted: true,
            disk: crate::fs::Disk::default(),
            root,
        };
        check(&site, workflow, &snapshot, &self.plugins)
    }

    /// The problems of one code, each as its place, its id and its message.
    fn of(&self, code: &str) -> Vec<String> {
        let problems = self.check();
        problems.iter().filter(|problem| problem.code == code).map(told).collect()
    }

    fn fix(&self, code: &str) -> String {
        let problems = self.check();
        let found = problems.into_iter().find(|problem| problem.code == code);
        found.map(|problem| problem.fix).unwrap_or_default()
    }

    fn file(&self, path: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder");
        std::fs::write(path, "text\n").expect("a file");
    }
}

fn told(problem: &Problem) -> String {
    let board = problem.board.as_deref().unwrap_or("-");
    let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{board}{line} {}", problem.message)
}

/// A plugin that knows of one merged branch, and reports what it is told to.
struct Merged(&'static str, Vec<Problem>);

impl Plugin for Merged {
    fn name(&self) -> &'static str {
        "merged"
    }

    fn finished(&self, _: &Site, _: &Workflow, id: &TaskId) -> Option<Finished> {
        let why = "its branch is in main".to_owned();
        (id.as_str() == self.0).then_some(Finished { answer: Answer::Yes, why })
    }

    fn check(&self, _: &Site, _: &Workflow, _: &Snapshot) -> Vec<Problem> {
        self.1.clone()
    }
}

#[test]
fn sound_boards_have_no_problem() {
    let todo = "# To do\n\n- [ ] **FIX-001**: Mend the roof\n- [x] **FIX-002**: Sweep\n";
    let doing = "**Active: 1/2**\n\n### [FIX-003]: Paint\n**Started**: 2026-11-23\n\
                 **Blocked By**: FIX-001, FIX-002\n";
    assert_eq!(world(todo, doing, "*Nothing waits.*\n").check(), []);
}

#[test]
fn look_alikes_are_no_cards() {
    let todo = "# To do\n\nFIX-001 is first; so says FIX-001.\n\n- [ ] **FIX-001**: Mend\n\n\
                ```markdown\n- [ ] **FIX-001**: Mend\n- [ ] **ODD-001**: Odd\n```\n\n\
                > - [ ] **FIX-001**: Mend\n\n<!--\n- [ ] **FIX-001**: Mend\n-->\n";
    let doing = "### [FIX-003]: Paint\n**Status**: Under way\n\n## Recently Done\n\n\
                 - [x] **FIX-001**: Mend\n- [x] **FIX-003**: Paint\n\n## ODD-001 Part 3\n\n\
                 ### [FIX-001]: Mend\n\n## Template\n\n```\n### [FIX-001]: Mend\n\
                 **See**: plans/none.md, TODO.md line 900\n```\n";
    assert_eq!(world(todo, doing, "").check(), []);
}

#[test]
fn problems_stand_in_the_order_of_boards_and_lines() {
    let place = |board: Option<&str>, line| Problem {
        board: board.map(str::to_owned),
        line,
        ..Problem::warning("made-up", "made up".into(), "none".into())
    };
    let mut boards = world("- [ ] **ODD-1**: a\n", "### [ODD-2]: b\n", "### [ODD-3]: c\n");
    let twice = Problem { code: "conflict-markers", ..place(Some("LOG.md"), Some(3)) };
    let reported = vec![
        place(None, None),
        twice.clone(),
        place(Some("REVIEW.md"), Some(1)),
        Problem { message: "said otherwise".into(), ..twice },
        place(Some("DOING.md"), Some(9)),
    ];
    boards.plugins = Arc::from([Arc::new(Merged("FIX-009", reported)) as Arc<dyn Plugin>]);
    let places: Vec<String> = boards
        .check()
        .iter()
        .map(|p| format!("{}:{}", p.board.as_deref().unwrap_or("-"), p.line.unwrap_or_default()))
        .collect();
    let order = ["TODO.md:1", "DOING.md:5", "DOING.md:9", "REVIEW.md:1", "REVIEW.md:5", "LOG.md:3"];
    assert_eq!(places, [&order[..], &["-:0"]].concat());
}

#[test]
fn the_workflow_says_how_much_a_problem_counts() {
    let todo = "- [ ] **FIX-001**: Mend\n  - **Blocked By:** FIX-404\n- [ ] **ODD-001**: Odd\n";
    let boards = world(todo, "**Active: 4/2**\n", "");
    let severities = |config: &str| {
        let found = boards.check_with(&workflow(&format!("{WORKFLOW}\n{config}")));
        found.into_iter().map(|p| (p.code, p.severity)).collect::<Vec<_>>()
    };
    let (odd, blocker, counter) = ("unknown-prefix", "unknown-blocker", "counter");
    let all = [(blocker, Severity::Warning), (odd, Severity::Error), (counter, Severity::Error)];
    assert_eq!(severities(""), all);
    assert_eq!(severities("[check]\nstale = \"error\"\n"), all);
    assert_eq!(
        severities(
            "[check]\nunknown-blocker = \"error\"\ncounter = \"warning\"\nunknown-prefix = \"off\"\n"
        ),
        [(blocker, Severity::Error), (counter, Severity::Warning)]
    );
}
