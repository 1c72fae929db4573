//! `board::…`: what stands on the boards.

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::find::named_in;
use crate::finished::finished;
use crate::id::TaskId;
use crate::plugin::Plugins;
use crate::question::{Asking, Question, text};
use crate::task::{Item, Task};
use crate::verb::{is_open, plan_digest};

pub(super) fn questions(plugins: Plugins) -> Vec<Question> {
    vec![
        Question::new("board", "find", 1..=1, |asking, args| {
            let Some(id) = id(asking, args)? else { return Ok(Value::Null) };
            asking.snapshot.of(&id).into_iter().find(|t| !t.closed).map_or(Ok(Value::Null), told)
        }),
        Question::new("board", "all", 1..=1, |asking, args| {
            let name = text(args, 0)?;
            let Some(stage) = asking.workflow.find_stage(name) else {
                let stages: Vec<_> =
                    asking.workflow.stages.iter().map(|s| s.name.as_str()).collect();
                return Err(Fault::failed(format!("there is no stage `{name}`"))
                    .hint(format!("the stages are {}", stages.join(", "))));
            };
            tell(asking.snapshot.tasks().iter().filter(|task| task.stage == stage.name))
        }),
        Question::new("board", "active", 0..=0, |asking, _| {
            let active = |t: &&Task| !t.closed && asking.workflow.is_active(&t.stage);
            tell(asking.snapshot.tasks().iter().filter(active))
        }),
        Question::new("board", "finished", 1..=1, move |asking, args| {
            let Some(id) = id(asking, args)? else {
                return Ok(json!({"answer": "unknown", "why": "it is no id of this workflow"}));
            };
            let Asking { site, workflow, snapshot, .. } = asking;
            told(&finished(site, workflow, snapshot, &plugins, &id))
        }),
        Question::new("board", "plan_digest", 1..=1, |asking, args| {
            let Some(id) = id(asking, args)? else { return Ok(Value::Null) };
            let task = asking.snapshot.of(&id).into_iter().find(|task| !task.closed);
            Ok(task.map_or(Value::Null, |task| {
                json!(plan_digest(&asking.site.root, &asking.workflow.names, task))
            }))
        }),
        Question::new("board", "is_open", 1..=1, |_, args| {
            let item: Item = serde_json::from_value(args[0].clone())
                .map_err(|error| Fault::failed(format!("board::is_open wants an item: {error}")))?;
            Ok(json!(is_open(&item)))
        }),
        Question::new("board", "ids_in", 1..=1, |asking, args| {
            told(&named_in(&asking.workflow, &asking.snapshot, text(args, 0)?))
        }),
    ]
}

fn id(asking: &Asking, args: &[Value]) -> Result<Option<TaskId>, Fault> {
    let typed = text(args, 0)?.trim();
    let handle = || {
        let mut tasks = asking.snapshot.tasks().iter();
        tasks.find(|task| task.id.is_handle() && task.id.as_str() == typed)
    };
    let id = asking.workflow.ids.read(typed);
    Ok(id.or_else(|| handle().map(|task| task.id.clone())))
}

fn tell<'a>(tasks: impl Iterator<Item = &'a Task>) -> Result<Value, Fault> {
    tasks.map(told).collect()
}

fn told(value: &impl serde::Serialize) -> Result<Value, Fault> {
    serde_json::to_value(value).map_err(|error| Fault::failed(error.to_string()))
}
