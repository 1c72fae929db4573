//! Tasks as data, and lists of them as a page.

use flow_core::task::Task;
use serde_json::{Map, Value, json};

use super::page::{Line, Page};
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
        let row = |task: &Task| {
            [
                task.id.to_string(),
                task.title.trim().to_owned(),
                task.stage.to_string(),
                if task.closed { "closed".to_owned() } else { String::new() },
                format!("{}:{}", task.board, task.line),
            ]
        };
        let rows: Vec<[String; 5]> = self.tasks.iter().map(row).collect();
        let widths = table::widths(&rows, &[(1, 20), (4, 0), (1, 10)], width);
        for (task, row) in self.tasks.iter().zip(&rows) {
            let at = |nth: usize| table::cell(&row[nth], widths[nth]);
            let line = Line::default();
            let line = if task.closed {
                line.dim(at(0)).dim(at(1))
            } else {
                line.bold(at(0)).plain(at(1))
            };
            page.push(line.plain(at(2)).dim(at(3)).link(at(4)).trimmed());
        }
        page.append(faults(&self.faults));
        page
    }
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
