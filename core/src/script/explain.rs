//! Hints for the bugs that scripts commonly have.

use super::error::ScriptError;
use super::library::Library;
use super::questions::Questions;
use super::run::Role;

/// How alike two names must be to be taken for a slip of the pen, from 0 to 1.
const ALIKE: f64 = 0.75;

/// Adds a hint where the bug is a common one.
pub(super) fn explain(
    mut error: ScriptError,
    role: Role,
    questions: &Questions,
    library: &Library,
) -> ScriptError {
    if let Some(signature) = error.message.strip_prefix("Function not found: ") {
        let name = signature.split(" (").next().unwrap_or(signature).to_owned();
        error.hint = unknown_function(&name, role, questions);
        error.message = format!("Function not found: {}", readable(signature));
    } else if error.message.starts_with("Module not found: ") {
        let names: Vec<&str> = library.names().collect();
        error.hint = Some(format!(
            "a script imports bundled scripts by name, and others by the path that workflow.toml \
             names; there are: {}",
            names.join(", ")
        ));
    } else if error.message.contains("Property not found: ") {
        error.hint = Some("ask first whether it is there: `if \"name\" in map { … }`".into());
    }
    error
}

fn unknown_function(name: &str, role: Role, questions: &Questions) -> Option<String> {
    if let Some(question) = questions.get(name) {
        let (least, most) = (question.arity.start(), question.arity.end());
        return Some(match (least, most) {
            (0, 0) => format!("`{name}` takes no arguments"),
            _ if least == most => format!("`{name}` takes {least} argument(s)"),
            _ => format!("`{name}` takes {least} to {most} arguments"),
        });
    }
    if questions.is_intent(name) && role != Role::Hook {
        let who = if role == Role::Gate { "gates" } else { "after-scripts" };
        return Some(format!("`{name}` is an intent; {who} only ask"));
    }
    match (name, role) {
        ("pass" | "skip" | "warn", Role::Hook | Role::After) => {
            return Some(format!("`{name}` takes other arguments, and only in gates"));
        }
        ("note", Role::Gate) => return Some("`note` is for hooks; gates `warn`".into()),
        ("fail", _) => {
            return Some("write `fail(\"why not\")` or `fail(\"why not\", \"hint\")`".into());
        }
        _ => {}
    }
    if let Some((module, _)) = name.split_once("::")
        && !questions.modules().contains(module)
    {
        return Some(format!("this flow has no plugin that answers `{module}::…`"));
    }
    let known = questions.iter().map(|(known, _)| known);
    let close = known.map(|known| (strsim::jaro_winkler(known, name), known));
    let best = close.filter(|(alike, _)| *alike >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, best)| format!("is `{best}` meant?"))
}

/// Rhai's names of types in the words that scripts use.
fn readable(signature: &str) -> String {
    signature
        .replace("&str | ImmutableString | String", "string")
        .replace("i64", "int")
        .replace("f64", "float")
}
