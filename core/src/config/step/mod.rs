//! Gates, hooks and after-scripts: which ones a workflow names, and what they are.

mod action;
mod args;

use std::collections::BTreeMap;
use std::time::Duration;

use super::error::Mistake;
use super::section::{Section, Text};
use super::{Known, form, suggest};
use crate::workflow::{Action, ScriptKind, Step};

/// How long a script may take where nothing is said.
const SCRIPT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a command may take where nothing is said: it may well be a whole test run.
const RUN_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// How many gates may need each other in a row; no real workflow comes near, and the stack has an end.
const DEEPEST: usize = 32;

/// Steps by name.
pub(super) type ByName = BTreeMap<String, Step>;

type Tables<'a> = BTreeMap<&'a str, (Text<'a>, Section<'a>)>;

/// What `workflow.toml` says of steps, and those that were named so far.
pub(super) struct Steps<'a> {
    known: &'a Known<'a>,
    gate: Tables<'a>,
    hook: Tables<'a>,
    after: Tables<'a>,
    gates: ByName,
    hooks: ByName,
    afters: ByName,
}

impl<'a> Steps<'a> {
    /// Reads `[gate.NAME]`, `[hook.NAME]` and `[after.NAME]`.
    pub(super) fn new(root: &Section<'a>, known: &'a Known<'a>) -> Result<Self, Mistake> {
        Ok(Self {
            known,
            gate: tables(root, "gate")?,
            hook: tables(root, "hook")?,
            after: tables(root, "after")?,
            gates: BTreeMap::new(),
            hooks: BTreeMap::new(),
            afters: BTreeMap::new(),
        })
    }

    /// Takes up the steps that a list names, and the gates that they need.
    pub(super) fn list(
        &mut self,
        kind: ScriptKind,
        texts: &[Text<'a>],
    ) -> Result<Vec<String>, Mistake> {
        self.gather(kind, texts, &mut Vec::new())
    }

    fn gather(
        &mut self,
        kind: ScriptKind,
        texts: &[Text<'a>],
        path: &mut Vec<String>,
    ) -> Result<Vec<String>, Mistake> {
        let mut names: Vec<String> = Vec::new();
        for text in texts {
            self.follow(kind, text, path)?;
            if names.iter().any(|name| name == text.value) {
                return Err(text.mistake(format!("`{}` is listed twice", text.value)));
            }
            names.push(text.value.to_owned());
        }
        Ok(names)
    }

    /// Every step that was named, once the tables that nothing names have been held to the same
    /// rules: a mistake in them would else wait for the day they are used.
    pub(super) fn finish(mut self) -> Result<(ByName, ByName, ByName), Mistake> {
        let named = (self.gates.clone(), self.hooks.clone(), self.afters.clone());
        for (name, _) in self.gate.clone().into_values() {
            self.list(ScriptKind::Gate, &[name])?;
        }
        for (name, _) in self.after.clone().into_values() {
            self.list(ScriptKind::After, &[name])?;
        }
        for (name, _) in self.hook.clone().into_values() {
            // After-scripts may be declared as hooks.
            if let Err(mistake) = self.list(ScriptKind::Hook, std::slice::from_ref(&name)) {
                self.list(ScriptKind::After, &[name]).map_err(|_| mistake)?;
            }
        }
        Ok(named)
    }

    fn follow(
        &mut self,
        kind: ScriptKind,
        name: &Text<'a>,
        path: &mut Vec<String>,
    ) -> Result<(), Mistake> {
        if kind == ScriptKind::Gate {
            if let Some(from) = path.iter().position(|gate| gate == name.value) {
                path.push(name.value.to_owned());
                return Err(name
                    .mistake(format!("the gate `{}` needs itself", name.value))
                    .hint(format!("break the circle {}", path[from..].join(" → "))));
            }
            if path.len() == DEEPEST {
                return Err(name
                    .mistake(format!("gates that need gates go deeper than {DEEPEST}"))
                    .hint("let the later gates need the earlier ones directly"));
            }
            path.push(name.value.to_owned());
        }
        let done = match kind {
            ScriptKind::Gate => &self.gates,
            ScriptKind::Hook => &self.hooks,
            ScriptKind::After => &self.afters,
        };
        if !done.contains_key(name.value) {
            let step = self.step(kind, name, path)?;
            let done = match kind {
                ScriptKind::Gate => &mut self.gates,
                ScriptKind::Hook => &mut self.hooks,
                ScriptKind::After => &mut self.afters,
            };
            done.insert(step.name.clone(), step);
        }
        if kind == ScriptKind::Gate {
            path.pop();
        }
        Ok(())
    }

    fn step(
        &mut self,
        kind: ScriptKind,
        name: &Text<'a>,
        path: &mut Vec<String>,
    ) -> Result<Step, Mistake> {
        let Some(section) = self.table(kind, name.value).cloned() else {
            return Ok(Step {
                name: name.value.to_owned(),
                action: action::by_name(self.known, kind, name.value)
                    .ok_or_else(|| self.unknown(kind, name))?,
                needs: Vec::new(),
                args: serde_json::Value::Object(serde_json::Map::new()),
                timeout: SCRIPT_TIMEOUT,
            });
        };
        let action = action::of(self.known, kind, name.value, &section)?;
        if let (ScriptKind::Hook, Action::Run(_)) = (kind, &action) {
            return Err(name
                .mistake(format!(
                    "the hook `{}` runs a command; hooks only add to the plan",
                    name.value
                ))
                .hint("make it a gate, or list it in `after`"));
        }
        if let (true, Some(needs)) = (kind != ScriptKind::Gate, section.get("needs")) {
            return Err(Mistake::new(&needs.span(), "only gates can need other gates")
                .hint("list the gate in the transition's `gates`"));
        }
        let default = if matches!(action, Action::Run(_)) { RUN_TIMEOUT } else { SCRIPT_TIMEOUT };
        let timeout = section.get("timeout").map(form::duration).transpose()?;
        let needs = self.gather(ScriptKind::Gate, &section.texts("needs")?, path)?;
        Ok(Step {
            name: name.value.to_owned(),
            action,
            needs,
            args: args::args(&section)?,
            timeout: timeout.unwrap_or(default),
        })
    }

    fn table(&self, kind: ScriptKind, name: &str) -> Option<&Section<'a>> {
        let table = match kind {
            ScriptKind::Gate => self.gate.get(name),
            ScriptKind::Hook => self.hook.get(name),
            ScriptKind::After => self.after.get(name).or_else(|| self.hook.get(name)),
        };
        table.map(|(_, section)| section)
    }

    fn unknown(&self, kind: ScriptKind, name: &Text<'a>) -> Mistake {
        let mistake = name.mistake(format!("unknown {kind} `{}`", name.value));
        let others = [ScriptKind::Gate, ScriptKind::Hook, ScriptKind::After];
        for other in others.into_iter().filter(|other| *other != kind) {
            let there = self.table(other, name.value).is_some();
            if there || action::by_name(self.known, other, name.value).is_some() {
                let article = if other == ScriptKind::After { "an" } else { "a" };
                let list = action::list(other);
                return mistake
                    .hint(format!("`{}` is {article} {other}: list it in {list}", name.value));
            }
        }
        let (declared, word): (Vec<&str>, _) = match kind {
            ScriptKind::Gate => (self.gate.keys().copied().collect(), "gate"),
            ScriptKind::Hook => (self.hook.keys().copied().collect(), "hook"),
            ScriptKind::After => {
                (self.after.keys().chain(self.hook.keys()).copied().collect(), "after")
            }
        };
        let brought: Vec<&str> = action::brought(self.known, kind).collect();
        match suggest::nearest(name.value, declared.into_iter().chain(brought.iter().copied())) {
            Some(near) => mistake.hint(format!("did you mean `{near}`?")),
            None if brought.is_empty() => {
                mistake.hint(format!("declare it as `[{word}.{}]`", name.value))
            }
            None => mistake.hint(format!(
                "declare it as `[{word}.{}]`; flow itself brings {}",
                name.value,
                suggest::listed(&brought)
            )),
        }
    }
}

fn tables<'a>(root: &Section<'a>, key: &str) -> Result<Tables<'a>, Mistake> {
    let Some(section) = root.table(key)? else { return Ok(Tables::new()) };
    let mut tables = Tables::new();
    for (name, item) in section.entries() {
        let label = format!("[{key}.{}]", form::name(&name)?);
        if !item.is_table() {
            return Err(Mistake::new(&name.span, format!("`{}` stands in no table", name.value))
                .hint(format!("name the {key} in its header: `[{key}.NAME]`")));
        }
        let table = item.table(label)?;
        table.only(key)?;
        tables.insert(name.value, (name, table));
    }
    Ok(tables)
}
