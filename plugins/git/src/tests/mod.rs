//! Tests on real repositories: each is made by the git program in a folder of its own.

mod actuators;
mod crashes;
mod keeping;
mod merging;
mod pasts;
mod places;
mod programs;
mod proposals;
mod readings;
mod versions;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flow_core::effect::{Actuator, Actuators, External};
use flow_core::fault::Fault;
use flow_core::form::Template;
use flow_core::id::IdForm;
use flow_core::path::RelPath;
use flow_core::plan::Draft;
use flow_core::plugin::Plugin;
use flow_core::question::Asking;
use flow_core::site::Site;
use flow_core::snapshot::Snapshot;
use flow_core::task::{Field, Task};
use flow_core::watch::Unwatched;
use flow_core::workflow::{BoardsAt, GitSettings, Stage, StageName, Workflow};
use serde_json::Value;

pub(crate) const NONCE: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const ID: &str = "PERF-007";
pub(crate) const TREE: &str = ".worktrees/PERF-007";

/// A repository with one commit on `main`.
pub(crate) struct Fixture {
    _folder: tempfile::TempDir,
    pub(crate) root: PathBuf,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let fixture = Self::unborn(&[]);
        fixture.commit(&fixture.root, "a.txt", "one\n");
        fixture
    }

    pub(crate) fn unborn(extra: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("project");
        std::fs::create_dir(&root).unwrap();
        let fixture = Self { _folder: folder, root };
        let mut init = vec!["init", "--quiet", "--initial-branch=main"];
        init.extend(extra);
        fixture.git(&init);
        fixture.configure();
        fixture
    }

    /// What the plugin's own calls must not take from this machine's configuration.
    fn configure(&self) {
        for (name, value) in [
            ("user.name", "Ada"),
            ("user.email", "ada@example.org"),
            ("commit.gpgsign", "false"),
            ("core.hooksPath", ".git/hooks"),
            ("core.autocrlf", "false"),
        ] {
            self.git(&["config", name, value]);
        }
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.root, args)
    }

    pub(crate) fn git_in(&self, folder: &Path, args: &[&str]) -> String {
        let output = Command::new("git")
            .args(args)
            .current_dir(folder)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {args:?}: {said}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    pub(crate) fn write(&self, folder: &Path, path: &str, text: &str) {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    pub(crate) fn commit(&self, folder: &Path, path: &str, text: &str) -> String {
        self.write(folder, path, text);
        self.git_in(folder, &["add", "--", path]);
        self.git_in(folder, &["commit", "--quiet", "-m", path]);
        self.git_in(folder, &["rev-parse", "HEAD"])
    }

    pub(crate) fn tip(&self, name: &str) -> String {
        self.git(&["rev-parse", name])
    }

    pub(crate) fn has_ref(&self, name: &str) -> bool {
        !self.git(&["for-each-ref", name]).is_empty()
    }

    /// Every ref under the transaction's nonce.
    pub(crate) fn marks(&self) -> String {
        self.git(&["for-each-ref", "refs/flow/tx"])
    }

    pub(crate) fn site(&self) -> Site {
        Site {
            root: self.root.clone(),
            here: self.root.clone(),
            branch_here: Some("main".into()),
            state: self.root.join(".git/flow"),
            actor: "Ada".into(),
            now: jiff::ZonedDateTime::now(),
            trusted: true,
            disk: flow_core::fs::Disk::default(),
        }
    }

    pub(crate) fn asking(&self) -> Asking {
        let workflow = workflow();
        let id = workflow.ids.read(ID).unwrap();
        Asking {
            site: Arc::new(self.site()),
            task: Arc::new(task(&workflow, ID, "doing", &[])),
            workflow: Arc::new(workflow),
            snapshot: Arc::new(Snapshot::default()),
            watch: Arc::new(Unwatched),
            step: format!("test of {id}"),
            deadline: Instant::now() + Duration::from_secs(60),
        }
    }

    /// Asks a question.
    pub(crate) fn ask(&self, name: &str, args: &[&str]) -> Result<Value, Fault> {
        let questions = crate::Git.questions();
        let question = questions.iter().find(|question| question.name == name).unwrap();
        assert!(question.arity.contains(&args.len()) && !question.runs_commands);
        let args: Vec<Value> = args.iter().map(|&arg| arg.into()).collect();
        (question.answer)(&self.asking(), &args)
    }

    /// Proposes an intent over a draft.
    pub(crate) fn intend(&self, draft: &mut Draft, name: &str, wish: Value) -> Result<bool, Fault> {
        let intents = crate::Git.intents();
        let intent = intents.iter().find(|intent| intent.name == name).unwrap();
        (intent.propose)(&self.asking(), draft, &[wish]).map(|said| said.as_bool().unwrap())
    }

    pub(crate) fn draft(&self) -> Draft {
        Draft::new(self.root.clone())
    }

    /// The effects of one intent, with what is expected of each.
    pub(crate) fn prepared(&self, name: &str, wish: Value) -> Vec<External> {
        let mut draft = self.draft();
        assert!(self.intend(&mut draft, name, wish).unwrap());
        self.expected(draft.externals())
    }

    pub(crate) fn expected(&self, effects: &[External]) -> Vec<External> {
        // One transaction has one time, whatever second it is when each is asked.
        let site = self.site();
        let expect = |effect: &External| {
            let data = actuator(&effect.kind).expect(&site, &effect.data, NONCE).unwrap();
            External { data, ..effect.clone() }
        };
        effects.iter().map(expect).collect()
    }

    /// Performs effects, each twice: the second time must change nothing.
    pub(crate) fn perform(&self, effects: &[External]) {
        for effect in effects {
            for _ in 0..2 {
                self.perform_one(effect).unwrap_or_else(|f| panic!("{}: {f:?}", effect.kind));
            }
            assert!(self.happened(effect), "{}", effect.kind);
        }
    }

    pub(crate) fn perform_one(&self, effect: &External) -> Result<(), Fault> {
        actuator(&effect.kind).perform(&self.site(), &effect.data, NONCE)
    }

    pub(crate) fn revert(&self, effect: &External) -> Result<(), Fault> {
        actuator(&effect.kind).revert(&self.site(), &effect.data, NONCE)
    }

    pub(crate) fn happened(&self, effect: &External) -> bool {
        actuator(&effect.kind).happened(&self.site(), &effect.data, NONCE).unwrap()
    }

    pub(crate) fn inverse(&self, effect: &External) -> Result<Vec<External>, Fault> {
        actuator(&effect.kind).inverse(&self.site(), &effect.data, NONCE)
    }

    /// The task's worktree, with its branch, made by hand.
    pub(crate) fn worktree(&self) -> PathBuf {
        self.git(&["worktree", "add", "--quiet", "-b", ID, TREE]);
        self.write(&self.root, ".git/info/exclude", "/.worktrees/\n");
        self.root.join(TREE)
    }

    pub(crate) fn clean(&self) -> bool {
        self.git(&["status", "--porcelain"]).is_empty()
    }
}

pub(crate) fn actuator(kind: &str) -> Arc<dyn Actuator> {
    Actuators::new(crate::Git.actuators(), flow_core::fs::Disk::default()).of(kind).unwrap().clone()
}

pub(crate) fn stage(name: &str, ends: bool) -> Stage {
    Stage {
        says: vec![],
        name: StageName::new(name),
        board: None,
        format: &flow_core::format::Markdown,
        under: vec![],
        groups: Vec::new(),
        card: vec![],
        closed: vec![],
        field: Template::parse("**{name}**: {value}").unwrap(),
        insert: [].into(),
        limit: None,
        limit_with: Vec::new(),
        waits_for: Vec::new(),
        counters: vec![],
        separator: None,
        footer: None,
        placeholder: None,
        template: None,
        stale_after: None,
        on_enter_add: vec![],
        on_enter_set: vec![],
        aside: false,
        ends,
        archive: None,
    }
}

pub(crate) fn workflow() -> Workflow {
    Workflow {
        ids: IdForm::new("{prefix}-{number:3}{suffix?}", vec!["PERF".into()]).unwrap(),
        registry: None,
        boards: BoardsAt::Main,
        git: GitSettings {
            base: None,
            branch: Template::parse("{id}").unwrap(),
            worktree: Template::parse(".worktrees/{id}").unwrap(),
            discard: vec![],
        },
        changelog: None,
        names: flow_core::workflow::Names::default(),
        check: std::collections::BTreeMap::new(),
        env: vec![],
        stages: vec![stage("todo", false), stage("doing", false), stage("done", true)],
        transitions: vec![],
        gates: [].into(),
        hooks: [].into(),
        after: [].into(),
        source: vec![],
    }
}

pub(crate) fn task(workflow: &Workflow, id: &str, at: &str, fields: &[(&str, &str)]) -> Task {
    let field = |(line, (name, value)): (usize, &(&str, &str))| Field {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
        line: line + 10,
    };
    Task {
        id: workflow.ids.read(id).unwrap(),
        title: "Mend the roof".into(),
        link: None,
        stage: StageName::new(at),
        board: RelPath::new("DOING.md").unwrap(),
        line: 9,
        closed: false,
        fields: fields.iter().enumerate().map(field).collect(),
        sections: vec![],
        boxes: vec![],
        notes: vec![],
    }
}
