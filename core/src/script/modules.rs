//! Questions and intents as functions of Rhai modules.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{Dynamic, Engine, EvalAltResult, FuncRegistration, Module, NativeCallContext};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::consent::Consent;
use super::dynamic::{from_json, to_json};
use super::library::Script;
use super::questions::{Intents, MAX_ARITY, Questions};
use super::state::{Ending, Recorded, State};
use crate::fault::Fault;

type Answered = Result<Dynamic, Box<EvalAltResult>>;
type Native = Arc<dyn Fn(&NativeCallContext, Vec<Dynamic>) -> Answered + Send + Sync>;

/// Registers every question, and the intents where a hook runs. A module that has only intents, or
/// that some script names and no plugin brings, is there as well: a call into it is an unknown
/// function, which is an error only once it is called.
pub(super) fn register(
    engine: &mut Engine,
    state: &Arc<State>,
    questions: &Questions,
    intents: Option<&Intents>,
    script: &Script,
    consent: Consent,
) {
    let sources = script.library.sources().chain([&*script.source]);
    let named = sources.flat_map(modules_named).chain(questions.modules());
    let mut modules: BTreeMap<&str, Module> = named.map(|name| (name, Module::new())).collect();
    for (name, question) in questions.iter() {
        let (state, full, question_) = (Arc::clone(state), name.to_owned(), question.clone());
        let native: Native = Arc::new(move |call, args| {
            let question = &question_;
            let args = json_of(&full, &args)?;
            let answer = if question.runs_commands && !consent.is_trusted() {
                Err(no_consent(&full))
            } else {
                state.budget.outside(|| (question.answer)(&state.asking, &args))
            };
            let answer = answer.map_err(|fault| broken(&state, call, &full, fault))?;
            let given = from_json(&answer);
            state.record(Recorded {
                question: full.clone(),
                digest: digest(&answer),
                args,
                replay: !question.runs_commands,
            });
            Ok(given)
        });
        let module = modules.entry(question.module).or_default();
        set(module, question.name, question.arity.clone(), &native);
    }
    for (name, intent) in intents.into_iter().flat_map(Intents::iter) {
        let (state, full, propose) =
            (Arc::clone(state), name.to_owned(), Arc::clone(&intent.propose));
        let native: Native = Arc::new(move |call, args| {
            let args = json_of(&full, &args)?;
            let answer = state.budget.outside(|| match state.draft().as_mut() {
                Some(draft) => propose(&state.asking, draft, &args),
                None => Err(Fault::failed("there is no plan to add to")),
            });
            answer.map(|a| from_json(&a)).map_err(|fault| broken(&state, call, &full, fault))
        });
        let module = modules.entry(intent.module).or_default();
        set(module, intent.name, intent.arity.clone(), &native);
    }
    for (name, mut module) in modules {
        module.build_index();
        engine.register_static_module(name, module.into());
    }
}

/// What stands before a `::` in a script.
fn modules_named(source: &str) -> impl Iterator<Item = &str> {
    source.match_indices("::").filter_map(|(end, _)| {
        let before = &source[..end];
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = &before[before.trim_end_matches(word).len()..];
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase()) && name != "global";
        is_name.then_some(name)
    })
}

fn json_of(name: &str, args: &[Dynamic]) -> Result<Vec<Value>, Box<EvalAltResult>> {
    let all: Result<Vec<Value>, String> = args.iter().map(to_json).collect();
    all.map_err(|what| format!("`{name}` cannot be given {what}").into())
}

/// A fault is no bug of the script, and not for the script to catch.
fn broken(
    state: &State,
    call: &NativeCallContext,
    asked: &str,
    fault: Fault,
) -> Box<EvalAltResult> {
    let at = call.call_position();
    let file = call.call_source().unwrap_or(&state.file).to_owned();
    state.end(Ending::Fault { fault, asked: asked.to_owned(), file, at });
    EvalAltResult::ErrorTerminated(Dynamic::UNIT, at).into()
}

fn no_consent(name: &str) -> Fault {
    Fault::failed(format!("a bundled script may not ask `{name}`: it runs a command"))
        .hint("copy the script into the repository, name it in workflow.toml, and trust it")
}

/// The SHA-256 of an answer's JSON, in hexadecimal: what [`Recorded::digest`] holds.
pub fn digest(answer: &Value) -> String {
    let hash = Sha256::digest(answer.to_string().as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Registers one function for each number of arguments that it takes, so that a wrong number is an
/// unknown function.
fn set(
    module: &mut Module,
    name: &'static str,
    arity: std::ops::RangeInclusive<usize>,
    native: &Native,
) {
    macro_rules! register {
        ($($arg:ident)*) => {{
            let native = Arc::clone(native);
            FuncRegistration::new(name).in_internal_namespace().set_into_module(
                module,
                move |call: NativeCallContext $(, $arg: Dynamic)*| native(&call, vec![$($arg),*]),
            );
        }};
    }
    for count in *arity.start()..=MAX_ARITY.min(*arity.end()) {
        match count {
            0 => register!(),
            1 => register!(a),
            2 => register!(a b),
            3 => register!(a b c),
            4 => register!(a b c d),
            5 => register!(a b c d e),
            _ => register!(a b c d e f),
        }
    }
}
