//! What cards call the fields and sections that flow reads and writes on them: `[names]`.

use serde::Serialize;

use crate::task::{Field, Section, Task};

/// The names of what cards say, each with others that boards have for it: the first is written where a
/// board has none of them yet, all are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Names {
    /// The section of dated notes.
    pub notes: Vec<String>,
    /// The section of what is to be done.
    pub steps: Vec<String>,
    /// The section of what is done already.
    pub completed: Vec<String>,
    /// The section of what somebody has to decide.
    pub questions: Vec<String>,
    /// The section or field of where more is said.
    pub see: Vec<String>,
    /// The field or section of which tasks it waits for.
    pub blocked: Vec<String>,
    /// The field of whose it is.
    pub assigned: Vec<String>,
    /// The field of who approved it.
    pub approved: Vec<String>,
    /// The field of who rejected it.
    pub rejected: Vec<String>,
    /// The field of how urgent it is.
    pub priority: Vec<String>,
    /// What stands there, the most urgent first; none where the usual words do.
    pub priorities: Vec<String>,
}

impl Default for Names {
    fn default() -> Self {
        let list = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            notes: list(&[
                "Progress Notes",
                "Notes",
                "Log",
                "Progress",
                "Progress Log",
                "Work Log",
                "Updates",
                "Implementation Notes",
            ]),
            steps: list(&[
                "Next Steps",
                "Steps",
                "Tasks",
                "Todo",
                "To Do",
                "Checklist",
                "Sub-tasks",
                "Subtasks",
                "Action Items",
                "Acceptance Criteria",
            ]),
            completed: list(&["Completed", "Done"]),
            questions: list(&["User Questions", "Questions", "Open Questions"]),
            see: list(&["See", "See also", "References", "Links", "Documentation", "Related"]),
            blocked: list(&[
                "Blocked By",
                "Blocked",
                "Depends On",
                "Depends",
                "Dependencies",
                "Waits For",
                "Blockers",
            ]),
            assigned: list(&["Assigned", "Assignee", "Assigned To", "Owner", "Responsible"]),
            approved: list(&["Approved", "Approved By"]),
            rejected: list(&["Rejected", "Rejected By"]),
            priority: list(&["Priority", "Prio", "Importance", "Urgency"]),
            priorities: Vec::new(),
        }
    }
}

impl Names {
    /// The names of what may stand in a field, by what it means.
    pub fn fields(&self) -> [&[String]; 6] {
        let Self { see, blocked, assigned, approved, rejected, priority, .. } = self;
        [see, blocked, assigned, approved, rejected, priority]
    }
}

/// The first field of a task that has one of these names, in their order; one that says nothing only where
/// all others do as well.
pub fn field<'t>(names: &[String], task: &'t Task) -> Option<&'t Field> {
    let named = || {
        let fields = |name| task.fields.iter().filter(move |field| same(&field.name, name));
        names.iter().flat_map(move |name| fields(name.as_str()))
    };
    named().find(|field| !field.value.trim().is_empty()).or_else(|| named().next())
}

/// The first section of a task that has one of these names, in their order.
pub fn section<'t>(names: &[String], task: &'t Task) -> Option<&'t Section> {
    names.iter().find_map(|name| task.sections.iter().find(|section| same(&section.name, name)))
}

/// Whether two names are the same: letter case does not count, and front matter has `blocked_by` or
/// `blocked-by` for what stands as `Blocked By` on a card.
pub fn same(one: &str, other: &str) -> bool {
    let fold = |c: char| if matches!(c, '-' | '_') { ' ' } else { c };
    let folded = |byte: &u8| fold(char::from(*byte)).to_ascii_lowercase();
    let (ones, others) = (one.as_bytes(), other.as_bytes());
    // Most names that are compared differ in their first letter.
    if let (Some(first), Some(second)) = (ones.first(), others.first())
        && first.is_ascii()
        && second.is_ascii()
        && folded(first) != folded(second)
    {
        return false;
    }
    if one.is_ascii() && other.is_ascii() {
        return ones.len() == others.len() && ones.iter().map(folded).eq(others.iter().map(folded));
    }
    let (one, other) = (one.chars(), other.chars());
    one.map(fold).flat_map(char::to_lowercase).eq(other.map(fold).flat_map(char::to_lowercase))
}

/// Whether a name is one of these.
pub fn is_one(names: &[String], said: &str) -> bool {
    names.iter().any(|name| same(name, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_however_they_are_spelt() {
        assert!(same("Blocked By", "blocked_by") && same("depends-on", "Depends On"));
        assert!(same("PRIORITÄT", "Priorität") && !same("Note", "Notes"));
        assert!(is_one(&Names::default().assigned, "assigned_to"));
    }
}
