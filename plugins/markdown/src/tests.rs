//! Asks the questions over files in a folder.

#![allow(clippy::disallowed_methods, reason = "the tests lay out files of their own")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use flow_core::fault::{Fault, FaultKind};
use flow_core::form::Template;
use flow_core::id::IdForm;
use flow_core::path::RelPath;
use flow_core::plugin::Plugin;
use flow_core::question::Asking;
use flow_core::site::Site;
use flow_core::snapshot::Snapshot;
use flow_core::task::Task;
use flow_core::watch::Unwatched;
use flow_core::workflow::{BoardsAt, GitSettings, StageName, Workflow};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Markdown;
use crate::document::LARGEST;

struct Trial {
    folder: TempDir,
    asking: Asking,
}

impl Trial {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let root = folder.path().join("repo");
        fs::create_dir(&root).expect("a root");
        let ids = IdForm::new(IdForm::DEFAULT, vec![]).expect("a form");
        let task = Task {
            id: ids.read("PERF-007").expect("an id"),
            title: "Mend".into(),
            link: None,
            stage: StageName::new("doing"),
            board: RelPath::new("TODO.md").expect("a path"),
            line: 1,
            closed: false,
            fields: vec![],
            sections: vec![],
            boxes: vec![],
            notes: vec![],
        };
        let template = |text| Template::parse(text).expect("a form");
        let git = GitSettings {
            base: None,
            branch: template("{id}"),
            worktree: template("../worktrees/{id}"),
            discard: vec![],
        };
        let workflow = Workflow {
            ids,
            registry: None,
            boards: BoardsAt::Main,
            git,
            changelog: None,
            check: std::collections::BTreeMap::new(),
            names: Default::default(),
            env: vec![],
            stages: vec![],
            transitions: vec![],
            gates: Default::default(),
            hooks: Default::default(),
            after: Default::default(),
            source: vec![],
        };
        let site = Site {
            state: root.join(".flow"),
            here: root.clone(),
            branch_here: None,
            root,
            actor: "ada".into(),
            now: jiff::ZonedDateTime::now(),
            trusted: true,
            disk: flow_core::fs::Disk::default(),
        };
        let asking = Asking {
            site: Arc::new(site),
            workflow: Arc::new(workflow),
            snapshot: Arc::new(Snapshot::default()),
            task: Arc::new(task),
            watch: Arc::new(Unwatched),
            step: "plan".into(),
            deadline: Instant::now() + Duration::from_secs(300),
        };
        Self { folder, asking }
    }

    fn root(&self) -> &Path {
        &self.asking.site.root
    }

    /// Where the task's worktree stands, or would stand.
    fn worktree(&self) -> PathBuf {
        self.folder.path().join("worktrees/PERF-007")
    }

    fn file(&self, path: &str, text: impl AsRef<[u8]>) {
        lay(&self.root().join(path), text);
    }

    fn ask(&self, name: &str, args: &[&str]) -> Result<Value, Fault> {
        let questions = Markdown.questions();
        let question = questions.iter().find(|q| q.name == name).expect("a question");
        assert!(question.module == "md" && question.arity.contains(&args.len()));
        assert!(!question.runs_commands);
        let args: Vec<Value> = args.iter().copied().map(Value::from).collect();
        (question.answer)(&self.asking, &args)
    }

    fn get(&self, name: &str, args: &[&str]) -> Value {
        self.ask(name, args).expect("an answer")
    }

    fn fault(&self, name: &str, args: &[&str]) -> Fault {
        self.ask(name, args).expect_err("a fault")
    }
}

fn lay(file: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

const PLAN: &str = "---\nstatus: draft\ntags: [a, b]\n---\n- [x] read\n\n# Plan\n\n- [ ] build\n\n\
                    ## Phase 1\n\n- [x] dig\n  - [ ] deeper\n\n# Risks\n\nNone.\n";

#[test]
fn sections_hold_their_boxes() {
    let trial = Trial::new();
    trial.file("plan.md", PLAN);
    let expected = json!([
        { "name": "Plan", "level": 1, "line": 7, "boxes": [
            { "text": "build", "done": false, "line": 9 },
        ]},
        { "name": "Phase 1", "level": 2, "line": 11, "boxes": [
            { "text": "dig", "done": true, "line": 13 },
            { "text": "deeper", "done": false, "line": 14 },
        ]},
        { "name": "Risks", "level": 1, "line": 16, "boxes": [] },
    ]);
    assert_eq!(trial.get("sections", &["plan.md"]), expected);
}

#[test]
fn boxes_know_their_section() {
    let trial = Trial::new();
    trial.file("plan.md", PLAN);
    let all = json!([
        { "text": "read", "done": true, "line": 5, "section": null },
        { "text": "build", "done": false, "line": 9, "section": "Plan" },
        { "text": "dig", "done": true, "line": 13, "section": "Phase 1" },
        { "text": "deeper", "done": false, "line": 14, "section": "Phase 1" },
    ]);
    assert_eq!(trial.get("boxes", &["plan.md"]), all);
    let plan = trial.get("boxes", &["plan.md", "plan"]);
    assert_eq!(plan.as_array().map(|found| &found[..]), all.as_array().map(|found| &found[1..]));
    assert_eq!(trial.get("boxes", &["plan.md", "Risks"]), json!([]));
    let fault = trial.fault("boxes", &["plan.md", "Next"]);
    assert_eq!(fault.message, "plan.md has no section `Next`");
    assert_eq!(fault.hint.as_deref(), Some("it has: `Plan`, `Phase 1`, `Risks`"));
}

#[test]
fn front_matter_is_a_map_or_null() {
    let trial = Trial::new();
    trial.file("plan.md", PLAN);
    trial.file("none.md", "# A\n\n---\na: 1\n---\n");
    trial.file("open.md", "---\na: 1\n");
    trial.file("marked.md", "\u{feff}---\r\na: 1\r\n---\r\n");
    trial.file("empty.md", "---\n---\n");
    trial.file("bad.md", "---\na: 1\nb: *c\n---\n");
    assert_eq!(
        trial.get("front_matter", &["plan.md"]),
        json!({"status": "draft", "tags": ["a", "b"]})
    );
    assert_eq!(trial.get("front_matter", &["none.md"]), Value::Null);
    assert_eq!(trial.get("front_matter", &["open.md"]), Value::Null);
    assert_eq!(trial.get("front_matter", &["marked.md"]), json!({"a": 1}));
    assert_eq!(trial.get("front_matter", &["empty.md"]), json!({}));
    assert!(trial.fault("front_matter", &["bad.md"]).message.starts_with("bad.md:3: cannot read"));
}

#[test]
fn the_worktree_is_looked_in_first() {
    let trial = Trial::new();
    trial.file("plan.md", "# Old\n");
    trial.file("other.md", "# Other\n");
    lay(&trial.worktree().join("plan.md"), "# New\n");
    lay(&trial.worktree().join("new.md"), "");
    let name = |path: &str| trial.get("sections", &[path])[0]["name"].clone();
    assert_eq!(name("plan.md"), "New");
    assert_eq!(name("other.md"), "Other");
    assert_eq!(trial.get("glob", &["*.md"]), json!(["new.md", "other.md", "plan.md"]));
}

#[test]
fn only_files_exist() {
    let trial = Trial::new();
    trial.file("docs/a.md", "");
    let exists = |path: &str| trial.get("exists", &[path]);
    assert_eq!(exists("docs/a.md"), true);
    assert_eq!(exists("docs"), false);
    assert_eq!(exists("docs/b.md"), false);
    assert_eq!(exists("docs/a.md/b"), false);
}

#[test]
fn no_path_leads_out() {
    let trial = Trial::new();
    lay(&trial.folder.path().join("secret.md"), "# Secret\n");
    trial.file(".git/config", "");
    symlink("../secret.md", trial.root().join("way-out.md")).expect("a link");
    symlink("..", trial.root().join("up")).expect("a link");
    symlink(".git/config", trial.root().join("config.md")).expect("a link");
    for path in [
        "../secret.md",
        "/etc/passwd",
        "",
        ".git/config",
        "way-out.md",
        "up/secret.md",
        "config.md",
    ] {
        for name in ["exists", "sections", "boxes", "front_matter"] {
            let fault = trial.fault(name, &[path]);
            assert!(fault.message.contains(path), "{name} {path}: {fault:?}");
        }
    }
    assert_eq!(trial.get("glob", &["*.md"]), json!([]));
    assert_eq!(trial.get("glob", &["up/*.md"]), json!([]));
    assert_eq!(trial.get("glob", &["*/*"]), json!([]));
}

#[test]
fn links_within_are_followed() {
    let trial = Trial::new();
    trial.file("docs/a.md", "# A\n");
    symlink("docs/a.md", trial.root().join("b.md")).expect("a link");
    symlink("loop.md", trial.root().join("loop.md")).expect("a link");
    assert_eq!(trial.get("sections", &["b.md"])[0]["name"], "A");
    assert_eq!(trial.get("glob", &["*.md"]), json!(["b.md"]));
    assert!(trial.fault("sections", &["loop.md"]).message.contains("loop.md"));
}

#[test]
fn what_is_no_document_is_named() {
    let trial = Trial::new();
    let missing = trial.fault("sections", &["plan.md"]);
    assert_eq!(missing.kind, FaultKind::Refused);
    assert!(missing.message.contains("plan.md"));
    trial.file("bytes.md", b"ab\xff");
    assert_eq!(
        trial.fault("boxes", &["bytes.md"]).message,
        "cannot read bytes.md: it is no UTF-8 at byte 3"
    );
    fs::create_dir(trial.root().join("folder")).expect("a folder");
    let pipe = trial.root().join("pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(pipe).status().expect("mkfifo").success());
    for path in ["folder", "pipe.md"] {
        let message = trial.fault("sections", &[path]).message;
        assert_eq!(message, format!("cannot read {path}: it is no regular file"));
    }
    trial.file("big.md", vec![b'\n'; LARGEST as usize]);
    assert_eq!(trial.get("boxes", &["big.md"]), json!([]));
    trial.file("big.md", vec![b'\n'; LARGEST as usize + 1]);
    let message = trial.fault("boxes", &["big.md"]).message;
    assert_eq!(message, "cannot read big.md: it is larger than 16 MiB");
}

#[test]
fn a_glob_stays_within_its_levels() {
    let trial = Trial::new();
    for path in [
        "planning_docs/PERF-007_b.md",
        "planning_docs/PERF-007_a.md",
        "planning_docs/PERF-0071.md",
        "planning_docs/PERF-008.md",
        "planning_docs/old/PERF-007_c.md",
        "planning_docs/.PERF-007.md",
        ".github/PERF-007.md",
        ".git/PERF-007.md",
    ] {
        trial.file(path, "");
    }
    let glob = |pattern: &str| trial.get("glob", &[pattern]);
    let found = ["0071.md", "007_a.md", "007_b.md"].map(|end| format!("planning_docs/PERF-{end}"));
    assert_eq!(glob("planning_docs/PERF-007*.md"), json!(found));
    assert_eq!(glob("./planning_docs//PERF-00?.md"), json!(["planning_docs/PERF-008.md"]));
    assert_eq!(glob("*/*/*.md"), json!(["planning_docs/old/PERF-007_c.md"]));
    assert_eq!(glob("planning_docs/PERF-008.md"), json!(["planning_docs/PERF-008.md"]));
    assert_eq!(glob(".github/*.md"), json!([".github/PERF-007.md"]));
    assert_eq!(glob(".gi*/*.md"), json!([".github/PERF-007.md"]));
    assert_eq!(glob("planning_docs"), json!([]));
    assert_eq!(glob("nowhere/*.md"), json!([]));
    for pattern in ["**/*.md", "../*.md", "/*.md", "", ".git/*", "a/[.md"] {
        assert!(trial.fault("glob", &[pattern]).message.starts_with("md::glob: "), "{pattern}");
    }
}
