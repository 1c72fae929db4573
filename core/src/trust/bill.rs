//! What a repository would have executed, and the digest that stands for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::script::{Asks, Questions};
use crate::workflow::{Action, Step, Workflow};

/// Something that the repository would have executed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runs {
    /// `gate`, `hook` or `after`; `git` for what the repository's own git configuration names.
    pub role: String,
    /// The step's name.
    pub name: String,
    /// The command line, word by word, or the script's path.
    pub what: Vec<String>,
    /// Whether it is a script; else a command.
    pub script: bool,
    /// The questions and intents that the script names, such as `cmd::run`, in order.
    pub asks: Vec<String>,
    /// The scripts that it imports, as it writes them.
    pub imports: Vec<String>,
    /// Why the script cannot be read, where it cannot: it could not run either.
    pub unreadable: Option<String>,
}

/// The texts that a digest stands for: what is shown, what is agreed to, and what runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// `workflow.toml`.
    pub workflow: String,
    /// Every script that it names, by path: imports reach no other.
    pub scripts: BTreeMap<String, String>,
}

impl Texts {
    /// `sha256:…` over all of them, and the paths of the scripts.
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        let mut part = |text: &str| {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        part(&self.workflow);
        for (path, text) in &self.scripts {
            part(path);
            part(text);
        }
        let hex: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
    }
}

/// All that a repository would have executed.
#[derive(Debug, Clone)]
pub struct Bill {
    /// What would run, as far as workflow.toml says it.
    steps: Vec<Runs>,
    texts: Texts,
    digest: String,
}

impl Bill {
    /// Reads off a workflow what it would execute; `scripts` are the texts that will run, by path.
    pub fn of(workflow: &Workflow, scripts: BTreeMap<String, String>) -> Self {
        let all =
            [("gate", &workflow.gates), ("hook", &workflow.hooks), ("after", &workflow.after)];
        let of = |(role, steps): (&'static str, &BTreeMap<String, Step>)| {
            steps.values().filter_map(|step| runs(role, step)).collect::<Vec<_>>()
        };
        let source = String::from_utf8_lossy(&workflow.source).into_owned();
        let texts = Texts { workflow: source, scripts };
        Self { steps: all.into_iter().flat_map(of).collect(), digest: texts.digest(), texts }
    }

    /// Whether nothing of the repository's own would run.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// What the user agrees to: `sha256:…` over [`Bill::texts`].
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The texts that the digest stands for.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// What would run, with what each script asks for.
    pub fn runs(&self, questions: &Questions) -> Vec<Runs> {
        let mut all = self.steps.clone();
        for runs in all.iter_mut().filter(|runs| runs.script) {
            let text = runs.what.first().and_then(|path| self.texts.scripts.get(path));
            match text.map(|text| Asks::of(text, questions)) {
                Some(Ok(asks)) => (runs.asks, runs.imports) = (asks.names, asks.imports),
                Some(Err(why)) => runs.unreadable = Some(why),
                None => {}
            }
        }
        all
    }
}

fn runs(role: &str, step: &Step) -> Option<Runs> {
    let (what, script) = match &step.action {
        Action::Run(words) => (words.clone(), false),
        Action::Script(path) => (vec![path.to_string()], true),
        Action::Bundled(_) | Action::Native(_) => return None,
    };
    Some(Runs::new(role, &step.name, what, script))
}

impl Runs {
    pub(crate) fn new(role: &str, name: &str, what: Vec<String>, script: bool) -> Self {
        let (role, name) = (role.to_owned(), name.to_owned());
        Self { role, name, what, script, asks: vec![], imports: vec![], unreadable: None }
    }
}
