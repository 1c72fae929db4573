//! Scripts of every kind, run in a small world that is built here.

mod bombs;
mod bundled;
mod core_questions;
mod errors;
mod imports;
mod outcomes;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::fault::Fault;
use crate::form::Template;
use crate::gate::Verdict;
use crate::id::IdForm;
use crate::path::RelPath;
use crate::plan::Draft;
use crate::question::{Asking, Intent, Question};
use crate::site::Site;
use crate::snapshot::Snapshot;
use crate::task::{CheckBox, Field, Item, Section, Task};
use crate::watch::Watch;
use crate::workflow::{BoardsAt, GitSettings, Stage, StageName, Standing, Workflow};

/// A task, a workflow, and whatever plugins are pretended to be there.
struct World {
    task: Task,
    root: PathBuf,
    env: Vec<String>,
    args: Value,
    facts: Facts,
    questions: Vec<Question>,
    intents: Vec<Intent>,
    library: Library,
    consent: Consent,
    deadline: Duration,
    watch: Arc<Lines>,
}

/// Keeps what scripts print.
#[derive(Default)]
struct Lines {
    seen: Mutex<Vec<String>>,
    interrupted: bool,
}

impl Watch for Lines {
    fn started(&self, _: &str) {}
    fn line(&self, step: &str, line: &str) {
        self.seen.lock().expect("no panic").push(format!("{step}: {line}"));
    }
    fn finished(&self, _: &str, _: &str, _: Duration) {}
    fn interrupted(&self) -> bool {
        self.interrupted
    }
}

fn template(text: &str) -> Template {
    Template::parse(text).expect("a form")
}

fn stage(name: &str, board: Option<&str>, ends: bool) -> Stage {
    Stage {
        says: Vec::new(),
        name: StageName::new(name),
        board: board.map(|path| Standing::Board(RelPath::new(path).expect("a path"))),
        format: &crate::format::Markdown,
        under: Vec::new(),
        groups: Vec::new(),
        card: Vec::new(),
        closed: Vec::new(),
        field: template("**{name}**: {value}"),
        insert: BTreeMap::new(),
        limit: None,
        limit_with: Vec::new(),
        waits_for: Vec::new(),
        counters: Vec::new(),
        separator: None,
        footer: None,
        placeholder: None,
        template: None,
        stale_after: None,
        on_enter_add: Vec::new(),
        on_enter_set: Vec::new(),
        aside: false,
        ends,
        archive: ends.then(|| template("archive/{id}.md")),
    }
}

impl World {
    /// PERF-007 in progress, on its way to review.
    fn new() -> Self {
        let prefixes = ["PERF", "REF", "TEST", "FEAT"].map(str::to_owned).to_vec();
        let ids = IdForm::new("{prefix}-{number:3}{suffix?}", prefixes).expect("a form");
        let task = Task {
            id: ids.read("PERF-007").expect("an id"),
            title: "Connection Pooling".into(),
            link: None,
            stage: StageName::new("in-progress"),
            board: RelPath::new("IN_PROGRESS.md").expect("a path"),
            line: 10,
            closed: false,
            fields: Vec::new(),
            sections: Vec::new(),
            boxes: Vec::new(),
            notes: Vec::new(),
        };
        Self {
            task,
            root: PathBuf::from("/nowhere"),
            env: Vec::new(),
            args: Value::Null,
            facts: Facts {
                force: false,
                from: StageName::new("in-progress"),
                to: StageName::new("review"),
                gates: 1,
                hooks: Vec::new(),
                needs: BTreeMap::new(),
            },
            questions: core_questions(Arc::from([])),
            intents: Vec::new(),
            library: Library::default(),
            consent: Consent::trusted(),
            deadline: Duration::from_secs(60),
            watch: Arc::default(),
        }
    }

    fn field(mut self, name: &str, value: &str) -> Self {
        let line = self.task.line + 1 + self.task.fields.len();
        self.task.fields.push(Field { name: name.into(), value: value.into(), line });
        self
    }

    /// Items as `[ ] open`, `[x] ticked` or plain; `> text` nests below the one before.
    fn section(mut self, name: &str, items: &[&str]) -> Self {
        let start = self.task.line + 30 + self.task.sections.len() * 20;
        let mut section =
            Section { name: name.into(), suffix: String::new(), line: start, items: Vec::new() };
        for (at, text) in items.iter().enumerate() {
            let line = start + 1 + at;
            if let Some(nested) = text.strip_prefix("> ") {
                section.items.last_mut().expect("an item").nested.push(nested.into());
                continue;
            }
            let (done, text) = match (text.strip_prefix("[ ] "), text.strip_prefix("[x] ")) {
                (Some(text), _) => (Some(false), text),
                (_, Some(text)) => (Some(true), text),
                _ => (None, *text),
            };
            if let Some(done) = done {
                let section = Some(name.into());
                self.task.boxes.push(CheckBox { text: text.into(), done, line, section });
            }
            section.items.push(Item { text: text.into(), line, done, nested: Vec::new() });
        }
        self.task.sections.push(section);
        self
    }

    fn args(mut self, args: Value) -> Self {
        self.args = args;
        self
    }

    /// Pretends that a plugin answers `module::name`; a later answer replaces an earlier one.
    fn answers(self, module: &'static str, name: &'static str, answer: Value) -> Self {
        self.asks(module, name, move |_| Ok(answer.clone()))
    }

    fn asks(
        mut self,
        module: &'static str,
        name: &'static str,
        answer: impl Fn(&[Value]) -> Result<Value, Fault> + Send + Sync + 'static,
    ) -> Self {
        self.questions.retain(|q| (q.module, q.name) != (module, name));
        let answer = move |_: &Asking, args: &[Value]| answer(args);
        self.questions.push(Question::new(module, name, 0..=3, answer));
        self
    }

    /// Pretends an intent that notes its arguments in the plan and gives `answer`.
    fn intent(mut self, module: &'static str, name: &'static str, answer: Value) -> Self {
        self.intents.push(Intent::new(module, name, 1..=1, move |_, draft, args| {
            draft.note(format!("{module}::{name} {}", args[0]));
            Ok(answer.clone())
        }));
        self
    }

    fn asking(&self) -> Asking {
        let now = "2025-11-24T10:00:00+01:00[Europe/Berlin]".parse().expect("a time");
        let site = Site {
            root: self.root.clone(),
            here: self.root.clone(),
            branch_here: None,
            state: self.root.join(".flow"),
            actor: "Ada".into(),
            now,
            trusted: true,
            disk: crate::fs::Disk::default(),
        };
        let workflow = Workflow {
            ids: IdForm::new(
                "{prefix}-{number:3}{suffix?}",
                ["PERF", "REF", "TEST", "FEAT"].map(str::to_owned).to_vec(),
            )
            .expect("a form"),
            registry: None,
            boards: BoardsAt::Main,
            check: std::collections::BTreeMap::new(),
            names: Default::default(),
            git: GitSettings {
                base: None,
                branch: template("{id}"),
                worktree: template(".worktrees/{id}"),
                discard: vec![],
            },
            changelog: None,
            env: self.env.clone(),
            stages: vec![
                stage("todo", Some("TODO.md"), false),
                stage("in-progress", Some("IN_PROGRESS.md"), false),
                stage("review", Some("REVIEW.md"), false),
                stage("done", None, true),
            ],
            transitions: Vec::new(),
            gates: BTreeMap::new(),
            hooks: BTreeMap::new(),
            after: BTreeMap::new(),
            source: Vec::new(),
        };
        Asking {
            site: Arc::new(site),
            workflow: Arc::new(workflow),
            snapshot: Arc::new(Snapshot::default()),
            task: Arc::new(self.task.clone()),
            watch: self.watch.clone(),
            step: "test".into(),
            deadline: Instant::now() + self.deadline,
        }
    }

    fn intents(&self) -> Intents {
        Intents::new(self.intents.clone())
    }

    fn all_questions(&self) -> Questions {
        Questions::new(self.questions.clone(), &self.intents())
    }

    fn script(&self, source: &str) -> Script {
        Script {
            name: "scripts/test.rhai".into(),
            origin: "scripts/test.rhai".into(),
            source: source.into(),
            bundled: false,
            library: self.library.clone(),
        }
    }

    fn gate(&self, source: &str) -> GateOutcome {
        self.gate_script(&self.script(source))
    }

    fn gate_script(&self, script: &Script) -> GateOutcome {
        let asking = self.asking();
        let (args, facts, consent) = (&self.args, &self.facts, self.consent);
        run_gate(Call { script, asking: &asking, args, facts, consent }, &self.all_questions())
    }

    fn hook(&self, source: &str) -> Result<Draft, HookError> {
        let (script, asking) = (&self.script(source), &self.asking());
        let (args, facts, consent) = (&self.args, &self.facts, self.consent);
        let call = Call { script, asking, args, facts, consent };
        let draft = Draft::new(self.root.clone());
        run_hook(call, draft, &self.all_questions(), &self.intents())
    }

    fn after(&self, source: &str) -> Result<Vec<String>, HookError> {
        let (script, asking) = (&self.script(source), &self.asking());
        let (args, facts, consent) = (&self.args, &self.facts, self.consent);
        run_after(Call { script, asking, args, facts, consent }, &self.all_questions())
    }

    /// The reasons of a gate that must refuse.
    fn refusals(&self, source: &str) -> Vec<String> {
        match self.gate(source).verdict {
            Verdict::Refuse(reasons) => reasons.into_iter().map(|r| r.message).collect(),
            other => panic!("no refusal: {other:?}"),
        }
    }

    /// The bug of a gate that must have one.
    fn bug(&self, source: &str) -> ScriptError {
        let outcome = self.gate(source);
        *outcome.bug.unwrap_or_else(|| panic!("no bug: {:?}", outcome.verdict))
    }

    /// The message of a gate that must pass.
    fn passes(&self, source: &str) -> String {
        match self.gate(source).verdict {
            Verdict::Pass { message, .. } => message,
            other => panic!("no pass: {other:?}"),
        }
    }
}

/// A folder with these files, gone with its guard.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        write(&dir.path().join(path), text);
    }
    dir
}

#[allow(clippy::disallowed_methods, reason = "a test lays out its world")]
fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}
