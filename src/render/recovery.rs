//! What recovery did, or would do, as data and as a page.

use flow_core::apply::{Kept, Recovery, Sense, Step, StepAct};
use serde_json::{Value, json};

use super::page::{Line, Page};
use super::quoted;
use crate::failure::{Exit, Failure};
use crate::outcome::Body;

/// What `flow recover` has to tell.
pub struct Recovered {
    /// What was done, or would be; `None` where there is nothing to do.
    pub recovery: Option<Recovery>,
    /// Whether it was only looked at.
    pub dry_run: bool,
}

impl Body for Recovered {
    fn data(&self) -> Value {
        let mut data = match &self.recovery {
            None => json!({ "outcome": "nothing", "steps": [], "kept": [] }),
            Some(recovery) => data(recovery),
        };
        data["dry_run"] = json!(self.dry_run);
        data
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        let Some(recovery) = &self.recovery else {
            page.push(Line::default().good("nothing was left half done"));
            return page;
        };
        let entry = &recovery.entry;
        let word = match (recovery.sense, self.dry_run) {
            (Sense::Finish, false) => "finished",
            (Sense::Finish, true) => "would finish",
            (Sense::TakeBack, false) => "took back",
            (Sense::TakeBack, true) => "would take back",
        };
        let line = Line::default().plain(format!("{word} move {}: ", entry.seq));
        let line = match (entry.given.first(), entry.is_mend()) {
            (Some(one), _) => line.bold(&one.from).plain(format!("  called {}", one.to)),
            (None, true) => line.bold("mend"),
            (None, false) if let Some(writing) = &entry.writing => {
                line.bold(&entry.id).plain(format!("  {}", writing.verb))
            }
            (None, false) => line.bold(&entry.id).plain(format!("  {} → {}", entry.from, entry.to)),
        };
        page.push(line.dim(format!("  {}", entry.title)));
        let words: Vec<&str> = recovery.steps.iter().map(|s| self.word(s)).collect();
        let width = words.iter().map(|word| word.len()).max().unwrap_or(0);
        for (step, word) in recovery.steps.iter().zip(words) {
            let line = Line::blanks(2).dim(format!("{word:width$}  ")).plain(&step.what);
            page.push(if step.was_done { line.dim("  (was done already)") } else { line });
        }
        if recovery.steps.is_empty() {
            page.push(Line::blanks(2).dim("it had made nothing yet"));
        }
        if self.dry_run {
            page.push(Line::default().dim("nothing was changed: this was a dry run"));
            page.push(Line::default().link("next: ").plain("flow recover"));
        }
        page
    }
}

impl Recovered {
    fn word(&self, step: &Step) -> &'static str {
        let would = self.dry_run && !step.was_done;
        match (step.act, would) {
            (StepAct::Write, false) => "wrote",
            (StepAct::Write, true) => "would write",
            (StepAct::Remove, false) => "removed",
            (StepAct::Remove, true) => "would remove",
            (StepAct::Perform, false) => "done",
            (StepAct::Perform, true) => "would",
            (StepAct::Revert, false) => "took back",
            (StepAct::Revert, true) => "would take back",
        }
    }
}

/// A recovery as data.
pub fn data(recovery: &Recovery) -> Value {
    let Recovery { entry, sense, steps, kept } = recovery;
    let steps: Vec<Value> = steps.iter().map(step).collect();
    json!({
        "outcome": match sense { Sense::Finish => "finished", Sense::TakeBack => "taken-back" },
        "seq": entry.seq,
        "id": entry.id,
        "title": entry.title,
        "from": entry.from,
        "to": entry.to,
        "steps": steps,
        "kept": kept,
    })
}

fn step(step: &Step) -> Value {
    let act = match step.act {
        StepAct::Write => "write",
        StepAct::Remove => "remove",
        StepAct::Perform => "perform",
        StepAct::Revert => "revert",
    };
    json!({ "act": act, "what": step.what, "was_done": step.was_done })
}

/// Says that late edits were kept apart, and how a person settles that; `done` is what was done all
/// the same.
pub fn kept_apart(done: &str, kept: &[Kept]) -> Failure {
    let tell = |Kept { file, of }: &Kept| match file == of {
        true => format!("{file} was to go, and stays: somebody has written to it meanwhile"),
        false => format!("somebody has edited {of} meanwhile, and their text is kept in {file}"),
    };
    let told: Vec<String> = kept.iter().map(tell).collect();
    let hints: Vec<String> = kept.iter().map(|kept| settle(&kept.file, &kept.of)).collect();
    Failure::new("kept-edit", Exit::Person, format!("{done}, but {}", told.join("; ")))
        .hint(hints.join("\n"))
}

/// What a person types to settle a late edit that was kept.
fn settle(file: &str, of: &str) -> String {
    if file == of {
        return format!("take from {file} what is needed, then remove it");
    }
    let (of, file) = (quoted(of), quoted(file));
    format!("diff {of} {file}; take into {of} what it lacks, then remove {file}")
}
