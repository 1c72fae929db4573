//! Which column takes which field, and what stands behind the title.

use super::*;
use crate::task::{Field, Task};
use crate::workflow::{HeadForm, Names};

fn task(title: &str, fields: &[(&str, &str)]) -> Task {
    let (id, stage) = (TaskId::handle(title), StageName::new("todo"));
    let path = RelPath::new("TODO.md").expect("a path");
    let mut task = Task::departed(id, title.to_owned(), stage, path);
    let field = |(name, value): &(&str, &str)| Field {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
        line: 1,
    };
    task.fields = fields.iter().map(field).collect();
    task
}

/// The row that a task becomes in a table with these columns; the second has the title.
fn row(task: &Task, columns: &[&str]) -> Result<String, Domain> {
    let line = Template::parse("| {*} | {title} | {*} |").expect("a form");
    let form = HeadForm { kind: CardKind::Row, line };
    let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
    let seated = seated(task.clone(), &columns, &form, &Names::default())?;
    written_row(&seated, &form, &columns)
}

#[test]
fn a_field_goes_into_the_column_of_its_name_or_of_its_meaning() {
    let task = task("Mend", &[("Owner", "Ada"), ("blocked_by", "A-1"), ("Est. (h)", "3")]);
    let there = row(&task, &["Assignee", "Task", "est h", "Blocked By"]);
    assert_eq!(there.as_deref(), Ok("| Ada | Mend | 3 | A-1 |"));
    // Of two that mean the same, nobody knows which is meant.
    let there = row(&task, &["Assignee", "Task", "Responsible"]);
    let all = "|  | Mend @owner(Ada) @blocked-by(A-1) @est-h(3) |  |";
    assert_eq!(there.as_deref(), Ok(all));
}

#[test]
fn a_field_without_a_column_stands_behind_the_title_and_finds_one_again() {
    let fields = [("Priority", "high"), ("Size", ""), ("Spec", "[a](u(1)) #x")];
    let there = row(&task("Mend it", &fields), &["Owner", "Task", "Started"]);
    assert_eq!(there.as_deref(), Ok("|  | Mend it @priority(high) @spec([a](u(1)) #x) |  |"));
    let on = task("Mend it @priority(high) @spec([a](u(1)) #x)", &[("Owner", ""), ("Started", "")]);
    let home = row(&on, &["Spec", "Task", "Prio"]);
    assert_eq!(home.as_deref(), Ok("| [a](u(1)) #x | Mend it | high |"));
    // In the midst of a title it is a part of that.
    let within = row(&task("Mend @prio(low) it @x(y)", &[]), &["Prio", "Task", "Z"]);
    assert_eq!(within.as_deref(), Ok("|  | Mend @prio(low) it @x(y) |  |"));
}

#[test]
fn columns_of_one_name_take_their_fields_in_order() {
    let there = row(&task("Mend", &[("Date", ""), ("Date", "b")]), &["Date", "Task", "Date"]);
    assert_eq!(there.as_deref(), Ok("|  | Mend | b |"));
}

#[test]
fn what_cannot_stand_behind_a_title_is_refused() {
    let behind = |title: &str, name: &str, value: &str| {
        row(&task(title, &[(name, value)]), &["A", "Task", "B"])
    };
    let refused = |name: &str| Err(Domain::Behind { name: name.to_owned() });
    assert_eq!(behind("Mend", "Why", "1) it leaks"), refused("Why"));
    assert_eq!(behind("Mend", "🔥", "x"), refused("🔥"));
    assert_eq!(behind("Mend", "", "x"), refused(""));
    assert_eq!(behind("Mend @see(", "Why", "x"), refused("Why"));
    let twice = Err(Domain::Twice { name: "Why".to_owned() });
    assert_eq!(behind("Mend @why(so) it", "Why", "x"), twice);
}

#[test]
fn a_title_that_is_a_link_stays_one() {
    let mut linked = task("[Mend](u)", &[("Why", "x")]);
    linked.link = Some("u".to_owned());
    assert_eq!(row(&linked, &["A", "Task"]).as_deref(), Ok("|  | [Mend](u) @why(x) |"));
    let mut home = task("[Mend](u) @why(x)", &[]);
    home.link = Some("u".to_owned());
    assert_eq!(row(&home, &["Why", "Task"]).as_deref(), Ok("| x | [Mend](u) |"));
}
