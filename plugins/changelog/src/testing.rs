//! What the tests share: a repository in a temporary folder, and someone who asks.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flow_core::fault::Fault;
use flow_core::form::Template;
use flow_core::id::IdForm;
use flow_core::path::RelPath;
use flow_core::plan::Draft;
use flow_core::plugin::Plugin;
use flow_core::question::Asking;
use flow_core::site::Site;
use flow_core::snapshot::Snapshot;
use flow_core::task::Task;
use flow_core::watch::Unwatched;
use flow_core::workflow::{
    BoardsAt, ChangelogSettings, ChangelogTarget, GitSettings, Heading, StageName, Workflow,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Changelog;

pub const FILE: &str = "CHANGELOG.md";

/// How the tests write ids.
pub fn ids() -> IdForm {
    let prefixes = ["FEAT", "BUG", "PERF", "TEST"].map(str::to_owned).to_vec();
    IdForm::new("{prefix}-{number:3}{suffix?}", prefixes).expect("a form")
}

fn form(text: &str) -> Template {
    Template::parse(text).expect("a form")
}

fn settings(target: ChangelogTarget) -> ChangelogSettings {
    let sections = [("BUG", "Fixed"), ("FEAT", "Added"), ("*", "Changed")];
    ChangelogSettings {
        target,
        under: Heading::parse("## [Unreleased]").expect("a heading"),
        heading: form("### {section} - {date}"),
        entry: form("- **{id}: {title}**"),
        sections: BTreeMap::from(sections.map(|(a, b)| (a.to_owned(), b.to_owned()))),
    }
}

/// A repository whose task is PERF-007, on 2026-11-23.
pub struct Repository {
    folder: TempDir,
    pub asking: Asking,
}

impl Repository {
    /// With the changelog in a file.
    pub fn new() -> Self {
        Self::with(Some(settings(ChangelogTarget::File(path(FILE)))))
    }

    /// With the changelog in fragments.
    pub fn fragments() -> Self {
        Self::with(Some(settings(ChangelogTarget::Fragment(form("changelog.d/{id}.md")))))
    }

    pub fn with(changelog: Option<ChangelogSettings>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().to_owned();
        let now: jiff::ZonedDateTime = "2026-11-23T10:00[UTC]".parse().expect("a time");
        let site = Site {
            state: root.join(".flow"),
            here: root.clone(),
            root,
            branch_here: None,
            actor: "Someone".to_owned(),
            now,
            trusted: true,
            disk: flow_core::fs::Disk::default(),
        };
        let git = GitSettings {
            base: None,
            branch: form("{id}"),
            worktree: form(".worktrees/{id}"),
            discard: vec![],
        };
        let workflow = Workflow {
            ids: ids(),
            registry: None,
            boards: BoardsAt::Main,
            git,
            changelog,
            names: flow_core::workflow::Names::default(),
            check: BTreeMap::new(),
            env: vec![],
            stages: vec![],
            transitions: vec![],
            gates: BTreeMap::new(),
            hooks: BTreeMap::new(),
            after: BTreeMap::new(),
            source: vec![],
        };
        let task = Task {
            id: ids().read("PERF-007").expect("an id"),
            title: "Faster start  ".to_owned(),
            link: None,
            stage: StageName::new("doing"),
            board: path("DOING.md"),
            line: 1,
            closed: false,
            fields: vec![],
            sections: vec![],
            boxes: vec![],
            notes: vec![],
        };
        let asking = Asking {
            site: Arc::new(site),
            workflow: Arc::new(workflow),
            snapshot: Arc::new(Snapshot::default()),
            task: Arc::new(task),
            watch: Arc::new(Unwatched),
            step: "test".to_owned(),
            deadline: Instant::now() + Duration::from_secs(60),
        };
        Self { folder, asking }
    }

    /// Changes what workflow.toml says of the changelog.
    pub fn configure(&mut self, change: impl FnOnce(&mut ChangelogSettings)) {
        let workflow = Arc::make_mut(&mut self.asking.workflow);
        change(workflow.changelog.as_mut().expect("a changelog"));
    }

    /// Puts a file there.
    #[allow(clippy::disallowed_methods, reason = "a fixture, not a write of flow's")]
    pub fn put(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
        self
    }

    pub fn draft(&self) -> Draft {
        Draft::new(self.folder.path().to_owned())
    }

    pub fn has(&self, args: &[&str]) -> Result<Value, Fault> {
        let args: Vec<Value> = args.iter().map(|&arg| json!(arg)).collect();
        (Changelog.questions()[0].answer)(&self.asking, &args)
    }

    /// Answer and place.
    pub fn found(&self, args: &[&str]) -> (bool, String) {
        let answer = self.has(args).expect("an answer");
        let place = answer["place"].as_str().expect("a place").to_owned();
        (answer["answer"].as_bool().expect("a bool"), place)
    }

    pub fn write(&self, draft: &mut Draft, told: Value) -> Result<bool, Fault> {
        let done = (Changelog.intents()[0].propose)(&self.asking, draft, &[told])?;
        Ok(done.as_bool().expect("a bool"))
    }

    /// The changelog after an entry of PERF-007.
    pub fn written(&self, text: &str) -> String {
        self.put(FILE, text);
        let mut draft = self.draft();
        assert_eq!(self.write(&mut draft, entry(&[])), Ok(true));
        after(&draft, FILE)
    }
}

/// What a script tells of PERF-007.
pub fn entry(lines: &[&str]) -> Value {
    json!({ "id": "PERF-007", "title": "Faster start  ", "lines": lines })
}

pub fn path(text: &str) -> RelPath {
    RelPath::new(text).expect("a path")
}

/// A file as the plan leaves it.
pub fn after(draft: &Draft, file: &str) -> String {
    let bytes = draft.read(&path(file)).expect("readable").expect("there");
    String::from_utf8(bytes).expect("UTF-8")
}
