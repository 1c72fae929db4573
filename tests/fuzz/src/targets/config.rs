//! `workflow.toml`: any bytes.

use std::sync::Arc;

use flow_core::board::{Board, counters};
use flow_core::config::ConfigError;
use flow_core::workflow::{Standing, Workflow};

use crate::shape::Shape;
use crate::workflows::read;
use crate::{Law, law};

/// A board in several forms, which a workflow that could be read is tried on.
const BOARD: &str =
    "# A\n\n## N\n\n- A-001 one\n- [ ] **A-002**: two\n\n### [A-003]: three\n\ntext\n";

/// Reads the bytes twice.
pub fn run(input: &[u8]) -> Law {
    let mut shape = Shape::default();
    match (read(input), read(input)) {
        (Ok(one), Ok(two)) => {
            law!(format!("{one:?}") == format!("{two:?}"), "the second time differs");
            law!(one.source == input, "the source is not what was read");
            resolved(&one, &mut shape)?;
        }
        (Err(one), Err(two)) => {
            law!(one == two, "the second time is refused otherwise");
            points_inside(&one, input)?;
            shape.error(&one.message);
            shape.see(one.hint.is_some());
        }
        _ => return Err("it is read once, and once it is not".into()),
    }
    Ok(shape.signature())
}

/// A mistake points at a character that is there, or at the end of its line.
fn points_inside(error: &ConfigError, input: &[u8]) -> Result<(), String> {
    let bytes = input.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input);
    let text = String::from_utf8_lossy(bytes);
    let line = text.split('\n').nth(error.line.wrapping_sub(1));
    let Some(line) = line else { return Err(format!("there is no line {}", error.line)) };
    let own = line.strip_suffix('\r').unwrap_or(line);
    law!(error.source_line == own, "line {} is {own:?}", error.line);
    let long = line.chars().count();
    let (from, upto) = (error.column, error.column + error.width - 1);
    law!(from >= 1 && from <= long + 1, "line {} has no column {from}", error.line);
    law!(error.width == 1 || upto <= long, "line {} has no column {upto}", error.line);
    law!(!error.message.is_empty() && !error.to_string().is_empty(), "it says nothing");
    Ok(())
}

/// Whatever the workflow names is there, and boards can be read by it.
fn resolved(workflow: &Workflow, shape: &mut Shape) -> Result<(), String> {
    law!(workflow.stages.len() >= 2, "there are fewer than two stages");
    for transition in &workflow.transitions {
        for name in [&transition.from, &transition.to] {
            law!(workflow.find_stage(name.as_str()).is_some(), "{name} is no stage");
        }
        let known = transition.gates.iter().all(|name| workflow.gates.contains_key(name))
            && transition.hooks.iter().all(|name| workflow.hooks.contains_key(name))
            && transition.after.iter().all(|name| workflow.after.contains_key(name));
        law!(known, "a step of {} to {} is unknown", transition.from, transition.to);
    }
    for gate in workflow.gates.values() {
        let known = gate.needs.iter().all(|name| workflow.gates.contains_key(name));
        law!(known, "a need of {} is unknown", gate.name);
    }
    if let Some(id) = workflow.ids.at(b"A-001", 0).map(|hit| hit.id) {
        law!(!workflow.branch_of(&id).is_empty(), "a branch without a name");
        law!(!workflow.worktree_of(&id).is_empty(), "a worktree without a name");
        law!(workflow.ids.write("A", 7, "").contains('7'), "a number is not written");
    }
    for stage in &workflow.stages {
        let _ = workflow.reachable(&stage.name);
        let Some(path) = stage.board.as_ref().and_then(Standing::sample) else { continue };
        law!(!stage.card.is_empty(), "{} has a board and no card", stage.name);
        let heading = stage.under.first().map_or(String::new(), |under| format!("{under}\n\n"));
        let text: Arc<str> = format!("{heading}{BOARD}").into();
        if let Ok(board) = Board::parse(path, text, workflow) {
            shape.count(board.cards.len());
            shape.count(counters(&board, stage).len());
        }
    }
    shape.count(workflow.stages.len());
    shape.count(workflow.transitions.len());
    shape.count(workflow.gates.len() + workflow.hooks.len() + workflow.after.len());
    shape.see((workflow.registry.is_some(), workflow.changelog.is_some()));
    Ok(())
}
