//! What a shell offers while a command is typed: ids with their titles, stages, fields and boxes, from the
//! boards as they are. It reads, says nothing, and never fails: where a board cannot be read, nothing is
//! offered.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::Arc;

use clap_complete::engine::CompletionCandidate;
use flow_core::flow::Flow;
use flow_core::fs::Disk;
use flow_core::snapshot::Snapshot;
use flow_core::watch::Unwatched;

use crate::open::open;
use crate::{plugins, scripts};

/// The live tasks, by id, with their titles; behind the commas of a list, each again.
pub fn ids(current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.to_string_lossy();
    let (before, begun) = match typed.rfind(',') {
        Some(at) => typed.split_at(at + 1),
        None => ("", &*typed),
    };
    let Some((_, snapshot)) = boards() else { return Vec::new() };
    let live = snapshot.tasks().iter().filter(|task| !task.closed);
    // What is in the list already is not offered again.
    let named = |id: &str| before.split(',').any(|named| named.eq_ignore_ascii_case(id));
    let fits = live.filter(|task| starts(task.id.as_str(), begun) && !named(task.id.as_str()));
    fits.map(|task| offered(format!("{before}{}", task.id), task.title.trim())).collect()
}

/// The stages.
pub fn stages(current: &OsStr) -> Vec<CompletionCandidate> {
    let begun = current.to_string_lossy();
    let Some((flow, snapshot)) = boards() else { return Vec::new() };
    let stages = flow.workflow().stages.iter();
    let fits = stages.filter(|stage| starts(stage.name.as_str(), &begun));
    fits.map(|stage| {
        let count = snapshot.live(&stage.name).count();
        let tasks = if count == 1 { "task" } else { "tasks" };
        offered(stage.name.to_string(), &format!("{count} {tasks}"))
    })
    .collect()
}

/// The fields that tasks have, each once, ready for a value.
pub fn fields(current: &OsStr) -> Vec<CompletionCandidate> {
    let begun = current.to_string_lossy();
    let Some((_, snapshot)) = boards() else { return Vec::new() };
    let names = snapshot.tasks().iter().flat_map(|task| &task.fields).map(|field| &field.name);
    let names: std::collections::BTreeSet<&String> =
        names.filter(|name| starts(name, &begun)).collect();
    names.into_iter().map(|name| offered(format!("{name}="), "")).collect()
}

/// The boxes of the task that was typed before, by number, with their texts.
pub fn boxes(current: &OsStr) -> Vec<CompletionCandidate> {
    let begun = current.to_string_lossy();
    let Some((_, snapshot)) = boards() else { return Vec::new() };
    let words = typed().skip_while(|word| word != "tick" && word != "untick");
    let asked: Vec<String> = words.skip(1).filter(|word| !word.starts_with('-')).collect();
    let task = asked.first().and_then(|asked| match snapshot.resolve(asked) {
        flow_core::id::Resolution::One(id) => {
            snapshot.of(&id).into_iter().find(|task| !task.closed)
        }
        _ => None,
    });
    let boxes = task.into_iter().flat_map(|task| task.boxes.iter().enumerate());
    let fits = boxes.filter(|(nth, _)| starts(&(nth + 1).to_string(), &begun));
    fits.map(|(nth, found)| {
        let mark = if found.done { "[x]" } else { "[ ]" };
        offered((nth + 1).to_string(), &format!("{mark} {}", found.text))
    })
    .collect()
}

/// The words of the command line as far as it is typed.
fn typed() -> impl Iterator<Item = String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned())
}

/// The folder that `-C` names, before or behind the command; else this one.
fn start() -> Option<PathBuf> {
    let words: Vec<String> = typed().collect();
    let named = words.iter().enumerate().find_map(|(nth, word)| match word.strip_prefix("-C") {
        Some("") => words.get(nth + 1).map(String::as_str),
        folder => folder,
    });
    match named {
        Some(folder) => Some(PathBuf::from(folder)),
        None => std::env::current_dir().ok(),
    }
}

fn boards() -> Option<(Flow, Snapshot)> {
    let start = start()?.canonicalize().ok()?;
    let plugins = plugins::default().into();
    let flow =
        open(&start, &plugins, scripts::BUNDLED, Disk::default(), Arc::new(Unwatched)).ok()?;
    let snapshot = flow.look().ok()?;
    Some((flow, snapshot))
}

fn starts(text: &str, begun: &str) -> bool {
    text.to_lowercase().starts_with(&begun.to_lowercase())
}

fn offered(value: String, help: &str) -> CompletionCandidate {
    let help = crate::render::safe(help).into_owned();
    CompletionCandidate::new(value).help((!help.is_empty()).then(|| help.into()))
}
