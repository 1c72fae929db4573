//! Judges a plan: gates run side by side, and every refusal is reported at once.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::steps::Ran;
use super::{Flow, FlowError};
use crate::apply::Cleared;
use crate::fault::Fault;
use crate::gate::{GateReport, Marks, Reason, Verdict};
use crate::plan::{FileChange, Grounds, Move, MoveKind, Plan, plan, plan_home};
use crate::script::{Recorded, digest};
use crate::snapshot::Snapshot;
use crate::task::Task;
use crate::within;
use crate::workflow::{Action, Step};

/// What the gates of a transition say.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The task.
    pub task: Task,
    /// The move.
    pub mov: Move,
    /// A report of each gate, needed ones first.
    pub reports: Vec<GateReport>,
    /// What the gates asked, and the digests of the answers.
    recorded: Vec<Asked>,
    /// What the worktree held before commands ran in it.
    ground: Option<String>,
    /// The card, as the gates saw it.
    card: String,
}

#[derive(Debug, Clone)]
struct Asked {
    step: String,
    recorded: Recorded,
}

impl Judgement {
    /// Whether every gate agrees.
    pub fn agrees(&self) -> bool {
        self.reports.iter().all(GateReport::agrees)
    }

    /// What the passed gates write on the card.
    pub(super) fn marks(&self) -> Marks {
        let mut all = Marks::default();
        for report in &self.reports {
            if let Verdict::Pass { marks, .. } = &report.verdict {
                all.tick.extend(marks.tick.iter().cloned());
                all.set.extend(marks.set.iter().cloned());
            }
        }
        all
    }

    /// Clears a plan, unless a gate or a hook refuses it.
    pub(super) fn cleared(mut self, plan: Plan) -> Result<(Self, Cleared), FlowError> {
        match Cleared::judged(plan, &self.reports) {
            Ok(cleared) => Ok((self, cleared)),
            Err(plan) => {
                let told = |report: &GateReport| self.reports.iter().any(|r| r.name == report.name);
                let hooks: Vec<_> = refusals(&plan).filter(|report| !told(report)).collect();
                self.reports.extend(hooks);
                Err(FlowError::Refused(Box::new(self)))
            }
        }
    }

    /// What the gates warned of.
    pub fn warnings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.reports.iter().flat_map(|r| r.warnings.iter().map(|w| (r.name.as_str(), w.as_str())))
    }
}

impl Flow {
    /// Plans a move on these boards, with these marks.
    pub(super) fn plan(
        &self,
        snapshot: &Arc<Snapshot>,
        mov: &Move,
        marks: &Marks,
    ) -> Result<Plan, FlowError> {
        let grounds = Grounds { site: &self.site, workflow: &self.workflow, snapshot, marks };
        let facts = self.facts(mov, 0, BTreeMap::new());
        let mut hooks =
            |name: &str, task: &Task, draft| self.hook(snapshot, task, name, &facts, draft);
        let plan = match mov.kind {
            MoveKind::Back => plan_home(grounds, mov, &self.history()?, &mut hooks)?,
            _ => plan(grounds, mov, &mut hooks)?,
        };
        self.are_writable(&plan.files)?;
        Ok(plan)
    }

    /// Refuses a plan whose files cannot be what it makes of them, before anybody is asked.
    pub(super) fn are_writable(&self, files: &[FileChange]) -> Result<(), FlowError> {
        for file in files.iter().filter(|file| file.remains) {
            let FileChange { path, existed, after, .. } = file;
            within::writable(&self.site.root, path, *existed).map_err(Fault::from)?;
            let (size, most) = (after.len() as u64, within::MAX_BYTES);
            if size > most {
                let message = format!("{path} would have {size} bytes; at most {most} are read");
                return Err(Fault::refused(message).hint("split the file").into());
            }
        }
        Ok(())
    }

    /// Runs the gates of a plan side by side; a gate waits only for those it needs.
    pub(super) fn judge(&self, snapshot: &Arc<Snapshot>, plan: &Plan) -> Judgement {
        let steps = self.gates_of(&plan.transition.gates);
        let may_run = |step: &&Step| !matches!(step.action, Action::Bundled(_) | Action::Native(_));
        let ground = steps.iter().any(may_run).then(|| self.ground(&plan.task)).flatten();
        let done: Mutex<BTreeMap<String, Ran>> = Mutex::default();
        let woken = Condvar::new();
        std::thread::scope(|scope| {
            for step in &steps {
                let (done, woken, count) = (&done, &woken, steps.len());
                scope.spawn(move || {
                    let needs = wait_for(done, woken, step);
                    let failed: Vec<String> = needs
                        .iter()
                        .filter(|(_, word)| *word != "pass" && *word != "skip")
                        .map(|(n, _)| n.clone())
                        .collect();
                    let facts = self.facts(&plan.mov, count, needs);
                    // A gate that breaks down must not keep those waiting that need it.
                    let asked = || self.gate(snapshot, &plan.task, step, &facts);
                    let mut ran =
                        catch_unwind(AssertUnwindSafe(asked)).unwrap_or_else(|_| broken(step));
                    if !failed.is_empty() && ran.report.agrees() {
                        ran.report.verdict = unmet(&failed);
                    }
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.insert(step.name.clone(), ran);
                    woken.notify_all();
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (mut reports, mut recorded) = (Vec::new(), Vec::new());
        for step in &steps {
            let Some(ran) = done.remove(&step.name) else { continue };
            let asked = |recorded| Asked { step: step.name.clone(), recorded };
            recorded.extend(ran.recorded.into_iter().map(asked));
            reports.push(ran.report);
        }
        reports.extend(refusals(plan));
        // What the worktree held before the commands ran is what they can have seen; that it holds
        // the same now is looked at under the lock.
        let commands = steps.iter().any(|step| matches!(step.action, Action::Run(_)))
            || recorded.iter().any(|asked: &Asked| !asked.recorded.replay);
        let ground = ground.filter(|_| commands);
        let (task, mov) = (plan.task.clone(), plan.mov.clone());
        Judgement { task, mov, reports, recorded, ground, card: plan.card.before.clone() }
    }

    /// Makes the final plan of a judgement in which all gates agree: the plan that was judged, with
    /// what the gates write on the card.
    pub(super) fn clear(
        &self,
        snapshot: &Arc<Snapshot>,
        judgement: Judgement,
        judged: Plan,
    ) -> Result<(Judgement, Cleared), FlowError> {
        if !judgement.agrees() {
            return Err(FlowError::Refused(Box::new(judgement)));
        }
        let marks = judgement.marks();
        let plan = match marks == Marks::default() {
            true => judged,
            false => self.plan(snapshot, &judgement.mov, &marks)?,
        };
        judgement.cleared(plan)
    }

    /// Whether the grounds of a judgement still hold on these boards: the card is the same, and
    /// every question still has the same answer, and the worktree that commands ran in holds what it
    /// held. Commands are not run again.
    pub(super) fn still_holds(
        &self,
        snapshot: &Arc<Snapshot>,
        judgement: &Judgement,
        plan: &Plan,
    ) -> bool {
        if plan.card.before != judgement.card {
            return false;
        }
        if let Some(ground) = &judgement.ground
            && self.ground(&plan.task).as_ref() != Some(ground)
        {
            return false;
        }
        judgement.recorded.iter().filter(|asked| asked.recorded.replay).all(|asked| {
            let Some(step) = self.workflow.gates.get(&asked.step) else { return false };
            let asking = self.asking(snapshot, &plan.task, step);
            let recorded = &asked.recorded;
            let now = self.questions.ask(&asking, &recorded.question, &recorded.args);
            now.is_ok_and(|answer| digest(&answer) == recorded.digest)
        })
    }
}

/// Waits until every gate that this one needs is done; their verdicts in a word.
fn wait_for(
    done: &Mutex<BTreeMap<String, Ran>>,
    woken: &Condvar,
    step: &Step,
) -> BTreeMap<String, String> {
    let mut guard = done.lock().unwrap_or_else(PoisonError::into_inner);
    while !step.needs.iter().all(|need| guard.contains_key(need)) {
        guard = woken.wait(guard).unwrap_or_else(PoisonError::into_inner);
    }
    let word = |need: &String| Some((need.clone(), guard.get(need)?.report.word().to_owned()));
    step.needs.iter().filter_map(word).collect()
}

/// The hooks that refuse, told as gates are.
fn refusals(plan: &Plan) -> impl Iterator<Item = GateReport> {
    plan.refused.iter().map(|(name, fault)| {
        let reason =
            Reason { message: fault.message.clone(), hint: fault.hint.clone(), line: None };
        report(name, Verdict::Refuse(vec![reason]))
    })
}

fn broken(step: &Step) -> Ran {
    let fault = Fault::failed("the gate broke down").hint("tell those who wrote it");
    Ran { report: report(&step.name, Verdict::Broken(fault)), recorded: Vec::new() }
}

fn report(name: &str, verdict: Verdict) -> GateReport {
    GateReport { name: name.to_owned(), verdict, warnings: Vec::new(), took: Duration::ZERO }
}

fn unmet(failed: &[String]) -> Verdict {
    let message = format!("it needs {}, which did not pass", failed.join(", "));
    Verdict::Refuse(vec![Reason { message, hint: None, line: None }])
}
