//! After-scripts: they run once a transition is committed, at least once, and never roll back.

use std::sync::Arc;

use serde_json::json;

use super::{Flow, FlowError};
use crate::journal::{Entry, Progress};
use crate::plan::{Move, MoveKind};
use crate::script::{Call, HookError, run_after};
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{Action, StageName, Step};

/// How many moves are looked through for after-scripts that did not run.
const LOOKED_BACK: usize = 32;

impl Flow {
    /// Runs the after-scripts of an entry; gives what they said, or why they failed.
    pub(super) fn after(&self, snapshot: &Arc<Snapshot>, entry: &Entry) -> Vec<String> {
        let Some(task) = self.task_of(snapshot, entry) else { return Vec::new() };
        let mut said = Vec::new();
        for (at, name) in entry.after.iter().enumerate() {
            if self.watch.interrupted() {
                // One that was interrupted at work is not run again; these have not begun.
                let left = entry.after[at..].join(", ");
                said.push(format!("interrupted: the next command that writes runs {left}"));
                break;
            }
            if let Some(step) = self.workflow.after.get(name) {
                if step.action.needs_consent() && self.consent().is_none() {
                    // It is not recorded, so that it runs once it may.
                    said.push(format!("{name} waits for your trust: flow trust"));
                    continue;
                }
                said.extend(self.after_one(snapshot, entry, &task, step));
            }
            // Recorded once it has run: a kill before this line runs it again.
            let _ = self.hands.journal.record(entry.seq, &Progress::After { name: name.clone() });
        }
        said
    }

    /// Runs what a kill kept from running, in the last moves.
    pub(super) fn after_pending(&self) -> Result<(), FlowError> {
        if self.workflow.after.is_empty() {
            return Ok(());
        }
        let journal = &self.hands.journal;
        let numbers = journal.numbers()?;
        for &seq in &numbers[numbers.len().saturating_sub(LOOKED_BACK)..] {
            // What an entry that cannot be read wanted, nobody knows.
            let Ok(logged) = journal.read(seq) else { continue };
            let ran =
                |name: &String| logged.progress.contains(&Progress::After { name: name.clone() });
            if !logged.is_done() || logged.entry.after.iter().all(ran) {
                continue;
            }
            let mut entry = logged.entry.clone();
            entry.after.retain(|name| !ran(name));
            let snapshot = Arc::new(self.read()?);
            for line in self.after(&snapshot, &entry) {
                self.watch.line("after", &line);
            }
        }
        Ok(())
    }

    fn after_one(
        &self,
        snapshot: &Arc<Snapshot>,
        entry: &Entry,
        task: &Task,
        step: &Step,
    ) -> Vec<String> {
        let asking = self.asking(snapshot, task, step);
        let failed = |why: String| vec![format!("{} failed: {why}", step.name)];
        let trusted = self.consent();
        let bundled = crate::script::Consent::bundled();
        let Some(consent) = trusted.or((!step.action.needs_consent()).then_some(bundled)) else {
            return failed("it is not trusted".into());
        };
        match &step.action {
            Action::Run(words) => match self.questions.ask(&asking, "cmd::run", &[json!(words)]) {
                Ok(answer) if answer["ok"] == true => Vec::new(),
                Ok(answer) => failed(answer["last"].as_str().unwrap_or_default().to_owned()),
                Err(fault) => failed(fault.message),
            },
            Action::Native(name) => failed(format!("`{name}` is a gate")),
            Action::Bundled(name) => self.after_script(name, entry, step, &asking, bundled),
            Action::Script(path) => self.after_script(path.as_str(), entry, step, &asking, consent),
        }
    }

    fn after_script(
        &self,
        name: &str,
        entry: &Entry,
        step: &Step,
        asking: &crate::question::Asking,
        consent: crate::script::Consent,
    ) -> Vec<String> {
        let Some(script) = self.library.script(name) else {
            return vec![format!("there is no script `{name}`")];
        };
        let mov = Move {
            id: asking.task.id.clone(),
            from: StageName::new(entry.from.clone()),
            to: StageName::new(entry.to.clone()),
            kind: MoveKind::Advance,
            why: None,
            force: false,
        };
        let facts = self.facts(&mov, entry.gates.len(), std::collections::BTreeMap::new());
        let call = Call { script: &script, asking, args: &step.args, facts: &facts, consent };
        match run_after(call, &self.questions) {
            Ok(said) => said,
            Err(HookError::Failed { fault, .. }) => {
                vec![format!("{} failed: {}", step.name, fault.message)]
            }
            Err(HookError::Refused(reasons)) => reasons.into_iter().map(|r| r.message).collect(),
        }
    }

    /// The task of an entry, as far as the journal knows it.
    fn task_of(&self, snapshot: &Snapshot, entry: &Entry) -> Option<Task> {
        let id = self.workflow.ids.recorded_of(&entry.id, &entry.title);
        if let Some(task) = snapshot.of(&id).first() {
            return Some((*task).clone());
        }
        let files = entry.files.iter().map(|file| file.path.as_str());
        let board = self.workflow.find_stage(&entry.from)?.board_then(files)?;
        let stage = StageName::new(entry.to.clone());
        Some(Task::departed(id, entry.title.clone(), stage, board))
    }
}
