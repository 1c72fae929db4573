//! `[[transition]]`, and whether a task gets everywhere.

use super::error::Mistake;
use super::section::{Item, Section};
use super::step::Steps;
use super::suggest;
use crate::workflow::{ScriptKind, Stage, StageName, Transition, Workflow};

/// Every declared transition; what it names is taken from `steps`.
pub(super) fn transitions<'a>(
    root: &Section<'a>,
    stages: &[Stage],
    steps: &mut Steps<'a>,
) -> Result<Vec<Transition>, Mistake> {
    let mut transitions: Vec<Transition> = Vec::new();
    for section in root.tables("transition")? {
        let transition = transition(&section, stages, steps)?;
        let Transition { from, to, .. } = &transition;
        if transitions.iter().any(|other| &other.from == from && &other.to == to) {
            return Err(Mistake::new(
                &section.span,
                format!("the transition from `{from}` to `{to}` is there twice"),
            )
            .hint("put its gates and hooks into the first one"));
        }
        transitions.push(transition);
    }
    Ok(transitions)
}

fn transition<'a>(
    section: &Section<'a>,
    stages: &[Stage],
    steps: &mut Steps<'a>,
) -> Result<Transition, Mistake> {
    section.only("transition")?;
    let from = declared(&section.need("from", "\"todo\"")?, stages)?;
    let target = section.need("to", "\"in-progress\"")?;
    let to = declared(&target, stages)?;
    if from == to {
        return Err(Mistake::new(&target.span(), "a transition leads to another stage")
            .hint("name the stage that comes after `from`"));
    }
    let allow = section.flag("allow")?.unwrap_or(true);
    let mut named = |key: &str, kind: ScriptKind| {
        let texts = section.texts(key)?;
        if let (false, Some(text)) = (allow, texts.first()) {
            return Err(text
                .mistake(format!("a transition that is not allowed has no `{key}`"))
                .hint(format!("take `{key}` out, or take `allow = false` out")));
        }
        steps.list(kind, &texts)
    };
    let gates = named("gates", ScriptKind::Gate)?;
    let hooks = named("hooks", ScriptKind::Hook)?;
    let after = named("after", ScriptKind::After)?;
    Ok(Transition { from, to, allow, gates, hooks, after })
}

fn declared(item: &Item<'_>, stages: &[Stage]) -> Result<StageName, Mistake> {
    let text = item.text()?;
    match stages.iter().find(|stage| stage.name.as_str() == text.value) {
        Some(stage) => Ok(stage.name.clone()),
        None => {
            let known: Vec<&str> = stages.iter().map(|stage| stage.name.as_str()).collect();
            Err(text
                .mistake(format!("unknown stage `{}`", text.value))
                .hint(suggest::hint(text.value, &known)))
        }
    }
}

/// Holds every stage to be reachable from the first, or no task would ever stand there.
pub(super) fn all_reached(root: &Section<'_>, workflow: &Workflow) -> Result<(), Mistake> {
    let Some(first) = workflow.stages.first() else { return Ok(()) };
    let mut reached = vec![&first.name];
    let mut next = 0;
    while let Some(&from) = reached.get(next) {
        for stage in workflow.reachable(from) {
            if !reached.contains(&&stage.name) {
                reached.push(&stage.name);
            }
        }
        next += 1;
    }
    for (stage, section) in workflow.stages.iter().zip(root.tables("stage")?) {
        if !reached.contains(&&stage.name) {
            let at = section.need("name", "\"todo\"")?.span();
            return Err(Mistake::new(&at, format!("nothing leads to the stage `{}`", stage.name))
                .hint("declare a `[[transition]]` to it, or take an `allow = false` out"));
        }
    }
    Ok(())
}
