//! All boards, read once.

use crate::id::TaskId;
use crate::task::Task;

/// All boards of a workflow, read once, with their tasks.
#[derive(Debug, Default)]
pub struct Snapshot {
    tasks: Vec<Task>,
}

impl Snapshot {
    /// Every task on every board, closed ones included, in board order.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// Every card of a task: more than one where the id stands twice.
    pub fn of(&self, id: &TaskId) -> Vec<&Task> {
        self.tasks.iter().filter(|task| &task.id == id).collect()
    }
}
