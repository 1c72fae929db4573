//! `flow tick` and `flow untick`: boxes.

use super::{About, Verb};
use crate::fault::Fault;
use crate::plan::{Desk, PlanError};
use crate::task::{CheckBox, Task};

/// Boxes that are ticked, or opened.
#[derive(Debug, Clone)]
pub struct Tick {
    /// The task.
    pub about: About,
    /// Which.
    pub boxes: Boxes,
    /// Whether they are ticked, rather than opened.
    pub done: bool,
}

/// Which boxes of a card are meant.
#[derive(Debug, Clone)]
pub enum Boxes {
    /// All of them.
    All,
    /// By number, counted from 1, or by text, whole or a part.
    These(Vec<String>),
}

impl Verb for Tick {
    fn name(&self) -> &'static str {
        if self.done { "tick" } else { "untick" }
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let task = pen.task().clone();
        let all = match &self.boxes {
            Boxes::All => (0..task.boxes.len()).collect(),
            Boxes::These(asked) => {
                let found = asked.iter().map(|asked| find(&task, asked, self.done));
                let found = found.collect::<Result<Vec<usize>, Fault>>();
                if task.boxes.is_empty() { Vec::new() } else { found? }
            }
        };
        if all.is_empty() {
            let none = Fault::refused(format!("{} has no boxes", task.id));
            return Err(match pen.has_sections() {
                true => none.hint(format!("give it one: flow step add {} TEXT", task.id)),
                false => none.hint(format!("see what it says: flow show {}", task.id)),
            }
            .into());
        }
        let mut notes = Vec::new();
        for nth in all {
            if !pen.mark(nth, self.done)? && matches!(self.boxes, Boxes::These(_)) {
                let state = if self.done { "ticked" } else { "open" };
                notes.push(format!("{}. {} is {state} already", nth + 1, task.boxes[nth].text));
            }
        }
        notes.into_iter().for_each(|note| desk.note(note));
        Ok(())
    }
}

/// The box that a person means: a number, the whole text, or a part of one alone. Where several have the
/// text, one that is not as it is to be is meant.
fn find(task: &Task, asked: &str, done: bool) -> Result<usize, Fault> {
    let asked = asked.trim();
    let boxes = || task.boxes.iter().enumerate();
    if let Ok(number) = asked.parse::<usize>() {
        let nth = number.checked_sub(1).filter(|&nth| nth < task.boxes.len());
        return nth.ok_or_else(|| {
            Fault::refused(format!("{} has no box {number}: it has {}", task.id, task.boxes.len()))
                .hint(format!("see them: flow show {}", task.id))
        });
    }
    let wanted = asked.to_lowercase();
    let whole = |(_, found): &(usize, &CheckBox)| found.text.to_lowercase() == wanted;
    let part = |(_, found): &(usize, &CheckBox)| found.text.to_lowercase().contains(&wanted);
    let mut hits: Vec<_> = boxes().filter(whole).collect();
    if hits.is_empty() && !wanted.is_empty() {
        hits = boxes().filter(part).collect();
    }
    if hits.len() > 1 && hits.iter().any(|(_, found)| found.done != done) {
        hits.retain(|(_, found)| found.done != done);
    }
    match &hits[..] {
        [(nth, _)] => Ok(*nth),
        [] => Err(Fault::refused(format!("{} has no box `{asked}`", task.id))
            .hint(format!("see them: flow show {}", task.id))),
        several => {
            let lines = several.iter().map(|(nth, found)| format!("{}. {}", nth + 1, found.text));
            let lines: Vec<String> = lines.collect();
            let verb = if done { "tick" } else { "untick" };
            let message =
                format!("`{asked}` could be several boxes of {}: {}", task.id, lines.join("; "));
            Err(Fault::refused(message).hint(format!(
                "name one by its number: flow {verb} {} {}",
                task.id,
                several[0].0 + 1
            )))
        }
    }
}
