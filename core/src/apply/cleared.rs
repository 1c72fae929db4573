//! The plans that may be applied.

use crate::effect::External;
use crate::gate::{GateReport, Verdict};
use crate::plan::{CardChange, FileChange, Mend, MoveKind, Plan, Renamed, Writing};

/// A plan that may be applied. One is made by the verdicts of its gates, or because it moves
/// nothing onwards: so nothing is applied that was not judged.
#[derive(Debug)]
pub struct Cleared {
    plan: Plan,
    passed: Vec<String>,
}

impl Cleared {
    /// Clears a plan whose every gate was asked and agrees, and which no hook refuses; gives it back
    /// where that is not so.
    pub(crate) fn judged(plan: Plan, reports: &[GateReport]) -> Result<Self, Box<Plan>> {
        let asked = |gate: &String| reports.iter().any(|report| report.name == *gate);
        let agreed = reports.iter().all(GateReport::agrees)
            && plan.transition.gates.iter().all(asked)
            && plan.refused.is_empty();
        if !agreed {
            return Err(Box::new(plan));
        }
        let passed = reports.iter().filter(|r| matches!(r.verdict, Verdict::Pass { .. }));
        Ok(Self { passed: passed.map(|report| report.name.clone()).collect(), plan })
    }

    /// Clears a plan that takes a move back: no gate stands before that.
    pub(crate) fn undoing(plan: Plan) -> Self {
        Self { plan, passed: Vec::new() }
    }

    /// Clears a plan that moves nothing: no gate stands before that.
    pub(crate) fn in_place(plan: Plan) -> Self {
        Self { plan, passed: Vec::new() }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The gates that passed.
    pub fn passed(&self) -> &[String] {
        &self.passed
    }

    /// The plan, once it is applied or was only wanted for a look.
    pub fn into_plan(self) -> Plan {
        self.plan
    }
}

/// What is to be written and performed, and what the journal says of it. It is made of nothing but a
/// plan that is cleared, or of a mending, which no gate stands before.
pub(super) struct Work<'a> {
    pub kind: MoveKind,
    pub id: &'a str,
    pub title: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    pub why: Option<&'a str>,
    pub gates: &'a [String],
    pub files: &'a [FileChange],
    pub externals: &'a [External],
    pub card: CardChange,
    pub reverts: Option<u64>,
    pub given: &'a [Renamed],
    pub writing: Option<&'a Writing>,
    pub after: &'a [String],
}

impl<'a> From<&'a Cleared> for Work<'a> {
    fn from(cleared: &'a Cleared) -> Self {
        let Plan { mov, task, transition, files, externals, card, reverts, given, writing, .. } =
            &cleared.plan;
        Self {
            kind: mov.kind,
            id: mov.id.as_str(),
            title: task.title.trim(),
            from: mov.from.as_str(),
            to: mov.to.as_str(),
            why: mov.why.as_deref(),
            gates: &cleared.passed,
            files,
            externals,
            card: card.clone(),
            reverts: *reverts,
            given,
            writing: writing.as_ref(),
            after: &transition.after,
        }
    }
}

impl<'a> From<&'a Mend> for Work<'a> {
    fn from(mend: &'a Mend) -> Self {
        Self {
            kind: mend.kind,
            id: "",
            title: &mend.title,
            from: "",
            to: "",
            why: None,
            gates: &[],
            files: &mend.files,
            externals: &[],
            card: CardChange::default(),
            reverts: mend.reverts,
            given: &[],
            writing: None,
            after: &[],
        }
    }
}
