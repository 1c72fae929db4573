//! What a step does: a command, a script, or what flow brings of that name.

use super::super::error::Mistake;
use super::super::section::{Item, Section, Text};
use super::super::{Known, form, suggest};
use crate::workflow::{Action, ScriptKind};

/// What the table of a step says that it does.
pub(super) fn of(
    known: &Known<'_>,
    kind: ScriptKind,
    name: &str,
    section: &Section<'_>,
) -> Result<Action, Mistake> {
    match (section.get("run"), section.text("script")?) {
        (Some(run), None) => command(&run),
        (None, Some(text)) => script(known, kind, &text),
        (Some(_), Some(script)) => Err(script
            .mistake(format!("{} has both `run` and `script`", section.label))
            .hint("keep the one that it is to do")),
        (None, None) => by_name(known, kind, name).ok_or_else(|| {
            let message = format!("{} says neither `run` nor `script`", section.label);
            let mistake = Mistake::new(&section.span, message);
            match suggest::nearest(name, brought(known, kind)) {
                Some(near) => mistake.hint(format!("did you mean `{near}`, which flow brings?")),
                None => mistake
                    .hint("add `run = [\"program\", \"argument\"]` or `script = \"path.rhai\"`"),
            }
        }),
    }
}

/// A bundled script or a native gate of that name.
pub(super) fn by_name(known: &Known<'_>, kind: ScriptKind, name: &str) -> Option<Action> {
    if kind == ScriptKind::Gate && known.native_gates.contains(&name) {
        return Some(Action::Native(name.to_owned()));
    }
    bundled(known, kind).any(|script| script == name).then(|| Action::Bundled(name.to_owned()))
}

/// Everything of this kind that flow brings, by name.
pub(super) fn brought<'a>(known: &Known<'a>, kind: ScriptKind) -> impl Iterator<Item = &'a str> {
    let native: &[&str] = if kind == ScriptKind::Gate { known.native_gates } else { &[] };
    bundled(known, kind).chain(native.iter().copied())
}

fn bundled<'a>(known: &Known<'a>, kind: ScriptKind) -> impl Iterator<Item = &'a str> + use<'a> {
    known.scripts.iter().filter(move |script| script.kind == kind).map(|script| script.name)
}

/// A path in the repository, or the name of a bundled script.
fn script(known: &Known<'_>, kind: ScriptKind, text: &Text<'_>) -> Result<Action, Mistake> {
    let name = text.value;
    if name.contains('/') || name.ends_with(".rhai") {
        let path = form::path(text)?;
        if (known.script_exists)(&path) {
            return Ok(Action::Script(path));
        }
        return Err(text
            .mistake(format!("there is no script `{path}` in the repository"))
            .hint("write its path from the repository's root"));
    }
    if bundled(known, kind).any(|script| script == name) {
        return Ok(Action::Bundled(name.to_owned()));
    }
    if let Some(script) = known.scripts.iter().find(|script| script.name == name) {
        let (found, list) = (script.kind, list(script.kind));
        return Err(text
            .mistake(format!("`{name}` is a bundled {found}, not a {kind}"))
            .hint(format!("list it in {list}")));
    }
    let mistake = text.mistake(format!("unknown script `{name}`"));
    Err(match suggest::nearest(name, bundled(known, kind)) {
        Some(near) => mistake.hint(format!("did you mean `{near}`?")),
        None => mistake
            .hint(format!("a script of the repository is a path, such as `scripts/{name}.rhai`")),
    })
}

/// The key of a transition that lists steps of this kind.
pub(super) fn list(kind: ScriptKind) -> &'static str {
    match kind {
        ScriptKind::Gate => "`gates`",
        ScriptKind::Hook => "`hooks`",
        ScriptKind::After => "`after`",
    }
}

/// A command is a list of arguments; no shell would split a text.
fn command(item: &Item<'_>) -> Result<Action, Mistake> {
    if let Ok(text) = item.text() {
        let words: Vec<String> =
            text.value.split_whitespace().map(|word| format!("\"{word}\"")).collect();
        return Err(text
            .mistake("`run` must be a list of arguments")
            .hint(format!("write `run = [{}]`", words.join(", "))));
    }
    let words = item.texts()?;
    match words.first() {
        Some(program) if !program.value.trim().is_empty() => {}
        _ => {
            return Err(Mistake::new(&item.span(), "`run` names no program")
                .hint("write the program and its arguments: `run = [\"cargo\", \"test\"]`"));
        }
    }
    match words.iter().find(|word| word.value.contains('\0')) {
        Some(word) => Err(word.mistake("an argument cannot hold a NUL")),
        None => Ok(Action::Run(words.iter().map(|word| word.value.to_owned()).collect())),
    }
}
