//! `ctx`: the one value that a script is given.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::fault::Fault;
use crate::form::Template;
use crate::question::Asking;
use crate::workflow::StageName;

/// What a script is told of the transition beside its task.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The stage that the task leaves.
    pub from: StageName,
    /// The stage that it goes to.
    pub to: StageName,
    /// How many gates the transition has, those included that others need.
    pub gates: usize,
    /// The transition's hooks, in order.
    pub hooks: Vec<String>,
    /// The gates that this one needs, with their verdicts: `pass` or `skip`.
    pub needs: BTreeMap<String, String>,
    /// Whether work that no commit has may be cleared away, once it is kept.
    pub force: bool,
}

/// Builds `ctx`. Keys that have nothing to say (`base`, `archive`) are left out, so that scripts ask
/// for them by `"base" in ctx`.
///
/// # Errors
/// When `args` hold a text that is no form.
pub(super) fn build(asking: &Asking, facts: &Facts, args: &Value) -> Result<Value, Fault> {
    let (site, workflow, task) = (&asking.site, &asking.workflow, &asking.task);
    let stages: Vec<Value> = workflow
        .stages
        .iter()
        .map(|stage| {
            let live = |t: &&crate::task::Task| t.stage == stage.name && !t.closed;
            json!({
                "name": stage.name,
                "count": asking.snapshot.tasks().iter().filter(live).count(),
                "limit": stage.limit,
                "board": stage.board,
                "ends": stage.ends,
            })
        })
        .collect();
    let mut ctx = json!({
        "id": task.id,
        "title": task.title,
        "task": serde_json::to_value(&**task).map_err(|e| Fault::failed(e.to_string()))?,
        "from": facts.from,
        "to": facts.to,
        "actor": site.actor,
        "date": site.today(),
        "branch": workflow.branch_of(&task.id),
        "worktree": workflow.worktree_of(&task.id),
        "root": ".",
        "stages": stages,
        "names": workflow.names,
        "args": expand_args(asking, facts, args)?,
        "gates": facts.gates,
        "hooks": facts.hooks,
        "needs": facts.needs,
        "force": facts.force,
    });
    let archive = workflow.find_stage(facts.to.as_str()).and_then(|stage| stage.archive.as_ref());
    if let Value::Object(ctx) = &mut ctx {
        if let Some(base) = &workflow.git.base {
            ctx.insert("base".into(), json!(base));
        }
        if let Some(archive) = archive {
            ctx.insert("archive".into(), json!(workflow.expand_for(archive, &task.id)));
        }
    }
    Ok(ctx)
}

/// The arguments from `workflow.toml`, with every text in them filled in.
fn expand_args(asking: &Asking, facts: &Facts, args: &Value) -> Result<Value, Fault> {
    match args {
        Value::Null => Ok(Value::Object(Map::new())),
        Value::Object(_) => expand(asking, facts, args),
        _ => Err(Fault::failed(format!("the args of `{}` are no table", asking.step))
            .hint("write `args = { name = … }`")),
    }
}

fn expand(asking: &Asking, facts: &Facts, value: &Value) -> Result<Value, Fault> {
    match value {
        Value::String(text) => expand_text(asking, facts, text).map(Value::String),
        Value::Array(items) => items.iter().map(|item| expand(asking, facts, item)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| Ok((key.clone(), expand(asking, facts, value)?)))
            .collect::<Result<Map<_, _>, _>>()
            .map(Value::Object),
        other => Ok(other.clone()),
    }
}

fn expand_text(asking: &Asking, facts: &Facts, text: &str) -> Result<String, Fault> {
    let template = Template::parse(text).map_err(|error| {
        Fault::failed(format!("the args of `{}` hold {text:?}: {error}", asking.step))
    })?;
    let (task, workflow) = (&asking.task, &asking.workflow);
    Ok(template.expand(|hole| match hole.name.as_str() {
        "id" => Some(task.id.to_string()),
        "title" => Some(task.title.clone()),
        "date" => Some(asking.site.today()),
        "actor" => Some(asking.site.actor.clone()),
        "branch" => Some(workflow.branch_of(&task.id)),
        "worktree" => Some(workflow.worktree_of(&task.id)),
        "from" => Some(facts.from.to_string()),
        "to" => Some(facts.to.to_string()),
        "prefix" => Some(task.id.prefix().to_owned()),
        "number" => Some(format!("{:0width$}", task.id.number(), width = hole.width)),
        _ => None,
    }))
}
