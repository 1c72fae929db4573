//! `flow ask` and `flow answer`: what somebody has to decide.

use super::{About, Verb};
use crate::board::{Item, Mark};
use crate::fault::Fault;
use crate::plan::{Desk, PlanError};
use crate::task;

/// What an answer begins with, nested in its question.
const ANSWER: &str = "**Answer**";

/// A question.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The task.
    pub about: About,
    /// What is asked.
    pub text: String,
}

impl Verb for Ask {
    fn name(&self) -> &'static str {
        "ask"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let section = &pen.section(&pen.names().questions);
        let boxed = pen.items_like(section).last().is_some_and(|last| last.starts_with('['));
        let mark = if boxed { Mark::Open } else { Mark::None };
        pen.append(&Item { section, mark, counts: true, text: &self.text })
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The task.
    pub about: About,
    /// To which question: its number, its text or a part of that; `None` where only one is open.
    pub question: Option<String>,
    /// What is answered.
    pub text: String,
}

impl Verb for Answer {
    fn name(&self) -> &'static str {
        "answer"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let site = desk.site();
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let task = pen.task().clone();
        let section = &pen.section(&pen.names().questions);
        let items = task.section(section).map_or(&[][..], |section| &section.items);
        let nth = which(&task, items, self.question.as_deref())?;
        let text = crate::plan::spoken(&self.text)?;
        let text = format!("{ANSWER} ({}, {}): {text}", site.actor, site.today());
        if items[nth].done.is_some() {
            let place = task.boxes.iter().position(|found| found.line == items[nth].line);
            if let Some(place) = place {
                pen.mark(place, true)?;
            }
        }
        pen.nest(section, nth, &text)
    }
}

/// Whether nobody has answered a question yet.
pub fn is_open(question: &task::Item) -> bool {
    let answers = |line: &String| {
        let line = line.trim_start_matches(['*', '_', ' ']).to_lowercase();
        line.starts_with("answer") || line.starts_with("a:") || line.starts_with("→")
    };
    question.done != Some(true) && !question.nested.iter().any(answers)
}

/// The question that a person means.
fn which(task: &task::Task, items: &[task::Item], asked: Option<&str>) -> Result<usize, Fault> {
    let id = &task.id;
    let told = |hits: &[usize]| {
        let told = hits.iter().map(|&nth| format!("{}. {}", nth + 1, items[nth].text));
        told.collect::<Vec<_>>().join("; ")
    };
    let open: Vec<usize> = (0..items.len()).filter(|&nth| is_open(&items[nth])).collect();
    let Some(asked) = asked else {
        return match &open[..] {
            [one] => Ok(*one),
            [] => Err(Fault::refused(format!("{id} has no open question"))
                .hint(format!("ask one: flow ask {id} TEXT"))),
            several => {
                Err(Fault::refused(format!("{id} has several open questions: {}", told(several)))
                    .hint(format!(
                        "say which: flow answer {id} --question {} TEXT",
                        several[0] + 1
                    )))
            }
        };
    };
    if let Ok(number) = asked.trim().parse::<usize>() {
        let nth = number.checked_sub(1).filter(|&nth| nth < items.len());
        return nth.ok_or_else(|| {
            Fault::refused(format!("{id} has no question {number}: it has {}", items.len()))
                .hint(format!("see them: flow show {id}"))
        });
    }
    let wanted = asked.trim().to_lowercase();
    let hits = (0..items.len()).filter(|&nth| items[nth].text.to_lowercase().contains(&wanted));
    match &hits.collect::<Vec<_>>()[..] {
        [one] => Ok(*one),
        [] => Err(Fault::refused(format!("{id} has no question `{asked}`"))
            .hint(format!("see them: flow show {id}"))),
        several => Err(Fault::refused(format!("`{asked}` could be: {}", told(several))).hint(
            format!("name one by its number: flow answer {id} --question {} TEXT", several[0] + 1),
        )),
    }
}
