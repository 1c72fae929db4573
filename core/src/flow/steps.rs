//! Runs gates and hooks, whatever they are made of.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};

use super::Flow;
use crate::fault::{Fault, FaultKind};
use crate::gate::{GateReport, Marks, Reason, Verdict};
use crate::plan::{Draft, Move};
use crate::question::Asking;
use crate::script::{
    Call, Consent, Facts, GateOutcome, HookError, Recorded, Script, run_gate, run_hook,
};
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::workflow::{Action, Step};

/// A gate's report, and the answers that it rests on.
pub(super) struct Ran {
    pub report: GateReport,
    pub recorded: Vec<Recorded>,
}

impl Flow {
    pub(super) fn asking(&self, snapshot: &Arc<Snapshot>, task: &Task, step: &Step) -> Asking {
        Asking {
            site: self.site.clone(),
            workflow: self.workflow.clone(),
            snapshot: snapshot.clone(),
            task: Arc::new(task.clone()),
            watch: self.watch.clone(),
            step: step.name.clone(),
            deadline: Instant::now() + step.timeout,
        }
    }

    pub(super) fn facts(&self, mov: &Move, gates: usize, needs: BTreeMap<String, String>) -> Facts {
        let transition = self.workflow.transition(&mov.from, &mov.to);
        let hooks = transition.map(|t| t.hooks).unwrap_or_default();
        Facts { from: mov.from.clone(), to: mov.to.clone(), gates, hooks, needs, force: mov.force }
    }

    /// The script of a step, and the consent it runs with.
    fn script_of(&self, step: &Step) -> Result<(Script, Consent), Fault> {
        let missing = |name: &str| Fault::failed(format!("there is no script `{name}`"));
        match &step.action {
            Action::Bundled(name) => {
                Ok((self.library.script(name).ok_or_else(|| missing(name))?, Consent::bundled()))
            }
            Action::Script(path) => {
                let script =
                    self.library.script(path.as_str()).ok_or_else(|| missing(path.as_str()))?;
                let consent = self.consent();
                Ok((
                    script,
                    consent.ok_or_else(|| Fault::failed(format!("{path} is not trusted")))?,
                ))
            }
            Action::Run(_) | Action::Native(_) => {
                Err(Fault::failed(format!("`{}` is no script", step.name)))
            }
        }
    }

    /// Runs one gate.
    pub(super) fn gate(
        &self,
        snapshot: &Arc<Snapshot>,
        task: &Task,
        step: &Step,
        facts: &Facts,
    ) -> Ran {
        let begun = Instant::now();
        self.watch.started(&step.name);
        let asking = self.asking(snapshot, task, step);
        let GateOutcome { verdict, warnings, recorded, .. } = match &step.action {
            Action::Run(words) => self.command(&asking, words),
            Action::Native(name) => self.native(&asking, name, &step.args),
            Action::Bundled(_) | Action::Script(_) => match self.script_of(step) {
                Ok((script, consent)) => {
                    let call =
                        Call { script: &script, asking: &asking, args: &step.args, facts, consent };
                    run_gate(call, &self.questions)
                }
                Err(fault) => outcome(Verdict::Broken(fault)),
            },
        };
        let report =
            GateReport { name: step.name.clone(), verdict, warnings, took: begun.elapsed() };
        self.watch.finished(&step.name, report.word(), report.took);
        Ran { report, recorded }
    }

    /// What the task's own worktree holds. The main one is everybody's: boards change there all the
    /// time, and say nothing of a command's grounds.
    pub(super) fn ground(&self, task: &Task) -> Option<String> {
        let worktree = self.site.root.join(self.workflow.worktree_of(&task.id));
        let known = || self.plugins.iter().find_map(|plugin| plugin.state_of(&worktree));
        worktree.is_dir().then(known).flatten()
    }

    /// A gate that is a command: it agrees when the command succeeds.
    fn command(&self, asking: &Asking, words: &[String]) -> GateOutcome {
        if self.consent().is_none() {
            return outcome(Verdict::Broken(Fault::failed("the command is not trusted")));
        }
        let line = words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ");
        let place = asking.workplace();
        let place = place.strip_prefix(&self.site.root).map(|p| p.display().to_string());
        let place = place.ok().filter(|p| !p.is_empty()).unwrap_or_else(|| ".".into());
        let verdict = match self.questions.ask(asking, "cmd::run", &[json!(words)]) {
            Err(fault) => Verdict::Broken(fault),
            Ok(answer) if answer["ok"] == true => Verdict::Pass {
                message: answer["last"].as_str().unwrap_or_default().to_owned(),
                marks: Marks::default(),
            },
            Ok(answer) => {
                let how = match (answer["timed_out"].as_bool(), answer["status"].as_i64()) {
                    (Some(true), _) => "was stopped at its time-out".to_owned(),
                    (_, Some(status)) => format!("ended with exit code {status}"),
                    _ => "was ended by a signal".to_owned(),
                };
                let tail = tail(answer["output"].as_str().unwrap_or_default());
                let hint = format!("see it fail: cd {place} && {line}");
                let message = format!("`{line}` {how}{tail}");
                Verdict::Refuse(vec![Reason { message, hint: Some(hint), line: None }])
            }
        };
        outcome(verdict)
    }

    fn native(&self, asking: &Asking, name: &str, args: &Value) -> GateOutcome {
        let gate = self.plugins.iter().flat_map(|plugin| plugin.gates()).find(|g| g.name == name);
        outcome(match gate.map(|gate| (gate.judge)(asking, args)) {
            None => Verdict::Broken(Fault::failed(format!("no plugin brings the gate `{name}`"))),
            Some(Ok(verdict)) => verdict,
            Some(Err(fault)) if fault.kind == FaultKind::Refused => Verdict::Refuse(vec![Reason {
                message: fault.message,
                hint: fault.hint,
                line: None,
            }]),
            Some(Err(fault)) => Verdict::Broken(fault),
        })
    }

    /// Runs one hook over the draft.
    pub(super) fn hook(
        &self,
        snapshot: &Arc<Snapshot>,
        task: &Task,
        name: &str,
        facts: &Facts,
        draft: Draft,
    ) -> Result<Draft, Fault> {
        let step = self.workflow.hooks.get(name);
        let step = step.ok_or_else(|| Fault::failed(format!("there is no hook `{name}`")))?;
        let (script, consent) = self.script_of(step)?;
        let asking = self.asking(snapshot, task, step);
        let call = Call { script: &script, asking: &asking, args: &step.args, facts, consent };
        run_hook(call, draft, &self.questions, &self.intents).map_err(|error| match error {
            HookError::Failed { fault, .. } => fault,
            HookError::Refused(reasons) => {
                let hints: Vec<_> = reasons.iter().filter_map(|r| r.hint.clone()).collect();
                let messages: Vec<_> = reasons.iter().map(|r| r.message.as_str()).collect();
                let fault = Fault::refused(messages.join("; "));
                if hints.is_empty() { fault } else { fault.hint(hints.join("; ")) }
            }
        })
    }

    /// The gates of a transition and all those that they need, each once, needed ones first.
    pub(super) fn gates_of(&self, names: &[String]) -> Vec<&Step> {
        let mut steps: Vec<&Step> = Vec::new();
        let mut open: Vec<&String> = names.iter().rev().collect();
        while let Some(name) = open.last() {
            let Some(step) = self.workflow.gates.get(*name) else {
                open.pop();
                continue;
            };
            let seen = |name: &String| steps.iter().any(|step| step.name == *name);
            match step.needs.iter().find(|need| !seen(need)) {
                Some(need) if !seen(&step.name) => open.push(need),
                _ => {
                    if !seen(&step.name) {
                        steps.push(step);
                    }
                    open.pop();
                }
            }
        }
        steps
    }
}

fn outcome(verdict: Verdict) -> GateOutcome {
    GateOutcome { verdict, warnings: Vec::new(), recorded: Vec::new(), bug: None }
}

/// A word as a shell takes it: what a message shows can be typed.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The last lines of a command's output, below its message.
fn tail(output: &str) -> String {
    let lines: Vec<&str> = output.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(5)..];
    last.iter().map(|line| format!("\n    {line}")).collect()
}
