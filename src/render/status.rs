//! Where everything stands, as data and as a page.

use serde::Serialize;
use serde_json::{Value, json};

use super::page::{BAD, BOLD, DIM, Line, PLAIN, Page, WARN};
use super::table;
use crate::outcome::Body;

/// A stage with more tasks than this is folded.
const LONG: usize = 12;
/// How many tasks of the first stage are shown: work not begun is long, and can wait.
const AHEAD: usize = 5;

/// Where everything stands.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The stages, in their order.
    pub stages: Vec<StageStatus>,
    /// A move that was not brought to its end.
    pub pending: Option<Pending>,
    /// Why the last move cannot be told of.
    pub unreadable: Option<String>,
    /// Ids that stand live in more than one place.
    pub duplicates: Vec<String>,
    /// Why tasks may be missing: stages that could not be read.
    pub faults: Vec<String>,
}

/// A stage and its live tasks.
#[derive(Debug, Serialize)]
pub struct StageStatus {
    /// Its name.
    pub name: String,
    /// Its board.
    pub board: Option<String>,
    /// How many live tasks it holds.
    pub count: usize,
    /// The most it may hold.
    pub limit: Option<u32>,
    /// Its live tasks.
    pub tasks: Vec<TaskStatus>,
}

/// A live task.
#[derive(Debug, Serialize)]
pub struct TaskStatus {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who works on it.
    pub assignee: Option<String>,
    /// Days since it was started.
    pub age_days: Option<i64>,
    /// Its boxes.
    pub boxes: Boxes,
    /// Whether nothing was noted for longer than the stage allows.
    pub stale: bool,
    /// The unfinished tasks that it waits for.
    pub blocked_by: Vec<String>,
}

/// Boxes: ticked, and in all.
#[derive(Debug, Serialize)]
pub struct Boxes {
    /// Ticked.
    pub done: usize,
    /// In all.
    pub total: usize,
}

/// A move that was not brought to its end.
#[derive(Debug, Serialize)]
pub struct Pending {
    /// The task.
    pub id: String,
    /// From this stage.
    pub from: String,
    /// To this one.
    pub to: String,
    /// Whether it will be finished; else it will be taken back.
    pub committed: bool,
}

impl Body for Status {
    fn data(&self) -> Value {
        json!(self)
    }

    fn page(&self, width: usize) -> Page {
        let mut page = Page::default();
        if let Some(pending) = &self.pending {
            page.append(pending.page());
        }
        if let Some(why) = &self.unreadable {
            let line = Line::default().warn("warning: ").plain(why).plain("; see flow doctor");
            page.push(line.prose(9));
        }
        page.append(super::tasks::faults(&self.faults));
        for (nth, stage) in self.stages.iter().enumerate() {
            if stage.board.is_none() {
                continue;
            }
            page.gap();
            stage.page(nth == 0, width, &mut page);
        }
        if !self.duplicates.is_empty() {
            page.gap();
            let ids = self.duplicates.join(", ");
            let what = format!("stand in two places: {ids}; see flow check");
            page.push(Line::default().warn("warning: ").plain(what).prose(9));
        }
        page
    }
}

impl Pending {
    fn page(&self) -> Page {
        let Self { id, from, to, committed } = self;
        let end = if *committed { "finishes it" } else { "takes it back" };
        let of = match id.is_empty() {
            true => "a mending of boards".to_owned(),
            false => format!("the move of {id} ({from} → {to})"),
        };
        let what = format!("{of} is under way, or was interrupted; ");
        let mut page = Page::default();
        let then = format!("the next flow command that moves {end}");
        page.push(Line::default().warn("warning: ").plain(what).plain(then).prose(9));
        page
    }
}

impl StageStatus {
    fn page(&self, is_first: bool, width: usize, page: &mut Page) {
        let count = match self.limit {
            Some(limit) => format!("{}/{limit}", self.count),
            None => self.count.to_string(),
        };
        let is_full = self.limit.is_some_and(|limit| self.count >= limit as usize);
        let line = Line::default().bold(&self.name).plain("  ");
        let line = if is_full { line.warn(count) } else { line.plain(count) };
        page.push(line.dim(format!("  {}", self.board.as_deref().unwrap_or_default())));
        let most = if is_first { AHEAD } else { LONG };
        // A fold that hides one line is no gain.
        let shown = if self.tasks.len() > most + 1 { most } else { self.tasks.len() };
        let tasks = &self.tasks[..shown];
        let rows = || tasks.iter().map(TaskStatus::cells);
        let squeezes =
            [(2, 14), (1, 28), (2, 0), (1, 20), (5, 18), (1, 12), (5, 10), (3, 0), (1, 6)];
        let widths = table::widths(rows(), &squeezes, width.saturating_sub(2));
        for (task, cells) in tasks.iter().zip(rows()) {
            let remarks = if task.blocked_by.is_empty() { WARN } else { BAD };
            let looks = [BOLD, PLAIN, DIM, PLAIN, PLAIN, remarks];
            page.push(table::row("  ", &cells, &widths, looks));
        }
        if shown < self.tasks.len() {
            let more = format!("… {} more ", self.tasks.len() - shown);
            let command = format!("(flow list --stage {})", self.name);
            page.push(Line::blanks(2).dim(more).dim(command));
        }
    }
}

impl TaskStatus {
    fn cells(&self) -> [String; 6] {
        let Boxes { done, total } = self.boxes;
        let mut remarks = Vec::new();
        if self.stale {
            remarks.push("stale".to_owned());
        }
        if !self.blocked_by.is_empty() {
            remarks.push(format!("blocked by {}", self.blocked_by.join(", ")));
        }
        [
            self.id.clone(),
            self.title.clone(),
            self.assignee.clone().unwrap_or_default(),
            self.age_days.map(|days| format!("{days}d")).unwrap_or_default(),
            if total > 0 { format!("{done}/{total}") } else { String::new() },
            remarks.join(", "),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use console::measure_text_width;

    fn status(tasks: usize) -> Status {
        let task = |nth: usize| TaskStatus {
            id: format!("PERF-{nth:03}"),
            title: "Connection Pooling for a Database with a Long Name".into(),
            assignee: Some("Backend/Performance Engineer".into()),
            age_days: Some(3),
            boxes: Boxes { done: 3, total: 4 },
            stale: nth == 1,
            blocked_by: if nth == 2 { vec!["REF-013".into()] } else { Vec::new() },
        };
        let stage = |name: &str, limit| StageStatus {
            name: name.into(),
            board: Some("B.md".into()),
            count: tasks,
            limit,
            tasks: (1..=tasks).map(task).collect(),
        };
        Status {
            stages: vec![stage("todo", None), stage("doing", Some(6))],
            pending: None,
            unreadable: None,
            duplicates: Vec::new(),
            faults: Vec::new(),
        }
    }

    #[test]
    fn every_line_fits_the_terminal() {
        for width in [60, 80, 140] {
            let page = anstream::adapter::strip_str(&status(4).page(width).styled()).to_string();
            for line in page.lines() {
                assert!(measure_text_width(line) <= width, "{width}: {line}");
            }
            assert!(page.contains("blocked by REF-013"), "{width}: {page}");
        }
    }

    #[test]
    fn long_stages_are_folded_for_people_only() {
        let status = status(20);
        let page = anstream::adapter::strip_str(&status.page(80).styled()).to_string();
        assert!(page.contains("… 15 more (flow list --stage todo)"), "{page}");
        assert!(page.contains("… 8 more (flow list --stage doing)"), "{page}");
        assert_eq!(status.data()["stages"][0]["tasks"].as_array().map(Vec::len), Some(20));
    }
}
