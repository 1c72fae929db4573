//! Running gates, hooks and after-scripts.

use std::sync::Arc;

use rhai::{Engine, Position};
use serde_json::Value;

use super::consent::Consent;
use super::ctx::{self, Facts};
use super::dynamic::from_json;
use super::error::{self, ScriptError};
use super::explain::explain;
use super::library::Script;
use super::questions::{Intents, Questions};
use super::state::{Ending, Recorded, State};
use super::{host, modules, outcome};
use crate::fault::{Fault, FaultKind};
use crate::gate::{Marks, Reason, Verdict};
use crate::plan::Draft;
use crate::question::Asking;

/// A script and all that it is run with.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The script.
    pub script: &'a Script,
    /// What its questions may look at; its name, its deadline and its watcher are here too.
    pub asking: &'a Asking,
    /// The step's arguments, as `workflow.toml` has them.
    pub args: &'a Value,
    /// What it is told of the transition.
    pub facts: &'a Facts,
    /// That it may run at all.
    pub consent: Consent,
}

/// What came of a gate.
#[derive(Debug, Clone)]
pub struct GateOutcome {
    /// What it says.
    pub verdict: Verdict,
    /// What it warned of.
    pub warnings: Vec<String>,
    /// What it asked; the verdict rests on these answers.
    pub recorded: Vec<Recorded>,
    /// The bug, where [`Verdict::Broken`] tells of one.
    pub bug: Option<Box<ScriptError>>,
}

/// Why a hook or an after-script did not run to its end.
#[derive(Debug, Clone)]
pub enum HookError {
    /// It does not want the transition, for these reasons.
    Refused(Vec<Reason>),
    /// It failed: a bug, a limit, a question that could not be answered.
    Failed {
        /// In words.
        fault: Fault,
        /// The bug, where it was one.
        bug: Option<Box<ScriptError>>,
    },
}

/// Which functions a script has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Gate,
    Hook,
    After,
}

/// Runs a gate: it asks, and says whether the move may go on. A gate that just ends passes.
pub fn run_gate(call: Call<'_>, questions: &Questions) -> GateOutcome {
    let (ran, ending) = run(call, Role::Gate, questions, None, None);
    let (verdict, bug) = match ending {
        Ok(None) => (Verdict::Pass { message: String::new(), marks: Marks::default() }, None),
        Ok(Some(Ending::Pass { message, marks })) => (Verdict::Pass { message, marks }, None),
        Ok(Some(Ending::Skip(message))) => (Verdict::Skip { message }, None),
        Ok(Some(Ending::Refuse(reasons))) => (Verdict::Refuse(reasons), None),
        Ok(Some(other)) => match failed(call.script, other) {
            HookError::Refused(reasons) => (Verdict::Refuse(reasons), None),
            HookError::Failed { fault, bug } => (Verdict::Broken(fault), bug),
        },
        Err(HookError::Refused(reasons)) => (Verdict::Refuse(reasons), None),
        Err(HookError::Failed { fault, bug }) => (Verdict::Broken(fault), bug),
    };
    let (warnings, recorded) = match ran {
        Some(state) => (state.take_said(), state.take_recorded()),
        None => (Vec::new(), Vec::new()),
    };
    GateOutcome { verdict, warnings, recorded, bug }
}

/// Runs a hook over a plan: it asks, and adds effects. What it notes becomes a remark of the plan.
///
/// # Errors
/// When it refuses the transition or fails; the plan is lost then, which no one needs any more.
pub fn run_hook(
    call: Call<'_>,
    draft: Draft,
    questions: &Questions,
    intents: &Intents,
) -> Result<Draft, HookError> {
    let (ran, ending) = run(call, Role::Hook, questions, Some(intents), Some(draft));
    if let Some(ending) = ending? {
        return Err(failed(call.script, ending));
    }
    let draft = ran.and_then(|state| {
        let notes = state.take_said();
        let mut draft = state.draft().take()?;
        notes.into_iter().for_each(|note| draft.note(note));
        Some(draft)
    });
    draft.ok_or_else(|| broken(Fault::failed("the script host lost the plan")))
}

/// Runs an after-script, once the transition is committed. Gives what it noted.
///
/// # Errors
/// When it fails, by itself or by its own words; the transition stays as it is.
pub fn run_after(call: Call<'_>, questions: &Questions) -> Result<Vec<String>, HookError> {
    let (ran, ending) = run(call, Role::After, questions, None, None);
    match ending? {
        Some(ending) => Err(failed(call.script, ending)),
        None => Ok(ran.map(|state| state.take_said()).unwrap_or_default()),
    }
}

/// What ended the script, `None` where it came to its last line, and what it left behind.
type Ran = (Option<Arc<State>>, Result<Option<Ending>, HookError>);

fn run(
    call: Call<'_>,
    role: Role,
    questions: &Questions,
    intents: Option<&Intents>,
    draft: Option<Draft>,
) -> Ran {
    let Call { script, asking, args, facts, consent } = call;
    if !script.bundled && !consent.is_trusted() {
        let fault = Fault::failed(format!("{} is not trusted", script.origin))
            .hint("read the script, then trust the workflow");
        return (None, Err(broken(fault)));
    }
    let ctx = match ctx::build(asking, facts, args) {
        Ok(ctx) => ctx,
        Err(fault) => return (None, Err(broken(fault))),
    };
    let ran = host::on_own_stack(move || {
        let state = Arc::new(State::new(asking, &script.origin, draft));
        let mut engine = host::engine(&state, &script.library, consent.is_trusted());
        let scope = &mut host::register_ctx(&mut engine, &from_json(&ctx));
        register_words(&mut engine, &state, role);
        modules::register(&mut engine, &state, questions, intents, script, consent);
        let known = |error| Box::new(explain(error, role, questions, &script.library));
        let ended = match host::compile(&engine, scope, &script.origin, &script.source) {
            Ok(ast) => engine.run_ast_with_scope(scope, &ast),
            Err(error) => {
                let error = known(ScriptError::parsing(script, &script.origin, &error));
                return (Some(state), Err(bug(error)));
            }
        };
        match (state.take_ending(), ended) {
            (Some(Ending::Limit(limit)), ended) => {
                let at = ended.err().map_or(Position::NONE, |e| e.position());
                (Some(state), Err(bug(Box::new(limit_error(script, at, &limit)))))
            }
            (Some(ending), _) => (Some(state), Ok(Some(ending))),
            (None, Ok(())) => (Some(state), Ok(None)),
            (None, Err(error)) => {
                let error = known(ScriptError::evaluating(script, &error));
                (Some(state), Err(bug(error)))
            }
        }
    });
    ran.unwrap_or_else(|| {
        let fault = Fault::failed(format!("the script host broke down over {}", script.origin));
        (None, Err(broken(fault)))
    })
}

fn register_words(engine: &mut Engine, state: &Arc<State>, role: Role) {
    outcome::register_fail(engine, state);
    match role {
        Role::Gate => outcome::register_verdicts(engine, state),
        Role::Hook | Role::After => outcome::register_saying(engine, state, "note"),
    }
}

/// The endings that are no verdict.
fn failed(script: &Script, ending: Ending) -> HookError {
    match ending {
        Ending::Refuse(reasons) => HookError::Refused(reasons),
        Ending::Fault { fault, .. } if fault.kind == FaultKind::Refused => {
            let reason = Reason { message: fault.message, hint: fault.hint, line: None };
            HookError::Refused(vec![reason])
        }
        Ending::Fault { fault, asked, file, at } => {
            let at = error::place(&file, at.line(), at.position());
            let message = format!("{} (`{asked}`, asked at {at})", fault.message);
            broken(Fault { message, ..fault })
        }
        Ending::Interrupted => {
            let fault = Fault::failed(format!("{} was interrupted", script.origin));
            broken(fault.kind(FaultKind::Interrupted))
        }
        Ending::Limit(limit) => bug(Box::new(limit_error(script, Position::NONE, &limit))),
        // Only gates have these words.
        Ending::Pass { .. } | Ending::Skip(_) => broken(Fault::failed("a verdict outside a gate")),
    }
}

fn limit_error(script: &Script, at: Position, limit: &str) -> ScriptError {
    ScriptError::at(script, &script.origin, at, format!("the script was stopped: {limit}"))
}

fn bug(error: Box<ScriptError>) -> HookError {
    HookError::Failed { fault: Fault::from((*error).clone()), bug: Some(error) }
}

fn broken(fault: Fault) -> HookError {
    HookError::Failed { fault, bug: None }
}
