//! Every question and intent of a binary, by name, and the questions that the core itself answers.

mod board;
mod env;
mod files;
mod time;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::fault::Fault;
use crate::plugin::Plugins;
use crate::question::{Asking, Intent, Question};

/// The most arguments that a script can hand to a question or an intent.
pub const MAX_ARITY: usize = 6;

/// Every question, by `module::name`.
#[derive(Clone, Default)]
pub struct Questions {
    by_name: BTreeMap<String, Question>,
    intents: BTreeSet<String>,
}

/// Every intent, by `module::name`.
#[derive(Clone, Default)]
pub struct Intents(BTreeMap<String, Intent>);

/// The questions of the core: `board`, `fs`, `env` and `time`. The plugins give evidence for
/// `board::finished`.
pub fn core_questions(plugins: Plugins) -> Vec<Question> {
    let mut all = board::questions(plugins);
    all.extend(files::questions());
    all.push(env::question());
    all.extend(time::questions());
    all
}

impl Questions {
    /// The core's questions and those of all plugins.
    pub fn of(plugins: &Plugins) -> Self {
        let mut all = core_questions(plugins.clone());
        all.extend(plugins.iter().flat_map(|plugin| plugin.questions()));
        Self::new(all, &Intents::of(plugins))
    }

    /// These questions; the intents are named so that a gate that calls one can be told so.
    pub fn new(questions: Vec<Question>, intents: &Intents) -> Self {
        let by_name = questions.into_iter().map(|q| (full_name(q.module, q.name), q)).collect();
        Self { by_name, intents: intents.0.keys().cloned().collect() }
    }

    /// Asks a question, such as `git::base`.
    ///
    /// # Errors
    /// When there is no such question, or it cannot be answered.
    pub fn ask(&self, asking: &Asking, name: &str, args: &[Value]) -> Result<Value, Fault> {
        let question = self.by_name.get(name).ok_or_else(|| {
            Fault::failed(format!("this flow has no plugin that can answer `{name}`"))
                .hint("use a flow binary that was built with it")
        })?;
        (question.answer)(asking, args)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Question)> {
        self.by_name.iter().map(|(name, question)| (name.as_str(), question))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Question> {
        self.by_name.get(name)
    }

    pub(super) fn is_intent(&self, name: &str) -> bool {
        self.intents.contains(name)
    }

    /// The script modules that any question or intent stands in.
    pub(super) fn modules(&self) -> BTreeSet<&str> {
        let names = self.by_name.keys().chain(&self.intents);
        names.filter_map(|name| name.split_once("::")).map(|(module, _)| module).collect()
    }
}

impl Intents {
    /// The intents of all plugins.
    pub fn of(plugins: &Plugins) -> Self {
        Self::new(plugins.iter().flat_map(|plugin| plugin.intents()).collect())
    }

    /// These intents.
    pub fn new(intents: Vec<Intent>) -> Self {
        Self(intents.into_iter().map(|i| (full_name(i.module, i.name), i)).collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Intent)> {
        self.0.iter().map(|(name, intent)| (name.as_str(), intent))
    }
}

fn full_name(module: &str, name: &str) -> String {
    format!("{module}::{name}")
}
