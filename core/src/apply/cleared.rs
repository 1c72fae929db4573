//! The plans that may be applied.

use crate::gate::{GateReport, Verdict};
use crate::plan::Plan;

/// A plan that may be applied. One is made by the verdicts of its gates, or because it moves
/// nothing onwards: so
/// nothing is applied that was not judged.
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
