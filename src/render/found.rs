//! Tasks that were found: what to take, what waits, what fits a query, and the graph.

use std::borrow::Cow;

use flow_core::find::{Choice, Graph};
use flow_core::flow::Wrote;
use flow_core::id::TaskId;
use flow_core::task::Task;
use flow_core::workflow::Workflow;
use serde_json::{Value, json};

use super::card::Card;
use super::page::{BOLD, DIM, Line, PLAIN, Page, WARN};
use super::{recovery, table, tasks};
use crate::outcome::Body;

/// What to take now.
pub struct Chosen {
    first: Option<(Card, String)>,
    candidates: Vec<(Task, String)>,
    full: Vec<(String, u32, Vec<Task>)>,
    blocked: usize,
    claimed: Option<u64>,
    recovered: Vec<Value>,
    next: Vec<String>,
}

impl Chosen {
    /// What can be taken; with the first of it whole, where that is asked for.
    pub fn of(
        workflow: &Workflow,
        choice: &Choice<'_>,
        first: Option<(Option<Card>, String)>,
    ) -> Self {
        let best = choice.candidates.first();
        let next = best.map(|best| {
            let id = &best.task.id;
            let own = best.why.starts_with("yours");
            let begins = workflow.next(&best.task.stage).is_some_and(|next| !next.ends);
            match (best.begun, own) {
                (true, true) => format!("flow show {id}"),
                (false, true) if begins => format!("flow advance {id}"),
                _ => format!("flow claim {id}"),
            }
        });
        Self {
            first: first.and_then(|(card, why)| Some((card?, why))),
            candidates: choice
                .candidates
                .iter()
                .map(|found| (found.task.clone(), found.why.clone()))
                .collect(),
            full: choice
                .full
                .iter()
                .map(|(stage, limit, holders)| {
                    (
                        stage.to_string(),
                        *limit,
                        holders.iter().map(|task| (*task).clone()).collect(),
                    )
                })
                .collect(),
            blocked: choice.blocked,
            claimed: None,
            recovered: Vec::new(),
            next: next.into_iter().collect(),
        }
    }

    /// A task that was taken.
    pub fn claimed(card: Option<Card>, why: &str, wrote: &Wrote) -> Self {
        let next =
            card.as_ref().and_then(|card| card.next.first()).map(|next| next.command.clone());
        Self {
            first: card.map(|card| (card, why.to_owned())),
            candidates: Vec::new(),
            full: Vec::new(),
            blocked: 0,
            claimed: wrote.applied.as_ref().map(|applied| applied.entry.seq),
            recovered: wrote.recovered.iter().map(recovery::data).collect(),
            next: next.into_iter().collect(),
        }
    }
}

impl Body for Chosen {
    fn data(&self) -> Value {
        let task = self.first.as_ref().map(|(card, why)| {
            let mut data = card.data();
            data["why"] = json!(why);
            data
        });
        let candidate = |(task, why): &(Task, String)| {
            json!({
                "id": task.id, "title": task.title.trim(), "stage": task.stage,
                "board": task.board, "line": task.line, "why": why,
            })
        };
        let full = |(stage, limit, holders): &(String, u32, Vec<Task>)| {
            let ids: Vec<&TaskId> = holders.iter().map(|task| &task.id).collect();
            json!({ "stage": stage, "limit": limit, "holders": ids })
        };
        json!({
            "task": task,
            "candidates": self.candidates.iter().map(candidate).collect::<Vec<_>>(),
            "full": self.full.iter().map(full).collect::<Vec<_>>(),
            "blocked": self.blocked,
            "claimed": self.claimed.is_some(),
            "seq": self.claimed,
            "recovered": self.recovered,
            "next": self.next,
        })
    }

    fn page(&self, width: usize) -> Page {
        let mut page = Page::default();
        if let Some((card, why)) = &self.first {
            page.push(Line::default().good(why));
            page.append(card.page());
        } else {
            let cells = || {
                let candidates = self.candidates.iter();
                candidates.map(|(Task { id, title, stage, .. }, why)| {
                    [id.as_str(), title.trim(), stage.as_str(), why]
                })
            };
            let widths = table::widths(cells(), &[(1, 20), (3, 10)], width);
            for row in cells() {
                page.push(table::row("", &row, &widths, [BOLD, PLAIN, PLAIN, DIM]));
            }
        }
        if self.first.is_none() && self.candidates.is_empty() {
            let blocked = match self.blocked {
                0 => String::new(),
                1 => "; one task waits for others".to_owned(),
                many => format!("; {many} tasks wait for others"),
            };
            page.push(Line::default().plain(format!("there is nothing to take now{blocked}")));
        }
        for (stage, limit, holders) in &self.full {
            let line = format!("{stage} is full, or its places are claimed: {limit}");
            page.push(Line::default().warn("no room  ").plain(line));
            if let Some(first) = holders.first() {
                let boxes = format!("{}/{} boxes", first.boxes_done(), first.boxes.len());
                let line = Line::blanks(2).plain("finish one first: ").bold(first.id.as_str());
                page.push(line.dim(format!("  {}  {boxes}", first.title.trim())));
            }
        }
        // A whole card says itself where it can go.
        let told = self.first.as_ref().is_some_and(|(card, _)| {
            self.next.iter().all(|next| card.next.iter().any(|known| known.command == *next))
        });
        for next in self.next.iter().filter(|_| !told) {
            page.push(Line::default().link("next: ").plain(next));
        }
        page
    }
}

/// A task that waits.
pub struct Waiting {
    /// The task.
    pub task: Task,
    /// For whom, each with its stage where it stands in one.
    pub by: Vec<(TaskId, Option<String>)>,
}

impl Waiting {
    /// It as a row.
    fn cells(&self) -> [Cow<'_, str>; 4] {
        let by = self.by.iter().map(|(id, stage)| match stage {
            Some(stage) => format!("{id} ({stage})"),
            None => format!("{id} (on no board)"),
        });
        let by = by.collect::<Vec<_>>().join(", ");
        let Task { id, title, stage, .. } = &self.task;
        [id.as_str().into(), title.trim().into(), stage.as_str().into(), by.into()]
    }
}

/// The tasks that wait.
pub struct Blocked {
    /// The tasks.
    pub tasks: Vec<Waiting>,
    /// Those that wait for each other.
    pub cycles: Vec<Vec<TaskId>>,
}

impl Body for Blocked {
    fn data(&self) -> Value {
        let waiting = |waiting: &Waiting| {
            let Waiting { task, by } = waiting;
            let by: Vec<Value> =
                by.iter().map(|(id, stage)| json!({ "id": id, "stage": stage })).collect();
            json!({
                "id": task.id, "title": task.title.trim(), "stage": task.stage,
                "board": task.board, "line": task.line, "by": by,
            })
        };
        json!({ "tasks": self.tasks.iter().map(waiting).collect::<Vec<_>>(), "cycles": self.cycles })
    }

    fn page(&self, width: usize) -> Page {
        let mut page = Page::default();
        if self.tasks.is_empty() {
            page.push(Line::default().dim("no task waits for another"));
        }
        let widths =
            table::widths(self.tasks.iter().map(Waiting::cells), &[(1, 20), (3, 12)], width);
        for task in &self.tasks {
            page.push(table::row("", &task.cells(), &widths, [BOLD, PLAIN, PLAIN, WARN]));
        }
        for cycle in &self.cycles {
            let ids: Vec<&str> = cycle.iter().chain(cycle.first()).map(TaskId::as_str).collect();
            page.push(Line::default().bad("circle  ").plain(ids.join(" → ")));
            if let [one, ..] = &cycle[..] {
                let by = cycle.get(1).unwrap_or(one);
                let next = format!("flow unblock {one} --by {by}");
                page.push(Line::default().link("next: ").plain(next));
            }
        }
        page
    }
}

/// Tasks that fit a query.
pub struct Found {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// Why tasks may be missing.
    pub faults: Vec<String>,
    /// What is said where there are none.
    pub empty: String,
}

impl Body for Found {
    fn data(&self) -> Value {
        let tasks: Vec<Value> = self.tasks.iter().map(tasks::data).collect();
        json!({ "tasks": tasks, "faults": self.faults })
    }

    fn page(&self, width: usize) -> Page {
        if self.tasks.is_empty() && self.faults.is_empty() {
            let mut page = Page::default();
            page.push(Line::default().dim(&self.empty));
            return page;
        }
        let (tasks, faults) = (self.tasks.clone(), self.faults.clone());
        tasks::Tasks { tasks, faults }.page(width)
    }
}

/// The graph of what waits for what.
pub struct Drawn {
    /// The graph.
    pub graph: Graph,
    /// The one task that was asked about.
    pub around: Option<TaskId>,
}

impl Body for Drawn {
    fn data(&self) -> Value {
        let node = |node: &flow_core::find::Node| {
            json!({
                "id": node.id, "title": node.title, "stage": node.stage, "over": node.over,
                "needs": node.needs,
            })
        };
        json!({ "tasks": self.graph.nodes.iter().map(node).collect::<Vec<_>>() })
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        if self.graph.nodes.is_empty() {
            page.push(Line::default().dim(match &self.around {
                Some(id) => format!("{id} waits for nothing, and nothing for it"),
                None => "no task waits for another".to_owned(),
            }));
        }
        page.text(0, &self.graph.text());
        page
    }
}
