//! A subcommand: who works on what.

use std::collections::BTreeMap;

use flow::{Body, Failure, Line, Outcome, Page};
use flow_core::flow::Flow;
use serde_json::{Value, json};

/// `xtask standup`.
pub struct Standup;

impl flow::Command for Standup {
    fn command(&self) -> clap::Command {
        clap::Command::new("standup").about("Tell who works on what")
    }

    fn run(&self, flow: &Flow, _: &clap::ArgMatches) -> Result<Outcome, Failure> {
        let mut people: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for task in flow.look()?.tasks() {
            if !task.closed && flow.workflow().is_active(&task.stage) {
                let who = task.field("Assigned").unwrap_or("nobody").to_owned();
                let what = format!("{} {} ({})", task.id, task.title.trim(), task.stage);
                people.entry(who).or_default().push(what);
            }
        }
        Ok(Outcome::new("standup", People(people)))
    }
}

struct People(BTreeMap<String, Vec<String>>);

impl Body for People {
    fn data(&self) -> Value {
        json!(self.0)
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        for (who, tasks) in &self.0 {
            page.push(Line::default().bold(who));
            for task in tasks {
                page.text(2, task);
            }
        }
        page
    }
}
