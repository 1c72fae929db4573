//! One task: its card, where it stands, and where it can go.

use flow_core::task::Task;
use serde::Serialize;
use serde_json::{Value, json};

use super::page::{Line, Page};
use super::tasks;
use crate::outcome::Body;

/// One task, at every place where it stands; at least one.
pub struct Cards(pub Vec<Card>);

/// One task at one place.
pub struct Card {
    /// What it says.
    pub task: Task,
    /// Its Markdown.
    pub text: String,
    /// Where it can go.
    pub next: Vec<Next>,
}

/// A move that is possible.
#[derive(Debug, Serialize)]
pub struct Next {
    /// To this stage.
    pub to: String,
    /// The gates before it.
    pub gates: Vec<String>,
    /// What its hooks add.
    pub hooks: Vec<String>,
    /// What to type.
    pub command: String,
}

impl Body for Cards {
    fn data(&self) -> Value {
        let places: Vec<Value> = self.0.iter().map(Card::data).collect();
        let mut data = places.first().cloned().unwrap_or_default();
        data["places"] = json!(places);
        data
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        if self.0.len() > 1 {
            let what = format!("stands in {} places", self.0.len());
            page.push(Line::default().warn("warning: ").plain(what));
        }
        for card in &self.0 {
            page.gap();
            page.append(card.page());
        }
        page
    }
}

impl Card {
    /// The card as data.
    pub fn data(&self) -> Value {
        let mut data = tasks::data(&self.task);
        data["text"] = json!(self.text);
        data["next"] = json!(self.next);
        data
    }

    /// The card as a page.
    pub fn page(&self) -> Page {
        let Self { task, text, next } = self;
        let mut page = Page::default();
        let closed = if task.closed { ", closed" } else { "" };
        let boxes = match task.boxes.len() {
            0 => String::new(),
            total => format!("  {}/{total} boxes", task.boxes_done()),
        };
        let line =
            Line::default().bold(task.id.as_str()).plain(format!("  {}{closed}", task.stage));
        page.push(line.plain(boxes).link(format!("  {}:{}", task.board, task.line)));
        page.gap();
        page.text(2, text);
        if !next.is_empty() {
            page.gap();
        }
        for next in next {
            let gates = match next.gates.as_slice() {
                [] => "no gates".to_owned(),
                gates => format!("gates: {}", gates.join(", ")),
            };
            page.push(
                Line::default().link("next: ").plain(&next.command).dim(format!("  ({gates})")),
            );
        }
        page
    }
}
