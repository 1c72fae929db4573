//! Tasks as data, and lists of them as a page.

use std::borrow::Cow;

use flow_core::task::Task;
use serde_json::{Map, Value, json};

use super::page::{BOLD, DIM, LINK, Line, PLAIN, Page};
use super::table;
use crate::outcome::Body;

/// A list of tasks.
pub struct Tasks {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// Why tasks may be missing: stages that could not be read.
    pub faults: Vec<String>,
}

/// A task as data.
pub fn data(task: &Task) -> Value {
    let mut fields = Map::new();
    for field in &task.fields {
        // The first of a name is the one that counts everywhere else.
        fields.entry(&field.name).or_insert_with(|| json!(field.value));
    }
    json!({
        "id": task.id,
        "title": task.title.trim(),
        "stage": task.stage,
        "board": task.board,
        "line": task.line,
        "closed": task.closed,
        "link": task.link,
        "fields": fields,
        "sections": task.sections,
        "boxes": task.boxes,
        "notes": task.notes,
    })
}

impl Body for Tasks {
    fn data(&self) -> Value {
        json!({ "tasks": self.tasks.iter().map(data).collect::<Vec<_>>(), "faults": self.faults })
    }

    fn page(&self, width: usize) -> Page {
        let mut page = Page::default();
        if self.tasks.is_empty() {
            page.push(Line::default().dim("no tasks"));
        }
        let rows = self.tasks.iter().map(cells);
        let widths = table::widths(rows, &[(1, 20), (4, 0), (1, 10)], width);
        for task in &self.tasks {
            let looks = if task.closed { [DIM, DIM] } else { [BOLD, PLAIN] };
            let looks = [looks[0], looks[1], PLAIN, DIM, LINK];
            page.push(table::row("", &cells(task), &widths, looks));
        }
        page.append(faults(&self.faults));
        page
    }
}

/// A task as a row.
fn cells(task: &Task) -> [Cow<'_, str>; 5] {
    [
        task.id.as_str().into(),
        task.title.trim().into(),
        task.stage.as_str().into(),
        if task.closed { "closed".into() } else { "".into() },
        format!("{}:{}", task.board, task.line).into(),
    ]
}

/// What could not be read, below what could.
pub fn faults(faults: &[String]) -> Page {
    let mut page = Page::default();
    for fault in faults {
        let line = Line::default().warn("warning: ").plain(fault).plain("; see flow check");
        page.push(line.prose(9));
    }
    page
}
