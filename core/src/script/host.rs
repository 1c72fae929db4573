//! The engine: its limits, and the functions that every script has.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rhai::packages::{Package, StandardPackage};
use rhai::{
    AST, Dynamic, Engine, EvalAltResult, ImmutableString, Map, Module, ModuleResolver,
    NativeCallContext, OptimizationLevel, Position, Scope,
};

use super::budget::{MAX_ARRAY, MAX_MAP, MAX_OPERATIONS, MAX_STRING};
use super::dynamic::to_json;
use super::library::{Library, MAX_SOURCE};
use super::state::{MAX_PRINTED, State, short};

/// How deep calls may nest.
const MAX_CALLS: usize = 32;
/// The most variables in scope at once.
const MAX_VARIABLES: usize = 128;
/// How deep expressions may nest.
const MAX_DEPTH: usize = 48;
/// The most functions of a script, and the most imports.
const MAX_FUNCTIONS: usize = 128;
const MAX_MODULES: usize = 16;
/// A thread of its own with this stack runs each script, so that its limits are the same in every
/// build and on every caller's thread. Only what is used of it takes memory.
const STACK: usize = 64 * 1024 * 1024;

static STANDARD: LazyLock<StandardPackage> = LazyLock::new(StandardPackage::new);

/// Runs `work` on a thread that has stack enough for any script within the limits; `None` where it
/// panicked or there is no such thread to be had.
pub(super) fn on_own_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("script".into()).stack_size(STACK);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

/// An engine with every limit set and nothing in it but the language, `ctx` and what reads it.
pub(super) fn engine(state: &Arc<State>, library: &Library, may_import_all: bool) -> Engine {
    let mut engine = Engine::new_raw();
    STANDARD.register_into_engine(&mut engine);
    limit(&mut engine);
    let s = Arc::clone(state);
    engine.on_progress(move |_| s.must_end().then_some(Dynamic::UNIT));
    let s = Arc::clone(state);
    let printed = Mutex::new(0);
    engine.on_print(move |text| {
        let mut printed = printed.lock().unwrap_or_else(PoisonError::into_inner);
        for line in text.lines() {
            *printed += 1;
            match usize::cmp(&*printed, &MAX_PRINTED) {
                std::cmp::Ordering::Less => {
                    s.asking.watch.line(&s.asking.step, &short(line));
                }
                std::cmp::Ordering::Equal => {
                    s.asking.watch.line(&s.asking.step, "… (the rest is left out)");
                }
                std::cmp::Ordering::Greater => return,
            }
        }
    });
    engine.on_debug(|_, _, _| ());
    register_replace(&mut engine);
    register_to_json(&mut engine);
    register_sleep(&mut engine);
    engine.set_module_resolver(Resolver {
        library: library.clone(),
        may_import_all,
        under_way: Mutex::default(),
        done: Mutex::default(),
    });
    engine
}

/// Sets every limit of the language.
pub(super) fn limit(engine: &mut Engine) {
    engine
        .set_optimization_level(OptimizationLevel::None)
        .set_max_operations(MAX_OPERATIONS)
        .set_max_call_levels(MAX_CALLS)
        .set_max_expr_depths(MAX_DEPTH, MAX_DEPTH)
        .set_max_string_size(MAX_STRING)
        .set_max_array_size(MAX_ARRAY)
        .set_max_map_size(MAX_MAP)
        .set_max_modules(MAX_MODULES)
        .set_max_functions(MAX_FUNCTIONS)
        .set_max_variables(MAX_VARIABLES)
        .set_strict_variables(true)
        .set_fail_on_invalid_map_property(true)
        .disable_symbol("eval");
}

/// Puts `ctx` where scripts and their functions find it, and the functions that read it.
pub(super) fn register_ctx(engine: &mut Engine, ctx: &Dynamic) -> Scope<'static> {
    let mut scope = Scope::new();
    scope.push_constant_dynamic("ctx", ctx.clone());
    let shared = ctx.clone();
    // Functions and imported scripts see no outer scope: they find `ctx` here.
    #[allow(deprecated, reason = "not deprecated: Rhai so marks an interface that may change")]
    engine.on_var(move |name, _, context| {
        let missing = name == "ctx" && !context.scope().contains("ctx");
        Ok(missing.then(|| shared.clone()))
    });
    let args = part(ctx, "args");
    engine.register_fn("arg", move |name: ImmutableString, default: Dynamic| {
        let given = args.as_map_ref().ok().and_then(|args| args.get(name.as_str()).cloned());
        given.unwrap_or(default)
    });
    for (function, list) in [("field", "fields"), ("section", "sections")] {
        let all = part(&part(ctx, "task"), list);
        engine.register_fn(function, move |name: ImmutableString| {
            let Ok(all) = all.as_array_ref() else { return Dynamic::UNIT };
            let found = all.iter().find(|one| {
                let named = part(one, "name");
                named.as_immutable_string_ref().is_ok_and(|n| n.eq_ignore_ascii_case(&name))
            });
            match found {
                Some(found) if function == "field" => part(found, "value"),
                Some(found) => found.clone(),
                None => Dynamic::UNIT,
            }
        });
    }
    scope
}

fn part(map: &Dynamic, key: &str) -> Dynamic {
    map.as_map_ref().ok().and_then(|map| map.get(key).cloned()).unwrap_or_default()
}

/// Rhai's own `replace` measures nothing: one call could ask for a terabyte.
fn register_replace(engine: &mut Engine) {
    fn replace(
        call: &NativeCallContext,
        text: &mut ImmutableString,
        old: &str,
        new: &str,
    ) -> Result<(), Box<EvalAltResult>> {
        let hits = text.matches(old).count();
        let len = (text.len() - hits * old.len()).saturating_add(hits.saturating_mul(new.len()));
        if len > MAX_STRING {
            let (what, at) = ("Length of string".to_owned(), call.call_position());
            return Err(EvalAltResult::ErrorDataTooLarge(what, at).into());
        }
        *text = text.replace(old, new).into();
        Ok(())
    }
    type Text = ImmutableString;
    engine.register_fn("replace", |c: NativeCallContext, t: &mut Text, a: Text, b: Text| {
        replace(&c, t, &a, &b)
    });
    engine.register_fn("replace", |c: NativeCallContext, t: &mut Text, a: char, b: Text| {
        replace(&c, t, a.encode_utf8(&mut [0; 4]), &b)
    });
    engine.register_fn("replace", |c: NativeCallContext, t: &mut Text, a: Text, b: char| {
        replace(&c, t, &a, b.encode_utf8(&mut [0; 4]))
    });
    engine.register_fn("replace", |c: NativeCallContext, t: &mut Text, a: char, b: char| {
        replace(&c, t, a.encode_utf8(&mut [0; 4]), b.encode_utf8(&mut [0; 4]))
    });
}

/// Rhai's own `to_json` follows a closure that holds the very map it stands in without end.
fn register_to_json(engine: &mut Engine) {
    engine.register_fn("to_json", |map: &mut Map| -> Result<String, Box<EvalAltResult>> {
        let refused = |what| format!("`to_json` cannot write {what}");
        let json = to_json(&Dynamic::from(map.clone())).map_err(refused)?;
        Ok(json.to_string())
    });
}

/// Nothing could wake a script that sleeps.
fn register_sleep(engine: &mut Engine) {
    let no = || Err::<(), Box<EvalAltResult>>("scripts cannot `sleep`".into());
    engine.register_fn("sleep", move |_: i64| no());
    engine.register_fn("sleep", move |_: f64| no());
}

/// Reads a script.
pub(super) fn compile(
    engine: &Engine,
    scope: &Scope,
    origin: &str,
    source: &str,
) -> Result<AST, rhai::ParseError> {
    if source.len() > MAX_SOURCE {
        let error = format!("the script is larger than {} KiB", MAX_SOURCE / 1024);
        let kind =
            rhai::ParseErrorType::BadInput(rhai::LexError::ImproperSymbol(String::new(), error));
        return Err(rhai::ParseError(Box::new(kind), Position::NONE));
    }
    let mut ast = engine.compile_with_scope(scope, source)?;
    ast.set_source(origin);
    Ok(ast)
}

/// Resolves imports to the scripts of a library, each run once.
struct Resolver {
    library: Library,
    /// Whether the repository's scripts are among them; only with the user's consent.
    may_import_all: bool,
    under_way: Mutex<Vec<String>>,
    done: Mutex<BTreeMap<String, Arc<Module>>>,
}

impl ModuleResolver for Resolver {
    fn resolve(
        &self,
        engine: &Engine,
        _: Option<&str>,
        path: &str,
        at: Position,
    ) -> Result<Arc<Module>, Box<EvalAltResult>> {
        let known = self.library.script(path).filter(|s| s.bundled || self.may_import_all);
        let Some(script) = known else {
            return Err(EvalAltResult::ErrorModuleNotFound(path.to_owned(), at).into());
        };
        let lock = |m| Mutex::lock(m).unwrap_or_else(PoisonError::into_inner);
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some(module) = done {
            return Ok(module);
        }
        if lock(&self.under_way).contains(&script.name) {
            let cycle = format!("`{path}` imports itself, by way of {}", script.origin);
            return Err(EvalAltResult::ErrorRuntime(cycle.into(), at).into());
        }
        lock(&self.under_way).push(script.name.clone());
        let inside = |error: Box<EvalAltResult>| {
            Box::new(EvalAltResult::ErrorInModule(script.name.clone(), error, at))
        };
        // Known to be a constant when the script is read; `on_var` has its value when it runs.
        let mut scope = Scope::new();
        scope.push_constant("ctx", ());
        let result = compile(engine, &scope, &script.origin, &script.source)
            .map_err(|e| inside(EvalAltResult::ErrorParsing(*e.0, e.1).into()))
            .and_then(|ast| Module::eval_ast_as_new(Scope::new(), &ast, engine).map_err(inside));
        lock(&self.under_way).pop();
        let module: Arc<Module> = Arc::new(result?);
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.insert(path.to_owned(), Arc::clone(&module));
        Ok(module)
    }
}
