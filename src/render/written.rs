//! What was written on tasks, or would be, as data and as a page.

use flow_core::apply::Kept;
use flow_core::flow::Wrote;
use flow_core::plan::Written;
use serde_json::{Value, json};

use super::diff::{self, changes, unified};
use super::page::{Line, Page};
use super::{recovery, transition};
use crate::outcome::Body;

/// The lines of a change that are shown before the rest is only counted.
const SHOWN: usize = 12;

/// What a verb wrote, or would.
pub struct Writing {
    /// What it wrote.
    pub wrote: Wrote,
    /// Whether it was only planned.
    pub dry_run: bool,
    /// What to type next.
    pub next: Vec<String>,
}

impl Writing {
    /// The late edits that were kept apart.
    pub fn kept(&self) -> Vec<Kept> {
        let recovered = self.wrote.recovered.iter().flat_map(|recovery| &recovery.kept);
        let own = self.wrote.applied.iter().flat_map(|applied| &applied.kept);
        recovered.chain(own).cloned().collect()
    }

    /// The cards that were written.
    pub fn cards(&self) -> &[Written] {
        self.wrote.plan.writing.as_ref().map_or(&[], |writing| &writing.cards)
    }

    /// What the task is called that it is about.
    pub fn id(&self) -> &str {
        self.cards().first().map_or(self.wrote.plan.mov.id.as_str(), |card| card.name())
    }

    fn verb(&self) -> &str {
        self.wrote.plan.writing.as_ref().map_or("", |writing| &writing.verb)
    }
}

/// A card that was written, as data.
fn card(card: &Written) -> Value {
    json!({
        "id": card.name(),
        "was": card.called.as_ref().map(|_| &card.id),
        "title": card.title,
        "stage": card.stage,
        "board": card.board,
        "change": change(card),
        "text": card.after,
    })
}

fn change(card: &Written) -> &'static str {
    match (card.before.is_empty(), card.after.is_empty()) {
        (true, _) => "create",
        (_, true) => "delete",
        _ => "edit",
    }
}

impl Body for Writing {
    fn data(&self) -> Value {
        let plan = &self.wrote.plan;
        let effects = plan.files.iter().map(|file| transition::effect(file, self.dry_run));
        let kept: Vec<String> = self.kept().into_iter().map(|kept| kept.file).collect();
        let recovered: Vec<Value> = self.wrote.recovered.iter().map(recovery::data).collect();
        json!({
            "id": self.id(),
            "title": self.cards().first().map_or(plan.task.title.trim(), |card| &card.title),
            "stage": plan.mov.to,
            "board": plan.task.board,
            "verb": self.verb(),
            "why": plan.mov.why,
            "changed": !plan.files.is_empty(),
            "cards": self.cards().iter().map(card).collect::<Vec<_>>(),
            "effects": effects.collect::<Vec<_>>(),
            "notes": plan.notes,
            "kept": kept,
            "recovered": recovered,
            "applied": self.wrote.applied.is_some(),
            "seq": self.wrote.applied.as_ref().map(|applied| applied.entry.seq),
            "next": self.next,
        })
    }

    fn page(&self, _: usize) -> Page {
        let plan = &self.wrote.plan;
        let mut page = Page::default();
        if self.cards().is_empty() {
            let line = Line::default().bold(plan.mov.id.as_str());
            let said = if plan.files.is_empty() { "  nothing to change" } else { "" };
            page.push(line.plain(said).dim(format!("  {}", plan.task.title.trim())));
        }
        for card in self.cards() {
            let line = Line::default().bold(card.name());
            let line = match change(card) {
                "create" => line.plain(format!("  made in {}", card.stage)),
                "delete" => line.plain(format!("  leaves {}", card.stage)),
                _ => line.plain(format!("  {}", self.verb())),
            };
            page.push(line.dim(format!("  {}", card.title)));
            if !self.dry_run && change(card) != "delete" {
                page.append(lines(card));
            }
        }
        for note in &plan.notes {
            page.push(Line::blanks(2).dim("note     ").plain(note).prose(11));
        }
        if self.dry_run {
            for file in &plan.files {
                page.gap();
                page.append(diff::page(&unified(file)));
            }
            page.gap();
            page.push(Line::default().dim("nothing was changed: this was a dry run"));
        } else {
            for file in &plan.files {
                let word = match (file.existed, file.remains) {
                    (_, false) => "removed",
                    (false, true) => "added  ",
                    (true, true) => "wrote  ",
                };
                page.push(Line::blanks(2).dim(format!("{word}  ")).plain(file.path.as_str()));
            }
        }
        for (nth, next) in self.next.iter().enumerate() {
            let lead = if nth == 0 { "next: " } else { "then: " };
            page.push(Line::default().link(lead).plain(next));
        }
        page
    }
}

/// The lines of a card that are new, and those that are gone.
fn lines(card: &Written) -> Page {
    let mut page = Page::default();
    let changed = changes(&card.before, &card.after);
    for (sign, line) in changed.iter().take(SHOWN) {
        let text = Line::blanks(2);
        page.push(match sign {
            '+' => text.good("+ ").plain(line),
            _ => text.bad("- ").dim(line),
        });
    }
    if let Some(more) = changed.len().checked_sub(SHOWN).filter(|&more| more > 0) {
        page.push(Line::blanks(2).dim(format!("… and {more} lines more")));
    }
    page
}
